"""An import: files in, rows staged and matched, the book brought up to them, or nothing at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from clienttrack.book import Change
from clienttrack.differences import Difference, Differences, differences
from clienttrack.errors import BadData
from clienttrack.screen import one_line
from clienttrack.settings import Settings
from clienttrack.slices.imports import queries
from clienttrack.slices.imports.actions.staging import Choose, Stager
from clienttrack.slices.imports.actions.table import Staged, Watch
from clienttrack.slices.imports.files import ReadFile, Shape, Source
from clienttrack.slices.imports.queries import Counts, Dropped, Duplicate, SkippedRow
from clienttrack.slices.landing.actions import clients, talks
from clienttrack.slices.mappings.rules.days import Local
from clienttrack.slices.mappings.rules.mapping import FoundMapping
from clienttrack.slices.matches.actions.near import near_names
from clienttrack.slices.matches.actions.placing import place_rows
from clienttrack.slices.matches.actions.talks import place_talks, set_aside
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted
from clienttrack.slices.whole_book.actions import restore_others
from clienttrack.tables.problems import Problem, in_words

PROBLEMS_TOLD = 20
DIFFERENCES_TOLD = 20
DROPPED_TOLD = 20
# A larger cache spares writing pages out and in again.
ROOM_KB = 24_000


@dataclass(frozen=True, slots=True)
class ImportedFiles:
    """What an import did, or would have done; ``operation`` is its number in the history, if it changed anything.

    ``skipped`` counts the rows left alone, by reason in ``skipped_because``, ``refused`` those with a problem. Of
    ``skipped_rows``, ``duplicates``, ``dropped`` cells and ``differences`` only the first are named; the others are
    counted: ``more_dropped`` rows, ``more_differences`` fields and those of ``more_changed_records``.
    """

    files: list[ReadFile]
    dry_run: bool
    rows: int
    created: Counts
    updated: Counts
    unchanged: Counts
    skipped: int
    refused: int
    duplicates: list[Duplicate]
    differences: list[Difference]
    errors: list[Problem]
    operation: int | None
    skipped_because: dict[str, int]
    skipped_rows: list[SkippedRow]
    duplicate_rows: int
    dropped: list[Dropped]
    more_dropped: int
    more_differences: int
    more_changed_records: int
    notices: list[str] = field(default_factory=list)


class ImportRefused(BadData):
    """Some rows cannot be taken, so none was; ``data`` is the whole report."""

    def __init__(self, report: ImportedFiles) -> None:
        problems = report.errors
        told = [in_words(problem) for problem in problems[:PROBLEMS_TOLD]]
        more = len(problems) - len(told)
        if len(problems) == 1:
            super().__init__(f"Nothing was imported: {told[0]}.")
        else:
            rest = [f"  and {more} more; --json tells all of them"] if more else []
            lines = [f"Nothing was imported, because of {len(problems)} problems:", *(f"  {line}" for line in told)]
            super().__init__("\n".join([*lines, *rest]))
        self.data = report


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Mappings, settings, and how an import asks, watches, backs up, keeps rows and tells local time."""

    mappings: Mapping[str, FoundMapping]
    settings: Settings
    choose: Choose
    back_up: Callable[[], object]
    keep_refused: Callable[[Sequence[Shape], Sequence[Problem]], None]
    watch: Watch | None = None
    local: Local | None = None


def import_files(
    change: Change, sources: Sequence[Source], wanted: Wanted, surroundings: Surroundings
) -> ImportedFiles:
    """Bring the book up to what the files tell: all rows or none, or all good ones where that is wanted.

    Raises ``ImportRefused`` with every problem, ``UnknownHeader``, ``UnknownMapping``, ``BrokenMapping``.
    """
    for database in ("main", "temp"):
        change.run(f"PRAGMA {database}.cache_size = -{ROOM_KB}")
    had_clients = bool(change.value("SELECT EXISTS (SELECT 1 FROM client)"))
    settings = surroundings.settings
    stager = Stager(
        change,
        wanted,
        surroundings.mappings,
        region=settings.country,
        currency=settings.currency,
        choose=surroundings.choose,
        watch=surroundings.watch,
        local=surroundings.local,
    )
    run = _Import(change, wanted, stager.stage(sources), in_book=had_clients)
    try:
        run.place()
        run.write(settings)
    finally:
        surroundings.keep_refused(run.staged.shapes, run.staged.problems)
    if change.changed and not wanted.dry_run:
        run.remember()
        if had_clients:
            surroundings.back_up()
    return run.report()


class _Import:
    """One import on its way, from the staged rows to the report."""

    def __init__(self, change: Change, wanted: Wanted, staged: Staged, *, in_book: bool) -> None:
        self.in_book = in_book
        self.change, self.names, self.wanted, self.staged = change, staged.names, wanted, staged
        self.talks = set_aside(change)
        self.duplicates: tuple[list[Duplicate], int] = [], 0
        self.dropped: tuple[list[Dropped], int] = [], 0
        self.written = False

    def place(self) -> None:
        """Give every row the records it means; rows that cannot be placed are problems and go."""
        self._stop_at_nothing()
        self.staged.notices += queries.known_again(self.change, self.staged.files)
        placed = place_rows(self.change, self.names, self.wanted)
        self.staged.notices += placed.notices
        self.staged.problems += placed.problems
        self._count_left_alone(placed.left_alone)
        self._stop_at_problems()
        self.change.run("CREATE INDEX temp.staged_client ON staged (client_id)")

    def _count_left_alone(self, many: int) -> None:
        if many:
            queries.note_left_alone(self.change, self.staged.skipped, self.names, many)

    def _stop_at_nothing(self) -> None:
        """Refuse files of which no row can be kept: what is left out is a success only beside something else."""
        if not self.staged.rows and not self.staged.problems:
            message = "no row of these files is something that clienttrack can keep"
            self.staged.problems.append(Problem(self.names[0], None, None, "nothing-mapped", message))

    def _stop_at_problems(self) -> None:
        nothing_left = not self.change.value("SELECT EXISTS (SELECT 1 FROM temp.staged)") and not self.talks
        if self.staged.problems and (not self.wanted.skip_errors or nothing_left):
            raise ImportRefused(self.report())

    def write(self, settings: Settings) -> None:
        """Write everything that was placed, last contacts only where no touchpoint of the files tells of them."""
        change = self.change
        for file, language in self.staged.languages.items():
            if many := clients.give_language(change, file, language):
                self.staged.notices.append(_in_language(self.names[file], many, language))
        clients.write_rows(change, self.wanted)
        if self.talks:
            placed = place_talks(change, self.names, self.wanted)
            self.staged.problems += placed.problems
            self._count_left_alone(placed.left_alone)
            self._stop_at_problems()
            talks.write_talks(change, self.wanted, self.staged.book_files)
        self.duplicates = queries.duplicates(change, self.names, talks=self.talks)
        self.dropped = queries.dropped(change, self.names, DROPPED_TOLD)
        clients.write_last_touches(change)
        if book := self.staged.book:
            self.staged.notices += restore_others(change, book, self.staged.book_files, talks=self.talks)
        self.written = True
        if days := self.wanted.stagger:
            self.staged.notices.append(_spread(clients.stagger(change, days, settings), days))
        if self.wanted.on_match is not OnMatch.NEW:
            self.staged.notices += near_names(change)
        as_before = ((queries.ARCHIVED, "archived, as before"), (queries.PINNED, "pinned, the tier as before"))
        for sql, words in as_before if self.in_book else ():
            if count := change.value(sql):
                self.staged.notices.append(f"{count} of these clients {'is' if count == 1 else 'are'} {words}.")

    def remember(self) -> None:
        """Keep what files this was, so that the same one is known again."""
        self.change.run_many(
            "INSERT INTO batch_file (operation_id, file, sha256, mapping, encoding, rows) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (self.change.operation_id, file.file, file.sha256, file.mapping, file.encoding, file.rows)
                for file in self.staged.files
                if file.sha256 and file.mapping and file.encoding
            ],
        )

    def report(self) -> ImportedFiles:
        """Give what was done, or what stands in the way."""
        nothing, change, staged = Counts(), self.change, self.staged
        counts = (nothing, nothing, nothing)
        if self.written:
            counts = queries.counted(change, change.operation_id, talks=self.talks, in_book=self.in_book)
        created, updated, unchanged = counts
        gains = bool(updated.clients or updated.contacts)
        changed = Differences()
        if self.written:
            changed = differences(change, change.operation_id, DIFFERENCES_TOLD, gains=gains)
        skipped = staged.skipped
        return ImportedFiles(
            files=staged.files,
            dry_run=self.wanted.dry_run,
            rows=staged.rows,
            created=created,
            updated=updated,
            unchanged=unchanged,
            skipped=sum(skipped.because.values()),
            skipped_because=skipped.because,
            skipped_rows=skipped.rows,
            refused=len({(problem.file, problem.line) for problem in staged.problems}),
            duplicates=self.duplicates[0],
            duplicate_rows=self.duplicates[1],
            dropped=self.dropped[0],
            more_dropped=self.dropped[1],
            differences=[*changed.first],
            more_differences=changed.more,
            more_changed_records=changed.more_records,
            errors=staged.problems,
            operation=change.operation_id if self.written and change.changed and not self.wanted.dry_run else None,
            notices=staged.notices,
        )


def _in_language(file: str, many: int, language: str) -> str:
    """Say whose language the mapping has told."""
    return (
        f"{one_line(PurePath(file).name)}: {'1 client' if many == 1 else f'{many} clients'} without a language will be "
        f"written to in {language}; `clienttrack client edit CLIENT --language CODE` changes it."
    )


def _spread(many: int, days: int) -> str:
    """Say whose first touches were spread."""
    if not many:
        return "No client of these files waits for a first touch, so there is nothing to spread."
    return f"The first touches of {many} clients are spread over {days} {'day' if days == 1 else 'days'}."

"""An import: files in, rows staged and matched, the book brought up to them, or nothing at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.errors import BadData
from clienttrack.screen import one_line, shortened
from clienttrack.slices.imports import queries
from clienttrack.slices.imports.actions.matching import match_clients, match_contacts
from clienttrack.slices.imports.actions.staging import ReadFile, Staged, Watch, stage_files
from clienttrack.slices.imports.actions.writing import write_rows
from clienttrack.slices.imports.queries import Counts
from clienttrack.tables.problems import Problem

PROBLEMS_TOLD = 20
# A larger cache spares writing pages out and in again; all of an import then takes some 130 MB.
ROOM_KB = 32_000


@dataclass(frozen=True, slots=True)
class ImportedFiles:
    """What an import did, or would have done; ``operation`` is its number in the history, if it changed anything."""

    files: list[ReadFile]
    dry_run: bool
    rows: int
    created: Counts
    updated: Counts
    unchanged: Counts
    skipped: int
    errors: list[Problem]
    operation: int | None


class ImportRefused(BadData):
    """Some rows cannot be taken, so none was; ``data`` is the whole report."""

    def __init__(self, report: ImportedFiles) -> None:
        problems = report.errors
        told = [_told(problem) for problem in problems[:PROBLEMS_TOLD]]
        more = len(problems) - len(told)
        if len(problems) == 1:
            super().__init__(f"Nothing was imported: {told[0]}.")
        else:
            rest = [f"  and {more} more; --json tells all of them"] if more else []
            lines = [f"Nothing was imported, because of {len(problems)} problems:", *(f"  {line}" for line in told)]
            super().__init__("\n".join([*lines, *rest]))
        self.data = report


def _told(problem: Problem) -> str:
    line = "" if problem.line is None else f", line {problem.line}"
    column = "" if problem.column is None else f", column '{shortened(problem.column, 40)}'"
    return f"{one_line(problem.file)}{line}{column}: {problem.message}"


def import_files(
    change: Change,
    names: Sequence[str],
    *,
    maps: Mapping[str, str],
    region: str,
    dry_run: bool = False,
    watch: Watch | None = None,
    notice: Callable[[str], None],
    back_up: Callable[[], object],
) -> ImportedFiles:
    """Bring the book up to what the files tell, all rows or none.

    ``back_up`` is called before anything new is committed to a book that has clients. Raises ``ImportRefused``
    with every problem, ``NoSuchFile``, ``UnknownHeader``.
    """
    change.run(f"PRAGMA cache_size = -{ROOM_KB}")
    had_clients = bool(change.value("SELECT EXISTS (SELECT 1 FROM client)"))
    staged = stage_files(change, names, maps, region=region, watch=watch)
    match_clients(change)
    match_contacts(change)
    staged.problems += queries.conflicts(change, names)
    if staged.problems:
        raise ImportRefused(_report(change, staged, dry_run=dry_run))
    write_rows(change)
    for words in staged.notices:
        notice(words)
    if archived := change.value(queries.ARCHIVED):
        notice(f"{archived} of these clients {'is' if archived == 1 else 'are'} archived and stay so.")
    if change.changed and had_clients and not dry_run:
        back_up()
    return _report(change, staged, dry_run=dry_run)


def _report(change: Change, staged: Staged, *, dry_run: bool) -> ImportedFiles:
    nothing = Counts()
    counts = (nothing, nothing, nothing) if staged.problems else queries.counted(change, change.operation_id)
    created, updated, unchanged = counts
    return ImportedFiles(
        files=staged.files,
        dry_run=dry_run,
        rows=staged.rows,
        created=created,
        updated=updated,
        unchanged=unchanged,
        skipped=staged.skipped,
        errors=staged.problems,
        operation=change.operation_id if change.changed and not dry_run else None,
    )

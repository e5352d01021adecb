"""Bringing the rows of one table into temporary tables, a few thousand at a time."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from clienttrack.book import Change
from clienttrack.names import fold
from clienttrack.screen import one_line, shortened
from clienttrack.slices.imports.actions.days import DaysOfColumn
from clienttrack.slices.imports.files import ReadFile, Shape
from clienttrack.slices.imports.queries import BLANK, Skipped
from clienttrack.slices.mappings.rules import planning
from clienttrack.slices.mappings.rules.drafting import decimal_mark
from clienttrack.slices.mappings.rules.fields import LEFT_OUT
from clienttrack.slices.mappings.rules.mapping import Mapping as ColumnMapping
from clienttrack.slices.mappings.rules.planning import ColumnPlan
from clienttrack.slices.rows.rules import rows, telling
from clienttrack.slices.rows.rules.telling import Told
from clienttrack.slices.rows.rules.wanted import Wanted
from clienttrack.tables import vcards
from clienttrack.tables.documents import RecordTable, WholeBook
from clienttrack.tables.problems import LeftOut, Problem, Unusable
from clienttrack.tables.reading import Table

BATCH = 1000
LETTERS_AT_ONCE = 1 << 21
MOST_PROBLEMS = 100_000
NAMED = 20
LINES_NAMED = 5
Watch = Callable[[str, int, int], None]
_Numbered = tuple[int, Told]


@dataclass(slots=True)
class Staged:
    """What reading all files gave: the tables by their names, their problems, and what the user should know of them.

    ``book`` is the document whose other records come in too, ``book_files`` the numbers of its tables.
    """

    files: list[ReadFile] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    skipped: Skipped = field(default_factory=Skipped)
    names: list[str] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)
    book: WholeBook | None = None
    book_files: list[int] = field(default_factory=list)
    rows: int = 0
    day_columns: int = 0


@dataclass(slots=True)
class TableStaging:
    """The way of one table into the temporary tables; ``number`` is its place among all, ``name`` that of its file.

    ``first_day`` is the number of day columns that other tables had before it.
    """

    change: Change
    wanted: Wanted
    reading: rows.Reading
    staged: Staged
    watch: Watch | None
    number: int
    name: str
    table: Table
    first_day: int

    @property
    def header(self) -> list[str]:
        """The headers of its columns."""
        return self.table.header

    def stage(self, mapping: ColumnMapping, read: ReadFile) -> ReadFile:
        """Read the rows by a mapping, and say what came of them."""
        return self._leave_out(mapping, read) if mapping.entity in LEFT_OUT else self._stage(mapping, read)

    def _stage(self, mapping: ColumnMapping, read: ReadFile) -> ReadFile:
        table, first_row = self.table, self.staged.rows
        tiers = [*self.reading.tiers]
        plan = planning.column_plan(table.header, mapping, sample=table.sample, told=self.wanted.maps, tiers=tiers)
        if plan.kept and self.wanted.strict_columns:
            self._refuse_columns(plan)
            return read
        mapping = _with_decimal(mapping, plan, table.sample)
        reader = rows.RowReader(self.number, plan, mapping, len(table.header), self.reading, first_day=self.first_day)
        self.staged.day_columns += len(reader.days)
        if language := mapping.defaults.get("language"):
            self.staged.languages[self.number] = language
        self.change.run_many("INSERT INTO file_key VALUES (?, ?)", [(self.number, key) for key in {*mapping.key}])
        self._stage_rows(reader)
        for name, column, days in reader.days:
            staged = DaysOfColumn(
                self.change, self.number, name, reader.staged_as(name), days, skip_errors=self.wanted.skip_errors
            )
            for problem in staged.settle():
                self.note(problem, header=table.header[column])
        self._tell_of_columns(plan, mapping, reader)
        count = self.staged.rows - first_row
        if not count and not mapping.exact:
            self.note(Unusable("missing-row", "there is a header and not one row below it", line=table.header_line))
        if isinstance(table, vcards.CardTable):
            self._tell_of_cards(table)
        for lines, where in ((table.preamble, "above the header"), (table.cut, "below the rows")):
            if lines:
                self.staged.notices.append(f"{self._shown}: {_lines_left_out(lines, where)}.")
        return replace(read, rows=count, footer=len(table.cut), preamble=len(table.preamble))

    def _tell_of_cards(self, table: vcards.CardTable) -> None:
        for counts, words in (
            (table.dropped, "left out, as pictures and sounds are not kept"),
            (table.unread, "kept as fields of your own, as no address or number can be read in them"),
        ):
            if counts:
                listed = ", ".join(f"{name} of {count}" for name, count in counts.items())
                self.staged.notices.append(f"{self._shown}: {words}: {listed}.")

    @property
    def _shown(self) -> str:
        return one_line(PurePath(self.name).name)

    def _leave_out(self, mapping: ColumnMapping, read: ReadFile) -> ReadFile:
        count = sum(any(map(str.strip, record.cells)) for record in self.table.records(mapping.footer))
        rows = "1 row" if count == 1 else f"{count} rows"
        what = LEFT_OUT[mapping.entity].format(mapping=mapping.name, rows=rows)
        self.staged.notices.append(f"{self._shown}: left out, it is {what}.")
        return replace(read, left_out=count)

    def note(self, error: Unusable, header: str | None = None) -> None:
        """Keep a problem; ``header`` names its column where the problem does not."""
        column = error.column or header
        with suppress(ValueError, TypeError, IndexError):
            column = self.header[int(error.column or "")]
        self.staged.problems.append(Problem(self.name, error.line, column, error.code, error.message))

    def _stage_rows(self, reader: rows.RowReader) -> None:
        table = self.table
        batch: list[_Numbered] = []
        problems: list[Unusable] = []
        columns, staged, watch, letters = reader.columns, self.staged, self.watch, 0
        try:
            for line, cells, problem in table.records(reader.mapping.footer):
                if problem is not None:
                    problems.append(problem)
                    staged.rows += 1
                elif not any(map(str.strip, cells)):
                    staged.skipped.add(self.name, line, None, BLANK)
                else:
                    staged.rows += 1
                    if row := reader.read(line, cells, problems):
                        batch.append((staged.rows, self._as_typed(row)))
                        letters += sum(map(len, cells))
                    elif isinstance(problems[-1], LeftOut):
                        staged.skipped.add(self.name, line, None, problems.pop().message)
                if len(batch) >= BATCH or letters > LETTERS_AT_ONCE:
                    self._flush(columns, batch)
                    batch.clear()
                    letters = 0
                    if watch is not None:
                        watch(self.name, table.position(), table.size)
                if len(problems) > MOST_PROBLEMS:
                    raise Unusable("too-many-problems", "there are too many problems; the rest was not read", line=line)
        finally:
            self._flush(columns, batch)
            for problem in problems:
                self.note(problem)

    def _as_typed(self, row: Told) -> Told:
        """Keep phone numbers as they were typed, where the table tells that beside how they are shown."""
        typed = self.table.typed if isinstance(self.table, RecordTable) else None
        if not typed:
            return row
        return row._replace(addresses=[one._replace(value=typed.get(one.shown, one.value)) for one in row.addresses])

    def _flush(self, columns: Sequence[str], batch: Sequence[_Numbered]) -> None:
        many = self.change.run_many
        slots = ", ".join("?" * (len(columns) + 1))
        many(
            f"INSERT INTO staged (id, {', '.join(columns)}) VALUES ({slots})",
            ((number, *row.cells) for number, row in batch),
        )
        many(
            "INSERT INTO staged_address VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, a.kind.value, a.label, a.value, a.shown, a.value_key, int(a.valid))
                for number, row in batch
                for a in row.addresses
            ),
        )
        for table, of in (("tag", "tags"), ("alias", "aliases")):
            many(
                f"INSERT INTO staged_{table} VALUES (?, ?, ?)",
                ((number, word, fold(word)) for number, row in batch for word in getattr(row, of)),
            )
        many(
            "INSERT INTO staged_domain VALUES (?, ?)",
            ((number, domain) for number, row in batch for domain in row.domains),
        )
        for table, of in (("id", "ids"), ("custom", "fields")):
            many(
                f"INSERT INTO staged_{table} VALUES (?, ?, ?)",
                ((number, *pair) for number, row in batch for pair in getattr(row, of)),
            )

    def _refuse_columns(self, plan: ColumnPlan) -> None:
        for index in plan.kept:
            message = "nothing says what this column means; map it with --map, or ignore it in a mapping"
            self.note(Unusable("unknown-column", message, line=1, column=str(index)))

    def _tell_of_columns(self, plan: ColumnPlan, mapping: ColumnMapping, reader: rows.RowReader) -> None:
        kept = [shortened(name, 40) for name in plan.kept.values()]
        if kept and not mapping.exact:
            listed = ", ".join(kept[:NAMED]) + (f" and {len(kept) - NAMED} more" if len(kept) > NAMED else "")
            of_client = mapping.entity in telling.OF_A_CLIENT
            done = "left out, as nothing says what they mean" if of_client else "kept as fields of your own"
            self.staged.notices.append(f"{self._shown}: {done}: {listed}.")
        if reader.unknown:
            words = [f"{name} '{shortened(word, 40)}'" for name, word in reader.unknown]
            self.staged.notices.append(
                f"{self._shown}: words that the mapping does not know say nothing: {', '.join(words)}."
            )


def _with_decimal(mapping: ColumnMapping, plan: ColumnPlan, sample: Sequence[Sequence[str]]) -> ColumnMapping:
    """Give the mapping with the decimal mark that the amounts of a table prove, where it tells none."""
    columns = [index for cells in plan.fields.get("amount", ()) for index in cells.columns]
    if not columns or mapping.decimal is not None:
        return mapping
    return replace(
        mapping, decimal=decimal_mark([row[index] for row in sample for index in columns if index < len(row)])
    )


def _lines_left_out(lines: Sequence[str], where: str) -> str:
    many = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    begin = ", ".join(f"'{shortened(words, 40)}'" for words in lines[:LINES_NAMED])
    return f"{many} {where} left out: {begin}"

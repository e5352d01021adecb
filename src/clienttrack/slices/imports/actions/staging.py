"""Bringing the rows of all files into temporary tables, a few thousand at a time."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from clienttrack.book import Change
from clienttrack.names import fold
from clienttrack.screen import one_line, shortened
from clienttrack.slices.imports import rules
from clienttrack.slices.mappings.rules import headers
from clienttrack.tables import reading
from clienttrack.tables.problems import Problem, Unusable

BATCH = 1000
Watch = Callable[[str, int, int], None]
_Numbered = tuple[int, rules.Told]

_TABLES = (
    """CREATE TEMP TABLE staged (id INTEGER PRIMARY KEY, {columns}, client_id INTEGER, matched TEXT, matches INTEGER,
    contact_id INTEGER, contact_matched TEXT, contact_matches INTEGER)""",
    "CREATE TEMP TABLE staged_address (row INTEGER, kind, label, value, shown, value_key, valid)",
    "CREATE TEMP TABLE staged_tag (row INTEGER, name, name_key)",
    "CREATE TEMP TABLE staged_custom (row INTEGER, name, value)",
)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was understood."""

    file: str
    mapping: str | None
    encoding: str | None
    rows: int


@dataclass(slots=True)
class Staged:
    """What reading all files gave: the files, their problems, and what the user should know of the columns."""

    files: list[ReadFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    skipped: int = 0
    rows: int = 0


def stage_files(
    change: Change, names: Sequence[str], told: Mapping[str, str], *, region: str, watch: Watch | None
) -> Staged:
    """Read every file into the temporary tables; raises ``NoSuchFile`` or ``UnknownHeader``."""
    for table in _TABLES:
        change.run(table.format(columns=", ".join(rules.STAGED)))
    tiers = {fold(row["name"]): row["id"] for row in change.rows("SELECT id, name FROM tier ORDER BY rank")}
    staged = Staged()
    seen_headers: list[str] = []
    unread = False
    for number, name in enumerate(names):
        file = _FileStaging(change, staged, number, name, tiers, region, watch)
        seen_headers += file.stage(told)
        unread = unread or not file.header
    if not unread:
        headers.check_maps(told, seen_headers)
    return staged


@dataclass(slots=True)
class _FileStaging:
    """The way of one file into the temporary tables."""

    change: Change
    staged: Staged
    number: int
    name: str
    tiers: Mapping[str, int]
    region: str
    watch: Watch | None
    header: list[str] = field(default_factory=list)

    def stage(self, told: Mapping[str, str]) -> list[str]:
        """Read the file and give its headers."""
        read = ReadFile(self.name, None, None, 0)
        try:
            with reading.opened(self.name) as table:
                self.header = table.header
                read = replace(read, encoding=table.encoding)
                plan = headers.column_plan(table.header, table.sample, told, self.tiers)
                read = replace(read, mapping=plan.mapping)
                today = str(self.change.today)
                reader = rules.RowReader(self.number, plan, len(table.header), self.tiers, self.region, today)
                first_row = self.staged.rows
                self._stage_rows(table, reader)
                read = replace(read, rows=self.staged.rows - first_row)
                self._settle_days(reader)
                self._tell_of_columns(plan)
                if not read.rows:
                    self._note(Unusable("missing-row", "there is a header and not one row below it", line=1))
        except Unusable as error:
            self._note(error)
        self.staged.files.append(read)
        return self.header

    def _note(self, error: Unusable) -> None:
        column = error.column
        with suppress(ValueError, TypeError, IndexError):
            column = self.header[int(column or "")]
        self.staged.problems.append(Problem(self.name, error.line, column, error.code, error.message))

    def _stage_rows(self, table: reading.Table, reader: rules.RowReader) -> None:
        batch: list[_Numbered] = []
        problems: list[Unusable] = []
        try:
            for line, cells, problem in table.records():
                if problem is not None:
                    problems.append(problem)
                    self.staged.rows += 1
                elif not any(map(str.strip, cells)):
                    self.staged.skipped += 1
                else:
                    self.staged.rows += 1
                    if row := reader.read(line, cells, problems):
                        batch.append((self.staged.rows, row))
                if len(batch) >= BATCH:
                    self._flush(reader.columns, batch)
                    batch.clear()
                    if self.watch is not None:
                        self.watch(self.name, table.position(), table.size)
        finally:
            self._flush(reader.columns, batch)
            for problem in problems:
                self._note(problem)

    def _flush(self, columns: Sequence[str], batch: Sequence[_Numbered]) -> None:
        slots = ", ".join("?" * (len(columns) + 1))
        self.change.run_many(
            f"INSERT INTO staged (id, {', '.join(columns)}) VALUES ({slots})",
            ((number, *row.cells) for number, row in batch),
        )
        self.change.run_many(
            "INSERT INTO staged_address VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, a.kind.value, a.label, a.value, a.shown, a.value_key, int(a.valid))
                for number, row in batch
                for a in row.addresses
            ),
        )
        self.change.run_many(
            "INSERT INTO staged_tag VALUES (?, ?, ?)",
            ((number, tag, fold(tag)) for number, row in batch for tag in row.tags),
        )
        self.change.run_many(
            "INSERT INTO staged_custom VALUES (?, ?, ?)",
            ((number, *custom) for number, row in batch for custom in row.custom),
        )

    def _settle_days(self, reader: rules.RowReader) -> None:
        """Turn days of either order into ISO days once the whole column has been read."""
        for name, days in reader.days.items():
            column = name if name.endswith("_on") else f"{name}_on"
            undecided = f"file = :file AND {column} LIKE '?%'"
            line = self.change.value(f"SELECT min(line) FROM staged WHERE {undecided}", file=self.number)
            if line is None:
                continue
            header = next(self.header[index] for index, mapped in reader.plan.fields.items() if mapped == name)
            if days.order is None:
                why = "mixes both orders" if days.orders else "never tells"
                raise Unusable(
                    "ambiguous-date",
                    f"the column {why} whether day or month comes first, here for example; write days as 2026-03-01",
                    line=line,
                    column=header,
                )
            month, day = (10, 7) if days.order == "dmy" else (7, 10)
            self.change.run(
                f"UPDATE staged SET {column} = substr({column}, 2, 4) || '-' || substr({column}, {month}, 2) || '-' "
                f"|| substr({column}, {day}, 2) WHERE {undecided}",
                file=self.number,
            )
            if name == "last_touch":
                self._refuse_future(header)

    def _refuse_future(self, header: str) -> None:
        for row in self.change.rows(
            "SELECT line, last_touch_on FROM staged WHERE file = :file AND last_touch_on > :today",
            file=self.number,
            today=self.change.today,
        ):
            message = f"the last touch '{row['last_touch_on']}' lies in the future"
            self._note(Unusable("constraint-error", message, line=row["line"], column=header))

    def _tell_of_columns(self, plan: headers.ColumnPlan) -> None:
        kept = [shortened(name, 40) for name in plan.custom.values()]
        if kept:
            listed = ", ".join(kept[:20]) + (f" and {len(kept) - 20} more" if len(kept) > 20 else "")
            whose = "clients" if plan.mapping != "hubspot_contacts" else "people without a company"
            shown = one_line(PurePath(self.name).name)
            self.staged.notices.append(f"{shown}: kept as fields of your own for {whose}: {listed}.")

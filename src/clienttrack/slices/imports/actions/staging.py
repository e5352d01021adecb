"""Bringing the rows of all files into temporary tables, a few thousand at a time."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import PurePath

from clienttrack.book import Change, Value
from clienttrack.names import fold
from clienttrack.screen import one_line, shortened
from clienttrack.slices.imports.files import ReadFile, Shape, Source
from clienttrack.slices.imports.queries import BLANK, Skipped
from clienttrack.slices.mappings.rules import planning, recognising
from clienttrack.slices.mappings.rules.days import DayColumn, DayOrder, Local, day_of_parts
from clienttrack.slices.mappings.rules.mapping import FoundMapping
from clienttrack.slices.mappings.rules.mapping import Mapping as ColumnMapping
from clienttrack.slices.mappings.rules.planning import ColumnPlan
from clienttrack.slices.rows.rules import rows, telling
from clienttrack.slices.rows.rules.telling import Told
from clienttrack.slices.rows.rules.wanted import OtherKind, UnknownMapping, Wanted
from clienttrack.tables import reading, vcards
from clienttrack.tables.problems import LeftOut, Problem, Unusable

BATCH = 1000
LETTERS_AT_ONCE = 1 << 21
BEGINNING = 256
MOST_PROBLEMS = 100_000
NAMED = 20
LINES_NAMED = 5
DEALS, CONTACTS = "deals", "contacts"
Watch = Callable[[str, int, int], None]
Choose = Callable[[str, Sequence[str]], str]
_Numbered = tuple[int, Told]

_TABLES = (
    # What is asked of every row again and again stands first, where SQLite finds it sooner.
    """CREATE TEMP TABLE staged (id INTEGER PRIMARY KEY, client_id INTEGER, matched TEXT, matches INTEGER,
    contact_id INTEGER, contact_matched TEXT, contact_matches INTEGER, {columns})""",
    "CREATE TEMP TABLE staged_address (row INTEGER, kind, label, value, shown, value_key, valid)",
    "CREATE TEMP TABLE staged_tag (row INTEGER, name, name_key)",
    "CREATE TEMP TABLE staged_alias (row INTEGER, alias, alias_key)",
    "CREATE TEMP TABLE staged_domain (row INTEGER, domain)",
    "CREATE TEMP TABLE staged_id (row INTEGER, system, value)",
    "CREATE TEMP TABLE staged_custom (row INTEGER, name, value)",
    "CREATE TEMP TABLE file_key (file INTEGER, key, PRIMARY KEY (file, key)) WITHOUT ROWID",
)


@dataclass(slots=True)
class Staged:
    """What reading all files gave: the files, their problems, and what the user should know of the columns."""

    files: list[ReadFile] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    skipped: Skipped = field(default_factory=Skipped)
    rows: int = 0


class Stager:
    """Stages files one after the other; ``mappings`` are all there are, ``choose`` asks which of several is meant."""

    def __init__(
        self,
        change: Change,
        wanted: Wanted,
        mappings: Mapping[str, FoundMapping],
        *,
        region: str,
        currency: str,
        choose: Choose,
        watch: Watch | None,
        local: Local | None = None,
    ) -> None:
        self.change, self.wanted, self.mappings, self.choose, self.watch = change, wanted, mappings, choose, watch
        for table in _TABLES:
            change.run(table.format(columns=", ".join(telling.STAGED)))
        tiers = {fold(row["name"]): row["id"] for row in change.rows("SELECT id, name FROM tier ORDER BY rank")}
        self.reading = rows.Reading(tiers, region, str(change.today), currency, wanted.order, local)
        self.staged = Staged()
        self.day_columns = 0
        named = wanted.mapping or ""
        told = mappings[named].mapping() if named in mappings else None
        self._known = recognising.known_headers(mappings, told) | {*map(recognising.normal, wanted.maps)}

    def stage(self, sources: Sequence[Source]) -> Staged:
        """Read every file into the temporary tables; raises ``UnknownHeader`` for a --map that no file has."""
        seen: list[str] = []
        unread = False
        for number, source in enumerate(sources):
            file = _FileStaging(self, number, source)
            seen += file.stage()
            unread = unread or not file.header
        if not unread:
            planning.check_maps(self.wanted.maps, seen)
        return self.staged

    def known(self, cells: Sequence[str]) -> int:
        """Count the cells of a row that are headers of some table we know, or that the user has spoken of."""
        return sum(recognising.normal(cell) in self._known for cell in cells if cell.strip())

    def mapping_of(self, file: str, header: Sequence[str], sure: str | None) -> ColumnMapping:
        """Give the mapping of a file: the one told, the one it must be, its headers tell, or the user chooses."""
        name, asked = self.wanted.mapping or sure, self.wanted.kind
        if name is None:
            self._read_own_mappings()
            names = recognising.recognised(header, self.mappings)
            name = names[0] if len(names) == 1 else self.choose(file, names)
        if name == recognising.PLAIN and asked is not None:
            name = recognising.PLAIN_OF[asked]
        plain_people = name == recognising.PLAIN and asked == CONTACTS
        if name not in self.mappings:
            raise UnknownMapping(name, get_close_matches(name, self.mappings))
        mapping = self.mappings[name].mapping()
        if plain_people:
            mapping = replace(mapping, entity=CONTACTS)
        if asked is not None and mapping.entity != asked:
            raise OtherKind(file, mapping.entity, name, asked)
        return mapping

    def _read_own_mappings(self) -> None:
        """Stop at a broken mapping of the user's own: which tables it is for cannot be known."""
        for found in self.mappings.values():
            if found.own:
                found.mapping()


@dataclass(slots=True)
class _FileStaging:
    """The way of one file into the temporary tables."""

    stager: Stager
    number: int
    source: Source
    header: list[str] = field(default_factory=list)

    @property
    def staged(self) -> Staged:
        """What all files have given so far."""
        return self.stager.staged

    def stage(self) -> list[str]:
        """Read the file and give its headers."""
        read, wanted = ReadFile(self.source.name, None, None, 0), self.stager.wanted
        try:
            table = self._opened(wanted)
            self.header = table.header
            read = replace(read, encoding=table.encoding, sha256=table.sha256)
            self.staged.shapes.append(Shape(self.source, table))
            cards = isinstance(table, vcards.CardTable)
            mapping = self.stager.mapping_of(self.source.name, table.header, recognising.VCARD if cards else None)
            read = replace(read, mapping=mapping.name)
            if mapping.entity == DEALS:
                read = self._leave_out(table, mapping, read)
            else:
                read = self._stage_table(table, mapping, read)
        except Unusable as error:
            self._note(error)
        self.staged.files.append(read)
        return self.header

    def _opened(self, wanted: Wanted) -> reading.Table:
        stream = self.source.stream
        stream.seek(0)
        if vcards.is_vcard(stream.read(BEGINNING)):
            return vcards.cards_in(stream, wanted.encoding)
        return reading.table_in(stream, self.stager.known, encoding=wanted.encoding, delimiter=wanted.delimiter)

    def _stage_table(self, table: reading.Table, mapping: ColumnMapping, read: ReadFile) -> ReadFile:
        stager, first_row = self.stager, self.staged.rows
        tiers = stager.reading.tiers
        plan = planning.column_plan(table.header, mapping, sample=table.sample, told=stager.wanted.maps, tiers=[*tiers])
        if plan.kept and stager.wanted.strict_columns:
            self._refuse_columns(plan)
            return read
        reader = rows.RowReader(
            self.number, plan, mapping, len(table.header), stager.reading, first_day=stager.day_columns
        )
        stager.day_columns += len(reader.days)
        stager.change.run_many("INSERT INTO file_key VALUES (?, ?)", [(self.number, key) for key in {*mapping.key}])
        self._stage_rows(table, reader)
        for name, column, days in reader.days:
            self._settle_days(name, table.header[column], days)
        self._tell_of_columns(plan, mapping, reader)
        count = self.staged.rows - first_row
        if not count and not mapping.exact:
            self._note(Unusable("missing-row", "there is a header and not one row below it", line=table.header_line))
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
        return one_line(PurePath(self.source.name).name)

    def _leave_out(self, table: reading.Table, mapping: ColumnMapping, read: ReadFile) -> ReadFile:
        count = sum(any(map(str.strip, record.cells)) for record in table.records(mapping.footer))
        rows = "1 row" if count == 1 else f"{count} rows"
        self.staged.notices.append(
            f"{self._shown}: left out, it is a table of deals ({mapping.name}) with {rows}, which clienttrack cannot "
            "keep yet."
        )
        return replace(read, left_out=count)

    def _note(self, error: Unusable) -> None:
        column = error.column
        with suppress(ValueError, TypeError, IndexError):
            column = self.header[int(column or "")]
        self.staged.problems.append(Problem(self.source.name, error.line, column, error.code, error.message))

    def _stage_rows(self, table: reading.Table, reader: rows.RowReader) -> None:
        batch: list[_Numbered] = []
        problems: list[Unusable] = []
        columns, staged, watch, letters = reader.columns, self.staged, self.stager.watch, 0
        try:
            for line, cells, problem in table.records(reader.mapping.footer):
                if problem is not None:
                    problems.append(problem)
                    staged.rows += 1
                elif not any(map(str.strip, cells)):
                    staged.skipped.add(self.source.name, line, None, BLANK)
                else:
                    staged.rows += 1
                    if row := reader.read(line, cells, problems):
                        batch.append((staged.rows, row))
                        letters += sum(map(len, cells))
                    elif isinstance(problems[-1], LeftOut):
                        staged.skipped.add(self.source.name, line, None, problems.pop().message)
                if len(batch) >= BATCH or letters > LETTERS_AT_ONCE:
                    self._flush(columns, batch)
                    batch.clear()
                    letters = 0
                    if watch is not None:
                        watch(self.source.name, table.position(), table.size)
                if len(problems) > MOST_PROBLEMS:
                    raise Unusable("too-many-problems", "there are too many problems; the rest was not read", line=line)
        finally:
            self._flush(columns, batch)
            for problem in problems:
                self._note(problem)

    def _flush(self, columns: Sequence[str], batch: Sequence[_Numbered]) -> None:
        many = self.stager.change.run_many
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

    def _settle_days(self, name: str, header: str, days: DayColumn) -> None:
        """Turn the days that only the whole column could decide into ISO days."""
        column = rows.staged_as(name)
        undecided = f"file = :file AND {column} >= :mark AND {column} < :after"
        named: dict[str, Value] = {"file": self.number, "mark": days.mark, "after": days.mark + "~"}
        change = self.stager.change
        if days.is_mixed:
            self._refuse_mixed(header, days, undecided, named)
            return
        found = change.rows(f"SELECT id, line FROM staged WHERE {undecided} ORDER BY id", **named)
        if not found:
            return
        if days.order is None:
            message = (
                "the column never tells whether day, month or year comes first; say --date-order dmy, mdy or ymd, or "
                "write days as 2026-03-01"
            )
            for row in found if self.stager.wanted.skip_errors else found[:1]:
                self._note(Unusable("ambiguous-date", message, line=row["line"], column=header))
            change.run(f"DELETE FROM staged WHERE {undecided}", **named)
            return
        change.run(f"UPDATE staged SET {column} = {_iso(column, days.order)} WHERE {undecided}", **named)
        if name == "last_touch":
            self._refuse_future(header)

    def _refuse_mixed(self, header: str, days: DayColumn, undecided: str, named: dict[str, Value]) -> None:
        """Refuse a column of which some cells prove one order and some another: no other cell of it can be trusted."""
        lines = days.proving_lines
        rows_of = f"{undecided} OR (file = :file AND line IN ({', '.join(map(str, lines))}))"
        if self.stager.wanted.skip_errors:
            lines = [
                row["line"] for row in self.stager.change.rows(f"SELECT line FROM staged WHERE {rows_of}", **named)
            ]
        for line in lines if self.stager.wanted.skip_errors else lines[-1:]:
            self._note(Unusable("ambiguous-date", days.mixed_words, line=line, column=header))
        self.stager.change.run(f"DELETE FROM staged WHERE {rows_of}", **named)

    def _refuse_future(self, header: str) -> None:
        future = "file = :file AND last_touch_on > :today"
        named: dict[str, Value] = {"file": self.number, "today": self.stager.change.today}
        for row in self.stager.change.rows(f"SELECT line, last_touch_on FROM staged WHERE {future}", **named):
            message = f"the last touch '{row['last_touch_on']}' lies in the future"
            self._note(Unusable("constraint-error", message, line=row["line"], column=header))
        self.stager.change.run(f"DELETE FROM staged WHERE {future}", **named)

    def _refuse_columns(self, plan: ColumnPlan) -> None:
        for index in plan.kept:
            message = "nothing says what this column means; map it with --map, or ignore it in a mapping"
            self._note(Unusable("unknown-column", message, line=1, column=str(index)))

    def _tell_of_columns(self, plan: ColumnPlan, mapping: ColumnMapping, reader: rows.RowReader) -> None:
        kept = [shortened(name, 40) for name in plan.kept.values()]
        if kept and not mapping.exact:
            listed = ", ".join(kept[:NAMED]) + (f" and {len(kept) - NAMED} more" if len(kept) > NAMED else "")
            talk = mapping.entity in {telling.TOUCHPOINTS, telling.TASKS}
            done = "left out, as nothing says what they mean" if talk else "kept as fields of your own"
            self.staged.notices.append(f"{self._shown}: {done}: {listed}.")
        if reader.unknown:
            words = [f"{name} '{shortened(word, 40)}'" for name, word in reader.unknown]
            self.staged.notices.append(
                f"{self._shown}: words that the mapping does not know say nothing: {', '.join(words)}."
            )


def _lines_left_out(lines: Sequence[str], where: str) -> str:
    many = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    begin = ", ".join(f"'{shortened(words, 40)}'" for words in lines[:LINES_NAMED])
    return f"{many} {where} left out: {begin}"


def _iso(column: str, order: DayOrder) -> str:
    year, month, day = day_of_parts(order)
    return f"substr({column}, {year}, 4) || '-' || substr({column}, {month}, 2) || '-' || substr({column}, {day}, 2)"

"""What one row tells: its cells read by field, and the client, contact, touch, task or payment it speaks of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from clienttrack.cells import split_addresses, split_values, unguarded
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.contacts.rules import ReadAddress
from clienttrack.slices.mappings.rules.days import DayColumn, DayOrder, Local
from clienttrack.slices.mappings.rules.fields import UNREAD
from clienttrack.slices.mappings.rules.mapping import Mapping as ColumnMapping
from clienttrack.slices.mappings.rules.planning import Cells, ColumnPlan
from clienttrack.slices.mappings.rules.recognising import VCARD
from clienttrack.slices.rows.rules import cells, paid, telling
from clienttrack.slices.rows.rules.telling import DEALS, OF_A_CLIENT, PAYMENTS, TOUCHPOINTS, Told
from clienttrack.tables.problems import Unusable

# The field of a mapping and the column it is staged in, where they are called differently.
_STAGED_AS = {
    "since": "since_on", "last_touch": "last_touch_on", "tier": "tier_id", "external_id": "client_ref",
    "company_id": "company_ref", "contact_id": "contact_ref", "created": "created_on",
    "personal_notes": "contact_notes", "left": "left_on", "added": "added_on", "archived": "archived_on",
}  # fmt: skip
_OF_A_TALK = {
    "kind": "touch_kind", "external_id": "record_ref", "client_id": "client_ref", "contact_id": "contact_ref",
    "on": "happened_on", "due": "happened_on", "closed": "closed_on", "added": "added_on",
    "with": "with_numbers", "touchpoint": "touchpoint_number", "follows": "follows_number", "note": "text",
}  # fmt: skip
_OF_A_DEAL = _OF_A_TALK | {"closed": "happened_on", "title": "project", "stage": "won"}
DAY_FIELDS = frozenset(
    {"since", "last_touch", "next_step_on", "created", "left", "added", "archived", "paused_until", "stage_on", "on"}
    | {"due", "closed", "first_on"}
)
FREE_TEXT = frozenset({"notes", "text", "subject", "personal_notes", "next_step", "because", "note"})
ADDRESS_FIELDS = frozenset({"email", "phone", "emails", "phones"})
# Their cells are seldom met twice in a file, so remembering what was read of them gains nothing.
_SELDOM_TWICE = FREE_TEXT | {"client", "handle", "contact", "external_id", "contact_id", "domain", "website"}
MOST_UNKNOWN = 20


def history_words(names: Sequence[str]) -> str:
    """Name an import in the history by its files."""
    return f"import {shortened(' '.join(PurePath(name).name for name in names), 80)}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What every row is read with; ``tiers`` are the book's by folded name, ``region`` is an ISO 3166 country.

    ``local`` turns a moment into the wall clock of the user.
    """

    tiers: Mapping[str, int]
    region: str
    today: str
    currency: str
    order: DayOrder | None = None
    local: Local | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How one field is read: the columns of each of its sources, and the reader of a cell."""

    name: str
    sources: tuple[tuple[int, ...], ...]
    read: Callable[[str], Any]
    free: bool


class RowReader:
    """Reads the rows of one file by its column plan."""

    def __init__(
        self, file: int, plan: ColumnPlan, mapping: ColumnMapping, width: int, reading: Reading, *, first_day: int = 0
    ) -> None:
        self.file, self.plan, self.mapping, self.width, self.reading = file, plan, mapping, width, reading
        self.foreign = telling.is_foreign(mapping)
        self._of_deals, self._of_money = mapping.entity == DEALS, mapping.entity in {DEALS, PAYMENTS}
        self.days: list[tuple[str, int, DayColumn]] = []
        self.unknown: dict[tuple[str, str], None] = {}
        self._first_day_column = first_day
        self._line = 0
        self._addresses = [
            (name, one) for name in ("email", "emails", "phone", "phones") for one in plan.fields.get(name, ())
        ]
        unread = ADDRESS_FIELDS | {*UNREAD.get(mapping.entity, ())}
        self._steps = [self._step(name, found) for name, found in plan.fields.items() if name not in unread]
        self._always = self._told_of_all()
        self._kept = [*plan.kept.items()]
        self._ids = [*plan.ids.items()]
        self._columns = self.columns
        self._guarded = mapping.exact and mapping.name != VCARD
        self._blank = cells.EMPTY_WORDS | {fold(word) for word in self.mapping.empty} if self.foreign else frozenset()
        # Most fields come from one column, and a loop over those that do is twice as fast as one call each.
        single = [step for step in self._steps if len(step.sources) == 1 and len(step.sources[0]) == 1]
        self._single = [(step.name, step.sources[0][0], step.read, step.free) for step in single]
        self._several = [step for step in self._steps if step not in single]

    def _step(self, name: str, found: Sequence[Cells]) -> Step:
        read = self._reader(name, found)
        if name not in _SELDOM_TWICE and not self.mapping.exact:
            read = cells.Remembered(read).__getitem__
        return Step(self.staged_as(name), tuple(one.columns for one in found), read, free=name in FREE_TEXT)

    def _reader(self, name: str, found: Sequence[Cells]) -> Callable[[str], Any]:
        if name in DAY_FIELDS:
            return self._day_reader(name, found[0].columns[0])
        if name in self.mapping.values:
            return partial(self._by_table, name)
        return self._word_reader(name)

    def _word_reader(self, name: str) -> Callable[[str], Any]:
        """Give the reader of cells, or of what a mapping tells of all rows, that hold our own words."""
        if name == "tier":
            return self._tier
        if name == "budget":
            return self._budget
        if name == "kind":
            return cells.WORDS["touch_kind"] if self.mapping.entity == TOUCHPOINTS else cells.client_kind
        if name == "amount":
            return partial(paid.amount, decimal="." if self.mapping.exact else self.mapping.decimal)
        if name == "stage" and self.mapping.entity == DEALS:
            return paid.stage_of_deal
        if name == "stage":
            return cells.WORDS["stage"]
        if self.mapping.system == "salesforce" and name in {"external_id", "contact_id", "client_id", "company_id"}:
            return cells.salesforce_id
        plain = _exactly if name in FREE_TEXT or self.mapping.exact else str.strip
        if self.mapping.exact and name in {"tags", "aliases", "domains"}:
            return split_values
        if name in cells.SEPARATED:
            return partial(_separated, cells.SEPARATED[name], self.mapping.separators)
        return cells.TABLE_READERS.get(name, plain)

    def _day_reader(self, name: str, column: int) -> Callable[[str], Any]:
        number = self._first_day_column + len(self.days)
        usual = None if self.mapping.day_order is None else DayOrder(self.mapping.day_order)
        days = DayColumn(number, told=self.reading.order, usual=usual, local=self.reading.local)
        days.line_of_cell = lambda: self._line
        self.days.append((name, column, days))
        return partial(_past_day, days, self.reading.today) if name == "last_touch" else days.read

    def _by_table(self, name: str, cell: str) -> Any:
        """Read a word by the mapping's own table; one it does not know says nothing and is told of once."""
        word = self.mapping.values[name].get(fold(cell))
        if word is None:
            try:
                return self._word_reader(name)(cell)
            except Unusable:
                if len(self.unknown) < MOST_UNKNOWN:
                    self.unknown[name, shortened(cell.strip())] = None
                return None
        if not word:
            return None
        if name == "tier":
            return self._tier_of_table(cell, word)
        return word == "yes" if name in {"done", "tier_pinned"} else word

    def _tier(self, cell: str) -> int:
        tier = self.reading.tiers.get(fold(cell))
        if tier is None:
            known = ", ".join(self.reading.tiers)
            raise Unusable("constraint-error", f"the book has no tier '{shortened(cell, 60)}'; it has {known}")
        return tier

    def _tier_of_table(self, cell: str, word: str) -> int:
        tier = self.reading.tiers.get(fold(word))
        if tier is None:
            mapping, told, name = (shortened(each, 40) for each in (self.mapping.name, cell, word))
            raise Unusable(
                "constraint-error",
                f"the mapping {mapping} makes '{told}' the tier '{name}', which the book does not have; it has "
                f"{', '.join(self.reading.tiers)}. Rename one with `clienttrack tier edit TIER --name {name}`, or "
                f"change [values.tier] in a mapping of your own that begins with `clienttrack mapping show {mapping}`",
            )
        return tier

    def _budget(self, cell: str) -> str:
        return cells.plain_amount(cell, "." if self.mapping.exact else self.mapping.decimal)

    def staged_as(self, name: str) -> str:
        """Give the column that a field is staged in."""
        if self.mapping.entity == DEALS:
            return _OF_A_DEAL.get(name, name)
        return (_OF_A_TALK if self.mapping.entity in OF_A_CLIENT else _STAGED_AS).get(name, name)

    def _told_of_all(self) -> dict[str, Any]:
        """Read what the mapping tells of all rows, by column; raises ``Unusable`` for words a field cannot be."""
        told: dict[str, Any] = {}
        # A language is given when the rows have found their clients: these may have one.
        defaults = {name: word for name, word in self.mapping.defaults.items() if name != "language"}
        for name, word in (*self.mapping.constants.items(), *defaults.items()):
            if name in ADDRESS_FIELDS:
                continue
            given = name == "stage" and word == cells.CUSTOMER
            read = DayColumn(told=self.reading.order).read if name in DAY_FIELDS else self._word_reader(name)
            told.setdefault(self.staged_as(name), word if given else read(word))
        return told

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the staged row that a row of this file can fill, in their order."""
        told = {step.name for step in self._steps} | {*self._always}
        talk = self.mapping.entity in OF_A_CLIENT
        filled = telling.filled_by(told, talk=talk, addressed=bool(self._addresses))
        return tuple(name for name in telling.STAGED if name in filled)

    def read(self, line: int, row: Sequence[str], problems: list[Unusable]) -> Told | None:
        """Give what a row tells; every cell that cannot be read is added to ``problems``."""
        if len(row) != self.width:
            code = "missing-cell" if len(row) < self.width else "extra-cell"
            cells_told = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            problems.append(Unusable(code, f"the row has {cells_told}, the header {self.width}", line=line))
            return None
        self._line = line
        if self._guarded:
            row = [unguarded(cell) for cell in row]
        values: dict[str, Any] = {"file": self.file, "line": line}
        before = len(problems)
        self._read_single(row, values, line, problems)
        for step in self._several:
            self._take(step, row, values, line, problems)
        addresses = self._read_addresses(row, line, problems)
        if self._of_deals and values.get("won") != paid.WON:
            del problems[before:]  # what is wrong with what is left out anyway bothers nobody
        if len(problems) > before:
            return None
        if self._of_money:
            paid.settle_currency(values)
        for column, value in self._always.items():
            values.setdefault(column, value)
        values["addresses"] = addresses
        values["ids"] = [(system, one) for index, system in self._ids for one in split_values(row[index])]
        values["fields"] = [(name, row[index]) for index, name in self._kept if self._says(row[index])]
        try:
            return telling.told(values, self.mapping, self._columns, currency=self.reading.currency)
        except Unusable as error:
            problems.append(type(error)(error.code, error.message, line=line, column=self._place_of(error.column)))
            return None

    def _place_of(self, field: str | None) -> str | None:
        """Give the number of the first column of a field, as problems name columns."""
        sources = self.plan.fields.get(field or "")
        return str(sources[0].columns[0]) if sources else None

    def _read_single(self, row: Sequence[str], values: dict[str, Any], line: int, problems: list[Unusable]) -> None:
        """Read the fields that come from one column each."""
        exact, blank = self.mapping.exact, self._blank
        for name, index, read, free in self._single:
            cell = row[index]
            if not cell or (not exact and cell.isspace()) or (blank and not free and cell.strip().casefold() in blank):
                continue
            try:
                told = read(cell)
            except Unusable as error:
                problems.append(Unusable(error.code, error.message, line=line, column=str(index)))
                continue
            if told is not None and told != "":
                values[name] = told

    def _says(self, cell: str) -> bool:
        return bool(cell) if self.mapping.exact else bool(cell) and not cell.isspace()

    def _take(
        self, step: Step, row: Sequence[str], values: dict[str, Any], line: int, problems: list[Unusable]
    ) -> None:
        for columns in step.sources:
            cell = row[columns[0]] if len(columns) == 1 else " ".join(filter(None, (row[at].strip() for at in columns)))
            if not cell or (not self.mapping.exact and cell.isspace()):
                continue
            if self._blank and not step.free and cell.strip().casefold() in self._blank:
                continue
            try:
                read = step.read(cell)
            except Unusable as error:
                problems.append(Unusable(error.code, error.message, line=line, column=str(columns[0])))
                return
            if read is not None and read != "":
                values[step.name] = read
                return

    def _read_addresses(self, row: Sequence[str], line: int, problems: list[Unusable]) -> list[ReadAddress]:
        found: list[ReadAddress] = []
        for name, source in self._addresses:
            cell = row[source.columns[0]]
            if not cell or cell.isspace() or cell.strip().casefold() in self._blank:
                continue
            label = source.label
            if source.label_column is not None:
                label = row[source.label_column].strip().removeprefix("*").strip().lower() or label
            try:
                found += self._addresses_in(name, cell, label)
            except Unusable as error:
                problems.append(Unusable(error.code, error.message, line=line, column=str(source.columns[0])))
        return found

    def _addresses_in(self, name: str, cell: str, label: str | None) -> list[ReadAddress]:
        if name in {"emails", "phones"}:
            pairs = split_addresses(cell)
            read = cells.own_email if name == "emails" else partial(cells.own_phone, region=self.reading.region)
            return [read(value, told) for told, value in pairs]
        if name == "email":
            return cells.email(cell, label, self.mapping.separators)
        return cells.phone(cell, label, self.reading.region, self.mapping.separators)


def _separated(read: Callable[[str, Sequence[str]], Any], also: Sequence[str], cell: str) -> Any:
    return read(cell, also)


def _exactly(cell: str) -> str:
    return cell


def _past_day(days: DayColumn, today: str, cell: str) -> str:
    day = days.read(cell)
    if day[0] != "?" and day > today:
        raise Unusable("constraint-error", f"the last touch '{shortened(cell, 60)}' lies in the future")
    return day

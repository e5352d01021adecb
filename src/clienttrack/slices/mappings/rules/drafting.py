"""The text of a drafted mapping: its TOML, with comments where the user has to decide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.days import DayColumn, DayOrder
from clienttrack.slices.mappings.rules.fields import words_of
from clienttrack.slices.mappings.rules.planning import REFUSAL_COLUMNS
from clienttrack.slices.mappings.rules.recognising import normal
from clienttrack.tables.problems import Unusable

BY_HEADER = "by its header"
_AMOUNT = re.compile(r"\d[\d.,'\s]*")


@dataclass(frozen=True, slots=True)
class SuggestedColumn:
    """What one column of an unknown table seems to be: a field and why, or nothing; ``bad`` is a cell unlike it."""

    header: str
    field: str | None
    why: str
    bad: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft says: its columns, the words that need a meaning by field, and how days and amounts are written."""

    file: str
    entity: str
    columns: Sequence[SuggestedColumn]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    day_orders: frozenset[DayOrder] = frozenset()
    days_undecided: bool = False
    decimal: str | None = None

    @property
    def lines(self) -> Iterator[str]:
        """The lines of the file."""
        name = re.split(r"[/\\]", self.file)[-1].rpartition(".")[0] or "table"
        yield f"# A draft made from {shortened(self.file, 80)}."
        yield "# As NAME.toml in the folder mappings beside the settings file it is used from then on."
        yield f"title = {quoted(name)}"
        yield f"system = {quoted(name)}"
        yield f"entity = {quoted(self.entity)}"
        yield "\n[recognise]\nall = ["
        headers = [column.header for column in self.columns]
        yield from (f"  {quoted(headers[index])}," for index in usable(headers))
        yield "]"
        yield from self._reading()
        yield "\n[fields]"
        yield from self._fields()
        for name, words in self.values.items():
            ours = ", ".join(words_of(self.entity, name) or ()) or "the tiers of the book"
            yield f'\n[values.{name}]  # one of {ours}; "" says nothing'
            yield from (f"{quoted(cell)} = {quoted(meant)}" for cell, meant in words.items())
        yield from self._rest()

    def _reading(self) -> Iterator[str]:
        lines = []
        if len(self.day_orders) == 1:
            lines.append(f'day_order = "{next(iter(self.day_orders))}"')
        elif self.days_undecided:
            lines.append('# The cells do not tell which number is the day: one of "dmy", "mdy", "ymd" belongs here.')
            lines.append('# day_order = "dmy"')
        if self.decimal:
            lines.append(f'decimal = "{self.decimal}"')
        if lines:
            yield "\n[read]"
            yield from lines

    def _fields(self) -> Iterator[str]:
        used = [column for column in self.columns if column.field]
        for name in dict.fromkeys(column.field for column in used):
            same = [column for column in used if column.field == name]
            for column in same:
                if column.why != BY_HEADER:
                    yield f"# {column.why}: {shortened(column.header, 100)}"
                if column.bad is not None:
                    yield f"# not every cell fits, such as {shortened(column.bad, 60)!r} in {_shown(column.header)}"
            yield f"{name} = [{', '.join(_source(column.header) for column in same)}]"

    def _rest(self) -> Iterator[str]:
        headers = [column.header for column in self.columns]
        alone = {*usable(headers)}
        left = [
            (place, name)
            for place, name in enumerate(headers)
            if not self.columns[place].field and name.strip() not in REFUSAL_COLUMNS
        ]
        if strange := [name for place, name in left if place in alone]:
            yield "\n# These columns mean nothing yet and are kept as fields of your own, or left out by `ignore`:"
            yield from (f"# {shortened(name, 100)}" for name in strange)
        if twice := [(place, name) for place, name in left if place not in alone]:
            yield "\n# These columns share their header or have none. To give one a field, rename it in the file first:"
            yield from (f"# column {place + 1}: {shortened(name, 100)}".rstrip(" :") for place, name in twice)


def usable(header: Sequence[str]) -> list[int]:
    """Give the columns that their header tells from all others, those of a file of refused rows left out."""
    names = [normal(name) for name in header]
    return [
        index
        for index, name in enumerate(names)
        if name and names.count(name) == 1 and header[index].strip() not in REFUSAL_COLUMNS
    ]


def day_orders(columns: Sequence[Sequence[str]]) -> tuple[frozenset[DayOrder], bool]:
    """Give the orders that columns of days prove, and whether one of them may be read in several."""
    orders: set[DayOrder] = set()
    undecided = False
    for cells in columns:
        days = DayColumn()
        for cell in cells:
            try:
                days.read(cell)
            except Unusable:
                continue
        if days.order is not None:
            orders.add(days.order)
        undecided = undecided or (days.order is None and days.is_undecided)
    return frozenset(orders), undecided


def decimal_mark(cells: Sequence[str]) -> str | None:
    """Give the decimal mark that amounts prove: the last of two marks, or one without three digits behind it."""
    found: set[str] = set()
    for cell in cells:
        for amount in _AMOUNT.findall(cell):
            digits = amount.strip().rstrip(".,")
            marks = [mark for mark in digits if mark in ".,"]
            if not marks:
                continue
            behind = len(digits.rpartition(marks[-1])[2])
            if len({*marks}) == 2 or (len(marks) == 1 and behind != 3):
                found.add(marks[-1])
            elif len(marks) > 1:
                found.add("," if marks[-1] == "." else ".")
    return found.pop() if len(found) == 1 else None


def quoted(text: str) -> str:
    """Write a text as TOML does, with every character that cannot be seen spelled out."""
    plain = text.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in plain) + '"'


def _shown(header: str) -> str:
    return shortened(header, 60)


def _source(header: str) -> str:
    """Write a header as a source: a star is left out, and a blank beside + or @ is written as _."""
    return quoted(re.sub(r"\s([+@])\s", r"_\1_", header.replace("*", " ")))

"""A draft of a mapping for a table that nobody knows: from its headers, from similar ones, and from its cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clienttrack.cadence import Interval, UnreadableInterval
from clienttrack.names import fold, is_handle
from clienttrack.slices.mappings.rules.days import DayColumn
from clienttrack.slices.mappings.rules.drafting import (
    BY_HEADER,
    Draft,
    SuggestedColumn,
    day_orders,
    decimal_mark,
    usable,
)
from clienttrack.slices.mappings.rules.fields import CHINESE_TIERS, CLIENT_KINDS, MANY, fields_of, names_of, words_of
from clienttrack.slices.mappings.rules.mapping import Mapping
from clienttrack.slices.mappings.rules.recognising import normal
from clienttrack.tables.problems import Unusable

NEAR_ENOUGH = 85
DAYS = ("since", "last_touch", "next_step_on", "created", "left", "on", "due", "closed", "first_on")
# More different words than this are no kinds of anything.
MOST_WORDS = 30
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?=.*[ +()./-])\+?[\d ()./-]{7,25}(?: ?x\d+)?")
_DAY_HINTS = {
    "next_step_on": ("next", "follow", "due", "下次"),
    "last_touch": ("last", "contact", "touch", "activity", "最近", "最后"),
    "since": ("since", "start", "合作"),
    "created": ("creat", "added", "regist", "sign", "创建"),
}
_DAY_OF = {"touchpoints": "on", "tasks": "due"}


@dataclass(frozen=True, slots=True)
class SuggestedMapping:
    """A draft of a mapping: its TOML and what it says of each column."""

    file: str
    columns: tuple[SuggestedColumn, ...]
    text: str


def suggested_mapping(
    file: str, header: Sequence[str], sample: Sequence[Sequence[str]], plain: Mapping, tiers: Sequence[str]
) -> SuggestedMapping:
    """Draft a mapping for a table of this header and these rows, by what ``plain`` knows of such tables.

    Raises ``Unusable`` where the table has no headers.
    """
    cells = [[row[i].strip() for row in sample if i < len(row) and row[i].strip()] for i in range(len(header))]
    fields = _Guesser(header, cells, plain, tiers).guessed()
    if not fields:
        raise Unusable(
            "missing-key",
            "no column has a header of its own, so none can be named; write one above each",
            line=1,
        )
    columns = tuple(
        SuggestedColumn(name, *found, bad=_misfit(found[0], cells[index]))
        if (found := fields.get(index))
        else SuggestedColumn(name, None, "")
        for index, name in enumerate(header)
    )
    values = {
        field: {cell: plain.values.get(field, {}).get(fold(cell)) or _tier(field, cell, tiers) for cell in strange}
        for index, (field, _) in sorted(fields.items())
        if (strange := _strange_words(plain.entity, field, cells[index], tiers))
    }
    orders, undecided = day_orders([cells[index] for index, (field, _) in fields.items() if field in DAYS])
    decimal = decimal_mark([cell for index, (field, _) in fields.items() if field == "budget" for cell in cells[index]])
    draft = Draft(file, plain.entity, columns, values, orders, undecided, decimal)
    return SuggestedMapping(file, columns, "\n".join([*draft.lines, ""]))


@dataclass(frozen=True, slots=True)
class _Guesser:
    """Guesses the fields of the columns of one table."""

    header: Sequence[str]
    cells: Sequence[Sequence[str]]
    plain: Mapping
    tiers: Sequence[str]

    def guessed(self) -> dict[int, tuple[str, str]]:
        """Give the field of each column and why."""
        columns = usable(self.header)
        found: dict[int, tuple[str, str]] = {}
        for index, guess, why in self._guesses({index: normal(self.header[index]) for index in columns}):
            taken = {field for field, _ in found.values()}
            either = "contact" if "client" in taken and "contact" not in taken else "client"
            field = either if guess == "name" else guess
            if index not in found and (field in MANY or field not in taken) and self._readable(field, index):
                found[index] = (field, why)
        if columns and not names_of(self.plain.entity) & {field for field, _ in found.values()}:
            free = [index for index in columns if index not in found] or columns
            found[max(free, key=lambda i: len(set(self.cells[i])))] = ("client", "something must name the client")
        return found

    def _guesses(self, names: dict[int, str]) -> Iterator[tuple[int, str, str]]:
        """Give what columns may mean, the surest first: by headers, by near ones, by a mere "name", by their cells."""
        known = {normal(field): field for field in fields_of(self.plain.entity)}
        known |= {normal(each.headers[0]): field for field, sources in self.plain.fields.items() for each in sources}
        known |= {normal(header): field for header, field in self.plain.soft.items()}
        whole = {header: field for header, field in known.items() if field != "name"}
        yield from ((index, whole[name], BY_HEADER) for index, name in names.items() if name in whole)
        near = ((index, _nearest(name, tuple(whole))) for index, name in names.items())
        yield from ((index, whole[header], "by a similar header") for index, header in near if header)
        yield from ((index, "name", BY_HEADER) for index, name in names.items() if known.get(name) == "name")
        by_cells = ((index, _by_cells(self.plain.entity, name, self.cells[index])) for index, name in names.items())
        yield from ((index, field, "by its cells") for index, field in by_cells if field)

    def _readable(self, field: str, index: int) -> bool:
        """Tell whether an import would take most of the cells for a field."""
        if len(_strange_words(self.plain.entity, field, self.cells[index], self.tiers)) > MOST_WORDS:
            return False
        return field not in _FITS or _mostly(_FITS[field], self.cells[index])


def _nearest(name: str, known: Sequence[str]) -> str | None:
    from rapidfuzz import fuzz, process

    near = process.extractOne(name[:100], known, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return str(near[0]) if near else None


def _by_cells(entity: str, name: str, cells: Sequence[str]) -> str | None:
    if not cells:
        return None
    if _mostly(_EMAIL.fullmatch, cells):
        return "email"
    if _mostly(_is_day, cells):
        hinted = (field for field, hints in _DAY_HINTS.items() if any(hint in name for hint in hints))
        return _DAY_OF.get(entity) or next(hinted, None)
    return "phone" if entity not in _DAY_OF and _mostly(_PHONE.fullmatch, cells) else None


def _mostly(fits: Callable[[str], object], cells: Sequence[str]) -> bool:
    """Tell whether more than half of the cells fit, as does a column without any."""
    return not cells or 2 * sum(bool(fits(cell)) for cell in cells) > len(cells)


def _misfit(field: str, cells: Sequence[str]) -> str | None:
    """Give the first cell that an import would not take for a field."""
    fits = _FITS.get(field)
    return None if fits is None else next((cell for cell in cells if not fits(cell)), None)


def _is_day(cell: str) -> bool:
    try:
        DayColumn().read(cell)
    except Unusable:
        return False
    return True


def _is_interval(cell: str) -> bool:
    try:
        Interval.parse(cell)
    except UnreadableInterval:
        return False
    return True


def _strange_words(entity: str, field: str, cells: Sequence[str], tiers: Sequence[str]) -> list[str]:
    """Give the first spelling of each word that is none of a field's own; yes and no are written in many ways."""
    words = words_of(entity, field)
    if words is None or field == "done":
        return []
    ours = {*words, *(tiers if field == "tier" else ())}
    if field == "kind" and entity != "touchpoints":
        ours |= {*CLIENT_KINDS}
    first = {fold(cell): cell for cell in reversed(cells)}
    return [cell for cell in dict.fromkeys(cells) if first[fold(cell)] == cell and fold(cell) not in ours]


def _tier(field: str, cell: str, tiers: Sequence[str]) -> str:
    meant = CHINESE_TIERS.get(fold(cell), "") if field == "tier" else ""
    return meant if meant in tiers else ""


_FITS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(DAYS, _is_day),
    "cadence": _is_interval,
    "email": lambda cell: "@" in cell,
    "handle": lambda cell: is_handle(cell.lower().removeprefix("@")),
}

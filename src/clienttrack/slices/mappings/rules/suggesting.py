"""A draft of a mapping for a table that nobody knows: from its headers, from similar ones, and from its cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clienttrack.cadence import Interval, UnreadableInterval
from clienttrack.names import fold, is_handle
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.days import DayColumn
from clienttrack.slices.mappings.rules.fields import MANY, WHO, words_of
from clienttrack.slices.mappings.rules.mapping import Mapping
from clienttrack.slices.mappings.rules.planning import REFUSAL_COLUMNS
from clienttrack.slices.mappings.rules.recognising import normal
from clienttrack.tables.problems import Unusable

ENTITY = "clients"
NEAR_ENOUGH = 85
BY_HEADER = "by its header"
DAYS = ("since", "last_touch", "next_step_on", "created")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?=.*[ +()./-])\+?[\d ()./-]{7,25}(?: ?x\d+)?")
_DAY_HINTS = {
    "next_step_on": ("next", "follow", "due", "下次"),
    "last_touch": ("last", "contact", "touch", "activity", "最近", "最后"),
    "since": ("since", "start", "合作"),
    "created": ("creat", "added", "regist", "sign", "创建"),
}


@dataclass(frozen=True, slots=True)
class SuggestedColumn:
    """What one column of an unknown table seems to be: a field and why, or nothing."""

    header: str
    field: str | None
    why: str


@dataclass(frozen=True, slots=True)
class SuggestedMapping:
    """A draft of a mapping: its TOML and what it says of each column."""

    file: str
    columns: tuple[SuggestedColumn, ...]
    text: str


def suggested_mapping(
    file: str, header: Sequence[str], sample: Sequence[Sequence[str]], plain: Mapping, tiers: Sequence[str]
) -> SuggestedMapping:
    """Draft a mapping for a table of this header and these first rows; raises ``Unusable`` where it has no headers."""
    cells = [[row[i].strip() for row in sample if i < len(row) and row[i].strip()] for i in range(len(header))]
    fields = _guessed(header, cells, plain)
    if not fields:
        raise Unusable("missing-key", "no column has a header of its own, so none can be named", line=1)
    columns = tuple(SuggestedColumn(name, *fields.get(index, (None, ""))) for index, name in enumerate(header))
    values = {
        field: strange
        for index, (field, _) in sorted(fields.items())
        if (strange := _strange_words(field, cells[index], tiers))
    }
    return SuggestedMapping(file, columns, "\n".join([*_lines(file, columns, values), ""]))


def _guessed(header: Sequence[str], cells: Sequence[Sequence[str]], plain: Mapping) -> dict[int, tuple[str, str]]:
    """Give the field of each column and why."""
    usable = _usable(header)
    found: dict[int, tuple[str, str]] = {}
    for index, guess, why in _guesses({index: normal(header[index]) for index in usable}, cells, plain):
        taken = {field for field, _ in found.values()}
        either = "contact" if "client" in taken and "contact" not in taken else "client"
        field = either if guess == "name" else guess
        if index not in found and (field in MANY or field not in taken) and _readable(field, cells[index]):
            found[index] = (field, why)
    if usable and not WHO & {field for field, _ in found.values()}:
        free = [index for index in usable if index not in found] or usable
        found[max(free, key=lambda i: len(set(cells[i])))] = ("client", "something must name the client")
    return found


def _guesses(names: dict[int, str], cells: Sequence[Sequence[str]], plain: Mapping) -> Iterator[tuple[int, str, str]]:
    """Give what columns may mean, the surest first: by headers, by similar ones, by a mere "name", by their cells."""
    known = {normal(source.headers[0]): field for field, sources in plain.fields.items() for source in sources}
    known |= {normal(header): field for header, field in plain.soft.items()}
    whole = {header: field for header, field in known.items() if field != "name"}
    yield from ((index, whole[name], BY_HEADER) for index, name in names.items() if name in whole)
    near = ((index, _nearest(name, tuple(whole))) for index, name in names.items())
    yield from ((index, whole[header], "by a similar header") for index, header in near if header)
    yield from ((index, "name", BY_HEADER) for index, name in names.items() if known.get(name) == "name")
    by_cells = ((index, _by_cells(name, cells[index])) for index, name in names.items())
    yield from ((index, field, "by its cells") for index, field in by_cells if field)


def _usable(header: Sequence[str]) -> list[int]:
    """Give the columns that their header tells from all others, those of a file of refused rows left out."""
    names = [normal(name) for name in header]
    return [
        index
        for index, name in enumerate(names)
        if name and names.count(name) == 1 and header[index].strip() not in REFUSAL_COLUMNS
    ]


def _nearest(name: str, known: Sequence[str]) -> str | None:
    from rapidfuzz import fuzz, process

    near = process.extractOne(name[:100], known, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return str(near[0]) if near else None


def _by_cells(name: str, cells: Sequence[str]) -> str | None:
    if not cells:
        return None
    if all(_EMAIL.fullmatch(cell) for cell in cells):
        return "email"
    if all(_is_day(cell) for cell in cells):
        return next((field for field, hints in _DAY_HINTS.items() if any(hint in name for hint in hints)), None)
    return "phone" if all(_PHONE.fullmatch(cell) for cell in cells) else None


def _readable(field: str, cells: Sequence[str]) -> bool:
    """Tell whether an import would take these cells for a field."""
    if field in DAYS:
        return all(_is_day(cell) for cell in cells)
    if field == "cadence":
        return all(_is_interval(cell) for cell in cells)
    if field == "email":
        return all("@" in cell for cell in cells)
    return field != "handle" or all(is_handle(cell) for cell in cells)


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


def _strange_words(field: str, cells: Sequence[str], tiers: Sequence[str]) -> list[str]:
    words = words_of(ENTITY, field)
    if words is None:
        return []
    ours = {*words, *tiers} if field == "tier" else {*words}
    return [cell for cell in dict.fromkeys(cells) if fold(cell) not in ours]


def _lines(file: str, columns: Sequence[SuggestedColumn], values: dict[str, list[str]]) -> Iterator[str]:
    name = re.split(r"[/\\]", file)[-1].rpartition(".")[0] or "table"
    used = [column for column in columns if column.field]
    yield f"# A draft made from {shortened(file, 80)}."
    yield "# As NAME.toml in the folder mappings beside the settings file it is used from then on."
    yield f"title = {quoted(name)}"
    yield f"system = {quoted(name)}"
    yield f"entity = {quoted(ENTITY)}"
    yield "\n[recognise]\nall = ["
    yield from (f"  {quoted(columns[index].header)}," for index in _usable([column.header for column in columns]))
    yield "]\n\n[fields]"
    for field in dict.fromkeys(column.field for column in used):
        for column in (column for column in used if column.field == field):
            if column.why != BY_HEADER:
                yield f"# {column.why}: {shortened(column.header, 100)}"
        yield f"{field} = [{', '.join(_source(column.header) for column in used if column.field == field)}]"
    for field, cells in values.items():
        words = ", ".join(words_of(ENTITY, field) or ()) or "a tier of the book"
        yield f"\n[values.{field}]  # one of {words}, or nothing"
        yield from (f'{quoted(cell)} = ""' for cell in cells)
    headers = (column.header for column in columns if not column.field)
    left = [header for header in headers if header.strip() not in REFUSAL_COLUMNS]
    if left:
        yield "\n# These columns mean nothing yet and are kept as fields of your own; `ignore` would leave them out:"
        yield from (f"# {shortened(name, 100)}" for name in left)


def quoted(text: str) -> str:
    """Write a text as TOML does, with every character that cannot be seen spelled out."""
    plain = text.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in plain) + '"'


def _source(header: str) -> str:
    """Write a header as a source: a star is left out, and a blank beside + or @ is written as _."""
    return quoted(re.sub(r"\s([+@])\s", r"_\1_", header.replace("*", " ")))

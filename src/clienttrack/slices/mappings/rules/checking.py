"""What mappings there are, and what one of them makes of a table."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from difflib import get_close_matches

from clienttrack.errors import NotFound
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.mapping import BrokenMapping, FoundMapping
from clienttrack.slices.mappings.rules.planning import ColumnPlan, column_plan
from clienttrack.slices.mappings.rules.recognising import PLAIN, PLAIN_OF, recognised, talks_told

SEARCHED_ROWS = 11


class UnknownMapping(NotFound):
    """No mapping has this name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, list(known), n=1)
        super().__init__(
            f"There is no mapping '{shortened(name, 60)}'{f', meant {near[0]}?' if near else '.'} "
            "`clienttrack mapping list` shows them all."
        )


@dataclass(frozen=True, slots=True)
class MappingLine:
    """One mapping; ``whose`` is own or shipped, ``broken`` says what is wrong with its file."""

    name: str
    title: str
    entity: str
    whose: str
    broken: str | None


@dataclass(frozen=True, slots=True)
class CheckedMapping:
    """A mapping file that can be used."""

    file: str
    title: str
    entity: str
    fields: int


@dataclass(frozen=True, slots=True)
class CheckedColumn:
    """What one column becomes: the fields it gives, the ``field`` of the user's own that keeps it, or nothing."""

    column: int
    header: str
    becomes: str


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """How a table would be read; several ``mappings`` fit it alike, and the first is shown."""

    file: str
    mappings: tuple[str, ...]
    title: str
    entity: str
    columns: tuple[CheckedColumn, ...]


def named(name: str, mappings: Table[str, FoundMapping]) -> FoundMapping:
    """Give the mapping of that name; raises ``UnknownMapping``."""
    if name not in mappings:
        raise UnknownMapping(name, mappings)
    return mappings[name]


def mapping_lines(mappings: Table[str, FoundMapping]) -> list[MappingLine]:
    """Give all mappings by name, the broken ones too."""
    return [_line(mappings[name]) for name in sorted(mappings)]


def _line(found: FoundMapping) -> MappingLine:
    whose = "own" if found.own else "shipped"
    try:
        mapping = found.mapping()
    except BrokenMapping as broken:
        return MappingLine(found.name, "", "", whose, broken.what)
    return MappingLine(found.name, mapping.title, mapping.entity, whose, None)


def checked_mapping(found: FoundMapping) -> CheckedMapping:
    """Say what a mapping file is for; raises ``BrokenMapping``."""
    mapping = found.mapping()
    return CheckedMapping(found.place, mapping.title, mapping.entity, len(mapping.fields))


def header_row(rows: Sequence[Sequence[str]], mappings: Table[str, FoundMapping]) -> int:
    """Give the place of the header: the first row that a mapping knows, since some systems write lines above it."""
    return next((at for at, row in enumerate(rows[:SEARCHED_ROWS]) if recognised(row, mappings) != (PLAIN,)), 0)


def checked_table(
    file: str, rows: Sequence[Sequence[str]], mappings: Table[str, FoundMapping], tiers: Iterable[str]
) -> CheckedTable:
    """Say which mapping would read a table and what each column becomes; raises what an import would raise."""
    at = header_row(rows, mappings)
    names = recognised(rows[at], mappings)
    talks = talks_told(rows[at], mappings) if names == (PLAIN,) else None
    if talks:
        names = (PLAIN_OF[talks],)
    mapping = mappings[names[0]].mapping()
    plan = column_plan(rows[at], mapping, sample=rows[at + 1 :], told={}, tiers=tiers)
    columns = tuple(CheckedColumn(i + 1, name, _becomes(plan, i)) for i, name in enumerate(rows[at]))
    return CheckedTable(file, names, mapping.title, mapping.entity, columns)


def _becomes(plan: ColumnPlan, index: int) -> str:
    cells = [(field, each) for field, sources in plan.fields.items() for each in sources]
    told = [f"{field} ({each.label})" if each.label else field for field, each in cells if index in each.columns]
    told += [f"label of {field}" for field, each in cells if each.label_column == index]
    if index in plan.ids:
        told.append(f"id: {plan.ids[index]}")
    if index in plan.kept:
        told.append(f"field: {plan.kept[index]}")
    return ", ".join(dict.fromkeys(told)) or "left out"

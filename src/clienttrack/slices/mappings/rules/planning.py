"""What each column of one file becomes, by its mapping and by the user's own word."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from functools import cache

from clienttrack.errors import UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.fields import FIELDS, MANY, fields_of, names_of
from clienttrack.slices.mappings.rules.mapping import Mapping, Source
from clienttrack.slices.mappings.rules.recognising import PLAIN, normal
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import Stage

REFUSAL_COLUMNS = frozenset({"_line", "_column", "_code", "_message"})
ALL_FIELDS = tuple(dict.fromkeys(field for fields in FIELDS.values() for field in fields))
_STAR = "\ue000"  # stands for the * of a mapping where the * of a file is left out


class UnknownField(UsageProblem):
    """--map names a field that is none."""

    def __init__(self, words: str, fields: Sequence[str] = ALL_FIELDS) -> None:
        from difflib import get_close_matches

        near = get_close_matches(normal(words).replace(" ", "_"), fields, n=3, cutoff=0.5) or fields
        super().__init__(f"'{shortened(words, 60)}' is no field that a column can be mapped to. Try {', '.join(near)}.")


class UnknownHeader(UsageProblem):
    """--map names a column that no file has."""

    def __init__(self, words: str, headers: Sequence[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(words, headers, n=3, cutoff=0.5) or list(headers[:10])
        named = ", ".join(f"'{shortened(header, 40)}'" for header in near)
        super().__init__(f"No file has a column '{shortened(words, 60)}'. There is {named}.")


class UnreadableMap(UsageProblem):
    """--map is not of the form Header=field."""

    def __init__(self, words: str) -> None:
        super().__init__(f"'{shortened(words, 60)}' maps nothing. Write --map \"Header=field\".")


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns whose cells, joined by a blank, give one value; its label, or the column that holds it."""

    columns: tuple[int, ...]
    label: str | None = None
    label_column: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What each column of a file becomes.

    ``fields`` gives the sources of each field, best first; ``ids`` the system of a column of ids; ``kept`` the name of
    the user's own field that keeps a column which means nothing to us; ``ignored`` are left out.
    """

    mapping: str
    fields: Table[str, tuple[Cells, ...]]
    ids: Table[int, str]
    kept: Table[int, str]
    ignored: tuple[int, ...]


def parsed_maps(words: Sequence[str], plain: Mapping) -> dict[str, str]:
    """Read every ``Header=field``, a field told by name or synonym; raises ``UnreadableMap`` or ``UnknownField``."""
    synonyms = {normal(header): field for field, header in _single_headers(plain) if field in ALL_FIELDS}
    synonyms |= {normal(field): field for field in ALL_FIELDS}
    told: dict[str, str] = {}
    for each in words:
        header, equals, field = each.rpartition("=")
        if not equals or not header.strip():
            raise UnreadableMap(each)
        if normal(field) not in synonyms:
            raise UnknownField(field)
        told[header] = synonyms[normal(field)]
    return told


def check_maps(told: Table[str, str], headers: Sequence[str]) -> None:
    """Raise ``UnknownHeader`` for a mapped column that none of the files has."""
    known = {normal(header) for header in headers}
    for header in told:
        if normal(header) not in known:
            raise UnknownHeader(header, [header for header in headers if header.strip()])


def column_plan(
    header: Sequence[str],
    mapping: Mapping,
    *,
    sample: Sequence[Sequence[str]],
    told: Table[str, str],
    tiers: Iterable[str],
) -> ColumnPlan:
    """Decide what each column becomes; ``told`` is the user's word and wins, ``tiers`` are the book's, folded.

    Raises ``UnknownField`` for a told field that such rows do not have, and ``Unusable`` for two columns of one field
    and for no column that names anybody.
    """
    columns = _Columns(header, told)
    _check_told(told, mapping)
    sources = _resolved(dict(mapping.fields), columns, set(told.values()), people=mapping.entity == "contacts")
    for name, field in mapping.soft.items():
        if columns.hold_only(name, sample, tuple(tiers) if field == "tier" else tuple(Stage)):
            sources[field] = (*sources.get(field, ()), Source((name,)))
    fields: dict[str, tuple[Cells, ...]] = {}
    for field in (*sources, *told.values()):
        cells = [*columns.told(field)]
        if not cells or field in MANY:
            cells += [each for source in sources.get(field, ()) for each in columns.found(source, mapping, field)]
        if cells:
            fields[field] = tuple(cells)
    _refuse_doubles(header, fields, single=mapping.name == PLAIN)
    if not names_of(mapping.entity) & {*fields, *mapping.constants, *mapping.defaults}:
        raise Unusable(
            "missing-key",
            'no column names a client or a contact; say which one does, e.g. --map "Column=client"',
            line=1,
        )
    return _with_the_rest(header, mapping, columns, fields)


class _Columns:
    """The columns of one file, found by their headers; those the user has spoken of belong to nobody else."""

    def __init__(self, header: Sequence[str], told: Table[str, str]) -> None:
        self.names = [normal(name) for name in header]
        self.places: dict[str, list[int]] = {}
        self.left_out = {index for index, name in enumerate(header) if name.strip() in REFUSAL_COLUMNS}
        self.spoken_of: dict[str, list[int]] = {}
        wanted = {normal(name): field for name, field in told.items()}
        for index, name in enumerate(self.names):
            if index in self.left_out:
                continue
            if name in wanted:
                self.spoken_of.setdefault(wanted[name], []).append(index)
            else:
                self.places.setdefault(name, []).append(index)

    def told(self, field: str) -> list[Cells]:
        """Give the columns that the user has said to mean a field."""
        return [Cells((index,)) for index in self.spoken_of.get(field, ())]

    def found(self, source: Source, mapping: Mapping, field: str) -> list[Cells]:
        """Give what there is of one source: a joined one is there as soon as one of its columns is."""
        if "*" in source.headers[0]:
            return self._numbered(source, mapping.labels.get(field, ()))
        places = [self.places.get(normal(header), []) for header in source.headers]
        if len(places) == 1:
            return [Cells((index,), source.label) for index in places[0]]
        present = tuple(index for each in places for index in each)
        return [Cells(present, source.label)] if present else []

    def _numbered(self, source: Source, labels: Sequence[str]) -> list[Cells]:
        kinds = {number: places[0] for label in labels for number, places in self._matching(label)}
        return [
            Cells((index,), source.label, kinds.get(number))
            for number, places in self._matching(source.headers[0])
            for index in places
        ]

    def _matching(self, pattern: str) -> list[tuple[int, list[int]]]:
        fits = _pattern(pattern, r"(\d{1,9})")
        found = [(match, places) for name, places in self.places.items() if (match := fits(name))]
        return sorted((int(match[1]), places) for match, places in found)

    def hold_only(self, header: str, sample: Sequence[Sequence[str]], words: Sequence[str]) -> bool:
        """Tell whether every cell seen in a column is one of these words, and there is one at all."""
        cells = {
            fold(row[index]) for index in self.places.get(normal(header), ()) for row in sample if index < len(row)
        }
        return bool(cells - {""}) and cells <= {"", *words}


@cache
def _pattern(pattern: str, star: str) -> Callable[[str], re.Match[str] | None]:
    """Make a test of normal headers, in which ``*`` is whatever ``star`` says."""
    text = re.escape(normal(pattern.replace("*", _STAR)))
    return re.compile(text.replace(_STAR, star), re.DOTALL | re.ASCII).fullmatch


def _single_headers(mapping: Mapping) -> list[tuple[str, str]]:
    return [(field, source.headers[0]) for field, sources in mapping.fields.items() for source in sources]


def _check_told(told: Table[str, str], mapping: Mapping) -> None:
    known = fields_of(mapping.entity, exact=mapping.exact)
    for field in told.values():
        if field not in known:
            raise UnknownField(field, known)


def _resolved(
    sources: dict[str, tuple[Source, ...]], columns: _Columns, told: set[str], *, people: bool
) -> dict[str, tuple[Source, ...]]:
    """Give a column called "name" to the contact in a table of people or beside a client's name, else to the client."""
    names = sources.pop("name", ())
    if names:
        there = {
            field for field, each in sources.items() if any(columns.places.get(normal(s.headers[0])) for s in each)
        }
        there |= told
        field = "contact" if (people or "client" in there) and "contact" not in there else "client"
        sources[field] = (*sources.get(field, ()), *names)
    return sources


def _refuse_doubles(header: Sequence[str], fields: Table[str, tuple[Cells, ...]], *, single: bool) -> None:
    """Refuse two columns of one header for one field; with ``single`` also of two headers for a field of one value."""
    for field, cells in fields.items():
        first: dict[str, int] = {}
        for index in (index for each in cells for index in each.columns):
            key = "" if single and field not in MANY else normal(header[index])
            if key in first and first[key] != index:
                raise _double(header, min(first[key], index), max(first[key], index), field)
            first[key] = index


def _double(header: Sequence[str], first: int, second: int, field: str) -> Unusable:
    both = f"'{shortened(header[first], 40)}' and '{shortened(header[second], 40)}'"
    # --map tells columns by their headers as well.
    alike = normal(header[first]) == normal(header[second])
    instead = "" if alike else f', or say which one it is with --map "Header={field}"'
    return Unusable(
        "duplicate-label",
        f"columns {first + 1} and {second + 1}, {both}, both mean {field}; rename one of them{instead}",
        line=1,
        column=header[second],
    )


def _with_the_rest(
    header: Sequence[str], mapping: Mapping, columns: _Columns, fields: Table[str, tuple[Cells, ...]]
) -> ColumnPlan:
    """Find a place for the columns that no field has taken."""
    cells = [each for sources in fields.values() for each in sources]
    taken = {index for each in cells for index in (*each.columns, each.label_column) if index is not None}
    ids: dict[int, str] = {}
    kept: dict[int, str] = {}
    names: set[str] = set()
    ignored = set(columns.left_out)
    unwanted = [_pattern(pattern, ".*") for pattern in mapping.ignore]
    for index, name in enumerate(header):
        if index in taken or index in ignored:
            continue
        written = name if mapping.exact else name.replace("\ufeff", "").strip()
        kind, _, rest = written.partition(": ") if mapping.exact else ("", "", "")
        if kind == "id" and rest:
            ids[index] = rest
        elif any(fits(columns.names[index]) for fits in unwanted):
            ignored.add(index)
        else:
            kept[index] = _free(rest if kind == "field" and rest else written, index, names)
            names.add(kept[index])
    return ColumnPlan(mapping.name, fields, ids, kept, tuple(sorted(ignored)))


def _free(name: str, index: int, taken: Collection[str]) -> str:
    """Give a name that no other column is kept under."""
    base = name or f"column {index + 1}"
    found = base
    while found in taken:
        found = f"{found} ({index + 1})"
    return found

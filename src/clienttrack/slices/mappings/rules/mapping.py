"""A mapping: what the columns of one kind of foreign table mean, written as TOML."""

import re
import tomllib
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from clienttrack.errors import UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.fields import (
    ENTITIES,
    LABELLED,
    MATCH_KEYS,
    NAME,
    SOFT_FIELDS,
    fields_of,
    words_of,
)

KEYS = {
    "title": str,
    "system": str,
    "entity": str,
    "key": list,
    "ignore": list,
    "exact": bool,
    "recognise": dict,
    "read": dict,
    "fields": dict,
    "labels": dict,
    "soft": dict,
    "values": dict,
    "constants": dict,
    "defaults": dict,
}
RECOGNISE_KEYS = {"all": list, "any": list, "none": list, "case": bool}
READ_KEYS = {"separators": list, "day_order": str, "decimal": str, "empty": list, "footer": list}
DAY_ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = (",", ".")
_WANTED = {str: "a text in quotes", list: "a list of texts", bool: "true or false", dict: "a table"}
_JOINED_STAR = re.compile(r"(?<=\S)\*|\*(?=\S)|\*.*\*")
_RECOGNISE = re.compile(r"^\[recognise\]$(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


class BrokenMapping(UsageProblem):
    """A mapping file cannot be understood."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(
            f"The mapping '{shortened(place, 200)}' is broken: {what}{'' if what.endswith('?') else '.'} "
            "Mend the file and look at it with `clienttrack mapping check FILE`."
        )
        self.what = what


class _Wrong(Exception):
    """What is wrong with a mapping, told without naming the file."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a column, or several that are joined by a blank; ``*`` in a header is a number."""

    headers: tuple[str, ...]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Recognise:
    """By which headers a table is recognised: all of ``all``, one of ``any`` if there are some, none of ``none``."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    case: bool = True


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of one kind of table mean; value tables are keyed by the folded cell, ``""`` tells nothing.

    ``exact`` takes cells as they are and the formula guard off; ``soft`` are headers that mean a field only where
    every cell seen is a word of ours; ``day_order`` is dmy, mdy or ymd.
    """

    name: str
    place: str
    title: str
    system: str
    entity: str
    fields: Table[str, tuple[Source, ...]]
    key: tuple[str, ...] = MATCH_KEYS
    ignore: tuple[str, ...] = ()
    exact: bool = False
    recognise: Recognise = field(default_factory=Recognise)
    separators: tuple[str, ...] = ()
    day_order: str | None = None
    decimal: str | None = None
    empty: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    labels: Table[str, tuple[str, ...]] = field(default_factory=dict)
    soft: Table[str, str] = field(default_factory=dict)
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    constants: Table[str, str] = field(default_factory=dict)
    defaults: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundMapping:
    """A mapping file that was found and is read only when it is used; ``own`` is false for those we ship.

    ``unreadable`` says why there is no text; ``behind`` is the text of ours that an own one of the same name hides.
    """

    name: str
    place: str
    own: bool
    text: str
    unreadable: str | None = None
    behind: str = ""

    def mapping(self) -> Mapping:
        """Read all of it; raises ``BrokenMapping``."""
        if self.unreadable is not None:
            raise BrokenMapping(self.place, self.unreadable)
        return parsed(self.text, self.name, self.place)

    def recognise(self) -> Recognise:
        """Read how its tables are recognised; a broken own one is recognised as what it hides, to be told when used."""
        if self.own:
            try:
                return self.mapping().recognise
            except BrokenMapping:
                return _shipped_recognise(self.behind)
        return _shipped_recognise(self.text)


@cache
def _shipped_recognise(text: str) -> Recognise:
    """Read one section of our own files, which is many times faster than all of it."""
    match = _RECOGNISE.search(text)
    return _recognise(tomllib.loads(match[1])) if match else Recognise()


@cache
def parsed(text: str, name: str, place: str) -> Mapping:
    """Read a mapping from TOML; raises ``BrokenMapping`` naming file and key."""
    try:
        return _mapping(_toml(text), name, place)
    except _Wrong as wrong:
        raise BrokenMapping(place, str(wrong)) from wrong


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _Wrong(f"it is no TOML ({shortened(str(error))})") from error
    except RecursionError as error:
        raise _Wrong("it is no TOML (nested too deeply)") from error


def _mapping(told: dict[str, Any], name: str, place: str) -> Mapping:
    _check_keys(told, KEYS)
    entity = _chosen(told.get("entity", ""), ENTITIES, "entity")
    exact = told.get("exact", False)
    known = fields_of(entity, exact=exact)
    read = told.get("read", {})
    _check_keys(read, READ_KEYS, "read.")
    fields = {field: _sources(each, field) for field, each in _lists(told, "fields", (*known, *NAME[entity])).items()}
    if not fields:
        raise _Wrong("'fields' is missing: it says which columns mean what")
    return Mapping(
        name=name,
        place=place,
        title=_text(told.get("title", name), "title"),
        system=_text(told.get("system", name), "system"),
        entity=entity,
        fields=fields,
        key=tuple(_chosen(each, MATCH_KEYS, "key") for each in told.get("key", MATCH_KEYS)),
        ignore=tuple(told.get("ignore", ())),
        exact=exact,
        recognise=_recognise(told.get("recognise", {})),
        separators=tuple(_text(each, "read.separators", blank=True) for each in read.get("separators", ())),
        day_order=_chosen(read["day_order"], DAY_ORDERS, "read.day_order") if "day_order" in read else None,
        decimal=_chosen(read["decimal"], DECIMALS, "read.decimal") if "decimal" in read else None,
        empty=tuple(read.get("empty", ())),
        footer=tuple(_text(each, "read.footer") for each in read.get("footer", ())),
        labels={field: tuple(map(_header, each)) for field, each in _lists(told, "labels", LABELLED).items()},
        soft={header: _chosen(field, SOFT_FIELDS, "soft") for header, field in told.get("soft", {}).items()},
        values=_values(told.get("values", {}), entity),
        constants=_texts(told, "constants", known, entity),
        defaults=_texts(told, "defaults", known, entity),
    )


def _check_keys(told: Table[str, Any], known: Table[str, type], prefix: str = "") -> None:
    """Refuse keys that nobody reads, and values of another type."""
    for key, value in told.items():
        _chosen(key, known, f"{prefix}{shortened(key, 60)}", "key")
        _check_type(value, known[key], f"{prefix}{key}")


def _check_type(value: object, wanted: type, key: str) -> None:
    fits = type(value) is wanted and (wanted is not list or all(type(each) is str for each in value))  # type: ignore[attr-defined]
    if not fits:
        raise _Wrong(f"'{key}' must be {_WANTED[wanted]}, not {shortened(repr(value), 60)}")


def _chosen(word: object, known: Collection[str], key: str, what: str = "") -> str:
    """Refuse a word that is none of those known, naming the nearest."""
    if isinstance(word, str) and word in known:
        return word
    near = get_close_matches(str(word), known, n=1)
    if what:
        raise _Wrong(f"it has an unknown {what} '{key}'{f', meant {near[0]}?' if near else ''}")
    named = f"meant {near[0]}?" if near else f"it is one of {', '.join(known)}"
    raise _Wrong(f"'{key}' cannot be {shortened(repr(word), 60)}, {named}")


def _text(value: str, key: str, *, blank: bool = False) -> str:
    if not value or not (blank or value.strip()):
        raise _Wrong(f"'{key}' holds an empty text")
    if "\0" in value:
        raise _Wrong(f"'{key}' holds a NUL, which no text of a book may hold")
    return value


def _recognise(told: object) -> Recognise:
    _check_type(told, dict, "recognise")
    assert isinstance(told, dict)
    _check_keys(told, RECOGNISE_KEYS, "recognise.")
    parts = {part: tuple(told.get(part, ())) for part in ("all", "any", "none")}
    return Recognise(**parts, case=told.get("case", True))


def _lists(told: dict[str, Any], key: str, known: Collection[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = told.get(key, {})
    _check_keys(table, dict.fromkeys(known, list), f"{key}.")
    return table


def _texts(told: dict[str, Any], key: str, known: Collection[str], entity: str) -> dict[str, str]:
    table: dict[str, str] = told.get(key, {})
    _check_keys(table, dict.fromkeys(known, str), f"{key}.")
    for name, text in table.items():
        _check_word(text, entity, name, f"{key}.{name}")
    return table


def _values(told: dict[str, Any], entity: str) -> dict[str, dict[str, str]]:
    known = [field for field in fields_of(entity) if words_of(entity, field) is not None]
    _check_keys(told, dict.fromkeys(known, dict), "values.")
    for name, table in told.items():
        for cell, word in table.items():
            key = f"values.{name}.{shortened(cell, 60)}"
            _check_type(word, str, key)
            _check_word(word, entity, name, key)
    return {name: {fold(cell): word for cell, word in table.items()} for name, table in told.items()}


def _check_word(word: str, entity: str, field: str, key: str) -> None:
    if "\0" in word:
        raise _Wrong(f"'{key}' holds a NUL, which no text of a book may hold")
    words = words_of(entity, field)
    if words and word:
        _chosen(word, words, key)


def _sources(written: Iterable[str], field: str) -> tuple[Source, ...]:
    return tuple(_source(each, field) for each in written)


def _source(written: str, field: str) -> Source:
    text, at, label = written.rpartition(" @ ")
    if not at:
        text, label = written, ""
    elif field not in LABELLED or not label.strip():
        raise _Wrong(
            f"'fields.{field}' has a label in {shortened(repr(written), 60)}; only email and phone have labels"
        )
    headers = tuple(_header(each.strip()) for each in text.split(" + "))
    if len(headers) > 1 and any("*" in header for header in headers):
        raise _Wrong(f"'fields.{field}' joins columns with a * in {shortened(repr(written), 60)}")
    return Source(headers, label.strip() or None)


def _header(written: str) -> str:
    """Refuse a header that is empty, and a ``*`` that is no word of its own: it stands for one number."""
    if not written.strip():
        raise _Wrong("a header is empty")
    if _JOINED_STAR.search(written):
        raise _Wrong(
            f"the header {shortened(repr(written), 60)} has a * that does not stand alone; "
            "it means one number between blanks, and a * in the file itself is left out here"
        )
    return written

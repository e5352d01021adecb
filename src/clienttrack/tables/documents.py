"""Reading our own JSON export as tables: a row a record, a column a member, without holding the file in memory."""

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from clienttrack.cells import FIELD, ID, guarded, joined_addresses, joined_values
from clienttrack.screen import shortened
from clienttrack.tables.encodings import CHUNK, fingerprint
from clienttrack.tables.problems import Unusable
from clienttrack.tables.reading import SAMPLED_RECORDS, Record, Table

VERSION = 1
BEGINNING = 256
# Beside the tables of rows an export of the whole book has these; they are small beside them.
OTHERS = (
    *("meetings", "answers", "needs", "remarks"),
    *("tiers", "tags", "snoozes", "tier_moves", "stage_moves", "ratings", "referrals", "playbook_steps"),
    *("risk_answers", "distinct_pairs", "retired_handles"),
)
_SPACES = " \t\r\n"
_BEGIN = re.compile(rb"\s*\{\s*[\"}]")
_UNFIT = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)
_LONGEST_RECORD = 60_000_000
_LONGEST_WORD = 16  # an escape, true, false, null, NaN, -Infinity
_ADDRESSES = {"emails": "value", "phones": "shown"}
_LISTS = frozenset({"aliases", "domains", "tags", "with", "ids"})
_Told = dict[str, Any]


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> _Told:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError("a member stands in a record twice")
    return told


_DECODER = json.JSONDecoder(parse_constant=_no_number, object_pairs_hook=_once)


@dataclass(slots=True)
class RecordTable(Table):
    """The records of one kind in an opened document.

    ``typed`` are the phone numbers of the record given last as they were typed, by how they are shown.
    """

    kind: str = ""
    columns: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)

    def records(self, footer: Sequence[str] = ()) -> Iterator[Record]:  # noqa: ARG002 a table of records has none
        """Give every record as a row."""
        for line, record in _Document(self.stream).members(self.kind):
            cells, wrong = self.row_of(record)
            self.typed = {} if wrong else _typed(record)
            yield Record(line, cells, wrong and Unusable(wrong.code, wrong.message, line=line))

    def row_of(self, record: _Told) -> tuple[list[str], Unusable | None]:
        """Give the cells of a record, and what is wrong with the first that is; such a cell is the JSON itself."""
        ids, fields = record.get("ids", {}), record.get("fields", {})
        told = [
            *((name, record.get(name)) for name in self.columns),
            *(("ids", ids.get(system)) for system in self.ids),
            *(("fields", fields.get(name)) for name in self.fields),
        ]
        cells: list[str] = []
        problem: Unusable | None = None
        for name, value in told:
            try:
                cell = _cell(name, value)
            except Unusable as wrong:
                cell, problem = json.dumps(value, ensure_ascii=False), problem or wrong
            cells.append(guarded(cell, phones=name == "phones"))
        return cells, problem


@dataclass(slots=True)
class WholeBook:
    """What an export of records holds: its tables, and how many other records of the whole book, by their names."""

    stream: IO[bytes]
    tables: list[RecordTable] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def records(self, kind: str) -> Iterator[_Told]:
        """Give the other records of one name, in their order."""
        return (record for _, record in _Document(self.stream).members(kind)) if self.others.get(kind) else iter(())


def is_document(stream: IO[bytes]) -> bool:
    """Tell by its beginning whether a file may be JSON."""
    stream.seek(0)
    return _BEGIN.match(stream.read(BEGINNING).removeprefix(codecs.BOM_UTF8)) is not None


def document_in(
    stream: IO[bytes], kinds: Mapping[str, Sequence[str]], see: Callable[[str, Mapping[str, Any]], None]
) -> WholeBook:
    """Find what an export holds; ``kinds`` are the columns of the tables there may be.

    Every other record is given to ``see`` with its kind, to be checked. Raises ``Unusable``.
    """
    seen = fingerprint(stream)
    document, book = _Document(stream), WholeBook(stream)
    found: dict[str, RecordTable] = {}
    for kind, line, record in document.all_members((*kinds, *OTHERS)):
        if kind in OTHERS:
            book.others[kind] = book.others.get(kind, -1) + 1
            if record is not None:
                see(kind, record)
        elif kind not in found:
            columns = tuple(kinds[kind])
            found[kind] = RecordTable(
                stream, "utf-8", seen.sha256, "", [*columns], 0, [], 0, kind=kind, columns=columns
            )
        elif record is not None:
            _learn(found[kind], record, line)
    if not found and book.others:
        what = ", ".join(book.others).replace("_", " ")
        message = f"the JSON holds {what} alone; they come in only with the whole book of `clienttrack export all`"
        raise Unusable("format-error", message)
    if not found:
        raise Unusable("format-error", "the JSON holds no records that `clienttrack export` writes")
    for table in found.values():
        table.header += [*(ID + one for one in table.ids), *(FIELD + one for one in table.fields)]
        table.size = stream.seek(0, 2)
    book.tables = [found[kind] for kind in kinds if kind in found]
    return book


def _learn(table: RecordTable, record: _Told, line: int) -> None:
    """Take note of the ids and own fields of a record, refuse members that no export has, and keep a few rows."""
    for name in record:
        if name not in table.columns and name not in {"ids", "fields"}:
            raise Unusable("unknown-column", f"{table.kind} have no '{shortened(name, 40)}'", line=line)
    for name in ("ids", "fields"):
        told = record.get(name, {})
        if not isinstance(told, dict):
            raise Unusable("type-error", f"'{name}' must be an object", line=line)
        known = getattr(table, name)
        if not told.keys() <= {*known}:
            setattr(table, name, tuple(sorted({*known, *told})))
    if len(table.sample) < SAMPLED_RECORDS:
        table.sample.append(table.row_of(record)[0])


def _cell(name: str, value: Any) -> str:
    """Give a member as the cell that our CSV has for it."""
    if isinstance(value, list) and (name in _ADDRESSES or name in _LISTS):
        if name in _ADDRESSES:
            return joined_addresses(_address(name, each) for each in value)
        if all(isinstance(each, str | int) and not isinstance(each, bool) for each in value):
            return joined_values(map(str, value))
    elif value is None or value is False:
        return ""
    elif name not in _ADDRESSES and name not in _LISTS:
        if value is True:
            return "yes"
        if isinstance(value, str | int):
            return str(value)
    raise Unusable("type-error", f"'{shortened(name, 40)}' cannot be {shortened(json.dumps(value), 40)}")


def _typed(record: _Told) -> dict[str, str]:
    phones = record.get("phones") or ()
    return {one["shown"]: one["value"] for one in phones if isinstance(one.get("value"), str)}


def _address(name: str, told: Any) -> tuple[str | None, str]:
    value, label = (told.get(_ADDRESSES[name]), told.get("label")) if isinstance(told, dict) else (None, None)
    if not isinstance(value, str) or not (label is None or isinstance(label, str)):
        raise Unusable("type-error", f"'{name}' cannot hold {shortened(json.dumps(told), 40)}")
    return label, value


class _Document:
    """One walk through a document from its beginning, a record at a time."""

    def __init__(self, stream: IO[bytes]) -> None:
        stream.seek(0)
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
        self._text, self._at, self._line, self._ended = "", 0, 1, False
        self._last = 0

    def members(self, wanted: str) -> Iterator[tuple[int, _Told]]:
        """Give the records of one kind with their lines."""
        for kind, line, record in self.all_members((wanted,)):
            if record is not None and kind == wanted:
                yield line, record

    def all_members(self, kinds: Sequence[str]) -> Iterator[tuple[str, int, _Told | None]]:
        """Give the kinds there are, each first with no record, and their records; raises ``Unusable``."""
        version: Any = None
        seen: set[str] = set()
        try:
            for name in self._names():
                if name in seen:
                    raise self._wrong("format-error", f"'{shortened(name, 40)}' stands there twice")
                seen.add(name)
                if name == "data":
                    yield from self._kinds(kinds)
                elif name == "version":
                    version = self._value()
                else:
                    self._value()
            if self._next():
                raise self._wrong("format-error", "something stands behind the end of the JSON")
        except RecursionError as error:
            raise self._wrong("format-error", "the JSON is nested too deeply") from error
        if version != VERSION or version is True:
            told = "no version" if version is None else f"version {shortened(json.dumps(version), 20)}"
            raise Unusable("format-error", f"the JSON has {told}; only version {VERSION} can be read")

    def _kinds(self, kinds: Sequence[str]) -> Iterator[tuple[str, int, _Told | None]]:
        seen: set[str] = set()
        for name in self._names():
            if name in seen:
                raise self._wrong("format-error", f"'{shortened(name, 40)}' stands there twice")
            seen.add(name)
            known = name in kinds
            if known:
                yield name, self._line, None
            for line, record in self._elements():
                if known:
                    yield name, line, record

    def _elements(self) -> Iterator[tuple[int, _Told]]:
        self._expect("[")
        if self._taken("]"):
            return
        while True:
            self._next()
            line = self._last = max(self._line, self._last + 1)
            record = self._value()
            if not isinstance(record, dict):
                raise self._wrong("type-error", "a record must be an object")
            yield line, record
            if not self._taken(","):
                self._expect("]")
                return

    def _names(self) -> Iterator[str]:
        """Give the names of an object's members; whoever takes one must take its value."""
        self._expect("{")
        if self._taken("}"):
            return
        while True:
            name = self._value()
            if not isinstance(name, str):
                raise self._wrong("format-error", "the name of a member must be a text")
            self._expect(":")
            yield name
            if not self._taken(","):
                self._expect("}")
                return

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except ValueError as error:
                if self._may_go_on(error) and self._more():
                    continue
                raise self._wrong("format-error", f"this is no JSON: {_said(error)}") from error
            # A number may go on behind the end of what was read.
            if end == len(self._text) and self._more():
                continue
            self._check_text(end, value)
            self._pass(end)
            return value

    def _may_go_on(self, error: ValueError) -> bool:
        """Tell whether more text may make JSON of what is none: it ends within a text, a word or a number."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.pos >= len(self._text) - _LONGEST_WORD or error.msg.startswith("Unterminated string")

    def _check_text(self, end: int, value: Any) -> None:
        """Refuse texts that no book can hold, which only escapes can bring into a UTF-8 file."""
        if _UNFIT.search(self._text, self._at, end) is None:
            return
        plain = json.dumps(value, ensure_ascii=False)
        if "\\u0000" in plain or plain != plain.encode("utf-8", "replace").decode():
            raise self._wrong("encoding-error", "a text holds a NUL or half a character")

    def _expect(self, sign: str) -> None:
        if not self._taken(sign):
            raise self._wrong("format-error", f"this is no export of clienttrack: '{sign}' is missing")

    def _taken(self, sign: str) -> bool:
        if self._next() != sign:
            return False
        self._pass(self._at + 1)
        return True

    def _next(self) -> str:
        """Go to the next character that is no blank, and give it; nothing at the end."""
        while True:
            for place in range(self._at, len(self._text)):
                if self._text[place] not in _SPACES:
                    self._pass(place)
                    return self._text[place]
            self._pass(len(self._text))
            if not self._more():
                return ""

    def _pass(self, place: int) -> None:
        self._line += self._text.count("\n", self._at, place)
        self._at = place

    def _more(self) -> bool:
        """Read on; what has been passed is forgotten, and a long record is read in ever larger pieces."""
        if self._ended:
            return False
        left = self._text[self._at :]
        if len(left) > _LONGEST_RECORD:
            raise self._wrong("format-error", "a record is too long")
        data = self._stream.read(max(CHUNK, len(left)))
        self._ended = not data
        try:
            self._text, self._at = left + self._decode(data, self._ended), 0
        except UnicodeDecodeError as error:
            raise self._wrong("encoding-error", "the JSON is not UTF-8") from error
        return True

    def _wrong(self, code: str, message: str) -> Unusable:
        return Unusable(code, message, line=self._line)


def _said(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg[:1].lower() + error.msg[1:]
    return "a number has too many digits" if "digits" in str(error) else str(error)

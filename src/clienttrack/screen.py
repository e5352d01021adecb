"""What the user sees: text made harmless, tables, JSON, CSV and id lists; answers on stdout, talk on stderr."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from clienttrack import cells, ink
from clienttrack.errors import StorageProblem

if TYPE_CHECKING:
    from clienttrack.columns import Card, Column, Table

Shown = TypeVar("Shown")
PIPED_WIDTH = sys.maxsize
USUAL_WIDTH = 80
LINES_AT_ONCE = 1_000
WORTH_WRITING = 10_000
# What may stand unguarded in a column: numbers alone, which no spreadsheet can be harmed with, and REFs.
_PHONES = r"\+?[0-9 ()./-]+(?: *(?:x|ext\.?) *[0-9]+)?"
_UNGUARDED = {
    "reach": _PHONES,
    "phone": _PHONES,
    "phones": rf"{_PHONES}(?:[,;] *{_PHONES})*",
    "ref": "[knz]?@[a-z0-9_-]+",
}

# C0 and C1 controls, line and paragraph separators, bidirectional marks, the byte-order mark and lone surrogates.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_UNSEEN_BUT_NEWLINE = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))


class PipeClosed(Exception):
    """The reader of our output has gone; there is nothing left to say."""


class AnswerNotWritten(StorageProblem):
    """Standard output cannot take the answer, e.g. because its disk is full."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"The answer could not be written ({detail}). What the command did to the book stands.")


def drop_what_is_left(stream: Any) -> None:
    """Send what a broken stream still holds nowhere, so that the end of the program stays quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class Format(StrEnum):
    """The form in which a command answers."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    IDS = "ids"


def _spelled(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\n":
        return "⏎"
    return f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"


def one_line(text: str) -> str:
    """Spell out every character that is no visible text; a newline becomes ``⏎``."""
    return _UNSEEN.sub(_spelled, text) if not text.isprintable() else text


def visible(text: str) -> str:
    """Spell out every character that is no visible text and keep newlines."""
    return _UNSEEN_BUT_NEWLINE.sub(_spelled, text.replace("\r\n", "\n")) if not text.isprintable() else text


def shortened(text: str, length: int = 200) -> str:
    """Give the text on one line, cut to ``length`` characters."""
    line = one_line(text[: length + 1])
    return line if len(line) <= length else f"{line[: length - 1]}…"


def quoted(path: object) -> str:
    """Give a path in quotes that a shell takes away."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def cell(text: object, style: str = "") -> ink.Piece:
    """Make any value a harmless piece of one line."""
    return ("" if text is None else one_line(str(text)), style)


def table(*headers: "str | Column") -> "Table":
    """Begin a table in the house style; a column given by its header alone is never broken and never left out."""
    from clienttrack.columns import Column, Table

    return Table([Column(header) if isinstance(header, str) else header for header in headers])


def card(fields: Iterable[tuple[str, str]]) -> "Card":
    """Show names and texts of fields one below the other; a text may have several lines."""
    from clienttrack.columns import Card

    return Card([(one_line(name), ink.prose(visible(text), deeper=0)) for name, text in fields])


def plain_data(value: Any) -> Any:
    """Turn frozen dataclasses, days, enums and amounts into what JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_data(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, Decimal)):
        return str(value)
    return str(value)


def _for_json(value: object) -> object:
    """Give one layer of what JSON does not know."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return plain_data(value)


def json_text(value: object, *, ascii_only: bool = False) -> str:
    """Write a value as one line of JSON that holds no character which acts on a terminal."""
    # Values are turned one by one on the way, so that a long answer is not held twice.
    text = json.dumps(value, ensure_ascii=ascii_only, default=_for_json)
    return text if text.isprintable() else _UNSEEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _pieces(value: object, written: Callable[[object], str]) -> Iterator[str]:
    """Write a value as JSON in pieces: long lists, in it and in its dataclasses, some lines at a time."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
        yield from _pieces(value, written)
    elif isinstance(value, dict) and value and all(isinstance(name, str) for name in value):
        for number, (name, item) in enumerate(value.items()):
            yield f"{', ' if number else '{'}{written(name)}: "
            yield from _pieces(item, written)
        yield "}"
    elif isinstance(value, (list, tuple)) and len(value) > LINES_AT_ONCE:
        for start in range(0, len(value), LINES_AT_ONCE):
            yield f"{', ' if start else '['}{written(value[start : start + LINES_AT_ONCE])[1:-1]}"
        yield "]"
    else:
        yield written(value)


def guarded(name: str, value: object) -> object:
    """Put ``'`` before a CSV cell that a spreadsheet would run as a formula; numbers, phones and REFs are exempt."""
    if not isinstance(value, str) or re.fullmatch(_UNGUARDED.get(name, ""), value):
        return value
    return cells.guarded(value)


class Screen:
    """The streams of one run and the form in which it answers."""

    def __init__(self, *, color: bool) -> None:
        self.format = Format.TEXT
        self.color = color
        self.answered = False

    @property
    def interactive(self) -> bool:
        """Whether somebody sits at the terminal to answer questions."""
        return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))

    @property
    def on_terminal(self) -> bool:
        """Whether the answer goes to a terminal."""
        return sys.stdout is not None and sys.stdout.isatty()

    def notice(self, words: str) -> None:
        """Say something on stderr that is not the answer; where nobody can hear it, it stays unsaid."""
        with suppress(PipeClosed, AnswerNotWritten):
            self._draw(sys.stderr, ink.prose(visible(words)))

    def notices(self, sentences: Iterable[str]) -> None:
        """Say several such things, a line each."""
        for words in sentences:
            self.notice(words)

    def answer(self, text: str) -> None:
        """Write the answer to stdout exactly as given."""
        self.answered = True
        self._write(sys.stdout, text)

    def exact(self, text: str) -> None:
        """Write a part of a file to stdout as UTF-8, whatever the locale; a terminal gets it made harmless."""
        stream = getattr(sys.stdout, "buffer", None)
        if self.on_terminal or stream is None:
            self.answer(visible(text) if self.on_terminal else text)
        else:
            self._write(stream, text.encode())

    def draw(self, shown: "str | ink.Drawing") -> None:
        """Write text or a drawing to stdout, harmless and no wider than the terminal."""
        if isinstance(shown, str):
            if not shown:
                return
            shown = ink.prose(visible(shown))
        self.answered = True
        self._draw(sys.stdout, shown)

    def _draw(self, stream: Any, shown: ink.Drawing) -> None:
        # The console of Windows may take the codes for text.
        plain = os.name == "nt" or os.environ.get("TERM", "").lower() in {"dumb", "unknown"}
        color = self.color and not plain and stream is not None and stream.isatty()
        lines = iter(shown.lines(_width_of(stream)))
        while some := list(islice(lines, LINES_AT_ONCE)):
            harmless = ([(one_line(words), style) for words, style in line] for line in some)
            self._write(stream, "".join(f"{ink.painted(line, color=color)}\n" for line in harmless))

    def json(self, today: date, data: object, error: dict[str, str] | None = None) -> None:
        """Write the JSON envelope of the product page to stdout."""
        readable = "utf" in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        envelope: dict[str, object] = {"version": 1, "today": today.isoformat(), "data": data}
        if error is not None:
            envelope["error"] = error
        readable = "utf" in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        waiting: list[str] = []
        # A long answer is never held as a whole text.
        for piece in _pieces(envelope, partial(json_text, ascii_only=not readable)):
            waiting.append(piece)
            if len(piece) >= WORTH_WRITING:
                self.answer("".join(waiting))
                waiting.clear()
        self.answer("".join([*waiting, "\n"]))

    def csv(self, lines: Sequence[object], columns: Sequence[str]) -> None:
        """Write the lines as RFC 4180 CSV with a header, formula cells guarded."""
        import csv

        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(columns)
        for line in lines:
            writer.writerow([guarded(name, _flat(getattr(line, name))) for name in columns])
        self.answer(visible(out.getvalue()) if self.on_terminal else out.getvalue())

    def ids(self, ids: Iterable[object]) -> None:
        """Write one id a line."""
        self.answer("".join(f"{one_line(str(number))}\n" for number in ids))

    def _write(self, stream: Any, text: str | bytes) -> None:
        if stream is None:
            return
        try:
            try:
                stream.write(text)
            except UnicodeEncodeError:
                assert isinstance(text, str)
                stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))
            stream.flush()
        except BrokenPipeError:
            drop_what_is_left(stream)
            raise PipeClosed from None
        except OSError as error:
            drop_what_is_left(stream)
            raise AnswerNotWritten(error.strerror or str(error)) from error


def _width_of(stream: Any) -> int:
    if stream is None or not stream.isatty():
        return PIPED_WIDTH
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH
    except OSError:
        return USUAL_WIDTH


def _flat(value: object) -> object:
    data = plain_data(value)
    if isinstance(data, list):
        return ", ".join(str(item) for item in data)
    return "" if data is None else data


Render = Callable[[Shown], "str | ink.Drawing"]

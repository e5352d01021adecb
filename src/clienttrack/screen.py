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
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypeVar

from clienttrack import ink
from clienttrack.errors import StorageProblem

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

Shown = TypeVar("Shown")
PIPED_WIDTH = 100_000
LINES_AT_ONCE = 1_000
WORTH_WRITING = 10_000
# A phone begins with +; a REF begins with @ and holds nothing but letters, digits, - and _.
UNGUARDED_COLUMNS = frozenset({"reach", "phone", "phones", "ref"})

# C0 and C1 controls, line and paragraph separators, bidirectional marks, the byte-order mark and lone surrogates.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_UNSEEN_BUT_NEWLINE = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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


def cell(text: object, style: str = "") -> "Text":
    """Make any value a harmless one-line piece of Rich text, never markup."""
    from rich.text import Text

    return Text("" if text is None else one_line(str(text)), style=style)


def table(*headers: str) -> "Table":
    """Begin a table in the house style: headers in capitals, no borders, two spaces between columns."""
    from rich.table import Table

    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_header=any(headers))
    for header in headers:
        drawn.add_column(header.upper(), overflow="fold")
    return drawn


def card(fields: Iterable[tuple[str, str]]) -> "Table":
    """Show names and texts of fields one below the other; a text may have several lines."""
    from rich.text import Text

    drawn = table("", "")
    drawn.columns[0].no_wrap = True
    for name, text in fields:
        drawn.add_row(cell(name, "dim"), Text(visible(text)))
    return drawn


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
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS) and name not in UNGUARDED_COLUMNS:
        return f"'{value}"
    return value


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
            self._write(sys.stderr, f"{visible(words)}\n")

    def answer(self, text: str) -> None:
        """Write the answer to stdout exactly as given."""
        self.answered = True
        self._write(sys.stdout, text)

    def draw(self, shown: "str | ink.Drawing | RenderableType") -> None:
        """Write text, a drawing or a Rich renderable to stdout; strings are made harmless."""
        if isinstance(shown, str):
            self.answer(f"{visible(shown)}\n" if shown else "")
            return
        if isinstance(shown, ink.Drawing):
            self._draw_in_ink(shown)
            return
        console = self.console()
        # Rich's own capture writes to stdout nevertheless, and ends the program when that is closed.
        console.file = drawn = io.StringIO()
        console.print(shown, soft_wrap=False)
        lines = (line.rstrip() for line in drawn.getvalue().splitlines())
        self.answer("".join(f"{line}\n" for line in lines))

    def _draw_in_ink(self, shown: ink.Drawing) -> None:
        width = get_terminal_size().columns if self.on_terminal else PIPED_WIDTH
        # The console of Windows may take the codes for text.
        plain = os.name == "nt" or os.environ.get("TERM", "").lower() in {"dumb", "unknown"}
        color = self.on_terminal and self.color and not plain
        harmless = ([(one_line(words), style) for words, style in line] for line in shown.lines(width))
        self.answer("".join(f"{ink.painted(line, color=color)}\n" for line in harmless))

    def console(self) -> "Console":
        """Give a Rich console for stdout: as wide as the terminal, or as wide as the text when piped."""
        from rich.console import Console

        terminal = self.on_terminal
        return Console(
            no_color=not self.color,
            highlight=False,
            markup=False,
            emoji=False,
            force_terminal=terminal,
            width=None if terminal else PIPED_WIDTH,
            color_system="auto" if terminal and self.color else None,
        )

    def json(self, today: date, data: object, error: dict[str, str] | None = None) -> None:
        """Write the JSON envelope of the product page to stdout."""
        readable = "utf" in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        envelope: dict[str, object] = {"version": 1, "today": today.isoformat(), "data": data}
        if error is not None:
            envelope["error"] = error
        waiting: list[str] = []
        # A long answer is never held as a whole text.
        for piece in _pieces(envelope, partial(json.dumps, ensure_ascii=not readable, default=_for_json)):
            waiting.append(piece)
            if len(piece) >= WORTH_WRITING:
                self._answer_json(waiting)
        self._answer_json(waiting)
        self.answer("\n")

    def _answer_json(self, waiting: list[str]) -> None:
        text = "".join(waiting)
        waiting.clear()
        if not text.isprintable():
            text = _UNSEEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
        self.answer(text)

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

    def _write(self, stream: Any, text: str) -> None:
        if stream is None:
            return
        try:
            try:
                stream.write(text)
            except UnicodeEncodeError:
                stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))
            stream.flush()
        except BrokenPipeError:
            drop_what_is_left(stream)
            raise PipeClosed from None
        except OSError as error:
            drop_what_is_left(stream)
            raise AnswerNotWritten(error.strerror or str(error)) from error


def _flat(value: object) -> object:
    data = plain_data(value)
    if isinstance(data, list):
        return ", ".join(str(item) for item in data)
    return "" if data is None else data


Render = Callable[[Shown], "str | ink.Drawing | RenderableType"]

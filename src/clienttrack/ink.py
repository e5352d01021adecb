"""Lines drawn without Rich, for what is asked for every morning: loading Rich takes a tenth of a short command."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Piece = tuple[str, str]
SHALLOW = 4
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Drawing(ABC):
    """Something that is drawn as lines of pieces: words, and their style such as ``bold`` or ``dim red``."""

    @abstractmethod
    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Give the lines for a screen of ``width`` columns."""


def width_of(text: str) -> int:
    """Give the columns that a text takes on a terminal; a Chinese letter takes two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def painted(pieces: Iterable[Piece], *, color: bool) -> str:
    """Join the pieces of a line, with the codes of a terminal where ``color`` is wanted."""
    if not color:
        return "".join(words for words, _ in pieces)
    return "".join(f"{_code(style)}{words}\x1b[0m" if style and words else words for words, style in pieces)


def _code(style: str) -> str:
    return f"\x1b[{';'.join(_CODES[word] for word in style.split())}m"


@dataclass(frozen=True, slots=True)
class Prose(Drawing):
    """Lines of text, each broken at words where it is too long; what follows a break stands ``deeper`` by columns."""

    paragraphs: Sequence[Sequence[Piece]]
    deeper: int = 2

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw the lines one below the other."""
        for pieces in self.paragraphs:
            text = "".join(words for words, _ in pieces)
            if width_of(text) <= width:
                yield pieces
                continue
            indent = len(text) - len(text.lstrip(" "))
            lead = [(" " * min(indent, width // 2), "")]
            words = [*_cut(pieces, indent, len(text))]
            for number, line in enumerate(hanging(lead, words, width - self.deeper, narrowest=SHALLOW)):
                yield [(" " * self.deeper, ""), *line] if number else line


@dataclass(frozen=True, slots=True)
class AsWritten(Drawing):
    """Text that somebody takes over: its lines are never broken."""

    text: str

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:  # noqa: ARG002 the same at every width
        """Draw the lines one below the other."""
        for line in self.text.split("\n"):
            yield [(line, "")]


def prose(text: str, *, deeper: int = 2) -> Prose:
    """Show plain text of one or more lines."""
    return Prose([[(line, "")] for line in text.split("\n")], deeper)


def hanging(lead: Sequence[Piece], words: Sequence[Piece], width: int, *, narrowest: int) -> Iterator[list[Piece]]:
    """Fill lines with ``words`` after the lead; those that follow hang under the first.

    Where fewer than ``narrowest`` columns are left, the lead has a line of its own.
    """
    indent = sum(width_of(text) for text, _ in lead)
    first = [*lead]
    if lead and width - indent < narrowest:
        yield first
        indent = min(indent, SHALLOW)
        first = [(" " * indent, "")]
    text = "".join(text for text, _ in words)
    for number, (start, end) in enumerate(_spans(text, max(width - indent, SHALLOW))):
        yield [*(first if number == 0 else [(" " * indent, "")]), *_cut(words, start, end)]


def _spans(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Give where each line of a text begins and ends; words stay whole unless one is wider than a line."""
    if width_of(text) <= room:
        yield 0, len(text)
        return
    start = used = 0
    for word in re.finditer(r"(\s*\S+)\s*", text):
        if used and used + width_of(word[1]) > room:
            yield start, start + len(text[start : word.start()].rstrip())
            start, used = word.start(), 0
        if width_of(word[1]) <= room:
            used += width_of(word[0])
            continue
        for place in range(word.start(), word.end(1)):
            wide = width_of(text[place])
            if used and used + wide > room:
                yield start, place
                start, used = place, 0
            used += wide
        used += word.end() - word.end(1)
    yield start, start + len(text[start:].rstrip())


def _cut(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    place = 0
    for text, style in pieces:
        part = text[max(start - place, 0) : max(end - place, 0)]
        if part:
            yield part, style
        place += len(text)

"""The lines of a vCard file: encoding, ends of lines, where cards begin and end, folds and soft line breaks."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from clienttrack.tables.problems import Unusable

LONGEST_CARD = 20_000_000
CHUNK = 1 << 18
FOLDED_AT = 75
HEADER = re.compile(rb'[^":]*(?:"[^"]*"[^":]*)*:')
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_STARTS = (
    (re.compile(rb"(?:\0\s)*\0[Bb]\0[Ee]"), "utf-16-be"),
    (re.compile(rb"(?:\s\0)*[Bb]\0[Ee]\0"), "utf-16-le"),
)
_QUOTED_PRINTABLE = re.compile(rb";(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_BASE64 = re.compile(rb";(?:ENCODING=)?(?:BASE64|B)[;:]", re.IGNORECASE)
_EMBEDDED = re.compile(rb"(?:[\w.-]+\.)?AGENT[^:]*:\s*", re.IGNORECASE)


@dataclass(slots=True)
class RawCard:
    """The unfolded lines of one card with their numbers, still bytes; or what is wrong with it."""

    line: int
    lines: list[tuple[int, bytes]] = field(default_factory=list)
    problem: Unusable | None = None


def wide_encoding(start: bytes) -> str | None:
    """Give the encoding of two or four bytes a character that a file begins in, or ``None``."""
    marked = next((name for mark, name in _WIDE_MARKS if start.startswith(mark)), None)
    return marked or next((name for pattern, name in _WIDE_STARTS if pattern.match(start)), None)


def wide_encoding_of(stream: IO[bytes], encoding: str | None) -> str | None:
    """Give the wide encoding of a stream: the one that was told, or the one it begins in when none was."""
    if encoding is None:
        stream.seek(0)
        return wide_encoding(stream.read(64))
    return encoding if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")) else None


def raw_cards(stream: IO[bytes], wide: str | None) -> Iterator[RawCard]:
    """Give every card of a stream that can be sought; in UTF-8 when its encoding is a wide one, else as it stands.

    Raises ``Unusable`` where a wide encoding breaks off.
    """
    card: _Gathering | None = None
    stray = False
    for number, line in _physical_lines(stream, wide):
        word = b"".join(line.split()).upper() if len(line) < FOLDED_AT else b""
        if card is None:
            if word == b"BEGIN:VCARD":
                card = _Gathering(RawCard(number))
            elif word and not stray:
                stray = True
                yield RawCard(number, problem=Unusable("format-error", "text stands here outside of any vCard"))
        elif line[:1].isspace() or word not in {b"BEGIN:VCARD", b"END:VCARD"}:
            card.add(number, line)
        elif word == b"BEGIN:VCARD" and not card.embeds():
            yield card.unended()
            card = _Gathering(RawCard(number))
        elif word == b"END:VCARD" and card.ends():
            yield card.ended()
            card = None
    if card is not None:
        yield card.unended()


def _physical_lines(stream: IO[bytes], wide: str | None) -> Iterator[tuple[int, bytes]]:
    """Give each line without its end (CR, LF or CRLF) and its number; an endless one comes in pieces."""
    stream.seek(0)
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    # Latin-1 takes every byte for one character and gives it back: only the ends of lines are looked for.
    within, without = (wide, "utf-8") if wide else ("latin-1", "latin-1")
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(within)("surrogatepass"), translate=True)
    number, rest, more = 1, "", True
    while more:
        chunk = stream.read(CHUNK)
        more = bool(chunk)
        try:
            lines = (rest + decoder.decode(chunk, final=not more)).split("\n")
        except UnicodeError as error:
            words = f"from here on the text is not {wide}, in which the file begins"
            raise Unusable("encoding-error", words, line=number) from error
        rest = lines.pop()
        for line in lines:
            yield number, line.encode(without, "surrogatepass")
            number += 1
        if len(rest) > LONGEST_CARD or not more:
            yield number, rest.encode(without, "surrogatepass")
            rest = ""


@dataclass(slots=True)
class _Gathering:
    """A card whose END has not come yet."""

    raw: RawCard
    parts: list[bytes] = field(default_factory=list)
    number: int = 0
    depth: int = 0
    size: int = 0
    headed: bool = False
    quoted: bool = False
    base64: bool = False

    def add(self, number: int, line: bytes) -> None:
        """Take one line: the next property, or what goes on with the one before."""
        self.size += len(line)
        if self.depth or self.size > LONGEST_CARD:
            return
        if self.quoted and self.parts[-1].endswith(b"="):
            self.parts[-1] = self.parts[-1][:-1]
            self.parts.append(line)
        elif self.parts and line[:1] in {b" ", b"\t"}:
            self.parts.append(line[1:])
        elif self.base64 and b":" not in line:
            self.parts.append(line)
        else:
            self._finish_line()
            if line.strip():
                self.number, self.parts = number, [line]
        self._look_at_header()

    def _look_at_header(self) -> None:
        if not self.headed and self.parts and b":" in self.parts[-1]:
            header = HEADER.match(b"".join(self.parts))
            self.headed = True
            if header is not None:
                self.quoted = bool(_QUOTED_PRINTABLE.search(header[0]))
                self.base64 = bool(_BASE64.search(header[0]))

    def _finish_line(self) -> None:
        if self.parts:
            self.raw.lines.append((self.number, b"".join(self.parts)))
        self.parts = []
        self.headed = self.quoted = self.base64 = False

    def embeds(self) -> bool:
        """Tell whether a card that begins here belongs to this one (``AGENT`` of vCard 2.1) and step into it."""
        if self.depth or _EMBEDDED.fullmatch(b"".join(self.parts)):
            self.depth += 1
            return True
        return False

    def ends(self) -> bool:
        """Tell whether an END ends this card, and step out of an embedded one if not."""
        self.depth -= 1
        return self.depth < 0

    def ended(self) -> RawCard:
        """Give the whole card."""
        self._finish_line()
        if self.size > LONGEST_CARD:
            words = f"the vCard is longer than {LONGEST_CARD:,} bytes; is its END:VCARD missing?"
            return RawCard(self.raw.line, problem=Unusable("format-error", words))
        return self.raw

    def unended(self) -> RawCard:
        """Give the card that has no END as a problem."""
        words = "the vCard that begins here has no END:VCARD; add that line after its last property"
        return RawCard(self.raw.line, problem=Unusable("format-error", words))


def folded(line: str) -> str:
    """Fold a line at 75 octets of UTF-8, never inside a character nor after ``=``, which would be a soft line break."""
    text = line.encode()
    pieces: list[str] = []
    start, limit = 0, FOLDED_AT
    while len(text) - start > limit:
        end = start + limit
        while text[end] & 0xC0 == 0x80:
            end -= 1
        if text[end - 1 : end] == b"=":
            end -= 1
        pieces.append(text[start:end].decode())
        start, limit = end, FOLDED_AT - 1
    pieces.append(text[start:].decode())
    return "\r\n ".join(pieces)

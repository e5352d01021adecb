"""Reading tables from foreign files: where the header is, and the rows below it, without holding the file in memory."""

import csv
import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple

from clienttrack.errors import NotFound, UsageProblem
from clienttrack.screen import shortened
from clienttrack.tables.encodings import CHUNK, checked_encoding, encoding_of, fingerprint, undecodable_line
from clienttrack.tables.problems import Unusable

LONGEST_CELL = 10_000_000
SAMPLED_RECORDS = 100
SAMPLED_LETTERS = 1 << 20
LONGEST_SAMPLED = 1000
HEADER_WITHIN = 10
FOOTER_ROWS = 50
DELIMITERS = (",", ";", "\t", "|")
_SUM = re.compile(r"[\s\d.,'()$€£¥-]*(?:[A-Z]{3})?\s*")
Known = Callable[[Sequence[str]], int]


class NoSuchFile(NotFound):
    """The file is not there or cannot be opened."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The file '{name}' cannot be read: {why}. Nothing was imported.")


class NotADelimiter(UsageProblem):
    """What is told cannot stand between two cells."""

    def __init__(self, words: str) -> None:
        super().__init__(f"'{shortened(words, 20)}' is no delimiter. Write one character, or tab.")


class Record(NamedTuple):
    """One row: the physical line it starts on and its cells, or what is wrong with it."""

    line: int
    cells: list[str]
    problem: Unusable | None = None


@dataclass(slots=True)
class Table:
    """An opened table; ``header`` are the cells of the row that names the columns, ``sample`` some rows below it.

    ``preamble`` has the first words of each line above the header that is not blank.
    """

    stream: IO[bytes]
    encoding: str
    sha256: str
    delimiter: str
    header: list[str]
    header_line: int
    sample: list[list[str]]
    size: int
    cut: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)

    def records(self, footer: Sequence[str] = ()) -> Iterator[Record]:
        """Give every row below the header, blank ones included (they have no cells).

        Rows at the end whose first cell is one of ``footer``, or begins like one that ends in ``*``, and that hold no
        other words are left out; ``cut`` has their first cells.
        """
        self.cut = []
        held: list[Record] = []
        for record in records(self.stream, self.encoding, self.delimiter):
            if record.line <= self.header_line and record.problem is None:
                continue
            if not footer:
                yield record
                continue
            begins_footer = bool(record.cells) and _is_footer(record.cells, footer)
            blank = not any(map(str.strip, record.cells)) and record.problem is None
            if len(held) < FOOTER_ROWS and (begins_footer or (held and blank)):
                held.append(record)
                continue
            yield from held
            held.clear()
            yield record
        self.cut = [record.cells[0].strip() for record in held if any(map(str.strip, record.cells))]

    def position(self) -> int:
        """How many bytes have been read so far."""
        return self.stream.tell()


def _is_footer(cells: Sequence[str], footer: Sequence[str]) -> bool:
    """Tell whether the first cell of a row is one of the words, or begins like it, and the others are empty or sums."""
    words = cells[0].strip()
    begins = tuple(one.removesuffix("*") for one in footer if one.endswith("*"))
    found = words in footer or bool(begins and words.startswith(begins))
    return found and all(_SUM.fullmatch(cell) for cell in cells[1:])


@contextmanager
def source(name: str) -> Iterator[IO[bytes]]:
    """Open a file, or a copy of stdin for ``-``, that can be read more than once; raises ``NoSuchFile``."""
    if name == "-":
        with _copy(name, getattr(sys.stdin, "buffer", None) or io.BytesIO(_typed())) as kept:
            yield kept
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 closed below; only its opening may fail as "no such file"
    except (OSError, ValueError) as error:
        raise _no_such_file(name, error) from error
    with stream:
        if stream.seekable():
            yield stream
            return
        with _copy(name, stream) as kept:
            yield kept


def _typed() -> bytes:
    return b"" if sys.stdin is None else sys.stdin.read().encode("utf-8", "surrogatepass")


def _no_such_file(name: str, error: Exception) -> NoSuchFile:
    why = getattr(error, "strerror", None) or str(error)
    return NoSuchFile(name, why[0].lower() + why[1:])


@contextmanager
def _copy(name: str, stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Keep what comes through a pipe, so that it can be read again."""
    with tempfile.TemporaryFile() as kept:
        try:
            while chunk := stream.read(CHUNK):
                kept.write(chunk)
        except OSError as error:
            raise _no_such_file(name, error) from error
        yield kept


def _none_known(_cells: Sequence[str]) -> int:
    return 0


@contextmanager
def opened(name: str, known: Known = _none_known) -> Iterator[Table]:
    """Open a file as a table; without ``known`` its first row is the header. Raises what the two steps raise."""
    with source(name) as stream:
        yield table_in(stream, known)


def checked_delimiter(words: str) -> str:
    """Give the character that stands between cells; raises ``NotADelimiter``."""
    delimiter = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(words.lower(), words)
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ' or (not delimiter.isprintable() and delimiter != "\t"):
        raise NotADelimiter(words)
    return delimiter


def table_in(stream: IO[bytes], known: Known, *, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """Find encoding, delimiter and header of a table; ``known`` counts the columns of a row that have a meaning.

    The header is the first row that is not blank, or one of the next with more known columns. Raises ``Unusable`` for
    what is no table, ``UnknownEncoding`` or ``NotADelimiter`` for what was told.
    """
    seen = fingerprint(stream)
    written = checked_encoding(encoding) if encoding else encoding_of(stream, seen)
    between = (checked_delimiter(delimiter),) if delimiter else DELIMITERS
    candidates = (_candidate(stream, written, one, known) for one in between)
    best = max(filter(None, candidates), key=lambda one: one.likelihood, default=None)
    if best is None:
        raise Unusable("format-error", "the file holds nothing but blank lines")
    header = best.records[best.place]
    if header.problem is not None:
        raise header.problem
    sample = [[cell[:LONGEST_SAMPLED] for cell in record.cells] for record in best.records[best.place + 1 :]]
    size = stream.seek(0, 2)
    above = [next(filter(str.strip, record.cells), "").strip() for record in best.records[: best.place]]
    return Table(stream, written, seen.sha256, best.delimiter, header.cells, header.line, sample, size, preamble=above)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A table as one delimiter cuts it, and the place of its header among the first rows."""

    delimiter: str
    records: list[Record]
    place: int
    likelihood: tuple[int, float, int]


def _candidate(stream: IO[bytes], encoding: str, delimiter: str, known: Known) -> _Candidate | None:
    records = _sampled(stream, encoding, delimiter)
    if not records:
        return None
    counts = [known(record.cells) for record in records[:HEADER_WITHIN]]
    # One word that happens to be a header's may stand in any sentence above the table, or be a cell of it.
    place = max(range(len(counts)), key=lambda at: (counts[at] if at == 0 or counts[at] > 1 else -1, -at))
    width, below = len(records[place].cells), records[place:]
    steady = sum(len(record.cells) == width for record in below) / len(below) if width > 1 else 0.0
    return _Candidate(delimiter, records, place, (counts[place], steady, width))


def _sampled(stream: IO[bytes], encoding: str, delimiter: str) -> list[Record]:
    found: list[Record] = []
    letters = 0
    for record in records(stream, encoding, delimiter):
        if record.problem or any(cell.strip() for cell in record.cells):
            found.append(record)
            letters += sum(map(len, record.cells))
        if len(found) > SAMPLED_RECORDS or letters > SAMPLED_LETTERS:
            break
    return found


def _lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    stream.seek(0)
    text = TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        for number, line in enumerate(text, 1):
            if "\0" in line:
                raise Unusable("encoding-error", "the file holds a NUL, so it is no text table", line=number)
            yield line
    except UnicodeError as error:
        bad_line = undecodable_line(stream, encoding)
        raise Unusable("encoding-error", f"the text is not {encoding}", line=bad_line) from error
    finally:
        text.detach()


def records(stream: IO[bytes], encoding: str, delimiter: str) -> Iterator[Record]:
    """Give every row of a file, the one with the headers included."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_lines(stream, encoding), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield Record(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(line, [], Unusable("quote-error", _said(error), line=line))


def _said(error: csv.Error) -> str:
    words = str(error)
    if "field larger" in words:
        return f"a cell is longer than {LONGEST_CELL:,} characters; is a closing quote missing?"
    if "unexpected end" in words:
        return 'a quoted cell that begins in this row is never closed; look for a lone "'
    return 'a quote stands inside a quoted cell; write it twice ("")'

"""Reading tables from foreign files: encoding, delimiter and records, without holding the file in memory."""

import codecs
import csv
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple

from clienttrack.errors import NotFound
from clienttrack.tables.problems import Unusable

LONGEST_CELL = 10_000_000
CHUNK = 1 << 20
EVIDENCE = 1 << 17
SAMPLED_RECORDS = 100
DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF8_PAIRS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


class NoSuchFile(NotFound):
    """The file is not there or cannot be opened."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The file '{name}' cannot be read: {why}. Nothing was imported.")


class Record(NamedTuple):
    """One row: the physical line it starts on and its cells, or what is wrong with it."""

    line: int
    cells: list[str]
    problem: Unusable | None = None


@dataclass(slots=True)
class Table:
    """An opened table; ``header`` are the cells of its first row that is not blank."""

    stream: IO[bytes]
    encoding: str
    delimiter: str
    header: list[str]
    header_line: int
    sample: list[list[str]]
    size: int

    def records(self) -> Iterator[Record]:
        """Give every row below the header, blank ones included (they have no cells)."""
        for record in _records(self.stream, self.encoding, self.delimiter):
            if record.line > self.header_line or record.problem is not None:
                yield record

    def position(self) -> int:
        """How many bytes have been read so far."""
        return self.stream.tell()


@contextmanager
def opened(name: str) -> Iterator[Table]:
    """Open a table; ``-`` is stdin. Raises ``NoSuchFile``, or ``Unusable`` for what is no table."""
    with opened_stream(name) as stream:
        encoding = found_encoding(stream)
        yield _table(stream, encoding)


@contextmanager
def opened_stream(name: str) -> Iterator[IO[bytes]]:
    """Open a file that can be sought; ``-`` is stdin, kept in a file of its own. Raises ``NoSuchFile``."""
    if name == "-":
        with tempfile.TemporaryFile() as kept:
            source = getattr(sys.stdin, "buffer", None)
            if source is None:
                kept.write(sys.stdin.read().encode("utf-8", "surrogatepass"))
            else:
                while chunk := source.read(CHUNK):
                    kept.write(chunk)
            yield kept
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 closed below; only its opening may fail as "no such file"
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NoSuchFile(name, why[0].lower() + why[1:]) from error
    with stream:
        yield stream


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk


def found_encoding(stream: IO[bytes]) -> str:
    """Find the encoding: a mark at the beginning, strict UTF-8, else GB18030 or cp1252 by evidence."""
    stream.seek(0)
    start = stream.read(8)
    if not start:
        raise Unusable("format-error", "the file is empty")
    if start.startswith(_WORKBOOKS):
        raise Unusable("format-error", "this is a workbook or an archive, not CSV; save the sheet as CSV first")
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    _refuse_nul(stream)
    bad_line = _first_bad_line(stream, "utf-8")
    if bad_line is None:
        return "utf-8"
    evidence = _evidence(stream)
    if _is_broken_utf8(evidence):
        raise Unusable("encoding-error", "the text is UTF-8, but not on this line", line=bad_line)
    fitting = [name for name in ("gb18030", "cp1252") if _first_bad_line(stream, name) is None]
    if not fitting:
        raise Unusable("encoding-error", "the text is neither UTF-8 nor GB18030 nor cp1252", line=bad_line)
    return fitting[0] if len(fitting) == 1 else _likelier(evidence)


def _refuse_nul(stream: IO[bytes]) -> None:
    lines = 1
    for chunk in _chunks(stream):
        at = chunk.find(b"\0")
        if at >= 0:
            line = lines + _line_ends(chunk[:at])
            raise Unusable("encoding-error", "the file holds a NUL byte, so it is no text table", line=line)
        lines += _line_ends(chunk)


def _line_ends(piece: bytes) -> int:
    return piece.count(b"\n") or piece.count(b"\r")


def _first_bad_line(stream: IO[bytes], encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
            lines += _line_ends(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + _line_ends(bytes(error.object[: error.start]))
    return None


def _evidence(stream: IO[bytes]) -> bytes:
    """Give the lines that are not ASCII, up to a limit."""
    found: list[bytes] = []
    size = 0
    for chunk in _chunks(stream):
        for line in re.split(rb"[\r\n]+", chunk):
            if not line.isascii():
                found.append(line)
                size += len(line)
                if size > EVIDENCE:
                    return b"\n".join(found)
    return b"\n".join(found)


def _is_broken_utf8(evidence: bytes) -> bool:
    pairs = len(_UTF8_PAIRS.findall(evidence))
    odd = len(re.findall(rb"[\x80-\xff]", _UTF8_PAIRS.sub(b"", evidence)))
    return pairs > odd or bool(_SURROGATE.search(evidence) and pairs >= odd)


def _likelier(evidence: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(evidence, cp_isolation=["gb18030", "cp1252"]).best()
    return "cp1252" if best is None else best.encoding


def _lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    stream.seek(0)
    text = TextIOWrapper(stream, encoding=encoding, newline="")
    number = 0
    try:
        for number, line in enumerate(text, 1):
            if "\0" in line:
                raise Unusable("encoding-error", "the file holds a NUL, so it is no text table", line=number)
            yield line
    except UnicodeError as error:
        raise Unusable("encoding-error", f"the text is not {encoding}", line=number + 1) from error
    finally:
        text.detach()


def _records(stream: IO[bytes], encoding: str, delimiter: str) -> Iterator[Record]:
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


def _table(stream: IO[bytes], encoding: str) -> Table:
    best: tuple[float, int, str, list[Record]] | None = None
    for delimiter in DELIMITERS:
        records = _sampled(stream, encoding, delimiter)
        if not records:
            continue
        width = len(records[0].cells)
        steady = sum(len(record.cells) == width for record in records) / len(records) if width > 1 else 0.0
        if best is None or (steady, width) > best[:2]:
            best = (steady, width, delimiter, records)
    if best is None:
        raise Unusable("format-error", "the file holds nothing but blank lines")
    header = best[3][0]
    if header.problem is not None:
        raise header.problem
    size = stream.seek(0, 2)
    sample = [record.cells for record in best[3][1:]]
    return Table(stream, encoding, best[2], header.cells, header.line, sample, size)


def _sampled(stream: IO[bytes], encoding: str, delimiter: str) -> list[Record]:
    found: list[Record] = []
    for record in _records(stream, encoding, delimiter):
        if record.problem or any(cell.strip() for cell in record.cells):
            found.append(record)
        if len(found) > SAMPLED_RECORDS:
            break
    return found

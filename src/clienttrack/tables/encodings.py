"""How a foreign file is written: its hash, its encoding, and why it cannot be read as text."""

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from clienttrack.errors import UsageProblem
from clienttrack.screen import shortened
from clienttrack.tables.problems import Unusable

CHUNK = 1 << 20
EVIDENCE = 1 << 17
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BLANKS = str.maketrans("", "", "\t\r\n")
_UTF8_PAIRS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
OTHERS = ("cp1250", "cp1251", "mac_roman", "cp932", "big5", "cp949")
# So many characters, all from the part of GB2312 that EUC-KR gives to Hangul, are Korean.
FEWEST_HANGUL = 16
_CAPITALS, _SMALL, _SIGNS = "A-ZÀ-ÖØ-ÞŠŒŽŸ", "a-zß-öø-ÿšœž", "§³¹²¿¸¼½¾¯©¤¦¨¬±µ¶÷×ƒ†‡‰¢£¥ºª„ˆ"
_LETTERS = frozenset(map(chr, range(0xC0, 0x100)))
_NO_WORD = re.compile(
    f"[{_SMALL}{_CAPITALS}][{_SIGNS}]+[{_SMALL}{_CAPITALS}]|[{_SMALL}][À-ÖØ-ÞŠŒŽŸ][{_SMALL}\\W]|[À-ÖØ-öø-ÿ]{{4}}"
)
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


class UnknownEncoding(UsageProblem):
    """No encoding of text is called like that."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{shortened(name, 40)}' is no encoding. Write for example utf-8, gb18030 or cp1252.")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What one pass over a file tells; ``bad_line`` is the first line that is no UTF-8, ``nul_line`` one with a NUL."""

    sha256: str
    nul_line: int | None
    bad_line: int | None


def checked_encoding(name: str) -> str:
    """Give the encoding of that name back; raises ``UnknownEncoding``."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError) as error:
        raise UnknownEncoding(name) from error
    # Codecs that turn bytes into bytes, such as hex, are none of text.
    if not found._is_text_encoding:  # noqa: SLF001 the only place that says so
        raise UnknownEncoding(name)
    return found.name


def fingerprint(stream: IO[bytes]) -> Fingerprint:
    """Read a file once from end to end."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    lines, nul_line, bad_line = 1, None, None
    for chunk in _chunks(stream):
        digest.update(chunk)
        if nul_line is None and (at := chunk.find(b"\0")) >= 0:
            nul_line = lines + _line_ends(chunk[:at])
        if bad_line is None:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                bad_line = lines + _line_ends(bytes(error.object[: error.start]))
        lines += _line_ends(chunk)
    if bad_line is None:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            bad_line = lines
    return Fingerprint(digest.hexdigest(), nul_line, bad_line)


def encoding_of(stream: IO[bytes], seen: Fingerprint) -> str:
    """Find the encoding: a mark at the beginning, strict UTF-8, else GB18030 or cp1252 by evidence.

    Raises ``Unusable`` for what is no text.
    """
    stream.seek(0)
    start = stream.read(64)
    if not start:
        raise Unusable("format-error", "the file is empty")
    if start.startswith(_WORKBOOKS):
        raise Unusable("format-error", "this is a workbook or an archive, not CSV; save the sheet as CSV first")
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if seen.nul_line is not None:
        return _without_mark(stream, start, seen.nul_line)
    if seen.bad_line is None:
        return "utf-8"
    evidence = _evidence(stream)
    if _is_broken_utf8(evidence):
        raise Unusable("encoding-error", "the text is UTF-8, but not on this line", line=seen.bad_line)
    fitting = [name for name in ("gb18030", "cp1252") if _is_in(stream, name)]
    if not fitting:
        raise Unusable("encoding-error", "the text is neither UTF-8 nor GB18030 nor cp1252", line=seen.bad_line)
    return _believed(evidence, fitting, seen.bad_line)


def _believed(evidence: bytes, fitting: list[str], line: int) -> str:
    """Choose between the encodings that fit, and refuse the choice where it makes no words."""
    found = fitting[0] if len(fitting) == 1 else _likelier(evidence)
    if _is_strange(evidence, found) and "cp1252" in fitting and _is_western(evidence):
        found = "cp1252"
    if not _is_strange(evidence, found):
        return found
    other = _another(evidence)
    raise Unusable(
        "encoding-error",
        f"the text is not UTF-8, and read as {found} it makes no words; say how it is written with --encoding"
        f"{f', perhaps {other}' if other else ', such as cp1251, mac_roman, shift_jis, big5 or cp949'}",
        line=line,
    )


def _is_strange(evidence: bytes, encoding: str) -> bool:
    """Tell whether a text, read so, has signs or capitals within words, or hardly a usual Chinese character."""
    text = evidence.decode(encoding, "ignore")
    if encoding == "cp1252":
        return len(_NO_WORD.findall(text)) * 10 > text.count("\n")
    marks = [mark for mark in text if not mark.isascii()]
    usual = sum(_is_usual(mark) for mark in marks)
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", evidence)
    hangul = len(pairs) >= FEWEST_HANGUL and all(0xB0 <= one[0] <= 0xC8 and one[1] > 0xA0 for one in pairs)
    return hangul or usual * 2 < len(marks)


def _is_western(evidence: bytes) -> bool:
    """Tell whether most of what is not ASCII, read as cp1252, are letters."""
    marks = [mark for mark in evidence.decode("cp1252", "ignore") if not mark.isascii()]
    return sum(mark in _LETTERS for mark in marks) * 2 > len(marks)


def _is_usual(mark: str) -> bool:
    try:
        return bool(mark.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _another(evidence: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(evidence, cp_isolation=[*OTHERS]).best()
    return None if best is None else best.encoding


def _without_mark(stream: IO[bytes], start: bytes, nul_line: int) -> str:
    """Tell UTF-16 without its mark by the NULs beside its ASCII letters from a file that merely holds a NUL."""
    even, odd = start[0::2], start[1::2]
    if not any(odd) and all(even[: len(odd)]):
        return "utf-16-le"
    if not any(even) and all(odd):
        return "utf-16-be"
    for name in ("utf-16-le", "utf-16-be"):
        if _is_in(stream, name) and _is_prose(stream, name):
            return name
    raise Unusable("encoding-error", "the file holds a NUL byte, so it is no text table", line=nul_line)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk


def _line_ends(piece: bytes) -> int:
    return piece.count(b"\n") or piece.count(b"\r")


def _is_in(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_prose(stream: IO[bytes], encoding: str) -> bool:
    """Tell whether the beginning of a file, read so, has lines and cells, and nothing that no text holds."""
    stream.seek(0)
    text = stream.read(EVIDENCE).decode(encoding, "ignore")
    strange = any(unicodedata.category(mark) in {"Cc", "Cn", "Co", "Cs"} for mark in text.translate(_BLANKS))
    return "\n" in text.replace("\r", "\n") and any(mark in text for mark in ",;\t|") and not strange


def undecodable_line(stream: IO[bytes], encoding: str) -> int:
    """Give the first line of a file that is not written in an encoding."""
    decoder, lines = codecs.getincrementaldecoder(encoding)(), 1
    try:
        for chunk in _chunks(stream):
            lines += _line_ends(decoder.decode(chunk).encode("utf-8", "surrogatepass"))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        begin = error.object[: error.start].decode(encoding, "ignore")
        lines += _line_ends(begin.encode("utf-8", "surrogatepass"))
    return lines


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

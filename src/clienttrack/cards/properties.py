"""One property of a card: its name and parameters, and the escapes of its value."""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from clienttrack.cards.lines import HEADER
from clienttrack.screen import shortened
from clienttrack.tables.problems import Unusable

UNPREFERRED = 101
KEYS_KNOWN = 256  # the properties of a file are written alike
STRUCTURED = frozenset({"N", "ORG", "ADR"})
_NAME = re.compile(r"(?:[A-Za-z0-9_.-]+\.)?[A-Za-z0-9_-]+")
_KEY = re.compile(r'[A-Za-z0-9_.-]+(?:;(?:[^";:\x00-\x08\x0a-\x1f\x7f]|"[^"\x00-\x08\x0a-\x1f\x7f]*")*)*')
_PARAMETER = re.compile(r'(?:[^";]+|"[^"]*")+')
_PARAMETER_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT"})
_VALUES = frozenset({"INLINE", "URL", "URI", "CID", "CONTENT-ID"})
_CARRIED = re.compile(r"CHARSET=.*|ENCODING=(?:QUOTED-PRINTABLE|7BIT|8BIT)", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPE_OF_2_1 = re.compile(r"\\([;,:])")
_ESCAPED = re.compile(r"[\\,;\n]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Property:
    """One property; ``key`` is how it is written without what only carried its value, ``value`` has its escapes yet."""

    line: int
    key: str
    value: str
    group: str
    name: str
    types: tuple[str, ...]
    is_uri: bool
    preference: int
    quoted: bool


def read_property(line: int, raw: bytes, encodings: Sequence[str]) -> Property:
    """Read an unfolded line in the first encoding that fits; raises ``Unusable`` for what is no property or no text."""
    header = HEADER.match(raw)
    end = header.end() if header else raw.find(b":") + 1
    key = _decoded(raw[: max(end - 1, 0)], encodings, line)
    if header is None:
        key = key.replace('"', "")  # a quote that is never closed holds nothing together
    if not end or not _is_header(key):
        shown = shortened(raw[:200].decode("utf-8", "replace"), 40)
        raise Unusable("format-error", f"'{shown}' is no property; it lacks a name or a colon", line=line)
    parameters = _parameters(key)
    carried = parameters.get("ENCODING", [""])[0].upper()
    value = raw[end:]
    if carried == "QUOTED-PRINTABLE":
        value = binascii.a2b_qp(value).replace(b"\r\n", b"\n")
    elif carried in {"BASE64", "B"}:
        value = b"".join(value.split())
    return Property(
        line=line,
        key=carrier_free(key),
        value=_decoded(value, parameters.get("CHARSET", encodings), line),
        group=group_of(key),
        name=name_of(key),
        types=tuple(word.lower() for word in parameters.get("TYPE", ())),
        is_uri=parameters.get("VALUE", [""])[0].upper() in {"URI", "URL"},
        preference=_preference(parameters),
        quoted=carried == "QUOTED-PRINTABLE",
    )


@lru_cache(maxsize=KEYS_KNOWN)
def _parameters(key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for parameter in _PARAMETER.findall(key)[1:]:
        name, equals, text = parameter.partition("=")
        name = name.strip().upper()
        if not equals:  # vCard 2.1 leaves out the name where the value tells it
            text, name = name, _name_of_bare(name)
        values = [quoted or plain.strip() for quoted, plain in _PARAMETER_VALUE.findall(text)]
        found.setdefault(name, []).extend(word for value in values for word in value.split(","))
    return {name: values for name, values in found.items() if values}


def _preference(parameters: dict[str, list[str]]) -> int:
    told = parameters.get("PREF", [""])[0]
    if told.isascii() and told.isdigit() and len(told) <= 3:
        return min(int(told), UNPREFERRED)
    return 1 if "PREF" in map(str.upper, parameters.get("TYPE", ())) else UNPREFERRED


def _decoded(raw: bytes, encodings: Sequence[str], line: int) -> str:
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except LookupError as error:
            raise Unusable(
                "encoding-error", f"the encoding '{shortened(encoding, 40)}' is unknown", line=line
            ) from error
        except UnicodeError:
            continue
        if "\0" in text or _SURROGATE.search(text):
            raise Unusable("encoding-error", "the text of this property holds a NUL or is not Unicode", line=line)
        return text
    raise Unusable(
        "encoding-error", f"the text of this property is not {shortened(' nor '.join(encodings), 40)}", line=line
    )


def is_key(text: str) -> bool:
    """Tell whether ``text`` can stand before the colon of a property that is not part of a card's frame."""
    return _is_header(text) and name_of(text) not in {"BEGIN", "END", "VERSION"}


@lru_cache(maxsize=KEYS_KNOWN)
def _is_header(text: str) -> bool:
    return _KEY.fullmatch(text) is not None and _NAME.fullmatch(text.partition(";")[0]) is not None


def name_of(key: str) -> str:
    """Give the name of a property in capitals, without group and parameters."""
    return key.partition(";")[0].rpartition(".")[2].upper()


def group_of(key: str) -> str:
    """Give the group that ties a property to others, in small letters; empty when it has none."""
    return key.partition(";")[0].rpartition(".")[0].lower()


def preference_of(key: str) -> int:
    """Tell how far a property is preferred: 1 most, ``UNPREFERRED`` not at all."""
    return _preference(_parameters(key))


@lru_cache(maxsize=KEYS_KNOWN)
def carrier_free(key: str) -> str:
    """Take off what says how a value was carried and not what it is, and name the parameters that 2.1 leaves bare."""
    name, *parameters = _PARAMETER.findall(key)
    named = (each if "=" in each else f"{_name_of_bare(each.strip().upper())}={each}" for each in parameters)
    return ";".join([name, *(each for each in named if not _CARRIED.fullmatch(each))])


def _name_of_bare(word: str) -> str:
    return "ENCODING" if word in _ENCODINGS else "VALUE" if word in _VALUES else "TYPE"


def escaped(text: str) -> str:
    """Escape a text for vCard 3.0 and 4.0."""
    return _ESCAPED.sub(lambda match: "\\n" if match[0] == "\n" else "\\" + match[0], text)


def escaped_uri(text: str) -> str:
    """Escape a URI, in which commas and semicolons are its own."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def unescaped(text: str) -> str:
    """Take the escapes of vCard 3.0 and 4.0 off a text."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def unescaped_2_1(text: str) -> str:
    """Take the escapes of vCard 2.1 off a text, where a backslash is mostly itself."""
    return _ESCAPE_OF_2_1.sub(r"\1", text)


def lines_broken(value: str) -> str:
    """Make ``\\n`` a real line break and leave every other escape, which may hold a structure."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[0], value)


def split(value: str, separator: str) -> list[str]:
    """Split a value at separators that are not escaped; the parts keep their escapes."""
    parts, start = [], 0
    for match in re.finditer(rf"\\.|{separator}", value, re.DOTALL):
        if match[0] == separator:
            parts.append(value[start : match.start()])
            start = match.end()
    return [*parts, value[start:]]

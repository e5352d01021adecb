"""Cells of our own CSV: several values in one, labelled addresses, the guard against formulas; all read back exactly.

Values are joined by ``; `` with a backslash before a ``;`` or a backslash inside one; no value is an empty cell, one
that is empty a lone backslash. An address is ``label: value`` or ``value``, with a backslash before a colon that does
not end the label.
"""

import re
from collections.abc import Iterable, Iterator

# How the columns begin that hold ids of a system, a field of the user's own, and a property of a card in such a field.
ID, FIELD, CARD_FIELD = "id: ", "field: ", "vcard: "
_SEPARATOR = "; "
_EMPTY = "\\"
_MARKS = re.compile(r"\\.|;", re.DOTALL)
_LABEL_ENDS = re.compile(r"\\.|: ", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;:])")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED_FORMULA = re.compile(r"''*[=+\-@\t\r]")
# What a spreadsheet can make of these is a sum at worst: no call, no quotes, no other program.
_PHONES = re.compile(r"\+[0-9][\w +.;:/,-]*")


def joined_values(values: Iterable[str]) -> str:
    """Put several values into one cell."""
    return _joined(_escaped(value) for value in values)


def split_values(cell: str) -> list[str]:
    """Give the values that a cell holds; a ``;`` without a blank after it separates too."""
    return [_plain(part) for part in _parts(cell)]


def joined_addresses(addresses: Iterable[tuple[str | None, str]]) -> str:
    """Put several addresses, each with its label or ``None``, into one cell."""
    return _joined(_address(label, value) for label, value in addresses)


def split_addresses(cell: str) -> list[tuple[str | None, str]]:
    """Give the addresses that a cell holds, each with its label or ``None``."""
    return [_labelled(part) for part in _parts(cell)]


def guarded(cell: str, *, phones: bool = False) -> str:
    """Put ``'`` before a cell that a spreadsheet would run as a formula; ``phones`` lets plain phone numbers be."""
    if _FORMULA.match(cell) is None or (phones and _PHONES.fullmatch(cell)):
        return cell
    return f"'{cell}"


def unguarded(cell: str) -> str:
    """Take off what ``guarded`` has put before a cell, whether of phones or not."""
    return cell[1:] if _GUARDED_FORMULA.match(cell) else cell


def _joined(parts: Iterable[str]) -> str:
    listed = list(parts)
    return _EMPTY if listed == [""] else _SEPARATOR.join(listed)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")


def _plain(part: str) -> str:
    return "" if part == _EMPTY else _ESCAPED.sub(r"\1", part)


def _address(label: str | None, value: str) -> str:
    if label is None:
        return _escaped(value).replace(": ", "\\: ")
    return _escaped(label).replace(":", "\\:") + ": " + _escaped(value)


def _labelled(part: str) -> tuple[str | None, str]:
    for match in _LABEL_ENDS.finditer(part):
        if match.group() == ": ":
            return _plain(part[: match.start()]), _plain(part[match.end() :])
    return None, _plain(part)


def _parts(cell: str) -> Iterator[str]:
    start = 0
    for match in _MARKS.finditer(cell) if cell else ():
        if match.group() == ";":
            yield cell[start : match.start()]
            start = match.end() + cell.startswith(" ", match.end())
    if cell:
        yield cell[start:]

"""Several values in one cell: joined by ``; ``, a backslash before each ``;`` and backslash of a value."""

import re
from collections.abc import Iterable

_PIECE = re.compile(r"((?:\\.|[^;\\])*)(; ?|$)", re.DOTALL)
_LABELLED = re.compile(r"((?:\\.|[^:\\])*): (.*)", re.DOTALL)


def joined_values(values: Iterable[str]) -> str:
    """Join values to one cell."""
    return "; ".join(re.sub(r"([;\\])", r"\\\1", value) for value in values)


def split_values(cell: str) -> list[str]:
    """Take a joined cell apart."""
    pieces: list[str] = []
    for match in _PIECE.finditer(cell):
        pieces.append(re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL))
        if not match[2]:
            break
    return pieces if cell else []


def joined_addresses(pairs: Iterable[tuple[str | None, str]]) -> str:
    """Join labels and addresses to one cell, each as ``label: value``."""
    return joined_values(value if label is None else f"{label}: {value}" for label, value in pairs)


def split_addresses(cell: str) -> list[tuple[str | None, str]]:
    """Take a cell of addresses apart."""
    matches = [(_LABELLED.fullmatch(text), text) for text in split_values(cell)]
    return [(match[1], match[2]) if match else (None, text) for match, text in matches]

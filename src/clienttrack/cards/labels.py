"""What an address is for, in words: from the types of a property or Apple's label, and back."""

import re
from collections.abc import Iterable

_WORDS = {"home": "home", "work": "work", "cell": "mobile", "mobile": "mobile", "fax": "fax", "pager": "pager"}
_TYPES = {word: kind for kind, word in _WORDS.items() if kind != "mobile"}
_ORDER = {word: place for place, word in enumerate(_TYPES)}
# What every address is, or what a telephone can do: no word for which one it is.
_SILENT = frozenset({"", "pref", "internet", "voice", "text", "video", "msg"})
_OF_APPLE = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)
_WITH_FAX = re.compile(r"([a-z]+)(fax)")


def label_of_types(types: Iterable[str]) -> str | None:
    """Give the label that types in small letters make, e.g. ``work fax``; ``None`` when they say nothing."""
    words = dict.fromkeys(_WORDS.get(word, word) for word in types if word not in _SILENT)
    return " ".join(sorted(words, key=lambda word: _ORDER.get(word, len(_ORDER)))) or None


def label_of_apple(text: str) -> str:
    """Give a label of ``X-ABLabel``: what Apple names itself as plain words, any other as it stands."""
    match = _OF_APPLE.fullmatch(text)
    if match is None:
        return text
    plain = match[1].lower()
    return _WITH_FAX.sub(r"\1 \2", plain) if match[1].isalpha() else match[1]


def types_of(label: str | None) -> list[str]:
    """Give the types that say as much of a label as types can."""
    words = (label or "").lower().split(" ")
    return [_TYPES[word] for word in words if word in _TYPES]


def apple_label(label: str | None) -> str | None:
    """Give the text of ``X-ABLabel`` that a label needs; ``None`` when its types say all."""
    if label == label_of_types(types_of(label)):
        return None
    return f"_$!<{label}>!$_" if label and _OF_APPLE.fullmatch(label) else label

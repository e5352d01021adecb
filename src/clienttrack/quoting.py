"""What of the user's own notes a client may read."""

import re
from collections.abc import Iterable, Iterator

from clienttrack.names import fold
from clienttrack.vocabulary import PLACEHOLDERS, TouchKind

READ_OVER = "The texts quote your own notes and promises, word for word: read them over before you send them."

_WORD = re.compile(r"[^\W\d_]{2,}")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_TITLES = "(?:总|董|工|先生|女士|小姐|老师|经理|主任)"


def own_words(text: str) -> str:
    """Give a text of the user, and nothing for what was written where nobody said anything."""
    return "" if text in PLACEHOLDERS else text


def quotable(text: str, people: Iterable[str]) -> str:
    """Give the text, or nothing where no one wrote it or it speaks of ``people`` by name: that is about them, not to
    them.
    """
    return "" if any(_names(text, name) for name in people) else own_words(text)


def quotable_talk(text: str, kind: str, people: Iterable[str]) -> str:
    """Give what was logged of a talk as a client may read it: never a gift, else as ``quotable``."""
    return "" if kind == TouchKind.GIFT else quotable(text, people)


def _names(text: str, name: str) -> bool:
    if _CHINESE_NAME.fullmatch(name):
        return re.search("|".join(_chinese_forms(name)), text) is not None
    return not _capitals(name).isdisjoint(_capitals(text))


def _chinese_forms(name: str) -> Iterator[str]:
    yield name
    yield f"{name[0]}{_TITLES}"
    if len(name) > 2:
        yield name[1:]


def _capitals(text: str) -> set[str]:
    """Give the words that may be names: those that begin with a capital letter, or with one that has no case."""
    return {fold(word) for word in _WORD.findall(text) if not word[0].islower()}

"""What an edit may say, what it changed, field by field, and how that is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeVar

from clienttrack.errors import UsageProblem
from clienttrack.screen import shortened

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Card = TypeVar("Card", bound="DataclassInstance")
LONGEST_TEXT = 60


class UnknownWord(UsageProblem):
    """The word is none of a fixed list."""

    def __init__(self, option: str, word: str, words: Iterable[str]) -> None:
        super().__init__(f"'{shortened(word, 40)}' is nothing for {option}. Use one of {', '.join(words)}, or ''.")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; ``None`` is empty. Of a list also what was added and removed."""

    field: str
    old: str | None
    new: str | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def checked_word(option: str, word: str | None, words: Iterable[str]) -> str | None:
    """Give a word of a fixed list back, in lower case; an empty one stays empty. Raises ``UnknownWord``."""
    known = list(words)
    if word and word.lower() not in known:
        raise UnknownWord(option, word, known)
    return word.lower() if word else word


def differences(before: Card, after: Card) -> tuple[FieldChange, ...]:
    """Compare a record before and after an edit, field by field."""
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before))
    changes = (
        FieldChange(name.removesuffix("_on"), _in_words(old), _in_words(new), _beyond(new, old), _beyond(old, new))
        for name, old, new in pairs
    )
    return tuple([change for change in changes if change.old != change.new])


def _beyond(many: object, others: object) -> tuple[str, ...]:
    """Give what one list has beyond another."""
    if not isinstance(many, tuple) or not isinstance(others, tuple):
        return ()
    return tuple([str(one) for one in many if one not in others])


def _in_words(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or None
    if isinstance(value, dict):
        return ", ".join(f"{name}={text}" for name, text in value.items()) or None
    return None if value is None else str(value)


def changes_in_words(changes: Sequence[FieldChange]) -> str:
    """Say on one line what changed, old → new."""
    told = (f"{one.field.replace('_', ' ')} {_told(one)}" for one in changes)
    return "; ".join(told) or "nothing changed"


def _told(change: FieldChange) -> str:
    if change.old is None or change.new is None or not (change.added or change.removed):
        return f"{_shown(change.old)} → {_shown(change.new)}"
    parts = {"added": change.added, "removed": change.removed}
    return ", ".join(f"{verb} {', '.join(map(_shown, many))}" for verb, many in parts.items() if many)


def _shown(text: str | None) -> str:
    return "—" if text is None else shortened(text, LONGEST_TEXT)

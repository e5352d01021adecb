"""What an edit changed, field by field, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeVar

from clienttrack.screen import shortened

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Card = TypeVar("Card", bound="DataclassInstance")
LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; ``None`` is empty."""

    field: str
    old: str | None
    new: str | None


def differences(before: Card, after: Card) -> tuple[FieldChange, ...]:
    """Compare a record before and after an edit, field by field."""
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before))
    changes = (FieldChange(name.removesuffix("_on"), _in_words(old), _in_words(new)) for name, old, new in pairs)
    return tuple([change for change in changes if change.old != change.new])


def _in_words(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or None
    if isinstance(value, dict):
        return ", ".join(f"{name}={text}" for name, text in value.items()) or None
    return None if value is None else str(value)


def changes_in_words(changes: Sequence[FieldChange]) -> str:
    """Say on one line what changed, old → new."""
    told = (f"{one.field.replace('_', ' ')} {_shown(one.old)} → {_shown(one.new)}" for one in changes)
    return "; ".join(told) or "nothing changed"


def _shown(text: str | None) -> str:
    return "—" if text is None else shortened(text, LONGEST_TEXT)

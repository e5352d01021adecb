"""What an edit is said to have changed."""

from dataclasses import dataclass
from datetime import date

from clienttrack.edits import FieldChange, changes_in_words, differences


@dataclass(frozen=True, slots=True)
class Card:
    """A record with a field of every kind."""

    city: str | None
    left_on: date | None
    tags: tuple[str, ...]
    custom: dict[str, str]


def test_only_what_differs_is_told_in_words() -> None:
    before = Card("Rome", None, ("a", "b"), {"k": "1"})
    after = Card("Rome", date(2026, 11, 20), (), {"k": "2"})
    assert differences(before, after) == (
        FieldChange("left", None, "2026-11-20"),
        FieldChange("tags", "a, b", None, removed=("a", "b")),
        FieldChange("custom", "k=1", "k=2"),
    )
    assert differences(before, before) == ()


def test_of_a_long_list_what_was_added_and_removed_is_told() -> None:
    many = tuple(f"number {n}" for n in range(20))
    before = Card(None, None, many, {})
    told = changes_in_words(differences(before, Card(None, None, (*many[1:], "new\x1b"), {})))
    assert told == "tags added new\\x1b, removed number 0"
    assert changes_in_words(differences(before, Card(None, None, (*many, "new"), {}))) == "tags added new"
    assert changes_in_words(differences(Card(None, None, (), {}), Card(None, None, ("a",), {}))) == "tags — → a"


def test_changes_are_one_harmless_line() -> None:
    told = changes_in_words([FieldChange("decision_style", None, "a\nb\x1b"), FieldChange("city", "x" * 99, None)])
    assert told == f"decision style — → a⏎b\\x1b; city {'x' * 59}… → —"
    assert changes_in_words([]) == "nothing changed"

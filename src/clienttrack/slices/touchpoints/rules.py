"""What may be said of a touchpoint."""

from datetime import date

from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import NotFound, Refused, UsageProblem
from clienttrack.vocabulary import TouchKind

LARGEST_NUMBER = 2**63 - 1


class FutureTouchpoint(Refused):
    """A touchpoint has happened; it cannot lie in the future."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"A touchpoint cannot lie in the future, and {day} ({in_words(day, today=today)}) is still to come. "
            "Give the day it happened, or make it a promise with `clienttrack task add`."
        )


class EmptyText(UsageProblem):
    """Nothing was written down."""

    def __init__(self) -> None:
        super().__init__("The text is empty, so nothing was written. Say in a few words what happened.")


class UnknownTouchpoint(NotFound):
    """No touchpoint has that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no touchpoint {number}. `clienttrack touch list` shows the numbers.")


def checked_number(number: int) -> int:
    """Give back a number that a record may have; raises ``UnknownTouchpoint``."""
    if number > LARGEST_NUMBER:
        raise UnknownTouchpoint(number)
    return number


def counts(kind: TouchKind) -> bool:
    """Tell whether a touchpoint of this kind is contact; a note is kept but is none."""
    return kind is not TouchKind.NOTE


def newly_counts(old_kind: str, old_day: date, kind: str, day: date) -> bool:
    """Tell whether a correction made a touchpoint contact, or contact on a later day."""
    return counts(TouchKind(kind)) and (not counts(TouchKind(old_kind)) or day > old_day)


def checked_day(day: date, *, today: date) -> date:
    """Give back a day that is not in the future; raises ``FutureTouchpoint``."""
    if day > today:
        raise FutureTouchpoint(day, today)
    return day


def read_happened_on(words: str | None, *, today: date) -> date:
    """Read the day something happened, today unless told; raises ``UnreadableDay`` or ``FutureTouchpoint``."""
    day = today if words is None else read_day(words, today=today, direction=DayDirection.PAST)
    return checked_day(day, today=today)


def checked_words(text: str) -> str:
    """Give back a text that says something; raises ``EmptyText``."""
    if not text.strip():
        raise EmptyText
    return text


def read_bound(words: str | None, *, today: date) -> date | None:
    """Read the first or last day of a list, if one is told; raises ``UnreadableDay``."""
    return None if words is None else read_day(words, today=today, direction=DayDirection.PAST)

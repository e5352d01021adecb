"""Which stage a client stands in, since when, why, and until when."""

from datetime import date

from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import Refused
from clienttrack.vocabulary import LIVING_STAGES, LostReason


class LostNeedsReason(Refused):
    """A client is lost only with a reason."""

    def __init__(self, handle: str) -> None:
        super().__init__(
            f"A client is lost for a reason. Say `clienttrack stage lose {handle} --because REASON`, "
            f"where REASON is {', '.join(LostReason)}."
        )


class StillLost(Refused):
    """A lost client comes back by being won back, not by a stage."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"{handle} is lost. If that has changed, say `clienttrack stage win-back {handle}`.")


class WonBackAsLost(Refused):
    """A client is won back to a stage, not to being lost."""

    def __init__(self, handle: str) -> None:
        super().__init__(
            f"{handle} cannot be won back and be lost. Give --to {', '.join(LIVING_STAGES[:-1])} or "
            f"{LIVING_STAGES[-1]}, or leave it out: the stage then follows from the day work began."
        )


class NotLost(Refused):
    """Only a lost client can be won back."""

    def __init__(self, handle: str, stage: str) -> None:
        super().__init__(f"{handle} is not lost but {stage}, so there is nothing to win back. Use `stage set` instead.")


class StageInFuture(Refused):
    """A stage is told from today or from a day before."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(f"A stage cannot begin in the future, and {day} ({in_words(day, today=today)}) is to come.")


def read_told_on(words: str | None, *, today: date) -> date:
    """Read the day a stage is told from, today unless named; raises ``UnreadableDay`` or ``StageInFuture``."""
    day = today if words is None else read_day(words, today=today, direction=DayDirection.PAST)
    if day > today:
        raise StageInFuture(day, today)
    return day

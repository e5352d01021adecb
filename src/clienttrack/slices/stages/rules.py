"""Which stage a client stands in, since when, why, and until when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import Refused
from clienttrack.shares import share_words
from clienttrack.spans import stage_by_age
from clienttrack.vocabulary import AS_IMPORTED, LIVING_STAGES, LostReason, Stage


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


def read_bound(words: str | None, *, today: date) -> date | None:
    """Read the first day of a list, if one is told; raises ``UnreadableDay``."""
    return None if words is None else read_day(words, today=today, direction=DayDirection.PAST)


@dataclass(frozen=True, slots=True)
class Move:
    """A stage told from a day on, or with no stage that it follows from the day work began again."""

    moved_on: date
    stage: Stage | None
    lost_reason: LostReason | None
    because: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``from_on`` to before ``until_on``, which is null for the one that lasts, spent in one stage.

    ``because`` are the words of the move it began with, if it began with one.
    """

    stage: Stage
    from_on: date
    until_on: date | None
    told: bool
    lost_reason: LostReason | None
    because: str | None

    def days(self, today: date) -> int:
        """Count the days in the stage so far."""
        return ((self.until_on or today) - self.from_on).days


def spans(added_on: date, since_on: date | None, moves: Sequence[Move], today: date) -> list[Span]:
    """Part the days from the first known one to today by stage, the earliest first, without gap or overlap.

    On each day the move told last of those from that day or before holds; ``moves`` come in the order they were told.
    """
    known = [day for day in (added_on, since_on, *(move.moved_on for move in moves)) if day is not None]
    first, after_today = min(known), today + timedelta(days=1)
    begins = [Move(first, None, None, None), *_holding(move for move in moves if move.moved_on <= today)]
    ends = [*(move.moved_on for move in begins[1:]), after_today]
    found: list[Span] = []
    for move, end in zip(begins, ends, strict=True):
        if move.stage is None:
            found += _worked_out(move, end, since_on)
        elif move.moved_on < end:
            span = Span(move.stage, move.moved_on, end, told=True, lost_reason=move.lost_reason, because=move.because)
            found.append(span)
    return [*found[:-1], *(replace(span, until_on=None) for span in found[-1:])]


def _holding(moves: Iterable[Move]) -> list[Move]:
    """Give the moves that hold on some day, by day: each one ends those told before it from that day or a later one."""
    holding: list[Move] = []
    for move in moves:
        while holding and holding[-1].moved_on >= move.moved_on:
            holding.pop()
        holding.append(move)
    return holding


def _worked_out(move: Move, end: date, since_on: date | None) -> Iterator[Span]:
    begin, because = move.moved_on, move.because
    while begin < end:
        span = stage_by_age(since_on, begin)
        until = min(span.until_on or end, end)
        yield Span(span.stage, begin, until, told=False, lost_reason=None, because=because)
        begin, because = until, None


@dataclass(frozen=True, slots=True)
class Loss:
    """A client that was lost on a day, for the reason told last, and whether it was won back later.

    ``lost_on`` is null where a list brought it as lost and told no day.
    """

    lost_on: date | None
    reason: LostReason
    won_back: bool


def losses(history: Sequence[Span], added_on: date) -> list[Loss]:
    """Give the losses of a history of spans: days on end that a client is lost are one loss, whatever was told anew."""
    found = []
    for lost, group in groupby(history, key=lambda span: span.stage is Stage.LOST):
        run = [*group]
        if lost:
            reason = run[-1].lost_reason or LostReason.OTHER
            undated = run[0].because == AS_IMPORTED and run[0].from_on == added_on
            found.append(Loss(None if undated else run[0].from_on, reason, run[-1].until_on is not None))
    return found


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """How often clients were lost for a reason, how many of them were won back later, and its share of all losses."""

    reason: LostReason
    losses: int
    won_back: int
    share: str


def reason_lines(found: Sequence[Loss]) -> list[ReasonLine]:
    """Count losses by reason, the most frequent first."""
    counted = Counter(loss.reason for loss in found)
    won_back = Counter(loss.reason for loss in found if loss.won_back)
    return [
        ReasonLine(reason, count, won_back[reason], share_words(count, len(found), len(found)))
        for reason, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]

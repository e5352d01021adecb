"""Intervals, the days they lead to, stages by age, and how tasks repeat."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clienttrack.dates import (
    MONTHS_IN_YEAR,
    add_months,
    folded,
    month_end,
    shifted,
    shown,
)
from clienttrack.errors import UsageProblem

ACTIVATION_DAYS = 90

_INTERVAL = "([0-9]{1,4})([dwmy])"
_REPEAT = rf"(\+\+|\.\+|\+){_INTERVAL}"


class Unit(StrEnum):
    """What an interval counts; months and years are calendar ones."""

    DAYS = "d"
    WEEKS = "w"
    MONTHS = "m"
    YEARS = "y"


# Ten years in each unit: longer than any silence or promise, short enough that no
# day in the book can be pushed out of the calendar.
_LONGEST = {Unit.DAYS: 3660, Unit.WEEKS: 522, Unit.MONTHS: 120, Unit.YEARS: 10}


class RepeatKind(StrEnum):
    """What the next occurrence of a repeating task is counted from.

    The three marks and their meaning are those of Org mode's repeaters.
    """

    FROM_PLAN = "+"
    NEXT_SLOT = "++"
    FROM_DONE = ".+"


class UnreadableInterval(UsageProblem):
    """Words that name no interval of one day to ten years."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return (
            f"Cannot read {shown(self.words)} as an interval of at most ten years. Write for example 14d, 2w, 3m or 1y."
        )


class UnreadableRepeat(UnreadableInterval):
    """Words that name no way for a task to repeat."""

    def __str__(self) -> str:
        return (
            f"Cannot read {shown(self.words)} as a repeat of at most ten years. "
            "Write for example +1m (a month after the plan), ++1w (the next slot "
            "still to come) or .+14d (14 days after it is done)."
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """A length of time: at least one unit, at most 3660d, 522w, 120m or 10y; `str` writes it as 14d.

    Raises `UnreadableInterval` when made with a count outside these.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.count <= _LONGEST[self.unit]:
            raise UnreadableInterval(str(self))

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @classmethod
    def parse(cls, words: str) -> "Interval":
        """Read an interval such as 14d, 2w, 3m or 1y; case and outer space are free.

        Raises `UnreadableInterval` for anything else, a number without unit included.
        """
        match = re.fullmatch(_INTERVAL, folded(words))
        if match is None:
            raise UnreadableInterval(words)
        return cls(int(match[1]), Unit(match[2]))


def due_on(anchor: date, interval: Interval) -> date:
    """Return the day on which the interval after the anchor has passed.

    Months are calendar months, clamped (31 Jan + 1m = 28 Feb). Raises
    `OverflowError` after the year 9999.
    """
    return shifted(anchor, interval.count, interval.unit)


def latest_anchor(horizon: date, interval: Interval) -> date:
    """Return the latest anchor that is due on or before the horizon.

    The exact inverse of `due_on`: with 1m and 28 Feb it is 31 Jan, because every
    day from 28 to 31 Jan falls due on 28 Feb. Raises `OverflowError` before the
    year 1.
    """
    anchor = shifted(horizon, -interval.count, interval.unit)
    is_clamping = interval.unit in (Unit.MONTHS, Unit.YEARS)
    return month_end(anchor) if is_clamping and horizon == month_end(horizon) else anchor


def interval_days(anchor: date, interval: Interval) -> int:
    """Return how many days the interval lasts when it starts on the anchor."""
    return (due_on(anchor, interval) - anchor).days


def urgency_of_silence(weight: float, days_late: int, interval_days: int) -> float:
    """Return how urgent a silence is: weight x (1 + days late / interval in days).

    Rounded to two decimals, without a plateau; `interval_days` is at least 1.
    Source: the table of urgencies in the product's description of `due`.
    """
    return round(weight * (1 + days_late / interval_days), 2)


def stage_since(since: date | None, today: date) -> str:
    """Name the stage that a relationship has reached by its age.

    Under 90 days after `since` it is activation, under 12 calendar months stable,
    then deep; without such a day, or when it is still to come, prospect.
    """
    if since is None or since > today:
        return "prospect"
    if (today - since).days < ACTIVATION_DAYS:
        return "activation"
    return "stable" if add_months(since, MONTHS_IN_YEAR) > today else "deep"


def stage_bounds(today: date) -> tuple[date, date]:
    """Return the first `since` that is still activation and the last that is deep.

    The days between the two are stable. For questions that must name the stages of
    many clients at once; always agrees with `stage_since`.
    """
    first_activation_on = today - timedelta(days=ACTIVATION_DAYS - 1)
    return first_activation_on, latest_anchor(today, Interval(1, Unit.YEARS))


def parse_repeat(words: str) -> tuple[RepeatKind, Interval]:
    """Read how a task repeats: +1m, ++1w or .+14d; case and outer space are free.

    Raises `UnreadableRepeat`, an `UnreadableInterval`, for anything else.
    """
    match = re.fullmatch(_REPEAT, folded(words))
    if match is None:
        raise UnreadableRepeat(words)
    try:
        return RepeatKind(match[1]), Interval(int(match[2]), Unit(match[3]))
    except UnreadableInterval as error:
        raise UnreadableRepeat(words) from error


def next_occurrence(
    kind: RepeatKind,
    interval: Interval,
    *,
    first_on: date,
    planned_on: date,
    done_on: date,
) -> date:
    """Return the day on which a repeating task comes up again.

    FROM_PLAN is one step after the plan, be it past or not. NEXT_SLOT is the first
    slot of the plan's grid after both the plan and the day it was done. FROM_DONE is
    one step after the day it was done. Steps of months and years keep the day of the
    month of `first_on` (31 Jan, 28 Feb, 31 Mar), for FROM_DONE that of `done_on`.

    Raises `OverflowError` after the year 9999.
    """
    if kind is RepeatKind.FROM_DONE:
        return due_on(done_on, interval)
    after_on = done_on if kind is RepeatKind.NEXT_SLOT else planned_on
    if interval.unit in (Unit.DAYS, Unit.WEEKS):
        days = interval_days(planned_on, interval)
        steps = max(1, (after_on - planned_on).days // days + 1)
        return planned_on + timedelta(days=steps * days)
    months = interval.count * (MONTHS_IN_YEAR if interval.unit is Unit.YEARS else 1)
    months_late = (after_on.year - planned_on.year) * MONTHS_IN_YEAR
    months_late += after_on.month - planned_on.month
    steps = max(1, months_late // months)
    slot = _month_slot(planned_on, steps * months, first_on.day)
    if slot <= after_on:
        slot = _month_slot(planned_on, (steps + 1) * months, first_on.day)
    return slot


def _month_slot(planned_on: date, months: int, original_day: int) -> date:
    month = add_months(planned_on.replace(day=1), months)
    return month.replace(day=min(original_day, month_end(month).day))

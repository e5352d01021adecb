"""Days as people write them, read strictly; and days as short words."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from unicodedata import normalize

from clienttrack.errors import UsageProblem

EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2200, 12, 31)

MONTH_ABBREVIATIONS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAY_ABBREVIATIONS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_IN_YEAR = 12
DAYS_IN_WEEK = 7

_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {
    **{name: number for number, name in enumerate(_LONG_MONTHS, start=1)},
    **{name[:3]: number for number, name in enumerate(_LONG_MONTHS, start=1)},
    "sept": 9,
}
_WEEKDAYS = {
    **{name: number for number, name in enumerate(_LONG_WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(_LONG_WEEKDAYS)},
}
_DAYS_FROM_TODAY = {"today": 0, "yesterday": -1, "tomorrow": 1}
_DAYS_IN_UNIT = {"d": 1, "w": DAYS_IN_WEEK}
_MONTHS_IN_UNIT = {"m": 1, "y": MONTHS_IN_YEAR}

_ENDS: dict[str, Callable[[date], date]] = {
    "end of month": lambda today: today,
    "end of next month": lambda today: add_months(today, 1),
    "end of year": lambda today: today.replace(month=MONTHS_IN_YEAR, day=1),
}

# Texts, not compiled patterns: compiling all of them adds 0.8 ms to every start, and
# `re` keeps the few that a run really uses.
_ISO_DAY = "([0-9]{4})-([0-9]{2})-([0-9]{2})"
_SIGNED_STEP = "([+-][0-9]{1,6})([dwmy])"
_STEP_AHEAD = "in ([0-9]{1,6}|a) (day|week|month|year)s?"
_STEP_BACK = "([0-9]{1,6}|a) (day|week|month|year)s? ago"
_DAY_MONTH = "([0-9]{1,2}) ([a-z]+)(?: ([0-9]{4}))?"
_MONTH_DAY = "([a-z]+) ([0-9]{1,2})(?:,? ([0-9]{4}))?"
_CJK_DAY = "(?:([0-9]{4}) ?年 ?)?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日"

# Around a century that is no leap year, 29 February is eight years away.
_YEARS_TO_ANY_DAY = 8
_LONGEST_SHOWN = 40


class DayDirection(StrEnum):
    """Which way a day without a year, or a bare weekday, is to be looked for."""

    PAST = "past"
    COMING = "coming"


class UnreadableDay(UsageProblem):
    """Words that name no day between 1900-01-01 and 2200-12-31."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return (
            f"Cannot read {shown(self.words)} as a day from {EARLIEST_DAY} to "
            f"{LATEST_DAY}. Write for example today, fri, next tue, +3d, in 2 weeks, "
            "3 days ago, end of month, 2026-03-01, 1 Mar, 1 Mar 2026 or 3月1日."
        )


class ContradictedDay(UnreadableDay):
    """A weekday and a day that is another weekday, or a day and an ``other``."""

    def __init__(self, words: str, day: date, *, other: date | None = None) -> None:
        super().__init__(words)
        self.day = day
        self.other = other

    def __str__(self) -> str:
        weekday = _LONG_WEEKDAYS[self.day.weekday()].capitalize()
        why = f"{self.day} is a {weekday}" if self.other is None else f"it names {self.day} and {self.other}"
        return f"{shown(self.words)} contradicts itself: {why}. Write the day that is meant."


def read_day(words: str, *, today: date, direction: DayDirection) -> date:
    """Read the day that the words name, seen from today.

    A bare weekday is, in the PAST direction, the latest one not after today and, in
    the COMING direction, the first one after today. A day without a year is the
    nearest existing one in the direction; one that falls on today is today both ways.
    All other words mean the same day in both directions. A weekday before a day has to
    be that day's. 下周五 is the Friday of next week, as Chinese means it.

    Raises `ContradictedDay` where it is not, and `UnreadableDay` for anything else, numeric
    forms such as 03/04/2026 and days outside 1900 to 2200 included.
    """
    text = folded(words)
    if not text.isascii():
        from clienttrack.chinese_days import in_english

        text = in_english(text, today=today)
    try:
        day = (
            _named_day(text, today)
            or _weekday(text, today, direction)
            or _written_day(text, today, direction)
            or _stepped_day(text, today)
            or _day_after_weekday(text, words, today, direction)
        )
    except (ValueError, OverflowError) as error:
        raise UnreadableDay(words) from error
    if day is None or not EARLIEST_DAY <= day <= LATEST_DAY:
        raise UnreadableDay(words)
    return day


def stored_day(text: str | None) -> date | None:
    """Read a day as the book stores it; ``None`` is no day."""
    return None if text is None else date.fromisoformat(text)


def in_words(day: date, *, today: date) -> str:
    """Write a day as it stands in a table: today, yesterday, tomorrow, 20 Nov, or 20 Nov 2025.

    The year stands only where it is not today's. Names are English in every locale.
    """
    days_ahead = (day - today).days
    if days_ahead in (-1, 0, 1):
        return ("today", "tomorrow", "yesterday")[days_ahead]
    short = f"{day.day} {MONTH_ABBREVIATIONS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def in_sentence(day: date, *, today: date) -> str:
    """Write a day as it stands in a sentence: today, yesterday, tomorrow, Fri 20 Nov, or Thu 20 Nov 2025."""
    words = in_words(day, today=today)
    return f"{WEEKDAY_ABBREVIATIONS[day.weekday()]} {words}" if words[0].isdigit() else words


def days(count: int) -> str:
    """Write a number of days."""
    return f"{count} day" if count == 1 else f"{count} days"


def add_months(day: date, months: int) -> date:
    """Move a day by calendar months, clamped to the month's end (31 Jan + 1 = 28 Feb).

    Months may be negative. Raises `OverflowError` outside the years 1 to 9999, as
    adding a `timedelta` does. Agrees with `dateutil.relativedelta`, whose import costs
    every hot command about 1 ms.
    """
    year, month_index = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    if not date.min.year <= year <= date.max.year:
        message = "date value out of range"
        raise OverflowError(message)
    month = month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """Return the last day of the month that the day lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def shifted(day: date, count: int, unit: str) -> date:
    """Move a day by a count of `d`ays, `w`eeks, calendar `m`onths or `y`ears.

    The count may be negative. Raises `OverflowError` outside the years 1 to 9999
    and `KeyError` for another unit.
    """
    if unit in _DAYS_IN_UNIT:
        return day + timedelta(days=count * _DAYS_IN_UNIT[unit])
    return add_months(day, count * _MONTHS_IN_UNIT[unit])


def folded(words: str) -> str:
    """Fold what does not matter: width of letters (NFKC), case, runs of white space."""
    return " ".join(normalize("NFKC", words).casefold().split())


def shown(words: str) -> str:
    """Quote words for an error: control characters made visible, long ones cut."""
    if len(words) > _LONGEST_SHOWN:
        words = words[: _LONGEST_SHOWN - 1] + "…"
    return repr(words)


def _named_day(text: str, today: date) -> date | None:
    if text in _ENDS:
        return month_end(_ENDS[text](today))
    days = _DAYS_FROM_TODAY.get(text)
    return None if days is None else today + timedelta(days=days)


def _weekday(text: str, today: date, direction: DayDirection) -> date | None:
    which, _, name = text.rpartition(" ")
    weekday = _WEEKDAYS.get(name)
    if weekday is None or which not in ("", "next", "last"):
        return None
    days_back = (today.weekday() - weekday) % DAYS_IN_WEEK
    days_ahead = (weekday - today.weekday()) % DAYS_IN_WEEK
    if which == "last":
        days = -(days_back or DAYS_IN_WEEK)
    elif which == "next" or direction is DayDirection.COMING:
        days = days_ahead or DAYS_IN_WEEK
    else:
        days = -days_back
    return today + timedelta(days=days)


def _day_after_weekday(text: str, words: str, today: date, direction: DayDirection) -> date | None:
    name, _, rest = text.partition(" ")
    weekday = _WEEKDAYS.get(name.removesuffix(","))
    day = None if weekday is None else _written_day(rest, today, direction)
    if day is not None and day.weekday() != weekday:
        raise ContradictedDay(words, day)
    return day


def _written_day(text: str, today: date, direction: DayDirection) -> date | None:
    match = re.fullmatch(_ISO_DAY, text)
    return date(*map(int, match.groups())) if match else _month_day(text, today, direction)


def _stepped_day(text: str, today: date) -> date | None:
    if match := re.fullmatch(_SIGNED_STEP, text):
        return shifted(today, int(match[1]), match[2])
    if match := re.fullmatch(_STEP_AHEAD, text):
        sign = 1
    elif match := re.fullmatch(_STEP_BACK, text):
        sign = -1
    else:
        return None
    count = 1 if match[1] == "a" else int(match[1])
    return shifted(today, sign * count, match[2][0])


def _month_day(text: str, today: date, direction: DayDirection) -> date | None:
    if match := re.fullmatch(_CJK_DAY, text):
        year, month, day = match[1], int(match[2]), int(match[3])
    elif match := re.fullmatch(_DAY_MONTH, text):
        year, month, day = match[3], _MONTHS.get(match[2], 0), int(match[1])
    elif match := re.fullmatch(_MONTH_DAY, text):
        year, month, day = match[3], _MONTHS.get(match[1], 0), int(match[2])
    else:
        return None
    if year:
        return date(int(year), month, day)
    return _nearest(month, day, today, direction)


def _nearest(month: int, day: int, today: date, direction: DayDirection) -> date | None:
    step = -1 if direction is DayDirection.PAST else 1
    for years_away in range(_YEARS_TO_ANY_DAY + 1):
        year = today.year + step * years_away
        if day > monthrange(year, month)[1]:
            continue
        candidate = date(year, month, day)
        if (candidate - today).days * step >= 0:
            return candidate
    return None

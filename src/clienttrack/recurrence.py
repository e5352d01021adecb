"""The rules of iCalendar (RFC 5545) by which a step comes again, as far as they name days."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from clienttrack.screen import shortened

# No rule is looked at for longer than this without a day to come.
LONGEST_WAIT = timedelta(days=3_660)
DAYS_OF_EVERY_MONTH = 28
_WEEKDAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_DAY_OF_MONTH = "[+-]?(?:[1-9]|[12][0-9]|3[01])"
_NUMBERED = {"MONTHLY": "(?:[+-]?[1-5])?", "YEARLY": "(?:[+-]?(?:[1-9]|[1-4][0-9]|5[0-3]))?"}
_PLACE = "[+-]?(?:[1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
# What each part may say. The parts of a day or a week are few: dateutil would look up to the year 9999 for a day that
# never comes, step by step, and RFC 5545 gives most of them no meaning there.
_EVERYWHERE = {"INTERVAL": "[1-9][0-9]{0,2}", "COUNT": "[1-9][0-9]{0,3}", "WKST": _WEEKDAY}
_MONTHS = {"BYMONTHDAY": _DAY_OF_MONTH, "BYMONTH": "[1-9]|1[0-2]", "BYSETPOS": _PLACE}
_PARTS = {
    "DAILY": _EVERYWHERE,
    "WEEKLY": {**_EVERYWHERE, "BYDAY": _WEEKDAY},
    **{frequency: {**_EVERYWHERE, **_MONTHS, "BYDAY": number + _WEEKDAY} for frequency, number in _NUMBERED.items()},
}
_LISTS = frozenset({"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"})


def checked_rule(told: Any) -> str:
    """Give a rule that names days; raises ``ValueError`` saying what is wrong with it."""
    if not isinstance(told, str) or not re.fullmatch(r"[A-Z]+=[^;=]+(;[A-Z]+=[^;=]+)*", told):
        raise ValueError("rule must be one of iCalendar such as 'FREQ=MONTHLY;BYDAY=1MO'")
    pairs = [part.split("=") for part in told.split(";")]
    parts = dict(pairs)
    frequency = parts.pop("FREQ", "")
    if frequency not in _PARTS:
        raise ValueError(f"the rule '{shortened(told, 60)}' needs FREQ, which is one of {', '.join(_PARTS)}")
    # With BYMONTH a weekday is counted in its month, also by the year.
    known = _PARTS["MONTHLY" if frequency == "YEARLY" and "BYMONTH" in parts else frequency]
    for name, value in pairs:
        if name != "FREQ" and name not in known:
            raise ValueError(f"a {frequency} rule has no {shortened(name, 20)}, only {', '.join(known)}")
        if name in parts and not re.fullmatch(_form(name, known[name]), value):
            raise ValueError(f"the rule's {name} cannot be '{shortened(value, 40)}'")
    if len(parts) + 1 < len(pairs):
        raise ValueError(f"the rule '{shortened(told, 60)}' says something twice")
    for first in _first_days(parts):
        if next(occurrences(told, first, until=first + LONGEST_WAIT), None) is None:
            begun = f" of a stage that begins in {first:%B}" if first.month > 1 else ""
            raise ValueError(f"the rule '{shortened(told, 60)}' names no day within ten years{begun}")
    return told


def _first_days(parts: Mapping[str, str]) -> Iterator[date]:
    """Give days to try a rule on: one with an interval that names months or days may fit some of them only."""
    years = 4 if "INTERVAL" in parts and len(parts) > 1 else 1
    for year in range(2026, 2026 + years):
        yield from (date(year, month, 1) for month in range(1, 13 if years > 1 else 2))


def _form(name: str, one: str) -> str:
    return f"(?:{one})(?:,(?:{one}))*" if name in _LISTS else one


def occurrences(rule: str, first: date, *, until: date) -> Iterator[date]:
    """Give the days of a rule from the first day of a stage on, in order, up to a last day.

    Where a month has no such day, a plain rule takes its last one, as RFC 7529 does with ``SKIP=BACKWARD``.
    """
    from dateutil.rrule import rrulestr

    found = rrulestr(_never_skipping(rule, first), dtstart=datetime.combine(first, time()))
    return takewhile(lambda day: day <= until, (moment.date() for moment in found))


def _never_skipping(rule: str, first: date) -> str:
    """Let a rule that would skip months without the first day's number take the last day there is."""
    parts = rule.split(";")
    frequency = next(part for part in parts if part.startswith("FREQ="))
    if first.day <= DAYS_OF_EVERY_MONTH or any(part.startswith("BY") for part in parts):
        return rule
    days = ",".join(map(str, range(DAYS_OF_EVERY_MONTH, first.day + 1)))
    if frequency == "FREQ=MONTHLY":
        return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
    return f"{rule};BYMONTH={first.month};BYMONTHDAY={days};BYSETPOS=-1" if frequency == "FREQ=YEARLY" else rule

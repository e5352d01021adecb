"""Days as foreign tables write them; which of day and month comes first is decided per column."""

import re
import unicodedata
from datetime import date

from clienttrack.screen import shortened
from clienttrack.tables.problems import Unusable

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:z|utc|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ .-]+([a-z]{{3,9}})\.?[ ,.-]+(\d{{4}}){_TIME}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"([a-z]{{3,9}})\.?[ -]+(\d{{1,2}})(?:st|nd|rd|th)?,?[ -]+(\d{{4}}){_TIME}", re.IGNORECASE)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip


def _month(word: str) -> int:
    key = "sep" if word.casefold() == "sept" else word.casefold()
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(key)), 0)


def _parts(text: str) -> tuple[int, int, int] | None:
    """Give year, month and day of an unmistakable form."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_MONTH.fullmatch(text):
        return int(match[3]), _month(match[2]), int(match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return int(match[3]), _month(match[1]), int(match[2])
    return None


def _day(cell: str) -> tuple[str, str]:
    """Give the ISO day and which order it proves (``dmy``, ``mdy`` or neither); ``?`` marks a day of either order."""
    text = unicodedata.normalize("NFKC", cell).strip()
    try:
        if match := _YEAR_LAST.fullmatch(text):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            if first <= 12 and second <= 12 and first != second and min(first, second) > 0:
                return f"?{year:04}-{first:02}-{second:02}", ""
            month, day, order = (second, first, "dmy") if first > 12 else (first, second, "mdy")
            return date(year, month, day).isoformat(), order if first != second else ""
        if parts := _parts(text):
            return date(*parts).isoformat(), ""
    except ValueError:
        pass
    raise Unusable("type-error", f"'{shortened(cell, 60)}' is no day; write it as 2026-03-01")


class DayColumn:
    """The days of one column of one file; whether the day or the month comes first is decided from all of them."""

    def __init__(self) -> None:
        self.orders: set[str] = set()

    def read(self, cell: str) -> str:
        """Give the ISO day, or ``?YYYY-AA-BB`` where only the whole column can tell which is the month."""
        day, order = _day(cell)
        if order:
            self.orders.add(order)
        return day

    @property
    def order(self) -> str | None:
        """``dmy`` or ``mdy``, or ``None`` when the column does not tell."""
        return next(iter(self.orders)) if len(self.orders) == 1 else None

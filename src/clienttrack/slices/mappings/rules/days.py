"""Days as foreign tables write them; which of day, month and year comes first is decided per column."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from clienttrack.dates import EARLIEST_DAY, LATEST_DAY
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.tables.problems import Unusable


class DayOrder(StrEnum):
    """In which order a column of numbers gives day, month and year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TIME}", re.IGNORECASE)
_BARE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])", re.IGNORECASE)
_CLOCK = re.compile(
    r"[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(?:([ap])\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[ .-]+(?:de )?([^\W\d_]{{3,10}})\.?[ ,.-]+(?:de )?(\d{{4}}|\d{{2}}),?{_TIME}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"([^\W\d_]{{3,10}})\.?[ -]+(\d{{1,2}})(?:st|nd|rd|th)?,?[ -]+(\d{{4}}),?{_TIME}", re.IGNORECASE
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
# English, German, French, Spanish, Italian, Dutch and Portuguese, as ``fold`` writes them.
_MONTHS = (
    "january januar janvier enero gennaio januari janeiro",
    "february februar fevrier febrero febbraio februari fevereiro",
    "march marz maerz mars marzo maart mrt marco",
    "april avril abril aprile",
    "may mai mayo maggio mei maio",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august aout agosto augustus",
    "september sept septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember decembre diciembre dicembre dezembro",
)
Local = Callable[[datetime], datetime]
# The day that a spreadsheet counts from, and the days between which a bare number is taken for one of its days.
_SPREADSHEET_ZERO, _FIRST_SERIAL, _LAST_SERIAL = date(1899, 12, 30), 20_000, 80_000
# Years of two digits: up to this many years after 2000, else in the century before (as POSIX has it).
_PIVOT = 68
UNDECIDED = "?"


def _month(word: str) -> int:
    """Give the number of a month by its name or the beginning of it, 0 where that is none or several."""
    key = fold(word)
    found = [number for number, names in enumerate(_MONTHS, 1) if any(name.startswith(key) for name in names.split())]
    return found[0] if len(found) == 1 else 0


def _year(digits: str) -> int:
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= _PIVOT else 1900)


def _unmistakable(text: str) -> date | None:
    """Give the day of a form that can be read in one way only."""
    if match := _YEAR_FIRST.fullmatch(text) or _BARE.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WEEK.fullmatch(text):
        return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3]))
    plain = _WEEKDAY.sub("", text, count=1)
    if match := _DAY_MONTH.fullmatch(plain):
        return date(_year(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_DAY.fullmatch(plain):
        return date(int(match[3]), _month(match[1]), int(match[2]))
    if (match := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return _SPREADSHEET_ZERO + timedelta(days=int(match[1]))
    return None


def _readings(match: re.Match[str]) -> dict[DayOrder, date]:
    """Give every day that three numbers may mean, by the order that reads them so."""
    first, middle, last = match[1], match[3], match[4]
    found: dict[DayOrder, date] = {}
    parts = {DayOrder.DMY: (last, middle, first), DayOrder.MDY: (last, first, middle)}
    if len(last) == 2:
        parts[DayOrder.YMD] = (first, middle, last)
    if match[2] == ".":
        # Where dots stand between the numbers, nobody writes the month first.
        del parts[DayOrder.MDY]
    for order, (year, month, day) in parts.items():
        try:
            found[order] = date(_year(year), int(month), int(day))
        except ValueError:
            continue
    return found


def _possible(day: date, cell: str) -> date:
    """Give a day back that the book takes; every other door refuses one before 1900 or after 2200 too."""
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise Unusable(
            "type-error", f"'{shortened(cell, 60)}' lies outside the years {EARLIEST_DAY.year} to {LATEST_DAY.year}"
        )
    return day


def _local_day(day: date, text: str, local: Local) -> date:
    """Give the day on the user's own wall clock of a day whose time has a zone.

    Midnight in UTC is how many systems write a mere day, so that it stays.
    """
    match = _CLOCK.search(text)
    if match is None:
        return day
    hour, zone = int(match[1]), match[5].upper()
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    away = timedelta(0)
    if zone[0] in "+-":
        away = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    try:
        moment = datetime.combine(day, time(hour, int(match[2]), min(59, int(match[3] or 0))), timezone(away))
        return day if moment.timetz() == time(tzinfo=UTC) else local(moment).date()
    except (ValueError, OverflowError):
        return day


class DayColumn:
    """The days of one column of one file; in which order their numbers stand is decided from all of them.

    ``told`` is the order the user says; ``usual`` the one its system writes, which counts where the cells prove none;
    ``local`` turns a moment into the user's wall clock. ``proofs`` has the line and the first cell that prove an order.
    """

    def __init__(
        self,
        number: int = 0,
        *,
        told: DayOrder | None = None,
        usual: DayOrder | None = None,
        local: Local | None = None,
    ) -> None:
        self.number = number
        self.local = local
        self.line_of_cell: Callable[[], int] = lambda: 0
        self.proofs: dict[DayOrder, tuple[int, str]] = {}
        self._undecided_marks: set[str] = set()
        self.usual = usual
        self.possible = set(DayOrder) if told is None else {told}
        self.told = told

    @property
    def mark(self) -> str:
        """How the cells of this column begin that only the whole column can decide."""
        return f"{UNDECIDED}{self.number:02}|"

    def read(self, cell: str) -> str:
        """Give the ISO day, or a text that begins with ``mark`` where only the whole column can tell.

        Raises ``Unusable`` for what is no day.
        """
        text = unicodedata.normalize("NFKC", cell).strip()
        try:
            day = _unmistakable(text)
        except ValueError:
            day = None
        if day is not None:
            if self.local is not None and ":" in text:
                day = _local_day(day, text, self.local)
            return _possible(day, cell).isoformat()
        match = _NUMBERS.fullmatch(text)
        readings = {} if match is None else _readings(match)
        if self.told is not None:
            readings = {order: day for order, day in readings.items() if order is self.told}
        if match is None or not readings:
            what = f"'{shortened(cell, 60)}' is no day; days are written as year-month-day, e.g. 2026-03-01"
            raise Unusable("type-error", what)
        days = {_possible(day, cell) for day in readings.values()}
        if len(days) > 1:
            self.possible &= set(readings)
            self._undecided_marks.add(match[2])
            return f"{self.mark}{_year(match[1]):04}|{int(match[3]):02}|{_year(match[4]):04}"
        if len(readings) == 1:
            self.possible &= set(readings)
            self.proofs.setdefault(next(iter(readings)), (self.line_of_cell(), shortened(cell, 40)))
        day = next(iter(days))
        return (day if self.local is None else _local_day(day, text, self.local)).isoformat()

    @property
    def is_undecided(self) -> bool:
        """Tell whether some cells can be read in several orders."""
        return bool(self._undecided_marks)

    @property
    def is_mixed(self) -> bool:
        """Tell whether the cells prove more than one order."""
        return not self.possible

    @property
    def proving_lines(self) -> list[int]:
        """The first line that proves each order, in their order."""
        return sorted(line for line, _ in self.proofs.values())

    @property
    def mixed_words(self) -> str:
        """Say which cells prove that the orders are mixed."""
        first = {DayOrder.DMY: "day", DayOrder.MDY: "month", DayOrder.YMD: "year"}
        proofs = sorted((line, cell, first[order]) for order, (line, cell) in self.proofs.items())
        told = " and ".join(f"'{cell}' on line {line} has the {what} first" for line, cell, what in proofs)
        return f"the column mixes orders: {told}; write all its days as 2026-03-01"

    @property
    def order(self) -> DayOrder | None:
        """The order that every cell allows, or ``None`` when none or several do.

        Where dots stand between the numbers of all that is undecided, the day comes first unless a cell says otherwise.
        """
        if len(self.possible) == 1:
            return next(iter(self.possible))
        if self.usual in self.possible:
            return self.usual
        return DayOrder.DMY if self._undecided_marks == {"."} and DayOrder.DMY in self.possible else None


def day_of_parts(order: DayOrder) -> tuple[int, int, int]:
    """Give where year, month and day begin in an undecided cell, counted from 1 as SQL does."""
    # ?nn|YYYY|MM|YYYY: the outer numbers are written as years, whose last two digits are the day or month they may be.
    return {DayOrder.DMY: (13, 10, 7), DayOrder.MDY: (13, 7, 10), DayOrder.YMD: (5, 10, 15)}[order]

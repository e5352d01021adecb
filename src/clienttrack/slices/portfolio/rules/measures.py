"""Figures with how many records stand behind them, beside those of a quarter before and beside a target."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

ENOUGH_TO_SAY = 5
HUNDRED = 100


class Trend(StrEnum):
    """Where a figure went since the quarter before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of ``n`` records, a share as 0 to 1; null with the reason where there is none."""

    value: Fraction | None
    n: int
    why: str = "no data yet"

    @property
    def sure(self) -> Fraction | None:
        """The figure, unless fewer than five records stand behind it (product page, section 4)."""
        return self.value if self.n >= ENOUGH_TO_SAY else None


NO_DATA = Measure(None, 0)
UNDATED = Measure(None, 0, "not kept by day")


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be: at least ``limit``, or at most where ``most``; a ``share`` is told in percent."""

    limit: Fraction
    share: bool = True
    most: bool = False

    @property
    def in_words(self) -> str:
        """The aim as it is shown, e.g. ``≤ 8 %``."""
        told = percent(self.limit) if self.share else number(self.limit)
        return f"{'≤' if self.most else '≥'} {told}"

    def met(self, measure: Measure) -> bool | None:
        """Tell whether a figure meets it; null while the figure is not sure."""
        if measure.sure is None:
            return None
        return measure.sure <= self.limit if self.most else measure.sure >= self.limit


def share(part: Fraction | int, whole: Fraction | int, n: int) -> Measure:
    """Give a part of a whole that ``n`` records make; none where there is no whole."""
    return Measure(Fraction(part) / Fraction(whole), n) if whole else NO_DATA


def in_words(measure: Measure, *, percents: bool = True) -> str:
    """Write a figure: rounded, how few records there are, or why there is none."""
    if measure.value is None:
        return measure.why
    if measure.n < ENOUGH_TO_SAY:
        return f"n = {measure.n}"
    return percent(measure.value) if percents else number(measure.value)


def plain(measure: Measure, *, percents: bool = True) -> float | None:
    """Give a figure as a number, a share in percent, to two decimals; null while it is not sure."""
    if measure.sure is None:
        return None
    return float(round(measure.sure * (HUNDRED if percents else 1), 2))


def percent(value: Fraction) -> str:
    """Write a share in percent: whole ones, with one decimal below ten, so that 8.4 % is not taken for 8 %."""
    shown = value * HUNDRED
    return f"{float(round(shown, 1 if 0 < shown < 10 else 0)):g} %"


def number(value: Fraction) -> str:
    """Write a figure that is no share, with one decimal where it has any."""
    return f"{float(round(value, 1)):g}"


def trend(now: Measure, before: Measure) -> Trend | None:
    """Say where a figure went; null unless both are sure."""
    if now.sure is None or before.sure is None:
        return None
    return Trend.SAME if now.sure == before.sure else Trend.UP if now.sure > before.sure else Trend.DOWN

"""Figures with how many records stand behind them, beside those of a quarter before and beside a target."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from clienttrack.shares import FEWEST, percent, rounded, share_words
from clienttrack.shares import NO_DATA as NO_DATA_YET

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
    why: str = NO_DATA_YET

    @property
    def sure(self) -> Fraction | None:
        """The figure, unless fewer than five records stand behind it (product page, section 4)."""
        return self.value if self.n >= FEWEST else None


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
        told = percent(self.limit) if self.share else rounded(self.limit)
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
    if percents or measure.n < FEWEST:
        return share_words(measure.value, 1, measure.n)
    return rounded(measure.value)


def plain(measure: Measure, *, percents: bool = True) -> float | None:
    """Give a figure as a number, a share in percent, to two decimals; null while it is not sure."""
    if measure.sure is None:
        return None
    return float(round(measure.sure * (HUNDRED if percents else 1), 2))


def trend(now: Measure, before: Measure) -> Trend | None:
    """Say where a figure went; null unless both are sure."""
    if now.sure is None or before.sure is None:
        return None
    return Trend.SAME if now.sure == before.sure else Trend.UP if now.sure > before.sure else Trend.DOWN

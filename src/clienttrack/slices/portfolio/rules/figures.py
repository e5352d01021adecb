"""Concentration, lifetime value and what clients cost beside what they bring."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, lcm

from clienttrack.measures import NO_DATA, Measure, share
from clienttrack.shares import FEWEST

TOP = Fraction(1, 5)
STEPS = 10
LONGEST_LIFE = 10
MINUTES_IN_HOUR = 60
TOO_MUCH = 2
NO_MARGIN = "no margin told"


@dataclass(frozen=True, slots=True)
class Lifetime:
    """What a client brings over the years it stays, in whole units of the book's currency.

    ``years`` is 1 ÷ churn, at most ten; ``value`` is revenue a year × years × margin; null where one is not known,
    which ``why`` tells.
    """

    revenue: Fraction | None
    years: Fraction | None
    value: Fraction | None
    why: str


def top_share(sums: Sequence[Fraction]) -> Measure:
    """Give the share of the revenue that the top ⌈20 %⌉ of paying clients brought (product page, section 4).

    ``sums`` is what ``running_sums`` gives.
    """
    count = len(sums)
    return share(sums[ceil(count * TOP) - 1], sums[-1], count) if sums else NO_DATA


def curve(sums: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Give what share of the revenue the top 10 %, 20 % … 100 % of paying clients brought, each rounded up.

    It is the concentration curve of Lorenz (1905), read from the largest; empty where nobody paid.
    """
    tops = (ceil(Fraction(len(sums) * step, STEPS)) for step in range(1, STEPS + 1))
    return tuple(sums[top - 1] / sums[-1] for top in tops) if sums else ()


def running_sums(paid: Collection[Fraction]) -> list[Fraction]:
    """Give what the one, two, three … clients that paid most have paid together."""
    # Whole numbers are sorted many times as fast as fractions.
    whole = lcm(*(amount.denominator for amount in paid))
    largest_first = sorted((amount.numerator * (whole // amount.denominator) for amount in paid), reverse=True)
    return [Fraction(total, whole) for total in accumulate(largest_first)]


def lifetime(sums: Sequence[Fraction], churn: Measure, *, margin: int) -> Lifetime:
    """Give LTV: revenue per paying client ÷ churn, at most 10 years of it, × margin (product page, section 4).

    ``sums`` is what ``running_sums`` gives of 365 days, ``churn`` of as many, ``margin`` in percent, 0 when not told.
    """
    count = len(sums)
    revenue = sums[-1] / count if count >= FEWEST else None
    years = None if churn.sure is None else _years(churn.sure)
    if revenue is None:
        return Lifetime(None, years, None, f"n = {count} paying" if count else NO_DATA.why)
    if years is None:
        return Lifetime(revenue, None, None, "churn is not known")
    if not margin:
        return Lifetime(revenue, years, None, NO_MARGIN)
    return Lifetime(revenue, years, revenue * years * Fraction(margin, 100), "")


def _years(churn: Fraction) -> Fraction:
    return Fraction(LONGEST_LIFE) if churn * LONGEST_LIFE <= 1 else 1 / churn


def cost_of_effort(minutes: int, hour: Fraction) -> Fraction:
    """Give what minutes cost at the price of an hour."""
    return Fraction(minutes, MINUTES_IN_HOUR) * hour


def loss(minutes: int, paid: Fraction, all_minutes: int, all_paid: Fraction, *, hour: Fraction | None) -> Fraction:
    """Give by how much a client costs more than it brings; above 0 it does.

    With the price of an hour it is cost less revenue, else the share of the hours less twice that of the revenue.
    """
    if hour is not None:
        return cost_of_effort(minutes, hour) - paid
    return Fraction(minutes, all_minutes) - TOO_MUCH * paid / all_paid

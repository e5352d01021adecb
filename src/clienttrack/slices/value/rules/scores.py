"""The value score: the weighted mean of what is known of a client, less what its risk takes off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count

from clienttrack.value_settings import BreakPoints, ValueSettings, break_points
from clienttrack.vocabulary import Factor, RiskLevel

DAYS_IN_YEAR = 365
MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """What the book knows of a client's worth; null is what it does not know.

    ``revenue`` is what was paid within 365 days in whole units of the book's currency, ``months`` how many of the last
    12 months saw a payment, ``years`` the unbroken years with one; all three are null until the client has paid at all.
    """

    revenue: Fraction | None
    months: int | None
    years: int | None
    profitability: int | None
    growth: int | None
    influence: int | None
    referrals: int
    risk: RiskLevel


@dataclass(frozen=True, slots=True)
class ScoredFactor:
    """One factor of a score: its weight, what is known, and its points from 0 to 100; null is not known."""

    factor: Factor
    weight: int
    value: Fraction | int | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Score:
    """A value score from 0 to 100 with what it is made of; null where nothing is known.

    ``mean`` is that of the known factors, ``coverage`` the weight that is known of 100, ``deduction`` what risk takes.
    """

    factors: tuple[ScoredFactor, ...]
    coverage: int
    mean: Fraction | None
    deduction: int
    score: Fraction | None


def value_score(facts: Facts, settings: ValueSettings) -> Score:
    """Give the value score (product page, section 4): unknown factors are left out and the weights rescaled."""
    factors = tuple(
        ScoredFactor(factor, getattr(settings.weights, factor), value, points)
        for factor, value, points in _scored(facts, settings)
    )
    known = [(one.weight, one.points) for one in factors if one.points is not None]
    coverage = sum(weight for weight, _ in known)
    deduction = {RiskLevel.HIGH: settings.high_deduction, RiskLevel.WATCH: settings.watch_deduction}.get(facts.risk, 0)
    if not coverage:
        return Score(factors, coverage, None, deduction, None)
    mean = sum((weight * points for weight, points in known), Fraction(0)) / coverage
    return Score(factors, coverage, mean, deduction, max(mean - deduction, Fraction(0)))


def _scored(facts: Facts, settings: ValueSettings) -> Iterable[tuple[Factor, Fraction | int | None, Fraction | None]]:
    for factor, value in (
        (Factor.REVENUE, facts.revenue),
        (Factor.FREQUENCY, facts.months),
        (Factor.LOYALTY, facts.years),
    ):
        table = break_points(getattr(settings.points, factor), f"value.points.{factor}")
        yield factor, value, None if value is None else points_at(table, value)
    ratings = break_points(settings.points.rating, "value.points.rating")
    for factor, rating in (
        (Factor.PROFITABILITY, facts.profitability),
        (Factor.GROWTH, facts.growth),
        (Factor.INFLUENCE, facts.influence),
    ):
        extra = settings.points.referral * facts.referrals if factor is Factor.INFLUENCE else 0
        yield factor, rating, None if rating is None else min(points_at(ratings, rating) + extra, Fraction(MOST_POINTS))


def points_at(table: BreakPoints, value: Fraction | int) -> Fraction:
    """Give the points of a value: linear between break points, the first and last beyond them."""
    low_value, low_points = table[0]
    if value <= low_value:
        return Fraction(low_points)
    for high_value, high_points in table[1:]:
        if value < high_value:
            return low_points + Fraction(value - low_value) * (high_points - low_points) / (high_value - low_value)
        low_value, low_points = high_value, high_points
    return Fraction(low_points)


def years_ago(day: date, today: date) -> int:
    """Give in which 365-day year a day lies, counted back from today; today's own is 0."""
    return (today - day).days // DAYS_IN_YEAR


def unbroken_years(years: Iterable[int]) -> int:
    """Give how many years, counted back from year 0 without a gap, are among these."""
    paid = set(years)
    return next(year for year in count() if year not in paid)

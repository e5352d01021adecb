"""The value score: the weighted mean of what is known of a client, less what its risk takes off."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

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
    """A value score from 0 to 100; null where nothing is known.

    ``mean`` is that of the known factors, ``coverage`` the weight that is known of 100, ``deduction`` what risk takes.
    """

    coverage: int
    mean: Fraction | None
    deduction: int
    score: Fraction | None


def value_score(facts: Facts, settings: ValueSettings) -> Score:
    """Give the value score (product page, section 4): unknown factors are left out and the weights rescaled."""
    # Summed as one whole number over another: fractions would make this the slowest step for many clients.
    coverage, over, under = 0, 0, 1
    for _, weight, table, value, extra in _asked(facts, settings):
        if value is not None:
            coverage += weight
            points, of = _points(table, value, extra)
            over, under = over * of + weight * points * under, under * of
    risk = facts.risk
    deduction = 0
    if risk is not RiskLevel.LOW:
        deduction = settings.high_deduction if risk is RiskLevel.HIGH else settings.watch_deduction
    if not coverage:
        return Score(coverage, None, deduction, None)
    under *= coverage
    score = Fraction(max(over - deduction * under, 0), under)
    return Score(coverage, Fraction(over, under) if deduction else score, deduction, score)


def scored_factors(facts: Facts, settings: ValueSettings) -> tuple[ScoredFactor, ...]:
    """Give the factors that a value score is made of."""
    return tuple(
        ScoredFactor(factor, weight, value, None if value is None else Fraction(*_points(table, value, extra)))
        for factor, weight, table, value, extra in _asked(facts, settings)
    )


def _asked(
    facts: Facts, settings: ValueSettings
) -> tuple[tuple[Factor, int, BreakPoints, Fraction | int | None, int], ...]:
    """Give every factor with its weight, break points, value, and the points that come on top."""
    weights, points = settings.weights, settings.points
    rating = break_points(points.rating, "value.points.rating")
    revenue, frequency, loyalty = (
        break_points(points.revenue, "value.points.revenue"),
        break_points(points.frequency, "value.points.frequency"),
        break_points(points.loyalty, "value.points.loyalty"),
    )
    return (
        (Factor.REVENUE, weights.revenue, revenue, facts.revenue, 0),
        (Factor.FREQUENCY, weights.frequency, frequency, facts.months, 0),
        (Factor.LOYALTY, weights.loyalty, loyalty, facts.years, 0),
        (Factor.PROFITABILITY, weights.profitability, rating, facts.profitability, 0),
        (Factor.GROWTH, weights.growth, rating, facts.growth, 0),
        (Factor.INFLUENCE, weights.influence, rating, facts.influence, points.referral * facts.referrals),
    )


def _points(table: BreakPoints, value: Fraction | int, extra: int) -> tuple[int, int]:
    """Give the points of a value and what comes on top, at most 100, as one whole number over another."""
    over, under = _points_at(table, value)
    return (min(over + extra * under, MOST_POINTS * under), under) if extra else (over, under)


def _points_at(table: BreakPoints, value: Fraction | int) -> tuple[int, int]:
    """Give the points of a value: linear between break points, the first and last beyond them."""
    over, under = value.as_integer_ratio()
    low_value, low_points = table[0]
    if over <= low_value * under:
        return low_points, 1
    for high_value, high_points in table[1:]:
        if over < high_value * under:
            width = (high_value - low_value) * under
            return low_points * width + (over - low_value * under) * (high_points - low_points), width
        low_value, low_points = high_value, high_points
    return low_points, 1


def cents(points: Fraction) -> float:
    """Round points to two decimals, half to even."""
    over, under = points.as_integer_ratio()
    whole, rest = divmod(100 * over, under)
    return (whole + (2 * rest + whole % 2 > under)) / 100


def unbroken_years(years: Collection[int]) -> int:
    """Give how many years, counted back from year 0 without a gap, are among these."""
    year = 0
    while year in years:
        year += 1
    return year

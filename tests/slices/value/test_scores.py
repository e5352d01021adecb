"""The value score, the tier it leads to and RFM, each against arithmetic of another kind."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.slices.value.rules.rfm import Rfm, rfm
from clienttrack.slices.value.rules.scores import Facts, Score, cents, scored_factors, unbroken_years, value_score
from clienttrack.slices.value.rules.tiering import CORE, GENERAL, KEY, POTENTIAL, rank_for
from clienttrack.value_settings import FactorWeights, RfmSettings, ValueSettings
from clienttrack.vocabulary import Factor, RiskLevel

DEFAULTS = ValueSettings()
NOTHING = Facts(None, None, None, None, None, None, 0, RiskLevel.LOW)
TODAY = date(2026, 11, 20)

ratings = st.one_of(st.none(), st.integers(1, 5))
payers = st.builds(
    Facts,
    revenue=st.fractions(0, 300_000, max_denominator=100),
    months=st.integers(0, 12),
    years=st.integers(0, 20),
    profitability=ratings,
    growth=ratings,
    influence=ratings,
    referrals=st.integers(0, 4),
    risk=st.sampled_from(RiskLevel),
)
prospects = payers.map(lambda facts: replace(facts, revenue=None, months=None, years=None))


def years_ago(day: date, today: date) -> int:
    return (today - day).days // 365


def slope(value: float, *corners: tuple[float, float]) -> float:
    """Linear between corners, as floats: the two nearest, weighed by how near they are."""
    below = max((corner for corner in corners if corner[0] <= value), default=corners[0])
    above = min((corner for corner in corners if corner[0] >= value), default=corners[-1])
    if above[0] <= below[0]:
        return below[1]
    share = (value - below[0]) / (above[0] - below[0])
    return below[1] * (1 - share) + above[1] * share


def reckoned(facts: Facts) -> tuple[float | None, int]:
    """The score and coverage with the product's numbers written out."""
    told: list[tuple[int, float]] = []
    if facts.revenue is not None:
        assert facts.months is not None
        assert facts.years is not None
        money = slope(float(facts.revenue), (0, 0), (5_000, 25), (20_000, 50), (50_000, 75), (100_000, 100))
        told.append((30, money))
        told.append((10, slope(facts.months, (0, 0), (3, 50), (6, 75), (12, 100))))
        told.append((25, slope(facts.years, (0, 0), (1, 30), (3, 70), (5, 90), (10, 100))))
    if facts.profitability:
        told.append((10, 25 * (facts.profitability - 1)))
    if facts.growth:
        told.append((10, 25 * (facts.growth - 1)))
    if facts.influence:
        told.append((15, min(100, 25 * (facts.influence - 1) + 10 * facts.referrals)))
    weight = sum(one for one, _ in told)
    if not weight:
        return None, 0
    taken = {"low": 0, "watch": 10, "high": 20}[facts.risk]
    return max(0, sum(one * points for one, points in told) / weight - taken), weight


@given(facts=st.one_of(payers, prospects))
def test_a_score_is_what_the_product_says(facts: Facts) -> None:
    score = value_score(facts, DEFAULTS)
    expected, coverage = reckoned(facts)
    assert score.coverage == coverage
    if expected is None:
        assert score.score is None
    else:
        assert float(score.score or 0) == pytest.approx(expected)


def known(facts: Facts, settings: ValueSettings = DEFAULTS) -> tuple[float, int]:
    score = value_score(facts, settings)
    assert score.score is not None
    return float(score.score), score.coverage


def test_what_is_not_known_is_left_out_and_counts_neither_as_nought_nor_as_all() -> None:
    assert value_score(NOTHING, DEFAULTS).score is None
    rated = replace(NOTHING, growth=5)
    assert known(rated) == (100, 10)
    # A referral says nothing of the influence that nobody has rated.
    assert value_score(replace(rated, referrals=3), DEFAULTS).coverage == 10
    paid_nothing_lately = replace(NOTHING, revenue=Fraction(0), months=0, years=0)
    assert known(paid_nothing_lately) == (0, 65)


@pytest.mark.parametrize(
    ("revenue", "points"),
    [
        (0, 0),
        (5_000, 25),
        (5_001, Fraction(25) + Fraction(25, 15_000)),
        (20_000, 50),
        (99_999, 100 - Fraction(1, 2_000)),
    ],
)
def test_points_are_exact_at_and_beside_break_points(revenue: int, points: Fraction | int) -> None:
    factors = scored_factors(replace(NOTHING, revenue=Fraction(revenue), months=0, years=0), DEFAULTS)
    assert {one.factor: one.points for one in factors}[Factor.REVENUE] == points


def test_ten_years_of_three_hundred_thousand_are_worth_more_than_a_million_once() -> None:
    def after(payments: list[tuple[date, int]]) -> Score:
        recent = [amount for day, amount in payments if years_ago(day, TODAY) == 0]
        months = {day.strftime("%Y-%m") for day, _ in payments if day >= date(2025, 12, 1)}
        years = unbroken_years({years_ago(day, TODAY) for day, _ in payments})
        return value_score(replace(NOTHING, revenue=Fraction(sum(recent)), months=len(months), years=years), DEFAULTS)

    once = after([(TODAY, 1_000_000)])
    yearly = after([(TODAY - timedelta(days=365 * year), 300_000) for year in range(10)])
    assert yearly.score is not None
    assert once.score is not None
    assert yearly.score > once.score


@given(gaps=st.lists(st.integers(0, 15)))
def test_years_count_back_from_today_until_one_without_a_payment(gaps: list[int]) -> None:
    found = unbroken_years(gaps)
    assert found not in gaps
    assert set(range(found)) <= set(gaps)


def test_a_year_has_365_days_and_today_is_the_last_of_the_newest() -> None:
    days = (TODAY, TODAY - timedelta(days=364), TODAY - timedelta(days=365), TODAY - timedelta(days=730))
    assert [years_ago(day, TODAY) for day in days] == [0, 0, 1, 2]


def scored(score: float | None, coverage: int = 100) -> Score:
    exact = None if score is None else Fraction(score)
    return Score(coverage, exact, 0, exact)


@pytest.mark.parametrize(
    ("score", "growth", "now", "rank"),
    [
        (75, None, None, CORE),
        (74.99, None, None, KEY),
        (54.99, 4, None, POTENTIAL),
        (54.99, 3, None, GENERAL),
        (54.99, None, None, GENERAL),
        (77.99, None, KEY, KEY),
        (78, None, KEY, CORE),
        (72.01, None, CORE, CORE),
        (72, None, CORE, KEY),
        (53, None, CORE, KEY),
        (52, None, CORE, GENERAL),
        (52.01, None, KEY, KEY),
        (57.99, None, GENERAL, GENERAL),
        (58, None, GENERAL, KEY),
        (90, None, GENERAL, CORE),
        (30, None, POTENTIAL, POTENTIAL),
        (30, 3, POTENTIAL, GENERAL),
        (30, 4, GENERAL, POTENTIAL),
    ],
)
def test_a_client_moves_only_when_it_is_three_points_past_a_limit(
    score: float, growth: int | None, now: int | None, rank: int
) -> None:
    assert rank_for(scored(score), growth=growth, now=now, settings=DEFAULTS) == rank


def test_nothing_is_suggested_while_less_than_half_of_the_weight_is_known() -> None:
    assert rank_for(scored(90, coverage=49), growth=5, now=GENERAL, settings=DEFAULTS) is None
    assert rank_for(scored(90, coverage=50), growth=5, now=GENERAL, settings=DEFAULTS) == CORE
    assert rank_for(scored(None, coverage=0), growth=5, now=None, settings=DEFAULTS) is None


@given(score=st.fractions(0, 100), now=st.sampled_from([None, CORE, KEY, POTENTIAL, GENERAL]), growth=ratings)
def test_who_was_moved_stays_there(score: Fraction, now: int | None, growth: int | None) -> None:
    told = Score(100, score, 0, score)
    moved = rank_for(told, growth=growth, now=now, settings=DEFAULTS)
    assert moved is not None
    assert rank_for(told, growth=growth, now=moved, settings=DEFAULTS) == moved


def test_weights_of_the_users_own_count() -> None:
    weights = FactorWeights(revenue=0, frequency=0, loyalty=0, profitability=40, growth=60, influence=0)
    assert known(replace(NOTHING, profitability=1, growth=5), ValueSettings(weights=weights)) == (60, 100)


@given(
    days=st.integers(0, 2_000),
    payments=st.integers(0, 40),
    paid=st.fractions(0, 200_000, max_denominator=100),
)
def test_rfm_is_what_the_product_says(days: int, payments: int, paid: Fraction) -> None:
    recency = 5 if days <= 30 else 4 if days <= 90 else 3 if days <= 180 else 2 if days <= 365 else 1
    frequency = 5 if payments >= 12 else 4 if payments >= 6 else 3 if payments >= 3 else 2 if payments >= 1 else 1
    money = 5 if paid >= 100_000 else 4 if paid >= 50_000 else 3 if paid >= 20_000 else 2 if paid >= 5_000 else 1
    assert rfm(days, payments, paid, RfmSettings()) == Rfm(recency, frequency, money)
    assert Rfm(recency, frequency, money).cell == f"{recency}{frequency}{money}"


@pytest.mark.parametrize(("thousandths", "shown"), [(5, 0.0), (15, 0.02), (25, 0.02), (35, 0.04), (36, 0.04)])
def test_points_are_shown_with_two_decimals_half_to_even(thousandths: int, shown: float) -> None:
    assert cents(Fraction(thousandths, 1000)) == shown

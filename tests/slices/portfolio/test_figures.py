"""Shares, targets, concentration and lifetime value by hand-worked examples."""

from fractions import Fraction

import pytest

from clienttrack.measures import (
    NO_DATA,
    UNDATED,
    Aim,
    Measure,
    Trend,
    in_words,
    plain,
    share,
    trend,
)
from clienttrack.slices.portfolio.rules.figures import (
    Lifetime,
    cost_of_effort,
    curve,
    lifetime,
    loss,
    running_sums,
    top_share,
)


def sums(*whole: int) -> list[Fraction]:
    return running_sums([Fraction(one) for one in whole])


@pytest.mark.parametrize(
    ("measure", "words", "value"),
    [
        (share(1, 8, 8), "12.5 %", 12.5),
        (share(1, 12, 12), "8.3 %", 8.33),
        (share(0, 8, 8), "0 %", 0.0),
        (share(1, 4, 4), "n = 4", None),
        (share(0, 0, 0), "no data yet", None),
        (UNDATED, "not kept by day", None),
    ],
)
def test_a_share_is_told_in_percent_only_of_five_or_more(measure: Measure, words: str, value: float | None) -> None:
    assert (in_words(measure), plain(measure)) == (words, value)


@pytest.mark.parametrize(
    ("aim", "measure", "met"),
    [
        (Aim(Fraction(8, 100), most=True), share(8, 100, 100), True),
        (Aim(Fraction(8, 100), most=True), share(9, 100, 100), False),
        (Aim(Fraction(30, 100)), share(30, 100, 100), True),
        (Aim(Fraction(30, 100)), share(29, 100, 100), False),
        (Aim(Fraction(30, 100)), share(3, 3, 3), None),
        (Aim(Fraction(30, 100)), NO_DATA, None),
    ],
)
def test_a_target_is_met_missed_or_not_to_be_said(aim: Aim, measure: Measure, met: bool | None) -> None:
    assert aim.met(measure) is met


def test_a_trend_needs_both_figures() -> None:
    low, high = share(1, 10, 10), share(2, 10, 10)
    assert [trend(high, low), trend(low, high), trend(low, share(2, 20, 20))] == [Trend.UP, Trend.DOWN, Trend.SAME]
    assert trend(high, share(1, 4, 4)) is None
    assert trend(NO_DATA, low) is None


def test_the_top_fifth_of_payers_is_rounded_up() -> None:
    six = sums(50, 20, 10, 10, 5, 5)
    assert top_share(six) == Measure(Fraction(70, 100), 6)
    assert top_share(sums(60, 10, 10, 10, 10)) == Measure(Fraction(60, 100), 5)
    assert top_share([]) == NO_DATA


def test_the_curve_rises_to_the_whole() -> None:
    points = curve(sums(50, 20, 10, 10, 5, 5))
    assert points == tuple(Fraction(one, 100) for one in (50, 70, 70, 80, 80, 90, 95, 95, 100, 100))
    assert curve([]) == ()


FIVE = sums(100, 200, 300, 400, 500)


@pytest.mark.parametrize(
    ("paid", "churn", "margin", "expected"),
    [
        (FIVE, share(2, 10, 10), 40, Lifetime(Fraction(300), Fraction(5), Fraction(600), "")),
        (FIVE, share(1, 10, 10), 40, Lifetime(Fraction(300), Fraction(10), Fraction(1200), "")),
        (FIVE, share(1, 20, 20), 40, Lifetime(Fraction(300), Fraction(10), Fraction(1200), "")),
        (FIVE, share(0, 20, 20), 40, Lifetime(Fraction(300), Fraction(10), Fraction(1200), "")),
        (FIVE, share(2, 10, 10), 0, Lifetime(Fraction(300), Fraction(5), None, "no margin told")),
        (FIVE, share(1, 4, 4), 40, Lifetime(Fraction(300), None, None, "churn is not known")),
        (sums(100, 200, 300, 400), share(2, 10, 10), 40, Lifetime(None, Fraction(5), None, "n = 4 paying")),
        ([], share(2, 10, 10), 40, Lifetime(None, Fraction(5), None, "no data yet")),
    ],
)
def test_lifetime_value_is_revenue_by_years_by_margin(
    paid: list[Fraction], churn: Measure, margin: int, expected: Lifetime
) -> None:
    assert lifetime(paid, churn, margin=margin) == expected


def test_effort_costs_its_hours_and_a_client_costs_more_than_it_brings_by_what_is_left() -> None:
    assert cost_of_effort(90, Fraction(80)) == 120
    assert loss(90, Fraction(100), 900, Fraction(1000), hour=Fraction(80)) == 20


def test_without_the_price_of_an_hour_more_than_twice_the_share_is_too_much() -> None:
    assert loss(200, Fraction(100), 1000, Fraction(1000), hour=None) == 0
    assert loss(201, Fraction(100), 1000, Fraction(1000), hour=None) == Fraction(1, 1000)

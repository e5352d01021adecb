"""Intervals, due days, stages and repeats, against dateutil, fractions and counting."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clienttrack.cadence import (
    Interval,
    RepeatKind,
    Unit,
    UnreadableInterval,
    UnreadableRepeat,
    due_on,
    interval_days,
    latest_anchor,
    next_occurrence,
    parse_repeat,
    stage_bounds,
    stage_since,
    urgency_of_silence,
)

DAY = timedelta(days=1)
LONGEST = {Unit.DAYS: 3660, Unit.WEEKS: 522, Unit.MONTHS: 120, Unit.YEARS: 10}

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
month_edges = st.builds(
    lambda first, step: first.replace(day=1) + step * DAY, days, st.integers(min_value=-4, max_value=3)
)
leap_days = st.sampled_from([date(year, 2, 29) for year in (1896, 1904, 2000, 2024, 2096, 2104)])
any_days = days | month_edges | leap_days
intervals = st.sampled_from(Unit).flatmap(
    lambda unit: st.builds(Interval, st.integers(1, 6) | st.integers(1, LONGEST[unit]), st.just(unit))
)
repeat_kinds = st.sampled_from(RepeatKind)


def dateutil_step(interval: Interval, times: int = 1) -> relativedelta:
    count = interval.count * times
    match interval.unit:
        case Unit.DAYS:
            return relativedelta(days=count)
        case Unit.WEEKS:
            return relativedelta(weeks=count)
        case Unit.MONTHS:
            return relativedelta(months=count)
        case Unit.YEARS:
            return relativedelta(years=count)


def every(words: str) -> Interval:
    return Interval.parse(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("14d", Interval(14, Unit.DAYS)),
        ("2w", Interval(2, Unit.WEEKS)),
        ("1m", Interval(1, Unit.MONTHS)),
        ("3m", Interval(3, Unit.MONTHS)),
        ("1y", Interval(1, Unit.YEARS)),
        (" 14D\n", Interval(14, Unit.DAYS)),
        ("\uff11\uff14\uff44", Interval(14, Unit.DAYS)),
        ("3660d", Interval(3660, Unit.DAYS)),
        ("522w", Interval(522, Unit.WEEKS)),
        ("120m", Interval(120, Unit.MONTHS)),
        ("10y", Interval(10, Unit.YEARS)),
    ],
)
def test_a_cadence_is_read_as_it_is_written(words: str, expected: Interval) -> None:
    assert Interval.parse(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        *("", "14", "d", "14 d", "-1d", "+1d", "1.5m", "1h", "14dd", "1m2w", "a week", "٣d", "two weeks"),
        *("0d", "0y", "3661d", "523w", "121m", "11y", "9999d", "99999d", "9" * 5000 + "d"),
    ],
)
def test_what_is_no_cadence_of_a_day_to_ten_years_is_refused(words: str) -> None:
    with pytest.raises(UnreadableInterval) as caught:
        Interval.parse(words)
    assert caught.value.words == words


@pytest.mark.parametrize(("count", "unit"), [(0, Unit.DAYS), (-1, Unit.WEEKS), (121, Unit.MONTHS), (11, Unit.YEARS)])
def test_a_cadence_of_no_length_cannot_even_be_made(count: int, unit: Unit) -> None:
    with pytest.raises(UnreadableInterval):
        Interval(count, unit)


@given(intervals)
def test_a_cadence_that_was_written_is_read_back(interval: Interval) -> None:
    assert Interval.parse(str(interval)) == interval


def test_a_cadence_is_written_shortly() -> None:
    assert [str(every(words)) for words in ("14D", " 2w", "3M", "1y")] == ["14d", "2w", "3m", "1y"]


def test_the_refusal_of_a_cadence_shows_the_words_and_examples() -> None:
    assert str(UnreadableInterval("14")) == (
        "Cannot read '14' as an interval of at most ten years. Write for example 14d, 2w, 3m or 1y."
    )


@pytest.mark.parametrize(
    ("anchor", "cadence", "expected"),
    [
        (date(2026, 11, 8), "14d", date(2026, 11, 22)),
        (date(2026, 11, 8), "2w", date(2026, 11, 22)),
        (date(2026, 1, 31), "1m", date(2026, 2, 28)),
        (date(2024, 1, 31), "1m", date(2024, 2, 29)),
        (date(2026, 11, 30), "3m", date(2027, 2, 28)),
        (date(2024, 2, 29), "1y", date(2025, 2, 28)),
        (date(2026, 12, 31), "1d", date(2027, 1, 1)),
    ],
)
def test_silence_falls_due_a_cadence_after_the_anchor(anchor: date, cadence: str, expected: date) -> None:
    assert due_on(anchor, every(cadence)) == expected


@given(any_days, intervals)
def test_due_days_agree_with_dateutil(anchor: date, interval: Interval) -> None:
    expected = anchor + dateutil_step(interval)
    assert due_on(anchor, interval) == expected
    assert interval_days(anchor, interval) == expected.toordinal() - anchor.toordinal()


@given(any_days, any_days, intervals)
def test_a_later_anchor_never_falls_due_earlier(one: date, other: date, interval: Interval) -> None:
    earlier, later = sorted((one, other))
    assert due_on(earlier, interval) <= due_on(later, interval)


@pytest.mark.parametrize(
    ("horizon", "cadence", "expected"),
    [
        (date(2026, 2, 28), "1m", date(2026, 1, 31)),
        (date(2026, 2, 27), "1m", date(2026, 1, 27)),
        (date(2024, 2, 28), "1m", date(2024, 1, 28)),
        (date(2024, 2, 29), "1m", date(2024, 1, 31)),
        (date(2026, 3, 30), "1m", date(2026, 2, 28)),
        (date(2026, 3, 31), "1m", date(2026, 2, 28)),
        (date(2025, 2, 28), "1y", date(2024, 2, 29)),
        (date(2024, 2, 28), "1y", date(2023, 2, 28)),
        (date(2026, 11, 22), "2w", date(2026, 11, 8)),
        (date(2026, 11, 30), "1d", date(2026, 11, 29)),
        (date(2026, 11, 30), "2w", date(2026, 11, 16)),
    ],
)
def test_the_cutoff_day_is_the_latest_anchor_that_is_due(horizon: date, cadence: str, expected: date) -> None:
    assert latest_anchor(horizon, every(cadence)) == expected


@given(any_days, intervals)
@example(date(2026, 2, 28), Interval(1, Unit.MONTHS))
@example(date(2024, 2, 28), Interval(1, Unit.YEARS))
@example(date(2025, 2, 28), Interval(1, Unit.YEARS))
def test_the_cutoff_day_is_due_and_the_day_after_it_is_not(horizon: date, interval: Interval) -> None:
    anchor = latest_anchor(horizon, interval)
    assert due_on(anchor, interval) <= horizon < due_on(anchor + DAY, interval)


@given(any_days, intervals)
def test_the_cutoff_day_is_found_by_counting_back_with_dateutil(horizon: date, interval: Interval) -> None:
    step = dateutil_step(interval)
    expected = horizon - step + 5 * DAY
    while expected + step > horizon:
        expected -= DAY
    assert latest_anchor(horizon, interval) == expected


@pytest.mark.parametrize(
    ("weight", "days_late", "in_days", "expected"),
    [
        (4, 0, 14, 4.0),
        (4, 7, 14, 6.0),
        (1, 1, 30, 1.03),
        (3, 300, 30, 33.0),
        (2, -7, 14, 1.0),
        (2.5, 1, 3, 3.33),
    ],
)
def test_silence_grows_more_urgent_with_weight_and_lateness_and_without_plateau(
    weight: float, days_late: int, in_days: int, expected: float
) -> None:
    assert urgency_of_silence(weight, days_late, in_days) == expected


@given(st.integers(1, 10), st.integers(0, 40_000), st.integers(1, 3660))
def test_urgency_agrees_with_exact_fractions_to_two_decimals(weight: int, days_late: int, in_days: int) -> None:
    exact = weight * (1 + Fraction(days_late, in_days))
    urgency = urgency_of_silence(weight, days_late, in_days)
    assert abs(Fraction(urgency) - exact) <= Fraction(5, 1000) + Fraction(1, 10**9)
    assert round(urgency, 2) == urgency


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, "prospect"),
        (date(2026, 11, 23), "prospect"),
        (date(2026, 11, 22), "activation"),
        (date(2026, 8, 25), "activation"),
        (date(2026, 8, 24), "stable"),
        (date(2025, 11, 23), "stable"),
        (date(2025, 11, 22), "deep"),
        (date(2001, 1, 1), "deep"),
    ],
)
def test_a_relationship_ripens_after_90_days_and_after_12_months(since: date | None, expected: str) -> None:
    assert stage_since(since, TODAY) == expected


def test_work_begun_on_a_leap_day_is_deep_on_the_28th_of_february() -> None:
    assert stage_since(date(2024, 2, 29), date(2025, 2, 27)) == "stable"
    assert stage_since(date(2024, 2, 29), date(2025, 2, 28)) == "deep"
    assert stage_bounds(date(2025, 2, 28))[1] == date(2024, 2, 29)


@given(any_days, st.integers(-10, 800))
def test_stages_agree_with_dateutil(today: date, age_in_days: int) -> None:
    since = today - age_in_days * DAY
    if age_in_days < 0:
        expected = "prospect"
    elif today >= since + relativedelta(months=12):
        expected = "deep"
    else:
        expected = "stable" if age_in_days >= 90 else "activation"
    assert stage_since(since, today) == expected


@given(any_days)
@example(date(2025, 2, 28))
@example(date(2024, 2, 28))
@example(date(2024, 2, 29))
def test_the_bounds_of_stages_agree_with_the_stage_of_every_single_day(today: date) -> None:
    first_activation_on, last_deep_on = stage_bounds(today)
    assert stage_since(first_activation_on, today) == "activation"
    assert stage_since(first_activation_on - DAY, today) == "stable"
    assert stage_since(last_deep_on, today) == "deep"
    assert stage_since(last_deep_on + DAY, today) == "stable"


@given(any_days, st.integers(0, 5000))
def test_the_bounds_of_stages_sort_any_client_as_its_stage_does(today: date, age_in_days: int) -> None:
    since = today - age_in_days * DAY
    first_activation_on, last_deep_on = stage_bounds(today)
    by_bounds = "deep" if since <= last_deep_on else "activation" if since >= first_activation_on else "stable"
    assert stage_since(since, today) == by_bounds


@pytest.mark.parametrize(
    ("words", "kind", "interval"),
    [
        ("+1m", RepeatKind.FROM_PLAN, Interval(1, Unit.MONTHS)),
        ("++1w", RepeatKind.NEXT_SLOT, Interval(1, Unit.WEEKS)),
        (".+14d", RepeatKind.FROM_DONE, Interval(14, Unit.DAYS)),
        (" ++1Y ", RepeatKind.NEXT_SLOT, Interval(1, Unit.YEARS)),
        ("\uff0b\uff11\uff4d", RepeatKind.FROM_PLAN, Interval(1, Unit.MONTHS)),
    ],
)
def test_a_repeat_is_read_in_the_three_ways_of_org_mode(words: str, kind: RepeatKind, interval: Interval) -> None:
    assert parse_repeat(words) == (kind, interval)


@pytest.mark.parametrize("words", ["", "1w", "+", "++", "+++1w", ".1w", "+.1w", "+ 1w", "-1w", "+0d", "+9999d", "+1"])
def test_what_is_no_repeat_is_refused_with_examples(words: str) -> None:
    with pytest.raises(UnreadableRepeat) as caught:
        parse_repeat(words)
    assert caught.value.words == words
    assert f"Cannot read {words!r} as a repeat" in str(caught.value)
    assert "+1m" in str(caught.value)


@given(repeat_kinds, intervals)
def test_a_repeat_that_was_written_is_read_back(kind: RepeatKind, interval: Interval) -> None:
    assert parse_repeat(f"{kind}{interval}") == (kind, interval)


@pytest.mark.parametrize(
    ("repeat", "planned_on", "done_on", "expected"),
    [
        ("+1w", date(2026, 11, 2), date(2026, 11, 22), date(2026, 11, 9)),
        ("++1w", date(2026, 11, 2), date(2026, 11, 22), date(2026, 11, 23)),
        (".+1w", date(2026, 11, 2), date(2026, 11, 22), date(2026, 11, 29)),
        ("++1w", date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)),
        ("++1w", date(2026, 11, 16), date(2026, 11, 12), date(2026, 11, 23)),
        ("++1m", date(2026, 1, 15), date(2026, 4, 15), date(2026, 5, 15)),
        ("++1m", date(2026, 1, 15), date(2026, 4, 14), date(2026, 4, 15)),
        ("++1m", date(2026, 11, 15), date(2026, 9, 1), date(2026, 12, 15)),
        ("++1y", date(2020, 5, 1), date(2026, 11, 22), date(2027, 5, 1)),
        (".+1m", date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28)),
    ],
)
def test_the_next_occurrence_counts_from_the_plan_the_grid_or_the_day_done(
    repeat: str, planned_on: date, done_on: date, expected: date
) -> None:
    kind, interval = parse_repeat(repeat)
    following = next_occurrence(kind, interval, first_on=planned_on, planned_on=planned_on, done_on=done_on)
    assert following == expected


@pytest.mark.parametrize("kind", [RepeatKind.FROM_PLAN, RepeatKind.NEXT_SLOT])
@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        (
            "1m",
            [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)],
        ),
        (
            "1y",
            [
                *(date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)),
                *(date(2027, 2, 28), date(2028, 2, 29), date(2029, 2, 28)),
            ],
        ),
    ],
)
def test_a_series_remembers_the_day_it_began_on_through_short_months(
    kind: RepeatKind, cadence: str, expected: list[date]
) -> None:
    series = expected[:1]
    while len(series) < len(expected):
        planned_on = series[-1]
        following = next_occurrence(kind, every(cadence), first_on=series[0], planned_on=planned_on, done_on=planned_on)
        series.append(following)
    assert series == expected


def test_one_meeting_moved_inside_its_month_leaves_the_series_on_its_day() -> None:
    following = next_occurrence(
        RepeatKind.FROM_PLAN,
        every("1m"),
        first_on=date(2026, 1, 31),
        planned_on=date(2026, 3, 12),
        done_on=date(2026, 3, 12),
    )
    assert following == date(2026, 4, 30)


@given(any_days, intervals, st.integers(0, 30), any_days)
@example(date(2026, 1, 31), Interval(1, Unit.MONTHS), 1, date(2026, 3, 31))
@example(date(2024, 2, 29), Interval(1, Unit.YEARS), 3, date(2028, 2, 29))
def test_the_next_occurrence_agrees_with_walking_the_series_by_dateutil(
    first_on: date, interval: Interval, slot: int, done_on: date
) -> None:
    planned_on = first_on + dateutil_step(interval, slot)
    assume(done_on <= first_on + dateutil_step(interval, slot + 300))
    later = slot + 1
    from_plan = first_on + dateutil_step(interval, later)
    while first_on + dateutil_step(interval, later) <= done_on:
        later += 1
    next_slot = first_on + dateutil_step(interval, later)
    for kind, expected in (
        (RepeatKind.FROM_PLAN, from_plan),
        (RepeatKind.NEXT_SLOT, next_slot),
        (RepeatKind.FROM_DONE, done_on + dateutil_step(interval)),
    ):
        following = next_occurrence(kind, interval, first_on=first_on, planned_on=planned_on, done_on=done_on)
        assert following == expected


@given(repeat_kinds, intervals, st.dates(), st.dates(), st.dates())
@example(RepeatKind.NEXT_SLOT, Interval(1, Unit.DAYS), date.min, date.min, date.max - DAY)
def test_any_series_goes_on_after_the_plan_at_once_or_ends_with_the_calendar(
    kind: RepeatKind, interval: Interval, first_on: date, planned_on: date, done_on: date
) -> None:
    try:
        following = next_occurrence(kind, interval, first_on=first_on, planned_on=planned_on, done_on=done_on)
    except OverflowError:
        return
    assert following > (done_on if kind is RepeatKind.FROM_DONE else planned_on)
    if kind is RepeatKind.NEXT_SLOT:
        assert following > done_on


def test_a_daily_promise_neglected_for_eight_thousand_years_is_answered_at_once() -> None:
    for _ in range(2000):
        following = next_occurrence(
            RepeatKind.NEXT_SLOT,
            every("1d"),
            first_on=date.min,
            planned_on=date.min,
            done_on=date.max - DAY,
        )
        assert following == date.max

"""Days as words, against dateutil and against counting day by day."""

import copy
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from clienttrack import dates
from clienttrack.dates import DayDirection, UnreadableDay, add_months, in_words, month_end, read_day, shifted

PAST, COMING = DayDirection.PAST, DayDirection.COMING
FRIDAY = date(2026, 11, 20)
SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)

DATEUTIL_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
SHORT_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
middle_days = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))
directions = st.sampled_from(DayDirection)
weekday_numbers = st.integers(min_value=0, max_value=6)


def read_on(today: date, words: str, direction: DayDirection = COMING) -> date:
    return read_day(words, today=today, direction=direction)


@pytest.mark.parametrize("direction", DayDirection)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("today", date(2026, 11, 22)),
        ("yesterday", date(2026, 11, 21)),
        ("tomorrow", date(2026, 11, 23)),
        ("今天", date(2026, 11, 22)),
        ("昨天", date(2026, 11, 21)),
        ("明天", date(2026, 11, 23)),
        ("next tue", date(2026, 11, 24)),
        ("next tuesday", date(2026, 11, 24)),
        ("next sun", date(2026, 11, 29)),
        ("last monday", date(2026, 11, 16)),
        ("last mon", date(2026, 11, 16)),
        ("last sunday", date(2026, 11, 15)),
        ("+3d", date(2026, 11, 25)),
        ("+0d", date(2026, 11, 22)),
        ("-2w", date(2026, 11, 8)),
        ("+1m", date(2026, 12, 22)),
        ("-1m", date(2026, 10, 22)),
        ("+1y", date(2027, 11, 22)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("in 1 day", date(2026, 11, 23)),
        ("in a month", date(2026, 12, 22)),
        ("in a year", date(2027, 11, 22)),
        ("3 days ago", date(2026, 11, 19)),
        ("a week ago", date(2026, 11, 15)),
        ("2 months ago", date(2026, 9, 22)),
        ("10 years ago", date(2016, 11, 22)),
        ("end of month", date(2026, 11, 30)),
        ("2026-03-01", date(2026, 3, 1)),
        ("1 Mar 2026", date(2026, 3, 1)),
        ("01 March 2026", date(2026, 3, 1)),
        ("Mar 1 2026", date(2026, 3, 1)),
        ("March 1, 2026", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("2026 年 3 月 1 日", date(2026, 3, 1)),
        ("2026年十二月三号", date(2026, 12, 3)),
        ("end of next month", date(2026, 12, 31)),
        ("end of year", date(2026, 12, 31)),
        ("Fri 20 Nov 2026", date(2026, 11, 20)),
        ("Tue, March 3, 2026", date(2026, 3, 3)),
        ("后天", date(2026, 11, 24)),
        ("大后天", date(2026, 11, 25)),
        ("前天", date(2026, 11, 20)),
        ("今日", date(2026, 11, 22)),
        ("下周五", date(2026, 11, 27)),
        ("下周日", date(2026, 11, 29)),
        ("下个星期一", date(2026, 11, 23)),
        ("上周五", date(2026, 11, 13)),
        ("上礼拜天", date(2026, 11, 15)),
        ("本周五", date(2026, 11, 20)),
        ("这周日", date(2026, 11, 22)),
        ("月底", date(2026, 11, 30)),
        ("本月底", date(2026, 11, 30)),
        ("下个月底", date(2026, 12, 31)),
        ("年底", date(2026, 12, 31)),
        ("三天后", date(2026, 11, 25)),
        ("两周内", date(2026, 12, 6)),
        ("十二天之内", date(2026, 12, 4)),
        ("二十天后", date(2026, 12, 12)),
        ("3个月后", date(2027, 2, 22)),
        ("一年后", date(2027, 11, 22)),
        ("三天前", date(2026, 11, 19)),
        ("两个星期以前", date(2026, 11, 8)),
        ("一两天内", date(2026, 11, 24)),
        ("半个月后", date(2026, 12, 7)),
        ("半年内", date(2027, 5, 22)),
        ("2到3周内", date(2026, 12, 13)),
        ("下下周一", date(2026, 11, 30)),
        ("上上周五", date(2026, 11, 6)),
        ("这周内", date(2026, 11, 22)),
        ("本月内", date(2026, 11, 30)),
        ("去年底", date(2025, 12, 31)),
        ("明年3月1日", date(2027, 3, 1)),
        ("今晚", date(2026, 11, 22)),
    ],
)
def test_most_words_name_the_same_day_in_a_log_and_in_a_promise(
    words: str, expected: date, direction: DayDirection
) -> None:
    assert read_on(SUNDAY, words, direction) == expected


@pytest.mark.parametrize(
    ("words", "in_a_log", "in_a_promise"),
    [
        ("fri", date(2026, 11, 20), date(2026, 11, 27)),
        ("friday", date(2026, 11, 20), date(2026, 11, 27)),
        ("thu", date(2026, 11, 19), date(2026, 11, 26)),
        ("sat", date(2026, 11, 14), date(2026, 11, 21)),
        ("周五", date(2026, 11, 20), date(2026, 11, 27)),
        ("星期六", date(2026, 11, 14), date(2026, 11, 21)),
        ("礼拜四", date(2026, 11, 19), date(2026, 11, 26)),
        ("二月十号", date(2026, 2, 10), date(2027, 2, 10)),
        ("1 Mar", date(2026, 3, 1), date(2027, 3, 1)),
        ("1 March", date(2026, 3, 1), date(2027, 3, 1)),
        ("Mar 1", date(2026, 3, 1), date(2027, 3, 1)),
        ("3月1日", date(2026, 3, 1), date(2027, 3, 1)),
        ("24 Dec", date(2025, 12, 24), date(2026, 12, 24)),
        ("30 Sept", date(2026, 9, 30), date(2027, 9, 30)),
        ("20 Nov", date(2026, 11, 20), date(2026, 11, 20)),
        ("21 Nov", date(2025, 11, 21), date(2026, 11, 21)),
        ("19 Nov", date(2026, 11, 19), date(2027, 11, 19)),
        ("29 Feb", date(2024, 2, 29), date(2028, 2, 29)),
    ],
)
def test_on_a_friday_an_open_day_lies_behind_in_a_log_and_ahead_in_a_promise(
    words: str, in_a_log: date, in_a_promise: date
) -> None:
    assert read_on(FRIDAY, words, PAST) == in_a_log
    assert read_on(FRIDAY, words, COMING) == in_a_promise


@pytest.mark.parametrize("direction", DayDirection)
@pytest.mark.parametrize("words", ["1 Mar", "March 1", "3月1日"])
def test_a_day_without_a_year_that_is_today_means_today(words: str, direction: DayDirection) -> None:
    assert read_on(date(2026, 3, 1), words, direction) == date(2026, 3, 1)


def test_the_29th_of_february_is_found_across_a_century_that_is_no_leap_year() -> None:
    assert read_on(date(2096, 3, 1), "29 Feb", COMING) == date(2104, 2, 29)
    assert read_on(date(2104, 2, 28), "2月29日", PAST) == date(2096, 2, 29)


@pytest.mark.parametrize(
    "words",
    ["  NEXT   Tue ", "next\ttue", "Next\u00a0TUE", "\uff4e\uff45\uff58\uff54\u3000\uff54\uff55\uff45"],
)
def test_case_spaces_and_full_width_letters_do_not_matter(words: str) -> None:
    assert read_on(SUNDAY, words) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("\uff0b\uff13\uff44", date(2026, 11, 25)),
        ("\uff12\uff10\uff12\uff16-\uff10\uff13-\uff10\uff11", date(2026, 3, 1)),
        ("\uff12\uff10\uff12\uff16年\uff13月\uff11日", date(2026, 3, 1)),
    ],
)
def test_full_width_digits_are_read_like_narrow_ones(words: str, expected: date) -> None:
    assert read_on(SUNDAY, words) == expected


@pytest.mark.parametrize(
    "words",
    [
        *("", " ", "soon", "now", "next", "last", "next week", "this fri", "next next tue", "fri fri"),
        *("03/04/2026", "3/4", "3.4.2026", "03-04-2026", "2026/03/01", "20260301", "2026-3-1", "26-03-01"),
        *("2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "1 Mar 26", "Mar 2026", "1 Mai", "mar"),
        *("30 Feb", "31 Apr", "0 Mar", "32 Jan", "29 Feb 2026", "13月1日", "0月1日", "2月30日", "26年3月1日"),
        *("3d", "+d", "+3", "+3x", "+-3d", "++3d", "+1.5d", "+ 3d", "in weeks", "2 weeks", "in 2 weeks ago"),
        *(
            "Thu 20 Nov 2026",
            "fri 3 dec",
            "fri +1d",
            "周八",
            "下周",
            "下下下周五",
            "周末",
            "月中",
            "三十天",
            "三天",
            "13月3号",
        ),
        *("today!", "1st Mar", "+٣d", "٢٠٢٦-٠٣-٠١", "next\u200btue", "2026-03-01T00:00", "-3 days ago"),
    ],
)
@pytest.mark.parametrize("direction", DayDirection)
def test_what_is_not_understood_is_refused_and_never_guessed(words: str, direction: DayDirection) -> None:
    with pytest.raises(UnreadableDay) as caught:
        read_on(SUNDAY, words, direction)
    assert caught.value.words == words


@pytest.mark.parametrize(
    "words",
    [
        *(
            "+999999999d",
            "-999999d",
            "+999999w",
            "+999999m",
            "-999999y",
            "in 999999 years",
            "999999 weeks ago",
        ),
        *(
            "1899-12-31",
            "2201-01-01",
            "0000-01-01",
            "9999-12-31",
            "1 Jan 1899",
            "2201年1月1日",
            "+175y",
            "-127y",
        ),
    ],
)
def test_days_beyond_any_client_s_life_are_refused(words: str) -> None:
    with pytest.raises(UnreadableDay):
        read_on(SUNDAY, words)


def test_the_first_and_the_last_day_that_can_be_meant_are_read() -> None:
    assert read_on(SUNDAY, "1900-01-01") == date(1900, 1, 1)
    assert read_on(SUNDAY, "2200-12-31") == date(2200, 12, 31)


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize("words", ["yesterday", "tomorrow", "last fri", "next fri", "29 Feb", "1 Mar", "+1m", "-1m"])
@pytest.mark.parametrize("direction", DayDirection)
def test_at_the_ends_of_the_calendar_words_are_refused_too(today: date, words: str, direction: DayDirection) -> None:
    with pytest.raises(UnreadableDay):
        read_on(today, words, direction)


def test_the_refusal_shows_the_words_and_examples_in_one_or_two_sentences() -> None:
    sentence = str(UnreadableDay("03/04/2026"))
    assert sentence == (
        "Cannot read '03/04/2026' as a day from 1900-01-01 to 2200-12-31. Write for example today, fri, "
        "next tue, +3d, in 2 weeks, 3 days ago, end of month, 2026-03-01, 1 Mar, 1 Mar 2026 or 3月1日."
    )


def test_every_example_in_the_refusal_can_be_read() -> None:
    examples = str(UnreadableDay("?")).partition("for example ")[2].removesuffix(".").replace(" or ", ", ")
    assert len(examples.split(", ")) == 11
    for words in examples.split(", "):
        assert isinstance(read_on(SUNDAY, words), date)


def test_the_refusal_makes_control_characters_visible_and_cuts_long_words() -> None:
    sentence = str(UnreadableDay("\x1b[31m" + "9" * 5000))
    assert "\x1b" not in sentence
    assert "\\x1b[31m999" in sentence
    assert "…" in sentence
    assert len(sentence) < 300


def test_a_copied_refusal_says_the_same() -> None:
    original = UnreadableDay("soon")
    duplicate = copy.copy(original)
    assert (duplicate.words, str(duplicate)) == (original.words, str(original))


@given(days, st.integers(min_value=-1500, max_value=1500))
@example(date(2026, 1, 31), 1)
@example(date(2024, 2, 29), 12)
@example(date(2024, 1, 31), 1)
@example(date(2026, 12, 31), 2)
@example(date(2026, 1, 1), -1)
def test_adding_months_agrees_with_dateutil(day: date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


@given(st.dates(), st.integers(min_value=-200_000, max_value=200_000))
@example(date.max, 1)
@example(date.min, -1)
def test_adding_months_fails_as_adding_days_does_where_dateutil_fails(day: date, months: int) -> None:
    try:
        expected = day + relativedelta(months=months)
    except ValueError:
        with pytest.raises(OverflowError):
            add_months(day, months)
    else:
        assert add_months(day, months) == expected


@given(days)
def test_the_end_of_a_month_is_the_day_before_the_next_month(day: date) -> None:
    end = month_end(day)
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + DAY).day == 1
    assert read_on(day, "end of month") == end


@given(middle_days, st.integers(min_value=0, max_value=45), st.sampled_from("dwmy"), directions)
def test_steps_in_any_spelling_agree_with_dateutil(today: date, count: int, unit: str, direction: DayDirection) -> None:
    word = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[unit]
    step = relativedelta(**{word: count})  # type: ignore[arg-type]
    assert shifted(today, count, unit) == today + step
    assert shifted(today, -count, unit) == today - step
    assert read_on(today, f"+{count}{unit}", direction) == today + step
    assert read_on(today, f"-{count}{unit}", direction) == today - step
    assert read_on(today, f"in {count} {word}", direction) == today + step
    assert read_on(today, f"{count} {word} ago", direction) == today - step


def test_a_step_in_an_unknown_unit_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        shifted(SUNDAY, 1, "h")


@given(middle_days, weekday_numbers, st.sampled_from([SHORT_WEEKDAYS, LONG_WEEKDAYS]))
def test_weekdays_agree_with_dateutil(today: date, number: int, names: tuple[str, ...]) -> None:
    weekday = DATEUTIL_WEEKDAYS[number]
    latest_not_after_today = today + relativedelta(weekday=weekday(-1))
    first_after_today = today + relativedelta(days=1, weekday=weekday(1))
    last_before_today = today + relativedelta(days=-1, weekday=weekday(-1))
    assert read_on(today, names[number], PAST) == latest_not_after_today
    assert read_on(today, names[number], COMING) == first_after_today
    for direction in DayDirection:
        assert read_on(today, f"next {names[number]}", direction) == first_after_today
        assert read_on(today, f"last {names[number]}", direction) == last_before_today


@given(middle_days, days, directions)
@example(date(2096, 3, 1), date(2096, 2, 29), COMING)
@example(date(1904, 2, 28), date(1904, 2, 29), COMING)
def test_a_day_without_a_year_is_the_nearest_found_by_counting_day_by_day(
    today: date, named: date, direction: DayDirection
) -> None:
    step = -DAY if direction is PAST else DAY
    expected = today
    while (expected.month, expected.day) != (named.month, named.day):
        expected += step
    month = LONG_MONTHS[named.month - 1]
    for words in (f"{named.day} {month}", f"{month[:3]} {named.day}", f"{named.month}月{named.day}日"):
        assert read_on(today, words, direction) == expected


@given(days, days, directions)
def test_a_day_with_its_year_is_read_back_from_every_way_of_writing_it(
    day: date, today: date, direction: DayDirection
) -> None:
    month = LONG_MONTHS[day.month - 1]
    for words in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{day.day:02} {month[:3].upper()} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert read_on(today, words, direction) == day


fragments = st.sampled_from(
    [
        *("today", "fri", "next", "last", "in", "a", "ago", "weeks", "month", "end of month", "Feb", "march"),
        *(
            "29",
            "30",
            "0",
            "1899",
            "2026",
            "999999",
            "+",
            "-",
            "d",
            "w",
            "m",
            "y",
            "年",
            "月",
            "日",
            "/",
            ",",
            " ",
        ),
    ]
)


@given(
    st.text() | st.lists(fragments, max_size=7).map("".join) | st.lists(fragments).map(" ".join),
    days,
    directions,
)
@example("\ud800", SUNDAY, PAST)
@example("9" * 10_000, SUNDAY, PAST)
def test_any_words_give_a_sane_day_or_a_refusal_and_nothing_else(
    words: str, today: date, direction: DayDirection
) -> None:
    try:
        day = read_on(today, words, direction)
    except UnreadableDay as refusal:
        sentence = str(refusal)
    else:
        sentence = "a day"
        assert date(1900, 1, 1) <= day <= date(2200, 12, 31)
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 20), "20 Nov"),
        (date(2026, 11, 24), "24 Nov"),
        (date(2026, 1, 1), "1 Jan"),
        (date(2025, 11, 20), "20 Nov 2025"),
        (date(2025, 11, 22), "22 Nov 2025"),
        (date(2027, 2, 3), "3 Feb 2027"),
    ],
)
def test_a_day_is_shown_shortly_and_with_its_year_only_where_that_differs(day: date, expected: str) -> None:
    assert in_words(day, today=SUNDAY) == expected


def test_new_year_s_eve_is_yesterday_on_new_year_s_day() -> None:
    assert in_words(date(2026, 12, 31), today=date(2027, 1, 1)) == "yesterday"


@given(days, days)
@example(date(2026, 5, 31), SUNDAY)
def test_a_day_that_was_shown_can_be_typed_in_again(day: date, today: date) -> None:
    direction = PAST if day <= today else COMING
    assert read_on(today, in_words(day, today=today), direction) == day


def test_months_are_shown_by_their_english_abbreviations() -> None:
    shown = [in_words(date(2024, month, 5), today=SUNDAY) for month in range(1, 13)]
    assert shown == [f"5 {name[:3]} 2024" for name in LONG_MONTHS]


def test_reading_days_costs_a_hot_command_no_heavy_import() -> None:
    source = Path(dates.__file__).parents[1]
    program = "import sys; sys.path.insert(0, sys.argv[1]); import clienttrack.dates; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-B", "-I", "-S", "-c", program, str(source)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "clienttrack.dates" in loaded
    assert {"dateutil", "dataclasses", "inspect", "_strptime"}.isdisjoint(loaded)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "today"),
        (date(2026, 11, 21), "tomorrow"),
        (date(2026, 11, 23), "Mon 23 Nov"),
        (date(2027, 1, 1), "Fri 1 Jan 2027"),
    ],
)
def test_a_day_in_a_sentence_has_its_weekday(day: date, words: str) -> None:
    assert dates.in_sentence(day, today=date(2026, 11, 20)) == words


def test_one_day_is_singular() -> None:
    assert [dates.days(count) for count in (0, 1, 2)] == ["0 days", "1 day", "2 days"]

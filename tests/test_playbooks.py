"""Playbooks: ours are whole, rules are those of iCalendar, and what is wrong with a file is told."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.playbooks import BrokenPlaybook, UnknownPlaybook, days_of, occurrences, playbook, read_playbook
from clienttrack.vocabulary import PlaybookStage, Side

SHIPPED = sorted((Path(__file__).parents[1] / "templates" / "playbooks").glob("*.toml"))
STEP = '[[stable]]\nkey = "a"\nday = 3\nwords = { en = "Call" }\n'
first_days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_playbook_of_ours_has_steps_for_every_stage_in_english_and_chinese(path: Path) -> None:
    found = read_playbook(path.read_text(encoding="utf-8"), path.stem, str(path), own=False)
    assert {*found.steps} == {*PlaybookStage}
    for words in (found.title, *(step.words for steps in found.steps.values() for step in steps)):
        assert {*words} == {"en", "zh"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_ours_hold_what_the_product_says_of_each_stage(path: Path) -> None:
    found = read_playbook(path.read_text(encoding="utf-8"), path.stem, str(path), own=False)
    told = {stage: {step.key: step.rule or step.day for step in steps} for stage, steps in found.steps.items()}
    weekly = "FREQ=WEEKLY;COUNT=13"
    activation = {"needs-meeting": 0, "weekly-status": weekly, "first-week": 7, "first-month": 30, "first-quarter": 90}
    assert activation.items() <= told[PlaybookStage.ACTIVATION].items()
    stable = {"needs-review": "FREQ=MONTHLY;INTERVAL=1", "insight": "FREQ=MONTHLY;INTERVAL=3"}
    assert stable.items() <= told[PlaybookStage.STABLE].items()
    deep = {"business-review": "FREQ=MONTHLY;INTERVAL=3", "value-assessment": "FREQ=YEARLY"}
    assert deep.items() <= told[PlaybookStage.DEEP].items()
    assert told[PlaybookStage.AFTER_PROJECT] == {"wrap-up": 7}


@given(first=first_days)
def test_a_monthly_rule_has_a_day_in_every_month_and_the_last_one_where_there_is_no_such_day(first: date) -> None:
    expected = []
    for month in range(14):
        year, number = divmod(first.year * 12 + first.month - 1 + month, 12)
        expected.append(date(year, number + 1, min(first.day, monthrange(year, number + 1)[1])))
    assert [*islice(occurrences("FREQ=MONTHLY", first), 14)] == expected


@given(first=first_days)
def test_a_yearly_rule_has_a_day_in_every_year(first: date) -> None:
    expected = [
        date(first.year + year, first.month, min(first.day, monthrange(first.year + year, first.month)[1]))
        for year in range(5)
    ]
    assert [*islice(occurrences("FREQ=YEARLY", first), 5)] == expected


@given(first=first_days, day=st.integers(0, 400))
def test_a_step_of_a_day_counts_from_the_first_of_its_stage(first: date, day: int) -> None:
    [step] = read_playbook(STEP.replace("3", str(day)), "mine", "", own=True).steps[PlaybookStage.STABLE]
    assert [*days_of(step, first)] == [first + timedelta(days=day)]


def test_rules_may_name_weekdays_and_end() -> None:
    first = date(2026, 11, 20)
    mondays = [date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1)]
    assert [*occurrences("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", first)] == mondays
    assert [*occurrences("FREQ=WEEKLY;COUNT=2", first)] == [first, date(2026, 11, 27)]
    assert max(occurrences("FREQ=WEEKLY", first)) <= first + timedelta(days=3660)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = [", "it is no TOML"),
        ('name = { en = "X" }\n', "it has no steps, written as [[activation]]"),
        (STEP.replace("stable", "stabel"), "unknown key 'stabel', meant stable?"),
        ("stable = 1\n", "'stable' must be at most 100 steps, each written as [[stable]]"),
        ("stable = [1]\n", "stable, step 1 is no table"),
        (STEP + "days = 1\n", "stable, step 1: unknown key 'days', meant day?"),
        (STEP.replace("day = 3\n", ""), "stable, step 1 needs a day or a rule, and not both"),
        (STEP + 'rule = "FREQ=DAILY"\n', "stable, step 1 needs a day or a rule, and not both"),
        (STEP.replace("3", "-1"), "stable, step 1: day must be a whole number from 0 to 3660"),
        (STEP.replace("3", "true"), "day must be a whole number"),
        (STEP.replace("3", "1.5"), "day must be a whole number"),
        (STEP + 'side = "mine"\n', "stable, step 1: side must be one of ours, theirs"),
        (STEP + STEP, "stable: the key 'a' stands there twice"),
        (STEP.replace('"a"', '" "'), "stable, step 1 has no key"),
        (STEP.replace('{ en = "Call" }', "{}"), "stable, step 1 has no words"),
        (STEP.replace("day = 3", 'rule = "every monday"'), "rule must be one of iCalendar such as"),
        (STEP.replace("day = 3", "rule = 3"), "rule must be one of iCalendar such as"),
        (STEP.replace("day = 3", 'rule = "FREQ=HOURLY"'), "stable, step 1: a rule has FREQ of DAILY, MONTHLY, WEEKLY"),
        (STEP.replace("day = 3", 'rule = "FREQ=DAILY;BYHOUR=9"'), "a rule has FREQ of DAILY"),
        (
            STEP.replace("day = 3", 'rule = "FREQ=DAILY;BYDAY=9XX"'),
            "the rule 'FREQ=DAILY;BYDAY=9XX' cannot be read",
        ),
        (STEP.replace("day = 3", 'rule = "FREQ=DAILY;INTERVAL=0"'), "names no day within ten years"),
        (STEP.replace("day = 3", 'rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"'), "names no day within ten years"),
        (STEP.replace("day = 3", 'rule = "FREQ=DAILY;FREQ=DAILY"'), "and once each of BYDAY"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BrokenPlaybook) as caught:
        read_playbook(text, "mine", "mine.toml", own=True)
    assert said in str(caught.value)
    assert "'mine.toml'" in str(caught.value)


def test_the_users_playbook_comes_before_ours(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    own = tmp_path / "templates" / "playbooks"
    own.mkdir(parents=True)
    (own / "agency.toml").write_text(STEP + 'side = "theirs"\n')
    [step] = playbook(settings, "agency").steps[PlaybookStage.STABLE]
    assert (playbook(settings, "agency").own, step.side) == (True, Side.THEIRS)
    assert not playbook(settings, "consultant").own
    with pytest.raises(UnknownPlaybook, match="Did you mean agency"):
        playbook(settings, "agencey")

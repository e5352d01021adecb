"""Playbooks: ours are whole, rules are those of iCalendar, and what is wrong with a file is told."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clienttrack.playbooks import BrokenPlaybook, UnknownPlaybook, chooser, days_of, playbook, read_playbook
from clienttrack.recurrence import checked_rule, occurrences
from clienttrack.vocabulary import PlaybookStage, Side

SHIPPED = sorted((Path(__file__).parents[1] / "templates" / "playbooks").glob("*.toml"))
STEP = '[[stable]]\nkey = "a"\nday = 3\nwords = { en = "Call" }\n'
LATEST = date(2200, 1, 1)
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
    assert [*islice(occurrences("FREQ=MONTHLY", first, until=LATEST), 14)] == expected


@given(first=first_days)
def test_a_yearly_rule_has_a_day_in_every_year(first: date) -> None:
    expected = [
        date(first.year + year, first.month, min(first.day, monthrange(first.year + year, first.month)[1]))
        for year in range(5)
    ]
    assert [*islice(occurrences("FREQ=YEARLY", first, until=LATEST), 5)] == expected


@given(first=first_days, day=st.integers(0, 400))
def test_a_step_of_a_day_counts_from_the_first_of_its_stage(first: date, day: int) -> None:
    [step] = read_playbook(STEP.replace("3", str(day)), "mine", "", own=True).steps[PlaybookStage.STABLE]
    assert [*days_of(step, first, until=LATEST)] == [first + timedelta(days=day)]


def test_rules_may_name_weekdays_and_end() -> None:
    first = date(2026, 11, 20)
    mondays = [date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1)]
    assert [*occurrences("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", first, until=LATEST)] == mondays
    assert [*occurrences("FREQ=WEEKLY;COUNT=2", first, until=LATEST)] == [first, date(2026, 11, 27)]
    assert max(occurrences("FREQ=WEEKLY", first, until=date(2027, 1, 1))) == date(2027, 1, 1)


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
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BrokenPlaybook) as caught:
        read_playbook(text, "mine", "mine.toml", own=True)
    assert said in str(caught.value)
    assert "'mine.toml'" in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=HOURLY", "the rule 'FREQ=HOURLY' needs FREQ, which is one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("INTERVAL=2", "the rule 'INTERVAL=2' needs FREQ"),
        ("FREQ=DAILY;BYHOUR=9", "a DAILY rule has no BYHOUR, only INTERVAL, COUNT, WKST"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "a DAILY rule has no BYDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "a WEEKLY rule has no BYMONTHDAY"),
        ("FREQ=WEEKLY;UNTIL=20270101", "a WEEKLY rule has no UNTIL"),
        ("FREQ=WEEKLY;BYDAY=1MO", "the rule's BYDAY cannot be '1MO'"),
        ("FREQ=MONTHLY;BYDAY=99MO", "the rule's BYDAY cannot be '99MO'"),
        ("FREQ=MONTHLY;BYDAY=6MO", "the rule's BYDAY cannot be '6MO'"),
        ("FREQ=MONTHLY;BYDAY=MO,", "the rule's BYDAY cannot be 'MO,'"),
        ("FREQ=YEARLY;BYDAY=54MO", "the rule's BYDAY cannot be '54MO'"),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=22MO", "the rule's BYDAY cannot be '22MO'"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "the rule's BYMONTHDAY cannot be '0'"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "the rule's BYMONTHDAY cannot be '32'"),
        ("FREQ=YEARLY;BYMONTH=13", "the rule's BYMONTH cannot be '13'"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "the rule's BYSETPOS cannot be '367'"),
        ("FREQ=DAILY;INTERVAL=0", "the rule's INTERVAL cannot be '0'"),
        ("FREQ=DAILY;INTERVAL=00", "the rule's INTERVAL cannot be '00'"),
        ("FREQ=DAILY;INTERVAL=-1", "the rule's INTERVAL cannot be '-1'"),
        ("FREQ=DAILY;INTERVAL=99999999999", "the rule's INTERVAL cannot be '99999999999'"),
        ("FREQ=DAILY;COUNT=0", "the rule's COUNT cannot be '0'"),
        (f"FREQ=DAILY;COUNT={'9' * 5000}", f"the rule's COUNT cannot be '{'9' * 39}…'"),
        ("FREQ=DAILY;COUNT=٣", "the rule's COUNT cannot be '٣'"),
        ("FREQ=DAILY;WKST=XX", "the rule's WKST cannot be 'XX'"),
        ("FREQ=DAILY;FREQ=DAILY", "the rule 'FREQ=DAILY;FREQ=DAILY' says something twice"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "names no day within ten years"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_its_place(rule: str, said: str) -> None:
    with pytest.raises(BrokenPlaybook) as caught:
        read_playbook(STEP.replace("day = 3", f'rule = "{rule}"'), "mine", "mine.toml", own=True)
    place, _, what = str(caught.value).partition(": stable, step 1: ")
    assert place == "The playbook 'mine.toml' is broken"
    assert said in what


_signed = st.sampled_from(["", "+", "-"])
_weekdays = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
PARTS_OF_RULES = {
    "INTERVAL": st.integers(1, 999).map(str),
    "COUNT": st.integers(1, 9999).map(str),
    "BYDAY": st.lists(st.builds("{}{}{}".format, _signed, st.integers(1, 53), _weekdays) | _weekdays, min_size=1),
    "BYMONTHDAY": st.lists(st.builds("{}{}".format, _signed, st.integers(1, 31)), min_size=1),
    "BYMONTH": st.lists(st.integers(1, 12).map(str), min_size=1),
    "BYSETPOS": st.lists(st.builds("{}{}".format, _signed, st.integers(1, 3)), min_size=1),
    "WKST": _weekdays,
}


@settings(max_examples=25, deadline=None)
@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    parts=st.fixed_dictionaries({}, optional=PARTS_OF_RULES),
    first=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)
def test_a_rule_either_is_refused_in_a_sentence_or_names_days_in_order_each_once(
    frequency: str, parts: dict[str, str | list[str]], first: date
) -> None:
    told = [f"{name}={value if isinstance(value, str) else ','.join(value)}" for name, value in parts.items()]
    try:
        rule = checked_rule(";".join([f"FREQ={frequency}", *told]))
    except ValueError:
        return
    days = [*occurrences(rule, first, until=date(2036, 1, 1))]
    assert all(before < after for before, after in pairwise([first - timedelta(days=1), *days]))


def test_a_playbook_that_is_there_no_more_gives_way_to_the_usual_one(tmp_path: Path) -> None:
    choose = chooser(tmp_path / "config.toml", None, "agency")
    assert [choose(before).name for before in (None, "consultant", "gone")] == ["agency", "consultant", "agency"]
    told = chooser(tmp_path / "config.toml", "consultant", "agency")
    assert told("agency").name == "consultant"
    with pytest.raises(UnknownPlaybook):
        chooser(tmp_path / "config.toml", "gone", "agency")


def test_the_users_playbook_comes_before_ours(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    own = tmp_path / "templates" / "playbooks"
    own.mkdir(parents=True)
    (own / "agency.toml").write_text(STEP + 'side = "theirs"\n')
    [step] = playbook(config, "agency").steps[PlaybookStage.STABLE]
    assert (playbook(config, "agency").own, step.side) == (True, Side.THEIRS)
    assert not playbook(config, "consultant").own
    with pytest.raises(UnknownPlaybook, match="Did you mean agency"):
        playbook(config, "agencey")


@pytest.mark.parametrize(
    ("rule", "month"),
    [
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=1", "February"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "February"),
    ],
)
def test_a_rule_that_never_comes_for_some_beginnings_is_broken(rule: str, month: str) -> None:
    with pytest.raises(ValueError, match=f"names no day within ten years of a stage that begins in {month}"):
        checked_rule(rule)


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;INTERVAL=3", "FREQ=YEARLY;BYMONTH=1", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"]
)
def test_a_rule_that_comes_for_every_beginning_is_none(rule: str) -> None:
    assert checked_rule(rule) == rule

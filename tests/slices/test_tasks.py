"""Promises: kept, dropped, moved, and coming again."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from clienttrack.cadence import parse_repeat
from clienttrack.errors import NothingToEdit, ToldTwice
from clienttrack.slices.tasks.actions import add_task, edit_task, finish_task, reopen_tasks
from clienttrack.slices.tasks.rules import (
    DoneInTheFuture,
    Edit,
    SuccessorOpen,
    TaskClosed,
    UnknownTask,
    read_task_ref,
)
from tests.conftest import TODAY, Given, Run


def series(given: Given, repeat: str, first_on: date, done: list[date]) -> list[date | None]:
    """Give the days on which a repeating task fell, each occurrence finished on the day told."""
    client_id = given.client("Acme")
    with given.change(today=max(done)) as change:
        task = add_task(change, client_id=client_id, text="report", due_on=first_on, repeat=parse_repeat(repeat))
        days = [task.due_on]
        for done_on in done:
            finished = finish_task(change, task.id, done_on=done_on)
            assert finished.successor is not None
            task = finished.successor
            days.append(task.due_on)
    return days


def test_the_31st_of_a_month_is_kept_through_february(given: Given) -> None:
    days = series(given, "+1m", date(2026, 1, 31), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)])
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert given.value("SELECT count(DISTINCT first_on) FROM task") == 1


def test_a_29th_of_february_comes_back_in_the_next_leap_year(given: Given) -> None:
    days = series(given, "+1y", date(2024, 2, 29), [date(2024 + year, 2, 28) for year in range(1, 5)])
    assert days[1:] == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("repeat", "comes_on"),
    [("+1w", date(2026, 11, 9)), ("++1w", date(2026, 11, 23)), (".+1w", date(2026, 11, 25))],
)
def test_a_late_weekly_task_comes_again(given: Given, repeat: str, comes_on: date) -> None:
    assert series(given, repeat, date(2026, 11, 2), [date(2026, 11, 18)])[1] == comes_on


def test_the_next_slot_is_to_come_also_when_the_task_was_done_long_ago(given: Given, run: Run) -> None:
    given.client("Acme")
    run("task", "add", "acme", "report", "--by", "2026-10-05", "--repeat", "++1w")
    [task] = run("task", "done", "t1", "--on", "2026-10-06", "--json").data
    assert task["successor"]["due_on"] == "2026-11-23"


def test_an_empty_word_takes_the_contact_of_a_promise_away(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.task(acme, "offer", due_on=TODAY, contact_id=given.contact(acme, "Jo"))
    assert run("task", "edit", "t1", "--with", "", "--json").data["contact"] is None


def test_occurrences_follow_each_other_and_keep_everything_promised(given: Given) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo")
    with given.change() as change:
        add_task(
            change,
            client_id=acme,
            text="send 报告",
            due_on=date(2026, 11, 2),
            repeat=parse_repeat("+2w"),
            contact_id=jo,
        )
        finish_task(change, 1, done_on=TODAY)
        finish_task(change, 2, done_on=TODAY)
    with given.reading() as reader:
        rows = reader.rows("SELECT * FROM task ORDER BY id")
    assert [row["follows_id"] for row in rows] == [None, 1, 2]
    assert [row["status"] for row in rows] == ["done", "done", "open"]
    for one, other in pairwise(rows):
        assert all(one[name] == other[name] for name in ("text", "contact_id", "side", "repeat_kind", "first_on"))
    assert given.value("SELECT next_steps FROM standing") == 1


def test_reopening_is_refused_while_the_successor_is_open_and_never_doubles_the_series(given: Given) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        add_task(change, client_id=acme, text="x", due_on=TODAY, repeat=parse_repeat("+1w"))
        finish_task(change, 1, done_on=TODAY)
    with pytest.raises(SuccessorOpen, match="t2"), given.change() as change:
        reopen_tasks(change, [1])
    with given.change() as change:
        finish_task(change, 2, done_on=TODAY)
        reopen_tasks(change, [1])
        assert finish_task(change, 1, done_on=TODAY).successor is None
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == 1


def test_a_promise_is_finished_once_and_not_in_the_future(given: Given) -> None:
    number = given.task(given.client("Acme"), "call back", due_on=None)
    with pytest.raises(DoneInTheFuture), given.change() as change:
        finish_task(change, number, done_on=TODAY + timedelta(days=1))
    with given.change() as change:
        finish_task(change, number, done_on=date(2026, 11, 3))
    with pytest.raises(TaskClosed, match="2026-11-03"), given.change() as change:
        finish_task(change, number, done_on=TODAY)
    with pytest.raises(UnknownTask), given.change() as change:
        finish_task(change, 99, done_on=TODAY)


def test_moving_the_plan_of_a_repetition_moves_its_original_day_and_other_edits_do_not(given: Given) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        add_task(change, client_id=acme, text="x", due_on=date(2026, 1, 31), repeat=parse_repeat("+1m"))
        finish_task(change, 1, done_on=TODAY)
        edit_task(change, 2, Edit(text="y", repeat=parse_repeat("++1m")))
    assert given.value("SELECT first_on FROM task WHERE id = 2") == "2026-01-31"
    with given.change() as change:
        edit_task(change, 2, Edit(due_on=date(2026, 3, 15)))
    assert given.value("SELECT first_on || due_on FROM task WHERE id = 2") == "2026-03-152026-03-15"
    with given.change() as change:
        line = edit_task(change, 2, Edit(no_repeat=True, no_day=True))
    assert (line.repeat, line.first_on, line.due_on) == (None, None, None)


def test_an_edit_names_one_thing_at_least_and_nothing_twice() -> None:
    with pytest.raises(NothingToEdit):
        Edit()
    with pytest.raises(ToldTwice):
        Edit(due_on=TODAY, no_day=True)
    with pytest.raises(ToldTwice):
        Edit(repeat=parse_repeat("+1w"), no_repeat=True)


@pytest.mark.parametrize("words", ["12", "t12", "T12", " t12 "])
def test_a_task_is_named_by_its_reference_or_number(words: str) -> None:
    assert read_task_ref(words) == 12


@pytest.mark.parametrize("words", ["", "@acme", "m12", "-1", "twelve", "9" * 30])
def test_what_names_no_task_is_not_found(words: str) -> None:
    with pytest.raises(UnknownTask):
        read_task_ref(words)


def test_task_add_says_the_reference_and_a_bare_weekday_is_the_coming_one(given: Given, run: Run) -> None:
    given.contact(given.client("Acme"), "Jo Doe")
    ran = run("task", "add", "acme", "send offer", "--by", "fri", "--with", "jo", "--repeat", "+1w")
    assert ran.out == 'Added t1, promised to Acme: "send offer" by Fri 27 Nov, repeats +1w.\n'
    assert ran.err == ""
    assert run("task", "add", "acme", "pay", "--theirs", "--json").data["side"] == "theirs"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (["nobody", "x"], 3, "unknown-client"),
        (["a", "x"], 4, "ambiguous-client"),
        (["acme", " "], 2, "empty-promise"),
        (["acme", "x", "--repeat", "+1w"], 2, "repeat-without-day"),
        (["acme", "x", "--by", "fri", "--repeat", "weekly"], 2, "unreadable-repeat"),
        (["acme", "x", "--by", "someday"], 2, "unreadable-day"),
        (["acme", "x", "--with", "Bo"], 3, "unknown-contact"),
        (["acme", "a\ud800b"], 2, "not-unicode-text"),
    ],
)
def test_a_wrong_task_add_writes_nothing(
    given: Given, run: Run, arguments: list[str], exit_code: int, code: str
) -> None:
    given.client("Acme")
    given.contact(given.client("Apex"), "Bo")
    before = given.value("SELECT max(id) FROM operation")
    assert f'"{code}"' in run("task", "add", *arguments, "--json", exit_code=exit_code).out
    assert given.value("SELECT max(id) FROM operation") == before


def test_task_list_is_ordered_by_day_and_narrows(given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("北京华为", handle="huawei")
    undated = given.task(acme, "some day", due_on=None)
    later = given.task(acme, "[/b]later", due_on=date(2026, 12, 1), side="theirs")
    sooner = given.task(beta, "早一点", due_on=date(2026, 11, 1))
    kept = given.task(beta, "kept", due_on=date(2026, 10, 1), status="done", closed_on=date(2026, 10, 2))
    with given.change() as change:
        tag = change.add("tag", name="VIP", name_key="vip")
        change.add("client_tag", client_id=beta, tag_id=tag)
    assert run("task", "list", "--ids").out == f"t{sooner}\nt{later}\nt{undated}\n"
    assert run("task", "list", "--all", "--ids").out.splitlines()[0] == f"t{kept}"
    assert run("task", "list", "--status", "done", "--ids").out == f"t{kept}\n"
    assert run("task", "list", "--side", "theirs", "--ids").out == f"t{later}\n"
    assert run("task", "list", "--tag", "vip", "--ids").out == f"t{sooner}\n"
    assert run("task", "list", "acme", "--limit", "1", "--ids").out == f"t{later}\n"
    run("task", "list", "--tag", "nope", exit_code=3)
    run("task", "list", "--all", "--status", "done", exit_code=2)
    table = run("task", "list").out
    assert table.splitlines()[1].startswith(f"t{sooner}")
    assert "[/b]later" in table


def test_task_list_has_stable_keys_and_says_when_it_is_empty(given: Given, run: Run) -> None:
    assert run("task", "list").out == "No tasks. Make one with `clienttrack task add CLIENT TEXT --by DAY`.\n"
    given.task(given.client("Acme"), "x", due_on=None)
    [line] = run("task", "list", "--json").data
    keys = "ref client client_name text side status due_on repeat first_on contact follows closed_on because added_on"
    assert list(line) == keys.split()
    assert line["due_on"] is None


def test_several_tasks_are_done_dropped_and_reopened_all_or_none(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    numbers = [given.task(acme, f"task {count}", due_on=TODAY) for count in range(3)]
    run("task", "done", "t1", "t1", "99", exit_code=3)
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == len(numbers)
    assert run("task", "done", "t1", "1", "2").out == 'Done t1 "task 0" (Acme).\nDone t2 "task 1" (Acme).\n'
    run("task", "drop", "t3", "t1", exit_code=5)
    run("task", "drop", "t3", "--because", "not wanted")
    assert run("task", "list", "--all", "--json").data[2]["because"] == "not wanted"
    run("task", "reopen", "t1", "t3")
    assert given.value("SELECT group_concat(status) FROM (SELECT status FROM task ORDER BY id)") == "open,done,open"
    assert given.value("SELECT because FROM task WHERE id = 3") is None
    run("task", "reopen", "t1", exit_code=5)


def test_a_closed_task_is_not_edited(given: Given, run: Run) -> None:
    given.task(given.client("Acme"), "x", due_on=TODAY)
    run("task", "drop", "t1")
    assert "task reopen t1" in run("task", "edit", "t1", "y", exit_code=5).err
    run("task", "reopen", "t1")
    assert run("task", "edit", "t1", "y", "--by", "tomorrow", "--side", "theirs", "--json").data["text"] == "y"


LAID_ASIDE = [
    ({"archived_on": TODAY}, "client restore acme"),
    ({"told_stage": "lost"}, "stage win-back acme"),
    ({"archived_on": TODAY, "told_stage": "lost"}, "client restore acme` and `clienttrack stage win-back acme"),
]


@pytest.mark.parametrize(("fields", "way_back"), LAID_ASIDE)
def test_a_promise_that_would_never_come_up_is_refused(
    given: Given, run: Run, fields: dict[str, Any], way_back: str
) -> None:
    acme = given.client("Acme", **fields)
    closed = given.task(acme, "offer", due_on=TODAY, status="done", closed_on=TODAY)
    repeating = given.task(acme, "report", due_on=TODAY, repeat_kind="+", repeat_interval="1w")
    for told in (
        ("task", "add", "acme", "x", "--by", "fri"),
        ("task", "reopen", f"t{closed}"),
        ("log", "acme", "talked", "--next", "x"),
        ("task", "done", f"t{repeating}"),
        ("done", f"t{repeating}"),
    ):
        assert way_back in run(*told, exit_code=5).err
    assert given.value("SELECT count(*) FROM touchpoint") == 0
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == 1
    run("log", "acme", "talked")
    run("task", "drop", f"t{repeating}")

"""Clients laid aside and taken up again."""

from datetime import date

import pytest

from tests.conftest import Given, Run


def test_archiving_stops_at_open_tasks_unless_told_to_drop_them(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core")
    given.task(acme, "send offer", due_on=date(2026, 11, 21))
    told = run("client", "archive", "acme", exit_code=5).err
    assert "t1" in told
    assert "--drop-tasks" in told
    archived = run("client", "archive", "acme", "--drop-tasks", "--json").data
    assert archived == {
        "handle": "acme",
        "name": "Acme",
        "archived_on": "2026-11-20",
        "dropped": ["t1"],
        "changed": True,
        "at_rest": [],
    }
    assert given.value("SELECT status || closed_on FROM task") == "dropped2026-11-20"
    assert run("client", "list", "--ids").out == ""
    assert run("client", "list", "--state", "archived", "--ids").out == "acme\n"
    assert "already" in run("client", "archive", "acme").out
    assert "Restored" in run("client", "restore", "acme").out
    assert "not archived" in run("client", "restore", "acme").out


def test_a_paused_client_comes_back_by_itself_on_the_day(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    run("client", "pause", "acme", "--until", "mon", "--because", "holiday")
    assert run("client", "list", "--state", "paused", "--ids", today="2026-11-22").out == "acme\n"
    assert run("client", "list", "--state", "overdue", "--ids", today="2026-11-22").out == ""
    assert run("client", "list", "--state", "paused", "--ids", today="2026-11-23").out == ""
    assert run("client", "list", "--state", "overdue", "--ids", today="2026-11-23").out == "acme\n"


def test_a_pause_needs_a_day_to_come_and_can_be_ended_early(given: Given, run: Run) -> None:
    given.client("Acme")
    run("client", "pause", "acme", exit_code=2)
    assert "2026-11-20" in run("client", "pause", "acme", "--until", "today", exit_code=5).err
    run("client", "pause", "acme", "--until", "+1m")
    assert "Resumed" in run("client", "resume", "acme").out
    assert "not paused" in run("client", "resume", "acme").out
    assert given.value("SELECT count(*) FROM client WHERE paused_until IS NOT NULL") == 0


@pytest.mark.parametrize("words", [["client", "archive", "acme"], ["stage", "lose", "acme", "--because", "price"]])
def test_whoever_lays_a_client_aside_drops_its_tasks_alike(words: list[str], given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    given.task(acme, "later", due_on=None)
    given.task(acme, "sooner", due_on=date(2026, 11, 21))
    given.task(beta, "other", due_on=None)
    run("snooze", "t2", "--until", "+3d")
    ran = run(*words, "--json", exit_code=5)
    assert ran.out.count('"open-tasks-left"') == 1
    assert "acme has 2 open tasks, so nothing was changed. Finish t2, t1 first, or add --drop-tasks." in ran.out
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == 3
    run(*words, "--drop-tasks")
    assert given.value("SELECT group_concat(text) FROM task WHERE status = 'open'") == "other"
    assert given.value("SELECT count(*) FROM snooze") == 0
    run("undo")
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == 3
    assert given.value("SELECT count(*) FROM snooze") == 1


@pytest.mark.parametrize("words", [["client", "archive", "acme"], ["stage", "lose", "acme", "--because", "price"]])
def test_planned_meetings_and_open_needs_stay_and_it_is_said_that_they_do_not_come_up(
    words: list[str], given: Given, run: Run
) -> None:
    acme = given.client("Acme", tier="core")
    given.meeting(acme, on=date(2026, 11, 20))
    given.meeting(acme, on=date(2026, 11, 1), status="held")
    given.need(acme, "a shop", status="proposed")
    given.need(acme, "a logo")
    given.need(acme, "a fair", status="met")
    assert "m1, w1, w2 stay, but do not come up." in run(*words).out
    assert run("due", "--ids").out == ""
    assert given.value("SELECT group_concat(id) FROM meeting WHERE status = 'planned'") == "1"
    run("undo")
    assert {"m1", "w1"} <= {*run("due", "--ids").out.split()}
    assert run(*words, "--json").data["at_rest"] == ["m1", "w1", "w2"]

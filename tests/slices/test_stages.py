"""`stage`: told, worked out, lost and won back."""

from datetime import date
from pathlib import Path

import pytest

from clienttrack.spans import stage_by_age
from tests.conftest import TODAY, Given, Run


def moves(given: Given) -> list[tuple[object, ...]]:
    with given.reading() as reader:
        rows = reader.rows("SELECT stage, moved_on, lost_reason, because FROM stage_move ORDER BY id")
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("since", "stage", "from_on", "until_on"),
    [
        (None, "prospect", None, None),
        (date(2026, 11, 21), "prospect", None, date(2026, 11, 21)),
        (date(2026, 11, 20), "activation", date(2026, 11, 20), date(2027, 2, 18)),
        (date(2026, 8, 23), "activation", date(2026, 8, 23), date(2026, 11, 21)),
        (date(2026, 8, 22), "stable", date(2026, 11, 20), date(2027, 8, 22)),
        (date(2025, 11, 21), "stable", date(2026, 2, 19), date(2026, 11, 21)),
        (date(2025, 11, 20), "deep", date(2026, 11, 20), None),
        (date(2024, 2, 29), "deep", date(2025, 2, 28), None),
    ],
)
def test_a_stage_follows_from_the_day_work_began(
    since: date | None, stage: str, from_on: date | None, until_on: date | None
) -> None:
    span = stage_by_age(since, TODAY)
    assert (span.stage, span.from_on, span.until_on) == (stage, from_on, until_on)


def test_show_says_since_when_why_and_when_it_changes_by_itself(given: Given, run: Run) -> None:
    given.client("Acme [/b]", handle="acme", since_on=date(2026, 9, 1))
    assert run("stage", "show", "acme").out == (
        "acme (Acme [/b]): activation since Tue 1 Sep\n"
        "  work began on 2026-09-01\n"
        "  changes by itself in 10 days, Mon 30 Nov\n"
    )
    assert run("stage", "show", "acme", "--json").data == {
        "client": "acme",
        "name": "Acme [/b]",
        "stage": "activation",
        "told": False,
        "from_on": "2026-09-01",
        "why": "work began on 2026-09-01",
        "lost_reason": None,
        "because": None,
        "until_on": "2026-11-30",
        "days_left": 10,
    }


def test_a_told_stage_holds_until_it_is_cleared(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2020, 1, 1))
    out = run("stage", "set", "acme", "prospect", "--because", "new team", "--on", "3 days ago").out
    assert out == "acme: stage deep → prospect (told: new team)\n"
    shown = run("stage", "show", "acme", "--json", today="2027-12-01").data
    assert (shown["stage"], shown["told"], shown["from_on"]) == ("prospect", True, "2026-11-17")
    assert (shown["because"], shown["days_left"]) == ("new team", None)
    assert run("stage", "clear", "acme").out == "acme: stage prospect → deep (worked out)\n"
    assert moves(given) == [("prospect", "2026-11-17", None, "new team"), (None, "2027-12-01", None, None)]
    assert given.value("SELECT told_stage_on FROM client") is None


def test_telling_the_same_stage_again_or_clearing_nothing_is_no_operation(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "nothing was changed" in run("stage", "clear", "acme").out
    run("stage", "set", "acme", "deep", "--because", "x")
    number = given.value("SELECT max(id) FROM operation")
    assert "nothing was changed" in run("stage", "set", "acme", "deep", today="2026-12-01").out
    assert given.value("SELECT max(id) FROM operation") == number


def test_a_stage_is_not_told_from_a_day_to_come(given: Given, run: Run) -> None:
    given.client("Acme")
    run("stage", "set", "acme", "deep", "--on", "tomorrow", exit_code=5)
    run("stage", "set", "acme", "deep", "--on", "03/04/2026", exit_code=2)
    run("stage", "set", "acme", "golden", exit_code=2)
    assert moves(given) == []


def test_a_client_is_lost_only_with_a_reason(given: Given, run: Run) -> None:
    given.client("Acme")
    assert "stage lose acme --because" in run("stage", "set", "acme", "lost", exit_code=5).err
    run("stage", "lose", "acme", exit_code=2)
    run("stage", "lose", "acme", "--because", "weather", exit_code=2)
    assert given.value("SELECT told_stage FROM client") is None


def test_a_lost_client_leaves_the_morning_list_and_the_reason_is_kept(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", last_touch=date(2026, 1, 1))
    assert run("due", "--count").out == "1\n"
    out = run("stage", "lose", "acme", "--because", "price", "--note", "30 % too dear").out
    assert out == "acme: stage prospect → lost (price: 30 % too dear)\n"
    assert run("due", "--count").out == "0\n"
    assert moves(given) == [("lost", "2026-11-20", "price", "30 % too dear")]
    assert "lost, because of price (30 % too dear)" in run("stage", "show", "acme").out


def test_losing_a_client_stops_at_open_tasks_and_says_how_many(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.task(acme, "one", due_on=TODAY)
    assert "1 open task," in run("stage", "lose", "acme", "--because", "price", exit_code=5).err
    given.task(acme, "two", due_on=None, side="theirs")
    assert "2 open tasks," in run("stage", "lose", "acme", "--because", "price", exit_code=5).err
    assert given.value("SELECT told_stage FROM client") is None
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == 2


def test_open_tasks_are_dropped_when_told_to_and_undo_brings_all_back(given: Given, run: Run) -> None:
    acme, globex = given.client("Acme"), given.client("Globex")
    given.task(acme, "one", due_on=TODAY)
    given.task(acme, "kept", due_on=TODAY, status="done", closed_on=TODAY)
    given.task(globex, "other", due_on=TODAY)
    data = run("stage", "lose", "acme", "--because", "price", "--drop-tasks", "--json").data
    assert (data["new"], data["dropped_tasks"]) == ("lost", 1)
    with given.reading() as reader:
        rows = reader.rows("SELECT text, status, because FROM task ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("one", "dropped", "client lost: price"),
        ("kept", "done", None),
        ("other", "open", None),
    ]
    run("undo")
    assert given.value("SELECT count(*) FROM task WHERE status = 'open'") == 2
    assert given.value("SELECT told_stage FROM client") is None


def test_a_lost_client_comes_back_only_by_being_won_back(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2020, 1, 1))
    assert "not lost but deep" in run("stage", "win-back", "acme", exit_code=5).err
    run("stage", "lose", "acme", "--because", "competitor")
    run("stage", "set", "acme", "stable", exit_code=5)
    run("stage", "clear", "acme", exit_code=5)
    assert "cannot be won back and be lost" in run("stage", "win-back", "acme", "--to", "lost", exit_code=5).err
    assert run("stage", "win-back", "acme").out == (
        "acme: stage lost → deep (worked out: won back)\n"
        '  t1 by 2026-11-20: "Ask what made them leave, and listen"\n'
        '  t2 by 2026-12-04: "Offer one small piece of work that answers it"\n'
        '  t3 by 2027-01-19: "Ask whether it is better now"\n'
    )
    assert given.value("SELECT told_stage FROM client") is None
    assert given.value("SELECT lost_reason FROM client") is None
    assert given.value("SELECT listed FROM standing") == 1
    assert moves(given)[-1] == (None, "2026-11-20", None, "won back")


def test_a_client_won_back_may_be_told_a_stage(given: Given, run: Run) -> None:
    given.client("Acme")
    run("stage", "lose", "acme", "--because", "other")
    run("stage", "win-back", "acme", "--to", "prospect", "--because", "new budget")
    assert given.value("SELECT told_stage FROM client") == "prospect"
    assert moves(given)[-1] == ("prospect", "2026-11-20", None, "new budget")


def test_losing_a_lost_client_again_changes_only_another_reason(given: Given, run: Run) -> None:
    given.client("Acme")
    run("stage", "lose", "acme", "--because", "price")
    assert "nothing was changed" in run("stage", "lose", "acme", "--because", "price").out
    run("stage", "lose", "acme", "--because", "competitor")
    assert [move[2] for move in moves(given)] == ["price", "competitor"]


def open_tasks(given: Given) -> list[str]:
    with given.reading() as reader:
        return [row["text"] for row in reader.rows("SELECT text FROM task WHERE status = 'open' ORDER BY id")]


def test_the_steps_of_a_playbook_end_with_a_lost_client_and_one_undo_brings_all_back(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2026, 11, 20))
    run("playbook", "apply", "acme")
    before = open_tasks(given)
    data = run("stage", "lose", "acme", "--because", "price", "--json").data
    assert (len(data["ended_steps"]), data["dropped_tasks"], data["changed"]) == (len(before), 0, True)
    assert open_tasks(given) == []
    assert given.value("SELECT group_concat(DISTINCT because) FROM task") == "the client is lost"
    run("undo")
    assert (open_tasks(given), given.value("SELECT told_stage FROM client"), moves(given)) == (before, None, [])


def test_only_promises_beside_the_playbook_stop_the_loss_of_a_client(given: Given, run: Run) -> None:
    acme = given.client("Acme", since_on=date(2026, 11, 20))
    run("playbook", "apply", "acme")
    given.task(acme, "our own", due_on=None)
    before = open_tasks(given)
    assert "1 open task," in run("stage", "lose", "acme", "--because", "price", exit_code=5).err
    assert (open_tasks(given), moves(given)) == (before, [])
    data = run("stage", "lose", "acme", "--because", "price", "--drop-tasks", "--json").data
    assert (data["dropped_tasks"], len(data["ended_steps"]), open_tasks(given)) == (1, len(before) - 1, [])
    run("undo")
    assert open_tasks(given) == before


def test_steps_to_win_a_client_back_go_on_in_every_stage_and_end_when_it_is_lost_again(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2020, 1, 1))
    run("stage", "lose", "acme", "--because", "price")
    run("stage", "win-back", "acme", today="2026-11-21")
    run("stage", "set", "acme", "stable", today="2026-11-22")
    assert len(open_tasks(given)) == 3
    data = run("stage", "lose", "acme", "--because", "competitor", "--json", today="2026-11-23").data
    assert data["ended_steps"] == ["t1", "t2", "t3"]
    run("undo", today="2026-11-23")
    assert len(open_tasks(given)) == 3


def test_a_loss_can_be_told_of_a_day_before_and_keeps_it_when_its_reason_changes(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2024, 1, 1), added_on=date(2024, 1, 1))
    run("stage", "lose", "acme", "--because", "price", "--on", "2026-10-01")
    run("stage", "lose", "acme", "--because", "competitor")
    shown = run("stage", "show", "acme", "--json").data
    assert (shown["from_on"], shown["lost_reason"]) == ("2026-10-01", "competitor")
    assert run("stage", "reasons", "--since", "2026-10-01", "--json").data == [
        {"reason": "competitor", "losses": 1, "won_back": 0, "share": "n = 1"}
    ]
    assert run("stage", "reasons", "--since", "2026-10-02", "--json").data == []
    assert (
        "cannot begin in the future"
        in run("stage", "lose", "acme", "--because", "price", "--on", "2026-12-01", exit_code=5).err
    )


def test_a_client_that_a_list_brought_as_lost_was_lost_on_no_day_that_is_known(
    run: Run, given: Given, tmp_path: Path
) -> None:
    table = tmp_path / "clients.csv"
    table.write_text("client,since,stage\nAcme,2020-01-01,lost\n")
    run("import", str(table))
    assert run("stage", "reasons", "--since", "2026-01-01", "--json").data == []
    assert [one["losses"] for one in run("stage", "reasons", "--json").data] == [1]


def test_a_merge_keeps_the_history_of_the_one_whose_stage_and_tier_stand(given: Given, run: Run) -> None:
    since = date(2024, 1, 1)
    for name in ("Keep", "Other"):
        run("client", "add", name, "--since", since.isoformat(), "--tier", "core", today=since.isoformat())
    run("stage", "lose", "other", "--because", "price", today="2026-06-01")
    run("tier", "set", "other", "key", today="2026-06-02")
    before = run("stage", "history", "keep", "--json").data, run("tier", "history", "keep", "--json").data
    told = run("client", "merge", "keep", "other", "--yes").out
    # Added with a tier, lost, moved to another tier.
    assert "3 moves of tier or stage end with the merge" in told
    assert (run("stage", "history", "keep", "--json").data, run("tier", "history", "keep", "--json").data) == before
    assert run("stage", "reasons", "--json").data == []
    run("undo")
    assert run("stage", "show", "other", "--json").data["stage"] == "lost"

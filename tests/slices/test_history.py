"""`history`, `undo` and `redo` in words."""

from datetime import date
from typing import Any

import pytest

from clienttrack.slices.history import rules
from tests.conftest import NOW, TODAY, Given, Run

UNTITLED = {"title": None, "client": None}
HOSTILE = "[/b]\x1b[31m\n\u202eright'; DROP TABLE client; --"


def test_each_operation_says_what_it_changed_old_to_new(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="key")
    jo = given.contact(acme, "Jo Doe")
    with given.change("log") as change:
        touch = change.add("touchpoint", client_id=acme, kind="call", happened_on=TODAY, text="talked about renewal")
        change.add("touchpoint_contact", touchpoint_id=touch, contact_id=jo)
        values: dict[str, Any] = {"side": "ours", "status": "open", "due_on": date(2026, 11, 27), "added_on": TODAY}
        task = change.add("task", client_id=acme, text="send offer", **values)
    run("tier", "set", "acme", "core", "--because", "grew")
    with given.change("contact edit") as change:
        change.amend("contact", jo, role="CFO")
    out = run("history", "--limit", "3").out
    assert "acme: tier key → core; pinned no → yes\n" in out
    assert 'acme: reason for the tier "grew"\n' in out
    assert "contact Jo Doe: role – → CFO\n" in out
    assert 'acme: call on 2026-11-20 "talked about renewal"\n' in out
    assert "acme, call on 2026-11-20: participant Jo Doe added\n" in out
    assert f'task t{task} "send offer" (acme) due 2026-11-27 added\n' in out
    assert "2 older; `--limit 5` shows all." in out
    assert "5  2026-11-20 09:00  contact edit  acme\n" in out


def test_undo_and_redo_say_what_they_did(given: Given, run: Run) -> None:
    given.client("Acme", tier="key")
    run("tier", "set", "acme", "core")
    assert run("undo").out == "Took back 2 (tier set acme core): acme: tier core → key.\n"
    assert run("redo").out == "Applied again 2 (tier set acme core): acme: tier key → core.\n"
    change = {"record": "acme", "what": "changed", "field": "tier", "old": "core", "new": "key"} | UNTITLED
    assert run("undo", "2", "--json").data == {
        "operation": 2,
        "words": "tier set acme core",
        "changes": [change],
        "forms": [],
    }
    lines = run("history", "--json").data["operations"]
    assert [(line["kind"], line["target"], line["undone"]) for line in lines] == [
        ("undo", 2, False),
        ("redo", 2, False),
        ("undo", 2, False),
        ("change", None, True),
        ("change", None, False),
    ]
    assert "undo of 2 (tier set acme core)" in run("history").out
    assert "(taken back)" in run("history").out


def test_what_became_of_which_promise_is_said(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.task(acme, "Send Q4 report", due_on=TODAY, repeat_kind="+", repeat_interval="1m")
    run("done", "t1")
    run("task", "drop", "t2")
    run("task", "reopen", "t2")
    out = run("history", "--since", "monday").out
    for words in (
        'task t1 "Send Q4 report" (acme): done\n',
        'task t2 "Send Q4 report" (acme) due 2026-12-20 added\n',
        'task t2 "Send Q4 report" (acme): dropped\n',
        'task t2 "Send Q4 report" (acme): open again\n',
    ):
        assert f"      {words}" in out
    assert run("undo").out == 'Took back 5 (task reopen t2): task t2 "Send Q4 report" (acme): dropped.\n'


def test_undo_says_one_line_for_each_record(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    touch = given.touchpoint(acme, on=TODAY)
    with given.change("mend") as change:
        change.amend("touchpoint", touch, text="spoke", kind="visit")
        change.amend("client", acme, city="Leeds")
    assert run("undo").out == (
        "Took back 3 (mend):\n"
        "  acme: city Leeds → –\n"
        "  acme, call on 2026-11-20: kind visit → call; text spoke → talked\n"
    )


def test_who_took_part_belongs_to_the_history_of_the_client(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo Doe")
    globex = given.client("Globex")
    given.touchpoint(globex, on=TODAY)
    touch = given.touchpoint(acme, on=TODAY)
    with given.change("joined") as change:
        change.add("touchpoint_contact", touchpoint_id=touch, contact_id=jo)
    told = "acme, call on 2026-11-20: participant Jo Doe added\n"
    assert told in run("history", "acme").out
    assert "participant" not in run("history", "globex").out
    run("undo")
    assert told.replace("added", "removed") in run("history", "acme").out
    assert told in run("history", "acme").out


def _said(run: Run) -> list[str]:
    """Give what the newest operation changed."""
    out = run("history", "--limit", "1").out
    return [line.strip() for line in out.splitlines()[1:] if line.startswith("      ")]


def test_each_change_of_a_meeting_is_said(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo Doe")
    meeting = given.meeting(acme, on=date(2026, 12, 1), question_set="kickoff")
    assert _said(run) == ["meeting m1 with acme for 2026-12-01 added"]
    with given.change("meet plan") as change:
        part = change.add("meeting_contact", meeting_id=meeting, contact_id=jo)
        change.amend("meeting", meeting, planned_on=date(2026, 12, 2), goal="know the budget", question_set=None)
    assert _said(run) == [
        "meeting m1 with acme: participant Jo Doe added",
        "meeting m1 with acme: question set kickoff → –; goal – → know the budget; planned 2026-12-01 → 2026-12-02",
    ]
    with given.change("meet hold") as change:
        touch = change.add("touchpoint", client_id=acme, kind="meeting", happened_on=TODAY, text="met")
        change.amend("meeting", meeting, status="held", held_on=TODAY, form="# Goal\n\nmore", touchpoint_id=touch)
        said: dict[str, Any] = {"client_id": acme, "meeting_id": meeting, "contact_id": jo}
        answer = change.add("answer", field="success_measure", text="ten shops", answered_on=TODAY, **said)
        change.add("answer", text="coffee was good", answered_on=TODAY, **said)
        for kind, text in (("quote", "at last"), ("risk", "rent"), ("personal", "sails")):
            change.add("remark", kind=kind, text=text, said_on=TODAY, **said)
    assert _said(run) == [
        'acme: meeting on 2026-11-20 "met"',
        "meeting m1 with acme: status planned for 2026-12-02 → held on 2026-11-20",
        'meeting m1 with acme: answer on success measure "ten shops"',
        'meeting m1 with acme: note of the talk "coffee was good"',
        'meeting m1 with acme: quote "at last"',
        'meeting m1 with acme: risk "rent"',
        'meeting m1 with acme: personal note "sails"',
    ]
    assert "meeting m1 with acme: status held on 2026-11-20 → planned for 2026-12-02\n" in run("undo").out
    run("redo")
    with given.change("mend") as change:
        change.amend("answer", answer, text="twelve shops", contact_id=None)
        change.amend("meeting", meeting, form="# Goal")
        change.run("DELETE FROM remark WHERE kind = 'personal'")
        change.run("DELETE FROM meeting_contact WHERE id = :id", id=part)
    assert _said(run) == [
        (
            "meeting m1 with acme: contact of the answer on success measure Jo Doe → –; "
            "answer on success measure ten shops → twelve shops; form # Goal⏎⏎more → # Goal"
        ),
        'meeting m1 with acme: personal note "sails" removed',
        "meeting m1 with acme: participant Jo Doe removed",
    ]
    told = run("history", "acme").out
    assert "participant Jo Doe added" in told
    assert "participant Jo Doe removed" in told


def test_a_meeting_that_is_cancelled_or_gone_is_said(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    meeting = given.meeting(acme, on=date(2026, 12, 1))
    with given.change("meet cancel") as change:
        change.amend("meeting", meeting, status="cancelled", cancelled_on=TODAY, because="ill")
    assert _said(run) == [
        "meeting m1 with acme: status planned for 2026-12-01 → cancelled on 2026-11-20; because – → ill"
    ]
    with given.change("gone") as change:
        change.run("DELETE FROM meeting")
    assert _said(run) == ["meeting m1 with acme for 2026-12-01, cancelled, removed"]
    given.meeting(acme, on=date(2026, 11, 1), status="held")
    assert _said(run) == ["meeting m2 with acme of 2026-11-01 added"]


def test_each_change_of_a_need_is_said(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo Doe")
    need = given.need(acme, "a shop", priority="high")
    assert _said(run) == ['need w1 "a shop" (acme) stated with high priority added']
    for status, because in (("proposed", "offer sent"), ("open", "too dear"), ("met", None), ("dropped", "moved away")):
        with given.change(f"need {status}") as change:
            change.amend("need", need, status=status, status_on=TODAY)
            change.add("need_move", client_id=acme, need_id=need, status=status, moved_on=TODAY, because=because)
        word = "open again" if status == "open" else status
        reason = [f'need w1: reason for the status "{because}"'] if because else []
        assert _said(run) == [f'need w1 "a shop" (acme): {word}', *reason]
    with given.change("need edit") as change:
        change.amend("need", need, text="two shops", kano="delight", contact_id=jo, evidence="we dream of it")
    assert ", ".join(_said(run)) == (
        'need w1 "two shops" (acme): contact – → Jo Doe; text a shop → two shops; kano – → delight; '
        "evidence – → we dream of it"
    )
    given.remark(acme, "risk", "may move", on=TODAY)
    assert _said(run) == ['acme: risk "may move"']


def test_personal_notes_that_go_with_a_contact_are_said(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.client("Beta")
    jo = given.contact(acme, "Jo Doe")
    held = given.meeting(acme, on=TODAY, status="held")
    given.remark(acme, "personal", "sails", on=TODAY, contact_id=jo, meeting_id=held)
    run("contact", "move", "jo", "beta")
    assert _said(run) == [
        "beta: client of the personal note acme → beta; meeting of the personal note meeting m1 with acme → –",
        "contact Jo Doe: client acme → beta",
    ]


def test_an_operation_of_many_rows_is_counted_not_listed(given: Given, run: Run) -> None:
    with given.change("import") as change:
        change.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
            INSERT INTO client (handle, name, name_key, kind, added_on)
            SELECT 'c' || i, 'C' || i, 'c' || i, 'person', '2026-11-20' FROM n
            """
        )
        change.run("UPDATE client SET notes = 'x'")
        change.run(
            "INSERT INTO contact (client_id, name, name_key, added_on) SELECT id, name, name_key, added_on FROM client"
        )
    assert "      200 clients, 200 contacts added\n" in run("history").out
    line = run("history", "--json").data["operations"][0]
    assert (line["clients"], line["more_clients"]) == (["c1", "c2", "c3", "c4", "c5"], True)
    assert (
        line["changes"][0]
        == {"record": "200 clients", "what": "added", "field": None, "old": None, "new": None} | UNTITLED
    )
    out = run("history", "c7").out
    assert 'client c7 "C7" added\n      contact C7 at c7 added\n' in out
    assert "200" not in out
    assert run("undo").out == "Took back 1 (import): 200 clients, 200 contacts removed.\n"
    assert "(import): 200 clients, 200 contacts added." in run("redo").out


def test_history_of_a_client_shows_only_that_client(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Globex")
    assert run("history", "acme", "--ids").out == "1\n"
    run("history", "nobody", exit_code=3)


def test_since_monday_is_what_was_done_this_week(given: Given, run: Run) -> None:
    for day in (15, 16, 20):
        with given.change(f"day {day}", today=date(2026, 11, day)) as change:
            change.add("tag", name=str(day), name_key=str(day))
    assert run("history", "--since", "monday", "--ids").out == "3\n2\n"
    assert run("history", "--since", "2026-11-21", today="2026-11-22").out == "Nothing was changed in that time.\n"
    run("history", "--since", "someday", exit_code=2)


def test_text_shows_20_operations_and_programs_get_all(given: Given, run: Run) -> None:
    for number in range(23):
        given.client(f"C{number}")
    assert run("history").out.endswith("\n3 older; `--limit 23` shows all.\n")
    assert len(run("history", "--json").data["operations"]) == 23
    assert len(run("history", "--csv").out.splitlines()) == 24
    assert len(run("history", "--json", "--limit", "2").data["operations"]) == 2


def test_hostile_text_is_shown_harmlessly_and_given_exactly(given: Given, run: Run) -> None:
    given.client(HOSTILE, handle="acme", notes="x" * 100_000)
    with given.change(f"work {HOSTILE}") as change:
        change.run("UPDATE client SET notes = :notes", notes=HOSTILE)
    out = run("history").out
    assert not {"\x1b", "\u202e"} & set(out)
    assert "[/b]" in out
    assert max(map(len, out.splitlines())) < 300
    assert run("history", "--json").data["operations"][0]["changes"][0]["new"] == HOSTILE
    assert not {"\x1b", "\u202e"} & set(run("undo").out)


def test_names_of_what_is_gone_are_still_said(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo Doe")
    with given.change("remove") as change:
        change.run("DELETE FROM contact WHERE id = :id", id=jo)
        change.run("DELETE FROM client WHERE id = :id", id=acme)
    assert "contact Jo Doe at acme added" in run("history").out


def test_the_moment_is_the_wall_clock_of_the_settings_zone(given: Given, run: Run, tmp_path: object) -> None:
    given.client("Acme")
    (given.path.parent / "s.toml").write_text("timezone = 'Asia/Shanghai'")
    out = run("--config", str(given.path.parent / "s.toml"), "history", "--json").data["operations"][0]["at"]
    assert out == "2026-11-20T17:00:00+08:00"
    assert NOW.hour == 9


@pytest.mark.parametrize(
    ("currency", "words"),
    [
        ("EUR", "1234.50 EUR"),
        ("RSD", "1234.50 RSD"),
        ("IQD", "123.450 IQD"),
        ("JPY", "123450 JPY"),
        (None, "1234.50"),
    ],
)
def test_an_amount_is_said_in_its_currency(currency: str | None, words: str) -> None:
    old = {"id": 1, "handle": "acme", "currency": currency, "budget_low": None}
    (change,) = rules.row_changes("client", old, {**old, "budget_low": 123450}, lambda table, _row_id: table)
    assert change == rules.RecordChange("acme", "changed", "budget low", None, words)


def test_every_table_of_the_book_can_be_told(given: Given) -> None:
    with given.reading() as reader:
        tables = {
            row["name"]: [column["name"] for column in reader.rows(f"PRAGMA table_info({row['name']})")]
            for row in reader.rows(
                "SELECT name FROM sqlite_master WHERE name IN (SELECT substr(name, 9, length(name) - 15) "
                "FROM sqlite_master WHERE name LIKE 'journal_%_insert')"
            )
        }
    assert len(tables) > 15
    tallies = {table: rules.tally(table, "added", 2) for table in tables}
    assert not [table for table, told in tallies.items() if told is not None and told.record == f"2 {table}"]
    for table, columns in tables.items():
        row = dict.fromkeys(columns, "1") | {"because": "why"} | ({"kind": "touch"} if table == "snooze" else {})
        for old, new in ((None, row), (row, None), (row, {**row, columns[-1]: "2"})):
            changes = list(rules.row_changes(table, old, new, "{} {}".format))
            assert all(rules.sentences(changes))
            assert changes or columns[-1] in rules.UNSAID


def test_a_need_that_was_proposed_anew_says_so_and_so_does_its_undo(given: Given, run: Run) -> None:
    given.need(given.client("Acme"), "weekly list")
    run("need", "propose", "w1")
    run("need", "propose", "w1", today="2026-11-21")
    said = 'need w1 "weekly list" (acme): proposed since 2026-11-20 → 2026-11-21'
    assert said in run("history").out
    assert run("undo").out == (
        'Took back 4 (need propose w1): need w1 "weekly list" (acme): proposed since 2026-11-21 → 2026-11-20.\n'
    )
    assert "since" not in run("undo").out

"""Undo and redo: whatever was done, taken back, leaves the book as it was; and nothing is taken back halfway."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from clienttrack import book, images, journal, search, standing
from clienttrack.book import Change
from clienttrack.journal import (
    NothingToRedo,
    NothingToUndo,
    NotUndoable,
    Reverted,
    UndoConflict,
)
from tests.conftest import NOW, TODAY, Given, Run

Dump = dict[str, list[tuple[Any, ...]]]


def dump(path: Path) -> Dump:
    """Everything the user has in the book, and what is derived from it; not the journal."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [*images.tracked_tables(connection), "standing", "search"]
        return {table: sorted(connection.execute(f"SELECT rowid, * FROM {table}"), key=repr) for table in tables}


def undo(given: Given, number: int | None = None) -> Reverted:
    with given.change("undo") as change:
        return journal.undo(change, number)


def redo(given: Given) -> Reverted:
    with given.change("redo") as change:
        return journal.redo(change)


def newest(given: Given) -> int:
    return int(given.value("SELECT max(id) FROM operation"))


# What a user may do, on rows chosen by a number; a step that finds no row does nothing.


def some_row(change: Change, table: str, number: int, where: str = "1") -> int | None:
    ids = [row["id"] for row in change.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY id")]
    return ids[number % len(ids)] if ids else None


def add_client(change: Change, number: int, text: str) -> None:
    handle = f"c{number}"
    if change.value("SELECT 1 FROM client WHERE handle = :handle", handle=handle) is None:
        change.add("client", handle=handle, name=f"x{text}", name_key=handle, kind="person", added_on=TODAY, tier_id=1)


def edit_client(change: Change, number: int, text: str) -> None:
    if client := some_row(change, "client", number):
        change.amend("client", client, notes=text, tier_id=number % 4 + 1, since_on=TODAY - timedelta(days=number))


def remove_client(change: Change, number: int, _text: str) -> None:
    if client := some_row(change, "client", number):
        change.run("UPDATE task SET follows_id = NULL WHERE client_id = :id", id=client)
        change.run(
            "DELETE FROM touchpoint_contact WHERE contact_id IN (SELECT id FROM contact WHERE client_id = :id) "
            "OR touchpoint_id IN (SELECT id FROM touchpoint WHERE client_id = :id)",
            id=client,
        )
        change.run(
            "DELETE FROM meeting_contact WHERE contact_id IN (SELECT id FROM contact WHERE client_id = :id) "
            "OR meeting_id IN (SELECT id FROM meeting WHERE client_id = :id)",
            id=client,
        )
        for table in ("answer", "remark"):
            change.run(
                f"DELETE FROM {table} WHERE contact_id IN (SELECT id FROM contact WHERE client_id = :id)", id=client
            )
        for table in ("answer", "remark", "need_move", "need", "meeting", "snooze"):
            change.run(f"DELETE FROM {table} WHERE client_id = :id", id=client)
        for table in ("task", "touchpoint", "client_tag", "address", "contact"):
            change.run(f"DELETE FROM {table} WHERE client_id = :id", id=client)
        change.run("DELETE FROM client WHERE id = :id", id=client)


def swap_handles(change: Change, number: int, _text: str) -> None:
    rows = change.rows("SELECT id, handle FROM client ORDER BY id")
    if len(rows) > 1:
        one, other = rows[number % len(rows)], rows[(number + 1) % len(rows)]
        change.amend("client", one["id"], handle="swapping")
        change.amend("client", other["id"], handle=one["handle"])
        change.amend("client", one["id"], handle=other["handle"])


def add_contact(change: Change, number: int, text: str) -> None:
    if client := some_row(change, "client", number):
        contact = change.add("contact", client_id=client, name=f"n{text}", name_key="n", added_on=TODAY)
        address: dict[str, Any] = {"kind": "email", "value": text, "shown": text, "value_key": str(number), "valid": 1}
        change.add("address", client_id=client, contact_id=contact, **address)


def move_contact(change: Change, number: int, text: str) -> None:
    contact, client = some_row(change, "contact", number), some_row(change, "client", number + 1)
    if contact and client:
        change.amend("contact", contact, client_id=client, role=text)
        change.run("UPDATE address SET client_id = :client WHERE contact_id = :id", client=client, id=contact)
        change.run("UPDATE need SET contact_id = NULL WHERE contact_id = :id", id=contact)


def add_touchpoint(change: Change, number: int, text: str) -> None:
    if client := some_row(change, "client", number):
        day, kind = TODAY - timedelta(days=number), "note" if number % 3 == 0 else "call"
        touch = change.add("touchpoint", client_id=client, kind=kind, happened_on=day, text=text)
        if contact := some_row(change, "contact", number, f"client_id = {client}"):
            change.add("touchpoint_contact", touchpoint_id=touch, contact_id=contact)
        values: dict[str, Any] = {"side": "ours", "status": "open", "due_on": TODAY, "added_on": TODAY}
        change.add("task", client_id=client, touchpoint_id=touch, text=f"t{text}", **values)


def remove_touchpoint(change: Change, number: int, _text: str) -> None:
    if touch := some_row(change, "touchpoint", number):
        change.run("DELETE FROM touchpoint_contact WHERE touchpoint_id = :id", id=touch)
        change.run("DELETE FROM touchpoint WHERE id = :id", id=touch)


def repeat_task(change: Change, number: int, text: str) -> None:
    if task := some_row(change, "task", number, "status = 'open'"):
        change.amend("task", task, status="done", closed_on=TODAY, because=text)
        client = change.value("SELECT client_id FROM task WHERE id = :id", id=task)
        values: dict[str, Any] = {"side": "theirs", "status": "open", "added_on": TODAY}
        change.add("task", client_id=client, follows_id=task, text=f"again {text}", **values)


def tag_client(change: Change, number: int, _text: str) -> None:
    if client := some_row(change, "client", number):
        key = f"tag{number % 2}"
        tag = change.value("SELECT id FROM tag WHERE name_key = :key", key=key)
        tag = tag or change.add("tag", name=key, name_key=key)
        change.run(
            "INSERT INTO client_tag (client_id, tag_id) VALUES (:client, :tag) ON CONFLICT DO NOTHING",
            client=client,
            tag=tag,
        )


def plan_meeting(change: Change, number: int, text: str) -> None:
    if client := some_row(change, "client", number):
        day = TODAY + timedelta(days=number)
        values: dict[str, Any] = {"status": "planned", "planned_on": day, "added_on": TODAY, "goal": text or None}
        meeting = change.add("meeting", client_id=client, **values)
        if contact := some_row(change, "contact", number, f"client_id = {client}"):
            change.add("meeting_contact", meeting_id=meeting, contact_id=contact)
        change.add(
            "snooze", client_id=client, kind="meeting", record_id=meeting, until_on=day, set_on=TODAY, because=text
        )


def hold_meeting(change: Change, number: int, text: str) -> None:
    if meeting := some_row(change, "meeting", number, "status = 'planned'"):
        client = change.value("SELECT client_id FROM meeting WHERE id = :id", id=meeting)
        touch = change.add("touchpoint", client_id=client, kind="meeting", happened_on=TODAY, text=text)
        change.amend("meeting", meeting, status="held", held_on=TODAY, form=f"# {text}", touchpoint_id=touch)
        change.run("DELETE FROM snooze WHERE kind = 'meeting' AND record_id = :id", id=meeting)
        contact = some_row(change, "contact", number, f"client_id = {client}")
        said: dict[str, Any] = {"client_id": client, "meeting_id": meeting, "contact_id": contact}
        change.add("answer", field="goal", question="goal", text=f"a{text}", answered_on=TODAY, **said)
        change.add("remark", kind=("quote", "risk", "personal")[number % 3], text=f"r{text}", said_on=TODAY, **said)
        rest: dict[str, Any] = {"origin": "stated", "priority": "high", "status": "open", "status_on": TODAY}
        need = change.add("need", text=f"n{text}", added_on=TODAY, **rest, **said)
        change.add("need_move", client_id=client, need_id=need, status="open", moved_on=TODAY)


def cancel_meeting(change: Change, number: int, text: str) -> None:
    if meeting := some_row(change, "meeting", number, "status = 'planned'"):
        change.amend("meeting", meeting, status="cancelled", cancelled_on=TODAY, because=text)


def move_need(change: Change, number: int, text: str) -> None:
    if need := some_row(change, "need", number):
        client = change.value("SELECT client_id FROM need WHERE id = :id", id=need)
        status = ("open", "proposed", "met", "dropped")[number % 4]
        change.amend("need", need, status=status, status_on=TODAY - timedelta(days=number), kano="delight")
        change.add("need_move", client_id=client, need_id=need, status=status, moved_on=TODAY, because=text)


def remove_tag(change: Change, number: int, _text: str) -> None:
    if tag := some_row(change, "tag", number):
        change.run("DELETE FROM client_tag WHERE tag_id = :id", id=tag)
        change.run("DELETE FROM tag WHERE id = :id", id=tag)


STEPS: tuple[Callable[[Change, int, str], None], ...] = (
    *(add_client, edit_client, remove_client, swap_handles, add_contact, move_contact),
    *(add_touchpoint, remove_touchpoint, repeat_task, tag_client, remove_tag),
    *(plan_meeting, hold_meeting, cancel_meeting, move_need),
)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
steps = st.tuples(st.sampled_from(STEPS), st.integers(0, 6), texts)
# Most of what can be done needs somebody to do it to.
beginnings = st.just(
    [
        (add_client, 1, "a"),
        (add_client, 2, "b"),
        (add_touchpoint, 1, "c"),
        (plan_meeting, 1, "d"),
        (hold_meeting, 1, "e"),
    ]
)
operations = st.builds(
    lambda first, rest: [[step] for step in first] + rest,
    beginnings,
    st.lists(st.lists(steps, min_size=1, max_size=3), max_size=9),
)
HARD = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@contextmanager
def fresh(empty_book: Path) -> Iterator[Given]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_book, Path(folder) / "book.db")
        yield Given(Path(folder) / "book.db")


def carry_out(given: Given, many: list[list[tuple[Callable[[Change, int, str], None], int, str]]]) -> list[Dump]:
    """Carry out operations and give the book before each that changed something, and after the last."""
    dumps = [dump(given.path)]
    for one in many:
        before = newest(given) if given.value("SELECT count(*) FROM operation") else 0
        with given.change("work") as change:
            for step, number, text in one:
                step(change, number, text)
        if given.value("SELECT count(*) FROM operation WHERE id > :before", before=before):
            dumps.append(dump(given.path))
    return dumps


@HARD
@hypothesis_given(operations)
def test_any_operations_undone_newest_first_give_the_book_before_and_redone_the_book_after(
    empty_book: Path, many: list[Any]
) -> None:
    with fresh(empty_book) as given:
        dumps = carry_out(given, many)
        for _round in range(2):
            for before in reversed(dumps[:-1]):
                undo(given)
                assert dump(given.path) == before
            with pytest.raises(NothingToUndo):
                undo(given)
            for after in dumps[1:]:
                redo(given)
                assert dump(given.path) == after
            with pytest.raises(NothingToRedo):
                redo(given)
        with given.reading() as reader:
            assert standing.differences(reader.connection) == []
            assert reader.rows("PRAGMA foreign_key_check") == []


@HARD
@hypothesis_given(operations, st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_undo_of_any_operation_is_whole_or_refused_and_redo_brings_it_back(
    empty_book: Path, many: list[Any], picks: list[int]
) -> None:
    with fresh(empty_book) as given:
        carry_out(given, many)
        numbers = [row[0] for row in _rows(given, "SELECT id FROM operation ORDER BY id")]
        for pick in picks:
            before, operations_before = dump(given.path), newest(given)
            try:
                undo(given, numbers[pick % len(numbers)])
            except (UndoConflict, NotUndoable):
                assert dump(given.path) == before
                assert newest(given) == operations_before
                continue
            with given.reading() as reader:
                assert standing.differences(reader.connection) == []
                assert reader.rows("PRAGMA foreign_key_check") == []
            after = dump(given.path)
            redo(given)
            assert dump(given.path) == before
            undo(given, numbers[pick % len(numbers)])
            assert dump(given.path) == after


def _rows(given: Given, sql: str) -> list[Any]:
    with given.reading() as reader:
        return [tuple(row) for row in reader.rows(sql)]


def test_the_search_index_follows_an_undo(given: Given) -> None:
    given.client("Acme", notes="unmistakable")
    undo(given)
    with closing(sqlite3.connect(given.path)) as connection:
        search.register(connection)
        assert connection.execute("SELECT count(*) FROM search").fetchone()[0] == 0


def test_an_operation_in_the_middle_can_be_undone_when_nothing_stands_on_it(given: Given) -> None:
    acme = given.client("Acme")
    given.task(acme, "send offer", due_on=TODAY)
    middle = newest(given)
    given.touchpoint(acme, on=TODAY)
    undo(given, middle)
    assert given.value("SELECT count(*) FROM task") == 0
    assert given.value("SELECT count(*) FROM touchpoint") == 1


def test_a_later_change_of_the_same_row_is_named_and_nothing_is_undone(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    number = newest(given)
    with given.change("client edit") as change:
        change.amend("client", acme, notes="new")
    later, before = newest(given), dump(given.path)
    ran = run("undo", str(number), exit_code=5)
    assert f"{later} (client edit)" in ran.err
    assert "Undo that first" in ran.err
    assert (dump(given.path), newest(given)) == (before, later)


def test_a_later_change_that_was_itself_undone_is_not_in_the_way(given: Given) -> None:
    acme = given.client("Acme")
    number = newest(given)
    with given.change("client edit") as change:
        change.amend("client", acme, notes="new")
    undo(given)
    assert undo(given, number).operation_id == number


def test_a_later_change_that_came_to_nothing_is_still_in_the_way(given: Given) -> None:
    acme = given.client("Acme", notes="a")
    with given.change("to b") as change:
        change.amend("client", acme, notes="b")
    number = newest(given)
    for words in ("c", "b"):
        with given.change(f"to {words}") as change:
            change.amend("client", acme, notes=words)
    with pytest.raises(UndoConflict, match=r"to c.*to b.*Undo those first"):
        undo(given, number)


def test_a_row_that_is_used_since_is_not_taken_away_and_only_the_user_is_named(given: Given) -> None:
    acme, globex = given.client("Acme"), given.client("Globex")
    number = newest(given)
    given.touchpoint(acme, on=TODAY)
    with given.change("task add") as change:
        values: dict[str, Any] = {"side": "ours", "status": "open", "added_on": TODAY}
        change.add("task", client_id=globex, text="call", **values)
    with pytest.raises(UndoConflict) as caught:
        undo(given, number)
    assert [later.words for later in caught.value.later] == ["task add"]


def test_a_row_that_the_operation_itself_made_use_the_new_one_is_not_in_the_way(given: Given) -> None:
    acme = given.client("Acme")
    task = given.task(acme, "call", due_on=None)
    with given.change("contact add") as change:
        contact = change.add("contact", client_id=acme, name="Jo", name_key="jo", added_on=TODAY)
        change.amend("task", task, contact_id=contact)
    undo(given)
    assert given.value("SELECT contact_id FROM task") is None
    assert given.value("SELECT count(*) FROM contact") == 0


def test_a_name_that_was_given_again_is_in_the_way_of_its_first_owner(given: Given) -> None:
    acme = given.client("Acme")
    with given.change("client remove") as change:
        change.run("DELETE FROM client WHERE id = :id", id=acme)
    number = newest(given)
    given.client("Acme")
    before = dump(given.path)
    with pytest.raises(UndoConflict) as caught:
        undo(given, number)
    assert [later.id for later in caught.value.later] == [number + 1]
    assert dump(given.path) == before


def test_a_client_that_is_gone_is_in_the_way_of_its_contact(given: Given) -> None:
    acme = given.client("Acme")
    contact = given.contact(acme, "Jo")
    with given.change("contact remove") as change:
        change.run("DELETE FROM contact WHERE id = :id", id=contact)
    number = newest(given)
    with given.change("client remove") as change:
        change.run("DELETE FROM client WHERE id = :id", id=acme)
    with pytest.raises(UndoConflict, match="client remove"):
        undo(given, number)


def test_a_row_changed_outside_the_history_is_left_alone(given: Given) -> None:
    acme = given.client("Acme")
    with given.change("client edit") as change:
        change.amend("client", acme, notes="ours")
    with closing(sqlite3.connect(given.path)) as connection:
        connection.execute("DROP TRIGGER journal_client_update")
        connection.execute("UPDATE client SET notes = 'by hand' WHERE id = ?", (acme,))
        connection.commit()
    with pytest.raises(UndoConflict, match="outside the history"):
        undo(given)


def test_a_row_added_and_gone_outside_the_history_is_missed(given: Given) -> None:
    acme = given.client("Acme")
    with closing(sqlite3.connect(given.path)) as connection:
        connection.execute("DROP TRIGGER journal_client_delete")
        connection.execute("DELETE FROM client WHERE id = ?", (acme,))
        connection.commit()
    with pytest.raises(UndoConflict, match="outside the history"):
        undo(given)


def test_another_spelling_of_the_same_json_is_no_change(given: Given) -> None:
    acme = given.client("Acme")
    with given.change("client edit") as change:
        change.amend("client", acme, notes="a\tb/c")
    with closing(sqlite3.connect(given.path)) as connection:
        newest_image = connection.execute("SELECT new FROM row_change ORDER BY id DESC LIMIT 1").fetchone()[0]
        respelled = json.dumps(json.loads(newest_image), indent=1)
        connection.execute("UPDATE row_change SET new = ? WHERE new IS NOT NULL", (respelled,))
        connection.commit()
    undo(given)
    assert given.value("SELECT notes FROM client") is None


def test_an_undo_and_a_redo_are_not_undone_by_number(given: Given, run: Run) -> None:
    given.client("Acme")
    undo(given)
    assert "use redo" in run("undo", str(newest(given)), exit_code=5).err
    redo(given)
    assert "a redo" in run("undo", str(newest(given)), exit_code=5).err


def test_what_was_undone_already_is_not_undone_again(given: Given, run: Run) -> None:
    given.client("Acme")
    number = newest(given)
    undo(given)
    assert "undone already" in run("undo", str(number), exit_code=5).err


@pytest.mark.parametrize("number", ["0", "77", "9223372036854775807", "99999999999999999999999"])
def test_an_unknown_number_is_not_found(given: Given, run: Run, number: str) -> None:
    given.client("Acme")
    assert f"no operation {number}" in run("undo", number, exit_code=3).err


def test_nothing_to_undo_and_nothing_to_redo_are_not_found(given: Given, run: Run) -> None:
    run("undo", exit_code=3)
    run("redo", exit_code=3)
    assert given.value("SELECT count(*) FROM operation") == 0


def test_without_a_book_nothing_is_undone_and_none_is_made(run: Run, book_path: Path) -> None:
    run("undo", exit_code=3)
    run("redo", exit_code=3)
    assert not book_path.exists()


def test_a_command_that_changes_nothing_makes_no_operation(given: Given) -> None:
    acme = given.client("Acme", notes="same")
    number = newest(given)
    with given.change("client edit") as change:
        change.amend("client", acme, notes="same")
    assert newest(given) == number


def test_the_number_of_a_record_comes_back_with_redo_and_is_never_given_again(given: Given) -> None:
    acme = given.client("Acme")
    task = given.task(acme, "send offer", due_on=TODAY)
    undo(given)
    redo(given)
    assert given.value("SELECT id FROM task") == task
    undo(given)
    assert given.task(acme, "other", due_on=TODAY) == task + 1


def test_undo_and_redo_reach_back_to_the_last_migration_and_say_so(given: Given, run: Run) -> None:
    given.client("Acme")
    number = newest(given)
    given.client("Globex")
    undo(given)
    with closing(sqlite3.connect(given.path)) as connection:
        connection.execute(
            "INSERT INTO operation (kind, words, at, today) VALUES ('migration', 'format 2', ?, ?)",
            (book.moment_text(NOW), TODAY.isoformat()),
        )
        connection.commit()
    assert "new format" in run("undo", exit_code=3).err
    assert "new format" in run("undo", str(number), exit_code=5).err
    assert "new format" in run("undo", str(newest(given)), exit_code=5).err
    run("redo", exit_code=3)
    assert given.value("SELECT count(*) FROM client") == 1


def test_operations_are_forgotten_after_400_days_and_records_never(given: Given) -> None:
    given.client("Acme")
    given.client("Globex")
    undo(given)
    old = NOW - timedelta(days=400, seconds=1)
    with closing(sqlite3.connect(given.path)) as connection:
        connection.execute("UPDATE operation SET at = ? WHERE id <= 2", (book.moment_text(old),))
        connection.commit()
    with given.change("client add") as change:
        change.add("tag", name="x", name_key="x")
        journal.prune(change, 400)
    assert _rows(given, "SELECT id, target_id FROM operation") == [(3, None), (4, None)]
    assert given.value("SELECT min(operation_id) FROM row_change") == 3
    assert given.value("SELECT count(*) FROM client") == 1
    with pytest.raises(NothingToRedo):
        redo(given)


def test_nothing_is_forgotten_on_the_400th_day(given: Given) -> None:
    given.client("Acme")
    with closing(sqlite3.connect(given.path)) as connection:
        connection.execute("UPDATE operation SET at = ?", (book.moment_text(NOW - timedelta(days=400)),))
        connection.commit()
    with given.change("tag") as change:
        change.add("tag", name="x", name_key="x")
        journal.prune(change, 400)
    assert newest(given) == 2
    assert given.value("SELECT count(*) FROM operation") == 2


def test_an_operation_of_many_rows_is_taken_back(given: Given) -> None:
    acme = given.client("Acme")
    empty = dump(given.path)
    with given.change("import") as change:
        for day in range(50):
            on = date(2026, 1, 1) + timedelta(days=day)
            change.add("touchpoint", client_id=acme, kind="call", happened_on=on, text=str(day))
    full = dump(given.path)
    undo(given)
    assert dump(given.path) == empty
    redo(given)
    assert dump(given.path) == full


def test_no_question_of_undo_reads_a_table_of_changes_from_end_to_end(given: Given) -> None:
    asked: list[str] = []
    acme = given.client("Acme")
    given.touchpoint(acme, on=TODAY)
    with given.change("undo") as change:
        change.connection.set_trace_callback(asked.append)
        with pytest.raises(UndoConflict):
            journal.undo(change, 1)
        journal.undo(change)
        change.connection.set_trace_callback(None)
        questions = [sql for sql in asked if "row_change" in sql and sql.lstrip().startswith("SELECT")]
        plans = [row["detail"] for sql in questions for row in change.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert questions
    assert not [plan for plan in plans if plan.startswith(("SCAN row_change", "SCAN later", "SCAN mine", "SCAN own"))]

"""Values of a book that cannot be read are named by table and row; they are no bug and not the user's words."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from clienttrack.soundness import unreadable_values
from tests.conftest import TODAY, Given, Run
from tests.slices.test_upkeep import names, raw

NO_TEXT = "CAST(x'41ff42' AS TEXT)"
DAY = "'2026-13-45'"


def _spoiled(path: Path, table: str, column: str, value: str) -> None:
    """Put ``value`` into the first row of a table behind the back of triggers and checks."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT min(rowid) FROM {table})")
        for _, sql in triggers:
            connection.execute(sql)


@pytest.fixture
def acme(given: Given, book_path: Path) -> Path:
    """A book with something in every table that the daily verbs read."""
    client = given.client("Acme", tier="core", last_touch=date(2026, 10, 1), cadence="14d")
    contact = given.contact(client, "Jo Doe", email="jo@acme.example")
    given.task(client, "Send offer", due_on=TODAY, contact_id=contact)
    return book_path


@pytest.mark.parametrize(
    ("words", "table", "column", "value"),
    [
        ("due", "contact", "name", NO_TEXT),
        ("due --json", "task", "text", NO_TEXT),
        ("due", "standing", "anchor_on", "'gar?bage'"),
        ("due", "standing", "since_on", "'gar?bage'"),
        ("due", "cadence_cell", "stage", "'gar?bage'"),
        ("due", "client", "cadence", "'gar?bage'"),
        ("show acme", "touchpoint", "text", NO_TEXT),
        ("show acme --json", "touchpoint", "happened_on", DAY),
        ("client list", "client", "cadence", NO_TEXT),
        ("history", "operation", "at", "'gar?bage'"),
        ("log acme talked", "tier", "name", NO_TEXT),
    ],
)
def test_a_value_that_cannot_be_read_is_named(
    words: str, table: str, column: str, value: str, run: Run, acme: Path
) -> None:
    _spoiled(acme, table, column, value)
    ran = run(*words.split(), exit_code=7)
    said = json.loads(ran.out)["error"]["message"] if "--json" in words else ran.err
    assert f"{column} of {table} " in said
    assert "book check" in said
    assert "bug" not in said
    found = run("book", "check", "--json", exit_code=None)
    assert found.exit_code in {6, 7}
    assert found.data["findings"]


def test_a_record_of_the_history_that_cannot_be_read_is_named(run: Run, acme: Path) -> None:
    run("client", "edit", "acme", "--notes", "x")
    raw(acme, "UPDATE row_change SET old = '{' WHERE old IS NOT NULL")
    assert "old of row_change " in run("undo", exit_code=7).err


def test_the_users_own_words_are_not_put_down_to_the_book(run: Run, acme: Path) -> None:
    _spoiled(acme, "client", "cadence", NO_TEXT)
    assert "'soon'" in run("due", "--within", "soon", exit_code=2).err


def test_a_check_names_what_cannot_be_read_and_mends_what_is_derived(run: Run, acme: Path) -> None:
    _spoiled(acme, "standing", "anchor_on", NO_TEXT)
    (finding,) = run("book", "check", "--json", exit_code=6).data["findings"]
    assert (finding["kind"], finding["record"], finding["what"]) == ("unreadable", "standing 1", "anchor_on is no text")
    run("book", "check", "--repair")
    _spoiled(acme, "touchpoint", "text", NO_TEXT)
    assert "touchpoint 1: text is no text" in run("book", "check", exit_code=6).out
    run("book", "check", "--repair", exit_code=7)


def test_a_sound_book_holds_nothing_unreadable(run: Run, acme: Path) -> None:
    run("log", "acme", "éè 华为", "--next", "y", "--by", "fri")
    run("client", "pause", "acme", "--until", "+3d")
    run("undo")
    with closing(sqlite3.connect(acme)) as connection:
        assert list(unreadable_values(connection)) == []


def test_a_missing_table_is_damage(run: Run, acme: Path) -> None:
    raw(acme, "DROP TABLE snooze")
    for words in (("due",), ("show", "acme"), ("log", "acme", "talked"), ("book", "check")):
        assert "damaged or is no book (no such table: snooze)" in run(*words, exit_code=7).err


def test_a_schema_that_is_no_text_is_damage_and_can_be_restored_over(run: Run, acme: Path) -> None:
    run("book", "backup")
    raw(acme, "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET name = {NO_TEXT}, sql = 'CREATE TABEL' WHERE name = 'snooze'")  # fmt: skip
    broken = acme.read_bytes()
    for words in (("due",), ("due", "--json"), ("log", "acme", "talked"), ("book", "check")):
        ran = run(*words, exit_code=7)
        assert "damaged" in ran.err + ran.out
    kept = Path(run("book", "restore", "--yes", "--json").data["kept"])
    assert kept.read_bytes() == broken
    assert names(acme) == ["Acme"]
    run("due")

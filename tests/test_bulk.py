"""Many rows at once are recorded and counted exactly as one by one."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from clienttrack import journal
from clienttrack.book import Change
from clienttrack.bulk import insert_many
from tests.conftest import Given
from tests.disasters import assert_sound, content_of

TALKS = "INSERT INTO touchpoint (client_id, kind, happened_on, text) SELECT {}"
ROWS = ("1, 'call', '2026-11-01', 'a'", "2, 'note', '2026-11-02', 'b'", "1, 'visit', '2026-11-03', 'c'")


def _content(path: Path) -> dict[str, Any]:
    return {name: rows for name, rows in content_of(path).items() if not name.startswith("search_")}


def _triggers(path: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        found = {*connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()}
    connection.close()
    return found


def test_rows_are_recorded_and_counted_as_one_by_one(given: Given, tmp_path: Path) -> None:
    for name in ("Acme", "Bolt"):
        given.client(name)
    other = Given(tmp_path / "other.db")
    shutil.copy(given.path, other.path)
    triggers = _triggers(given.path)
    with given.change() as change:
        assert insert_many(change, "touchpoint", TALKS.format(" UNION ALL SELECT ".join(ROWS))) == 3
        columns = "id, handle, name, name_key, kind, added_on"
        added = f"INSERT INTO client ({columns}) SELECT 7, 'c', 'C', 'c', 'person', '2026-01-01'"
        insert_many(change, "client", added)
    with other.change() as change:
        for row in ROWS:
            change.run(TALKS.format(row))
        change.run(added)
    assert _content(given.path) == _content(other.path)
    assert _triggers(given.path) == triggers
    assert_sound(given.path)


def test_undo_takes_them_back(given: Given) -> None:
    given.client("Acme")
    before = _content(given.path)
    with given.change() as change:
        insert_many(change, "touchpoint", TALKS.format(ROWS[0]))
    with given.change() as change:
        journal.undo(change)
    after = _content(given.path)
    assert {name: after[name] for name in ("client", "touchpoint", "standing")} == {
        name: before[name] for name in ("client", "touchpoint", "standing")
    }
    assert_sound(given.path)


def test_later_rows_are_recorded_one_by_one_again(given: Given) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        insert_many(change, "touchpoint", TALKS.format(ROWS[0]))
        change.add("touchpoint", client_id=acme, kind="call", happened_on=change.today, text="d")
    recorded = given.value("SELECT count(*) FROM row_change WHERE table_name = 'touchpoint'")
    assert recorded == 2
    assert given.value("SELECT last_touch_on FROM standing") == "2026-11-20"


def _broken(change: Change) -> None:
    insert_many(change, "touchpoint", TALKS.format("99, 'call', '2026-11-01', 'nobody'"))


def test_a_row_that_cannot_be_leaves_rows_and_triggers_as_they_were(given: Given) -> None:
    given.client("Acme")
    before, triggers = _content(given.path), _triggers(given.path)
    with pytest.raises(sqlite3.IntegrityError), given.change() as change:
        _broken(change)
    assert _content(given.path) == before
    assert _triggers(given.path) == triggers

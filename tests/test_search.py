"""The search index is in step with the records after every kind of change, and after every undo and redo."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clienttrack import book, journal, search
from clienttrack.book import Change
from tests.conftest import NOW, TODAY, Given
from tests.disasters import assert_sound

Step = Callable[[Change], object]


def _index(given: Given) -> dict[int, str]:
    with given.reading() as reader:
        return {row["rowid"]: row["body"] for row in reader.rows("SELECT rowid, body FROM search")}


def _rebuilt(given: Given) -> dict[int, str]:
    """Give the index as it would be made anew, and leave the book as it is."""
    connection = book.open_for_writing(given.path, print)
    try:
        connection.execute("BEGIN")
        search.rebuild(connection)
        return {row["rowid"]: row["body"] for row in connection.execute("SELECT rowid, body FROM search")}
    finally:
        connection.close()


@pytest.fixture(scope="module")
def filled(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clients with everything that is searched."""
    path = tmp_path_factory.mktemp("search") / "book.db"
    shutil.copy(empty_book, path)
    given = Given(path)
    for name in ("Acme", "华为"):
        client_id = given.client(name, notes="note of the client", city="Paris")
        given.contact(client_id, "Jo Doe", email="jo@acme.com")
        given.touchpoint(client_id, on=TODAY, text="talked about renewal")
        given.task(client_id, "send offer", due_on=TODAY)
        with given.change() as change:
            change.add("alias", client_id=client_id, alias=f"Old {name}", alias_key=f"old {client_id}")
            change.add("custom_field", client_id=client_id, name="colour", value="green")
    return path


@pytest.fixture
def world(filled: Path, book_path: Path) -> Given:
    """A copy of the filled book, to be changed."""
    shutil.copy(filled, book_path)
    return Given(book_path)


STEPS: dict[str, Step] = {
    "a client renamed": lambda c: c.amend("client", 1, name="Zenith", name_key="zenith"),
    "a note cleared": lambda c: c.amend("client", 1, notes=None),
    "a client added": lambda c: c.add("client", handle="n", name="New", name_key="new", kind="person", added_on=TODAY),
    "an alias removed": lambda c: c.run("DELETE FROM alias WHERE client_id = 1"),
    "an alias moved": lambda c: c.amend("alias", 1, client_id=2),
    "a field changed": lambda c: c.amend("custom_field", 1, value="blue"),
    "a field moved": lambda c: c.amend("custom_field", 1, client_id=2, name="second colour"),
    "a contact renamed": lambda c: c.amend("contact", 1, name="Ann Roe", name_key="ann roe"),
    "a contact moved": lambda c: c.run("UPDATE contact SET client_id = 2 WHERE id = 1"),
    "an address removed": lambda c: c.run("DELETE FROM address WHERE contact_id = 1"),
    "an address of the client": lambda c: c.run("UPDATE address SET contact_id = NULL WHERE contact_id = 1"),
    "an address moved": lambda c: c.run("UPDATE address SET contact_id = 2, kind = 'phone' WHERE contact_id = 1"),
    "a touchpoint removed": lambda c: c.run("DELETE FROM touchpoint WHERE id = 1"),
    "a touchpoint reworded": lambda c: c.amend("touchpoint", 1, text="谈合同 renewal"),
    "a task dropped": lambda c: c.amend("task", 1, status="dropped", closed_on=TODAY, because="too dear"),
    "a task reworded": lambda c: c.amend("task", 1, text="send another"),
    "many at once": lambda c: c.run("UPDATE touchpoint SET text = text || ' again'"),
    "nothing searched": lambda c: c.amend("client", 1, cadence="7d"),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_the_index_is_in_step_after_a_change_its_undo_and_its_redo(step: Step, world: Given) -> None:
    before = _index(world)
    assert before == _rebuilt(world)
    with world.change("step") as change:
        step(change)
    after = _index(world)
    assert after == _rebuilt(world)
    with world.change("undo") as change:
        journal.undo(change)
    assert _index(world) == before
    with world.change("redo") as change:
        journal.redo(change)
    assert _index(world) == after
    assert_sound(world.path)


def test_a_client_with_everything_can_go_and_come_back(world: Given) -> None:
    before = _index(world)
    with world.change("remove") as change:
        for table in ("task", "touchpoint", "address", "contact", "alias", "custom_field"):
            change.run(f"DELETE FROM {table} WHERE client_id = 1")
        change.run("DELETE FROM client WHERE id = 1")
    assert len(_index(world)) == len(before) / 2
    assert _index(world) == _rebuilt(world)
    with world.change("undo") as change:
        journal.undo(change)
    assert _index(world) == before


def test_a_change_that_is_rolled_back_leaves_the_index_alone(world: Given) -> None:
    before = _index(world)
    opened = book.changing(world.path, "try", today=TODAY, now=NOW, notice=print, dry_run=True)
    with opened as change:
        change.amend("client", 1, name="Zenith")
    assert _index(world) == before


def test_texts_are_indexed_folded(given: Given) -> None:
    acme = given.client("Zoë MÜLLER")
    given.touchpoint(acme, on=TODAY, text="Ｆｕｊｉ  über\nStraße")
    assert set(_index(given).values()) == {"zoe muller zoe-muller", "fuji uber strasse"}

"""Clients taken out of the book."""

from datetime import date

import pytest

from clienttrack import images
from clienttrack.slices.clients.actions.records import GOES_WITH_THE_CLIENT
from clienttrack.slices.contacts.actions import GOES_WITH_THE_CONTACT
from clienttrack.slices.removal.queries import History
from clienttrack.slices.touchpoints.actions import GOES_WITH_THE_TOUCHPOINT
from tests.conftest import TODAY, Given, Run


def references_to(given: Given, parent: str) -> set[tuple[str, str]]:
    """Give every journalled table and column that refers to a record of this table."""
    with given.reading() as reader:
        return {
            (table, row["from"])
            for table in images.tracked_tables(reader.connection)
            for row in reader.rows(f"PRAGMA foreign_key_list({table})")
            if row["table"] == parent
        }


def test_every_table_that_refers_to_a_record_is_thought_of_where_that_record_goes(given: Given) -> None:
    """A table that is new must be put into one of these lists, or into the record's history, which stops a removal."""
    names_of_the_client = {("alias", "client_id"), ("client_tag", "client_id")}
    happened = {(name.removesuffix("s"), "client_id") for name in History.__slots__}
    of_contacts = {("contact_field", "client_id")}
    of_meetings_and_needs = {("answer", "client_id"), ("need_move", "client_id")}
    of_tasks = {("playbook_step", "client_id")}
    kept = {*GOES_WITH_THE_CLIENT, *names_of_the_client, *happened, *of_contacts, *of_meetings_and_needs, *of_tasks}
    assert references_to(given, "client") == kept
    went_with_the_contact = {(table, "contact_id") for table in GOES_WITH_THE_CONTACT}
    assert references_to(given, "contact") == {
        *went_with_the_contact,
        ("task", "contact_id"),
        ("touchpoint_contact", "contact_id"),
        ("meeting_contact", "contact_id"),
        ("answer", "contact_id"),
        ("need", "contact_id"),
    }
    went_with_the_touchpoint = {(table, "touchpoint_id") for table in GOES_WITH_THE_TOUCHPOINT}
    assert references_to(given, "touchpoint") == {
        *went_with_the_touchpoint,
        ("task", "touchpoint_id"),
        ("meeting", "touchpoint_id"),
    }
    # Tasks are dropped, never removed.
    steps = ("playbook_step", "task_id")
    assert references_to(given, "task") == {("task", "follows_id"), ("external_id", "task_id"), steps}


def test_pairs_of_different_clients_go_with_either_of_them_and_come_back(given: Given, run: Run) -> None:
    acme, beta, carl = (given.client(name) for name in ("Acme", "Beta", "Carl"))
    with given.change() as change:
        for one, other in ((acme, beta), (beta, carl)):
            change.add("distinct_pair", client_id=one, other_id=other)
    run("client", "remove", "beta", "--yes")
    assert given.value("SELECT count(*) FROM distinct_pair") == 0
    assert "beta: not the same as carl" in run("undo").out
    assert given.value("SELECT count(*) FROM distinct_pair") == 2
    run("book", "check")


def test_the_name_of_a_touchpoint_elsewhere_goes_with_it_and_comes_back(given: Given, run: Run) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    with given.change() as change:
        change.add("external_id", client_id=acme, touchpoint_id=1, entity="touchpoint", system="hub", value="7")
    run("touch", "remove", "1", "--yes")
    assert given.value("SELECT count(*) FROM external_id") == 0
    run("undo")
    assert given.value("SELECT touchpoint_id FROM external_id") == 1


def test_a_meeting_outlives_the_touchpoint_it_logged_and_undo_joins_them_again(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    touch = given.touchpoint(acme, on=date(2026, 2, 1), kind="meeting")
    held = given.meeting(acme, on=date(2026, 2, 1), status="held", touchpoint_id=touch)
    given.answer(held, "goal", "more shops")
    run("touch", "remove", "1", "--yes")
    assert given.value("SELECT count(*) FROM meeting WHERE touchpoint_id IS NULL") == 1
    assert given.value("SELECT text FROM answer") == "more shops"
    run("book", "check")
    run("undo")
    assert given.value("SELECT touchpoint_id FROM meeting") == touch


def test_a_client_without_history_is_removed_its_handle_retired_and_undo_brings_it_back(given: Given, run: Run) -> None:
    run("client", "add", "Acme", "--tag", "vip", "--domain", "acme.com", "--set", "a=1", "--external-id", "hub=1")
    run("client", "edit", "acme", "--handle", "zenith", "--tier", "key")
    run("client", "remove", "zenith", exit_code=2)
    assert run("client", "remove", "zenith", "--yes", "--json").data == {"handle": "zenith", "name": "Acme"}
    for table in ("client", "tag", "domain", "custom_field", "external_id", "tier_move", "standing"):
        assert given.value(f"SELECT count(*) FROM {table}") == 0, table
    run("client", "add", "New", "--handle", "zenith", exit_code=5)
    run("client", "add", "New", "--handle", "acme", exit_code=5)
    assert run("client", "add", "Zenith", "--json").data["handle"] == "zenith-2"
    run("undo")
    run("undo")
    assert run("client", "show", "acme.com", "--json").data["aliases"] == ["acme"]


@pytest.mark.parametrize("kind", ["touchpoint", "task", "contact", "meeting", "need", "remark"])
def test_a_client_with_history_is_not_removed_but_archived(kind: str, given: Given, run: Run) -> None:
    acme = given.client("Acme")
    made = {
        "touchpoint": lambda: given.touchpoint(acme, on=date(2026, 2, 1)),
        "task": lambda: given.task(acme, "call", due_on=None),
        "contact": lambda: given.contact(acme, "Jo"),
        "meeting": lambda: given.meeting(acme, on=date(2026, 2, 1)),
        "need": lambda: given.need(acme, "a shop"),
        "remark": lambda: given.remark(acme, "risk", "may leave", on=date(2026, 2, 1)),
    }
    made[kind]()
    told = run("client", "remove", "acme", "--yes", exit_code=5).err
    assert f"{kind}s 1" in told
    assert "clienttrack client archive acme" in told
    assert given.value("SELECT count(*) FROM client") == 1

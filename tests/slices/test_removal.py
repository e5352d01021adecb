"""Clients taken out of the book."""

from datetime import date

import pytest

from tests.conftest import Given, Run


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


@pytest.mark.parametrize("kind", ["touchpoint", "task", "contact"])
def test_a_client_with_history_is_not_removed_but_archived(kind: str, given: Given, run: Run) -> None:
    acme = given.client("Acme")
    made = {
        "touchpoint": lambda: given.touchpoint(acme, on=date(2026, 2, 1)),
        "task": lambda: given.task(acme, "call", due_on=None),
        "contact": lambda: given.contact(acme, "Jo"),
    }
    made[kind]()
    told = run("client", "remove", "acme", "--yes", exit_code=5).err
    assert f"{kind}s 1" in told
    assert "clienttrack client archive acme" in told
    assert given.value("SELECT count(*) FROM client") == 1

"""Options that several commands share."""

from datetime import date

import pytest

from tests.conftest import Given, Run

LISTS = ["task list", "need list", "need board", "meet list", "touch list", "contact list", "history"]


@pytest.fixture
def two_clients(given: Given) -> Given:
    """Two clients with a record of each kind."""
    for name in ("Acme", "Beta"):
        client = given.client(name)
        given.contact(client, f"Ann of {name}")
        given.touchpoint(client, on=date(2026, 11, 1), text=f"talk with {name}")
        given.task(client, f"offer to {name}", due_on=date(2026, 12, 1))
        given.need(client, f"shop of {name}")
        given.meeting(client, on=date(2026, 12, 1), goal=f"plan of {name}")
    return given


@pytest.mark.parametrize("words", LISTS)
def test_a_list_takes_its_client_as_an_argument_and_as_an_option(words: str, two_clients: Given, run: Run) -> None:
    told = run(*words.split(), "acme", "--json").data
    assert "cme" in str(told)
    assert run(*words.split(), "--client", "acme", "--json").data == told
    assert "Beta" not in str(told)
    run(*words.split(), "--client", "nobody", exit_code=3)
    assert "CLIENT and --client" in run(*words.split(), "acme", "--client", "beta", exit_code=2).err
    assert "--client CLIENT" in run(*words.split(), "--help").out

"""Settings that make no sense and currencies without a rate stop what reckons with them, and nothing is done."""

from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run

ASKING = [
    ("tier", "explain", "acme"),
    ("tier", "evaluate"),
    ("tier", "rfm"),
    ("tier", "rfm", "acme"),
    ("risk", "list"),
    ("risk", "explain", "acme"),
]
CHANGING = [
    ("tier", "evaluate", "--apply"),
    ("tier", "evaluate", "--apply", "--no-pin-safe"),
]
BROKEN = [
    ("[value.weights]\nrevenue = 31", "'value.weights' must sum to 100, not 101"),
    ("[value.points]\nrevenue = '0:0 5k:25 4k:50'", "'value.points.revenue' has break points out of order"),
    ("[rfm]\nrecency = '30 90 60 365'", "'rfm.recency' must be four numbers that rise"),
    ("[risk]\nwatch = 6", "'risk.watch' must lie between 0 and risk.high"),
    ("[value]\nlimit = 1", "unknown key 'value.limit'"),
    ("[rates]\nUSD = '0,92'", "'rates.USD' must be a number above 0"),
]


OPERATIONS = "SELECT count(*) || ' ' || max(id) FROM operation"


@pytest.fixture
def acme(given: Given) -> int:
    """A client that its score would move."""
    client_id = given.client("Acme", tier="general", since_on=TODAY.replace(year=2020), last_touch=TODAY)
    for year in range(2021, 2027):
        given.payment(client_id, 200_000_00, on=TODAY.replace(year=year))
    return client_id


def refused(given: Given, run: Run, path: Path, command: tuple[str, ...]) -> str:
    """Give the one line that a command ends with that does nothing."""
    before = given.value(OPERATIONS)
    ran = run("--config", str(path), *command, exit_code=2)
    assert (ran.out, ran.err.count("\n"), given.value(OPERATIONS)) == ("", 1, before)
    return ran.err


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_broken_numbers_stop_every_command_with_file_and_key(
    text: str, says: str, given: Given, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    for command in (*ASKING, *CHANGING, ("payment", "add", "acme", "5"), ("client", "rate", "acme", "--growth", "4")):
        told = refused(given, run, path, command)
        assert f"The settings file '{path}' is broken: " in told
        assert says in told


@pytest.mark.parametrize("command", [*ASKING, *CHANGING])
def test_a_currency_without_a_rate_stops_what_needs_a_sum(
    command: tuple[str, ...], acme: int, given: Given, run: Run, tmp_path: Path
) -> None:
    given.payment(acme, 5_00, on=TODAY, currency="USD")
    path = tmp_path / "settings.toml"
    path.write_text("[rates]\nCHF = '1.05'\n")
    told = refused(given, run, path, command)
    assert f"There are payments in USD, and 'rates.USD' is not in the settings file '{path}'." in told
    assert "what 1 USD is worth in EUR" in told


def test_what_needs_no_sum_answers_without_a_rate(acme: int, given: Given, run: Run) -> None:
    given.payment(acme, 5_00, on=TODAY, currency="USD")
    for command in (("due",), ("tier", "history"), ("payment", "list"), ("export", "payments"), ("tier", "list")):
        run(*command)
    assert "USD" in run("show", "acme").out
    given.client("Beta")
    assert run("tier", "explain", "beta", "--json").data["score"] is None

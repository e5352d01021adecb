"""The list of clients: filtered, sorted, cut."""

import os
import subprocess
import sys
from datetime import date

import pytest

from tests.conftest import Given, Run


@pytest.fixture
def book_of_five(given: Given, run: Run) -> Given:
    """Five clients in different places, seen on 2026-11-20."""
    given.client("Core Late", tier="core", last_touch=date(2026, 10, 1), city="Rome")
    given.client("Key Fresh", tier="key", last_touch=date(2026, 11, 19), since_on=date(2026, 10, 1))
    given.client("Never Met", added_on=date(2026, 11, 1), since_on=date(2025, 11, 20))
    given.client("Lost One", tier="general", told_stage="lost", last_touch=date(2026, 1, 5))
    laid = given.client("Laid Aside", tier="core", archived_on=date(2026, 6, 1))
    given.task(given.value("SELECT id FROM client WHERE handle = 'key-fresh'"), "x", due_on=date(2026, 12, 1))
    run("client", "tag", "key-fresh", "vip")
    assert laid
    return given


def _ids(run: Run, *options: str) -> list[str]:
    return run("client", "list", "--ids", *options).out.split()


@pytest.mark.parametrize(
    ("options", "handles"),
    [
        ([], ["core-late", "key-fresh", "lost-one", "never-met"]),
        (["--tier", "CORE"], ["core-late"]),
        (["--stage", "prospect"], ["core-late"]),
        (["--stage", "activation"], ["key-fresh"]),
        (["--stage", "deep"], ["never-met"]),
        (["--stage", "stable"], []),
        (["--stage", "lost"], ["lost-one"]),
        (["--tag", "VIP"], ["key-fresh"]),
        (["--text", "late rome"], ["core-late"]),
        (["--text", "Ro"], ["core-late"]),
        (["--text", 'rome" OR "met'], []),
        (["--state", "never"], ["never-met"]),
        (["--state", "overdue"], ["core-late"]),
        (["--state", "no-next-step"], ["core-late"]),
        (["--state", "archived"], ["laid-aside"]),
        (["--state", "lost"], ["lost-one"]),
        (["--state", "paused"], []),
        (["--sort", "due"], ["core-late", "key-fresh", "never-met", "lost-one"]),
        (["--sort", "tier"], ["core-late", "key-fresh", "lost-one", "never-met"]),
        (["--sort", "last-touch"], ["never-met", "lost-one", "core-late", "key-fresh"]),
        (["--sort", "added"], ["never-met", "lost-one", "key-fresh", "core-late"]),
        (["--sort", "due", "--limit", "1"], ["core-late"]),
        (["--limit", "2"], ["core-late", "key-fresh"]),
    ],
)
def test_the_list_is_filtered_sorted_and_cut(
    options: list[str], handles: list[str], book_of_five: Given, run: Run
) -> None:
    assert _ids(run, *options) == handles


def test_every_stage_of_the_list_is_that_of_the_record(given: Given, run: Run) -> None:
    for number, days in enumerate((0, 1, 88, 89, 90, 91, 363, 364, 365, 366, 400)):
        given.client(f"C {number}", since_on=date.fromordinal(date(2026, 11, 20).toordinal() - days))
    given.client("Ahead", since_on=date(2026, 11, 21))
    by_stage = {line["handle"]: line["stage"] for line in run("client", "list", "--json").data}
    for stage in ("prospect", "activation", "stable", "deep"):
        assert _ids(run, "--stage", stage) == sorted((h for h, s in by_stage.items() if s == stage), key=_number)


def _number(handle: str) -> tuple[int, str]:
    return (1, handle) if handle.startswith("c-") else (0, handle)


def test_a_line_of_the_list_is_a_stable_record(book_of_five: Given, run: Run) -> None:
    line = run("client", "list", "--tier", "key", "--json").data[0]
    assert line == {
        "handle": "key-fresh",
        "name": "Key Fresh",
        "kind": "organisation",
        "tier": "key",
        "stage": "activation",
        "state": [],
        "last_touch_on": "2026-11-19",
        "due_on": "2026-11-26",
        "tags": ["vip"],
        "due_ref": "@key-fresh",
    }
    assert run("client", "list", "--csv").out.startswith(
        "handle,name,kind,tier,stage,state,last_touch_on,due_on,tags,due_ref\r\n"
        'core-late,Core Late,organisation,core,prospect,"overdue, no-next-step",2026-10-01,2026-10-08,,\'@core-late\r\n'
    )


def test_the_table_says_what_a_limit_leaves_out_and_an_empty_one_says_so(book_of_five: Given, run: Run) -> None:
    out = run("client", "list", "--limit", "1").out
    assert "Core Late" in out
    assert "1 of 4 clients; 3 more" in out
    assert run("client", "list", "--tier", "potential").out.startswith("No client fits.")
    assert run("client", "list", "--tier", "potential", "--csv").out.startswith("handle,")


@pytest.mark.parametrize("options", [["--tier", "gold"], ["--tag", "nope"]])
def test_an_unknown_tier_or_tag_is_not_an_empty_list(options: list[str], given: Given, run: Run) -> None:
    run("client", "list", *options, exit_code=3)


def test_due_today_is_not_overdue(given: Given, run: Run) -> None:
    given.client("Acme", tier="core", last_touch=date(2026, 11, 13))
    assert run("client", "list", "--json").data[0]["due_on"] == "2026-11-20"
    assert _ids(run, "--state", "overdue") == []


def test_the_list_loads_no_model(given: Given) -> None:
    given.client("Acme")
    code = (
        "import sys; from clienttrack import cli; cli.run(['client', 'list']); "
        "print(sorted({'sqlalchemy', 'sqlmodel', 'alembic', 'jinja2', 'phonenumbers', 'babel'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert ended.stdout.endswith("[]\n"), ended.stdout


def test_none_is_no_tier(given: Given, run: Run) -> None:
    given.client("Acme", tier="key")
    given.client("Plain")
    assert run("client", "list", "--tier", "none", "--ids").out == "plain\n"
    run("client", "list", "--tier", "gold", exit_code=3)


def _next_of(run: Run, handle: str) -> tuple[str | None, str | None, bool]:
    line = next(line for line in run("client", "list", "--json").data if line["handle"] == handle)
    return line["due_ref"], line["due_on"], "overdue" in line["state"]


def test_a_late_promise_shows_where_contact_is_not_due(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=date(2026, 11, 19))
    given.client("Fresh", tier="core", last_touch=date(2026, 11, 18))
    assert _next_of(run, "acme") == ("@acme", "2026-11-26", False)
    given.task(acme, "no day", due_on=None)
    given.task(acme, "kept", due_on=date(2026, 11, 1), status="done", closed_on=date(2026, 11, 1))
    given.task(acme, "offer", due_on=date(2026, 11, 18))
    assert _next_of(run, "acme") == ("t3", "2026-11-18", True)
    assert _ids(run, "--state", "overdue") == ["acme"]
    assert _ids(run, "--sort", "due", "--limit", "1") == ["acme"]
    [line] = [line for line in run("client", "list").out.splitlines() if line.startswith("acme")]
    assert "18 Nov (t3)" in " ".join(line.split())
    assert line.split()[-1] == "late"


def test_the_next_of_a_client_is_a_meeting_a_proposal_or_contact_whichever_is_first(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", last_touch=date(2026, 11, 18))
    given.need(acme, "a shop", status="proposed", on=date(2026, 11, 17))
    assert _next_of(run, "acme") == ("w1", "2026-11-24", False)
    given.meeting(acme, on=date(2026, 11, 23))
    given.meeting(acme, on=date(2026, 11, 2), status="held")
    assert _next_of(run, "acme") == ("m1", "2026-11-23", False)
    given.task(acme, "same day", due_on=date(2026, 11, 23))
    assert _next_of(run, "acme")[0] == "m1"
    assert _ids(run, "--sort", "due") == ["acme"]
    assert _ids(run, "--state", "overdue") == []
    with given.change() as change:
        change.run("UPDATE client SET archived_on = '2026-11-20'")
    line = run("client", "list", "--state", "archived", "--json").data[0]
    assert (line["due_ref"], line["due_on"]) == (None, None)


def test_a_pause_hides_the_silence_but_no_promise(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core", paused_until=date(2026, 12, 1))
    assert _next_of(run, "acme") == ("@acme", "2026-12-01", False)
    given.task(acme, "offer", due_on=date(2026, 11, 19))
    assert _next_of(run, "acme") == ("t1", "2026-11-19", True)
    assert _ids(run, "--state", "overdue") == ["acme"]


def test_the_list_of_clients_and_the_morning_list_agree(given: Given, run: Run) -> None:
    for number in range(12):
        since = date.fromordinal(date(2026, 11, 20).toordinal() - 40 * number)
        day = date.fromordinal(date(2026, 11, 1).toordinal() + 4 * number)
        tier = ("core", "key", None)[number % 3]
        client = given.client(f"C{number}", tier=tier, last_touch=date(2026, 10, 30 + number % 2), since_on=since)
        if number % 2:
            given.task(client, "promise", due_on=day)
        if number % 4 > 1:
            given.need(client, "need", status="proposed", on=date(2026, 10, 28))
        if number % 5 == 1:
            given.meeting(client, on=day)
    due: dict[str, list[tuple[str, str]]] = {}
    for line in run("due", "--json", "--within", "1y").data["lines"]:
        if line["due_on"] is not None:
            due.setdefault(line["client"], []).append((line["due_on"], line["ref"]))
    clients = run("client", "list", "--json").data
    assert len(clients) == len(due) == 12
    for line in clients:
        assert (line["due_on"], line["due_ref"]) in due[line["handle"]]
        assert line["due_on"] == min(due[line["handle"]])[0]
        assert ("overdue" in line["state"]) == (line["due_on"] < "2026-11-20")
    assert {line["due_ref"][0] for line in clients} == {"@", "t", "w", "m"}

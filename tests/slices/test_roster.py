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
    }
    assert run("client", "list", "--csv").out.startswith(
        "handle,name,kind,tier,stage,state,last_touch_on,due_on,tags\r\n"
        'core-late,Core Late,organisation,core,prospect,"overdue, no-next-step",2026-10-01,2026-10-08,\r\n'
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

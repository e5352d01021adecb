"""Clients and their tags: rules, changes and commands."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest

from clienttrack.slices.clients import rules
from clienttrack.slices.clients.actions import NearlyTheSameName, add_client
from tests.conftest import Given, Run

HOSTILE = "Évil [/b] [red]\x1b[31m\n\u202eDROP TABLE client;-- ../../etc"


# --- names, handles, domains ---


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("acme ltd", "acme"),
        ("acme inc.", "acme gmbh"),
        ("jon smith", "john smith"),
        ("old freind", "old friend"),
        ("华为技术有限公司", "华为技术"),
        ("zenith a/s", "zenith"),
        ("acme", "acme"),
    ],
)
def test_names_that_differ_in_legal_form_or_a_letter_are_nearly_the_same(new: str, known: str) -> None:
    assert rules.nearest_name(new, ["something else", known]) == known


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("jane smith", "john smith"),
        ("client 1001", "client 1002"),
        ("acme", "acne"),
        ("the company", "acme"),
        ("王", "李"),
    ],
)
def test_different_names_are_not_nearly_the_same(new: str, known: str) -> None:
    assert rules.nearest_name(new, [known]) is None


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.Acme.com/x?y", "acme.com"),
        ("acme.co.uk:8080", "acme.co.uk"),
        ("http://user@müller.de.", "muller.de"),
        ("linkedin.com/company/acme", None),
        ("de.linkedin.com/company/acme", None),
        ("localhost", None),
        ("not a site", None),
        (None, None),
    ],
)
def test_a_web_site_gives_a_domain_unless_many_share_its_host(address: str | None, domain: str | None) -> None:
    assert rules.domain_of_website(address) == domain


def test_a_taken_handle_is_numbered_and_stays_within_its_length() -> None:
    assert rules.numbered_handle("acme", ["acme", "acme-2", "acme-4"]) == "acme-3"
    assert rules.numbered_handle("a" * 40, ["a" * 40]) == "a" * 38 + "-2"


# --- adding ---


def test_a_nearly_equal_name_is_refused_unless_forced_and_nothing_is_written(given: Given) -> None:
    given.client("Acme Ltd")
    with pytest.raises(NearlyTheSameName), given.change() as change:
        add_client(change, name="ACME GmbH")
    assert given.value("SELECT count(*) FROM client") == 1
    with given.change() as change:
        assert add_client(change, name="ACME Ltd", force=True).handle == "acme-ltd-2"


def test_the_name_of_an_archived_client_and_an_alias_stop_an_addition_too(given: Given, run: Run) -> None:
    given.client("Old Friend", archived_on=date(2026, 2, 1))
    run("client", "alias", "old-friend", "Buddy Inc")
    assert "old-friend" in run("client", "add", "Old Freind", "--json", exit_code=5).out
    assert "old-friend" in run("client", "add", "Buddy", exit_code=5).err


def test_a_client_is_added_with_every_field_and_shown_with_every_field(given: Given, run: Run) -> None:
    added = run(
        *("client", "add", "Müller & Söhne", "--handle", "Mueller", "--kind", "person", "--industry", "Print"),
        *("--size", "10-50", "--source", "fair", "--website", "https://www.mueller.de", "--domain", "print.de"),
        *("--city", "Köln", "--country", "Germany", "--language", "de", "--currency", "eur", "--budget", "10k-20k"),
        *("--preferences", "mornings", "--decision-style", "slow", "--since", "1 Mar", "--cadence", "2W"),
        *("--tier", "Core", "--tag", "vip", "--tag", "print", "--set", "colour=red=ish", "--external-id", "hub=C-1"),
        *("--notes", "line 1\nline 2", "--json"),
    )
    assert added.data == {"id": 1, "handle": "mueller", "name": "Müller & Söhne", "near_tags": []}
    card = run("client", "show", "print.de", "--json").data
    assert card == {
        "handle": "mueller",
        "name": "Müller & Söhne",
        "kind": "person",
        "industry": "Print",
        "size": "10-50",
        "source": "fair",
        "website": "https://www.mueller.de",
        "domains": ["print.de", "mueller.de"],
        "city": "Köln",
        "country": "Germany",
        "language": "de",
        "currency": "EUR",
        "budget": "10000-20000 EUR",
        "preferences": "mornings",
        "decision_style": "slow",
        "since_on": "2026-03-01",
        "cadence": "2w",
        "tier": "core",
        "stage": "stable",
        "told_stage": None,
        "lost_reason": None,
        "tags": ["print", "vip"],
        "custom": {"colour": "red=ish"},
        "external_ids": ["hub=C-1"],
        "aliases": [],
        "addresses": [],
        "notes": "line 1\nline 2",
        "added_on": "2026-11-20",
        "last_touch_on": None,
        "archived_on": None,
        "paused_until": None,
        "paused_because": None,
    }
    assert given.value("SELECT budget_low || '-' || budget_high FROM client") == "1000000-2000000"
    assert given.value("SELECT moved_on FROM tier_move WHERE to_tier_id = 1") == "2026-11-20"
    assert run("client", "show", "mueller.de", "--json").data == card


def test_a_budget_without_a_currency_is_in_that_of_the_settings_and_keeps_it(given: Given, run: Run) -> None:
    run("client", "add", "Acme", "--budget", "99.50")
    assert run("client", "show", "acme", "--json").data["budget"] == "99.50 EUR"


def test_a_chinese_name_gets_a_handle_and_is_found_by_its_beginning(given: Given, run: Run) -> None:
    assert run("client", "add", "华为").out.startswith("Added huawei (华为).")
    assert run("client", "show", "华", "--json").data["handle"] == "huawei"


def test_hostile_text_is_stored_exactly_and_shown_harmlessly(given: Given, run: Run) -> None:
    run("client", "add", HOSTILE, "--handle", "evil", "--notes", HOSTILE, "--tag", HOSTILE, "--set", f"k={HOSTILE}")
    data = run("client", "show", "evil", "--json").data
    assert (data["name"], data["notes"], data["custom"]) == (HOSTILE, HOSTILE, {"k": HOSTILE})
    for arguments in (["client", "show", "evil"], ["client", "list"], ["tag", "list"], ["client", "edit", "evil"]):
        out = run(*arguments).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[/b]" in out


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--currency", "EURO"], 2, "EURO"),
        (["--budget", "lots"], 2, "lots"),
        (["--cadence", "often"], 2, "often"),
        (["--since", "sometime"], 2, "sometime"),
        (["--domain", "nonsense"], 2, "nonsense"),
        (["--handle", "a b"], 2, "a b"),
        (["--set", "nothing"], 2, "nothing"),
        (["--tag", " "], 2, "tag"),
        (["--tier", "gold"], 3, "core, key, potential, general"),
        (["--kind", "robot"], 2, "robot"),
        (["--notes", "a\ud800b"], 2, "Unicode"),
        (["--external-id", "hub=1"], 5, "beta"),
        (["--handle", "beta"], 5, "beta"),
        (["--handle", "bee"], 5, "beta"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    options: list[str], code: int, told: str, given: Given, run: Run
) -> None:
    run("client", "add", "Beta", "--external-id", "hub=1")
    run("client", "alias", "beta", "Bee")
    ran = run("client", "add", "Newcomer", *options, exit_code=code)
    assert told in ran.err
    assert ran.out == ""
    assert given.value("SELECT count(*) FROM client") == 1
    assert given.value("SELECT count(*) FROM tag") == 0


def test_a_client_needs_a_name_one_can_see(given: Given, run: Run) -> None:
    assert "needs a name" in run("client", "add", "  ", exit_code=2).err


# --- editing ---


def test_an_empty_text_clears_a_field_and_the_answer_tells_old_and_new(given: Given, run: Run) -> None:
    run("client", "add", "Acme", "--city", "Rome", "--tag", "vip", "--set", "a=1", "--since", "1 Mar", "--tier", "key")
    edited = run(
        *("client", "edit", "acme", "--city", "", "--industry", "Shoes", "--tag", "", "--tag", "new", "--set", "a="),
        *("--since", "", "--tier", "", "--json"),
    ).data
    assert {change["field"]: (change["old"], change["new"]) for change in edited["changes"]} == {
        "city": ("Rome", None),
        "industry": (None, "Shoes"),
        "tags": ("vip", "new"),
        "custom": ("a=1", None),
        "since": ("2026-03-01", None),
        "stage": ("stable", "prospect"),
        "tier": ("key", None),
    }
    assert given.value("SELECT count(*) FROM tier_move WHERE from_tier_id = 2 AND to_tier_id IS NULL") == 1
    assert "nothing changed" in run("client", "edit", "acme", "--city", "").out


def test_an_edit_that_changes_nothing_is_no_operation(given: Given, run: Run) -> None:
    given.client("Acme")
    before = given.value("SELECT max(id) FROM operation")
    run("client", "edit", "acme")
    assert given.value("SELECT max(id) FROM operation") == before


def test_a_renamed_handle_keeps_the_old_one_and_may_be_taken_back(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    run("client", "edit", "acme", "--handle", "zenith", "--name", "Zenith")
    assert run("client", "show", "acme", "--json").data["handle"] == "zenith"
    assert "zenith" in run("client", "add", "Other", "--handle", "acme", exit_code=5).err
    assert run("client", "add", "Acme Berlin", "--force", "--json").data["handle"] == "acme-berlin"
    run("client", "edit", "zenith", "--handle", "acme")
    assert given.value("SELECT group_concat(alias) FROM alias WHERE client_id = :id", id=acme) == "zenith"


def test_another_currency_keeps_the_amounts_or_is_refused(given: Given, run: Run) -> None:
    run("client", "add", "Acme", "--budget", "10000-20000")
    run("client", "edit", "acme", "--currency", "JPY")
    assert run("client", "show", "acme", "--json").data["budget"] == "10000-20000 JPY"
    run("client", "edit", "acme", "--currency", "EUR")
    assert run("client", "show", "acme", "--json").data["budget"] == "10000-20000 EUR"
    run("client", "edit", "acme", "--budget", "9.99")
    assert "9.99 EUR" in run("client", "edit", "acme", "--currency", "JPY", exit_code=5).err
    assert "9.99 EUR" in run("client", "edit", "acme", "--currency", "", exit_code=5).err
    run("client", "edit", "acme", "--currency", "", "--budget", "")
    assert run("client", "show", "acme", "--json").data["budget"] is None


# --- aliases, removal ---


def test_an_alias_means_the_client_and_no_other(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Beta")
    run("client", "alias", "acme", "Big Blue")
    assert run("client", "show", "big  BLUE", "--json").data["handle"] == "acme"
    assert "acme" in run("client", "alias", "beta", "big blue", exit_code=5).err
    assert "acme" in run("client", "alias", "beta", "ACME", exit_code=5).err
    run("client", "alias", "acme", "Big Blue", "--remove")
    run("client", "alias", "beta", "Big Blue")
    assert "Its aliases are Big Blue" in run("client", "alias", "beta", "nope", "--remove", exit_code=3).err


def test_an_old_handle_taken_away_is_never_given_again(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Beta")
    run("client", "edit", "acme", "--handle", "zenith")
    run("client", "alias", "zenith", "acme", "--remove")
    assert "never given again" in run("client", "alias", "beta", "acme", exit_code=5).err


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


# --- archive, pause ---


def test_archiving_stops_at_open_tasks_unless_told_to_drop_them(given: Given, run: Run) -> None:
    acme = given.client("Acme", tier="core")
    given.task(acme, "send offer", due_on=date(2026, 11, 21))
    told = run("client", "archive", "acme", exit_code=5).err
    assert "t1" in told
    assert "--drop-tasks" in told
    archived = run("client", "archive", "acme", "--drop-tasks", "--json").data
    assert archived == {
        "handle": "acme",
        "name": "Acme",
        "archived_on": "2026-11-20",
        "dropped": ["t1"],
        "changed": True,
    }
    assert given.value("SELECT status || closed_on FROM task") == "dropped2026-11-20"
    assert run("client", "list", "--ids").out == ""
    assert run("client", "list", "--state", "archived", "--ids").out == "acme\n"
    assert "already" in run("client", "archive", "acme").out
    assert "Restored" in run("client", "restore", "acme").out
    assert "not archived" in run("client", "restore", "acme").out


def test_a_paused_client_comes_back_by_itself_on_the_day(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    run("client", "pause", "acme", "--until", "mon", "--because", "holiday")
    assert run("client", "list", "--state", "paused", "--ids", today="2026-11-22").out == "acme\n"
    assert run("client", "list", "--state", "overdue", "--ids", today="2026-11-22").out == ""
    assert run("client", "list", "--state", "paused", "--ids", today="2026-11-23").out == ""
    assert run("client", "list", "--state", "overdue", "--ids", today="2026-11-23").out == "acme\n"


def test_a_pause_needs_a_day_to_come_and_can_be_ended_early(given: Given, run: Run) -> None:
    given.client("Acme")
    run("client", "pause", "acme", exit_code=2)
    assert "2026-11-20" in run("client", "pause", "acme", "--until", "today", exit_code=5).err
    run("client", "pause", "acme", "--until", "+1m")
    assert "Resumed" in run("client", "resume", "acme").out
    assert "not paused" in run("client", "resume", "acme").out
    assert given.value("SELECT count(*) FROM client WHERE paused_until IS NOT NULL") == 0


# --- tags ---


def test_tags_are_one_whatever_their_case_and_a_slip_is_told_not_blocked(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("Beta")
    run("client", "tag", "acme", " Retail ", "vip")
    ran = run("client", "tag", "beta", "RETAIL", "retial", "--json")
    assert ran.data["tags"] == ["Retail", "retial"]
    assert ran.data["near_tags"] == [{"tag": "retial", "existing": "Retail"}]
    assert "'retial' is new and nearly 'Retail'" in ran.err
    assert run("tag", "list", "--json").data == [
        {"tag": "Retail", "clients": 2},
        {"tag": "retial", "clients": 1},
        {"tag": "vip", "clients": 1},
    ]


def test_renaming_a_tag_to_one_that_exists_joins_them(given: Given, run: Run) -> None:
    for name in ("Acme", "Beta"):
        given.client(name)
    run("client", "tag", "acme", "retail", "shops")
    run("client", "tag", "beta", "shops")
    renamed = run("tag", "rename", "shops", "Retail", "--json").data
    assert renamed == {"old": "shops", "new": "retail", "merged": True, "clients": 2}
    assert run("tag", "list", "--ids").out == "retail\n"
    assert run("tag", "rename", "RETAIL", "Shops & Malls", "--json").data["merged"] is False
    assert run("client", "show", "acme", "--json").data["tags"] == ["Shops & Malls"]
    assert "Did you mean Shops & Malls" in run("tag", "rename", "shops & mals", "x", exit_code=3).err


def test_a_tag_that_no_client_has_any_more_is_forgotten(given: Given, run: Run) -> None:
    given.client("Acme")
    run("client", "tag", "acme", "vip")
    assert "has no tags" in run("client", "untag", "acme", "VIP").out
    assert "no tags yet" in run("tag", "list").out
    assert "has no tag 'vip'" in run("client", "untag", "acme", "vip", exit_code=3).err


# --- the list ---


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


def test_an_unknown_client_is_told_with_the_nearest_names_as_json_too(given: Given, run: Run) -> None:
    given.client("Acme")
    ran = run("client", "show", "acmee", "--json", exit_code=3)
    error = json.loads(ran.out)["error"]
    assert error["code"] == "unknown-client"
    assert "acme?" in error["message"]


def test_an_ambiguous_client_changes_nothing(
    given: Given, run: Run, process: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    given.client("Acme East")
    given.client("Acme West")
    before = given.value("SELECT max(id) FROM operation")
    run("client", "archive", "acme", exit_code=4)
    assert process("client", "tag", "acme", "vip").returncode == 4
    assert given.value("SELECT max(id) FROM operation") == before

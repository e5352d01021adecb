"""Clients and their tags: rules, changes and commands."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clienttrack import book, journal
from clienttrack.slices.clients import rules
from clienttrack.slices.clients.actions import NearlyTheSameName, add_client
from tests.conftest import TODAY, Given, Run

HOSTILE = "Évil [/b] [red]\x1b[31m\n\u202eDROP TABLE client;-- ../../etc"


# --- handles, domains ---


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
    with pytest.raises(NearlyTheSameName, match="'acme LTD' is the name of acme-ltd"), given.change() as change:
        add_client(change, name="acme LTD")
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
    for arguments in (
        ["client", "show", "evil"],
        ["client", "list"],
        ["tag", "list"],
        ["client", "edit", "evil", "--city", ""],
    ):
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
    run("client", "edit", "acme", "--city", "")
    assert given.value("SELECT max(id) FROM operation") == before


def test_an_edit_that_names_nothing_is_wrong_usage_everywhere(given: Given, run: Run) -> None:
    acme = given.client("Acme", last_touch=TODAY)
    given.contact(acme, "Jo")
    given.task(acme, "offer", due_on=None)
    for told in (("client", "edit", "acme"), ("contact", "edit", "jo"), ("touch", "edit", "1"), ("task", "edit", "t1")):
        assert "Nothing was named" in run(*told, exit_code=2).err
    assert "Nothing was named" in run("tier", "edit", "core", exit_code=2).err
    run("client", "edit", "acme", "--tier", "")
    run("contact", "edit", "jo", "--left", "")


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


# --- aliases ---


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


def test_an_old_handle_is_still_retired_when_the_history_has_forgotten_it(given: Given, run: Run) -> None:
    given.client("Zebra")
    run("client", "edit", "zebra", "--handle", "acme")
    run("client", "alias", "acme", "Big Blue")
    later: dict[str, Any] = {"today": TODAY, "now": datetime(2100, 1, 1, tzinfo=UTC), "notice": print}
    with book.changing(given.path, "prune", **later) as change:
        journal.prune(change, 400)
        change.amend("client", 1, notes="x")
    assert given.value("SELECT count(*) FROM operation") == 1
    run("client", "alias", "acme", "zebra", "--remove")
    run("client", "alias", "acme", "Big Blue", "--remove")
    assert "never given again" in run("client", "add", "Other", "--handle", "zebra", exit_code=5).err
    run("client", "alias", "acme", "nick")
    run("client", "alias", "acme", "nick", "--remove")
    run("client", "add", "Other", "--handle", "nick")
    run("client", "alias", "nick", "Big Blue")


# --- who is meant ---


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


def test_a_language_becomes_its_code_and_a_country_nobody_knows_is_kept_with_a_notice(given: Given, run: Run) -> None:
    ran = run("client", "add", "Acme", "--language", "German", "--country", "Atlantis")
    assert ran.err.startswith("No country called 'Atlantis' is known.")
    assert given.value("SELECT language || country FROM client") == "deAtlantis"
    assert run("client", "edit", "acme", "--country", "UK", "--language", "").err == ""
    assert given.value("SELECT language IS NULL AND country = 'UK' FROM client") == 1
    assert "'Blurb' is no language" in run("client", "edit", "acme", "--language", "Blurb", exit_code=2).err

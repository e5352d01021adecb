"""`risk list` and `risk explain`."""

from datetime import timedelta
from pathlib import Path

import pytest

from clienttrack.vocabulary import LostReason
from tests.conftest import TODAY, Given, Run

LONG_AGO = TODAY - timedelta(days=500)


def test_the_list_is_the_highest_risk_first_with_its_reasons(given: Given, run: Run) -> None:
    given.client("Calm", kind="person", since_on=LONG_AGO, last_touch=TODAY)
    given.client("Watched", tier="key", since_on=LONG_AGO, last_touch=TODAY - timedelta(days=65))
    silent = given.client("Silent", tier="general", since_on=LONG_AGO, last_touch=TODAY - timedelta(days=400))
    given.contact(silent, "Ann", decision="decides", left_on=TODAY)
    lines = run("risk", "list", "--json").data
    assert [(one["client"], one["level"], one["points"]) for one in lines] == [
        ("silent", "high", 6),
        ("watched", "watch", 3),
    ]
    assert lines[0]["reasons"][0] == "silence: no contact for 400 days, 90d allowed (general, deep)"
    assert run("risk", "list", "--ids", "--all").out == "silent\nwatched\ncalm\n"
    assert run("risk", "list", "--ids", "--limit", "1").out == "silent\n"


def test_nobody_at_risk_is_said(given: Given, run: Run) -> None:
    given.client("Calm", kind="person", since_on=LONG_AGO, last_touch=TODAY)
    assert "Nobody is at risk" in run("risk", "list").out


def test_explain_shows_every_term_and_says_what_has_no_records(given: Given, run: Run) -> None:
    client_id = given.client("Acme", since_on=LONG_AGO, last_touch=TODAY)
    given.need(client_id, "faster", on=LONG_AGO)
    card = run("risk", "explain", "acme", "--json").data
    assert {one["term"]: one["points"] for one in card["terms"]} == {
        "silence": 0,
        "falling contact": 0,
        "falling revenue": 0,
        "one contact": 1,
        "sponsor gone": 0,
        "old need": 1,
        "unhappy": None,
        "issues": None,
    }
    assert (card["points"], card["level"], card["watch"], card["high"]) == (2, "low", 3, 6)
    assert "acme (Acme): 2 points, low (3 to watch, 6 high)" in run("risk", "explain", "acme").out


def test_who_is_no_client_of_ours_has_none(given: Given, run: Run) -> None:
    given.client("Prospect")
    given.client("Gone", since_on=LONG_AGO, archived_on=TODAY)
    for handle, why in (("prospect", "a prospect"), ("gone", "archived")):
        assert f"{handle} has no churn risk: it is {why}." in run("risk", "explain", handle, exit_code=5).err


@pytest.mark.parametrize(
    ("numbers", "term", "command"),
    [
        ("falling_contact = 9", "silence", 'clienttrack log acme "…" --kind call'),
        ("one_contact = 9", "one contact", "clienttrack contact add acme NAME"),
        ("sponsor_gone = 9", "sponsor gone", "clienttrack contact add acme NAME --decision decides"),
        ("old_need = 9", "old need", "clienttrack need propose w2"),
        ("falling_revenue = 9", "falling revenue", "clienttrack meet plan acme --on DAY --questions business-review"),
    ],
)
def test_the_heaviest_term_says_what_to_do_next(
    numbers: str, term: str, command: str, given: Given, run: Run, own_templates: Path
) -> None:
    (own_templates.parent / "config.toml").write_text(f"[risk]\n{numbers}\n")
    client_id = given.client("Acme", tier="core", since_on=LONG_AGO, last_touch=TODAY - timedelta(days=60))
    given.contact(client_id, "Jo", decision="decides", left_on=TODAY)
    given.need(client_id, "newer", on=TODAY - timedelta(days=61))
    given.need(client_id, "older", on=TODAY - timedelta(days=90))
    given.payment(client_id, 100, on=TODAY - timedelta(days=200))
    card = run("risk", "explain", "acme", "--json").data
    assert [(one["term"], one["command"]) for one in card["suggestions"]] == [(term, command)]
    assert card["lost"] is None
    text = " ".join(run("risk", "explain", "acme").out.split())
    assert f"{card['suggestions'][0]['words']} `{command}`" in text


def test_a_low_risk_asks_for_nothing(given: Given, run: Run) -> None:
    given.client("Calm", kind="person", since_on=LONG_AGO, last_touch=TODAY)
    assert run("risk", "explain", "calm", "--json").data["suggestions"] == []


def test_a_lost_client_is_told_with_what_is_known_and_the_way_back(given: Given, run: Run) -> None:
    client_id = given.client("Acme", since_on=LONG_AGO, last_touch=TODAY - timedelta(days=60))
    given.touchpoint(client_id, on=TODAY, kind="note", text="quiet")
    given.need(client_id, "faster", status="dropped")
    given.need(client_id, "cheaper", status="met")
    given.remark(client_id, "quote", "You never call", on=TODAY)
    run("stage", "lose", "acme", "--because", "price", "--note", "too dear for 2027")
    card = run("risk", "explain", "acme", "--json", today="2026-11-25").data
    assert card["level"] is card["points"] is None
    assert (card["terms"], card["high"]) == ([], 6)
    assert card["lost"] == {
        "reason": "price",
        "note": "too dear for 2027",
        "lost_on": "2026-11-20",
        "days": 5,
        "needs": ["faster (dropped)"],
        "quotes": ["You never call"],
        "last_touch_on": "2026-09-21",
        "last_touch": "talked",
    }
    assert [one["command"] for one in card["suggestions"]] == [
        "clienttrack stage win-back acme",
        "clienttrack meet plan acme --on DAY --questions win-back",
    ]
    text = " ".join(run("risk", "explain", "acme").out.split())
    assert text.startswith(
        "acme (Acme) is lost since 2026-11-20, 5 days ago, because of price. Note: too dear for 2027"
    )
    assert 'Need: faster (dropped) Said: "You never call" Last touch: 2026-09-21, talked' in text
    assert "a smaller piece of work at a price" in text
    # The commands do what they say.
    run("stage", "win-back", "acme")
    run("meet", "plan", "acme", "--on", "+7d", "--questions", "win-back")


def test_a_lost_client_of_whom_nothing_is_known_has_a_way_back_too(given: Given, run: Run) -> None:
    given.client("Lost", since_on=LONG_AGO, told_stage="lost")
    card = run("risk", "explain", "lost", "--json").data
    assert [value for value in card["lost"].values() if value] == []
    assert run("risk", "explain", "lost").out.startswith("lost (Lost) is lost, because of other.\n")


@pytest.mark.parametrize("reason", list(LostReason))
def test_every_reason_has_words_for_the_way_back(reason: LostReason, given: Given, run: Run) -> None:
    given.client("Acme", told_stage="lost", told_stage_on=TODAY, lost_reason=reason)
    shown = run("risk", "explain", "acme").out
    assert "stage win-back acme" in shown


def test_money_that_falls_is_told_exactly_with_its_currency(given: Given, run: Run) -> None:
    client_id = given.client("Acme", since_on=TODAY - timedelta(days=500), last_touch=TODAY, kind="person")
    given.payment(client_id, 1234_56, on=TODAY - timedelta(days=200))
    given.payment(client_id, 10_01, on=TODAY)
    [line] = [one for one in run("risk", "explain", "acme", "--json").data["terms"] if one["term"] == "falling revenue"]
    assert line["reason"] == "paid 10.01 EUR in the last 180 days, 1234.56 EUR in the 180 before"


def test_who_leaves_on_a_day_to_come_is_there_until_then(given: Given, run: Run) -> None:
    client_id = given.client("Acme", since_on=TODAY - timedelta(days=500), last_touch=TODAY)
    given.contact(client_id, "Bo")
    given.contact(client_id, "Ann", decision="decides", left_on=TODAY)
    before = (TODAY - timedelta(days=1)).isoformat()
    told = {one["term"]: one["points"] for one in run("risk", "explain", "acme", "--json", today=before).data["terms"]}
    assert (told["one contact"], told["sponsor gone"]) == (0, 0)
    day = TODAY.isoformat()
    told = {one["term"]: one["points"] for one in run("risk", "explain", "acme", "--json", today=day).data["terms"]}
    assert (told["one contact"], told["sponsor gone"]) == (1, 2)

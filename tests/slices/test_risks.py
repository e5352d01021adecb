"""`risk list` and `risk explain`."""

from datetime import timedelta

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
    given.client("Lost", since_on=LONG_AGO, told_stage="lost", told_stage_on=TODAY)
    for handle, why in (("prospect", "a prospect"), ("gone", "archived"), ("lost", "lost")):
        assert f"{handle} has no churn risk: it is {why}." in run("risk", "explain", handle, exit_code=5).err

"""Clients who may leave on the morning list, against the risks of everybody."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from clienttrack.newly_high import weighing
from clienttrack.revenue import Rates
from clienttrack.risk import risks
from clienttrack.risk_settings import RiskSettings
from clienttrack.settings import Settings
from clienttrack.slices.due.queries import due_list
from clienttrack.slices.due.queries.morning import Wanted
from clienttrack.vocabulary import DueKind
from tests.conftest import TODAY, Given, Run
from tests.test_risk import clients, put_in

LONG_AGO = TODAY - timedelta(days=500)
USD = {"USD": "0.92"}
points = st.integers(0, 5)
numbers = st.builds(
    lambda watch, above, **others: RiskSettings(watch=watch, high=watch + above, **others),
    watch=st.integers(1, 5),
    above=st.integers(1, 6),
    falling_contact=points,
    fewest_talks=st.integers(1, 6),
    falling_revenue=points,
    one_contact=points,
    sponsor_gone=points,
    old_need=points,
    old_need_days=st.integers(0, 400),
    answered_days=st.integers(0, 100),
)
answers = st.one_of(st.none(), st.tuples(st.integers(0, 120), st.integers(-1, 1), st.booleans()))
snoozes = st.sampled_from([None, -1, 0, 1])


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(
    drawn=st.lists(st.tuples(clients, answers, snoozes), min_size=1, max_size=4),
    told=st.one_of(st.none(), st.just(RiskSettings()), numbers),
    alone=st.booleans(),
)
def test_lines_are_the_high_risks_of_everybody_without_those_answered_or_snoozed(
    drawn: list[tuple[dict[str, Any], Any, Any]], told: RiskSettings | None, alone: bool, given: Given
) -> None:
    whole, reckoned = Settings(risk=told, rates=USD), told or RiskSettings()
    numbered = [
        (put_in(given, number, client), answer, snooze) for number, (client, answer, snooze) in enumerate(drawn)
    ]
    hidden: set[int] = set()
    with given.reading() as reader:
        rates = Rates("EUR", {"USD": Fraction("0.92")}, Path("settings.toml"))
        everybody = {one.client_id: one for one in risks(reader, whole, reckoned, rates, today=TODAY)}
    with given.change() as change:
        for client_id, answer, snooze in numbered:
            risk = everybody.get(client_id)
            if answer is not None and risk is not None and risk.points:
                days, more, but_one = answer
                names = [term.term for term in weighing(risk)][int(but_one) :]
                stored = max(1, risk.points + more)
                change.add("risk_answer", client_id=client_id, answered_on=ago(days), points=stored,
                           terms=", ".join(names))  # fmt: skip
                if days <= reckoned.answered_days and stored >= risk.points and not but_one:
                    hidden.add(client_id)
            if snooze is not None:
                change.add("snooze", client_id=client_id, kind="risk", record_id=client_id, set_on=LONG_AGO,
                           until_on=ago(-snooze))  # fmt: skip
                hidden |= {client_id} if snooze > 0 else set()
    only = numbered[0][0] if alone else None
    wanted = Wanted(TODAY, TODAY, kinds=frozenset({DueKind.RISK}), client_id=only)
    with given.reading() as reader:
        lines = due_list(reader, whole, wanted).lines
        handles = {row["id"]: row["handle"] for row in reader.rows("SELECT id, handle FROM client")}
    expected = {
        number: one for number, one in everybody.items() if one.points >= reckoned.high and number not in hidden
    }
    assert {line.client: line.what for line in lines} == {
        handles[number]: f"may leave: {one.points} points of churn risk"
        for number, one in expected.items()
        if only in (None, number)
    }
    with given.change() as change:
        change.run("DELETE FROM risk_answer")
        change.run("DELETE FROM snooze")


# Each term alone on the last days that count, in a book whose settings let it be high by itself.


def edges(given: Given, term: str, client_id: int) -> None:
    match term:
        case "silence":
            given.touchpoint(client_id, on=ago(91))
            return
        case "falling_contact":
            for days in (180, 180, 91, 91, 90):
                given.touchpoint(client_id, on=ago(days))
        case "falling_revenue":
            given.payment(client_id, 100, on=ago(359))
        case "sponsor_gone":
            given.contact(client_id, "Jo", decision="decides", left_on=ago(180))
        case "old_need":
            given.need(client_id, "faster", on=ago(61))
    given.touchpoint(client_id, on=TODAY)


TERMS = ("falling_contact", "falling_revenue", "one_contact", "sponsor_gone", "old_need")


@pytest.mark.parametrize("term", ["silence", *TERMS])
def test_every_term_is_found_by_itself(term: str, given: Given) -> None:
    kind = "organisation" if term == "one_contact" else "person"
    client_id = given.client("Acme", kind=kind, since_on=LONG_AGO, cadence="30d")
    edges(given, term, client_id)
    points = {one: 5 * (one == term) for one in TERMS}
    high = 3 if term == "silence" else 5
    whole = Settings(risk=RiskSettings(watch=1, high=high, fewest_talks=4, **points))
    with given.reading() as reader:
        lines = due_list(reader, whole, Wanted(TODAY, TODAY, kinds=frozenset({DueKind.RISK}))).lines
    assert [line.ref for line in lines] == ["k@acme"]


@pytest.fixture
def acme(given: Given) -> int:
    """A core client that was not spoken to for long, whose sponsor is gone and whose need has grown old."""
    client_id = given.client("Acme", tier="core", since_on=LONG_AGO, last_touch=ago(95))
    given.contact(client_id, "Jo", decision="decides", left_on=ago(30))
    given.need(client_id, "faster", on=ago(70))
    return client_id


def refs(run: Run, *words: str) -> list[str]:
    return run("due", "--kind", "risk", "--ids", *words).out.split()


def test_a_high_risk_comes_up_with_its_terms_the_heaviest_first(acme: int, run: Run) -> None:
    [line] = run("due", "--kind", "risk", "--json", "--explain").data["lines"]
    assert (line["ref"], line["kind"], line["urgency"]) == ("k@acme", "risk", 8.0)
    assert line["due_on"] is line["days_late"] is None
    assert line["what"] == "may leave: 7 points of churn risk"
    assert line["reason"] == (
        "no contact for 95 days, 14d allowed (core, deep); who decided left 2026-10-21, and nobody decides now; "
        "no contact is known; a need has been open for 70 days"
    )
    assert line["explanation"] == "W 4 × 2 = 8.00"
    text = " ".join(run("due").out.split())
    assert "k@acme today may leave: 7 points" in text
    assert "1 late, 1 today" in text
    assert "k@acme,risk,acme" in run("due", "--csv").out
    assert run("due", "--kind", "risk", "--exit-code", exit_code=10).out


def test_pausing_hides_no_risk_and_a_low_one_never_comes_up(acme: int, given: Given, run: Run) -> None:
    run("client", "pause", "acme", "--until", "+30d")
    assert refs(run) == ["k@acme"]
    assert refs(run, "--client", "acme") == ["k@acme"]
    assert refs(run, "--tier", "core") == ["k@acme"]
    assert refs(run, "--tier", "key") == []
    given.touchpoint(acme, on=TODAY)
    assert refs(run) == []


def test_settings_decide_how_urgent_it_is(acme: int, run: Run, own_templates: Path) -> None:
    (own_templates.parent / "config.toml").write_text("[urgency]\nrisk_times = 5\n[risk]\nold_need_days = 90\n")
    [line] = run("due", "--kind", "risk", "--json").data["lines"]
    assert (line["urgency"], line["what"]) == (20.0, "may leave: 6 points of churn risk")
    (own_templates.parent / "config.toml").write_text("[urgency]\nrisk_times = 1001\n")
    assert "'urgency.risk_times' must lie between 0 and 1000, not 1001" in run("due", exit_code=2).err


def test_done_answers_a_risk_until_it_rises(acme: int, given: Given, run: Run) -> None:
    ran = run("done", "k@acme", "Bo takes over, kick-off on Monday")
    assert ran.out == (
        "Answered k@acme (Acme), 7 points: silence, sponsor gone, one contact, old need. "
        "It comes up again when it rises, or after 2027-02-18.\n"
    )
    assert refs(run) == []
    assert given.value("SELECT because FROM risk_answer") == "Bo takes over, kick-off on Monday"
    assert given.value("SELECT count(*) FROM touchpoint") == 1
    assert "acme: risk answered at 7 points (silence, sponsor gone, one contact, old need) (Bo takes over" in (
        " ".join(run("history", "acme").out.split())
    )
    given.payment(acme, 100, on=ago(200))
    assert refs(run) == ["k@acme"]
    run("undo")
    assert refs(run) == []
    run("undo")
    assert given.value("SELECT count(*) FROM risk_answer") == 0
    assert refs(run) == ["k@acme"]


def test_a_new_term_or_an_old_answer_brings_it_back(acme: int, given: Given, run: Run) -> None:
    run("done", "k@acme", "--on", "3 days ago")
    with given.change() as change:
        change.run("UPDATE risk_answer SET terms = 'silence, sponsor gone, one contact', points = 9")
    assert refs(run) == ["k@acme"]
    run("done", "k@acme")
    assert refs(run) == []
    assert run("due", "--kind", "risk", "--ids", today="2027-02-18").out == ""
    assert run("due", "--kind", "risk", "--ids", today="2027-02-19").out == "k@acme\n"


def test_a_kind_of_touch_logs_it_too_in_one_operation(acme: int, given: Given, run: Run) -> None:
    ran = run("done", "k@acme", "--kind", "call", "Bo decides now", "--json").data
    assert [one["ref"] for one in ran["answered"]] == ["k@acme"]
    assert [(one["kind"], one["text"]) for one in ran["logged"]] == [("call", "Bo decides now")]
    assert ran["answered"][0]["points"] == 7
    assert given.value("SELECT because FROM risk_answer") is None
    run("undo")
    assert given.value("SELECT count(*) FROM risk_answer") == 0
    assert given.value("SELECT count(*) FROM touchpoint") == 1
    assert "a text in quotes after the reference" in run("done", "k@acme", "--kind", "call", exit_code=2).err


def test_who_is_not_at_risk_has_nothing_to_answer(acme: int, given: Given, run: Run) -> None:
    given.client("Calm", kind="person", since_on=LONG_AGO, last_touch=TODAY)
    given.client("Prospect")
    err = run("done", "k@calm", exit_code=5).err
    assert "k@calm does not come up: calm has a churn risk of 'low', not 'high'." in err
    assert "prospect has no churn risk" in run("done", "k@prospect", "x", exit_code=5).err
    run("done", "k@nobody", exit_code=3)
    assert given.value("SELECT count(*) FROM risk_answer") == 0


def test_a_snoozed_risk_sleeps_until_its_day_whatever_is_logged(acme: int, given: Given, run: Run) -> None:
    run("snooze", "k@acme", "--until", "+3d")
    assert refs(run) == []
    assert run("due", "--json").data["hidden"]["snoozed"] == 1
    given.touchpoint(acme, on=ago(60))
    assert refs(run) == []
    run("snooze", "k@acme", "--clear")
    assert refs(run) == ["k@acme"]
    run("snooze", "k@acme", "--until", "+3d")
    run("done", "k@acme")
    assert given.value("SELECT count(*) FROM snooze") == 0


def test_money_without_a_rate_is_left_out_and_told_and_the_list_stands(acme: int, given: Given, run: Run) -> None:
    given.payment(acme, 100, on=ago(200), currency="USD")
    given.payment(acme, 100, on=ago(200))
    ran = run("due", "--json")
    [line] = [one for one in ran.data["lines"] if one["kind"] == "risk"]
    assert line["what"] == "may leave: 7 points of churn risk"
    assert ran.data["missing_rates"] == ["USD"]
    assert ran.err.count("'rates.USD' is not in the settings file") == 1
    assert run("done", "k@acme").out.startswith("Answered k@acme (Acme), 7 points")
    run("risk", "list", exit_code=2)


def test_reminders_tell_a_missing_rate_too(acme: int, given: Given, run: Run) -> None:
    given.payment(acme, 100, on=ago(200), currency="USD")
    assert run("remind", "--to", "me", "--digest").err.count("'rates.USD' is not in the settings file") == 1


def test_a_missing_rate_that_cannot_matter_is_not_told(given: Given, run: Run) -> None:
    calm = given.client("Calm", kind="person", since_on=LONG_AGO, last_touch=TODAY)
    given.payment(calm, 100, on=ago(200), currency="USD")
    assert run("due").err == ""


def test_reminders_are_for_oneself_only_and_name_no_tier(acme: int, run: Run) -> None:
    ran = run("remind", "--kind", "risk")
    assert "k@acme" in ran.err + ran.out
    assert "nothing in it is for the client to read" in ran.err + ran.out
    text = run("remind", "--to", "me", "--kind", "risk").out
    assert "may leave" in text
    assert "no contact for 95 days, 14d allowed;" in text
    assert "core" not in text


def test_answers_go_with_the_client_in_merges_and_exports(acme: int, given: Given, run: Run, tmp_path: Path) -> None:
    run("done", "k@acme", "called")
    given.client("Beta")
    run("client", "merge", "beta", "acme", "--yes")
    assert given.value("SELECT c.handle FROM risk_answer AS r JOIN client AS c ON c.id = r.client_id") == "beta"
    told = run("export", "all").data["risk_answers"]
    assert told == [
        {"client": "beta", "on": "2026-11-20", "points": 7, "because": "called",
         "terms": "silence, sponsor gone, one contact, old need"}
    ]  # fmt: skip
    whole, other = tmp_path / "whole.json", str(tmp_path / "other.db")
    run("export", "all", "-o", str(whole))
    run("--db", other, "import", str(whole))
    assert run("--db", other, "export", "all").data["risk_answers"] == told


def test_points_that_rise_by_a_term_that_was_answered_bring_it_back(given: Given, run: Run) -> None:
    client_id = given.client("Acme", tier="key", since_on=ago(500), last_touch=ago(31), kind="person")
    given.contact(client_id, "Ann", decision="decides", left_on=ago(10))
    given.need(client_id, "faster", on=ago(100))
    for days in (200, 210):
        given.payment(client_id, 100, on=ago(days))
    assert refs(run) == ["k@acme"]
    run("done", "k@acme", "wrote")
    assert refs(run) == []
    # The silence is late by more than one interval: one point more, and no new term.
    risen = run("due", "--kind", "risk", "--ids", today=(TODAY + timedelta(days=30)).isoformat()).out.split()
    assert risen == ["k@acme"]

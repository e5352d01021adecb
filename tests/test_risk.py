"""Churn risk against arithmetic over the bare rows of random books."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from clienttrack.revenue import MissingRate, Rates
from clienttrack.risk import Risk, risks
from clienttrack.risk_settings import RiskSettings
from clienttrack.settings import Settings
from clienttrack.vocabulary import RiskLevel
from tests.conftest import TODAY, Given

RATES = Rates("EUR", {"USD": Fraction("0.92")}, Path("settings.toml"))
LONG_AGO = TODAY - timedelta(days=500)


def found(given: Given, **options: Any) -> dict[int, Risk]:
    with given.reading() as reader:
        asked = risks(reader, Settings(), RiskSettings(), options.pop("rates", RATES), today=TODAY, **options)
    return {one.client_id: one for one in asked}


def terms(risk: Risk) -> dict[str, int]:
    return {one.term: one.points for one in risk.terms}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def quiet(given: Given, name: str = "Acme", **fields: Any) -> int:
    """A client that nothing speaks against: talked to today, two contacts."""
    client_id = given.client(name, last_touch=TODAY, **{"since_on": LONG_AGO, **fields})
    for contact in ("Ann", "Bo"):
        given.contact(client_id, contact)
    return client_id


def pay(given: Given, client_id: int, amount: int, days: int, currency: str = "EUR") -> None:
    given.payment(client_id, amount, on=ago(days), currency=currency)


def test_nothing_against_a_client_is_no_risk(given: Given) -> None:
    client_id = quiet(given)
    assert found(given)[client_id] == Risk(client_id, RiskLevel.LOW, 0, ())


@pytest.mark.parametrize(("days", "points"), [(30, None), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (400, 3)])
def test_silence_counts_by_the_intervals_it_is_late(days: int, points: int | None, given: Given) -> None:
    client_id = given.client("Acme", last_touch=ago(days), since_on=LONG_AGO, kind="person", cadence="30d")
    assert terms(found(given)[client_id]).get("silence") == points


@pytest.mark.parametrize(
    ("before", "lately", "points"), [(4, 2, 2), (4, 3, None), (3, 0, None), (5, 2, 2), (5, 3, None), (6, 0, 2)]
)
def test_contact_falls_where_at_most_half_is_left_of_four_or_more(
    before: int, lately: int, points: int | None, given: Given
) -> None:
    client_id = given.client("Acme", since_on=LONG_AGO, kind="person")
    for number in range(before):
        given.touchpoint(client_id, on=ago(91 + number % 90))
    for number in range(lately):
        given.touchpoint(client_id, on=ago(number % 91))
    given.touchpoint(client_id, on=ago(1), kind="note")
    assert terms(found(given)[client_id]).get("falling contact") == points


def test_the_two_windows_of_talks_meet_and_do_not_overlap(given: Given) -> None:
    client_id = given.client("Acme", since_on=LONG_AGO, kind="person")
    for days in (91, 91, 180, 180, 181, 181):
        given.touchpoint(client_id, on=ago(days))
    assert "falling contact" in terms(found(given)[client_id])
    for _ in range(3):
        given.touchpoint(client_id, on=ago(90))
    assert "falling contact" not in terms(found(given)[client_id])


@pytest.mark.parametrize(
    ("before", "lately", "points"), [(100, 49, 2), (100, 50, None), (0, 0, None), (1, 0, 2), (0, 5, None)]
)
def test_revenue_falls_below_half(before: int, lately: int, points: int | None, given: Given) -> None:
    client_id = quiet(given)
    for amount, days in ((before, 180), (lately, 179)):
        if amount:
            pay(given, client_id, amount, days)
    pay(given, client_id, 1_000_000, 360)
    assert terms(found(given)[client_id]).get("falling revenue") == points


def test_money_of_another_currency_counts_by_its_rate_and_never_without_one(given: Given) -> None:
    client_id = quiet(given)
    pay(given, client_id, 100_00, 200)
    pay(given, client_id, 54_00, 1, "USD")
    assert terms(found(given)[client_id]) == {"falling revenue": 2}  # 54 USD are 49.68 EUR
    pay(given, client_id, 1_00, 1, "USD")
    assert terms(found(given)[client_id]) == {}
    with pytest.raises(MissingRate, match=r"'rates.USD' is not in the settings file 'settings.toml'"):
        found(given, rates=Rates("EUR", {}, Path("settings.toml")))


def test_an_organisation_with_one_contact_hangs_on_them(given: Given) -> None:
    client_id = quiet(given)
    with given.change() as change:
        change.run("UPDATE contact SET left_on = :day WHERE name = 'Bo'", day=ago(1))
    assert found(given)[client_id].terms[0].reason == "only one contact is known"
    person = given.client("Jo", kind="person", last_touch=TODAY, since_on=LONG_AGO)
    assert terms(found(given)[person]) == {}


@pytest.mark.parametrize(("days", "points"), [(0, 2), (180, 2), (181, None)])
def test_a_sponsor_is_gone_who_left_lately_and_was_not_replaced(days: int, points: int | None, given: Given) -> None:
    client_id = quiet(given)
    given.contact(client_id, "Cy", decision="decides", left_on=ago(days))
    assert terms(found(given)[client_id]).get("sponsor gone") == points
    given.contact(client_id, "Di", decision="decides")
    assert "sponsor gone" not in terms(found(given)[client_id])


def test_a_need_grows_old_after_sixty_days(given: Given) -> None:
    client_id = quiet(given)
    given.need(client_id, "faster", on=ago(60))
    given.need(client_id, "cheaper", on=ago(200), status="met")
    assert terms(found(given)[client_id]) == {}
    given.need(client_id, "better", on=ago(61))
    assert terms(found(given)[client_id]) == {"old need": 1}


def test_prospects_lost_and_archived_clients_have_none(given: Given) -> None:
    given.client("Prospect", last_touch=ago(400))
    given.client("Lost", told_stage="lost", told_stage_on=TODAY, since_on=LONG_AGO)
    given.client("Archived", archived_on=TODAY, since_on=LONG_AGO)
    assert found(given) == {}


def test_one_client_asked_for_has_the_risk_it_has_among_all(given: Given) -> None:
    one, other = quiet(given), quiet(given, "Beta")
    given.need(one, "faster", on=LONG_AGO)
    pay(given, other, 100, 200)
    assert found(given, client_ids=[one]) == {one: found(given)[one]}
    assert found(given)[other].points == 2


days_ago = st.integers(0, 400)
clients = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["organisation", "person"]),
        "since": st.sampled_from([None, 10, 95, 500]),
        "cadence": st.sampled_from([None, "7d", "30d"]),
        "touches": st.lists(st.tuples(days_ago, st.sampled_from(["call", "email", "note"])), max_size=14),
        "payments": st.lists(st.tuples(days_ago, st.integers(1, 999_99), st.sampled_from(["EUR", "USD"])), max_size=6),
        "contacts": st.lists(
            st.tuples(st.sampled_from([None, "decides", "uses"]), st.one_of(st.none(), days_ago)), max_size=4
        ),
        "needs": st.lists(st.tuples(days_ago, st.sampled_from(["open", "met"])), max_size=3),
    }
)


def reckoned(client: dict[str, Any]) -> int | None:
    """The points of a client by plain arithmetic over what was put into the book."""
    if client["since"] is None:
        return None
    counting = [days for days, kind in client["touches"] if kind != "note"]
    silent = min(counting, default=(TODAY - date(2026, 1, 1)).days)
    interval = int((client["cadence"] or "30d")[:-1])
    points = sum(silent > times * interval for times in (1, 2, 3))
    before = sum(91 <= days <= 180 for days in counting)
    points += 2 * (before >= 4 and sum(days <= 90 for days in counting) <= before / 2)
    money = [(days, amount * (92 if currency == "USD" else 100)) for days, amount, currency in client["payments"]]
    late, early = (sum(a for d, a in money if first <= d < first + 180) for first in (0, 180))
    points += 2 * (late < early / 2)
    present = [decision for decision, left in client["contacts"] if left is None]
    points += client["kind"] == "organisation" and len(present) <= 1
    left = [left for decision, left in client["contacts"] if decision == "decides" and left is not None]
    points += 2 * ("decides" not in present and bool(left) and min(left) <= 180)
    old = any(status == "open" and days > 60 for days, status in client["needs"])
    return int(points + old)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(drawn=st.lists(clients, min_size=1, max_size=4))
def test_points_are_those_of_plain_arithmetic_in_any_book(drawn: list[dict[str, Any]], given: Given) -> None:
    expected = {put_in(given, number, client): reckoned(client) for number, client in enumerate(drawn)}
    risk = found(given)
    assert {number: risk[number].points if number in risk else None for number in expected} == expected
    for one in risk.values():
        assert one.level == ("high" if one.points >= 6 else "watch" if one.points >= 3 else "low")


def put_in(given: Given, number: int, client: dict[str, Any]) -> int:
    """Put a drawn client into the book and give its number; clients of other examples stay beside it."""
    known = given.value("SELECT count(*) FROM client")
    client_id = given.client(
        f"Client {known} {number}",
        kind=client["kind"],
        since_on=None if client["since"] is None else ago(client["since"]),
        cadence=client["cadence"],
    )
    for days, kind in client["touches"]:
        given.touchpoint(client_id, on=ago(days), kind=kind)
    for days, amount, currency in client["payments"]:
        pay(given, client_id, amount, days, currency)
    for decision, left in client["contacts"]:
        given.contact(client_id, "Jo", decision=decision, left_on=None if left is None else ago(left))
    for days, status in client["needs"]:
        given.need(client_id, "x", on=ago(days), status=status)
    return client_id


def test_a_need_that_is_proposed_is_open_no_more(given: Given) -> None:
    client_id = quiet(given)
    given.need(client_id, "faster", on=ago(100), status="proposed")
    assert terms(found(given)[client_id]) == {}


def test_sums_are_written_to_the_nearest_cent() -> None:
    assert RATES.written(Fraction(10_006, 1000)) == "10.01"
    assert RATES.written(Fraction(10_004, 1000)) == "10"

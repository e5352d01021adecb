"""`tier explain`, `evaluate`, `history` and `rfm`, `client rate` and `refer`, on real books."""

import tomllib
from collections import defaultdict
from dataclasses import asdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from clienttrack.revenue import Rates
from clienttrack.settings import Settings
from clienttrack.slices.value.queries.worth import worth
from clienttrack.slices.value.rules.scores import Facts
from clienttrack.value_settings import DEFAULTS
from clienttrack.vocabulary import RiskLevel
from tests.conftest import TODAY, Given, Run

RATES = Rates("EUR", {"USD": Fraction("0.92"), "JPY": Fraction("0.006")}, Path("settings.toml"))
WORTH = {"EUR": Fraction(1, 100), "USD": Fraction(92, 10_000), "JPY": Fraction(6, 1_000)}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


payments = st.lists(
    st.tuples(st.integers(0, 1_900), st.integers(1, 9_999_99), st.sampled_from(sorted(WORTH))), max_size=12
)
rated = st.lists(st.tuples(st.sampled_from(["profitability", "growth", "influence"]), st.integers(1, 5)), max_size=5)


def reckoned(paid: list[tuple[int, int, str]], ratings: list[tuple[str, int]], referrals: int) -> Facts:
    """What is known of a client by plain arithmetic over what was put into the book."""
    newest = dict(ratings)
    months = {ago(days).strftime("%Y-%m") for days, _, _ in paid}
    last_year = {f"{2025 + (month > 12)}-{(month - 1) % 12 + 1:02}" for month in range(12, 24)}
    assert len(last_year) == 12
    years = 0
    while any(365 * years <= days < 365 * (years + 1) for days, _, _ in paid):
        years += 1
    return Facts(
        revenue=sum((amount * WORTH[code] for days, amount, code in paid if days < 365), Fraction(0)) if paid else None,
        months=len(months & last_year) if paid else None,
        years=years if paid else None,
        profitability=newest.get("profitability"),
        growth=newest.get("growth"),
        influence=newest.get("influence"),
        referrals=referrals,
        risk=RiskLevel.LOW,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(drawn=st.lists(st.tuples(payments, rated), min_size=1, max_size=3))
def test_what_is_known_of_clients_is_what_plain_arithmetic_over_the_rows_says(
    drawn: list[tuple[list[Any], list[Any]]], given: Given
) -> None:
    expected: dict[int, Facts] = {}
    for number, (paid, ratings) in enumerate(drawn):
        client_id = given.client(f"Client {given.value('SELECT count(*) FROM client')}", kind="person")
        for days, amount, currency in paid:
            given.payment(client_id, amount, on=ago(days), currency=currency)
        for factor, rating in ratings:
            given.rating(client_id, factor, rating)
        expected[client_id] = reckoned(paid, ratings, referrals=int(number > 0))
        if number:
            with given.change() as change:
                change.add("referral", client_id=client_id, referred_id=client_id - 1, told_on=TODAY)
    with given.reading() as reader:
        known = worth(reader, Settings(), RATES, today=TODAY)
        alone = worth(reader, Settings(), RATES, today=TODAY, client_ids=list(expected)[:1])
    assert {client_id: known.facts(client_id) for client_id in expected} == expected
    first = next(iter(expected))
    assert alone.facts(first) == expected[first]


@pytest.fixture
def acme(given: Given) -> int:
    """A client that has paid and was rated; the numbers stand in ``docs/value.md``."""
    client_id = given.client("Acme", tier="potential", last_touch=TODAY, since_on=ago(800), kind="person")
    for days, amount in ((10, 12_000_00), (40, 8_000_00), (200, 4_300_00), (400, 9_000_00), (800, 9_000_00)):
        given.payment(client_id, amount, on=ago(days))
    given.rating(client_id, "growth", 2)
    given.rating(client_id, "growth", 4, on=ago(3))
    given.rating(client_id, "influence", 3)
    return client_id


def test_explain_shows_each_factor_and_sums_up_to_the_score(acme: int, given: Given, run: Run) -> None:
    given.client("Beta")
    run("client", "refer", "acme", "beta")
    card = run("tier", "explain", "acme", "--json").data
    factors = {one["factor"]: one for one in card["factors"]}
    # 24,300 lies 4,300 of 30,000 between 50 and 75 points.
    assert (factors["revenue"]["value"], factors["revenue"]["points"]) == ("24300 EUR", 53.58)
    assert (factors["frequency"]["value"], factors["frequency"]["points"]) == ("3", 50)
    assert (factors["loyalty"]["value"], factors["loyalty"]["points"]) == ("3", 70)
    assert factors["profitability"]["value"] is factors["profitability"]["points"] is factors["profitability"]["share"]
    assert (factors["growth"]["value"], factors["growth"]["points"]) == ("4", 75)
    assert (factors["influence"]["value"], factors["influence"]["points"]) == ("3", 60)
    # (30 x 53.583 + 10 x 50 + 25 x 70 + 10 x 75 + 15 x 60) / 90
    assert (card["mean"], card["coverage"], card["score"]) == (61.19, 90, 61.19)
    assert sum(one["share"] or 0 for one in card["factors"]) == pytest.approx(card["mean"], abs=0.03)
    assert (card["tier"], card["suggested"], card["why"]) == (
        "potential",
        "key",
        "score 61.19, 55 or more, 3 points past it",
    )
    text = run("tier", "explain", "acme").out
    assert "3 payments within 365 days, the last Tue 10 Nov" in text
    assert "rated Tue 17 Nov" in text
    assert "not rated yet: `clienttrack client rate acme --profitability N`" in " ".join(text.split())
    assert "mean of what is known 61.19 (coverage 90 of 100) − 0 (risk low) = 61.19" in text


def test_risk_takes_points_off(acme: int, given: Given, run: Run) -> None:
    with given.change() as change:
        change.run("UPDATE client SET kind = 'organisation' WHERE id = :id", id=acme)
        change.run("UPDATE touchpoint SET happened_on = :day", day=ago(300))
    card = run("tier", "explain", "acme", "--json").data
    assert (card["risk"], card["risk_points"], card["deduction"]) == ("watch", 4, 10)
    assert card["score"] == round(card["mean"] - 10, 2)


def test_nothing_known_is_no_score(given: Given, run: Run) -> None:
    given.client("Beta")
    card = run("tier", "explain", "beta", "--json").data
    assert (card["score"], card["mean"], card["coverage"], card["suggested"]) == (None, None, 0, None)
    assert "has no value score: nothing is known yet" in run("tier", "explain", "beta").out


def test_evaluate_suggests_and_apply_moves_all_but_the_pinned_as_one_operation(
    acme: int, given: Given, run: Run
) -> None:
    pinned = given.client("Pinned", tier="general", tier_pinned=1, kind="person")
    for years in range(6):
        given.payment(pinned, 200_000_00, on=ago(365 * years))
    given.client("Unknown", tier="core")
    given.payment(given.client("Lost", told_stage="lost", told_stage_on=TODAY), 1, on=TODAY)
    found = run("tier", "evaluate", "--json").data
    assert [(one["client"], one["tier"], one["suggested"], one["pinned"]) for one in found["moves"]] == [
        ("pinned", "general", "core", True),
        ("acme", "potential", "key", False),
    ]
    assert (found["clients"], found["unknown"]) == (3, 1)
    before = given.value("SELECT count(*) FROM operation")
    applied = run("tier", "evaluate", "--apply", "--json").data
    assert [(one["client"], one["moved"]) for one in applied["moves"]] == [("pinned", False), ("acme", True)]
    assert given.value("SELECT count(*) FROM operation") == before + 1
    assert run("tier", "evaluate", "--ids").out == "pinned\n"
    assert "All of these are pinned and stay" in run("tier", "evaluate", "--apply").out
    assert given.value("SELECT tier_pinned FROM client WHERE handle = 'acme'") == 0
    moves = run("tier", "history", "acme", "--json").data
    assert (moves[0]["old"], moves[0]["new"], moves[0]["because"]) == (
        "potential",
        "key",
        "score 59.53, 55 or more, 3 points past it",
    )
    run("tier", "evaluate", "--apply", "--no-pin-safe")
    assert given.value("SELECT t.name FROM client c JOIN tier t ON t.id = c.tier_id WHERE handle = 'pinned'") == "core"
    run("undo")
    run("undo")
    assert given.value("SELECT count(*) FROM tier_move") == 0


def test_apply_with_nothing_to_move_is_no_operation(given: Given, run: Run) -> None:
    given.client("Beta")
    before = given.value("SELECT count(*) FROM operation")
    assert (
        "No moves are suggested; 1 client looked at, too little is known of 1" in run("tier", "evaluate", "--apply").out
    )
    assert given.value("SELECT count(*) FROM operation") == before


def test_rfm_lists_who_has_paid_the_best_first(acme: int, given: Given, run: Run) -> None:
    given.client("Never")
    once = given.client("Once")
    given.payment(once, 100_000_00, on=ago(366))
    lines = run("tier", "rfm", "--json").data
    assert [(one["client"], one["cell"], one["payments"], one["paid"]) for one in lines] == [
        ("acme", "533", 3, "24300"),
        ("once", "111", 0, "0"),
    ]
    assert run("tier", "rfm", "once", "--ids").out == "once\n"
    assert run("tier", "rfm", "never").out.startswith("never has paid nothing yet. ")
    assert run("tier", "rfm").out.splitlines()[-1].startswith("R: days since the last payment; F, M: payments and")


def test_ratings_are_kept_with_day_and_reason_and_the_newest_counts(given: Given, run: Run) -> None:
    given.client("Acme")
    assert run("client", "rate", "acme", "--growth", "4", "--because", "new plant").out == (
        "acme (Acme): growth – → 4 (new plant).\n"
    )
    assert run("client", "rate", "acme", "--growth", "2", "--influence", "5").out == (
        "acme (Acme): growth 4 → 2, influence – → 5.\n"
    )
    before = given.value("SELECT count(*) FROM operation")
    assert run("client", "rate", "acme", "--growth", "2").out == "acme (Acme): growth 2 already.\n"
    run("client", "rate", "acme", "--influence", "5")
    assert given.value("SELECT count(*) FROM operation") == before
    for _ in range(2):
        run("client", "rate", "acme", "--influence", "5", "--because", "chairs their association")
    assert given.value("SELECT count(*) FROM operation") == before + 1
    with given.reading() as reader:
        kept = defaultdict(list)
        for row in reader.rows("SELECT factor, rating FROM rating ORDER BY id"):
            kept[row["factor"]].append(row["rating"])
    assert kept == {"growth": [4, 2], "influence": [5, 5]}
    assert "Nothing was rated" in run("client", "rate", "acme", exit_code=2).err
    assert "must be at most 5, not '6'" in run("client", "rate", "acme", "--growth", "6", exit_code=2).err


def test_a_client_comes_through_one_other(given: Given, run: Run) -> None:
    for name in ("Acme", "Beta", "Gamma"):
        given.client(name)
    assert run("client", "refer", "acme", "beta").out == "beta came through acme, which has 1 referral now.\n"
    run("client", "refer", "acme", "beta")
    assert given.value("SELECT count(*) FROM referral") == 1
    assert "beta came through acme already" in run("client", "refer", "gamma", "beta", exit_code=5).err
    run("client", "refer", "beta", "gamma")
    assert "acme cannot have come through gamma" in run("client", "refer", "gamma", "acme", exit_code=5).err
    run("client", "refer", "beta", "gamma", "--remove")
    assert "cannot have referred itself" in run("client", "refer", "acme", "acme", exit_code=5).err
    assert (
        "not in the book that gamma referred beta"
        in run("client", "refer", "gamma", "beta", "--remove", exit_code=3).err
    )
    assert "Took back" in run("client", "refer", "acme", "beta", "--remove").out
    assert given.value("SELECT count(*) FROM referral") == 0


def test_the_settings_that_the_page_shows_are_all_there_are_and_the_defaults() -> None:
    told = tomllib.loads((Path(__file__).parents[3] / "examples" / "value.toml").read_text(encoding="utf-8"))
    assert {name: told[name] for name in told if name != "rates"} == {
        name: asdict(numbers) for name, numbers in DEFAULTS.items()
    }


def test_a_past_day_knows_nothing_of_what_came_after_it(given: Given, run: Run) -> None:
    client_id = given.client("Acme", last_touch=ago(0))
    other = given.client("Other")
    given.payment(client_id, 9_000_00, on=ago(100))
    for factor in ("profitability", "influence"):
        given.rating(client_id, factor, 3, on=ago(100))
    day = ago(50).isoformat()
    cards = [run("tier", "explain", "acme", "--json", today=day).data]
    given.payment(client_id, 50_000_00, on=ago(10))
    given.payment(client_id, 1_00, on=TODAY + timedelta(days=40))
    given.rating(client_id, "influence", 5, on=ago(10))
    with given.change() as change:
        change.add("referral", client_id=client_id, referred_id=other, told_on=ago(10))
    cards.append(run("tier", "explain", "acme", "--json", today=day).data)
    assert cards[0] == cards[1]
    assert [one["cell"] for one in run("tier", "rfm", "--json", today=day).data] == ["422"]
    assert "last 50000 EUR" in " ".join(run("show", "acme", today=TODAY.isoformat()).out.split())


def test_a_score_on_the_very_limit_stays_where_it_is(given: Given, run: Run, home: Path) -> None:
    settings = home / "settings.toml"
    weights = "\n".join(
        f"{name} = {100 if name == 'growth' else 0}"
        for name in ("revenue", "frequency", "loyalty", "profitability", "growth", "influence")
    )
    settings.write_text(f"[value]\ncore = 90\nkey = 50\nmargin = 0\nleast_coverage = 1\n[value.weights]\n{weights}\n")
    given.client("Acme", tier="core")
    given.rating(1, "growth", 3)
    tiers = []
    for _ in range(3):
        run("--config", str(settings), "tier", "evaluate", "--apply")
        tiers.append(given.value("SELECT t.name FROM client AS c JOIN tier AS t ON t.id = c.tier_id"))
    assert tiers == ["key"] * 3

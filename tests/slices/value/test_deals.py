"""Deals of a sales pipeline, imported: scores, moves, RFM and portfolio are sums over the CSV (``sums``)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pytest

from clienttrack.dates import add_months
from tests.conftest import TODAY, Run
from tests.slices.imports.reading_books import FIXTURES, SHARED
from tests.slices.value import sums

MAVEN = SHARED / "maven_crm"
CENT = 0.005001


@dataclass(frozen=True)
class Sold:
    """A pipeline in the book: the deals won by the name of the account, and handles by name."""

    deals: Mapping[str, Sequence[sums.Deal]]
    handles: Mapping[str, str]
    today: date


@pytest.fixture(
    params=[
        pytest.param((FIXTURES / "deals", "pipeline.csv", TODAY), id="ours"),
        pytest.param(
            (MAVEN, "kisaraF_sales_pipeline.csv", date(2017, 12, 31)),
            marks=pytest.mark.skipif(not MAVEN.exists(), reason="the shared samples are not here"),
            id="maven",
        ),
    ]
)
def sold(request: pytest.FixtureRequest, run: Run) -> Sold:
    """Import accounts and deals, as seen from the last day of the data."""
    folder, pipeline, today = request.param
    run("import", str(folder / "accounts.csv"), str(folder / pipeline), today=today.isoformat())
    handles = {one["name"]: one["handle"] for one in run("client", "list", "--json").data}
    assert sorted(handles) == sorted(sums.accounts(folder / "accounts.csv"))
    return Sold(sums.won(folder / pipeline), handles, today)


def test_rfm_and_what_was_paid_are_sums_over_the_csv(sold: Sold, run: Run) -> None:
    lines = run("tier", "rfm", "--json").data
    told = {one["name"]: (one["cell"], one["payments"], Fraction(one["paid"])) for one in lines}
    assert told == {
        name: (sums.rfm(deals, sold.today), len(sums.within(deals, sold.today)), sums.revenue(deals, sold.today))
        for name, deals in sold.deals.items()
    }
    order = [(sum(map(int, one["cell"])), Fraction(one["paid"])) for one in lines]
    assert order == sorted(order, reverse=True)


def test_every_score_is_made_of_sums_over_the_csv(sold: Sold, run: Run) -> None:
    for name, handle in sold.handles.items():
        card = run("tier", "explain", handle, "--json").data
        factors = {one["factor"]: one for one in card["factors"]}
        deals = sold.deals.get(name)
        if deals is None:
            assert (card["score"], card["coverage"], card["suggested"]) == (None, 0, None)
            continue
        assert Fraction(factors["revenue"]["value"].removesuffix(" EUR")) == sums.revenue(deals, sold.today)
        for factor, value in sums.values(deals, sold.today).items():
            assert factors[factor]["points"] == pytest.approx(float(sums.points(factor, value)), abs=CENT)
        assert int(factors["frequency"]["value"]) == sums.months(deals, sold.today)
        assert int(factors["loyalty"]["value"]) == sums.years(deals, sold.today)
        worth = sums.score(deals, sold.today)
        assert (card["coverage"], card["suggested"]) == (65, sums.tier(worth, None))
        assert card["score"] == pytest.approx(float(worth), abs=CENT)


def test_moves_are_what_the_scores_of_three_days_say(sold: Sold, run: Run) -> None:
    tiers: dict[str, str | None] = dict.fromkeys(sold.deals)
    for days in (0, 150, 330):
        today = sold.today + timedelta(days=days)
        scores = {name: sums.score(deals, today) for name, deals in sold.deals.items()}
        expected = {name: sums.tier(scores[name], now) for name, now in tiers.items()}
        found = run("tier", "evaluate", "--apply", "--json", today=today.isoformat()).data
        assert {one["name"]: one["suggested"] for one in found["moves"]} == {
            name: new for name, new in expected.items() if new != tiers[name]
        }
        for one in found["moves"]:
            assert one["score"] == pytest.approx(float(scores[one["name"]]), abs=CENT)
            assert (one["tier"], one["moved"]) == (tiers[one["name"]], True)
        assert found["unknown"] == found["clients"] - len(sold.deals)
        tiers.update(expected)
    assert run("tier", "evaluate", "--json").data["moves"] == []


def test_the_portfolio_is_sums_over_the_csv_beside_those_of_a_quarter_before(sold: Sold, run: Run) -> None:
    run("tier", "evaluate", "--apply")
    before = add_months(sold.today, -3)
    data = run("portfolio", "--json").data
    assert data["before_on"] == before.isoformat()
    for day, suffix, figure in ((sold.today, "", "share"), (before, "_before", "before")):
        paid = sorted(filter(None, (sums.revenue(deals, day) for deals in sold.deals.values())), reverse=True)
        assert Fraction(data["total"][f"revenue{suffix}"]) == sum(paid)
        top = sum(paid[: ceil(len(paid) / 5)], Fraction(0))
        told = data["concentration"][figure]
        assert (told["n"], told["value"]) == (len(paid), pytest.approx(float(100 * top / sum(paid)), abs=CENT))
        assert data["concentration"][f"curve{suffix}"] == pytest.approx(
            [float(100 * sum(paid[: ceil(len(paid) * step / 10)]) / sum(paid)) for step in range(1, 11)], abs=CENT
        )
    for row in data["tiers"]:
        names = [
            name
            for name in sold.handles
            if (sums.tier(sums.score(sold.deals[name], sold.today), None) if name in sold.deals else None)
            == row["tier"]
        ]
        assert row["clients"] == len(names)
        assert Fraction(row["revenue"]) == sum(sums.revenue(sold.deals.get(name, []), sold.today) for name in names)


def test_the_report_tells_the_sums_of_the_portfolio(sold: Sold, run: Run) -> None:
    total = sum((sums.revenue(deals, sold.today) for deals in sold.deals.values()), Fraction(0))
    text = run("report", "portfolio").out
    assert re.search(rf"(?m)^\| \*?\*?all\*?\*? \|.*€{float(total):,.2f}", text), text
    page = run("report", "portfolio", "--html").out
    assert page.count("data:image/svg+xml;base64,") == 3

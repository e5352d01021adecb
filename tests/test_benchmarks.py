"""What `tier evaluate` and `portfolio` are measured against reckons the same, and the measuring runs."""

import importlib.util
import subprocess
import sys
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clienttrack.book import reading
from clienttrack.revenue import Rates
from clienttrack.risk import Risk, risks
from clienttrack.risk_settings import RiskSettings
from clienttrack.settings import Settings
from clienttrack.slices.portfolio.queries import portfolio
from clienttrack.slices.value.queries.worth import Worth, worth

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
TODAY = date(2026, 11, 20)
RATES = Rates("EUR", {"USD": Fraction("0.92"), "JPY": Fraction("0.0061")}, Path("settings.toml"))
SIZES = {"clients": 120, "touchpoints": 2_000, "payments": 900}


def module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "measured.db"
    module("book").make(path, due_share=0.05, **SIZES)
    return path


def ours(book: Path) -> tuple[Worth, dict[int, Risk]]:
    with reading(book, lambda _words: None) as reader:
        known = worth(reader, Settings(), RATES, today=TODAY)
        found = risks(reader, Settings(), RiskSettings(), RATES, today=TODAY)
    return known, {one.client_id: one for one in found}


@pytest.mark.parametrize("script", ["value", "hinted"])
def test_raw_sql_reckons_what_a_score_is_made_of(script: str, book: Path) -> None:
    raw = module("raw").rows(script, str(book), TODAY.isoformat())
    known, _ = ours(book)
    assert {number: float(paid) for number, paid in known.paid.items()} == pytest.approx(dict(raw["revenue"]))
    assert {number: (str(one.last_on), one.payments) for number, one in known.payers.items()} == {
        number: (last, payments) for number, last, payments in raw["payers"]
    }
    assert known.months == dict(raw["months"])
    years = defaultdict(set)
    for number, year in raw["years"]:
        years[number].add(year)
    assert {number: set(range(count)) for number, count in known.years.items()} == {
        number: {year for year in paid if set(range(year)) <= paid} for number, paid in years.items()
    }
    assert {(number, factor): one.rating for number, all_ in known.ratings.items() for factor, one in all_.items()} == {
        (number, factor): rating for number, factor, rating, _, _ in raw["ratings"]
    }
    assert known.referrals == dict(raw["referrals"])


@pytest.mark.parametrize("script", ["value", "hinted"])
def test_raw_sql_reckons_what_a_risk_is_made_of(script: str, book: Path) -> None:
    raw = module("raw").rows(script, str(book), TODAY.isoformat())
    talks = {number: (touches - lately, lately) for number, touches, lately in raw["talks"]}
    paid = {number: (before, lately) for number, lately, before in raw["paid lately"]}
    kinds = {row[0]: row[3] for row in raw["tiers"]}
    contacts, sponsors, needs = dict(raw["contacts"]), dict(raw["sponsors"]), dict(raw["needs"])

    def terms(number: int) -> set[str]:
        before, lately = talks.get(number, (0, 0))
        was, now = paid.get(number, (0, 0))
        told = {
            "falling contact": before >= 4 and 2 * lately <= before,
            "falling revenue": 2 * now < was,
            "one contact": kinds[number] == "organisation" and contacts.get(number, 0) <= 1,
            "sponsor gone": number in sponsors,
            "old need": number in needs and (TODAY - date.fromisoformat(needs[number])).days > 60,
        }
        return {term for term, holds in told.items() if holds}

    _, found = ours(book)
    assert found.keys() <= {row[0] for row in raw["stages"]}
    assert {number: {term.term for term in one.terms} - {"silence"} for number, one in found.items()} == {
        number: terms(number) for number in found
    }
    assert len({term for number in found for term in terms(number)}) == 5


def test_raw_sql_reckons_what_a_portfolio_is_made_of(book: Path) -> None:
    raw = module("raw").rows("portfolio", str(book), TODAY.isoformat())
    with reading(book, lambda _words: None) as reader:
        found = portfolio(reader, Settings(), RATES, today=TODAY)
    told = {line.target: line for line in found.targets}
    for name, revenue in (("revenue", found.total.revenue), ("revenue before", found.total.revenue_before)):
        assert sum(paid for _, paid in raw[name]) == pytest.approx(float(revenue))
    assert sum(row[1] or 0 for row in raw["effort"]) == found.effort.minutes
    assert sum(row[2] or 0 for row in raw["effort"]) == found.effort.minutes_before
    listed, reached = raw["reached, :today"][0]
    assert told["reached"].now.n == listed
    assert told["reached"].now.value == pytest.approx(100 * reached / listed, abs=0.01)
    assert told["complete"].now.value == pytest.approx(100 * raw["complete"][0][0], abs=0.01)


def test_the_measuring_runs() -> None:
    words = [f"--{name}={size}" for name, size in SIZES.items()]
    ran = subprocess.run(
        [sys.executable, BENCHMARKS / "value.py", "--rounds=1", *words], capture_output=True, text=True, check=False
    )
    assert ran.returncode in {0, 1}, ran.stderr
    (measured,) = [line for line in ran.stdout.splitlines() if line.startswith("| tier evaluate --json |")][:1]
    assert "skipped" not in measured

"""The portfolio as it is asked for: on the screen, as JSON, with settings that are broken or incomplete."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clienttrack.slices.portfolio.render import short
from tests.conftest import TODAY, Given, Run

WINDOW_BEGINS = TODAY - timedelta(days=364)


@pytest.fixture
def book(given: Given) -> Given:
    """Six clients of three tiers that paid and took time, one of them lost within the year."""
    since = TODAY - timedelta(days=1000)
    for number, (tier, paid, minutes) in enumerate(
        [("core", 50_000, 60), ("core", 30_000, 60), ("key", 10_000, 30), ("general", 500, 600), ("general", 0, 300)]
    ):
        client_id = given.client(f"Client {number}", tier=tier, since_on=since, added_on=since)
        with given.change() as change:
            change.add(
                "touchpoint",
                client_id=client_id,
                kind="call",
                happened_on=TODAY,
                text="x",
                minutes=minutes,
            )
        if paid:
            given.payment(client_id, paid * 100, on=WINDOW_BEGINS)
    lost = given.client("Gone", tier="key", since_on=since, added_on=since, told_stage="lost", told_stage_on=TODAY)
    given.payment(lost, 9_500_00, on=TODAY - timedelta(days=200))
    with given.change() as change:
        change.add("stage_move", client_id=lost, stage="lost", moved_on=TODAY, lost_reason="price")
    return given


def test_the_screen_shows_each_figure_beside_that_of_a_quarter_before(book: Given, run: Run) -> None:
    shown = run("portfolio").out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    for line in (
        "The portfolio today, money in EUR paid within 365 days.",
        "churn 16.7 % ↑ 0 % ≤ 8 % missed",
        "reached 100 % no data yet ≥ 100 % met",
        "NPS no data yet ≥ 75",
        "core 0 0 0 2 2",
        "key 0 0 0 1 (2) 1 (2)",
        "all 0 0 0 5 (6) 5 (6)",
        "The top 20 % (1 of 5 paying clients) brought 50 % (50 %).",
        "General clients took 85.7 % of your hours and brought 0.5 % of your revenue.",
        "client-3 general 10 57.1 % 500 0.5 %",
        "client-4 general 5 28.6 % 0 0 %",
    ):
        assert line in lines, shown


def test_json_gives_numbers_beside_words_and_exact_money(book: Given, run: Run) -> None:
    data = run("portfolio", "--json").data
    assert (data["day"], data["before_on"], data["currency"]) == ("2026-11-20", "2026-08-20", "EUR")
    churn = data["targets"][0]
    assert churn == {
        "target": "churn",
        "now": {"words": "16.7 %", "value": 16.67, "n": 6},
        "before": {"words": "0 %", "value": 0.0, "n": 6},
        "trend": "up",
        "aim": "≤ 8 %",
        "met": False,
    }
    assert data["total"]["revenue"] == "100000"
    assert (data["total"]["gone"], data["total"]["gone_before"]) == ("9500", "0")
    assert [one["client"] for one in data["costly"]] == ["client-3", "client-4"]
    assert data["costly"][0]["cost"] is None
    assert data["lifetime"]["why"] == "no margin told"


def test_lifetime_value_needs_a_margin_and_its_ratio_what_a_client_costs(book: Given, run: Run, home: Path) -> None:
    settings = home / "settings.toml"
    settings.write_text('[portfolio]\nmargin = 40\ncac = "1500"\nhour = "100"\n')
    told = run("--config", str(settings), "portfolio", "--json").data
    # 100 000 ÷ 5 paying clients = 20 000 a year, 1 ÷ (1 of 6) = 6 years, 40 % of it left.
    assert (told["lifetime"]["value"], told["lifetime"]["years"]) == ("48000", 6.0)
    assert (told["lifetime"]["value_before"], told["lifetime"]["years_before"]) == ("80000", 10.0)
    ratio = next(line for line in told["targets"] if line["target"] == "LTV : CAC")
    assert (ratio["now"]["value"], ratio["met"]) == (32.0, True)
    assert [(one["client"], one["cost"]) for one in told["costly"]] == [("client-3", "1000"), ("client-4", "500")]
    shown = run("--config", str(settings), "portfolio").out
    assert "no price of an hour" not in shown
    assert "Lifetime value 48k (80k): 20k a year for 6 (10) years, 40 % of it left.\n" in shown
    settings.write_text("[portfolio]\nmargin = 40\n")
    shown = run("--config", str(settings), "portfolio").out
    assert "What winning a client costs is not told (`clienttrack config edit`: portfolio.cac).\n" in shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("churn = 101", "'portfolio.churn' must lie between 0 and 100, not 101"),
        ('cac = "0"', "'portfolio.cac' must be an amount above 0 such as '1200.50', not '0'"),
        ("hour = 85", "'portfolio.hour' must be a text in quotes, not 85"),
        ("chrun = 8", "unknown key 'portfolio.chrun', meant churn?"),
    ],
)
def test_broken_numbers_name_file_and_key(book: Given, run: Run, home: Path, line: str, told: str) -> None:
    settings = home / "settings.toml"
    settings.write_text(f"[portfolio]\n{line}\n")
    error = run("--config", str(settings), "portfolio", exit_code=2).err
    assert told in error
    assert str(settings) in error


def test_a_currency_without_a_rate_is_one_sentence(book: Given, run: Run) -> None:
    book.payment(1, 100, on=TODAY, currency="CHF")
    assert "'rates.CHF' is not in the settings file" in run("portfolio", exit_code=2).err


def test_an_empty_book_has_no_figures_and_no_zeros_for_them(given: Given, run: Run) -> None:
    targets = run("portfolio", "--json").data["targets"]
    assert {line["now"]["words"] for line in targets} == {"no data yet"}
    assert {line["met"] for line in targets} == {None}
    assert "Nobody paid within 365 days." in run("portfolio").out


def _targets(run: Run) -> dict[str, Any]:
    return {line["target"]: line for line in run("portfolio", "--json").data["targets"]}


@pytest.mark.parametrize(("days", "kind", "value"), [(31, "call", 100.0), (32, "call", 0.0), (0, "note", 0.0)])
def test_a_client_is_reached_by_a_counting_touch_within_31_days(
    days: int, kind: str, value: float, given: Given, run: Run
) -> None:
    for number in range(5):
        client_id = given.client(f"Client {number}", last_touch=TODAY - timedelta(days=100))
        given.touchpoint(client_id, on=TODAY - timedelta(days=days), kind=kind)
    assert _targets(run)["reached"]["now"] == {"words": f"{value:g} %", "value": value, "n": 5}


def test_a_tag_makes_a_partner_and_what_it_was_a_quarter_before_is_not_known(given: Given, run: Run) -> None:
    for number in range(5):
        given.client(f"Client {number}")
    run("client", "tag", "client-1", "partner")
    partners = _targets(run)["partners"]
    assert partners["now"] == {"words": "20 %", "value": 20.0, "n": 5}
    assert partners["before"] == {"words": "not kept by day", "value": None, "n": 0}


def test_who_would_move_up_is_listed_and_who_would_move_down_is_not(given: Given, run: Run) -> None:
    for name, tier in (("Up", "general"), ("Down", "core"), ("New", None)):
        client_id = given.client(name, tier=tier, since_on=TODAY - timedelta(days=400), last_touch=TODAY)
        for factor, rating in (("profitability", 4), ("growth", 4), ("influence", 3)):
            given.rating(client_id, factor, rating)
        given.payment(client_id, 15_000_00, on=TODAY)
    moves = run("tier", "evaluate", "--json").data["moves"]
    assert {move["client"]: move["suggested"] for move in moves}["down"] != "core"
    listed = run("portfolio", "--json").data["move_up"]
    assert {move["client"] for move in listed} == {"up", "new"}


def test_a_loss_that_came_with_a_list_is_none_of_this_year(given: Given, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "clients.csv"
    rows = [f"Client {number},2020-01-01,{'lost' if number < 2 else ''}" for number in range(8)]
    table.write_text("\n".join(["client,since,stage", *rows]) + "\n")
    run("import", str(table))
    # Of the year before the book began nothing is known, so nobody says that no client was lost.
    assert _targets(run)["churn"]["now"] == {"words": "no data yet", "value": None, "n": 0}
    run("stage", "lose", "client-7", "--because", "price")
    assert _targets(run)["churn"]["now"] == {"words": "16.7 %", "value": 16.67, "n": 6}


def test_a_loss_of_a_list_that_tells_its_day_counts_on_that_day(given: Given, run: Run, tmp_path: Path) -> None:
    for number in range(8):
        given.client(f"Client {number}", since_on=TODAY - timedelta(days=2000))
    run("stage", "lose", "client-1", "--because", "price", today="2026-10-01")
    table = tmp_path / "clients.csv"
    table.write_bytes(run("export", "clients").out.encode())
    given.path.unlink()
    run("import", str(table))
    churn = _targets(run)["churn"]
    assert churn["now"] == {"words": "12.5 %", "value": 12.5, "n": 8}
    assert churn["before"] == {"words": "no data yet", "value": None, "n": 0}


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0"),
        ("999", "999"),
        ("999.4", "999"),
        ("999.6", "1k"),
        ("12345.6", "12.3k"),
        ("999950", "1m"),
        ("1234567", "1.23m"),
        ("9999999999", "10bn"),
    ],
)
def test_amounts_are_shown_with_three_digits(amount: str, shown: str) -> None:
    assert short(amount) == shown


def _talk(given: Given, client_id: int, minutes: int) -> None:
    with given.change() as change:
        change.add("touchpoint", client_id=client_id, kind="call", happened_on=TODAY, text="x", minutes=minutes)


def test_who_is_gone_costs_nothing_any_more(given: Given, run: Run) -> None:
    for number in range(5):
        _talk(given, given.client(f"Client {number}"), 400)
        given.payment(given.client(f"Payer {number}"), 100_00, on=TODAY)
    _talk(given, given.client("Gone", archived_on=TODAY), 1000)
    _talk(given, given.client("Lost", told_stage="lost", told_stage_on=TODAY), 1000)
    with given.change() as change:
        lost = change.value("SELECT id FROM client WHERE handle = 'lost'")
        change.add("stage_move", client_id=lost, stage="lost", moved_on=TODAY)
    data = run("portfolio", "--json").data
    assert sorted(one["client"] for one in data["costly"]) == [f"client-{number}" for number in range(5)]


def test_nothing_is_said_of_effort_where_every_tier_brings_what_it_takes(given: Given, run: Run) -> None:
    for number in range(10):
        client_id = given.client(f"Client {number}", tier="core" if number < 5 else "key")
        _talk(given, client_id, 30)
        given.payment(client_id, 100_00, on=TODAY)
    data = run("portfolio", "--json").data
    assert data["effort"]["said"] is None
    assert data["costly"] == []


def test_the_tier_a_client_came_with_was_its_tier_before(given: Given, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "clients.csv"
    table.write_text("client,since,tier\nAcme,2020-01-01,core\n")
    run("import", str(table))
    run("client", "add", "Beta", "--tier", "core", "--since", "2020-01-01")
    core = run("portfolio", "--json").data["tiers"][0]
    assert (core["tier"], core["clients"], core["clients_before"]) == ("core", 2, 2)


def test_a_cost_that_is_not_told_is_no_zero(book: Given, run: Run, home: Path) -> None:
    settings = home / "settings.toml"
    settings.write_text("[portfolio]\nmargin = 40\n")
    line = run("--config", str(settings), "portfolio", "--json").data["targets"][-1]
    assert (line["target"], line["now"]["words"], line["met"]) == ("LTV : CAC", "no CAC told", None)


def test_nobody_costs_more_than_they_bring_while_no_payments_are_known(given: Given, run: Run) -> None:
    for number in range(6):
        _talk(given, given.client(f"Client {number}"), 60)
    assert run("portfolio", "--json").data["costly"] == []


def test_who_came_back_on_the_day_of_the_loss_was_not_lost(book: Given, run: Run) -> None:
    for client in ("client-0", "client-1"):
        run("stage", "lose", client, "--because", "price", today="2026-10-01")
        run("stage", "win-back", client, today="2026-10-01")
    run("portfolio", today=TODAY.isoformat())
    assert _targets(run)["churn"]["now"]["value"] == 16.67
    assert sum(one["losses"] for one in run("stage", "reasons", "--json").data) == 1


def test_a_tier_that_was_told_before_the_client_came_by_our_own_list_was_its_tier(
    given: Given, run: Run, tmp_path: Path
) -> None:
    given.client("Acme", tier="core", since_on=TODAY - timedelta(days=900), added_on=TODAY - timedelta(days=900))
    table = tmp_path / "clients.csv"
    table.write_bytes(run("export", "clients").out.encode())
    given.path.unlink()
    run("import", str(table))
    core = run("portfolio", "--json").data["tiers"][0]
    assert (core["clients"], core["clients_before"]) == (1, 1)


def test_who_had_no_tier_a_quarter_before_is_in_the_sum_of_it(given: Given, run: Run) -> None:
    given.client("Acme", added_on=TODAY - timedelta(days=300))
    given.payment(1, 100_00, on=TODAY - timedelta(days=200))
    run("tier", "set", "acme", "core")
    data = run("portfolio", "--json").data
    assert [row["tier"] for row in data["tiers"]] == ["core", "key", "potential", "general", None]
    assert (data["total"]["clients_before"], data["total"]["revenue_before"]) == (1, "100")
    assert (data["tiers"][-1]["clients"], data["tiers"][-1]["clients_before"]) == (0, 1)

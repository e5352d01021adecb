"""`payment`: money written down exactly, listed with sums, and taken out."""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run


def test_a_payment_is_kept_in_minor_units_of_its_currency(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("华为", handle="huawei", currency="CNY")
    told = run("payment", "add", "acme", "1200.50", "--on", "1 Mar", "--project", "Site", "--note", "INV-7").out
    assert told == "Added y1, 1200.50 EUR that Acme paid Sun 1 Mar for Site.\n"
    assert run("payment", "add", "huawei", "12k").out == "Added y2, 12000 CNY that 华为 paid today.\n"
    run("payment", "add", "acme", "700 jpy")
    run("payment", "add", "acme", "5", "--currency", "usd")
    with given.reading() as reader:
        rows = [tuple(row) for row in reader.rows("SELECT amount, currency, paid_on, project FROM payment ORDER BY id")]
    assert rows == [
        (1_200_50, "EUR", "2026-03-01", "Site"),
        (12_000_00, "CNY", str(TODAY), None),
        (700, "JPY", str(TODAY), None),
        (5_00, "USD", str(TODAY), None),
    ]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (("acme", "0"), 2, "Cannot read '0' as an amount in EUR"),
        (("acme", "1,200"), 2, "more than 0, without commas"),
        (("acme", "1.5 JPY"), 2, "in JPY, which has 0 decimals"),
        (("acme", "5 XYZ"), 2, "'XYZ' is no ISO 4217 currency"),
        (("acme", "5 USD", "--currency", "EUR"), 2, "'5 USD' and --currency contradict each other"),
        (("acme", "5", "--on", "tomorrow"), 5, "A payment cannot lie in the future, and 2026-11-21"),
        (("nobody", "5"), 3, "nobody"),
    ],
)
def test_what_is_no_payment_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], exit_code: int, told: str, given: Given, run: Run
) -> None:
    given.client("Acme")
    before = given.value("SELECT count(*) FROM operation")
    assert told in run("payment", "add", *arguments, exit_code=exit_code).err
    assert given.value("SELECT count(*) FROM payment") == 0
    assert given.value("SELECT count(*) FROM operation") == before


def test_the_list_is_the_newest_first_with_a_sum_for_each_currency(given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    for client, amount, day, currency in (
        (acme, 100_10, date(2026, 1, 5), "EUR"),
        (acme, 200_20, date(2026, 2, 5), "EUR"),
        (beta, 500, date(2026, 3, 5), "JPY"),
    ):
        given.payment(client, amount, on=day, currency=currency)
    found = run("payment", "list", "--json").data
    assert [line["ref"] for line in found["lines"]] == ["y3", "y2", "y1"]
    assert [(one["currency"], one["amount"], one["payments"]) for one in found["sums"]] == [
        ("EUR", "300.30", 2),
        ("JPY", "500", 1),
    ]
    assert run("payment", "list").out.splitlines()[-1] == "Together 300.30 EUR, 500 JPY"
    assert run("payment", "list", "--ids", "acme", "--since", "2026-02-01").out == "y2\n"
    assert run("payment", "list", "--ids", "--until", "2026-01-05").out == "y1\n"
    # A limit shortens the list and not the sum.
    limited = run("payment", "list", "--limit", "1").out.splitlines()[-1]
    assert limited == "Together 300.30 EUR, 500 JPY; 1 of 3 payments are shown"
    assert "No payments" in run("payment", "list", "--until", "2025-01-01").out


def test_payments_are_removed_all_or_none_and_come_back(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for amount in (1_00, 2_50):
        given.payment(acme, amount, on=TODAY)
    assert "There is no payment 'y9'" in run("payment", "remove", "y1", "y9", exit_code=3).err
    assert given.value("SELECT count(*) FROM payment") == 2
    told = run("payment", "remove", "y1", "2").out
    assert "Removed y1, 1 EUR that Acme paid today." in told
    assert "Removed y2, 2.50 EUR" in told
    assert "acme: payment y2 of 2.50 EUR on 2026-11-20 added" in run("undo").out
    assert given.value("SELECT sum(amount) FROM payment") == 3_50


def test_a_client_that_has_paid_is_not_removed(given: Given, run: Run) -> None:
    given.payment(given.client("Acme"), 1_00, on=TODAY)
    assert "has a history (payments 1)" in run("client", "remove", "acme", "--yes", exit_code=5).err


def test_a_changed_payment_is_told_with_its_currency(given: Given, run: Run, tmp_path: Path) -> None:
    given.client("Ann")
    table = tmp_path / "p.csv"
    for amount, currency in ((7, "EUR"), (9, "USD")):
        table.write_text(f"id,handle,paid,amount,currency\n2,ann,2026-01-02,{amount},{currency}\n")
        run("import", str(table), "--as", "payments")
    told = " ".join(run("history").out.split())
    assert "ann, payment y1: amount 7 EUR → 9 USD" in told


def test_an_amount_of_thousands_of_digits_is_no_amount(given: Given, run: Run) -> None:
    given.client("Ann")
    assert "Cannot read" in run("payment", "add", "ann", "1" * 5000, exit_code=2).err


def test_a_payment_that_wants_a_rate_says_so_when_it_is_added(given: Given, run: Run, home: Path) -> None:
    given.client("Ann")
    assert "'rates.USD' is not in the settings file" in run("payment", "add", "ann", "500 USD").err
    settings = home / "settings.toml"
    settings.write_text('[rates]\nUSD = "0.92"\n')
    assert run("--config", str(settings), "payment", "add", "ann", "500 USD").err == ""
    assert run("payment", "add", "ann", "500").err == ""

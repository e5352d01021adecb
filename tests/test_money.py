"""Exact amounts: what is read is what is written, in every currency's minor units."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from clienttrack import money


@pytest.mark.parametrize(
    ("words", "currency", "low", "high"),
    [
        ("10000-20000", "EUR", 1_000_000, 2_000_000),
        ("10k-20k", "EUR", 1_000_000, 2_000_000),
        ("10-20k", "EUR", 1_000_000, 2_000_000),
        ("1.5m", "USD", 150_000_000, 150_000_000),
        (" 1 000 .. 2 000.50 ", "EUR", 100_000, 200_050),
        ("15000", "JPY", 15_000, 15_000),
        ("1.234-2", "KWD", 1234, 2000),
        ("0.10", "EUR", 10, 10),
    ],
)
def test_a_range_is_read_exactly(words: str, currency: str, low: int, high: int) -> None:
    assert money.read_range(words, currency) == (low, high)


@pytest.mark.parametrize("words", ["", "-5", "20-10", "1e5", "1,000", "ten", "0.001", "1-2-3", "nan", "9" * 20])
def test_what_is_no_range_is_refused_with_examples(words: str) -> None:
    with pytest.raises(money.UnreadableAmounts, match="10000-20000"):
        money.read_range(words, "EUR")


def test_yen_have_no_decimals() -> None:
    with pytest.raises(money.UnreadableAmounts):
        money.read_range("1.5", "JPY")


@for_all(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_range_written_is_read_back_the_same(one: int, other: int, currency: str) -> None:
    low, high = sorted((one, other))
    written = money.range_words(low, high, currency)
    assert written is not None
    assert money.read_range(written.removesuffix(f" {currency}"), currency) == (low, high)


def test_a_currency_is_an_iso_code_in_any_case() -> None:
    assert money.checked_currency(" eur ") == "EUR"
    with pytest.raises(money.UnknownCurrency, match="EURO"):
        money.checked_currency("EURO")


@pytest.mark.parametrize(
    ("words", "currency", "minor"),
    [
        ("1200", "EUR", 120_000),
        ("1200.50", "EUR", 120_050),
        ("12k", "JPY", 12_000),
        ("0.001", "KWD", 1),
        (" 1 2 ", "EUR", 1_200),
    ],
)
def test_an_amount_is_read_exactly(words: str, currency: str, minor: int) -> None:
    assert money.read_amount(words, currency) == minor


@pytest.mark.parametrize("words", ["", "0", "0.00", "-5", "1-2", "1,200", "0.001", "1e3", "ten", "9" * 20, "١٢"])
def test_what_is_no_amount_above_nought_is_refused(words: str) -> None:
    with pytest.raises(money.UnreadableAmount, match="more than 0"):
        money.read_amount(words, "EUR")

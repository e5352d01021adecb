"""Exact amounts: ISO 4217 currencies, whole minor units, never floats."""

import re

from clienttrack.errors import UsageProblem
from clienttrack.screen import shortened

_AMOUNT = r"([0-9]{1,30})(?:\.([0-9]{1,30}))?([km]?)"
_RANGE = re.compile(rf"{_AMOUNT}(?:(?:-|–|\.\.){_AMOUNT})?")
_ZEROS = {"": 0, "k": 3, "m": 6}
# ISO 4217: the currencies that do not have two decimals.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_LARGEST_AMOUNT = 10**15
NO_CURRENCY = "XXX"  # what ISO 4217 calls none


class UnreadableAmounts(UsageProblem):
    """The words name no amounts in that currency."""

    def __init__(self, words: str, currency: str) -> None:
        decimals = minor_digits(currency)
        super().__init__(
            f"Cannot read '{shortened(words, 60)}' as amounts in {currency}, which has {decimals} decimals. "
            "Write for example 10000-20000, 10k-20k or 15000, the lower amount first."
        )


class UnreadableAmount(UsageProblem):
    """The words name no amount above 0 in that currency."""

    def __init__(self, words: str, currency: str) -> None:
        super().__init__(
            f"Cannot read '{shortened(words, 60)}' as an amount in {currency}, which has {minor_digits(currency)} "
            "decimals. Write for example 1200, 1200.50 or 12k; more than 0, without commas."
        )


class UnknownCurrency(UsageProblem):
    """The code is none of ISO 4217."""

    def __init__(self, code: str) -> None:
        super().__init__(f"'{shortened(code, 60)}' is no ISO 4217 currency. Write a code such as EUR, USD or CNY.")


def checked_currency(code: str) -> str:
    """Give the ISO 4217 code in capitals; raises ``UnknownCurrency``."""
    upper = code.strip().upper()
    if not is_currency(upper):
        raise UnknownCurrency(code)
    return upper


def is_currency(code: str) -> bool:
    """Tell whether capitals are a code of ISO 4217."""
    from babel.core import get_global

    return code in get_global("all_currencies")


def minor_digits(currency: str) -> int:
    """Give how many decimals a currency has (ISO 4217)."""
    return 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2


def read_range(words: str, currency: str) -> tuple[int, int]:
    """Read ``10000-20000``, ``10k-20k`` or one amount as the lowest and highest amount in minor units.

    Raises ``UnreadableAmounts`` for anything else, more decimals than the currency has included.
    """
    match = _RANGE.fullmatch(re.sub(r"\s", "", words).lower())
    if match is None:
        raise UnreadableAmounts(words, currency)
    low = _minor_units(match[1], match[2], match[3] or (match[6] or ""), currency)
    high = low if match[4] is None else _minor_units(match[4], match[5], match[6], currency)
    if low is None or high is None or low > high or high > _LARGEST_AMOUNT:
        raise UnreadableAmounts(words, currency)
    return low, high


def read_amount(words: str, currency: str) -> int:
    """Read ``1200.50`` or ``12k`` as minor units above 0; raises ``UnreadableAmount``."""
    match = re.fullmatch(_AMOUNT, re.sub(r"\s", "", words).lower())
    amount = None if match is None else _minor_units(match[1], match[2], match[3], currency)
    if amount is None or not 0 < amount <= _LARGEST_AMOUNT:
        raise UnreadableAmount(words, currency)
    return amount


def _minor_units(whole: str, decimals: str | None, thousands: str, currency: str) -> int | None:
    places = minor_digits(currency) + _ZEROS[thousands]
    kept = (decimals or "").rstrip("0")
    return None if len(kept) > places else int(whole + kept.ljust(places, "0"))


def amount_words(minor: int, currency: str) -> str:
    """Write minor units as an exact decimal number, without decimals where they are nought."""
    places = minor_digits(currency)
    digits = str(minor).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{whole}.{rest}" if rest.strip("0") else whole


def range_words(low: int | None, high: int | None, currency: str | None) -> str | None:
    """Write a range as people and ``read_range`` read it, with its currency: ``10000-20000 EUR``."""
    if low is None or high is None or currency is None:
        return None
    amounts = amount_words(low, currency) + ("" if low == high else f"-{amount_words(high, currency)}")
    return f"{amounts} {currency}"

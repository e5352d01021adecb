"""What a row tells of money that came: its amount, in which currency, and whether a deal brought any."""

import re
import unicodedata
from typing import Any, NamedTuple

from clienttrack import money
from clienttrack.errors import UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.fields import DEAL_STAGES
from clienttrack.tables.problems import LeftOut, Unusable

WON, _LOST, OPEN = DEAL_STAGES
_WON_WORDS = frozenset(
    {
        *("won", "closed won", "closedwon", "closed/won", "closed - won", "yes", "true", "1", "gewonnen"),
        *("gagné", "gagnée", "fermé gagné", "ganado", "ganada", "cierre ganado", "赢单", "成交", "已成交"),
    }
)
_DOLLARS = ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS")
_SIGNS = {
    "€": ("EUR",), "£": ("GBP",), "$": _DOLLARS, "us$": ("USD",), "a$": ("AUD",), "c$": ("CAD",), "hk$": ("HKD",),
    "r$": ("BRL",), "¥": ("CNY", "JPY"), "元": ("CNY",), "円": ("JPY",), "₹": ("INR",), "₩": ("KRW",), "zł": ("PLN",),
    "kr": ("SEK", "NOK", "DKK", "ISK"), "fr": ("CHF",),
}  # fmt: skip
_SUM = re.compile(
    r"(?P<before>[^\d.,'\s]*)\s*(?P<digits>\d[\d.,' ]*?|[.,]\d+)(?P<thousands>[km](?![a-z]))?\s*(?P<after>[^\d.,'\s]*)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\d*|\d{1,3}(?:[.,' ]\d{2,3})*[.,' ]\d{3}")
_GROUP = 3  # digits between thousands marks


class Sum(NamedTuple):
    """An amount as ``money.read_amount`` takes it, the currencies that what stands beside it may mean, and its cell."""

    plain: str
    currencies: tuple[str, ...]
    cell: str


def amount(cell: str, decimal: str | None) -> Sum:
    """Read an amount with thousands marks, a currency sign or code; ``decimal`` is the table's mark, if it is known.

    Where it is not, the last of two different marks is one, and a single mark unless three digits stand behind it.
    Raises ``Unusable`` for one that may be either, and for anything but one amount.
    """
    text = unicodedata.normalize("NFKC", cell).replace("’", "'").strip()
    match = _SUM.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        raise _no_amount(cell)
    beside = match["before"] or match["after"]
    plain = _plain(match["digits"].strip(), decimal, cell) + (match["thousands"] or "").lower()
    return Sum(plain, _currencies(beside, cell) if beside else (), cell)


def _no_amount(cell: str) -> Unusable:
    return Unusable("type-error", f"'{shortened(cell, 60)}' is no amount above 0; write for example 1200 or 1200.50")


def _currencies(beside: str, cell: str) -> tuple[str, ...]:
    if sign := _SIGNS.get(beside.lower()):
        return sign
    try:
        return (money.checked_currency(beside),)
    except UsageProblem as error:
        raise _no_amount(cell) from error


def _plain(digits: str, decimal: str | None, cell: str) -> str:
    decimal = decimal or _mark_of(digits, cell)
    whole, _, part = digits.partition(decimal)
    if not _WHOLE.fullmatch(whole) or not re.fullmatch(r"\d*", part):
        raise _no_amount(cell)
    return (re.sub(r"\D", "", whole) or "0") + (f".{part}" if part else "")


def _mark_of(digits: str, cell: str) -> str:
    """Give the decimal mark that one amount proves."""
    marks: list[str] = re.findall("[.,]", digits)
    if not marks:
        return "."
    other = "," if marks[-1] == "." else "."
    if len(marks) > 1:
        return marks[-1] if other in marks else other
    whole, _, part = digits.partition(marks[0])
    if len(part) == _GROUP and 1 <= len(whole) <= _GROUP and whole != "0":
        told = shortened(cell, 60)
        raise Unusable(
            "type-error", f"'{told}' may be a thousand or a fraction; tell the decimal mark in a mapping of your own"
        )
    return marks[0]


def stage_of_deal(cell: str) -> str:
    """Say whether a deal is won; a word that nobody knows says that it is not."""
    return WON if fold(cell) in _WON_WORDS else OPEN


def settle_currency(values: dict[str, Any]) -> None:
    """Let the currency beside an amount be the row's, where the row tells none of its own."""
    found = values.get("amount")
    if found is not None and len(found.currencies) == 1:
        values.setdefault("currency", found.currencies[0])


def leave_out_deal(values: dict[str, Any]) -> None:
    """Raise ``LeftOut`` for a deal that has brought no money yet, as far as its row tells."""
    if values.get("won") != WON:
        raise LeftOut("not-won", "not won")
    if "amount" not in values or not values["amount"].plain.strip("0."):
        raise LeftOut("no-amount", "won without an amount")
    if "happened_on" not in values:
        raise LeftOut("no-day", "won without a close day")


def tell_payment(values: dict[str, Any], usual: str) -> None:
    """Put amount and currency together, the ``usual`` one where nothing tells another; raises ``Unusable``."""
    found = values.get("amount")
    if found is None:
        raise Unusable("missing-key", "the row has no amount", column="amount")
    if "happened_on" not in values:
        raise Unusable("missing-key", "the row has no day", column="on")
    currency = values.setdefault("currency", usual)
    if found.currencies and currency not in found.currencies:
        told = shortened(found.cell, 60)
        raise Unusable(
            "type-error", f"'{told}' is no amount in {currency}; write its currency beside it", column="amount"
        )
    try:
        values["amount"] = money.read_amount(found.plain, currency)
    except UsageProblem as error:
        raise Unusable("type-error", str(error).rstrip("."), column="amount") from error
    values["text"] = values["text"] or None

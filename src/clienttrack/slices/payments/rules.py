"""What may be said of a payment."""

import re
from collections.abc import Sequence
from datetime import date

from clienttrack import refs
from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import NotFound, Refused, ToldTwice
from clienttrack.money import checked_currency, read_amount
from clienttrack.refs import RefKind
from clienttrack.screen import shortened

_WITH_CURRENCY = "(.*?) *([A-Za-z]{3})"


class UnknownPayment(NotFound):
    """No payment has that reference."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"There is no payment '{shortened(words, 60)}'. `clienttrack payment list` shows them, for example y8."
        )


class PaidInTheFuture(Refused):
    """A payment has been made; one that is still to come is none."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"A payment cannot lie in the future, and {day} ({in_words(day, today=today)}) is still to come. "
            "Give the day the money came, or make it their promise with `clienttrack task add --theirs`."
        )


def read_money(words: str, told: str | None, usual: str) -> tuple[int, str]:
    """Read ``1200.50``, ``12k`` or ``1200 USD`` as minor units and currency, the usual one unless told.

    Raises ``UnreadableAmount``, ``UnknownCurrency``, or ``ToldTwice`` where both say another currency.
    """
    match = re.fullmatch(_WITH_CURRENCY, words.strip())
    written = None if match is None else checked_currency(match[2])
    currency = checked_currency(told or written or usual)
    if written not in {None, currency}:
        raise ToldTwice(f"'{shortened(words, 60)}'", "--currency")
    return read_amount(words if match is None else match[1], currency), currency


def read_paid_on(words: str | None, *, today: date) -> date:
    """Read the day money came, today unless told; raises ``UnreadableDay`` or ``PaidInTheFuture``."""
    day = today if words is None else read_day(words, today=today, direction=DayDirection.PAST)
    if day > today:
        raise PaidInTheFuture(day, today)
    return day


def read_payment_refs(words: Sequence[str]) -> list[int]:
    """Read references of payments, ``y8`` or ``8``, each once; raises ``UnknownPayment``."""
    return [*dict.fromkeys(_number(one) for one in words)]


def _number(words: str) -> int:
    number = refs.number_of(words, RefKind.PAYMENT)
    if number is None:
        raise UnknownPayment(words)
    return number


def read_bound(words: str | None, *, today: date) -> date | None:
    """Read the first or last day of a list, if one is told; raises ``UnreadableDay``."""
    return None if words is None else read_day(words, today=today, direction=DayDirection.PAST)

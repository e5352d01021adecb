"""What is asked of payments."""

from dataclasses import dataclass
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Reader
from clienttrack.money import amount_words
from clienttrack.slices.payments.rules import UnknownPayment


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment as lists show it; ``amount`` is an exact decimal number in whole units of ``currency``."""

    ref: str
    client: str
    client_name: str
    paid_on: date
    amount: str
    currency: str
    project: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PaymentSum:
    """What all payments in one currency come to."""

    currency: str
    amount: str
    payments: int


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments, the newest first, and the sums of all that fit, by currency, those beyond the limit too."""

    lines: list[PaymentLine]
    sums: list[PaymentSum]


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    client: str
    client_name: str
    paid_on: date
    amount: int
    currency: str
    project: str | None
    note: str | None


_COLUMNS = """
    SELECT y.id, c.handle AS client, c.name AS client_name, y.paid_on, y.amount, y.currency, y.project, y.note
    FROM payment AS y JOIN client AS c ON c.id = y.client_id
"""
_TESTS = {
    "client_id": "y.client_id = :client_id",
    "since_on": "y.paid_on >= :since_on",
    "until_on": "y.paid_on <= :until_on",
    "tag_id": "y.client_id IN (SELECT client_id FROM client_tag WHERE tag_id = :tag_id)",
}


def payments(
    reader: Reader,
    *,
    client_id: int | None = None,
    since_on: date | None = None,
    until_on: date | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> Payments:
    """Give the payments that fit everything told; both days are included. Raises ``UnknownTag``."""
    tag_id = None if tag is None else lookup.tag(reader, tag).id
    named = {"client_id": client_id, "since_on": since_on, "until_on": until_on, "tag_id": tag_id}
    told = {name: value for name, value in named.items() if value is not None}
    where = " AND ".join(_TESTS[name] for name in told) or "1"
    found = reader.lines(
        _Found,
        f"{_COLUMNS} WHERE {where} ORDER BY y.paid_on DESC, y.id DESC LIMIT :limit",
        limit=-1 if limit is None else limit,
        **told,
    )
    sums = reader.rows(
        f"SELECT currency, sum(amount) AS amount, count(*) AS payments FROM payment AS y WHERE {where} "
        "GROUP BY currency ORDER BY currency",
        **told,
    )
    return Payments(
        [_line(one) for one in found],
        [PaymentSum(one["currency"], amount_words(one["amount"], one["currency"]), one["payments"]) for one in sums],
    )


def payment_line(reader: Reader, payment_id: int) -> PaymentLine:
    """Give one payment by its number; raises ``UnknownPayment``."""
    found = reader.line(_Found, f"{_COLUMNS} WHERE y.id = :id", id=payment_id)
    if found is None:
        raise UnknownPayment(refs.payment(payment_id))
    return _line(found)


def usual_currency(reader: Reader, client_id: int, settings_currency: str) -> str:
    """Give the currency a client pays in: its own, else the book's."""
    return str(reader.value("SELECT currency FROM client WHERE id = :id", id=client_id) or settings_currency)


def _line(found: _Found) -> PaymentLine:
    return PaymentLine(
        refs.payment(found.id),
        found.client,
        found.client_name,
        found.paid_on,
        amount_words(found.amount, found.currency),
        found.currency,
        found.project,
        found.note,
    )

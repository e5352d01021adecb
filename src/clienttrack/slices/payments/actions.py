"""How payments are written down and taken out."""

from collections.abc import Sequence
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.slices.payments import queries, rules
from clienttrack.slices.payments.queries import PaymentLine


def add_payment(
    change: Change,
    *,
    client: str,
    amount: str,
    currency: str | None,
    book_currency: str,
    paid_on: date,
    project: str | None = None,
    note: str | None = None,
) -> PaymentLine:
    """Write down that a client has paid; raises what the look-up of the client and ``rules.read_money`` raise."""
    found = lookup.client(change, client)
    minor, code = rules.read_money(amount, currency, queries.usual_currency(change, found.id, book_currency))
    payment_id = change.add(
        "payment",
        client_id=found.id,
        paid_on=paid_on,
        amount=minor,
        currency=code,
        project=project or None,
        note=note or None,
        added_on=change.today,
    )
    return queries.payment_line(change, payment_id)


def remove_payments(change: Change, payment_ids: Sequence[int]) -> tuple[PaymentLine, ...]:
    """Take payments out of the book, all or none, and give them as they were; raises ``UnknownPayment``."""
    removed = tuple([queries.payment_line(change, payment_id) for payment_id in payment_ids])
    for payment_id in payment_ids:
        change.run("DELETE FROM external_id WHERE payment_id = :id", id=payment_id)
        change.run("DELETE FROM payment WHERE id = :id", id=payment_id)
    return removed

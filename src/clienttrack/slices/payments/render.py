"""How payments look."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.screen import cell, shortened, table

if TYPE_CHECKING:
    from clienttrack.ink import Drawing
    from clienttrack.slices.payments.queries import PaymentLine, Payments

COLUMNS = (
    Column("REF"),
    Column("Day"),
    Column("Client", spare=1),
    Column("Amount", right=True),
    Column(""),
    Column("Project", words=True, spare=2),
    Column("Note", words=True, spare=3),
)
LONGEST_NAME = 60


def added(line: "PaymentLine", *, today: date) -> str:
    """Say what was written down."""
    return f"Added {described(line, today=today)}."


def removed(lines: "Sequence[PaymentLine]", *, today: date) -> str:
    """Say what was taken out."""
    told = "\n".join(f"Removed {described(line, today=today)}." for line in lines)
    return f"{told}\n`clienttrack undo` brings {'it' if len(lines) == 1 else 'them'} back."


def described(line: "PaymentLine", *, today: date) -> str:
    """Name a payment in one short piece of text."""
    day = in_sentence(line.paid_on, today=today)
    project = f" for {shortened(line.project, LONGEST_NAME)}" if line.project else ""
    name = shortened(line.client_name, LONGEST_NAME)
    return f"{line.ref}, {line.amount} {line.currency} that {name} paid {day}{project}"


def payment_list(found: "Payments", *, today: date) -> "str | Drawing":
    """Draw payments as a table with the sums of each currency below, or say that there are none."""
    if not found.lines:
        return "No payments. Write one down with `clienttrack payment add CLIENT AMOUNT`."
    drawn = table(*COLUMNS)
    for line in found.lines:
        texts = (line.ref, in_words(line.paid_on, today=today), line.client, line.amount, line.currency)
        drawn.add_row(*map(cell, texts), cell(shortened(line.project or "", 40)), cell(shortened(line.note or "", 80)))
    count = sum(one.payments for one in found.sums)
    left_out = f"; {len(found.lines)} of {count} payments are shown" if len(found.lines) < count else ""
    drawn.remark = "Together " + ", ".join(f"{one.amount} {one.currency}" for one in found.sums) + left_out
    return drawn

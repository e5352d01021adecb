"""How the list of clients looks."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack import refs
from clienttrack.columns import Column
from clienttrack.dates import in_words
from clienttrack.screen import cell, shortened, table
from clienttrack.vocabulary import ClientState

if TYPE_CHECKING:
    from clienttrack.ink import Drawing, Piece
    from clienttrack.slices.roster.queries import ClientLine

LONGEST_NAME = 60
COLUMNS = (
    Column("Handle"),
    Column("Name", words=True),
    Column("Tier", spare=3),
    Column("Stage", spare=5),
    Column("Last touch", spare=4),
    Column("Next due", spare=1),
    Column("State", spare=2),
)
SHORT_STATES = {"no-next-step": "no step", "overdue": "late"}


def client_list(lines: "Sequence[ClientLine]", *, total: int, today: date) -> "str | Drawing":
    """Show clients in a table; what a limit leaves out is said below it."""
    if not lines:
        return "No client fits. `clienttrack client list` shows all that are not archived."
    drawn = table(*COLUMNS)
    for line in lines:
        drawn.add_row(*_row(line, today))
    left = total - len(lines)
    if left:
        drawn.remark = f"{len(lines)} of {total} clients; {left} more without --limit."
    return drawn


def _row(line: "ClientLine", today: date) -> "Iterator[Piece]":
    due = "" if line.due_on is None else in_words(line.due_on, today=today)
    which = "" if line.due_ref is None or line.due_ref.startswith(refs.RefKind.TOUCH) else f" ({line.due_ref})"
    yield cell(line.handle)
    yield cell(shortened(line.name, LONGEST_NAME))
    yield cell(line.tier or "no tier", "" if line.tier else "dim")
    yield cell(line.stage)
    yield cell("never" if line.last_touch_on is None else in_words(line.last_touch_on, today=today))
    yield cell(f"{due}{which}", "red" if ClientState.OVERDUE in line.state else "")
    yield cell(", ".join(SHORT_STATES.get(word, word) for word in line.state if word != "never"))

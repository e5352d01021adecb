"""How needs look: a sentence for what was done, a table for lists, a card for one, and a board."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from clienttrack import ink, screen
from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.edits import changes_in_words
from clienttrack.ink import Drawing, Piece, width_of
from clienttrack.screen import PIPED_WIDTH, cell, one_line, shortened, table, visible
from clienttrack.vocabulary import NeedOrigin, NeedStatus, Priority

if TYPE_CHECKING:
    from clienttrack.slices.needs.actions import EditedNeed, MovedNeed
    from clienttrack.slices.needs.queries import BoardColumn, NeedBoard, NeedCard, NeedLine

LONGEST_NAME = 60
LONGEST_TEXT = 60
LONGEST_LISTED = 80
LONGEST_CARD = 200
CARD_LINES = 4
CARDS_SHOWN = 20
NARROWEST_COLUMN = 18
WIDEST_COLUMN = 48
GAP = 2
QUIET = "dim"
NONE_YET = "No needs. Write one down with `clienttrack need add CLIENT TEXT`."
COLUMNS = (
    Column("REF"),
    Column("Client", spare=1),
    Column("Need", words=True),
    Column("Priority", spare=3),
    Column("Kano", spare=4),
    Column("Origin", spare=5),
    Column("Status", spare=2),
)


def added(need: "NeedLine") -> str:
    """Say what was written down."""
    marks = ", ".join([need.origin, *_weights(need)])
    name, text = shortened(need.client_name, LONGEST_NAME), shortened(need.text, LONGEST_TEXT)
    return f'Added {need.ref}, a need of {name}: "{text}" ({marks}).'


def edited(need: "EditedNeed") -> str:
    """Say what changed, old → new."""
    return f"{need.ref} of {shortened(need.client_name, LONGEST_NAME)}: {changes_in_words(need.changes)}."


def moved(needs: "Sequence[MovedNeed]", *, today: date) -> str:
    """Say what became of needs, and when a proposal is asked after."""
    return "\n".join(_moved(need, today) for need in needs)


def _moved(need: "MovedNeed", today: date) -> str:
    verbs = {
        NeedStatus.OPEN: "Opened again",
        NeedStatus.PROPOSED: "Proposed anew" if need.was == need.status else "Proposed",
        NeedStatus.MET: "Met",
        NeedStatus.DROPPED: "Dropped",
    }
    named = f'{need.ref} "{shortened(need.text, LONGEST_TEXT)}" ({shortened(need.client_name, LONGEST_NAME)})'
    day = "" if need.status_on == today else f" {in_sentence(need.status_on, today=today)}"
    because = f": {shortened(need.because)}" if need.because else ""
    told = f"{verbs[NeedStatus(need.status)]} {named}{day}{because}."
    if need.comes_up_on is None:
        return told
    if need.comes_up_on <= today:
        return f"{told} It was to be answered by {in_sentence(need.comes_up_on, today=today)}, so it is in `due` now."
    return f"{told} Without an answer it comes up {in_sentence(need.comes_up_on, today=today)}."


def _weights(need: "NeedLine") -> list[str]:
    priority = {Priority.HIGH: "high", Priority.LOW: "low"}.get(Priority(need.priority))
    return [word for word in (priority, need.kano) if word]


def need_list(needs: "Sequence[NeedLine]", *, today: date) -> "str | Drawing":
    """Draw needs as a table, REF first, or say that there are none."""
    if not needs:
        return NONE_YET
    drawn = table(*COLUMNS)
    for need in needs:
        status = f"{need.status} {in_words(need.status_on, today=today)}"
        texts = (need.ref, need.client, shortened(need.text, LONGEST_LISTED))
        drawn.add_row(*map(cell, (*texts, need.priority, need.kano, need.origin, status)))
    return drawn


def need_card(card: "NeedCard", *, today: date) -> Drawing:
    """Show everything about a need, its moves last."""
    return screen.card(_card_fields(card, today))


def _card_fields(card: "NeedCard", today: date) -> Iterator[tuple[str, str]]:
    need = card.need
    yield "need", f"{need.ref}  {visible(need.text)}"
    yield "client", f"{need.client} ({one_line(need.client_name)})"
    yield "status", f"{need.status} since {in_sentence(need.status_on, today=today)}{_comes_up(card, today)}"
    yield "weighs", ", ".join([f"{need.priority} priority", need.kano or "Kano class unknown", need.origin])
    for label, words in (("of", need.contact), ("learned in", need.meeting), ("evidence", need.evidence)):
        if words:
            yield label, words
    yield "history", "\n".join(_moves(card, today))


def _comes_up(card: "NeedCard", today: date) -> str:
    if card.comes_up_on is None:
        return ""
    because = f" ({shortened(card.snoozed_because)})" if card.snoozed_because else ""
    until = card.snoozed_until
    hidden = "" if until is None else f", snoozed until {in_sentence(until, today=today)}{because}"
    verb = "comes up" if card.comes_up_on > today else "came up"
    return f"; without an answer it {verb} {in_sentence(card.comes_up_on, today=today)}{hidden}"


def _moves(card: "NeedCard", today: date) -> Iterator[str]:
    yield f"{in_sentence(card.need.added_on, today=today)}: written down"
    for move in card.moves:
        because = f": {shortened(move.because)}" if move.because else ""
        yield f"{in_sentence(move.moved_on, today=today)}: {move.status}{because}"


def board(found: "NeedBoard", *, client: str | None) -> "str | Drawing":
    """Draw needs in columns by status, of one ``client`` if its handle is told, or say that there are none."""
    return Board(found.columns, client) if found.lines else NONE_YET


@dataclass(frozen=True, slots=True)
class Board(Drawing):
    """Cards in a column for each status; where four have no room they stand one under another.

    In a pipe it is a table of all needs, a line each.
    """

    columns: "Sequence[BoardColumn]"
    client: str | None

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw the columns."""
        column = min((width - GAP * (len(self.columns) - 1)) // len(self.columns), WIDEST_COLUMN)
        if width == PIPED_WIDTH:
            yield from self._table().lines(width)
        elif column >= NARROWEST_COLUMN:
            blocks = [[*_column(one, column, self.client)] for one in self.columns]
            for row in zip_longest(*blocks, fillvalue=()):
                yield _beside(row, column)
        else:
            yield from self._stacked(width)

    def _table(self) -> Drawing:
        drawn = table("Status", "REF", "Client", Column("Need", words=True), "Priority", "Kano", "Origin")
        for need in (need for column in self.columns for need in column.needs):
            texts = (need.status, need.ref, need.client, shortened(need.text, LONGEST_CARD))
            drawn.add_row(*map(cell, (*texts, need.priority, need.kano, need.origin)))
        return drawn

    def _stacked(self, width: int) -> Iterator[Sequence[Piece]]:
        shown = [column for column in self.columns if column.needs]
        for number, column in enumerate(shown):
            if number:
                yield ()
            yield from _column(column, width, self.client)


def _column(column: "BoardColumn", width: int, client: str | None) -> Iterator[Sequence[Piece]]:
    yield [(f"{column.status.upper()} {len(column.needs)}", "bold")]
    for need in column.needs[:CARDS_SHOWN]:
        yield ()
        yield from _card(need, width)
    left = len(column.needs) - CARDS_SHOWN
    if left > 0:
        yield ()
        of = f" {client}" if client else ""
        more = f"{left} more: clienttrack need list{of} --status {column.status}"
        yield from ink.hanging([], [(more, QUIET)], width, narrowest=1)


def _card(need: "NeedLine", width: int) -> Iterator[Sequence[Piece]]:
    marks = (
        (need.ref, "cyan"),
        (need.client, QUIET),
        ("!high" if need.priority == Priority.HIGH else "", "red"),
        ("low" if need.priority == Priority.LOW else "", QUIET),
        (need.kano or "", QUIET),
        (need.origin if need.origin == NeedOrigin.IMPLIED else "", QUIET),
    )
    head = [piece for mark in marks if mark[0] for piece in ((" ", ""), mark)]
    yield from ink.hanging([], head[1:], width, narrowest=1)
    lines = [*ink.hanging([], [cell(shortened(need.text, LONGEST_CARD))], width - 1, narrowest=1)]
    yield from lines[: CARD_LINES - 1]
    if len(lines) >= CARD_LINES:
        yield [*lines[CARD_LINES - 1], ("…" if len(lines) > CARD_LINES else "", "")]


def _beside(row: Sequence[Sequence[Piece]], width: int) -> list[Piece]:
    line: list[Piece] = []
    at = 0
    for number, pieces in enumerate(row):
        begin = number * (width + GAP)
        if pieces:
            line += [(" " * (begin - at), ""), *pieces]
            at = begin + sum(width_of(text) for text, _ in pieces)
    return line

"""How tiers look."""

from collections.abc import Sequence
from datetime import date

from clienttrack.columns import Column
from clienttrack.dates import in_words
from clienttrack.ink import Drawing
from clienttrack.screen import cell, one_line, shortened, table
from clienttrack.slices.tiers.actions import EditedTier, MovedTier
from clienttrack.slices.tiers.queries import TierMatrix, TierMoveLine
from clienttrack.vocabulary import LIVING_STAGES


def matrix(shown: TierMatrix) -> Drawing:
    """Show the cadence matrix, the clients without a tier last."""
    drawn = table(
        "Tier", Column("Weight", spare=2), *(stage.capitalize() for stage in LIVING_STAGES), Column("Clients", spare=1)
    )
    for line in (*shown.tiers, shown.without_tier):
        style = "" if line.tier is not None else "dim"
        values = (line.tier or "no tier", line.weight, line.prospect, line.activation, line.stable, line.deep)
        drawn.add_row(*(cell(value, style) for value in (*values, line.clients)))
    return drawn


def moved(shown: MovedTier) -> str:
    """Say what became of a client's tier."""
    new = one_line(shown.new or "no tier")
    if not shown.changed:
        return f"{shown.client} has {new} already; nothing was changed."
    pinned = f", pinned: {shortened(shown.because or '')}" if shown.pinned else ""
    if shown.old == shown.new:
        return f"{shown.client}: tier {new}{pinned}"
    return f"{shown.client}: tier {one_line(shown.old or 'none')} → {one_line(shown.new or 'none')}{pinned}"


def edited(shown: EditedTier) -> str:
    """Say what a tier is now."""
    cells = ", ".join(f"{stage} {interval}" for stage, interval in shown.intervals.items())
    unchanged = "" if shown.changed else "; nothing was changed"
    return f"{one_line(shown.tier)}: weight {shown.weight}, {cells}{unchanged}"


def history(moves: Sequence[TierMoveLine], *, today: date) -> "str | Drawing":
    """Draw changes of tier as a table, or say that there are none."""
    if not moves:
        return "No client was moved between tiers yet."
    drawn = table(Column("Day"), Column("Client"), Column("From"), Column("To"), Column("Why", words=True, spare=1))
    for move in moves:
        texts = (in_words(move.moved_on, today=today), move.client, move.old or "–", move.new or "–")
        drawn.add_row(*map(cell, texts), cell(shortened(move.because or "", 120)))
    return drawn

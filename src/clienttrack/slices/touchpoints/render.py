"""How touchpoints look."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from clienttrack.ink import Drawing
    from clienttrack.slices.touchpoints.queries import TouchpointLine

COLUMNS = (
    Column("No"),
    Column("Day"),
    Column("Client", spare=1),
    Column("Kind", spare=2),
    Column("What", words=True),
    Column("With", words=True, spare=3),
)


def touchpoint_list(lines: "Sequence[TouchpointLine]", *, today: date) -> "str | Drawing":
    """Draw touchpoints as a table, or say that there are none."""
    if not lines:
        return "No touchpoints. Record one with `clienttrack log CLIENT TEXT`."
    drawn = table(*COLUMNS)
    for line in lines:
        drawn.add_row(
            cell(line.id),
            cell(in_words(line.happened_on, today=today)),
            cell(line.client),
            cell(line.kind),
            cell(shortened(line.text, 80)),
            cell(shortened(", ".join(line.contacts), 40)),
        )
    return drawn


def edited(line: "TouchpointLine", *, today: date) -> str:
    """Say how a touchpoint stands now."""
    people = f" with {one_line(', '.join(line.contacts))}" if line.contacts else ""
    return f"Touchpoint {described(line, today=today)}{people} is corrected."


def removed(line: "TouchpointLine", *, today: date) -> str:
    """Say what was taken out."""
    return f"Removed touchpoint {described(line, today=today)}. `clienttrack undo` brings it back."


def described(line: "TouchpointLine", *, today: date) -> str:
    """Name a touchpoint in one short piece of text."""
    day = in_sentence(line.happened_on, today=today)
    return f'{line.id} ({line.kind}, {line.client}, {day}: "{shortened(line.text, 50)}")'

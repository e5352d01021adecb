"""How touchpoints look."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clienttrack.slices.touchpoints.queries import TouchpointLine


def touchpoint_list(lines: "Sequence[TouchpointLine]") -> "str | RenderableType":
    """Draw touchpoints as a table, or say that there are none."""
    if not lines:
        return "No touchpoints. Record one with `clienttrack log CLIENT TEXT`."
    drawn = table("No.", "Day", "Client", "Kind", "What", "With")
    for line in lines:
        drawn.add_row(
            cell(line.id),
            cell(line.happened_on),
            cell(line.client),
            cell(line.kind),
            cell(shortened(line.text, 80)),
            cell(shortened(", ".join(line.contacts), 40)),
        )
    return drawn


def edited(line: "TouchpointLine") -> str:
    """Say how a touchpoint stands now."""
    people = f" with {one_line(', '.join(line.contacts))}" if line.contacts else ""
    return f"Touchpoint {described(line)}{people} is corrected."


def removed(line: "TouchpointLine") -> str:
    """Say what was taken out."""
    return f"Removed touchpoint {described(line)}. `clienttrack undo` brings it back."


def described(line: "TouchpointLine") -> str:
    """Name a touchpoint in one short piece of text."""
    return f'{line.id} ({line.kind}, {line.client}, {line.happened_on}: "{shortened(line.text, 50)}")'

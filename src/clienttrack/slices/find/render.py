"""How what was found looks: a line for each record, the words bold in their context."""

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clienttrack.slices.find.queries import FoundLine, FoundRecords

NAME_LENGTH = 32


def found(found: "FoundRecords") -> "str | RenderableType":
    """Draw the records in which the words stand, and how many more there are."""
    if not found.lines:
        return "Nothing in the book holds these words."
    drawn = table("WHAT", "REF", "CLIENT", "DAY", "WORDS")
    for line in found.lines:
        client = line.client if line.kind == "client" else f"{line.client} ({shortened(line.client_name, NAME_LENGTH)})"
        drawn.add_row(cell(line.kind), cell(line.ref), cell(client), cell(line.on), context(line))
    more = found.total - len(found.lines)
    return Group(drawn, Text(f"{more} more; --limit {found.total} shows all.")) if more > 0 else drawn


def context(line: "FoundLine") -> Text:
    """Draw a context with the words in bold; every piece of it is made harmless by itself."""
    drawn = Text()
    place = 0
    for begin, end in line.matches:
        drawn.append(one_line(line.context[place:begin]))
        drawn.append(one_line(line.context[begin:end]), style="bold")
        place = end
    drawn.append(one_line(line.context[place:]))
    return drawn

"""How what was found looks: a line for each record, the words bold in their context."""

from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_words
from clienttrack.screen import cell, shortened, table
from clienttrack.slices.find.rules import Kind
from clienttrack.vocabulary import TaskStatus

if TYPE_CHECKING:
    from clienttrack.ink import Drawing, Piece
    from clienttrack.slices.find.queries import FoundLine, FoundRecords

LONGEST_NAME = 60
COLUMNS = (
    Column("What", spare=3),
    Column("REF"),
    Column("Client", words=True, spare=1),
    Column("Day", spare=2),
    Column("Words", words=True),
)


def found(found: "FoundRecords", *, today: date) -> "str | Drawing":
    """Draw the records in which the words stand, and how many more there are."""
    if not found.lines:
        return "Nothing in the book holds these words."
    drawn = table(*COLUMNS)
    for line in found.lines:
        drawn.add_row(cell(line.kind), cell(line.ref), cell(_client(line)), cell(_day(line, today)), context(line))
    more = found.total - len(found.lines)
    drawn.remark = f"{more} more; --limit {found.total} shows all." if more > 0 else ""
    return drawn


def _client(line: "FoundLine") -> str:
    return shortened(line.client_name, LONGEST_NAME) if line.ref == line.client else line.client


def _day(line: "FoundLine", today: date) -> str:
    day = "" if line.on is None else in_words(line.on, today=today)
    if line.state is None:
        return day
    if line.kind == Kind.TASK and line.state == TaskStatus.OPEN and day:
        return f"by {day}"
    return f"{line.state} {day}".rstrip()


def context(line: "FoundLine") -> "list[Piece]":
    """Draw a context with the words in bold, after the field it stands in; every piece is made harmless by itself."""
    drawn = [cell(f"{line.field}: ", "dim")] if line.field else []
    place = 0
    for begin, end in line.matches:
        drawn.append(cell(line.context[place:begin]))
        drawn.append(cell(line.context[begin:end], "bold"))
        place = end
    return [*drawn, cell(line.context[place:])]

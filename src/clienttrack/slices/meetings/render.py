"""How question sets look."""

from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.screen import cell, shortened, table

if TYPE_CHECKING:
    from clienttrack.ink import Drawing
    from clienttrack.slices.meetings.rules.asked import AskedSet, SetLine


def question_sets(lines: "list[SetLine]") -> "Drawing":
    """List the question sets."""
    drawn = table(
        Column("Name"), Column("For", words=True), Column("When", words=True, spare=2),
        Column("Questions", right=True), Column("Whose", spare=1),
    )  # fmt: skip
    for line in lines:
        whose = cell(line.whose, "bold" if line.whose == "own" else "dim")
        drawn.add_row(
            cell(shortened(line.name, 60)), cell(line.title), cell(line.when or "–"), cell(line.questions), whose
        )
    return drawn


def questions(asked: "AskedSet") -> "Drawing":
    """Show the questions of a set, each with the field it fills and what a good answer holds."""
    drawn = table(
        Column("", right=True),
        Column("Question", words=True),
        Column("Fills", spare=2),
        Column("A good answer holds", words=True, spare=1),
    )
    for number, one in enumerate(asked.questions, start=1):
        drawn.add_row(cell(number), cell(one.words), cell(one.field.replace("_", " ")), cell(one.hint or ""))
    return drawn

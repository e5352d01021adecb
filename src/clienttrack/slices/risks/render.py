"""How churn risk looks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.ink import Drawing
from clienttrack.screen import cell, one_line, shortened, table
from clienttrack.vocabulary import RiskLevel

if TYPE_CHECKING:
    from clienttrack.slices.risks.queries import RiskCard, RiskLine

NONE = "–"
COLUMNS = (
    Column("Client"),
    Column("Tier", spare=1),
    Column("Risk"),
    Column("Points", right=True),
    Column("Why", words=True),
)
STYLES = {RiskLevel.HIGH: "bold red", RiskLevel.WATCH: "yellow"}


def risk_list(lines: "Sequence[RiskLine]") -> "str | Drawing":
    """Draw risks as a table, or say that nobody is at risk."""
    if not lines:
        return "Nobody is at risk. `clienttrack risk list --all` shows everybody who was looked at."
    drawn = table(*COLUMNS)
    for line in lines:
        style = STYLES.get(RiskLevel(line.level), "")
        why = "; ".join(shortened(reason, 120) for reason in line.reasons)
        drawn.add_row(
            *map(cell, (line.client, line.tier or NONE)), cell(line.level, style), cell(str(line.points)), cell(why)
        )
    return drawn


def risk_card(card: "RiskCard") -> Drawing:
    """Explain a risk term by term, with the sum below."""
    drawn = table(Column("Term"), Column("Points", right=True), Column("Why", words=True))
    for term in card.terms:
        points = NONE if term.points is None else str(term.points)
        strong, quiet = ("bold", "") if term.points else ("", "dim")
        drawn.add_row(cell(term.term), cell(points, strong), cell(term.reason, quiet))
    drawn.remark = (
        f"{card.client} ({one_line(card.name)}): {card.points} point{'s' * (card.points != 1)}, {card.level} "
        f"({card.watch} to watch, {card.high} high)"
    )
    return drawn

"""How churn risk looks."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import days
from clienttrack.ink import Drawing
from clienttrack.screen import cell, one_line, shortened, table
from clienttrack.vocabulary import RiskLevel

if TYPE_CHECKING:
    from clienttrack.slices.risks.queries import LostClient, RiskCard, RiskLine
    from clienttrack.slices.risks.rules import Suggestion

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


def risk_card(card: "RiskCard") -> "str | Drawing":
    """Explain a risk term by term, with the sum below and what to do next; of a lost client, what is known."""
    if card.lost is not None:
        return "\n".join([*_lost(card, card.lost), *map(_suggested, card.suggestions)])
    drawn = table(Column("Term"), Column("Points", right=True), Column("Why", words=True))
    for term in card.terms:
        points = NONE if term.points is None else str(term.points)
        strong, quiet = ("bold", "") if term.points else ("", "dim")
        drawn.add_row(cell(term.term), cell(points, strong), cell(term.reason, quiet))
    total = (
        f"{card.client} ({one_line(card.name)}): {card.points} point{'s' * (card.points != 1)}, {card.level} "
        f"({card.watch} to watch, {card.high} high)"
    )
    drawn.remark = ". ".join([total, *map(_suggested, card.suggestions)])
    return drawn


def _suggested(one: "Suggestion") -> str:
    return f"{one.words} `{one.command}`"


def _lost(card: "RiskCard", lost: "LostClient") -> Iterator[str]:
    since = "" if lost.lost_on is None else f" since {lost.lost_on}{f', {days(lost.days)} ago' if lost.days else ''}"
    yield f"{card.client} ({one_line(card.name)}) is lost{since}, because of {lost.reason or 'other'}."
    if lost.note:
        yield f"Note: {shortened(lost.note)}"
    for need in lost.needs:
        yield f"Need: {shortened(need)}"
    for quote in lost.quotes:
        yield f'Said: "{shortened(quote)}"'
    if lost.last_touch_on is not None:
        yield f"Last touch: {lost.last_touch_on}, {shortened(lost.last_touch or '')}"

"""The churn risk of clients, with names and tiers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader, Row
from clienttrack.cadence import stage_since
from clienttrack.dates import stored_day
from clienttrack.lookup import FoundClient
from clienttrack.revenue import Rates
from clienttrack.risk import Risk, RiskTerm, level_of, risks
from clienttrack.settings import Settings
from clienttrack.slices.risks import rules
from clienttrack.value_settings import risk_settings
from clienttrack.vocabulary import RiskLevel, Stage


@dataclass(frozen=True, slots=True)
class RiskLine:
    """The churn risk of a client, with its reasons."""

    client: str
    name: str
    tier: str | None
    level: str
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term of a risk: its points, what they are for, or what it looks at where it gives none.

    The points are null where the book has no records for it yet.
    """

    term: str
    points: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class RiskCard:
    """The churn risk of one client, term by term; ``watch`` and ``high`` are the points from which it is so."""

    client: str
    name: str
    level: str
    points: int
    watch: int
    high: int
    terms: tuple[TermLine, ...]


_NAMED = """
    SELECT c.id, c.handle, c.name, t.name AS tier FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id
    WHERE c.id IN (SELECT value FROM json_each(:ids)) ORDER BY coalesce(t.rank, 1000), c.name_key, c.id
"""


def risk_lines(
    reader: Reader, settings: Settings, rates: Rates, *, today: date, everything: bool, limit: int | None
) -> list[RiskLine]:
    """Give the risks that are high or to watch, or all, the highest first, then by tier and name."""
    found = rules.shown_risks(
        risks(reader, settings, risk_settings(settings), rates, today=today), everything=everything
    )
    by_id = {one.client_id: one for one in found}
    lines = [_line(row, by_id[row["id"]]) for row in _named(reader, [*by_id])]
    return sorted(lines, key=lambda line: -line.points)[:limit]


def risk_card(reader: Reader, client: FoundClient, settings: Settings, rates: Rates, *, today: date) -> RiskCard:
    """Explain the risk of one client; raises ``NoRisk`` for a prospect and for who is lost or archived."""
    numbers = risk_settings(settings)
    found = risks(reader, settings, numbers, rates, today=today, client_ids=[client.id])
    if not found:
        raise rules.NoRisk(client.handle, _why_none(reader, client, today))
    [risk] = found
    given = {term.term: term for term in risk.terms}
    terms = tuple(_term(name, given.get(name)) for name in rules.TERMS)
    level = level_of(risk.points, numbers)
    return RiskCard(client.handle, client.name, level, risk.points, numbers.watch, numbers.high, terms)


def _term(name: str, given: RiskTerm | None) -> TermLine:
    if given is not None:
        return TermLine(name, given.points, given.reason)
    if name in rules.WITHOUT_RECORDS:
        return TermLine(name, None, "no data yet")
    return TermLine(name, 0, rules.TERMS[name])


def _line(row: Row, risk: Risk) -> RiskLine:
    reasons = tuple(f"{term.term}: {term.reason}" for term in risk.terms)
    return RiskLine(row["handle"], row["name"], row["tier"], RiskLevel(risk.level), risk.points, reasons)


def _named(reader: Reader, client_ids: Sequence[int]) -> list[Row]:
    return reader.rows(_NAMED, ids=json.dumps(list(client_ids)))


def _why_none(reader: Reader, client: FoundClient, today: date) -> str:
    row = reader.row("SELECT archived_on, told_stage, since_on FROM client WHERE id = :id", id=client.id)
    assert row is not None
    if row["archived_on"] is not None:
        return "archived"
    stage = row["told_stage"] or stage_since(stored_day(row["since_on"]), today)
    return "lost" if stage == Stage.LOST else f"a {stage}"

"""The churn risk of clients, with names and tiers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.book import Reader, Row
from clienttrack.cadence import stage_since
from clienttrack.dates import stored_day
from clienttrack.lookup import FoundClient
from clienttrack.newly_high import weighing
from clienttrack.revenue import Rates
from clienttrack.risk import Risk, RiskTerm, level_of, risks
from clienttrack.risk_settings import RiskSettings, risk_settings
from clienttrack.settings import Settings
from clienttrack.shares import NO_DATA
from clienttrack.slices.risks import rules
from clienttrack.slices.risks.rules import Suggestion
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
class LostClient:
    """What is known of why a client was lost; ``last_touch`` is the newest counting one, needs are open or dropped."""

    reason: str | None
    note: str | None
    lost_on: date | None
    days: int | None
    needs: tuple[str, ...]
    quotes: tuple[str, ...]
    last_touch_on: date | None
    last_touch: str | None


@dataclass(frozen=True, slots=True)
class RiskCard:
    """The churn risk of one client, term by term; ``watch`` and ``high`` are the points from which it is so.

    Who is ``lost`` has no level, points and terms any more.
    """

    client: str
    name: str
    level: str | None
    points: int | None
    watch: int
    high: int
    terms: tuple[TermLine, ...]
    suggestions: tuple[Suggestion, ...]
    lost: LostClient | None


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
    """Explain the risk of one client, or how a lost one was lost; raises ``NoRisk`` for prospects and archived ones."""
    numbers = risk_settings(settings)
    found = risks(reader, settings, numbers, rates, today=today, client_ids=[client.id])
    if not found:
        return _lost_card(reader, client, numbers, today)
    [risk] = found
    given = {term.term: term for term in risk.terms}
    terms = tuple(_term(name, given.get(name)) for name in rules.TERMS)
    level = level_of(risk.points, numbers)
    suggestions: tuple[Suggestion, ...] = ()
    if level is not RiskLevel.LOW:
        suggestions = (rules.suggestion(weighing(risk)[0].term, client.handle, _oldest_need(reader, client)),)
    told = (client.handle, client.name, level, risk.points, numbers.watch, numbers.high)
    return RiskCard(*told, terms, suggestions, lost=None)


def _oldest_need(reader: Reader, client: FoundClient) -> str | None:
    found = reader.value(
        "SELECT (SELECT id FROM need WHERE client_id = :id AND status = 'open' ORDER BY status_on, id LIMIT 1)",
        id=client.id,
    )
    return None if found is None else refs.need(found)


def _lost_card(reader: Reader, client: FoundClient, numbers: RiskSettings, today: date) -> RiskCard:
    why = _why_none(reader, client, today)
    if why != Stage.LOST:
        raise rules.NoRisk(client.handle, why)
    row = reader.row(_LOST, id=client.id)
    assert row is not None
    lost_on = stored_day(row["told_stage_on"])
    lost = LostClient(
        reason=row["lost_reason"],
        note=row["note"],
        lost_on=lost_on,
        days=None if lost_on is None else (today - lost_on).days,
        needs=tuple(f"{one['text']} ({one['status']})" for one in reader.rows(_NEEDS, id=client.id)),
        quotes=tuple(one["text"] for one in reader.rows(_QUOTES, id=client.id)),
        last_touch_on=stored_day(row["happened_on"]),
        last_touch=row["text"],
    )
    suggestions = rules.ways_back(row["lost_reason"], client.handle)
    told = (client.handle, client.name, None, None, numbers.watch, numbers.high)
    return RiskCard(*told, (), suggestions, lost)


_LOST = """
    SELECT c.lost_reason, c.told_stage_on, t.happened_on, t.text,
        (SELECT because FROM stage_move WHERE client_id = c.id AND stage = 'lost' ORDER BY id DESC LIMIT 1) AS note
    FROM client AS c LEFT JOIN touchpoint AS t ON t.id = (
        SELECT id FROM touchpoint WHERE client_id = c.id AND kind <> 'note' ORDER BY happened_on DESC, id DESC LIMIT 1)
    WHERE c.id = :id
"""
_NEEDS = """
    SELECT text, status FROM need WHERE client_id = :id AND status IN ('open', 'dropped')
    ORDER BY status_on DESC, id DESC LIMIT 3
"""
_QUOTES = "SELECT text FROM remark WHERE client_id = :id AND kind = 'quote' ORDER BY said_on DESC, id DESC LIMIT 3"


def _term(name: str, given: RiskTerm | None) -> TermLine:
    if given is not None:
        return TermLine(name, given.points, given.reason)
    if name in rules.WITHOUT_RECORDS:
        return TermLine(name, None, NO_DATA)
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

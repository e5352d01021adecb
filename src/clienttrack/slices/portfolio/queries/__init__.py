"""The portfolio: the whole book on a day, each figure beside that of a quarter before."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from clienttrack.book import Reader
from clienttrack.dates import add_months
from clienttrack.measures import Measure, share
from clienttrack.past import GONE
from clienttrack.revenue import Rates
from clienttrack.settings import Settings
from clienttrack.shares import FEWEST
from clienttrack.slices.portfolio.queries.snapshots import Snapshot, snapshots
from clienttrack.slices.portfolio.rules import rows
from clienttrack.slices.portfolio.rules.answer import (
    ALL,
    Concentration,
    CostlyClient,
    EffortSummary,
    MoveUp,
    Portfolio,
    TierRow,
)
from clienttrack.slices.portfolio.rules.figures import cost_of_effort, loss
from clienttrack.slices.portfolio.rules.rows import Sums
from clienttrack.slices.value.queries import evaluation
from clienttrack.value_settings import PortfolioSettings, portfolio_settings

QUARTER_MONTHS = 3
MOST_COSTLY = 100


@dataclass(frozen=True, slots=True)
class _Named:
    """A client with its name, and the name of its tier."""

    id: int
    handle: str
    name: str
    tier: str | None


def portfolio(reader: Reader, settings: Settings, rates: Rates, *, today: date) -> Portfolio:
    """Give the portfolio on a day beside that of a quarter before; raises ``MissingRate``."""
    numbers = portfolio_settings(settings)
    before_on = add_months(today, -QUARTER_MONTHS)
    now, before = snapshots(reader, rates, numbers, today=today, before_on=before_on)
    losses = _losses(now, numbers)
    tiers, total = _tiers(reader, now, before, rates)
    return Portfolio(
        today,
        before_on,
        rates.own,
        rows.targets(_measures(now, numbers), _measures(before, numbers), numbers),
        tiers,
        total,
        concentration=_concentration(now, before),
        lifetime=rows.lifetime_value(now.lifetime, before.lifetime, numbers, rates.written),
        effort=_effort(now, before, tiers),
        move_up=tuple(_to_move_up(reader, settings, rates, today)),
        costly=tuple(_costly(reader, [*losses][:MOST_COSTLY], now, numbers, rates)),
        costly_in_all=len(losses),
    )


def _measures(found: Snapshot, numbers: PortfolioSettings) -> dict[str, Measure]:
    ratio = rows.value_for_cost(found.lifetime, len(found.paid), numbers)
    return {**found.measures, "LTV : CAC": ratio}


def _concentration(now: Snapshot, before: Snapshot) -> Concentration:
    name = "concentration"
    return rows.concentration(now.measures[name], before.measures[name], now.curve, before.curve)


def _tiers(reader: Reader, now: Snapshot, before: Snapshot, rates: Rates) -> tuple[tuple[TierRow, ...], TierRow]:
    """Give a row for each tier, one for clients without a tier if there are any, and the sum of all."""
    names: dict[int | None, str | None] = {
        row["id"]: row["name"] for row in reader.rows("SELECT id, name FROM tier ORDER BY rank")
    }
    sums, sums_before = _sums(now), _sums(before)
    known = {tier for tier, _ in (*now.groups.values(), *before.groups.values())}
    if None in known:
        names[None] = None
    tiers = [rows.tier_row(name, [tier], sums, sums_before, rates.written) for tier, name in names.items()]
    return tuple(tiers), rows.tier_row(ALL, [*names], sums, sums_before, rates.written)


def _sums(found: Snapshot) -> Sums:
    minutes: defaultdict[int | None, int] = defaultdict(int)
    for client_id, effort in found.efforts.items():
        minutes[found.groups[client_id][0]] += effort.minutes
    return Sums(found.clients(), found.revenue_by_group(), minutes, len(found.paid), found.timed)


def _effort(now: Snapshot, before: Snapshot, tiers: tuple[TierRow, ...]) -> EffortSummary:
    return EffortSummary(
        minutes=now.minutes,
        minutes_before=before.minutes,
        touchpoints=now.touchpoints,
        touchpoints_before=before.touchpoints,
        told=now.timed,
        told_before=before.timed,
        said=rows.said_of_effort(tiers),
    )


def _to_move_up(reader: Reader, settings: Settings, rates: Rates, today: date) -> Iterator[MoveUp]:
    """Give the clients whose score would move them up, the largest moves first; pinned ones stay where they are."""
    ranks = {row["name"]: row["rank"] for row in reader.rows("SELECT name, rank FROM tier")}
    lowest = max(ranks.values())
    for move in evaluation(reader, settings, rates, today=today).moves:
        if not move.pinned and ranks[move.suggested] < (lowest if move.tier is None else ranks[move.tier]):
            yield MoveUp(move.client, move.name, move.tier, move.suggested, move.score, move.because)


def _losses(now: Snapshot, numbers: PortfolioSettings) -> dict[int, Fraction]:
    """Give what clients cost more than they bring, the largest loss first; none while little is known."""
    all_minutes, all_paid, nothing = now.minutes, now.revenue, Fraction(0)
    if not all_minutes or now.timed < FEWEST or len(now.paid) < FEWEST:
        return {}
    hour = Fraction(numbers.hour) if numbers.hour else None
    found = {
        client_id: loss(effort.minutes, now.paid.get(client_id, nothing), all_minutes, all_paid, hour=hour)
        for client_id, effort in now.efforts.items()
        if now.groups[client_id][1] is not GONE
    }
    lost = ((client_id, lost) for client_id, lost in found.items() if lost > 0)
    return dict(sorted(lost, key=lambda one: (-one[1], one[0])))


def _costly(
    reader: Reader, client_ids: Iterable[int], now: Snapshot, numbers: PortfolioSettings, rates: Rates
) -> Iterator[CostlyClient]:
    all_minutes, all_paid, timed, hour = now.minutes, now.revenue, now.timed, numbers.hour
    named = {one.id: one for one in reader.lines(_Named, _NAMES, ids=json.dumps([*client_ids]))}
    for client_id in client_ids:
        one, minutes, paid = named[client_id], now.efforts[client_id].minutes, now.paid.get(client_id, Fraction(0))
        yield CostlyClient(
            *(one.handle, one.name, one.tier, minutes),
            rows.figure(share(minutes, all_minutes, timed)),
            rates.written(paid),
            rows.figure(share(paid, all_paid, len(now.paid))),
            rates.written(cost_of_effort(minutes, Fraction(hour))) if hour else None,
        )


_NAMES = """
    SELECT c.id, c.handle, c.name, t.name AS tier FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id
    WHERE c.id IN (SELECT value FROM json_each(:ids))
"""

"""What the report on the portfolio asks of the book: the figures of the screen, exactly, and what a page draws."""

from collections.abc import Sequence
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from clienttrack.book import Reader
from clienttrack.revenue import Rates
from clienttrack.settings import Settings
from clienttrack.slices.portfolio import queries
from clienttrack.slices.portfolio.rules.rows import widest_gap
from clienttrack.slices.reports import rules
from clienttrack.slices.reports.rules import AskedReport
from clienttrack.templating.contexts.portfolio import (
    BookCharts,
    BookConcentration,
    BookEffort,
    BookLifetime,
    BookTarget,
    BookTier,
    Chart,
    ChartLine,
    CostlyClient,
    PortfolioReport,
    SuggestedMove,
)

Told = TypeVar("Told")

MOST_LISTED = 500
NOW, BEFORE = "now", "a quarter before"


def portfolio(reader: Reader, settings: Settings, rates: Rates, *, today: date) -> AskedReport:
    """Give the whole book beside that of a quarter before; raises ``MissingRate``."""
    found = queries.portfolio(reader, settings, rates, today=today)
    tiers, total = _each(BookTier, found.tiers), _told(BookTier, found.total)
    concentration = _told(BookConcentration, found.concentration)
    widest = widest_gap(found.tiers)
    context = PortfolioReport(
        found.day,
        found.before_on,
        found.currency,
        _each(BookTarget, found.targets),
        tiers,
        total,
        concentration,
        lifetime=_told(BookLifetime, found.lifetime),
        effort=_told(BookEffort, found.effort),
        widest=None if widest is None else _told(BookTier, widest),
        move_up=_each(SuggestedMove, found.move_up[:MOST_LISTED]),
        more_to_move_up=max(len(found.move_up) - MOST_LISTED, 0),
        costly=_each(CostlyClient, found.costly),
        more_costly=found.costly_in_all - len(found.costly),
        charts=_charts(tiers, total, concentration),
    )
    return AskedReport(rules.PORTFOLIO, None, None, context)


def _each(kind: type[Told], found: Sequence[object]) -> tuple[Told, ...]:
    return tuple(_told(kind, one) for one in found)


def _told(kind: type[Told], found: object) -> Told:
    """Tell a template what a part of the portfolio says, field by field of the same name."""
    return kind(**{name: _value(hint, getattr(found, name)) for name, hint in get_type_hints(kind).items()})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    wanted = next((one for one in get_args(hint) if one is not NoneType), hint) if NoneType in get_args(hint) else hint
    if get_origin(wanted) is tuple:
        return tuple(_value(get_args(wanted)[0], one) for one in value)
    if is_dataclass(wanted):
        assert isinstance(wanted, type)
        return _told(wanted, value)
    return Decimal(str(value)) if wanted is Decimal else value


def _charts(tiers: Sequence[BookTier], total: BookTier, concentration: BookConcentration) -> BookCharts:
    names = tuple(row.tier or "no tier" for row in tiers)
    return BookCharts(
        revenue=_revenue(names, tiers) if total.revenue or total.revenue_before else None,
        clients=_clients(names, tiers, total) if total.clients else None,
        effort=_effort(names, tiers),
        concentration=_curve(concentration) if concentration.curve else None,
    )


def _revenue(names: tuple[str, ...], tiers: Sequence[BookTier]) -> Chart:
    now, before = tuple(row.revenue for row in tiers), tuple(row.revenue_before for row in tiers)
    return Chart("bars", names, (ChartLine(NOW, now), ChartLine(BEFORE, before)), "")


def _clients(names: tuple[str, ...], tiers: Sequence[BookTier], total: BookTier) -> Chart:
    lines = (
        ChartLine(one.stage, tuple(Decimal(row.stages[place].clients) for row in tiers))
        for place, one in enumerate(total.stages)
    )
    return Chart("stacked", names, tuple(lines), "")


def _effort(names: tuple[str, ...], tiers: Sequence[BookTier]) -> Chart | None:
    """Give the shares of hours and revenue, if all are sure."""
    hours = tuple(row.time_share.value for row in tiers if row.time_share.value is not None)
    revenue = tuple(row.revenue_share.value for row in tiers if row.revenue_share.value is not None)
    if len(hours) < len(tiers) or len(revenue) < len(tiers):
        return None
    return Chart("bars", names, (ChartLine("hours", hours), ChartLine("revenue", revenue)), "%")


def _curve(found: BookConcentration) -> Chart:
    lines = [ChartLine(NOW, found.curve)]
    lines += [ChartLine(BEFORE, found.curve_before)] if found.curve_before else []
    return Chart("curve", tuple(f"{percent} %" for percent in range(10, 101, 10)), tuple(lines), "%")

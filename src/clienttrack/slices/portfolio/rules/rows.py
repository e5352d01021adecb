"""How the figures of two days become the rows that are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from clienttrack.measures import NO_DATA, Aim, Measure, in_words, plain, share, trend
from clienttrack.past import GONE
from clienttrack.slices.portfolio.rules.answer import (
    Concentration,
    Figure,
    LifetimeValue,
    StageCell,
    TargetLine,
    TierRow,
)
from clienttrack.slices.portfolio.rules.figures import TOP, Lifetime
from clienttrack.value_settings import PortfolioSettings
from clienttrack.vocabulary import LIVING_STAGES

Written = Callable[[Fraction], str]
Group = tuple[int | None, str | None]


@dataclass(frozen=True, slots=True)
class Sums:
    """What is summed up on one day: clients and revenue by tier and stage, minutes by tier.

    ``paying`` and ``timed`` are how many clients paid, and how many touchpoints have minutes.
    """

    clients: Mapping[Group, int]
    revenue: Mapping[Group, Fraction]
    minutes: Mapping[int | None, int]
    paying: int
    timed: int


def tier_row(name: str | None, tiers: Sequence[int | None], now: Sums, before: Sums, written: Written) -> TierRow:
    """Sum up some tiers by stage and in all, each beside the quarter before."""
    revenue = _in_all(now.revenue, tiers)
    revenue_before = _in_all(before.revenue, tiers)
    minutes, minutes_before = (sum(sums.minutes.get(tier, 0) for tier in tiers) for sums in (now, before))
    cells = tuple(_cell(stage, tiers, now, before, written) for stage in LIVING_STAGES)
    return TierRow(
        name,
        cells,
        clients=sum(cell.clients for cell in cells),
        clients_before=sum(cell.clients_before for cell in cells),
        gone=written(_gone(now.revenue, tiers)),
        gone_before=written(_gone(before.revenue, tiers)),
        revenue=written(revenue),
        revenue_before=written(revenue_before),
        revenue_share=figure(share(revenue, sum(now.revenue.values(), Fraction(0)), now.paying)),
        revenue_share_before=figure(share(revenue_before, sum(before.revenue.values(), Fraction(0)), before.paying)),
        minutes=minutes,
        minutes_before=minutes_before,
        time_share=figure(share(minutes, sum(now.minutes.values()), now.timed)),
        time_share_before=figure(share(minutes_before, sum(before.minutes.values()), before.timed)),
    )


def _in_all(sums: Mapping[Group, Fraction], tiers: Sequence[int | None]) -> Fraction:
    return sum((amount for (tier, _), amount in sums.items() if tier in tiers), Fraction(0))


def _gone(sums: Mapping[Group, Fraction], tiers: Sequence[int | None]) -> Fraction:
    return sum((sums.get((tier, GONE), Fraction(0)) for tier in tiers), Fraction(0))


def _cell(stage: str, tiers: Sequence[int | None], now: Sums, before: Sums, written: Written) -> StageCell:
    groups = [(tier, stage) for tier in tiers]
    clients, clients_before = (sum(sums.clients.get(group, 0) for group in groups) for sums in (now, before))
    revenue, revenue_before = (
        written(sum((sums.revenue.get(group, Fraction(0)) for group in groups), Fraction(0))) for sums in (now, before)
    )
    return StageCell(stage, clients, clients_before, revenue, revenue_before)


def figure(measure: Measure, *, percents: bool = True) -> Figure:
    """Give a measure as it is shown."""
    return Figure(in_words(measure, percents=percents), plain(measure, percents=percents), measure.n)


def targets(
    now: Mapping[str, Measure], before: Mapping[str, Measure], numbers: PortfolioSettings
) -> tuple[TargetLine, ...]:
    """Give every target with what the book says of it; what it keeps no records of says so."""
    return tuple(
        _target(name, now.get(name, NO_DATA), before.get(name, NO_DATA), aim) for name, aim in _aims(numbers).items()
    )


def _target(name: str, now: Measure, before: Measure, aim: Aim) -> TargetLine:
    shown, then = (figure(measure, percents=aim.share) for measure in (now, before))
    return TargetLine(name, shown, then, trend(now, before), aim.in_words, aim.met(now))


def _aims(numbers: PortfolioSettings) -> dict[str, Aim]:
    """Give the targets of the product page (section 4) in the order in which they are shown."""
    return {
        "churn": Aim(Fraction(numbers.churn, 100), most=True),
        "NPS": Aim(Fraction(numbers.nps), share=False),
        "renewal": Aim(Fraction(numbers.renewal, 100)),
        "projects per client": Aim(Fraction(numbers.projects_per_client), share=False),
        "partners": Aim(Fraction(numbers.partners, 100)),
        "reached": Aim(Fraction(numbers.reached, 100)),
        "complete": Aim(Fraction(numbers.complete, 100)),
        "issues in time": Aim(Fraction(numbers.issues_in_time, 100)),
        "LTV : CAC": Aim(Fraction(numbers.ltv_cac), share=False),
    }


def concentration(
    now: Measure, before: Measure, curve: Sequence[Fraction], curve_before: Sequence[Fraction]
) -> Concentration:
    """Give the concentration of revenue as it is shown."""
    points, points_before = (tuple(float(round(100 * one, 2)) for one in each) for each in (curve, curve_before))
    return Concentration(figure(now), figure(before), ceil(now.n * TOP), points, points_before)


def lifetime_value(now: Lifetime, before: Lifetime, numbers: PortfolioSettings, written: Written) -> LifetimeValue:
    """Give the lifetime value as it is shown."""

    def amount(known: Fraction | None) -> str | None:
        return None if known is None else written(known)

    years, years_before = (None if one.years is None else float(round(one.years, 2)) for one in (now, before))
    return LifetimeValue(
        revenue_per_client=amount(now.revenue),
        revenue_per_client_before=amount(before.revenue),
        years=years,
        years_before=years_before,
        margin=numbers.margin or None,
        value=amount(now.value),
        value_before=amount(before.value),
        why=now.why,
        cost=numbers.cac or None,
    )


def value_for_cost(life: Lifetime, n: int, numbers: PortfolioSettings) -> Measure:
    """Give LTV : CAC; none where one of them is not known."""
    if life.value is None:
        return Measure(None, 0, life.why)
    return Measure(life.value / Fraction(numbers.cac), n) if numbers.cac else Measure(None, 0, "no CAC told")


def widest_gap(tiers: Sequence[TierRow]) -> TierRow | None:
    """Give the tier that took most of the hours beyond what it brought of the revenue; null if none did."""
    gaps = [
        (row.time_share.value - row.revenue_share.value, row)
        for row in tiers
        if row.time_share.value is not None and row.revenue_share.value is not None
    ]
    gap, row = max(gaps, key=lambda one: one[0], default=(0, None))
    return row if gap > 0 else None


def said_of_effort(tiers: Sequence[TierRow]) -> str | None:
    """Say which tier took more of the hours than it brought of the revenue, by the widest gap; null if none did."""
    row = widest_gap(tiers)
    if row is None:
        return None
    whose = "clients without a tier" if row.tier is None else f"{row.tier} clients"
    return f"{whose} took {row.time_share.words} of your hours and brought {row.revenue_share.words} of your revenue"

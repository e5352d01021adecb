"""What the template of the portfolio is given; amounts are whole units of the book's currency, exactly."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure.

    words: as the screen shows it, in English, e.g. 8.4 %, n = 3 or no data yet
    value: the number, a share in per cent; null where it is not known, or of fewer than five records
    n: how many records stand behind it
    """

    words: str
    value: Decimal | None
    n: int


@dataclass(frozen=True, slots=True)
class BookTarget:
    """A figure beside its target.

    target: churn, NPS, renewal, projects per client, partners, reached, complete, issues in time or LTV : CAC
    now: the figure
    before: the figure of a quarter before
    trend: up, down or same; null while it cannot be said
    aim: what it should be, e.g. ≤ 8 %
    met: whether it is; null while it cannot be said
    """

    target: str
    now: ShownFigure
    before: ShownFigure
    trend: str | None
    aim: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class BookStage:
    """The clients of a tier in a stage.

    stage: prospect, activation, stable or deep
    clients: how many there are
    clients_before: how many there were a quarter before
    revenue: what they paid within 365 days
    revenue_before: what they had paid a quarter before
    """

    stage: str
    clients: int
    clients_before: int
    revenue: Decimal
    revenue_before: Decimal


@dataclass(frozen=True, slots=True)
class BookTier:
    """A tier.

    tier: its name, null for clients without one
    stages: its clients by stage
    clients: how many there are
    clients_before: how many there were a quarter before
    gone: what lost and archived clients of it paid within 365 days
    gone_before: the same a quarter before
    revenue: what all its clients paid within 365 days, lost and archived ones too
    revenue_before: the same a quarter before
    revenue_share: its part of the revenue
    revenue_share_before: the same a quarter before
    minutes: the minutes logged for it within 365 days
    minutes_before: the same a quarter before
    time_share: its part of the minutes
    time_share_before: the same a quarter before
    """

    tier: str | None
    stages: tuple[BookStage, ...]
    clients: int
    clients_before: int
    gone: Decimal
    gone_before: Decimal
    revenue: Decimal
    revenue_before: Decimal
    revenue_share: ShownFigure
    revenue_share_before: ShownFigure
    minutes: int
    minutes_before: int
    time_share: ShownFigure
    time_share_before: ShownFigure


@dataclass(frozen=True, slots=True)
class BookConcentration:
    """How much of the revenue few clients bring.

    share: what the top 20 % of paying clients brought
    before: the same a quarter before
    top: how many clients these are
    curve: what the top 10 %, 20 % … 100 % brought, in per cent; empty where nobody paid
    curve_before: the same a quarter before
    """

    share: ShownFigure
    before: ShownFigure
    top: int
    curve: tuple[Decimal, ...]
    curve_before: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class BookLifetime:
    """What a client brings over its years.

    revenue_per_client: what a paying client pays a year, or null
    years: for how many years, or null
    margin: how much of it is left, in per cent, as the settings say, or null
    value: the lifetime value, or null
    value_before: the same a quarter before, or null
    why: why there is none, in English: no data yet, n = 3 paying, churn is not known or no margin told
    """

    revenue_per_client: Decimal | None
    years: Decimal | None
    margin: int | None
    value: Decimal | None
    value_before: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class BookEffort:
    """The time that was logged.

    minutes: the minutes of all clients within 365 days
    minutes_before: the same a quarter before
    touchpoints: how many touchpoints there are
    told: for how many of them minutes are told
    """

    minutes: int
    minutes_before: int
    touchpoints: int
    told: int


@dataclass(frozen=True, slots=True)
class SuggestedMove:
    """A client that would move to a higher tier.

    client: the short name one types
    name: the name of the client
    tier: its tier, or null
    suggested: the higher one
    score: its value score
    because: why, in English
    """

    client: str
    name: str
    tier: str | None
    suggested: str
    score: Decimal
    because: str


@dataclass(frozen=True, slots=True)
class CostlyClient:
    """A client that costs more than it brings; without the price of an hour, that took more than twice its share.

    client: the short name one types
    name: the name of the client
    tier: its tier, or null
    minutes: the minutes logged within 365 days
    time_share: their share of all
    revenue: what the client paid
    revenue_share: its share of all
    cost: what the hours cost, or null where no price of an hour is told
    """

    client: str
    name: str
    tier: str | None
    minutes: int
    time_share: ShownFigure
    revenue: Decimal
    revenue_share: ShownFigure
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class ChartLine:
    """Numbers of a chart that belong together.

    name: what they are, in English
    values: one for each label of the chart
    """

    name: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers to be drawn: `{{ charts.revenue|picture("Revenue by tier") }}`.

    shape: bars, stacked or curve
    labels: what the numbers are of, in English, e.g. the names of the tiers
    lines: the numbers
    unit: % or nothing
    """

    shape: str
    labels: tuple[str, ...]
    lines: tuple[ChartLine, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class BookCharts:
    """What a page draws; each is null where there is nothing to see.

    revenue: the revenue by tier, now and a quarter before
    clients: the clients by tier and stage
    effort: the hours and the revenue by tier, as shares
    concentration: what the top 10 %, 20 % … 100 % of clients brought, now and a quarter before
    """

    revenue: Chart | None
    clients: Chart | None
    effort: Chart | None
    concentration: Chart | None


@dataclass(frozen=True, slots=True)
class PortfolioReport:
    """What the portfolio is made of; it is private.

    today: the day of the report
    before_on: the day a quarter before
    currency: the currency of all amounts
    targets: the figures beside their targets
    tiers: the tiers, and a line for clients without one where there are any
    total: all tiers together, called all
    concentration: how much of the revenue few clients bring
    lifetime: what a client brings over its years
    effort: the time that was logged
    widest: the tier that took most hours beyond what it brought of the revenue, or null
    move_up: the clients that would move to a higher tier, the largest moves first, at most 500
    more_to_move_up: how many there are beyond those
    costly: the clients that cost more than they bring, the largest loss first, at most 100
    more_costly: how many there are beyond those
    charts: what a page draws
    """

    today: date
    before_on: date
    currency: str
    targets: tuple[BookTarget, ...]
    tiers: tuple[BookTier, ...]
    total: BookTier
    concentration: BookConcentration
    lifetime: BookLifetime
    effort: BookEffort
    widest: BookTier | None
    move_up: tuple[SuggestedMove, ...]
    more_to_move_up: int
    costly: tuple[CostlyClient, ...]
    more_costly: int
    charts: BookCharts

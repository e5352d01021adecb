"""What the portfolio says, as scripts read it."""

from dataclasses import dataclass
from datetime import date

from clienttrack.measures import Trend

ALL = "all"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of ``n`` records in words, and as a number, a share in percent; null where ``n`` is under five."""

    words: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A figure beside that of a quarter before and beside its target; ``met`` is null while it cannot be said."""

    target: str
    now: Figure
    before: Figure
    trend: Trend | None
    aim: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class StageCell:
    """Clients of a tier in a stage, and what they paid in 365 days; each beside that of a quarter before."""

    stage: str
    clients: int
    clients_before: int
    revenue: str
    revenue_before: str


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier: its clients by stage, in all, and what they paid; ``tier`` is null for clients without one.

    The sums hold what lost and archived clients of the tier paid, told in ``gone``, and took, who stand in no stage;
    ``revenue_share`` and ``time_share`` are the tier's of all.
    """

    tier: str | None
    stages: tuple[StageCell, ...]
    clients: int
    clients_before: int
    gone: str
    gone_before: str
    revenue: str
    revenue_before: str
    revenue_share: Figure
    revenue_share_before: Figure
    minutes: int
    minutes_before: int
    time_share: Figure
    time_share_before: Figure


@dataclass(frozen=True, slots=True)
class Concentration:
    """What share of the revenue the top 20 % of paying clients brought, and the top 10 %, 20 % … 100 % (``curve``).

    Shares are in percent; the ``n`` of a figure is the number of paying clients, ``top`` how many of them those are.
    """

    share: Figure
    before: Figure
    top: int
    curve: tuple[float, ...]
    curve_before: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """What a client brings over its years, and each part of it; null where not known, which ``why`` tells."""

    revenue_per_client: str | None
    revenue_per_client_before: str | None
    years: float | None
    years_before: float | None
    margin: int | None
    value: str | None
    value_before: str | None
    why: str
    cost: str | None


@dataclass(frozen=True, slots=True)
class MoveUp:
    """A client whose value score would move it to a higher tier."""

    client: str
    name: str
    tier: str | None
    suggested: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class CostlyClient:
    """A client that costs more than it brings, in 365 days: its hours and what it paid, each with its share of all.

    ``cost`` is what the hours cost, null while no price of an hour is told; then it is who took more than twice its
    share of the hours.
    """

    client: str
    name: str
    tier: str | None
    minutes: int
    time_share: Figure
    revenue: str
    revenue_share: Figure
    cost: str | None


@dataclass(frozen=True, slots=True)
class EffortSummary:
    """How much is known of the time that clients took: minutes, and how many touchpoints tell theirs."""

    minutes: int
    minutes_before: int
    touchpoints: int
    touchpoints_before: int
    told: int
    told_before: int
    said: str | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The whole book on a day, each figure beside that of a quarter before; money is in ``currency``.

    ``total`` sums up the tiers; ``costly`` are at most a hundred of ``costly_in_all``.
    """

    day: date
    before_on: date
    currency: str
    targets: tuple[TargetLine, ...]
    tiers: tuple[TierRow, ...]
    total: TierRow
    concentration: Concentration
    lifetime: LifetimeValue
    effort: EffortSummary
    move_up: tuple[MoveUp, ...]
    costly: tuple[CostlyClient, ...]
    costly_in_all: int

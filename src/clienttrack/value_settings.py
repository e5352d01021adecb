"""The numbers of value score, RFM and the portfolio's targets, with the defaults of the product page (section 4)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clienttrack.risk_settings import RiskSettings
from clienttrack.screen import shortened

if TYPE_CHECKING:
    from clienttrack.settings import Settings

_AMOUNT = r"(?!0+(\.0+)?$)[0-9]{1,12}(\.[0-9]{1,3})?"
_NUMBER = "([0-9]{1,12})([km]?)"
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}
MOST_POINTS = 100
WHOLE_WEIGHT = 100

BreakPoints = tuple[tuple[int, int], ...]


class BrokenNumbers(ValueError):
    """Numbers that do not go together; ``key`` is the setting they stand in."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(f"'{key}' {what}")


@dataclass(frozen=True, slots=True)
class FactorWeights:
    """What each factor of the value score weighs; together 100."""

    revenue: int = 30
    frequency: int = 10
    loyalty: int = 25
    profitability: int = 10
    growth: int = 10
    influence: int = 15


@dataclass(frozen=True, slots=True)
class FactorPoints:
    """Break points as ``value:points``, linear between them; money in whole units of the book's currency."""

    revenue: str = "0:0 5k:25 20k:50 50k:75 100k:100"
    frequency: str = "0:0 3:50 6:75 12:100"
    loyalty: str = "0:0 1:30 3:70 5:90 10:100"
    rating: str = "1:0 2:25 3:50 4:75 5:100"
    referral: int = 10


@dataclass(frozen=True, slots=True)
class ValueSettings:
    """What the value score takes off for risk, and which score leads to which tier."""

    watch_deduction: int = 10
    high_deduction: int = 20
    core: int = 75
    key: int = 55
    potential_growth: int = 4
    margin: int = 3
    least_coverage: int = 50
    weights: FactorWeights = field(default_factory=FactorWeights)
    points: FactorPoints = field(default_factory=FactorPoints)


@dataclass(frozen=True, slots=True)
class RfmSettings:
    """The limits of 5, 4, 3 and 2: days since the last payment, payments and their sum within 365 days."""

    recency: str = "30 90 180 365"
    frequency: str = "12 6 3 1"
    money: str = "100k 50k 20k 5k"


@dataclass(frozen=True, slots=True)
class PortfolioSettings:
    """The targets of the whole book, in percent but for NPS, projects per client and LTV : CAC.

    ``margin`` in percent, ``cac`` and ``hour`` as amounts of the book's currency are yours to tell: what is left of the
    revenue, what a new client costs, what an hour costs.
    """

    churn: int = 8
    nps: int = 75
    renewal: int = 80
    projects_per_client: int = 2
    partners: int = 30
    reached: int = 100
    complete: int = 85
    issues_in_time: int = 100
    ltv_cac: int = 3
    margin: int = 0
    cac: str = ""
    hour: str = ""


DEFAULTS: Mapping[str, Any] = {
    "value": ValueSettings(),
    "rfm": RfmSettings(),
    "risk": RiskSettings(),
    "portfolio": PortfolioSettings(),
}


def value_settings(settings: "Settings") -> ValueSettings:
    """Give what the settings say of the value score."""
    return settings.value or ValueSettings()


def rfm_settings(settings: "Settings") -> RfmSettings:
    """Give what the settings say of RFM."""
    return settings.rfm or RfmSettings()


def portfolio_settings(settings: "Settings") -> PortfolioSettings:
    """Give what the settings say of the portfolio's targets."""
    return settings.portfolio or PortfolioSettings()


def check(settings: "Settings") -> None:
    """Raise ``BrokenNumbers`` where weights do not sum, limits cross or break points are out of order."""
    rfm, risk = settings.rfm, settings.risk
    if settings.value is not None:
        _check_value(settings.value)
    if rfm is not None:
        limits(rfm.recency, "rfm.recency", rising=True)
        limits(rfm.frequency, "rfm.frequency", rising=False)
        limits(rfm.money, "rfm.money", rising=False)
    if risk is not None:
        for item in fields(RiskSettings):
            most = 3660 if item.name.endswith("_days") else MOST_POINTS
            # Where nobody talked, contact cannot fall.
            least = int(item.name == "fewest_talks")
            _check_between(f"risk.{item.name}", getattr(risk, item.name), least, most)
        if not 0 < risk.watch < risk.high:
            raise BrokenNumbers("risk.watch", f"must lie between 0 and risk.high, which is {risk.high}")
    if settings.portfolio is not None:
        _check_portfolio(settings.portfolio)


def _check_portfolio(portfolio: PortfolioSettings) -> None:
    for item in fields(PortfolioSettings):
        told = getattr(portfolio, item.name)
        if isinstance(told, int):
            _check_between(f"portfolio.{item.name}", told, 0, MOST_POINTS)
        elif told and not re.fullmatch(_AMOUNT, told):
            raise BrokenNumbers(
                f"portfolio.{item.name}", f"must be an amount above 0 such as '1200.50', not '{shortened(told, 40)}'"
            )


def _check_value(value: ValueSettings) -> None:
    weights = [(item.name, getattr(value.weights, item.name)) for item in fields(FactorWeights)]
    for name, weight in weights:
        _check_between(f"value.weights.{name}", weight, 0, WHOLE_WEIGHT)
    total = sum(weight for _, weight in weights)
    if total != WHOLE_WEIGHT:
        raise BrokenNumbers("value.weights", f"must sum to {WHOLE_WEIGHT}, not {total}")
    for name in ("revenue", "frequency", "loyalty", "rating"):
        break_points(getattr(value.points, name), f"value.points.{name}")
    _check_between("value.points.referral", value.points.referral, 0, MOST_POINTS)
    for name in ("watch_deduction", "high_deduction", "core", "key", "margin", "least_coverage"):
        _check_between(f"value.{name}", getattr(value, name), 0, MOST_POINTS)
    _check_between("value.potential_growth", value.potential_growth, 1, 5)
    if value.key >= value.core:
        raise BrokenNumbers("value.key", f"must be less than value.core, which is {value.core}, not {value.key}")
    if value.watch_deduction > value.high_deduction:
        raise BrokenNumbers("value.watch_deduction", "must not be more than value.high_deduction")


def _check_between(key: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise BrokenNumbers(key, f"must lie between {least} and {most}, not {number}")


@cache
def break_points(text: str, key: str) -> BreakPoints:
    """Read break points, at least two; raises ``BrokenNumbers`` unless values and points rise, points up to 100."""
    pairs = [re.fullmatch(f"{_NUMBER}:([0-9]{{1,3}})", one) for one in text.split()]
    read = tuple((_whole(one[1], one[2]), int(one[3])) for one in pairs if one is not None)
    if len(read) < max(2, len(pairs)):
        raise BrokenNumbers(key, "must be break points such as '0:0 5k:25 20k:100'")
    values, points = zip(*read, strict=True)
    if not _rise(values) or list(points) != sorted(points) or points[-1] > MOST_POINTS:
        raise BrokenNumbers(key, f"has break points out of order, or more than {MOST_POINTS} points: '{text}'")
    return read


@cache
def limits(text: str, key: str, *, rising: bool) -> tuple[int, ...]:
    """Read the four limits of 5, 4, 3 and 2 of an RFM score; raises ``BrokenNumbers``."""
    found = [re.fullmatch(_NUMBER, one) for one in text.split()]
    read = tuple(_whole(one[1], one[2]) for one in found if one is not None)
    ordered = read if rising else read[::-1]
    if len(found) != 4 or len(read) != 4 or not _rise(ordered):
        way = "rise, such as '30 90 180 365'" if rising else "fall, such as '12 6 3 1'"
        raise BrokenNumbers(key, f"must be four numbers that {way}")
    return read


def _whole(digits: str, times: str) -> int:
    return int(digits) * _TIMES[times]


def _rise(numbers: Iterable[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))

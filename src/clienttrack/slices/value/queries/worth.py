"""What the book says of the worth of clients: what they paid, how they are rated, whom they referred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache

from clienttrack.book import Reader
from clienttrack.dates import MONTHS_IN_YEAR, add_months
from clienttrack.revenue import Rates, days_back, ids_of, of_clients, paid
from clienttrack.risk import Risk, risks
from clienttrack.risk_settings import risk_settings
from clienttrack.settings import Settings
from clienttrack.slices.value.rules.scores import DAYS_IN_YEAR, Facts, unbroken_years
from clienttrack.vocabulary import Factor, RiskLevel


@dataclass(frozen=True, slots=True)
class RatedFactor:
    """The newest rating of a factor, 1 to 5, with its day and reason."""

    rating: int
    rated_on: date
    because: str | None


@dataclass(frozen=True, slots=True)
class PaidYear:
    """Payments of a client: the newest, and how many there were within 365 days."""

    last_on: date
    payments: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of the worth of all clients asked for, by their numbers."""

    paid: Mapping[int, Fraction]
    payers: Mapping[int, PaidYear]
    months: Mapping[int, int]
    years: Mapping[int, int]
    ratings: Mapping[int, Mapping[str, RatedFactor]]
    referrals: Mapping[int, int]
    risks: Mapping[int, Risk] = field(default_factory=dict)

    def facts(self, client_id: int) -> Facts:
        """Give what a score needs to know of a client."""
        has_paid = client_id in self.payers
        rated = self.ratings.get(client_id, {})
        risk = self.risks.get(client_id)
        return Facts(
            revenue=self.paid.get(client_id, Fraction(0)) if has_paid else None,
            months=self.months.get(client_id, 0) if has_paid else None,
            years=self.years[client_id] if has_paid else None,
            profitability=_rating(rated.get(Factor.PROFITABILITY)),
            growth=_rating(rated.get(Factor.GROWTH)),
            influence=_rating(rated.get(Factor.INFLUENCE)),
            referrals=self.referrals.get(client_id, 0),
            risk=RiskLevel.LOW if risk is None else risk.level,
        )


def _rating(one: RatedFactor | None) -> int | None:
    return None if one is None else one.rating


def worth(
    reader: Reader, settings: Settings, rates: Rates, *, today: date, client_ids: Sequence[int] | None = None
) -> Worth:
    """Give what is known of the worth of all clients, or of those named; raises ``MissingRate``."""
    first = days_back(today, DAYS_IN_YEAR)
    found = risks(reader, settings, risk_settings(settings), rates, today=today, client_ids=client_ids)
    return Worth(
        paid=paid(reader, rates, first=first, last=today, client_ids=client_ids),
        payers=_payers(reader, first, today, client_ids),
        months=_months(reader, today, client_ids),
        years=_years(reader, today, client_ids),
        ratings=ratings(reader, client_ids, today=today),
        referrals=_referrals(reader, today, client_ids),
        risks={one.client_id: one for one in found},
    )


def _payers(reader: Reader, first: date, today: date, client_ids: Sequence[int] | None) -> dict[int, PaidYear]:
    rows = reader.rows(
        f"""
        SELECT client_id, max(paid_on) AS last_on, sum(paid_on >= :first) AS payments FROM payment
        WHERE paid_on <= :today {of_clients(client_ids)} GROUP BY client_id
        """,
        first=first,
        today=today,
        ids=ids_of(client_ids),
    )
    day = cache(date.fromisoformat)
    return {client_id: PaidYear(day(last_on), payments) for client_id, last_on, payments in rows}


def _months(reader: Reader, today: date, client_ids: Sequence[int] | None) -> dict[int, int]:
    """Count the months with a payment among the calendar month of today and the eleven before it."""
    rows = reader.rows(
        f"""
        SELECT client_id, count(DISTINCT substr(paid_on, 1, 7)) AS months FROM payment
        WHERE paid_on BETWEEN :first AND :today {of_clients(client_ids)} GROUP BY client_id
        """,
        first=add_months(today.replace(day=1), 1 - MONTHS_IN_YEAR),
        today=today,
        ids=ids_of(client_ids),
    )
    return {row["client_id"]: row["months"] for row in rows}


def _years(reader: Reader, today: date, client_ids: Sequence[int] | None) -> dict[int, int]:
    """Count the unbroken 365-day years with a payment, back from today's own, which is year 0."""
    years: dict[int, set[int]] = {}
    rows = reader.rows(
        f"""
        SELECT DISTINCT client_id, CAST(julianday(:today) - julianday(paid_on) AS INTEGER) / {DAYS_IN_YEAR} AS year
        FROM payment WHERE paid_on <= :today {of_clients(client_ids)}
        """,
        today=today,
        ids=ids_of(client_ids),
    )
    for client_id, year in rows:
        years.setdefault(client_id, set()).add(year)
    return {client_id: unbroken_years(paid) for client_id, paid in years.items()}


def ratings(
    reader: Reader, client_ids: Sequence[int] | None = None, *, today: date
) -> dict[int, dict[str, RatedFactor]]:
    """Give the newest rating of each factor by a day."""
    rows = reader.rows(
        f"""
        SELECT client_id, factor, rating, rated_on, because FROM rating AS r
        WHERE r.rated_on <= :today AND NOT EXISTS (
            SELECT 1 FROM rating AS n WHERE n.client_id = r.client_id AND n.factor = r.factor
                AND n.rated_on <= :today AND (n.rated_on, n.id) > (r.rated_on, r.id)
        ) {of_clients(client_ids)}
        """,
        today=today,
        ids=ids_of(client_ids),
    )
    rated: dict[int, dict[str, RatedFactor]] = {}
    day = cache(date.fromisoformat)
    for client_id, factor, rating, rated_on, because in rows:
        rated.setdefault(client_id, {})[factor] = RatedFactor(rating, day(rated_on), because)
    return rated


def _referrals(reader: Reader, today: date, client_ids: Sequence[int] | None) -> dict[int, int]:
    rows = reader.rows(
        "SELECT client_id, count(*) AS referrals FROM referral WHERE told_on <= :today "
        f"{of_clients(client_ids)} GROUP BY client_id",
        today=today,
        ids=ids_of(client_ids),
    )
    return {row["client_id"]: row["referrals"] for row in rows}


def came_through(reader: Reader, client_id: int, other_id: int) -> bool:
    """Tell whether a client came through another one, at once or through others."""
    return bool(
        reader.value(
            """
            WITH RECURSIVE before(id) AS (
                SELECT client_id FROM referral WHERE referred_id = :client_id
                UNION SELECT r.client_id FROM referral AS r JOIN before AS b ON r.referred_id = b.id
            )
            SELECT 1 FROM before WHERE id = :other_id
            """,
            client_id=client_id,
            other_id=other_id,
        )
    )

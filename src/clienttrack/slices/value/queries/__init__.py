"""What is asked of the worth of clients: one explained, the moves suggested for all, RFM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import itemgetter

from clienttrack.book import Reader
from clienttrack.dates import in_sentence
from clienttrack.lookup import FoundClient
from clienttrack.revenue import Rates
from clienttrack.settings import Settings
from clienttrack.slices.value.queries.worth import PaidYear, RatedFactor, Worth, worth
from clienttrack.slices.value.rules import tiering
from clienttrack.slices.value.rules.rfm import rfm
from clienttrack.slices.value.rules.scores import (
    DAYS_IN_YEAR,
    Facts,
    Score,
    ScoredFactor,
    cents,
    scored_factors,
    value_score,
)
from clienttrack.value_settings import ValueSettings, rfm_settings, value_settings
from clienttrack.vocabulary import RATED, Factor


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor of a value score: what is known, from 0 to 100 points for it, and where that comes from.

    ``share`` is what it adds to the mean, in points; value, points and share are null while nothing is known.
    """

    factor: str
    weight: int
    value: str | None
    points: float | None
    share: float | None
    source: str


@dataclass(frozen=True, slots=True)
class ValueCard:
    """The value score of one client, 0 to 100, from the first to the last number; null where nothing is known.

    ``coverage`` is the weight that is known of 100, ``mean`` that of the known factors, ``deduction`` what the risk
    takes off; ``suggested`` is the tier that follows, null while too little is known.
    """

    client: str
    name: str
    score: float | None
    mean: float | None
    coverage: int
    risk: str | None
    risk_points: int | None
    deduction: int
    tier: str | None
    pinned: bool
    suggested: str | None
    why: str
    factors: tuple[FactorLine, ...]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move that is suggested for a client; ``moved`` says whether it was made."""

    client: str
    name: str
    tier: str | None
    suggested: str
    score: float
    coverage: int
    risk: str | None
    pinned: bool
    because: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The moves suggested, the largest first, and of how many clients; ``unknown`` have too little known of them."""

    moves: tuple[MoveLine, ...]
    clients: int
    unknown: int


@dataclass(frozen=True, slots=True)
class RfmLine:
    """How a client pays: days since the last payment, payments and their sum within 365 days, each scored 1 to 5.

    ``paid`` is an exact decimal number of the book's own currency.
    """

    client: str
    name: str
    tier: str | None
    cell: str
    recency: int
    frequency: int
    money: int
    last_paid_on: date
    payments: int
    paid: str
    currency: str


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A client and the tier it has."""

    id: int
    handle: str
    name: str
    tier: str | None
    rank: int | None
    tier_pinned: int


_RANKED = """
    SELECT c.id, c.handle, c.name, t.name AS tier, t.rank, c.tier_pinned
    FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id
"""
_LISTED = "JOIN standing AS s ON s.client_id = c.id AND s.listed = 1"


def value_card(reader: Reader, client: FoundClient, settings: Settings, rates: Rates, *, today: date) -> ValueCard:
    """Explain the value score of one client; raises ``MissingRate``."""
    numbers = value_settings(settings)
    known = worth(reader, settings, rates, today=today, client_ids=[client.id])
    facts = known.facts(client.id)
    score = value_score(facts, numbers)
    one = reader.line(_Ranked, f"{_RANKED} WHERE c.id = :id", id=client.id)
    assert one is not None
    risk = known.risks.get(client.id)
    suggested, why = _suggested(facts, score, one.rank, numbers, tier_names(reader))
    return ValueCard(
        client=one.handle,
        name=one.name,
        score=_cents(score.score),
        mean=_cents(score.mean),
        coverage=score.coverage,
        risk=None if risk is None else risk.level,
        risk_points=None if risk is None else risk.points,
        deduction=score.deduction,
        tier=one.tier,
        pinned=bool(one.tier_pinned),
        suggested=suggested,
        why=why,
        factors=tuple(
            _factor_line(factor, score, known, client, rates, today) for factor in scored_factors(facts, numbers)
        ),
    )


def evaluation(reader: Reader, settings: Settings, rates: Rates, *, today: date) -> Evaluation:
    """Give the moves that scores suggest, of clients neither lost nor archived; raises ``MissingRate``."""
    numbers = value_settings(settings)
    known = worth(reader, settings, rates, today=today)
    names = tier_names(reader)
    clients = reader.rows(f"{_RANKED} {_LISTED} ORDER BY c.name_key, c.id")
    moves: list[tuple[int, float, Fraction, MoveLine]] = []
    unknown = 0
    for client_id, handle, name, tier, now, pinned in clients:
        facts = known.facts(client_id)
        score = value_score(facts, numbers)
        rank = tiering.rank_for(score, growth=facts.growth, now=now, settings=numbers)
        if rank is None or score.score is None:
            unknown += 1
        elif rank != now:
            because = tiering.reason(rank, score.score, growth=facts.growth, now=now, settings=numbers)
            line = MoveLine(
                *(handle, name, tier, names[rank]),
                score=cents(score.score),
                coverage=score.coverage,
                risk=None if client_id not in known.risks else facts.risk.value,
                pinned=bool(pinned),
                because=because,
            )
            # No tier lies below the last.
            distance = abs((max(names) + 1 if now is None else now) - rank)
            # Fractions are compared only where the floats are equal, since that is slow.
            moves.append((distance, float(score.score), score.score, line))
    moves.sort(key=itemgetter(0, 1, 2), reverse=True)
    return Evaluation(tuple(move[-1] for move in moves), len(clients), unknown)


def tier_names(reader: Reader) -> dict[int, str]:
    """Give the names of the tiers by rank."""
    return {row["rank"]: row["name"] for row in reader.rows("SELECT rank, name FROM tier ORDER BY rank")}


def _suggested(
    facts: Facts, score: Score, now: int | None, numbers: ValueSettings, names: Mapping[int, str]
) -> tuple[str | None, str]:
    """Give the tier that a score suggests, and why in words."""
    rank = tiering.rank_for(score, growth=facts.growth, now=now, settings=numbers)
    if rank is None or score.score is None:
        least = numbers.least_coverage
        return None, f"too little is known ({score.coverage} of 100 of the weight, {least} are needed)"
    return names.get(rank), tiering.reason(rank, score.score, growth=facts.growth, now=now, settings=numbers)


def _factor_line(
    one: ScoredFactor, score: Score, known: Worth, client: FoundClient, rates: Rates, today: date
) -> FactorLine:
    share = None if one.points is None else one.points * one.weight / score.coverage
    rated = known.ratings.get(client.id, {}).get(one.factor)
    payer = known.payers.get(client.id)
    value = None if one.value is None else _value_words(one, rates)
    if one.factor in RATED:
        source = _rating_source(one.factor, rated, known.referrals.get(client.id, 0), client.handle, today)
    else:
        source = _payment_source(one.factor, payer, today)
    return FactorLine(one.factor, one.weight, value, _cents(one.points), _cents(share), source)


def _value_words(one: ScoredFactor, rates: Rates) -> str:
    return f"{rates.written(Fraction(one.value or 0))} {rates.own}" if one.factor is Factor.REVENUE else str(one.value)


def _payment_source(factor: Factor, payer: PaidYear | None, today: date) -> str:
    if payer is None:
        return "no payment yet"
    if factor is Factor.REVENUE:
        count = payer.payments
        last = in_sentence(payer.last_on, today=today)
        return f"{count} payment{'s' * (count != 1)} within {DAYS_IN_YEAR} days, the last {last}"
    return "of the last 12 months saw a payment" if factor is Factor.FREQUENCY else "unbroken years with a payment"


def _rating_source(factor: Factor, rated: RatedFactor | None, referrals: int, handle: str, today: date) -> str:
    if rated is None:
        return f"not rated yet: `clienttrack client rate {handle} --{factor} N`"
    because = f": {rated.because}" if rated.because else ""
    also = f", {referrals} referral{'s' * (referrals != 1)}" if referrals and factor is Factor.INFLUENCE else ""
    return f"rated {in_sentence(rated.rated_on, today=today)}{because}{also}"


def rfm_lines(
    reader: Reader, settings: Settings, rates: Rates, *, today: date, client_ids: Sequence[int] | None = None
) -> list[RfmLine]:
    """Give RFM of every client that has paid, the best first, lost and archived ones too; raises ``MissingRate``."""
    numbers = rfm_settings(settings)
    known = worth(reader, settings, rates, today=today, client_ids=client_ids)
    lines: list[tuple[int, Fraction, RfmLine]] = []
    for one in reader.lines(_Ranked, f"{_RANKED} ORDER BY c.name_key, c.id"):
        payer = known.payers.get(one.id)
        if payer is None:
            continue
        paid = known.paid.get(one.id, Fraction(0))
        found = rfm((today - payer.last_on).days, payer.payments, paid, numbers)
        line = RfmLine(
            *(one.handle, one.name, one.tier, found.cell, found.recency, found.frequency, found.money),
            *(payer.last_on, payer.payments, rates.written(paid), rates.own),
        )
        lines.append((found.recency + found.frequency + found.money, paid, line))
    return [line for _, _, line in sorted(lines, key=lambda one: (-one[0], -one[1]))]


def _cents(number: Fraction | None) -> float | None:
    return None if number is None else cents(number)

"""Churn risk: points for what clients do before they leave, each with its reason (product page, section 4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from clienttrack import silence
from clienttrack.book import Reader
from clienttrack.revenue import Rates, days_back, ids_of, of_clients, paid_within
from clienttrack.risk_settings import (
    RECENT_TALK_DAYS,
    REVENUE_DAYS,
    SPONSOR_DAYS,
    TALK_DAYS,
    RiskSettings,
    silence_points,
)
from clienttrack.settings import Settings
from clienttrack.silence import Silence
from clienttrack.vocabulary import ClientKind, RiskLevel, Stage


@dataclass(frozen=True, slots=True)
class RiskTerm:
    """Why a client may leave: the term, its points, and the reason in words."""

    term: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Risk:
    """The churn risk of one client."""

    client_id: int
    level: RiskLevel
    points: int
    terms: tuple[RiskTerm, ...]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the book says of all clients asked for, by their numbers."""

    talks: Mapping[int, tuple[int, int]]
    paid_before: Mapping[int, Fraction]
    paid_lately: Mapping[int, Fraction]
    contacts: Mapping[int, int]
    sponsors_gone: Mapping[int, date]
    needs_open_since: Mapping[int, date]
    organisations: frozenset[int]
    rates: Rates


def risks(
    reader: Reader,
    settings: Settings,
    numbers: RiskSettings,
    rates: Rates,
    *,
    today: date,
    client_ids: Sequence[int] | None = None,
    unrated: dict[int, str] | None = None,
) -> list[Risk]:
    """Give the risk of every client that is neither prospect, lost nor archived; raises ``MissingRate``.

    With ``unrated``, who has paid in a currency without a rate is put there with it and has no term of falling revenue.
    """
    known = silence.cadences(reader, settings)
    asked = [
        one
        for one in silence.silences(reader, known, today=today, client_ids=client_ids)
        if one.listed and one.rhythm.stage != Stage.PROSPECT
    ]
    signs = _signs(reader, rates, today, client_ids, unrated)
    return [_risk(one, signs, numbers, today) for one in asked]


def level_of(points: int, numbers: RiskSettings) -> RiskLevel:
    """Give the level that points come to."""
    if points >= numbers.high:
        return RiskLevel.HIGH
    return RiskLevel.WATCH if points >= numbers.watch else RiskLevel.LOW


def _risk(one: Silence, signs: _Signs, numbers: RiskSettings, today: date) -> Risk:
    terms = tuple(_terms(one, signs, numbers, today))
    points = sum([term.points for term in terms])
    return Risk(one.client_id, level_of(points, numbers), points, terms)


def _terms(one: Silence, signs: _Signs, numbers: RiskSettings, today: date) -> Iterator[RiskTerm]:
    found = one.client_id
    if points := silence_points(one.days_late, one.interval_days):
        yield RiskTerm("silence", points, one.in_words(today))
    before, lately = signs.talks.get(found, (0, 0))
    if before >= numbers.fewest_talks and 2 * lately <= before:
        reason = (
            f"{before} talks {RECENT_TALK_DAYS + 1} to {TALK_DAYS} days ago, {lately} in the last {RECENT_TALK_DAYS}"
        )
        yield RiskTerm("falling contact", numbers.falling_contact, reason)
    was, now = signs.paid_before.get(found, 0), signs.paid_lately.get(found, 0)
    if was and 2 * now < was:
        paid = (f"{signs.rates.written(Fraction(amount))} {signs.rates.own}" for amount in (now, was))
        reason = "paid {} in the last {days} days, {} in the {days} before".format(*paid, days=REVENUE_DAYS)
        yield RiskTerm("falling revenue", numbers.falling_revenue, reason)
    present = signs.contacts.get(found, 0)
    if found in signs.organisations and present <= 1:
        reason = "only one contact is known" if present else "no contact is known"
        yield RiskTerm("one contact", numbers.one_contact, reason)
    gone = signs.sponsors_gone.get(found)
    if gone is not None:
        yield RiskTerm("sponsor gone", numbers.sponsor_gone, f"who decided left {gone}, and nobody decides now")
    since = signs.needs_open_since.get(found)
    if since is not None and (today - since).days > numbers.old_need_days:
        yield RiskTerm("old need", numbers.old_need, f"a need has been open for {(today - since).days} days")


def _signs(
    reader: Reader, rates: Rates, today: date, client_ids: Sequence[int] | None, unrated: dict[int, str] | None
) -> _Signs:
    first = days_back(today, REVENUE_DAYS)
    spans = [(days_back(today, 2 * REVENUE_DAYS), first - timedelta(days=1)), (first, today)]
    paid_before, paid_lately = paid_within(reader, rates, spans, client_ids=client_ids, unrated=unrated)
    return _Signs(
        talks=_talks(reader, today, client_ids),
        paid_before={one: amount for one, amount in paid_before.items() if one not in (unrated or ())},
        paid_lately=paid_lately,
        contacts=_present(reader, today, client_ids),
        sponsors_gone=_sponsors_gone(reader, today, client_ids),
        needs_open_since=_needs_open(reader, client_ids),
        organisations=_organisations(reader, client_ids),
        rates=rates,
    )


def _talks(reader: Reader, today: date, client_ids: Sequence[int] | None) -> dict[int, tuple[int, int]]:
    """Count the touches before the last 90 days, up to 180 days ago, and those since; a note is none."""
    # From client to client, since SQLite would walk through the days of all of them.
    narrowed = of_clients(client_ids).replace("client_id", "c.id")
    rows = reader.rows(
        f"""
        SELECT c.id, count(*) AS touches, sum(happened_on >= :recent) AS lately
        FROM client AS c CROSS JOIN touchpoint AS t ON t.client_id = c.id
        WHERE happened_on BETWEEN :first AND :today AND t.kind <> 'note' {narrowed} GROUP BY c.id
        """,
        first=today - timedelta(days=TALK_DAYS),
        recent=today - timedelta(days=RECENT_TALK_DAYS),
        today=today,
        ids=ids_of(client_ids),
    )
    return {client_id: (touches - lately, lately) for client_id, touches, lately in rows}


def _present(reader: Reader, today: date, client_ids: Sequence[int] | None) -> dict[int, int]:
    rows = reader.rows(
        "SELECT client_id, count(*) AS contacts FROM contact WHERE (left_on IS NULL OR left_on > :today) "
        f"{of_clients(client_ids)} GROUP BY client_id",
        today=today,
        ids=ids_of(client_ids),
    )
    return {row["client_id"]: row["contacts"] for row in rows}


def _sponsors_gone(reader: Reader, today: date, client_ids: Sequence[int] | None) -> dict[int, date]:
    """Give when the last who decided left, of clients where that was lately and nobody present decides."""
    rows = reader.rows(
        f"""
        SELECT client_id, max(left_on) AS left_on FROM contact
        WHERE decision = 'decides' {of_clients(client_ids)} GROUP BY client_id
        HAVING sum(left_on IS NULL OR left_on > :today) = 0 AND max(left_on) BETWEEN :first AND :today
        """,
        first=today - timedelta(days=SPONSOR_DAYS),
        today=today,
        ids=ids_of(client_ids),
    )
    return {row["client_id"]: date.fromisoformat(row["left_on"]) for row in rows}


def _needs_open(reader: Reader, client_ids: Sequence[int] | None) -> dict[int, date]:
    rows = reader.rows(
        f"SELECT client_id, min(status_on) AS since_on FROM need WHERE status = 'open' {of_clients(client_ids)} "
        "GROUP BY client_id",
        ids=ids_of(client_ids),
    )
    return {row["client_id"]: date.fromisoformat(row["since_on"]) for row in rows}


def _organisations(reader: Reader, client_ids: Sequence[int] | None) -> frozenset[int]:
    narrowed = of_clients(client_ids).replace("client_id", "id")
    rows = reader.rows(
        f"SELECT id FROM client WHERE kind = '{ClientKind.ORGANISATION}' {narrowed}", ids=ids_of(client_ids)
    )
    return frozenset(row["id"] for row in rows)

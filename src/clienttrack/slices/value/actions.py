"""How clients are rated, referred, and moved to the tiers that their scores suggest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.revenue import Rates
from clienttrack.settings import Settings
from clienttrack.slices.clients.actions.tiers import move_tier
from clienttrack.slices.value import queries
from clienttrack.slices.value.queries import Evaluation
from clienttrack.slices.value.queries.worth import came_through, ratings
from clienttrack.slices.value.rules.ratings import (
    NoSuchReferral,
    ReferredAlready,
    ReferredInACircle,
    ReferredItself,
)


@dataclass(frozen=True, slots=True)
class NewRating:
    """A rating before and after; null is none before."""

    factor: str
    old: int | None
    new: int


@dataclass(frozen=True, slots=True)
class RatedClient:
    """A client that was rated; a factor that has its rating already stands there with the same old and new."""

    client: str
    name: str
    ratings: tuple[NewRating, ...]
    because: str | None


@dataclass(frozen=True, slots=True)
class ReferredClient:
    """A client that came through another; ``removed`` where that was taken back."""

    client: str
    referred: str
    referrals: int
    removed: bool


def rate_client(change: Change, client: FoundClient, told: Mapping[str, int], *, because: str | None) -> RatedClient:
    """Rate a client from 1 to 5; the rating it has already is kept unless there is a new reason."""
    known = ratings(change, [client.id], today=change.today).get(client.id, {})
    rated = []
    for factor, rating in told.items():
        old = known.get(factor)
        rated.append(NewRating(factor, None if old is None else old.rating, rating))
        if old is None or old.rating != rating or because not in (None, old.because):
            change.add(
                "rating",
                client_id=client.id,
                factor=factor,
                rating=rating,
                rated_on=change.today,
                because=because,
            )
    return RatedClient(client.handle, client.name, tuple(rated), because)


def refer_client(change: Change, words: str, referred_words: str, *, remove: bool) -> ReferredClient:
    """Write down that one client came through another, or take that back.

    Raises ``ReferredItself``, ``ReferredAlready``, ``ReferredInACircle``, ``NoSuchReferral`` or what look-ups raise.
    """
    client, referred = lookup.client(change, words), lookup.client(change, referred_words)
    by = change.value("SELECT client_id FROM referral WHERE referred_id = :id", id=referred.id)
    if remove:
        if by != client.id:
            raise NoSuchReferral(client.handle, referred.handle)
        change.run("DELETE FROM referral WHERE referred_id = :id", id=referred.id)
    else:
        if client.id == referred.id:
            raise ReferredItself(client.handle)
        if by not in {None, client.id}:
            raise ReferredAlready(referred.handle, lookup.client_by_id(change, by).handle)
        if came_through(change, client.id, referred.id):
            raise ReferredInACircle(client.handle, referred.handle)
        if by is None:
            change.add("referral", client_id=client.id, referred_id=referred.id, told_on=change.today)
    count = change.value("SELECT count(*) FROM referral WHERE client_id = :id", id=client.id)
    return ReferredClient(client.handle, referred.handle, count, removed=remove)


def apply_evaluation(change: Change, settings: Settings, rates: Rates, *, today: date, pin_safe: bool) -> Evaluation:
    """Move clients to the tiers that their scores suggest, those pinned only where that is wanted."""
    found = queries.evaluation(change, settings, rates, today=today)
    moves = []
    for move in found.moves:
        moved = not (pin_safe and move.pinned)
        if moved:
            client = lookup.client(change, move.client)
            tier = lookup.tier(change, move.suggested)
            move_tier(change, client.id, tier.id, because=move.because, pinned=False)
        moves.append(replace(move, moved=moved))
    return replace(found, moves=tuple(moves))

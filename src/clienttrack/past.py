"""What tier and stage a client had on a day that has passed, by the dated records of its moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack.cadence import stage_since
from clienttrack.vocabulary import Stage

GONE = None  # the stage of who is lost or archived, or was not there yet


@dataclass(frozen=True, slots=True)
class StageMove:
    """A stage that was told on a day; null lets it follow from the day work began.

    ``from_ever`` is one that came with the client from a list, which does not say since when it is so.
    """

    stage: str | None
    moved_on: date
    from_ever: bool


@dataclass(frozen=True, slots=True)
class TierMove:
    """A change of tier on a day; ``from_ever`` is the one a client was added with."""

    old: int | None
    new: int | None
    moved_on: date
    from_ever: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A client as it is now, with all its moves in the order they were told."""

    id: int
    tier_id: int | None
    since_on: date | None
    added_on: date
    archived_on: date | None
    first_paid_on: date | None = None
    stage_moves: Sequence[StageMove] = ()
    tier_moves: Sequence[TierMove] = ()


def was_there(client: Client, day: date) -> bool:
    """Tell whether a client was served or courted on a day: added, begun or paying by then, and not archived."""
    begun = min(each for each in (client.added_on, client.since_on, client.first_paid_on) if each is not None)
    return begun <= day and not (client.archived_on is not None and client.archived_on <= day)


def stage_on(client: Client, day: date) -> str:
    """Give the stage of a client on a day: what was told last of that day or before, else what follows from its age."""
    told = next((move for move in reversed(client.stage_moves) if move.from_ever or move.moved_on <= day), None)
    return stage_since(client.since_on, day) if told is None or told.stage is None else told.stage


def tier_on(client: Client, day: date) -> int | None:
    """Give the tier of a client on a day."""
    told = next((move for move in reversed(client.tier_moves) if move.from_ever or move.moved_on <= day), None)
    if told is not None:
        return told.new
    return client.tier_moves[0].old if client.tier_moves else client.tier_id


def is_served(client: Client, day: date) -> bool:
    """Tell whether a client was there and past prospect on a day, and not lost."""
    return was_there(client, day) and stage_on(client, day) not in {Stage.PROSPECT, Stage.LOST}


def was_lost(client: Client, *, after: date, until: date) -> bool:
    """Tell whether a client was lost after a day, up to another one; who came back on a later day was lost."""
    return any(
        move.stage == Stage.LOST
        and not move.from_ever
        and after < move.moved_on <= until
        and stage_on(client, move.moved_on) == Stage.LOST
        for move in client.stage_moves
    )


def are_losses_known(clients: Sequence[Client], start: date, until: date) -> bool:
    """Tell whether the book was kept since a first day, or knows of any loss until a last one."""
    return any(client.added_on <= start or was_lost(client, after=date.min, until=until) for client in clients)

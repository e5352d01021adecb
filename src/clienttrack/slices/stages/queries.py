"""The stage of a client with the day it began and the reason for it."""

from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader
from clienttrack.lookup import FoundClient
from clienttrack.spans import stage_by_age
from clienttrack.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class StageCard:
    """Where a client stands; ``until_on`` is the day the stage changes by itself, null when it does not."""

    client: str
    name: str
    stage: str
    told: bool
    from_on: date | None
    why: str
    lost_reason: str | None
    because: str | None
    until_on: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What the book says of a client's stage; ``because`` comes from the newest move."""

    since_on: date | None
    told_stage: str | None
    told_stage_on: date | None
    lost_reason: str | None
    because: str | None


def stage_record(reader: Reader, client_id: int) -> StageRecord:
    """Give what the book says of a client's stage, which must exist."""
    found = reader.line(
        StageRecord,
        """
        SELECT c.since_on, c.told_stage, c.told_stage_on, c.lost_reason,
            (SELECT because FROM stage_move WHERE client_id = c.id ORDER BY id DESC LIMIT 1) AS because
        FROM client AS c WHERE c.id = :id
        """,
        id=client_id,
    )
    assert found is not None
    return found


def stage_card(reader: Reader, client: FoundClient, *, today: date) -> StageCard:
    """Say where a client stands, since when, why, and when that changes by itself."""
    record = stage_record(reader, client.id)
    if record.told_stage is not None:
        lost = record.told_stage == Stage.LOST
        why = f"lost, because of {record.lost_reason or 'other'}" if lost else "told by hand, holds until it is cleared"
        return StageCard(
            client.handle,
            client.name,
            record.told_stage,
            told=True,
            from_on=record.told_stage_on,
            why=why,
            lost_reason=record.lost_reason,
            because=record.because,
            until_on=None,
            days_left=None,
        )
    span = stage_by_age(record.since_on, today)
    return StageCard(
        client.handle,
        client.name,
        span.stage,
        told=False,
        from_on=span.from_on,
        why=_why(record.since_on, today),
        lost_reason=None,
        because=None,
        until_on=span.until_on,
        days_left=None if span.until_on is None else (span.until_on - today).days,
    )


def _why(since_on: date | None, today: date) -> str:
    if since_on is None:
        return "no day is known on which work began"
    return f"work {'begins' if since_on > today else 'began'} on {since_on}"

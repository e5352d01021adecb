"""The stage of a client with the day it began and the reason for it, and the stages before."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.lookup import FoundClient
from clienttrack.slices.stages import rules
from clienttrack.slices.stages.rules import Loss, Move, Span
from clienttrack.spans import stage_by_age
from clienttrack.vocabulary import LostReason, Stage


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


@dataclass(frozen=True, slots=True)
class StageLine:
    """Days a client was in one stage, from ``from_on`` to before ``until_on``, which is null while it lasts.

    ``told`` is false for a stage that followed from the day work began.
    """

    client: str
    name: str
    stage: Stage
    from_on: date
    until_on: date | None
    days: int
    told: bool
    lost_reason: LostReason | None
    because: str | None


def stage_lines(reader: Reader, client_id: int | None, *, today: date, limit: int | None) -> list[StageLine]:
    """Give the stages that a client has been in, or all clients, the newest first."""
    lines = [
        StageLine(
            row["handle"],
            row["name"],
            span.stage,
            span.from_on,
            span.until_on,
            span.days(today),
            span.told,
            span.lost_reason,
            span.because,
        )
        for row, spans in _histories(reader, "1" if client_id is None else "c.id = :id", today, id=client_id)
        for span in reversed(spans)
    ]
    return sorted(lines, key=lambda line: line.from_on, reverse=True)[:limit]


def losses(reader: Reader, *, since_on: date | None, today: date) -> list[Loss]:
    """Give every loss of a client, or those known to be of a day or later; one that was undone is none."""
    lost_once = f"c.id IN (SELECT client_id FROM stage_move WHERE stage = '{Stage.LOST}')"
    found = (
        loss
        for row, spans in _histories(reader, lost_once, today)
        for loss in rules.losses(spans, date.fromisoformat(row["added_on"]))
    )
    return [loss for loss in found if since_on is None or (loss.lost_on is not None and loss.lost_on >= since_on)]


def _histories(reader: Reader, condition: str, today: date, **values: int | None) -> Iterator[tuple[Row, list[Span]]]:
    moves: dict[int, list[Move]] = defaultdict(list)
    sql = "SELECT m.* FROM stage_move AS m JOIN client AS c ON c.id = m.client_id"
    for row in reader.rows(f"{sql} WHERE {condition} ORDER BY m.id", **values):
        moves[row["client_id"]].append(_move(row))
    sql = "SELECT c.id, c.handle, c.name, c.added_on, c.since_on FROM client AS c"
    for row in reader.rows(f"{sql} WHERE {condition} ORDER BY c.name_key, c.id", **values):
        added_on, since_on = date.fromisoformat(row["added_on"]), stored_day(row["since_on"])
        yield row, rules.spans(added_on, since_on, moves[row["id"]], today)


def _move(row: Row) -> Move:
    stage, reason = row["stage"], row["lost_reason"]
    return Move(
        date.fromisoformat(row["moved_on"]),
        None if stage is None else Stage(stage),
        None if reason is None else LostReason(reason),
        row["because"],
    )

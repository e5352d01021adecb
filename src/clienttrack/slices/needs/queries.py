"""What is asked of needs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup, refs, silence
from clienttrack.book import Reader, order_sql
from clienttrack.cadence import due_on
from clienttrack.settings import Settings
from clienttrack.slices.needs.rules import UnknownNeed
from clienttrack.vocabulary import DueKind, NeedStatus, Priority


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need as lists show it; ``status_on`` is the day of its last move, ``kano`` null until it is known."""

    ref: str
    client: str
    client_name: str
    text: str
    status: str
    status_on: date
    priority: str
    kano: str | None
    origin: str
    contact: str | None
    meeting: str | None
    evidence: str | None
    added_on: date


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A change of status, with its day and reason."""

    status: str
    moved_on: date
    because: str | None


@dataclass(frozen=True, slots=True)
class NeedCard:
    """Everything about one need, its moves from the first.

    ``comes_up_on`` is the day a proposal without answer comes up in ``due``, null where none will; ``snoozed_until``
    is null unless that line is hidden today.
    """

    need: NeedLine
    moves: tuple[MoveLine, ...]
    comes_up_on: date | None
    snoozed_until: date | None
    snoozed_because: str | None


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """What a change must know of a need; ``moved`` is false while it is as it was written down."""

    id: int
    client_id: int
    status: str
    status_on: date
    moved: int

    @property
    def ref(self) -> str:
        """The reference, e.g. ``w9``."""
        return refs.need(self.id)


def need_record(reader: Reader, need_id: int) -> NeedRecord:
    """Give a need by its number; raises ``UnknownNeed``."""
    found = reader.line(
        NeedRecord,
        """
        SELECT id, client_id, status, status_on,
            status <> 'open' OR EXISTS (SELECT 1 FROM need_move WHERE need_id = need.id) AS moved
        FROM need WHERE id = :id
        """,
        id=need_id,
    )
    if found is None:
        raise UnknownNeed(refs.need(need_id))
    return found


def has_meeting(reader: Reader, client_id: int, meeting_id: int) -> bool:
    """Tell whether a meeting is one with this client."""
    sql = "SELECT EXISTS (SELECT 1 FROM meeting WHERE id = :meeting_id AND client_id = :client_id)"
    return bool(reader.value(sql, meeting_id=meeting_id, client_id=client_id))


_LINES = """
    SELECT 'w' || n.id AS ref, c.handle AS client, c.name AS client_name, n.text, n.status, n.status_on, n.priority,
        n.kano, n.origin, p.name AS contact, 'm' || n.meeting_id AS meeting, n.evidence, n.added_on
    FROM need AS n JOIN client AS c ON c.id = n.client_id LEFT JOIN contact AS p ON p.id = n.contact_id
"""
_TESTS = {
    "client_id": "n.client_id = :client_id",
    "kano": "n.kano = :kano",
    "priority": "n.priority = :priority",
    "tag_id": "n.client_id IN (SELECT client_id FROM client_tag WHERE tag_id = :tag_id)",
}
_PRIORITY_FIRST = order_sql("n.priority", Priority)


def need_lines(
    reader: Reader,
    *,
    statuses: Sequence[NeedStatus],
    client_id: int | None = None,
    kano: str | None = None,
    priority: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> list[NeedLine]:
    """Give the needs that fit everything told, the highest priority first, then the one that has waited longest.

    Those of archived clients are there only where the client is told. Raises ``UnknownTag``.
    """
    tag_id = None if tag is None else lookup.tag(reader, tag).id
    named = {"client_id": client_id, "kano": kano, "priority": priority, "tag_id": tag_id}
    told = {name: value for name, value in named.items() if value is not None}
    tests = [*(_TESTS[name] for name in told), *(["c.archived_on IS NULL"] if client_id is None else [])]
    return reader.lines(
        NeedLine,
        f"""
        {_LINES} WHERE n.status IN (SELECT value FROM json_each(:statuses)) AND {" AND ".join(tests)}
        ORDER BY {_PRIORITY_FIRST}, n.status_on, n.id LIMIT :limit
        """,
        statuses=json.dumps(statuses),
        limit=-1 if limit is None else limit,
        **told,
    )


def need_line(reader: Reader, need_id: int) -> NeedLine:
    """Give one need by its number; raises ``UnknownNeed``."""
    found = reader.line(NeedLine, f"{_LINES} WHERE n.id = :id", id=need_id)
    if found is None:
        raise UnknownNeed(refs.need(need_id))
    return found


def need_card(reader: Reader, need_id: int, *, today: date, settings: Settings) -> NeedCard:
    """Give everything about a need; raises ``UnknownNeed``."""
    line = need_line(reader, need_id)
    snooze = reader.row(
        "SELECT until_on, because FROM snooze WHERE kind = :kind AND record_id = :id AND until_on > :today",
        kind=DueKind.NEED,
        id=need_id,
        today=today,
    )
    return NeedCard(
        line,
        tuple(
            reader.lines(
                MoveLine, "SELECT status, moved_on, because FROM need_move WHERE need_id = :id ORDER BY id", id=need_id
            )
        ),
        comes_up_on(reader, need_id, today=today, settings=settings),
        None if snooze is None else date.fromisoformat(snooze["until_on"]),
        None if snooze is None else snooze["because"],
    )


def comes_up_on(reader: Reader, need_id: int, *, today: date, settings: Settings) -> date | None:
    """Give the day a proposal without answer comes up; ``None`` where none was made, or the client does not come up."""
    row = reader.row("SELECT client_id, status_on FROM need WHERE id = :id AND status = 'proposed'", id=need_id)
    if row is None:
        return None
    cadences = silence.cadences(reader, settings)
    [found] = silence.silences(reader, cadences, today=today, client_ids=[row["client_id"]])
    return due_on(date.fromisoformat(row["status_on"]), found.rhythm.interval) if found.listed else None


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The needs of one status."""

    status: NeedStatus
    needs: tuple[NeedLine, ...]


@dataclass(frozen=True, slots=True)
class NeedBoard:
    """The needs by status: those at work as lists have them, settled ones from the newest."""

    columns: tuple[BoardColumn, ...]

    @property
    def lines(self) -> list[NeedLine]:
        """All needs, column by column."""
        return [need for column in self.columns for need in column.needs]


def need_board(reader: Reader, *, client_id: int | None) -> NeedBoard:
    """Give all needs by status, of one client if that is told."""
    lines = need_lines(reader, statuses=tuple(NeedStatus), client_id=client_id)
    columns = {status: [line for line in lines if line.status == status] for status in NeedStatus}
    for status in (NeedStatus.MET, NeedStatus.DROPPED):
        columns[status].sort(key=lambda line: line.status_on, reverse=True)
    return NeedBoard(tuple(BoardColumn(status, tuple(needs)) for status, needs in columns.items()))

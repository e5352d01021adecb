"""What is asked of meetings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from clienttrack import lookup, refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.slices.meetings.rules.planning import PlannedMeeting, UnknownMeeting, checked_planned


def planned_meeting(reader: Reader, meeting_id: int, *, today: date) -> PlannedMeeting:
    """Give a meeting that is neither held nor cancelled.

    Raises ``UnknownMeeting``, ``MeetingHeld`` or ``MeetingCancelled``.
    """
    found = reader.line(
        PlannedMeeting,
        "SELECT id, client_id, question_set, goal, planned_on, held_on, cancelled_on FROM meeting WHERE id = :id",
        id=meeting_id,
    )
    if found is None:
        raise UnknownMeeting(refs.meeting(meeting_id))
    return checked_planned(found, lookup.client_by_id(reader, found.client_id).handle, today=today)


def contact_ids(reader: Reader, meeting_id: int) -> tuple[int, ...]:
    """Give the numbers of the contacts who take part, as they were told."""
    rows = reader.rows("SELECT contact_id FROM meeting_contact WHERE meeting_id = :id ORDER BY id", id=meeting_id)
    return tuple(row["contact_id"] for row in rows)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting as lists show it; a null set is chosen when it is held."""

    ref: str
    client: str
    client_name: str
    status: str
    planned_on: date | None
    held_on: date | None
    cancelled_on: date | None
    question_set: str | None
    goal: str | None
    contacts: tuple[str, ...]
    because: str | None
    added_on: date


_LINES = """
    SELECT m.*, c.handle AS client, c.name AS client_name
    FROM meeting AS m JOIN client AS c ON c.id = m.client_id
"""
_CONTACTS = """
    SELECT w.meeting_id, p.name FROM meeting_contact AS w JOIN contact AS p ON p.id = w.contact_id
    WHERE w.meeting_id IN (SELECT m.id FROM meeting AS m WHERE {where}) ORDER BY w.id
"""
_TESTS = {"client_id": "m.client_id = :client_id", "status": "m.status = :status", "id": "m.id = :id"}


def meeting_lines(
    reader: Reader,
    *,
    client_id: int | None = None,
    status: str | None = None,
    limit: int | None = None,
) -> list[MeetingLine]:
    """Give the meetings that fit everything told, by their day."""
    return _lines(reader, limit=limit, client_id=client_id, status=status)


def meeting_line(reader: Reader, meeting_id: int) -> MeetingLine:
    """Give one meeting by its number; raises ``UnknownMeeting``."""
    found = _lines(reader, id=meeting_id)
    if not found:
        raise UnknownMeeting(refs.meeting(meeting_id))
    return found[0]


def planned_too(reader: Reader, line: MeetingLine) -> tuple[str, ...]:
    """Give the references of the other meetings planned with a client for the same day with the same questions."""
    planned = _lines(reader, client_id=lookup.client(reader, line.client).id, status=line.status)
    same = (line.planned_on, line.question_set)
    return tuple(one.ref for one in planned if (one.planned_on, one.question_set) == same and one.ref != line.ref)


def _lines(reader: Reader, *, limit: int | None = None, **named: Any) -> list[MeetingLine]:
    told = {name: value for name, value in named.items() if value is not None}
    where = " AND ".join(_TESTS[name] for name in told) or "1"
    names: dict[int, list[str]] = {}
    for row in reader.rows(_CONTACTS.format(where=where), **told):
        names.setdefault(row["meeting_id"], []).append(row["name"])
    rows = reader.rows(
        f"{_LINES} WHERE {where} ORDER BY coalesce(m.held_on, m.planned_on), m.id LIMIT :limit",
        limit=-1 if limit is None else limit,
        **told,
    )
    return [_line(row, tuple(names.get(row["id"], ()))) for row in rows]


def _line(row: Row, names: tuple[str, ...]) -> MeetingLine:
    told: dict[str, Any] = {name: row[name] for name in MeetingLine.__slots__ if name not in {"ref", "contacts"}}
    days = {name: stored_day(value) for name, value in told.items() if name.endswith("_on")}
    return MeetingLine(**{**told, **days}, ref=refs.meeting(row["id"]), contacts=names)

"""What is asked of touchpoints."""

import json
from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader
from clienttrack.slices.touchpoints.rules import UnknownTouchpoint, checked_number


@dataclass(frozen=True, slots=True)
class TouchpointLine:
    """One touchpoint as lists show it."""

    id: int
    client: str
    client_name: str
    kind: str
    happened_on: date
    direction: str | None
    minutes: int | None
    text: str
    contacts: tuple[str, ...]


_COLUMNS = """
    SELECT t.id, t.client_id, c.handle AS client, c.name AS client_name, t.kind, t.happened_on, t.direction,
        t.minutes, t.text
    FROM touchpoint AS t JOIN client AS c ON c.id = t.client_id
"""
_CONTACTS = """
    SELECT tc.touchpoint_id, p.name FROM json_each(:ids) AS asked
    CROSS JOIN touchpoint_contact AS tc ON tc.touchpoint_id = asked.value
    CROSS JOIN contact AS p ON p.id = tc.contact_id ORDER BY tc.id
"""


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    client_id: int
    client: str
    client_name: str
    kind: str
    happened_on: date
    direction: str | None
    minutes: int | None
    text: str


def touchpoint_lines(
    reader: Reader,
    *,
    client_id: int | None = None,
    kind: str | None = None,
    since_on: date | None = None,
    until_on: date | None = None,
    limit: int | None = None,
) -> list[TouchpointLine]:
    """Give the touchpoints that fit everything told, the newest first; both days are included."""
    told = {"client_id": client_id, "kind": kind, "since_on": since_on, "until_on": until_on}
    tests = {
        "client_id": "t.client_id = :client_id",
        "kind": "t.kind = :kind",
        "since_on": "t.happened_on >= :since_on",
        "until_on": "t.happened_on <= :until_on",
    }
    where = " AND ".join(tests[name] for name, value in told.items() if value is not None) or "1"
    found = reader.lines(
        _Found,
        f"{_COLUMNS} WHERE {where} ORDER BY t.happened_on DESC, t.id DESC LIMIT :limit",
        limit=-1 if limit is None else limit,
        **{name: value for name, value in told.items() if value is not None},
    )
    return _with_contacts(reader, found)


def touchpoint_line(reader: Reader, touchpoint_id: int) -> TouchpointLine:
    """Give one touchpoint by its number; raises ``UnknownTouchpoint``."""
    found = reader.lines(_Found, f"{_COLUMNS} WHERE t.id = :id", id=checked_number(touchpoint_id))
    if not found:
        raise UnknownTouchpoint(touchpoint_id)
    return _with_contacts(reader, found)[0]


def client_of(reader: Reader, touchpoint_id: int) -> int:
    """Give the number of the client a touchpoint was with; raises ``UnknownTouchpoint``."""
    found = reader.value("SELECT client_id FROM touchpoint WHERE id = :id", id=checked_number(touchpoint_id))
    if found is None:
        raise UnknownTouchpoint(touchpoint_id)
    return int(found)


def _with_contacts(reader: Reader, found: list[_Found]) -> list[TouchpointLine]:
    if not found:
        return []
    names: dict[int, list[str]] = {}
    for row in reader.rows(_CONTACTS, ids=json.dumps([line.id for line in found])):
        names.setdefault(row["touchpoint_id"], []).append(row["name"])
    return [
        TouchpointLine(
            line.id,
            line.client,
            line.client_name,
            line.kind,
            line.happened_on,
            line.direction,
            line.minutes,
            line.text,
            tuple(names.get(line.id, ())),
        )
        for line in found
    ]

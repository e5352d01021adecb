"""Where the words stand: the index gives the records, the records give the texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import search
from clienttrack.book import Reader, Row
from clienttrack.slices.find.rules import Context, Kind, in_context

_TABLES = {Kind.CLIENT: "client", Kind.CONTACT: "contact", Kind.TOUCH: "touchpoint", Kind.TASK: "task"}
_PLACES = {kind: search.INDEXED.index(table) for kind, table in _TABLES.items()}

# Clients and contacts by name, open promises by day, talks and closed promises newest first.
_RECORDS = """
    SELECT 0 AS place, c.id, 0 AS class, c.name_key AS named, NULL AS day, c.id AS client_id
        FROM hit CROSS JOIN client AS c ON c.id = hit.number / 4 WHERE hit.number % 4 = 0
    UNION ALL SELECT 1, p.id, 1, p.name_key, NULL, p.client_id
        FROM hit CROSS JOIN contact AS p ON p.id = hit.number / 4 WHERE hit.number % 4 = 1
    UNION ALL SELECT 3, t.id, iif(t.status = 'open', 2, 4),
            iif(t.status = 'open', coalesce(t.due_on, '9999'), NULL), coalesce(t.closed_on, t.due_on), t.client_id
        FROM hit CROSS JOIN task AS t ON t.id = hit.number / 4 WHERE hit.number % 4 = 3
    UNION ALL SELECT 2, t.id, 3, NULL, t.happened_on, t.client_id
        FROM hit CROSS JOIN touchpoint AS t ON t.id = hit.number / 4 WHERE hit.number % 4 = 2
"""

_TEXTS = {
    Kind.CLIENT: """
        SELECT c.id, c.handle AS ref, c.handle, c.name, NULL AS day,
            json_array(c.name, c.handle, c.industry, c.city, c.country, c.website, c.source, c.preferences,
                c.decision_style, c.notes) AS texts,
            (SELECT json_group_array(text) FROM (SELECT alias AS text FROM alias WHERE client_id = c.id
                UNION ALL SELECT value FROM custom_field WHERE client_id = c.id)) AS more
        FROM client AS c""",
    Kind.CONTACT: """
        SELECT p.id, p.id AS ref, c.handle, c.name, NULL AS day, json_array(p.name, p.role, p.notes) AS texts,
            (SELECT json_group_array(shown) FROM address WHERE contact_id = p.id) AS more
        FROM contact AS p JOIN client AS c ON c.id = p.client_id""",
    Kind.TOUCH: """
        SELECT t.id, t.id AS ref, c.handle, c.name, t.happened_on AS day, json_array(t.text) AS texts, '[]' AS more
        FROM touchpoint AS t JOIN client AS c ON c.id = t.client_id""",
    Kind.TASK: """
        SELECT t.id, 't' || t.id AS ref, c.handle, c.name, coalesce(t.closed_on, t.due_on) AS day,
            json_array(t.text, t.because) AS texts, '[]' AS more
        FROM task AS t JOIN client AS c ON c.id = t.client_id""",
}
_ALIAS = {Kind.CLIENT: "c", Kind.CONTACT: "p", Kind.TOUCH: "t", Kind.TASK: "t"}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One record in which the words stand.

    ``ref`` is what other commands take: a handle, a contact's or touchpoint's number, a task's REF. ``on`` is the
    day a touchpoint happened, a task is due or was closed. ``matches`` are begins and ends within ``context``.
    """

    kind: Kind
    ref: str
    client: str
    client_name: str
    on: date | None
    context: str
    matches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FoundRecords:
    """What was found; ``total`` counts the lines that a limit left out as well."""

    lines: tuple[FoundLine, ...]
    total: int


def found_records(
    reader: Reader, terms: Sequence[str], *, kind: Kind | None, client_id: int | None, limit: int | None
) -> FoundRecords:
    """Give the records that hold every word: clients, contacts, open tasks, touchpoints, closed tasks."""
    hits, values = search.hits(terms)
    rows = reader.rows(
        f"""
        WITH hit (number) AS MATERIALIZED ({hits}), record AS ({_RECORDS})
        SELECT place, id, count(*) OVER () AS total FROM record
        WHERE (:client_id IS NULL OR client_id = :client_id) AND (:place IS NULL OR place = :place)
        ORDER BY class, named, day DESC, id DESC LIMIT :limit
        """,
        client_id=client_id,
        place=None if kind is None else _PLACES[kind],
        limit=-1 if limit is None else limit,
        **values,
    )
    lines: dict[tuple[int, int], FoundLine] = {}
    for wanted, place in _PLACES.items():
        ids = [row["id"] for row in rows if row["place"] == place]
        lines |= {(place, number): line for number, line in _lines(reader, wanted, ids, terms)}
    return FoundRecords(
        tuple(lines[row["place"], row["id"]] for row in rows),
        rows[0]["total"] if rows else 0,
    )


def _lines(reader: Reader, kind: Kind, ids: list[int], terms: Sequence[str]) -> list[tuple[int, FoundLine]]:
    if not ids:
        return []
    rows = reader.rows(
        f"{_TEXTS[kind]} WHERE {_ALIAS[kind]}.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(ids)
    )
    return [
        (row["id"], _line(kind, row["ref"], row["handle"], row["name"], row["day"], _context(row, terms)))
        for row in rows
    ]


def _context(row: Row, terms: Sequence[str]) -> Context:
    parts = [text for text in (*json.loads(row["texts"]), *json.loads(row["more"])) if text]
    return in_context(parts, terms)


def _line(kind: Kind, ref: object, client: str, name: str, day: str | None, context: Context) -> FoundLine:
    on = None if day is None else date.fromisoformat(day)
    return FoundLine(kind, str(ref), client, name, on, context.text, context.matches)

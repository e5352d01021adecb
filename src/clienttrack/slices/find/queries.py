"""Where the words stand: the index gives the records, the records give the texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import search
from clienttrack.book import Reader, Row
from clienttrack.slices.find.rules import Kind, in_context

_TABLES = {Kind.CLIENT: "client", Kind.CONTACT: "contact", Kind.TOUCH: "touchpoint", Kind.TASK: "task"}
_PLACES = {kind: search.INDEXED.index(table) for kind, table in _TABLES.items()}

# What the words name, then clients and contacts that tell of them, open promises by day, talks and closed promises
# newest first.
_RECORDS = """
    SELECT 0 AS place, c.id, iif({client_named}, 0, 2) AS class, c.name_key AS named, NULL AS day, c.id AS client_id
        FROM hit CROSS JOIN client AS c ON c.id = hit.number / {places} WHERE hit.number % {places} = 0
    UNION ALL SELECT 1, p.id, iif({contact_named}, 1, 3), p.name_key, NULL, p.client_id
        FROM hit CROSS JOIN contact AS p ON p.id = hit.number / {places} WHERE hit.number % {places} = 1
    UNION ALL SELECT 3, t.id, iif(t.status = 'open', 4, 6),
            iif(t.status = 'open', coalesce(t.due_on, '9999'), NULL), coalesce(t.closed_on, t.due_on), t.client_id
        FROM hit CROSS JOIN task AS t ON t.id = hit.number / {places} WHERE hit.number % {places} = 3
    UNION ALL SELECT 2, t.id, 5, NULL, t.happened_on, t.client_id
        FROM hit CROSS JOIN touchpoint AS t ON t.id = hit.number / {places} WHERE hit.number % {places} = 2
"""

_TEXTS = {
    Kind.CLIENT: """
        SELECT c.id, c.handle AS ref, c.handle, c.name, NULL AS day, NULL AS state,
            json_array(c.name, c.handle, c.industry, c.city, c.country, c.website, c.source, c.preferences,
                c.decision_style, c.notes) AS texts,
            (SELECT json_group_array(json_array(field, text)) FROM (
                SELECT 'also called' AS field, alias AS text FROM alias WHERE client_id = c.id
                UNION ALL SELECT name, value FROM custom_field WHERE client_id = c.id)) AS more
        FROM client AS c""",
    Kind.CONTACT: """
        SELECT p.id, p.id AS ref, c.handle, c.name, NULL AS day, NULL AS state,
            json_array(p.name, p.role, p.notes) AS texts,
            (SELECT json_group_array(json_array(iif(kind = 'email', 'e-mail', kind), shown))
                FROM address WHERE contact_id = p.id) AS more
        FROM contact AS p JOIN client AS c ON c.id = p.client_id""",
    Kind.TOUCH: """
        SELECT t.id, t.id AS ref, c.handle, c.name, t.happened_on AS day, NULL AS state,
            json_array(t.text) AS texts, '[]' AS more
        FROM touchpoint AS t JOIN client AS c ON c.id = t.client_id""",
    Kind.TASK: """
        SELECT t.id, 't' || t.id AS ref, c.handle, c.name, coalesce(t.closed_on, t.due_on) AS day,
            t.status AS state, json_array(t.text, t.because) AS texts, '[]' AS more
        FROM task AS t JOIN client AS c ON c.id = t.client_id""",
}
# How the texts are called; what a record is known by needs no label.
_FIELDS = {
    Kind.CLIENT: (
        *(None, "handle", "industry", "city", "country", "website", "source", "preferences", "decision style"),
        "notes",
    ),
    Kind.CONTACT: (None, "role", "notes"),
    Kind.TOUCH: (None,),
    Kind.TASK: (None, "because"),
}
_ALIAS = {Kind.CLIENT: "c", Kind.CONTACT: "p", Kind.TOUCH: "t", Kind.TASK: "t"}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One record in which the words stand.

    ``ref`` is what other commands take: a handle, a contact's or touchpoint's number, a task's REF. ``on`` is the
    day a touchpoint happened, a task is due or was closed, ``state`` tells which of a task. ``matches`` are begins and
    ends within ``context``; ``field`` is where that stands, null for a name or the text itself.
    """

    kind: Kind
    ref: str
    client: str
    client_name: str
    on: date | None
    state: str | None
    field: str | None
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
    """Give the records that hold every word: those named so, other clients and contacts, tasks, touchpoints.

    Open tasks come before touchpoints, closed ones after them.
    """
    hits, values = search.hits(terms)
    named = {
        "client_named": search.holds("c.name_key || ' ' || c.handle", terms),
        "contact_named": search.holds("p.name_key", terms),
    }
    rows = reader.rows(
        f"""
        WITH hit (number) AS MATERIALIZED ({hits}), record AS ({_RECORDS.format(places=search.PLACES, **named)})
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
    return [(row["id"], _line(kind, row, terms)) for row in rows]


def _line(kind: Kind, row: Row, terms: Sequence[str]) -> FoundLine:
    told = [*zip(_FIELDS[kind], json.loads(row["texts"]), strict=True), *json.loads(row["more"])]
    parts = [(field, text) for field, text in told if text]
    context = in_context([text for _, text in parts], terms)
    return FoundLine(
        kind,
        str(row["ref"]),
        row["handle"],
        row["name"],
        None if row["day"] is None else date.fromisoformat(row["day"]),
        row["state"],
        None if context.part is None else parts[context.part][0],
        context.text,
        context.matches,
    )

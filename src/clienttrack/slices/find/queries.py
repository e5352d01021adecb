"""Where the words stand: the index gives the records, the records give the texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import search
from clienttrack.book import Reader, Row
from clienttrack.slices.find.rules import Kind, in_context

_TABLES = {kind: "touchpoint" if kind is Kind.TOUCH else kind.value for kind in Kind}
_PLACES = {kind: search.INDEXED.index(table) for kind, table in _TABLES.items()}

# What the words name, then clients and contacts that tell of them, open promises and planned meetings by day, needs at
# work by priority, what was said newest first, and so what is closed.
_RECORDS = {
    Kind.CLIENT: "SELECT {place}, r.id, iif({client_named}, 0, 2), r.name_key, NULL, r.id",
    Kind.CONTACT: "SELECT {place}, r.id, iif({contact_named}, 1, 3), r.name_key, NULL, r.client_id",
    Kind.TASK: """SELECT {place}, r.id, iif(r.status = 'open', 4, 7),
        iif(r.status = 'open', coalesce(r.due_on, '9999'), NULL), coalesce(r.closed_on, r.due_on), r.client_id""",
    Kind.MEETING: """SELECT {place}, r.id, CASE r.status WHEN 'planned' THEN 4 WHEN 'held' THEN 6 ELSE 7 END,
        iif(r.status = 'planned', r.planned_on, NULL), coalesce(r.held_on, r.cancelled_on), r.client_id""",
    Kind.NEED: """SELECT {place}, r.id, iif(r.status IN ('open', 'proposed'), 5, 7),
        iif(r.status IN ('open', 'proposed'), instr('high normal low', r.priority), NULL), r.status_on, r.client_id""",
    Kind.TOUCH: "SELECT {place}, r.id, 6, NULL, r.happened_on, r.client_id",
    Kind.ANSWER: "SELECT {place}, r.id, 6, NULL, r.answered_on, r.client_id",
    Kind.REMARK: "SELECT {place}, r.id, 6, NULL, r.said_on, r.client_id",
    Kind.PAYMENT: "SELECT {place}, r.id, 6, NULL, r.paid_on, r.client_id",
}

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
    Kind.MEETING: """
        SELECT t.id, 'm' || t.id AS ref, c.handle, c.name,
            coalesce(t.held_on, t.cancelled_on, t.planned_on) AS day, t.status AS state,
            json_array(t.goal, t.because) AS texts, '[]' AS more
        FROM meeting AS t JOIN client AS c ON c.id = t.client_id""",
    Kind.ANSWER: """
        SELECT t.id, 'm' || t.meeting_id AS ref, c.handle, c.name, t.answered_on AS day, NULL AS state,
            '[]' AS texts, json_array(json_array(replace(t.field, '_', ' '), t.text)) AS more
        FROM answer AS t JOIN client AS c ON c.id = t.client_id""",
    Kind.NEED: """
        SELECT t.id, 'w' || t.id AS ref, c.handle, c.name, t.status_on AS day, t.status AS state,
            json_array(t.text, t.evidence) AS texts, '[]' AS more
        FROM need AS t JOIN client AS c ON c.id = t.client_id""",
    Kind.REMARK: """
        SELECT t.id, coalesce('m' || t.meeting_id, c.handle) AS ref, c.handle, c.name, t.said_on AS day, NULL AS state,
            '[]' AS texts, json_array(json_array(t.kind, t.text)) AS more
        FROM remark AS t JOIN client AS c ON c.id = t.client_id""",
    Kind.PAYMENT: """
        SELECT t.id, 'y' || t.id AS ref, c.handle, c.name, t.paid_on AS day, NULL AS state,
            json_array(t.project, t.note) AS texts, '[]' AS more
        FROM payment AS t JOIN client AS c ON c.id = t.client_id""",
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
    Kind.MEETING: (None, "because"),
    Kind.ANSWER: (),
    Kind.NEED: (None, "evidence"),
    Kind.REMARK: (),
    Kind.PAYMENT: (None, "note"),
}
_ALIAS = {Kind.CLIENT: "c", Kind.CONTACT: "p"}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One record in which the words stand.

    ``ref`` is what other commands take: a handle, a contact's or touchpoint's number, the REF of a task, meeting or
    need; of an answer or remark it is that of the meeting. ``on`` is the day something happened or was said, a task or
    meeting is planned for or was over, or a need's ``state`` began. ``matches`` are begins and ends within ``context``;
    ``field`` is where that stands, null for a name or the text itself.
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
    """Give the records that hold every word: those named so, other clients and contacts, what is open, said, closed."""
    hits, values = search.hits(terms)
    named = {
        "client_named": search.holds("r.name_key || ' ' || r.handle", terms),
        "contact_named": search.holds("r.name_key", terms),
    }
    records = " UNION ALL ".join(
        f"{columns.format(place=_PLACES[one], **named)} FROM hit CROSS JOIN {_TABLES[one]} AS r "
        f"ON r.id = hit.number / {search.PLACES} WHERE hit.number % {search.PLACES} = {_PLACES[one]}"
        for one, columns in _RECORDS.items()
        if kind is None or one is kind
    )
    rows = reader.rows(
        f"""
        WITH hit (number) AS MATERIALIZED ({hits}), record (place, id, class, named, day, client_id) AS ({records})
        SELECT place, id, count(*) OVER () AS total FROM record
        WHERE :client_id IS NULL OR client_id = :client_id
        ORDER BY class, named, day DESC, id DESC LIMIT :limit
        """,
        client_id=client_id,
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
        f"{_TEXTS[kind]} WHERE {_ALIAS.get(kind, 't')}.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(ids)
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

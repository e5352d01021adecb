"""The operations of the book and, for each, what it changed in words."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from clienttrack import refs
from clienttrack.book import Reader, Row, moment_of
from clienttrack.images import RowImage, images_of
from clienttrack.slices.history import rules
from clienttrack.slices.history.rules import RecordChange

NAMED_CLIENTS = 5


def _who_took_part(table: str) -> str:
    """Give the changes of who took part: they are recorded without the client, who is that of the talk."""
    return f"""
    SELECT id FROM row_change WHERE table_name = '{table}_contact' AND row_id IN (
        SELECT w.id FROM {table} AS t JOIN {table}_contact AS w ON w.{table}_id = t.id WHERE t.client_id = :client_id
        UNION SELECT row_id FROM row_change
            WHERE table_name = '{table}_contact' AND json_extract(old, '$.{table}_id') IN (
                SELECT row_id FROM row_change WHERE client_id = :client_id AND table_name = '{table}'))"""


_OF_CLIENT = f"""id IN (
    SELECT id FROM row_change WHERE client_id = :client_id
    UNION ALL {_who_took_part("touchpoint")} UNION ALL {_who_took_part("meeting")})"""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One operation; ``clients`` names the first few it touched, ``target`` the operation an undo or redo is about."""

    operation: int
    at: datetime
    kind: str
    words: str
    target: int | None
    target_words: str | None
    undone: bool
    clients: tuple[str, ...]
    more_clients: bool
    changes: tuple[RecordChange, ...]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One operation as a line of CSV."""

    operation: int
    at: datetime
    kind: str
    words: str
    target: int | None
    undone: bool
    clients: str
    changes: str


@dataclass(frozen=True, slots=True)
class History:
    """Operations, newest first, and how many older ones were left out."""

    operations: tuple[HistoryLine, ...]
    more: int


class Names:
    """What the records behind numbers are called, also when they are gone."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._known: dict[tuple[str, int], str] = {}

    def of(self, table: str, row_id: int) -> str:
        """Give the name of a record: the handle of a client, the kind and day of a touchpoint."""
        key = (table, row_id)
        if key not in self._known:
            self._known[key] = self._asked(table, row_id)
        return self._known[key]

    def _asked(self, table: str, row_id: int) -> str:
        row: Row | dict[str, Any] | None = self.reader.row(f"SELECT * FROM {table} WHERE id = :id", id=row_id)
        if row is None:
            image = self.reader.value(
                "SELECT old FROM row_change WHERE table_name = :name AND row_id = :id AND old IS NOT NULL "
                "ORDER BY id DESC LIMIT 1",
                name=table,
                id=row_id,
            )
            if image is None:
                return f"{table} {row_id}"
            row = json.loads(image)
        assert row is not None
        if table == "meeting":
            return f"meeting m{row_id} with {self.of('client', row['client_id'])}"
        if table == "need":
            return f"need w{row_id}"
        if table == "touchpoint":
            return f"{self.of('client', row['client_id'])}, {row['kind']} on {row['happened_on']}"
        return str(row["handle" if table == "client" else "name"])


def history(
    reader: Reader,
    *,
    client_id: int | None,
    since_on: date | None,
    limit: int | None,
    local: Callable[[datetime], datetime],
) -> History:
    """Give operations, newest first; with a client only what they did to that one; ``local`` gives the wall clock."""
    of_client = f"AND o.id IN (SELECT operation_id FROM row_change WHERE {_OF_CLIENT})"
    chosen = f"WHERE o.today >= coalesce(:since_on, '') {of_client if client_id is not None else ''}"
    named = {"since_on": since_on, "client_id": client_id}
    rows = reader.rows(
        f"""
        SELECT o.id, o.at, o.kind, o.words, o.target_id, t.words AS target_words,
            'undo' IS (SELECT kind FROM operation WHERE target_id = o.id ORDER BY id DESC LIMIT 1) AS undone
        FROM operation AS o LEFT JOIN operation AS t ON t.id = o.target_id
        {chosen} ORDER BY o.id DESC LIMIT :limit
        """,
        limit=-1 if limit is None else limit,
        **named,
    )
    total = reader.value(f"SELECT count(*) FROM operation AS o {chosen}", **named)
    found = _found_changes(reader, [row["id"] for row in rows], client_id)
    return History(tuple(_line(row, local, *found[row["id"]]) for row in rows), total - len(rows))


def changes_of(reader: Reader, operation_id: int) -> tuple[RecordChange, ...]:
    """Give what one operation changed, in words; of many rows only how many."""
    return _found_changes(reader, [operation_id], None)[operation_id][1]


def forms_left_by(reader: Reader, operation_id: int) -> tuple[str, ...]:
    """Give the references of the meetings whose form an operation took out of the book."""
    rows = reader.rows(
        """
        SELECT DISTINCT row_id FROM row_change WHERE operation_id = :id AND table_name = 'meeting'
            AND json_extract(old, '$.form') IS NOT NULL AND json_extract(new, '$.form') IS NULL ORDER BY row_id
        """,
        id=operation_id,
    )
    return tuple(refs.meeting(row["row_id"]) for row in rows)


def as_rows(found: History) -> list[HistoryRow]:
    """Give operations as lines of CSV."""
    return [
        HistoryRow(
            line.operation,
            line.at,
            line.kind,
            line.words,
            line.target,
            line.undone,
            ", ".join((*line.clients, *(("…",) if line.more_clients else ()))),
            "; ".join(rules.sentences(line.changes)),
        )
        for line in found.operations
    ]


def _line(
    row: Row, local: Callable[[datetime], datetime], clients: list[str], changes: tuple[RecordChange, ...]
) -> HistoryLine:
    return HistoryLine(
        row["id"],
        local(moment_of(row["at"])),
        row["kind"],
        row["words"],
        row["target_id"],
        row["target_words"],
        bool(row["undone"]),
        tuple(clients[:NAMED_CLIENTS]),
        len(clients) > NAMED_CLIENTS,
        changes,
    )


Found = dict[int, tuple[list[str], tuple[RecordChange, ...]]]


def _found_changes(reader: Reader, operation_ids: list[int], client_id: int | None) -> Found:
    """Give clients and changes of each operation: row by row for small ones, counted by SQLite for large ones."""
    names = Names(reader)
    sizes = _sizes(reader, operation_ids, client_id)
    small = [number for number, size in sizes.items() if size <= rules.DETAILED_ROWS]
    images = _images(reader, small, client_id)
    found: Found = {}
    for number in operation_ids:
        if number in images or sizes.get(number, 0) <= rules.DETAILED_ROWS:
            touched = images.get(number, ())
            found[number] = (_handles(touched, names), tuple(_changes(touched, names)))
        else:
            found[number] = (
                _some_handles(reader, number, client_id, names),
                tuple(_tallies(reader, number, client_id)),
            )
    return found


def _only(client_id: int | None) -> str:
    """Narrow to a client by the index of clients, which stays short where an operation is long."""
    return "operation_id" if client_id is None else f"{_OF_CLIENT} AND +operation_id"


def _sizes(reader: Reader, operation_ids: Iterable[int], client_id: int | None) -> dict[int, int]:
    rows = reader.rows(
        f"""
        SELECT operation_id, count(*) AS size FROM row_change
        WHERE {_only(client_id)} IN (SELECT value FROM json_each(:ids)) GROUP BY operation_id
        """,
        ids=json.dumps(list(operation_ids)),
        client_id=client_id,
    )
    return {row["operation_id"]: row["size"] for row in rows}


def _images(reader: Reader, operation_ids: Iterable[int], client_id: int | None) -> dict[int, tuple[RowImage, ...]]:
    rows = reader.rows(
        f"""
        SELECT id, operation_id, table_name, row_id, old, new FROM row_change
        WHERE {_only(client_id)} IN (SELECT value FROM json_each(:ids)) ORDER BY operation_id, id
        """,
        ids=json.dumps(list(operation_ids)),
        client_id=client_id,
    )
    return {
        number: images_of(reader, changes)
        for number, changes in groupby(rows, key=lambda row: int(row["operation_id"]))
    }


def _changes(images: Iterable[RowImage], names: Names) -> Iterable[RecordChange]:
    for image in images:
        yield from rules.row_changes(image.table, image.old, image.new, names.of)


def _handles(images: Iterable[RowImage], names: Names) -> list[str]:
    handles: dict[str, None] = {}
    for image in images:
        row = image.new or image.old or {}
        client_id = image.row_id if image.table == "client" else row.get("client_id")
        if client_id is not None:
            handles[names.of("client", client_id)] = None
    return list(handles)


def _some_handles(reader: Reader, operation_id: int, client_id: int | None, names: Names) -> list[str]:
    if client_id is not None:
        return [names.of("client", client_id)]
    rows = reader.rows(
        "SELECT DISTINCT client_id FROM row_change WHERE operation_id = :id AND client_id IS NOT NULL LIMIT :some",
        id=operation_id,
        some=NAMED_CLIENTS + 1,
    )
    return [names.of("client", row["client_id"]) for row in rows]


def _tallies(reader: Reader, operation_id: int, client_id: int | None) -> list[RecordChange]:
    rows = reader.rows(
        f"""
        SELECT table_name, CASE WHEN made THEN 'added' WHEN gone THEN 'removed' ELSE 'changed' END AS what,
            count(*) AS rows
        FROM (
            SELECT table_name, max(old IS NULL) AS made, max(old IS NOT NULL AND new IS NULL) AS gone FROM row_change
            WHERE {_only(client_id)} = :id GROUP BY table_name, row_id
        ) WHERE NOT (made AND gone) GROUP BY table_name, what
        """,
        id=operation_id,
        client_id=client_id,
    )
    ordered = sorted(rows, key=lambda row: (row["what"], rules.place_of(row["table_name"])))
    counted = (rules.tally(row["table_name"], row["what"], row["rows"]) for row in ordered)
    return [change for change in counted if change is not None]

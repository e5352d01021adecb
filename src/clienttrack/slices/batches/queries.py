"""The batches of the book: every import that is remembered, its files and what it did."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clienttrack import journal
from clienttrack.book import Reader, Row, moment_of
from clienttrack.differences import Difference, client_of, differences, updated
from clienttrack.errors import NotFound
from clienttrack.images import images_of
from clienttrack.money import amount_words
from clienttrack.screen import plain_data

NAMED = 20
COUNTED = {
    "clients": "client",
    "contacts": "contact",
    "touchpoints": "touchpoint",
    "tasks": "task",
    "payments": "payment",
}


class UnknownBatch(NotFound):
    """No import has that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no batch {number}. `clienttrack batch list` shows the imports.")


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A file of a batch as it was read; ``sha256`` is its hash in hexadecimal digits."""

    file: str
    sha256: str
    mapping: str
    encoding: str
    rows: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One import in a list; ``created`` and ``changed`` count records of all kinds."""

    batch: int
    at: datetime
    files: tuple[str, ...]
    rows: int
    created: int
    changed: int
    undone: bool


@dataclass(frozen=True, slots=True)
class CreatedRecord:
    """A record that an import has created: its name or text, and the handle and name of its client."""

    kind: str
    name: str
    client: str
    client_name: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One import as it was asked for: its files, and how many records of each kind it created and changed.

    Only the first of these are named; ``more_differences`` counts the other fields of the records compared, and
    ``more_changed_records`` those that were not.
    """

    batch: int
    at: datetime
    command: str
    files: tuple[BatchFile, ...]
    created: dict[str, int]
    changed: dict[str, int]
    undone: bool
    created_records: tuple[CreatedRecord, ...]
    differences: tuple[Difference, ...]
    more_differences: int
    more_changed_records: int


_FILES = "SELECT file, sha256, mapping, encoding, rows FROM batch_file WHERE operation_id = :id ORDER BY id"
_BATCHES = """
    SELECT o.id, o.at, (SELECT json_group_array(file) FROM batch_file WHERE operation_id = o.id) AS files,
        (SELECT sum(rows) FROM batch_file WHERE operation_id = o.id) AS rows
    FROM operation AS o WHERE o.id IN (SELECT operation_id FROM batch_file) ORDER BY o.id DESC
"""
_TALLY = """
    SELECT table_name, made, count(*) AS many FROM (
        SELECT table_name, row_id, max(old IS NULL) AS made FROM row_change WHERE operation_id = :id
            AND table_name IN ('client', 'contact', 'touchpoint', 'task', 'payment') GROUP BY table_name, row_id)
    GROUP BY table_name, made
"""


def batches(reader: Reader) -> list[BatchLine]:
    """Give every import that is remembered, the newest first."""
    return [_line(reader, row) for row in reader.rows(_BATCHES)]


def _line(reader: Reader, row: Row) -> BatchLine:
    created, changed = _tallies(reader, row["id"])
    return BatchLine(
        batch=row["id"],
        at=moment_of(row["at"]),
        files=tuple(json.loads(row["files"])),
        rows=row["rows"],
        created=sum(created.values()),
        changed=sum(changed.values()),
        undone=journal.undone(reader, row["id"]),
    )


def batch(reader: Reader, number: int) -> Batch:
    """Give one import; raises ``UnknownBatch``."""
    files = reader.lines(BatchFile, _FILES, id=number) if 0 < number <= journal.LARGEST_NUMBER else []
    if not files:
        raise UnknownBatch(number)
    operation = reader.row("SELECT at, words FROM operation WHERE id = :id", id=number)
    assert operation is not None
    created, changed = _tallies(reader, number)
    differing = differences(reader, number, NAMED)
    return Batch(
        batch=number,
        at=moment_of(operation["at"]),
        command=operation["words"],
        files=tuple(files),
        created=created,
        changed=changed,
        undone=journal.undone(reader, number),
        created_records=tuple(one for kind in COUNTED for one in _created_records(reader, number, kind)),
        differences=differing.first,
        more_differences=differing.more,
        more_changed_records=differing.more_records,
    )


def _created_records(reader: Reader, number: int, kind: str) -> Iterator[CreatedRecord]:
    """Give the first records of a kind that an import has created, as they are now, or were when they went."""
    rows = reader.rows(
        """SELECT id, operation_id, table_name, row_id, old, new FROM row_change
        WHERE operation_id = :id AND table_name = :table AND old IS NULL ORDER BY row_id LIMIT :named""",
        id=number,
        table=COUNTED[kind],
        named=NAMED,
    )
    for image in images_of(reader, rows):
        record = image.new or {}
        client = image.row_id if image.table == "client" else record["client_id"]
        handle, name = client_of(reader, client)
        yield CreatedRecord(kind, _name(image.table, record), handle, name)


def _name(table: str, record: Mapping[str, Any]) -> str:
    if table == "touchpoint":
        return f"{record['kind']} on {record['happened_on']}: {record['text']}"
    if table == "payment":
        return f"{amount_words(record['amount'], record['currency'])} {record['currency']} on {record['paid_on']}"
    return str(record["text"] if table == "task" else record["name"])


def _tallies(reader: Reader, number: int) -> tuple[dict[str, int], dict[str, int]]:
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for row in reader.rows(_TALLY, id=number):
        counts[0 if row["made"] else 1][row["table_name"]] = row["many"]
    created, changed = ({name: found.get(table, 0) for name, table in COUNTED.items()} for found in counts)
    return created, changed | plain_data(updated(reader, number))

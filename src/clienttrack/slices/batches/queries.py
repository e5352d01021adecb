"""The batches of the book: every import that is remembered, its files and what it did."""

import json
from dataclasses import dataclass
from datetime import datetime

from clienttrack import journal
from clienttrack.book import Reader, Row, moment_of
from clienttrack.errors import NotFound

COUNTED = {"clients": "client", "contacts": "contact", "touchpoints": "touchpoint", "tasks": "task"}


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
class Batch:
    """One import: its files, and how many records of each kind it created and changed."""

    batch: int
    at: datetime
    files: tuple[BatchFile, ...]
    created: dict[str, int]
    changed: dict[str, int]
    undone: bool


_FILES = "SELECT file, sha256, mapping, encoding, rows FROM batch_file WHERE operation_id = :id ORDER BY id"
_BATCHES = """
    SELECT o.id, o.at, (SELECT json_group_array(file) FROM batch_file WHERE operation_id = o.id) AS files,
        (SELECT sum(rows) FROM batch_file WHERE operation_id = o.id) AS rows
    FROM operation AS o WHERE o.id IN (SELECT operation_id FROM batch_file) ORDER BY o.id DESC
"""
_TALLY = """
    SELECT table_name, made, count(*) AS many FROM (
        SELECT table_name, row_id, max(old IS NULL) AS made FROM row_change WHERE operation_id = :id
            AND table_name IN ('client', 'contact', 'touchpoint', 'task') GROUP BY table_name, row_id)
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
    at = moment_of(reader.value("SELECT at FROM operation WHERE id = :id", id=number))
    created, changed = _tallies(reader, number)
    return Batch(number, at, tuple(files), created, changed, journal.undone(reader, number))


def _tallies(reader: Reader, number: int) -> tuple[dict[str, int], dict[str, int]]:
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for row in reader.rows(_TALLY, id=number):
        counts[0 if row["made"] else 1][row["table_name"]] = row["many"]
    created, changed = ({name: found.get(table, 0) for name, table in COUNTED.items()} for found in counts)
    return created, changed

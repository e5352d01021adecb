"""Which values of a book cannot be read: bytes that are no text, days, moments, intervals and words of no meaning."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from clienttrack.cadence import Interval, UnreadableInterval
from clienttrack.vocabulary import Stage

# A word column names its words in its CHECK; that of a derived table is listed here.
_WORDS = re.compile(r"CHECK \((\w+) IN \(('[^)]*')\)\)")
_STAGES = frozenset(Stage)
_TABLES = """
    SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
        AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%' AND name NOT LIKE 'alembic%' ORDER BY name
"""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One value that cannot be read; ``text`` is ``None`` when its bytes are no text at all."""

    table: str
    row: int
    column: str
    text: str | None

    @property
    def is_day(self) -> bool:
        """Whether a day was meant."""
        return self.text is not None and _is_day(self.column)


def _is_day(column: str) -> bool:
    return column.endswith(("_on", "_until")) or column == "today"


def unreadable_values(connection: sqlite3.Connection) -> Iterator[Unreadable]:
    """Read every value of every record and give those that mean nothing."""
    tables = {row[0]: row[1] for row in connection.execute(_TABLES).fetchall()}
    columns = {
        table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()] for table in tables
    }
    factory, connection.text_factory = connection.text_factory, bytes
    try:
        for table, sql in tables.items():
            readers = [_reader(column, sql) for column in columns[table]]
            for number, *values in connection.execute(f"SELECT rowid, * FROM {table}"):
                for column, read, value in zip(columns[table], readers, values, strict=True):
                    if isinstance(value, bytes) and not _means_something(value, read):
                        yield Unreadable(table, number, column, _text(value))
    finally:
        connection.text_factory = factory


def _reader(column: str, sql: str) -> Callable[[str], object]:
    words = {name: re.findall("'([^']*)'", listed) for name, listed in _WORDS.findall(sql)}
    if column in words:
        return words[column].index
    if _is_day(column):
        return _day
    known: dict[str, Callable[[str], object]] = {
        "at": datetime.fromisoformat,
        "cadence": Interval.parse,
        "interval": Interval.parse,
        "repeat_interval": Interval.parse,
        "told_stage": partial(_one_of, _STAGES),
        "old": json.loads,
        "new": json.loads,
    }
    return known.get(column, str)


def _day(text: str) -> date:
    # The long form only: it is the one that days are compared in.
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 a day has no zone


def _one_of(words: frozenset[str], text: str) -> None:
    if text not in words:
        raise ValueError(text)


def _means_something(value: bytes, read: Callable[[str], object]) -> bool:
    try:
        read(value.decode())
    except (ValueError, UnreadableInterval):
        return False
    return True


def _text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None

"""Rows as the journal keeps them: one JSON object for a row before and one for it after, written by triggers."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clienttrack.book import Reader

UNTRACKED = frozenset({"operation", "row_change", "standing", "batch_file", "alembic_version"})


@dataclass(frozen=True, slots=True)
class RowImage:
    """One row of one table before and after; ``None`` is a row that was not there."""

    table: str
    row_id: int
    old: dict[str, Any] | None
    new: dict[str, Any] | None


def image_sql(columns: list[str], prefix: str) -> str:
    """Give the expression that makes the image of a row, which stands in the question under the name ``prefix``."""
    pairs = ", ".join(f"'{column}', {prefix}.{column}" for column in columns)
    return f"json_object({pairs})"


def was_sql(table: str, row: str, column: str, value: str) -> str:
    """Give the condition that a column of a record of ``table``, in the question as ``row``, once held another value.

    ``value`` is the expression that it is compared with.
    """
    return f"""EXISTS (SELECT 1 FROM row_change AS was WHERE was.table_name = '{table}'
        AND was.row_id = {row}.id AND was.old IS NOT NULL
        AND (SELECT kind FROM operation WHERE id = was.operation_id) <> 'undo'
        AND json_extract(was.old, '$.{column}') IS {value})"""


def loaded(image: str | None) -> dict[str, Any] | None:
    """Read an image."""
    return None if image is None else json.loads(image)


def images_of(reader: Reader, changes: Iterable[sqlite3.Row]) -> tuple[RowImage, ...]:
    """Join the recorded changes of each row, whole rows of ``row_change`` in their order, into one image."""
    firsts: dict[tuple[str, int], str | None] = {}
    lasts: dict[tuple[str, int], sqlite3.Row] = {}
    for change in changes:
        key = change["table_name"], change["row_id"]
        firsts.setdefault(key, change["old"])
        lasts[key] = change
    images = []
    for (table, row_id), old in firsts.items():
        new = _left_by(reader, lasts[table, row_id])
        if old != new:
            images.append(RowImage(table, row_id, loaded(old), loaded(new)))
    return tuple(images)


def _left_by(reader: Reader, change: sqlite3.Row) -> str | None:
    """Give the row as a change left it: of one that added it, what happened next tells, else the row itself."""
    if change["old"] is not None or change["new"] is not None:
        new: str | None = change["new"]
        return new
    table, row_id = change["table_name"], change["row_id"]
    later = reader.value(
        "SELECT old FROM row_change WHERE table_name = :table AND row_id = :row_id AND id > :id "
        "AND old IS NOT NULL ORDER BY id LIMIT 1",
        table=table,
        row_id=row_id,
        id=change["id"],
    )
    if later is not None:
        return str(later)
    columns = [row["name"] for row in reader.rows(f"PRAGMA table_info({table})")]
    there: str | None = reader.value(f"SELECT {image_sql(columns, 't')} FROM {table} AS t WHERE id = :id", id=row_id)
    return there


def tracked_tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Give the journalled tables of an open book with their columns."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%' ORDER BY name"
        )
    ]
    return {
        name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        for name in names
        if name not in UNTRACKED
    }


def trigger_sql(table: str, columns: list[str]) -> dict[str, str]:
    """Give the three journal triggers of a table, by name."""
    columns_of_client = "id" if table == "client" else "client_id" if "client_id" in columns else None

    def record(row: str, old: str, new: str) -> str:
        client = f"{row}.{columns_of_client}" if columns_of_client else "NULL"
        return (
            "INSERT INTO row_change (operation_id, table_name, row_id, client_id, old, new) VALUES "
            f"((SELECT max(id) FROM operation), '{table}', {row}.id, {client}, {old}, {new});"
        )

    old, new = image_sql(columns, "OLD"), image_sql(columns, "NEW")
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    return {
        # A row that was added is there to be seen; whatever happens to it next records what it was.
        f"journal_{table}_insert": f"AFTER INSERT ON {table} BEGIN {record('NEW', 'NULL', 'NULL')} END",
        f"journal_{table}_update": f"AFTER UPDATE ON {table} WHEN {differs} BEGIN {record('NEW', old, new)} END",
        f"journal_{table}_delete": f"AFTER DELETE ON {table} BEGIN {record('OLD', old, 'NULL')} END",
    }


def install_triggers(connection: sqlite3.Connection) -> None:
    """Make the journal triggers of every tracked table; older ones of the same name go first."""
    for table, columns in tracked_tables(connection).items():
        for name, body in trigger_sql(table, columns).items():
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
            connection.execute(f"CREATE TRIGGER {name} {body}")

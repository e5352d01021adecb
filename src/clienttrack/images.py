"""Rows as the journal keeps them: one JSON object for a row before and one for it after."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clienttrack.book import Reader


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

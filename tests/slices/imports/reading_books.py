"""What a book holds, in forms that tests compare."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from clienttrack import book, images

Table = Callable[..., str]
SHARED = Path(__file__).parents[3].parent / "shared" / "csv" / "samples"
FIXTURES = Path(__file__).parents[2] / "fixtures"
HUBSPOT = FIXTURES / "hubspot"
NOTHING = {"clients": 0, "contacts": 0, "touchpoints": 0, "tasks": 0, "payments": 0}


def records(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table that an import may touch."""
    with book.reading(path, lambda _words: None) as reader:
        tables = (*images.tracked_tables(reader.connection), "standing")
        return {name: [tuple(row) for row in reader.rows(f"SELECT * FROM {name} ORDER BY 1")] for name in tables}


def column(path: Path, sql: str) -> list[Any]:
    """Give the first column of all rows."""
    with book.reading(path, lambda _words: None) as reader:
        return [row[0] for row in reader.rows(sql)]


def problems(data: Any) -> list[tuple[int | None, str | None, str]]:
    """Give where each problem stands and its code."""
    return [(one["line"], one["column"], one["code"]) for one in data["errors"]]

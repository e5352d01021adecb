"""Bringing a book to the format this version knows; Alembic is imported only here."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clienttrack import images, search, standing
from clienttrack.book import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    Speaker,
    moment_text,
    patiently,
    version_of,
)
from clienttrack.errors import StorageProblem
from clienttrack.storage import storage_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

HERE = Path(__file__).parent
# What a version that remakes a table in batch mode must give as ``table_kwargs``; SQLAlchemy does not read it back.
LIKE_ALL_TABLES = {"sqlite_autoincrement": True, "sqlite_strict": True}


class MigrationLostRows(StorageProblem):
    """A migration would have lost records; it was rolled back."""

    def __init__(self, table: str, before: int, after: int) -> None:
        super().__init__(
            f"Bringing the book to the new format would have changed '{table}' from {before} to {after} rows. "
            "Nothing was changed; please report this."
        )


class MigrationBrokeReferences(StorageProblem):
    """A migration would have left rows that refer to nothing; it was rolled back."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"Bringing the book to the new format would have left rows of '{table}' that refer to nothing. "
            "Nothing was changed; please report this."
        )


def _silence(_words: str) -> None:
    """Say nothing."""


def upgrade(
    path: Path,
    *,
    today: date,
    now: datetime,
    scripts: Path = HERE,
    version: int = SCHEMA_VERSION,
    notice: Speaker = _silence,
) -> None:
    """Bring the book at ``path`` to ``version`` in one transaction; on any failure it stays as it was.

    Foreign keys are off before the transaction begins, because remaking a table deletes its rows; row counts and
    references are compared before it ends. Triggers are dropped first and made anew from the tables as they are.
    Nothing happens when another process was faster.
    """
    with storage_errors(path), closing(sqlite3.connect(path, isolation_level=None, timeout=0.1)) as connection:
        connection.row_factory = sqlite3.Row
        patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"), notice)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = OFF")
        search.register(connection)
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"), notice)
        try:
            if version_of(connection) < version:
                _upgrade_within(connection, scripts, version, today=today, now=now)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _upgrade_within(connection: sqlite3.Connection, scripts: Path, version: int, *, today: date, now: datetime) -> None:
    fresh = version_of(connection) == 0
    before = _row_counts(connection)
    numbers = [] if fresh else connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {row['name']}")
    _run_alembic(connection, scripts, version)
    _compare(connection, before)
    _keep_numbers(connection, numbers)
    images.install_triggers(connection)
    # What is derived is known for the newest format only.
    if version >= SCHEMA_VERSION:
        standing.install_triggers(connection)
        standing.rebuild(connection)
        search.rebuild(connection)
    if not fresh:
        connection.execute(
            "INSERT INTO operation (kind, words, at, today) VALUES ('migration', ?, ?, ?)",
            (f"book brought to format {version}", moment_text(now), today.isoformat()),
        )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [*images.tracked_tables(connection), "operation", "row_change"]
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in kept if table in names
    }


def _compare(connection: sqlite3.Connection, before: dict[str, int]) -> None:
    after = _row_counts(connection)
    for table, count in before.items():
        if after.get(table, 0) != count:
            raise MigrationLostRows(table, count, after.get(table, 0))
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise MigrationBrokeReferences(broken["table"])


def _keep_numbers(connection: sqlite3.Connection, numbers: list[sqlite3.Row]) -> None:
    """Count on where each table had counted to: a table that was remade begins at its highest row left."""
    for row in numbers:
        remade = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (row["name"],)).fetchone()
        if remade is None or "AUTOINCREMENT" not in remade["sql"]:
            continue
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ? AND seq < ?", (row["name"], row["seq"]))
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :seq "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)",
            {"name": row["name"], "seq": row["seq"]},
        )


def _run_alembic(connection: sqlite3.Connection, scripts: Path, version: int) -> None:
    from alembic import command
    from alembic.config import Config

    with _within(connection) as sqlalchemy_connection:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = sqlalchemy_connection
        command.upgrade(config, f"{version:04d}")


@contextmanager
def _within(connection: sqlite3.Connection) -> "Iterator[Connection]":
    """Give a SQLAlchemy connection that speaks inside the transaction our own connection has begun."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite://",
        creator=lambda: _KeepsTransaction(connection),
        poolclass=StaticPool,
        pool_reset_on_return=None,
    )
    with engine.connect() as inner:
        yield inner


class _KeepsTransaction:
    """The driver's connection without the right to begin, end or close: the transaction is ours."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Leave the transaction open."""

    def rollback(self) -> None:
        """Leave the transaction open."""

    def close(self) -> None:
        """Leave the connection open."""

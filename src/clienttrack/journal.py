"""Operations and the row-level record of what they changed: triggers, undo, redo and pruning."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from clienttrack.book import Change, Reader, moment_text
from clienttrack.errors import NotFound, Refused
from clienttrack.vocabulary import OperationKind

UNTRACKED = frozenset({"operation", "row_change", "standing", "alembic_version"})


class NothingToUndo(NotFound):
    """No operation is left that could be taken back."""

    def __init__(self) -> None:
        super().__init__("There is nothing to undo. `clienttrack history` shows what was done.")


class NothingToRedo(NotFound):
    """No undo is left that could be applied again."""

    def __init__(self) -> None:
        super().__init__("There is nothing to redo: no undo is left that has not been applied again.")


class UnknownOperation(NotFound):
    """No operation has that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no operation {number}. `clienttrack history` shows the numbers.")


class NotUndoable(Refused):
    """The operation cannot be taken back, whatever came after it."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"Operation {number} cannot be taken back: {why}.")


class UndoConflict(Refused):
    """Something that came later stands on the same records; nothing was changed."""

    def __init__(self, number: int, later: list[tuple[int, str]]) -> None:
        named = ", ".join(f"{later_number} ({words})" for later_number, words in later)
        first = f"Undo {'that' if len(later) == 1 else 'those'} first" if later else "Look at `clienttrack history`"
        super().__init__(
            f"Operation {number} cannot be taken back: its records were changed or are used since, "
            f"by {named or 'a change outside the history'}. Nothing was changed. {first}."
        )


@dataclass(frozen=True, slots=True)
class RowImage:
    """One row of one table before and after; ``None`` is a row that was not there."""

    table: str
    row_id: int
    old: dict[str, Any] | None
    new: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Reverted:
    """What an undo or redo did: the operation it was about and the rows as they were and are now."""

    operation_id: int
    words: str
    images: tuple[RowImage, ...]


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


def _image_sql(columns: list[str], prefix: str) -> str:
    pairs = ", ".join(f"'{column}', {prefix}.{column}" for column in columns)
    return f"json_object({pairs})"


def trigger_sql(table: str, columns: list[str]) -> dict[str, str]:
    """Give the three journal triggers of a table, by name."""
    columns_of_client = "id" if table == "client" else "client_id" if "client_id" in columns else None

    def record(row: str, old: str, new: str) -> str:
        client = f"{row}.{columns_of_client}" if columns_of_client else "NULL"
        return (
            "INSERT INTO row_change (operation_id, table_name, row_id, client_id, old, new) VALUES "
            f"((SELECT max(id) FROM operation), '{table}', {row}.id, {client}, {old}, {new});"
        )

    old, new = _image_sql(columns, "OLD"), _image_sql(columns, "NEW")
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    return {
        f"journal_{table}_insert": f"AFTER INSERT ON {table} BEGIN {record('NEW', 'NULL', new)} END",
        f"journal_{table}_update": f"AFTER UPDATE ON {table} WHEN {differs} BEGIN {record('NEW', old, new)} END",
        f"journal_{table}_delete": f"AFTER DELETE ON {table} BEGIN {record('OLD', old, 'NULL')} END",
    }


def install_triggers(connection: sqlite3.Connection) -> None:
    """Make the journal triggers of every tracked table; older ones of the same name go first."""
    for table, columns in tracked_tables(connection).items():
        for name, body in trigger_sql(table, columns).items():
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
            connection.execute(f"CREATE TRIGGER {name} {body}")


def images_of(reader: Reader, operation_id: int) -> tuple[RowImage, ...]:
    """Give every row an operation touched, first image to last, in the order of first touch."""
    firsts: dict[tuple[str, int], str | None] = {}
    lasts: dict[tuple[str, int], str | None] = {}
    for row in reader.rows(
        "SELECT table_name, row_id, old, new FROM row_change WHERE operation_id = :id ORDER BY id",
        id=operation_id,
    ):
        key = (row["table_name"], row["row_id"])
        firsts.setdefault(key, row["old"])
        lasts[key] = row["new"]
    return tuple(
        RowImage(table, row_id, _loaded(old), _loaded(lasts[table, row_id]))
        for (table, row_id), old in firsts.items()
        if old != lasts[table, row_id]
    )


def _loaded(image: str | None) -> dict[str, Any] | None:
    return None if image is None else json.loads(image)


def undone(reader: Reader, operation_id: int) -> bool:
    """Tell whether the newest undo or redo of an operation is an undo."""
    kind = reader.value("SELECT kind FROM operation WHERE target_id = :id ORDER BY id DESC LIMIT 1", id=operation_id)
    return bool(kind == OperationKind.UNDO)


def undo(change: Change, operation_id: int | None = None) -> Reverted:
    """Take back one operation, the newest not yet undone unless one is named.

    Raises ``NothingToUndo``, ``UnknownOperation``, ``NotUndoable`` or ``UndoConflict``; then nothing has changed.
    """
    target = _newest_undoable(change) if operation_id is None else _named_undoable(change, operation_id)
    return _revert(change, target, replay=target, kind=OperationKind.UNDO)


def redo(change: Change) -> Reverted:
    """Apply the newest undo again that still stands; raises ``NothingToRedo`` or ``UndoConflict``."""
    row = change.row(
        """
        SELECT u.id, u.target_id FROM operation AS u
        WHERE u.kind = 'undo' AND u.id = (SELECT max(id) FROM operation WHERE target_id = u.target_id)
        ORDER BY u.id DESC LIMIT 1
        """
    )
    if row is None:
        raise NothingToRedo
    return _revert(change, row["target_id"], replay=row["id"], kind=OperationKind.REDO)


def _barrier(change: Change) -> int:
    return int(change.value("SELECT coalesce(max(id), 0) FROM operation WHERE kind = 'migration'"))


def _newest_undoable(change: Change) -> int:
    found = change.value(
        """
        SELECT o.id FROM operation AS o
        WHERE o.kind = 'change' AND o.id < :current AND o.id > :barrier
            AND 'undo' IS NOT (SELECT kind FROM operation WHERE target_id = o.id ORDER BY id DESC LIMIT 1)
        ORDER BY o.id DESC LIMIT 1
        """,
        current=change.operation_id,
        barrier=_barrier(change),
    )
    if found is None:
        raise NothingToUndo
    return int(found)


def _named_undoable(change: Change, operation_id: int) -> int:
    kind = change.value("SELECT kind FROM operation WHERE id = :id", id=operation_id)
    if kind is None or operation_id == change.operation_id:
        raise UnknownOperation(operation_id)
    if kind == OperationKind.MIGRATION:
        raise NotUndoable(operation_id, "it brought the book to a new format")
    if kind != OperationKind.CHANGE:
        raise NotUndoable(operation_id, f"it is itself {'an undo; use redo' if kind == 'undo' else 'a redo'}")
    if operation_id < _barrier(change):
        raise NotUndoable(operation_id, "the book was brought to a new format since, and undo reaches back to there")
    if undone(change, operation_id):
        raise NotUndoable(operation_id, "it has been undone already")
    return operation_id


def _revert(change: Change, target: int, *, replay: int, kind: OperationKind) -> Reverted:
    """Play the rows of operation ``replay`` backwards and record it as ``kind`` of ``target``."""
    touched = [
        row["table_name"]
        for row in change.rows("SELECT DISTINCT table_name FROM row_change WHERE operation_id = :id", id=replay)
    ]
    tables = {name: columns for name, columns in tracked_tables(change.connection).items() if name in touched}
    if _standing_in_the_way(change, replay, tables):
        raise UndoConflict(target, _later_operations(change, replay))
    images = images_of(change, replay)
    try:
        _play_backwards(change, replay, tables)
    except sqlite3.IntegrityError as error:
        raise UndoConflict(target, _later_operations(change, replay)) from error
    change.run(
        "UPDATE operation SET kind = :kind, target_id = :target WHERE id = :id",
        kind=kind.value,
        target=target,
        id=change.operation_id,
    )
    words = change.value("SELECT words FROM operation WHERE id = :id", id=target)
    return Reverted(target, words, tuple(RowImage(i.table, i.row_id, i.new, i.old) for i in images))


def _standing_in_the_way(change: Change, replay: int, tables: dict[str, list[str]]) -> bool:
    """Tell whether a row is no longer as ``replay`` left it, or a row that would go is referred to."""
    for table, columns in tables.items():
        differs = change.value(
            f"""
            SELECT EXISTS (
                SELECT 1 FROM row_change AS rc LEFT JOIN {table} AS t ON t.id = rc.row_id
                WHERE rc.operation_id = :replay AND rc.table_name = :table
                    AND rc.id = (SELECT max(id) FROM row_change WHERE operation_id = :replay
                                 AND table_name = :table AND row_id = rc.row_id)
                    AND rc.new IS NOT iif(t.id IS NULL, NULL, {_image_sql(columns, "t")})
            )
            """,
            replay=replay,
            table=table,
        )
        if differs or _referred_to(change, replay, table):
            return True
    return False


def _referred_to(change: Change, replay: int, table: str) -> bool:
    """Tell whether a row that ``replay`` added to ``table`` is used by a row that ``replay`` did not add."""
    for child, parents in _references(change).items():
        for column in parents.get(table, ()):
            used = change.value(
                f"""
                SELECT EXISTS (
                    SELECT 1 FROM row_change AS rc JOIN {child} AS c ON c.{column} = rc.row_id
                    WHERE rc.operation_id = :replay AND rc.table_name = :table AND rc.old IS NULL
                        AND NOT EXISTS (SELECT 1 FROM row_change AS made WHERE made.operation_id = :replay
                            AND made.table_name = :child AND made.row_id = c.id AND made.old IS NULL)
                )
                """,
                replay=replay,
                table=table,
                child=child,
            )
            if used:
                return True
    return False


def _references(reader: Reader) -> dict[str, dict[str, list[str]]]:
    """Give, for each tracked table, the tables it refers to and by which columns."""
    found: dict[str, dict[str, list[str]]] = {}
    for child in tracked_tables(reader.connection):
        for row in reader.connection.execute(f"PRAGMA foreign_key_list({child})"):
            found.setdefault(child, {}).setdefault(row["table"], []).append(row["from"])
    return found


def _play_backwards(change: Change, replay: int, tables: dict[str, list[str]]) -> None:
    rows = change.rows(
        "SELECT table_name, row_id, old, new FROM row_change WHERE operation_id = :id ORDER BY id DESC",
        id=replay,
    )
    for row in rows:
        table, row_id = row["table_name"], row["row_id"]
        old = _loaded(row["old"])
        if old is None:
            change.connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        elif row["new"] is None:
            slots = ", ".join("?" for _ in old)
            change.connection.execute(
                f"INSERT INTO {table} ({', '.join(old)}) VALUES ({slots})",
                tuple(old.values()),
            )
        else:
            pairs = ", ".join(f"{column} = ?" for column in tables[table])
            values = tuple(old[column] for column in tables[table])
            change.connection.execute(f"UPDATE {table} SET {pairs} WHERE id = ?", (*values, row_id))


def _later_operations(change: Change, replay: int) -> list[tuple[int, str]]:
    """Give the operations after ``replay`` that touched its rows or their clients, those undone since left out."""
    rows = change.rows(
        """
        SELECT DISTINCT o.id, o.words FROM operation AS o JOIN row_change AS later ON later.operation_id = o.id
        WHERE o.id > :replay AND o.id < :current AND o.kind IN ('change', 'redo')
            AND 'undo' IS NOT (SELECT kind FROM operation WHERE target_id = o.id ORDER BY id DESC LIMIT 1)
            AND EXISTS (
                SELECT 1 FROM row_change AS mine WHERE mine.operation_id = :replay
                    AND ((mine.table_name = later.table_name AND mine.row_id = later.row_id)
                        OR (mine.client_id = later.client_id AND mine.old IS NULL)))
        ORDER BY o.id
        """,
        replay=replay,
        current=change.operation_id,
    )
    return [(row["id"], row["words"]) for row in rows]


def prune(change: Change, keep_days: int) -> None:
    """Forget operations older than ``keep_days``; records themselves are never touched."""
    limit = moment_text(change.now - timedelta(days=keep_days))
    oldest = change.value("SELECT at FROM operation ORDER BY id LIMIT 1")
    if oldest is None or oldest >= limit:
        return
    keep_from = change.value("SELECT min(id) FROM operation WHERE at >= :limit", limit=limit)
    change.run("UPDATE operation SET target_id = NULL WHERE target_id < :keep_from", keep_from=keep_from)
    change.run("DELETE FROM row_change WHERE operation_id < :keep_from", keep_from=keep_from)
    change.run("DELETE FROM operation WHERE id < :keep_from", keep_from=keep_from)

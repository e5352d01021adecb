"""Operations and the row-level record of what they changed: undo, redo and pruning."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from clienttrack.book import Change, Reader, moment_text
from clienttrack.errors import NotFound, Refused
from clienttrack.images import image_sql, loaded, tracked_tables
from clienttrack.progress import Watch
from clienttrack.screen import shortened
from clienttrack.vocabulary import OperationKind

LARGEST_NUMBER = 2**63 - 1
NAMED_OPERATIONS = 10
NAMED_CLIENTS = 10
TOLD_EVERY = 1_000
OPERATION = "Operation"


class NothingToUndo(NotFound):
    """No operation is left that could be taken back."""

    def __init__(self, *, since_migration: bool = False) -> None:
        reach = " Undo reaches back to the day the book was brought to a new format." if since_migration else ""
        super().__init__(f"There is nothing to undo.{reach} `clienttrack history` shows what was done.")


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

    def __init__(self, number: int, why: str, called: str = OPERATION) -> None:
        super().__init__(f"{called} {number} cannot be taken back: {why}.")


@dataclass(frozen=True, slots=True)
class StandingOperation:
    """An operation whose effect stands; ``taken_back`` when it is the undo of it that stands."""

    id: int
    words: str
    taken_back: bool

    def __str__(self) -> str:
        return f"{'undo of ' if self.taken_back else ''}{self.id} ({shortened(self.words, 60)})"


class UndoConflict(Refused):
    """Something that came later stands on the same records, ``clients`` are whose; nothing was changed."""

    def __init__(
        self,
        number: int,
        later: Sequence[StandingOperation],
        kind: OperationKind,
        clients: Sequence[str] = (),
        called: str = OPERATION,
    ) -> None:
        named = ", ".join(str(operation) for operation in later[:NAMED_OPERATIONS])
        more = f" and {len(later) - NAMED_OPERATIONS} more" if len(later) > NAMED_OPERATIONS else ""
        if not later or any(operation.taken_back for operation in later):
            advice = "`clienttrack history` shows what was done"
        else:
            advice = "Undo that first" if len(later) == 1 else "Undo those first, the newest before the older"
        outcome = "applied again" if kind is OperationKind.REDO else "taken back"
        super().__init__(
            f"{called} {number} cannot be {outcome}: its records were changed or are used since, "
            f"by {named or 'a change outside the history'}{more}{_of_clients(clients)}. Nothing was changed. {advice}."
        )
        self.later = tuple(later)
        self.clients = tuple(clients[:NAMED_CLIENTS])


def _of_clients(handles: Sequence[str]) -> str:
    if not handles:
        return ""
    more = " and more" if len(handles) > NAMED_CLIENTS else ""
    return f"; they are of {', '.join(handles[:NAMED_CLIENTS])}{more}"


@dataclass(frozen=True, slots=True)
class Reverted:
    """An operation that was taken back or applied again, and the operation that this is recorded as."""

    operation_id: int
    words: str
    recorded_as: int


def undone(reader: Reader, operation_id: int) -> bool:
    """Tell whether the newest undo or redo of an operation is an undo."""
    kind = reader.value("SELECT kind FROM operation WHERE target_id = :id ORDER BY id DESC LIMIT 1", id=operation_id)
    return bool(kind == OperationKind.UNDO)


@dataclass(frozen=True, slots=True)
class Telling:
    """How taking back is told: what the operation is called in errors, and who watches how far it is."""

    called: str = OPERATION
    watch: Watch | None = None


def undo(change: Change, operation_id: int | None = None, telling: Telling = Telling()) -> Reverted:
    """Take back one operation, the newest not yet undone unless one is named.

    Raises ``NothingToUndo``, ``UnknownOperation``, ``NotUndoable`` or ``UndoConflict``; then nothing has changed.
    """
    called = telling.called
    target = _newest_undoable(change) if operation_id is None else _named_undoable(change, operation_id, called)
    return _revert(change, target, replay=target, kind=OperationKind.UNDO, telling=telling)


def redo(change: Change, telling: Telling = Telling()) -> Reverted:
    """Apply the newest undo again that still stands; raises ``NothingToRedo`` or ``UndoConflict``."""
    row = change.row(
        """
        SELECT u.id, u.target_id FROM operation AS u
        WHERE u.kind = 'undo' AND u.id > :barrier
            AND u.id = (SELECT max(id) FROM operation WHERE target_id = u.target_id)
        ORDER BY u.id DESC LIMIT 1
        """,
        barrier=_barrier(change),
    )
    if row is None:
        raise NothingToRedo
    return _revert(change, row["target_id"], replay=row["id"], kind=OperationKind.REDO, telling=telling)


def _barrier(change: Change) -> int:
    return int(change.value("SELECT coalesce(max(id), 0) FROM operation WHERE kind = 'migration'"))


def _newest_undoable(change: Change) -> int:
    barrier = _barrier(change)
    found = change.value(
        """
        SELECT o.id FROM operation AS o
        WHERE o.kind = 'change' AND o.id < :current AND o.id > :barrier
            AND 'undo' IS NOT (SELECT kind FROM operation WHERE target_id = o.id ORDER BY id DESC LIMIT 1)
        ORDER BY o.id DESC LIMIT 1
        """,
        current=change.operation_id,
        barrier=barrier,
    )
    if found is None:
        raise NothingToUndo(since_migration=barrier > 0)
    return int(found)


def _named_undoable(change: Change, operation_id: int, called: str) -> int:
    if not 0 < operation_id <= LARGEST_NUMBER or operation_id == change.operation_id:
        raise UnknownOperation(operation_id)
    kind = change.value("SELECT kind FROM operation WHERE id = :id", id=operation_id)
    if kind is None:
        raise UnknownOperation(operation_id)
    if kind == OperationKind.MIGRATION:
        raise NotUndoable(operation_id, "it brought the book to a new format", called)
    if kind != OperationKind.CHANGE:
        raise NotUndoable(operation_id, f"it is itself {'an undo; use redo' if kind == 'undo' else 'a redo'}", called)
    if operation_id < _barrier(change):
        why = "the book was brought to a new format since, and undo reaches back to there"
        raise NotUndoable(operation_id, why, called)
    if undone(change, operation_id):
        raise NotUndoable(operation_id, "it has been undone already", called)
    return operation_id


def _revert(change: Change, target: int, *, replay: int, kind: OperationKind, telling: Telling) -> Reverted:
    """Play the rows of operation ``replay`` backwards and record it as ``kind`` of ``target``."""
    sql = "SELECT DISTINCT table_name FROM row_change WHERE operation_id = :id"
    touched = {row["table_name"] for row in change.rows(sql, id=replay)}
    tables = {name: columns for name, columns in tracked_tables(change.connection).items() if name in touched}
    later = _later_on_its_rows(change, replay)
    users = _users_of_added_rows(change, replay, touched)
    standing = _standing(change, later | users)
    if standing or users or _differs(change, replay, tables):
        raise UndoConflict(target, standing, kind, _clients_of(change, replay, standing), telling.called)
    _play_backwards(change, target, replay, tables, kind, telling)
    change.run(
        "UPDATE operation SET kind = :kind, target_id = :target WHERE id = :id",
        kind=kind.value,
        target=target,
        id=change.operation_id,
    )
    words = change.value("SELECT words FROM operation WHERE id = :id", id=target)
    return Reverted(target, words, change.operation_id)


def _later_on_its_rows(change: Change, replay: int) -> set[int]:
    """Give the operations after ``replay`` that touched a row of it."""
    sql = """
        SELECT DISTINCT later.operation_id FROM row_change AS mine
        JOIN row_change AS later ON later.table_name = mine.table_name AND later.row_id = mine.row_id
            AND later.operation_id > :replay AND later.operation_id < :current
        WHERE mine.operation_id = :replay AND :replay < :current - 1
    """
    return {row["operation_id"] for row in change.rows(sql, replay=replay, current=change.operation_id)}


def _clients_of(change: Change, replay: int, standing: Sequence[StandingOperation]) -> list[str]:
    """Give the handles of clients on whose records of ``replay`` these operations stand, one more than are named."""
    rows = change.rows(
        """
        SELECT DISTINCT c.handle FROM row_change AS mine
        JOIN row_change AS later ON later.client_id = mine.client_id AND later.operation_id > :replay
            AND (mine.old IS NULL OR (later.table_name = mine.table_name AND later.row_id = mine.row_id))
        JOIN operation AS o ON o.id = later.operation_id JOIN client AS c ON c.id = mine.client_id
        WHERE mine.operation_id = :replay AND coalesce(o.target_id, o.id) IN (SELECT value FROM json_each(:standing))
        ORDER BY c.id LIMIT :limit
        """,
        replay=replay,
        standing=json.dumps([one.id for one in standing]),
        limit=NAMED_CLIENTS + 1,
    )
    return [row["handle"] for row in rows]


def _users_of_added_rows(change: Change, replay: int, touched: set[str]) -> set[int]:
    """Give the operations that made other rows refer to rows which ``replay`` added; 0 where none is recorded.

    A row that ``replay`` touched itself does not count: it goes back to what it was before those were added.
    """
    found: set[int] = set()
    for child, parent, column in _references(change):
        if parent not in touched:
            continue
        rows = change.rows(
            f"""
            SELECT DISTINCT coalesce(later.operation_id, 0) AS number
            FROM row_change AS mine JOIN {child} AS c ON c.{column} = mine.row_id
            LEFT JOIN row_change AS later ON later.table_name = :child AND later.row_id = c.id
                AND later.operation_id > :replay AND later.operation_id < :current
            WHERE mine.operation_id = :replay AND mine.table_name = :parent AND mine.old IS NULL
                AND NOT EXISTS (SELECT 1 FROM row_change AS own WHERE own.operation_id = :replay
                                AND own.table_name = :child AND own.row_id = c.id)
            """,
            replay=replay,
            current=change.operation_id,
            child=child,
            parent=parent,
        )
        found.update(row["number"] for row in rows)
    return found


def _references(reader: Reader) -> list[tuple[str, str, str]]:
    """Give every reference between tracked tables: the one that refers, the one referred to, the column."""
    return [
        (child, row["table"], row["from"])
        for child in tracked_tables(reader.connection)
        for row in reader.connection.execute(f"PRAGMA foreign_key_list({child})")
    ]


def _standing(change: Change, numbers: Iterable[int]) -> list[StandingOperation]:
    """Give what stands of these operations: one that was undone, or undone and applied again, cancels out."""
    lasts: dict[int, str] = {}
    for number in sorted(numbers):
        row = change.row("SELECT kind, target_id FROM operation WHERE id = :id", id=number)
        if row is None:
            continue
        of = row["target_id"] or number
        if lasts.pop(of, None) is None:
            lasts[of] = row["kind"]
    words = "SELECT words FROM operation WHERE id = :id"
    return [
        StandingOperation(number, change.value(words, id=number), kind == OperationKind.UNDO)
        for number, kind in sorted(lasts.items())
    ]


def _differs(change: Change, replay: int, tables: dict[str, list[str]]) -> bool:
    """Tell whether a row is no longer as ``replay`` left it; of one that it added only whether it is there."""
    for table, columns in tables.items():
        rows = change.connection.execute(
            f"""
            SELECT mine.new AS recorded, CASE WHEN t.id IS NULL THEN NULL WHEN mine.old IS NULL THEN '{{}}'
                ELSE {image_sql(columns, "t")} END AS present, mine.old IS NULL AS added
            FROM row_change AS mine LEFT JOIN {table} AS t ON t.id = mine.row_id
            WHERE mine.operation_id = :replay AND mine.table_name = :table
                AND iif(added, present IS NULL, recorded IS NOT present)
                AND mine.id = (SELECT max(id) FROM row_change WHERE operation_id = :replay
                               AND table_name = :table AND row_id = mine.row_id)
            """,
            {"replay": replay, "table": table},
        )
        # Another version of SQLite may spell the same value differently as JSON, so the values decide.
        if any(row["added"] or loaded(row["recorded"]) != loaded(row["present"]) for row in rows):
            return True
    return False


def _backwards(change: Change, replay: int) -> Iterator[sqlite3.Row]:
    """Give the recorded changes of an operation, newest first, one at a time; what is recorded meanwhile is none."""
    span = change.row("SELECT min(id) AS low, max(id) AS high FROM row_change WHERE operation_id = :id", id=replay)
    assert span is not None
    yield from change.connection.execute(
        """
        SELECT table_name, row_id, old, new FROM row_change
        WHERE id BETWEEN :low AND :high AND +operation_id = :id ORDER BY id DESC
        """,
        {"low": span["low"], "high": span["high"], "id": replay},
    )


def _play_backwards(
    change: Change, target: int, replay: int, tables: dict[str, list[str]], kind: OperationKind, telling: Telling
) -> None:
    execute = change.connection.execute
    slots = {table: ", ".join(f":{column}" for column in columns) for table, columns in tables.items()}
    pairs = {table: ", ".join(f"{column} = :{column}" for column in columns) for table, columns in tables.items()}
    size = 0
    if telling.watch is not None:
        size = change.value("SELECT count(*) FROM row_change WHERE operation_id = :id", id=replay)
    for number, row in enumerate(_backwards(change, replay)):
        if telling.watch is not None and number % TOLD_EVERY == 0:
            telling.watch(telling.called.lower(), number, size)
        table, row_id, old = row["table_name"], row["row_id"], loaded(row["old"])
        try:
            if old is None:
                execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
            elif row["new"] is None:
                execute(f"INSERT INTO {table} ({', '.join(tables[table])}) VALUES ({slots[table]})", old)
            else:
                execute(f"UPDATE {table} SET {pairs[table]} WHERE id = :id", old)
        except sqlite3.IntegrityError as error:
            later = _in_the_place_of(change, replay, table, old or {})
            raise UndoConflict(target, later, kind, called=telling.called) from error


def _in_the_place_of(change: Change, replay: int, table: str, old: dict[str, Any]) -> list[StandingOperation]:
    """Give the operations that took a unique value of a row to come back, or removed what it refers to."""
    suspects: list[tuple[str, int]] = []
    for index in change.rows(f"PRAGMA index_list({table})"):
        columns = [row["name"] for row in change.rows(f"PRAGMA index_info({index['name']})")]
        if index["unique"] and old:
            same = " AND ".join(f"{column} = :{column}" for column in columns)
            values = {column: old[column] for column in columns}
            sql = f"SELECT id FROM {table} WHERE {same} AND id <> :own_id"
            suspects += [(table, row["id"]) for row in change.rows(sql, own_id=old["id"], **values)]
    for reference in change.rows(f"PRAGMA foreign_key_list({table})"):
        if old.get(reference["from"]) is not None:
            suspects.append((reference["table"], old[reference["from"]]))
    sql = """
        SELECT operation_id FROM row_change
        WHERE table_name = :suspect AND row_id = :row_id AND operation_id > :replay AND operation_id < :current
    """
    bounds = {"replay": replay, "current": change.operation_id}
    return _standing(
        change,
        {row[0] for suspect, row_id in suspects for row in change.rows(sql, suspect=suspect, row_id=row_id, **bounds)},
    )


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

"""Writing the touchpoints, promises and payments that the book does not hold yet, and what differs of the others."""

from collections.abc import Sequence

from clienttrack.book import Change
from clienttrack.bulk import insert_many
from clienttrack.images import was_sql
from clienttrack.slices.rows.rules.telling import PAYMENTS, TASKS, TOUCHPOINTS
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted

_TABLES = {TOUCHPOINTS: "touchpoint", TASKS: "task", PAYMENTS: "payment"}


def _know_numbers(change: Change, of_book: str) -> None:
    """Keep which contact each number of our own export has become, apart for the document of a whole book."""
    change.run(
        f"""CREATE TEMP TABLE numbered_contact AS SELECT number, {of_book} AS of_book, min(contact_id) AS contact_id
        FROM temp.staged AS t WHERE number IS NOT NULL AND contact_id IS NOT NULL GROUP BY number, of_book"""
    )


def write_talks(change: Change, wanted: Wanted, book_files: Sequence[int] = ()) -> None:
    """Write the rows that the book does not hold yet; of those it holds, bring what differs up to date, or fill it.

    ``book_files`` are the numbers of the tables of a whole book, in which people may have moved since they took part.
    """
    of_book = f"t.file IN ({', '.join(map(str, book_files))})"
    _know_numbers(change, of_book)
    _find_numbered(change, of_book)
    for entity, table in _TABLES.items():
        if change.value("SELECT EXISTS (SELECT 1 FROM temp.talk WHERE entity = :entity)", entity=entity):
            if wanted.on_match in {OnMatch.UPDATE, OnMatch.FILL}:
                _amend(change, entity, table, fill=wanted.on_match is OnMatch.FILL)
            _number(change, entity, table)
            _ADDED[table](change)
            _note_ids(change, entity, table)
    _promise(change)


def _find_numbered(change: Change, of_book: str) -> None:
    """Find the contacts that rows of our own exports name by number: those of the same import, else of the client."""
    change.run(
        f"""CREATE TEMP TABLE participant AS SELECT DISTINCT t.id AS talk, coalesce(s.contact_id, p.id) AS contact_id,
            s.of_book IS 1 AS sure
        FROM temp.talk AS t, json_each(t.with_numbers) AS n
        LEFT JOIN temp.numbered_contact AS s ON s.number = n.value AND s.of_book = {of_book}
        LEFT JOIN contact AS p ON p.id = CAST(n.value AS INTEGER) AND p.client_id = t.client_id
        WHERE t.with_numbers IS NOT NULL AND coalesce(s.contact_id, p.id) IS NOT NULL ORDER BY t.id, n.key"""
    )
    change.run(
        """INSERT INTO temp.participant SELECT id, contact_id, 0 FROM temp.talk WHERE contact_id IS NOT NULL
        AND id NOT IN (SELECT talk FROM temp.participant)"""
    )
    change.run(
        """UPDATE temp.talk SET contact_id = (SELECT contact_id FROM temp.participant WHERE talk = talk.id LIMIT 1)
        WHERE contact_id IS NULL AND with_numbers IS NOT NULL"""
    )


_KEPT_COLUMNS = {
    "touchpoint": {"happened_on": "happened_on", "kind": "touch_kind", "direction": "direction", "minutes": "minutes",
                   "text": "text"},
    "task": {"text": "text", "due_on": "happened_on", "side": "side", "status": "status", "closed_on": "closed_on",
             "because": "because"},
    "payment": {"paid_on": "happened_on", "amount": "amount", "currency": "currency", "project": "project",
                "note": "text"},
}  # fmt: skip
_CLOSING = frozenset({"status", "closed_on"})


def _amend(change: Change, entity: str, table: str, *, fill: bool) -> None:
    columns = _KEPT_COLUMNS[table]
    if table == "task":
        _close(change)
        # Whoever has kept or dropped a promise in the book knows better than a table in which it is still open.
        change.run(
            """UPDATE temp.talk SET status = NULL, closed_on = NULL
            WHERE entity = :entity AND status = 'open' AND record_id IS NOT NULL""",
            entity=entity,
        )
    elif table == "touchpoint" and not fill:
        _keep_promises(change)
    known = "coalesce({1}.{0}, t.{2})" if fill else "coalesce(t.{2}, {1}.{0})"
    differs = "({1}.{0} IS NULL AND t.{2} IS NOT NULL)" if fill else "t.{2} <> coalesce({1}.{0}, '')"
    told = [(column, table, name) for column, name in columns.items() if not fill or column not in _CLOSING]
    change.run(
        f"""UPDATE {table} SET {", ".join(f"{one[0]} = {known.format(*one)}" for one in told)} FROM temp.talk AS t
        WHERE t.entity = :entity AND t.record_id = {table}.id AND ({" OR ".join(differs.format(*one) for one in told)})
        """,
        entity=entity,
    )


def _keep_promises(change: Change) -> None:
    """Close the promises that were kept since: what was still to do under this id is now something that happened."""
    change.run(
        """UPDATE task SET status = 'done', closed_on = t.happened_on FROM temp.talk AS t
        JOIN external_id AS e ON e.system = t.system AND e.entity = 'task' AND e.value = t.record_ref
        WHERE t.entity = :entity AND e.task_id = task.id AND task.status = 'open'""",
        entity=TOUCHPOINTS,
    )


def _close(change: Change) -> None:
    """Give closed promises the day they were closed: the one told, the one kept, their own, else today."""
    change.run(
        """UPDATE temp.talk SET closed_on = CASE WHEN status = 'open' THEN NULL ELSE coalesce(closed_on,
            (SELECT closed_on FROM task WHERE id = record_id), min(happened_on, :today), :today) END
        WHERE entity = :tasks""",
        today=change.today,
        tasks=TASKS,
    )


def _number(change: Change, entity: str, table: str) -> None:
    """Give new records their numbers: those of our own export into a book that never had one, else the next."""
    used = change.value("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :table), 0)", table=table)
    change.run(f"CREATE TEMP TABLE new_{table} (row INTEGER PRIMARY KEY, record_id INTEGER)")
    told = "n.number" if used == 0 and _numbered_apart(change, entity) else "NULL"
    change.run(
        f"""INSERT INTO temp.new_{table} SELECT id, coalesce({told}, :used + row_number() OVER (ORDER BY id))
        FROM temp.talk AS n WHERE entity = :entity AND record_id IS NULL""",
        used=used,
        entity=entity,
    )
    change.run(
        f"""UPDATE temp.talk SET record_id = (SELECT record_id FROM temp.new_{table} WHERE row = id)
        WHERE entity = :entity AND record_id IS NULL""",
        entity=entity,
    )


def _numbered_apart(change: Change, entity: str) -> bool:
    """Tell whether every row brings a number of its own."""
    return bool(
        change.value(
            """SELECT count(*) = count(DISTINCT CAST(number AS INTEGER)) AND min(CAST(number AS INTEGER)) > 0
            FROM temp.talk WHERE entity = :entity""",
            entity=entity,
        )
    )


def _add_touchpoints(change: Change) -> None:
    insert_many(
        change,
        "touchpoint",
        """INSERT INTO touchpoint (id, client_id, kind, happened_on, direction, minutes, text)
        SELECT t.record_id, t.client_id, t.touch_kind, t.happened_on, t.direction, t.minutes, t.text
        FROM temp.new_touchpoint AS n CROSS JOIN temp.talk AS t ON t.id = n.row ORDER BY n.row""",
    )
    insert_many(
        change,
        "touchpoint_contact",
        """INSERT INTO touchpoint_contact (touchpoint_id, contact_id) SELECT t.record_id, p.contact_id
        FROM temp.participant AS p JOIN temp.talk AS t ON t.id = p.talk JOIN contact AS c ON c.id = p.contact_id
        WHERE t.id IN (SELECT row FROM temp.new_touchpoint) AND (c.client_id = t.client_id OR p.sure)
        ORDER BY t.record_id, p.rowid""",
    )
    # What was put off until later is no longer silent.
    change.run(
        """DELETE FROM snooze WHERE kind = 'touch' AND EXISTS (SELECT 1 FROM temp.talk AS t JOIN standing AS s
            ON s.client_id = t.client_id WHERE t.client_id = snooze.client_id AND t.touch_kind <> 'note'
            AND t.id IN (SELECT row FROM temp.new_touchpoint) AND s.last_touch_on = t.happened_on)"""
    )


def _add_tasks(change: Change) -> None:
    _close(change)
    insert_many(
        change,
        "task",
        """INSERT INTO task (id, client_id, contact_id, text, side, status, due_on, repeat_kind, repeat_interval,
            first_on, closed_on, because, added_on)
        SELECT t.record_id, t.client_id, t.contact_id, t.text, t.side, t.status, t.happened_on, t.repeat_kind,
            t.repeat_interval, CASE WHEN t.repeat_kind IS NULL THEN NULL ELSE coalesce(t.first_on, t.happened_on) END,
            t.closed_on, t.because, coalesce(t.added_on, :today)
        FROM temp.new_task AS n CROSS JOIN temp.talk AS t ON t.id = n.row ORDER BY n.row""",
        today=change.today,
    )
    # Both are of the same import: what a promise was made in, and what it comes after.
    for column, told, entity in (("touchpoint_id", "touchpoint", TOUCHPOINTS), ("follows_id", "follows", TASKS)):
        change.run(
            f"""UPDATE task SET {column} = o.record_id FROM temp.talk AS t JOIN temp.talk AS o
                ON o.number = t.{told}_number AND o.entity = :entity
            WHERE task.id = t.record_id AND t.id IN (SELECT row FROM temp.new_task) AND o.client_id = t.client_id""",
            entity=entity,
        )


def _add_payments(change: Change) -> None:
    insert_many(
        change,
        "payment",
        """INSERT INTO payment (id, client_id, paid_on, amount, currency, project, note, added_on)
        SELECT t.record_id, t.client_id, t.happened_on, t.amount, t.currency, t.project, t.text,
            coalesce(t.added_on, :today)
        FROM temp.new_payment AS n CROSS JOIN temp.talk AS t ON t.id = n.row ORDER BY n.row""",
        today=change.today,
    )


_ADDED = {"touchpoint": _add_touchpoints, "task": _add_tasks, "payment": _add_payments}


def _note_ids(change: Change, entity: str, table: str) -> None:
    refs = """SELECT id, 0 AS place, client_id, record_id, system, record_ref AS value FROM temp.talk
        WHERE entity = :entity AND record_ref IS NOT NULL
        UNION ALL SELECT t.id, i.rowid, t.client_id, t.record_id, i.system, i.value FROM temp.staged_id AS i
        JOIN temp.talk AS t ON t.id = i.row WHERE t.entity = :entity"""
    insert_many(
        change,
        "external_id",
        f"""INSERT INTO external_id (client_id, {table}_id, entity, system, value)
        SELECT client_id, record_id, '{table}', system, value FROM ({refs}) AS r
        WHERE NOT EXISTS (SELECT 1 FROM external_id AS e
            WHERE e.system = r.system AND e.entity = '{table}' AND e.value = r.value)
        GROUP BY system, value ORDER BY min(id), place""",
        entity=entity,
    )


def _promise(change: Change) -> None:
    """Add the next steps that touchpoints tell as promises of ours, unless the client has or had the same one."""
    insert_many(
        change,
        "task",
        f"""INSERT INTO task (client_id, contact_id, touchpoint_id, text, side, status, due_on, added_on)
        SELECT t.client_id, t.contact_id, t.record_id, t.next_step, 'ours', 'open', t.next_step_on, :today
        FROM temp.talk AS t WHERE t.entity = :entity AND t.next_step IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM task WHERE client_id = t.client_id AND text = t.next_step
                AND (due_on IS t.next_step_on OR {was_sql("task", "task", "due_on", "t.next_step_on")}))
        GROUP BY t.client_id, t.next_step, t.next_step_on ORDER BY min(t.id)""",
        today=change.today,
        entity=TOUCHPOINTS,
    )

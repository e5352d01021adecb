"""Touchpoints and promises of a table: whose they are, which the book holds already, and writing the others.

They never make a client or contact: one that cannot be found is a problem of its row.
"""

from collections.abc import Iterator, Sequence

from clienttrack.book import Change, Row
from clienttrack.bulk import insert_many
from clienttrack.likeness import core_of_name
from clienttrack.screen import shortened
from clienttrack.slices.rows.rules.telling import STAGED, TASKS, TOUCHPOINTS
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted
from clienttrack.tables.problems import Problem

# The keys by which a talk finds its client, the surer first.
_CLIENT_BY = (
    """SELECT t.id AS row, e.client_id AS found FROM temp.talk AS t JOIN external_id AS e ON e.system = t.system
        AND e.entity = 'client' AND e.value = t.client_ref""",
    "SELECT t.id, c.id FROM temp.talk AS t JOIN client AS c ON c.handle = t.handle",
    "SELECT t.id, a.client_id FROM temp.talk AS t JOIN alias AS a ON a.alias = t.handle WHERE a.client_id IS NOT NULL",
    "SELECT t.id, d.client_id FROM temp.talk AS t JOIN domain AS d ON d.domain = t.domain",
    "SELECT t.id, c.id FROM temp.talk AS t JOIN client AS c ON c.name_key = t.name_key",
    """SELECT t.id, a.client_id FROM temp.talk AS t JOIN alias AS a ON a.alias_key = t.name_key
        WHERE a.client_id IS NOT NULL""",
    "SELECT t.id, b.client_id FROM temp.talk AS t JOIN temp.core_of_client AS b ON b.core = t.core",
)
_CONTACT_BY = (
    """SELECT t.id AS row, e.contact_id AS found FROM temp.talk AS t JOIN external_id AS e ON e.system = t.system
        AND e.entity = 'contact' AND e.value = t.contact_ref""",
    """SELECT t.id, a.contact_id FROM temp.talk AS t JOIN address AS a ON a.kind = 'email' AND a.value_key = t.email_key
        WHERE a.contact_id IS NOT NULL AND (t.client_id IS NULL OR a.client_id = t.client_id)""",
    """SELECT t.id, p.id FROM temp.talk AS t JOIN contact AS p ON p.name_key = t.contact_key
        AND p.client_id = t.client_id""",
)
_MINE = {TOUCHPOINTS: "touchpoint", TASKS: "task"}


def _know_numbers(change: Change) -> None:
    """Keep which contact each number of our own export has become, before the rows of talks are placed."""
    change.run(
        """CREATE TEMP TABLE numbered_contact AS SELECT number, min(contact_id) AS contact_id FROM temp.staged
        WHERE number IS NOT NULL AND contact_id IS NOT NULL GROUP BY number"""
    )


def set_aside(change: Change) -> bool:
    """Take the rows of touchpoints and promises out of the staged ones; tell whether there are any."""
    talks = f"entity IN ('{TOUCHPOINTS}', '{TASKS}')"
    if not change.value(f"SELECT EXISTS (SELECT 1 FROM temp.staged WHERE {talks})"):
        return False
    columns = ", ".join(STAGED)
    change.run(
        f"""CREATE TEMP TABLE talk AS SELECT id, {columns}, NULL AS client_id, NULL AS contact_id, NULL AS record_id
        FROM temp.staged WHERE {talks}"""
    )
    change.run("CREATE UNIQUE INDEX temp.talk_id ON talk (id)")
    change.run(f"DELETE FROM temp.staged WHERE {talks}")
    # An activity that is still to be done is a promise.
    change.run(
        f"""UPDATE temp.talk SET entity = '{TASKS}', side = 'ours', status = 'open', touch_kind = NULL
        WHERE entity = '{TOUCHPOINTS}' AND done = 0"""
    )
    return True


def place_talks(change: Change, names: Sequence[str]) -> Iterator[Problem]:
    """Give every row its client and contact; yields a problem for each that has none, or that cannot be."""
    change.connection.create_function("core_of_name", 1, core_of_name, deterministic=True)
    change.run("CREATE TEMP TABLE core_of_client AS SELECT id AS client_id, core_of_name(name_key) AS core FROM client")
    change.run("CREATE INDEX temp.core_of_client_core ON core_of_client (core)")
    _know_numbers(change)
    for found in _CLIENT_BY:
        _give(change, "client_id", found)
    for found in _CONTACT_BY:
        _give(change, "contact_id", found)
    change.run(
        """UPDATE temp.talk SET client_id = (SELECT client_id FROM contact WHERE id = contact_id)
        WHERE client_id IS NULL AND contact_id IS NOT NULL"""
    )
    _by_client_address(change)
    for row in change.rows("SELECT * FROM temp.talk ORDER BY id"):
        wrong = _wrong(change, row)
        if wrong is not None:
            yield Problem(names[row["file"]], row["line"], None, *wrong)
            change.run("DELETE FROM temp.talk WHERE id = :id", id=row["id"])


def _give(change: Change, column: str, found: str) -> None:
    change.run(
        f"""UPDATE temp.talk AS t SET {column} = f.found FROM (
            WITH one (row, found) AS ({found})
            SELECT row, min(found) AS found FROM one GROUP BY row HAVING count(DISTINCT found) = 1) AS f
        WHERE t.id = f.row AND t.{column} IS NULL"""
    )


def _by_client_address(change: Change) -> None:
    _give(
        change,
        "client_id",
        """SELECT t.id AS row, a.client_id AS found FROM temp.talk AS t JOIN address AS a
        ON a.kind = 'email' AND a.value_key = t.email_key""",
    )


def _wrong(change: Change, row: Row) -> tuple[str, str] | None:
    """Say what stands in the way of one row, as code and sentence."""
    if row["client_id"] is None:
        called = shortened(str(row["called"] or row["contact_called"] or row["contact_ref"] or ""), 60)
        return "dangling-id", f"nobody in the book or in these files is '{called}', or several are"
    if row["entity"] == TOUCHPOINTS and row["happened_on"] > str(change.today):
        return "constraint-error", f"the touchpoint of {row['happened_on']} lies in the future"
    # What our own export says of a book is true of it.
    if row["entity"] == TASKS and row["status"] == "open" and row["number"] is None:
        client = change.row("SELECT handle, archived_on, told_stage FROM client WHERE id = :id", id=row["client_id"])
        assert client is not None
        if client["archived_on"] is not None or client["told_stage"] == "lost":
            how = "lost" if client["told_stage"] == "lost" else "archived"
            return "constraint-error", f"{client['handle']} is {how}, so a promise to them would never come up"
    return None


def write_talks(change: Change, wanted: Wanted) -> None:
    """Write the rows that the book does not hold yet; of those it holds by an id, bring what differs up to date."""
    _find_numbered(change)
    for entity, table in _MINE.items():
        if change.value("SELECT EXISTS (SELECT 1 FROM temp.talk WHERE entity = :entity)", entity=entity):
            _leave_out_twins(change, entity)
            _know_again(change, entity, table, new=wanted.on_match is OnMatch.NEW)
            if wanted.on_match is OnMatch.UPDATE:
                _amend(change, entity, table)
            _number(change, entity, table)
            (_add_touchpoints if table == "touchpoint" else _add_tasks)(change)
            _note_ids(change, entity, table)


def _find_numbered(change: Change) -> None:
    """Find the contacts that rows of our own exports name by number: those of the same import, else of the client."""
    change.run(
        """CREATE TEMP TABLE participant AS SELECT DISTINCT t.id AS talk, coalesce(s.contact_id, p.id) AS contact_id
        FROM temp.talk AS t, json_each(t.with_numbers) AS n
        LEFT JOIN temp.numbered_contact AS s ON s.number = n.value
        LEFT JOIN contact AS p ON p.id = CAST(n.value AS INTEGER) AND p.client_id = t.client_id
        WHERE t.with_numbers IS NOT NULL AND coalesce(s.contact_id, p.id) IS NOT NULL ORDER BY t.id, n.key"""
    )
    change.run(
        """INSERT INTO temp.participant SELECT id, contact_id FROM temp.talk WHERE contact_id IS NOT NULL
        AND id NOT IN (SELECT talk FROM temp.participant)"""
    )
    change.run(
        """UPDATE temp.talk SET contact_id = (SELECT contact_id FROM temp.participant WHERE talk = talk.id LIMIT 1)
        WHERE contact_id IS NULL AND with_numbers IS NOT NULL"""
    )


def _leave_out_twins(change: Change, entity: str) -> None:
    """Take out the rows that have the id of an earlier row."""
    change.run(
        """DELETE FROM temp.talk WHERE entity = :entity AND record_ref IS NOT NULL AND id NOT IN (
            SELECT min(id) FROM temp.talk WHERE record_ref IS NOT NULL GROUP BY entity, system, record_ref)""",
        entity=entity,
    )


_SAME = {
    "touchpoint": "r.happened_on = t.happened_on AND r.kind = t.touch_kind AND r.text = t.text",
    "task": "r.text = t.text AND r.due_on IS t.happened_on AND r.side = t.side",
}
_PARTS = {"touchpoint": "client_id, happened_on, touch_kind, text", "task": "client_id, text, happened_on, side"}
_PARTS_KEPT = {"touchpoint": "client_id, happened_on, kind, text", "task": "client_id, text, due_on, side"}


def _know_again(change: Change, entity: str, table: str, *, new: bool) -> None:
    """Find the records that rows mean: by their id, else the first row of a kind the first such record, and so on."""
    change.run(
        f"""UPDATE temp.talk AS t SET record_id = e.{table}_id FROM external_id AS e WHERE t.entity = :entity
        AND e.system = t.system AND e.entity = '{table}' AND e.value = t.record_ref""",
        entity=entity,
    )
    if new:
        return
    change.run(
        f"""UPDATE temp.talk AS t SET record_id = k.id FROM (
            SELECT t.id AS row, r.id FROM (
                SELECT *, row_number() OVER (PARTITION BY {_PARTS[table]} ORDER BY id) AS place FROM temp.talk
                WHERE entity = :entity) AS t
            JOIN (SELECT *, row_number() OVER (PARTITION BY {_PARTS_KEPT[table]} ORDER BY id) AS place FROM {table}
                WHERE client_id IN (SELECT client_id FROM temp.talk)) AS r
            ON r.client_id = t.client_id AND r.place = t.place AND {_SAME[table]}
            WHERE t.record_ref IS NULL OR NOT EXISTS (SELECT 1 FROM external_id AS e WHERE e.{table}_id = r.id
                AND e.system = t.system AND e.value <> t.record_ref)) AS k
        WHERE t.id = k.row AND t.record_id IS NULL""",
        entity=entity,
    )


_KEPT_COLUMNS = {
    "touchpoint": {"happened_on": "happened_on", "kind": "touch_kind", "direction": "direction", "minutes": "minutes",
                   "text": "text"},
    "task": {"text": "text", "due_on": "happened_on", "side": "side", "status": "status", "closed_on": "closed_on",
             "because": "because"},
}  # fmt: skip


def _amend(change: Change, entity: str, table: str) -> None:
    columns = _KEPT_COLUMNS[table]
    if table == "task":
        _close(change)
    pairs = ", ".join(f"{column} = coalesce(t.{told}, {table}.{column})" for column, told in columns.items())
    differs = " OR ".join(f"t.{told} <> coalesce({table}.{column}, '')" for column, told in columns.items())
    change.run(
        f"""UPDATE {table} SET {pairs} FROM temp.talk AS t
        WHERE t.entity = :entity AND t.record_id = {table}.id AND ({differs})""",
        entity=entity,
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
        SELECT record_id, client_id, touch_kind, happened_on, direction, minutes, text FROM temp.talk
        WHERE id IN (SELECT row FROM temp.new_touchpoint) ORDER BY record_id""",
    )
    insert_many(
        change,
        "touchpoint_contact",
        """INSERT INTO touchpoint_contact (touchpoint_id, contact_id) SELECT t.record_id, p.contact_id
        FROM temp.participant AS p JOIN temp.talk AS t ON t.id = p.talk JOIN contact AS c ON c.id = p.contact_id
        WHERE t.id IN (SELECT row FROM temp.new_touchpoint) AND c.client_id = t.client_id
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
        SELECT record_id, client_id, contact_id, text, side, status, happened_on, repeat_kind, repeat_interval,
            CASE WHEN repeat_kind IS NULL THEN NULL ELSE coalesce(first_on, happened_on) END, closed_on, because,
            coalesce(added_on, :today)
        FROM temp.talk WHERE id IN (SELECT row FROM temp.new_task) ORDER BY record_id""",
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

"""What an import has done to the book."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from clienttrack.book import Reader
from clienttrack.screen import one_line
from clienttrack.slices.imports.files import ReadFile


@dataclass(frozen=True, slots=True)
class Counts:
    """A number for each kind of record."""

    clients: int = 0
    contacts: int = 0
    touchpoints: int = 0
    tasks: int = 0


_CREATED = "SELECT count(*) FROM row_change WHERE operation_id = :id AND table_name = :table AND old IS NULL"
_UPDATED_CLIENTS = """
    SELECT count(DISTINCT client_id) FROM row_change WHERE operation_id = :id
    AND (table_name IN ('alias', 'domain', 'client_tag', 'custom_field', 'tier_move', 'stage_move')
        OR (table_name = 'client' AND old IS NOT NULL)
        OR (table_name = 'external_id' AND (SELECT entity FROM external_id WHERE id = row_id) = 'client')
        OR (table_name = 'address' AND (SELECT contact_id FROM address WHERE id = row_id) IS NULL))
    AND client_id NOT IN (SELECT client_id FROM temp.newcomer)
"""
_UPDATED_CONTACTS = """
    SELECT count(DISTINCT contact_id) FROM (
        SELECT row_id AS contact_id FROM row_change
        WHERE operation_id = :id AND table_name = 'contact' AND old IS NOT NULL
        UNION ALL
        SELECT a.contact_id FROM row_change AS r JOIN address AS a ON a.id = r.row_id
        WHERE r.operation_id = :id AND r.table_name = 'address'
        UNION ALL
        SELECT e.contact_id FROM row_change AS r JOIN external_id AS e ON e.id = r.row_id
        WHERE r.operation_id = :id AND r.table_name = 'external_id')
    WHERE contact_id IS NOT NULL AND contact_id NOT IN (SELECT contact_id FROM temp.new_contact)
"""
_MET = """
    SELECT count(DISTINCT client_id) AS clients, count(DISTINCT contact_id) AS contacts,
        count(DISTINCT iif(last_touch_on IS NULL, NULL, client_id)) AS touchpoints,
        (SELECT count(*) FROM (SELECT DISTINCT client_id, next_step, next_step_on FROM temp.staged
            WHERE next_step IS NOT NULL OR next_step_on IS NOT NULL)) AS tasks
    FROM temp.staged
"""
_TALKS_MET = """
    SELECT count(*) FILTER (WHERE entity = :entity) + iif(:entity = 'tasks', count(DISTINCT iif(
        entity = 'touchpoints' AND next_step IS NOT NULL, json_array(client_id, next_step, next_step_on), NULL)), 0)
    FROM temp.talk
"""
_TALKS_UPDATED = """
    SELECT count(DISTINCT row_id) FROM row_change WHERE operation_id = :id AND table_name = :table AND old IS NOT NULL
"""
ARCHIVED = """
    SELECT count(*) FROM client WHERE archived_on IS NOT NULL AND id IN (SELECT client_id FROM temp.staged)
    AND id NOT IN (SELECT client_id FROM temp.newcomer)
"""
PINNED = """
    SELECT count(*) FROM client AS c WHERE tier_pinned = 1 AND id NOT IN (SELECT client_id FROM temp.newcomer)
    AND EXISTS (SELECT 1 FROM temp.staged AS s WHERE s.client_id = c.id AND s.tier_id <> coalesce(c.tier_id, 0))
"""
_UNSAID = frozenset({"id", "name_key", "value_key", "told_stage_on", "closed_on"})
_NAMED = {"told_stage": "stage", "tier_id": "tier", "happened_on": "on", "due_on": "by"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record that an import has changed; ``None`` is empty."""

    client: str
    record: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that says nothing of another record than an earlier row of its file."""

    file: str
    line: int
    of_line: int
    name: str


def counted(reader: Reader, operation_id: int, *, talks: bool) -> tuple[Counts, Counts, Counts]:
    """Give what one import has created, updated and left as it was; ``talks`` if there were touchpoints or tasks."""
    tables = {"clients": "client", "contacts": "contact", "touchpoints": "touchpoint", "tasks": "task"}
    created = Counts(**{name: reader.value(_CREATED, id=operation_id, table=table) for name, table in tables.items()})
    updated = Counts(
        clients=reader.value(_UPDATED_CLIENTS, id=operation_id),
        contacts=reader.value(_UPDATED_CONTACTS, id=operation_id),
        touchpoints=reader.value(_TALKS_UPDATED, id=operation_id, table="touchpoint"),
        tasks=reader.value(_TALKS_UPDATED, id=operation_id, table="task"),
    )
    met = reader.line(Counts, _MET)
    assert met is not None
    seen = {name: getattr(met, name) for name in tables}
    for name in ("touchpoints", "tasks") if talks else ():
        seen[name] += reader.value(_TALKS_MET, entity=name)
    return (
        created,
        updated,
        Counts(**{name: max(0, seen[name] - getattr(created, name) - getattr(updated, name)) for name in tables}),
    )


def differences(reader: Reader, operation_id: int, limit: int) -> list[Difference]:
    """Give the first fields that an import has changed, in the order of the records."""
    rows = reader.rows(
        """SELECT r.table_name, r.row_id, r.old, r.new, c.handle FROM row_change AS r
        LEFT JOIN client AS c ON c.id = r.client_id WHERE r.operation_id = :id AND r.old IS NOT NULL
        AND r.new IS NOT NULL AND r.table_name IN ('client', 'contact', 'touchpoint', 'task', 'custom_field',
            'contact_field') ORDER BY r.id LIMIT :limit""",
        id=operation_id,
        limit=limit,
    )
    tiers = {row["id"]: row["name"] for row in reader.rows("SELECT id, name FROM tier")}
    found: list[Difference] = []
    for row in rows:
        old, new = json.loads(row["old"]), json.loads(row["new"])
        record = row["table_name"] if row["table_name"] != "contact" else f"contact {new['name']}"
        for column, after in new.items():
            before = old.get(column)
            if column in _UNSAID or before == after:
                continue
            told = [tiers.get(value, value) if column == "tier_id" else value for value in (before, after)]
            name = new["name"] if row["table_name"].endswith("_field") else _NAMED.get(column, column)
            words = [None if value is None else str(value) for value in told]
            found.append(Difference(row["handle"] or "", record, name.removesuffix("_on"), *words))
    return found[:limit]


def duplicates(reader: Reader, names: list[str]) -> Iterator[Duplicate]:
    """Give the rows that were joined with an earlier row of their file about the same client and contact."""
    rows = reader.rows(
        """SELECT s.file, s.line, f.line AS of_line, coalesce(s.contact_called, s.called) AS name FROM (
            SELECT file, client_id, coalesce(contact_id, 0) AS contact, min(id) AS id, min(line) AS line
            FROM temp.staged GROUP BY 1, 2, 3 HAVING count(*) > 1) AS f
        JOIN temp.staged AS s ON s.file = f.file AND s.client_id = f.client_id
            AND coalesce(s.contact_id, 0) = f.contact AND s.id > f.id ORDER BY s.id"""
    )
    for row in rows:
        yield Duplicate(names[row["file"]], row["line"], row["of_line"], row["name"] or "")


def known_again(reader: Reader, files: Sequence[ReadFile]) -> Iterator[str]:
    """Say of each file that was imported before, and still stands, when that was."""
    for file in files:
        row = reader.row(
            """SELECT b.operation_id, o.today FROM batch_file AS b JOIN operation AS o ON o.id = b.operation_id
            WHERE b.sha256 = :sha256 AND 'undo' IS NOT (
                SELECT kind FROM operation WHERE target_id = o.id ORDER BY id DESC LIMIT 1)
            ORDER BY b.id DESC LIMIT 1""",
            sha256=file.sha256,
        )
        if row is not None:
            name = one_line(PurePath(file.file).name)
            yield f"{name}: this very file was imported on {row['today']}, as batch {row['operation_id']}."

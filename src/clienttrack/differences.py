"""What an operation has changed of records that were there before: the first fields, and how much more there is."""

import json
from dataclasses import dataclass

from clienttrack.book import Reader
from clienttrack.screen import shortened

COMPARED = 200
LETTERS_TOLD = 1_000
# What was added and then completed by one operation was not there before.
_CHANGED = """operation_id = :id AND old IS NOT NULL AND new IS NOT NULL
    AND table_name IN ('client', 'contact', 'touchpoint', 'task', 'custom_field', 'contact_field')
    AND NOT EXISTS (SELECT 1 FROM row_change AS a WHERE a.table_name = row_change.table_name
        AND a.row_id = row_change.row_id AND a.operation_id = :id AND a.old IS NULL)"""
_UNSAID = frozenset({"id", "client_id", "name_key", "value_key", "told_stage_on", "closed_on"})
_NAMED = {"told_stage": "stage", "tier_id": "tier", "happened_on": "on", "due_on": "by"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record that was changed; ``None`` is empty, and of a long text this is the beginning."""

    client: str
    record: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Differences:
    """The first fields that were changed, how many more there are of the records compared, and records not compared."""

    first: tuple[Difference, ...] = ()
    more: int = 0
    more_records: int = 0


def differences(reader: Reader, operation_id: int, limit: int) -> Differences:
    """Give the first fields that an operation has changed, in the order of the records; of many rows only some."""
    rows = reader.rows(
        f"SELECT id, table_name, row_id FROM row_change WHERE {_CHANGED} ORDER BY id LIMIT :limit",
        id=operation_id,
        limit=COMPARED,
    )
    tiers = {row["id"]: row["name"] for row in reader.rows("SELECT id, name FROM tier")} if rows else {}
    found = [one for row in rows for one in _of_row(reader, row["id"], tiers)]
    more_records = 0
    if len(rows) == COMPARED:
        seen = len({(row["table_name"], row["row_id"]) for row in rows})
        counted = f"SELECT count(*) FROM (SELECT DISTINCT table_name, row_id FROM row_change WHERE {_CHANGED})"
        more_records = reader.value(counted, id=operation_id) - seen
    return Differences(tuple(found[:limit]), len(found[limit:]), more_records)


def _of_row(reader: Reader, number: int, tiers: dict[int, str]) -> list[Difference]:
    """Compare one record at a time: each is read whole, and a field may be megabytes."""
    row = reader.row("SELECT table_name, client_id, old, new FROM row_change WHERE id = :id", id=number)
    assert row is not None
    old, new = json.loads(row["old"]), json.loads(row["new"])
    record = row["table_name"] if row["table_name"] != "contact" else f"contact {new['name']}"
    found = []
    for column, after in new.items():
        before = old.get(column)
        if column in _UNSAID or before == after:
            continue
        told = [tiers.get(value, value) if column == "tier_id" else value for value in (before, after)]
        name = new["name"] if row["table_name"].endswith("_field") else _NAMED.get(column, column)
        words = [None if value is None else _beginning(str(value)) for value in told]
        handle, _ = client_of(reader, row["client_id"])
        found.append(Difference(handle, record, name.removesuffix("_on"), *words))
    return found


def _beginning(words: str) -> str:
    return words if len(words) <= LETTERS_TOLD else f"{words[: LETTERS_TOLD - 1]}…"


def client_of(reader: Reader, client_id: int | None) -> tuple[str, str]:
    """Give handle and name of a client, also of one that is gone; empty where there is none."""
    row = reader.row("SELECT handle, name FROM client WHERE id = :id", id=client_id) or reader.row(
        """SELECT json_extract(old, '$.handle') AS handle, json_extract(old, '$.name') AS name FROM row_change
        WHERE table_name = 'client' AND row_id = :id AND old IS NOT NULL ORDER BY id DESC LIMIT 1""",
        id=client_id,
    )
    return ("", "") if row is None else (row["handle"], row["name"])


def difference_line(one: Difference) -> str:
    """Say what a field was and is."""
    nothing = "worked out" if one.field == "stage" else "–"
    old, new = (nothing if words is None else shortened(words, 40) for words in (one.old, one.new))
    record = "" if one.record == "client" else f"{one.record}: "
    return f"  {one.client}: {shortened(record, 40)}{shortened(one.field, 40)} {old} → {new}"


def more_differences(fields: int, records: int) -> list[str]:
    """Say how many fields more were changed, and of how many records they were not counted."""
    told = [f"{fields} more"] if fields else []
    if records:
        told.append("those of 1 more record" if records == 1 else f"those of {records} more records")
    return [f"  and {' and '.join(told)}"] if told else []

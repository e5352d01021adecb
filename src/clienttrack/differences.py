"""What an operation has changed of records that were there before, or given them: the first, and how much more."""

import json
from dataclasses import dataclass

from clienttrack.book import Reader, Row
from clienttrack.images import images_of
from clienttrack.money import amount_words
from clienttrack.screen import shortened
from clienttrack.vocabulary import AddressKind

COMPARED = 200
LETTERS_TOLD = 1_000
# What was added and then completed by one operation was not there before.
_CHANGED = """operation_id = :id AND old IS NOT NULL AND new IS NOT NULL
    AND table_name IN ('client', 'contact', 'touchpoint', 'task', 'payment', 'custom_field', 'contact_field')
    AND NOT EXISTS (SELECT 1 FROM row_change AS a WHERE a.table_name = row_change.table_name
        AND a.row_id = row_change.row_id AND a.operation_id = :id AND a.old IS NULL)"""
_MADE = "(SELECT row_id FROM row_change WHERE operation_id = :id AND table_name = '{}' AND old IS NULL)"


def _was(table: str, column: str, row: str = "r.row_id") -> str:
    """Give what stands in a row, or stood there when it went."""
    return f"""coalesce((SELECT {column} FROM {table} WHERE id = {row}), (SELECT json_extract(l.old, '$.{column}')
        FROM row_change AS l WHERE l.table_name = '{table}' AND l.row_id = {row} AND l.old IS NOT NULL
        ORDER BY l.id DESC LIMIT 1))"""


# What was added to a client or contact that the same operation has not made.
_GAINED = f"""SELECT * FROM (
    SELECT r.id, r.table_name, r.row_id, r.client_id, CASE r.table_name
        WHEN 'address' THEN {_was("address", "contact_id")}
        WHEN 'contact_field' THEN {_was("contact_field", "contact_id")}
        WHEN 'external_id' THEN {_was("external_id", "contact_id")} END AS contact_id
    FROM row_change AS r WHERE r.operation_id = :id AND r.old IS NULL
    AND r.table_name IN ('address', 'alias', 'client_tag', 'contact_field', 'custom_field', 'domain', 'external_id')
    AND r.client_id NOT IN {_MADE.format("client")}
    AND (r.table_name <> 'external_id' OR {_was("external_id", "entity")} IN ('client', 'contact')))
    WHERE contact_id IS NULL OR contact_id NOT IN {_MADE.format("contact")}"""
_UPDATED = f"""SELECT count(DISTINCT iif(contact_id IS NULL, client_id, NULL)) AS clients,
    count(DISTINCT contact_id) AS contacts FROM (
        SELECT client_id, contact_id FROM ({_GAINED})
        UNION ALL SELECT client_id, CASE table_name WHEN 'contact' THEN row_id
            WHEN 'contact_field' THEN json_extract(old, '$.contact_id') END FROM row_change
        WHERE operation_id = :id AND old IS NOT NULL AND new IS NOT NULL
        AND table_name IN ('client', 'contact', 'custom_field', 'contact_field')
        AND NOT (table_name = 'contact' AND row_id IN {_MADE.format("contact")})
        AND client_id NOT IN {_MADE.format("client")})"""
_UNSAID = frozenset({"id", "client_id", "name_key", "value_key", "told_stage_on", "closed_on"})
_NAMED = {"told_stage": "stage", "tier_id": "tier", "happened_on": "on", "due_on": "by"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record that was changed; ``None`` is empty, and of a long text this is the beginning.

    One of which there are several, such as an e-mail, was ``gained`` beside those that were there.
    """

    client: str
    record: str
    field: str
    old: str | None
    new: str | None
    gained: bool = False


@dataclass(frozen=True, slots=True)
class Updated:
    """How many clients and contacts that were there before were changed or gained something."""

    clients: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Differences:
    """The first fields that were changed, how many more there are of the records compared, and records not compared."""

    first: tuple[Difference, ...] = ()
    more: int = 0
    more_records: int = 0


def differences(reader: Reader, operation_id: int, limit: int, *, gains: bool = True) -> Differences:
    """Give the first fields that an operation has changed, in the order of the records; of many rows only some.

    What records have gained stands behind; without ``gains`` nobody looks for it.
    """
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
    gained = reader.rows(f"{_GAINED} ORDER BY id LIMIT :limit", id=operation_id, limit=COMPARED if gains else 0)
    found += [_gain(reader, row) for row in gained]
    more = len(found[limit:])
    if len(gained) == COMPARED:
        more += reader.value(f"SELECT count(*) FROM ({_GAINED})", id=operation_id) - COMPARED
    return Differences(tuple(found[:limit]), more, more_records)


def updated(reader: Reader, operation_id: int) -> Updated:
    """Count the clients and contacts that an operation has changed or given more."""
    found = reader.line(Updated, _UPDATED, id=operation_id)
    assert found is not None
    return found


def _gain(reader: Reader, row: Row) -> Difference:
    """Say what one row that was added tells of its client or contact."""
    (image,) = images_of(reader, reader.rows("SELECT * FROM row_change WHERE id = :id", id=row["id"]))
    new = image.new or {}
    match image.table:
        case "address":
            field, value = "e-mail" if new["kind"] == AddressKind.EMAIL else new["kind"], new["value"]
        case "alias" | "domain":
            field, value = image.table, new[image.table]
        case "client_tag":
            field, value = "tag", reader.value(f"SELECT {_was('tag', 'name', ':tag')}", tag=new["tag_id"])
        case "external_id":
            field, value = f"id of {new['system']}", new["value"]
        case _:
            field, value = new["name"], new["value"]
    handle, _ = client_of(reader, row["client_id"])
    name = reader.value(f"SELECT {_was('contact', 'name', ':contact')}", contact=row["contact_id"])
    record = "client" if row["contact_id"] is None else f"contact {name}"
    return Difference(handle, record, field, None, _beginning(str(value)), gained=True)


def _of_row(reader: Reader, number: int, tiers: dict[int, str]) -> list[Difference]:
    """Compare one record at a time: each is read whole, and a field may be megabytes."""
    row = reader.row("SELECT table_name, client_id, old, new FROM row_change WHERE id = :id", id=number)
    assert row is not None
    old, new = json.loads(row["old"]), json.loads(row["new"])
    record = row["table_name"] if row["table_name"] != "contact" else f"contact {new['name']}"
    found = []
    for column in new:
        pair = old.get(column), new[column]
        if column in _UNSAID or pair[0] == pair[1]:
            continue
        told = [tiers.get(value, value) if column == "tier_id" else value for value in pair]
        if column == "amount":
            told = [amount_words(image["amount"], image["currency"]) for image in (old, new)]
        name = new["name"] if row["table_name"].endswith("_field") else _NAMED.get(column, column)
        before, after = (None if value is None else _beginning(str(value)) for value in told)
        handle, _ = client_of(reader, row["client_id"])
        found.append(Difference(handle, record, name.removesuffix("_on"), before, after))
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
    if one.gained:
        return f"  {one.client}: {shortened(record, 40)}+ {shortened(one.field, 40)} {new}"
    return f"  {one.client}: {shortened(record, 40)}{shortened(one.field, 40)} {old} → {new}"


def more_differences(fields: int, records: int) -> list[str]:
    """Say how many fields more were changed, and of how many records they were not counted."""
    told = [f"{fields} more"] if fields else []
    if records:
        told.append("those of 1 more record" if records == 1 else f"those of {records} more records")
    return [f"  and {' and '.join(told)}"] if told else []

"""Giving staged rows the records that keys have found, and numbers to those that are new."""

from clienttrack.book import Change
from clienttrack.slices.rows.rules.telling import CLIENTS

# Rows about themselves come before those that only name a record.
_PLACE = f"iif(s.entity = '{CLIENTS}', s.id, s.id + (1 << 40))"
# What a mapping may leave out of the keys by which a row finds its own record; ids and handles always count.
_KEY_OF = {"email": "email", "domain": "domain", "phone": "phone", "name": "name", "core": "name"}


def left(change: Change, condition: str) -> bool:
    """Tell whether any staged row meets a condition."""
    return bool(change.value(f"SELECT EXISTS (SELECT 1 FROM temp.staged WHERE {condition})"))


def take(change: Change, entity: str, matched: str, found: str, *, sure: bool = False) -> int:
    """Give rows the record that a key has found; ``sure`` only where it is a single one. Gives how many rows."""
    prefix = "" if entity == "client" else "contact_"
    return change.run(
        f"""UPDATE temp.staged AS t SET {entity}_id = f.found, {prefix}matches = f.many, {prefix}matched = :matched
        FROM (SELECT row, min(found) AS found, count(DISTINCT found) AS many FROM ({found}) GROUP BY row) AS f
        WHERE t.id = f.row AND t.{entity}_id IS NULL{" AND f.many = 1" if sure else ""}
        {allowed("t", entity, matched)}""",
        matched=matched,
    )


def allowed(row: str, entity: str, matched: str) -> str:
    """Give the condition that the mapping of a row's file lets it find its own record so; its company it always may."""
    if matched not in _KEY_OF:
        return ""
    other = f"({row}.entity <> '{CLIENTS}' AND {row}.person = 0) OR " if entity == "client" else ""
    return f"""AND ({other}EXISTS (SELECT 1 FROM temp.file_key AS k
        WHERE k.file = {row}.file AND k.key = '{_KEY_OF[matched]}'))"""


def make_new(change: Change, entity: str, key: str, condition: str) -> int:
    """Number the new records of one level, one per key, in the order of the rows; give how many rows that settles.

    Clients that have a row of their own come before those that other tables only name.
    """
    prefix = "" if entity == "client" else "contact_"
    names = "newcomer" if entity == "client" else "new_contact"
    last = change.value(
        f"""SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{entity}'), 0),
        coalesce((SELECT max({entity}_id) FROM temp.{names}), 0))"""
    )
    settled = change.run(
        f"""UPDATE temp.staged AS t SET {entity}_id = :last + n.number, {prefix}matched = 'new', {prefix}matches = 1
        FROM (SELECT row, dense_rank() OVER (ORDER BY first_row) AS number FROM (
            SELECT s.id AS row, min({_PLACE}) OVER (PARTITION BY {key}) AS first_row FROM temp.staged AS s
            WHERE {condition})) AS n
        WHERE t.id = n.row""",
        last=last,
    )
    change.run(
        f"INSERT INTO temp.{names} SELECT DISTINCT {entity}_id FROM temp.staged WHERE {entity}_id > :last", last=last
    )
    return settled


def number_by_rows(change: Change, entity: str) -> None:
    """Number the new records of several levels in the order of the rows."""
    names = "newcomer" if entity == "client" else "new_contact"
    change.run("CREATE TEMP TABLE renumbered (old INTEGER PRIMARY KEY, number INTEGER)")
    change.run(
        f"""INSERT INTO temp.renumbered SELECT {entity}_id, (SELECT min({entity}_id) FROM temp.{names}) - 1
            + row_number() OVER (ORDER BY first_row)
        FROM (SELECT {entity}_id, min({_PLACE}) AS first_row FROM temp.staged AS s
            WHERE {entity}_id IN (SELECT {entity}_id FROM temp.{names}) GROUP BY {entity}_id)"""
    )
    change.run(
        f"""UPDATE temp.staged SET {entity}_id = n.number FROM temp.renumbered AS n
        WHERE staged.{entity}_id = n.old AND n.number <> n.old"""
    )
    change.run("DROP TABLE temp.renumbered")

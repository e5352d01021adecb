"""What stands in the way of an import, and what an import has done to the book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clienttrack.book import Reader
from clienttrack.screen import shortened
from clienttrack.tables.problems import Problem


@dataclass(frozen=True, slots=True)
class Counts:
    """A number for each kind of record."""

    clients: int = 0
    contacts: int = 0
    touchpoints: int = 0
    tasks: int = 0


_SEVERAL = """
    SELECT s.file, s.line, s.called AS words, 'several clients of the book, or none for certain' AS what
    FROM temp.staged AS s WHERE s.matches > 1
    UNION ALL
    SELECT s.file, s.line, s.contact_called, 'several contacts of one client'
    FROM temp.staged AS s WHERE s.contact_matches > 1
    UNION ALL
    SELECT s.file, s.line, s.called, 'one client by its id and another by its handle' FROM temp.staged AS s
    JOIN client AS c ON c.handle = s.handle WHERE s.matched = 'id' AND c.id <> s.client_id
    UNION ALL
    SELECT s.file, s.line, s.called, 'the same client of the book as a row with another id or handle'
    FROM temp.staged AS s WHERE s.matched IN ('name', 'domain', 'email') AND s.client_id IN (
        SELECT client_id FROM temp.staged WHERE matched IN ('name', 'domain', 'email') GROUP BY client_id, system
        HAVING count(DISTINCT client_ref) > 1 OR count(DISTINCT handle) > 1
            OR count(DISTINCT iif(person, coalesce(contact_ref, email_key), NULL)) > 1)
    UNION ALL
    SELECT s.file, s.line, s.contact_called, 'the same contact of the book as a row with another id'
    FROM temp.staged AS s WHERE s.contact_matched IN ('name', 'email') AND s.contact_id IN (
        SELECT contact_id FROM temp.staged WHERE contact_matched IN ('name', 'email') GROUP BY contact_id, system
        HAVING count(DISTINCT contact_ref) > 1)
    ORDER BY 1, 2
"""
_RETIRED = """
    SELECT s.file, s.line, s.handle AS words FROM temp.staged AS s JOIN alias AS a ON a.alias = s.handle
    WHERE a.client_id IS NULL ORDER BY 1, 2
"""


def conflicts(reader: Reader, names: Sequence[str]) -> Iterator[Problem]:
    """Give every row whose keys mean several records, or ask for a handle that is never given again."""
    for row in reader.rows(_SEVERAL):
        message = f"'{shortened(row['words'] or '', 60)}' means {row['what']}; give its handle or id"
        yield Problem(names[row["file"]], row["line"], None, "ambiguous-match", message)
    for row in reader.rows(_RETIRED):
        message = f"the handle '{row['words']}' belonged to a client that was removed; choose another one"
        yield Problem(names[row["file"]], row["line"], None, "constraint-error", message)


_CREATED = "SELECT count(*) FROM row_change WHERE operation_id = :id AND table_name = :table AND old IS NULL"
_UPDATED_CLIENTS = """
    SELECT count(DISTINCT client_id) FROM row_change WHERE operation_id = :id
    AND (table_name IN ('alias', 'domain', 'client_tag', 'custom_field', 'tier_move', 'stage_move')
        OR (table_name = 'client' AND old IS NOT NULL)
        OR (table_name = 'external_id' AND (SELECT contact_id FROM external_id WHERE id = row_id) IS NULL)
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
ARCHIVED = """
    SELECT count(*) FROM client WHERE archived_on IS NOT NULL AND id IN (SELECT client_id FROM temp.staged)
"""


def counted(reader: Reader, operation_id: int) -> tuple[Counts, Counts, Counts]:
    """Give what one import has created, updated and left as it was."""
    tables = {"clients": "client", "contacts": "contact", "touchpoints": "touchpoint", "tasks": "task"}
    created = Counts(**{name: reader.value(_CREATED, id=operation_id, table=table) for name, table in tables.items()})
    updated = Counts(
        clients=reader.value(_UPDATED_CLIENTS, id=operation_id),
        contacts=reader.value(_UPDATED_CONTACTS, id=operation_id),
    )
    met = reader.line(Counts, _MET)
    assert met is not None
    return (
        created,
        updated,
        Counts(**{name: getattr(met, name) - getattr(created, name) - getattr(updated, name) for name in tables}),
    )

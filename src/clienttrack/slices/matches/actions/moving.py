"""Contacts that the book knows at another client than the one a row names."""

from collections.abc import Iterator

from clienttrack.book import Change
from clienttrack.images import was_sql
from clienttrack.screen import shortened
from clienttrack.slices.rows.rules.telling import CONTACTS
from clienttrack.vocabulary import ClientKind

NAMED = 5
# Whom the user has moved stays; whoever is a client of their own is not one contact of another by a mere table.
_MISPLACED = f"""CREATE TEMP TABLE misplaced AS SELECT p.id AS contact_id, p.client_id AS at_id, min(s.id) AS row,
        s.client_id AS told_id, s.called, p.name, c.name AS at_name, c.handle, c.kind,
        {was_sql("contact", "p", "client_id", "s.client_id")} AS was_there
    FROM temp.staged AS s JOIN contact AS p ON p.id = s.contact_id JOIN client AS c ON c.id = p.client_id
    WHERE s.contact_matched IN ('id', 'moved') AND s.entity = '{CONTACTS}' AND s.client_id <> p.client_id
    GROUP BY p.id"""


def settle_misplaced(change: Change, *, move: bool) -> Iterator[str]:
    """Note in ``temp.moved_contact`` whom the rows move to another client, leave all others; says what is the case."""
    change.run("CREATE TEMP TABLE moved_contact (contact_id INTEGER PRIMARY KEY, client_id INTEGER)")
    if not change.value("SELECT EXISTS (SELECT 1 FROM temp.staged WHERE contact_matched IN ('id', 'moved'))"):
        return
    change.run(_MISPLACED)
    if move:
        change.run(
            f"""INSERT INTO temp.moved_contact SELECT contact_id, told_id FROM temp.misplaced
            WHERE kind <> '{ClientKind.PERSON}' AND NOT was_there"""
        )
    _leave(change)
    rows = change.rows(
        """SELECT t.*, m.contact_id IS NOT NULL AS moves, coalesce(c.name, t.called) AS told, c.handle AS told_handle
        FROM temp.misplaced AS t
        LEFT JOIN temp.moved_contact AS m USING (contact_id) LEFT JOIN client AS c ON c.id = t.told_id
        WHERE NOT t.was_there ORDER BY t.row"""
    )
    for row in rows[:NAMED]:
        name, at, told = (shortened(row[column] or "", 60) for column in ("name", "at_name", "told"))
        if row["moves"]:
            yield f"{name} goes from {at} to {told}, as the file says."
        elif row["kind"] == ClientKind.PERSON and row["told_handle"]:
            yield (
                f"{name} is a client here and works for {told} by the file; "
                f"`clienttrack client merge {row['told_handle']} {row['handle']}` joins the two."
            )
        else:
            yield f"{name} stays with {at}; the file says {told}."
    if len(rows) > NAMED:
        yield f"{len(rows) - NAMED} more contacts are at another client than the file says."


def _leave(change: Change) -> None:
    """Let the rows of contacts that stay where they are tell nothing of the client they name."""
    stays = """contact_id IN (SELECT contact_id FROM temp.misplaced WHERE contact_id NOT IN (
        SELECT contact_id FROM temp.moved_contact))"""
    change.run(f"DELETE FROM temp.staged_domain WHERE row IN (SELECT id FROM temp.staged WHERE {stays})")
    change.run(
        f"""UPDATE temp.staged AS s SET client_id = p.client_id, matched = 'contact', handle = NULL, domain = NULL,
        client_ref = NULL, company_ref = NULL, name_key = NULL, core = NULL, name = NULL
        FROM contact AS p WHERE p.id = s.contact_id AND s.{stays}"""
    )

"""What stands in the way of staged rows: keys that mean several records, and what a rule forbids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clienttrack.book import Reader, Row
from clienttrack.screen import shortened
from clienttrack.slices.rows.rules.telling import CLIENTS, CONTACTS
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted
from clienttrack.tables.problems import Problem
from clienttrack.vocabulary import NEXT_STEP

IN_BOOK = "('external_id', 'contact', 'handle', 'email', 'domain', 'phone', 'name', 'core')"
CONTACT_IN_BOOK = "('number', 'id', 'email', 'phone', 'name', 'moved')"
# The record that a row is about is its contact, else its client.
THERE = f"""(CASE WHEN s.contact_key IS NULL THEN s.matched IN {IN_BOOK}
    ELSE s.contact_matched IN {CONTACT_IN_BOOK} END)"""

# Not the whole rows: a cell may hold megabytes, and there may be many rows in the way.
TOLD = "s.id, s.file, s.line, s.called, s.contact_called, s.handle"
_SAME_HANDLE = f"""
    SELECT {TOLD} FROM temp.staged AS s WHERE s.handle IN (
        SELECT handle FROM temp.staged WHERE handle IS NOT NULL GROUP BY handle
        HAVING count(*) > 1 AND (count(DISTINCT core) > 1 OR count(DISTINCT system || client_ref) > 1)) ORDER BY s.id
"""
_AMBIGUOUS = {
    "several clients of the book, or none for certain": f"SELECT {TOLD} FROM temp.staged AS s WHERE s.matches > 1",
    "several contacts of one client": f"SELECT {TOLD} FROM temp.staged AS s WHERE s.contact_matches > 1",
    "the same client of the book as a row with another id or handle": f"""
        SELECT {TOLD} FROM temp.staged AS s WHERE s.matched IN ('name', 'core', 'domain', 'email', 'phone')
        AND s.client_id IN (
            SELECT client_id FROM temp.staged WHERE matched IN ('name', 'core', 'domain', 'email', 'phone')
            GROUP BY client_id, system HAVING count(DISTINCT client_ref) > 1 OR count(DISTINCT handle) > 1
                OR count(DISTINCT iif(person, coalesce(contact_ref, email_key), NULL)) > 1)""",
    "the same contact of the book as a row with another id": f"""
        SELECT {TOLD} FROM temp.staged AS s WHERE s.contact_matched IN ('name', 'email', 'phone') AND s.contact_id IN (
            SELECT contact_id FROM temp.staged WHERE contact_matched IN ('name', 'email', 'phone')
            GROUP BY contact_id, system HAVING count(DISTINCT contact_ref) > 1)""",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A staged row, by its number, and what stands in its way."""

    row: int
    problem: Problem


# In our own export every client has a row, so a contact of any other one is a contact of nobody.
_OF_NOBODY = f"""
    SELECT {TOLD} FROM temp.staged AS s WHERE s.number IS NOT NULL AND s.entity = '{CONTACTS}' AND s.matched = 'new'
    AND s.client_id NOT IN (SELECT client_id FROM temp.staged WHERE entity = '{CLIENTS}') ORDER BY s.id
"""


def within_files(reader: Reader, names: Sequence[str]) -> Iterator[Conflict]:
    """Give the staged rows that contradict another one, or stand upon one that is not there."""
    for row in reader.rows(_OF_NOBODY):
        what = f"no client of the book or of these files has the handle '{shortened(row['handle'] or '', 60)}'"
        yield conflict(row, names, "dangling-id", what)
    for row in reader.rows(_SAME_HANDLE):
        what = f"another row has the handle '{row['handle']}' with another name or id; give each its own"
        yield conflict(row, names, "ambiguous-match", what)
    rows = reader.rows(
        f"""SELECT {TOLD} FROM temp.staged AS s WHERE (s.next_step IS NOT NULL OR s.next_step_on IS NOT NULL)
        AND s.client_id IN (SELECT t.client_id FROM temp.staged AS t LEFT JOIN client AS c ON c.id = t.client_id
            WHERE t.stage = 'lost' AND c.told_stage IS NOT 'lost') ORDER BY s.id"""
    )
    for row in rows:
        words = shortened(row["called"] or "", 60)
        message = f"'{words}' is told to be lost, so a promise to them would never come up; leave out the next step"
        yield conflict(row, names, "constraint-error", message)


def with_book(reader: Reader, names: Sequence[str], wanted: Wanted) -> Iterator[Conflict]:
    """Give every staged row whose keys mean several records, or that a rule or the user's wish forbids."""
    for what, sql in _AMBIGUOUS.items():
        for row in reader.rows(f"{sql} ORDER BY s.id"):
            words = shortened(row["contact_called"] if "contact" in what else row["called"] or "", 60)
            yield conflict(row, names, "ambiguous-match", f"'{words}' means {what}; give its handle or id")
    for row in reader.rows(
        f"""SELECT {TOLD} FROM temp.staged AS s JOIN alias AS a ON a.alias = s.handle
        WHERE a.client_id IS NULL ORDER BY s.id"""
    ):
        message = f"the handle '{row['handle']}' belonged to a client that was removed; choose another one"
        yield conflict(row, names, "constraint-error", message)
    yield from _broken_promises(reader, names)
    if wanted.on_match is OnMatch.ERROR:
        for row in reader.rows(f"SELECT {TOLD} FROM temp.staged AS s WHERE {THERE} ORDER BY s.id"):
            words = shortened(row["contact_called"] or row["called"] or "", 60)
            yield conflict(row, names, "already-there", f"'{words}' is in the book already")


def _broken_promises(reader: Reader, names: Sequence[str]) -> Iterator[Conflict]:
    """Give the rows that would leave a promise where it never comes up: with a client that is archived or lost."""
    rows = reader.rows(
        f"""SELECT {TOLD}, c.handle AS known, c.archived_on IS NOT NULL AS archived FROM temp.staged AS s
        JOIN client AS c ON c.id = s.client_id WHERE (s.next_step IS NOT NULL OR s.next_step_on IS NOT NULL)
            AND (c.archived_on IS NOT NULL OR c.told_stage = 'lost')
            AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.client_id = c.id AND t.text = coalesce(s.next_step, :plain)
                AND t.due_on IS s.next_step_on)
        ORDER BY s.id""",
        plain=NEXT_STEP,
    )
    for row in rows:
        how = "archived" if row["archived"] else "lost"
        message = f"{row['known']} is {how}, so a promise to them would never come up; restore them first"
        yield conflict(row, names, "constraint-error", message)
    rows = reader.rows(
        f"""SELECT {TOLD}, c.handle AS known FROM temp.staged AS s JOIN client AS c ON c.id = s.client_id
        WHERE s.stage = 'lost' AND c.told_stage IS NOT 'lost'
            AND EXISTS (SELECT 1 FROM task AS t WHERE t.client_id = c.id AND t.status = 'open') ORDER BY s.id"""
    )
    for row in rows:
        message = f"{row['known']} has open tasks, so it cannot become lost; finish or drop them first"
        yield conflict(row, names, "constraint-error", message)


def conflict(row: Row, names: Sequence[str], code: str, message: str) -> Conflict:
    """Say what stands in the way of a staged row."""
    return Conflict(row["id"], Problem(names[row["file"]], row["line"], None, code, message))

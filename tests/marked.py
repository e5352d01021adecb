"""A book in which every text says where it stands, so that a test can tell what has found its way into a report.

Every table has a row; every column of text that takes any word is marked, those that come later as well. A mark looks
like ``zz-contact-notes-3-zz``: table, column and number of the row.
"""

import re
import sqlite3
from datetime import timedelta
from typing import NamedTuple

from clienttrack import schema
from clienttrack.book import Change
from clienttrack.vocabulary import DueKind
from tests.conftest import TODAY, Given

CADENCE = "77d"
# Texts with a grammar of their own: a mark would not be read.
NOT_MARKED = frozenset({"client.cadence", "cadence_cell.interval", "task.repeat_interval"})
_MARK = re.compile(r"zz-([a-z_]+)-([a-z_]+)-([0-9]+)-zz")


class Mark(NamedTuple):
    """Where a text stands in the book."""

    table: str
    column: str
    row: int

    @property
    def place(self) -> str:
        """The table and the column."""
        return f"{self.table}.{self.column}"


class MarkedRows(NamedTuple):
    """The rows whose texts a client may not read although others of their table are for them."""

    note: int
    talk_with_another: int
    notes_of_a_meeting: int
    implied_need: int
    passed_meeting: int
    who_left: int


def marks_in(text: str) -> set[Mark]:
    """Give all marks that a text holds."""
    return {Mark(table, column, int(row)) for table, column, row in _MARK.findall(text)}


def fill(given: Given) -> MarkedRows:
    """Fill the book of a test: one client with a line of every kind on the morning list, and everything marked."""
    rows = _written(given)
    with given.change() as change:
        change.run("UPDATE cadence_cell SET interval = :interval", interval=CADENCE)
        for table in schema.JOURNALLED:
            assert change.value(f"SELECT count(*) FROM {table}"), f"the marked book has no {table}"
            for column in change.rows(f"SELECT name FROM pragma_table_info('{table}') WHERE type = 'TEXT'"):
                if f"{table}.{column['name']}" not in NOT_MARKED:
                    _mark(change, table, column["name"])
    return rows


def _mark(change: Change, table: str, column: str) -> None:
    change.run("SAVEPOINT marking")
    try:
        change.run(f"UPDATE {table} SET {column} = 'zz-{table}-{column}-' || id || '-zz'")
    except sqlite3.IntegrityError as error:
        # A CHECK of this column allows only words of a list, or days; any other refusal is a fault of this book.
        if "CHECK constraint failed" not in str(error):
            raise
        change.run("ROLLBACK TO marking")
    change.run("RELEASE marking")


def _written(given: Given) -> MarkedRows:
    day = timedelta(days=1)
    acme = given.client("Acme", tier="core", told_stage="deep", since_on=TODAY - 900 * day, cadence=CADENCE)
    other = given.client("Other", archived_on=TODAY)
    jo = given.contact(acme, "Jo", email="jo@acme.example", decision="decides", level="owner")
    al = given.contact(acme, "Al", email="al@acme.example", decision="blocks")
    gone = given.contact(acme, "Gone", left_on=TODAY - 9 * day)
    talk = given.touchpoint(acme, on=TODAY - 200 * day)
    with_al = given.touchpoint(acme, on=TODAY - 150 * day)
    note = given.touchpoint(acme, on=TODAY - day, kind="note")
    met = given.touchpoint(acme, on=TODAY - 210 * day, kind="meeting")
    held = given.meeting(acme, on=TODAY - 210 * day, status="held", touchpoint_id=met, form="form")
    # Of this client nothing newer is known than what holding a meeting has logged.
    beta = given.client("Beta")
    given.contact(beta, "Bo", email="bo@beta.example")
    logged = given.touchpoint(beta, on=TODAY - day, kind="meeting")
    given.meeting(beta, on=TODAY - day, status="held", touchpoint_id=logged)
    given.task(beta, "beta", due_on=TODAY)
    passed = given.meeting(acme, on=TODAY - day, goal="goal", question_set="set", because="because")
    ahead = given.meeting(acme, on=TODAY + day, goal="goal", question_set="set")
    given.answer(held, "goal", "answer", asked="asked")
    late = given.task(acme, "late", due_on=TODAY - day, contact_id=jo, because="because")
    given.task(acme, "theirs", due_on=TODAY, side="theirs", repeat_kind="+", repeat_interval="7d")
    stated = given.need(acme, "stated", status="proposed", on=TODAY - 99 * day, evidence="evidence", contact_id=jo)
    implied = given.need(acme, "implied", status="proposed", on=TODAY - 99 * day, origin="implied")
    for kind in ("quote", "risk", "personal"):
        given.remark(acme, kind, kind, on=TODAY, contact_id=jo)
    with given.change() as change:
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=jo)
        change.add("touchpoint_contact", touchpoint_id=with_al, contact_id=al)
        change.add("meeting_contact", meeting_id=ahead, contact_id=jo)
        change.add("alias", client_id=acme, alias="alias", alias_key="alias")
        change.add("domain", client_id=acme, domain="acme.example")
        change.add("custom_field", client_id=acme, name="name", value="value")
        change.add("contact_field", client_id=acme, contact_id=jo, name="name", value="value")
        change.add("client_tag", client_id=acme, tag_id=change.add("tag", name="tag", name_key="tag"))
        change.add("need_move", client_id=acme, need_id=stated, status="proposed", moved_on=TODAY, because="because")
        change.add("external_id", client_id=acme, entity="client", system="system", value="value")
        change.add("distinct_pair", client_id=acme, other_id=other)
        change.add("snooze", client_id=acme, kind=DueKind.TASK, record_id=late, until_on=TODAY, because="because",
                   set_on=TODAY)  # fmt: skip
        change.add("tier_move", client_id=acme, to_tier_id=1, moved_on=TODAY, because="because")
        change.add("stage_move", client_id=acme, stage="deep", moved_on=TODAY, because="because")
    return MarkedRows(note, with_al, logged, implied, passed, gone)

"""A book in which every text says where it stands, so that a test can tell what has found its way into a report.

Every table has a row; every column of text that takes any word is marked, those that come later as well. A mark looks
like ``z0-contact-notes-3-0z``: table, column and number of the row, and no word that a name has too.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from clienttrack import schema
from clienttrack.book import Change, Reader
from clienttrack.vocabulary import DueKind, NeedOrigin, NeedStatus, ProfileField, RemarkKind, TaskStatus
from tests.conftest import TODAY, Given

CADENCE = "77d"
# Texts with a grammar of their own: a mark would not be read.
NOT_MARKED = frozenset(
    {"client.cadence", "cadence_cell.interval", "task.repeat_interval", "operation.at", "payment.currency"}
)
MARKED_TOO = ("batch_file", "operation")
LONG_AGO = date(1951, 3, 4)
PRIVATE_NUMBER = 7654321
_MARK = re.compile(r"z0-([a-z_]+)-([a-z_]+)-([0-9]+)-0z")


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
    """The rows whose texts a client may not read although others of their table are for them.

    ``met`` is a client whose meeting of yesterday is to be followed up, ``older`` one of their meetings before;
    ``labels`` say by table and number what their rows are.
    """

    note: int
    talk_with_another: int
    notes_of_a_meeting: int
    implied_need: int
    passed_meeting: int
    who_left: int
    met: int
    older: int
    labels: Mapping[tuple[str, int], str]

    def named(self, text: str) -> set[str]:
        """Give all marks that a text holds, each as a place and what the row is: ``answer.text goal``."""
        return {f"{one.place} {self.labels.get((one.table, one.row), one.row)}" for one in marks_in(text)}


def marks_in(text: str) -> set[Mark]:
    """Give all marks that a text holds, in Markdown too."""
    return {Mark(table, column, int(row)) for table, column, row in _MARK.findall(text.replace("\\", ""))}


def without_marks(text: str) -> str:
    """Give what a text holds beside marks."""
    return _MARK.sub("", text.replace("\\", ""))


def fill(given: Given) -> MarkedRows:
    """Fill the book of a test: one client with a line of every kind on the morning list, and everything marked."""
    rows = _written(given)
    with given.change() as change:
        change.run("UPDATE cadence_cell SET interval = :interval", interval=CADENCE)
        for table in (*schema.JOURNALLED, *MARKED_TOO):
            assert change.value(f"SELECT count(*) FROM {table}"), f"the marked book has no {table}"
            for column in text_columns(change, table):
                if f"{table}.{column}" not in NOT_MARKED:
                    _mark(change, table, column)
    return rows


def text_columns(reader: Reader, table: str) -> list[str]:
    """Give the columns of a table that hold text, days among them."""
    return [row["name"] for row in reader.rows(f"SELECT name FROM pragma_table_info('{table}') WHERE type = 'TEXT'")]


def _mark(change: Change, table: str, column: str) -> None:
    change.run("SAVEPOINT marking")
    try:
        change.run(f"UPDATE {table} SET {column} = 'z0-{table}-{column}-' || id || '-0z'")
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
    given.payment(acme, PRIVATE_NUMBER, on=TODAY - day, project="project", note="note")
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
        change.add("rating", client_id=acme, factor="growth", rating=4, rated_on=LONG_AGO, because="because")
        change.add("referral", client_id=acme, referred_id=beta, told_on=LONG_AGO)
        change.add("playbook_step", client_id=acme, task_id=late, playbook="playbook", stage="deep", step="step",
                   falls_on=TODAY)  # fmt: skip
        change.add(
            "risk_answer", client_id=acme, answered_on=TODAY, points=PRIVATE_NUMBER, terms="terms", because="because"
        )
        change.add("snooze", client_id=acme, kind=DueKind.TASK, record_id=late, until_on=TODAY, because="because",
                   set_on=TODAY)  # fmt: skip
        change.add("tier_move", client_id=acme, to_tier_id=1, moved_on=TODAY, because="because")
        change.add("stage_move", client_id=acme, stage="deep", moved_on=TODAY, because="because")
        words = dict.fromkeys(("file", "sha256", "mapping", "encoding"), "words")
        change.add("batch_file", operation_id=None, rows=PRIVATE_NUMBER, **words)
    labels: dict[tuple[str, int], str] = {}
    met, older = _met(given, other, labels)
    return MarkedRows(note, with_al, logged, implied, passed, gone, met, older, labels)


def _met(given: Given, stranger: int, labels: dict[tuple[str, int], str]) -> tuple[int, int]:
    """Add a client whose meeting of yesterday is to be followed up, and give them and an older meeting of theirs."""

    def named(table: str, label: str, number: int) -> int:
        labels[table, number] = label
        return number

    named("client", "stranger", stranger)
    gamma = named("client", "main", given.client(
        "Gamma", added_on=LONG_AGO, since_on=LONG_AGO, told_stage="deep", told_stage_on=LONG_AGO, tier="key",
        budget_low=PRIVATE_NUMBER, budget_high=PRIVATE_NUMBER))  # fmt: skip
    named("contact", "other", given.contact(stranger, "Other", **_OF_A_CONTACT))
    present = named("contact", "present", given.contact(gamma, "Present", email="p@gamma.example", **_OF_A_CONTACT))
    absent = named("contact", "absent", given.contact(gamma, "Absent", **_OF_A_CONTACT))
    gone = named("contact", "gone", given.contact(gamma, "Gone", left_on=LONG_AGO, **_OF_A_CONTACT))
    talks = {}
    for label, kind, ago in (("old", "call", 9), ("note", "note", 0), ("meeting", "meeting", 1)):
        talks[label] = named("touchpoint", label, given.touchpoint(gamma, on=TODAY - timedelta(ago), kind=kind))
        with given.change() as change:
            for person in (present, gone):
                change.add("touchpoint_contact", touchpoint_id=talks[label], contact_id=person)
            change.run("UPDATE touchpoint SET minutes = :minutes", minutes=PRIVATE_NUMBER)
    yesterday = TODAY - timedelta(1)
    held = named("meeting", "held", given.meeting(
        gamma, on=yesterday, planned_on=LONG_AGO, status="held", touchpoint_id=talks["meeting"]))  # fmt: skip
    older = named("meeting", "older", given.meeting(gamma, on=LONG_AGO, status="held"))
    named("meeting", "planned", given.meeting(gamma, on=TODAY + timedelta(9)))
    named("meeting", "cancelled", given.meeting(gamma, on=LONG_AGO, status="cancelled"))
    with given.change() as change:
        for person in (present, gone):
            change.add("meeting_contact", meeting_id=held, contact_id=person)
    _said(given, named, gamma, held, present)
    _promised(given, named, gamma, talks["meeting"], present)
    # What somebody said who was not there, and what they were promised, is for nobody who was.
    named("answer", "of who was absent", given.answer(held, "goal", "answer", contact_id=absent))
    named("need", "of who was absent", given.need(gamma, "need", contact_id=absent, meeting_id=held))
    for made_in in (talks["meeting"], None):
        promise = given.task(gamma, "task", due_on=TODAY, contact_id=absent, touchpoint_id=made_in)
        named("task", "to who was absent", promise)
    return gamma, older


_OF_A_CONTACT = {"level": "executive", "decision": "blocks"}
_Named = Callable[[str, str, int], int]


def _said(given: Given, named: _Named, client: int, held: int, who: int) -> None:
    said: dict[str, Any] = {"contact_id": who, "meeting_id": held}
    for field in (*ProfileField, None):
        number = given.answer(held, field, "answer", contact_id=who)
        named("answer", field or "notes", number)
    for origin, status in product(NeedOrigin, NeedStatus):
        told: dict[str, Any] = {"origin": origin, "kano": "delight", "priority": "high", "on": LONG_AGO}
        named("need", f"{origin} {status}", given.need(client, "need", status=status, **said, **told))
    named("need", "elsewhere", given.need(client, "need", contact_id=who))
    for kind in RemarkKind:
        named("remark", kind, given.remark(client, kind, "remark", on=TODAY, **said))


def _promised(given: Given, named: _Named, client: int, talk: int, who: int) -> None:
    repeat = {"repeat_kind": "+", "repeat_interval": CADENCE, "first_on": TODAY}
    for side, made_in in product(("ours", "theirs"), (talk, None)):
        label = side if made_in else f"{side} before"
        told: dict[str, Any] = {"side": side, "contact_id": who, "touchpoint_id": made_in, **repeat}
        named("task", label, given.task(client, "task", due_on=TODAY, **told))
        for status in (TaskStatus.DONE, TaskStatus.DROPPED):
            number = given.task(client, "task", due_on=TODAY, status=status, closed_on=TODAY, **told)
            named("task", f"{label} {status}", number)

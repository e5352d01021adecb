"""What a client may read holds nothing private: every text of a book is marked, and the marks are looked for.

The marks follow the schema: a text column that is added gets one by itself, a table that is added must be filled here.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Table
from sqlmodel import AutoString

from clienttrack import book, schema
from clienttrack.slices.reports import rules
from clienttrack.templating.contexts import CONTEXTS
from clienttrack.vocabulary import (
    DecisionPart,
    KanoClass,
    Level,
    LostReason,
    NeedOrigin,
    NeedStatus,
    ProfileField,
    RemarkKind,
    Stage,
    TaskStatus,
)
from tests.conftest import NOW, TODAY, Given, Run

TABLES = schema.Client.metadata.tables
FOR_CLIENTS = {rules.FOLLOW_UP}
FOR_OUR_EYES = {rules.BRIEF, rules.MINUTES}

# Texts that must have a form of their own; the private ones are looked for too.
FORMED = {
    "cadence_cell.interval": "97d",
    "client.cadence": "97d",
    "client.currency": "XTS",
    "client.language": "en",
    "task.repeat_interval": "97w",
}
# What has no text of the user's own: kept by the program, or a copy of what is marked elsewhere.
KEPT_BY_THE_PROGRAM = {"operation", "row_change", "standing"}
LONG_AGO = date(1951, 3, 4)
PRIVATE_NUMBER = 7654321
MARK = re.compile(r"zz-([a-z_]+)-([a-z_]+)-([a-z]+)-zz")
PRIVATE_WORDS = (Stage, KanoClass, DecisionPart, Level, NeedOrigin, RemarkKind, LostReason)
WORDS = re.compile(
    r"\b(tier|stage|cadence|urgency|snooze|priority|private|97[dw]|XTS|1951|7654321|[tmwiopcys][0-9]+|"
    + "|".join(word for kind in PRIVATE_WORDS for word in kind if word != "other")
    + r")\b",
    re.IGNORECASE,
)


def is_free_text(table: Table, column: Column[Any]) -> bool:
    words_only = any(
        isinstance(check, CheckConstraint) and str(check.sqltext).startswith(f"{column.name} IN (")
        for check in table.constraints
    )
    return isinstance(column.type, AutoString) and not words_only and f"{table.name}.{column.name}" not in FORMED


class Marked:
    """Fills tables so that every free text of every row is a mark of its own."""

    def __init__(self, change: book.Change) -> None:
        self.change = change
        self.filled: set[str] = set()

    def row(self, name: str, label: str, **values: Any) -> int:
        self.filled.add(name)
        return self.change.add(name, **self.marks(name, label, **values))

    def marks(self, name: str, label: str, **values: Any) -> dict[str, Any]:
        table = TABLES[name]
        marks = {one.name: f"zz-{name}-{one.name}-{label}-zz" for one in table.columns if is_free_text(table, one)}
        formed = {place.partition(".")[2]: text for place, text in FORMED.items() if place.startswith(f"{name}.")}
        return {**marks, **formed, **values}

    def rename(self, name: str, label: str, where: str) -> None:
        """Mark the rows that every book has."""
        self.filled.add(name)
        for column, mark in self.marks(name, label).items():
            self.change.run(f"UPDATE {name} SET {column} = :mark WHERE {where}", mark=mark)


def fill(marked: Marked, language: str) -> None:
    """Fill a book with a client whose meeting of yesterday is to be followed up, and a stranger."""
    marked.rename("tier", "first", "id = (SELECT min(id) FROM tier)")
    marked.rename("cadence_cell", "any", "1")
    tier = marked.change.value("SELECT min(id) FROM tier")
    values = {"kind": "organisation", "added_on": LONG_AGO, "since_on": LONG_AGO, "tier_id": tier, "language": language}
    stage = {"told_stage": "deep", "told_stage_on": LONG_AGO, "lost_reason": "needs-misread"}
    money = {"budget_low": PRIVATE_NUMBER, "budget_high": PRIVATE_NUMBER}
    client = marked.row("client", "main", **values, **stage, **money, paused_until=LONG_AGO)
    stranger = marked.row("client", "stranger", **values)
    fill_client(marked, client, stranger, tier)
    people = fill_people(marked, client, stranger)
    talk = fill_talks(marked, client, people)
    fill_promises(marked, client, talk, people["present"])
    fill_meeting(marked, client, talk, people)
    marked.row(
        "external_id", "main", client_id=client, entity="client", contact_id=None, touchpoint_id=None, task_id=None
    )


def fill_client(marked: Marked, client: int, stranger: int, tier: int) -> None:
    for name in ("alias", "domain", "custom_field"):
        marked.row(name, "main", client_id=client)
    marked.row("client_tag", "main", client_id=client, tag_id=marked.row("tag", "main"))
    marked.row("distinct_pair", "main", client_id=client, other_id=stranger)
    marked.row("tier_move", "main", client_id=client, from_tier_id=tier, to_tier_id=tier, moved_on=LONG_AGO)
    marked.row("stage_move", "main", client_id=client, stage="lost", lost_reason="price", moved_on=LONG_AGO)
    marked.row("batch_file", "main", operation_id=None, rows=PRIVATE_NUMBER)
    marked.row("snooze", "main", client_id=client, kind="touch", record_id=client, until_on=LONG_AGO, set_on=LONG_AGO)


def fill_people(marked: Marked, client: int, stranger: int) -> dict[str, int]:
    people = {}
    told = {"level": "executive", "decision": "blocks", "added_on": LONG_AGO}
    for label, whose, left_on in (
        ("present", client, None), ("absent", client, None), ("gone", client, LONG_AGO), ("other", stranger, None)
    ):  # fmt: skip
        people[label] = marked.row("contact", label, client_id=whose, left_on=left_on, **told)
        for name, values in (("address", {"kind": "email", "valid": 1}), ("contact_field", {})):
            marked.row(name, label, client_id=whose, contact_id=people[label], **values)
    return people


def fill_talks(marked: Marked, client: int, people: dict[str, int]) -> int:
    talks = {}
    for label, kind, ago in (("old", "call", 9), ("note", "note", 0), ("meeting", "meeting", 1)):
        day = TODAY - timedelta(ago)
        values = {"client_id": client, "kind": kind, "direction": "out", "happened_on": day, "minutes": PRIVATE_NUMBER}
        talks[label] = marked.row("touchpoint", label, **values)
        for person in ("present", "gone"):
            values = {"touchpoint_id": talks[label], "contact_id": people[person]}
            marked.row("touchpoint_contact", label, **values)
    return talks["meeting"]


def fill_promises(marked: Marked, client: int, talk: int, contact: int) -> None:
    same = {"client_id": client, "contact_id": contact, "due_on": TODAY, "added_on": LONG_AGO, "first_on": TODAY}
    repeat = {"repeat_kind": "+"}
    for side in ("ours", "theirs"):
        for label, made_in in ((f"{side}", talk), (f"{side}before", None)):
            marked.row("task", label, side=side, status="open", touchpoint_id=made_in, **same, **repeat)
        for status in (TaskStatus.DONE, TaskStatus.DROPPED):
            marked.row(
                "task",
                f"{side}{status}",
                side=side,
                status=status,
                closed_on=TODAY,
                touchpoint_id=talk,
                **same,
                **repeat,
            )


def fill_meeting(marked: Marked, client: int, talk: int, people: dict[str, int]) -> None:
    day = TODAY - timedelta(1)
    at = {"client_id": client, "added_on": LONG_AGO}
    held = marked.row("meeting", "held", **at, status="held", planned_on=LONG_AGO, held_on=day, touchpoint_id=talk)
    marked.row("meeting", "older", **at, status="held", planned_on=LONG_AGO, held_on=LONG_AGO)
    marked.row("meeting", "planned", **at, status="planned", planned_on=TODAY + timedelta(9))
    marked.row("meeting", "cancelled", **at, status="cancelled", planned_on=LONG_AGO, cancelled_on=LONG_AGO)
    for person in ("present", "gone"):
        marked.row("meeting_contact", "held", meeting_id=held, contact_id=people[person])
    said = {"client_id": client, "meeting_id": held, "contact_id": people["absent"]}
    for field in (*ProfileField, None):
        marked.row("answer", (field or "notes").replace("_", ""), **said, field=field, answered_on=day)
    for origin in NeedOrigin:
        for status in NeedStatus:
            values = {"origin": origin, "status": status, "kano": "delight", "priority": "high", "status_on": LONG_AGO}
            need = marked.row("need", f"{origin}{status}", **said, **values, added_on=LONG_AGO)
    marked.row("need", "elsewhere", **said | {"meeting_id": None}, **values | {"origin": "stated"}, added_on=LONG_AGO)
    marked.row("need_move", "last", client_id=client, need_id=need, status="open", moved_on=LONG_AGO)
    for kind in RemarkKind:
        marked.row("remark", kind, **said, kind=kind, said_on=day)


@pytest.fixture(params=["en", "zh"])
def marked(given: Given, request: pytest.FixtureRequest) -> Marked:
    words = "zz-operation-words-any-zz"
    with book.changing(given.path, words, today=TODAY, now=NOW, notice=lambda _words: None) as change:
        marked = Marked(change)
        fill(marked, request.param)
    return marked


def marks_in(text: str) -> set[str]:
    return {f"{table}.{column} {label}" for table, column, label in MARK.findall(text.replace("\\", ""))}


WHOM = {"client.name main", "contact.name present"}
MEETING = WHOM | {
    *(f"answer.text {field}" for field in ("goal", "situation", "pain", "successmeasure", "timeline")),
    *(f"need.text stated{status}" for status in ("open", "proposed", "met")),
    *(f"task.text {label}" for label in ("ours", "theirs", "oursbefore", "theirsbefore")),
}
TALK = WHOM | {
    "touchpoint.text latest",
    *(f"task.text {label}" for label in ("ours", "theirs", "oursbefore", "theirsbefore")),
}


def test_every_report_is_for_clients_or_for_our_eyes() -> None:
    assert {name.removesuffix(".md.j2") for name in CONTEXTS if "/" not in name} == FOR_CLIENTS | FOR_OUR_EYES


def test_every_table_is_marked(marked: Marked) -> None:
    assert marked.filled == {*TABLES} - KEPT_BY_THE_PROGRAM


def test_every_text_column_is_marked_or_formed(marked: Marked, given: Given) -> None:
    for name in marked.filled:
        table = TABLES[name]
        for column in (one for one in table.columns if is_free_text(table, one)):
            assert given.value(f"SELECT max({column.name} LIKE 'zz-%-zz') FROM {name}") == 1, f"{name}.{column.name}"


def test_a_letter_after_a_meeting_says_only_what_a_client_may_read(marked: Marked, run: Run) -> None:
    told = run("report", "follow-up", "zz-client-handle-main-zz").out
    assert marks_in(told) == MEETING
    assert not WORDS.findall(MARK.sub("", told))


def test_a_letter_about_a_named_meeting_says_no_more(marked: Marked, given: Given, run: Run) -> None:
    older = given.value("SELECT id FROM meeting WHERE held_on = :day", day=LONG_AGO)
    told = run("report", "follow-up", "zz-client-handle-main-zz", "--meeting", f"m{older}").out
    absent = {"contact.name absent", "contact.name present"} & marks_in(told)
    assert len(absent) == 1
    assert marks_in(told) - absent == {"client.name main", *(one for one in MEETING if one.startswith("task.text"))}
    assert not WORDS.findall(MARK.sub("", told).replace("4 March 1951", "").replace("1951年3月4日", ""))


def test_a_letter_after_a_talk_says_only_what_a_client_may_read(marked: Marked, given: Given, run: Run) -> None:
    with given.change() as change:
        client = change.value("SELECT id FROM client WHERE handle LIKE '%main%'")
        present = change.value("SELECT id FROM contact WHERE name LIKE '%present%'")
        values = {"client_id": client, "kind": "call", "happened_on": TODAY, "minutes": PRIVATE_NUMBER}
        talk = Marked(change).row("touchpoint", "latest", **values)
        change.add("touchpoint_contact", touchpoint_id=talk, contact_id=present)
    told = run("report", "follow-up", "zz-client-handle-main-zz").out
    assert marks_in(told) == TALK
    assert not WORDS.findall(MARK.sub("", told))


def test_the_marks_are_found_where_they_may_stand(marked: Marked, run: Run) -> None:
    told = marks_in(run("report", "minutes", "zz-client-handle-main-zz").out)
    told |= marks_in(run("report", "brief", "zz-client-handle-main-zz").out)
    assert told >= {"tier.name first", "client.notes main", "contact.notes absent", "touchpoint.text note",
                    "need.text impliedopen", "need.evidence statedopen", "remark.text personal", "remark.text risk",
                    "remark.text quote", "answer.text budget", "answer.text notes", "tag.name main",
                    "custom_field.value main", "client.decision_style main"}  # fmt: skip
    assert not any("stranger" in one or one.endswith(" other") for one in told)


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_meeting_was_for_does_not_come_back_as_a_talk(
    language: str, form: str, given: Given, tmp_path: Path, run: Run
) -> None:
    acme = given.client("Acme", language=language, added_on=LONG_AGO)
    given.contact(acme, "Jo")
    given.meeting(acme, on=TODAY, goal="zz-goal", question_set="kickoff")
    notes = "# x\n\n## If only one figure could move this year, which one must it be?\n\nzz-answer\n\n"
    notes += "## If the budget breaks, what may not be cut?\n\nzz-budget\n\ntask: Send the plan by tomorrow\n"
    run("meet", "hold", "acme", "--with", "jo", stdin=notes)
    out = tmp_path / "out"
    run("export", "all", "--format", form, "-o", str(out if form == "csv" else out.with_suffix(".json")))
    files = sorted(map(str, out.iterdir())) if form == "csv" else [str(out.with_suffix(".json"))]
    there = ("--db", str(tmp_path / "there.db"))
    run(*there, "init")
    run(*there, "client", "add", "Other")
    run(
        *there,
        "import",
        *(one for one in files if Path(one).stem in {"out", "clients", "contacts", "touchpoints", "tasks"}),
    )
    asked = (("report", "follow-up", "acme"), ("remind", "--within", "99d"))
    told = "".join(run(*where, *words).out for words in asked for where in (there, ()))
    assert told.count("Send the plan") > 2
    assert "zz-answer" in told
    assert "zz-goal" not in told
    assert "zz-budget" not in told
    letter, reminders = (run(*there, *words).out for words in asked)
    assert "zz-" not in letter + reminders
    assert "Kickoff" not in letter
    assert "启动会" not in letter

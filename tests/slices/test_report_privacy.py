"""What a client may read holds nothing private: every text of a book is marked, and the marks are looked for.

The marks follow the schema: a text column that is added gets one by itself, a table that is added must be filled in
``tests/marked.py``.
"""

import email
import re
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Column, Table
from sqlmodel import AutoString

from clienttrack import schema
from clienttrack.slices.reports import rules
from clienttrack.templating.contexts import CONTEXTS
from clienttrack.vocabulary import DecisionPart, KanoClass, Level, LostReason, NeedOrigin, RemarkKind, Stage
from tests import marked
from tests.conftest import TODAY, Given, Run
from tests.marked import LONG_AGO, NOT_MARKED, PRIVATE_NUMBER, MarkedRows, without_marks

TABLES = schema.Client.metadata.tables
FOR_CLIENTS = {rules.FOLLOW_UP}
FOR_OUR_EYES = {rules.BRIEF, rules.MINUTES}
OF_THE_BOOK = {rules.PORTFOLIO}  # for our eyes too
# What has no text of the user's own: a copy of what is marked elsewhere, or a derivation.
KEPT_BY_THE_PROGRAM = {"row_change", "standing"}
PRIVATE_WORDS = (Stage, KanoClass, DecisionPart, Level, NeedOrigin, RemarkKind, LostReason)
WORDS = re.compile(
    r"\b(core|key|tier|stage|cadence|urgency|snooze|priority|private|77d?|1951|7654321|[tmwiopcys][0-9]+|"
    + "|".join(word for kind in PRIVATE_WORDS for word in kind if word != "other")
    + r")\b|核心|重点|等级|阶段|启动期|稳定期|深度合作|优先级|个人备注",
    re.IGNORECASE,
)


@pytest.fixture(params=["en", "zh"])
def rows(given: Given, request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> MarkedRows:
    """A marked book, of which reports are made in the language of the settings."""
    settings = home / "config.toml"
    settings.write_text(f'language = "{request.param}"\n[mail]\nsender = "Me <me@x.example>"\n')
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    return marked.fill(given)


def report(run: Run, kind: str, client: int, *words: str) -> str:
    """Make a report of a client of the marked book."""
    return run("report", kind, f"z0-client-handle-{client}-0z", *words).out


OF_ALL = {"client.name main", *(f"task.text {one}" for one in ("ours", "theirs", "ours before", "theirs before"))}
WHOM = OF_ALL | {"contact.name present"}
MEETING = WHOM | {
    *(f"answer.text {field}" for field in ("goal", "situation", "pain", "success_measure", "timeline")),
    *(f"need.text stated {status}" for status in ("open", "proposed", "met")),
}


def test_every_report_is_for_clients_or_for_our_eyes() -> None:
    assert {name.removesuffix(".md.j2") for name in CONTEXTS if "/" not in name} == (
        FOR_CLIENTS | FOR_OUR_EYES | OF_THE_BOOK
    )


def is_free_text(table: Table, column: Column[object]) -> bool:
    words_only = any(
        isinstance(check, CheckConstraint) and str(check.sqltext).startswith(f"{column.name} IN (")
        for check in table.constraints
    )
    return isinstance(column.type, AutoString) and not words_only and f"{table.name}.{column.name}" not in NOT_MARKED


@pytest.mark.usefixtures("rows")
def test_every_text_of_the_book_is_marked(given: Given) -> None:
    for name in {*TABLES} - KEPT_BY_THE_PROGRAM:
        for column in (one for one in TABLES[name].columns if is_free_text(TABLES[name], one)):
            found = given.value(f"SELECT min({column.name} LIKE 'z0-%-0z') FROM {name}")
            assert found == 1, f"{name}.{column.name}"


def test_a_letter_after_a_meeting_says_only_what_a_client_may_read(rows: MarkedRows, run: Run) -> None:
    told = report(run, "follow-up", rows.met)
    assert rows.named(told) == MEETING
    assert not WORDS.findall(without_marks(told))
    page = report(run, "follow-up", rows.met, "--html")
    assert rows.named(page) == MEETING
    assert not WORDS.findall(without_marks(page.partition("</style>")[2]))


def test_a_letter_about_a_named_meeting_says_no_more(rows: MarkedRows, run: Run) -> None:
    told = report(run, "follow-up", rows.met, "--meeting", f"m{rows.older}")
    # Nobody took part in it, so whoever is likeliest is greeted: the one there was a talk with.
    assert rows.named(told) == {*OF_ALL, "contact.name present"}
    assert not WORDS.findall(without_marks(told).replace("4 March 1951", "").replace("1951年3月4日", ""))


def test_a_letter_after_a_talk_says_only_what_a_client_may_read(rows: MarkedRows, given: Given, run: Run) -> None:
    talk = given.touchpoint(rows.met, on=TODAY)
    with given.change() as change:
        change.run("UPDATE touchpoint SET minutes = :minutes", minutes=PRIVATE_NUMBER)
        change.run("UPDATE touchpoint SET text = 'z0-touchpoint-text-0-0z' WHERE id = :id", id=talk)
        change.run(
            "INSERT INTO touchpoint_contact (touchpoint_id, contact_id) "
            "SELECT :talk, contact_id FROM touchpoint_contact AS w JOIN contact AS p ON p.id = w.contact_id "
            "WHERE p.client_id = :met AND p.left_on IS NULL LIMIT 1",
            talk=talk,
            met=rows.met,
        )
    told = report(run, "follow-up", rows.met)
    assert rows.named(told) == WHOM | {"touchpoint.text 0"}
    assert not WORDS.findall(without_marks(told))


def test_the_name_of_the_tier_stands_nowhere_that_a_client_may_look(
    rows: MarkedRows, given: Given, run: Run, tmp_path: Path
) -> None:
    with given.change() as change:
        change.run("UPDATE tier SET name = 'Goldclass' || id")
        change.run("UPDATE address SET shown = 'jo@acme.example'")
    told = report(run, "follow-up", rows.met) + report(run, "follow-up", rows.met, "--html")
    run("remind", "--within", "30d", "--files", str(tmp_path / "files"))
    run("remind", "--within", "30d", "--eml", str(tmp_path / "mails"))
    for file in (*(tmp_path / "files").iterdir(), *(tmp_path / "mails").iterdir()):
        mail = email.message_from_bytes(file.read_bytes(), policy=default)
        told += f"{file.name}{mail.items()}{mail.get_content()}"
    assert "Goldclass" not in told
    assert "Goldclass" in report(run, "brief", rows.met)
    assert "Goldclass" in run("report", "portfolio").out


# What is for our eyes tells everything but this; a mark that stands nowhere would prove nothing.
IN_NO_REPORT = {
    *("address.label", "address.value", "address.value_key", "alias.alias", "alias.alias_key", "answer.question"),
    *("client.currency", "client.language", "client.name_key", "client.paused_because", "client.source"),
    *("contact.name_key", "contact_field.name", "contact_field.value", "domain.domain"),
    *("batch_file.encoding", "batch_file.file", "batch_file.mapping", "batch_file.sha256", "operation.words"),
    *("external_id.system", "external_id.value", "meeting.because", "meeting.form", "need_move.because"),
    *(
        "payment.note",
        "playbook_step.playbook",
        "playbook_step.step",
        "payment.project",
        "rating.because",
        "risk_answer.because",
        "risk_answer.terms",
        "snooze.because",
        "stage_move.because",
        "tag.name_key",
        "task.because",
        "tier_move.because",
    ),
}


def test_what_a_client_may_not_read_stands_in_what_is_for_our_eyes(rows: MarkedRows, run: Run, given: Given) -> None:
    told = "".join(report(run, kind, rows.met) for kind in FOR_OUR_EYES)
    with given.reading() as reader:
        clients = [row["id"] for row in reader.rows("SELECT id FROM client ORDER BY id")]
        places = {
            f"{table}.{column}"
            for table in (*schema.JOURNALLED, *marked.MARKED_TOO)
            for column in marked.text_columns(reader, table)
            if reader.value(f"SELECT max({column} LIKE 'z0-%') FROM {table}") == 1
        }
    told += "".join(report(run, "brief", one) for one in clients)
    told += run("remind", "--to", "me", "--within", "30d").out
    seen = marked.marks_in(told)
    assert places - {one.place for one in seen} == IN_NO_REPORT
    kept_back = {
        ("touchpoint", rows.note),
        ("touchpoint", rows.talk_with_another),
        ("touchpoint", rows.notes_of_a_meeting),
        ("need", rows.implied_need),
        ("meeting", rows.passed_meeting),
    }
    assert kept_back <= {(one.table, one.row) for one in seen}
    named = rows.named("".join(report(run, kind, rows.met) for kind in FOR_OUR_EYES))
    assert named >= {"touchpoint.text note", "need.text implied open", "answer.text budget", "answer.text notes",
                     "remark.text personal", "contact.notes absent"}  # fmt: skip
    assert not any(one.endswith((" stranger", " other")) for one in named)


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

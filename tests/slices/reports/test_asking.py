"""Which meeting a report is about, and how the book is asked."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from clienttrack import completion
from clienttrack.book import Reader, Row
from clienttrack.questions import question_sets
from clienttrack.settings import Settings
from clienttrack.slices.reports.queries import briefs, meetings
from clienttrack.templating.contexts.reports import Brief, FollowUp
from tests.conftest import TODAY, Given, Run
from tests.slices.reports.conftest import World, days


@pytest.mark.parametrize("report", ["follow-up", "minutes"])
@pytest.mark.parametrize(
    ("words", "exit_code", "told"),
    [
        ("m99", 3, "There is no meeting 'm99'. `clienttrack meet list --all` shows them, for example m4."),
        ("t1", 3, "There is no meeting 't1'."),
        ("kickoff", 3, "There is no meeting 'kickoff'."),
        (
            "m2",
            5,
            "m2 is planned for 2026-11-24 and was not held yet. Say what came of it with `clienttrack meet hold m2`.",
        ),
        ("m3", 5, "m3 was cancelled. Name one that was held: `clienttrack meet list --all` shows them."),
        ("m4", 5, "m4 is a meeting with kestrel, not with acme. Write kestrel instead, or another meeting"),
    ],
)
def test_a_meeting_that_does_not_fit_is_refused(
    report: str, words: str, exit_code: int, told: str, given: Given, world: World, run: Run
) -> None:
    given.meeting(world.acme, on=TODAY, status="cancelled")
    given.meeting(given.client("Kestrel"), on=TODAY, status="held")
    ran = run("report", report, "acme", "--meeting", words, exit_code=exit_code)
    assert told in ran.err
    assert ran.out == ""


def test_a_meeting_that_was_taken_back_is_gone(given: Given, run: Run) -> None:
    acme = given.client("Acme", last_touch=TODAY - days(9))
    with given.change("meet hold acme") as change:
        talk = change.add("touchpoint", client_id=acme, kind="meeting", happened_on=TODAY, text="Kickoff")
        values: dict[str, Any] = {"status": "held", "held_on": TODAY, "added_on": TODAY, "touchpoint_id": talk}
        said = {"client_id": acme, "meeting_id": change.add("meeting", client_id=acme, **values)}
        change.add("answer", field="goal", text="Returns", answered_on=TODAY, **said)
        change.add("remark", kind="risk", text="The council", said_on=TODAY, **said)
    assert "Your goal: Returns" in run("report", "follow-up", "acme").out
    assert "The council" in run("report", "brief", "acme").out
    run("undo")
    assert "> talked\n" in run("report", "follow-up", "acme").out
    assert "The council" not in run("report", "brief", "acme").out
    run("report", "minutes", "acme", exit_code=3)
    assert "no meeting 'm1'" in run("report", "follow-up", "acme", "--meeting", "m1", exit_code=3).err


def test_tab_offers_the_meetings_that_were_held(given: Given, world: World, book_path: Path) -> None:
    class Context:
        def find_root(self) -> "Context":
            return self

        params: ClassVar[dict[str, str]] = {"db": str(book_path)}

    assert [word for word, _ in completion.held_meetings(Context(), "m")] == ["m1"]  # type: ignore[arg-type]


def reports_of(reader: Reader, words: str, home: Path) -> dict[str, Callable[[], object]]:
    settings, sets = Settings(), question_sets(home / "config.toml")
    return {
        "brief": lambda: briefs.brief(reader, words, today=TODAY, settings=settings, sets=sets),
        "follow-up": lambda: meetings.follow_up(reader, words, None, today=TODAY, settings=settings),
        "minutes": lambda: meetings.minutes(reader, words, None, today=TODAY, settings=settings, sets=sets),
    }


@pytest.mark.parametrize(("report", "most"), [("brief", 18), ("follow-up", 13), ("minutes", 10)])
def test_a_report_asks_little_by_index_however_much_there_is(
    report: str, most: int, given: Given, world: World, home: Path
) -> None:
    counts = []
    for more in range(2):
        for number in range(20 * more):
            person = given.contact(world.acme, f"Person {number}", email=f"{number}@acme.example")
            given.need(world.acme, "Need", contact_id=person, meeting_id=world.held)
            given.answer(world.held, "goal", "Goal", contact_id=person)
            given.remark(world.acme, "quote", "Quote", on=TODAY, contact_id=person)
        asked: list[str] = []
        with given.reading() as reader:
            reader.connection.set_trace_callback(asked.append)
            reports_of(reader, "acme", home)[report]()
            reader.connection.set_trace_callback(None)
            plans = [row["detail"] for sql in asked for row in reader.rows(f"EXPLAIN QUERY PLAN {sql}")]
        small = re.compile("SCAN (tier|cadence_cell|asked|json_each|value|CONSTANT|ranked|.*VIRTUAL TABLE)")
        assert not [plan for plan in plans if plan.startswith("SCAN") and not small.match(plan)]
        counts.append(len(asked))
    assert counts[0] == counts[1] <= most


def test_contexts_hold_what_a_plain_count_of_the_rows_says(given: Given, world: World, home: Path) -> None:
    sets = question_sets(home / "config.toml")
    with given.reading() as reader:
        brief = briefs.brief(reader, "acme", today=TODAY, settings=Settings(), sets=sets).context
        letter = meetings.follow_up(reader, "acme", None, today=TODAY, settings=Settings()).context
    assert isinstance(brief, Brief)
    assert isinstance(letter, FollowUp)
    count = "SELECT count(*) FROM {} WHERE {}".format
    assert len(brief.needs) == given.value(count("need", "status IN ('open', 'proposed')"))
    assert len(brief.contacts) == given.value(count("contact", "left_on IS NULL"))
    assert [one.name for one in brief.contacts if one.takes_part] == ["Bo Roe"]
    assert len(brief.ours) + len(brief.theirs) == given.value(count("task", "status = 'open'"))
    assert len(brief.profile.known) == given.value("SELECT count(DISTINCT field) FROM answer")
    assert [one.field for one in brief.profile.unknown] == ["success_measure", "timeline"]
    promises = (letter.ours, letter.theirs, letter.other_ours, letter.other_theirs)
    assert [len(one) for one in promises] == [1, 1, 1, 0]
    assert letter.needs == tuple(
        row["text"] for row in _rows(given, "SELECT text FROM need WHERE meeting_id = 1 AND origin = 'stated' "
                                            "AND status <> 'dropped' ORDER BY id")
    )  # fmt: skip


def _rows(given: Given, sql: str) -> list[Row]:
    with given.reading() as reader:
        return reader.rows(sql)

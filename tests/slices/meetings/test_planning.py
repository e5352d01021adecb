"""Meetings that are planned, changed, cancelled, listed and shown."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run
from tests.disasters import content_of


@pytest.fixture
def acme(given: Given) -> int:
    """A client with two contacts, Ann and Bo."""
    acme = given.client("Acme", tier="core")
    given.contact(acme, "Ann Roe")
    given.contact(acme, "Bo Li")
    return acme


def _plan(run: Run, *more: str) -> None:
    run("meet", "plan", "acme", "--on", "tomorrow", "--with", "ann", "--goal", "Cut onboarding time", *more)


def test_a_planned_meeting_stands_in_the_list_and_comes_up_the_day_before(given: Given, acme: int, run: Run) -> None:
    ran = run(
        "meet", "plan", "acme", "--on", "tomorrow", "--with", "ann", "--questions", "kickoff", "--goal", "Cut", "--json"
    )
    assert ran.data == {
        "ref": "m1",
        "client": "acme",
        "client_name": "Acme",
        "status": "planned",
        "planned_on": "2026-11-21",
        "held_on": None,
        "cancelled_on": None,
        "question_set": "kickoff",
        "goal": "Cut",
        "contacts": ["Ann Roe"],
        "because": None,
        "added_on": "2026-11-20",
    }
    assert run("meet", "list", "--json").data == [ran.data]
    assert run("meet", "list", "--ids").out == "m1\n"
    assert run("meet", "list", "--csv").out.splitlines()[1].startswith("m1,acme,Acme,planned,2026-11-21,,,kickoff,Cut")
    assert 'in 1 day       meeting, kickoff "Cut": prepare: `clienttrack report brief acme`' in run("due").out


def test_without_a_set_the_questions_are_chosen_when_it_is_held(given: Given, acme: int, run: Run) -> None:
    _plan(run)
    assert given.value("SELECT question_set FROM meeting") is None
    run("meet", "hold", "m1", "--from", "-", stdin="Talked")
    assert given.value("SELECT question_set FROM meeting") == "kickoff"
    run("meet", "hold", "acme", "--from", "-", stdin="Talked again")
    assert given.value("SELECT question_set FROM meeting WHERE id = 2") == "needs-review"


def test_a_second_meeting_of_a_day_is_planned_and_told(given: Given, acme: int, run: Run) -> None:
    given.client("Beta")
    run("meet", "plan", "acme", "--on", "fri")
    for words in (["acme", "--on", "+8d"], ["acme", "--on", "fri", "--questions", "kickoff"], ["beta", "--on", "fri"]):
        assert run("meet", "plan", *words).err == ""
    told = run("--db", str(given.path), "meet", "plan", "acme", "--on", "fri")
    assert told.out.startswith("Planned m5")
    cancel = f"`clienttrack --db '{given.path}' meet cancel m5`"
    assert told.err == f"m1 is planned for that day with the same questions; {cancel} calls this one off.\n"
    assert run("meet", "plan", "acme", "--on", "fri").err.startswith("m1, m5 are planned for that day")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nobody", "--on", "fri"], 3, "No client is called 'nobody'"),
        (["acme", "--on", "yesterday"], 5, "Write down one that took place with `clienttrack meet hold acme --on 2026"),
        (["acme", "--on", "someday"], 2, "'someday'"),
        (["acme", "--on", "fri", "--questions", "kickof"], 3, "Did you mean kickoff?"),
        (["acme", "--on", "fri", "--with", "zed"], 3, "No contact is called 'zed'. There is Ann Roe, Bo Li."),
        (["old", "--on", "fri"], 5, "`clienttrack client restore old`"),
        (["gone", "--on", "fri"], 5, "`clienttrack stage win-back gone`"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    words: list[str], code: int, said: str, given: Given, acme: int, run: Run
) -> None:
    given.client("Old", archived_on=TODAY)
    given.client("Gone", told_stage="lost", told_stage_on=TODAY)
    before = content_of(given.path)
    assert said in run("meet", "plan", *words, exit_code=code).err
    assert content_of(given.path) == before


def test_a_planned_meeting_can_be_changed(given: Given, acme: int, run: Run) -> None:
    _plan(run)
    run("snooze", "m1", "--until", "+1w")
    edited = run("meet", "edit", "m1", "--on", "+3d", "--questions", "win-back", "--goal", "", "--with", "bo").out
    assert edited == (
        "m1: planned 2026-11-21 → 2026-11-23; question set — → win-back; goal Cut onboarding time → —; "
        "contacts added Bo Li, removed Ann Roe\n"
    )
    assert given.value("SELECT count(*) FROM snooze") == 0
    run("meet", "edit", "1", "--with", "", "--questions", "")
    line = run("meet", "list", "--json").data[0]
    assert (line["contacts"], line["question_set"], line["goal"]) == ([], None, None)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["m1"], 2, "Nothing was named to be changed."),
        (["m9", "--goal", "x"], 3, "There is no meeting 'm9'."),
        (["t1", "--goal", "x"], 3, "There is no meeting 't1'."),
        (["m1", "--questions", "zz"], 3, "There is no question set 'zz'."),
        (["m1", "--with", "zed"], 3, "No contact is called 'zed'"),
        (["m1", "--on", "yesterday"], 5, "`clienttrack meet hold m1 --on 2026-11-19`"),
        (["m2", "--goal", "x"], 5, "m2 was held already, Wed 18 Nov."),
        (["m3", "--goal", "x"], 5, "m3 was cancelled Wed 18 Nov."),
    ],
)
def test_what_cannot_be_changed_is_refused(
    words: list[str], code: int, said: str, given: Given, acme: int, run: Run
) -> None:
    for status in ("planned", "held", "cancelled"):
        given.meeting(acme, on=TODAY - timedelta(days=2), status=status)
    before = content_of(given.path)
    assert said in run("meet", "edit", *words, exit_code=code).err
    assert content_of(given.path) == before


def test_a_meeting_that_is_cancelled_goes_from_the_morning_list(given: Given, acme: int, run: Run) -> None:
    _plan(run)
    run("snooze", "m1", "--until", "+1w")
    assert run("meet", "cancel", "m1", "--because", "Ann is ill").out == (
        'Cancelled m1 with Acme (Ann Roe), tomorrow, "Cut onboarding time": Ann is ill.\n'
    )
    assert given.value("SELECT count(*) FROM snooze") == 0
    assert "m1" not in run("due", "--ids", "--within", "1m").out
    assert run("meet", "list").out.startswith("No such meetings.")
    line = run("meet", "list", "acme", "--all", "--json").data[0]
    assert (line["status"], line["cancelled_on"], line["because"]) == ("cancelled", "2026-11-20", "Ann is ill")
    assert "m1 was cancelled today" in run("meet", "cancel", "m1", exit_code=5).err
    run("undo")
    assert run("meet", "list", "--ids").out == "m1\n"


def test_the_list_is_narrowed_and_in_the_order_of_days(given: Given, acme: int, run: Run) -> None:
    beta = given.client("Beta")
    given.meeting(acme, on=TODAY + timedelta(days=5))
    given.meeting(beta, on=TODAY + timedelta(days=2))
    given.meeting(acme, on=TODAY - timedelta(days=2), status="held")
    assert run("meet", "list", "--ids").out.split() == ["m2", "m1"]
    assert run("meet", "list", "--all", "--ids").out.split() == ["m3", "m2", "m1"]
    assert run("meet", "list", "acme", "--ids").out.split() == ["m1"]
    assert run("meet", "list", "--status", "held", "--ids").out.split() == ["m3"]
    assert run("meet", "list", "--all", "--limit", "1", "--ids").out.split() == ["m3"]
    assert "--all and --status contradict" in run("meet", "list", "--all", "--status", "held", exit_code=2).err
    drawn = run("meet", "list", "--all").out.splitlines()
    assert drawn[0].split() == ["REF", "DAY", "CLIENT", "QUESTIONS", "WITH", "GOAL", "STATUS"]


def test_a_meeting_without_form_is_shown_but_its_form_is_not(given: Given, acme: int, run: Run) -> None:
    _plan(run)
    assert run("meet", "show", "m1").out.splitlines() == [
        "meeting    m1, Acme (acme)",
        "day        tomorrow, planned",
        "goal       Cut onboarding time",
        "with       Ann Roe",
    ]
    assert "m1 is planned, so there is no form of it yet." in run("meet", "show", "m1", "--form", exit_code=5).err
    assert "There is no meeting 'm7'" in run("meet", "show", "m7", exit_code=3).err


# Own question sets


QUESTION = '[[questions]]\nkey = "a"\nfield = "goal"\nwords = { en = "Why?" }\n'


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of own question sets."""
    settings = tmp_path / "config.toml"
    settings.touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    folder = tmp_path / "templates" / "questions"
    folder.mkdir(parents=True)
    return folder


def test_a_broken_set_is_listed_as_broken_and_explained(run: Run, own: Path) -> None:
    (own / "mine.toml").write_text(QUESTION.replace("goal", "aim"), encoding="utf-8")
    (own / "good.toml").write_text(QUESTION, encoding="utf-8")
    found = {line["name"]: line for line in run("meet", "questions", "--json").data}
    assert found["mine"]["broken"].startswith("question 1: the field must be one of")
    assert (found["good"]["broken"], found["good"]["questions"], found["kickoff"]["broken"]) == (None, 1, None)
    assert "broken: question 1: the field must be one of" in run("meet", "questions").out
    told = run("meet", "questions", "mine", exit_code=2).err
    assert str(own / "mine.toml") in told
    assert "the field must be one of" in told


def test_a_broken_set_stops_the_meeting_before_anything_is_typed(given: Given, acme: int, run: Run, own: Path) -> None:
    (own / "mine.toml").write_text("x = [", encoding="utf-8")
    assert "it is no TOML" in run("meet", "plan", "acme", "--on", "fri", "--questions", "mine", exit_code=2).err
    given.meeting(acme, on=TODAY, question_set="mine")
    assert "it is no TOML" in run("meet", "hold", "m1", "--from", "-", stdin="words", exit_code=2).err
    assert given.value("SELECT status FROM meeting") == "planned"

"""A meeting that was held is corrected: taken back, its notes got out, mended and held again."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run

GOAL = "## If only one figure could move this year, which one must it be?"
NOTES = f"{GOAL}\n40 days\ntask: Send offer by next tue\nneed: Faster answers\n"


@pytest.fixture
def acme(given: Given) -> int:
    """A client with two contacts."""
    acme = given.client("Acme", tier="core")
    given.contact(acme, "Ann Roe")
    given.contact(acme, "Bo Li")
    return acme


def _commands(told: str) -> list[list[str]]:
    """Give the commands that a sentence names, in their order, as the shell splits them."""
    return [shlex.split(words)[1:] for words in told.split("`")[1::2]]


def _followed(run: Run, told: str, wrong: str, right: str) -> None:
    """Carry out the commands of a sentence in a row, and mend the notes in between."""
    for words in _commands(told):
        if ">" in words:
            Path(words[-1]).write_text(run(*words[: words.index(">")]).out.replace(wrong, right), encoding="utf-8")
        else:
            run(*words)


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize("from_", ["held", "m1", "same"])
def test_what_is_told_corrects_a_meeting_and_loses_and_doubles_nothing(
    from_: str, planned: bool, given: Given, acme: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if planned:
        given.meeting(acme, on=TODAY, question_set="kickoff")
    words = ("meet", "hold", "acme", "--with", "ann", "--with", "bo", "--kind", "call", "--on", "today")
    told = run(*words, stdin=NOTES).err
    if from_ == "m1":
        told = run("meet", "hold", "m1", stdin="more", exit_code=5).err.partition("What was typed")[0]
        assert "m1 was held already, today. `clienttrack meet show m1` shows it; write down another talk with" in told
        assert (
            "`clienttrack meet hold m1` says how to correct it."
            in run("meet", "edit", "m1", "--goal", "x", exit_code=5).err
        )
    elif from_ == "same":
        told = run(*words, stdin=NOTES, exit_code=5).err
        assert "These notes were written down already, as m1. `clienttrack meet show m1` shows them." in told
    _followed(run, told[told.index("To correct m1: ") :], "40 days", "30 days")
    card = run("meet", "show", "m1" if planned else "m2", "--json").data
    assert (card["meeting"]["contacts"], card["meeting"]["question_set"]) == (["Ann Roe", "Bo Li"], "kickoff")
    assert [one["text"] for one in card["answers"]] == ["30 days"]
    assert run("meet", "list", "--all", "--ids").out == ("m1\n" if planned else "m2\n")
    assert [one["kind"] for one in run("touch", "list", "acme", "--json").data] == ["call"]
    assert (len(run("task", "list", "--json").data), len(run("need", "list", "--json").data)) == (1, 1)


def test_a_form_that_is_held_again_tells_nothing_anew_that_was_known(given: Given, acme: int, run: Run) -> None:
    before = given.meeting(acme, on=TODAY.replace(day=1), status="held")
    given.answer(before, "goal", "40 days\nneed: stale words")
    form = f"# 启动会: Acme, 2026-11-20\r\n{GOAL}\r\n40 days\r\nneed: stale words\r\nneed: fresh words\r\n"
    run("meet", "hold", "acme", stdin=form)
    assert given.value("SELECT group_concat(answered_on) FROM answer") == "2026-11-01"
    assert [one["text"] for one in run("need", "list", "--json").data] == ["fresh words"]
    run("undo")
    run("meet", "hold", "acme", stdin=form.replace("Acme,", "My own,"))
    assert given.value("SELECT count(*) FROM answer WHERE field = 'goal'") == 2


def test_another_meeting_of_a_day_is_told_with_how_to_make_one_of_both(
    given: Given, acme: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given.meeting(acme, on=TODAY)
    run("meet", "hold", "acme", "--with", "ann", stdin=NOTES)
    told = run("meet", "hold", "acme", stdin=NOTES.replace("40", "30")).err
    assert told.startswith(
        "m1 was held on that day too, and what both tell stands there twice.\nIf m2 was to correct m1: "
    )
    assert len(run("task", "list", "--json").data) == 2
    _followed(run, told.partition("\n")[2], "", "")
    assert run("meet", "list", "--all", "--ids").out == "m1\n"
    card = run("meet", "show", "m1", "--json").data
    assert ([one["text"] for one in card["answers"]], card["meeting"]["contacts"]) == (["30 days"], ["Ann Roe"])
    assert len(run("task", "list", "--json").data) == 1
    assert "on that day too" not in run("meet", "hold", "acme", "--on", "yesterday", stdin="Another day").err


def test_what_no_command_of_this_book_held_is_told_without_how_to_correct_it(given: Given, acme: int, run: Run) -> None:
    given.meeting(acme, on=TODAY, status="held")
    told = run("meet", "hold", "m1", stdin="more", exit_code=5).err
    assert "with `clienttrack meet hold acme`.\n" in told
    assert "undo" not in told
    assert run("meet", "hold", "acme", stdin="more").err.startswith("m1 was held on that day too")


def test_the_commands_name_the_book_that_was_told(given: Given, acme: int, run: Run) -> None:
    told = run("--db", str(given.path), "meet", "hold", "acme", stdin=NOTES).err
    for words in _commands(told):
        assert words[:2] == ["--db", str(given.path)]
    for words in (["--on", "tomorrow"], ["--on", "2 weeks ago", "--questions", "kickoff"]):
        told = run("--db", str(given.path), "meet", "hold", "acme", *words, stdin="need:", exit_code=None).err
        assert "`clienttrack --db" in told
        assert "`clienttrack meet" not in told
    told = run("--db", str(given.path), "undo").err
    assert told == f"The notes of m1 are not lost: `clienttrack --db '{given.path}' meet show m1 --form` gives them.\n"


@pytest.mark.parametrize("planned", [True, False])
def test_undo_says_where_the_notes_are_and_they_are_there(planned: bool, given: Given, acme: int, run: Run) -> None:
    if planned:
        given.meeting(acme, on=TODAY)
    for notes in ("First", "Then"):
        run("meet", "hold", "acme", stdin=notes)
        told = run("undo")
        assert told.err.startswith("The notes of m")
        (words,) = _commands(told.err)
        assert run(*words).out == notes
    run("redo")
    assert run("meet", "show", "m1" if planned else "m2", "--form").out == "Then"


def test_who_took_part_is_told_by_number_where_two_have_the_name(given: Given, acme: int, run: Run) -> None:
    given.contact(acme, "ann roe")
    told = run("meet", "hold", "acme", "--with", "3", "--with", "bo", stdin=NOTES).err
    assert "--with 3 --with 'Bo Li' --from" in told


def test_undo_of_what_holds_no_notes_says_nothing_of_them(given: Given, acme: int, run: Run) -> None:
    run("meet", "plan", "acme", "--on", "tomorrow")
    assert run("undo").err == ""


def test_the_operation_to_undo_is_the_one_that_wrote_it_though_it_was_taken_back_and_forth(acme: int, run: Run) -> None:
    run("meet", "hold", "acme", stdin=NOTES)
    for _ in range(2):
        run("undo")
        run("redo")
    told = run("meet", "hold", "acme", stdin=NOTES, exit_code=5).err
    (undo,) = (words for words in _commands(told[told.index("To correct") :]) if words[0] == "undo")
    run(*undo)
    assert run("meet", "list", "acme", "--all", "--ids").out == ""


def test_the_same_notes_of_another_day_are_another_meeting_unless_they_are_of_the_very_one(
    given: Given, acme: int, run: Run
) -> None:
    given.meeting(acme, on=TODAY)
    run("meet", "hold", "m1", stdin=NOTES)
    told = run("meet", "hold", "m1", "--on", "yesterday", stdin=NOTES, exit_code=5).err
    assert "These notes were written down already, as m1." in told
    run("meet", "hold", "acme", "--on", "yesterday", stdin=NOTES)
    assert given.value("SELECT count(*) FROM meeting") == 2


def test_what_was_written_over_is_no_form_that_an_undo_left(given: Given, acme: int, run: Run) -> None:
    given.meeting(acme, on=TODAY)
    run("meet", "hold", "m1", stdin="First")
    run("undo")
    with given.change() as change:
        change.run("UPDATE meeting SET form = 'Passing' WHERE id = 1")
    with given.change() as change:
        change.run("UPDATE meeting SET form = NULL WHERE id = 1")
    assert run("meet", "show", "m1", "--form").out == "First"


@pytest.mark.parametrize(("spoken", "told", "stored"), [(None, "zh", "zh"), ("zh", "en", "en"), ("zh", None, "zh")])
@pytest.mark.parametrize("notes", [NOTES, "Only talked\n"])
def test_the_questions_stay_in_the_language_they_were_asked_in(
    spoken: str | None, told: str | None, stored: str, notes: str, given: Given, run: Run,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    given.client("Acme", language=spoken)
    language = ("--language", told) if told else ()
    how = run("meet", "hold", "acme", *language, stdin=notes).err
    assert (f"--language {told}" in how) == (told is not None), how
    before = given.value("SELECT asked FROM answer"), given.value("SELECT text FROM touchpoint")
    assert before[1] == {"en": "Kickoff", "zh": "启动会"}[stored]
    _followed(run, how[how.index("To correct") :], "40 days", "30 days")
    assert (given.value("SELECT asked FROM answer"), given.value("SELECT text FROM touchpoint")) == before

"""Lines of notes in a real book: what is private stays so, and what is not understood stops the whole."""

import pytest

from tests.conftest import TODAY, Given, Run

GOAL = "## If only one figure could move this year, which one must it be?"


@pytest.fixture
def acme(given: Given) -> int:
    """A client with one contact, Ann."""
    acme = given.client("Acme")
    given.contact(acme, "Ann Roe")
    return acme


HIDDEN = "grumbles-about-everyone"


@pytest.mark.parametrize(
    "notes",
    [
        f"personal: Tom likes\n  {HIDDEN}",
        f"- personal: Tom likes\n  {HIDDEN}",
        f"personal:\n- {HIDDEN}",
        f"personal:\n{HIDDEN}",
        f"• personal: {HIDDEN}",
        f"\u00a0personal: {HIDDEN}",
        f"\u3000个人：{HIDDEN}",
        f"**personal:** {HIDDEN}",
        f"– personal: {HIDDEN}",
        f"・个人：{HIDDEN}",
        f"1. risk: {HIDDEN}",
        f"> implied: {HIDDEN}",
        f"- [ ] Personal note: {HIDDEN}",
        f"words\u2028risk: {HIDDEN}",
        f"words\x0bpersonal: {HIDDEN}",
        f"\u200bpersonal: {HIDDEN}",
        f"personal:\n\n- one\n\n- {HIDDEN}",
        f"personal:\n\n{HIDDEN}",
        f"### Personal\n\none\n\n{HIDDEN}",
        f"**Risk**\n{HIDDEN}",
        f"implied need: {HIDDEN}",
        f"Personal matters: {HIDDEN}",
        f"risk - {HIDDEN}",
        f"[risk]: {HIDDEN}",
        f"【风险】{HIDDEN}",
        f"个人备注：{HIDDEN}",
        f"潜在风险：{HIDDEN}",
    ],
)
def test_a_private_line_never_comes_to_the_client(notes: str, acme: int, run: Run) -> None:
    run("meet", "hold", "acme", "--from", "-", stdin=f"Nice office.\n{GOAL}\n40 days\n{notes}\n")
    assert HIDDEN not in run("report", "follow-up", "acme").out
    assert HIDDEN in run("report", "minutes", "acme").out


def test_a_backslash_is_not_shown(acme: int, run: Run) -> None:
    run("meet", "hold", "acme", "--from", "-", stdin=f"{GOAL}\n\\need: words\nsee \\@home\n")
    assert run("meet", "show", "m1", "--json").data["answers"][0]["text"] == "need: words\nsee @home"
    assert run("meet", "show", "m1", "--form").out == f"{GOAL}\n\\need: words\nsee \\@home\n"


def test_a_day_that_is_none_stops_the_whole_and_keeps_the_draft(acme: int, run: Run) -> None:
    err = run("meet", "hold", "acme", "--from", "-", stdin="x\ntask: send it by 12/11\n", exit_code=2).err
    assert err.startswith("Error: Line 2, 'task: send it by 12/11': Cannot read '12/11' as a day")
    assert run("meet", "list", "--all", "--json").data == []
    assert len(run("meet", "drafts", "--json").data) == 1


def test_what_may_have_been_meant_as_private_is_told(acme: int, run: Run) -> None:
    err = run("meet", "hold", "acme", "--from", "-", stdin="Tom, personal: ill\nrisk: they leave\nsoon\n").err
    assert "Line 1, 'Tom, personal: ill', looks like a private record" in err
    assert "Line 3, 'soon', stands below 'risk:'" in err


def test_a_promise_without_a_day_is_told(acme: int, run: Run) -> None:
    told = run("meet", "hold", "acme", "--from", "-", stdin="task: call\ntask: write\ntask: send it by fri\n")
    assert "t1  call: our promise without a day" in told.out
    assert "t1, t2 have no day, so `due` does not bring them up; give them one with" in told.err
    run("task", "edit", "t1", "--by", "fri")


def test_what_looks_like_a_promise_is_told(acme: int, run: Run) -> None:
    err = run("meet", "hold", "acme", "--from", "-", stdin="- TODO: call\n待办：写\n").err
    assert err.count("looks like a promise, but does not begin with task: or theirs:") == 2


@pytest.mark.parametrize("heading", ["## Goal", "# 目标", "### goal ###"])
def test_the_name_of_a_field_is_a_heading_too(heading: str, acme: int, run: Run) -> None:
    run("meet", "hold", "acme", "--from", "-", stdin=f"{heading}\n40 days\n")
    assert run("need", "profile", "acme", "--json").data["known"][0]["text"] == "40 days"


@pytest.mark.parametrize("marks", ["{}", "**{}**", "1. {}", "- {}"])
def test_a_question_alone_on_its_line_is_a_heading_too(marks: str, acme: int, run: Run) -> None:
    run("meet", "hold", "acme", "--from", "-", stdin=f"{marks.format(GOAL.removeprefix('## '))}\n40 days\n")
    assert run("need", "profile", "acme", "--json").data["known"][0]["text"] == "40 days"


def test_what_is_told_of_a_field_that_is_not_asked_is_a_note(acme: int, given: Given, run: Run) -> None:
    given.meeting(acme, on=TODAY, question_set="needs-review")
    notes = "## Goal\nGrow\n## Decision process\nmay be pushed\n"
    run("meet", "hold", "m1", "--from", "-", stdin=notes)
    assert "may be pushed" not in run("report", "follow-up", "acme").out
    assert "may be pushed" in run("report", "minutes", "acme").out


def test_what_names_several_is_of_none_even_with_one_participant(acme: int, given: Given, run: Run) -> None:
    given.contact(acme, "Bo Li")
    run("meet", "hold", "acme", "--with", "ann", "--from", "-", stdin="need: @ann and @bo want more\nneed: one tool\n")
    assert [one["contact"] for one in run("need", "list", "--json").data] == [None, "Ann Roe"]


def test_a_risk_is_of_nobody_unless_somebody_is_named_and_a_quote_is_of_the_only_participant(
    acme: int, given: Given, run: Run
) -> None:
    given.contact(acme, "Bo Li")
    notes = "risk: the budget may go\nrisk: @ann may leave\nquote: at last\nquote: @ann and @bo agree\n"
    run("meet", "hold", "acme", "--with", "ann", "--from", "-", stdin=notes)
    card = run("meet", "show", "m1", "--json").data
    assert [one["contact"] for one in card["risks"]] == [None, "Ann Roe"]
    assert [one["contact"] for one in card["quotes"]] == ["Ann Roe", None]

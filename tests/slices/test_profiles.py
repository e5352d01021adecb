"""The profile of a client: the newest answers, what is still unknown, and who decides."""

import json
from datetime import date

import pytest

from clienttrack import ink
from clienttrack.slices.profiles import queries, render
from tests.conftest import TODAY, Given, Run

HOSTILE = "[/b] [red]x \x1b[31m\x9b \u202egnp.exe '; DROP TABLE need; --"


@pytest.fixture
def known(given: Given) -> Given:
    """A client that two meetings have asked, with three contacts."""
    acme = given.client("Acme GmbH", handle="acme")
    jo = given.contact(acme, "Jo Doe", decision="decides", level="owner")
    given.contact(acme, "Al Ray", decision="uses", level="specialist")
    given.contact(acme, "Gone Gal", decision="pays", level="manager", left_on=TODAY)
    first = given.meeting(acme, on=date(2026, 9, 1), status="held")
    second = given.meeting(acme, on=date(2026, 11, 10), status="held")
    given.answer(first, "goal", "double the orders", contact_id=jo)
    given.answer(first, "situation", "two shops,\none warehouse")
    given.answer(first, "open_question", "who signs?")
    given.answer(second, "goal", "triple the orders", contact_id=jo)
    given.answer(second, "open_question", "when does the hall grow?")
    given.answer(second, "open_question", "who pays?")
    return given


def test_the_profile_tells_what_is_known_by_whom_and_what_is_not(known: Given, run: Run) -> None:
    lines = [" ".join(line.split()) for line in run("need", "profile", "acme").out.splitlines()]
    assert lines == [
        "Acme GmbH acme 25 % known",
        "goal triple the orders Jo Doe, Tue 10 Nov, m2",
        "situation two shops,",
        "one warehouse Tue 1 Sep, m1",
        "still unknown pain, stakes, success measure, budget, decision process, timeline",
        "open questions who pays? Tue 10 Nov, m2",
        "when does the hall grow? Tue 10 Nov, m2",
        "",
        "decides Jo Doe",
        "influences nobody named",
        "uses Al Ray",
        "pays nobody named",
        "blocks nobody named",
        "nobody at level executive, manager",
    ]


def test_the_history_adds_what_was_said_before(known: Given, run: Run) -> None:
    out = run("need", "profile", "acme", "--history").out
    assert "double the orders  Jo Doe, Tue 1 Sep, m1" in out
    assert "who signs?" in out
    assert "double" not in run("need", "profile", "acme").out


def test_the_json_of_a_profile_holds_everything(known: Given, run: Run) -> None:
    data = run("need", "profile", "acme", "--json").data
    assert (data["client"], data["complete"]) == ("acme", 25)
    assert data["known"][0] == {
        "field": "goal",
        "asked": None,
        "text": "triple the orders",
        "contact": "Jo Doe",
        "answered_on": "2026-11-10",
        "meeting": "m2",
    }
    assert [one["text"] for one in data["open_questions"]] == ["who pays?", "when does the hall grow?"]
    assert [one["text"] for one in data["earlier"]] == ["who signs?", "double the orders"]
    assert data["unknown"] == ["pain", "stakes", "success_measure", "budget", "decision_process", "timeline"]
    assert data["decisions"][0] == {"part": "decides", "contacts": ["Jo Doe"]}
    assert data["parts_unnamed"] == ["influences", "pays", "blocks"]
    assert data["levels_unnamed"] == ["executive", "manager"]


def test_a_client_of_whom_nothing_is_known_has_a_profile_too(given: Given, run: Run) -> None:
    given.client("Beta")
    out = run("need", "profile", "beta").out
    assert "Beta  beta  0 % known" in out
    assert "goal, situation, pain" in out
    assert "nobody at level  owner, executive, manager, specialist" in out
    assert json.loads(run("need", "profile", "beta", "--json").out)["data"]["known"] == []


@pytest.mark.parametrize("width", [30, 80, 200])
def test_a_profile_fits_its_width(known: Given, width: int) -> None:
    known.answer(2, "budget", "很长的回答" * 60)
    with known.reading() as reader:
        found = render.profile(queries.client_profile(reader, "acme"), today=TODAY, history=True)
    assert isinstance(found, ink.Drawing)
    assert max(ink.width_of(ink.painted(line, color=False)) for line in found.lines(width)) <= width


def test_hostile_answers_are_shown_harmlessly(known: Given, run: Run) -> None:
    known.answer(2, "pain", HOSTILE)
    out = run("need", "profile", "acme").out
    assert "[/b] [red]x" in out
    assert not {"\x1b", "\x9b", "\u202e"} & set(out)
    assert run("need", "profile", "acme", "--json").data["known"][2]["text"] == HOSTILE


def test_an_unknown_client_has_no_profile(given: Given, run: Run) -> None:
    assert "nobody" in run("need", "profile", "nobody", exit_code=3).err

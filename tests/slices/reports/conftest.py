"""A client with a meeting behind them and one ahead, for the tests of reports."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from tests.conftest import TODAY, Given


def days(count: int) -> timedelta:
    return timedelta(days=count)


class World(NamedTuple):
    """A client with three contacts, a meeting of two days ago and one in four days."""

    acme: int
    ann: int
    bo: int
    held: int
    talk: int
    planned: int


def take_part(given: Given, meeting: int, *contacts: int) -> None:
    with given.change() as change:
        for contact in contacts:
            change.add("meeting_contact", meeting_id=meeting, contact_id=contact)


@pytest.fixture
def world(given: Given, request: pytest.FixtureRequest) -> World:
    language = getattr(request, "param", "en")
    acme = given.client("Acme", tier="core", since_on=date(2024, 1, 15), notes="Pays late.", language=language)
    ann = given.contact(acme, "Ann Lee", role="CFO", level="executive", decision="pays", email="ann@acme.example")
    bo = given.contact(acme, "Bo Roe", role="Head of service", level="manager", decision="uses", notes="vegetarian")
    given.contact(acme, "Al Gone", left_on=TODAY - days(40))
    given.touchpoint(acme, on=TODAY - days(30), text="Talked about renewal")
    talk = given.touchpoint(acme, on=TODAY - days(2), kind="meeting", text="Kickoff")
    held = given.meeting(
        acme, on=TODAY - days(2), status="held", question_set="kickoff", goal="Know the figure", touchpoint_id=talk
    )
    planned = given.meeting(acme, on=TODAY + days(4), question_set="needs-review", goal="Agree on the pilot")
    take_part(given, held, ann, bo)
    take_part(given, planned, bo)
    answers = {
        "goal": ("Returns below 2 % by June", ann),
        "situation": ("- Claims come in by fax\n- Two people key them in\n\nIt takes four days.", bo),
        "pain": ("The spring peak", bo),
        "stakes": ("Ann answers to the board", None),
        "budget": ("40,000 at most, hers", ann),
        "decision_process": ("Bo proposes, Ann signs, the works council could stop it", ann),
    }
    for field, (text, contact) in answers.items():
        given.answer(held, field, text, contact_id=contact, asked=f"Asked about {field}?")
    given.answer(held, None, "The lift was broken", question=None)
    given.need(acme, "Answers within a day", meeting_id=held, contact_id=bo, priority="high", kano="performance",
               evidence="they wait four days", on=TODAY - days(2))  # fmt: skip
    given.need(acme, "A monthly figure for the board", meeting_id=held, contact_id=ann, on=TODAY - days(2))
    given.need(acme, "Look good before the board", meeting_id=held, contact_id=ann, origin="implied", on=TODAY)
    given.need(acme, "Fewer suppliers", status="proposed", on=TODAY - days(50), priority="low")
    given.need(acme, "A new fax", meeting_id=held, status="dropped", on=TODAY)
    given.task(acme, "Send the plan", due_on=TODAY + days(3), touchpoint_id=talk)
    given.task(acme, "Send the slides", due_on=TODAY, touchpoint_id=talk, status="done", closed_on=TODAY)
    given.task(acme, "Give us the claims of May", due_on=TODAY + days(5), side="theirs", touchpoint_id=talk,
               contact_id=bo)  # fmt: skip
    given.task(acme, "Send the contract", due_on=TODAY - days(1))
    given.remark(acme, "quote", "We cannot go through another spring like that", on=TODAY - days(2), meeting_id=held,
                 contact_id=bo)  # fmt: skip
    given.remark(acme, "risk", "The works council may block it", on=TODAY - days(2), meeting_id=held)
    given.remark(acme, "personal", "Bo's daughter starts school", on=TODAY - days(2), meeting_id=held, contact_id=bo)
    return World(acme, ann, bo, held, talk, planned)

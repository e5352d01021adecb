"""What is known of a client, what is not, and who decides."""

from datetime import date, timedelta

import pytest

from clienttrack import profile
from clienttrack.vocabulary import ProfileField
from tests.conftest import TODAY, Given


def _answer(given: Given, client: int, field: str | None, text: str, *, on: date, contact: int | None = None) -> None:
    with given.change() as change:
        meeting = change.add(
            "meeting", client_id=client, status="held", planned_on=on, held_on=on, added_on=on, question_set="kickoff"
        )
        change.add(
            "answer",
            client_id=client,
            meeting_id=meeting,
            contact_id=contact,
            field=field,
            question=field,
            asked=field and f"{field}?",
            text=text,
            answered_on=on,
        )


def test_the_newest_answer_counts_by_its_day_and_earlier_ones_are_kept(given: Given) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    ann = given.contact(acme, "Ann")
    _answer(given, acme, "goal", "more orders", on=TODAY, contact=ann)
    _answer(given, acme, "goal", "fewer returns", on=TODAY - timedelta(days=30))
    _answer(given, acme, None, "weather was fine", on=TODAY)
    _answer(given, beta, "pain", "of another client", on=TODAY)
    with given.reading() as reader:
        found = profile.profile_of(reader, acme)
    assert [(one.field, one.text, one.contact, one.answered_on, one.meeting) for one in found.known] == [
        ("goal", "more orders", "Ann", TODAY, "m1")
    ]
    assert [one.text for one in found.earlier] == ["fewer returns"]
    assert found.unknown == (
        "situation", "pain", "stakes", "success_measure", "budget", "decision_process", "timeline",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "per_cent"),
    [([], 0), (["goal"], 13), (["goal", "pain"], 25), (["goal", "pain", "open_question"], 25), ([*ProfileField], 100)],
)
def test_completeness_is_the_share_of_eight_fields_in_whole_per_cent(known: list[str], per_cent: int) -> None:
    assert profile.completeness(known) == per_cent


def test_the_decision_map_knows_those_who_are_there(given: Given) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Ann", decision="decides", level="owner")
    given.contact(acme, "Bob", decision="pays", level="manager", left_on=TODAY)
    given.contact(acme, "Cy", decision="decides")
    with given.reading() as reader:
        found = profile.decision_map(reader, acme)
    assert found.decides == ("Ann", "Cy")
    assert found.pays == ()
    assert found.levels_unnamed == ("executive", "manager", "specialist")

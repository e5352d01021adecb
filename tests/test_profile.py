"""What is known of a client, what is not, and who decides."""

from datetime import timedelta

import pytest

from clienttrack import profile
from clienttrack.vocabulary import ProfileField
from tests.conftest import TODAY, Given


def test_the_newest_answer_counts_by_its_day_and_earlier_ones_are_kept(given: Given) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    ann = given.contact(acme, "Ann")
    late, early = (given.meeting(acme, on=TODAY - timedelta(days=days), status="held") for days in (0, 30))
    given.answer(late, "goal", "more orders", contact_id=ann)
    given.answer(early, "goal", "fewer returns")
    given.answer(late, None, "weather was fine")
    given.answer(given.meeting(beta, on=TODAY, status="held"), "pain", "of another client")
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

"""Questions asked one at a time: skipped, gone back to, stopped at, and asked again."""

from pathlib import Path

import pytest

from clienttrack.interview import AGAIN, Interview
from clienttrack.questions import QuestionSet, read_questions

SHIPPED = Path(__file__).parents[1] / "templates" / "questions"
KICKOFF: QuestionSet = read_questions(
    (SHIPPED / "kickoff.toml").read_text(encoding="utf-8"), "kickoff", "kickoff.toml", own=False
)


def _interview(*typed: str | None, known: dict[str, str] | None = None) -> tuple[Interview, list[str], list[str]]:
    told: list[str] = []
    kept: list[str] = []
    answers = iter(typed)
    interview = Interview(KICKOFF.questions, "en", known or {})
    interview.carry_on(
        lambda _prompt, _begun: next(answers, None),
        told.append,
        lambda filled: kept.append(str(filled)),
        lambda _: None,
    )
    return interview, told, kept


def test_enter_skips_and_an_empty_line_ends_an_answer() -> None:
    interview, told, kept = _interview("", "one", "two", "", *[""] * 7)
    assert interview.answers == {"situation": "one\ntwo"}
    assert not interview.stopped
    assert len(kept) == 2
    assert "1/9 If only one figure could move" in told[1]


def test_back_goes_back_and_what_was_answered_stands_there() -> None:
    interview, told, _ = _interview("first", "", "<", "better", "", *[""] * 8)
    assert interview.answers == {"goal": "better"}
    assert "answered: first" in told[3]
    assert _interview("<", *[""] * 9)[0].answers == {}


def test_known_answers_stand_below_their_question_and_stay() -> None:
    interview, told, _ = _interview(*[""] * 9, known={"goal": "40 days\nnot 20"})
    assert "    known: 40 days\n      not 20" in told[1]
    assert interview.filled == {"goal": "40 days\nnot 20"}


@pytest.mark.parametrize("typed", [(".",), (None,), ("half", None), ("whole", "", ".")])
def test_a_dot_or_the_end_of_input_stops_and_keeps(typed: tuple[str | None, ...]) -> None:
    interview, _, kept = _interview(*typed)
    assert interview.stopped
    assert interview.answers == ({"goal": typed[0]} if len(typed) > 1 else {})
    assert len(kept) == (1 if len(typed) > 1 else 0)


def _corrected(*typed: str | None) -> tuple[Interview, list[str], list[str], list[dict[str, str]]]:
    """Answer the first question with two lines that are refused, then type on; no line may hold a 5."""
    told: list[str] = []
    begun: list[str] = []
    kept: list[dict[str, str]] = []
    lines = iter(["40 days", "5 or so", "at most", "", *typed])

    def ask(_prompt: str, stands: str) -> str | None:
        begun.append(stands)
        return next(lines, None)

    interview = Interview(KICKOFF.questions[:2], "en", {})
    interview.carry_on(ask, told.append, lambda filled: kept.append(dict(filled)), lambda text: "No 5." * ("5" in text))
    return interview, told, begun[4:], kept[3:]


def test_what_is_refused_stands_there_line_by_line_to_be_changed() -> None:
    interview, told, begun, kept = _corrected("40 days", "6 or so", "at most", "", "")
    assert interview.answers == {"goal": "40 days\n6 or so\nat most"}
    assert told.count(f"No 5. {AGAIN}") == 1
    assert begun == ["40 days", "5 or so", "at most", "", ""]
    assert kept[0] == {"goal": "40 days\n5 or so\nat most"}


def test_lines_emptied_are_taken_away_and_new_ones_added() -> None:
    assert _corrected("40 days", "", "at most", "more", "", "")[0].answers == {"goal": "40 days\nat most\nmore"}
    assert _corrected("", "", "", "", "")[0].answers == {}


def test_what_is_still_wrong_is_asked_again_and_whoever_stops_keeps_every_line() -> None:
    interview, told, begun, _ = _corrected("40 days", "5", "", "", "40", None)
    assert told.count(f"No 5. {AGAIN}") == 2
    assert begun[-2:] == ["40 days", "5"]
    assert interview.stopped
    assert interview.answers == {"goal": "40\n5"}
    interview, *_ = _corrected(".")
    assert (interview.stopped, interview.answers) == (True, {"goal": "40 days\n5 or so\nat most"})


def test_no_wrong_answer_is_left_by_going_back() -> None:
    interview, told, begun, _ = _corrected("<", "", "5", "", "", "", "40", "", "")
    assert told.count(f"No 5. {AGAIN}") == 2
    assert begun == ["40 days", "40 days", "5 or so", "at most", "", "5", "", "", ""][: len(begun)]
    assert interview.answers == {"goal": "40"}

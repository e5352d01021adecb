"""Questions asked one at a time: skipped, gone back to, stopped at, and asked again."""

from pathlib import Path

import pytest

from clienttrack.interview import AGAIN, Interview
from clienttrack.questions import QuestionSet, read_questions

SHIPPED = Path(__file__).parents[1] / "templates" / "questions"
KICKOFF: QuestionSet = read_questions(
    (SHIPPED / "kickoff.toml").read_text(encoding="utf-8"), "kickoff", "kickoff.toml", own=False
)


def _interview(
    *typed: str | None, known: dict[str, str] | None = None, waiting: tuple[bool, ...] = (), language: str = "en"
) -> tuple[Interview, list[str], list[str]]:
    told: list[str] = []
    kept: list[str] = []
    answers, waits = iter(typed), iter(waiting)
    interview = Interview(KICKOFF.questions, language, known or {})
    interview.carry_on(
        lambda _prompt, _begun: next(answers, None),
        told.append,
        lambda filled: kept.append(str(filled)),
        lambda _: None,
        lambda: next(waits, False),
    )
    return interview, told, kept


def test_enter_skips_and_an_empty_line_ends_an_answer() -> None:
    interview, told, kept = _interview("", "one", "two", "", *[""] * 8)
    assert interview.answers == {"situation": "one\ntwo"}
    assert not interview.stopped
    assert len(kept) == 2
    assert "1/9 If only one figure could move" in told[1]


def test_back_goes_back_and_what_was_answered_stands_there() -> None:
    interview, told, _ = _interview("first", "", "<", "better", "", *[""] * 9)
    assert interview.answers == {"goal": "better"}
    assert "answered: first" in told[3]
    assert _interview("<", *[""] * 10)[0].answers == {}


def test_known_answers_stand_below_their_question_and_stay() -> None:
    interview, told, _ = _interview(*[""] * 10, known={"goal": "40 days\nnot 20"})
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
    interview.carry_on(
        ask,
        told.append,
        lambda filled: kept.append(dict(filled)),
        lambda text: "No 5." * ("5" in text),
        lambda: False,
    )
    return interview, told, begun[4:], kept[3:]


def test_what_is_refused_stands_there_line_by_line_to_be_changed() -> None:
    interview, told, begun, kept = _corrected("40 days", "6 or so", "at most", "", "", "")
    assert interview.answers == {"goal": "40 days\n6 or so\nat most"}
    assert told.count(f"No 5. {AGAIN}") == 1
    assert begun == ["40 days", "5 or so", "at most", "", "", ""]
    assert kept[0] == {"goal": "40 days\n5 or so\nat most"}


def test_lines_emptied_are_taken_away_and_new_ones_added() -> None:
    assert _corrected("40 days", "", "at most", "more", "", "", "")[0].answers == {"goal": "40 days\nat most\nmore"}
    assert _corrected("", "", "", "", "", "")[0].answers == {}


def test_what_is_still_wrong_is_asked_again_and_whoever_stops_keeps_every_line() -> None:
    interview, told, begun, _ = _corrected("40 days", "5", "", "", "40", None)
    assert told.count(f"No 5. {AGAIN}") == 2
    assert begun[-2:] == ["40 days", "5"]
    assert interview.stopped
    assert interview.answers == {"goal": "40\n5"}
    interview, *_ = _corrected(".")
    assert (interview.stopped, interview.answers) == (True, {"goal": "40 days\n5 or so\nat most"})


def test_no_wrong_answer_is_left_by_going_back() -> None:
    interview, told, begun, _ = _corrected("<", "", "5", "", "", "", "40", "", "", "")
    assert told.count(f"No 5. {AGAIN}") == 2
    assert begun == ["40 days", "40 days", "5 or so", "at most", "", "5", "", "", "", ""]
    assert interview.answers == {"goal": "40"}


def test_going_back_and_stopping_work_on_later_lines_of_an_answer_but_not_inside_what_is_pasted() -> None:
    interview, told, _ = _interview("one", "", "two", "<", "uno", "", "two", "", *[""] * 9)
    assert interview.answers == {"goal": "uno", "situation": "two"}
    assert [words.split("\n")[1][:3] for words in told[1:5]] == ["1/9", "2/9", "1/9", "2/9"]
    interview, *_ = _interview("one", "two", ".")
    assert (interview.stopped, interview.answers) == (True, {"goal": "one\ntwo"})
    interview, *_ = _interview("one", "<", ".", "two", "", *[""] * 9, waiting=(True, True))
    assert interview.answers == {"goal": "one\n<\n.\ntwo"}


def test_an_empty_line_inside_what_is_pasted_belongs_to_the_answer() -> None:
    interview, told, kept = _interview("one", "", "", "two", "", "", *[""] * 9, waiting=(True, True, True, False))
    assert interview.answers == {"goal": "one\n\n\ntwo"}
    assert not interview.stopped
    assert len(kept) == 2
    assert [words.split("\n")[1][:3] for words in told[1:4]] == ["1/9", "2/9", "3/9"]


def test_what_is_pasted_may_begin_with_an_empty_line_and_enter_held_down_skips() -> None:
    assert _interview("", "one", "", *[""] * 9, waiting=(True,))[0].answers == {"goal": "one"}
    interview, told, _ = _interview("", "", "", "four", "", *[""] * 6, waiting=(True, True))
    assert [*interview.answers.values()] == ["four"]
    assert told[2].startswith("\n4/9 ")


def test_what_is_typed_ahead_of_the_next_question_is_no_answer_to_this_one() -> None:
    interview, told, _ = _interview("one", "", ".", waiting=(True,))
    assert (interview.stopped, interview.answers) == (True, {"goal": "one"})
    interview, told, _ = _interview("one", "", "<", "uno", "", *[""] * 9, waiting=(True,))
    assert "    answered: one" in told[2]
    assert interview.answers == {"goal": "uno"}
    interview, told, _ = _interview("", "", "<", "two", "", *[""] * 9, waiting=(True, True))
    assert [*interview.answers] == ["situation"]
    assert told[2].startswith("\n2/9 ")


def test_an_answer_with_empty_lines_is_changed_line_by_line() -> None:
    first = ("40 days", "5 or so\n\n5 at most", "", "")
    interview, told, begun, _ = _corrected(*first, "40 days", "6", "7", "", "", "")
    assert told.count(f"No 5. {AGAIN}") == 2
    assert begun[4:] == ["40 days", "5 or so", "5 at most", "", "", ""]
    assert interview.answers == {"goal": "40 days\n6\n\n7"}


def test_going_back_from_what_was_refused_leads_to_the_question_before() -> None:
    told: list[str] = []
    lines = iter(["one", "", "5", "", "<", "uno", "", "6", "", ""])
    interview = Interview(KICKOFF.questions[:2], "en", {})
    refused = {"5": "No 5."}
    interview.carry_on(lambda *_: next(lines), told.append, lambda _: None, refused.get, lambda: False)
    assert interview.answers == {"goal": "uno", "situation": "6"}
    assert [words.split("\n")[1][:3] for words in told if words[0] == "\n"] == ["1/2", "2/2", "1/2", "2/2", "Any"]


@pytest.mark.parametrize(("language", "asked"), [("en", "Anything else?"), ("zh", "还有别的吗？")])
def test_after_the_questions_notes_are_asked_for_that_answer_none(language: str, asked: str) -> None:
    interview, told, kept = _interview(*[""] * 9, "Nice office", "", "<", language=language)
    assert interview.answers == {"": "Nice office"}
    assert told[-1].startswith(f"\n{asked}\n    ")
    assert "'': 'Nice office'" in kept[-1]
    interview, told, _ = _interview(*[""] * 9, "<", "last", "", "", language=language)
    assert list(interview.answers.values()) == ["last"]
    assert sum(asked in words for words in told) == 2

"""Question sets: ours are whole in both languages, and what is wrong with one is told."""

import re
from pathlib import Path

import pytest

from clienttrack.questions import BrokenQuestions, read_questions
from clienttrack.vocabulary import PLACEHOLDERS, ProfileField
from clienttrack.worded import in_language

# What the words of a question must ask for, in English and in Chinese, so that any answer is one to the field.
ASKS = {
    ProfileField.GOAL: r"figure could move|want to reach|has to bring|指标变好|目标是什么|必须做成",
    ProfileField.SITUATION: r"^How .*(today|now)|现在.*怎么",
    ProfileField.PAIN: r"^What press(es|ed) on you most|压力最大的是什么",
    ProfileField.STAKES: r"happens if|is at stake|cost you if|会怎么样|会失去什么|代价是什么",
    ProfileField.SUCCESS_MEASURE: r"see .*worth it|measure success|值得|衡量成功",
    ProfileField.BUDGET: r"budget|预算",
    ProfileField.DECISION_PROCESS: r"^Who (decides|will decide)|谁来拍板|由谁决定",
    ProfileField.TIMELINE: r"By when|when may|Which days|什么时候|哪些日子",
    ProfileField.OPEN_QUESTION: r"still open|have asked|没有答案|没有问",
}
SHIPPED = sorted((Path(__file__).parents[1] / "templates" / "questions").glob("*.toml"))
QUESTION = '[[questions]]\nkey = "a"\nfield = "goal"\nwords = { en = "Why?" }\n'


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_set_of_ours_is_whole_in_english_and_chinese(path: Path) -> None:
    found = read_questions(path.read_text(encoding="utf-8"), path.stem, str(path), own=False)
    for words in (found.title, found.when, *(part for one in found.questions for part in (one.words, one.hint))):
        assert {*words} == {"en", "zh"}
    assert len(found.questions) >= 5


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_question_of_ours_asks_for_the_field_it_fills_and_no_two_for_one(path: Path) -> None:
    found = read_questions(path.read_text(encoding="utf-8"), path.stem, str(path), own=False)
    fields = [one.field for one in found.questions]
    assert len({*fields}) == len(fields)
    for one in found.questions:
        for words in one.words.values():
            assert re.search(ASKS[one.field], words), (one.field, words)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_title_of_a_set_of_ours_is_quoted_to_nobody(path: Path) -> None:
    found = read_questions(path.read_text(encoding="utf-8"), path.stem, str(path), own=False)
    assert {*found.title.values()} <= PLACEHOLDERS


def test_a_set_without_a_name_is_called_by_that_of_its_file() -> None:
    assert read_questions(f"name = {{}}\n{QUESTION}", "mine", "", own=True).title == {"en": "mine"}


def test_the_sets_are_those_of_the_contract_and_kickoff_fills_the_whole_profile() -> None:
    assert [path.stem for path in SHIPPED] == ["business-review", "kickoff", "needs-review", "win-back"]
    kickoff = read_questions(SHIPPED[1].read_text(encoding="utf-8"), "kickoff", "", own=False)
    assert {one.field for one in kickoff.questions} == {*ProfileField}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = [", "it is no TOML"),
        ('name = { en = "X" }\n', "it has no [[questions]]"),
        (QUESTION + "hints = {}\n", "question 1: unknown key 'hints', meant hint?"),
        (QUESTION.replace("goal", "aim"), "question 1: the field must be one of goal, situation"),
        (QUESTION + QUESTION, "the key 'a' stands there twice"),
        (QUESTION + QUESTION.replace('"a"', '"b"').replace("Why?", " WHY? "), "the question 'why?' stands there twice"),
        (QUESTION.replace('{ en = "Why?" }', '"Why?"'), "question 1: words must give a text for each language"),
        (QUESTION.replace("Why?", "Why\\nnot?"), "question 1: words must be one line"),
        (QUESTION.replace('"a"', '""'), "question 1 has no key"),
        (QUESTION * 101, "it has more than 100 questions"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BrokenQuestions) as caught:
        read_questions(text, "mine", "mine.toml", own=True)
    assert said in str(caught.value)
    assert "'mine.toml'" in str(caught.value)


def test_the_nearest_language_is_taken() -> None:
    words = {"en": "Why?", "zh": "为什么？"}
    assert [in_language(words, one) for one in ("zh-TW", "en", "fr")] == ["为什么？", "Why?", "Why?"]
    assert in_language({"zh": "为什么？"}, "fr") == "为什么？"

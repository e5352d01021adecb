"""What is new in a form: nothing typed is lost, nothing that stood there is told again."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.forms import FormLayout
from clienttrack.notes.records import RecordKind, begun
from clienttrack.notes.sections import UnreadableRecord
from clienttrack.questions import QuestionSet, read_questions
from clienttrack.slices.discovery.rules.notes import Notes, heard
from tests.forms import answers_in

SHIPPED = Path(__file__).parents[3] / "templates" / "questions"
KICKOFF: QuestionSet = read_questions(
    (SHIPPED / "kickoff.toml").read_text(encoding="utf-8"), "kickoff", "kickoff.toml", own=False
)
LAYOUT = FormLayout(KICKOFF)
KEYS = [one.key for one in KICKOFF.questions]
DAY = date(2026, 11, 20)  # a Friday
GOAL, PAIN = ("## " + one.words["en"] for one in KICKOFF.questions if one.key in {"goal", "pain"})

words = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
lines = st.one_of(
    words,
    st.sampled_from(
        ["need: more @ann", "task: x by fri", "\\need: no", "## Own", GOAL, f"\\{GOAL}", "", "任务：发报价"]
    ),
)
texts = st.lists(lines, min_size=1, max_size=8).map("\n".join)


@given(known=st.dictionaries(st.sampled_from(KEYS), texts), language=st.sampled_from(["en", "zh"]), crlf=st.booleans())
def test_a_form_left_as_it_was_tells_nothing_new(known: dict[str, str], language: str, crlf: bool) -> None:
    form = LAYOUT.written(language, "Kickoff", known)
    saved = form.replace("\n", "\r\n") if crlf else form
    assert heard(LAYOUT, Notes(saved, "Kickoff", known), held_on=DAY).nothing


@given(
    known=st.dictionaries(st.sampled_from(KEYS), texts),
    fresh=words.filter(lambda text: text.strip() and "@" not in text),
)
def test_a_record_below_a_known_answer_is_the_only_thing_new(known: dict[str, str], fresh: str) -> None:
    form = LAYOUT.written("en", "Kickoff", {"goal": "as it was", **known})
    notes = Notes(f"{form}\nquote: {fresh}", "Kickoff", {"goal": "as it was", **known})
    told = heard(LAYOUT, notes, held_on=DAY)
    assert [one.line.kind for one in told.records] == [RecordKind.QUOTE]
    assert told.records[0].line.text in fresh
    assert told.answers == ()


@given(text=texts)
def test_every_word_typed_is_an_answer_or_a_record_or_stops_the_whole(text: str) -> None:
    try:
        told = heard(LAYOUT, Notes(text), held_on=DAY)
    except UnreadableRecord:
        return
    kept = {line for answer in told.answers for line in answer.text.split("\n")}
    kept |= {record.line.text for record in told.records}
    hints = {f"<!-- {words} -->" for one in KICKOFF.questions for words in one.hint.values()}
    for line in text.split("\n"):
        bare = (found := begun(line)) is not None and not found.told
        if line.strip() and not bare and line not in hints and LAYOUT.parse(line)[-1].key is None:
            assert any(line.lstrip("\\") in {one, one.lstrip("\\")} for one in kept) or any(
                record.line.text in line or (found.told if found else line.strip()) in record.line.text
                for record in told.records
            )


@given(answers=st.dictionaries(st.sampled_from(KEYS), texts.filter(lambda text: text.strip("\r\n"))))
def test_what_is_answered_at_the_terminal_is_read_from_the_form_it_becomes(answers: dict[str, str]) -> None:
    form = LAYOUT.written("en", "Kickoff", answers)
    told = answers_in(LAYOUT, form, "Kickoff")
    assert told == {key: text.strip("\r\n") for key, text in answers.items()}


def test_an_answer_that_was_replaced_is_new_and_one_that_was_emptied_is_none() -> None:
    known = {"goal": "40 days", "pain": "the board"}
    form = LAYOUT.written("en", "T", known).replace("40 days", "30 days").replace("the board", "")
    told = heard(LAYOUT, Notes(form, "T", known), held_on=DAY)
    assert [(one.key, one.text) for one in told.answers] == [("goal", "30 days")]


def test_headings_may_be_reordered_doubled_renamed_removed_or_in_another_language() -> None:
    chinese = f"## {KICKOFF.questions[2].words['zh']}"
    form = f"free\n{PAIN}\np1\n{GOAL}\ng\n## My own\nmine\n{chinese}\np2\n<!-- mine -->\n"
    told = heard(LAYOUT, Notes(form), held_on=DAY)
    assert {one.key: one.text for one in told.answers} == {
        None: "free\n\n## My own\nmine",
        "pain": "p1\n\np2\n<!-- mine -->",
        "goal": "g",
    }


def test_names_and_records_know_their_line() -> None:
    form = f"# Title\nfree @ann\n{GOAL}\r\nsaid @bo\r\n\r\n- task: more @zed by tue\r\n"
    told = heard(LAYOUT, Notes(form, "Title"), held_on=DAY)
    assert [(name.words, name.line) for one in told.answers for name in one.names] == [("ann", 2), ("bo", 4)]
    assert [(name.words, name.line) for one in told.records for name in one.names] == [("zed", 6)]
    assert told.records[0].line.by == date(2026, 11, 24)


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("indent", ["  ", "\t", "\u3000", "\u00a0 "])
def test_an_indented_line_goes_on_with_the_record_above_it(kind: RecordKind, indent: str) -> None:
    form = f"{GOAL}\nan answer\n- {kind}: the first half,\n{indent}  and the second.\n\n{indent}not this\n"
    told = heard(LAYOUT, Notes(form), held_on=DAY)
    assert [(one.line.kind, one.line.text) for one in told.records] == [(kind, "the first half, and the second.")]
    assert [one.text for one in told.answers] == [f"an answer\n\n{indent}not this"]


def test_chinese_lines_are_joined_without_a_blank() -> None:
    told = heard(LAYOUT, Notes("个人：女儿\n  上学了"), held_on=DAY)
    assert [one.line.text for one in told.records] == ["女儿上学了"]


def test_the_day_and_the_name_of_a_promise_may_stand_on_its_second_line() -> None:
    told = heard(LAYOUT, Notes("task: Send the plan\n  @ann by tue"), held_on=DAY)
    assert [(one.line.text, one.line.by) for one in told.records] == [("Send the plan @ann", date(2026, 11, 24))]
    assert [(name.words, name.line) for one in told.records for name in one.names] == [("ann", 1)]


def test_below_a_word_alone_stand_the_records() -> None:
    form = (
        f"{GOAL}\npersonal:\n- starts school\n- hates\n  slides\n\nan answer\nRisks:\nthe board\nmay stop it\n\nneed:\n"
    )
    told = heard(LAYOUT, Notes(form), held_on=DAY)
    assert [(one.line.kind.value, one.line.text) for one in told.records] == [
        ("personal", "starts school"),
        ("personal", "hates slides"),
        ("risk", "the board may stop it"),
    ]
    assert [one.text.strip() for one in told.answers] == ["an answer"]


@pytest.mark.parametrize("end", ["\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_record_behind_another_line_end_is_one(end: str) -> None:
    told = heard(LAYOUT, Notes(f"an answer{end}personal: not for them{end}more"), held_on=DAY)
    assert [one.line.text for one in told.records] == [f"not for them{end}more"]
    assert [one.text for one in told.answers] == ["an answer"]


def test_other_line_ends_stay_in_an_answer() -> None:
    assert [one.text for one in heard(LAYOUT, Notes("a\u2028b\rc"), held_on=DAY).answers] == ["a\u2028b\rc"]


@pytest.mark.parametrize(
    ("form", "doubt"),
    [
        ("risk: they may leave\nsoon", "Line 2, 'soon', stands below 'risk:' without being indented;"),
        ("Tom, personal: ill", "Line 1, 'Tom, personal: ill', looks like a private record,"),
        ("risk (high): ill", "Line 1, 'risk (high): ill', looks like a private record,"),
        ("**Risk** - ill", "Line 1, '**Risk** - ill', looks like a private record,"),
        ("林，个人：病了", "Line 1, '林，个人：病了', looks like a private record,"),
        ("task: Send it !high", "Line 1, 'task: Send it !high': only needs have a priority;"),
        ("task: Plan it on fri", "Line 1, 'task: Plan it on fri': 'on fri' stays in the words; write 'by fri'"),
    ],
)
def test_what_may_have_been_meant_otherwise_is_said(form: str, doubt: str) -> None:
    doubts = heard(LAYOUT, Notes(form), held_on=DAY).doubts
    assert len(doubts) == 1
    assert doubts[0].startswith(doubt)


@pytest.mark.parametrize(
    "form", ["risk: they may leave\n\nsoon", "quote: we lose\nsoon", "our need: x", "\\risk: x", "in person: x"]
)
def test_nothing_is_said_of_plain_notes(form: str) -> None:
    assert heard(LAYOUT, Notes(form), held_on=DAY).doubts == ()


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("x\ntask: Send it by 12/11", "Line 2, 'task: Send it by 12/11': Cannot read '12/11' as a day"),
        ("need: !high", "Line 1, 'need: !high': There are no words in it."),
    ],
)
def test_a_line_that_is_not_understood_is_named(form: str, message: str) -> None:
    with pytest.raises(UnreadableRecord) as caught:
        heard(LAYOUT, Notes(form), held_on=DAY)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("Nothing was written.")

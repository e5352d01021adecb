"""The form of a meeting: whatever is typed into it comes out again, and what is known goes in and out unchanged."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.forms import FormLayout
from clienttrack.questions import NO_QUESTION, QuestionSet, read_questions
from tests.forms import answers_in, joined

SHIPPED = Path(__file__).parents[1] / "templates" / "questions"
KICKOFF: QuestionSet = read_questions(
    (SHIPPED / "kickoff.toml").read_text(encoding="utf-8"), "kickoff", "kickoff.toml", own=False
)
LAYOUT = FormLayout(KICKOFF)
KEYS = [one.key for one in KICKOFF.questions]
HEADINGS = [words for one in KICKOFF.questions for words in one.words.values()]
HINTS = [f"<!-- {words} -->" for one in KICKOFF.questions for words in one.hint.values()]

lines = st.one_of(
    st.text(st.characters(exclude_characters="\n"), max_size=30),
    st.sampled_from([*(f"## {words}" for words in HEADINGS), *HINTS, "", "# Own", "\\## Own", "need: x", "```", "---"]),
    st.sampled_from(HEADINGS).map(lambda words: f"\\\\## {words}\r"),
)
texts = st.lists(lines, max_size=12).map("\n".join)


@given(text=texts | st.text())
def test_no_character_is_lost_between_the_sections(text: str) -> None:
    assert joined(LAYOUT, text) == text


def _known(text: str, title: str) -> dict[str, str]:
    """Give what a form tells as it is written into one: notes under no question stand under that key."""
    return {key or NO_QUESTION: words for key, words in answers_in(LAYOUT, text, title).items()}


@given(text=texts | st.text(), about=st.text(max_size=20))
def test_what_any_text_tells_is_told_the_same_by_the_form_that_is_written_of_it(text: str, about: str) -> None:
    told = _known(text, "Kickoff")
    assert _known(LAYOUT.written("en", "Kickoff", told, about), "Kickoff") == told


@given(
    known=st.dictionaries(
        st.sampled_from([NO_QUESTION, *KEYS]), texts.map(lambda text: text.strip("\r\n")).filter(bool)
    ),
    language=st.sampled_from(["en", "zh", "zh-TW", "fr"]),
    title=st.text(max_size=20),
    about=st.text(max_size=20),
)
def test_a_form_that_is_parsed_and_written_again_is_the_same(
    known: dict[str, str], language: str, title: str, about: str
) -> None:
    form = LAYOUT.written(language, title, known, about)
    assert _known(form, title) == known
    assert LAYOUT.written(language, title, _known(form, title), about) == form


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# T\n<!-- About: Ann; Cut it -->\nmine", {None: "mine"}),
        ("# T\r\n<!-- 关于：林 -->\r\nmine", {None: "mine"}),
        ("# T\n<!-- About: Ann --> and mine", {None: "<!-- About: Ann --> and mine"}),
        ("# T\nmine\n<!-- About: Ann -->", {None: "mine\n<!-- About: Ann -->"}),
        ("# Other\n<!-- About: Ann -->", {None: "# Other\n<!-- About: Ann -->"}),
    ],
)
def test_what_the_meeting_is_about_is_no_note_but_what_looks_like_it_is(text: str, told: dict[str | None, str]) -> None:
    assert answers_in(LAYOUT, text.replace("\r\n", "\n"), "T") == told


def test_what_the_meeting_is_about_stands_on_one_line_whatever_it_holds() -> None:
    form = LAYOUT.written("zh", "T", {}, "Ann -->\n## Own\r\nB")
    assert form.splitlines()[1] == "<!-- 关于：Ann → ## Own B -->"
    assert LAYOUT.written("en", "T", {}, " \n").splitlines()[1].startswith("<!-- Lines that begin need:")


@given(text=texts)
def test_nothing_typed_is_lost_whatever_becomes_of_the_headings(text: str) -> None:
    found = answers_in(LAYOUT, text, "")
    kept = {line.strip("\\\r") for line in "\n".join(found.values()).split("\n")}
    for line in text.split("\n"):
        bare = line.rstrip("\r")
        layout = bare in HINTS or bare.strip().startswith("##") or bare == "# "
        assert layout or bare.strip("\\\r") in {*kept, ""}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nothing but notes", {None: "Nothing but notes"}),
        ("# Kickoff\n", {}),
        (f"# Kickoff\nFirst\n## {HEADINGS[1]}\n答案\n", {None: "First", "goal": "答案"}),
        (f"#   {HEADINGS[0].upper()}  ##\r\nyes\r\n", {"goal": "yes"}),
        (
            f"## {HEADINGS[0]}\none\n## {HEADINGS[2]}\ntwo\n## {HEADINGS[0]}\nthree",
            {"goal": "one\n\nthree", "situation": "two"},
        ),
        (f"## {HEADINGS[0]}\n## My own\n<!-- my words -->\n", {None: "## My own\n<!-- my words -->"}),
        (f"## {HEADINGS[0]}\n### My own\nmy words\n", {"goal": "### My own\nmy words"}),
        (f"## {HEADINGS[0]}\nyes\n## 1. **Budget**:\n80k\n##  预算：\n八万", {"goal": "yes", "budget": "80k\n\n八万"}),
        (f"## 3) _{HEADINGS[0]}_\nyes\n", {"goal": "yes"}),
        (f"## {HEADINGS[0]} \n\\## {HEADINGS[0]}\n", {"goal": f"## {HEADINGS[0]}"}),
    ],
)  # fmt: skip
def test_headings_may_be_missing_doubled_renamed_or_in_another_language(text: str, told: dict[str | None, str]) -> None:
    assert answers_in(LAYOUT, text, "Kickoff") == told


def test_a_form_of_a_megabyte_is_parsed_at_once() -> None:
    text = f"## {HEADINGS[0]}\n" + "## no question at all <!-- \\ \n" * 40_000
    assert len(answers_in(LAYOUT, text, "")[None]) > 1_000_000


@pytest.mark.parametrize(
    "line", ["## " + "#" * 300_000 + " x", "#" * 300_000, "## " + " " * 300_000 + "x", "\\" * 300_000]
)
def test_a_line_of_any_length_is_parsed_at_once(line: str) -> None:
    began = time.process_time()
    assert answers_in(LAYOUT, f"{line}\n", "") == {None: line}
    assert time.process_time() - began < 2

"""The form of a meeting: whatever is typed into it comes out again, and what is known goes in and out unchanged."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.forms import FormLayout
from clienttrack.questions import QuestionSet, read_questions
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
def test_a_form_that_is_parsed_and_written_again_is_the_same(text: str) -> None:
    assert joined(LAYOUT, text) == text


@given(
    known=st.dictionaries(st.sampled_from(KEYS), texts.map(lambda text: text.strip("\r\n")).filter(bool)),
    language=st.sampled_from(["en", "zh", "zh-TW", "fr"]),
    title=st.text(max_size=20),
)
def test_what_is_known_comes_out_as_it_went_in(known: dict[str, str], language: str, title: str) -> None:
    form = LAYOUT.written(language, title, known)
    assert joined(LAYOUT, form) == form
    assert answers_in(LAYOUT, form, title) == known
    assert LAYOUT.written(language, title, {str(key): text for key, text in known.items()}) == form


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
        (f"## {HEADINGS[0]}\n## My own\n<!-- my words -->\n", {"goal": "## My own\n<!-- my words -->"}),
        (f"## {HEADINGS[0]} \n\\## {HEADINGS[0]}\n", {"goal": f"## {HEADINGS[0]}"}),
    ],
)  # fmt: skip
def test_headings_may_be_missing_doubled_renamed_or_in_another_language(text: str, told: dict[str | None, str]) -> None:
    assert answers_in(LAYOUT, text, "Kickoff") == told


def test_a_form_of_a_megabyte_is_parsed_at_once() -> None:
    text = f"## {HEADINGS[0]}\n" + "## no question at all <!-- \\ \n" * 40_000
    assert len(answers_in(LAYOUT, text, "")["goal"]) > 1_000_000


@pytest.mark.parametrize(
    "line", ["## " + "#" * 300_000 + " x", "#" * 300_000, "## " + " " * 300_000 + "x", "\\" * 300_000]
)
def test_a_line_of_any_length_is_parsed_at_once(line: str) -> None:
    began = time.process_time()
    assert answers_in(LAYOUT, f"{line}\n", "") == {None: line}
    assert time.process_time() - began < 2

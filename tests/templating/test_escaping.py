"""Every text of the book is shown as it is by Markdown and HTML."""

import re

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from clienttrack.screen import one_line
from clienttrack.templating.escaping import escaped, unescaped
from tests.markdown import HOSTILE, read_as_html


def folded(text: str) -> str:
    """White space as it is shown: one space, but what keeps two words on a line stays."""
    return re.sub("[^\\S\xa0\u202f]+", " ", text).strip()


@pytest.mark.parametrize(
    "text",
    [
        *(
            HOSTILE,
            "# head",
            "## head ##",
            "- item",
            "+ item",
            "* item",
            "1. one",
            "12) twelve",
            "> quote",
            "===",
            "---",
        ),
        *(
            "***",
            "___",
            "```",
            "~~~",
            "    code",
            "\tcode",
            "a\n\nb",
            "a\r\n# b",
            "a  \nb",
            "\\",
            "a\\*b",
            "[a]: http://x",
        ),
        *("![i](x)", "<!-- c -->", "&#60;b&#62;", "&amp;", "R&D <b>", "a|b\n-|-", "snake_case_name", "_x_", "__x__"),
        *("C#", "<a@b.example>", "-", "=", ".", ") x", "1.", "  x  ", ":---:", "青禾 *茶* 业", "\u2028# x", "a_b_ _c"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    parsed = read_as_html(escaped(text))
    assert "".join(parsed.text).rstrip("\n") == one_line(folded(text))
    assert parsed.tags in ([], ["p"])


@any_of(st.text(alphabet="#*_-+=`~[]()<>!|&;\\.0a1 \n\t:é中\xa0", max_size=30))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    for before in ("", "- ", "> ", "Word "):
        parsed = read_as_html(f"{before}{escaped(text)}\n")
        words = f"{before.removeprefix('- ').removeprefix('> ')}{folded(text)}"
        assert "".join("".join(parsed.text).split("\n")) == words.strip()
        assert set(parsed.tags) <= {"p", "ul", "li", "blockquote"}


@pytest.mark.parametrize("text", ["C#", "a ##", "#", "x \\#"])
def test_a_heading_shows_a_text_as_it_is(text: str) -> None:
    parsed = read_as_html(f"## {escaped(text)}\n")
    assert "".join(parsed.text).strip() == text
    assert parsed.tags == ["h2"]


def test_ordinary_texts_stay_as_they_are() -> None:
    for text in (
        "Send the offer, by Friday.",
        "jo.doe@acme.example",
        "+44 20 7946 0958",
        "R&D",
        "3.5 %",
        "a_b",
        "https://x.y",
    ):
        assert escaped(text) == text


@any_of(st.text(alphabet="#*_-+=`~[]()<>!|&;\\.0alt \n\t:é中\x1b\u202e", max_size=30))
def test_a_plain_text_shows_any_text_as_it_is(text: str) -> None:
    assert unescaped(f"Word {escaped(text)}") == f"Word {one_line(' '.join(text.split()))}"


def test_a_plain_text_keeps_the_markdown_of_the_template() -> None:
    assert unescaped("**bold** &copy; c:\\\\x \\\n") == "**bold** &copy; c:\\x \\\n"

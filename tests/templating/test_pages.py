"""A page of HTML needs nothing beside itself, runs nothing, and says what the Markdown says."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from clienttrack.templating.escaping import escaped
from clienttrack.templating.pages import page
from tests.markdown import HOSTILE


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag if tag in {"title", "style", "body"} else self._open

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag in {"title", "style", "body"} else self._open

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def read(markdown: str, language: str = "en") -> _Page:
    return _Page(page(markdown, language=language, title="brief acme"))


FRAME = {"html", "head", "meta", "title", "style", "body"}


def test_a_page_has_language_title_and_letters_of_all_scripts() -> None:
    html = page("# 青禾茶业：*沟通*\n小结\n\n## More\n", language="zh", title="x")
    parsed = _Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "zh"}) in parsed.elements
    assert ("meta", {"charset": "utf-8"}) in parsed.elements
    assert parsed.texts["title"] == "青禾茶业：沟通"
    for font in ("PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "Hiragino Sans", "Malgun Gothic"):
        assert font in parsed.texts["style"]
    assert "@media print" in parsed.texts["style"]
    assert read("no heading").texts["title"] == "brief acme"


def test_the_title_is_text() -> None:
    parsed = read(f"# </title><script>x</script> {escaped(HOSTILE)} `a`")
    assert parsed.tags == {*FRAME, "h1", "code"}
    assert parsed.texts["title"].startswith("</title><script>x</script> <script>alert(1)</script> **bold**")


def test_markdown_becomes_what_it_means() -> None:
    parsed = read("- a **b**\n\n> c\n\n|h|\n|-|\n|d|\n\n~~e~~ [f](https://f.example)\n")
    assert {*parsed.tags} - FRAME == {
        *("ul", "li", "strong", "blockquote", "p", "table", "thead", "tbody", "tr", "th", "td", "s", "a")
    }


@pytest.mark.parametrize(
    "trick",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b onclick=x>b</b>",
        "text <iframe src='https://x'></iframe>",
        "<!-- --><style>*{}</style>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![alt](https://x.example/p.png)",
        "![alt](logo.png)",
        "![a<b>](file:///etc/passwd)",
        "![x][y]\n\n[y]: https://x.example/p.png",
        "![x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_in_a_page_runs_or_comes_from_outside(trick: str) -> None:
    parsed = read(trick)
    assert parsed.tags <= {*FRAME, "p", "a"}
    for tag, attributes in parsed.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert tag != "a" or str(attributes["href"]).startswith("https://")
    assert not re.search(r"url\(|@import", parsed.texts["style"])


def test_a_picture_that_lies_in_the_template_is_shown() -> None:
    source = "data:image/png;base64,iVBORw0KGgo="
    assert ("img", {"src": source, "alt": "logo"}) in read(f"![logo]({source})").elements


@pytest.mark.parametrize("kind", ["svg+xml", "png"])
def test_a_picture_is_shown_and_led_to_by_no_link(kind: str) -> None:
    source = f"data:image/{kind};base64,PHN2Zz4="
    assert ("img", {"src": source, "alt": "chart"}) in read(f"![chart]({source})").elements
    for link in (f"[x]({source})", f"<{source}>", f"[x][y]\n\n[y]: {source}"):
        assert [attributes for tag, attributes in read(link).elements if tag in {"a", "img"}] == [{}]


def test_a_page_forbids_scripts_and_the_net_by_itself() -> None:
    [policy] = [found["content"] for _, found in read("x").elements if "http-equiv" in found]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@any_of(st.text(alphabet="#*_-+=`~[]()<>!|&;\\.0a1 \n:é中/\"'", max_size=40))
def test_any_text_of_the_book_stays_text(text: str) -> None:
    parsed = read(f"Word {escaped(text)}\n")
    assert parsed.tags == {*FRAME, "p"}
    assert parsed.texts["body"].strip() == " ".join(f"Word {text}".split())

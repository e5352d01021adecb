"""Markdown as its readers see it: the texts and the tags of the HTML that becomes of it."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

HOSTILE = (
    "<script>alert(1)</script> **bold** _it_ [x](javascript:1) `c` | ~~s~~ &copy; \x1b[31m\u202e {{ client }} {% x %}"
)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def read_as_html(markdown: str) -> _Text:
    parsed = _Text()
    parsed.feed(MARKDOWN.render(markdown))
    return parsed

"""Markdown as its readers see it: the texts and the tags of the HTML that becomes of it."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

HOSTILE = (
    "<script>alert(1)</script> **bold** _it_ [x](javascript:1) `c` | ~~s~~ &copy; \x1b[31m\u202e {{ client }} {% x %}"
)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Shown(HTMLParser):
    """What of HTML one reads, and what it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def read_as_html(markdown: str) -> Shown:
    """Read Markdown whose HTML means something."""
    return Shown(MARKDOWN.render(markdown))


def read_page(html: str) -> Shown:
    """Read the body of a page."""
    return Shown(html.partition("<body>")[2])

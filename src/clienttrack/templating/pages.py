"""How Markdown becomes one page of HTML that needs nothing beside itself, runs nothing and prints well."""

from collections.abc import Iterable
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from clienttrack.templating.pictures import SOURCE

# Fonts that write Chinese, Japanese and Korean stand behind the usual ones of each system.
_STYLE = """
  :root { color-scheme: light; }
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff; line-height: 1.5;
    overflow-wrap: anywhere; font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Helvetica Neue", Arial,
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei",
    "Hiragino Sans", "Yu Gothic", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; }
  body:lang(ja) { font-family: system-ui, "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", sans-serif; }
  h1, h2, h3 { line-height: 1.25; margin: 1.6em 0 0.5em; }
  h1 { font-size: 1.6rem; margin-top: 0; }
  h2 { font-size: 1.2rem; border-bottom: 1px solid #d0d0d0; padding-bottom: 0.2em; }
  h3 { font-size: 1rem; }
  li { margin: 0.25em 0; }
  blockquote { margin: 1em 0; padding: 0 1em; border-left: 3px solid #b0b0b0; color: #444; }
  table { border-collapse: collapse; margin: 1em 0; font-size: 0.85em; }
  th, td { border: 1px solid #c8c8c8; padding: 0.3em 0.6em; text-align: left; vertical-align: top; }
  td:first-child { min-width: 5.5em; }
  td[style] { overflow-wrap: break-word; font-variant-numeric: tabular-nums; }
  img { max-width: 100%; height: auto; }
  pre { overflow-x: auto; }
  a { color: #0b57a4; }
  @page { margin: 20mm 18mm; }
  @media print {
    body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt; color: #000; orphans: 3; widows: 3; }
    h1, h2, h3 { break-after: avoid; }
    li, blockquote, tr, img { break-inside: avoid; }
    thead { display: table-header-group; }
    pre { white-space: pre-wrap; }
    a { color: inherit; text-decoration: none; }
    a[href^="http"]::after { content: " (" attr(href) ")"; }
  }
"""


def page(markdown: str, *, language: str, title: str) -> str:
    """Make a page of HTML of Markdown; ``title`` is its title where it has no heading.

    HTML in the Markdown stays text, and an image is shown only when it lies in the page itself (``data:``).
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # markdown-it asks this method of its own, and has no other way to be told.
    reader.validateLink = _may_lead  # type: ignore[method-assign, assignment]
    reader.add_render_rule("image", _image)
    reader.add_render_rule("link_open", _link)
    tokens = reader.parse(markdown)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        f"<title>{escape(_heading(tokens) or title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{reader.renderer.render(tokens, reader.options, {})}</body>\n</html>\n"
    )


def _heading(tokens: Iterable[Token]) -> str:
    """Give the first heading as plain text."""
    before = None
    for token in tokens:
        if before == "heading_open":
            return "".join(" " if part.type == "softbreak" else part.content for part in token.children or ()).strip()
        before = token.type
    return ""


def _may_lead(target: str) -> bool:
    """Allow pictures that are drawn, besides what the library allows: as an image they run nothing."""
    return target.startswith(SOURCE) or validateLink(target)


def _link(renderer: RendererHTML, tokens: Any, place: int, options: Any, env: Any) -> str:
    token: Token = tokens[place]
    if str(token.attrs["href"]).startswith("data:"):
        token.attrs = {}
    return renderer.renderToken(tokens, place, options, env)


def _image(renderer: RendererHTML, tokens: Any, place: int, options: Any, env: Any) -> str:
    token: Token = tokens[place]
    if str(token.attrs["src"]).startswith("data:"):
        return renderer.image(tokens, place, options, env)
    return escape(token.content)

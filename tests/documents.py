"""Runs the console blocks of a page and compares what they answer with what the page says.

A block of kind ``console`` holds commands after ``$ `` and their output; one of kind ``console new book`` begins with
an empty book. Beside our own commands only ``cat FILE`` is run. What stands between ``<!-- generated: NAME -->`` and
``<!-- end -->`` is made of the code by ``template_pages``. Pages are written anew with

    python -m pytest tests/test_documents.py --write-pages
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from tests import template_pages

BLOCK = re.compile(r"(?m)^```console( new book)?\n(.*?)^```$", re.DOTALL)
GENERATED = re.compile(r"(?ms)^<!-- generated: (.+?) -->\n.*?^<!-- end -->$")
NEW_BOOK = ["new book"]
OTHERS = ("cat",)


def as_it_is(page: str, answer: Callable[[list[str]], str]) -> str:
    """Give the page with what is generated as it is now, and the output of every command as ``answer`` gives it.

    ``NEW_BOOK`` asks for an empty book.
    """

    def replayed(match: re.Match[str]) -> str:
        fresh, block = match.groups(default="")
        if fresh:
            answer(NEW_BOOK)
        commands = [line for line in block.splitlines() if line.startswith("$ ")]
        said = "".join(f"{command}\n{answer(words_of(command[2:]))}" for command in commands)
        return f"```console{fresh}\n{said}```"

    def generated(match: re.Match[str]) -> str:
        return f"<!-- generated: {match[1]} -->\n\n{template_pages.PARTS[match[1]]()}\n<!-- end -->"

    return GENERATED.sub(generated, BLOCK.sub(replayed, page))


def words_of(command: str) -> list[str]:
    """Split a command of a page; a comment after `#` is left out."""
    words = shlex.split(command, comments=True)
    assert words[0] in {"clienttrack", *OTHERS}, f"only clienttrack is run by a page: {command}"
    return words


def pages(root: Path) -> list[Path]:
    """Give every page that holds console blocks or what is generated."""
    found = [*root.glob("*.md"), *(root / "docs").glob("*.md"), *(root / "examples").glob("*.md")]
    texts = {page: page.read_text(encoding="utf-8") for page in found}
    return sorted(page for page, text in texts.items() if BLOCK.search(text) or GENERATED.search(text))

"""Runs the console blocks of a page and compares what they answer with what the page says.

A block of kind ``console`` holds commands after ``$ `` and their output; one of kind ``console new book`` begins with
an empty book. Beside our own commands only ``cat FILE`` is run. Pages are written anew with

    python -m pytest tests/test_documents.py --write-pages
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

BLOCK = re.compile(r"(?m)^```console( new book)?\n(.*?)^```$", re.DOTALL)
NEW_BOOK = ["new book"]
OTHERS = ("cat",)


def as_it_is(page: str, answer: Callable[[list[str]], str]) -> str:
    """Give the page with the output of every command as ``answer`` gives it now; ``NEW_BOOK`` asks it for one."""

    def replayed(match: re.Match[str]) -> str:
        fresh, block = match.groups(default="")
        if fresh:
            answer(NEW_BOOK)
        commands = [line for line in block.splitlines() if line.startswith("$ ")]
        said = "".join(f"{command}\n{answer(words_of(command[2:]))}" for command in commands)
        return f"```console{fresh}\n{said}```"

    return BLOCK.sub(replayed, page)


def words_of(command: str) -> list[str]:
    """Split a command of a page; a comment after `#` is left out."""
    words = shlex.split(command, comments=True)
    assert words[0] in {"clienttrack", *OTHERS}, f"only clienttrack is run by a page: {command}"
    return words


def pages(root: Path) -> list[Path]:
    """Give every page that holds console blocks."""
    found = [*root.glob("*.md"), *(root / "docs").glob("*.md"), *(root / "examples").glob("*.md")]
    return sorted(page for page in found if BLOCK.search(page.read_text(encoding="utf-8")))

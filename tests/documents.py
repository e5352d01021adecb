"""Runs the console blocks of a page and compares what they answer with what the page says.

A block of kind ``console`` holds commands after ``$ `` and their output. Pages are written anew with

    python -m pytest tests/test_documents.py --write-pages
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

BLOCK = re.compile(r"(?m)^```console\n(.*?)^```$", re.DOTALL)


def as_it_is(page: str, answer: Callable[[list[str]], str]) -> str:
    """Give the page with the output of every command as ``answer`` gives it now."""

    def replayed(match: re.Match[str]) -> str:
        commands = [line for line in match.group(1).splitlines() if line.startswith("$ ")]
        said = "".join(f"{command}\n{answer(words_of(command[2:]))}" for command in commands)
        return f"```console\n{said}```"

    return BLOCK.sub(replayed, page)


def words_of(command: str) -> list[str]:
    """Split a command of a page; every one is ours, and a comment after `#` is left out."""
    words = shlex.split(command, comments=True)
    assert words[0] == "clienttrack", f"only clienttrack is run by a page: {command}"
    return words[1:]


def pages(root: Path) -> list[Path]:
    """Give every page that holds console blocks."""
    found = [*root.glob("*.md"), *(root / "docs").glob("*.md"), *(root / "examples").glob("*.md")]
    return sorted(page for page in found if BLOCK.search(page.read_text(encoding="utf-8")))

"""Ctrl-C at the very moments at which what was typed could be lost, or told as kept although the book has it."""

import subprocess
import sys

import pytest

from clienttrack import drafts
from tests.conftest import Given

# A process that interrupts itself, as Ctrl-C would, when a function is called or has returned.
INTERRUPTED = """
import os, signal, sys
from clienttrack.__main__ import main
event, name = sys.argv.pop(1), sys.argv.pop(1)
def interrupt(frame, happens, called):
    what = frame.f_code.co_name if happens in {"call", "return"} else getattr(called, "__name__", "")
    if (happens, what) == (event, name):
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)
sys.setprofile(interrupt)
main()
"""

# A process in which another program saves the draft while the meeting is written down.
CHANGED = """
import pathlib, sys
from clienttrack.__main__ import main
draft = pathlib.Path(sys.argv[-1])
def change(frame, happens, called):
    if (happens, frame.f_code.co_name) == ("call", "hold_meeting"):
        sys.setprofile(None)
        draft.write_text("Talked, and more")
sys.setprofile(change)
main()
"""


def _interrupted(event: str, name: str, *words: str, notes: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", INTERRUPTED, event, name, *words],
        input=notes, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "name"),
    [("call", "refresh"), ("return", "refresh"), ("call", "forget_draft"), ("call", "forget")],
)
def test_what_the_book_has_is_never_told_as_kept(event: str, name: str, given: Given) -> None:
    given.client("Acme")
    ended = _interrupted(event, name, "meet", "hold", "acme", notes="Talked\n")
    assert ended.returncode == 130, ended.stderr
    assert "kept in" not in ended.stderr
    assert given.value("SELECT form FROM meeting") == "Talked\n"
    assert [*given.drafts.iterdir()] == []


@pytest.mark.parametrize(
    ("event", "name"),
    [("c_return", "read1"), ("call", "begin"), ("return", "begin"), ("return", "piped_draft"),
     ("call", "go_on"), ("call", "arranged")],
)  # fmt: skip
def test_what_came_through_the_pipe_is_kept_whenever_it_is_interrupted(event: str, name: str, given: Given) -> None:
    given.client("Acme")
    ended = _interrupted(event, name, "meet", "hold", "acme", notes="Talked\n")
    assert ended.returncode == 130, ended.stderr
    (kept,) = given.drafts.glob("*.md")
    assert kept.read_text(encoding="utf-8") == "Talked\n"
    assert f"What was typed is kept in '{kept}'." in ended.stderr
    assert given.value("SELECT count(*) FROM meeting") == 0


def test_a_draft_that_another_program_saves_while_it_is_written_down_stays(given: Given) -> None:
    given.client("Acme")
    path = drafts.begin(given.drafts, "notes", b"Talked")
    words = [sys.executable, "-c", CHANGED, "meet", "hold", "acme", "--from", str(path)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert given.value("SELECT form FROM meeting") == "Talked"
    assert path.read_text(encoding="utf-8") == "Talked, and more"
    assert f"'{path}' was changed while it was written down, so it stays" in ended.stderr
    assert "meet show m1 --form` gives what stands in the book" in ended.stderr

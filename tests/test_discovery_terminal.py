"""The whole cycle of discovery in a real terminal: asked key by key, gone on with in an editor, drawn as a picture."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import TODAY, Given, Run

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal:
    """A terminal of 100 × 40 characters under tmux, in which a shell waits for commands."""

    def __init__(self, socket: Path, environment: dict[str, str]) -> None:
        self.socket = socket
        told = [f"{name}={value}" for name, value in environment.items()]
        self._tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40", "env", *told, "sh")

    def _tmux(self, *words: str) -> str:
        ran = subprocess.run(
            ["tmux", "-S", str(self.socket), *words],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        return ran.stdout

    def type(self, words: str) -> None:
        """Type a line, key by key, and Enter."""
        if words:
            self._tmux("send-keys", "-l", words)
        self._tmux("send-keys", "Enter")

    def press(self, key: str) -> None:
        """Press one key."""
        self._tmux("send-keys", key)

    def paste(self, words: str, *options: str) -> None:
        """Paste a text, with ``-p`` in the brackets that the program may have asked for."""
        self._tmux("set-buffer", words)
        self._tmux("paste-buffer", *options)

    def shown(self, *options: str) -> str:
        """Give what stands on the screen."""
        return self._tmux("capture-pane", "-p", *options)

    def wait_for(self, words: str, *, times: int = 1) -> str:
        """Wait until words stand on the screen that often."""
        ends = time.monotonic() + PATIENCE
        while (shown := self.shown()).count(words) < times:
            assert time.monotonic() < ends, f"{words!r} never came:\n{shown}"
            time.sleep(0.1)
        return shown

    def close(self) -> None:
        """End the session."""
        self._tmux("kill-server")


@pytest.fixture
def terminal(given: Given, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal whose editor is a script that adds a line to the end of the form."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "theirs: the cards of October by fri @tom\\n" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    (tmp_path / "config.toml").touch()
    environment = {
        "CLIENTTRACK_DB": str(given.path),
        "CLIENTTRACK_CONFIG": str(tmp_path / "config.toml"),
        "CLIENTTRACK_TODAY": str(TODAY),
        "HOME": str(tmp_path),
        "EDITOR": str(editor),
        "VISUAL": "",
        "PS1": "ready> ",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
    }
    opened = Terminal(tmp_path / "tmux", environment)
    yield opened
    opened.close()


def test_a_meeting_is_asked_key_by_key_and_gone_on_with_in_the_editor(
    terminal: Terminal, given: Given, run: Run
) -> None:
    harbour = given.client("Harbour Bikes", handle="harbour", tier="key")
    given.contact(harbour, "Ines Marlow", decision="decides")
    given.contact(harbour, "Tom Reyes")
    terminal.type("clienttrack meet plan harbour --on today --questions kickoff --with ines")
    terminal.wait_for("Planned m1")
    terminal.type("clear; clienttrack meet hold m1 --ask")
    shown = terminal.wait_for("1/9")
    assert "m1, planned for today, with Harbour Bikes (Ines Marlow), kickoff." in shown
    for words in ("90 % in two days @ines", "need: see what will be late !high", ""):
        terminal.type(words)
    terminal.wait_for("2/9")
    terminal.type("on paper")
    terminal.type("")
    terminal.wait_for("3/9")
    terminal.type("<")
    terminal.wait_for("answered: on paper")
    terminal.wait_for("\n> on paper", times=2)
    terminal.press("C-u")
    terminal.type("on paper cards")
    terminal.type("")
    terminal.type(".")
    terminal.wait_for("nothing is written down yet")
    assert given.value("SELECT status FROM meeting") == "planned"
    terminal.type("clear; clienttrack meet resume")
    terminal.wait_for("Held m1")
    terminal.type("clear; clienttrack report follow-up harbour; clienttrack remind --within 7d")
    assert "see what will be late" in terminal.wait_for("the cards of October")
    profile = run("need", "profile", "harbour", "--json").data
    assert [(one["field"], one["text"], one["contact"]) for one in profile["known"]] == [
        ("goal", "90 % in two days", "Ines Marlow"),
        ("situation", "on paper cards", "Ines Marlow"),
    ]
    assert [one["priority"] for one in run("need", "list", "--json").data] == ["high"]
    assert [one["contact"] for one in run("task", "list", "--json").data] == ["Tom Reyes"]


def test_a_name_that_nobody_has_is_asked_again_and_a_full_stop_at_once_keeps_nothing(
    terminal: Terminal, given: Given
) -> None:
    given.contact(given.client("Harbour Bikes", handle="harbour"), "Tom Reyes")
    terminal.type("clienttrack meet hold harbour --ask")
    terminal.wait_for("1/9")
    terminal.type(".")
    terminal.wait_for("Nothing was answered, so nothing was written down and no draft is kept.")
    terminal.type("clear; clienttrack meet hold harbour --ask")
    terminal.wait_for("1/9")
    for words in ("90 % in two days", "task: ask @bo by fri", ""):
        terminal.type(words)
    terminal.wait_for("No contact is called 'bo'. There is Tom Reyes.")
    terminal.wait_for("> 90 % in two days", times=2)
    terminal.type("")
    terminal.wait_for("… task: ask @bo by fri", times=2)
    terminal.press("C-u")
    terminal.type("task: ask @tom by fri")
    terminal.type("")
    terminal.wait_for("2/9")
    terminal.type(".")
    terminal.wait_for("nothing is written down yet")
    (kept,) = given.drafts.glob("*.md")
    assert "\n90 % in two days\ntask: ask @tom by fri\n" in kept.read_text(encoding="utf-8")


def test_what_is_pasted_is_one_answer_whatever_lines_of_it_are_empty(terminal: Terminal, given: Given) -> None:
    given.client("Harbour Bikes", handle="harbour")
    terminal.type("clienttrack meet hold harbour --ask")
    terminal.wait_for("1/9")
    many = "".join(f"line {number}\n\n" for number in range(400))
    terminal.paste(f"\n40 days\n\n{many}to 20\n\n")
    terminal.wait_for("2/9")
    terminal.paste("on paper\n\nby hand\n", "-p")
    terminal.wait_for("by hand")
    for _ in range(2):
        terminal.type("")
    terminal.wait_for("3/9")
    terminal.type(".")
    terminal.wait_for("nothing is written down yet")
    (kept,) = given.drafts.glob("*.md")
    form = kept.read_text(encoding="utf-8")
    assert f"\n\n40 days\n\n{many}to 20\n\n## How is this done" in form
    assert "\n\non paper\n\nby hand\n\n## What presses" in form


def test_what_a_terminal_shows_becomes_a_picture_that_needs_nothing_else(terminal: Terminal, given: Given) -> None:
    given.need(given.client("青禾", handle="qinghe"), "每周一份名单 <b>", priority="high")
    terminal.type("clear; clienttrack need board")
    terminal.wait_for("每周一份名单")
    drawn = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "pictures" / "draw.py"), "need board"],
        input=terminal.shown("-e"),
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    texts = "".join(ElementTree.fromstring(drawn).itertext()).replace("\N{NO-BREAK SPACE}", " ")  # noqa: S314 our own
    assert "每周一份名单 <b>" in texts
    for picture in (drawn, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "pictures").glob("*.svg"))):
        assert picture.replace("http://www.w3.org/2000/svg", "").count("http") == 0


def test_the_picture_of_the_questions_shows_what_a_terminal_shows(terminal: Terminal, given: Given) -> None:
    harbour = given.client("Harbour Bikes", handle="harbour")
    given.contact(harbour, "Ines Marlow")
    given.contact(harbour, "Tom Reyes")
    terminal.type("clienttrack meet plan harbour --on today --questions kickoff --with ines --with tom")
    terminal.wait_for("Planned m1")
    picture = ElementTree.parse(ROOT / "docs" / "pictures" / "ask.svg")  # noqa: S314 our own
    texts = ["".join(one.itertext()) for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    lines = [line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in texts]
    command, *drawn = [line for line in lines[1:] if line]
    terminal.type(f"clear; {command}")
    for number, line in enumerate(drawn):
        if line.startswith((">", "…")):
            expected = [*drawn[:number], line[0]]
            ends = time.monotonic() + PATIENCE
            while (shown := _below(terminal, command)) != expected:
                assert time.monotonic() < ends, f"{shown} never became {expected}"
                time.sleep(0.1)
            terminal.type(line[2:] if number + 1 < len(drawn) else ".")


def _below(terminal: Terminal, command: str) -> list[str]:
    """Give the lines that are not empty below the command that was typed last."""
    shown = terminal.shown("-S", "-100").rpartition(command)[2]
    return [line.rstrip() for line in shown.split("\n") if line.strip()]

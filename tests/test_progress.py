"""A long run shows a bar on the terminal, and nothing else does."""

import io
import sys

import pytest

from clienttrack import progress
from clienttrack.progress import progress_bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_appears_on_a_terminal_once_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar() as watch:
        assert watch is not None
        watch("clients", 1, 2)
    assert terminal.getvalue() == ""
    monkeypatch.setattr(progress, "SPEAK_UP_AFTER", -1.0)
    with progress_bar() as watch:
        assert watch is not None
        watch("clients", 1, 2)
        watch("tasks", 2, 2)
    assert "50%" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_a_rate_is_told_in_what_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "SPEAK_UP_AFTER", -1.0)
    with progress_bar(of="rows") as watch:
        assert watch is not None
        for done in (1, 500, 1_000):
            watch("batch", done, 1_000)
    assert " rows/s" in terminal.getvalue()
    assert "B/s" not in terminal.getvalue()


def test_there_is_no_bar_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as watch:
        assert watch is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress_bar(quiet=True) as watch:
        assert watch is None
    monkeypatch.setattr(sys, "stderr", None)
    with progress_bar() as watch:
        assert watch is None

"""A book comes to be whole or not at all, however many make it at once and wherever one of them is killed."""

import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clienttrack import book, founding
from clienttrack.errors import StorageProblem
from tests.conftest import NOW, TODAY, Run
from tests.disasters import assert_sound, content_of, workspace_at

PROGRAM = (sys.executable, "-m", "clienttrack")


def _started(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _first_commands_at_once(path: Path, rounds: int) -> None:
    """Let two commands that are refused and two that record something be the first ones, all at the same time."""
    for number in range(rounds):
        children = [
            _started("log", "nobody", "talked"),
            _started("client", "add", f"Left {number}"),
            _started("log", "nobody", "talked"),
            _started("client", "add", f"Right {number}"),
        ]
        told = [child.communicate()[1] for child in children]
        assert [child.returncode for child in children] == [3, 0, 3, 0], told
        assert len(content_of(path)["client"]) == 2
        assert_sound(path)
        assert [found.name for found in path.parent.glob("*book.db*")] == ["book.db"]
        path.unlink()


def test_first_commands_at_once_lose_nothing(book_path: Path) -> None:
    _first_commands_at_once(book_path, 2)


@pytest.mark.soak
def test_first_commands_at_once_lose_nothing_in_a_hundred_rounds(book_path: Path) -> None:
    _first_commands_at_once(book_path, 100)


def test_no_book_is_there_before_its_first_operation(book_path: Path) -> None:
    with workspace_at(book_path).change("add") as change:
        change.add("tag", name="vip", name_key="vip")
        assert not book_path.exists()
    assert_sound(book_path)
    assert content_of(book_path)["operation"]


def test_a_first_command_waits_for_another(run: Run, book_path: Path) -> None:
    with ExitStack() as other:
        path = other.enter_context(founding.new_book(book_path, today=TODAY, now=NOW, notice=print, empty=True))
        assert path != book_path
        threading.Timer(0.4, other.pop_all().close).start()
        run("client", "add", "Acme")
    assert len(content_of(book_path)["client"]) == 1


def test_a_first_command_gives_up_waiting(book_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "SPEAK_UP_AFTER", 0.1)
    monkeypatch.setattr(book, "GIVE_UP_AFTER", 0.4)
    with founding.turn_to_make(book_path, print):
        ran = run("client", "add", "Acme", exit_code=7)
    assert ran.err.splitlines()[0] == "Another clienttrack is writing to the book; waiting …"
    assert "locked" in ran.err
    assert not book_path.exists()


def test_a_book_that_appears_in_spite_of_the_lock_stays(book_path: Path, empty_book: Path) -> None:
    def make() -> None:
        with founding.new_book(book_path, today=TODAY, now=NOW, notice=print, empty=True):
            book_path.write_bytes(empty_book.read_bytes())
            appeared.append(book_path.stat().st_ino)

    appeared: list[int] = []
    with pytest.raises(StorageProblem, match="replaced"):
        make()
    assert [book_path.stat().st_ino] == appeared


def test_a_link_to_nowhere_stays_a_link_and_gets_its_book(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, place = tmp_path / "link.db", tmp_path / "far" / "book.db"
    link.symlink_to(place)
    monkeypatch.setenv("CLIENTTRACK_DB", str(link))
    run("client", "add", "Acme")
    assert link.is_symlink()
    assert_sound(place)


def test_where_the_file_system_knows_no_links_a_book_is_moved(
    book_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_paths: Any) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    run("client", "add", "Acme")
    assert_sound(book_path)


def test_what_a_killed_process_left_goes_with_the_next_book(tmp_path: Path, run: Run) -> None:
    keep = tmp_path / "kept [x].db"
    others = [tmp_path / ".kept [x].db.notes", tmp_path / ".kept x.db.abcdefgh.new"]
    for other in others:
        other.touch()
    killed = subprocess.Popen(
        [sys.executable, "-c", f"""
import time
from datetime import UTC, date, datetime
from pathlib import Path
from clienttrack import book, founding
made = founding.new_book(Path({str(keep)!r}), today=date(2026, 11, 20), now=datetime.now(UTC), notice=print)
with made as path, book.changing(path, "x", today=date(2026, 11, 20), now=datetime.now(UTC), notice=print) as change:
    change.add("tag", name="vip", name_key="vip")
    print("writing", flush=True)
    time.sleep(60)
"""],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert killed.stdout is not None
    assert killed.stdout.readline() == "writing\n"
    killed.kill()
    killed.wait()
    killed.stdout.close()
    assert len(list(tmp_path.glob(".kept*new*"))) > 1
    began = time.monotonic()
    run("demo", "--keep", str(keep))
    assert time.monotonic() - began < 5
    assert sorted(tmp_path.glob(".kept*")) == sorted(others)
    assert_sound(keep)

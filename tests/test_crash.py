"""A process killed at any moment leaves all of an operation or none: import, log, undo and a whole book, by SIGKILL.

The moment is drawn from the time the command takes when nobody kills it: six moments in `make test`, two hundred
under `make soak`.
"""

import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect

import pytest

from clienttrack.book import Change
from tests.conftest import Given
from tests.disasters import assert_sound, content_of

ROWS = 600
DERIVED = {"sqlite_sequence", "sqlite_stat1"}


def _ended(arguments: tuple[str, ...], seconds: float) -> int | None:
    """Run the program, kill it after ``seconds``, and give its exit code, or ``None`` when it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "clienttrack", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return None


def _records(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give all records; the search index's own tables and the clock's moments are left out."""
    return {
        name: [row[:3] for row in rows] if name in {"operation", "row_change"} else rows
        for name, rows in content_of(path).items()
        if not name.startswith("search_") and name not in DERIVED
    }


def _survives(path: Path, arguments: tuple[str, ...], *, moments: int) -> None:
    """Kill the command at ``moments`` random moments of its life and look at the book each time."""
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    start = path.read_bytes()
    before = _records(path)
    began = time.monotonic()
    assert _ended(arguments, 60) == 0
    life = time.monotonic() - began
    after = _records(path)
    assert before != after, "the command writes nothing"
    for _ in range(moments):
        for leftover in path.parent.glob(f"{path.name}-*"):
            leftover.unlink()
        path.write_bytes(start)
        moment = random.uniform(0.3 * life, 1.02 * life)  # noqa: S311 chance, no secret
        code = _ended(arguments, moment)
        now = _records(path)
        assert now in (before, after), f"part of an operation was left when killed after {moment:.4f} s"
        assert code in {None, 0}
        assert code is None or now == after, "the command ended well and nothing was written"
        assert_sound(path)


def _csv(folder: Path) -> Path:
    lines = [
        f'Client {number},c{number}@client-{number}.example,Person {number},2026-10-01,"Note {number}"\n'
        for number in range(ROWS)
    ]
    path = folder / "clients.csv"
    path.write_text("client,email,contact,last_touch,notes\n" + "".join(lines), encoding="utf-8")
    return path


def _crash_during_log(given: Given, moments: int) -> None:
    given.client("Acme", tier="core")
    _survives(given.path, ("log", "acme", "talked", "--next", "send offer", "--by", "+3d"), moments=moments)


def _crash_during_undo(given: Given, moments: int) -> None:
    with given.change("many") as change:
        for number in range(ROWS):
            client_id = change.add(
                "client", handle=f"c{number}", name=f"C {number}", name_key=f"c {number}", kind="person",
                added_on=change.today,
            )  # fmt: skip
            change.add("touchpoint", client_id=client_id, kind="call", happened_on=change.today, text="talked")
            _discover(change, client_id)
    _survives(given.path, ("--yes", "undo"), moments=moments)


def _discover(change: Change, client_id: int) -> None:
    """Put something into every table of meetings and needs."""
    today = change.today
    of_client = {"client_id": client_id}
    contact = change.add("contact", name="Jo", name_key="jo", added_on=today, **of_client)
    meeting = change.add("meeting", status="held", held_on=today, added_on=today, form="# Goal", **of_client)
    change.add("meeting_contact", meeting_id=meeting, contact_id=contact)
    said = {"meeting_id": meeting, "contact_id": contact, **of_client}
    change.add("answer", field="goal", text="more", answered_on=today, **said)
    change.add("remark", kind="quote", text="at last", said_on=today, **said)
    need = change.add(
        "need", text="a shop", origin="stated", priority="high", status="open", status_on=today, added_on=today, **said
    )
    change.add("need_move", need_id=need, status="open", moved_on=today, **of_client)
    change.add("snooze", kind="need", record_id=need, until_on=today, set_on=today, **of_client)
    _value(change, client_id)


def _value(change: Change, client_id: int) -> None:
    """Put something into every table of what a client is worth."""
    today, of_client = change.today, {"client_id": client_id}
    change.add("payment", amount=9_000_000, currency="EUR", paid_on=today, added_on=today, **of_client)
    for factor in ("profitability", "influence"):
        change.add("rating", factor=factor, rating=5, rated_on=today, **of_client)
    change.add("risk_answer", answered_on=today, points=6, terms="silence", **of_client)
    task = change.add("task", text="a review", side="ours", status="open", due_on=today, added_on=today, **of_client)
    change.add("playbook_step", task_id=task, playbook="own", stage="deep", step="review", falls_on=today, **of_client)


def _crash_during_whole_book(given: Given, folder: Path, moments: int) -> None:
    other = folder / "other.db"
    shutil.copy(given.path, other)
    with Given(other).change("many") as change:
        for number in range(ROWS // 4):
            named = {"handle": f"c{number}", "name": f"C {number}", "name_key": f"c {number}"}
            _discover(change, change.add("client", kind="person", added_on=change.today, **named))
    whole = str(folder / "whole.json")
    assert _ended(("--db", str(other), "export", "all", "-o", whole), 60) == 0
    _survives(given.path, ("import", whole), moments=moments)


def _crash_during_import(given: Given, folder: Path, moments: int) -> None:
    given.client("Acme", tier="core")
    _survives(given.path, ("import", str(_csv(folder))), moments=moments)


def _crash_during_moves(given: Given, moments: int) -> None:
    """Kill what changes many clients at once: the moves that scores suggest, and the steps of every stage."""
    with given.change("many") as change:
        for number in range(ROWS // 4):
            named = {"handle": f"c{number}", "name": f"C {number}", "name_key": f"c {number}"}
            since = change.today - timedelta(days=400)
            _value(change, change.add("client", kind="person", added_on=since, since_on=since, **named))
    for command in (("tier", "evaluate", "--apply"), ("playbook", "apply", "--all")):
        _survives(given.path, command, moments=moments)


def test_a_log_killed_at_any_moment_is_all_or_none(given: Given) -> None:
    _crash_during_log(given, 2)


def test_an_undo_killed_at_any_moment_is_all_or_none(given: Given) -> None:
    _crash_during_undo(given, 1)


def test_an_import_killed_at_any_moment_is_all_or_none(given: Given, tmp_path: Path) -> None:
    _crash_during_import(given, tmp_path, 2)


def test_a_whole_book_killed_at_any_moment_is_all_or_none(given: Given, tmp_path: Path) -> None:
    _crash_during_whole_book(given, tmp_path, 1)


def test_moves_of_many_clients_killed_at_any_moment_are_all_or_none(given: Given) -> None:
    _crash_during_moves(given, 1)


@pytest.mark.soak
def test_a_log_killed_at_fifty_moments_is_all_or_none(given: Given) -> None:
    _crash_during_log(given, 50)


@pytest.mark.soak
def test_an_undo_killed_at_fifty_moments_is_all_or_none(given: Given) -> None:
    _crash_during_undo(given, 50)


@pytest.mark.soak
def test_an_import_killed_at_fifty_moments_is_all_or_none(given: Given, tmp_path: Path) -> None:
    _crash_during_import(given, tmp_path, 50)


@pytest.mark.soak
def test_a_whole_book_killed_at_fifty_moments_is_all_or_none(given: Given, tmp_path: Path) -> None:
    _crash_during_whole_book(given, tmp_path, 50)


@pytest.mark.soak
def test_moves_of_many_clients_killed_at_fifty_moments_are_all_or_none(given: Given) -> None:
    _crash_during_moves(given, 50)

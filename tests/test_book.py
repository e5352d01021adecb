"""The book survives: locks, damage, rights, full disks, foreign and newer files, hostile words, and neighbours."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clienttrack import book
from clienttrack.errors import NoBookAtPath, NotUnicodeText
from tests.conftest import TODAY, Given, Run
from tests.disasters import (
    NOW,
    assert_sound,
    at_most,
    clienttrack_without_power,
    content_of,
    small_disk,
    workspace_at,
)

READ = ("due",)
WRITE = ("log", "acme", "talked about renewal", "--kind", "call")
CREATE = ("log", "Beta", "talked", "--create")


@pytest.fixture
def acme(given: Given, book_path: Path) -> Path:
    """A book with one client."""
    given.client("Acme", tier="core", last_touch=TODAY.replace(day=1))
    return book_path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak up and give up sooner than in life."""
    monkeypatch.setattr(book, "SPEAK_UP_AFTER", 0.1)
    monkeypatch.setattr(book, "GIVE_UP_AFTER", 0.6)


@pytest.fixture
def held(acme: Path) -> Iterator[sqlite3.Connection]:
    """The book while another process is writing to it."""
    with closing(sqlite3.connect(acme, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def _one_sentence(err: str, *words: str) -> None:
    """Fail unless ``err`` is one line of one or two sentences with ``words`` in it."""
    lines = err.splitlines()
    assert lines, "nothing was said"
    assert lines[-1].startswith("Error: ")
    assert "Traceback" not in err
    assert [word for word in words if word not in lines[-1]] == [], err


# Locked


@pytest.mark.usefixtures("impatient", "held")
def test_a_write_to_a_locked_book_speaks_up_then_gives_up_and_writes_nothing(run: Run, acme: Path) -> None:
    before = content_of(acme)
    ran = run(*WRITE, exit_code=7)
    assert ran.out == ""
    assert ran.err.splitlines()[0] == "Another clienttrack is writing to the book; waiting …"
    _one_sentence(ran.err, str(acme), "locked", "Nothing was written")
    assert content_of(acme) == before


@pytest.mark.usefixtures("held")
def test_a_book_being_written_to_can_be_read_meanwhile(run: Run) -> None:
    assert "Acme" in run(*READ).out


def test_a_write_waits_for_another_that_ends_in_time(run: Run, held: sqlite3.Connection, acme: Path) -> None:
    threading.Timer(0.4, lambda: held.execute("ROLLBACK")).start()
    ran = run(*WRITE)
    assert ran.err == ""
    assert len(content_of(acme)["touchpoint"]) == 2


def test_patience_lasts_from_one_second_to_ten() -> None:
    assert (book.SPEAK_UP_AFTER, book.GIVE_UP_AFTER) == (1.0, 10.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("words", [READ, WRITE])
def test_a_book_that_another_program_keeps_to_itself_is_locked(words: tuple[str, ...], run: Run, acme: Path) -> None:
    with closing(sqlite3.connect(acme, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        _one_sentence(run(*words, exit_code=7).err, "locked")


# Damaged, foreign, newer


def _garbage(path: Path) -> None:
    path.write_bytes(b"This was never a book. " * 1000)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def _flipped_first_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:400] = bytes(byte ^ 0xFF for byte in content[100:400])
    path.write_bytes(content)


def _flipped_clients(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'standing'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        other = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'client'").fetchone()[0]
    content = bytearray(path.read_bytes())
    for number in (page, other):
        content[(number - 1) * size : (number - 1) * size + 64] = b"\xee" * 64
    path.write_bytes(content)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")
    path.with_name(f"{path.name}.backups").mkdir()


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE client (id INTEGER, name TEXT)")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA application_id = 7")
        connection.commit()


def _foreign_without_version(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE places (id INTEGER, name TEXT)")
        connection.commit()


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA journal_mode = DELETE")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


RUINS = [
    (_garbage, "damaged"),
    (_truncated, "damaged"),
    (_flipped_first_page, "damaged"),
    (_flipped_clients, "damaged"),
    (_emptied, "empty"),
    (_foreign, "another program"),
    (_foreign_without_version, "another program"),
    (_newer, "newer version"),
    (_folder, "folder"),
]


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


@pytest.mark.parametrize(("ruin", "said"), RUINS, ids=[ruin.__name__ for ruin, _ in RUINS])
@pytest.mark.parametrize("words", [READ, WRITE, CREATE], ids=["read", "write", "create"])
def test_what_is_no_sound_book_is_said_in_one_sentence_and_left_alone(
    words: tuple[str, ...], ruin: Any, said: str, run: Run, acme: Path
) -> None:
    ruin(acme)
    before = _bytes(acme)
    ran = run(*words, exit_code=7)
    assert ran.out == ""
    _one_sentence(ran.err, said, str(acme))
    assert _bytes(acme) == before


@pytest.mark.parametrize(("ruin", "said"), RUINS, ids=[ruin.__name__ for ruin, _ in RUINS])
def test_a_ruined_book_is_told_to_programs_as_json(ruin: Any, said: str, run: Run, acme: Path) -> None:
    import json

    ruin(acme)
    ran = run(*READ, "--json", exit_code=7)
    envelope = json.loads(ran.out)
    assert (envelope["version"], envelope["today"], envelope["data"]) == (1, TODAY.isoformat(), None)
    assert said in envelope["error"]["message"]
    assert envelope["error"]["code"]


# Rights


def test_a_read_only_file_is_read_but_not_written(acme: Path) -> None:
    before = content_of(acme)
    acme.chmod(0o400)
    assert "Acme" in clienttrack_without_power(*READ).stdout
    ended = clienttrack_without_power(*WRITE)
    assert ended.returncode == 7
    _one_sentence(ended.stderr, "read-only", "Nothing was written")
    acme.chmod(0o600)
    assert content_of(acme) == before


def test_a_read_only_folder_is_read_but_not_written(acme: Path) -> None:
    before = content_of(acme)
    acme.parent.chmod(0o500)
    try:
        read, written = clienttrack_without_power(*READ), clienttrack_without_power(*WRITE)
    finally:
        acme.parent.chmod(0o700)
    assert "Acme" in read.stdout
    assert written.returncode == 7
    _one_sentence(written.stderr, "Nothing was written")
    assert content_of(acme) == before


def test_a_file_that_may_not_even_be_read_is_said(acme: Path) -> None:
    acme.chmod(0)
    for words in (READ, WRITE):
        ended = clienttrack_without_power(*words)
        assert (ended.returncode, ended.stdout) == (7, "")
        _one_sentence(ended.stderr, str(acme))


@pytest.mark.parametrize(
    "words",
    ["due", "due --json", "log acme x", "undo", "redo", "book check", "book where", "book stats", "book backup", "init",
     "book restore", "book restore --list", "log acme x --create"],
)  # fmt: skip
def test_a_folder_that_may_not_be_searched_is_said(
    words: str, acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    acme.rename(folder / "book.db")
    monkeypatch.setenv("CLIENTTRACK_DB", str(folder / "book.db"))
    folder.chmod(0)
    ended = clienttrack_without_power(*words.split())
    folder.chmod(0o700)
    assert ended.returncode == 7, ended.stdout
    assert "Permission denied" in ended.stdout + ended.stderr
    assert "bug" not in ended.stdout + ended.stderr


def test_a_book_cannot_appear_in_a_folder_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    monkeypatch.setenv("CLIENTTRACK_DB", str(folder / "deep" / "book.db"))
    ended = clienttrack_without_power(*CREATE)
    assert ended.returncode == 7
    _one_sentence(ended.stderr, "read-only")
    assert list(folder.iterdir()) == []


# Full disk


def test_a_full_disk_loses_nothing(acme: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        path = disk / "book.db"
        path.write_bytes(acme.read_bytes())
        monkeypatch.setenv("CLIENTTRACK_DB", str(path))
        run(*WRITE)
        before = content_of(path)
        room = os.statvfs(disk)
        (disk / "ballast").write_bytes(b"x" * (room.f_bavail * room.f_bsize))
        ran = run("log", "acme", "x" * 200_000, exit_code=7)
        _one_sentence(ran.err, "no room", "Nothing was written")
        (disk / "ballast").unlink()
        assert content_of(path) == before
        assert_sound(path)
        run(*WRITE)


def test_no_book_appears_on_a_full_disk(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        monkeypatch.setenv("CLIENTTRACK_DB", str(disk / "book.db"))
        _one_sentence(run(*CREATE, exit_code=7).err, "no room")
        assert list(disk.iterdir()) == []


def test_a_file_that_may_not_grow_loses_nothing(acme: Path, process: Any) -> None:
    before = content_of(acme)
    ended = process("log", "acme", "x" * 100_000, preexec_fn=at_most(50_000))
    assert ended.returncode == 7
    _one_sentence(ended.stderr, "Nothing was written")
    assert content_of(acme) == before
    assert_sound(acme)


# No book


@pytest.mark.parametrize("words", [READ, ("due", "--json"), ("tier", "list")])
def test_reading_where_no_book_is_says_so_and_is_no_error(words: tuple[str, ...], run: Run, book_path: Path) -> None:
    ran = run(*words)
    assert "There is no book yet" in ran.err + ran.out
    assert not book_path.exists()


def test_the_first_write_makes_a_book_that_is_private(
    tmp_path: Path, process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a" / "b" / "book.db"
    monkeypatch.setenv("CLIENTTRACK_DB", str(path))
    ended = process(*CREATE, preexec_fn=lambda: os.umask(0o022))
    assert ended.returncode == 0, ended.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for side in path.parent.iterdir():
        assert stat.S_IMODE(side.stat().st_mode) & 0o077 == 0


def test_the_default_book_lies_in_the_users_data_folder(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLIENTTRACK_DB")
    run(*CREATE)
    found = list(home.rglob("book.db"))
    assert len(found) == 1
    assert stat.S_IMODE(found[0].parent.stat().st_mode) == 0o700


def test_a_write_never_makes_a_book_at_a_path_given_with_db(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "typo" / "book.db"
    ran = run("--db", str(path), *CREATE, exit_code=3)
    _one_sentence(ran.err, str(path), f"`clienttrack --db '{path}' init`", "`import`", "`demo`", "`book restore`")
    assert not path.parent.exists()
    with pytest.raises(NoBookAtPath), workspace_at(path, told=True).change("add"):
        pass


def test_an_empty_file_is_no_book_yet(run: Run, book_path: Path) -> None:
    book_path.touch(mode=0o644)
    assert "There is no book yet" in run(*READ).err
    run("undo", exit_code=3)
    run("log", "nobody", "hello", exit_code=3)
    assert book_path.read_bytes() == b""
    run(*CREATE)
    assert stat.S_IMODE(book_path.stat().st_mode) == 0o600
    assert_sound(book_path)
    assert [found.name for found in book_path.parent.glob("*book.db*")] == ["book.db"]


def test_a_write_that_is_refused_makes_no_record_in_a_new_book(run: Run, book_path: Path) -> None:
    run("log", "nobody", "hello", exit_code=3)
    assert content_of(book_path).get("operation", []) == []


# Words


@pytest.mark.parametrize("text", ["a\0b", "lone \ud800 surrogate", "\udcff"])
def test_text_that_is_not_unicode_is_refused_at_the_door(text: str, given: Given) -> None:
    acme = given.client("Acme")
    before = content_of(given.path)
    with pytest.raises(NotUnicodeText), given.change() as change:
        change.add("touchpoint", client_id=acme, kind="call", happened_on=TODAY, text=text)
    with pytest.raises(NotUnicodeText), given.change(f"log {text}"):
        pass
    with given.reading() as reader, pytest.raises(NotUnicodeText):
        reader.rows("SELECT :text", text=text)
    assert content_of(given.path) == before


def test_a_nul_in_a_command_is_wrong_usage(run: Run, acme: Path) -> None:
    before = content_of(acme)
    _one_sentence(run("log", "acme", "be\0low", exit_code=2).err, "NUL")
    _one_sentence(run("log", "ac\0me", "below", exit_code=2).err, "NUL")
    assert content_of(acme) == before


def test_bytes_that_are_no_text_are_wrong_usage(acme: Path, process: Any) -> None:
    before = content_of(acme)
    ended = process("log", "acme", b"caf\xe9")
    assert ended.returncode == 2
    _one_sentence(ended.stderr, "Unicode")
    assert content_of(acme) == before


@pytest.mark.parametrize("option", ["--today", "--db", "--config"])
def test_global_options_with_bytes_that_are_no_text_end_without_a_traceback(
    option: str, acme: Path, process: Any
) -> None:
    before = content_of(acme)
    ended = process(option, b"\xff\xfe", *WRITE)
    assert ended.returncode in {2, 3}, ended.stderr
    _one_sentence(ended.stderr)
    assert content_of(acme) == before


def test_what_is_written_comes_back_exactly(given: Given) -> None:
    texts = [
        "'; DROP TABLE client; --",
        "[/b]",
        "\x1b[31m",
        "é",
        "e\u0301",
        "\u202e",
        "⏎\n\r\n\t",
        "x" * 100_000,
        "华为",
    ]
    acme = given.client("Acme")
    for text in texts:
        given.touchpoint(acme, on=TODAY, text=text)
    with given.reading() as reader:
        assert [row["text"] for row in reader.rows("SELECT text FROM touchpoint ORDER BY id")] == texts


# Transactions


def test_an_exception_rolls_everything_back(given: Given) -> None:
    before = content_of(given.path)

    def fail_in_the_middle() -> None:
        with given.change() as change:
            change.add("client", handle="x", name="X", name_key="x", kind="person", added_on=TODAY)
            _ = 1 // 0

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert content_of(given.path) == before


def test_a_command_that_changes_nothing_makes_no_operation(given: Given) -> None:
    acme = given.client("Acme")
    before = content_of(given.path)
    with given.change() as change:
        change.amend("client", acme, name="Acme")
        change.amend("client", acme)
        assert not change.changed
    assert content_of(given.path) == before


def test_a_dry_run_leaves_the_file_as_it_was_to_the_byte(given: Given) -> None:
    given.client("Acme")
    before = given.path.read_bytes()
    opened = book.changing(given.path, "try", today=TODAY, now=NOW, notice=print, dry_run=True)
    with opened as change:
        change.add("client", handle="x", name="X", name_key="x", kind="person", added_on=TODAY)
        assert change.changed
    assert given.path.read_bytes() == before


def test_a_reader_sees_one_moment_while_others_write(given: Given) -> None:
    given.client("Acme")
    with given.reading() as reader:
        assert reader.value("SELECT count(*) FROM client") == 1
        given.client("Beta")
        assert reader.value("SELECT count(*) FROM client") == 1


@pytest.mark.parametrize("models", [False, True])
def test_what_is_committed_is_on_the_disk_before_the_command_ends(given: Given, models: bool) -> None:
    full = 2
    told: dict[str, Any] = {"today": TODAY, "now": NOW, "notice": print, "models": models}
    with book.changing(given.path, "work", **told) as change:
        assert change.value("PRAGMA synchronous") == full
        assert change.value("PRAGMA foreign_keys") == 1
    with given.reading() as reader:
        assert reader.value("PRAGMA journal_mode") == "wal"


def test_models_and_plain_statements_share_one_transaction(given: Given) -> None:
    from sqlmodel import select

    from clienttrack.schema import Client

    given.client("Acme")
    before = content_of(given.path)
    opened = book.changing(given.path, "both", today=TODAY, now=NOW, notice=print, models=True)
    with opened as change:
        assert change.session is not None
        client = change.session.exec(select(Client)).one()
        client.city = "Paris"
        change.session.flush()
        assert change.value("SELECT city FROM client") == "Paris"
        change.run("UPDATE client SET country = 'FR'")
    assert content_of(given.path)["client"] != before["client"]
    assert given.value("SELECT count(*) FROM row_change WHERE operation_id = (SELECT max(id) FROM operation)") == 2


def test_models_are_rolled_back_with_everything_else(given: Given) -> None:
    from sqlmodel import select

    from clienttrack.schema import Client

    given.client("Acme")
    before = content_of(given.path)

    def fail_in_the_middle() -> None:
        with book.changing(given.path, "both", today=TODAY, now=NOW, notice=print, models=True) as change:
            assert change.session is not None
            change.session.exec(select(Client)).one().city = "Rome"
            change.session.flush()
            _ = 1 // 0

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert content_of(given.path) == before


# Neighbours

WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from clienttrack import book
path, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(times):
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    with book.changing(path, f"log {name} {number}", today=date(2026, 11, 20), now=now, notice=print) as change:
        client_id = change.value("SELECT id FROM client")
        change.add("touchpoint", client_id=client_id, kind="call", happened_on=change.today, text=f"{name} {number}")
"""


def test_two_processes_writing_at_once_lose_nothing(acme: Path, given: Given) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(acme), name, "40"], stdout=subprocess.DEVNULL)
        for name in ("left", "right")
    ]
    assert [child.wait(60) for child in children] == [0, 0]
    wanted = {f"{name} {number}" for name in ("left", "right") for number in range(40)}
    with given.reading() as reader:
        assert {row["text"] for row in reader.rows("SELECT text FROM touchpoint WHERE text <> 'talked'")} == wanted
        per_operation = reader.rows("SELECT count(*) AS n FROM row_change GROUP BY operation_id")
        assert {row["n"] for row in per_operation} == {1}
    assert_sound(acme)


def test_two_programs_logging_at_once_lose_nothing(acme: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "clienttrack", "log", "acme", f"call {number}"], stdout=subprocess.DEVNULL
        )
        for number in range(6)
    ]
    assert [child.wait(60) for child in children] == [0] * 6
    texts = {row[4 + 2] for row in content_of(acme)["touchpoint"]}
    assert {f"call {number}" for number in range(6)} <= {str(text) for text in texts}
    assert_sound(acme)


def test_a_lock_left_by_a_killed_process_goes_with_it(acme: Path, run: Run) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", f"""
import sqlite3, time
connection = sqlite3.connect({str(acme)!r}, isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE client SET name = 'lost'")
print("holding", flush=True)
time.sleep(60)
"""],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "holding\n"
    child.kill()
    child.wait()
    child.stdout.close()
    began = time.monotonic()
    run(*WRITE)
    assert time.monotonic() - began < 5
    assert_sound(acme)

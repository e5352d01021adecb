"""Copies of the book: whole, private, beside a running transaction, and rotated."""

import errno
import os
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clienttrack import backups
from clienttrack.errors import StorageProblem
from clienttrack.storage import BookReadOnly, DiskFull
from tests.conftest import Given, Run
from tests.disasters import NOW, assert_sound, content_of, powerless, small_disk


def test_a_copy_holds_what_the_book_holds(given: Given) -> None:
    given.client("Acme")
    copy = backups.take(given.path, now=NOW, keep=10)
    assert copy.parent == backups.folder_of(given.path)
    assert content_of(copy) == content_of(given.path)
    assert_sound(copy)


def test_a_copy_is_private_from_its_first_byte(given: Given) -> None:
    copy = backups.take(given.path, now=NOW, keep=10)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_copy_can_be_taken_inside_a_transaction_and_holds_what_was_committed(given: Given) -> None:
    acme = given.client("Acme")
    before = content_of(given.path)
    with given.change() as change:
        change.amend("client", acme, name="Zenith")
        copy = backups.take(given.path, now=NOW, keep=10)
    assert content_of(copy) == before
    assert content_of(given.path) != before


def test_a_copy_holds_what_lies_in_the_log_yet(given: Given) -> None:
    with given.reading():
        given.client("Acme")
        copy = backups.take(given.path, now=NOW, keep=10)
    assert len(content_of(copy)["client"]) == 1


def test_the_last_ones_and_one_a_month_are_kept(given: Given) -> None:
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=8 * step) for step in range(14)]
    for day in days:
        backups.take(given.path, now=day, keep=4)
    kept = [copy.name[:10] for copy in backups.existing(given.path)]
    newest_of_month = {f"{day:%Y-%m}": f"{day:%Y-%m-%d}" for day in days}
    assert kept == sorted({*newest_of_month.values(), *(f"{day:%Y-%m-%d}" for day in days[-4:])})


def test_a_copy_elsewhere_rotates_nothing(given: Given, tmp_path: Path) -> None:
    for hour in range(3):
        backups.take(given.path, now=NOW + timedelta(hours=hour), keep=10)
    target = backups.take(given.path, now=NOW, keep=1, to=tmp_path / "elsewhere" / "copy.db")
    assert target == tmp_path / "elsewhere" / "copy.db"
    assert len(backups.existing(given.path)) == 3
    assert content_of(target) == content_of(given.path)


def test_files_of_others_are_no_backups(given: Given) -> None:
    copy = backups.take(given.path, now=NOW, keep=1)
    (copy.parent / "notes.txt").write_text("mine", encoding="utf-8")
    backups.take(given.path, now=NOW + timedelta(hours=1), keep=1)
    assert (copy.parent / "notes.txt").exists()


def test_a_copy_on_a_full_disk_leaves_no_half_of_itself(given: Given, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        with pytest.raises(DiskFull):
            backups.take(given.path, now=NOW, keep=10, to=disk / "copy.db")
        assert list(disk.iterdir()) == []


def test_a_copy_where_a_file_is_in_the_way_says_so(given: Given, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageProblem):
        backups.take(given.path, now=NOW, keep=10, to=tmp_path / "file" / "copy.db")


def test_a_copy_of_no_book_makes_none(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    with pytest.raises(StorageProblem):
        backups.take(missing, now=NOW, keep=10)
    assert not missing.exists()
    assert backups.existing(missing) == []


def test_a_read_only_folder_is_said(given: Given) -> None:
    script = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime; from clienttrack import backups\n"
        "from clienttrack.storage import BookReadOnly\n"
        "try: backups.take(Path(sys.argv[1]), now=datetime(2026, 1, 1, tzinfo=UTC), keep=1)\n"
        "except BookReadOnly: print('read-only')\n"
    )
    assert BookReadOnly.exit_code == 7
    given.path.parent.chmod(0o500)
    try:
        ended = subprocess.run(
            [*powerless(), sys.executable, "-c", script, str(given.path)], capture_output=True, text=True, check=False
        )
    finally:
        given.path.parent.chmod(0o700)
    assert ended.stdout == "read-only\n", ended.stderr


def test_a_copy_killed_in_the_middle_is_no_backup(given: Given) -> None:
    with given.change() as change:
        for number in range(2000):
            change.add("client", handle=f"c{number}", name=f"C {number}", name_key=f"c {number}", kind="person",
                       added_on=change.today, notes="x" * 2000)  # fmt: skip
    script = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime; from clienttrack import backups\n"
        "print('go', flush=True)\n"
        "while True: backups.take(Path(sys.argv[1]), now=datetime.now(UTC), keep=2)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(given.path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.25)
    child.kill()
    child.wait()
    child.stdout.close()
    for copy in backups.existing(given.path):
        assert_sound(copy)
        assert len(content_of(copy)["client"]) == 2000


@pytest.fixture
def no_second_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows no hard links, as exFAT."""

    def refuse(_source: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("no_second_names")
def test_without_second_names_a_book_is_made_all_the_same(run: Run, book_path: Path) -> None:
    run("client", "add", "Acme")
    assert run("client", "list", "--ids").out == "acme\n"
    assert stat.S_IMODE(book_path.stat().st_mode) == 0o600
    assert [path.name for path in book_path.parent.iterdir() if "book" in path.name] == ["book.db"]


@pytest.mark.usefixtures("no_second_names")
def test_without_second_names_a_damaged_book_is_kept_all_the_same(given: Given, run: Run) -> None:
    given.client("Acme")
    copy = backups.take(given.path, now=NOW, keep=10)
    given.path.write_bytes(b"spoilt" * 2000)
    kept = run("book", "restore", str(copy), "--yes", "--json").data["kept"]
    assert Path(kept).read_bytes() == b"spoilt" * 2000
    assert run("client", "list", "--ids").out == "acme\n"


@pytest.mark.usefixtures("no_second_names")
def test_without_second_names_no_file_is_overwritten(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("one")
    other.write_text("other")
    with pytest.raises(FileExistsError):
        backups.give_name(one, other)
    assert other.read_text() == "other"


@pytest.mark.usefixtures("no_second_names")
def test_a_name_that_cannot_be_given_is_not_left_empty(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        backups.give_name(tmp_path / "none", tmp_path / "book.db")
    assert list(tmp_path.glob("*book.db*")) == []


def test_a_dry_run_takes_no_backup_and_the_run_itself_one(given: Given, run: Run, tmp_path: Path) -> None:
    given.client("Acme")
    (tmp_path / "list.csv").write_text("client\nBeta\n")
    run("import", str(tmp_path / "list.csv"), "--dry-run")
    assert not backups.folder_of(given.path).exists()
    run("import", str(tmp_path / "list.csv"))
    assert len(backups.existing(given.path)) == 1

"""What befalls a book in the tests: no rights, no room, and the means to see that its content stayed the same."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clienttrack import standing
from clienttrack.workspace import Workspace
from tests.conftest import TODAY

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Content = dict[str, list[tuple[object, ...]]]


def content_of(path: Path) -> Content:
    """Give every row of every table of a book, read beside whatever else goes on; ``{}`` where none is."""
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path, timeout=5)) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'search'")
        ]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def assert_sound(path: Path) -> None:
    """Fail unless the book is whole: pages, references, derived table and search index."""
    with closing(sqlite3.connect(path, timeout=5)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert standing.differences(connection) == []
        assert connection.execute("SELECT count(*) FROM operation WHERE id NOT IN (SELECT operation_id FROM row_change)"
                                  " AND kind = 'change'").fetchone()[0] == 0  # fmt: skip
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        connection.rollback()


def workspace_at(path: Path, *, told: bool = False, settings: Path | None = None) -> Workspace:
    """Give a workspace as the command line would make it; ``told`` as ``--db`` does."""
    workspace = Workspace()
    workspace.settle(book_path=path, book_path_told=told, settings_path=settings, today_words=TODAY.isoformat())
    return workspace


def powerless() -> list[str]:
    """Give what stands before a command whose user's rights count, which root's do not."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root needs setpriv to give up its power over files")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def clienttrack_without_power(*arguments: str | bytes) -> "subprocess.CompletedProcess[str]":
    """Run the program as a user whose rights count."""
    return subprocess.run(
        [*powerless(), sys.executable, "-m", "clienttrack", *arguments],
        capture_output=True,
        text=True,
        input="",
        check=False,
    )


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Give a folder that lies on a disk of ``size``, e.g. ``900k``; skips where none can be mounted."""
    folder.mkdir(exist_ok=True)
    mount = shutil.which("mount")
    if os.getuid() != 0 or mount is None or sys.platform != "linux":
        pytest.skip("a small disk needs root on Linux")
    mounted = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def at_most(file_size: int) -> Callable[[], None]:
    """Give what makes a child process unable to let any file grow beyond ``file_size`` bytes."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return limit

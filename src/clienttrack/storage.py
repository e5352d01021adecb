"""What the book's file and its folder may be found to be: locked, damaged, read-only, out of reach, without room."""

import errno
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage

from clienttrack.errors import StorageProblem

ROOM_TO_WORK = 65_536


class BookLocked(StorageProblem):
    """Another process holds the book."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The book '{path}' is locked by another program. "
            "Nothing was written after waiting ten seconds; try again when that program has finished."
        )


class BookDamaged(StorageProblem):
    """The file is no SQLite database, or a broken one."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            f"The book '{path}' is damaged or is no book ({detail}). "
            "Look for a good copy with `clienttrack book restore --list`."
        )


class UnreadableValue(StorageProblem):
    """A record holds a value that means nothing."""

    def __init__(self, path: Path, table: str, row: int, column: str) -> None:
        super().__init__(
            f"The book '{path}' holds a value that cannot be read ({column} of {table} {row}). "
            "Nothing was written; run `clienttrack book check`."
        )


class BookReadOnly(StorageProblem):
    """The file or its folder cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The book '{path}' is read-only. Nothing was written; check the rights of file and folder.")


class DiskFull(StorageProblem):
    """There is no room for the write."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no room on the disk of '{path}'. Nothing was written; free some space and repeat.")


class BookUnreachable(StorageProblem):
    """The operating system refuses to open, read or write the file."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"The book '{path}' cannot be opened or written ({detail}). Nothing was written.")


def storage_problem(error: sqlite3.Error, path: Path) -> StorageProblem | None:
    """Turn an error of the driver into ours; ``None`` when it is a bug rather than the state of the file."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}:
        return _unreachable(path, error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return BookLocked(path)
    if code == sqlite3.SQLITE_READONLY:
        return BookReadOnly(path)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(path)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return BookDamaged(path, str(error))
    if str(error).startswith("no such table"):
        return BookDamaged(path, str(error))
    if code in {sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return BookUnreachable(path, str(error))
    return None


def _unreachable(path: Path, error: sqlite3.Error) -> StorageProblem:
    if path.is_dir():
        return BookUnreachable(path, "it is a folder")
    # SQLite calls a full disk an I/O error when the room was wanted for the shared memory beside the book.
    if path.parent.is_dir() and disk_usage(path.parent).free < ROOM_TO_WORK:
        return DiskFull(path)
    return BookUnreachable(path, str(error))


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise a ``StorageProblem`` for what the driver says of the file; let everything else through."""
    try:
        yield
    except UnicodeDecodeError as error:
        # What SQLite says of a broken schema quotes its bytes.
        raise BookDamaged(path, "its schema is no text") from error
    except sqlite3.Error as error:
        ours = storage_problem(error, path)
        if ours is None:
            raise
        raise ours from error


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Raise a ``StorageProblem`` for what the operating system says of the file or its folder."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(path) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise BookReadOnly(path) from error
        raise BookUnreachable(path, error.strerror or str(error)) from error


def is_there(path: Path) -> bool:
    """Tell whether a book lies at ``path``; an empty file is SQLite's own way to begin one.

    An empty file beside a log or backups is what is left of a book. Raises ``BookUnreachable``.
    """
    try:
        known = path.stat()
        begun = stat.S_ISREG(known.st_mode) and not known.st_size
        return not begun or any(path.with_name(path.name + more).exists() for more in ("-wal", ".backups"))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise BookUnreachable(path, error.strerror or str(error)) from error

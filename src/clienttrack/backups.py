"""Copies of the book made by SQLite's own backup interface, with rotation."""

import errno
import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from clienttrack.storage import file_errors, storage_errors

LEFT_FOR = 24 * 60 * 60


def folder_of(book_path: Path) -> Path:
    """Give the folder beside the book that its backups lie in."""
    return book_path.with_name(f"{book_path.name}.backups")


def existing(book_path: Path) -> list[Path]:
    """Give the backups of a book, oldest first."""
    return sorted(folder_of(book_path).glob("*.db"))


def take(book_path: Path, *, now: datetime, keep: int, to: Path | None = None) -> Path:
    """Copy the book as it is committed now and give the copy's path; older copies are rotated away.

    The last ``keep`` stay, and the newest of each month. A connection of its own is used, so that it works
    beside a transaction. The copy appears whole or not at all and is private to the user.
    """
    target = to or folder_of(book_path) / f"{now:%Y-%m-%dT%H%M%S.%fZ}.db"
    with file_errors(target), storage_errors(target):
        target.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        os.close(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        try:
            source_uri = f"{book_path.resolve().as_uri()}?mode=rw"
            with closing(sqlite3.connect(source_uri, uri=True)) as source, closing(sqlite3.connect(partial)) as copy:
                source.backup(copy)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    if to is None:
        _rotate(book_path, keep)
        _sweep(book_path, now)
    return target


def give_name(file: Path, name: Path) -> None:
    """Let a file lie under another name too, as a copy where the file system knows no second names (exFAT).

    The name appears with the whole content or not at all. Raises ``FileExistsError`` where it is taken.
    """
    try:
        os.link(file, name)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}:
            raise
        from shutil import copyfile

        partial = name.with_name(f".{name.name}.{os.getpid()}")
        for made in (name, partial):
            os.close(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        try:
            copyfile(file, partial)
            with partial.open("rb+") as copied:
                os.fsync(copied.fileno())
            partial.replace(name)
        except BaseException:
            for made in (name, partial):
                made.unlink(missing_ok=True)
            raise


def _rotate(book_path: Path, keep: int) -> None:
    copies = existing(book_path)
    newest_of_month = {copy.name[:7]: copy for copy in copies}
    for copy in copies[:-keep]:
        if newest_of_month[copy.name[:7]] != copy:
            copy.unlink()


def _sweep(book_path: Path, now: datetime) -> None:
    """Remove what copies that were killed have left, a day later, when nobody can be at work on it."""
    for left in folder_of(book_path).glob(".*.db.*"):
        with suppress(FileNotFoundError):
            if now.timestamp() - left.stat().st_mtime > LEFT_FOR:
                left.unlink()

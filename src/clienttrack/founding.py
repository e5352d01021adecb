"""How a book comes to be: made beside its place by one process at a time, and put there whole."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from clienttrack import backups, book, migrations
from clienttrack.book import BookReplaced, Speaker, patiently
from clienttrack.storage import BookLocked, file_errors, is_there, storage_errors

# What a killed process may leave beside the book: a new one not yet in place, a copy on its way to become it.
UNFINISHED = ("new", "restoring")


@contextmanager
def new_book(path: Path, *, today: date, now: datetime, notice: Speaker, empty: bool = False) -> Iterator[Path]:
    """Give a new book to write to; it takes its place at ``path`` when the block has ended well.

    One in which nothing was recorded goes again, unless it may be ``empty``. Where another process was faster, the
    book at ``path`` is given. Raises ``BookReplaced`` when a book appeared there in spite of the lock.
    """
    place = path.resolve()
    with turn_to_make(place, notice):
        faster = is_there(place)
        if not faster:
            with _draft(place) as draft:
                with storage_errors(path):
                    migrations.upgrade(draft, today=today, now=now)
                yield draft
                if book.is_written_down(draft) or empty:
                    _put(draft, place)
    if faster:
        yield path


def create(path: Path, *, today: date, now: datetime) -> None:
    """Make an empty book at ``path``, private to the user; does nothing where one is."""
    with new_book(path, today=today, now=now, notice=lambda _words: None, empty=True):
        pass


@contextmanager
def turn_to_make(path: Path, notice: Speaker) -> Iterator[None]:
    """Be the only process that makes or restores a book in the folder of ``path``; others wait as for a locked book.

    What killed processes have left there is swept away.
    """
    with file_errors(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock(path, notice)
    try:
        if lock is not None:
            _sweep(path)
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _lock(path: Path, notice: Speaker) -> int | None:
    """Lock the folder until the handle is closed or its process ends; ``None`` where the system locks no folders."""
    if sys.platform == "win32":
        return None
    import fcntl

    folder = os.open(path.parent, os.O_RDONLY)
    try:
        patiently(lambda: fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB), notice)
    except BlockingIOError as error:
        os.close(folder)
        raise BookLocked(path) from error
    except OSError:
        os.close(folder)
        return None
    except BaseException:
        os.close(folder)
        raise
    return folder


def _sweep(path: Path) -> None:
    name = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path.name)
    for ending in UNFINISHED:
        for left in path.parent.glob(f".{name}.????????.{ending}*"):
            left.unlink(missing_ok=True)


def unfinished(path: Path, ending: str) -> Path:
    """Make an empty private file beside ``path``, which the next turn sweeps away if it is left there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=f".{ending}", dir=path.parent)
    os.close(handle)
    return Path(name)


@contextmanager
def _draft(place: Path) -> Iterator[Path]:
    with file_errors(place):
        draft = unfinished(place, "new")
    try:
        yield draft
    finally:
        remove(draft)


def remove(file: Path) -> None:
    """Remove a database with its log, if they are there."""
    for name in (f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-journal", file.name):
        file.with_name(name).unlink(missing_ok=True)


def _put(draft: Path, place: Path) -> None:
    """Put a finished book in its place, where nothing but an empty file may lie."""
    with file_errors(place):
        if is_there(place):
            raise BookReplaced(place)
        if place.exists():
            draft.replace(place)
        else:
            try:
                backups.give_name(draft, place)
            except FileExistsError as error:
                raise BookReplaced(place) from error
        to_disk(place.parent)


def to_disk(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

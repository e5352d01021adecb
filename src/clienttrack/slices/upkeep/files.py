"""The file work of restoring: a private copy, and three safe ways to put it where the book is."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clienttrack import backups, book, founding
from clienttrack.book import Speaker
from clienttrack.storage import BookLocked, file_errors, is_there, storage_errors

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@dataclass(frozen=True, slots=True)
class BookPlaces:
    """Where the files of one book lie, or would lie."""

    book: str
    book_exists: bool
    backups: str
    settings: str
    settings_exist: bool
    templates: str


def places(book_path: Path, settings: Path) -> BookPlaces:
    """Give the places of a book's files; a user's own templates lie beside the settings."""
    return BookPlaces(
        book=str(book_path),
        book_exists=is_there(book_path),
        backups=str(backups.folder_of(book_path)),
        settings=str(settings),
        settings_exist=settings.exists(),
        templates=str(settings.parent / "templates"),
    )


def _patience(path: Path, notice: Speaker) -> Callable[[int, int, int], None]:
    """Give what SQLite's backup calls after every step: it speaks up after a second of waiting, and gives up."""
    began = time.monotonic()
    spoken = False

    def waited(status: int, _remaining: int, _total: int) -> None:
        nonlocal spoken
        if status not in BUSY:
            return
        lasted = time.monotonic() - began
        if lasted >= book.GIVE_UP_AFTER:
            raise BookLocked(path)
        if lasted >= book.SPEAK_UP_AFTER and not spoken:
            notice("Another clienttrack is writing to the book; waiting …")
            spoken = True

    return waited


@contextmanager
def private_copy(source: Path, beside: Path, notice: Speaker) -> Iterator[Path]:
    """Give a copy of the book ``source`` in the folder of ``beside``, readable by the user only; it goes at the end."""
    with file_errors(beside):
        fresh = founding.unfinished(beside, "restoring")
    try:
        with (
            closing(book.open_for_reading(source, notice)) as original,
            storage_errors(fresh),
            closing(sqlite3.connect(fresh)) as copy,
        ):
            original.backup(copy, progress=_patience(source, notice))
        yield fresh
    finally:
        founding.remove(fresh)


def pour_into(fresh: Path, target: Path, notice: Speaker, back_up: Callable[[], Path]) -> Path:
    """Replace the content of a sound book in one transaction of SQLite's own; other processes wait or see the old.

    Gives what ``back_up`` gives; it is called when the target is locked and still as it was, and an error raised by it
    leaves it so.
    """
    kept: list[Path] = []
    patience = _patience(target, notice)

    def stepped(status: int, remaining: int, total: int) -> None:
        patience(status, remaining, total)
        # The first page that came through has brought the lock, which lasts to the end.
        if status not in BUSY and not kept:
            kept.append(back_up())

    with (
        storage_errors(target),
        closing(sqlite3.connect(f"{fresh.resolve().as_uri()}?mode=rw", uri=True)) as source,
        closing(book.open_to_replace(target, notice)) as live,
    ):
        source.backup(live, pages=1, progress=stepped, sleep=0.05)
    return kept[0]


def put_in_place(fresh: Path, target: Path, *, now: datetime) -> Path | None:
    """Put the copy where no sound book is, and give the name under which what lay there is kept, if anything did.

    A log left by the old file must go first: SQLite would play it into the new one.
    """
    kept = target.with_name(f"{target.name}.damaged-{now:%Y-%m-%dT%H%M%S.%fZ}")
    existed = target.exists()
    with file_errors(target):
        if existed:
            backups.give_name(target, kept)
        for log, log_kept in zip(_logs(target), _logs(kept), strict=True):
            if log.exists():
                log.replace(log_kept)
        founding.to_disk(fresh)
        fresh.replace(target)
        founding.to_disk(target.parent)
    return kept if existed else None


def _logs(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")

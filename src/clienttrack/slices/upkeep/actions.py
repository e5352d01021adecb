"""Changing the book as a whole: a copy taken, a copy put back, the derived parts made anew."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from clienttrack import backups, book, founding, images, migrations, search, standing
from clienttrack.book import Speaker, patiently
from clienttrack.errors import NoBookYet, Refused
from clienttrack.slices.upkeep import files, queries
from clienttrack.slices.upkeep.queries import BookCopy
from clienttrack.storage import is_there


class BackupOntoBook(Refused):
    """A backup may not take the place of the book it is of."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is the book itself. Name another file for the backup.")


class RestoreOntoItself(Refused):
    """The book cannot be restored from itself."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is the book itself. Name a backup; `clienttrack book restore --list` shows them.")


class BackupIsFolder(Refused):
    """A backup is one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is a folder. Name the file to write, for example '{path / 'book-copy.db'}'.")


@dataclass(frozen=True, slots=True)
class MadeBook:
    """A book at a path, and whether it was made just now."""

    book: str
    made: bool


@dataclass(frozen=True, slots=True)
class TakenBackup:
    """A copy of the book that was just taken."""

    book: str
    file: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RestoredBook:
    """A copy that has become the book; ``kept`` is where the book before it lies, if there was one."""

    book: str
    file: str
    clients: int | None
    touchpoints: int | None
    upgraded: bool
    kept: str | None


def looked_at(path: Path, notice: Speaker, *, made: bool) -> MadeBook:
    """Make sure that what lies at ``path`` is a book that can be opened."""
    book.open_for_reading(path, notice).close()
    return MadeBook(str(path), made)


def check_backup_target(book_path: Path, to: Path | None, *, told: bool = False) -> bool:
    """Tell whether a backup would overwrite a file; ``told`` is true for a book named by ``--db``.

    Raises ``NoBookYet``, ``BackupOntoBook`` or ``BackupIsFolder``.
    """
    if not is_there(book_path):
        raise NoBookYet(book_path, told=told)
    if to is None:
        return False
    if to.is_dir():
        raise BackupIsFolder(to)
    if to.resolve() == book_path.resolve() or (to.exists() and to.samefile(book_path)):
        raise BackupOntoBook(to)
    return to.exists()


def take_backup(book_path: Path, to: Path | None, *, now: datetime, keep: int, notice: Speaker) -> TakenBackup:
    """Copy the book to ``to``, or among its backups, where the older ones are rotated away."""
    book.open_for_reading(book_path, notice).close()
    taken = backups.take(book_path, now=now, keep=keep, to=to)
    return TakenBackup(str(book_path), str(taken), taken.stat().st_size)


def copy_to_restore(book_path: Path, named: Path | None, notice: Speaker) -> BookCopy:
    """Find the copy that is meant and check that it may become the book; nothing is touched."""
    present = is_there(book_path)
    path = queries.find_copy(book_path, named)
    if present and path.samefile(book_path):
        raise RestoreOntoItself(path)
    return queries.sound_copy(path, notice)


def restore_book(
    book_path: Path, copy: BookCopy, *, today: date, now: datetime, keep: int, notice: Speaker
) -> RestoredBook:
    """Make the copy the book; a process killed on the way leaves the old book or the new one.

    The present book is backed up first, under the lock that lasts until the copy is in its place, so that nothing
    is recorded in between and lost. One that is too broken for that is kept beside the new one.
    """
    with founding.turn_to_make(book_path, notice), files.private_copy(Path(copy.file), book_path, notice) as fresh:
        older = copy.format is not None and copy.format < book.SCHEMA_VERSION
        if older:
            migrations.upgrade(fresh, today=today, now=now)
        kept: Path | None
        if is_there(book_path) and queries.is_sound(book_path):
            back_up = partial(backups.take, book_path, now=now, keep=keep)
            kept = files.pour_into(fresh, book_path, notice, back_up)
        else:
            kept = files.put_in_place(fresh, book_path, now=now)
    shown = None if kept is None else str(kept)
    return RestoredBook(str(book_path), copy.file, copy.clients, copy.touchpoints, older, shown)


def rebuild_derived_parts(book_path: Path, notice: Speaker) -> None:
    """Make triggers, standing and search index anew from the records, in one transaction; records stay as they are."""
    with closing(book.open_for_writing(book_path, notice)) as connection, book.legibly(connection, book_path):
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"), notice)
        try:
            images.install_triggers(connection)
            standing.install_triggers(connection)
            standing.rebuild(connection)
            search.rebuild(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

"""Questions about the book as a whole: what is in it, which copies there are, and what is wrong with it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from clienttrack import backups, book, images, search, standing
from clienttrack.book import APPLICATION_ID, NotABook, Reader, Speaker, moment_of
from clienttrack.errors import NotFound, StorageProblem
from clienttrack.filled import filled_fields
from clienttrack.slices.upkeep.queries.misplaced import (
    days_to_come,
    impossible_days,
    orphans,
    unknown_currencies,
    unmoved_needs,
)
from clienttrack.slices.upkeep.rules import (
    BookHealth,
    Finding,
    Gravity,
    completeness,
    is_fine,
    moment_in_name,
    near_names,
    near_tags,
)
from clienttrack.soundness import Unreadable, unreadable_values
from clienttrack.storage import BookDamaged, is_there, storage_errors

COUNTED = {
    "clients": "client",
    "contacts": "contact",
    "touchpoints": "touchpoint",
    "tasks": "task",
    "meetings": "meeting",
    "needs": "need",
    "tags": "tag",
    "tiers": "tier",
    "operations": "operation",
}

MOST_UNREADABLE = 100
REPAIR = "`clienttrack book check --repair` makes it anew."


@dataclass(frozen=True, slots=True)
class BookStatistics:
    """How much is in the book; ``oldest_touch`` and ``newest_touch`` are days, ``oldest_operation`` a moment."""

    book: str
    size_bytes: int
    format: int
    clients: int
    clients_listed: int
    contacts: int
    touchpoints: int
    tasks: int
    tasks_open: int
    meetings: int
    meetings_planned: int
    needs: int
    needs_open: int
    tags: int
    tiers: int
    operations: int
    oldest_touch: str | None
    newest_touch: str | None
    oldest_operation: datetime | None
    newest_operation: datetime | None
    backups: int


@dataclass(frozen=True, slots=True)
class BookCopy:
    """A book lying in a file: when it was copied, what is in it, and whether it can be read at all."""

    file: str
    taken_at: datetime
    size_bytes: int
    format: int | None
    clients: int | None
    touchpoints: int | None
    readable: bool


class NoSuchBackup(NotFound):
    """There is no file of that name, neither here nor among the backups."""

    def __init__(self, name: object) -> None:
        super().__init__(f"There is no backup '{name}'. `clienttrack book restore --list` shows those of this book.")


class NoBackups(NotFound):
    """The book has no backup yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no backup in '{folder}'. Name a file, or take one with `clienttrack book backup`.")


def book_statistics(reader: Reader, path: Path) -> BookStatistics:
    """Count the records of the book and give the span of what is in it."""
    counts = {name: int(reader.value(f"SELECT count(*) FROM {table}")) for name, table in COUNTED.items()}
    first, last = (reader.value(f"SELECT {end}(at) FROM operation") for end in ("min", "max"))
    return BookStatistics(
        book=str(path),
        size_bytes=path.stat().st_size,
        format=book.version_of(reader.connection),
        clients_listed=reader.value("SELECT count(*) FROM standing WHERE listed"),
        tasks_open=reader.value("SELECT count(*) FROM task WHERE status = 'open'"),
        meetings_planned=reader.value("SELECT count(*) FROM meeting WHERE status = 'planned'"),
        needs_open=reader.value("SELECT count(*) FROM need WHERE status IN ('open', 'proposed')"),
        oldest_touch=reader.value("SELECT min(happened_on) FROM touchpoint"),
        newest_touch=reader.value("SELECT max(happened_on) FROM touchpoint"),
        oldest_operation=moment_of(first) if first else None,
        newest_operation=moment_of(last) if last else None,
        backups=len(backups.existing(path)),
        **counts,
    )


def backups_of(path: Path, notice: Speaker) -> list[BookCopy]:
    """Give the backups of a book, newest first; one that cannot be read says so. Raises ``BookUnreachable``."""
    is_there(path)
    return [book_copy(copy, notice) for copy in reversed(backups.existing(path))]


def book_copy(path: Path, notice: Speaker) -> BookCopy:
    """Look into a copy without checking every page of it."""
    stat = path.stat()
    taken_at = moment_in_name(path) or datetime.fromtimestamp(stat.st_mtime, UTC)
    try:
        with closing(book.open_for_reading(path, notice)) as connection, storage_errors(path):
            reader = Reader(connection)
            clients, touchpoints = (reader.value(f"SELECT count(*) FROM {table}") for table in ("client", "touchpoint"))
            known = book.version_of(connection)
    except (StorageProblem, sqlite3.Error):
        return BookCopy(str(path), taken_at, stat.st_size, None, None, None, readable=False)
    return BookCopy(str(path), taken_at, stat.st_size, known, clients, touchpoints, readable=True)


def sound_copy(path: Path, notice: Speaker) -> BookCopy:
    """Give the copy after reading every page of it.

    Raises ``BookDamaged``, ``NotABook`` or ``BookTooNew`` for what may not become the book.
    """
    with closing(book.open_for_reading(path, notice)) as connection, storage_errors(path):
        broken = damage(Reader(connection))
        if broken:
            raise BookDamaged(path, broken[0])
    copy = book_copy(path, notice)
    if not copy.readable:
        raise BookDamaged(path, "tables are missing")
    return copy


def find_copy(book_path: Path, named: Path | None) -> Path:
    """Give the file that is meant: the one named, one of that name among the backups, or the newest backup.

    Raises ``NoSuchBackup`` or ``NoBackups``.
    """
    if named is None:
        copies = backups.existing(book_path)
        if not copies:
            raise NoBackups(backups.folder_of(book_path))
        return copies[-1]
    for path in (named, backups.folder_of(book_path) / named.name):
        if path.is_file():
            return path
    raise NoSuchBackup(named)


def is_sound(path: Path) -> bool:
    """Tell whether a book can be replaced through SQLite; a newer format is, what is damaged or no database is not.

    Raises ``NotABook`` for a database of another program and what else the system says of the file.
    """
    try:
        with storage_errors(path), closing(sqlite3.connect(path, timeout=book.GIVE_UP_AFTER)) as connection:
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            if not ours and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise NotABook(path)
            return ours and not damage(Reader(_with_rows(connection)))
    except BookDamaged:
        return False


def damage(reader: Reader) -> list[str]:
    """Give what SQLite itself finds broken in the file, at most a hundred lines."""
    return [row[0] for row in reader.rows("PRAGMA integrity_check") if row[0] != "ok"]


def _with_rows(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    return connection


def book_health(reader: Reader, path: Path, *, today: date) -> BookHealth:
    """Look at the whole book: the file, what its rows refer to, the derived parts, days, names and gaps."""
    broken = damage(reader)
    if broken:
        restore = "Restore a good copy: `clienttrack book restore --list` shows them."
        findings = [Finding(Gravity.DAMAGE, "damaged", "", line, restore) for line in broken]
        return BookHealth(str(path), fine=False, findings=tuple(findings), completeness=None)
    unreadable = list(islice(unreadable_values(reader.connection), MOST_UNREADABLE))
    if any(value.text is None for value in unreadable):
        # Every other question would stumble over it.
        return BookHealth(str(path), fine=False, findings=tuple(map(_unreadable, unreadable)), completeness=None)
    findings = [
        *(_unreadable(value) for value in unreadable if not value.is_day),
        *orphans(reader),
        *_out_of_step(reader),
        *impossible_days(reader),
        *days_to_come(reader, today),
        *unknown_currencies(reader),
        *unmoved_needs(reader),
        *_near_names(reader),
    ]
    return BookHealth(str(path), is_fine(findings), tuple(findings), completeness(*filled_fields(reader)))


def _out_of_step(reader: Reader) -> list[Finding]:
    """Compare the derived parts with the records: triggers, the table behind the morning list, the search index."""
    connection = reader.connection
    findings = []
    missing = sorted(expected_triggers(reader) - {row[0] for row in reader.rows(_TRIGGERS)})
    if missing:
        findings.append(Finding(Gravity.PROBLEM, "trigger", ", ".join(missing), "is missing", REPAIR))
    clients = standing.differences(connection)
    if clients:
        what = f"the morning list's table is wrong for {len(clients)} clients"
        findings.append(Finding(Gravity.PROBLEM, "standing", "standing", what, REPAIR))
    search.register(connection)
    wrong = sum(
        reader.value(
            f"WITH b (number, text) AS ({body}) SELECT count(*) FROM b "
            "LEFT JOIN search_content AS s ON s.id = b.number WHERE s.c0 IS NOT b.text"
        )
        for body in search.BODIES.values()
    )
    wrong += max(0, reader.value("SELECT count(*) FROM search_content") - _indexed_records(reader))
    if wrong:
        what = f"the search index is wrong for {wrong} records"
        findings.append(Finding(Gravity.PROBLEM, "search", "search", what, REPAIR))
    return findings


_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def expected_triggers(reader: Reader) -> set[str]:
    """Give the names of the triggers that a book of this format has."""
    journalled = images.tracked_tables(reader.connection).items()
    names = {name for table, columns in journalled for name in images.trigger_sql(table, columns)}
    return names | set(standing.TRIGGERS)


def _indexed_records(reader: Reader) -> int:
    return sum(int(reader.value(f"SELECT count(*) FROM ({body})")) for body in search.BODIES.values())


def _unreadable(value: Unreadable) -> Finding:
    what = f"{value.column} is {'no text' if value.text is None else repr(value.text)}"
    remedy = "Restore a good copy, or mend the value with another program."
    derived = value.table == "standing"
    return Finding(Gravity.PROBLEM, "unreadable", f"{value.table} {value.row}", what, REPAIR if derived else remedy)


def _near_names(reader: Reader) -> list[Finding]:
    findings = []
    for kind, near, sql, remedy in (
        (
            "near-duplicate-client",
            near_names,
            "SELECT handle || ' (' || name || ')' AS shown, name_key FROM client WHERE archived_on IS NULL",
            "If they are one client, archive one of them; if not, leave them.",
        ),
        (
            "near-duplicate-tag",
            near_tags,
            "SELECT name AS shown, name_key FROM tag",
            "If they mean the same, join them with `clienttrack tag rename`.",
        ),
    ):
        rows = reader.rows(sql)
        for one, other in near([row["name_key"] for row in rows]):
            what = f"is written nearly like {rows[other]['shown']}"
            findings.append(Finding(Gravity.HINT, kind, rows[one]["shown"], what, remedy))
    return findings

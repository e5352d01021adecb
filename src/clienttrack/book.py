"""The book: how the SQLite file is opened, read in one snapshot and changed in one transaction."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from clienttrack import search
from clienttrack.errors import NotUnicodeText, StorageProblem, UsageProblem
from clienttrack.storage import BookDamaged, UnreadableValue, storage_errors, storage_problem
from clienttrack.vocabulary import DueKind, OperationKind

if TYPE_CHECKING:
    from sqlmodel import Session

SCHEMA_VERSION = 4
APPLICATION_ID = 0x636C7472
SPEAK_UP_AFTER = 1.0
GIVE_UP_AFTER = 10.0

# What a value leads to that cannot be read, unless it is a bug.
SIGNS_OF_DAMAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, sqlite3.Error)

Row = sqlite3.Row
Value = str | int | None | date
Line = TypeVar("Line")
Outcome = TypeVar("Outcome")
Speaker = Callable[[str], None]


class NotABook(StorageProblem):
    """The file is a database of another program."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is a database of another program, not a book. Name another path with --db.")


class BookReplaced(StorageProblem):
    """Other files take the book's place again and again, or one has while it was being made."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The book '{path}' was replaced while it was being opened. Nothing was written; try again.")


class BookTooNew(StorageProblem):
    """A newer version of the program wrote the book."""

    def __init__(self, path: Path, version: int) -> None:
        super().__init__(
            f"The book '{path}' was written by a newer version of clienttrack (format {version}, "
            f"this one knows {SCHEMA_VERSION}). Nothing was changed; upgrade clienttrack."
        )


def patiently(action: Callable[[], Outcome], notice: Speaker) -> Outcome:
    """Repeat ``action`` while the book is locked; speak up after one second, give up after ten."""
    began = time.monotonic()
    spoken = False
    while True:
        try:
            return action()
        except (sqlite3.OperationalError, BlockingIOError) as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY)
            busy = (code & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            waited = time.monotonic() - began
            if not busy or waited >= GIVE_UP_AFTER:
                raise
            if waited >= SPEAK_UP_AFTER and not spoken:
                notice("Another clienttrack is writing to the book; waiting …")
                spoken = True
            time.sleep(0.05)


def moment_text(moment: datetime) -> str:
    """Write an aware moment as UTC text, in the form SQLModel itself stores."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def moment_of(text: str) -> datetime:
    """Read a stored moment back as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def checked_text(text: str) -> str:
    """Give ``text`` back, or raise ``NotUnicodeText`` for a NUL or a lone surrogate."""
    if "\0" in text or not (text.isascii() or _is_unicode(text)):
        raise NotUnicodeText(text)
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bound(values: Mapping[str, Value]) -> dict[str, str | int | None]:
    bound: dict[str, str | int | None] = {}
    for name, value in values.items():
        if isinstance(value, str):
            bound[name] = str(checked_text(value))
        elif isinstance(value, date):
            bound[name] = value.isoformat()
        else:
            bound[name] = value
    return bound


def order_sql(column: str, words: Iterable[str]) -> str:
    """Give the expression that orders the rows of a question as ``words`` stand, all other words last."""
    whens = [f"WHEN '{word}' THEN {place}" for place, word in enumerate(words)]
    return f"CASE {column} {' '.join(whens)} ELSE {len(whens)} END"


class Reader:
    """One consistent view of the book: statements with named parameters in, rows or frozen lines out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, **values: Value) -> list[Row]:
        """Give all rows of a question."""
        return self.connection.execute(sql, _bound(values)).fetchall()

    def row(self, sql: str, **values: Value) -> Row | None:
        """Give the first row of a question, or ``None``."""
        found: Row | None = self.connection.execute(sql, _bound(values)).fetchone()
        return found

    def value(self, sql: str, **values: Value) -> Any:
        """Give the first column of the first row, or ``None``."""
        found = self.row(sql, **values)
        return None if found is None else found[0]

    def lines(self, line: type[Line], sql: str, **values: Value) -> list[Line]:
        """Give the rows as frozen dataclasses whose fields are named like the columns; ``…_on`` become days."""
        names = [field.name for field in fields(line)]  # type: ignore[arg-type]
        return [line(*(_typed(name, row[name]) for name in names)) for row in self.rows(sql, **values)]

    def line(self, line: type[Line], sql: str, **values: Value) -> Line | None:
        """Give the first row as a frozen dataclass, or ``None``."""
        return next(iter(self.lines(line, sql, **values)), None)


def _typed(name: str, value: Any) -> Any:
    if value is not None and name.endswith("_on"):
        return date.fromisoformat(value)
    return value


class Change(Reader):
    """One transaction and the operation it is recorded as.

    ``today`` is the day of the run, ``now`` the real moment; ``session`` is there only with ``models=True``.
    """

    def __init__(self, connection: sqlite3.Connection, *, operation_id: int, today: date, now: datetime) -> None:
        super().__init__(connection)
        self.operation_id = operation_id
        self.today = today
        self.now = now
        self.session: Session | None = None

    def run(self, sql: str, **values: Value) -> int:
        """Carry out one statement and give the number of rows it touched."""
        return self.connection.execute(sql, _bound(values)).rowcount

    def insert(self, sql: str, **values: Value) -> int:
        """Carry out one INSERT and give the number of the new row."""
        number = self.connection.execute(sql, _bound(values)).lastrowid
        assert number is not None
        return number

    def add(self, table: str, **values: Value) -> int:
        """Add one row made of ``values`` to ``table`` and give its number."""
        columns = ", ".join(values)
        slots = ", ".join(f":{name}" for name in values)
        return self.insert(f"INSERT INTO {table} ({columns}) VALUES ({slots})", **values)

    def amend(self, table: str, row_id: int, **values: Value) -> int:
        """Give the named columns of one row new values; the journal ignores a row that stays the same."""
        if not values:
            return 0
        pairs = ", ".join(f"{name} = :{name}" for name in values)
        return self.run(f"UPDATE {table} SET {pairs} WHERE id = :row_id", row_id=row_id, **values)

    def end_snooze(self, kind: DueKind, record_id: int) -> None:
        """Hide a line no longer: what it stands for is over, or has begun anew."""
        self.run("DELETE FROM snooze WHERE kind = :kind AND record_id = :id", kind=kind, id=record_id)

    def run_many(self, sql: str, rows: Sequence[Sequence[Value]] | Iterator[Sequence[Value]]) -> None:
        """Carry out one statement for many rows of positional values, which the caller has checked."""
        self.connection.executemany(sql, rows)

    @property
    def changed(self) -> bool:
        """Whether this transaction has changed a record so far."""
        return bool(
            self.value("SELECT EXISTS (SELECT 1 FROM row_change WHERE operation_id = :id)", id=self.operation_id)
        )


def _connect(path: Path, *, query: str, writing: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{query}",
        uri=True,
        isolation_level=None,
        timeout=0.1,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("PRAGMA foreign_keys = ON")
        if writing:
            connection.execute("PRAGMA synchronous = FULL")
            search.register(connection)
        else:
            connection.execute("PRAGMA query_only = ON")
        _refuse_foreign(connection, path, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_foreign(connection: sqlite3.Connection, path: Path, version: int) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise (
            NotABook(path) if connection.execute("PRAGMA schema_version").fetchone()[0] else BookDamaged(path, "empty")
        )
    if version > SCHEMA_VERSION:
        raise BookTooNew(path, version)


def open_for_reading(path: Path, notice: Speaker) -> sqlite3.Connection:
    """Open the book to read it; a folder that cannot be written is read as it lies, if no write is pending in it."""
    with storage_errors(path):
        try:
            return patiently(lambda: _connect(path, query="mode=rw", writing=False), notice)
        except sqlite3.OperationalError as error:
            blocked = (error.sqlite_errorcode & 0xFF) in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
            log = path.with_name(path.name + "-wal")
            if not blocked or (log.exists() and log.stat().st_size):
                raise
            return _connect(path, query="mode=ro&immutable=1", writing=False)


def open_for_writing(path: Path, notice: Speaker) -> sqlite3.Connection:
    """Open the book to change it."""
    with storage_errors(path):
        return patiently(lambda: _connect(path, query="mode=rw", writing=True), notice)


def open_to_replace(path: Path, notice: Speaker) -> sqlite3.Connection:
    """Open a sound book of any format so that all of it can be replaced while others read it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=0.1)
    try:
        patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"), notice)
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def is_written_down(path: Path) -> bool:
    """Bring everything committed into the file itself, without its log, and tell whether any operation is in it."""
    with storage_errors(path), closing(open_for_writing(path, lambda _words: None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM operation)").fetchone()[0])


def version_of(connection: sqlite3.Connection) -> int:
    """Give the format version of an open book."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


@contextmanager
def legibly(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Name the value of the book that cannot be read instead of what it led to.

    Raises ``UnreadableValue`` and what ``storage_errors`` does; everything else passes.
    """
    with storage_errors(path):
        try:
            yield
        except (*SIGNS_OF_DAMAGE, UsageProblem) as error:
            if isinstance(error, sqlite3.Error) and storage_problem(error, path) is not None:
                raise
            _name_unreadable(connection, path, error)
            raise


def _name_unreadable(connection: sqlite3.Connection, path: Path, error: Exception) -> None:
    from clienttrack.cadence import UnreadableInterval
    from clienttrack.soundness import unreadable_values

    own_words = isinstance(error, UsageProblem)
    if own_words and not isinstance(error, UnreadableInterval):
        return
    for value in unreadable_values(connection):
        # An interval may be the user's own.
        if not own_words or getattr(error, "words", None) == value.text:
            raise UnreadableValue(path, value.table, value.row, value.column) from error


@contextmanager
def reading(path: Path, notice: Speaker) -> Iterator[Reader]:
    """Give one consistent view of the book."""
    with closing(open_for_reading(path, notice)) as connection, legibly(connection, path):
        patiently(lambda: connection.execute("BEGIN"), notice)
        patiently(lambda: connection.execute("SELECT 1 FROM operation LIMIT 1"), notice)
        yield Reader(connection)


@contextmanager
def changing(
    path: Path,
    words: str,
    *,
    today: date,
    now: datetime,
    notice: Speaker,
    models: bool = False,
    dry_run: bool = False,
) -> Iterator[Change]:
    """Carry out one command as one transaction.

    Leaving the block commits; an exception, a dry run or a command that changed nothing rolls back. Where another
    file takes the book's place before the transaction has begun, it is begun in that one.
    """
    held = _held(path, notice, models=models)
    with storage_errors(path), held as (connection, session), legibly(connection, path):
        try:
            change = _begin(connection, words, today=today, now=now)
            change.session = session
            yield change
            if session is not None:
                session.flush()
            if dry_run or not change.changed:
                connection.execute("ROLLBACK")
            else:
                search.refresh(connection, change.operation_id)
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def _held(path: Path, notice: Speaker, *, models: bool) -> "Iterator[tuple[sqlite3.Connection, Session | None]]":
    """Give a connection that holds the write lock of the file that lies at ``path`` now, and a session on it."""
    began = time.monotonic()
    while True:
        file = _identity(path)
        with closing(open_for_writing(path, notice)) as connection:
            session = _session_on(connection) if models else None
            try:
                patiently(partial(connection.execute, "BEGIN IMMEDIATE"), notice)
                if _identity(path) == file:
                    yield connection, session
                    return
            finally:
                if session is not None:
                    session.close()
        if time.monotonic() - began >= GIVE_UP_AFTER:
            raise BookReplaced(path)
        time.sleep(0.05)


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell one file from another that takes its place under the same name."""
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_dev, known.st_ino


def _begin(connection: sqlite3.Connection, words: str, *, today: date, now: datetime) -> Change:
    number = connection.execute(
        "INSERT INTO operation (kind, words, at, today) VALUES (?, ?, ?, ?)",
        (OperationKind.CHANGE.value, checked_text(words), moment_text(now), today.isoformat()),
    ).lastrowid
    assert number is not None
    return Change(connection, operation_id=number, today=today, now=now)


def _session_on(connection: sqlite3.Connection) -> "Session":
    """Give a SQLModel session that speaks on our own connection, in our own transaction."""
    from sqlalchemy.pool import StaticPool
    from sqlmodel import Session, create_engine

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None)
    # The dialect's first connect rolls back; it must do so before our transaction begins.
    engine.connect().close()
    return Session(engine)

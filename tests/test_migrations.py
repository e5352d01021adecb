"""The book's format: the migrated book is what the schema says, and a step up loses nothing (trap 13)."""

import gzip
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from clienttrack import backups, book, founding, images, journal, migrations, schema, search, standing
from clienttrack.errors import StorageProblem
from clienttrack.migrations import MigrationBrokeReferences, MigrationLostRows
from clienttrack.storage import BookLocked
from tests.conftest import TODAY, Given, Run
from tests.disasters import NOW, assert_sound, content_of, workspace_at

CHANGED_BY_A_STEP = {"operation", "alembic_version", "sqlite_sequence", "search_data", "search_content", "search_idx"}

NEXT = book.SCHEMA_VERSION + 1
NEXT_VERSION = f"""
import sqlalchemy as sa
from alembic import op

from clienttrack.migrations import LIKE_ALL_TABLES

revision = "{NEXT:04d}"
down_revision = "{book.SCHEMA_VERSION:04d}"


def upgrade() -> None:
    with op.batch_alter_table("client", recreate="always", table_kwargs=LIKE_ALL_TABLES) as batch:
        batch.add_column(sa.Column("nickname", sa.Text(), nullable=True))
    EXTRA
"""


def _scripts(folder: Path, extra: str = "pass") -> Path:
    """Make a folder of versions with a made-up next one that remakes the table everything hangs on."""
    scripts = folder / "scripts"
    shutil.copytree(migrations.HERE, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / f"{NEXT:04d}_next.py").write_text(NEXT_VERSION.replace("EXTRA", extra), encoding="utf-8")
    return scripts


def _step_up(path: Path, scripts: Path) -> None:
    migrations.upgrade(path, today=TODAY, now=NOW, scripts=scripts, version=NEXT)


@pytest.fixture
def filled(given: Given) -> Path:
    """A book in which everything refers to something."""
    for name in ("Acme", "Beta", "华为"):
        client_id = given.client(name, tier="core", last_touch=TODAY)
        contact_id = given.contact(client_id, "Jo Doe", email=f"jo@{client_id}.example")
        touchpoint_id = given.touchpoint(client_id, on=TODAY.replace(day=3), kind="note", text="kept")
        given.task(client_id, "Send offer", due_on=TODAY, contact_id=contact_id, touchpoint_id=touchpoint_id)
        with given.change() as change:
            change.add("touchpoint_contact", touchpoint_id=touchpoint_id, contact_id=contact_id)
            change.add("alias", client_id=client_id, alias=f"Old {name}", alias_key=f"old {client_id}")
            change.add("domain", client_id=client_id, domain=f"{client_id}.example")
            tag_id = change.add("tag", name=f"tag {name}", name_key=f"tag {client_id}")
            change.add("client_tag", client_id=client_id, tag_id=tag_id)
    with given.change("remove") as change:
        change.run("DELETE FROM task WHERE client_id = 3")
    return given.path


def _objects(path: Path, kind: str) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,))
        return {name: _plain(sql) for name, sql in found if not name.startswith(("sqlite_", "search", "alembic"))}


def _plain(sql: str) -> str:
    """Give a statement without what only looks differ in: white space and quotes round names."""
    return re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", sql.replace('"', ""))).strip()


def _clauses(sql: str) -> set[str]:
    """Cut a CREATE TABLE into its columns and constraints, whose order means nothing."""
    body, depth, clause, clauses = sql[sql.index("(") + 1 : sql.rindex(")")], 0, "", set()
    for character in body:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            clauses.add(clause)
            clause = ""
        else:
            clause += character
    return {*clauses, clause, sql[sql.rindex(")") + 1 :].strip()}


# The schema and the book


def test_the_migrated_book_has_the_tables_of_the_schema(empty_book: Path) -> None:
    engine = create_engine("sqlite://")
    declared = {t.name: _plain(str(CreateTable(t).compile(engine))) for t in SQLModel.metadata.sorted_tables}
    migrated = _objects(empty_book, "table")
    assert set(declared) == set(migrated)
    for name, sql in declared.items():
        assert _clauses(migrated[name]) == _clauses(sql), name


def test_the_migrated_book_has_the_indexes_of_the_schema(empty_book: Path) -> None:
    engine = create_engine("sqlite://")
    declared = {
        index.name: _plain(str(CreateIndex(index).compile(engine)))
        for table in SQLModel.metadata.sorted_tables
        for index in table.indexes
    }
    assert _objects(empty_book, "index") == declared


def test_every_table_is_strict_and_never_gives_a_number_again(empty_book: Path) -> None:
    with closing(sqlite3.connect(empty_book)) as connection:
        tables = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[2] == "table"}
    ours = set(schema.JOURNALLED) | schema.NOT_JOURNALLED
    assert {name for name in ours if not tables[name]} == set()
    numbered = {name for name, sql in _objects(empty_book, "table").items() if "AUTOINCREMENT" in sql}
    assert ours - numbered == {"standing"}


def test_no_column_holds_a_floating_number(empty_book: Path) -> None:
    with closing(sqlite3.connect(empty_book)) as connection:
        kinds = {
            row[2]
            for name in (*schema.JOURNALLED, *schema.NOT_JOURNALLED)
            for row in connection.execute(f"PRAGMA table_info({name})")
        }
    assert kinds == {"INTEGER", "TEXT"}


def _wanted_triggers(connection: sqlite3.Connection) -> dict[str, str]:
    bodies = dict(standing.TRIGGERS)
    for table, columns in images.tracked_tables(connection).items():
        bodies |= images.trigger_sql(table, columns)
    return {name: _plain(f"CREATE TRIGGER {name} {body}") for name, body in bodies.items()}


def test_the_triggers_are_what_journal_and_standing_make(empty_book: Path) -> None:
    with closing(sqlite3.connect(empty_book)) as connection:
        assert _objects(empty_book, "trigger") == _wanted_triggers(connection)
        assert set(images.tracked_tables(connection)) == set(schema.JOURNALLED)


def test_a_new_book_knows_what_it_is(empty_book: Path) -> None:
    with closing(sqlite3.connect(empty_book)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == book.SCHEMA_VERSION
        assert connection.execute("PRAGMA application_id").fetchone()[0] == book.APPLICATION_ID
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("SELECT count(*) FROM cadence_cell").fetchone()[0] == 16
        assert connection.execute("SELECT count(*) FROM operation").fetchone()[0] == 0
    assert_sound(empty_book)


def test_the_newest_version_is_the_one_the_program_knows() -> None:
    numbers = sorted(path.name[:4] for path in (migrations.HERE / "versions").glob("*.py"))
    assert int(numbers[-1]) == book.SCHEMA_VERSION


def test_no_version_offers_a_way_back() -> None:
    for path in (migrations.HERE / "versions").glob("*.py"):
        assert "def downgrade" not in path.read_text(encoding="utf-8")


# A step up


def test_a_version_that_remakes_clients_loses_nothing(filled: Path, tmp_path: Path) -> None:
    before = content_of(filled)
    _step_up(filled, _scripts(tmp_path))
    after = content_of(filled)
    assert [row[:-1] for row in after["client"]] == before["client"]
    for name in (*schema.JOURNALLED, "standing", "row_change"):
        if name != "client":
            assert after[name] == before[name], name
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == NEXT
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == f"{NEXT:04d}"


def test_a_version_that_remakes_clients_keeps_triggers_and_constraints(filled: Path, tmp_path: Path) -> None:
    tables = _objects(filled, "table")
    indexes = _objects(filled, "index")
    _step_up(filled, _scripts(tmp_path))
    stepped = _objects(filled, "table")
    assert _clauses(stepped["client"]) - _clauses(tables["client"]) == {"nickname TEXT"}
    assert _clauses(tables["client"]) <= _clauses(stepped["client"])
    assert {n: s for n, s in stepped.items() if n != "client"} == {n: s for n, s in tables.items() if n != "client"}
    assert _objects(filled, "index") == indexes
    with closing(sqlite3.connect(filled)) as connection:
        wanted = _wanted_triggers(connection)
    assert _objects(filled, "trigger") == wanted
    assert "'nickname', NEW.nickname" in wanted["journal_client_update"].replace(",NEW", ", NEW")


def test_after_a_step_up_no_number_is_given_again_and_everything_is_journalled(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    last = given.client("Gone soon")
    with given.change() as change:
        change.run("DELETE FROM client WHERE id = :id", id=last)
    _step_up(filled, _scripts(tmp_path))
    monkeypatch.setattr(book, "SCHEMA_VERSION", NEXT)
    assert given.client("Fresh") == last + 1
    with given.change("name") as change:
        change.amend("client", 1, nickname="Ace")
    with given.change() as change:
        assert "Ace" in change.value("SELECT new FROM row_change ORDER BY id DESC LIMIT 1")
    with given.change("undo") as change:
        assert journal.undo(change).words == "name"
    assert given.value("SELECT nickname FROM client WHERE id = 1") is None
    assert_sound(filled)


def test_a_step_up_is_a_line_of_history_that_undo_does_not_cross(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    _step_up(filled, _scripts(tmp_path))
    monkeypatch.setattr(book, "SCHEMA_VERSION", NEXT)
    last = given.value("SELECT id FROM operation ORDER BY id DESC LIMIT 1")
    assert given.value("SELECT kind FROM operation WHERE id = :id", id=last) == "migration"
    for named, error in ((None, journal.NothingToUndo), (1, journal.NotUndoable), (last, journal.NotUndoable)):
        with pytest.raises(error), given.change() as change:
            journal.undo(change, named)


def test_after_a_step_up_the_search_index_is_whole(filled: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        before = connection.execute("SELECT rowid, body FROM search ORDER BY rowid").fetchall()
    _step_up(filled, _scripts(tmp_path))
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT rowid, body FROM search ORDER BY rowid").fetchall() == before


def test_a_book_of_the_first_format_is_stepped_up_and_loses_nothing(book_path: Path, run: Run) -> None:
    migrations.upgrade(book_path, today=TODAY, now=NOW, version=1)
    with closing(sqlite3.connect(book_path)) as connection:
        connection.executescript("""
            INSERT INTO operation (kind, words, at, today) VALUES ('change', 'x', '2026-01-01 00:00:00', '2026-01-01');
            INSERT INTO client (handle, name, name_key, kind, added_on)
                VALUES ('acme', 'Acme', 'acme', 'organisation', '2026-01-01');
            INSERT INTO contact (client_id, name, name_key, added_on) VALUES (1, 'Jo Doe', 'jo doe', '2026-01-01');
            INSERT INTO external_id (client_id, entity, system, value) VALUES (1, 'client', 'crm', '7');
            INSERT INTO external_id (client_id, contact_id, entity, system, value) VALUES (1, 1, 'contact', 'crm', '8');
            DELETE FROM external_id WHERE value = '7';
        """)
    before = content_of(book_path)
    assert "jo doe" in run("find", "jo doe").out.lower()
    after = content_of(book_path)
    assert after["external_id"] == [(2, 1, 1, None, None, None, "contact", "crm", "8")]
    assert [after[name] for name in ("client", "contact", "row_change")] == [
        before[name] for name in ("client", "contact", "row_change")
    ]
    run("client", "edit", "acme", "--external-id", "crm=9")
    assert [row[0] for row in content_of(book_path)["external_id"]] == [2, 3]
    assert_sound(book_path)


def test_a_book_of_the_second_format_is_stepped_up_and_loses_nothing(book_path: Path, run: Run) -> None:
    packed = Path(__file__).parent / "fixtures" / "format-2.db.gz"
    book_path.write_bytes(gzip.decompress(packed.read_bytes()))
    before = content_of(book_path)
    assert "acme-gmbh" in run("find", "renewal").out
    after = content_of(book_path)
    # Between the number of a task and the entity stands that of a payment now.
    before["external_id"] = [(*row[:5], None, *row[5:]) for row in before["external_id"]]
    assert {name: after[name] for name in before if name not in CHANGED_BY_A_STEP} == {
        name: rows for name, rows in before.items() if name not in CHANGED_BY_A_STEP
    }
    assert len(after["snooze"]) == 2
    run("snooze", "t2", "--until", "2026-12-24", today="2026-11-20")
    assert [row[0] for row in content_of(book_path)["snooze"]] == [1, 2, 3]
    assert_sound(book_path)


# A step up that fails

FAILURES: list[tuple[str, type[Exception]]] = [
    ('op.execute("DELETE FROM touchpoint_contact")', MigrationLostRows),
    ('op.execute("INSERT INTO tag (name, name_key) VALUES (\'x\', \'x\')")', MigrationLostRows),
    ('op.drop_table("touchpoint_contact")', MigrationLostRows),
    ('op.execute("DELETE FROM row_change")', MigrationLostRows),
    ('op.execute("UPDATE contact SET client_id = 99")', MigrationBrokeReferences),
    ("raise ZeroDivisionError", ZeroDivisionError),
]  # fmt: skip


@pytest.mark.parametrize(("extra", "error"), FAILURES)
def test_a_version_that_would_lose_something_leaves_the_book_as_it_was(
    extra: str, error: type[Exception], filled: Path, tmp_path: Path
) -> None:
    before = content_of(filled), _objects(filled, "table"), _objects(filled, "trigger"), _objects(filled, "index")
    with pytest.raises(error):
        _step_up(filled, _scripts(tmp_path, extra))
    after = content_of(filled), _objects(filled, "table"), _objects(filled, "trigger"), _objects(filled, "index")
    assert after == before
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == book.SCHEMA_VERSION
    assert_sound(filled)


def test_a_version_that_loses_rows_says_which(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="'client_tag' from 3 to 0 rows"):
        _step_up(filled, _scripts(tmp_path, 'op.execute("DELETE FROM client_tag")'))


def test_a_process_killed_in_the_middle_of_a_step_up_leaves_the_old_format(filled: Path, tmp_path: Path) -> None:
    before = content_of(filled)
    scripts = _scripts(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    ended = subprocess.run(
        [sys.executable, "-c", f"""
from datetime import UTC, date, datetime
from pathlib import Path
from clienttrack import migrations
migrations.upgrade(Path({str(filled)!r}), today=date(2026, 11, 20), now=datetime.now(UTC),
                   scripts=Path({str(scripts)!r}), version={NEXT})
"""],
        check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    assert content_of(filled) == before
    assert_sound(filled)
    (scripts / "versions" / f"{NEXT:04d}_next.py").write_text(NEXT_VERSION.replace("EXTRA", "pass"), encoding="utf-8")
    _step_up(filled, scripts)
    assert_sound(filled)


def test_a_second_step_up_by_a_process_that_came_late_does_nothing(filled: Path, tmp_path: Path) -> None:
    scripts = _scripts(tmp_path)
    _step_up(filled, scripts)
    before = content_of(filled)
    _step_up(filled, scripts)
    assert content_of(filled) == before


def test_a_step_up_waits_for_a_writer(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "GIVE_UP_AFTER", 0.3)
    before = content_of(filled)
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BookLocked):
            _step_up(filled, _scripts(tmp_path))
    assert content_of(filled) == before


# The program and an older book


@pytest.fixture
def older(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book one format behind the program."""
    scripts = _scripts(tmp_path)
    upgrade: Callable[..., None] = migrations.upgrade

    def upgrade_to_next(path: Path, **named: Any) -> None:
        upgrade(path, **{"scripts": scripts, "version": NEXT, **named})

    monkeypatch.setattr(migrations, "upgrade", upgrade_to_next)
    monkeypatch.setattr(book, "SCHEMA_VERSION", NEXT)
    monkeypatch.setattr("clienttrack.workspace.SCHEMA_VERSION", NEXT)
    return filled


def test_the_program_steps_an_older_book_up_after_a_backup(older: Path, run: Run) -> None:
    before = content_of(older)
    ran = run("due")
    assert "Acme" in ran.out
    assert "the old one is kept as" in ran.err
    (kept,) = backups.existing(older)
    assert content_of(kept) == before
    assert str(kept) in ran.err
    assert "nickname" in _objects(older, "table")["client"]
    assert run("due").err == ""
    assert len(backups.existing(older)) == 1


def test_a_dry_run_leaves_an_older_book_alone(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(Exception, match="older format"), workspace_at(older).change("import", dry_run=True):
        pass
    assert older.read_bytes() == before
    assert backups.existing(older) == []


# Creation


def _create(path: Path) -> None:
    founding.create(path, today=TODAY, now=NOW)


def test_processes_that_make_the_same_book_at_once_end_with_one_good_book(tmp_path: Path) -> None:
    path = tmp_path / "new" / "book.db"
    path.parent.mkdir()
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_create, args=(path,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert_sound(path)
    assert [found.name for found in path.parent.iterdir()] == ["book.db"]


def test_creating_never_touches_a_book_that_is_there(filled: Path) -> None:
    before = filled.read_bytes()
    _create(filled)
    assert filled.read_bytes() == before
    assert not list(filled.parent.glob(".book.db*"))


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new"
    folder.mkdir()

    def broken(*_: Any) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(search, "rebuild", broken)
    with pytest.raises(OSError, match="No space"):
        _create(folder / "book.db")
    assert list(folder.iterdir()) == []

"""Looking after the book: nothing a backup, a restore or a repair does may lose a record."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clienttrack import backups, likeness
from clienttrack.book import APPLICATION_ID, SCHEMA_VERSION
from clienttrack.slices.upkeep import files, rules
from clienttrack.storage import DiskFull
from tests.conftest import NOW, Given, Run
from tests.disasters import content_of


def raw(path: Path, *statements: str) -> None:
    """Change a book behind the program's back, as a foreign program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM client ORDER BY name")]


def spoil(path: Path, at: int = 0) -> bytes:
    """Overwrite pages of a book and give the broken bytes."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * 8192)
    return path.read_bytes()


# Rules


def test_names_that_differ_in_a_letter_are_near_and_numbered_ones_are_not() -> None:
    keys = ["brightwater", "acme 1", "acme 2", "brightwaters", "jansen de vries", "de vries jansen", "华为"]

    assert rules.near_names(keys) == [(0, 3), (4, 5)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("acme gmbh", "acme inc."), ("brightwater", "birghtwater"), ("acme", "acne"), ("acme 1", "acme 2"), ("x", "y")],
)
def test_a_check_finds_near_what_stops_a_new_client(one: str, other: str) -> None:
    assert bool(rules.near_names([one, other])) == (likeness.nearest_name(one, [other]) is not None)
    assert bool(rules.near_tags([one, other])) == (likeness.nearest_tag(one, [other]) is not None)


def test_completeness_of_few_clients_is_no_percentage() -> None:
    assert rules.completeness(4, {"tier": 4, "size": 0}) == rules.Completeness(4, None, {"tier": 0, "size": 4})
    assert rules.completeness(5, {"tier": 5, "size": 0}).percent == 50


# init


def test_init_makes_a_book_at_a_told_path(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "client's book.db"

    ran = run("--db", str(path), "init", "--json")

    assert ran.data == {"book": str(path), "made": True}
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_init_leaves_a_book_that_is_there(given: Given, run: Run, book_path: Path) -> None:
    given.client("Acme")
    before = book_path.read_bytes()

    ran = run("init")

    assert "already; nothing was changed" in ran.out
    assert book_path.read_bytes() == before


def test_init_does_not_call_another_file_a_book(run: Run, book_path: Path) -> None:
    book_path.write_text("dear diary, " * 400)

    ran = run("init", exit_code=7)

    assert ran.out == ""
    assert "no book" in ran.err


# where, stats


def test_where_names_every_place_also_before_there_is_a_book(run: Run, book_path: Path) -> None:
    data = run("book", "where", "--json").data

    assert data["book"] == str(book_path)
    assert data["book_exists"] is False
    assert data["backups"] == str(backups.folder_of(book_path))
    assert data["settings"].endswith("config.toml")
    assert data["templates"].endswith("templates")
    assert "not there yet" in run("book", "where").out


def test_stats_count_what_is_there(given: Given, run: Run) -> None:
    client = given.client("Acme", last_touch=date(2026, 11, 1))
    given.client("Gone", archived_on=date(2026, 3, 1))
    given.task(client, "send offer", due_on=None)
    given.meeting(client, on=date(2026, 12, 1))
    given.meeting(client, on=date(2026, 11, 1), status="held")
    given.need(client, "a shop", status="met")

    data = run("book", "stats", "--json").data

    told = ("meetings", "meetings_planned", "needs", "needs_open")
    assert tuple(data[name] for name in told) == (2, 1, 1, 0)
    assert "meetings     2, 1 of them planned\nneeds        1, 0 of them open\n" in run("book", "stats").out

    assert (data["clients"], data["clients_listed"], data["touchpoints"], data["tasks_open"]) == (2, 1, 1, 1)
    assert (data["oldest_touch"], data["newest_touch"]) == ("2026-11-01", "2026-11-01")
    assert "1 of them archived or lost" in run("book", "stats").out


def test_stats_without_a_book_say_so(run: Run) -> None:
    assert "no book yet" in run("book", "stats").err


# backup


def test_a_backup_goes_among_the_backups(given: Given, run: Run, book_path: Path) -> None:
    given.client("Acme")

    data = run("book", "backup", "--json").data

    assert Path(data["file"]).parent == backups.folder_of(book_path)
    assert names(Path(data["file"])) == ["Acme"]
    assert Path(data["file"]).stat().st_mode & 0o777 == 0o600


def test_a_backup_overwrites_only_when_told(given: Given, run: Run, tmp_path: Path) -> None:
    given.client("Acme")
    target = tmp_path / "copy.db"
    target.write_text("keep me")

    run("book", "backup", str(target), exit_code=2)
    assert target.read_text() == "keep me"

    run("book", "backup", str(target), "--yes")
    assert names(target) == ["Acme"]


def test_a_backup_never_takes_the_place_of_the_book(given: Given, run: Run, book_path: Path, tmp_path: Path) -> None:
    given.client("Acme")
    (tmp_path / "link.db").symlink_to(book_path)

    run("book", "backup", str(book_path), "--yes", exit_code=5)
    run("book", "backup", str(tmp_path / "link.db"), "--yes", exit_code=5)
    run("book", "backup", str(tmp_path), "--yes", exit_code=5)

    assert names(book_path) == ["Acme"]


def test_a_file_that_is_no_book_is_not_backed_up(run: Run, book_path: Path) -> None:
    book_path.write_text("dear diary, " * 400)

    assert str(book_path) in run("book", "backup", exit_code=7).err
    assert not backups.existing(book_path)


# restore


def test_a_restore_brings_back_what_was_and_keeps_what_is(given: Given, run: Run, book_path: Path) -> None:
    given.client("Old")
    run("book", "backup")
    given.client("New")

    data = run("book", "restore", "--yes", "--json").data

    assert names(book_path) == ["Old"]
    assert names(Path(data["kept"])) == ["New", "Old"]
    assert data["clients"] == 1
    run("book", "check")


def test_a_restore_asks_first(given: Given, run: Run, book_path: Path) -> None:
    given.client("Old")
    run("book", "backup")
    given.client("New")

    assert "--yes" in run("book", "restore", exit_code=2).err
    assert names(book_path) == ["New", "Old"]


def test_the_oldest_backup_is_restored_although_the_rotation_takes_it(
    given: Given, run: Run, book_path: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[history]\nbackups = 1\n")
    given.client("Old")
    run("--config", str(settings), "book", "backup")
    given.client("New")

    run("--config", str(settings), "book", "restore", "--yes")

    assert names(book_path) == ["Old"]


def test_a_backup_is_found_by_its_name_alone(given: Given, run: Run, book_path: Path) -> None:
    given.client("Old")
    name = Path(run("book", "backup", "--json").data["file"]).name
    given.client("New")

    run("book", "restore", name, "-y")

    assert names(book_path) == ["Old"]


def test_backups_are_listed_newest_first(given: Given, run: Run, book_path: Path) -> None:
    assert "no backups" in run("book", "restore", "--list").out
    given.client("Acme")
    run("book", "backup")
    (backups.folder_of(book_path) / "0000.db").write_text("broken " * 2000)

    good, broken = run("book", "restore", "--list", "--json").data

    assert (good["clients"], good["readable"]) == (1, True)
    assert (broken["clients"], broken["readable"]) == (None, False)
    assert run("book", "restore", "--list", "--ids").out.splitlines()[0] == good["file"]
    assert "unreadable" in run("book", "restore", "--list").out


def test_a_bad_copy_never_touches_the_book(given: Given, run: Run, book_path: Path, tmp_path: Path) -> None:
    given.client("Acme")
    before = book_path.read_bytes()
    text, foreign, newer, damaged = (tmp_path / f"{name}.db" for name in ("text", "foreign", "newer", "damaged"))
    text.write_text("dear diary, " * 400)
    raw(foreign, "CREATE TABLE operation (id INTEGER)", "PRAGMA user_version = 1")
    for copy in (newer, damaged):
        backups.take(book_path, now=NOW, keep=10, to=copy)
    raw(newer, "PRAGMA user_version = 99")
    spoil(damaged, 4096 * 3)

    for copy in (text, foreign, newer, damaged):
        ran = run("book", "restore", str(copy), "--yes", exit_code=7)
        assert str(copy) in ran.err

    run("book", "restore", str(tmp_path / "none.db"), "--yes", exit_code=3)
    run("book", "restore", str(book_path), "--yes", exit_code=5)
    assert book_path.read_bytes() == before
    assert not backups.existing(book_path)


def test_without_any_backup_a_restore_finds_nothing(given: Given, run: Run) -> None:
    assert "no backup" in run("book", "restore", "--yes", exit_code=3).err


def test_a_damaged_book_is_restored_over_and_kept(given: Given, run: Run, book_path: Path) -> None:
    given.client("Acme")
    run("book", "backup")
    broken = spoil(book_path)

    data = run("book", "restore", "--yes", "--json").data

    assert names(book_path) == ["Acme"]
    assert Path(data["kept"]).read_bytes() == broken
    run("book", "check")


def test_a_log_left_by_a_lost_book_is_not_played_into_the_new_one(given: Given, run: Run, book_path: Path) -> None:
    given.client("Acme")
    run("book", "backup")
    with closing(sqlite3.connect(book_path)) as connection:
        connection.execute("UPDATE client SET name = 'Stale'")
        connection.commit()
        log = book_path.with_name("book.db-wal").read_bytes()
    book_path.unlink()
    book_path.with_name("book.db-wal").write_bytes(log)

    run("book", "restore", "--yes")

    assert names(book_path) == ["Acme"]
    run("book", "check")


def test_a_restore_makes_a_book_at_a_told_path(given: Given, run: Run, book_path: Path, tmp_path: Path) -> None:
    given.client("Acme")
    target = tmp_path / "elsewhere" / "book.db"

    run("--db", str(target), "book", "restore", str(book_path))

    assert names(target) == ["Acme"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert not list(target.parent.glob(".*"))


def test_the_book_of_another_program_is_not_restored_over(given: Given, run: Run, book_path: Path) -> None:
    copy = book_path.with_name("copy.db")
    shutil.move(book_path, copy)
    raw(book_path, "CREATE TABLE moz_places (id INTEGER)")
    before = book_path.read_bytes()

    run("book", "restore", str(copy), "--yes", exit_code=7)

    assert book_path.read_bytes() == before


def test_a_reader_beside_a_restore_keeps_its_view(given: Given, run: Run, book_path: Path) -> None:
    given.client("Old")
    run("book", "backup")
    given.client("New")
    with given.reading() as reader:
        assert reader.value("SELECT count(*) FROM client") == 2
        run("book", "restore", "--yes")
        assert reader.value("SELECT count(*) FROM client") == 2
    assert names(book_path) == ["Old"]


def test_a_restore_waits_for_a_writer_and_gives_up(
    given: Given, run: Run, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clienttrack.book.GIVE_UP_AFTER", 0.5)
    monkeypatch.setattr("clienttrack.book.SPEAK_UP_AFTER", 0.1)
    given.client("Old")
    run("book", "backup")
    given.client("New")
    with given.change() as change:
        change.run("UPDATE client SET city = 'Leeds'")
        ran = run("book", "restore", "--yes", exit_code=7)
        assert "waiting" in ran.err
        assert "locked" in ran.err

    assert names(book_path) == ["New", "Old"]


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.06])
def test_a_killed_restore_leaves_the_old_book_or_the_new(
    given: Given, run: Run, book_path: Path, moment: float
) -> None:
    given.client("Old")
    with given.change() as change:
        client = change.value("SELECT id FROM client")
        for number in range(3000):
            text = f"talk {number} " * 20
            change.add("touchpoint", client_id=client, kind="call", happened_on=date(2026, 1, 2), text=text)
    run("book", "backup")
    given.client("New")
    started = subprocess.Popen(
        [sys.executable, "-m", "clienttrack", "book", "restore", "--yes"], stdout=subprocess.PIPE, env=os.environ
    )
    deadline = time.monotonic() + 20
    while not list(book_path.parent.glob(".book.db.*")) and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(moment)
    started.send_signal(signal.SIGKILL)
    started.communicate()

    assert names(book_path) in (["Old"], ["New", "Old"])
    run("book", "check")


# check


def test_a_fine_book_says_so_shortly(given: Given, run: Run) -> None:
    assert run("book", "check").out == "The book is fine.\n"


def test_completeness_is_told(given: Given, run: Run) -> None:
    for name in ("Alder", "Birch", "Cedar", "Dogwood", "Elm"):
        given.client(name, tier="core", industry="timber")

    ran = run("book", "check")

    assert "Complete: 22 % of 5 clients' fields (aim 85 %)" in ran.out
    assert run("book", "check", "--json").data["completeness"]["missing"]["website"] == 5


def test_a_damaged_file_is_told_as_such(given: Given, run: Run, book_path: Path) -> None:
    for number in range(40):
        given.client(f"Client {number} {'x' * 200}")
    with closing(sqlite3.connect(book_path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_client_name_key'").fetchone()[0]
    spoil(book_path, 4096 * (page - 1))

    ran = run("book", "check", exit_code=7)

    assert "restore" in ran.out + ran.err


@pytest.mark.parametrize(
    ("statement", "kind", "words"),
    [
        ("UPDATE touchpoint SET happened_on = '2026-02-31'", "impossible-day", "2026-02-31"),
        ("UPDATE client SET since_on = '0001-01-01'", "impossible-day", "0001-01-01"),
        ("UPDATE touchpoint SET happened_on = '2026-11-21'", "future-touchpoint", "acme was reached on 2026-11-21"),
        (
            (
                "INSERT INTO payment (client_id, paid_on, amount, currency, added_on) "
                "VALUES (1, '2026-11-21', 5, 'EUR', '2026-11-01')"
            ),
            *("future-payment", "acme paid on 2026-11-21, which is still to come"),
        ),
        (
            (
                "INSERT INTO payment (client_id, paid_on, amount, currency, added_on) "
                "VALUES (1, '2026-11-01', 5, 'ABC', '2026-11-01')"
            ),
            *("unknown-currency", "acme paid in ABC, which is no ISO 4217 currency"),
        ),
        ("UPDATE task SET client_id = 4711", "orphan", "refers to no client"),
        (
            (
                "INSERT INTO snooze (client_id, kind, record_id, until_on, set_on) "
                "VALUES (1, 'task', 99, '2027-01-01', '2026-11-01')"
            ),
            "orphan",
            "hides a line of no record",
        ),
        ("UPDATE address SET client_id = 2", "orphan", "another client"),
        ("UPDATE task SET contact_id = 1, client_id = 2", "orphan", "'send offer' stands at another client"),
        (
            "UPDATE need SET contact_id = 1, client_id = 2",
            "orphan",
            "'a shop' stands at another client than its contact",
        ),
        ("UPDATE need SET client_id = 2", "orphan", "'a shop' stands at another client than its meeting"),
        ("UPDATE remark SET meeting_id = 3", "orphan", "'sails' stands at another client than its meeting"),
        ("UPDATE remark SET contact_id = 2", "orphan", "'sails' is personal and stands at another client"),
        ("UPDATE answer SET client_id = 2", "orphan", "'more' stands at another client than its meeting"),
        ("UPDATE answer SET meeting_id = 77", "orphan", "refers to no meeting"),
        ("UPDATE meeting_contact SET contact_id = 2", "orphan", "'Bo' is to take part and is at another client"),
        ("UPDATE meeting SET touchpoint_id = 1 WHERE id = 3", "orphan", "'talked' is a touchpoint of another client"),
        ("UPDATE need_move SET client_id = 2", "orphan", "'a shop' stands at another client than the change"),
        ("UPDATE meeting SET held_on = '2026-11-21' WHERE id = 1", "future-meeting", "acme was met on 2026-11-21"),
        (
            "UPDATE need SET status = 'met'",
            "need-status",
            "'a shop' is met since 2026-01-01, and was last moved to open on 2026-01-01",
        ),
        ("UPDATE need_move SET moved_on = '2026-11-19'", "need-status", "was last moved to open on 2026-11-19"),
        ("UPDATE need SET status_on = '2026-02-31'", "impossible-day", "status_on is '2026-02-31'"),
        ("UPDATE snooze SET record_id = 99", "orphan", "hides a line of no record (99)"),
    ],
)
def test_wrong_records_are_named_with_what_to_do(
    given: Given, run: Run, book_path: Path, statement: str, kind: str, words: str
) -> None:
    client = given.client("Acme", last_touch=date(2026, 11, 19))
    other = given.client("Brightwater")
    jo = given.contact(client, "Jo", email="jo@acme.example")
    given.contact(other, "Bo")
    given.task(client, "send offer", due_on=None)
    held = given.meeting(client, on=date(2026, 11, 19), status="held")
    planned = given.meeting(client, on=date(2026, 11, 30))
    given.meeting(other, on=date(2026, 11, 30))
    given.answer(held, "goal", "more")
    given.remark(client, "personal", "sails", on=date(2026, 11, 19), meeting_id=held)
    need = given.need(client, "a shop", meeting_id=held)
    with given.change() as change:
        change.add("need_move", client_id=client, need_id=need, status="open", moved_on=date(2026, 1, 1))
        change.add("meeting_contact", meeting_id=planned, contact_id=jo)
        days = {"until_on": date(2026, 12, 1), "set_on": date(2026, 11, 1)}
        change.add("snooze", client_id=client, kind="need", record_id=need, **days)
    run("book", "check")
    raw(book_path, statement)

    data = run("book", "check", "--json", exit_code=6).data

    found = [finding for finding in data["findings"] if finding["kind"] == kind]
    assert found, data["findings"]
    assert any(words in one["what"] for one in found)
    assert all(one["remedy"] and "{" not in one["remedy"] for one in found)
    assert words in run("book", "check", exit_code=6).out


def test_a_touch_of_today_is_no_problem(given: Given, run: Run) -> None:
    given.client("Acme", last_touch=date(2026, 11, 20))

    run("book", "check")
    run("book", "check", exit_code=6, today="2026-11-19")


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE standing SET anchor_on = '2020-01-01'", "standing"),
        ("DELETE FROM standing", "standing"),
        ("DELETE FROM search", "search"),
        ("INSERT INTO search (rowid, body) VALUES (400000, 'ghost')", "search"),
        ("UPDATE search SET body = 'something else'", "search"),
        ("DROP TRIGGER journal_client_update", "trigger"),
        ("DROP TRIGGER standing_task_insert", "trigger"),
    ],
)
def test_derived_parts_out_of_step_are_found_and_repaired(
    given: Given, run: Run, book_path: Path, statement: str, kind: str
) -> None:
    given.client("Acme", last_touch=date(2026, 11, 1), notes="likes Weißwein")
    raw(book_path, statement)
    records = given.value("SELECT group_concat(name || notes) FROM client")

    assert kind in [finding["kind"] for finding in run("book", "check", "--json", exit_code=6).data["findings"]]
    assert run("book", "check", "--repair", "--json").data["repaired"] == [kind]

    assert run("book", "check").out.startswith("The book is fine.")
    assert given.value("SELECT group_concat(name || notes) FROM client") == records


def test_a_repair_touches_no_record_and_makes_no_operation(given: Given, run: Run, book_path: Path) -> None:
    given.client("Acme", last_touch=date(2026, 11, 1))
    raw(book_path, "UPDATE touchpoint SET happened_on = '2026-12-24'")
    operations = given.value("SELECT count(*) FROM operation")

    ran = run("book", "check", "--repair", exit_code=6)

    assert "2026-12-24" in ran.out
    assert given.value("SELECT count(*) FROM operation") == operations


def test_near_duplicates_are_only_reported(given: Given, run: Run) -> None:
    given.client("Brightwater Media")
    given.client("Brightwater Medias")
    given.client("[/b]\x1b[31m")
    with given.change() as change:
        for tag in ("retail", "retails"):
            change.add("tag", name=tag, name_key=tag)

    ran = run("book", "check")

    assert ran.out.startswith("The book is fine.\nhint: brightwater-media (Brightwater Media)")
    assert "hint: retail: is written nearly like retails" in ran.out
    assert "\x1b" not in ran.out


def test_check_without_a_book_says_so(run: Run) -> None:
    assert "no book yet" in run("book", "check", "--repair").err


def test_an_older_copy_is_brought_to_the_present_format(
    given: Given, run: Run, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgraded: list[Path] = []
    newer = SCHEMA_VERSION + 1

    def upgrade(path: Path, **_moments: Any) -> None:
        upgraded.append(path)
        raw(path, f"PRAGMA user_version = {newer}")

    given.client("Acme")
    run("book", "backup")
    monkeypatch.setattr("clienttrack.book.SCHEMA_VERSION", newer)
    monkeypatch.setattr("clienttrack.migrations.upgrade", upgrade)

    data = run("book", "restore", "--yes", "--json").data

    assert data["upgraded"] is True
    assert upgraded[-1] != book_path
    with closing(sqlite3.connect(book_path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == newer


INDEX = "ix_client_name_key"
UNINDEXED = (
    "PRAGMA writable_schema = ON",
    f"UPDATE sqlite_master SET sql = 'CREATE INDEX {INDEX} ON client (handle)' WHERE name = '{INDEX}'",
)


def test_a_book_that_opens_but_is_broken_inside_is_called_damaged(given: Given, run: Run, book_path: Path) -> None:
    given.client("Old Acme Ltd")
    run("book", "backup")
    given.client("New")
    raw(book_path, *UNINDEXED)

    ran = run("book", "check", "--json", exit_code=7)
    assert {finding["kind"] for finding in ran.data["findings"]} == {"damaged"}
    assert ran.data["completeness"] is None
    assert "damaged" in run("book", "check", "--repair", exit_code=7).out

    data = run("book", "restore", "--yes", "--json").data
    assert names(book_path) == ["Old Acme Ltd"]
    assert "damaged" in data["kept"]


def test_a_copy_that_is_broken_inside_or_holds_no_tables_is_refused(
    given: Given, run: Run, book_path: Path, tmp_path: Path
) -> None:
    given.client("Acme Ltd")
    broken, empty = tmp_path / "broken.db", tmp_path / "hollow.db"
    run("book", "backup", str(broken))
    raw(broken, *UNINDEXED)
    raw(
        empty, "CREATE TABLE other (id INTEGER)", f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 1"
    )

    assert "broken.db' is damaged" in run("book", "restore", str(broken), "--yes", exit_code=7).err
    assert "tables are missing" in run("book", "restore", str(empty), "--yes", exit_code=7).err
    assert names(book_path) == ["Acme Ltd"]


def test_without_a_book_there_is_nothing_to_back_up(run: Run, book_path: Path) -> None:
    assert "no book yet" in run("book", "backup").err
    assert not backups.folder_of(book_path).exists()


def test_a_repair_that_fails_leaves_the_book_as_it_was(
    given: Given, run: Run, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_connection: object) -> None:
        raise DiskFull(book_path)

    given.client("Acme")
    raw(book_path, "DELETE FROM standing")
    monkeypatch.setattr("clienttrack.search.rebuild", full)

    run("book", "check", "--repair", exit_code=7)

    assert given.value("SELECT count(*) FROM standing") == 0


def test_a_new_book_says_what_comes_next(run: Run) -> None:
    assert "clienttrack client add" in run("init").out


def test_a_restore_works_with_relative_paths(
    given: Given, run: Run, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.client("Old")
    monkeypatch.chdir(book_path.parent)
    run("--db", "book.db", "book", "backup", "copy.db")
    given.client("New")

    run("--db", "book.db", "book", "restore", "copy.db", "--yes")

    assert names(book_path) == ["Old"]
    assert {path.name for path in book_path.parent.iterdir()} == {"home", "book.db", "copy.db", "book.db.backups"}


def _restore_beside_writers(given: Given, book_path: Path, rounds: int) -> None:
    """Restore while others log; what they reported as saved must be in the book or in the copy of the one before."""
    given.client("Acme")
    copy = book_path.with_name("copy.db")
    backups.take(book_path, now=NOW, keep=10, to=copy)
    program = [sys.executable, "-m", "clienttrack"]
    for number in range(rounds):
        texts = [f"promise {number} {writer}" for writer in range(3)]
        children = [
            subprocess.Popen([*program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for words in (
                ["book", "restore", str(copy), "--yes"],
                *(["log", "acme", text] for text in texts),
            )
        ]
        assert [child.wait(60) for child in children] == [0] * 4
        found = {
            str(row) for path in (book_path, *backups.existing(book_path)) for row in content_of(path)["touchpoint"]
        }
        assert [text for text in texts if not any(text in row for row in found)] == []


def test_a_restore_loses_nothing_that_others_record_meanwhile(given: Given, book_path: Path) -> None:
    _restore_beside_writers(given, book_path, 2)


@pytest.mark.soak
def test_a_restore_loses_nothing_in_fifty_rounds(given: Given, book_path: Path) -> None:
    _restore_beside_writers(given, book_path, 50)


def test_the_book_is_locked_from_before_its_copy_is_taken(given: Given, book_path: Path) -> None:
    given.client("Acme")
    fresh = book_path.with_name("fresh.db")
    backups.take(book_path, now=NOW, keep=10, to=fresh)

    def back_up() -> Path:
        with closing(sqlite3.connect(book_path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
        return fresh

    assert files.pour_into(fresh, book_path, print, back_up) == fresh
    given.client("Beta")


def test_a_book_without_a_log_is_restored_over(given: Given, run: Run, book_path: Path) -> None:
    given.client("Old")
    run("book", "backup")
    given.client("New")
    raw(book_path, "PRAGMA journal_mode = DELETE")
    run("book", "restore", "--yes")
    assert names(book_path) == ["Old"]

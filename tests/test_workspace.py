"""One run: its day, its book, its questions and its editor."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest

from clienttrack import book
from clienttrack import drafts as kept
from clienttrack.book import SCHEMA_VERSION
from clienttrack.editor import EditorFailed, UnreadableDraft
from clienttrack.errors import NoBookAtPath, NoBookYet, NoTerminal, SaidNo
from clienttrack.settings import BrokenSettings
from clienttrack.slices.mappings.files import own_folder
from clienttrack.workspace import (
    BookFromOlderVersion,
    Workspace,
    default_folder,
    default_settings_path,
)
from tests.conftest import TODAY, Given, Run
from tests.disasters import content_of, workspace_at

# The day


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 11, 20, 23, 50, tzinfo=UTC), "UTC", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 0, 10, tzinfo=UTC), "UTC", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 50, tzinfo=UTC), "Asia/Shanghai", date(2026, 11, 21)),
        (datetime(2026, 11, 20, 0, 10, tzinfo=UTC), "America/New_York", date(2026, 11, 19)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 26)),
    ],
)
def test_the_day_is_that_of_the_settings_time_zone(moment: datetime, zone: str, day: date, tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(f'timezone = "{zone}"\n', encoding="utf-8")
    workspace = Workspace()
    workspace.now = moment
    workspace.settle(settings_path=settings)
    assert workspace.today == day
    assert workspace.local(moment).date() == day


def test_the_day_can_be_pretended_and_the_moment_stays_real(given: Given) -> None:
    workspace = workspace_at(given.path)
    assert workspace.today == TODAY
    assert abs(datetime.now(UTC) - workspace.now) < timedelta(minutes=1)  # noqa: TID251 the real clock is meant
    with workspace.change("add") as change:
        change.add("tag", name="x", name_key="x")
    with given.reading() as reader:
        row = reader.row("SELECT at, today FROM operation")
    assert row is not None
    assert row["today"] == "2026-11-20"
    assert row["at"] == workspace.now.strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.mark.parametrize("words", ["soon", "2026-13-01", "fri or sat"])
def test_a_pretended_day_that_cannot_be_read_is_wrong_usage(words: str, given: Given, run: Run) -> None:
    before = content_of(given.path)
    ran = run("--today", words, "log", "Acme", "talked", "--create", exit_code=2)
    assert words in ran.err
    assert content_of(given.path) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timezone = 7", "'timezone' must be a text"),
        ('timezone = "Mars/Base"', "knows no zone"),
        ("curency = 'EUR'", "unknown key 'curency', meant currency?"),
        ("[due]\nlimit = 0", "between 1 and"),
        ("[due\n", "no TOML"),
        ("due = 1", "must be a table"),
    ],
)
def test_broken_settings_are_named_and_nothing_is_written(
    text: str, said: str, given: Given, run: Run, tmp_path: Path
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(text, encoding="utf-8")
    before = content_of(given.path)
    ran = run("--config", str(settings), "log", "Acme", "talked", "--create", exit_code=2)
    assert said in ran.err
    assert str(settings) in ran.err
    assert content_of(given.path) == before


def test_settings_asked_for_by_name_must_be_there(given: Given, tmp_path: Path) -> None:
    with pytest.raises(BrokenSettings, match="no such file"):
        _ = workspace_at(given.path, settings=tmp_path / "none.toml").settings
    assert workspace_at(given.path).settings.due.limit == 50


# The book


def test_reading_makes_no_book(book_path: Path) -> None:
    with pytest.raises(NoBookYet), workspace_at(book_path).read():
        pass
    assert not book_path.exists()


@pytest.mark.parametrize("words", [("due",), ("show", "acme"), ("book", "backup")])
def test_where_the_path_was_told_the_notice_names_what_makes_a_book_there(
    words: tuple[str, ...], run: Run, book_path: Path
) -> None:
    told = run("--db", str(book_path), *words).err
    assert f"`clienttrack --db '{book_path}' init`" in told
    assert "client add" in run(*words).err
    run("--db", str(book_path), "init")
    run("--db", str(book_path), "due")


def test_a_dry_run_without_a_book_works_and_leaves_none(book_path: Path) -> None:
    with workspace_at(book_path).change("import", dry_run=True) as change:
        change.add("tag", name="x", name_key="x")
        assert change.changed
    assert list(book_path.parent.glob("book*")) == []


def test_a_dry_run_at_a_path_given_with_db_makes_none_either(book_path: Path) -> None:
    with pytest.raises(NoBookAtPath), workspace_at(book_path, told=True).change("log", dry_run=True):
        pass
    with workspace_at(book_path, told=True).change("import", dry_run=True, creates=True):
        pass
    assert not book_path.exists()


def test_a_command_that_may_make_a_book_makes_it_at_a_path_given_with_db(book_path: Path) -> None:
    with workspace_at(book_path, told=True).change("import", creates=True) as change:
        change.add("tag", name="x", name_key="x")
    assert len(content_of(book_path)["tag"]) == 1


def test_a_dry_run_never_steps_a_book_up(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clienttrack.workspace.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(BookFromOlderVersion), workspace_at(given.path).change("import", dry_run=True):
        pass


def test_history_older_than_the_settings_say_is_forgotten(given: Given, tmp_path: Path) -> None:
    acme = given.client("Acme")
    settings = tmp_path / "config.toml"
    settings.write_text("[history]\ndays = 30\n", encoding="utf-8")
    workspace = workspace_at(given.path, settings=settings)
    workspace.now = datetime(2027, 6, 1, tzinfo=UTC)
    with workspace.change("rename") as change:
        change.amend("client", acme, name="Zenith")
    assert [row[2] for row in content_of(given.path)["operation"]] == ["rename"]
    assert given.value("SELECT name FROM client") == "Zenith"


# Questions


def test_a_question_without_a_terminal_is_wrong_usage(given: Given) -> None:
    workspace = workspace_at(given.path)
    for ask in (
        lambda: workspace.ask("Which one?", instead="--this"),
        lambda: workspace.confirm("Really?"),
        lambda: workspace.compose("draft", instead="TEXT"),
    ):
        with pytest.raises(NoTerminal) as caught:
            ask()
        assert caught.value.exit_code == 2


def test_yes_answers_every_confirmation(given: Given) -> None:
    workspace = workspace_at(given.path)
    workspace.yes = True
    workspace.confirm("Really?")


ASKING = """
import sys
from clienttrack.errors import ClientTrackError
from clienttrack.workspace import Workspace
try:
    {question}
    print("went on")
except ClientTrackError as error:
    print(type(error).__name__, int(error.exit_code), error)
"""


def _asked(question: str, **environment: str) -> Any:
    script = ASKING.format(question=question)
    return pexpect.spawn(
        sys.executable, ["-c", script], encoding="utf-8", timeout=20, env={**os.environ, **environment}, echo=False
    )


@pytest.mark.parametrize(
    ("answer", "said"), [("y", "went on"), ("YES", "went on"), ("n", "SaidNo 1"), ("", "SaidNo 1")]
)
def test_a_confirmation_is_no_unless_it_is_yes(answer: str, said: str) -> None:
    with closing(_asked("Workspace().confirm('Really?')")) as child:
        child.expect("Really\\? \\[y/N\\] ")
        child.sendline(answer)
        child.expect(said)


def test_the_end_of_input_is_no() -> None:
    assert SaidNo.exit_code == 1
    with closing(_asked("Workspace().confirm('Really?')")) as child:
        child.expect("Really")
        child.sendeof()
        child.expect("SaidNo 1 Nothing was changed")


INTERRUPTED = """
import os, signal
from pathlib import Path
from tests.disasters import workspace_at
workspace = workspace_at(Path({path!r}))
for name in ("first", "second")[{start}:]:
    with workspace.change("add") as change:
        change.add("tag", name=name, name_key=name)
        if name == "second":
            os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.parametrize(("start", "error"), [(0, "KeyboardInterrupt"), (1, "clienttrack.errors.Interrupted")])
def test_an_interrupted_run_says_that_nothing_was_written_only_where_that_is_so(
    start: int, error: str, given: Given
) -> None:
    script = INTERRUPTED.format(path=str(given.path), start=start)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stderr.splitlines()[-1].partition(":")[0] == error
    assert given.value("SELECT count(*) FROM tag") == 1 - start


# The editor


def _editor(folder: Path, body: str) -> str:
    path = folder / "my editor.py"
    path.write_text(f"import os, signal, sys, pathlib\nfile = pathlib.Path(sys.argv[1])\n{body}\n", encoding="utf-8")
    return f"'{sys.executable}' '{path}'"


def _drafts(folder: Path) -> list[Path]:
    return sorted(folder.glob("clienttrack-*"))


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """Where drafts are kept in this test."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    return folder


COMPOSE = "print(repr(Workspace().compose('draft', instead='TEXT')))"


def test_what_the_editor_saves_is_the_text(tmp_path: Path, drafts: Path) -> None:
    editor = _editor(tmp_path, "file.write_text(file.read_text() + ' and 华为', encoding='utf-8')")
    with closing(_asked(COMPOSE, EDITOR=editor, TMPDIR=str(drafts))) as child:
        child.expect_exact(r"'\n\n and 华为'")
        child.expect("went on")


BROKEN_EDITORS: list[tuple[str, type[Exception]]] = [
    ("file.write_text('typed'); sys.exit(1)", EditorFailed),
    ("file.write_text('typed'); os.kill(os.getpid(), signal.SIGKILL)", EditorFailed),
    ("file.write_bytes(b'typed caf\\xe9')", UnreadableDraft),
]


@pytest.mark.parametrize(("body", "error"), BROKEN_EDITORS)
def test_what_was_typed_is_kept_when_the_editor_fails(
    body: str, error: type[Exception], tmp_path: Path, drafts: Path
) -> None:
    with closing(_asked(COMPOSE, EDITOR=_editor(tmp_path, body), TMPDIR=str(drafts))) as child:
        child.expect(f"{error.__name__} 2 ")
        told = child.read()
    (kept,) = _drafts(drafts)
    assert kept.read_bytes().startswith(b"typed")
    assert str(kept) in told.replace("\r\n", "")


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("no-such-editor-anywhere", "EditorNotFound 2 The editor 'no-such-editor-anywhere' was not found."),
        ("'unbalanced", "EditorFailed 2 The editor ''unbalanced' failed. Nothing was typed; set $EDITOR"),
        ("false", "EditorFailed 2 The editor 'false' failed. Nothing was typed; set $EDITOR"),
    ],
)
def test_an_editor_that_cannot_be_started_is_said_and_leaves_no_draft(editor: str, said: str, drafts: Path) -> None:
    with closing(_asked(COMPOSE, EDITOR=editor, TMPDIR=str(drafts))) as child:
        child.expect_exact(said)
        child.read()
    assert _drafts(drafts) == []


def test_ctrl_c_is_the_editors_own_while_it_is_open(tmp_path: Path, drafts: Path) -> None:
    body = (
        "import time\nsignal.signal(signal.SIGINT, lambda *_: file.write_text('typed after ^C'))\n"
        "print('here', flush=True)\nwhile 'typed' not in file.read_text(): time.sleep(0.02)"
    )
    with closing(_asked(COMPOSE, EDITOR=_editor(tmp_path, body), TMPDIR=str(drafts))) as child:
        child.expect("here")
        child.sendintr()
        child.expect("'typed after")
        child.expect("went on")


def test_an_editor_that_ctrl_c_ends_leaves_what_it_has_saved(tmp_path: Path, drafts: Path) -> None:
    body = (
        "import time\nfile.write_text('typed'); signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "print('here', flush=True)\ntime.sleep(20)"
    )
    with closing(_asked(COMPOSE, EDITOR=_editor(tmp_path, body), TMPDIR=str(drafts))) as child:
        child.expect("here")
        child.sendintr()
        child.read()
    (kept,) = _drafts(drafts)
    assert kept.read_text(encoding="utf-8") == "typed"


@pytest.mark.parametrize("body", ["file.unlink()", "file.unlink(); file.mkdir(); (file / 'x').write_text('typed')"])
def test_an_editor_that_leaves_no_file_says_so(body: str, tmp_path: Path, drafts: Path) -> None:
    with closing(_asked(COMPOSE, EDITOR=_editor(tmp_path, body), TMPDIR=str(drafts))) as child:
        child.expect_exact("NotSaved 2 The editor has left ")
        told = child.read()
    assert str(drafts / "clienttrack-") in told.replace("\r\n", "")


def test_visual_wins_over_editor(tmp_path: Path, drafts: Path) -> None:
    editor = _editor(tmp_path, "file.write_text('by visual')")
    with closing(_asked(COMPOSE, VISUAL=editor, EDITOR="false", TMPDIR=str(drafts))) as child:
        child.expect("by visual")


def test_a_draft_is_private(tmp_path: Path, drafts: Path) -> None:
    editor = _editor(tmp_path, "file.write_text(oct(file.stat().st_mode & 0o777))")
    with closing(_asked(COMPOSE, EDITOR=editor, TMPDIR=str(drafts))) as child:
        child.expect("'0o600'")


def _log_with(editor: str, drafts: Path) -> tuple[str, int]:
    words = ["-m", "clienttrack", "log", "acme"]
    environment = {**os.environ, "EDITOR": editor, "TMPDIR": str(drafts), "COLUMNS": "500"}
    with closing(pexpect.spawn(sys.executable, words, encoding="utf-8", timeout=20, env=environment)) as child:
        told = str(child.read())
    return told, int(child.exitstatus)


def test_what_was_typed_goes_when_it_has_been_written(given: Given, tmp_path: Path, drafts: Path) -> None:
    given.client("Acme")
    told, code = _log_with(_editor(tmp_path, "file.write_text('talked at length')"), drafts)
    assert code == 0, told
    assert given.value("SELECT text FROM touchpoint") == "talked at length"
    assert _drafts(drafts) == []


def test_what_was_typed_is_kept_when_the_write_fails(given: Given, tmp_path: Path, drafts: Path) -> None:
    given.client("Acme")
    meanwhile = f"import sqlite3; sqlite3.connect({str(given.path)!r}).execute('PRAGMA user_version = 99')"
    told, code = _log_with(_editor(tmp_path, f"file.write_text('talked at length'); {meanwhile}"), drafts)
    assert code == 7, told
    (kept,) = _drafts(drafts)
    assert kept.read_text(encoding="utf-8") == "talked at length"
    assert f"What was typed is kept in '{kept}'." in told


def test_a_first_command_that_fails_leaves_no_book_behind(run: Run, book_path: Path) -> None:
    run("log", "nobody", "talked", exit_code=3)
    assert list(book_path.parent.glob("book.db*")) == []
    run("client", "add", "Acme")
    assert book_path.exists()


@pytest.mark.parametrize("times", [1, 1000])
def test_a_book_that_is_replaced_while_it_is_opened_is_opened_again_for_ten_seconds(
    times: int, given: Given, run: Run, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = book.open_for_writing
    numbers = iter(range(times))

    def replaced_meanwhile(path: Path, notice: book.Speaker) -> sqlite3.Connection:
        connection = opened(path, notice)
        if next(numbers, None) is not None:
            copy = path.with_name("copy.db")
            shutil.copy(path, copy)
            copy.replace(path)
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(book, "GIVE_UP_AFTER", 0.5)
        patched.setattr(book, "open_for_writing", replaced_meanwhile)
        ran = run("client", "add", "Acme", exit_code=0 if times == 1 else 7)
    assert ("replaced" in ran.err) is (times > 1)
    assert given.value("SELECT count(*) FROM client") == (1 if times == 1 else 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the page names the places on Linux")
def test_the_page_names_where_book_and_settings_lie(home: Path) -> None:
    page = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for place in (default_folder() / "book.db", default_settings_path()):
        assert f"`~/{place.relative_to(home).as_posix()}`" in page
    assert f"the folder `{own_folder(default_settings_path()).name}` beside the settings" in page


@pytest.mark.parametrize("typed", ["", "\nmore"])
def test_ctrl_c_over_a_form_keeps_it_only_where_something_was_typed(typed: str, tmp_path: Path) -> None:
    path = kept.begin(tmp_path / "drafts", "acme", b"form")
    kept.note(path, {"whom": "acme"})
    with path.open("a", encoding="utf-8") as file:
        file.write(typed)
    workspace = workspace_at(tmp_path / "book.db")
    with pytest.raises(KeyboardInterrupt), workspace.keeping(path, begun=b"form", how_to_go_on=""):
        raise KeyboardInterrupt
    assert path.exists() == bool(typed)
    assert (workspace.draft == path) == bool(typed)

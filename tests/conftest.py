"""The world every test starts from: an empty folder, a fresh book on request, and the program itself."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from clienttrack import book, cli, drafts, founding
from clienttrack.names import fold, handle_from

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run write the pages anew instead of comparing them."""
    parser.addoption("--write-pages", action="store_true", help="write the output of the commands into the pages")


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated book for the whole session, to be copied."""
    path = tmp_path_factory.mktemp("template") / "book.db"
    founding.create(path, today=TODAY, now=NOW)
    return path


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """Let child processes hear Ctrl-C where the suite itself was started deaf to it, as in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test off the real home folder, book, settings, editor and clock's day."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in list(os.environ):
        if name.startswith(("CLIENTTRACK", "_CLIENTTRACK", "XDG_")) or name in {"NO_COLOR", "VISUAL", "COLUMNS"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("CLIENTTRACK_DB", str(tmp_path / "book.db"))
    monkeypatch.setenv("CLIENTTRACK_TODAY", TODAY.isoformat())
    return folder


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    """Where this test's book lies, or will lie."""
    return tmp_path / "book.db"


def _quiet(_words: str) -> None:
    """Say nothing."""


class Given:
    """Builds the world of a test in plain rows; every method gives the number of what it made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.drafts = drafts.folder_of(path)

    @contextmanager
    def change(self, words: str = "given", *, today: date = TODAY) -> Iterator[book.Change]:
        """Change the book directly, as one operation."""
        with book.changing(self.path, words, today=today, now=NOW, notice=_quiet) as change:
            yield change

    @contextmanager
    def reading(self) -> Iterator[book.Reader]:
        """Read the book directly."""
        with book.reading(self.path, _quiet) as reader:
            yield reader

    def value(self, sql: str, **values: Any) -> Any:
        """Give the first column of the first row."""
        with self.reading() as reader:
            return reader.value(sql, **values)

    def client(
        self,
        name: str,
        *,
        handle: str | None = None,
        tier: str | None = None,
        last_touch: date | None = None,
        **fields: Any,
    ) -> int:
        """Add a client, added on 2026-01-01 unless told, with one call on ``last_touch``."""
        values = {"kind": "organisation", "added_on": date(2026, 1, 1), **fields}
        with self.change() as change:
            tier_id = change.value("SELECT id FROM tier WHERE name = :tier", tier=tier)
            client_id = change.add(
                "client", handle=handle or handle_from(name), name=name, name_key=fold(name), tier_id=tier_id, **values
            )
        if last_touch is not None:
            self.touchpoint(client_id, on=last_touch)
        return client_id

    def touchpoint(self, client_id: int, *, on: date, kind: str = "call", text: str = "talked") -> int:
        """Add a touchpoint."""
        with self.change() as change:
            return change.add("touchpoint", client_id=client_id, kind=kind, happened_on=on, text=text)

    def contact(
        self, client_id: int, name: str, *, email: str | None = None, phone: str | None = None, **fields: Any
    ) -> int:
        """Add a contact with an e-mail address or a phone number in E.164."""
        with self.change() as change:
            values = {"added_on": date(2026, 1, 1), **fields}
            contact_id = change.add("contact", client_id=client_id, name=name, name_key=fold(name), **values)
            for kind, value in (("email", email), ("phone", phone)):
                if value is not None:
                    change.add(
                        "address",
                        client_id=client_id,
                        contact_id=contact_id,
                        kind=kind,
                        value=value,
                        shown=value,
                        value_key=fold(value),
                        valid=1,
                    )
            return contact_id

    def task(self, client_id: int, text: str, *, due_on: date | None, side: str = "ours", **fields: Any) -> int:
        """Add an open promise."""
        values = {"status": "open", "added_on": date(2026, 1, 1), **fields}
        with self.change() as change:
            return change.add("task", client_id=client_id, text=text, due_on=due_on, side=side, **values)

    def meeting(self, client_id: int, *, on: date, status: str = "planned", **fields: Any) -> int:
        """Add a meeting, planned for a day and held or cancelled on it if told so."""
        over = {"held": {"held_on": on}, "cancelled": {"cancelled_on": on}}.get(status, {})
        values = {"planned_on": on, "added_on": date(2026, 1, 1), **over, **fields}
        with self.change() as change:
            return change.add("meeting", client_id=client_id, status=status, **values)

    def answer(self, meeting_id: int, field: str | None, text: str, **fields: Any) -> int:
        """Add an answer of a meeting that was held."""
        with self.change() as change:
            meeting = change.row("SELECT client_id, held_on FROM meeting WHERE id = :id", id=meeting_id)
            assert meeting is not None
            values = {"client_id": meeting["client_id"], "answered_on": meeting["held_on"], "question": field, **fields}
            return change.add("answer", meeting_id=meeting_id, field=field, text=text, **values)

    def need(
        self, client_id: int, text: str, *, status: str = "open", on: date = date(2026, 1, 1), **fields: Any
    ) -> int:
        """Add a need that has its status since a day."""
        values = {"origin": "stated", "priority": "normal", "added_on": date(2026, 1, 1), **fields}
        with self.change() as change:
            return change.add("need", client_id=client_id, text=text, status=status, status_on=on, **values)

    def remark(self, client_id: int, kind: str, text: str, *, on: date, **fields: Any) -> int:
        """Add a quote, a risk or something personal."""
        with self.change() as change:
            return change.add("remark", client_id=client_id, kind=kind, text=text, said_on=on, **fields)

    def payment(self, client_id: int, amount: int, *, on: date, currency: str = "EUR", **fields: Any) -> int:
        """Add a payment in minor units."""
        values = {"currency": currency, "added_on": date(2026, 1, 1), **fields}
        with self.change() as change:
            return change.add("payment", client_id=client_id, amount=amount, paid_on=on, **values)

    def rating(self, client_id: int, factor: str, rating: int, *, on: date = date(2026, 1, 1)) -> int:
        """Rate a client from 1 to 5."""
        with self.change() as change:
            return change.add("rating", client_id=client_id, factor=factor, rating=rating, rated_on=on)


@pytest.fixture
def given(empty_book: Path, book_path: Path) -> Given:
    """An empty book of this test and the means to fill it."""
    shutil.copy(empty_book, book_path)
    return Given(book_path)


@dataclass(frozen=True)
class Ran:
    """What one run of the program answered."""

    exit_code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The data of the JSON envelope."""
        return json.loads(self.out)["data"]


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program in this process: ``run("due", "--json", exit_code=0, today="2026-11-20", stdin="…")``."""

    def run_program(*arguments: str, exit_code: int | None = 0, today: str | None = None, stdin: str = "") -> Ran:
        if today is not None:
            monkeypatch.setenv("CLIENTTRACK_TODAY", today)
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.run(list(arguments))
        ran = Ran(int(code), out.getvalue(), err.getvalue())
        if exit_code is not None:
            assert ran.exit_code == exit_code, f"{arguments} ended with {ran.exit_code}\n{ran.out}\n{ran.err}"
        assert "Traceback" not in ran.err
        return ran

    return run_program


@pytest.fixture
def own_templates(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of templates, beside a settings file that is empty."""
    settings = home / "config" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("")
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    folder = settings.parent / "templates"
    (folder / "en").mkdir(parents=True)
    (folder / "zh").mkdir()
    return folder


@pytest.fixture
def process() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the program as a real process with the environment of this test."""

    def run_process(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "clienttrack", *arguments],
            check=False,
            **{"capture_output": True, "text": True, "timeout": 60, "input": "", **options},
        )

    return run_process

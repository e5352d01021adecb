"""What one run works with: the book's path, the moment, the settings and the screen."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import NoReturn, TypeVar

from clienttrack import book, dates, drafts, storage
from clienttrack.book import SCHEMA_VERSION, Change, Reader
from clienttrack.errors import (
    Interrupted,
    NoBookAtPath,
    NoBookYet,
    NoTerminal,
    SaidNo,
    UsageProblem,
)
from clienttrack.screen import Format, Render, Screen, quoted, shortened
from clienttrack.settings import Settings, load

Shown = TypeVar("Shown")


class UnreadableZone(UsageProblem):
    """The environment names a time zone that no day can be told in."""

    def __init__(self) -> None:
        zone = shortened(os.environ.get("TZ", ""), 60)
        super().__init__(f"The time zone in TZ, '{zone}', cannot be read. Set TZ to a zone such as Europe/Paris.")


class NoFileNamed(UsageProblem):
    """The path of the book is empty or the folder one stands in."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' names no file for the book. Write its whole path after --db, or leave --db out.")


class BookFromOlderVersion(UsageProblem):
    """A dry run never migrates."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The book '{path}' is of an older format and a dry run changes nothing. Run `clienttrack due` once."
        )


def default_folder() -> Path:
    """Give the user's own data folder for clienttrack."""
    from platformdirs import user_data_path

    return user_data_path("clienttrack", appauthor=False)


def default_settings_path() -> Path:
    """Give the place of the user's settings file."""
    from platformdirs import user_config_path

    return user_config_path("clienttrack", appauthor=False) / "config.toml"


class Workspace:
    """One run: where the book is, which day it is, how to answer."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)  # noqa: TID251 the one place that reads the clock
        self.screen = Screen(color=True)
        self.draft: Path | None = None
        self.how_to_go_on = ""
        self._written = False
        self.settle()

    def settle(
        self,
        *,
        book_path: Path | None = None,
        book_path_told: bool = False,
        settings_path: Path | None = None,
        today_words: str | None = None,
        color: bool = True,
        yes: bool = False,
    ) -> None:
        """Take the global options; ``book_path_told`` is true when the path came from ``--db`` itself."""
        if book_path is not None and not book_path.name:
            raise NoFileNamed(book_path)
        self._book_path = book_path
        self._book_path_told = book_path_told
        self._settings_path = settings_path
        self._today_words = today_words
        self.screen.color = color
        self.yes = yes

    @cached_property
    def book_path(self) -> Path:
        """Where the book lies, or would lie."""
        return self._book_path or default_folder() / "book.db"

    @property
    def book_is_there(self) -> bool:
        """Whether there is a book to open; an empty file is none yet."""
        return storage.is_there(self.book_path)

    @property
    def told_book_path(self) -> Path | None:
        """The path given with ``--db`` itself, not by the environment."""
        return self._book_path if self._book_path_told else None

    @cached_property
    def settings_path(self) -> Path:
        """Where the settings lie, or would lie."""
        return self._settings_path or default_settings_path()

    @cached_property
    def settings(self) -> Settings:
        """The settings of this run."""
        return load(self.settings_path, required=self._settings_path is not None)

    @cached_property
    def today(self) -> date:
        """The day of this run, in the settings' time zone or the system's, unless pretended."""
        real = self.local(self.now).date()
        if self._today_words is None:
            return real
        return dates.read_day(self._today_words, today=real, direction=dates.DayDirection.PAST)

    def local(self, moment: datetime) -> datetime:
        """Turn a stored moment into the wall clock of the settings' time zone, else the system's."""
        if self.settings.timezone:
            from zoneinfo import ZoneInfo

            return moment.astimezone(ZoneInfo(self.settings.timezone))
        try:
            return moment.astimezone()
        except (ValueError, OverflowError) as error:
            raise UnreadableZone from error

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Give one consistent view of the book; raises ``NoBookYet`` where none is."""
        _ = self.today
        if not self.book_is_there:
            raise NoBookYet(self.book_path, told=self._book_path_told)
        self._bring_up_to_date()
        with book.reading(self.book_path, self.screen.notice) as reader:
            yield reader

    @contextmanager
    def change(
        self, words: str, *, models: bool = False, dry_run: bool = False, creates: bool = False
    ) -> Iterator[Change]:
        """Carry out one command as one transaction; ``words`` name it in the history.

        ``creates`` allows a new book at a path given with ``--db``. ``dry_run`` rolls back and leaves nothing.
        """
        today = self.today
        with self._writable_book(dry_run=dry_run, creates=creates) as path:
            opened = book.changing(
                path,
                words,
                today=today,
                now=self.now,
                notice=self.screen.notice,
                models=models,
                dry_run=dry_run,
            )
            with opened as change:
                try:
                    yield change
                    from clienttrack import journal

                    journal.prune(change, self.settings.history.days)
                except KeyboardInterrupt:
                    self._interrupt()
            self._written |= not dry_run

    def make_book(self) -> bool:
        """Make an empty book where none is, and tell whether one was made."""
        if self.book_is_there:
            return False
        with self._new_book(empty=True) as path:
            return path != self.book_path

    @contextmanager
    def _new_book(self, *, empty: bool = False) -> Iterator[Path]:
        from clienttrack import founding

        notice = self.screen.notice
        with founding.new_book(self.book_path, today=self.today, now=self.now, notice=notice, empty=empty) as path:
            yield path

    @contextmanager
    def _writable_book(self, *, dry_run: bool, creates: bool) -> Iterator[Path]:
        if self.book_is_there:
            if not dry_run:
                self._bring_up_to_date()
            elif self._format_version() < SCHEMA_VERSION:
                raise BookFromOlderVersion(self.book_path)
            yield self.book_path
        elif self._book_path_told and not creates:
            raise NoBookAtPath(self.book_path)
        elif dry_run:
            import tempfile

            from clienttrack import migrations

            with tempfile.TemporaryDirectory(prefix="clienttrack-") as folder:
                path = Path(folder) / "book.db"
                migrations.upgrade(path, today=self.today, now=self.now)
                yield path
        else:
            with self._new_book() as path:
                yield path

    def _format_version(self) -> int:
        connection = book.open_for_reading(self.book_path, self.screen.notice)
        try:
            return book.version_of(connection)
        finally:
            connection.close()

    def _bring_up_to_date(self) -> None:
        if self._format_version() < SCHEMA_VERSION:
            from clienttrack import backups, migrations

            kept = backups.take(self.book_path, now=self.now, keep=self.settings.history.backups)
            self.screen.notice(f"Bringing the book to a new format; the old one is kept as '{kept}'.")
            migrations.upgrade(self.book_path, today=self.today, now=self.now, notice=self.screen.notice)

    def show(
        self,
        value: Shown,
        render: "Render[Shown]",
        *,
        lines: Sequence[object] | None = None,
        ids: str = "ref",
        line_type: type | None = None,
    ) -> None:
        """Answer with ``value``: drawn by ``render``, as JSON, or its ``lines`` as CSV or ids."""
        if self.screen.format is Format.JSON:
            self.screen.json(self.today, value)
        elif self.screen.format is Format.CSV and lines is not None:
            kind = line_type or (type(lines[0]) if lines else None)
            self.screen.csv(lines, [field.name for field in fields(kind)] if kind else [])
        elif self.screen.format is Format.IDS and lines is not None:
            self.screen.ids(getattr(line, ids) for line in lines)
        else:
            self.screen.draw(render(value))

    def confirm(self, question: str) -> None:
        """Ask yes or no; raises ``SaidNo``, or ``NoTerminal`` when nobody can answer."""
        if self.yes:
            return
        if self.ask(f"{question} [y/N]", instead="--yes").strip().casefold() not in {"y", "yes"}:
            raise SaidNo

    def ask(self, question: str, *, instead: str) -> str:
        """Ask one line of the user on stderr; ``instead`` says what to give when there is no terminal.

        Raises ``NoTerminal``, or ``SaidNo`` at the end of input.
        """
        answer = self.ask_line(question, instead=instead)
        if answer is None:
            raise SaidNo
        return answer

    def ask_line(self, question: str, begun: str = "", *, instead: str) -> str | None:
        """Ask one line, which may stand there as it was ``begun``; ``None`` is the end. Raises ``NoTerminal``."""
        self.check_terminal(question, instead=instead)
        from clienttrack import prompt

        try:
            while (answer := prompt.ask(f"{question} ", begun)) is None:
                self.screen.notice(prompt.NOT_TAKEN)
        except EOFError:
            self.screen.notice("")
            return None
        except KeyboardInterrupt:
            self._interrupt()
        return answer

    def check_terminal(self, question: str, *, instead: str) -> None:
        """Raise ``NoTerminal`` when nobody sits there to answer."""
        if not self.screen.interactive:
            raise NoTerminal(question, instead)

    def _interrupt(self) -> NoReturn:
        """Raise ``Interrupted`` on a line of its own, unless an earlier part of this run stands in the book."""
        if self.screen.interactive:
            self.screen.notice("")
        if self._written:
            raise KeyboardInterrupt
        raise Interrupted(unwritten=True)

    def choose(self, what: str, names: Sequence[str]) -> str:
        """Let the user choose one of several names; raises ``NoTerminal`` when nobody can answer."""
        asked = f"'{shortened(what, 80)}' may be read as {', '.join(names)}. Which?"
        while True:
            word = self.ask(asked, instead=f"--mapping, for example --mapping {names[0]}").strip()
            if word in names:
                return word

    def compose(self, notes: str, *, instead: str) -> str:
        """Let the user write a text in their editor and give it back without the ``notes`` that stood below it.

        Raises ``NoTerminal`` or what the editor's module raises; what was typed is kept.
        """
        self.check_terminal("What should be written?", instead=instead)
        from clienttrack import editor

        path = editor.begun(f"\n{notes}\n")
        text = editor.written(path).replace(notes, "", 1)
        if text.strip():
            self.draft = path
        else:
            path.unlink(missing_ok=True)
        return text

    @contextmanager
    def keeping(self, draft: Path, *, begun: bytes = b"", how_to_go_on: str) -> Iterator[None]:
        """Keep a draft unless the command ends well, or nothing was typed into it.

        ``begun`` is what stood in it from the beginning.
        """
        self.draft, self.how_to_go_on = draft, how_to_go_on
        try:
            yield
        except BaseException:
            if not drafts.says_something(draft, begun):
                self.forget_draft()
            raise

    def forget_draft(self) -> None:
        """Remove what the user has typed; it is kept until the command has ended well."""
        if self.draft is not None:
            drafts.forget(self.draft)
        self.leave_draft()

    def settle_draft(self, written: bytes) -> Path | None:
        """Remove the draft that was written down, unless it says something else by now; then it stays and is given."""
        draft = self.draft
        if draft is None or not drafts.says_something(draft, written):
            self.forget_draft()
            return None
        self.leave_draft()
        return draft

    def command(self, words: str) -> str:
        """Give a command as the user types it, for the book that was told with ``--db``."""
        book = f"--db {quoted(self.told_book_path)} " if self.told_book_path else ""
        return f"`clienttrack {book}{words}`"

    def leave_draft(self) -> None:
        """Let a draft lie, because the user wants to go on with it another time."""
        self.draft, self.how_to_go_on = None, ""

    @contextmanager
    def rehearse(self) -> Iterator[Reader]:
        """Give a view of the book that a later change will find, an empty one where none is."""
        opened = self.read() if self.book_is_there else self.change("rehearsal", dry_run=True)
        with opened as reader:
            yield reader

    def edit_file(self, path: Path) -> None:
        """Open a file in the user's editor and wait; raises ``EditorNotFound``, ``EditorFailed`` or ``NotSaved``."""
        from clienttrack import editor

        editor.edit(path)

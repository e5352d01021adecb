"""What one run works with: the book's path, the moment, the settings and the screen."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import NoReturn, TypeVar

from clienttrack import book, dates
from clienttrack.book import SCHEMA_VERSION, Change, Reader
from clienttrack.errors import Interrupted, NoBookAtPath, NoBookYet, NoTerminal, SaidNo, UsageProblem
from clienttrack.screen import Format, Render, Screen, shortened
from clienttrack.settings import Settings, load

Shown = TypeVar("Shown")


class EditorNotFound(UsageProblem):
    """There is no program of that name."""

    def __init__(self, editor: str) -> None:
        super().__init__(f"The editor '{editor}' was not found. Set $EDITOR to one that is there, for example nano.")


class EditorFailed(UsageProblem):
    """The user's editor ended with an error; what was typed so far is kept."""

    def __init__(self, editor: str, kept: Path | None) -> None:
        typed = f"What was typed is kept in '{kept}'" if kept else "Nothing was typed"
        super().__init__(f"The editor '{editor}' failed. {typed}; set $EDITOR and try again.")


class UnreadableDraft(UsageProblem):
    """What the editor has saved is no UTF-8 text."""

    def __init__(self, kept: Path) -> None:
        super().__init__(f"What the editor saved in '{kept}' cannot be read as UTF-8. It is left there; try again.")


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
        if self.settings.timezone:
            from zoneinfo import ZoneInfo

            real = self.now.astimezone(ZoneInfo(self.settings.timezone)).date()
        else:
            real = self.now.astimezone().date()
        if self._today_words is None:
            return real
        return dates.read_day(self._today_words, today=real, direction=dates.DayDirection.PAST)

    def local(self, moment: datetime) -> datetime:
        """Turn a stored moment into the wall clock of the settings' time zone, else the system's."""
        if self.settings.timezone:
            from zoneinfo import ZoneInfo

            return moment.astimezone(ZoneInfo(self.settings.timezone))
        return moment.astimezone()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Give one consistent view of the book; raises ``NoBookYet`` where none is."""
        _ = self.today
        if not self.book_path.exists():
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

    def make_book(self, *, told: bool = False) -> bool:
        """Make the book where it is missing and tell whether one was made; ``told`` allows it at a ``--db`` path."""
        if self.book_path.exists():
            return False
        if self._book_path_told and not told:
            raise NoBookAtPath(self.book_path)
        from clienttrack import migrations

        with book.storage_errors(self.book_path), book.file_errors(self.book_path):
            self.book_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            migrations.create(self.book_path, today=self.today, now=self.now)
        return True

    @contextmanager
    def _writable_book(self, *, dry_run: bool, creates: bool) -> Iterator[Path]:
        if not dry_run:
            made = self.make_book(told=creates)
            self._bring_up_to_date()
            try:
                yield self.book_path
            finally:
                if made:
                    book.discard_unused(self.book_path)
        elif self.book_path.exists():
            if self._format_version() < SCHEMA_VERSION:
                raise BookFromOlderVersion(self.book_path)
            yield self.book_path
        else:
            import tempfile

            from clienttrack import migrations

            if self._book_path_told and not creates:
                raise NoBookAtPath(self.book_path)
            with tempfile.TemporaryDirectory(prefix="clienttrack-") as folder:
                path = Path(folder) / "book.db"
                migrations.create(path, today=self.today, now=self.now)
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
        """Ask one line of the user on stderr; ``instead`` says what to give when there is no terminal."""
        if not self.screen.interactive:
            raise NoTerminal(question, instead)
        from clienttrack import prompt

        try:
            while (answer := prompt.ask(f"{question} ")) is None:
                self.screen.notice(prompt.NOT_TAKEN)
        except EOFError:
            self.screen.notice("")
            raise SaidNo from None
        except KeyboardInterrupt:
            self._interrupt()
        return answer

    def _interrupt(self) -> NoReturn:
        """Raise ``Interrupted`` on a line of its own, unless an earlier part of this run stands in the book."""
        if self.screen.interactive:
            self.screen.notice("")
        if self._written:
            raise KeyboardInterrupt
        raise Interrupted

    def choose(self, what: str, names: Sequence[str]) -> str:
        """Let the user choose one of several names; raises ``NoTerminal`` when nobody can answer."""
        asked = f"'{shortened(what, 80)}' may be read as {', '.join(names)}. Which?"
        while True:
            word = self.ask(asked, instead=f"--mapping, for example --mapping {names[0]}").strip()
            if word in names:
                return word

    def compose(self, notes: str, *, instead: str) -> str:
        """Let the user write a text in their editor and give it back without the ``notes`` that stood below it.

        Raises ``NoTerminal``, ``EditorNotFound``, ``EditorFailed`` or ``UnreadableDraft``; what was typed is kept.
        """
        if not self.screen.interactive:
            raise NoTerminal("What should be written?", instead)
        import tempfile

        handle, name = tempfile.mkstemp(prefix="clienttrack-", suffix=".md", text=True)
        path = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"\n{notes}\n")
        begun = path.read_bytes()
        try:
            self.edit_file(path)
        finally:
            if path.exists() and path.read_bytes() in {begun, b""}:
                path.unlink()
        if not path.exists():
            return ""
        try:
            text = path.read_text(encoding="utf-8").replace(notes, "", 1)
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableDraft(path) from error
        if text.strip():
            self.draft = path
        else:
            path.unlink()
        return text

    def forget_draft(self) -> None:
        """Remove what the user has typed in the editor; it is kept until the command has ended well."""
        if self.draft is not None:
            self.draft.unlink(missing_ok=True)
            self.draft = None

    def edit_file(self, path: Path) -> None:
        """Open a file in the user's editor and wait; raises ``EditorNotFound`` or ``EditorFailed``."""
        import shlex
        import subprocess

        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        begun = path.read_bytes()
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603 the user's own editor
        except FileNotFoundError as error:
            raise EditorNotFound(editor) from error
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            typed = path.exists() and path.read_bytes() not in {begun, b""}
            raise EditorFailed(editor, path if typed else None) from error

"""The user's own editor, and what it leaves behind."""

import os
from pathlib import Path

from clienttrack.errors import StorageProblem, UsageProblem


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
    """What the editor has saved is no UTF-8 text, or may not be read."""

    def __init__(self, kept: Path) -> None:
        super().__init__(f"What the editor saved in '{kept}' cannot be read as UTF-8. It is left there; try again.")


class DraftNotKept(StorageProblem):
    """There is no place for what the user is about to write."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"No temporary file can be written ({detail}). Free some space and try again.")


class NotSaved(UsageProblem):
    """Where the editor should have saved a file there is none."""

    def __init__(self, path: Path, then: str = "try again") -> None:
        self.path = path
        left, place = ("a folder in the place of", "in it") if path.is_dir() else ("no file at", "under another name")
        super().__init__(
            f"The editor has left {left} '{path}', so nothing was written. "
            f"If what was typed was saved {place}, put it there as a file and {then}."
        )


def begun(text: str) -> Path:
    """Make a temporary file that begins with a text; raises ``DraftNotKept``."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix="clienttrack-", suffix=".md", text=True)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise DraftNotKept(error.strerror or str(error)) from error
    return Path(name)


def edit(path: Path) -> None:
    """Open a file in the user's editor and wait; raises ``EditorNotFound``, ``EditorFailed`` or ``NotSaved``."""
    import shlex
    import signal
    import subprocess

    from clienttrack.interrupts import left_to_others

    told = (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    editor = next(filter(None, told), "vi")
    before = _content(path)
    try:
        with left_to_others():
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603 the user's own editor
    except FileNotFoundError as error:
        raise EditorNotFound(editor) from error
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        _check_saved(path)
        if isinstance(error, subprocess.CalledProcessError) and error.returncode == -signal.SIGINT:
            raise KeyboardInterrupt from error
        raise EditorFailed(editor, None if _content(path) in {before, b""} else path) from error
    _check_saved(path)


def _content(path: Path) -> bytes | None:
    """Give what a file holds, ``None`` where that cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _check_saved(path: Path) -> None:
    if not path.is_file():
        raise NotSaved(path)


def written(path: Path) -> str:
    """Let the user write into a temporary file and give its text; it is removed where nothing was written.

    Raises what ``edit`` raises, or ``UnreadableDraft``.
    """
    before = _content(path)
    try:
        edit(path)
    finally:
        if path.is_file() and _content(path) in {before, b""}:
            path.unlink()
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDraft(path) from error

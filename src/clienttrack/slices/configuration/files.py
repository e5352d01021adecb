"""The settings file on the disk: what stands in it, and how an edit of it is kept or taken over."""

import os
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clienttrack import settings
from clienttrack.errors import UsageProblem
from clienttrack.settings import BrokenSettings, Settings
from clienttrack.slices.configuration import rules


class BrokenEdit(UsageProblem):
    """What was typed is no settings file; it is kept, and the old file stays."""

    def __init__(self, path: Path, kept: Path, why: str) -> None:
        super().__init__(f"{why} What was typed is kept in '{kept}'; '{path}' stays as it was.")


class UnwritableSettings(UsageProblem):
    """The settings file or its folder cannot be read or written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"The settings file '{path}' cannot be edited ({error.strerror or error}).")


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """Where the settings lie, or would lie."""

    path: str
    exists: bool


@dataclass(frozen=True, slots=True)
class EditedSettings:
    """A settings file after an edit; ``changed`` is false when it was left as it was."""

    path: str
    changed: bool


@dataclass(frozen=True, slots=True)
class CheckedSettings:
    """A settings file, or its absence, that holds no error; ``told`` are the settings that stand in it."""

    path: str
    exists: bool
    told: int


def settings_place(path: Path) -> SettingsPlace:
    """Say where the settings lie."""
    return SettingsPlace(str(path), path.exists())


def setting_lines(path: Path, loaded: Settings) -> list[rules.SettingLine]:
    """Give every setting with its value and where it comes from."""
    return rules.setting_lines(loaded, _told(path))


def checked_settings(path: Path, loaded: Settings) -> CheckedSettings:
    """Say what stands in a settings file that was loaded; raises ``BrokenSettings`` for an unknown code."""
    rules.check_codes(loaded, path)
    return CheckedSettings(str(path), path.exists(), len(_told(path)))


def edit_settings(path: Path, edit: Callable[[Path], None]) -> EditedSettings:
    """Let ``edit`` change a copy beside the settings file and put it in its place when it can be understood.

    A missing file is begun from all defaults as comments. Raises ``BrokenEdit``, ``UnwritableSettings``, or
    what ``edit`` raises; the old file then stays, and the copy too.
    """
    # A settings file is often a link into a folder of dotfiles: the file it means is the one to replace.
    target = path.resolve()
    try:
        before = target.read_bytes() if target.exists() else None
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{target.stem}-edit-", suffix=".toml", dir=target.parent)
        draft = Path(name)
        begun = rules.template().encode() if before is None else before
        with os.fdopen(handle, "wb") as file:
            file.write(begun)
        if before is not None:
            draft.chmod(target.stat().st_mode & 0o777)
        edit(draft)
        if draft.read_bytes() == before:
            draft.unlink()
            return EditedSettings(str(path), changed=False)
        _checked(path, draft)
        draft.replace(target)
    except OSError as error:
        raise UnwritableSettings(path, error) from error
    return EditedSettings(str(path), changed=True)


def _checked(path: Path, draft: Path) -> None:
    try:
        rules.check_codes(settings.load(draft, required=True), draft)
    except BrokenSettings as error:
        raise BrokenEdit(path, draft, f"The edit is not taken over: {error.what}.") from error


def _told(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    return frozenset(rules.names_told(tomllib.loads(path.read_text(encoding="utf-8-sig"))))

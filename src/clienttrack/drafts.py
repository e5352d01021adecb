"""Drafts: private files beside the book that keep what was typed until it stands there, and what each is of."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from clienttrack.errors import Ambiguous, NotFound, StorageProblem
from clienttrack.screen import shortened

SUFFIX = ".md"
PRIVATE = 0o600
LARGEST_READ = 10_000_000
Command = Callable[[str], str]


class NoPlaceForDrafts(StorageProblem):
    """What is about to be typed, or was piped in, could not be kept."""

    def __init__(self, place: Path, detail: str) -> None:
        super().__init__(
            f"Drafts cannot be kept in '{place}' ({detail}), so nothing was written. "
            "Mend the rights of that folder or free some space, and try again."
        )


class DraftCutShort(StorageProblem):
    """Only the beginning of what was piped in could be kept."""

    def __init__(self, path: Path, kept: int, detail: str) -> None:
        super().__init__(
            f"Only the first {kept} bytes of what was piped in fit into '{path}' ({detail}), and nothing was written. "
            "Free some space and pipe it in again."
        )


class NoDraft(NotFound):
    """Nothing was left unfinished, or not what was named."""

    def __init__(self, words: str | None, command: Command) -> None:
        which = "no draft" if words is None else f"no draft '{shortened(words, 100)}'"
        super().__init__(f"There is {which}. {command('meet drafts')} shows those there are.")


class SeveralDrafts(Ambiguous):
    """More than one draft may be meant."""

    def __init__(self, names: Sequence[str], command: Command) -> None:
        super().__init__(
            f"There are {len(names)} drafts: {', '.join(names)}. Name the one to go on with, for example "
            f"{command(f'meet resume {names[0]}')}."
        )


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoPlaceForDrafts(folder, error.strerror or str(error)) from error


def folder_of(book: Path) -> Path:
    """Give the folder in which the drafts of a book lie, or would lie."""
    return book.with_name(f"{book.name}.drafts")


def begin(folder: Path, name: str, content: bytes) -> Path:
    """Make a draft called ``name``, with a number where there is one; raises ``NoPlaceForDrafts`` and leaves none."""
    with _kept_in(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 1
        while True:
            path = folder / f"{name}{'' if number == 1 else f'-{number}'}{SUFFIX}"
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
            except FileExistsError:
                number += 1
                continue
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
            except OSError:
                path.unlink()
                raise
            return path


def go_on(path: Path, pieces: Iterable[bytes]) -> None:
    """Add to a draft what comes, piece by piece as it comes; raises ``DraftCutShort``."""
    try:
        with path.open("ab") as file:
            for piece in pieces:
                file.write(piece)
                file.flush()
    except OSError as error:
        raise DraftCutShort(path, path.stat().st_size, error.strerror or str(error)) from error


def says_something(path: Path, begun: bytes = b"") -> bool:
    """Tell whether a draft holds more than nothing, and other than what it was begun with; in doubt it does."""
    if not path.is_file():
        return False
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_READ else None
    except OSError:
        return True
    return content is None or (content != begun and bool(content.strip()))


def note(path: Path, told: Mapping[str, Any]) -> None:
    """Note beside a draft what it is of; raises ``NoPlaceForDrafts``."""
    rewrite(notes_beside(path), json.dumps(told).encode())


def noted(path: Path) -> Any:
    """Give what was noted beside a draft, ``None`` where that cannot be read."""
    try:
        return json.loads(notes_beside(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def rewrite(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises ``NoPlaceForDrafts``."""
    beside = path.with_name(f".{path.name}.new")
    with _kept_in(path.parent):
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb") as file:
                file.write(content)
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise


def there(folder: Path) -> list[Path]:
    """Give the drafts of a folder by name; raises ``NoPlaceForDrafts``."""
    with _kept_in(folder):
        return [path for path in sorted(folder.glob(f"*{SUFFIX}")) if path.is_file() or not path.exists()]


def meant(folder: Path, words: str | None, is_of: Callable[[Path, str], bool], command: Command) -> Path:
    """Give the one draft that is meant by its file, by what it is of, or by being the only one.

    ``command`` gives a command as the user types it. Raises ``NoDraft``, ``SeveralDrafts`` or ``NoPlaceForDrafts``.
    """
    found = there(folder)
    if words is not None:
        named = [one for one in found if words in {one.name, one.stem, str(one)}]
        found = named or [one for one in found if is_of(one, words)]
    if not found:
        raise NoDraft(words, command)
    if len(found) > 1:
        raise SeveralDrafts([one.name for one in found], command)
    return found[0]


def forget(path: Path) -> None:
    """Remove a draft and what was noted beside it."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
    notes_beside(path).unlink(missing_ok=True)


def notes_beside(path: Path) -> Path:
    """Give the file in which what a draft is of is noted."""
    return path.with_suffix(".json")

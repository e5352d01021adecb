"""Notes that come from files and pipes, and the drafts that keep what was typed until it stands in the book."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from clienttrack import drafts, pipes
from clienttrack.slices.discovery.rules import holding as rules
from clienttrack.slices.discovery.rules.notes import Notes
from clienttrack.slices.meetings.rules.telling import Command, Told, from_draft


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that is being filled: the file, and what it is of, null where nobody knows."""

    path: Path
    holding: rules.Holding | None
    title: str
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft as lists show it; whom and when are null where nobody knows, characters where it cannot be read."""

    file: str
    whom: str | None
    held_on: date | None
    characters: int | None
    path: str


def source_of(told: str | None, *, asks: bool) -> str | None:
    """Give where the notes come from: what was told, else a pipe if nobody types, else nowhere."""
    return told if told is not None or asks or pipes.somebody_types() else rules.STDIN


def notes_of(place: str) -> Notes:
    """Read the notes in a file.

    Raises ``NotesNotFound``, ``NotesTooLong``, ``NotesNotText``, ``NotesWithNul`` or ``NoNotes``.
    """
    try:
        with Path(place).open("rb") as file:
            content = file.read(drafts.LARGEST_READ + 1)
    except (OSError, ValueError) as error:
        raise rules.NotesNotFound(place, getattr(error, "strerror", None) or str(error)) from error
    return Notes(_text(content, f"the file '{place}'"))


def _text(content: bytes, place: str) -> str:
    if len(content) > drafts.LARGEST_READ:
        raise rules.NotesTooLong(place, drafts.LARGEST_READ)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise rules.NotesNotText(place, error.start + 1) from error
    if "\0" in text:
        raise rules.NotesWithNul(place, text.partition("\0")[0].count("\n") + 1)
    if not text.strip("\ufeff \t\r\n"):
        raise rules.NoNotes(place)
    return text


def piped_draft(folder: Path, pieces: Iterator[bytes]) -> Path:
    """Begin a draft with the first of what is piped; raises ``NoNotes`` or ``NoPlaceForDrafts``."""
    first = next(pieces, b"")
    if not first:
        raise rules.NoNotes("what comes on stdin")
    return drafts.begin(folder, "notes", first)


def check_piped(path: Path) -> None:
    """Check what was piped in, all of which is kept at ``path``; raises ``NoNotes`` or ``NotesTooLong``."""
    if path.stat().st_size > drafts.LARGEST_READ:
        raise rules.NotesTooLong("what comes on stdin", drafts.LARGEST_READ)
    if not drafts.says_something(path):
        raise rules.NoNotes("what comes on stdin")


def begun_draft(
    folder: Path, holding: rules.Holding, whom: str, form: str, title: str, known: Mapping[str, str]
) -> Draft:
    """Begin a draft with a form, private to the user; raises ``NoPlaceForDrafts`` and leaves nothing then."""
    path = drafts.begin(folder, f"{whom}-{holding.held_on}", form.encode())
    try:
        return _noted(Draft(path, holding, title, known))
    except drafts.NoPlaceForDrafts:
        drafts.forget(path)
        raise


def note_holding(path: Path, holding: rules.Holding) -> Draft:
    """Note beside a draft of free notes what it is of, so that it can be gone on with."""
    return _noted(Draft(path, holding, "", {}))


def _noted(draft: Draft) -> Draft:
    assert draft.holding is not None
    told = {"holding": draft.holding.as_data(), "title": draft.title, "known": dict(draft.known)}
    drafts.note(draft.path, told)
    return draft


def notes_in(draft: Draft, command: Command) -> Notes:
    """Read what stands in a draft; raises ``NotesNotFound``, ``NotesTooLong``, ``NotesNotText`` or ``NothingNew``."""
    try:
        read = notes_of(str(draft.path))
    except rules.NoNotes as why:
        raise rules.NothingNew(command) from why
    return Notes(read.text, draft.title, draft.known)


def draft_lines(folder: Path) -> list[DraftLine]:
    """Give the drafts there are as a list."""
    return [line_of(_draft(path)) for path in drafts.there(folder)]


def line_of(draft: Draft) -> DraftLine:
    """Give a draft as lists show it."""
    whom, day = (None, None) if draft.holding is None else (draft.holding.whom, draft.holding.held_on)
    characters = None
    with suppress(OSError), draft.path.open(encoding="utf-8", errors="replace", newline="") as file:
        characters = sum(map(len, iter(partial(file.read, pipes.PIECE), "")))
    return DraftLine(draft.path.name, whom, day, characters, str(draft.path))


def _draft(path: Path) -> Draft:
    noted = drafts.noted(path)
    try:
        known = {str(key): str(text) for key, text in noted["known"].items()}
        return Draft(path, rules.Holding.of_data(noted["holding"]), str(noted["title"]), known)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Draft(path, None, "", {})


def _is_of(path: Path, words: str) -> bool:
    """Tell whether a draft is of a meeting or client; the file of a client's begins with the handle."""
    key = words.casefold()
    if (holding := _draft(path).holding) is not None and holding.whom.casefold() == key:
        return True
    return re.fullmatch(rf"{re.escape(key)}-\d{{4}}-\d\d-\d\d(-\d+)?", path.stem.casefold()) is not None


def drafts_of(folder: Path, *whom: str) -> list[str]:
    """Give the files of the drafts of a meeting or client; raises ``NoPlaceForDrafts``."""
    return [path.name for path in drafts.there(folder) if any(_is_of(path, words) for words in whom)]


def draft_at(place: str, folder: Path) -> Draft | None:
    """Give the draft that lies at a place, or ``None`` where a file of the user's own does."""
    path = Path(place)
    is_draft = path.suffix == drafts.SUFFIX and path.parent.resolve() == folder.resolve() and path.is_file()
    return _draft(path) if is_draft else None


def draft_meant(folder: Path, words: str | None, command: Command) -> Draft:
    """Give the one draft that is meant; raises ``NoDraft``, ``SeveralDrafts`` or ``DraftOfNobody``."""
    found = _draft(drafts.meant(folder, words, _is_of, command))
    if found.holding is None:
        raise rules.DraftOfNobody(command(from_draft(Told("CLIENT"), found.path)), found.path)
    return found

"""What may be said of a meeting that is held, and of the notes that were taken in it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import Ambiguous, BadData, ClientTrackError, NotFound, Refused, UsageProblem
from clienttrack.screen import shortened
from clienttrack.slices.meetings.rules.telling import HOLD, Command, Told
from clienttrack.vocabulary import TouchKind

STDIN = "-"
_NAMING = r'Write it as `clienttrack contact list` does, @"…" round a blank, or \@ for words that name nobody.'


class HeldInTheFuture(Refused):
    """A meeting that is held has taken place."""

    def __init__(self, day: date, today: date, command: Command) -> None:
        super().__init__(
            f"A meeting cannot be held in the future, and {day} ({in_words(day, today=today)}) is still to come. "
            f"Give the day it took place, or plan it with {command(f'meet plan CLIENT --on {day}')}."
        )


class NoContact(UsageProblem):
    """A note is none."""

    def __init__(self) -> None:
        super().__init__("A meeting is contact, so its kind cannot be note. Use `clienttrack log CLIENT --kind note`.")


class SeveralPlanned(Ambiguous):
    """More than one meeting with the client has come up."""

    def __init__(self, client: str, planned: Sequence[str], command: Command) -> None:
        first = command(f"{HOLD} {planned[0].partition(' ')[0]}")
        super().__init__(
            f"{client} has {len(planned)} planned meetings: {', '.join(planned)}. "
            f"Name the one that was held, for example {first}; nothing was written."
        )


class NothingNew(ClientTrackError):
    """The form was saved empty, or as it was."""

    def __init__(self, command: Command) -> None:
        super().__init__(
            f"The form holds nothing new, so nothing was written. Open it again with {command(HOLD)}, "
            f"or call a meeting off that did not take place with {command('meet cancel')}."
        )


class NoNotes(UsageProblem):
    """What was to be read is empty."""

    def __init__(self, place: str) -> None:
        super().__init__(f"There is nothing in {place}, so nothing was written. Write down there what was said.")


class NotesNotFound(NotFound):
    """There is no file of that name, or it cannot be read."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(
            f"The notes '{shortened(path, 200)}' cannot be read ({detail}). "
            "Mend that and try again, or name another file with --from."
        )


class NotesTooLong(BadData):
    """No notes are that long."""

    def __init__(self, place: str, most: int) -> None:
        super().__init__(f"There are more than {most // 1_000_000} MB in {place}. Nothing was written; shorten it.")


class NotesNotText(BadData):
    """The notes are no UTF-8."""

    def __init__(self, place: str, byte: int) -> None:
        super().__init__(
            f"{place[0].upper()}{place[1:]} is not UTF-8: byte {byte} is no text. "
            "Nothing was written; save it as UTF-8 and try again."
        )


class NotesWithNul(UsageProblem):
    """No text holds such a character."""

    def __init__(self, place: str, line: int) -> None:
        super().__init__(
            f"{place[0].upper()}{place[1:]} holds a NUL in line {line}, which is no text. "
            "Nothing was written; remove that character and try again."
        )


class UnknownName(NotFound):
    """A line names a contact whom the client does not have."""

    def __init__(self, number: int, line: str, why: str) -> None:
        super().__init__(f"Line {number}, '{shortened(line.strip(), 60)}': {why} Nothing was written. {_NAMING}")


class AmbiguousName(Ambiguous):
    """A line names more than one contact."""

    def __init__(self, number: int, line: str, why: str) -> None:
        super().__init__(f"Line {number}, '{shortened(line.strip(), 60)}': {why} Nothing was written.")


class KeptAlready(Refused):
    """The very same notes of that day are in the book."""

    def __init__(self, ref: str, correct: str, command: Command) -> None:
        shown = f"These notes were written down already, as {ref}. {command(f'meet show {ref}')} shows them."
        super().__init__(f"{shown} {correct}".rstrip())


class DraftOfNobody(UsageProblem):
    """It is not known any more whom a draft was of."""

    def __init__(self, again: str, path: object) -> None:
        super().__init__(f"It is not known with whom the meeting of the draft '{path}' was. Say it with {again}.")


@dataclass(frozen=True, slots=True)
class Holding:
    """What is told of a meeting that is held; null and no contacts is what was planned, or the usual."""

    whom: str
    held_on: date
    question_set: str | None = None
    contacts: tuple[str, ...] = ()
    kind: TouchKind = TouchKind.MEETING
    language: str | None = None

    @property
    def told(self) -> Told:
        """The words that tell the same."""
        day = self.held_on.isoformat()
        return Told(self.whom, day, self.question_set, self.contacts, self.kind, self.language)

    def as_data(self) -> dict[str, Any]:
        """Give it as JSON knows it."""
        return {**asdict(self), "held_on": self.held_on.isoformat(), "contacts": list(self.contacts)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Holding":
        """Read it back from JSON; raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
        return cls(
            str(data["whom"]),
            date.fromisoformat(data["held_on"]),
            data["question_set"],
            tuple(data["contacts"]),
            TouchKind(data["kind"]),
            data["language"],
        )


def read_holding(told: Told, *, today: date, command: Command) -> Holding:
    """Read when and how a meeting was held; raises ``UnreadableDay``, ``HeldInTheFuture`` or ``NoContact``."""
    day = today if told.on is None else read_day(told.on, today=today, direction=DayDirection.PAST)
    if day > today:
        raise HeldInTheFuture(day, today, command)
    if told.kind is TouchKind.NOTE:
        raise NoContact
    return Holding(told.whom, day, told.question_set, told.contacts, told.kind, told.language)

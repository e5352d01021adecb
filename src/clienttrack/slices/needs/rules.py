"""What may be said of a need, and how it moves from one status to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.edits import checked_word
from clienttrack.errors import NotFound, NothingToEdit, Refused, ToldTwice, UsageProblem
from clienttrack.screen import shortened
from clienttrack.served import Served
from clienttrack.vocabulary import KanoClass, NeedOrigin, NeedStatus, Priority

# What may become of a need; one that is settled is opened again first. To propose anew begins the wait anew.
MOVES: Mapping[NeedStatus, frozenset[NeedStatus]] = {
    NeedStatus.OPEN: frozenset({NeedStatus.PROPOSED, NeedStatus.MET, NeedStatus.DROPPED}),
    NeedStatus.PROPOSED: frozenset({NeedStatus.PROPOSED, NeedStatus.MET, NeedStatus.DROPPED, NeedStatus.OPEN}),
    NeedStatus.MET: frozenset({NeedStatus.OPEN}),
    NeedStatus.DROPPED: frozenset({NeedStatus.OPEN}),
}
AT_WORK = (NeedStatus.OPEN, NeedStatus.PROPOSED)
VERBS: Mapping[NeedStatus, str] = {
    NeedStatus.OPEN: "reopen",
    NeedStatus.PROPOSED: "propose",
    NeedStatus.MET: "meet",
    NeedStatus.DROPPED: "drop",
}
_NEXT = {
    NeedStatus.OPEN: "Say what came of it with `clienttrack need propose {ref}`, `need meet {ref}` or "
    "`need drop {ref}`.",
    NeedStatus.PROPOSED: "Say what came of it with `clienttrack need meet {ref}`, `need reopen {ref}` or "
    "`need drop {ref}`; a second proposal counts from a later day.",
    NeedStatus.MET: "`clienttrack need reopen {ref}` opens it again.",
    NeedStatus.DROPPED: "`clienttrack need reopen {ref}` opens it again.",
}


class EmptyNeed(UsageProblem):
    """A need without words."""

    def __init__(self) -> None:
        super().__init__("The text of the need is empty, so nothing was written. Say what the client wants.")


class UnknownNeed(NotFound):
    """No need has that reference."""

    def __init__(self, words: str) -> None:
        super().__init__(f"There is no need '{shortened(words, 60)}'. `clienttrack need list --all` shows all of them.")


class NotTheirMeeting(NotFound):
    """The client has no such meeting."""

    def __init__(self, words: str, handle: str) -> None:
        super().__init__(
            f"{handle} has no meeting '{shortened(words, 60)}'. "
            f"`clienttrack meet list {handle} --all` shows all of them."
        )


class ClientNotServed(Refused):
    """A need of an archived client, or a proposal to a lost one, would never come up."""

    def __init__(self, client: Served) -> None:
        what = "its needs" if client.archived else "a proposal"
        super().__init__(
            f"{client.handle} is {client.laid_aside}, so {what} would never come up and nothing was written. "
            f"Take the client up again first with {client.way_back}."
        )


class StatusAlready(Refused):
    """The need has that status already."""

    def __init__(self, ref: str, status: NeedStatus, since: date, today: date) -> None:
        super().__init__(
            f"{ref} is {status} already, since {since} ({in_words(since, today=today)}), so nothing was changed. "
            f"{_NEXT[status].format(ref=ref)}"
        )


class NeedSettled(Refused):
    """The need is met or dropped, and must be opened again before anything else becomes of it."""

    def __init__(self, ref: str, status: NeedStatus, since: date, today: date) -> None:
        super().__init__(
            f"{ref} is {status} since {since} ({in_words(since, today=today)}), so nothing was changed. "
            f"Open it again first with `clienttrack need reopen {ref}`."
        )


class MovedInTheFuture(Refused):
    """What became of a need became of it today or before."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"A need cannot move in the future, and {day} ({in_words(day, today=today)}) is still to come. "
            "Give the day it happened, or leave --on out for today."
        )


class MovedBeforeTheLast(Refused):
    """The history of a need runs forwards."""

    def __init__(self, ref: str, day: date, status: NeedStatus, since: date) -> None:
        super().__init__(
            f"{ref} is {status} since {since}, and {day} is before that, so nothing was changed. "
            "Give a day from then on, or take the last move back with `clienttrack undo`."
        )


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of needs, on which day and why."""

    status: NeedStatus
    on: date
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be changed of a need; ``None`` leaves as it is, an empty text takes away what may be missing."""

    text: str | None = None
    kano: str | None = None
    origin: NeedOrigin | None = None
    priority: Priority | None = None
    evidence: str | None = None
    contact: str | None = None
    meeting: str | None = None

    def __post_init__(self) -> None:
        told = (self.text, self.kano, self.origin, self.priority, self.evidence, self.contact, self.meeting)
        if all(one is None for one in told):
            raise NothingToEdit
        if self.text is not None:
            checked_need(self.text)
        checked_word("--kano", self.kano, KanoClass)


def checked_need(text: str) -> str:
    """Give back a text that says something; raises ``EmptyNeed``."""
    if not text.strip():
        raise EmptyNeed
    return text


def checked_move(ref: str, move: Move, *, status: NeedStatus, since: date, moved: bool, today: date) -> None:
    """Say no to a move that the need cannot make.

    ``status`` is what the need is ``since`` a day; one that has never ``moved`` may have done so before it was written
    down. Raises ``StatusAlready``, ``NeedSettled`` or ``MovedBeforeTheLast``.
    """
    if move.status not in MOVES[status]:
        raise (StatusAlready if move.status is status else NeedSettled)(ref, status, since, today)
    if moved and move.on < since:
        raise MovedBeforeTheLast(ref, move.on, status, since)
    if move.status is status and move.on == since:
        raise StatusAlready(ref, status, since, today)


def read_move(status: NeedStatus, *, on: str | None, because: str | None, today: date) -> Move:
    """Read what becomes of needs, today unless told; raises ``UnreadableDay`` or ``MovedInTheFuture``."""
    day = today if on is None else read_day(on, today=today, direction=DayDirection.PAST)
    if day > today:
        raise MovedInTheFuture(day, today)
    return Move(status, day, because or None)


def read_need_ref(words: str) -> int:
    """Read the number of a need from ``w9`` or ``9``; raises ``UnknownNeed``."""
    number = refs.number_of(words, refs.RefKind.NEED)
    if number is None:
        raise UnknownNeed(words)
    return number


def read_need_refs(words: Sequence[str]) -> tuple[int, ...]:
    """Read the numbers of needs, each once; raises ``UnknownNeed``."""
    return tuple(dict.fromkeys(map(read_need_ref, words)))


def read_statuses(status: NeedStatus | None, *, everything: bool) -> tuple[NeedStatus, ...]:
    """Give what a list is narrowed to, open and proposed needs unless told; raises ``ToldTwice``."""
    if everything and status is not None:
        raise ToldTwice("--all", "--status")
    if everything:
        return tuple(NeedStatus)
    return AT_WORK if status is None else (status,)

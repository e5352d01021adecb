"""What may be said of a promise, and when it comes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.cadence import Interval, RepeatKind, parse_repeat
from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import NotFound, NothingToEdit, Refused, ToldTwice, UsageProblem
from clienttrack.screen import shortened
from clienttrack.served import Served
from clienttrack.vocabulary import Side, TaskStatus

NAMED_TASKS = 10

Repeat = tuple[RepeatKind, Interval]


class UnknownTask(NotFound):
    """No task has that reference."""

    def __init__(self, words: str) -> None:
        super().__init__(f"There is no task '{shortened(words, 60)}'. `clienttrack task list` shows the open ones.")


class OpenTasksLeft(Refused):
    """Promises stand open with a client that is to be laid aside."""

    def __init__(self, handle: str, tasks: Sequence[str]) -> None:
        what = "1 open task" if len(tasks) == 1 else f"{len(tasks)} open tasks"
        named = ", ".join(tasks[:NAMED_TASKS])
        more = f" and {len(tasks) - NAMED_TASKS} more" if len(tasks) > NAMED_TASKS else ""
        super().__init__(
            f"{handle} has {what}, so nothing was changed. Finish {named}{more} first, or add --drop-tasks."
        )


class ClientLaidAside(Refused):
    """A promise to a client that is archived or lost would never come up."""

    def __init__(self, client: Served) -> None:
        super().__init__(
            f"{client.handle} is {client.laid_aside}, so an open task would never come up and nothing was written. "
            f"Take the client up again first with {client.way_back}."
        )


class TaskOpen(Refused):
    """What is open cannot be opened again."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} is open, so there is nothing to reopen. `clienttrack task done {ref}` closes it.")


class SuccessorOpen(Refused):
    """A repeating task came again; opening it anew would double the promise."""

    def __init__(self, ref: str, successor: str) -> None:
        super().__init__(
            f"{ref} repeats and has come again as {successor}, which is open. "
            f"Drop that first with `clienttrack task drop {successor}`."
        )


class EmptyPromise(UsageProblem):
    """A promise without words."""

    def __init__(self) -> None:
        super().__init__("The text of the promise is empty, so nothing was written. Say what is promised.")


class RepeatWithoutDay(UsageProblem):
    """A repetition needs a day to count from."""

    def __init__(self) -> None:
        super().__init__("A task that repeats needs a day to count from. Give it with --by, for example --by fri.")


class DoneInTheFuture(Refused):
    """What is done was done today or before."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"Nothing can be done in the future, and {day} ({in_words(day, today=today)}) is still to come. "
            "Give the day it was done, or leave --on out for today."
        )


class TaskClosed(Refused):
    """The promise has been kept or dropped already."""

    def __init__(self, ref: str, status: TaskStatus, closed_on: date, today: date) -> None:
        became = "done" if status is TaskStatus.DONE else "dropped"
        super().__init__(
            f"{ref} was {became} already, {closed_on} ({in_words(closed_on, today=today)}). "
            f"`clienttrack task reopen {ref}` opens it again."
        )


def read_task_ref(words: str) -> int:
    """Read the number of a task from ``t12`` or ``12``; raises ``UnknownTask``."""
    number = refs.number_of(words, refs.RefKind.TASK)
    if number is None:
        raise UnknownTask(words)
    return number


def read_task_refs(words: Sequence[str]) -> tuple[int, ...]:
    """Read the numbers of tasks, each once; raises ``UnknownTask``."""
    return tuple(dict.fromkeys(map(read_task_ref, words)))


def read_due_on(words: str | None, *, today: date) -> date | None:
    """Read the day a promise falls, if one is told; raises ``UnreadableDay``."""
    return None if words is None else read_day(words, today=today, direction=DayDirection.COMING)


def read_done_on(words: str | None, *, today: date) -> date:
    """Read the day something was done, today unless told; raises ``UnreadableDay`` or ``DoneInTheFuture``."""
    day = today if words is None else read_day(words, today=today, direction=DayDirection.PAST)
    return checked_done_on(day, today=today)


def checked_done_on(day: date, *, today: date) -> date:
    """Give back a day that is not in the future; raises ``DoneInTheFuture``."""
    if day > today:
        raise DoneInTheFuture(day, today)
    return day


def read_repeat(words: str | None) -> Repeat | None:
    """Read how a task repeats, if it does; raises ``UnreadableRepeat``."""
    return None if words is None else parse_repeat(words)


def checked_promise(text: str) -> str:
    """Give back a text that says something; raises ``EmptyPromise``."""
    if not text.strip():
        raise EmptyPromise
    return text


def checked_repeat(repeat: Repeat | None, due_on: date | None) -> None:
    """Raise ``RepeatWithoutDay`` for a repetition that has no day to count from."""
    if repeat is not None and due_on is None:
        raise RepeatWithoutDay


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be changed of a promise; ``None`` leaves as it is.

    ``no_day`` and ``no_repeat`` take away, and so does an empty ``contact``.
    """

    text: str | None = None
    due_on: date | None = None
    no_day: bool = False
    side: Side | None = None
    repeat: Repeat | None = None
    no_repeat: bool = False
    contact: str | None = None

    def __post_init__(self) -> None:
        if not any((self.text is not None, self.due_on, self.no_day, self.side, self.repeat, self.no_repeat)) and (
            self.contact is None
        ):
            raise NothingToEdit
        if self.due_on is not None and self.no_day:
            raise ToldTwice("--by", "--no-day")
        if self.repeat is not None and self.no_repeat:
            raise ToldTwice("--repeat", "--no-repeat")
        if self.text is not None:
            checked_promise(self.text)


def read_status(status: TaskStatus | None, *, everything: bool) -> TaskStatus | None:
    """Give the status that a list is narrowed to, the open ones unless told; raises ``ToldTwice``."""
    if everything and status is not None:
        raise ToldTwice("--all", "--status")
    return None if everything else status or TaskStatus.OPEN

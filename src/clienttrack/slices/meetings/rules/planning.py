"""What may be said of a meeting that is planned, changed or cancelled."""

from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.dates import DayDirection, in_sentence, in_words, read_day
from clienttrack.errors import NotFound, NothingToEdit, Refused, ToldTwice
from clienttrack.refs import RefKind, number_of
from clienttrack.screen import shortened
from clienttrack.served import Served
from clienttrack.slices.meetings.rules.telling import HOLD, Command
from clienttrack.vocabulary import MeetingStatus


class UnknownMeeting(NotFound):
    """No meeting has that reference."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"There is no meeting '{shortened(words, 60)}'. `clienttrack meet list --all` shows them, for example m4."
        )


class PlannedInThePast(Refused):
    """A meeting is planned for today or a day to come."""

    def __init__(self, client: str, day: date, today: date) -> None:
        super().__init__(
            f"A meeting is planned for today or later, and {day} ({in_words(day, today=today)}) has passed. "
            f"Write down one that took place with `clienttrack meet hold {client} --on {day}`."
        )


class NobodyToMeet(Refused):
    """A meeting with a client that is archived or lost would never come up."""

    def __init__(self, client: Served) -> None:
        super().__init__(
            f"{client.handle} is {client.laid_aside}, so a planned meeting would never come up and nothing was "
            f"written. Take the client up again first with {client.way_back}, "
            "or write the talk down when it has taken place with `clienttrack meet hold`."
        )


class MeetingHeld(Refused):
    """The meeting has taken place and what was said in it is written down."""

    def __init__(
        self,
        ref: str,
        client: str,
        held_on: date,
        today: date,
        correct: str | None = None,
        command: Command = "`clienttrack {}`".format,
    ) -> None:
        self.ref, self.client = ref, client
        how = f"{command(f'{HOLD} {ref}')} says how to correct it." if correct is None else correct
        super().__init__(
            f"{ref} was held already, {in_sentence(held_on, today=today)}. {command(f'meet show {ref}')} shows it; "
            f"write down another talk with {command(f'{HOLD} {client}')}. {how}".rstrip()
        )


class MeetingCancelled(Refused):
    """The meeting was called off."""

    def __init__(self, ref: str, client: str, cancelled_on: date, today: date) -> None:
        self.client = client
        super().__init__(
            f"{ref} was cancelled {in_sentence(cancelled_on, today=today)}. Plan another one with "
            f"`clienttrack meet plan {client} --on DAY`, or write a talk down with `clienttrack meet hold {client}`."
        )


class NotHeld(Refused):
    """Nothing was written down yet."""

    def __init__(self, ref: str, status: str) -> None:
        super().__init__(
            f"{ref} is {status}, so there is no form of it yet. Fill one with `clienttrack meet hold {ref}`."
        )


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """What must be known of a meeting before it is changed or held."""

    id: int
    client_id: int
    question_set: str | None
    goal: str | None
    planned_on: date | None
    held_on: date | None
    cancelled_on: date | None

    @property
    def ref(self) -> str:
        """The reference, e.g. ``m4``."""
        return refs.meeting(self.id)


def checked_planned(meeting: PlannedMeeting, client: str, *, today: date) -> PlannedMeeting:
    """Give back a meeting that is neither held nor cancelled; raises ``MeetingHeld`` or ``MeetingCancelled``."""
    if meeting.held_on is not None:
        raise MeetingHeld(meeting.ref, client, meeting.held_on, today)
    if meeting.cancelled_on is not None:
        raise MeetingCancelled(meeting.ref, client, meeting.cancelled_on, today)
    return meeting


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be changed of a planned meeting; ``None`` leaves as it is, an empty word or contact takes away."""

    planned_on: date | None = None
    questions: str | None = None
    goal: str | None = None
    contacts: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if (self.planned_on, self.questions, self.goal, self.contacts) == (None,) * 4:
            raise NothingToEdit


def read_meeting_ref(words: str) -> int:
    """Read the number of a meeting from ``m4`` or ``4``; raises ``UnknownMeeting``."""
    number = number_of(words, RefKind.MEETING)
    if number is None:
        raise UnknownMeeting(words)
    return number


def read_planned_on(words: str, *, client: str, today: date) -> date:
    """Read the day a meeting is planned for; raises ``UnreadableDay`` or ``PlannedInThePast``."""
    day = read_day(words, today=today, direction=DayDirection.COMING)
    if day < today:
        raise PlannedInThePast(shortened(client, 60), day, today)
    return day


def read_status(status: MeetingStatus | None, *, everything: bool) -> MeetingStatus | None:
    """Give the status that a list is narrowed to, the planned ones unless told; raises ``ToldTwice``."""
    if everything and status is not None:
        raise ToldTwice("--all", "--status")
    return None if everything else status or MeetingStatus.PLANNED


def told(text: str | None) -> str | None:
    """Give a text that says something, or ``None``."""
    return text if text and text.strip() else None

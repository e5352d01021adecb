"""What templates of reminders and of the digest are given."""

from dataclasses import dataclass
from datetime import date

from clienttrack.templating.contexts.shared import AddressedClient, Talk


@dataclass(frozen=True, slots=True)
class RemindedPromise:
    """The promise of a reminder.

    text: what was promised
    side: ours or theirs
    due_on: the day
    days_late: how late that day is: 0 today, negative before it
    """

    text: str
    side: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class RemindedMeeting:
    """The meeting of a reminder.

    planned_on: the day
    days_ahead: how far away that day is: 0 today, 1 tomorrow
    """

    planned_on: date
    days_ahead: int


@dataclass(frozen=True, slots=True)
class RemindedNeed:
    """The need of a reminder, for which something was proposed.

    text: what they told you they want; null where they never said it themselves, or it speaks of one of them by name
    proposed_on: the day of the proposal
    """

    text: str | None
    proposed_on: date


@dataclass(frozen=True, slots=True)
class ClientReminder:
    """What a reminder to a client is made of: nothing here is private. The first line of its text is the subject.

    today: the day of the reminder
    sender: the name of who writes, from `mail.sender` in the settings, or null
    client: whom it is written to
    greeted: the name of whom to reach, or null
    talk: the last contact that whom to reach may know of, or null; its text is empty where only the day is known or
        it speaks of one of them by name
    """

    today: date
    sender: str | None
    client: AddressedClient
    greeted: str | None
    talk: Talk | None


@dataclass(frozen=True, slots=True)
class TouchReminder(ClientReminder):
    """What a text that gets in touch is made of: nothing here is private.

    today: the day of the reminder
    sender: the name of who writes, from `mail.sender` in the settings, or null
    client: whom it is written to
    greeted: the name of whom to reach, or null
    talk: the last contact that whom to reach may know of, or null; its text is empty where only the day is known or
        it speaks of one of them by name
    days_since: how long ago that contact was, or null
    meeting_on: the day of the next planned meeting, or null
    """

    days_since: int | None
    meeting_on: date | None


@dataclass(frozen=True, slots=True)
class PromiseReminder(ClientReminder):
    """What a reminder of a promise is made of: nothing here is private.

    today: the day of the reminder
    sender: the name of who writes, from `mail.sender` in the settings, or null
    client: whom it is written to
    greeted: the name of whom to reach, or null
    talk: the last contact that whom to reach may know of, or null; its text is empty where only the day is known or
        it speaks of one of them by name
    promise: the promise, ours or theirs
    """

    promise: RemindedPromise


@dataclass(frozen=True, slots=True)
class MeetingReminder(ClientReminder):
    """What a reminder of a meeting is made of: nothing here is private.

    today: the day of the reminder
    sender: the name of who writes, from `mail.sender` in the settings, or null
    client: whom it is written to
    greeted: the name of whom to reach, or null
    talk: the last contact that whom to reach may know of, or null; its text is empty where only the day is known or
        it speaks of one of them by name
    meeting: the meeting
    """

    meeting: RemindedMeeting


@dataclass(frozen=True, slots=True)
class NeedReminder(ClientReminder):
    """What a reminder of a proposal is made of: nothing here is private.

    today: the day of the reminder
    sender: the name of who writes, from `mail.sender` in the settings, or null
    client: whom it is written to
    greeted: the name of whom to reach, or null
    talk: the last contact that whom to reach may know of, or null; its text is empty where only the day is known or
        it speaks of one of them by name
    need: the need
    """

    need: RemindedNeed


@dataclass(frozen=True, slots=True)
class MorningLine:
    """A line of the morning list.

    ref: the reference, e.g. t12 or @acme
    kind: touch, task, meeting, need, risk, paused or no-next-step
    what: what to do, or what was promised or is wanted, in the words of `due`; empty where a list told only the day
    reason: why it stands on the list, in English, as `due` says it
    due_on: the day, or null
    days_late: how late that day is: 0 today, negative before it, null without a day
    last_touch_on: the day of the last contact, null when there was none
    days_silent: days since then, else since the client was added
    days_allowed: how many days of silence are allowed
    side: ours or theirs in a promise, else null
    goal: what a meeting is for, or null
    proposed_on: the day of a proposal, else null
    paused_until: the day a pause ends, else null
    because: why a client is paused, or null
    """

    ref: str
    kind: str
    what: str
    reason: str
    due_on: date | None
    days_late: int | None
    last_touch_on: date | None
    days_silent: int
    days_allowed: int
    side: str | None = None
    goal: str | None = None
    proposed_on: date | None = None
    paused_until: date | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class ReachedClient:
    """A client with whom to reach there and how.

    handle: the short name one types
    name: the name of the client
    stage: prospect, activation, stable, deep or lost
    contact: the name of whom to reach, or null
    reach: a phone number or an e-mail address, or null
    """

    handle: str
    name: str
    stage: str
    contact: str | None
    reach: str | None


@dataclass(frozen=True, slots=True)
class PersonalNote:
    """Something personal that a meeting brought up.

    said_on: the day
    text: what was said
    """

    said_on: date
    text: str


@dataclass(frozen=True, slots=True)
class MyReminder:
    """What a reminder to oneself is made of; it is private. The first line of its text is the subject.

    today: the day of the reminder
    client: who it is about, with whom to reach
    line: the line of the morning list
    talk: the last contact, or null; its text is empty where only the day is known
    notes: the personal notes on whom to reach, or null
    preferences: what the client prefers, or null
    client_notes: the notes on the client, or null
    personal: the newest personal remarks of meetings, at most three
    """

    today: date
    client: ReachedClient
    line: MorningLine
    talk: Talk | None
    notes: str | None
    preferences: str | None
    client_notes: str | None
    personal: tuple[PersonalNote, ...]


@dataclass(frozen=True, slots=True)
class DigestBlock:
    """The lines of one client.

    client: the client, with whom to reach for the first of the lines
    lines: the lines, the most urgent first
    """

    client: ReachedClient
    lines: tuple[MorningLine, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What the digest of a morning is made of; it is private. The first line of its text is the subject.

    today: the day of the digest
    blocks: the clients with their lines, the most urgent first
    late: how many lines are late
    due_today: how many are of today
    ahead: how many are ahead
    more: how many lines a limit has left out
    without_next_step: how many clients have no next step
    snoozed: how many lines are snoozed
    paused: how many silences are hidden by a pause
    """

    today: date
    blocks: tuple[DigestBlock, ...]
    late: int
    due_today: int
    ahead: int
    more: int
    without_next_step: int
    snoozed: int
    paused: int

"""What templates of reports are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clienttrack.templating.contexts.shared import AddressedClient, Talk


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise.

    ref: the reference, e.g. t12
    text: what was promised; empty where only the day is known
    due_on: the day, or null
    late: whether it is open and that day has passed
    contact: the name of whom it concerns, or null
    status: open, done or dropped
    """

    ref: str
    text: str
    due_on: date | None
    late: bool
    contact: str | None
    status: str = "open"


@dataclass(frozen=True, slots=True)
class ClientNeed:
    """A need.

    ref: the reference, e.g. w9
    text: what they want
    status: open, proposed, met or dropped
    status_on: since when
    origin: stated or implied
    kano: basic, performance or delight; null where nobody told
    priority: high, normal or low
    evidence: what shows it, e.g. their words, or null
    contact: the name of whose need it is, or null
    """

    ref: str
    text: str
    status: str
    status_on: date
    origin: str
    kano: str | None
    priority: str
    evidence: str | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer of a meeting.

    field: goal, situation, pain, stakes, success_measure, budget, decision_process, timeline, open_question, or null
    asked: the words of the question, null for notes under no question
    text: what was said; it may have several lines
    contact: the name of who said it, or null
    answered_on: the day
    """

    field: str | None
    asked: str | None
    text: str
    contact: str | None
    answered_on: date


@dataclass(frozen=True, slots=True)
class SaidRemark:
    """A quote, a risk or something personal.

    text: what was said or seen
    contact: the name of whom it is from or about, or null
    said_on: the day
    """

    text: str
    contact: str | None
    said_on: date


@dataclass(frozen=True, slots=True)
class UnknownField:
    """A field of the profile that nothing is known of.

    field: its name, as an answer has it
    questions: what to ask, in the words of the question set; none where no set asks for it
    """

    field: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreedPromise:
    """An open promise as the client may read it.

    text: what was promised; empty where only the day is known
    due_on: the day, or null
    late: whether that day has passed
    """

    text: str
    due_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class UnderstoodAnswer:
    """What the client told us of themselves in a meeting, as they may read it.

    field: goal, situation, pain, success_measure or timeline
    text: what was said; it may have several lines, those of several answers one below the other
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up is made of: nothing here is private.

    today: the day of the report
    sender: the name of who writes, from `mail.sender` in the settings, or null
    client: whom it is written to
    greeted: the names of those who took part and are still there, else of the likeliest contact
    meeting_on: the day of the meeting it is about, null when it is about a talk
    meeting_kind: how it was held: call, email, visit, message, meeting, event, gift or other; null with its day
    talk: the last contact (no note, and no gift if there is another), or null; null when it is about a meeting
    understood: the answers of the meeting about goal, situation, pain, success and time, in this order; like the needs
        and the talk, without what speaks of one of them by name
    needs: the needs that were stated in the meeting, in their words
    ours: our open promises; about a meeting, those made in it
    theirs: their open promises; about a meeting, those made in it
    other_ours: our other open promises, when it is about a meeting
    other_theirs: their other open promises, when it is about a meeting
    next_meeting_on: the day of the next planned meeting, or null; today only if there was no contact today
    next_contact_on: the first day ahead for which something is promised by us, or null
    """

    today: date
    sender: str | None
    client: AddressedClient
    greeted: tuple[str, ...]
    meeting_on: date | None
    meeting_kind: str | None
    talk: Talk | None
    understood: tuple[UnderstoodAnswer, ...]
    needs: tuple[str, ...]
    ours: tuple[AgreedPromise, ...]
    theirs: tuple[AgreedPromise, ...]
    other_ours: tuple[AgreedPromise, ...]
    other_theirs: tuple[AgreedPromise, ...]
    next_meeting_on: date | None
    next_contact_on: date | None


@dataclass(frozen=True, slots=True)
class BriefedClient:
    """Everything kept about the client.

    handle: the short name one types
    name: the name of the client
    kind: organisation or person
    industry: what they do, or null
    size: how large they are, or null
    website: their website, or null
    city: where they are, or null
    country: the country they are in, or null
    language: what they speak, or null
    since_on: the day work began, or null
    preferences: how they like to work, or null
    decision_style: how they decide, or null
    tags: the names of the tags
    custom: your own fields: `{% for name, value in client.custom.items() %}`
    notes: notes, or null; they may have several lines
    """

    handle: str
    name: str
    kind: str
    industry: str | None
    size: str | None
    website: str | None
    city: str | None
    country: str | None
    language: str | None
    since_on: date | None
    preferences: str | None
    decision_style: str | None
    tags: tuple[str, ...]
    custom: Mapping[str, str]
    notes: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the relationship stands.

    tier: the tier, null without one
    stage: prospect, activation, stable, deep or lost
    cadence: the longest silence allowed, e.g. 14d
    days_allowed: how many days that is
    cadence_source: where the cadence comes from
    last_touch_on: the day of the last contact, null when there was none
    days_silent: days since then, else since the client was added
    due_on: the next day of contact; null for archived and lost clients
    days_late: how late that day is, negative before it; null for archived and lost clients
    paused_until: the day a pause ends, null when not paused
    """

    tier: str | None
    stage: str
    cadence: str
    days_allowed: int
    cadence_source: str
    last_touch_on: date | None
    days_silent: int
    due_on: date | None
    days_late: int | None
    paused_until: date | None


@dataclass(frozen=True, slots=True)
class BriefedContact:
    """Somebody present at the client.

    name: the name
    role: what they do, or null
    level: owner, executive, manager or specialist; null where nobody told
    decision: decides, influences, uses, pays or blocks; null where nobody told
    addresses: phone numbers and e-mail addresses
    notes: personal notes, or null
    takes_part: whether they take part in the planned meeting
    needs: their needs that are open or proposed, the weightiest first
    quotes: their own words, the newest first
    answers: their newest answers to what somebody else has answered since
    personal: what is personal, the newest first; private
    """

    name: str
    role: str | None
    level: str | None
    decision: str | None
    addresses: tuple[str, ...]
    notes: str | None
    takes_part: bool
    needs: tuple[ClientNeed, ...]
    quotes: tuple[SaidRemark, ...]
    answers: tuple[GivenAnswer, ...]
    personal: tuple[SaidRemark, ...]


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting that is planned.

    ref: the reference, e.g. m4
    planned_on: the day
    goal: what it is for, or null
    question_set: the title of its question set, or null
    """

    ref: str
    planned_on: date
    goal: str | None
    question_set: str | None


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """What is known of the client from meetings, and what is not.

    known: the newest answer to each field
    complete: the share of the fields that are known, in per cent
    unknown: the fields that nothing is known of, with what to ask
    parts_unnamed: the parts in decisions that nobody has: decides, influences, uses, pays or blocks
    levels_unnamed: the levels on which nobody is known: owner, executive, manager or specialist
    """

    known: tuple[GivenAnswer, ...]
    complete: int
    unknown: tuple[UnknownField, ...]
    parts_unnamed: tuple[str, ...]
    levels_unnamed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief is made of; it is private.

    today: the day of the report
    client: who it is
    meeting: the next planned meeting, or null
    standing: where the relationship stands
    contacts: who is there, those who take part in the meeting first, then the likeliest to ask for; not who has left
    talks: the newest touchpoints, notes included
    ours: our open promises
    theirs: their open promises
    needs: the needs that are open or proposed, the weightiest first
    profile: what is known from meetings
    quotes: words of theirs that are of nobody who is there, the newest first
    risks: what may go wrong, the newest first
    personal: what is personal and of nobody who is there, the newest first
    """

    today: date
    client: BriefedClient
    meeting: PlannedMeeting | None
    standing: Standing
    contacts: tuple[BriefedContact, ...]
    talks: tuple[Talk, ...]
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    needs: tuple[ClientNeed, ...]
    profile: ClientProfile
    quotes: tuple[SaidRemark, ...]
    risks: tuple[SaidRemark, ...]
    personal: tuple[SaidRemark, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part in a meeting.

    name: the name
    role: what they do, or null
    level: owner, executive, manager or specialist; null where nobody told
    decision: decides, influences, uses, pays or blocks; null where nobody told
    """

    name: str
    role: str | None
    level: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that was held.

    ref: the reference, e.g. m4
    held_on: the day
    kind: call, email, visit, message, meeting, event, gift or other
    planned_on: the day it was planned for, or null
    goal: what it was for, or null
    question_set: the title of its question set, or null
    """

    ref: str
    held_on: date
    kind: str
    planned_on: date | None
    goal: str | None
    question_set: str | None


@dataclass(frozen=True, slots=True)
class MinutedClient:
    """Whom a meeting was with.

    handle: the short name one types
    name: the name of the client
    """

    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes of a meeting are made of: everything, so they are private.

    today: the day of the report
    client: whom it was with
    meeting: which it was
    present: who took part, also those who have left since
    answers: the answers in the order of the questions, and notes under no question
    needs: the needs that were heard, with what became of them
    ours: our promises of that meeting, with what became of them
    theirs: their promises of that meeting, with what became of them
    quotes: their own words
    risks: what may go wrong
    personal: what is personal
    profile: what is known by today from all meetings, and what is still to be asked
    """

    today: date
    client: MinutedClient
    meeting: HeldMeeting
    present: tuple[Participant, ...]
    answers: tuple[GivenAnswer, ...]
    needs: tuple[ClientNeed, ...]
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    quotes: tuple[SaidRemark, ...]
    risks: tuple[SaidRemark, ...]
    personal: tuple[SaidRemark, ...]
    profile: ClientProfile

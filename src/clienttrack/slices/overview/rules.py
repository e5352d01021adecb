"""What is shown of a client, and in which words the next day of contact is explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clienttrack.dates import days, in_sentence
from clienttrack.profile import Profile
from clienttrack.silence import Silence
from clienttrack.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class AddressShown:
    """An e-mail address or phone number; ``valid`` is false for a phone number kept as typed."""

    kind: str
    label: str | None
    shown: str
    value: str
    valid: bool


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A contact; ``notes`` are personal."""

    id: int
    name: str
    role: str | None
    level: str | None
    decision: str | None
    addresses: tuple[AddressShown, ...]
    notes: str | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """An open promise; ``days_late`` is negative before its day; ``snoozed_until`` is null unless hidden today."""

    ref: str
    text: str
    side: str
    contact: str | None
    due_on: date | None
    days_late: int | None
    repeat: str | None
    snoozed_until: date | None
    snoozed_because: str | None


@dataclass(frozen=True, slots=True)
class TalkShown:
    """A touchpoint and who took part; notes are kept with them but do not count as contact."""

    id: int
    happened_on: date
    kind: str
    direction: str | None
    minutes: int | None
    contacts: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class NeedShown:
    """A need that is open or proposed, since ``status_on``; ``snoozed_until`` is null unless hidden today."""

    ref: str
    text: str
    status: str
    status_on: date
    priority: str
    kano: str | None
    snoozed_until: date | None
    snoozed_because: str | None


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting that is planned, or was held on ``held_on``; ``snoozed_until`` is null unless hidden today."""

    ref: str
    planned_on: date | None
    held_on: date | None
    question_set: str | None
    goal: str | None
    contacts: tuple[str, ...]
    snoozed_until: date | None
    snoozed_because: str | None


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """Something that was said or noted at a meeting; null is a contact or meeting nobody told."""

    text: str
    contact: str | None
    said_on: date
    meeting: str | None


@dataclass(frozen=True, slots=True)
class NextTouch:
    """When a client is to be reached again and why; without a day for one who does not come up any more.

    ``days_late`` is negative before the day; ``snoozed_until`` is null unless the line is hidden today.
    """

    ref: str
    due_on: date | None
    days_late: int | None
    reason: str
    snoozed_until: date | None
    snoozed_because: str | None


@dataclass(frozen=True, slots=True)
class PaidShown:
    """Money in one currency: all of 365 days, or one payment with its day and reference; whole units, exactly."""

    amount: str
    currency: str
    paid_on: date | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything about a client; of the touchpoints only the newest, with the number of all.

    ``stage_told`` is false for a stage worked out from the day work began; ``meetings`` are the planned ones, ``needs``
    those open or proposed, ``paid`` the sums of 365 days by currency; ``quotes``, ``risks`` and ``personal`` are
    remarks from the newest.
    """

    handle: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    industry: str | None
    size: str | None
    source: str | None
    website: str | None
    domains: tuple[str, ...]
    city: str | None
    country: str | None
    language: str | None
    budget: str | None
    preferences: str | None
    decision_style: str | None
    since_on: date | None
    added_on: date
    archived_on: date | None
    paused_until: date | None
    paused_because: str | None
    tier: str | None
    tier_pinned: bool
    stage: str
    stage_told: bool
    stage_told_on: date | None
    lost_reason: str | None
    stage_because: str | None
    cadence: str
    cadence_source: str
    last_touch_on: date | None
    next_touch: NextTouch
    addresses: tuple[AddressShown, ...]
    contacts: tuple[PersonShown, ...]
    tasks: tuple[PromiseShown, ...]
    profile: Profile
    meetings: tuple[MeetingShown, ...]
    last_meeting: MeetingShown | None
    needs: tuple[NeedShown, ...]
    quotes: tuple[RemarkShown, ...]
    risks: tuple[RemarkShown, ...]
    personal: tuple[RemarkShown, ...]
    paid: tuple[PaidShown, ...]
    last_paid: PaidShown | None
    touchpoints: tuple[TalkShown, ...]
    touchpoints_total: int
    tags: tuple[str, ...]
    custom: Mapping[str, str]
    external_ids: tuple[str, ...]
    notes: str | None


def other_domains(client: Overview) -> list[str]:
    """Give the domains that the address of the web site does not name already."""
    return [domain for domain in client.domains if domain not in (client.website or "").casefold()]


def reason(
    silence: Silence, *, today: date, archived_on: date | None, lost: str | None, paused_because: str | None
) -> str:
    """Say in words why a client is to be reached then, or why not at all.

    ``lost`` is the reason of a lost client, empty when none was told.
    """
    if archived_on is not None:
        return f"archived {in_sentence(archived_on, today=today)}"
    if silence.rhythm.stage == Stage.LOST:
        return f"lost: {lost}" if lost else "lost"
    if silence.paused and silence.paused_until is not None:
        why = f": {paused_because}" if paused_because else ""
        return f"paused until {in_sentence(silence.paused_until, today=today)}{why}"
    return silence.in_words(today)


def when(days_late: int) -> str:
    """Say how a day stands to today."""
    if days_late == 0:
        return "today"
    return f"{days(days_late)} late" if days_late > 0 else f"in {days(-days_late)}"

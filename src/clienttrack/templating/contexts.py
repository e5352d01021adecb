"""What templates are given, and nothing else.

Each docstring is what `docs/templates.md` says of a class: a sentence, then a line ``name: what it is`` for each field;
a test holds the lines complete and the page equal to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, slots=True)
class Talk:
    """A touchpoint.

    happened_on: the day
    kind: call, email, visit, message, meeting, event, gift, other or note
    direction: out where we began, in where the client did; null where nobody told
    text: what was logged
    contacts: the names of those who took part
    """

    happened_on: date
    kind: str
    direction: str | None
    text: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """An open promise.

    ref: the reference, e.g. t12
    text: what was promised
    due_on: the day, or null
    late: whether that day has passed
    contact: the name of whom it concerns, or null
    """

    ref: str
    text: str
    due_on: date | None
    late: bool
    contact: str | None


@dataclass(frozen=True, slots=True)
class AddressedClient:
    """What a client may read about themselves.

    name: the name of the client
    """

    name: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up is made of: nothing here is private.

    today: the day of the report
    client: whom it is written to
    greeted: the names of those who took part in the last talk, else of the likeliest contact
    talk: the last contact (a note does not count), or null
    ours: our open promises
    theirs: their open promises
    next_contact_on: the day by which we will be in touch again, null when none is planned or it has passed
    """

    today: date
    client: AddressedClient
    greeted: tuple[str, ...]
    talk: Talk | None
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
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
    """

    name: str
    role: str | None
    level: str | None
    decision: str | None
    addresses: tuple[str, ...]
    notes: str | None


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief is made of; it is private.

    today: the day of the report
    client: who it is
    standing: where the relationship stands
    contacts: who is there, the likeliest to ask for first; those who have left are not
    talks: the newest touchpoints, notes included
    ours: our open promises
    theirs: their open promises
    """

    today: date
    client: BriefedClient
    standing: Standing
    contacts: tuple[BriefedContact, ...]
    talks: tuple[Talk, ...]
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]


# The name of a template, in which * stands for any word, and what it is given.
CONTEXTS: dict[str, type[Any]] = {
    "brief.md.j2": Brief,
    "follow-up.md.j2": FollowUp,
}


def context_of(name: str) -> type[Any] | None:
    """Give what a template of that name is given; ``None`` is a part that others include."""
    return next((context for pattern, context in CONTEXTS.items() if fnmatchcase(name, pattern)), None)


def variables_of(context: object) -> dict[str, Any]:
    """Give the names that a template may use, with their values."""
    return {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]

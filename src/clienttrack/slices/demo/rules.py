"""What the sample book holds, in days counted from the day it is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from clienttrack.errors import Refused

ADDED_BEFORE_WORK = 30


class KeepPathTaken(Refused):
    """The sample book never takes the place of anything."""

    def __init__(self, path: object) -> None:
        super().__init__(f"There is something at '{path}' already. Name a new file for the sample book.")


@dataclass(frozen=True, slots=True)
class SampleContact:
    """A made-up person."""

    name: str
    role: str | None = None
    level: str | None = None
    decision: str | None = None
    email: str | None = None
    phone: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class SampleTouch:
    """A talk some days ago; ``direction`` is ``in`` when they began it."""

    days_ago: int
    kind: str
    direction: str | None
    text: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class SampleTask:
    """A promise for some days ahead; ``kept_days_ago`` is set when it was kept."""

    days_ahead: int
    side: str
    text: str
    repeat: str | None = None
    kept_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class SampleMeeting:
    """A meeting some days ahead, or held or cancelled some days ago.

    ``answers`` are texts by the keys of the question set, ``remarks`` a kind, a text and whose it is.
    """

    questions: str
    with_people: tuple[str, ...]
    planned_ahead: int | None
    held_days_ago: int | None
    cancelled_days_ago: int | None
    because: str | None
    goal: str | None
    answers: Mapping[str, str]
    remarks: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True, slots=True)
class SampleNeed:
    """Something a client wants since some days; ``moves`` are days ago, the status and a reason.

    ``held_days_ago`` names the meeting that brought it up.
    """

    text: str
    origin: str
    priority: str
    kano: str | None
    evidence: str | None
    contact: str | None
    held_days_ago: int | None
    added_days: int
    moves: tuple[tuple[int, str, str | None], ...]


@dataclass(frozen=True, slots=True)
class SamplePayments:
    """Payments of one amount, the newest some days ago and each of the others so many days before the next."""

    days_ago: int
    amount: str
    times: int = 1
    every_days: int = 0

    @property
    def all_days_ago(self) -> Iterator[int]:
        """The days of all of them, the oldest first."""
        return (self.days_ago + self.every_days * number for number in reversed(range(self.times)))


@dataclass(frozen=True, slots=True)
class SampleRating:
    """A factor of the value score, rated from 1 to 5 some days ago."""

    factor: str
    rating: int
    days_ago: int
    because: str | None = None


@dataclass(frozen=True, slots=True)
class SampleStep:
    """A step of the playbook that fell some days ago, or falls ahead; ``kept_days_ago`` is set when it was kept."""

    key: str
    days_ago: int
    kept_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class SampleClient:
    """A made-up client; ``columns`` are its own plain fields, all other days are counted from the day it is made."""

    name: str
    handle: str | None
    kind: str
    tier: str | None
    pinned_because: str | None
    stage: str | None
    lost_reason: str | None
    lost_because: str | None
    referred_by: str | None
    columns: dict[str, str]
    tags: tuple[str, ...]
    since_days: int | None
    added_days: int
    moved_days: int
    paused_days: int | None
    paused_because: str | None
    snoozed_days: int | None
    snoozed_because: str | None
    contacts: tuple[SampleContact, ...]
    touches: tuple[SampleTouch, ...]
    tasks: tuple[SampleTask, ...]
    meetings: tuple[SampleMeeting, ...]
    needs: tuple[SampleNeed, ...]
    payments: tuple[SamplePayments, ...]
    ratings: tuple[SampleRating, ...]
    steps: tuple[SampleStep, ...]


PLAIN = (
    *("industry", "size", "source", "website", "city", "country", "language"),
    *("preferences", "notes", "cadence"),
)


def sample_client(table: Mapping[str, Any]) -> SampleClient:
    """Make a client of its part of the sample file."""
    touches = tuple(_touch(*row) for row in table.get("touches", ()))
    since = table.get("since")
    begun = max([since or 0, *(touch.days_ago for touch in touches)], default=0)
    contacts = [{field.name: person.get(field.name) for field in fields(SampleContact)} for person in table["contacts"]]
    return SampleClient(
        name=table["name"],
        handle=table.get("handle"),
        kind=table.get("kind", "organisation"),
        tier=table.get("tier"),
        pinned_because=table.get("pinned_because"),
        stage=table.get("stage"),
        lost_reason=table.get("lost_reason"),
        lost_because=table.get("lost_because"),
        referred_by=table.get("referred_by"),
        columns={name: table[name] for name in PLAIN if name in table},
        tags=tuple(table.get("tags", ())),
        since_days=since,
        added_days=table.get("added", begun + ADDED_BEFORE_WORK),
        moved_days=table.get("moved", 0),
        paused_days=table.get("paused"),
        paused_because=table.get("paused_because"),
        snoozed_days=table.get("snoozed"),
        snoozed_because=table.get("snoozed_because"),
        contacts=tuple(SampleContact(**person) for person in contacts),
        touches=touches,
        tasks=(
            *(SampleTask(-days, side, text, None, kept) for days, side, text, kept in table.get("kept", ())),
            *(SampleTask(*row) for row in table.get("tasks", ())),
        ),
        meetings=tuple(map(_meeting, table.get("meetings", ()))),
        needs=tuple(map(_need, table.get("needs", ()))),
        payments=tuple(SamplePayments(*row) for row in table.get("payments", ())),
        ratings=tuple(SampleRating(*row) for row in table.get("ratings", ())),
        steps=tuple(SampleStep(*row) for row in table.get("steps", ())),
    )


def _meeting(told: Mapping[str, Any]) -> SampleMeeting:
    return SampleMeeting(
        questions=told["questions"],
        with_people=tuple(told.get("with", ())),
        planned_ahead=told.get("planned"),
        held_days_ago=told.get("held"),
        cancelled_days_ago=told.get("cancelled"),
        because=told.get("because"),
        goal=told.get("goal"),
        answers=told.get("answers", {}),
        remarks=tuple((kind, text, whose[0] if whose else None) for kind, text, *whose in told.get("remarks", ())),
    )


def _need(told: Mapping[str, Any]) -> SampleNeed:
    return SampleNeed(
        text=told["text"],
        origin=told.get("origin", "stated"),
        priority=told.get("priority", "normal"),
        kano=told.get("kano"),
        evidence=told.get("evidence"),
        contact=told.get("contact"),
        held_days_ago=told.get("held"),
        added_days=told.get("added", told.get("held", 0)),
        moves=tuple(
            (days, status, because[0] if because else None) for days, status, *because in told.get("moves", ())
        ),
    )


def _touch(days_ago: int, kind: str, text: str, contact: str | None = None) -> SampleTouch:
    word, _, direction = kind.partition(" ")
    return SampleTouch(days_ago, word, direction or None, text, contact)


def ago(days: int, today: date) -> date:
    """Give the day that many days before today."""
    return today - timedelta(days=days)


def way_on(kept: str | None) -> str:
    """Say how to go on from the sample book, kept or gone."""
    if kept is None:
        return "This book is gone now. Keep one to try everything on: clienttrack demo --keep demo.db"
    return f"The sample book is kept. Go on with: clienttrack --db {kept} due"

"""Filling the sample book: through the actions of the commands, and where those know only today, in plain rows."""

from dataclasses import dataclass
from datetime import date

from clienttrack.book import Change
from clienttrack.cadence import parse_repeat
from clienttrack.slices.clients.actions import add_client
from clienttrack.slices.clients.actions.tiers import move_tier
from clienttrack.slices.contacts.actions import add_contact
from clienttrack.slices.contacts.rules import LabelledAddress
from clienttrack.slices.demo import files
from clienttrack.slices.demo.rules import SampleClient, SampleContact, SampleTask, ago
from clienttrack.slices.tasks.actions import add_task, finish_task
from clienttrack.slices.touchpoints.actions import log_touchpoint
from clienttrack.vocabulary import (
    ClientKind,
    DecisionPart,
    Direction,
    DueKind,
    Level,
    LostReason,
    Side,
    Stage,
    TouchKind,
)


@dataclass(frozen=True, slots=True)
class FilledBook:
    """The sample book, filled."""

    clients: int
    today: date


def fill_book(change: Change) -> FilledBook:
    """Write the sample clients with their people, talks and promises, seen from the day of the change."""
    samples = files.sample_clients()
    tiers = {row["name"]: row["id"] for row in change.rows("SELECT id, name FROM tier")}
    for sample in samples:
        client_id = _add_client(change, sample, tiers)
        people = {person.name: _add_contact(change, client_id, person, sample) for person in sample.contacts}
        for touch in sorted(sample.touches, key=lambda touch: -touch.days_ago):
            log_touchpoint(
                change,
                client_id=client_id,
                text=touch.text,
                kind=TouchKind(touch.kind),
                happened_on=ago(touch.days_ago, change.today),
                contact_ids=[people[touch.contact]] if touch.contact else [],
                direction=Direction(touch.direction) if touch.direction else None,
            )
        for task in sample.tasks:
            _add_task(change, client_id, task)
        _hide(change, client_id, sample)
    return FilledBook(len(samples), change.today)


def _add_client(change: Change, sample: SampleClient, tiers: dict[str, int]) -> int:
    added = add_client(
        change,
        name=sample.name,
        handle=sample.handle,
        kind=ClientKind(sample.kind),
        tags=sample.tags,
        **sample.columns,  # type: ignore[arg-type]
    )
    added_on = ago(sample.added_days, change.today)
    since_on = None if sample.since_days is None else ago(sample.since_days, change.today)
    change.amend("client", added.id, added_on=added_on, since_on=since_on, paused_because=sample.paused_because)
    if sample.tier is not None:
        move_tier(change, added.id, tiers[sample.tier], moved_on=added_on)
    if sample.paused_days is not None:
        change.amend("client", added.id, paused_until=ago(-sample.paused_days, change.today))
    if sample.stage is not None:
        _tell_stage(change, added.id, sample, Stage(sample.stage))
    return added.id


def _tell_stage(change: Change, client_id: int, sample: SampleClient, stage: Stage) -> None:
    moved_on = ago(sample.moved_days, change.today)
    reason = LostReason(sample.lost_reason) if sample.lost_reason else None
    change.amend("client", client_id, told_stage=stage, told_stage_on=moved_on, lost_reason=reason)
    change.add("stage_move", client_id=client_id, stage=stage, moved_on=moved_on, lost_reason=reason)


def _add_contact(change: Change, client_id: int, person: SampleContact, sample: SampleClient) -> int:
    contact = add_contact(
        change,
        client_id=client_id,
        name=person.name,
        role=person.role,
        level=Level(person.level) if person.level else None,
        decision=DecisionPart(person.decision) if person.decision else None,
        emails=[LabelledAddress(person.email, "work")] if person.email else [],
        phones=[LabelledAddress(person.phone, "mobile")] if person.phone else [],
        notes=person.notes,
    )
    change.amend("contact", contact.id, added_on=ago(sample.added_days, change.today))
    return contact.id


def _add_task(change: Change, client_id: int, task: SampleTask) -> None:
    added = add_task(
        change,
        client_id=client_id,
        text=task.text,
        due_on=ago(-task.days_ahead, change.today),
        side=Side(task.side),
        repeat=parse_repeat(task.repeat) if task.repeat else None,
    )
    change.amend("task", added.id, added_on=ago(max(7, 7 - task.days_ahead), change.today))
    if task.kept_days_ago is not None:
        finish_task(change, added.id, done_on=ago(task.kept_days_ago, change.today))


def _hide(change: Change, client_id: int, sample: SampleClient) -> None:
    if sample.snoozed_days is not None:
        change.add(
            "snooze",
            client_id=client_id,
            kind=DueKind.TOUCH,
            record_id=client_id,
            until_on=ago(-sample.snoozed_days, change.today),
            because=sample.snoozed_because,
            set_on=ago(1, change.today),
        )

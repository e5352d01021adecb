"""Filling the sample book: through the actions of the commands, and where those know only today, in plain rows."""

from dataclasses import dataclass
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.cadence import parse_repeat
from clienttrack.slices.clients.actions import add_client
from clienttrack.slices.clients.actions.tiers import move_tier
from clienttrack.slices.contacts.actions import add_contact
from clienttrack.slices.contacts.rules import LabelledAddress
from clienttrack.slices.demo import files
from clienttrack.slices.demo.rules import SampleClient, SampleContact, SampleMeeting, SampleNeed, SampleTask, ago
from clienttrack.slices.needs.actions import add_need
from clienttrack.slices.payments.rules import read_money
from clienttrack.slices.tasks.actions import add_task, finish_task
from clienttrack.slices.touchpoints.actions import log_touchpoint
from clienttrack.vocabulary import (
    ClientKind,
    DecisionPart,
    Direction,
    DueKind,
    KanoClass,
    Level,
    LostReason,
    MeetingStatus,
    NeedOrigin,
    NeedStatus,
    PlaybookStage,
    Priority,
    RemarkKind,
    Side,
    Stage,
    TouchKind,
)
from clienttrack.worded import in_language

MINUTES = {TouchKind.CALL: 25, TouchKind.MEETING: 75, TouchKind.VISIT: 120, TouchKind.EMAIL: 10}


@dataclass(frozen=True, slots=True)
class FilledBook:
    """The sample book, filled."""

    clients: int
    today: date


def fill_book(change: Change, *, currency: str) -> FilledBook:
    """Write the sample clients with their people, talks, promises and payments, seen from the day of the change."""
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
                minutes=MINUTES.get(TouchKind(touch.kind)),
            )
        for task in sample.tasks:
            _add_task(change, client_id, task)
        held = [_add_meeting(change, client_id, meeting, people, sample) for meeting in sample.meetings]
        meetings = {one.held_days_ago: number for one, number in zip(sample.meetings, held, strict=True)}
        for need in sample.needs:
            _add_need(change, client_id, need, people, meetings)
        _add_worth(change, client_id, sample, currency)
        if sample.steps:
            _add_steps(change, client_id, sample)
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
        move_tier(change, added.id, tiers[sample.tier], because=sample.pinned_because, moved_on=added_on)
    if sample.paused_days is not None:
        change.amend("client", added.id, paused_until=ago(-sample.paused_days, change.today))
    if sample.stage is not None:
        _tell_stage(change, added.id, sample, Stage(sample.stage))
    return added.id


def _tell_stage(change: Change, client_id: int, sample: SampleClient, stage: Stage) -> None:
    moved_on = ago(sample.moved_days, change.today)
    reason = LostReason(sample.lost_reason) if sample.lost_reason else None
    change.amend("client", client_id, told_stage=stage, told_stage_on=moved_on, lost_reason=reason)
    change.add(
        "stage_move",
        client_id=client_id,
        stage=stage,
        moved_on=moved_on,
        lost_reason=reason,
        because=sample.lost_because,
    )


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


def _add_task(change: Change, client_id: int, task: SampleTask) -> int:
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
    return added.id


def _add_meeting(
    change: Change, client_id: int, meeting: SampleMeeting, people: dict[str, int], sample: SampleClient
) -> int:
    planned, held, cancelled = (
        None if days is None else ago(days, change.today)
        for days in (
            None if meeting.planned_ahead is None else -meeting.planned_ahead,
            meeting.held_days_ago,
            meeting.cancelled_days_ago,
        )
    )
    over = MeetingStatus.HELD if held else MeetingStatus.CANCELLED
    meeting_id = change.add(
        "meeting",
        client_id=client_id,
        touchpoint_id=change.value(
            "SELECT id FROM touchpoint WHERE client_id = :id AND happened_on = :day", id=client_id, day=held
        ),
        status=over if held or cancelled else MeetingStatus.PLANNED,
        question_set=meeting.questions,
        goal=meeting.goal,
        planned_on=planned or held,
        held_on=held,
        cancelled_on=cancelled,
        because=meeting.because,
        added_on=min(day for day in (planned, held, cancelled, ago(7, change.today)) if day is not None),
    )
    for name in meeting.with_people:
        change.add("meeting_contact", meeting_id=meeting_id, contact_id=people[name])
    _add_what_was_said(change, {"client_id": client_id, "meeting_id": meeting_id}, meeting, people, sample, held)
    return meeting_id


def _add_what_was_said(
    change: Change,
    said: dict[str, int],
    meeting: SampleMeeting,
    people: dict[str, int],
    sample: SampleClient,
    held: date | None,
) -> None:
    questions = files.questions_of(meeting.questions)
    for key, text in meeting.answers.items():
        asked = in_language(questions[key].words, sample.columns["language"])
        change.add(
            "answer",
            contact_id=people[meeting.with_people[0]],
            field=questions[key].field,
            question=key,
            asked=asked,
            text=text,
            answered_on=held,
            **said,
        )
    for kind, text, whose in meeting.remarks:
        contact_id = people[whose] if whose else None
        change.add("remark", kind=RemarkKind(kind), text=text, said_on=held, contact_id=contact_id, **said)


def _add_need(
    change: Change, client_id: int, need: SampleNeed, people: dict[str, int], meetings: dict[int | None, int]
) -> None:
    need_id = add_need(
        change,
        client_id=client_id,
        text=need.text,
        origin=NeedOrigin(need.origin),
        priority=Priority(need.priority),
        kano=KanoClass(need.kano) if need.kano else None,
        evidence=need.evidence,
        contact_id=people[need.contact] if need.contact else None,
        meeting_id=None if need.held_days_ago is None else meetings[need.held_days_ago],
    )
    added_on = ago(need.added_days, change.today)
    change.amend("need", need_id, added_on=added_on, status_on=added_on)
    for days, word, because in need.moves:
        status, moved_on = NeedStatus(word), ago(days, change.today)
        change.amend("need", need_id, status=status, status_on=moved_on)
        change.add("need_move", client_id=client_id, need_id=need_id, status=status, moved_on=moved_on, because=because)


def _add_worth(change: Change, client_id: int, sample: SampleClient, currency: str) -> None:
    for paid in sample.payments:
        minor, code = read_money(paid.amount, None, currency)
        for days in paid.all_days_ago:
            day = ago(days, change.today)
            change.add("payment", client_id=client_id, paid_on=day, added_on=day, amount=minor, currency=code)
    for rated in sample.ratings:
        change.add(
            "rating",
            client_id=client_id,
            factor=rated.factor,
            rating=rated.rating,
            rated_on=ago(rated.days_ago, change.today),
            because=rated.because,
        )
    if sample.referred_by is not None:
        by, told_on = lookup.client(change, sample.referred_by), ago(sample.added_days, change.today)
        change.add("referral", client_id=by.id, referred_id=client_id, told_on=told_on)


def _add_steps(change: Change, client_id: int, sample: SampleClient) -> None:
    playbook = files.sample_playbook()
    words = {step.key: step.words for step in playbook.steps[PlaybookStage.ACTIVATION]}
    for step in sample.steps:
        text = in_language(words[step.key], sample.columns["language"])
        task_id = _add_task(change, client_id, SampleTask(-step.days_ago, Side.OURS, text, None, step.kept_days_ago))
        change.add(
            "playbook_step",
            client_id=client_id,
            task_id=task_id,
            playbook=playbook.name,
            stage=PlaybookStage.ACTIVATION,
            step=step.key,
            falls_on=ago(step.days_ago, change.today),
        )


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

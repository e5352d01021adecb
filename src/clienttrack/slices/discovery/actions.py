"""How a meeting is held: what was said in it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.forms import FormLayout
from clienttrack.notes.names import People, signed, spoken
from clienttrack.notes.records import NEEDS, SAID, RecordKind
from clienttrack.notes.sections import NewRecord
from clienttrack.questions import BrokenSet, QuestionSet
from clienttrack.slices.discovery.queries import Arranged, arranged, as_form, people_named
from clienttrack.slices.discovery.rules import holding as rules
from clienttrack.slices.discovery.rules.notes import Heard, Notes, heard, plain
from clienttrack.slices.meetings.actions.held import record_held
from clienttrack.slices.meetings.queries.cards import MeetingCard, meeting_card
from clienttrack.slices.meetings.queries.corrections import correction
from clienttrack.slices.meetings.rules.telling import Command, Correction
from clienttrack.slices.needs.actions import add_need
from clienttrack.slices.tasks.actions import add_task
from clienttrack.slices.touchpoints.actions import log_touchpoint
from clienttrack.vocabulary import NeedOrigin, Priority, Side
from clienttrack.worded import in_language

# What somebody says is the only participant's where nobody is named; promises and risks are nobody's then.
OF_WHOM_TOOK_PART = frozenset(RecordKind) - {RecordKind.RISK}


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that was written down: what came of it, how it was arranged, and what of the notes is to be looked at.

    ``correction`` says how it is corrected; ``strange`` are the headings that are no questions, ``doubts`` sentences
    about lines.
    """

    card: MeetingCard
    arranged: Arranged
    correction: Correction | None
    strange: list[str]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """The meeting that is being written down, and who is meant by each name in the notes."""

    id: int
    client_id: int
    touchpoint_id: int
    holding: rules.Holding
    alone: int | None
    people: People


def hold_meeting(
    change: Change,
    holding: rules.Holding,
    notes: Notes,
    *,
    sets: Sequence[QuestionSet | BrokenSet],
    language: str,
    command: Command,
) -> HeldMeeting:
    """Write down what was said in a meeting and log it as contact.

    ``command`` gives a command as the user types it. Raises ``NothingNew``, ``UnknownName``, ``AmbiguousName`` or what
    ``arranged`` and the actions of tasks, needs and touchpoints raise.
    """
    found = arranged(
        change, holding, sets=sets, notes=notes.text, today=change.today, language=language, command=command
    )
    layout, notes = FormLayout(found.questions), as_form(found, holding, notes)
    news = heard(layout, notes, held_on=holding.held_on)
    if news.nothing:
        raise rules.NothingNew(command)
    people = people_named(change, news, found.client.id)
    held = _written(change, found, holding, notes.text, people)
    _write_answers(change, held, found, news)
    for record in news.records:
        _write_record(change, held, record)
    strange = layout.strange(plain(notes.text), notes.title, notes.known.values())
    how = correction(change, held.id, sets=sets, language=language)
    return HeldMeeting(meeting_card(change, held.id), found, how, strange, news.doubts)


def _written(change: Change, found: Arranged, holding: rules.Holding, form: str, people: People) -> _Held:
    """Write down the meeting itself and the touchpoint."""
    touchpoint = log_touchpoint(
        change,
        client_id=found.client.id,
        # A client may get to read it, where a book that came in does not know that it is of a meeting.
        text=in_language(found.questions.title, found.language),
        kind=holding.kind,
        happened_on=holding.held_on,
        contact_ids=found.contacts,
    )
    meeting_id = record_held(
        change,
        found.meeting.id if found.meeting else None,
        client_id=found.client.id,
        held_on=holding.held_on,
        question_set=found.questions.name,
        form=form,
        touchpoint_id=touchpoint.id,
        contact_ids=found.contacts,
    )
    alone = found.contacts[0] if len(found.contacts) == 1 else None
    return _Held(meeting_id, found.client.id, touchpoint.id, holding, alone, people)


def _write_answers(change: Change, held: _Held, found: Arranged, news: Heard) -> None:
    asked = {one.key: one for one in found.questions.questions}
    for answer in news.answers:
        question = asked.get(answer.key or "")
        named = {held.people[name.words].id for name in answer.names}
        change.add(
            "answer",
            client_id=held.client_id,
            meeting_id=held.id,
            contact_id=named.pop() if len(named) == 1 else held.alone if not named else None,
            field=None if question is None else question.field,
            question=None if question is None else question.key,
            asked=None if question is None else in_language(question.words, found.language),
            text=spoken(answer.text, held.people) or answer.text,
            answered_on=held.holding.held_on,
        )


def _write_record(change: Change, held: _Held, record: NewRecord) -> None:
    line = record.line
    text, contact = signed(line.text, held.people, headed=line.kind in SAID)
    contact_id = None if contact is None else contact.id
    if contact_id is None and line.kind in OF_WHOM_TOOK_PART and not record.names:
        contact_id = held.alone
    if line.kind in NEEDS:
        add_need(
            change,
            client_id=held.client_id,
            text=text if line.told_day is None else f"{text} {line.told_day}",
            origin=NeedOrigin.IMPLIED if line.kind is RecordKind.IMPLIED else NeedOrigin.STATED,
            priority=line.priority or Priority.NORMAL,
            contact_id=contact_id,
            meeting_id=held.id,
            heard_on=held.holding.held_on,
        )
    elif line.kind in {RecordKind.TASK, RecordKind.THEIRS}:
        add_task(
            change,
            client_id=held.client_id,
            text=text,
            due_on=line.by,
            side=Side.THEIRS if line.kind is RecordKind.THEIRS else Side.OURS,
            contact_id=contact_id,
            touchpoint_id=held.touchpoint_id,
        )
    else:
        change.add(
            "remark",
            client_id=held.client_id,
            meeting_id=held.id,
            contact_id=contact_id,
            kind=line.kind.value,
            text=text,
            said_on=held.holding.held_on,
        )

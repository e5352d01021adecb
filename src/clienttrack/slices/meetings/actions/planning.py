"""How meetings are planned, changed and cancelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clienttrack import lookup, questions
from clienttrack.book import Change
from clienttrack.edits import FieldChange, differences
from clienttrack.served import served
from clienttrack.slices.meetings import queries
from clienttrack.slices.meetings.queries import MeetingLine
from clienttrack.slices.meetings.rules import planning
from clienttrack.slices.meetings.rules.planning import Edit, NobodyToMeet
from clienttrack.vocabulary import DueKind, MeetingStatus


@dataclass(frozen=True, slots=True)
class EditedMeeting:
    """A planned meeting as it stands now, and what changed, field by field."""

    meeting: MeetingLine
    changes: tuple[FieldChange, ...]


def plan_meeting(
    change: Change,
    *,
    client: str,
    planned_on: date,
    question_set: str | None,
    contacts: Sequence[str],
    goal: str | None,
    settings_path: Path,
) -> MeetingLine:
    """Plan a meeting; without a set the questions are chosen when it is held.

    Raises what look-ups of client, contact and set raise, or ``NobodyToMeet``.
    """
    found = lookup.client(change, client)
    whom = served(change, found.id)
    if whom.laid_aside:
        raise NobodyToMeet(whom)
    if question_set is not None:
        questions.question_set(settings_path, question_set)
    people = _contacts_meant(change, contacts, found.id)
    meeting_id = change.add(
        "meeting",
        client_id=found.id,
        status=MeetingStatus.PLANNED,
        question_set=question_set,
        goal=planning.told(goal),
        planned_on=planned_on,
        added_on=change.today,
    )
    note_contacts(change, meeting_id, people)
    return queries.meeting_line(change, meeting_id)


def edit_meeting(change: Change, meeting_id: int, edit: Edit, *, settings_path: Path) -> EditedMeeting:
    """Change a planned meeting; one that is moved to another day is no longer snoozed.

    Raises ``UnknownMeeting``, ``MeetingHeld``, ``MeetingCancelled`` or what look-ups of set and contact raise.
    """
    meeting = queries.planned_meeting(change, meeting_id, today=change.today)
    before = queries.meeting_line(change, meeting_id)
    if edit.questions:
        questions.question_set(settings_path, edit.questions)
    values = {
        "planned_on": edit.planned_on or meeting.planned_on,
        "question_set": meeting.question_set if edit.questions is None else planning.told(edit.questions),
        "goal": meeting.goal if edit.goal is None else planning.told(edit.goal),
    }
    change.amend("meeting", meeting_id, **values)
    if edit.contacts is not None:
        note_contacts(
            change, meeting_id, _contacts_meant(change, [one for one in edit.contacts if one], meeting.client_id)
        )
    if values["planned_on"] != meeting.planned_on:
        change.end_snooze(DueKind.MEETING, meeting_id)
    after = queries.meeting_line(change, meeting_id)
    return EditedMeeting(after, differences(before, after))


def cancel_meeting(change: Change, meeting_id: int, *, because: str | None) -> MeetingLine:
    """Call a planned meeting off; raises ``UnknownMeeting``, ``MeetingHeld`` or ``MeetingCancelled``."""
    queries.planned_meeting(change, meeting_id, today=change.today)
    told = {"cancelled_on": change.today, "because": planning.told(because)}
    change.amend("meeting", meeting_id, status=MeetingStatus.CANCELLED, **told)
    change.end_snooze(DueKind.MEETING, meeting_id)
    return queries.meeting_line(change, meeting_id)


def _contacts_meant(change: Change, contacts: Iterable[str], client_id: int) -> tuple[int, ...]:
    """Give the numbers of a client's contacts, each once; raises ``UnknownContact`` or ``AmbiguousContact``."""
    return tuple(dict.fromkeys(lookup.contact(change, words, client_id=client_id).id for words in contacts))


def note_contacts(change: Change, meeting_id: int, people: Iterable[int]) -> None:
    """Write down who takes part, in place of those who did."""
    people = tuple(people)
    if people == queries.contact_ids(change, meeting_id):
        return
    change.run("DELETE FROM meeting_contact WHERE meeting_id = :id", id=meeting_id)
    for contact_id in people:
        change.add("meeting_contact", meeting_id=meeting_id, contact_id=contact_id)

"""How it is written down that a meeting took place."""

from collections.abc import Iterable
from datetime import date

from clienttrack.book import Change
from clienttrack.slices.meetings.actions.planning import note_contacts
from clienttrack.vocabulary import DueKind, MeetingStatus


def record_held(
    change: Change,
    meeting_id: int | None,
    *,
    client_id: int,
    held_on: date,
    question_set: str,
    form: str,
    touchpoint_id: int,
    contact_ids: Iterable[int],
) -> int:
    """Write down that a planned meeting took place, or one that nobody had planned, and give its number."""
    values: dict[str, str | int | date | None] = {
        "touchpoint_id": touchpoint_id,
        "status": MeetingStatus.HELD,
        "question_set": question_set,
        "form": form,
        "held_on": held_on,
    }
    if meeting_id is None:
        meeting_id = change.add("meeting", client_id=client_id, added_on=change.today, **values)
    else:
        change.amend("meeting", meeting_id, **values)
        change.end_snooze(DueKind.MEETING, meeting_id)
    note_contacts(change, meeting_id, contact_ids)
    return meeting_id

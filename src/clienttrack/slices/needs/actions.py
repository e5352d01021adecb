"""How needs are written down, changed and moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Change, Reader
from clienttrack.edits import FieldChange, checked_word, differences
from clienttrack.served import served
from clienttrack.settings import Settings
from clienttrack.slices.needs import queries, rules
from clienttrack.slices.needs.queries import NeedLine
from clienttrack.slices.needs.rules import Edit, Move
from clienttrack.vocabulary import DueKind, KanoClass, NeedOrigin, NeedStatus, Priority


@dataclass(frozen=True, slots=True)
class EditedNeed:
    """A need that was edited; ``changes`` is empty when everything stays as it was."""

    ref: str
    client: str
    client_name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class MovedNeed:
    """A need that moved from one status to another; ``comes_up_on`` is the day a proposal is asked after."""

    ref: str
    client: str
    client_name: str
    text: str
    was: str
    status: str
    status_on: date
    because: str | None
    comes_up_on: date | None


def add_need(
    change: Change,
    *,
    client_id: int,
    text: str,
    origin: NeedOrigin = NeedOrigin.STATED,
    priority: Priority = Priority.NORMAL,
    kano: KanoClass | None = None,
    evidence: str | None = None,
    contact_id: int | None = None,
    meeting_id: int | None = None,
    heard_on: date | None = None,
) -> int:
    """Write down a need that is open since it was heard, today unless told, and give its number.

    Raises ``EmptyNeed`` or ``ClientNotServed``.
    """
    rules.checked_need(text)
    check_served(change, client_id, NeedStatus.OPEN)
    return change.add(
        "need",
        client_id=client_id,
        contact_id=contact_id,
        meeting_id=meeting_id,
        text=text,
        kano=kano,
        origin=origin,
        priority=priority,
        evidence=evidence,
        status=NeedStatus.OPEN,
        status_on=heard_on or change.today,
        added_on=change.today,
    )


def check_served(reader: Reader, client_id: int, status: NeedStatus) -> None:
    """Raise ``ClientNotServed`` for a need of an archived client, or a proposal to a lost one.

    What a lost client needs may be written down all the same: a talk to win them back is where it is learned.
    """
    client = served(reader, client_id)
    in_the_way = replace(client, lost=client.lost and status is NeedStatus.PROPOSED)
    if in_the_way.laid_aside:
        raise rules.ClientNotServed(in_the_way)


def note_need(
    change: Change,
    *,
    client: str,
    text: str,
    origin: NeedOrigin,
    priority: Priority,
    kano: KanoClass | None,
    evidence: str | None,
    contact: str | None,
    meeting: str | None,
) -> NeedLine:
    """Write down a need of the client, contact and meeting that the words mean."""
    client_id = lookup.client(change, client).id
    need_id = add_need(
        change,
        client_id=client_id,
        text=text,
        origin=origin,
        priority=priority,
        kano=kano,
        evidence=evidence or None,
        contact_id=lookup.contact_or_none(change, contact, client_id=client_id),
        meeting_id=_meeting_id(change, meeting, client_id),
    )
    return queries.need_line(change, need_id)


def edit_need(change: Change, need_id: int, edit: Edit) -> EditedNeed:
    """Change what a need says; its status moves by ``move_needs`` alone.

    Raises ``UnknownNeed``, ``NotTheirMeeting`` or what a contact's look-up raises.
    """
    client_id = queries.need_record(change, need_id).client_id
    before = queries.need_line(change, need_id)
    values: dict[str, str | int | None] = {
        name: getattr(edit, name) for name in ("text", "origin", "priority") if getattr(edit, name) is not None
    }
    if edit.kano is not None:
        values["kano"] = checked_word("--kano", edit.kano, KanoClass) or None
    if edit.evidence is not None:
        values["evidence"] = edit.evidence or None
    if edit.contact is not None:
        values["contact_id"] = lookup.contact_or_none(change, edit.contact, client_id=client_id)
    if edit.meeting is not None:
        values["meeting_id"] = _meeting_id(change, edit.meeting, client_id)
    change.amend("need", need_id, **values)
    changes = differences(before, queries.need_line(change, need_id))
    return EditedNeed(before.ref, before.client, before.client_name, changes)


def _meeting_id(change: Change, words: str | None, client_id: int) -> int | None:
    if not words:
        return None
    number = refs.number_of(words, refs.RefKind.MEETING)
    if number is None or not queries.has_meeting(change, client_id, number):
        raise rules.NotTheirMeeting(words, lookup.client_by_id(change, client_id).handle)
    return number


def move_needs(change: Change, need_ids: Sequence[int], move: Move, *, settings: Settings) -> tuple[MovedNeed, ...]:
    """Move needs to another status, all or none; each move is kept with its day and reason.

    Raises ``UnknownNeed``, ``ClientNotServed`` or what ``rules.checked_move`` raises.
    """
    return tuple([_moved(change, need_id, move, settings) for need_id in need_ids])


def _moved(change: Change, need_id: int, move: Move, settings: Settings) -> MovedNeed:
    record = queries.need_record(change, need_id)
    was = NeedStatus(record.status)
    rules.checked_move(
        record.ref, move, status=was, since=record.status_on, moved=bool(record.moved), today=change.today
    )
    if move.status in rules.AT_WORK:
        check_served(change, record.client_id, move.status)
    change.amend("need", need_id, status=move.status, status_on=move.on)
    change.add(
        "need_move",
        client_id=record.client_id,
        need_id=need_id,
        status=move.status,
        moved_on=move.on,
        because=move.because,
    )
    # The line that was hidden is another one now, or none.
    change.end_snooze(DueKind.NEED, need_id)
    line = queries.need_line(change, need_id)
    return MovedNeed(
        *(line.ref, line.client, line.client_name, line.text, was, move.status, move.on, move.because),
        comes_up_on=queries.comes_up_on(change, need_id, today=change.today, settings=settings),
    )

"""What follow-ups and minutes ask of the book: the meeting they are about, and what was said in it."""

from dataclasses import replace
from datetime import date, timedelta

from clienttrack import refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.names import spoken_name
from clienttrack.quoting import own_words, quotable_talk
from clienttrack.reach import people_of, reach_of
from clienttrack.refs import RefKind
from clienttrack.settings import Settings
from clienttrack.slices.reports import rules
from clienttrack.slices.reports.queries import records
from clienttrack.slices.reports.rules import AskedReport, Sets
from clienttrack.templating.contexts.reports import (
    AgreedPromise,
    FollowUp,
    HeldMeeting,
    MinutedClient,
    Minutes,
    Participant,
    Promise,
    SaidRemark,
    UnderstoodAnswer,
)
from clienttrack.templating.contexts.shared import AddressedClient, Talk
from clienttrack.templating.languages import languages
from clienttrack.vocabulary import ClientKind, MeetingStatus, NeedOrigin, NeedStatus, RemarkKind, TouchKind

_PRESENT = """
    SELECT p.name, p.role, p.level, p.decision, p.client_id, p.left_on
    FROM meeting_contact AS w CROSS JOIN contact AS p ON p.id = w.contact_id WHERE w.meeting_id = :id ORDER BY w.id
"""
_OF_MEETING = """
    SELECT r.*, p.name AS contact FROM {table} AS r LEFT JOIN contact AS p ON p.id = r.contact_id
    WHERE r.meeting_id = :id ORDER BY r.id
"""
_ANSWERS, _NEEDS, _REMARKS = (_OF_MEETING.format(table=table) for table in ("answer", "need", "remark"))


_MEETING = "SELECT m.*, t.kind FROM meeting AS m LEFT JOIN touchpoint AS t ON t.id = m.touchpoint_id WHERE "


def follow_up(reader: Reader, words: str, meeting_words: str | None, *, today: date, settings: Settings) -> AskedReport:
    """Give what a follow-up may hold, and nothing else.

    It is about the meeting that is named, else about the newest that was held if there was no contact on a later day,
    else about the last talk. Raises what ``lookup.client`` raises, and what a named meeting that does not fit raises.
    """
    client = records.client_row(reader, words)
    talks = records.talk_rows(reader, client["id"], notes=False, limit=1)
    meeting = _meeting_to_follow(reader, client, meeting_words, talks)
    took_part = records.took_part(reader, talks) if meeting is None else reader.rows(_PRESENT, id=meeting["id"])
    promises = records.open_promises(reader, client["id"])
    ours, theirs = _agreed([row for row in promises if _made_in(meeting, row)], today)
    other_ours, other_theirs = _agreed([row for row in promises if not _made_in(meeting, row)], today)
    upcoming = records.next_meeting(reader, client["id"], _ahead(today, meeting, talks))
    context = FollowUp(
        today=today,
        sender=settings.mail.name,
        client=AddressedClient(client["name"]),
        greeted=_greeted(reader, client, took_part),
        meeting_on=None if meeting is None else date.fromisoformat(meeting["held_on"]),
        meeting_kind=None if meeting is None else _kind(meeting),
        talk=_quoted(reader, client["id"], talks, took_part) if meeting is None else None,
        understood=() if meeting is None else _understood(reader, meeting),
        needs=() if meeting is None else _stated(reader, meeting),
        ours=ours,
        theirs=theirs,
        other_ours=other_ours,
        other_theirs=other_theirs,
        next_meeting_on=None if upcoming is None else date.fromisoformat(upcoming["planned_on"]),
        next_contact_on=min(
            (one.due_on for one in (*ours, *other_ours) if one.due_on is not None and one.due_on > today), default=None
        ),
    )
    return AskedReport(rules.FOLLOW_UP, client["handle"], client["language"], context)


def minutes(
    reader: Reader, words: str, meeting_words: str | None, *, today: date, settings: Settings, sets: Sets
) -> AskedReport:
    """Give everything about the meeting that is named, else about the newest that was held.

    Raises what ``lookup.client`` raises, what a named meeting that does not fit raises, ``NoMeetingHeld`` and
    ``BrokenQuestions``.
    """
    client = records.client_row(reader, words)
    meeting = _newest_held(reader, client) if meeting_words is None else _named(reader, client, meeting_words)
    if meeting is None:
        raise rules.NoMeetingHeld(client["handle"])
    ours, theirs = records.by_side(records.promises_of_talk(reader, meeting["touchpoint_id"]), today)
    remarks = reader.rows(_REMARKS, id=meeting["id"])
    same = ("name", "role", "level", "decision")
    spoken = languages(client["language"], settings.language)
    context = Minutes(
        today=today,
        client=MinutedClient(client["handle"], client["name"]),
        meeting=_held(meeting, rules.title_of(sets, meeting["question_set"], spoken)),
        present=tuple(
            Participant(**{name: row[name] for name in same}) for row in reader.rows(_PRESENT, id=meeting["id"])
        ),
        answers=tuple(records.answer(row) for row in reader.rows(_ANSWERS, id=meeting["id"])),
        needs=tuple(records.need(row) for row in reader.rows(_NEEDS, id=meeting["id"])),
        ours=ours,
        theirs=theirs,
        quotes=_remarks(remarks, RemarkKind.QUOTE),
        risks=_remarks(remarks, RemarkKind.RISK),
        personal=_remarks(remarks, RemarkKind.PERSONAL),
        profile=records.client_profile(reader, client, meeting["question_set"], sets, spoken),
    )
    return AskedReport(rules.MINUTES, client["handle"], client["language"], context)


def _meeting_to_follow(reader: Reader, client: Row, words: str | None, talks: list[Row]) -> Row | None:
    if words is not None:
        return _named(reader, client, words)
    newest = _newest_held(reader, client)
    if newest is None or not talks or newest["held_on"] >= talks[0]["happened_on"]:
        return newest
    # What holding a meeting has logged is ours: it is never quoted, on whatever day it stands.
    return reader.row(f"{_MEETING} m.touchpoint_id = :id AND +m.status = 'held'", id=talks[0]["id"])


def _ahead(today: date, meeting: Row | None, talks: list[Row]) -> date:
    """Give from which day on a planned meeting is ahead: what was talked about today may have been that meeting."""
    heard_today = str(today) in {meeting and meeting["held_on"], *(one["happened_on"] for one in talks)}
    return today + timedelta(days=heard_today)


def _newest_held(reader: Reader, client: Row) -> Row | None:
    return reader.row(
        f"{_MEETING} m.client_id = :id AND m.status = 'held' ORDER BY +m.held_on DESC, m.id DESC LIMIT 1",
        id=client["id"],
    )


def _named(reader: Reader, client: Row, words: str) -> Row:
    meeting = reader.row(f"{_MEETING} m.id = :id", id=refs.number_of(words, RefKind.MEETING))
    if meeting is None:
        raise rules.UnknownMeeting(words)
    if meeting["client_id"] != client["id"]:
        whose = reader.value("SELECT handle FROM client WHERE id = :id", id=meeting["client_id"])
        raise rules.MeetingOfAnother(refs.meeting(meeting["id"]), whose, client["handle"])
    if meeting["status"] != MeetingStatus.HELD:
        raise rules.MeetingNotHeld(refs.meeting(meeting["id"]), meeting["status"], meeting["planned_on"])
    return meeting


def _kind(meeting: Row) -> str:
    """Give how a meeting was held, as the touch has it that was logged of it."""
    return str(meeting["kind"] or TouchKind.MEETING)


def _held(meeting: Row, title: str | None) -> HeldMeeting:
    return HeldMeeting(
        ref=refs.meeting(meeting["id"]),
        held_on=date.fromisoformat(meeting["held_on"]),
        kind=_kind(meeting),
        planned_on=stored_day(meeting["planned_on"]),
        goal=meeting["goal"],
        question_set=title,
    )


def _greeted(reader: Reader, client: Row, took_part: list[Row]) -> tuple[str, ...]:
    there = [row for row in took_part if row["client_id"] == client["id"] and row["left_on"] is None]
    present = tuple(spoken_name(row["name"]) for row in there)
    if present:
        return present
    likeliest = reach_of(reader, [client["id"]])[client["id"]].contact
    if likeliest is None and client["kind"] == ClientKind.PERSON:
        return (spoken_name(client["name"]),)
    return () if likeliest is None else (spoken_name(likeliest),)


def _agreed(rows: list[Row], today: date) -> tuple[tuple[AgreedPromise, ...], tuple[AgreedPromise, ...]]:
    ours, theirs = records.by_side(rows, today)
    return _readable(ours), _readable(theirs)


def _readable(promises: tuple[Promise, ...]) -> tuple[AgreedPromise, ...]:
    return tuple(AgreedPromise(own_words(one.text), one.due_on, one.late) for one in promises)


def _quoted(reader: Reader, client_id: int, rows: list[Row], took_part: list[Row]) -> Talk | None:
    """Give the last talk as a client may read it."""
    people = people_of(reader, [client_id]).get(client_id, ())
    talks = records.talks(rows, took_part)
    return next((replace(one, text=quotable_talk(one.text, one.kind, people)) for one in talks), None)


def _made_in(meeting: Row | None, promise: Row) -> bool:
    """Tell whether a promise is of a meeting; all are of no meeting."""
    if meeting is None:
        return True
    return meeting["touchpoint_id"] is not None and promise["touchpoint_id"] == meeting["touchpoint_id"]


def _understood(reader: Reader, meeting: Row) -> tuple[UnderstoodAnswer, ...]:
    told: dict[str, list[str]] = {field.value: [] for field in rules.UNDERSTOOD}
    for row in reader.rows(_ANSWERS, id=meeting["id"]):
        if row["field"] in told:
            told[row["field"]].append(row["text"])
    return tuple(UnderstoodAnswer(field, "\n".join(texts)) for field, texts in told.items() if texts)


def _stated(reader: Reader, meeting: Row) -> tuple[str, ...]:
    rows = reader.rows(_NEEDS, id=meeting["id"])
    return tuple(
        row["text"] for row in rows if row["origin"] == NeedOrigin.STATED and row["status"] != NeedStatus.DROPPED
    )


def _remarks(rows: list[Row], kind: RemarkKind) -> tuple[SaidRemark, ...]:
    return tuple(records.remark(row) for row in rows if row["kind"] == kind)

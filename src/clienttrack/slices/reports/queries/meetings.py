"""What follow-ups and minutes ask of the book: the meeting they are about, and what was said in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clienttrack import refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.names import spoken_name
from clienttrack.quoting import is_private, own_words, quotable_talk, to_read_over
from clienttrack.reach import people_of, reach_of
from clienttrack.refs import RefKind
from clienttrack.settings import Settings
from clienttrack.slices.meetings.rules.planning import UnknownMeeting
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
    SELECT p.id, p.name, p.role, p.level, p.decision, p.client_id, p.left_on
    FROM meeting_contact AS w CROSS JOIN contact AS p ON p.id = w.contact_id WHERE w.meeting_id = :id ORDER BY w.id
"""
_OF_MEETING = """
    SELECT r.*, p.name AS contact FROM {table} AS r LEFT JOIN contact AS p ON p.id = r.contact_id
    WHERE r.meeting_id = :id ORDER BY r.id
"""
_ANSWERS, _NEEDS, _REMARKS = (_OF_MEETING.format(table=table) for table in ("answer", "need", "remark"))


_MEETING = "SELECT m.*, t.kind FROM meeting AS m LEFT JOIN touchpoint AS t ON t.id = m.touchpoint_id WHERE "


@dataclass(frozen=True, slots=True)
class _Followed:
    """The meeting or else the talk that a follow-up is about, whom it greets, and who is not spoken of.

    ``readers`` are the numbers of those greeted, as far as they are contacts: what others said or were promised is
    not for them. ``said`` is the row of the last talk, ``notices`` say what of it is kept back.
    """

    client: Row
    meeting: Row | None
    talk: Talk | None
    greeted: tuple[str, ...]
    readers: frozenset[int]
    people: Sequence[str]
    said: list[Row]
    notices: tuple[str, ...]

    def is_theirs(self, row: Row) -> bool:
        """Tell whether what a row holds was said by or promised to nobody else than those who are greeted."""
        return row["contact_id"] is None or row["contact_id"] in self.readers


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was said in a meeting as the client may read it, and what is to be said of the rest."""

    understood: tuple[UnderstoodAnswer, ...] = ()
    needs: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def follow_up(reader: Reader, words: str, meeting_words: str | None, *, today: date, settings: Settings) -> AskedReport:
    """Give what a follow-up may hold, and nothing else; in the notices, what is left out of it and why.

    It is about the meeting that is named, else about the newest that was held if there was no talk on a later day,
    else about the last talk. Raises what ``lookup.client`` raises, and what a named meeting that does not fit raises.
    """
    client = records.client_row(reader, words)
    followed = _followed(reader, client, meeting_words)
    meeting, talk = followed.meeting, followed.talk
    heard = _heard(reader, followed)
    of_playbook, of_client = _parted(records.open_promises(reader, client["id"]))
    promises = [row for row in of_client if followed.is_theirs(row)]
    for_others = [refs.task(row["id"]) for row in of_client if not followed.is_theirs(row)]
    ours, theirs = _agreed([row for row in promises if _made_in(meeting, row)], today)
    other_ours, other_theirs = _agreed([row for row in promises if not _made_in(meeting, row)], today)
    upcoming = records.next_meeting(reader, client["id"], _ahead(today, followed))
    context = FollowUp(
        today=today,
        sender=settings.mail.name,
        client=AddressedClient(client["name"]),
        greeted=followed.greeted,
        meeting_on=None if meeting is None else date.fromisoformat(meeting["held_on"]),
        meeting_kind=None if meeting is None else _kind(meeting),
        talk=talk,
        understood=heard.understood,
        needs=heard.needs,
        ours=ours,
        theirs=theirs,
        other_ours=other_ours,
        other_theirs=other_theirs,
        next_meeting_on=None if upcoming is None else date.fromisoformat(upcoming["planned_on"]),
        next_contact_on=min(
            (one.due_on for one in (*ours, *other_ours) if one.due_on is not None and one.due_on > today), default=None
        ),
    )
    sounding = [refs.task(row["id"]) for row in promises if is_private(row["text"], followed.people)]
    others = (rules.of_others(for_others),) if for_others else ()
    steps = (rules.of_playbook(of_playbook),) if of_playbook else ()
    notices = (*followed.notices, *heard.notices, *others, *steps, *to_read_over(sounding))
    return AskedReport(rules.FOLLOW_UP, client["handle"], client["language"], context, notices)


def _parted(promises: list[Row]) -> tuple[list[str], list[Row]]:
    """Give the references of steps of playbooks, which are for our own eyes, and what was promised."""
    return [refs.task(row["id"]) for row in promises if row["is_step"]], [row for row in promises if not row["is_step"]]


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


def _followed(reader: Reader, client: Row, meeting_words: str | None) -> _Followed:
    said = records.talk_rows(reader, client["id"], notes=False, gifts=False, limit=1)
    meeting = _meeting_to_follow(reader, client, meeting_words, said)
    talks = said or records.talk_rows(reader, client["id"], notes=False, limit=1)
    took_part = records.took_part(reader, talks) if meeting is None else reader.rows(_PRESENT, id=meeting["id"])
    there = [row for row in took_part if row["client_id"] == client["id"] and row["left_on"] is None]
    people = people_of(reader, [client["id"]]).get(client["id"], ())
    greeted, readers = _greeted(reader, client, there)
    followed = _Followed(client, meeting, None, greeted, readers, people, said, ())
    if took_part and not there:
        # Whoever reads it was not there: they are neither thanked nor told what was said.
        what = "the last contact" if meeting is None else refs.meeting(meeting["id"])
        by_day = next((replace(one, text="") for one in records.talks(talks, [])), None)
        return replace(followed, meeting=None, talk=by_day, notices=(rules.nobody_there(what, client["handle"]),))
    if meeting is None and talks:
        [talk] = records.talks(talks, there)
        quoted = quotable_talk(talk.text, talk.kind, people)
        kept_back = talk.text != quoted and own_words(talk.text) and talk.kind != TouchKind.GIFT
        notices = (rules.not_quoted(talk.happened_on, client["handle"]),) if kept_back else ()
        return replace(followed, talk=replace(talk, text=quoted), notices=notices)
    return followed


def _meeting_to_follow(reader: Reader, client: Row, words: str | None, said: list[Row]) -> Row | None:
    if words is not None:
        return _named(reader, client, words)
    newest = _newest_held(reader, client)
    if newest is None or not said or newest["held_on"] >= said[0]["happened_on"]:
        return newest
    # What holding a meeting has logged is ours: it is never quoted, on whatever day it stands.
    return reader.row(f"{_MEETING} m.touchpoint_id = :id AND +m.status = 'held'", id=said[0]["id"])


def _ahead(today: date, followed: _Followed) -> date:
    """Give from which day on a planned meeting is ahead: what was talked about today may have been that meeting."""
    meeting = followed.meeting
    heard_today = str(today) in {meeting and meeting["held_on"], *(one["happened_on"] for one in followed.said)}
    return today + timedelta(days=heard_today)


def _newest_held(reader: Reader, client: Row) -> Row | None:
    return reader.row(
        f"{_MEETING} m.client_id = :id AND m.status = 'held' ORDER BY +m.held_on DESC, m.id DESC LIMIT 1",
        id=client["id"],
    )


def _named(reader: Reader, client: Row, words: str) -> Row:
    meeting = reader.row(f"{_MEETING} m.id = :id", id=refs.number_of(words, RefKind.MEETING))
    if meeting is None:
        raise UnknownMeeting(words)
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


def _greeted(reader: Reader, client: Row, there: list[Row]) -> tuple[tuple[str, ...], frozenset[int]]:
    """Give whom a letter greets, and their numbers if they are contacts: who took part, else whoever is likeliest."""
    if there:
        return tuple(spoken_name(row["name"]) for row in there), frozenset(row["id"] for row in there)
    likeliest = reach_of(reader, [client["id"]])[client["id"]]
    if likeliest.contact is None or likeliest.contact_id is None:
        return ((spoken_name(client["name"]),) if client["kind"] == ClientKind.PERSON else ()), frozenset()
    return (spoken_name(likeliest.contact),), frozenset({likeliest.contact_id})


def _agreed(rows: list[Row], today: date) -> tuple[tuple[AgreedPromise, ...], tuple[AgreedPromise, ...]]:
    ours, theirs = records.by_side(rows, today)
    return _readable(ours), _readable(theirs)


def _readable(promises: tuple[Promise, ...]) -> tuple[AgreedPromise, ...]:
    return tuple(AgreedPromise(own_words(one.text), one.due_on, one.late) for one in promises)


def _made_in(meeting: Row | None, promise: Row) -> bool:
    """Tell whether a promise is of a meeting; all are of no meeting."""
    if meeting is None:
        return True
    return meeting["touchpoint_id"] is not None and promise["touchpoint_id"] == meeting["touchpoint_id"]


def _heard(reader: Reader, followed: _Followed) -> _Heard:
    """Give what was said in the followed meeting and is for all who are greeted."""
    meeting = followed.meeting
    if meeting is None:
        return _Heard()
    answers = [row for row in reader.rows(_ANSWERS, id=meeting["id"]) if row["field"] in rules.UNDERSTOOD]
    needs = [row for row in reader.rows(_NEEDS, id=meeting["id"]) if _is_told(row)]
    told_answers, told_needs = ([row for row in rows if _may_read(row, followed)] for rows in (answers, needs))
    counts = len(answers) - len(told_answers), len(needs) - len(told_needs)
    where = (followed.client["handle"], refs.meeting(meeting["id"]))
    notices = (rules.left_out(*counts, *where),) if any(counts) else ()
    return _Heard(_understood(told_answers), tuple(row["text"] for row in told_needs), notices)


def _may_read(row: Row, followed: _Followed) -> bool:
    return followed.is_theirs(row) and not is_private(row["text"], followed.people)


def _is_told(need: Row) -> bool:
    return bool(need["origin"] == NeedOrigin.STATED and need["status"] != NeedStatus.DROPPED)


def _understood(answers: list[Row]) -> tuple[UnderstoodAnswer, ...]:
    told: dict[str, list[str]] = {field.value: [] for field in rules.UNDERSTOOD}
    for row in answers:
        told[row["field"]].append(row["text"])
    return tuple(UnderstoodAnswer(field, "\n".join(texts)) for field, texts in told.items() if texts)


def _remarks(rows: list[Row], kind: RemarkKind) -> tuple[SaidRemark, ...]:
    return tuple(records.remark(row) for row in rows if row["kind"] == kind)

"""What a brief asks of the book."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.reach import CONTACT_ORDER
from clienttrack.settings import Settings
from clienttrack.silence import Silence
from clienttrack.slices.reports import rules
from clienttrack.slices.reports.queries import records
from clienttrack.slices.reports.rules import AskedReport, Sets
from clienttrack.templating.contexts.reports import (
    Brief,
    BriefedClient,
    BriefedContact,
    ClientNeed,
    GivenAnswer,
    PlannedMeeting,
    SaidRemark,
    Standing,
)
from clienttrack.templating.languages import languages
from clienttrack.vocabulary import RemarkKind

TALKS_IN_BRIEF = 6

_CONTACTS = f"""
    SELECT p.id, p.name, p.role, p.level, p.decision, p.notes,
        EXISTS (SELECT 1 FROM meeting_contact WHERE meeting_id = :meeting_id AND contact_id = p.id) AS takes_part
    FROM contact AS p
    WHERE p.client_id = :id AND p.left_on IS NULL ORDER BY takes_part DESC, {CONTACT_ORDER}
"""
_ADDRESSES = """
    SELECT contact_id, shown FROM address
    WHERE client_id = :id AND contact_id IS NOT NULL ORDER BY kind = 'phone' DESC, valid DESC, +id
"""
_NEEDS = """
    SELECT n.*, p.name AS contact FROM need AS n LEFT JOIN contact AS p ON p.id = n.contact_id
    WHERE n.client_id = :id AND n.status IN ('open', 'proposed') ORDER BY +n.status_on, n.id
"""
_REMARKS = """
    SELECT r.*, p.name AS contact, p.id IS NOT NULL AND p.left_on IS NULL AND p.client_id = r.client_id AS is_there
    FROM remark AS r LEFT JOIN contact AS p ON p.id = r.contact_id
    WHERE r.client_id = :id ORDER BY +r.said_on DESC, r.id DESC
"""
_ANSWERS = """
    SELECT a.*, p.name AS contact FROM answer AS a LEFT JOIN contact AS p ON p.id = a.contact_id
    WHERE a.client_id = :id AND a.field IS NOT NULL ORDER BY a.answered_on DESC, a.id DESC
"""


def brief(reader: Reader, words: str, *, today: date, settings: Settings, sets: Sets) -> AskedReport:
    """Give everything that helps before a meeting; raises what ``lookup.client`` raises, and ``BrokenQuestions``."""
    client = records.client_row(reader, words)
    meeting = records.next_meeting(reader, client["id"], today)
    talks = records.talk_rows(reader, client["id"], notes=True, limit=TALKS_IN_BRIEF)
    ours, theirs = records.by_side(records.open_promises(reader, client["id"]), today)
    needs = _needs(reader, client["id"])
    remarks = reader.rows(_REMARKS, id=client["id"])
    question_set = None if meeting is None else meeting["question_set"]
    spoken = languages(client["language"], settings.language)
    context = Brief(
        today=today,
        client=_briefed(reader, client),
        meeting=None if meeting is None else _planned(meeting, rules.title_of(sets, question_set, spoken)),
        standing=_standing(records.silence_of(reader, client["id"], today, settings), today),
        contacts=_contacts(reader, client["id"], meeting, _Heard.of(reader, client["id"], needs, remarks)),
        talks=records.talks(talks, records.took_part(reader, talks)),
        ours=ours,
        theirs=theirs,
        needs=tuple(records.need(row) for row in needs),
        profile=records.client_profile(reader, client, question_set, sets, spoken),
        quotes=_of_nobody(remarks, RemarkKind.QUOTE),
        risks=tuple(records.remark(row) for row in remarks if row["kind"] == RemarkKind.RISK),
        personal=_of_nobody(remarks, RemarkKind.PERSONAL),
    )
    return AskedReport(rules.BRIEF, client["handle"], client["language"], context)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was heard from each contact, by its number."""

    needs: dict[int | None, list[ClientNeed]]
    quotes: dict[int | None, list[SaidRemark]]
    personal: dict[int | None, list[SaidRemark]]
    answers: dict[int | None, list[GivenAnswer]]

    @classmethod
    def of(cls, reader: Reader, client_id: int, needs: Sequence[Row], remarks: Sequence[Row]) -> "_Heard":
        heard = cls(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
        for row in needs:
            heard.needs[row["contact_id"]].append(records.need(row))
        kinds = {RemarkKind.QUOTE: heard.quotes, RemarkKind.PERSONAL: heard.personal}
        for row in remarks:
            if row["kind"] in kinds:
                kinds[row["kind"]][row["contact_id"]].append(records.remark(row))
        for row in _answered_since(reader.rows(_ANSWERS, id=client_id)):
            heard.answers[row["contact_id"]].append(records.answer(row))
        return heard


def _answered_since(rows: Sequence[Row]) -> list[Row]:
    """Give of the answers, newest first, each contact's own newest to a field that somebody else has answered since."""
    answered: set[str] = set()
    told: set[tuple[int, str]] = set()
    since = []
    for row in rows:
        key = (row["contact_id"], row["field"])
        if row["field"] in answered and row["contact_id"] is not None and key not in told:
            since.append(row)
        answered.add(row["field"])
        told.add(key)
    return since


def _needs(reader: Reader, client_id: int) -> list[Row]:
    rows = reader.rows(_NEEDS, id=client_id)
    return sorted(rows, key=lambda row: rules.WEIGHTIEST_FIRST.index(row["priority"]))


def _of_nobody(remarks: Sequence[Row], kind: RemarkKind) -> tuple[SaidRemark, ...]:
    return tuple(records.remark(row) for row in remarks if row["kind"] == kind and not row["is_there"])


def _planned(meeting: Row, title: str | None) -> PlannedMeeting:
    day = date.fromisoformat(meeting["planned_on"])
    return PlannedMeeting(refs.meeting(meeting["id"]), day, meeting["goal"], title)


def _briefed(reader: Reader, client: Row) -> BriefedClient:
    same = ("handle", "name", "kind", "industry", "size", "website", "city", "country", "language", "preferences")
    custom = reader.rows("SELECT name, value FROM custom_field WHERE client_id = :id ORDER BY name", id=client["id"])
    return BriefedClient(
        **{name: client[name] for name in (*same, "decision_style", "notes")},
        since_on=stored_day(client["since_on"]),
        tags=lookup.tags_of(reader, client["id"]),
        custom={row["name"]: row["value"] for row in custom},
    )


def _standing(silence: Silence, today: date) -> Standing:
    return Standing(
        tier=silence.rhythm.tier,
        stage=silence.rhythm.stage,
        cadence=str(silence.rhythm.interval),
        days_allowed=silence.interval_days,
        cadence_source=silence.rhythm.source,
        last_touch_on=silence.last_touch_on,
        days_silent=(today - silence.anchor_on).days,
        due_on=silence.due_on if silence.listed else None,
        days_late=silence.days_late if silence.listed else None,
        paused_until=silence.paused_until if silence.paused else None,
    )


def _contacts(reader: Reader, client_id: int, meeting: Row | None, heard: _Heard) -> tuple[BriefedContact, ...]:
    addresses = defaultdict(list)
    for row in reader.rows(_ADDRESSES, id=client_id):
        addresses[row["contact_id"]].append(row["shown"])
    same = ("name", "role", "level", "decision", "notes")
    return tuple(
        BriefedContact(
            **{name: row[name] for name in same},
            takes_part=bool(row["takes_part"]),
            addresses=tuple(addresses[row["id"]]),
            needs=tuple(heard.needs[row["id"]]),
            quotes=tuple(heard.quotes[row["id"]]),
            answers=tuple(heard.answers[row["id"]]),
            personal=tuple(heard.personal[row["id"]]),
        )
        for row in reader.rows(_CONTACTS, id=client_id, meeting_id=None if meeting is None else meeting["id"])
    )

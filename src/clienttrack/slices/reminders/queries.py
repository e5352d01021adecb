"""What reminders ask of the book: the morning list as `due` gives it, and a fixed number of questions about it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from clienttrack import lookup
from clienttrack.book import Reader, Row
from clienttrack.cadence import Interval, due_on
from clienttrack.settings import Settings
from clienttrack.slices.due import queries as morning
from clienttrack.slices.due.queries.morning import Wanted
from clienttrack.slices.due.rules import DueLine, FoundLine, FoundList, by_client
from clienttrack.slices.reminders import rules
from clienttrack.slices.reminders.rules import Asked, LeftOut, Unmade, UnmadeReminders
from clienttrack.templating.contexts import (
    AddressedClient,
    ClientReminder,
    Digest,
    DigestBlock,
    MorningLine,
    MyReminder,
    Pause,
    PersonalRemark,
    ReachedClient,
    RemindedMeeting,
    RemindedNeed,
    RemindedPromise,
    Talk,
)
from clienttrack.vocabulary import LAST_CONTACT, DueKind, NeedOrigin, Recipient

MOST_REMARKS = 3
Records = Mapping[DueKind, Mapping[int, Row]]

_ASKED = "IN (SELECT value FROM json_each(:ids))"
_RECORDS = {
    DueKind.TASK: f"SELECT id, text, side FROM task WHERE id {_ASKED}",
    DueKind.MEETING: f"SELECT id, goal FROM meeting WHERE id {_ASKED}",
    DueKind.NEED: f"SELECT id, text, origin, status_on FROM need WHERE id {_ASKED}",
    DueKind.PAUSED: f"SELECT id, paused_until, paused_because FROM client WHERE id {_ASKED}",
}
# A contact knows of the talks they took part in, and of those where nobody is named.
_TALKS = """
    SELECT a.key AS place, t.id, t.happened_on, t.kind, t.direction, t.text,
        EXISTS (SELECT 1 FROM meeting AS m WHERE m.touchpoint_id = t.id) AS of_meeting
    FROM json_each(:pairs) AS a CROSS JOIN touchpoint AS t ON t.id = (
        SELECT x.id FROM touchpoint AS x
        WHERE x.client_id = json_extract(a.value, '$[0]') AND x.kind <> 'note' AND (
            :all_of_them
            OR NOT EXISTS (SELECT 1 FROM touchpoint_contact AS w WHERE w.touchpoint_id = x.id)
            OR EXISTS (
                SELECT 1 FROM touchpoint_contact AS w
                WHERE w.touchpoint_id = x.id AND w.contact_id = json_extract(a.value, '$[1]')
            )
        )
        ORDER BY x.happened_on DESC, +x.id DESC LIMIT 1
    )
"""
_TOOK_PART = f"""
    SELECT w.touchpoint_id, p.name FROM touchpoint_contact AS w CROSS JOIN contact AS p ON p.id = w.contact_id
    WHERE w.touchpoint_id {_ASKED} ORDER BY w.id
"""
_EMAILS_OF_CONTACTS = f"""
    SELECT contact_id AS id, shown FROM address WHERE contact_id {_ASKED} AND kind = 'email' AND valid = 1 ORDER BY +id
"""
_EMAILS_OF_CLIENTS = f"""
    SELECT client_id AS id, shown FROM address
    WHERE client_id {_ASKED} AND contact_id IS NULL AND kind = 'email' AND valid = 1 ORDER BY +id
"""
_REMARKS = f"""
    SELECT client_id, contact_id, said_on, text FROM remark
    WHERE client_id {_ASKED} AND kind = 'personal' ORDER BY said_on DESC, +id DESC
"""


def unmade_reminders(reader: Reader, settings: Settings, asked: Asked) -> UnmadeReminders:
    """Give what the texts are made of, for the lines that `due` lists; raises what ``lookup.client`` raises."""
    found = morning.found_list(reader, settings, _wanted(reader, asked))
    records = _records(reader, found.found)
    if asked.digest:
        return _digest(found, records, asked)
    if asked.recipient is Recipient.ME:
        return _to_me(reader, found.found, records, asked.today)
    return _to_clients(reader, settings, found.found, records, asked)


def _wanted(reader: Reader, asked: Asked) -> Wanted:
    today, within = asked.today, asked.within
    return Wanted(
        today=today,
        horizon=today if within is None else due_on(today, Interval.parse(within)),
        client_id=None if asked.client is None else lookup.client(reader, asked.client).id,
        kinds=morning.kinds_wanted(asked.kinds, summed_up=asked.summed_up),
        limit=asked.limit,
    )


def _to_clients(
    reader: Reader, settings: Settings, found: Sequence[FoundLine], records: Records, asked: Asked
) -> UnmadeReminders:
    emails = _emails(reader, found)
    left_out, written = [], []
    for one, email in zip(found, emails, strict=True):
        why = rules.why_left_out(one.line, email, asked)
        if why is None:
            written.append((one, email))
        else:
            left_out.append(LeftOut(one.line.ref, one.line.kind, one.line.client, why))
    languages = _by_id(reader, f"SELECT id, language FROM client WHERE id {_ASKED}", (o.client_id for o, _ in written))
    talks = _talks(reader, [one for one, _ in written], to_client=True)
    sender = rules.sender_name(settings.mail.sender)
    unmade = [
        Unmade(
            f"reminders/client/{one.line.kind}.md.j2",
            languages[one.client_id]["language"],
            ClientReminder(
                today=asked.today,
                sender=sender,
                client=AddressedClient(one.line.client_name),
                greeted=one.line.contact,
                talk=talks.get(place),
                promise=_promise(one, records),
                meeting=_meeting(one, records),
                need=_need(one, records, to_client=True),
            ),
            one.line,
            email,
        )
        for place, (one, email) in enumerate(written)
    ]
    return UnmadeReminders(tuple(unmade), tuple(left_out))


def _to_me(reader: Reader, found: Sequence[FoundLine], records: Records, today: date) -> UnmadeReminders:
    talks = _talks(reader, found, to_client=False)
    contacts = _by_id(
        reader, f"SELECT id, notes FROM contact WHERE id {_ASKED}", (one.contact_id for one in found if one.contact_id)
    )
    remarks = reader.rows(_REMARKS, ids=_json(one.client_id for one in found))
    of_client: dict[int, list[Row]] = {}
    for row in remarks:
        of_client.setdefault(row["client_id"], []).append(row)
    unmade = [
        Unmade(
            f"reminders/me/{one.line.kind}.md.j2",
            None,
            MyReminder(
                today=today,
                client=_reached(one.line),
                line=_line(one, records, today),
                talk=talks.get(place),
                notes=contacts[one.contact_id]["notes"] if one.contact_id else None,
                personal=_personal(of_client.get(one.client_id, ()), one.contact_id),
            ),
            one.line,
            None,
        )
        for place, one in enumerate(found)
    ]
    return UnmadeReminders(tuple(unmade), ())


def _digest(found: FoundList, records: Records, asked: Asked) -> UnmadeReminders:
    if not found.found:
        return UnmadeReminders((), ())
    lines = {one.line.ref: _line(one, records, asked.today) for one in found.found}
    counts = found.counts
    listed = any(one.line.kind is DueKind.NO_NEXT_STEP for one in found.found)
    blocks = tuple(
        DigestBlock(_reached(block[0]), tuple(lines[line.ref] for line in block))
        for block in by_client(found.due.lines)
    )
    context = Digest(
        today=asked.today,
        blocks=blocks,
        late=counts.late,
        due_today=counts.today,
        ahead=counts.ahead,
        more=counts.listed + counts.no_next_step * listed - len(lines),
        without_next_step=0 if listed else counts.no_next_step,
        snoozed=found.hidden.snoozed,
        paused=found.hidden.paused,
    )
    return UnmadeReminders((Unmade("reminders/digest.md.j2", None, context, None, None),), ())


def _reached(line: DueLine) -> ReachedClient:
    return ReachedClient(line.client, line.client_name, line.tier, line.stage, line.contact, line.reach)


def _line(one: FoundLine, records: Records, today: date) -> MorningLine:
    line = one.line
    return MorningLine(
        ref=line.ref,
        kind=line.kind,
        what=line.what,
        reason=line.reason,
        due_on=line.due_on,
        days_late=line.days_late,
        last_touch_on=line.last_touch_on,
        days_silent=(today - one.silence.anchor_on).days,
        days_allowed=one.silence.interval_days,
        promise=_promise(one, records),
        meeting=_meeting(one, records),
        need=_need(one, records, to_client=False),
        pause=_pause(one, records),
    )


def _promise(one: FoundLine, records: Records) -> RemindedPromise | None:
    if one.line.kind is not DueKind.TASK:
        return None
    assert one.line.due_on is not None
    assert one.line.days_late is not None
    row = records[DueKind.TASK][one.record_id]
    return RemindedPromise(row["text"], row["side"], one.line.due_on, one.line.days_late)


def _meeting(one: FoundLine, records: Records) -> RemindedMeeting | None:
    if one.line.kind is not DueKind.MEETING:
        return None
    assert one.line.due_on is not None
    assert one.line.days_late is not None
    return RemindedMeeting(one.line.due_on, -one.line.days_late, records[DueKind.MEETING][one.record_id]["goal"])


def _need(one: FoundLine, records: Records, *, to_client: bool) -> RemindedNeed | None:
    if one.line.kind is not DueKind.NEED:
        return None
    row = records[DueKind.NEED][one.record_id]
    unsaid = to_client and row["origin"] == NeedOrigin.IMPLIED
    return RemindedNeed(None if unsaid else row["text"], date.fromisoformat(row["status_on"]))


def _pause(one: FoundLine, records: Records) -> Pause | None:
    if one.line.kind is not DueKind.PAUSED:
        return None
    row = records[DueKind.PAUSED][one.client_id]
    return Pause(date.fromisoformat(row["paused_until"]), row["paused_because"])


def _records(reader: Reader, found: Sequence[FoundLine]) -> Records:
    numbers = {kind: [one.record_id for one in found if one.line.kind is kind] for kind in _RECORDS}
    return {kind: _by_id(reader, sql, numbers[kind]) for kind, sql in _RECORDS.items() if numbers[kind]}


def _talks(reader: Reader, found: Sequence[FoundLine], *, to_client: bool) -> dict[int, Talk]:
    """Give the last contact by the place of the line; a client does not read what was noted of a meeting."""
    pairs = json.dumps([[one.client_id, one.contact_id] for one in found])
    rows = reader.rows(_TALKS, pairs=pairs, all_of_them=int(not to_client))
    names: dict[int, list[str]] = {}
    for taken in reader.rows(_TOOK_PART, ids=_json(row["id"] for row in rows)):
        names.setdefault(taken["touchpoint_id"], []).append(taken["name"])
    return {
        row["place"]: Talk(
            happened_on=date.fromisoformat(row["happened_on"]),
            kind=row["kind"],
            direction=row["direction"],
            text="" if row["text"] == LAST_CONTACT or (to_client and row["of_meeting"]) else row["text"],
            contacts=tuple(names.get(row["id"], ())),
        )
        for row in rows
    }


def _emails(reader: Reader, found: Sequence[FoundLine]) -> list[str | None]:
    """Give for each line the first address a mail may go to: of whom to reach, else the client's own."""
    of_contacts = _mailable(reader.rows(_EMAILS_OF_CONTACTS, ids=_json(o.contact_id for o in found if o.contact_id)))
    of_clients = _mailable(reader.rows(_EMAILS_OF_CLIENTS, ids=_json(one.client_id for one in found)))
    return [of_contacts.get(one.contact_id or 0) or of_clients.get(one.client_id) for one in found]


def _mailable(rows: Iterable[Row]) -> dict[int, str]:
    first: dict[int, str] = {}
    for row in rows:
        address = rules.mail_address(row["shown"])
        if address is not None:
            first.setdefault(row["id"], address)
    return first


def _personal(rows: Iterable[Row], contact_id: int | None) -> tuple[PersonalRemark, ...]:
    """Give the newest remarks on whom to reach, or on nobody by name."""
    meant = [row for row in rows if row["contact_id"] in {None, contact_id}]
    return tuple(PersonalRemark(date.fromisoformat(row["said_on"]), row["text"]) for row in meant[:MOST_REMARKS])


def _by_id(reader: Reader, sql: str, ids: Iterable[int]) -> dict[int, Row]:
    return {row["id"]: row for row in reader.rows(sql, ids=_json(ids))}


def _json(ids: Iterable[int]) -> str:
    return json.dumps([*dict.fromkeys(ids)])

"""What reminders ask of the book: the morning list as `due` gives it, and a fixed number of questions about it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from clienttrack import lookup
from clienttrack.book import Reader, Row
from clienttrack.cadence import Interval, due_on
from clienttrack.settings import Settings
from clienttrack.slices.due import queries as morning
from clienttrack.slices.due.queries.morning import Wanted
from clienttrack.slices.due.rules import DueLine, FoundLine, FoundList, by_client
from clienttrack.slices.reminders import rules
from clienttrack.slices.reminders.rules import Asked, LeftOut, Unmade, UnmadeReminders
from clienttrack.templating.contexts.reminders import (
    ClientReminder,
    Digest,
    DigestBlock,
    MeetingReminder,
    MorningLine,
    MyReminder,
    NeedReminder,
    PersonalNote,
    PromiseReminder,
    ReachedClient,
    RemindedMeeting,
    RemindedNeed,
    RemindedPromise,
)
from clienttrack.templating.contexts.shared import AddressedClient, Talk
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
    unmade = []
    for place, (one, email) in enumerate(written):
        client = AddressedClient(one.line.client_name)
        base = ClientReminder(asked.today, sender, client, one.line.contact, talks.get(place))
        template = f"reminders/client/{one.line.kind}.md.j2"
        context = _to_client(base, one, records)
        unmade.append(Unmade(template, languages[one.client_id]["language"], context, one.line, email))
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
        **_facts(one, records),
    )


def _facts(one: FoundLine, records: Records) -> dict[str, Any]:
    """Give what is known of the record of a line beside its words."""
    if one.line.kind not in _RECORDS:
        return {}
    row = records[one.line.kind][one.record_id]
    match one.line.kind:
        case DueKind.TASK:
            return {"side": row["side"]}
        case DueKind.MEETING:
            return {"goal": row["goal"]}
        case DueKind.NEED:
            return {"proposed_on": date.fromisoformat(row["status_on"])}
        case _:
            return {"paused_until": date.fromisoformat(row["paused_until"]), "because": row["paused_because"]}


def _to_client(base: ClientReminder, one: FoundLine, records: Records) -> ClientReminder:
    """Add to what every reminder holds what this kind of line is about."""
    line, told = one.line, (base.today, base.sender, base.client, base.greeted, base.talk)
    if line.due_on is None or line.days_late is None or line.kind not in _RECORDS:
        return base
    row = records[line.kind][one.record_id]
    match line.kind:
        case DueKind.TASK:
            return PromiseReminder(*told, RemindedPromise(row["text"], row["side"], line.due_on, line.days_late))
        case DueKind.MEETING:
            return MeetingReminder(*told, RemindedMeeting(line.due_on, -line.days_late, row["goal"]))
        case _:
            stated = row["origin"] == NeedOrigin.STATED
            proposed_on = date.fromisoformat(row["status_on"])
            return NeedReminder(*told, RemindedNeed(row["text"] if stated else None, proposed_on))


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


def _personal(rows: Iterable[Row], contact_id: int | None) -> tuple[PersonalNote, ...]:
    """Give the newest remarks on whom to reach, or on nobody by name."""
    meant = [row for row in rows if row["contact_id"] in {None, contact_id}]
    return tuple(PersonalNote(date.fromisoformat(row["said_on"]), row["text"]) for row in meant[:MOST_REMARKS])


def _by_id(reader: Reader, sql: str, ids: Iterable[int]) -> dict[int, Row]:
    return {row["id"]: row for row in reader.rows(sql, ids=_json(ids))}


def _json(ids: Iterable[int]) -> str:
    return json.dumps([*dict.fromkeys(ids)])

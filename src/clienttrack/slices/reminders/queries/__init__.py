"""What reminders ask of the book: the morning list as `due` gives it, and a fixed number of questions about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clienttrack import lookup
from clienttrack.book import Reader, Row
from clienttrack.cadence import Interval, due_on
from clienttrack.names import spoken_name
from clienttrack.quoting import is_private, own_words
from clienttrack.settings import Settings
from clienttrack.slices.due.queries import found_list, kinds_wanted
from clienttrack.slices.due.queries.morning import Wanted
from clienttrack.slices.due.rules import DueLine, FoundLine, FoundList, by_client
from clienttrack.slices.reminders.queries import around
from clienttrack.slices.reminders.rules import letters
from clienttrack.slices.reminders.rules.asked import Asked
from clienttrack.slices.reminders.rules.letters import LeftOut, Unmade, UnmadeReminders, Why
from clienttrack.templating.contexts.reminders import (
    ClientReminder,
    Digest,
    DigestBlock,
    MeetingReminder,
    MorningLine,
    MyReminder,
    NeedReminder,
    PromiseReminder,
    ReachedClient,
    RemindedMeeting,
    RemindedNeed,
    RemindedPromise,
    TouchReminder,
)
from clienttrack.templating.contexts.shared import AddressedClient
from clienttrack.vocabulary import DueKind, NeedOrigin, Recipient

Records = Mapping[DueKind, Mapping[int, Row]]

_ASKED = "IN (SELECT value FROM json_each(:ids))"
_RECORDS = {
    DueKind.TASK: f"SELECT id, text, side FROM task WHERE id {_ASKED}",
    DueKind.MEETING: f"SELECT id, goal FROM meeting WHERE id {_ASKED}",
    DueKind.NEED: f"SELECT id, text, origin, status_on FROM need WHERE id {_ASKED}",
    DueKind.PAUSED: f"SELECT id, paused_until, paused_because FROM client WHERE id {_ASKED}",
}


@dataclass(frozen=True, slots=True)
class _Letters:
    """What letters to clients are made of, by the place of the line or the number of the client."""

    records: Records
    meetings: Mapping[int, date]
    people: Mapping[int, Sequence[str]]

    def is_private(self, one: FoundLine) -> bool:
        """Tell whether the words of a promise or need are private or about somebody."""
        return is_private(self.records[one.line.kind][one.record_id]["text"], self.people.get(one.client_id, ()))


def unmade_reminders(reader: Reader, settings: Settings, asked: Asked) -> UnmadeReminders:
    """Give what the texts are made of, for the lines that `due` lists; raises what ``lookup.client`` raises."""
    found = found_list(reader, settings, _wanted(reader, asked))
    records = _records(reader, found.found)
    if asked.digest:
        unmade = _digest(found, records, asked)
    elif asked.recipient is Recipient.ME:
        unmade = _to_me(reader, found.found, records, asked.today)
    else:
        unmade = _to_clients(reader, settings, found.found, records, asked)
    return replace(unmade, missing_rates=found.missing_rates)


def _wanted(reader: Reader, asked: Asked) -> Wanted:
    today, within = asked.today, asked.within
    return Wanted(
        today=today,
        horizon=today if within is None else due_on(today, Interval.parse(within)),
        client_id=None if asked.client is None else lookup.client(reader, asked.client).id,
        kinds=kinds_wanted(asked.kinds, summed_up=asked.summed_up),
        limit=asked.limit,
    )


def _to_clients(
    reader: Reader, settings: Settings, found: Sequence[FoundLine], records: Records, asked: Asked
) -> UnmadeReminders:
    found = around.mailable(reader, found)
    emails = dict(zip((one.line.ref for one in found), around.emails(reader, found), strict=True))
    steps = around.steps(reader, found)
    why = {
        ref: letters.why_left_out(one.line, emails[ref], is_step=ref in steps, as_mails=asked.as_mails)
        for one in found
        for ref in (one.line.ref,)
    }
    why |= dict.fromkeys(letters.superfluous([one.line for one in found if why[one.line.ref] is None]), Why.ANOTHER)
    written = [one for one in found if why[one.line.ref] is None]
    languages, talks = around.languages(reader, written), around.talks(reader, written, to_client=True)
    known = _Letters(records, around.next_meetings(reader, written, today=asked.today), around.people(reader, written))
    unmade = []
    for place, one in enumerate(written):
        base = ClientReminder(asked.today, settings.mail.name, *_addressed(one.line), talks.get(place))
        kind = DueKind.TOUCH if letters.only_greets(one.line) else one.line.kind
        context, template = _to_client(kind, base, one, known), f"reminders/client/{kind}.md.j2"
        unmade.append(Unmade(template, languages[one.client_id], context, one.line, emails[one.line.ref]))
    left_out = tuple(
        LeftOut(one.line.ref, one.line.kind, one.line.client, reason)
        for one in found
        if (reason := why[one.line.ref]) is not None
    )
    naming = tuple(one.line.ref for one in written if one.line.kind is DueKind.TASK and known.is_private(one))
    return UnmadeReminders(tuple(unmade), left_out, naming)


def _addressed(line: DueLine) -> tuple[AddressedClient, str | None]:
    """Give whom a letter is written to and whom it greets; one name where somebody is their own client."""
    greeted = None if line.contact is None else spoken_name(line.contact)
    return AddressedClient((line.contact == line.client_name and greeted) or line.client_name), greeted


def _to_me(reader: Reader, found: Sequence[FoundLine], records: Records, today: date) -> UnmadeReminders:
    talks, notes = around.talks(reader, found, to_client=False), around.notes(reader, found)
    personal, clients = around.personal(reader, found), around.clients(reader, found)
    unmade = [
        Unmade(
            f"reminders/me/{one.line.kind}.md.j2",
            None,
            MyReminder(
                today=today,
                client=_reached(one.line),
                line=_line(one, records, today),
                talk=talks.get(place),
                notes=notes[one.contact_id] if one.contact_id else None,
                preferences=clients[one.client_id]["preferences"],
                client_notes=clients[one.client_id]["notes"],
                personal=personal[place],
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
    return ReachedClient(line.client, line.client_name, line.stage, line.contact, line.reach)


def _line(one: FoundLine, records: Records, today: date) -> MorningLine:
    line = one.line
    # What a silence is measured by is named after the tier.
    measured = line.kind in (DueKind.TOUCH, DueKind.RISK)
    reason = line.reason.replace(f" ({one.silence.rhythm.source})", "", int(measured))
    return MorningLine(
        ref=line.ref,
        kind=line.kind,
        what=own_words(line.what),
        reason=reason,
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


def _to_client(kind: DueKind, base: ClientReminder, one: FoundLine, known: _Letters) -> ClientReminder:
    """Add to what every letter holds what this kind of line is about."""
    line, told = one.line, (base.today, base.sender, base.client, base.greeted, base.talk)
    assert line.due_on is not None
    assert line.days_late is not None
    if kind is DueKind.TOUCH:
        since = None if base.talk is None else (base.today - base.talk.happened_on).days
        return TouchReminder(*told, since, known.meetings.get(one.client_id))
    row = known.records[kind][one.record_id]
    match kind:
        case DueKind.TASK:
            return PromiseReminder(*told, RemindedPromise(row["text"], row["side"], line.due_on, line.days_late))
        case DueKind.MEETING:
            return MeetingReminder(*told, RemindedMeeting(line.due_on, -line.days_late))
        case _:
            stated = row["origin"] == NeedOrigin.STATED and not known.is_private(one)
            said = row["text"] if stated else None
            return NeedReminder(*told, RemindedNeed(said, date.fromisoformat(row["status_on"])))


def _records(reader: Reader, found: Sequence[FoundLine]) -> Records:
    numbers = {kind: [one.record_id for one in found if one.line.kind is kind] for kind in _RECORDS}
    return {kind: _by_id(reader, sql, numbers[kind]) for kind, sql in _RECORDS.items() if numbers[kind]}


def _by_id(reader: Reader, sql: str, ids: Sequence[int]) -> dict[int, Row]:
    return {row["id"]: row for row in reader.rows(sql, ids=json.dumps(ids))}

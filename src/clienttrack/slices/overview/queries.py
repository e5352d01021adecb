"""What the one screen asks of the book: a fixed number of questions, each by the client's own index.

The book has no statistics, so a + or a CROSS JOIN keeps SQLite from walking a table in the order that is wanted.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from clienttrack import lookup, money, profile, refs
from clienttrack.book import Reader, Row, order_sql
from clienttrack.dates import stored_day
from clienttrack.reach import CONTACT_ORDER
from clienttrack.settings import Settings
from clienttrack.silence import Silence, cadences, silences
from clienttrack.slices.overview import rules
from clienttrack.slices.overview.rules import (
    AddressShown,
    MeetingShown,
    NeedShown,
    NextTouch,
    Overview,
    PaidShown,
    PersonShown,
    PromiseShown,
    RemarkShown,
    TalkShown,
)
from clienttrack.vocabulary import DueKind, Priority, RemarkKind

TALKS_SHOWN = 8

CLIENT = """
    SELECT c.*, t.name AS tier,
        (SELECT because FROM stage_move WHERE client_id = c.id ORDER BY id DESC LIMIT 1) AS stage_because,
        (SELECT count(*) FROM touchpoint WHERE client_id = c.id) AS touchpoints_total
    FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id WHERE c.id = :id
"""
LISTS = {
    "aliases": "SELECT alias FROM alias WHERE client_id = :id ORDER BY id",
    "domains": "SELECT domain FROM domain WHERE client_id = :id ORDER BY id",
    "external_ids": """
        SELECT system || '=' || value FROM external_id WHERE client_id = :id AND entity = 'client' ORDER BY id
    """,
}
CUSTOM = "SELECT name, value FROM custom_field WHERE client_id = :id ORDER BY name"
CONTACTS = f"""
    SELECT p.id, p.name, p.role, p.level, p.decision, p.notes, p.left_on FROM contact AS p
    WHERE p.client_id = :id ORDER BY p.left_on IS NOT NULL, {CONTACT_ORDER}
"""
ADDRESSES = """
    SELECT contact_id, kind, label, shown, value, valid FROM address
    WHERE client_id = :id ORDER BY kind = 'phone' DESC, valid DESC, +id
"""
TASKS = """
    SELECT t.id, t.text, t.side, t.due_on, t.repeat_kind || t.repeat_interval AS repeat, p.name AS contact
    FROM task AS t LEFT JOIN contact AS p ON p.id = t.contact_id
    WHERE t.client_id = :id AND t.status = 'open' ORDER BY t.due_on IS NULL, +t.due_on, t.id
"""
PAID = """
    SELECT currency, sum(amount) AS amount FROM payment WHERE client_id = :id AND paid_on BETWEEN :first AND :today
    GROUP BY currency ORDER BY currency
"""
LAST_PAID = (
    "SELECT id, paid_on, amount, currency FROM payment WHERE client_id = :id AND paid_on <= :today "
    "ORDER BY paid_on DESC, id DESC LIMIT 1"
)
_MEETING = """
    SELECT m.id, m.planned_on, m.held_on, m.question_set, m.goal, (
        SELECT json_group_array(p.name) FROM meeting_contact AS w CROSS JOIN contact AS p ON p.id = w.contact_id
        WHERE w.meeting_id = m.id
    ) AS contacts FROM meeting AS m
"""
PLANNED = f"{_MEETING} WHERE m.client_id = :id AND m.status = 'planned' ORDER BY +m.planned_on, m.id"
LAST_HELD = f"{_MEETING} WHERE m.client_id = :id AND m.status = 'held' ORDER BY +m.held_on DESC, m.id DESC LIMIT 1"
NEEDS = f"""
    SELECT id, text, status, status_on, priority, kano FROM need
    WHERE client_id = :id AND status IN ('open', 'proposed')
    ORDER BY {order_sql("priority", Priority)}, +status_on, +id
"""
REMARKS = """
    SELECT r.kind, r.text, p.name AS contact, r.said_on, r.meeting_id FROM remark AS r
    LEFT JOIN contact AS p ON p.id = r.contact_id
    WHERE r.client_id = :id ORDER BY +r.said_on DESC, r.id DESC
"""
SNOOZES = "SELECT kind, record_id, until_on, because FROM snooze WHERE client_id = :id AND +until_on > :today"
NEWEST = """
    SELECT id, happened_on, kind, direction, minutes, text FROM touchpoint
    WHERE client_id = :id ORDER BY happened_on DESC, +id DESC LIMIT :limit
"""
TOOK_PART = """
    SELECT w.touchpoint_id, p.name
    FROM json_each(:touchpoints) AS asked
    CROSS JOIN touchpoint_contact AS w ON w.touchpoint_id = asked.value
    CROSS JOIN contact AS p ON p.id = w.contact_id ORDER BY w.id
"""

Snoozes = Mapping[tuple[str, int], Row]


def overview_of(reader: Reader, words: str, *, today: date, settings: Settings) -> Overview:
    """Give everything about the client that ``words`` mean; raises what ``lookup.client`` raises."""
    client_id = lookup.client(reader, words).id
    client = reader.row(CLIENT, id=client_id)
    assert client is not None
    [silence] = silences(reader, cadences(reader, settings), today=today, client_ids=[client_id])
    snoozes = {(row["kind"], row["record_id"]): row for row in reader.rows(SNOOZES, id=client_id, today=today)}
    addresses = _addresses(reader, client_id)
    told: dict[str, Any] = {
        name: tuple(row[0] for row in reader.rows(sql, id=client_id)) for name, sql in LISTS.items()
    }
    return Overview(
        **_plain(client),
        **_standing(client, silence),
        **told,
        next_touch=_next_touch(client, silence, snoozes, today),
        addresses=addresses.get(None, ()),
        contacts=_contacts(reader, client_id, addresses),
        tasks=_tasks(reader, client_id, snoozes, today),
        profile=profile.profile_of(reader, client_id),
        meetings=_meetings(reader, PLANNED, client_id, snoozes),
        last_meeting=next(iter(_meetings(reader, LAST_HELD, client_id, snoozes)), None),
        needs=_needs(reader, client_id, snoozes),
        **_remarks(reader, client_id),
        **_paid(reader, client_id, today),
        touchpoints=_newest(reader, client_id),
        tags=lookup.tags_of(reader, client_id),
        custom={row["name"]: row["value"] for row in reader.rows(CUSTOM, id=client_id)},
    )


def _paid(reader: Reader, client_id: int, today: date) -> dict[str, Any]:
    last = reader.row(LAST_PAID, id=client_id, today=today)
    if last is None:
        return {"paid": (), "last_paid": None}
    sums = reader.rows(PAID, id=client_id, first=today - timedelta(days=364), today=today)
    day, ref = stored_day(last["paid_on"]), refs.payment(last["id"])
    return {
        "paid": tuple(PaidShown(money.amount_words(row["amount"], row["currency"]), row["currency"]) for row in sums),
        "last_paid": PaidShown(money.amount_words(last["amount"], last["currency"]), last["currency"], day, ref),
    }


_SAME = (
    *("handle", "name", "kind", "industry", "size", "source", "website", "city", "country", "language", "preferences"),
    *("decision_style", "paused_because", "tier", "lost_reason", "stage_because", "touchpoints_total", "notes"),
)
_DAYS = ("since_on", "added_on", "archived_on", "paused_until", "stage_told_on")


def _plain(client: Row) -> dict[str, Any]:
    columns = {"stage_told_on": "told_stage_on"}
    return {name: client[name] for name in _SAME} | {
        name: stored_day(client[columns.get(name, name)]) for name in _DAYS
    }


def _standing(client: Row, silence: Silence) -> dict[str, Any]:
    return {
        "tier_pinned": bool(client["tier_pinned"]),
        "stage": silence.rhythm.stage,
        "stage_told": client["told_stage"] is not None,
        "cadence": str(silence.rhythm.interval),
        "cadence_source": silence.rhythm.source,
        "last_touch_on": silence.last_touch_on,
        "budget": money.range_words(client["budget_low"], client["budget_high"], client["currency"]),
    }


def _next_touch(client: Row, silence: Silence, snoozes: Snoozes, today: date) -> NextTouch:
    archived_on = stored_day(client["archived_on"])
    lost = ", ".join(word for word in (client["lost_reason"], client["stage_because"]) if word)
    until, because = _hidden(snoozes, DueKind.TOUCH, client["id"])
    return NextTouch(
        ref=refs.touch(client["handle"]),
        due_on=silence.due_on if silence.listed else None,
        days_late=silence.days_late if silence.listed else None,
        reason=rules.reason(
            silence, today=today, archived_on=archived_on, lost=lost, paused_because=client["paused_because"]
        ),
        snoozed_until=until,
        snoozed_because=because,
    )


def _hidden(snoozes: Snoozes, kind: DueKind, record_id: int) -> tuple[date | None, str | None]:
    row = snoozes.get((kind, record_id))
    return (None, None) if row is None else (date.fromisoformat(row["until_on"]), row["because"])


def _addresses(reader: Reader, client_id: int) -> dict[int | None, tuple[AddressShown, ...]]:
    found: dict[int | None, tuple[AddressShown, ...]] = {}
    for row in reader.rows(ADDRESSES, id=client_id):
        address = AddressShown(row["kind"], row["label"], row["shown"], row["value"], bool(row["valid"]))
        found[row["contact_id"]] = (*found.get(row["contact_id"], ()), address)
    return found


def _contacts(
    reader: Reader, client_id: int, addresses: Mapping[int | None, tuple[AddressShown, ...]]
) -> tuple[PersonShown, ...]:
    same = ("id", "name", "role", "level", "decision", "notes")
    return tuple(
        PersonShown(
            **{name: row[name] for name in same},
            addresses=addresses.get(row["id"], ()),
            left_on=stored_day(row["left_on"]),
        )
        for row in reader.rows(CONTACTS, id=client_id)
    )


def _tasks(reader: Reader, client_id: int, snoozes: Snoozes, today: date) -> tuple[PromiseShown, ...]:
    found = []
    for row in reader.rows(TASKS, id=client_id):
        due_on = stored_day(row["due_on"])
        days_late = None if due_on is None else (today - due_on).days
        words = {name: row[name] for name in ("text", "side", "contact", "repeat")}
        until, because = _hidden(snoozes, DueKind.TASK, row["id"])
        found.append(
            PromiseShown(
                **words,
                ref=refs.task(row["id"]),
                due_on=due_on,
                days_late=days_late,
                snoozed_until=until,
                snoozed_because=because,
            )
        )
    return tuple(found)


def _meetings(reader: Reader, sql: str, client_id: int, snoozes: Snoozes) -> tuple[MeetingShown, ...]:
    return tuple(
        MeetingShown(
            refs.meeting(row["id"]),
            stored_day(row["planned_on"]),
            stored_day(row["held_on"]),
            row["question_set"],
            row["goal"],
            tuple(json.loads(row["contacts"])),
            *_hidden(snoozes, DueKind.MEETING, row["id"]),
        )
        for row in reader.rows(sql, id=client_id)
    )


def _needs(reader: Reader, client_id: int, snoozes: Snoozes) -> tuple[NeedShown, ...]:
    return tuple(
        NeedShown(
            *(refs.need(row["id"]), row["text"], row["status"], date.fromisoformat(row["status_on"])),
            *(row["priority"], row["kano"]),
            *_hidden(snoozes, DueKind.NEED, row["id"]),
        )
        for row in reader.rows(NEEDS, id=client_id)
    )


def _remarks(reader: Reader, client_id: int) -> dict[str, Any]:
    rows = reader.rows(REMARKS, id=client_id)
    places = {"quotes": RemarkKind.QUOTE, "risks": RemarkKind.RISK, "personal": RemarkKind.PERSONAL}
    return {place: tuple(_remark(row) for row in rows if row["kind"] == kind) for place, kind in places.items()}


def _remark(row: Row) -> RemarkShown:
    return RemarkShown(
        *(row["text"], row["contact"], date.fromisoformat(row["said_on"])),
        None if row["meeting_id"] is None else refs.meeting(row["meeting_id"]),
    )


def _newest(reader: Reader, client_id: int) -> tuple[TalkShown, ...]:
    rows = reader.rows(NEWEST, id=client_id, limit=TALKS_SHOWN)
    names: dict[int, tuple[str, ...]] = {}
    for taken in reader.rows(TOOK_PART, touchpoints=f"[{','.join(str(row['id']) for row in rows)}]"):
        names[taken["touchpoint_id"]] = (*names.get(taken["touchpoint_id"], ()), taken["name"])
    same = ("id", "kind", "direction", "minutes", "text")
    return tuple(
        TalkShown(
            **{name: row[name] for name in same},
            happened_on=date.fromisoformat(row["happened_on"]),
            contacts=names.get(row["id"], ()),
        )
        for row in rows
    )

"""What reports ask of the book, each question by the client's own index."""

from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.reach import CONTACT_ORDER, reach_of
from clienttrack.settings import Settings
from clienttrack.silence import Silence, cadences, silences
from clienttrack.slices.reports import rules
from clienttrack.slices.reports.rules import AskedReport
from clienttrack.templating.contexts import (
    AddressedClient,
    Brief,
    BriefedClient,
    BriefedContact,
    FollowUp,
    Promise,
    Standing,
    Talk,
)
from clienttrack.vocabulary import Side

TALKS_IN_BRIEF = 6

_TALKS = """
    SELECT id, happened_on, kind, direction, text FROM touchpoint
    WHERE client_id = :id AND (:notes OR kind <> 'note') ORDER BY happened_on DESC, +id DESC LIMIT :limit
"""
_TOOK_PART = """
    SELECT p.name, p.left_on FROM touchpoint_contact AS w CROSS JOIN contact AS p ON p.id = w.contact_id
    WHERE w.touchpoint_id = :id ORDER BY w.id
"""
_PROMISES = """
    SELECT t.id, t.text, t.side, t.due_on, p.name AS contact
    FROM task AS t LEFT JOIN contact AS p ON p.id = t.contact_id
    WHERE t.client_id = :id AND t.status = 'open' ORDER BY t.due_on IS NULL, +t.due_on, t.id
"""
_CONTACTS = f"""
    SELECT p.id, p.name, p.role, p.level, p.decision, p.notes FROM contact AS p
    WHERE p.client_id = :id AND p.left_on IS NULL ORDER BY {CONTACT_ORDER}
"""
_ADDRESSES = "SELECT shown FROM address WHERE contact_id = :id ORDER BY kind = 'phone' DESC, valid DESC, +id"


def follow_up(reader: Reader, words: str, *, today: date, settings: Settings) -> AskedReport:
    """Give what a follow-up may hold, and nothing else; raises what ``lookup.client`` raises."""
    client = _client(reader, words)
    silence = _silence(reader, client["id"], today, settings)
    ours, theirs = _promises(reader, client["id"], today)
    newest = reader.row(_TALKS, id=client["id"], notes=0, limit=1)
    context = FollowUp(
        today=today,
        client=AddressedClient(client["name"]),
        greeted=_greeted(reader, client["id"], newest),
        talk=None if newest is None else _talk(reader, newest),
        ours=ours,
        theirs=theirs,
        next_contact_on=_next_contact_on(silence, today),
    )
    return AskedReport(rules.FOLLOW_UP, client["handle"], client["language"], context)


def brief(reader: Reader, words: str, *, today: date, settings: Settings) -> AskedReport:
    """Give everything that helps before a meeting; raises what ``lookup.client`` raises."""
    client = _client(reader, words)
    silence = _silence(reader, client["id"], today, settings)
    ours, theirs = _promises(reader, client["id"], today)
    context = Brief(
        today=today,
        client=_briefed(reader, client),
        standing=_standing(silence, today),
        contacts=_contacts(reader, client["id"]),
        talks=tuple(_talk(reader, row) for row in reader.rows(_TALKS, id=client["id"], notes=1, limit=TALKS_IN_BRIEF)),
        ours=ours,
        theirs=theirs,
    )
    return AskedReport(rules.BRIEF, client["handle"], client["language"], context)


def _client(reader: Reader, words: str) -> Row:
    row = reader.row("SELECT * FROM client WHERE id = :id", id=lookup.client(reader, words).id)
    assert row is not None
    return row


def _silence(reader: Reader, client_id: int, today: date, settings: Settings) -> Silence:
    [found] = silences(reader, cadences(reader, settings), today=today, client_ids=[client_id])
    return found


def _next_contact_on(silence: Silence, today: date) -> date | None:
    return silence.due_on if silence.listed and not silence.paused and silence.due_on > today else None


def _greeted(reader: Reader, client_id: int, newest: Row | None) -> tuple[str, ...]:
    took_part = () if newest is None else reader.rows(_TOOK_PART, id=newest["id"])
    present = tuple(row["name"] for row in took_part if row["left_on"] is None)
    likeliest = reach_of(reader, [client_id])[client_id].contact
    return present or (() if likeliest is None else (likeliest,))


def _talk(reader: Reader, row: Row) -> Talk:
    return Talk(
        happened_on=date.fromisoformat(row["happened_on"]),
        kind=row["kind"],
        direction=row["direction"],
        text=row["text"],
        contacts=tuple(taken["name"] for taken in reader.rows(_TOOK_PART, id=row["id"])),
    )


def _promises(reader: Reader, client_id: int, today: date) -> tuple[tuple[Promise, ...], tuple[Promise, ...]]:
    sides: dict[str, list[Promise]] = {Side.OURS: [], Side.THEIRS: []}
    for row in reader.rows(_PROMISES, id=client_id):
        due_on = stored_day(row["due_on"])
        late = due_on is not None and due_on < today
        sides[row["side"]].append(Promise(refs.task(row["id"]), row["text"], due_on, late, row["contact"]))
    return tuple(sides[Side.OURS]), tuple(sides[Side.THEIRS])


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
        cadence_source=silence.rhythm.source,
        last_touch_on=silence.last_touch_on,
        days_silent=(today - silence.anchor_on).days,
        due_on=silence.due_on if silence.listed else None,
        days_late=silence.days_late if silence.listed else None,
        paused_until=silence.paused_until if silence.paused else None,
    )


def _contacts(reader: Reader, client_id: int) -> tuple[BriefedContact, ...]:
    same = ("name", "role", "level", "decision", "notes")
    return tuple(
        BriefedContact(
            **{name: row[name] for name in same},
            addresses=tuple(found["shown"] for found in reader.rows(_ADDRESSES, id=row["id"])),
        )
        for row in reader.rows(_CONTACTS, id=client_id)
    )

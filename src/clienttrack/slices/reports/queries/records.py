"""What several reports ask: the client, promises, talks, needs, answers and remarks.

The book has no statistics, so a + or a CROSS JOIN keeps SQLite from walking a table in the order that is wanted.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.profile import profile_of
from clienttrack.settings import Settings
from clienttrack.silence import Silence, cadences, silences
from clienttrack.slices.reports import rules
from clienttrack.slices.reports.rules import Sets
from clienttrack.templating.contexts.reports import ClientNeed, ClientProfile, GivenAnswer, Promise, SaidRemark
from clienttrack.templating.contexts.shared import Talk
from clienttrack.vocabulary import ClientKind, DecisionPart, Side

_TALKS = """
    SELECT id, happened_on, kind, direction, text FROM touchpoint
    WHERE client_id = :id AND (:notes OR kind <> 'note') AND (:gifts OR kind <> 'gift')
    ORDER BY happened_on DESC, +id DESC LIMIT :limit
"""
_TOOK_PART = """
    SELECT w.touchpoint_id, p.id, p.name, p.client_id, p.left_on
    FROM json_each(:touchpoints) AS asked
    CROSS JOIN touchpoint_contact AS w ON w.touchpoint_id = asked.value
    CROSS JOIN contact AS p ON p.id = w.contact_id ORDER BY w.id
"""


def client_row(reader: Reader, words: str) -> Row:
    """Give the row of the client that ``words`` mean; raises what ``lookup.client`` raises."""
    row = reader.row("SELECT * FROM client WHERE id = :id", id=lookup.client(reader, words).id)
    assert row is not None
    return row


def silence_of(reader: Reader, client_id: int, today: date, settings: Settings) -> Silence:
    """Give when a client was last reached and is to be reached again."""
    [found] = silences(reader, cadences(reader, settings), today=today, client_ids=[client_id])
    return found


def talk_rows(reader: Reader, client_id: int, *, notes: bool, gifts: bool = True, limit: int) -> list[Row]:
    """Give the newest touchpoints, with or without notes and gifts."""
    return reader.rows(_TALKS, id=client_id, notes=int(notes), gifts=int(gifts), limit=limit)


def talks(rows: list[Row], took_part: list[Row]) -> tuple[Talk, ...]:
    """Give touchpoints with the names of those who took part."""
    return tuple(
        Talk(
            happened_on=date.fromisoformat(row["happened_on"]),
            kind=row["kind"],
            direction=row["direction"],
            text=rules.talk_words(row["text"], row["kind"]),
            contacts=tuple(one["name"] for one in took_part if one["touchpoint_id"] == row["id"]),
        )
        for row in rows
    )


def took_part(reader: Reader, rows: Iterable[Row]) -> list[Row]:
    """Give who took part in touchpoints."""
    return reader.rows(_TOOK_PART, touchpoints=json.dumps([row["id"] for row in rows]))


def next_meeting(reader: Reader, client_id: int, first_on: date) -> Row | None:
    """Give the next meeting that is planned for that day or later, if there is one."""
    return reader.row(
        """
        SELECT * FROM meeting WHERE client_id = :id AND status = 'planned' AND +planned_on >= :first_on
        ORDER BY +planned_on, id LIMIT 1
        """,
        id=client_id,
        first_on=first_on,
    )


def promise(row: Row, today: date) -> Promise:
    """Give one promise; the row tells its contact's name."""
    due_on = stored_day(row["due_on"])
    late = row["status"] == "open" and due_on is not None and due_on < today
    text = rules.promise_words(row["text"])
    return Promise(refs.task(row["id"]), text, due_on, late, row["contact"], row["status"])


_PROMISES = """
    SELECT t.id, t.text, t.side, t.due_on, t.status, t.touchpoint_id, t.contact_id, p.name AS contact,
        EXISTS (SELECT 1 FROM playbook_step AS s WHERE s.task_id = t.id) AS is_step
    FROM task AS t LEFT JOIN contact AS p ON p.id = t.contact_id
    WHERE {which} ORDER BY t.due_on IS NULL, +t.due_on, t.id
"""


def open_promises(reader: Reader, client_id: int) -> list[Row]:
    """Give what is promised, the earliest first."""
    return reader.rows(_PROMISES.format(which="t.client_id = :id AND t.status = 'open'"), id=client_id)


def promises_of_talk(reader: Reader, touchpoint_id: int | None) -> list[Row]:
    """Give what was promised in a talk, also what is done or dropped."""
    return reader.rows(_PROMISES.format(which="t.touchpoint_id = :id"), id=touchpoint_id)


def by_side(rows: Iterable[Row], today: date) -> tuple[tuple[Promise, ...], tuple[Promise, ...]]:
    """Give our promises and theirs."""
    sides: dict[str, list[Promise]] = {Side.OURS: [], Side.THEIRS: []}
    for row in rows:
        sides[row["side"]].append(promise(row, today))
    return tuple(sides[Side.OURS]), tuple(sides[Side.THEIRS])


def need(row: Row) -> ClientNeed:
    """Give one need; the row tells its contact's name."""
    same = ("text", "status", "origin", "kano", "priority", "evidence", "contact")
    return ClientNeed(
        ref=refs.need(row["id"]),
        status_on=date.fromisoformat(row["status_on"]),
        **{name: row[name] for name in same},
    )


def remark(row: Row) -> SaidRemark:
    """Give one remark; the row tells its contact's name."""
    return SaidRemark(row["text"], row["contact"], date.fromisoformat(row["said_on"]))


def answer(row: Row) -> GivenAnswer:
    """Give one answer; the row tells its contact's name."""
    day = date.fromisoformat(row["answered_on"])
    return GivenAnswer(row["field"], row["asked"], row["text"], row["contact"], day)


def client_profile(
    reader: Reader, client: Row, question_set: str | None, sets: Sets, spoken: Sequence[str]
) -> ClientProfile:
    """Give what is known, and what to ask in the words of a question set; raises ``BrokenQuestions``."""
    profile = profile_of(reader, client["id"])
    asked = rules.sets_to_ask(sets, question_set) if profile.unknown else ()
    # Somebody who is their own client has no levels and nobody to decide with.
    alone = client["kind"] == ClientKind.PERSON
    nobody = [part.value for part in DecisionPart if not getattr(profile.deciders, part.value)]
    return ClientProfile(
        known=tuple(GivenAnswer(one.field, one.asked, one.text, one.contact, one.answered_on) for one in profile.known),
        complete=profile.complete,
        unknown=rules.fields_to_ask(profile.unknown, asked, spoken),
        parts_unnamed=() if alone else tuple(nobody),
        levels_unnamed=() if alone else profile.deciders.levels_unnamed,
    )

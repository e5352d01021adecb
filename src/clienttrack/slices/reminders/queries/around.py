"""What is known around the lines: the last contact, people and their addresses, the next meeting, what is personal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from clienttrack.book import Reader, Row
from clienttrack.quoting import own_words, quotable_talk
from clienttrack.reach import CONTACT_ORDER, people_of
from clienttrack.slices.due.rules import FoundLine
from clienttrack.slices.reminders.rules.mails import mail_address
from clienttrack.templating.contexts.reminders import PersonalNote
from clienttrack.templating.contexts.shared import Talk
from clienttrack.vocabulary import DueKind

MOST_REMARKS = 3
_ASKED = "IN (SELECT value FROM json_each(:ids))"
# A contact knows of the talks they took part in, and of those where nobody is named.
_TALKS = """
    SELECT a.key AS place, t.id, t.client_id, t.happened_on, t.kind, t.direction,
        t.text,
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
    SELECT w.touchpoint_id, p.name FROM touchpoint_contact AS w
    CROSS JOIN touchpoint AS t ON t.id = w.touchpoint_id CROSS JOIN contact AS p ON p.id = w.contact_id
    WHERE w.touchpoint_id {_ASKED} AND (:all_of_them OR (p.client_id = t.client_id AND p.left_on IS NULL)) ORDER BY w.id
"""
_EMAILS_OF_CONTACTS = f"""
    SELECT contact_id AS id, shown FROM address WHERE contact_id {_ASKED} AND kind = 'email' AND valid = 1 ORDER BY +id
"""
_EMAILS_OF_CLIENTS = f"""
    SELECT client_id AS id, shown FROM address
    WHERE client_id {_ASKED} AND contact_id IS NULL AND kind = 'email' AND valid = 1 ORDER BY +id
"""
_WHO_HAS_EMAIL = f"""
    SELECT p.client_id, p.id, p.name, a.shown FROM contact AS p CROSS JOIN address AS a ON a.contact_id = p.id
    WHERE p.client_id {_ASKED} AND p.left_on IS NULL AND a.kind = 'email' AND a.valid = 1
    ORDER BY {CONTACT_ORDER}, +a.id
"""
_REMARKS = f"""
    SELECT client_id, contact_id, said_on, text FROM remark
    WHERE client_id {_ASKED} AND kind = 'personal' ORDER BY said_on DESC, +id DESC
"""
_NEXT_MEETINGS = f"""
    SELECT client_id AS id, min(planned_on) AS planned_on FROM meeting
    WHERE client_id {_ASKED} AND status = 'planned' AND planned_on >= :today GROUP BY client_id
"""
_CLIENTS = f"SELECT id, preferences, notes FROM client WHERE id {_ASKED}"
_LANGUAGES = f"SELECT id, language FROM client WHERE id {_ASKED}"
_STEPS = f"SELECT task_id FROM playbook_step WHERE task_id {_ASKED}"
_NOTES = f"SELECT id, notes FROM contact WHERE id {_ASKED}"


def talks(reader: Reader, found: Sequence[FoundLine], *, to_client: bool) -> dict[int, Talk]:
    """Give the last contact by the place of the line; to a client without words that are not for them, nor who left."""
    pairs = json.dumps([[one.client_id, one.contact_id] for one in found])
    rows = reader.rows(_TALKS, pairs=pairs, all_of_them=int(not to_client))
    names: dict[int, list[str]] = {}
    for taken in reader.rows(_TOOK_PART, ids=_json(row["id"] for row in rows), all_of_them=int(not to_client)):
        names.setdefault(taken["touchpoint_id"], []).append(taken["name"])
    spoken_of = people(reader, found) if to_client else {}
    return {
        row["place"]: Talk(
            happened_on=date.fromisoformat(row["happened_on"]),
            kind=row["kind"],
            direction=row["direction"],
            text=_for_client(row, spoken_of) if to_client else own_words(row["text"]),
            contacts=tuple(names.get(row["id"], ())),
        )
        for row in rows
    }


def _for_client(row: Row, spoken_of: Mapping[int, Sequence[str]]) -> str:
    return "" if row["of_meeting"] else quotable_talk(row["text"], row["kind"], spoken_of.get(row["client_id"], ()))


def people(reader: Reader, found: Sequence[FoundLine]) -> dict[int, list[str]]:
    """Give the names of all people of each client, those who left or moved too."""
    return people_of(reader, {one.client_id for one in found})


def next_meetings(reader: Reader, found: Sequence[FoundLine], *, today: date) -> dict[int, date]:
    """Give the day of the next planned meeting by the number of the client."""
    rows = reader.rows(_NEXT_MEETINGS, ids=_json(one.client_id for one in found), today=today)
    return {row["id"]: date.fromisoformat(row["planned_on"]) for row in rows}


def languages(reader: Reader, found: Sequence[FoundLine]) -> dict[int, str | None]:
    """Give what each client speaks, by their number."""
    return {row["id"]: row["language"] for row in reader.rows(_LANGUAGES, ids=_json(one.client_id for one in found))}


def steps(reader: Reader, found: Sequence[FoundLine]) -> frozenset[str]:
    """Give the references of the promises that are steps of a playbook."""
    tasks = {one.record_id: one.line.ref for one in found if one.line.kind is DueKind.TASK}
    return frozenset(tasks[row["task_id"]] for row in reader.rows(_STEPS, ids=_json(tasks)))


def emails(reader: Reader, found: Sequence[FoundLine]) -> list[str | None]:
    """Give for each line the first address a mail may go to: of whom to reach, else the client's own."""
    of_contacts = _mailable(reader.rows(_EMAILS_OF_CONTACTS, ids=_json(o.contact_id for o in found if o.contact_id)))
    of_clients = _mailable(reader.rows(_EMAILS_OF_CLIENTS, ids=_json(one.client_id for one in found)))
    return [of_contacts.get(one.contact_id or 0) or of_clients.get(one.client_id) for one in found]


def mailable(reader: Reader, found: Sequence[FoundLine]) -> list[FoundLine]:
    """Give the lines, those that name nobody and whose likeliest contact takes no mail with the first who does."""
    without = {
        one.client_id
        for one, email in zip(found, emails(reader, found), strict=True)
        if email is None and one.contact_id is not None and not one.named
    }
    first: dict[int, Row] = {}
    for row in reader.rows(_WHO_HAS_EMAIL, ids=_json(without)) if without else ():
        if mail_address(row["shown"]) is not None:
            first.setdefault(row["client_id"], row)
    return [one if one.named or one.client_id not in first else _to(one, first[one.client_id]) for one in found]


def _to(one: FoundLine, row: Row) -> FoundLine:
    return replace(one, line=replace(one.line, contact=row["name"], reach=row["shown"]), contact_id=row["id"])


def _mailable(rows: Iterable[Row]) -> dict[int, str]:
    first: dict[int, str] = {}
    for row in rows:
        address = mail_address(row["shown"])
        if address is not None:
            first.setdefault(row["id"], address)
    return first


def notes(reader: Reader, found: Sequence[FoundLine]) -> dict[int, str | None]:
    """Give the personal notes on whom to reach, by their number."""
    ids = _json(one.contact_id for one in found if one.contact_id)
    return {row["id"]: row["notes"] for row in reader.rows(_NOTES, ids=ids)}


def clients(reader: Reader, found: Sequence[FoundLine]) -> dict[int, Row]:
    """Give preferences and notes of each client, by their number."""
    return {row["id"]: row for row in reader.rows(_CLIENTS, ids=_json(one.client_id for one in found))}


def personal(reader: Reader, found: Sequence[FoundLine]) -> list[tuple[PersonalNote, ...]]:
    """Give for each line the newest remarks on whom to reach, or on nobody by name."""
    of_client: dict[int, list[Row]] = {}
    for row in reader.rows(_REMARKS, ids=_json(one.client_id for one in found)):
        of_client.setdefault(row["client_id"], []).append(row)
    return [_newest(of_client.get(one.client_id, ()), one.contact_id) for one in found]


def _newest(rows: Iterable[Row], contact_id: int | None) -> tuple[PersonalNote, ...]:
    meant = [row for row in rows if row["contact_id"] in {None, contact_id}]
    return tuple(PersonalNote(date.fromisoformat(row["said_on"]), row["text"]) for row in meant[:MOST_REMARKS])


def _json(ids: Iterable[int]) -> str:
    return json.dumps([*dict.fromkeys(ids)])

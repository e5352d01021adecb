"""Questions about contacts: SQL text into frozen dataclasses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Reader, Row
from clienttrack.dates import stored_day
from clienttrack.lookup import FoundContact
from clienttrack.reach import CONTACT_ORDER
from clienttrack.settings import Settings


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """An address of a contact as it is shown; ``valid`` is false for a phone number kept as typed."""

    kind: str
    label: str | None
    shown: str
    value: str
    valid: bool

    def __str__(self) -> str:
        return f"{self.label}:{self.shown}" if self.label else self.shown


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact of a list; ``email`` and ``phone`` are the first of each."""

    id: int
    name: str
    client: str
    client_name: str
    role: str | None
    level: str | None
    decision: str | None
    email: str | None
    phone: str | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Everything kept about a contact."""

    id: int
    name: str
    client: str
    client_name: str
    role: str | None
    level: str | None
    decision: str | None
    addresses: tuple[ContactAddress, ...]
    external_ids: tuple[str, ...]
    notes: str | None
    left_on: date | None
    added_on: date
    last_talk_on: date | None
    touchpoints: int


def contact_at(reader: Reader, words: str, client: str | None) -> FoundContact:
    """Give the contact that the words mean, at one client if that is told; raises what ``lookup`` raises."""
    client_id = None if client is None else lookup.client(reader, client).id
    return lookup.contact(reader, words, client_id=client_id)


def phone_region(reader: Reader, client_id: int, settings: Settings) -> str:
    """Give the ISO 3166 code that local phone numbers of a client are read with: its country's, else the settings'."""
    from clienttrack import locales

    told = reader.value("SELECT coalesce(country, '') FROM client WHERE id = :id", id=client_id)
    codes = (locales.country_code(words, settings.language) for words in (told, settings.country) if words)
    return next((code for code in codes if code), "")


def contact_lines(
    reader: Reader, *, client_id: int | None = None, everybody: bool = False, limit: int | None = None
) -> list[ContactLine]:
    """Give the contacts of one client or of all that are not archived, the likeliest to reach first.

    Those who have left are there only with ``everybody``, and come last.
    """
    return reader.lines(
        ContactLine,
        f"""
        SELECT p.id, p.name, c.handle AS client, c.name AS client_name, p.role, p.level, p.decision, p.left_on,
            (SELECT shown FROM address WHERE contact_id = p.id AND kind = 'email' ORDER BY id LIMIT 1) AS email,
            (SELECT shown FROM address WHERE contact_id = p.id AND kind = 'phone' ORDER BY valid DESC, id LIMIT 1)
                AS phone
        FROM client AS c CROSS JOIN contact AS p ON p.client_id = c.id
        WHERE iif(:client_id IS NULL, c.archived_on IS NULL, c.id = :client_id)
            AND (:everybody OR p.left_on IS NULL)
        ORDER BY c.name_key, c.id, p.left_on IS NOT NULL, {CONTACT_ORDER}
        LIMIT :limit
        """,
        client_id=client_id,
        everybody=int(everybody),
        limit=-1 if limit is None else limit,
    )


def contact_row(reader: Reader, contact_id: int) -> Row:
    """Give the row of a contact, which must exist, with its client's handle and name."""
    row = reader.row(
        """
        SELECT p.*, c.handle AS client, c.name AS client_name
        FROM contact AS p JOIN client AS c ON c.id = p.client_id WHERE p.id = :id
        """,
        id=contact_id,
    )
    assert row is not None
    return row


def contact_card(reader: Reader, contact_id: int) -> ContactCard:
    """Give everything kept about a contact."""
    row = contact_row(reader, contact_id)
    talks = reader.row(
        """
        SELECT count(*) AS touchpoints, max(t.happened_on) FILTER (WHERE t.kind <> 'note') AS last_talk_on
        FROM touchpoint_contact AS w JOIN touchpoint AS t ON t.id = w.touchpoint_id WHERE w.contact_id = :id
        """,
        id=contact_id,
    )
    assert talks is not None
    external = reader.rows(
        "SELECT system || '=' || value FROM external_id WHERE contact_id = :id ORDER BY id", id=contact_id
    )
    same = ("id", "name", "client", "client_name", "role", "level", "decision", "notes")
    return ContactCard(
        **{name: row[name] for name in same},
        addresses=tuple(addresses_of(reader, contact_id)),
        external_ids=tuple(found[0] for found in external),
        left_on=stored_day(row["left_on"]),
        added_on=date.fromisoformat(row["added_on"]),
        last_talk_on=stored_day(talks["last_talk_on"]),
        touchpoints=talks["touchpoints"],
    )


def addresses_of(reader: Reader, contact_id: int) -> Sequence[ContactAddress]:
    """Give the addresses of a contact, e-mail first, then in the order they were added."""
    rows = reader.rows(
        "SELECT kind, label, shown, value, valid FROM address WHERE contact_id = :id ORDER BY kind, id", id=contact_id
    )
    return [ContactAddress(row["kind"], row["label"], row["shown"], row["value"], bool(row["valid"])) for row in rows]


def talks_with(reader: Reader, contact_id: int) -> int:
    """Count the touchpoints and held meetings a contact took part in; one that the other logged counts once."""
    count: int = reader.value(
        """
        WITH meant (meeting_id) AS (
            SELECT c.meeting_id FROM meeting_contact AS c JOIN meeting AS m ON m.id = c.meeting_id
                WHERE c.contact_id = :id AND m.status = 'held'
            UNION SELECT meeting_id FROM answer WHERE contact_id = :id
            UNION SELECT meeting_id FROM remark WHERE contact_id = :id AND kind <> 'personal'
        )
        SELECT (SELECT count(*) FROM touchpoint_contact WHERE contact_id = :id)
            + (SELECT count(*) FROM meant AS w LEFT JOIN meeting AS m ON m.id = w.meeting_id
                WHERE m.touchpoint_id IS NULL OR m.touchpoint_id NOT IN (
                    SELECT touchpoint_id FROM touchpoint_contact WHERE contact_id = :id))
        """,
        id=contact_id,
    )
    return count


def planned_with(reader: Reader, contact_id: int) -> tuple[str, ...]:
    """Give the references of the planned meetings that a contact takes part in, the next one first."""
    rows = reader.rows(
        """
        SELECT m.id FROM meeting_contact AS w JOIN meeting AS m ON m.id = w.meeting_id
        WHERE w.contact_id = :id AND m.status = 'planned' ORDER BY m.planned_on, m.id
        """,
        id=contact_id,
    )
    return tuple(refs.meeting(row["id"]) for row in rows)

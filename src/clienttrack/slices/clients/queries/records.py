"""One client or tag and what is kept about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clienttrack import money
from clienttrack.book import Reader, Row
from clienttrack.cadence import stage_since
from clienttrack.errors import NotFound
from clienttrack.lookup import LAST_CHARACTER, FoundClient
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.clients import rules


@dataclass(frozen=True, slots=True)
class ClientCard:
    """Everything kept about a client itself."""

    handle: str
    name: str
    kind: str
    tier: str | None
    stage: str
    told_stage: str | None
    lost_reason: str | None
    since_on: date | None
    cadence: str | None
    industry: str | None
    size: str | None
    source: str | None
    website: str | None
    domains: tuple[str, ...]
    city: str | None
    country: str | None
    language: str | None
    currency: str | None
    budget: str | None
    preferences: str | None
    decision_style: str | None
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    custom: Mapping[str, str]
    external_ids: tuple[str, ...]
    addresses: tuple[str, ...]
    notes: str | None
    added_on: date
    last_touch_on: date | None
    archived_on: date | None
    paused_until: date | None
    paused_because: str | None


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag and how many clients that are not archived have it."""

    tag: str
    clients: int


@dataclass(frozen=True, slots=True)
class History:
    """How much happened with a client."""

    touchpoints: int
    tasks: int
    contacts: int
    stage_moves: int


class UnknownTag(NotFound):
    """The book has no such tag."""

    def __init__(self, name: str, near: str | None) -> None:
        hint = f"Did you mean {shortened(near, 60)}?" if near else "`clienttrack tag list` shows all tags."
        super().__init__(f"There is no tag '{shortened(name, 60)}'. {hint}")


class UnknownTier(NotFound):
    """The book has no such tier."""

    def __init__(self, name: str, tiers: list[str]) -> None:
        super().__init__(f"There is no tier '{shortened(name, 60)}'. The tiers are {', '.join(tiers)}.")


def tier_id(reader: Reader, name: str) -> int:
    """Give the number of a tier by its name, case ignored; raises ``UnknownTier``."""
    tiers = {row["name"]: row["id"] for row in reader.rows("SELECT id, name FROM tier ORDER BY rank")}
    for tier, number in tiers.items():
        if fold(tier) == fold(name):
            return int(number)
    raise UnknownTier(name, list(tiers))


def client_nearly_named(reader: Reader, name: str) -> FoundClient | None:
    """Give the client whose name or alias is nearly ``name``, archived ones included, or ``None``."""
    names = {
        row["key"]: row["id"]
        for row in reader.rows(
            "SELECT id, name_key AS key FROM client "
            "UNION ALL SELECT client_id, alias_key FROM alias WHERE client_id IS NOT NULL"
        )
    }
    hit = rules.nearest_name(fold(name), names)
    if hit is None:
        return None
    return reader.line(FoundClient, "SELECT id, handle, name FROM client WHERE id = :id", id=names[hit])


def handles_from(reader: Reader, beginning: str) -> list[str]:
    """Give every handle and alias, retired ones included, that begins so."""
    rows = reader.rows(
        "SELECT handle FROM client WHERE handle >= :key AND handle < :after "
        "UNION SELECT alias_key FROM alias WHERE alias_key >= :key AND alias_key < :after",
        key=beginning,
        after=beginning + LAST_CHARACTER,
    )
    return [row[0] for row in rows]


def tag_id(reader: Reader, name: str) -> int:
    """Give the number of a tag, case and accents ignored; raises ``UnknownTag``."""
    tags = {row["name_key"]: row for row in reader.rows("SELECT id, name, name_key FROM tag")}
    found = tags.get(fold(name))
    if found is None:
        near = rules.near_tag(fold(name), tags)
        raise UnknownTag(name, tags[near]["name"] if near else None)
    return int(found["id"])


def tags_of(reader: Reader, client_id: int) -> tuple[str, ...]:
    """Give the tags of a client."""
    return tuple(row[0] for row in reader.rows(_TAGS, id=client_id))


def aliases_of(reader: Reader, client_id: int) -> tuple[str, ...]:
    """Give the aliases of a client, the oldest first."""
    return tuple(row[0] for row in reader.rows(_ALIASES, id=client_id))


def was_handle(reader: Reader, client_id: int, handle: str) -> bool:
    """Tell whether the history knows the text as a handle of the client."""
    return bool(
        reader.value(
            "SELECT EXISTS (SELECT 1 FROM row_change WHERE table_name = 'client' AND row_id = :id "
            "AND json_extract(old, '$.handle') = :handle)",
            id=client_id,
            handle=handle,
        )
    )


_TAGS = """
    SELECT t.name FROM client_tag AS c JOIN tag AS t ON t.id = c.tag_id WHERE c.client_id = :id ORDER BY t.name_key
"""
_ALIASES = "SELECT alias FROM alias WHERE client_id = :id ORDER BY id"


def tag_lines(reader: Reader) -> list[TagLine]:
    """Give all tags with the number of clients, by name."""
    return reader.lines(
        TagLine,
        """
        SELECT t.name AS tag, count(c.id) AS clients
        FROM tag AS t LEFT JOIN client_tag AS ct ON ct.tag_id = t.id
            LEFT JOIN client AS c ON c.id = ct.client_id AND c.archived_on IS NULL
        GROUP BY t.id ORDER BY t.name_key
        """,
    )


def open_tasks(reader: Reader, client_id: int) -> list[int]:
    """Give the numbers of a client's open promises, the earliest first."""
    rows = reader.rows(
        "SELECT id FROM task WHERE client_id = :id AND status = 'open' ORDER BY due_on IS NULL, due_on, id",
        id=client_id,
    )
    return [row["id"] for row in rows]


def history_of(reader: Reader, client_id: int) -> History:
    """Count what happened with a client."""
    found = reader.line(
        History,
        """
        SELECT (SELECT count(*) FROM touchpoint WHERE client_id = :id) AS touchpoints,
            (SELECT count(*) FROM task WHERE client_id = :id) AS tasks,
            (SELECT count(*) FROM contact WHERE client_id = :id) AS contacts,
            (SELECT count(*) FROM stage_move WHERE client_id = :id) AS stage_moves
        """,
        id=client_id,
    )
    assert found is not None
    return found


def client_row(reader: Reader, client_id: int) -> Row:
    """Give the row of a client as it is stored, with its tier and last touch; the client must exist."""
    row = reader.row(
        """
        SELECT c.*, t.name AS tier, s.last_touch_on FROM client AS c
        JOIN standing AS s ON s.client_id = c.id LEFT JOIN tier AS t ON t.id = c.tier_id WHERE c.id = :id
        """,
        id=client_id,
    )
    assert row is not None
    return row


def client_card(reader: Reader, client_id: int, *, today: date) -> ClientCard:
    """Give everything kept about a client itself; the stage is today's."""
    row = client_row(reader, client_id)
    many = {
        "domains": "SELECT domain FROM domain WHERE client_id = :id ORDER BY id",
        "tags": _TAGS,
        "aliases": _ALIASES,
        "external_ids": "SELECT system || '=' || value FROM external_id WHERE client_id = :id AND entity = 'client' "
        "ORDER BY id",
        "addresses": "SELECT shown FROM address WHERE client_id = :id AND contact_id IS NULL ORDER BY id",
    }
    custom = reader.rows("SELECT name, value FROM custom_field WHERE client_id = :id ORDER BY name", id=client_id)
    days: dict[str, Any] = {
        name: _day(row[name]) for name in ("since_on", "last_touch_on", "archived_on", "paused_until")
    }
    same = ("handle", "name", "kind", "tier", "told_stage", "lost_reason", "cadence", "currency", "paused_because")
    lists: dict[str, Any] = {
        name: tuple(found[0] for found in reader.rows(sql, id=client_id)) for name, sql in many.items()
    }
    return ClientCard(
        **{name: row[name] for name in (*same, *rules.PLAIN_FIELDS)},
        **lists,
        **days,
        stage=row["told_stage"] or stage_since(days["since_on"], today),
        budget=money.range_words(row["budget_low"], row["budget_high"], row["currency"]),
        custom={field["name"]: field["value"] for field in custom},
        added_on=date.fromisoformat(row["added_on"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

"""One client and what is kept about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clienttrack import likeness, money
from clienttrack.book import Reader, Row
from clienttrack.cadence import stage_since
from clienttrack.dates import stored_day
from clienttrack.lookup import LAST_CHARACTER, FoundClient, tags_of
from clienttrack.names import fold, is_handle
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


def client_nearly_named(reader: Reader, name: str) -> FoundClient | None:
    """Give the client whose name, alias or handle is nearly ``name``, archived ones included, or ``None``."""
    names = {
        row["key"]: row["id"]
        for row in reader.rows(
            "SELECT id, name_key AS key FROM client "
            "UNION ALL SELECT client_id, alias_key FROM alias WHERE client_id IS NOT NULL "
            "UNION ALL SELECT id, handle FROM client WHERE handle <> name_key"
        )
    }
    hit = likeness.nearest_name(fold(name), names)
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


def aliases_of(reader: Reader, client_id: int) -> tuple[str, ...]:
    """Give the aliases of a client, the oldest first."""
    return tuple(row[0] for row in reader.rows(_ALIASES, id=client_id))


def may_have_been_handle(reader: Reader, client_id: int, key: str) -> bool:
    """Tell whether an alias of the client was its handle, or may have been: the history of that is kept some time."""
    return is_handle(key) and bool(
        reader.value(
            """
            SELECT EXISTS (SELECT 1 FROM row_change WHERE table_name = 'client' AND row_id = :id
                AND json_extract(old, '$.handle') = :key)
            OR NOT EXISTS (SELECT 1 FROM alias AS a JOIN row_change AS made ON made.table_name = 'alias'
                AND made.row_id = a.id WHERE a.client_id = :id AND a.alias_key = :key)
            """,
            id=client_id,
            key=key,
        )
    )


_ALIASES = "SELECT alias FROM alias WHERE client_id = :id ORDER BY id"


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
        "aliases": _ALIASES,
        "external_ids": "SELECT system || '=' || value FROM external_id WHERE client_id = :id AND entity = 'client' "
        "ORDER BY id",
        "addresses": "SELECT shown FROM address WHERE client_id = :id AND contact_id IS NULL ORDER BY id",
    }
    custom = reader.rows("SELECT name, value FROM custom_field WHERE client_id = :id ORDER BY name", id=client_id)
    days: dict[str, Any] = {
        name: stored_day(row[name]) for name in ("since_on", "last_touch_on", "archived_on", "paused_until")
    }
    same = ("handle", "name", "kind", "tier", "told_stage", "lost_reason", "cadence", "currency", "paused_because")
    lists: dict[str, Any] = {
        name: tuple(found[0] for found in reader.rows(sql, id=client_id)) for name, sql in many.items()
    }
    return ClientCard(
        **{name: row[name] for name in (*same, *rules.PLAIN_FIELDS)},
        **lists,
        **days,
        tags=tags_of(reader, client_id),
        stage=row["told_stage"] or stage_since(days["since_on"], today),
        budget=money.range_words(row["budget_low"], row["budget_high"], row["currency"]),
        custom={field["name"]: field["value"] for field in custom},
        added_on=date.fromisoformat(row["added_on"]),
    )

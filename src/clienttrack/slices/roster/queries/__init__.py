"""Many clients at once: filtered, ordered, with the day each is due."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clienttrack import lookup, search
from clienttrack.book import Reader, Row, Value
from clienttrack.cadence import stage_bounds
from clienttrack.names import fold
from clienttrack.search import PLACES
from clienttrack.settings import Settings
from clienttrack.silence import Cadences, Silence, cadences, silences
from clienttrack.slices.roster.queries.coming import Coming, first_comings
from clienttrack.vocabulary import ClientOrder, ClientState, Stage

# How far the order by due day looks before it works out the day of every client.
DAYS_AHEAD = (0, 30, 120)


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """Which clients a list shows."""

    tier: str | None = None
    stage: Stage | None = None
    tag: str | None = None
    text: str | None = None
    state: ClientState | None = None


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client of a list; ``due_on`` and ``due_ref`` are what comes up first, null for one who does not come up."""

    handle: str
    name: str
    kind: str
    tier: str | None
    stage: str
    state: tuple[str, ...]
    last_touch_on: date | None
    due_on: date | None
    tags: tuple[str, ...]
    due_ref: str | None


@dataclass(frozen=True, slots=True)
class ClientLines:
    """The clients of a list and how many there are without the limit."""

    lines: list[ClientLine]
    total: int


def client_lines(
    reader: Reader,
    settings: Settings,
    wanted: ClientFilter,
    *,
    today: date,
    sort: ClientOrder = ClientOrder.NAME,
    limit: int | None = None,
) -> ClientLines:
    """Give the clients that the filter lets through, archived ones only when asked for, and count them all.

    Raises ``UnknownTier`` or ``UnknownTag``.
    """
    conditions, values = _conditions(reader, wanted, today)
    if wanted.state is ClientState.OVERDUE:
        late = _by_horizon(reader, cadences(reader, settings), today, today - timedelta(days=1))
        conditions.append("c.id IN (SELECT value FROM json_each(:late))")
        values["late"] = json.dumps([*late])
    source = f"{_LISTED} WHERE {' AND '.join(conditions)}"
    if sort is ClientOrder.DUE:
        fitting = [row[0] for row in reader.rows(f"SELECT c.id {source} {_ORDERS[ClientOrder.NAME]}", **values)]
        shown = _rows(reader, _earliest_due(reader, settings, fitting, today, limit or len(fitting)))
        return ClientLines(_lines(reader, settings, shown, today), len(fitting))
    total = reader.value(f"SELECT count(*) {source}", **values)
    cut = -1 if limit is None else limit
    shown = reader.rows(f"{_COLUMNS} {source} {_ORDERS[sort]} LIMIT :limit", limit=cut, **values)
    return ClientLines(_lines(reader, settings, shown, today), total)


def _earliest_due(reader: Reader, settings: Settings, fitting: Sequence[int], today: date, count: int) -> list[int]:
    """Give the clients due first, those that never come up last; looks no farther ahead than it must."""
    known = cadences(reader, settings)
    places = {client_id: place for place, client_id in enumerate(fitting)}
    for days_ahead in (*DAYS_AHEAD, None):
        horizon = None if days_ahead is None else today + timedelta(days=days_ahead)
        due = [one for one in _by_horizon(reader, known, today, horizon).values() if one.client_id in places]
        if len(due) >= count:
            break
    due.sort(key=lambda one: (one.due_on, places[one.client_id]))
    ordered = dict.fromkeys(one.client_id for one in due)
    return [*ordered, *(client_id for client_id in fitting if client_id not in ordered)][:count]


def _by_horizon(reader: Reader, known: Cadences, today: date, horizon: date | None) -> dict[int, Coming]:
    """Give what comes up first of each client by a day, of all that do come up without one."""
    found = silences(reader, known, today=today, horizon=horizon)
    return first_comings(reader, known, found, today=today, horizon=horizon)


def _rows(reader: Reader, ids: Sequence[int]) -> list[Row]:
    """Give the rows of these clients in this order."""
    rows = reader.rows(
        f"{_COLUMNS} {_LISTED} WHERE c.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(list(ids))
    )
    by_id = {row["id"]: row for row in rows}
    return [by_id[client_id] for client_id in ids]


# The join order is fixed so that the index on the name serves the order and the limit.
_LISTED = """
    FROM client AS c CROSS JOIN standing AS s ON s.client_id = c.id LEFT JOIN tier AS t ON t.id = c.tier_id
"""
_COLUMNS = """
    SELECT c.id, c.handle, c.name, c.kind, t.name AS tier, c.told_stage, c.since_on, c.archived_on,
        s.next_steps
"""
_ORDERS = {
    ClientOrder.NAME: "ORDER BY c.name_key, c.id",
    ClientOrder.TIER: "ORDER BY t.rank IS NULL, t.rank, c.name_key, c.id",
    ClientOrder.ADDED: "ORDER BY c.added_on DESC, c.id DESC",
    ClientOrder.LAST_TOUCH: "ORDER BY s.last_touch_on, c.name_key, c.id",
}
_STATES = {
    ClientState.NEVER: "s.listed = 1 AND s.last_touch_on IS NULL",
    ClientState.OVERDUE: "s.listed = 1",
    ClientState.PAUSED: "c.archived_on IS NULL AND c.paused_until > :today",
    ClientState.NO_NEXT_STEP: "s.listed = 1 AND s.next_steps = 0 AND c.tier_id IS NOT NULL "
    "AND (c.paused_until IS NULL OR c.paused_until <= :today)",
    ClientState.ARCHIVED: "c.archived_on IS NOT NULL",
    ClientState.LOST: "c.archived_on IS NULL AND c.told_stage = 'lost'",
}
_BY_SINCE = {
    Stage.PROSPECT: "(c.since_on IS NULL OR c.since_on > :today)",
    Stage.ACTIVATION: "c.since_on >= :first_activation AND c.since_on <= :today",
    Stage.STABLE: "c.since_on > :last_deep AND c.since_on < :first_activation",
    Stage.DEEP: "c.since_on <= :last_deep",
}


def _conditions(reader: Reader, wanted: ClientFilter, today: date) -> tuple[list[str], dict[str, Value]]:
    first_activation, last_deep = stage_bounds(today)
    values: dict[str, Value] = {"today": today, "first_activation": first_activation, "last_deep": last_deep}
    conditions = ["c.archived_on IS NULL" if wanted.state is None else _STATES[wanted.state]]
    if wanted.tier is not None:
        tier = lookup.tier_or_none(reader, wanted.tier)
        conditions.append("c.tier_id IS :tier_id")
        values["tier_id"] = None if tier is None else tier.id
    if wanted.stage is not None:
        by_since = _BY_SINCE.get(wanted.stage)
        told = "c.told_stage = :stage"
        conditions.append(f"({told} OR (c.told_stage IS NULL AND {by_since}))" if by_since else told)
        values["stage"] = wanted.stage
    if wanted.tag is not None:
        conditions.append("c.id IN (SELECT client_id FROM client_tag WHERE tag_id = :tag_id)")
        values["tag_id"] = lookup.tag(reader, wanted.tag).id
    if words := fold(wanted.text or "").split():
        holding, texts = search.hits(words)
        conditions.append(f"c.id IN (SELECT number / {PLACES} FROM ({holding}) WHERE number % {PLACES} = 0)")
        values |= texts
    return conditions, values


def _lines(reader: Reader, settings: Settings, rows: Sequence[Row], today: date) -> list[ClientLine]:
    ids = [row["id"] for row in rows]
    known = cadences(reader, settings)
    by_client = {one.client_id: one for one in silences(reader, known, today=today, client_ids=ids)}
    first = first_comings(reader, known, [*by_client.values()], today=today, client_ids=ids)
    tags: dict[int, list[str]] = {}
    for row in reader.rows(
        """
        SELECT ct.client_id, t.name FROM json_each(:ids) AS asked
        JOIN client_tag AS ct ON ct.client_id = asked.value JOIN tag AS t ON t.id = ct.tag_id ORDER BY t.name_key
        """,
        ids=json.dumps(ids),
    ):
        tags.setdefault(row["client_id"], []).append(row["name"])
    return [
        _line(row, by_client[row["id"]], first.get(row["id"]), tuple(tags.get(row["id"], ())), today) for row in rows
    ]


def _line(row: Row, silence: Silence, first: Coming | None, tags: tuple[str, ...], today: date) -> ClientLine:
    return ClientLine(
        handle=row["handle"],
        name=row["name"],
        kind=row["kind"],
        tier=row["tier"],
        stage=silence.rhythm.stage,
        state=tuple(_states(row, silence, late=first is not None and first.due_on < today)),
        last_touch_on=silence.last_touch_on,
        due_on=None if first is None else first.due_on,
        tags=tags,
        due_ref=None if first is None else first.ref(row["handle"]),
    )


def _states(row: Row, silence: Silence, *, late: bool) -> Iterator[str]:
    if row["archived_on"] is not None:
        yield ClientState.ARCHIVED
    if row["told_stage"] == Stage.LOST:
        yield ClientState.LOST
    if silence.paused:
        yield ClientState.PAUSED
    if silence.listed and silence.last_touch_on is None:
        yield ClientState.NEVER
    if late:
        yield ClientState.OVERDUE
    if silence.listed and not silence.paused and row["tier"] is not None and row["next_steps"] == 0:
        yield ClientState.NO_NEXT_STEP

"""How long each client has been left alone, and when their cadence says to be in touch again.

Everything is worked out when reading, from today's tiers, stages and cadences; a due day is never stored.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from clienttrack.book import Reader, Row
from clienttrack.cadence import Interval, due_on, latest_anchor, stage_bounds, stage_since
from clienttrack.dates import days
from clienttrack.settings import Settings
from clienttrack.vocabulary import LIVING_STAGES, Stage

LAST_RANK = 1_000
FIRST_DAY = "0000-00-00"
LAST_DAY = "9999-99-99"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The longest silence allowed and where it comes from; ``weight`` is W of the urgency formulas."""

    interval: Interval
    source: str
    tier: str | None
    tier_rank: int
    weight: int
    stage: str


@dataclass(frozen=True, slots=True)
class Silence:
    """When a client was last reached and is to be reached again.

    ``anchor_on`` is the latest counting touch, else the day the client was added; ``days_late`` is negative before
    ``due_on``; ``interval_days`` is the interval counted in days from the anchor. An archived or lost client is not
    ``listed`` and never comes up; one that is ``paused`` today does not until ``paused_until``.
    """

    client_id: int
    anchor_on: date
    last_touch_on: date | None
    listed: bool
    paused: bool
    paused_until: date | None
    due_on: date
    days_late: int
    interval_days: int
    rhythm: Rhythm

    def in_words(self, today: date) -> str:
        """Say how long the silence has lasted, and how long it may."""
        gone = (today - self.anchor_on).days
        if self.last_touch_on is None:
            since = f"never contacted, added {f'{days(gone)} ago' if gone else 'today'}"
        else:
            since = f"no contact for {days(gone)}" if gone else "last contact today"
        return f"{since}, {self.rhythm.interval} allowed ({self.rhythm.source})"


@dataclass(frozen=True, slots=True)
class Cadences:
    """The tiers of the book and the interval of every tier in every stage."""

    names: Mapping[int, str]
    ranks: Mapping[int, int]
    weights: Mapping[int, int]
    cells: Mapping[tuple[int, str], Interval]
    without_tier: Interval
    weight_without_tier: int

    def weight(self, tier_id: int | None) -> int:
        """Give W of the urgency formulas."""
        return self.weight_without_tier if tier_id is None else self.weights[tier_id]

    def rank(self, tier_id: int | None) -> int:
        """Give the place of a tier, 1 the highest; no tier comes last."""
        return LAST_RANK if tier_id is None else self.ranks[tier_id]

    def rhythm(self, tier_id: int | None, stage: str, own: str | None = None) -> Rhythm:
        """Give the interval that holds: the client's own, else tier × stage, else the one without a tier."""
        tier = None if tier_id is None else self.names[tier_id]
        if own is not None:
            interval, source = Interval.parse(own), "own cadence"
        elif tier_id is None:
            interval, source = self.without_tier, "no tier"
        else:
            # A lost client has no cadence of their own; nothing asks for it, but the record card shows one.
            interval, source = self.cells[tier_id, Stage.DEEP if stage == Stage.LOST else stage], f"{tier}, {stage}"
        return Rhythm(interval, source, tier, self.rank(tier_id), self.weight(tier_id), stage)


def cadences(reader: Reader, settings: Settings) -> Cadences:
    """Read the tiers and the cadence matrix of the book."""
    tiers = reader.rows("SELECT id, name, rank, weight FROM tier")
    cells = reader.rows("SELECT tier_id, stage, interval FROM cadence_cell")
    return Cadences(
        names={row["id"]: row["name"] for row in tiers},
        ranks={row["id"]: row["rank"] for row in tiers},
        weights={row["id"]: row["weight"] for row in tiers},
        cells={(row["tier_id"], row["stage"]): Interval.parse(row["interval"]) for row in cells},
        without_tier=Interval.parse(settings.cadence_without_tier),
        weight_without_tier=settings.urgency.weight_without_tier,
    )


def silences(
    reader: Reader,
    known: Cadences,
    *,
    today: date,
    horizon: date | None = None,
    client_ids: Sequence[int] | None = None,
) -> list[Silence]:
    """Give the silence of every listed client, or of those in ``client_ids``, archived and lost ones included then.

    With a ``horizon`` only those are given whose due day is on or before it, found by an index: the cadence of each
    tier and stage is turned round into the latest anchor that is due by then. Paused clients are given as well.
    """
    if client_ids is not None:
        return _silences_of(_of_clients(reader, client_ids), known, today)
    if horizon is None:
        return _silences_of(reader.rows(f"{_STANDING} WHERE s.listed = 1"), known, today)
    return _silences_due(reader, known, today, horizon)


_STANDING = """
    SELECT s.client_id, s.listed, s.anchor_on, s.last_touch_on, s.paused_until, s.tier_id, s.told_stage, s.since_on,
        iif(s.own_cadence, (SELECT cadence FROM client WHERE id = s.client_id), NULL) AS cadence
    FROM standing AS s
"""


def _of_clients(reader: Reader, client_ids: Sequence[int]) -> list[Row]:
    return reader.rows(
        f"{_STANDING} WHERE s.client_id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(list(client_ids))
    )


def _silences_of(rows: Iterable[Row], known: Cadences, today: date) -> list[Silence]:
    read_day, rhythm_of, due = cache(date.fromisoformat), cache(known.rhythm), cache(due_on)
    stage_of = cache(lambda since: stage_since(None if since is None else date.fromisoformat(since), today))
    found = []
    for row in rows:
        rhythm = rhythm_of(row["tier_id"], row["told_stage"] or stage_of(row["since_on"]), row["cadence"])
        anchor_on = read_day(row["anchor_on"])
        found.append(_built(row, anchor_on, due(anchor_on, rhythm.interval), rhythm, today))
    return found


def _built(row: Row, anchor_on: date, due: date, rhythm: Rhythm, today: date) -> Silence:
    paused_until = None if row["paused_until"] is None else date.fromisoformat(row["paused_until"])
    return Silence(
        client_id=row["client_id"],
        anchor_on=anchor_on,
        last_touch_on=None if row["last_touch_on"] is None else anchor_on,
        listed=bool(row["listed"]),
        paused=paused_until is not None and paused_until > today,
        paused_until=paused_until,
        due_on=due,
        days_late=(today - due).days,
        interval_days=(due - anchor_on).days,
        rhythm=rhythm,
    )


def _silences_due(reader: Reader, known: Cadences, today: date, horizon: date) -> list[Silence]:
    found: list[Silence] = []
    for tier_id in (*known.names, None):
        for stage in LIVING_STAGES:
            rhythm = known.rhythm(tier_id, stage)
            cutoff = latest_anchor(horizon, rhythm.interval)
            read_day, due = cache(date.fromisoformat), cache(due_on)
            for row in _cell(reader, tier_id, stage, cutoff, today):
                anchor_on = read_day(row["anchor_on"])
                found.append(_built(row, anchor_on, due(anchor_on, rhythm.interval), rhythm, today))
    own = reader.rows(f"{_STANDING} WHERE s.listed = 1 AND s.own_cadence = 1")
    found.extend(one for one in _silences_of(own, known, today) if one.due_on <= horizon)
    return found


def _cell(reader: Reader, tier_id: int | None, stage: Stage, cutoff: date, today: date) -> Iterator[Row]:
    """Give the clients of one tier in one stage, told or worked out, whose anchor is on or before ``cutoff``."""
    cell = """
        SELECT client_id, listed, anchor_on, last_touch_on, paused_until FROM standing
        WHERE listed = 1 AND own_cadence = 0 AND tier_id IS :tier_id AND anchor_on <= :cutoff
    """
    yield from reader.rows(f"{cell} AND told_stage = :stage", tier_id=tier_id, cutoff=cutoff, stage=stage.value)
    for first, last in _since_ranges(stage, today):
        if first is None:
            yield from reader.rows(
                f"{cell} AND told_stage IS NULL AND since_on IS NULL", tier_id=tier_id, cutoff=cutoff
            )
        else:
            yield from reader.rows(
                f"{cell} AND told_stage IS NULL AND since_on > :first AND since_on <= :last",
                tier_id=tier_id,
                cutoff=cutoff,
                first=first,
                last=last,
            )


def _since_ranges(stage: Stage, today: date) -> list[tuple[str | None, str]]:
    """Give the half-open ranges of ``since`` (after the first day, up to the last) that make a stage today."""
    first_activation, last_deep = stage_bounds(today)
    before_activation = date.fromordinal(first_activation.toordinal() - 1).isoformat()
    ranges: dict[Stage, list[tuple[str | None, str]]] = {
        Stage.PROSPECT: [(None, ""), (today.isoformat(), LAST_DAY)],
        Stage.ACTIVATION: [(before_activation, today.isoformat())],
        Stage.STABLE: [(last_deep.isoformat(), before_activation)],
        Stage.DEEP: [(FIRST_DAY, last_deep.isoformat())],
    }
    return ranges[stage]

"""What the book keeps by day: clients with their moves, whom we reached, the minutes logged, who referred others."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clienttrack.book import Reader
from clienttrack.dates import stored_day
from clienttrack.past import Client, StageMove, TierMove
from clienttrack.revenue import bounds_of
from clienttrack.vocabulary import AS_IMPORTED

REACHED_DAYS = 31
PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Effort:
    """Minutes that were logged, and of how many touchpoints they are told."""

    minutes: int
    told: int
    touchpoints: int


def clients(reader: Reader) -> list[Client]:
    """Give all clients with their moves in the order they were told."""
    rows = reader.rows(
        """
        SELECT id, tier_id, since_on, added_on, archived_on,
            (SELECT min(paid_on) FROM payment WHERE client_id = client.id) AS first_paid_on
        FROM client ORDER BY id
        """
    )
    added = {row["id"]: row["added_on"] for row in rows}
    stages: defaultdict[int, list[StageMove]] = defaultdict(list)
    for row in reader.rows("SELECT client_id, stage, moved_on, because FROM stage_move ORDER BY id"):
        client_id, day = row["client_id"], row["moved_on"]
        first = client_id not in stages and row["because"] == AS_IMPORTED and day == added[client_id]
        stages[client_id].append(StageMove(row["stage"], date.fromisoformat(day), first))
    tiers: defaultdict[int, list[TierMove]] = defaultdict(list)
    for row in reader.rows("SELECT client_id, from_tier_id, to_tier_id, moved_on, because FROM tier_move ORDER BY id"):
        client_id, day = row["client_id"], row["moved_on"]
        with_it = row["because"] == AS_IMPORTED or day == added[client_id]
        first = client_id not in tiers and row["from_tier_id"] is None and with_it
        tiers[client_id].append(TierMove(row["from_tier_id"], row["to_tier_id"], date.fromisoformat(day), first))
    return [
        Client(
            row["id"],
            row["tier_id"],
            stored_day(row["since_on"]),
            date.fromisoformat(row["added_on"]),
            stored_day(row["archived_on"]),
            stored_day(row["first_paid_on"]),
            stages.get(row["id"], ()),
            tiers.get(row["id"], ()),
        )
        for row in rows
    ]


def is_anybody_touched(reader: Reader, day: date) -> bool:
    """Tell whether the book knows of any counting touch by a day."""
    return bool(
        reader.value(
            "SELECT EXISTS (SELECT 1 FROM touchpoint WHERE happened_on <= :day AND kind <> 'note')",
            day=day,
        )
    )


def reached(reader: Reader, day: date) -> set[int]:
    """Give the clients with a counting touch within 31 days before a day; a note is none."""
    rows = reader.rows(
        "SELECT DISTINCT client_id FROM touchpoint WHERE happened_on BETWEEN :first AND :day AND kind <> 'note'",
        first=day - timedelta(days=REACHED_DAYS),
        day=day,
    )
    return {row["client_id"] for row in rows}


def efforts(reader: Reader, spans: Sequence[tuple[date, date]]) -> list[dict[int, Effort]]:
    """Give the minutes of each client with touchpoints, for each span from a first to a last day."""
    within = [f"happened_on BETWEEN :first{n} AND :last{n}" for n in range(len(spans))]
    sums = ", ".join(
        f"coalesce(sum(minutes) FILTER (WHERE {one}), 0), count(minutes) FILTER (WHERE {one}), sum({one})"
        for one in within
    )
    # Most of the talks are asked for, so it is quicker to go from client to client than from day to day.
    rows = reader.rows(
        f"SELECT client_id, {sums} FROM touchpoint WHERE +happened_on BETWEEN :first AND :last GROUP BY client_id",
        **bounds_of(spans),
    )
    found: list[dict[int, Effort]] = [{} for _ in spans]
    for client_id, *numbers in rows:
        for place, of_span in enumerate(found):
            minutes, told, touchpoints = numbers[3 * place : 3 * place + 3]
            if touchpoints:
                of_span[client_id] = Effort(minutes, told, touchpoints)
    return found


def referrers(reader: Reader, day: date) -> set[int]:
    """Give the clients that had referred others by a day."""
    return {row["client_id"] for row in reader.rows("SELECT client_id FROM referral WHERE told_on <= :day", day=day)}


def marked_partners(reader: Reader) -> set[int]:
    """Give the clients with the tag ``partner``."""
    rows = reader.rows(
        "SELECT c.client_id FROM client_tag AS c JOIN tag AS t ON t.id = c.tag_id WHERE t.name_key = :key", key=PARTNER
    )
    return {row["client_id"] for row in rows}

"""The tiers, their cadence, how many clients stand in each, and who was moved when and why."""

from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader
from clienttrack.settings import Settings


@dataclass(frozen=True, slots=True)
class TierLine:
    """A tier with the longest silence it allows in each stage; ``clients`` are those neither archived nor lost."""

    tier: str | None
    rank: int | None
    weight: int
    prospect: str
    activation: str
    stable: str
    deep: str
    clients: int


@dataclass(frozen=True, slots=True)
class TierMatrix:
    """All tiers, highest first, and what goes for clients that have none."""

    tiers: tuple[TierLine, ...]
    without_tier: TierLine


@dataclass(frozen=True, slots=True)
class TierMoveLine:
    """A change of tier with its day and reason; ``old`` and ``new`` are null for no tier."""

    client: str
    moved_on: date
    old: str | None
    new: str | None
    because: str | None


@dataclass(frozen=True, slots=True)
class ClientTier:
    """The tier a client has now, and the reason kept with the newest move."""

    tier_id: int | None
    tier: str | None
    pinned: int
    because: str | None


def tier_matrix(reader: Reader, settings: Settings) -> TierMatrix:
    """Give the cadence matrix."""
    cells = ", ".join(
        f"max(CASE WHEN cell.stage = '{stage}' THEN cell.interval END) AS {stage}"
        for stage in ("prospect", "activation", "stable", "deep")
    )
    lines = reader.lines(
        TierLine,
        f"""
        SELECT t.name AS tier, t.rank, t.weight, {cells},
            (SELECT count(*) FROM standing AS s WHERE s.listed = 1 AND s.tier_id = t.id) AS clients
        FROM tier AS t JOIN cadence_cell AS cell ON cell.tier_id = t.id
        GROUP BY t.id ORDER BY t.rank, t.id
        """,
    )
    without = reader.value("SELECT count(*) FROM standing WHERE listed = 1 AND tier_id IS NULL")
    same = settings.cadence_without_tier
    return TierMatrix(
        tuple(lines),
        TierLine(None, None, settings.urgency.weight_without_tier, same, same, same, same, without),
    )


def tier_names(reader: Reader) -> dict[int, str]:
    """Give the names of all tiers by their numbers."""
    return {row["id"]: row["name"] for row in reader.rows("SELECT id, name FROM tier ORDER BY rank, id")}


def tier_of_client(reader: Reader, client_id: int) -> ClientTier:
    """Give the tier of a client, which must exist."""
    found = reader.line(
        ClientTier,
        """
        SELECT c.tier_id, t.name AS tier, c.tier_pinned AS pinned,
            (SELECT because FROM tier_move WHERE client_id = c.id ORDER BY id DESC LIMIT 1) AS because
        FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id WHERE c.id = :id
        """,
        id=client_id,
    )
    assert found is not None
    return found


def intervals(reader: Reader, tier_id: int) -> dict[str, str]:
    """Give the interval of each stage of a tier."""
    rows = reader.rows("SELECT stage, interval FROM cadence_cell WHERE tier_id = :id ORDER BY id", id=tier_id)
    return {row["stage"]: row["interval"] for row in rows}


def tier_history(reader: Reader, *, client_id: int | None, limit: int | None) -> list[TierMoveLine]:
    """Give the changes of tier, the newest first, of one client if that is told."""
    return reader.lines(
        TierMoveLine,
        """
        SELECT c.handle AS client, v.moved_on, f.name AS old, t.name AS new, v.because
        FROM tier_move AS v JOIN client AS c ON c.id = v.client_id
        LEFT JOIN tier AS f ON f.id = v.from_tier_id LEFT JOIN tier AS t ON t.id = v.to_tier_id
        WHERE :client_id IS NULL OR v.client_id = :client_id ORDER BY v.moved_on DESC, v.id DESC LIMIT :limit
        """,
        client_id=client_id,
        limit=-1 if limit is None else limit,
    )

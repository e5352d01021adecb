"""The tiers, their cadence, and how many clients stand in each."""

from dataclasses import dataclass

from clienttrack.book import Reader
from clienttrack.errors import NotFound
from clienttrack.names import fold
from clienttrack.screen import one_line, shortened
from clienttrack.settings import Settings
from clienttrack.slices.tiers.rules import NO_TIER


class UnknownTier(NotFound):
    """No tier is called like that."""

    def __init__(self, words: str, known: list[str]) -> None:
        there = ", ".join(one_line(name) for name in known)
        super().__init__(f"No tier is called '{shortened(words, 40)}'. There is {there}.")


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
class Tier:
    """A tier as it is found by name."""

    id: int
    name: str
    weight: int


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


def tiers(reader: Reader) -> list[Tier]:
    """Give all tiers, highest first."""
    return reader.lines(Tier, "SELECT id, name, weight FROM tier ORDER BY rank, id")


def tier(reader: Reader, words: str) -> Tier:
    """Give the tier of that name, case and accents ignored; raises ``UnknownTier``."""
    known = tiers(reader)
    for one in known:
        if fold(one.name) == fold(words):
            return one
    raise UnknownTier(words, [one.name for one in known])


def tier_or_none(reader: Reader, words: str) -> Tier | None:
    """Give the tier of that name, ``None`` for the word ``none``; raises ``UnknownTier``."""
    if fold(words) == NO_TIER:
        return None
    try:
        return tier(reader, words)
    except UnknownTier:
        raise UnknownTier(words, [*(one.name for one in tiers(reader)), f"{NO_TIER} (for no tier)"]) from None


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

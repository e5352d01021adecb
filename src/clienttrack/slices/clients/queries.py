"""Questions about clients and tags: SQL text into frozen dataclasses."""

from clienttrack.book import Reader
from clienttrack.errors import NotFound
from clienttrack.lookup import LAST_CHARACTER, FoundClient
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.clients import rules


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

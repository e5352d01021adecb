"""Whether a client is served: one that is archived or lost is not, and what is planned or open of them only rests."""

from collections.abc import Sequence
from dataclasses import dataclass

from clienttrack import refs
from clienttrack.book import Reader

NAMED_AT_REST = 5


@dataclass(frozen=True, slots=True)
class Served:
    """A client, and whether they are archived or lost."""

    handle: str
    archived: bool
    lost: bool

    @property
    def laid_aside(self) -> str:
        """Say how the client is laid aside; empty for one that is served."""
        return " and ".join(word for word, is_so in (("archived", self.archived), ("lost", self.lost)) if is_so)

    @property
    def way_back(self) -> str:
        """Name the commands that take the client up again."""
        ways = ((f"client restore {self.handle}", self.archived), (f"stage win-back {self.handle}", self.lost))
        return " and ".join(f"`clienttrack {way}`" for way, is_so in ways if is_so)


def served(reader: Reader, client_id: int) -> Served:
    """Tell whether a client, who must exist, is served."""
    row = reader.row(
        "SELECT handle, archived_on IS NOT NULL AS archived, told_stage IS 'lost' AS lost FROM client WHERE id = :id",
        id=client_id,
    )
    assert row is not None
    return Served(row["handle"], bool(row["archived"]), bool(row["lost"]))


def at_rest(reader: Reader, client_id: int) -> tuple[str, ...]:
    """Give the references of planned meetings and open needs, which do not come up while the client is laid aside."""
    rows = reader.rows(
        """
        SELECT id, 1 AS is_meeting FROM meeting WHERE client_id = :id AND status = 'planned'
        UNION ALL SELECT id, 0 FROM need WHERE client_id = :id AND status IN ('open', 'proposed')
        ORDER BY is_meeting DESC, id
        """,
        id=client_id,
    )
    return tuple(refs.meeting(row["id"]) if row["is_meeting"] else refs.need(row["id"]) for row in rows)


def rest_words(references: Sequence[str]) -> str:
    """Say of planned meetings and open needs that they stay and do not come up; there is at least one."""
    more = f" and {len(references) - NAMED_AT_REST} more" if len(references) > NAMED_AT_REST else ""
    verbs = "stays, but does" if len(references) == 1 else "stay, but do"
    return f"{', '.join(references[:NAMED_AT_REST])}{more} {verbs} not come up."

"""What every source of the morning list needs: the book, the day, the tiers, and whom the filters let through."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from clienttrack import lookup, silence
from clienttrack.book import Reader
from clienttrack.settings import Settings
from clienttrack.silence import Silence
from clienttrack.vocabulary import DueKind

if TYPE_CHECKING:
    from clienttrack.risk import Risk


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the morning list is wanted; ``horizon`` is today, or the last day of a look ahead."""

    today: date
    horizon: date
    client_id: int | None = None
    tier: str | None = None
    tag: str | None = None
    kinds: frozenset[DueKind] = frozenset(DueKind)
    limit: int | None = None
    explain: bool = False


class Morning:
    """What every source needs: the book, the day, the tiers, and whom the filters let through."""

    def __init__(self, reader: Reader, settings: Settings, wanted: Wanted) -> None:
        self.reader = reader
        self.settings = settings
        self.wanted = wanted
        self.cadences = silence.cadences(reader, settings)
        self.allowed = _allowed_clients(reader, wanted)
        self.paused_touches = 0
        self.missing_rates: tuple[str, ...] = ()
        self.newly_high: dict[int, Risk] = {}
        self._due: list[Silence] | None = None

    def silences_due(self) -> list[Silence]:
        """Give every silence that is due by the horizon, of the client that is asked for."""
        if self._due is None:
            wanted = self.wanted
            only = None if wanted.client_id is None else [wanted.client_id]
            self._due = silence.silences(
                self.reader, self.cadences, today=wanted.today, horizon=wanted.horizon, client_ids=only
            )
        return self._due

    def allows(self, client_id: int) -> bool:
        """Tell whether the filters let a client through."""
        return self.allowed is None or client_id in self.allowed


def _allowed_clients(reader: Reader, wanted: Wanted) -> frozenset[int] | None:
    allowed: set[int] | None = None if wanted.client_id is None else {wanted.client_id}
    if wanted.tier is not None:
        tier = lookup.tier_or_none(reader, wanted.tier)
        tier_id = None if tier is None else tier.id
        ids = _ids(reader, "SELECT client_id FROM standing WHERE listed = 1 AND tier_id IS :tier_id", tier_id=tier_id)
        allowed = ids if allowed is None else allowed & ids
    if wanted.tag is not None:
        tag_id = lookup.tag(reader, wanted.tag).id
        ids = _ids(reader, "SELECT client_id FROM client_tag WHERE tag_id = :tag_id", tag_id=tag_id)
        allowed = ids if allowed is None else allowed & ids
    return None if allowed is None else frozenset(allowed)


def _ids(reader: Reader, sql: str, **values: Any) -> set[int]:
    return {row[0] for row in reader.rows(sql, **values)}

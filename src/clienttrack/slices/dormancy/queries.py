"""Whether a client is laid aside."""

from dataclasses import dataclass
from datetime import date

from clienttrack.book import Reader


@dataclass(frozen=True, slots=True)
class Rest:
    """Since when a client is archived and until when it is paused; ``None`` is not."""

    archived_on: date | None
    paused_until: date | None


def rest_of(reader: Reader, client_id: int) -> Rest:
    """Tell whether a client, which must exist, is laid aside."""
    row = reader.row("SELECT archived_on, paused_until FROM client WHERE id = :id", id=client_id)
    assert row is not None
    archived_on, paused_until = (None if text is None else date.fromisoformat(text) for text in row)
    return Rest(archived_on, paused_until)

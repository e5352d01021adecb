"""What log, done and snooze ask of the book."""

from dataclasses import dataclass
from datetime import date

from clienttrack import silence
from clienttrack.book import Reader
from clienttrack.refs import Ref, RefKind
from clienttrack.settings import Settings
from clienttrack.slices.daily.rules import UnknownRef


@dataclass(frozen=True, slots=True)
class NumberedRecord:
    """What a snooze must know of a task, meeting or need; ``over_on`` is null while its line may come up."""

    id: int
    client_id: int
    what: str
    status: str
    over_on: date | None


@dataclass(frozen=True, slots=True)
class Snoozing:
    """A line that is hidden, and until when."""

    id: int
    until_on: date
    because: str | None


def next_touch_on(reader: Reader, client_id: int, *, today: date, settings: Settings) -> date | None:
    """Give the day the client's silence reaches the cadence; ``None`` for one who does not come up."""
    [found] = silence.silences(reader, silence.cadences(reader, settings), today=today, client_ids=[client_id])
    return found.due_on if found.listed and not found.paused else None


def contact_names(reader: Reader, touchpoint_id: int) -> tuple[str, ...]:
    """Give the names of those who took part, as they were told."""
    rows = reader.rows(
        "SELECT p.name FROM touchpoint_contact AS t JOIN contact AS p ON p.id = t.contact_id "
        "WHERE t.touchpoint_id = :id ORDER BY t.id",
        id=touchpoint_id,
    )
    return tuple(row["name"] for row in rows)


_NUMBERED = {
    RefKind.TASK: "SELECT id, client_id, text AS what, status, closed_on AS over_on FROM task",
    RefKind.MEETING: """SELECT id, client_id, coalesce(goal, question_set, 'meeting') AS what, status,
        coalesce(held_on, cancelled_on) AS over_on FROM meeting""",
    RefKind.NEED: """SELECT id, client_id, text AS what, status,
        iif(status = 'proposed', NULL, status_on) AS over_on FROM need""",
}


def numbered_record(reader: Reader, ref: Ref) -> NumberedRecord:
    """Give the task, meeting or need that a reference names; raises ``UnknownRef``."""
    found = reader.line(NumberedRecord, f"{_NUMBERED[ref.kind]} WHERE id = :id", id=ref.number)
    if found is None:
        raise UnknownRef(ref)
    return found


def paused_until(reader: Reader, client_id: int) -> str:
    """Give the day a client's pause ends as ISO text, empty without one."""
    return str(reader.value("SELECT coalesce(paused_until, '') FROM client WHERE id = :id", id=client_id))


def find_snoozing(reader: Reader, kind: str, record_id: int) -> Snoozing | None:
    """Give the snooze of a line, if it has one."""
    return reader.line(
        Snoozing,
        "SELECT id, until_on, because FROM snooze WHERE kind = :kind AND record_id = :record_id",
        kind=kind,
        record_id=record_id,
    )

"""What is asked of promises."""

from dataclasses import dataclass
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Reader
from clienttrack.slices.tasks.rules import UnknownTask


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One promise as it stands in the book."""

    id: int
    client_id: int
    contact_id: int | None
    touchpoint_id: int | None
    text: str
    side: str
    status: str
    due_on: date | None
    repeat_kind: str | None
    repeat_interval: str | None
    first_on: date | None
    closed_on: date | None

    @property
    def ref(self) -> str:
        """The reference, e.g. ``t12``."""
        return refs.task(self.id)


def task_record(reader: Reader, task_id: int) -> TaskRecord:
    """Give a promise by its number; raises ``UnknownTask``."""
    found = reader.line(TaskRecord, "SELECT * FROM task WHERE id = :id", id=task_id)
    if found is None:
        raise UnknownTask(refs.task(task_id))
    return found


def open_task_ids(reader: Reader, client_id: int) -> list[int]:
    """Give the numbers of a client's open promises, the earliest first."""
    rows = reader.rows(
        "SELECT id FROM task WHERE client_id = :id AND status = 'open' ORDER BY due_on IS NULL, due_on, id",
        id=client_id,
    )
    return [row["id"] for row in rows]


def find_successor(reader: Reader, task_id: int) -> TaskRecord | None:
    """Give the occurrence that followed a finished repeating task and was not dropped, if there is one."""
    return reader.line(
        TaskRecord,
        "SELECT * FROM task WHERE follows_id = :id AND status <> 'dropped' ORDER BY id DESC LIMIT 1",
        id=task_id,
    )


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One promise as lists show it; ``repeat`` is written as it was told, e.g. ``+1w``."""

    ref: str
    client: str
    client_name: str
    text: str
    side: str
    status: str
    due_on: date | None
    repeat: str | None
    first_on: date | None
    contact: str | None
    follows: str | None
    closed_on: date | None
    because: str | None
    added_on: date


_LINES = """
    SELECT 't' || t.id AS ref, c.handle AS client, c.name AS client_name, t.text, t.side, t.status, t.due_on,
        t.repeat_kind || t.repeat_interval AS repeat, t.first_on, p.name AS contact, 't' || t.follows_id AS follows,
        t.closed_on, t.because, t.added_on
    FROM task AS t JOIN client AS c ON c.id = t.client_id LEFT JOIN contact AS p ON p.id = t.contact_id
"""
_TESTS = {
    "client_id": "t.client_id = :client_id",
    "status": "t.status = :status",
    "side": "t.side = :side",
    "tag_id": "t.client_id IN (SELECT client_id FROM client_tag WHERE tag_id = :tag_id)",
}


def task_lines(
    reader: Reader,
    *,
    client_id: int | None = None,
    status: str | None = None,
    side: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> list[TaskLine]:
    """Give the promises that fit everything told, by their day, those without one last.

    Raises ``UnknownTag``.
    """
    tag_id = None if tag is None else lookup.tag(reader, tag).id
    named = {"client_id": client_id, "status": status, "side": side, "tag_id": tag_id}
    told = {name: value for name, value in named.items() if value is not None}
    where = " AND ".join(_TESTS[name] for name in told) or "1"
    return reader.lines(
        TaskLine,
        f"{_LINES} WHERE {where} ORDER BY t.due_on IS NULL, t.due_on, t.id LIMIT :limit",
        limit=-1 if limit is None else limit,
        **told,
    )


def task_line(reader: Reader, task_id: int) -> TaskLine:
    """Give one promise by its number; raises ``UnknownTask``."""
    found = reader.line(TaskLine, f"{_LINES} WHERE t.id = :id", id=task_id)
    if found is None:
        raise UnknownTask(refs.task(task_id))
    return found

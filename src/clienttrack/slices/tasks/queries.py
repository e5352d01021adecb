"""What is asked of promises."""

from dataclasses import dataclass
from datetime import date

from clienttrack import refs
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


def find_successor(reader: Reader, task_id: int) -> TaskRecord | None:
    """Give the occurrence that followed a finished repeating task and was not dropped, if there is one."""
    return reader.line(
        TaskRecord,
        "SELECT * FROM task WHERE follows_id = :id AND status <> 'dropped' ORDER BY id DESC LIMIT 1",
        id=task_id,
    )

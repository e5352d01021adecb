"""How promises are made, kept, changed and dropped."""

from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.book import Change
from clienttrack.cadence import Interval, RepeatKind, next_occurrence
from clienttrack.slices.tasks import queries, rules
from clienttrack.slices.tasks.queries import TaskRecord
from clienttrack.slices.tasks.rules import Repeat, TaskClosed
from clienttrack.vocabulary import DueKind, Side, TaskStatus


@dataclass(frozen=True, slots=True)
class AddedTask:
    """A promise that now stands in the book."""

    id: int
    ref: str
    text: str
    due_on: date | None
    client_id: int


@dataclass(frozen=True, slots=True)
class FinishedTask:
    """A promise that was kept, and the next occurrence if it repeats."""

    id: int
    ref: str
    text: str
    successor: AddedTask | None


def add_task(
    change: Change,
    *,
    client_id: int,
    text: str,
    due_on: date | None = None,
    side: Side = Side.OURS,
    repeat: Repeat | None = None,
    contact_id: int | None = None,
    touchpoint_id: int | None = None,
) -> AddedTask:
    """Write down a promise; raises ``EmptyPromise`` or ``RepeatWithoutDay``.

    ``repeat`` is what ``cadence.parse_repeat`` gives; the day of a repeating task is its original day.
    """
    rules.checked_promise(text)
    rules.checked_repeat(repeat, due_on)
    kind, interval = (None, None) if repeat is None else repeat
    task_id = change.add(
        "task",
        client_id=client_id,
        contact_id=contact_id,
        touchpoint_id=touchpoint_id,
        text=text,
        side=side,
        status=TaskStatus.OPEN,
        due_on=due_on,
        repeat_kind=kind,
        repeat_interval=None if interval is None else str(interval),
        first_on=None if repeat is None else due_on,
        added_on=change.today,
    )
    return AddedTask(task_id, refs.task(task_id), text, due_on, client_id)


def finish_task(change: Change, task_id: int, *, done_on: date) -> FinishedTask:
    """Close a promise as kept on ``done_on`` and open its next occurrence if it repeats.

    Raises ``UnknownTask``, ``TaskClosed`` or ``DoneInTheFuture``.
    """
    rules.checked_done_on(done_on, today=change.today)
    task = _open_task(change, task_id)
    _close(change, task_id, TaskStatus.DONE, closed_on=done_on)
    successor = None
    if task.repeat_kind is not None and queries.find_successor(change, task_id) is None:
        successor = _open_successor(change, task, done_on)
    return FinishedTask(task_id, task.ref, task.text, successor)


def _open_task(change: Change, task_id: int) -> TaskRecord:
    task = queries.task_record(change, task_id)
    if task.closed_on is not None:
        raise TaskClosed(task.ref, TaskStatus(task.status), task.closed_on, change.today)
    return task


def _close(change: Change, task_id: int, status: TaskStatus, *, closed_on: date, because: str | None = None) -> None:
    change.amend("task", task_id, status=status, closed_on=closed_on, because=because)
    # A closed promise cannot come up, so nothing is left to hide.
    change.run("DELETE FROM snooze WHERE kind = :kind AND record_id = :id", kind=DueKind.TASK, id=task_id)


def _open_successor(change: Change, task: TaskRecord, done_on: date) -> AddedTask:
    assert task.repeat_kind is not None
    assert task.repeat_interval is not None
    assert task.due_on is not None
    first_on = task.first_on or task.due_on
    due_on = next_occurrence(
        RepeatKind(task.repeat_kind),
        Interval.parse(task.repeat_interval),
        first_on=first_on,
        planned_on=task.due_on,
        done_on=done_on,
    )
    successor_id = change.add(
        "task",
        client_id=task.client_id,
        contact_id=task.contact_id,
        touchpoint_id=task.touchpoint_id,
        follows_id=task.id,
        text=task.text,
        side=task.side,
        status=TaskStatus.OPEN,
        due_on=due_on,
        repeat_kind=task.repeat_kind,
        repeat_interval=task.repeat_interval,
        first_on=first_on,
        added_on=change.today,
    )
    return AddedTask(successor_id, refs.task(successor_id), task.text, due_on, task.client_id)

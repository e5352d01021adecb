"""How promises are made, kept, changed and dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup, refs
from clienttrack.book import Change, Reader
from clienttrack.cadence import Interval, RepeatKind, next_occurrence
from clienttrack.lookup import FoundClient
from clienttrack.served import served
from clienttrack.slices.tasks import queries, rules
from clienttrack.slices.tasks.queries import TaskLine, TaskRecord
from clienttrack.slices.tasks.rules import Edit, Repeat, TaskClosed
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
    client_id: int
    done_on: date
    client: str
    client_name: str


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
    """Write down a promise; raises ``EmptyPromise``, ``RepeatWithoutDay`` or ``ClientLaidAside``.

    ``repeat`` is what ``cadence.parse_repeat`` gives; the day of a repeating task is its original day.
    """
    rules.checked_promise(text)
    rules.checked_repeat(repeat, due_on)
    check_served(change, client_id)
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


def check_served(reader: Reader, client_id: int) -> None:
    """Raise ``ClientLaidAside`` for an archived or lost client, whose open promises nobody would see."""
    client = served(reader, client_id)
    if client.laid_aside:
        raise rules.ClientLaidAside(client)


def add_promise(
    change: Change,
    *,
    client: str,
    text: str,
    due_on: date | None,
    side: Side,
    repeat: Repeat | None,
    contact: str | None,
) -> TaskLine:
    """Write down a promise of or to the client and the contact that the words mean."""
    client_id = lookup.client(change, client).id
    contact_id = None if contact is None else lookup.contact(change, contact, client_id=client_id).id
    added = add_task(
        change, client_id=client_id, text=text, due_on=due_on, side=side, repeat=repeat, contact_id=contact_id
    )
    return queries.task_line(change, added.id)


def finish_task(change: Change, task_id: int, *, done_on: date) -> FinishedTask:
    """Close a promise as kept on ``done_on`` and open its next occurrence if it repeats.

    Raises ``UnknownTask``, ``TaskClosed``, ``DoneInTheFuture``, or ``ClientLaidAside`` for one that repeats.
    """
    rules.checked_done_on(done_on, today=change.today)
    task = _open_task(change, task_id)
    _close(change, task_id, TaskStatus.DONE, closed_on=done_on)
    successor = None
    if task.repeat_kind is not None and queries.find_successor(change, task_id) is None:
        successor = _open_successor(change, task, done_on)
    client = lookup.client_by_id(change, task.client_id)
    return FinishedTask(task_id, task.ref, task.text, successor, task.client_id, done_on, client.handle, client.name)


def finish_tasks(change: Change, task_ids: Sequence[int], *, done_on: date) -> tuple[FinishedTask, ...]:
    """Close several promises as kept, all or none."""
    return tuple([finish_task(change, task_id, done_on=done_on) for task_id in task_ids])


def drop_tasks(change: Change, task_ids: Sequence[int], *, because: str | None) -> tuple[TaskLine, ...]:
    """Close promises that will not be kept, all or none; a repeating one ends with it.

    Raises ``UnknownTask`` or ``TaskClosed``.
    """
    for task_id in task_ids:
        _open_task(change, task_id)
        _close(change, task_id, TaskStatus.DROPPED, closed_on=change.today, because=because)
    return tuple([queries.task_line(change, task_id) for task_id in task_ids])


def drop_open_tasks(change: Change, client: FoundClient, *, because: str, agreed: bool) -> tuple[TaskLine, ...]:
    """Drop every open promise of a client that is laid aside.

    Raises ``OpenTasksLeft`` when there are some and dropping them was not ``agreed``.
    """
    open_ids = queries.open_task_ids(change, client.id)
    if open_ids and not agreed:
        raise rules.OpenTasksLeft(client.handle, [refs.task(task_id) for task_id in open_ids])
    return drop_tasks(change, open_ids, because=because)


def reopen_tasks(change: Change, task_ids: Sequence[int]) -> tuple[TaskLine, ...]:
    """Open promises again, all or none.

    Raises ``UnknownTask``, ``TaskOpen``, ``SuccessorOpen`` or ``ClientLaidAside``.
    """
    for task_id in task_ids:
        task = queries.task_record(change, task_id)
        if task.closed_on is None:
            raise rules.TaskOpen(task.ref)
        check_served(change, task.client_id)
        successor = queries.find_successor(change, task_id)
        if successor is not None and successor.closed_on is None:
            raise rules.SuccessorOpen(task.ref, successor.ref)
        change.amend("task", task_id, status=TaskStatus.OPEN, closed_on=None, because=None)
    return tuple([queries.task_line(change, task_id) for task_id in task_ids])


def edit_task(change: Change, task_id: int, edit: Edit) -> TaskLine:
    """Change an open promise; a moved repetition counts from its new day.

    Raises ``UnknownTask``, ``TaskClosed``, ``RepeatWithoutDay`` or what a contact's look-up raises.
    """
    task = _open_task(change, task_id)
    values: dict[str, str | int | date | None] = {}
    if edit.text is not None:
        values["text"] = edit.text
    if edit.side is not None:
        values["side"] = edit.side
    if edit.contact is not None:
        values["contact_id"] = lookup.contact_or_none(change, edit.contact, client_id=task.client_id)
    change.amend("task", task_id, **values, **_planned(task, edit))
    return queries.task_line(change, task_id)


def _planned(task: TaskRecord, edit: Edit) -> dict[str, str | date | None]:
    due_on = None if edit.no_day else edit.due_on or task.due_on
    kind, interval = task.repeat_kind, task.repeat_interval
    if edit.repeat is not None:
        kind, interval = edit.repeat[0], str(edit.repeat[1])
    if edit.no_repeat:
        kind, interval = None, None
    if kind is not None and due_on is None:
        raise rules.RepeatWithoutDay
    # A plan that was moved or begun anew has its original day here; an untouched one keeps it.
    begins = edit.due_on is not None or task.repeat_kind is None
    first_on = None if kind is None else due_on if begins else task.first_on
    return {"due_on": due_on, "repeat_kind": kind, "repeat_interval": interval, "first_on": first_on}


def _open_task(change: Change, task_id: int) -> TaskRecord:
    task = queries.task_record(change, task_id)
    if task.closed_on is not None:
        raise TaskClosed(task.ref, TaskStatus(task.status), task.closed_on, change.today)
    return task


def _close(change: Change, task_id: int, status: TaskStatus, *, closed_on: date, because: str | None = None) -> None:
    change.amend("task", task_id, status=status, closed_on=closed_on, because=because)
    # A closed promise cannot come up, so nothing is left to hide.
    change.end_snooze(DueKind.TASK, task_id)


def _open_successor(change: Change, task: TaskRecord, done_on: date) -> AddedTask:
    assert task.repeat_kind is not None
    assert task.repeat_interval is not None
    assert task.due_on is not None
    check_served(change, task.client_id)
    first_on = task.first_on or task.due_on
    kind = RepeatKind(task.repeat_kind)
    due_on = next_occurrence(
        kind,
        Interval.parse(task.repeat_interval),
        first_on=first_on,
        planned_on=task.due_on,
        # The next slot is one to come, also when the task was done some days ago.
        done_on=change.today if kind is RepeatKind.NEXT_SLOT else done_on,
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

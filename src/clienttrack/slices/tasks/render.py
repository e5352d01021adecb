"""How promises look."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.screen import cell, shortened, table
from clienttrack.vocabulary import UNDATED

if TYPE_CHECKING:
    from clienttrack.ink import Drawing
    from clienttrack.slices.tasks.actions import FinishedTask
    from clienttrack.slices.tasks.queries import TaskLine

COLUMNS = (
    Column("REF"),
    Column("By"),
    Column("Client", spare=1),
    Column("Whose", spare=3),
    Column("Promise", words=True),
    Column("Repeats", spare=4),
)
CLOSED = Column("Closed", spare=2)


def task_list(lines: "Sequence[TaskLine]", *, today: date) -> "str | Drawing":
    """Draw promises as a table, REF first, or say that there are none."""
    if not lines:
        return "No tasks. Make one with `clienttrack task add CLIENT TEXT --by DAY`."
    closed = any(line.closed_on for line in lines)
    drawn = table(*COLUMNS, *([CLOSED] if closed else []))
    for line in lines:
        end = "" if line.closed_on is None else f"{line.status} {in_words(line.closed_on, today=today)}"
        drawn.add_row(
            cell(line.ref),
            cell("no day" if line.due_on is None else in_words(line.due_on, today=today)),
            cell(line.client),
            cell(line.side),
            cell(shortened(line.text, 80)),
            cell(line.repeat),
            *([cell(end)] if closed else []),
        )
    return drawn


def added(line: "TaskLine", *, today: date) -> str:
    """Say what was promised."""
    return f"Added {_described(line, today)}."


def edited(line: "TaskLine", *, today: date) -> str:
    """Say how a promise stands now."""
    return f"Changed: {_described(line, today)}."


def finished(tasks: "Sequence[FinishedTask]", *, today: date) -> str:
    """Say what was kept, and what comes again."""
    return "\n".join(
        f'Done {task.ref} "{shortened(task.text, 60)}" ({shortened(task.client_name, 60)}).{_again(task, today)}'
        for task in tasks
    )


def dropped(lines: "Sequence[TaskLine]") -> str:
    """Say what was dropped."""
    return "\n".join(
        f'Dropped {line.ref} "{shortened(line.text, 60)}".{" It does not come again." if line.repeat else ""}'
        for line in lines
    )


def reopened(lines: "Sequence[TaskLine]", *, today: date) -> str:
    """Say what is open again."""
    return "\n".join(f"Opened again: {_described(line, today)}." for line in lines)


def _again(task: "FinishedTask", today: date) -> str:
    if task.successor is None or task.successor.due_on is None:
        return ""
    return f" It comes again as {task.successor.ref}, by {in_sentence(task.successor.due_on, today=today)}."


def _described(line: "TaskLine", today: date) -> str:
    whose = "promised by" if line.side == "theirs" else "promised to"
    by = UNDATED if line.due_on is None else f" by {in_sentence(line.due_on, today=today)}"
    again = "" if line.repeat is None else f", repeats {line.repeat}"
    return f'{line.ref}, {whose} {shortened(line.client_name, 60)}: "{shortened(line.text, 60)}"{by}{again}'

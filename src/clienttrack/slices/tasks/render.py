"""How promises look."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clienttrack.screen import cell, shortened, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clienttrack.slices.tasks.actions import FinishedTask
    from clienttrack.slices.tasks.queries import TaskLine


def task_list(lines: "Sequence[TaskLine]") -> "str | RenderableType":
    """Draw promises as a table, REF first, or say that there are none."""
    if not lines:
        return "No tasks. Make one with `clienttrack task add CLIENT TEXT --by DAY`."
    closed = any(line.closed_on for line in lines)
    drawn = table("REF", "By", "Client", "Whose", "Promise", "Repeats", *(["Closed"] if closed else []))
    for line in lines:
        end = "" if line.closed_on is None else f"{line.status} {line.closed_on}"
        drawn.add_row(
            cell(line.ref),
            cell(line.due_on or "no day"),
            cell(line.client),
            cell(line.side),
            cell(shortened(line.text, 80)),
            cell(line.repeat),
            *([cell(end)] if closed else []),
        )
    return drawn


def added(line: "TaskLine") -> str:
    """Say what was promised."""
    return f"Added {_described(line)}."


def edited(line: "TaskLine") -> str:
    """Say how a promise stands now."""
    return f"Changed: {_described(line)}."


def finished(tasks: "Sequence[FinishedTask]") -> str:
    """Say what was kept, and what comes again."""
    return "\n".join(f'Done {task.ref} "{shortened(task.text, 60)}".{_again(task)}' for task in tasks)


def dropped(lines: "Sequence[TaskLine]") -> str:
    """Say what was dropped."""
    return "\n".join(
        f'Dropped {line.ref} "{shortened(line.text, 60)}".{" It does not come again." if line.repeat else ""}'
        for line in lines
    )


def reopened(lines: "Sequence[TaskLine]") -> str:
    """Say what is open again."""
    return "\n".join(f"Opened again: {_described(line)}." for line in lines)


def _again(task: "FinishedTask") -> str:
    if task.successor is None or task.successor.due_on is None:
        return ""
    return f" It comes again as {task.successor.ref}, by {task.successor.due_on}."


def _described(line: "TaskLine") -> str:
    whose = "promised by" if line.side == "theirs" else "promised to"
    by = "" if line.due_on is None else f" by {line.due_on}"
    again = "" if line.repeat is None else f", repeats {line.repeat}"
    return f'{line.ref}, {whose} {shortened(line.client_name, 60)}: "{shortened(line.text, 60)}"{by}{again}'

"""How an import looks: the bar while it reads, and what came of it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clienttrack.screen import one_line

if TYPE_CHECKING:
    from rich.progress import Progress

    from clienttrack.slices.imports.actions import ImportedFiles
    from clienttrack.slices.imports.queries import Counts

SPEAK_UP_AFTER = 1.0


@contextmanager
def reading_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function to tell how far reading is; the bar appears on a terminal's stderr after a second."""
    if not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    bars: list[Progress] = []

    def watch(name: str, done: int, size: int) -> None:
        if not bars and time.monotonic() - began > SPEAK_UP_AFTER:
            bars.append(_bar())
        for bar in bars:
            tasks = {task.description: task.id for task in bar.tasks}
            number = tasks[name] if name in tasks else bar.add_task(name)
            bar.update(number, completed=done, total=size)

    try:
        yield watch
    finally:
        for bar in bars:
            bar.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    bar = Progress(BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=Console(stderr=True))
    bar.start()
    return bar


def imported(done: "ImportedFiles") -> str:
    """One line for each file, then what was created, updated and left as it was."""
    lines = [
        f"{one_line(file.file)}: {file.rows} rows, {file.encoding}"
        + ("" if file.mapping == "plain" else f", read as {file.mapping}")
        for file in done.files
    ]
    if done.skipped:
        lines.append(f"{done.skipped} blank lines skipped.")
    lines.append(f"Created: {_counts(done.created)}. Updated: {_counts(done.updated)}.")
    if done.dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif done.operation is None:
        lines.append("The book held all of it already.")
    else:
        lines.append(f"Take it back with `clienttrack undo {done.operation}`.")
    return "\n".join(lines)


def _counts(counts: "Counts") -> str:
    kinds = ("clients", "contacts", "touchpoints", "tasks")
    told = [(getattr(counts, kind), kind) for kind in kinds]
    return ", ".join(f"{number} {kind if number != 1 else kind[:-1]}" for number, kind in told if number) or "nothing"

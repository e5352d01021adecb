"""How an import looks: the bar while it reads, and what came of it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clienttrack.screen import one_line, shortened
from clienttrack.tables.problems import in_words

if TYPE_CHECKING:
    from rich.progress import Progress

    from clienttrack.slices.imports.actions import ImportedFiles
    from clienttrack.slices.imports.files import ReadFile
    from clienttrack.slices.imports.queries import Counts, Difference

SPEAK_UP_AFTER = 1.0
DIFFERENCES_SHOWN = 10
DUPLICATES_SHOWN = 10
PROBLEMS_TOLD = 20


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function to tell how far reading is; a bar appears on a terminal's stderr after a second.

    A size of 0 is a step whose length nobody knows, such as writing.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    bars: list[Progress] = []

    def watch(name: str, done: int, size: int) -> None:
        if not bars and time.monotonic() - began > SPEAK_UP_AFTER:
            bars.append(_bar())
        for bar in bars:
            tasks = {task.fields["named"]: task.id for task in bar.tasks}
            if name not in tasks:
                for number in tasks.values():
                    bar.update(
                        number, total=bar.tasks[number].completed or 1, completed=bar.tasks[number].completed or 1
                    )
                tasks[name] = bar.add_task("", named=name, total=size or None)
            bar.update(tasks[name], completed=done, total=size or None)

    try:
        yield watch
    finally:
        for bar in bars:
            bar.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        Task,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.text import Text

    class Named(TextColumn):
        """The name of a step as plain text, never markup."""

        def render(self, task: Task) -> Text:
            return Text(shortened(str(task.fields["named"]), 40))

    columns = (Named(""), BarColumn(), TaskProgressColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar


def imported(done: "ImportedFiles") -> str:
    """One line for each file, then what was created, updated and left, and the first changes and problems."""
    lines = [_file(file) for file in done.files]
    left = [
        (done.skipped, "skipped"),
        (len(done.duplicates), "the same as an earlier row"),
        (done.refused, "refused"),
    ]
    said = ", ".join(f"{number} {word}" for number, word in left if number)
    lines.append(
        f"Created: {_counts(done.created)}. Updated: {_counts(done.updated)}." + (f" Rows: {said}." if said else "")
    )
    lines += [_difference(one) for one in done.differences[:DIFFERENCES_SHOWN]]
    lines += [
        f"  {one_line(one.file)}, line {one.line}: {shortened(one.name, 40)} is the same as line {one.of_line}"
        for one in done.duplicates[:DUPLICATES_SHOWN]
    ]
    lines += [f"  {in_words(problem)}" for problem in done.errors[:PROBLEMS_TOLD]]
    if done.dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif done.operation is None:
        lines.append("The book held all of it already.")
    else:
        lines.append(f"Take it back with `clienttrack undo {done.operation}`.")
    return "\n".join(lines)


def _file(file: "ReadFile") -> str:
    read = "" if file.mapping in {None, "plain"} else f", read as {file.mapping}"
    rows = "1 row" if file.rows == 1 else f"{file.rows} rows"
    return f"{one_line(file.file)}: {rows}, {file.encoding}{read}"


def _difference(one: "Difference") -> str:
    old, new = ("–" if words is None else shortened(words, 40) for words in (one.old, one.new))
    record = "" if one.record == "client" else f"{one.record}: "
    return f"  {one.client}: {shortened(record, 40)}{shortened(one.field, 40)} {old} → {new}"


def _counts(counts: "Counts") -> str:
    kinds = ("clients", "contacts", "touchpoints", "tasks")
    told = [(getattr(counts, kind), kind) for kind in kinds]
    return ", ".join(f"{number} {kind if number != 1 else kind[:-1]}" for number, kind in told if number) or "nothing"

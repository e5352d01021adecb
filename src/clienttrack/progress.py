"""How far a long run is: a bar on the terminal's stderr, once it has taken a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clienttrack.screen import shortened

if TYPE_CHECKING:
    from rich.progress import Progress

SPEAK_UP_AFTER = 1.0

Watch = Callable[[str, int, int], None]


@contextmanager
def progress_bar(*, quiet: bool = False, of: str = "bytes") -> Iterator[Watch | None]:
    """Give a function that takes the name of a part, how much of it is done and its size.

    A size of 0 is that of a part whose length nobody knows; ``of`` says what sizes count. The bar appears after a
    second and goes with the block; where stderr is no terminal, or with ``quiet``, there is no bar and no function.
    """
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    bars: list[Progress] = []

    def watch(name: str, done: int, size: int) -> None:
        if not bars and time.monotonic() - began > SPEAK_UP_AFTER:
            bars.append(_bar(of))
        for bar in bars:
            tasks = {task.fields["named"]: task.id for task in bar.tasks}
            number = tasks[name] if name in tasks else bar.add_task("", named=name)
            bar.update(number, completed=done, total=size or None)

    try:
        yield watch
    finally:
        for bar in bars:
            bar.stop()


def _bar(of: str) -> "Progress":
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
        """The name of a part as plain text, never markup."""

        def render(self, task: Task) -> Text:
            return Text(shortened(str(task.fields["named"]), 40))

    class Rate(TextColumn):
        """How many of something that is not bytes are done in a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f} {of}/s")

    rate = TransferSpeedColumn() if of == "bytes" else Rate("")
    columns = (Named(""), BarColumn(), TaskProgressColumn(), rate, TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar

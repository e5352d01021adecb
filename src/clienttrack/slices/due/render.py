"""How the morning list looks: a block for each client, one line for each reason, the REF first."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from clienttrack.screen import cell, shortened
from clienttrack.slices.due import rules
from clienttrack.slices.due.rules import DueLine, DueList

NARROWEST_WORDS = 20
LONGEST_WORDS = 160


@dataclass(frozen=True)
class Morning:
    """The morning list as text, as wide as the screen it is drawn on."""

    due: DueList

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the blocks and the line of totals."""
        lines = self.due.lines
        refs = max((cell_len(line.ref) for line in lines), default=0)
        days = max((len(rules.when(line)) for line in lines), default=0)
        for block in rules.by_client(lines):
            yield _heading(block[0], options.max_width)
            for line in block:
                yield from _drawn(line, refs, days, console, options.max_width)
        yield Text(totals(self.due), style="bold" if lines else "")


def morning(due: DueList) -> Morning:
    """Show the morning list."""
    return Morning(due)


def count(due: DueList) -> str:
    """Show only how many lines there are."""
    return str(due.counts.listed)


def totals(due: DueList) -> str:
    """Sum up what is on the list, what is left out by a limit, and what is hidden."""
    counts, hidden = due.counts, due.hidden
    parts = [f"{number} {word}" for number, word in _named(due) if number]
    said = ", ".join(parts) if parts else "Nothing is due"
    beyond = counts.listed + counts.no_next_step * _lists_next_steps(due) - len(due.lines)
    if beyond > 0:
        said += f"; {beyond} more with --all"
    if counts.no_next_step and not _lists_next_steps(due):
        said += f"; {counts.no_next_step} without a next step (--kind no-next-step)"
    kept_back = [
        f"{number} {word}" for number, word in ((hidden.snoozed, "snoozed"), (hidden.paused, "paused")) if number
    ]
    return f"{said}; hidden: {', '.join(kept_back)}." if kept_back else f"{said}."


def _named(due: DueList) -> Iterator[tuple[int, str]]:
    yield due.counts.late, "late"
    yield due.counts.today, "today"
    yield due.counts.ahead, "ahead"
    if _lists_next_steps(due):
        yield due.counts.no_next_step, "without a next step"


def _lists_next_steps(due: DueList) -> bool:
    return any(line.days_late is None for line in due.lines)


def _heading(line: DueLine, width: int) -> Text:
    """Name the client and whom to reach; tier and stage stand between them where there is room."""
    name = cell(line.client_name, style="bold")
    reach = cell("  ".join(part for part in (line.contact, line.reach) if part), style="cyan")
    standing = Text(f"{line.tier or 'no tier'}, {line.stage}", style="dim")
    parts = [part for part in (name, standing, reach) if part.plain]
    whole = Text("  ").join(parts)
    return whole if cell_len(whole.plain) <= width else Text("  ").join(p for p in parts if p is not standing)


def _drawn(line: DueLine, refs: int, days: int, console: Console, width: int) -> Iterator[Text]:
    style = _style(line)
    lead = Text("  ")
    lead.append_text(cell(line.ref, style=style)).append(" " * (refs - cell_len(line.ref) + 2))
    lead.append(rules.when(line).ljust(days + 2), style=style)
    words = cell(shortened(line.what, LONGEST_WORDS), style=style)
    words.append(f": {shortened(line.reason)}", style="dim")
    if line.explanation is not None:
        words.append(f"  [{line.explanation}]", style="dim")
    indent = cell_len(lead.plain)
    for place, part in enumerate(words.wrap(console, max(width - indent, NARROWEST_WORDS))):
        yield (lead if place == 0 else Text(" " * indent)).append_text(part)


def _style(line: DueLine) -> str:
    if line.days_late is None or line.days_late < 0:
        return "dim"
    return "red" if line.days_late > 0 else ""

"""How the morning list looks: a block for each client, one line for each reason, the REF first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from clienttrack import ink
from clienttrack.ink import Piece, width_of
from clienttrack.screen import one_line, shortened
from clienttrack.slices.due import rules
from clienttrack.slices.due.rules import DueLine, DueList
from clienttrack.vocabulary import DueKind

NARROWEST_WORDS = 20
LONGEST_WORDS = 160
WIDE = 80
GAP = ("  ", "")


@dataclass(frozen=True, slots=True)
class Morning(ink.Drawing):
    """The morning list as text, as wide as the screen it is drawn on."""

    due: DueList

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw the blocks and the line of totals."""
        lines = self.due.lines
        refs = max((width_of(line.ref) for line in lines), default=0)
        days = max((len(rules.when(line)) for line in lines), default=0)
        for block in rules.by_client(lines):
            yield from _heading(block[0], width)
            for line in block:
                yield from _drawn(line, refs, days, width)
        total = (totals(self.due), "bold" if lines else "")
        yield from ink.hanging([], [total], width, narrowest=NARROWEST_WORDS)


def morning(due: DueList) -> Morning:
    """Show the morning list."""
    return Morning(due)


def count(due: DueList, *, kinds: Collection[DueKind]) -> str:
    """Show only how many lines of these kinds there are."""
    return str(due.counts.listed + due.counts.no_next_step * (DueKind.NO_NEXT_STEP in kinds))


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
    return any(line.kind is DueKind.NO_NEXT_STEP for line in due.lines)


def _heading(line: DueLine, width: int) -> Iterator[list[Piece]]:
    """Name the client and whom to reach; on a wide screen tier and stage stand between them. No part is broken."""
    parts = [(one_line(line.client_name), "bold")]
    if width >= WIDE:
        parts.append((one_line(f"{line.tier or 'no tier'}, {line.stage}"), "dim"))
    parts += [(one_line(part), "cyan") for part in (line.contact, line.reach) if part]
    begun: list[Piece] = []
    for part in parts:
        if begun and sum(width_of(text) for text, _ in (*begun, GAP, part)) > width:
            yield from ink.hanging([], begun, width, narrowest=NARROWEST_WORDS)
            begun = [GAP]
        begun += [GAP, part] if begun else [part]
    yield from ink.hanging([], begun, width, narrowest=NARROWEST_WORDS)


def _drawn(line: DueLine, refs: int, days: int, width: int) -> Iterator[list[Piece]]:
    style = _style(line)
    ref, when = one_line(line.ref), rules.when(line)
    gap = (" " * (refs - width_of(ref) + 2), "")
    lead = [("  ", ""), (ref, style), gap, (when, style), (" " * (days + 2 - len(when)), "")]
    aside = "dim red" if style == "red" else "dim"
    words = [(shortened(line.what, LONGEST_WORDS), style), (f": {shortened(line.reason)}", aside)]
    if line.explanation is not None:
        words.append((f"  [{line.explanation}]", aside))
    return ink.hanging(lead, words, width, narrowest=NARROWEST_WORDS)


def _style(line: DueLine) -> str:
    late = line.days_late or 0
    if late < 0 or line.kind is DueKind.NO_NEXT_STEP:
        return "dim"
    return "red" if late else ""

"""How history looks: one heading for each operation, what it changed below, a line for each record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clienttrack import ink
from clienttrack.ink import Drawing, Piece
from clienttrack.screen import shortened
from clienttrack.slices.history.actions import RevertedOperation
from clienttrack.slices.history.queries import History, HistoryLine
from clienttrack.slices.history.rules import sentences

BELOW = " " * 6
LEAST_WORDS = 20
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Operations(Drawing):
    """Operations, newest first."""

    found: History

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw a block for each operation."""
        for line in self.found.operations:
            lead, words = _heading(line)
            yield from ink.hanging([(lead, "")], [(words, "")], width, narrowest=LEAST_WORDS)
            yield from ink.prose("\n".join(f"{BELOW}{said}" for said in sentences(line.changes))).lines(width)
        if self.found.more:
            shown = len(self.found.operations) + self.found.more
            yield from ink.prose(f"{self.found.more} older; `--limit {shown}` shows all.").lines(width)


def operations(found: History) -> str | Drawing:
    """Show operations, newest first."""
    return Operations(found) if found.operations else "Nothing was changed in that time."


def taken_back(shown: RevertedOperation) -> str:
    """Say what was taken back."""
    return f"Took back {_outcome(shown)}"


def forms_kept(shown: RevertedOperation, *, command: Callable[[str], str]) -> Iterator[str]:
    """Say where the notes of meetings still are; ``command`` gives a command as the user types it."""
    if shown.forms:
        first, *more = shown.forms
        too = f", and so on for {', '.join(more[:MOST_NAMED])}{', …' if len(more) > MOST_NAMED else ''}" if more else ""
        yield f"The notes of {first} are not lost: {command(f'meet show {first} --form')} gives them{too}."


def applied_again(shown: RevertedOperation) -> str:
    """Say what was applied again."""
    return f"Applied again {_outcome(shown)}"


def _outcome(shown: RevertedOperation) -> str:
    told = sentences(shown.changes) or ["nothing of note changed"]
    what = f"{shown.operation} ({shortened(shown.words, 60)}):"
    return f"{what} {told[0]}." if len(told) == 1 else "\n".join([what, *(f"  {said}" for said in told)])


def _heading(line: HistoryLine) -> tuple[str, str]:
    """Give number and moment, and beside them what was done to whom."""
    clients = ", ".join(line.clients) + (" …" if line.more_clients else "")
    what = shortened(line.words, 60)
    if line.target is not None:
        what = f"{line.kind} of {line.target} ({shortened(line.target_words or '', 60)})"
    said = f"{what}{f'  {clients}' if clients else ''}{'  (taken back)' if line.undone else ''}"
    return f"{line.operation:>4}  {line.at:%Y-%m-%d %H:%M}  ", said

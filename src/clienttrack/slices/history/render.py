"""How history looks: one heading for each operation, what it changed below."""

from clienttrack.screen import shortened
from clienttrack.slices.history.actions import RevertedOperation
from clienttrack.slices.history.queries import History, HistoryLine
from clienttrack.slices.history.rules import sentences


def operations(found: History) -> str:
    """Show operations, newest first."""
    if not found.operations:
        return "Nothing was changed in that time."
    blocks = [_block(line) for line in found.operations]
    if found.more:
        blocks.append(f"{found.more} older; `--limit {len(blocks) + found.more}` shows all.")
    return "\n".join(blocks)


def taken_back(shown: RevertedOperation) -> str:
    """Say what was taken back."""
    return f"Took back {_outcome(shown)}"


def applied_again(shown: RevertedOperation) -> str:
    """Say what was applied again."""
    return f"Applied again {_outcome(shown)}"


def _outcome(shown: RevertedOperation) -> str:
    said = "; ".join(sentences(shown.changes)) or "nothing of note changed"
    return f"{shown.operation} ({shortened(shown.words, 60)}): {said}."


def _block(line: HistoryLine) -> str:
    clients = ", ".join(line.clients) + (" …" if line.more_clients else "")
    what = shortened(line.words, 60)
    if line.target is not None:
        what = f"{line.kind} of {line.target} ({shortened(line.target_words or '', 60)})"
    heading = f"{line.operation:>4}  {line.at:%Y-%m-%d %H:%M}  {what}"
    heading += (f"  {clients}" if clients else "") + ("  (taken back)" if line.undone else "")
    return "\n".join([heading, *(f"      {sentence}" for sentence in sentences(line.changes))])

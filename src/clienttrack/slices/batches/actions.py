"""Taking an import back."""

from clienttrack import journal
from clienttrack.book import Change
from clienttrack.progress import Watch
from clienttrack.slices.batches import queries
from clienttrack.slices.batches.queries import Batch


def undo_batch(change: Change, number: int, watch: Watch | None) -> Batch:
    """Take an import back whole: what it created goes, what it changed is as before.

    Raises ``UnknownBatch``, or what ``journal.undo`` raises where something came later; then nothing has changed.
    """
    found = queries.batch(change, number)
    journal.undo(change, number, journal.Telling("Batch", watch))
    return found

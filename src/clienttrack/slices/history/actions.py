"""How operations are taken back and applied again, told in words."""

from dataclasses import dataclass

from clienttrack import journal
from clienttrack.book import Change
from clienttrack.progress import Watch
from clienttrack.slices.history import queries
from clienttrack.slices.history.rules import RecordChange


@dataclass(frozen=True, slots=True)
class RevertedOperation:
    """The operation that was taken back or applied again, and what that changed.

    ``forms`` are the meetings whose notes went with it.
    """

    operation: int
    words: str
    changes: tuple[RecordChange, ...]
    forms: tuple[str, ...]


def undo(change: Change, operation_id: int | None, watch: Watch | None) -> RevertedOperation:
    """Take back an operation, the newest not yet undone unless one is named; raises what ``journal.undo`` raises."""
    return _told(change, journal.undo(change, operation_id, journal.Telling(watch=watch)))


def redo(change: Change, watch: Watch | None) -> RevertedOperation:
    """Apply the newest undo again; raises what ``journal.redo`` raises."""
    return _told(change, journal.redo(change, journal.Telling(watch=watch)))


def _told(change: Change, reverted: journal.Reverted) -> RevertedOperation:
    by = reverted.recorded_as
    return RevertedOperation(
        reverted.operation_id, reverted.words, queries.changes_of(change, by), queries.forms_left_by(change, by)
    )

"""How touchpoints are logged, corrected and removed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.errors import NothingToEdit
from clienttrack.slices.touchpoints import rules
from clienttrack.vocabulary import Direction, DueKind, TouchKind

if TYPE_CHECKING:
    from clienttrack.slices.touchpoints.queries import TouchpointLine


GOES_WITH_THE_TOUCHPOINT = ("touchpoint_contact", "external_id")


@dataclass(frozen=True, slots=True)
class LoggedTouchpoint:
    """A touchpoint that now stands in the book."""

    id: int
    client_id: int
    kind: TouchKind
    happened_on: date
    text: str


def log_touchpoint(
    change: Change,
    *,
    client_id: int,
    text: str,
    kind: TouchKind = TouchKind.OTHER,
    happened_on: date,
    contact_ids: Iterable[int] = (),
    direction: Direction | None = None,
    minutes: int | None = None,
) -> LoggedTouchpoint:
    """Write down that we and a client were in contact.

    A counting touch ends the snooze of the client's silence if it shortens that, or came after the snooze was set.
    The contacts are the client's own. Raises ``FutureTouchpoint`` or ``EmptyText``.
    """
    rules.checked_day(happened_on, today=change.today)
    rules.checked_words(text)
    touchpoint_id = change.add(
        "touchpoint",
        client_id=client_id,
        kind=kind,
        happened_on=happened_on,
        direction=direction,
        minutes=minutes,
        text=text,
    )
    _note_contacts(change, touchpoint_id, contact_ids)
    if rules.counts(kind):
        _end_snooze(change, client_id, touchpoint_id, happened_on)
    return LoggedTouchpoint(touchpoint_id, client_id, kind, happened_on, text)


def edit_touchpoint(
    change: Change,
    touchpoint_id: int,
    *,
    text: str | None = None,
    kind: TouchKind | None = None,
    happened_on: date | None = None,
    direction: str | None = None,
    minutes: int | None = None,
    contacts: Sequence[str] | None = None,
) -> "TouchpointLine":
    """Correct what is told of a touchpoint; ``contacts`` replace those who took part, ``""`` is nobody.

    A note that becomes contact, and a touch moved to a later day, end a snooze as a new one would. Raises
    ``UnknownTouchpoint``, ``NothingToEdit``, ``EmptyText``, ``FutureTouchpoint`` or what a contact's look-up raises.
    """
    from clienttrack.edits import checked_word
    from clienttrack.slices.touchpoints import queries

    if text is not None:
        rules.checked_words(text)
    before = queries.touchpoint_line(change, touchpoint_id)
    client_id = queries.client_of(change, touchpoint_id)
    told: dict[str, str | int | date | None] = {
        "text": text,
        "kind": kind,
        "happened_on": happened_on,
        "direction": checked_word("--direction", direction, Direction),
        "minutes": minutes,
    }
    # An empty word clears; an empty text was refused above.
    told = {name: None if value == "" else value for name, value in told.items() if value is not None}
    if not told and contacts is None:
        raise NothingToEdit
    if happened_on is not None:
        rules.checked_day(happened_on, today=change.today)
    change.amend("touchpoint", touchpoint_id, **told)
    if contacts is not None:
        found = [lookup.contact(change, words, client_id=client_id).id for words in contacts if words]
        change.run("DELETE FROM touchpoint_contact WHERE touchpoint_id = :id", id=touchpoint_id)
        _note_contacts(change, touchpoint_id, found)
    after = queries.touchpoint_line(change, touchpoint_id)
    if rules.newly_counts(before.kind, before.happened_on, after.kind, after.happened_on):
        _end_snooze(change, client_id, touchpoint_id, after.happened_on)
    return after


def remove_touchpoint(change: Change, touchpoint_id: int) -> "TouchpointLine":
    """Take a touchpoint out of the book and give it as it was; promises made in it stay.

    Raises ``UnknownTouchpoint``.
    """
    from clienttrack.slices.touchpoints import queries

    removed = queries.touchpoint_line(change, touchpoint_id)
    for table in ("task", "meeting"):
        change.run(f"UPDATE {table} SET touchpoint_id = NULL WHERE touchpoint_id = :id", id=touchpoint_id)
    for table in GOES_WITH_THE_TOUCHPOINT:
        change.run(f"DELETE FROM {table} WHERE touchpoint_id = :id", id=touchpoint_id)
    change.run("DELETE FROM touchpoint WHERE id = :id", id=touchpoint_id)
    return removed


def _note_contacts(change: Change, touchpoint_id: int, contact_ids: Iterable[int]) -> None:
    for contact_id in dict.fromkeys(contact_ids):
        change.add("touchpoint_contact", touchpoint_id=touchpoint_id, contact_id=contact_id)


def _end_snooze(change: Change, client_id: int, touchpoint_id: int, happened_on: date) -> None:
    """End the snooze of a silence that this touch has shortened, or that was set on or before its day."""
    change.run(
        """
        DELETE FROM snooze WHERE kind = :kind AND record_id = :client_id AND (set_on <= :happened_on OR NOT EXISTS (
            SELECT 1 FROM touchpoint WHERE client_id = :client_id AND happened_on >= :happened_on AND kind <> 'note'
                AND id <> :touchpoint_id))
        """,
        kind=DueKind.TOUCH,
        client_id=client_id,
        touchpoint_id=touchpoint_id,
        happened_on=happened_on,
    )

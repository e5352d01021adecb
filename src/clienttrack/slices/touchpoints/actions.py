"""How touchpoints are logged, corrected and removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clienttrack.book import Change
from clienttrack.slices.touchpoints import rules
from clienttrack.vocabulary import Direction, DueKind, TouchKind


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
    """Write down that we and a client were in contact; a counting touch ends the snooze of the client's silence.

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
        _end_snooze(change, client_id)
    return LoggedTouchpoint(touchpoint_id, client_id, kind, happened_on, text)


def _note_contacts(change: Change, touchpoint_id: int, contact_ids: Iterable[int]) -> None:
    for contact_id in dict.fromkeys(contact_ids):
        change.add("touchpoint_contact", touchpoint_id=touchpoint_id, contact_id=contact_id)


def _end_snooze(change: Change, client_id: int) -> None:
    change.run(
        "DELETE FROM snooze WHERE kind = :kind AND record_id = :client_id", kind=DueKind.TOUCH, client_id=client_id
    )

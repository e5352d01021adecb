"""How lines of the morning list are hidden and shown again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.refs import Ref, RefKind
from clienttrack.slices.daily import queries, rules
from clienttrack.vocabulary import DueKind, TaskStatus


@dataclass(frozen=True, slots=True)
class SnoozedLine:
    """A line of the morning list that is, or was, hidden until a day."""

    ref: str
    kind: DueKind
    client: str
    what: str
    until_on: date
    because: str | None


def hide_or_show(
    change: Change, lines: Sequence[Ref], *, until_on: date | None, because: str | None = None
) -> tuple[SnoozedLine, ...]:
    """Hide lines until a day, or show them again when no day is told."""
    if until_on is None:
        return clear_snoozes(change, lines)
    return snooze_lines(change, lines, until_on=until_on, because=because)


def snooze_lines(
    change: Change, lines: Sequence[Ref], *, until_on: date, because: str | None = None
) -> tuple[SnoozedLine, ...]:
    """Hide lines until a day; snoozing again replaces day and reason.

    Raises ``UnknownRef``, ``UnknownClient``, ``AmbiguousClient``, ``TaskClosed``, ``NotComingUp`` or ``NotPaused``.
    """
    snoozed = {}
    for ref in lines:
        line = _line_to_hide(change, ref)
        standing = queries.find_snoozing(change, line.kind, line.record_id)
        told = {"until_on": until_on, "because": because, "set_on": change.today}
        if standing is None:
            change.add("snooze", client_id=line.client.id, kind=line.kind, record_id=line.record_id, **told)
        else:
            change.amend("snooze", standing.id, **told)
        snoozed[line.ref] = SnoozedLine(line.ref, line.kind, line.client.handle, line.what, until_on, because)
    return tuple(snoozed.values())


def clear_snoozes(change: Change, lines: Sequence[Ref]) -> tuple[SnoozedLine, ...]:
    """Show snoozed lines again and give them as they were hidden; raises ``NotSnoozed`` for one that was not."""
    cleared = {}
    for ref in lines:
        line = _line_of(change, ref)
        standing = queries.find_snoozing(change, line.kind, line.record_id)
        if line.ref in cleared:
            continue
        if standing is None:
            raise rules.NotSnoozed(line.ref)
        change.run("DELETE FROM snooze WHERE id = :id", id=standing.id)
        cleared[line.ref] = SnoozedLine(
            line.ref, line.kind, line.client.handle, line.what, standing.until_on, standing.because
        )
    return tuple(cleared.values())


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the morning list as a snooze sees it."""

    ref: str
    kind: DueKind
    record_id: int
    client: FoundClient
    what: str
    record: queries.NumberedRecord | None = None


def _line_of(change: Change, ref: Ref) -> _Line:
    kind = rules.word_of(ref)
    if ref.number is not None:
        record = queries.numbered_record(change, ref)
        client = lookup.client_by_id(change, record.client_id)
        return _Line(str(ref), kind, record.id, client, record.what, record)
    client = lookup.client_by_handle(change, ref.handle or "")
    return _Line(f"{ref.kind}{client.handle}", kind, client.id, client, client.name)


def _line_to_hide(change: Change, ref: Ref) -> _Line:
    line = _line_of(change, ref)
    if line.record is not None and line.record.over_on is not None:
        if ref.kind is not RefKind.TASK:
            raise rules.NotComingUp(line.ref, line.record.status)
        from clienttrack.slices.tasks.rules import TaskClosed

        raise TaskClosed(line.ref, TaskStatus(line.record.status), line.record.over_on, change.today)
    if line.kind is DueKind.PAUSED and queries.paused_until(change, line.client.id) <= change.today.isoformat():
        raise rules.NotPaused(line.client.handle)
    return line

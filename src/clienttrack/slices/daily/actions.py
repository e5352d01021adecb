"""How a talk is logged together with what follows from it, and how lines of the morning list are finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.refs import Ref, RefKind
from clienttrack.settings import Settings
from clienttrack.slices.daily import queries, rules
from clienttrack.slices.daily.rules import LinesToFinish, NextStep, Talk
from clienttrack.slices.tasks.actions import AddedTask, add_task, finish_task
from clienttrack.slices.tasks.rules import TaskClosed
from clienttrack.slices.touchpoints.actions import log_touchpoint
from clienttrack.vocabulary import Direction, DueKind, TaskStatus, TouchKind


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One touchpoint that was logged; ``next_touch_on`` is the day the client's silence will be too long."""

    id: int
    client: str
    client_name: str
    kind: TouchKind
    happened_on: date
    direction: Direction | None
    minutes: int | None
    text: str
    contacts: tuple[str, ...]
    next_touch_on: date | None


@dataclass(frozen=True, slots=True)
class PromisedStep:
    """A promise that a talk or a finished task has left behind."""

    ref: str
    client: str
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class LoggedTalk:
    """What one ``log`` wrote: a touchpoint for each client, the next promise, the client that was made for it."""

    touchpoints: tuple[TalkLine, ...]
    task: PromisedStep | None
    created: str | None


@dataclass(frozen=True, slots=True)
class FinishedLine:
    """A task that was finished, and its next occurrence if it repeats."""

    ref: str
    client: str
    client_name: str
    text: str
    done_on: date
    successor: PromisedStep | None


@dataclass(frozen=True, slots=True)
class FinishedLines:
    """What one ``done`` wrote."""

    finished: tuple[FinishedLine, ...]
    logged: tuple[TalkLine, ...]


@dataclass(frozen=True, slots=True)
class SnoozedLine:
    """A line of the morning list that is, or was, hidden until a day."""

    ref: str
    kind: DueKind
    client: str
    what: str
    until_on: date
    because: str | None


def log_talk(
    change: Change,
    *,
    talk: Talk,
    text: str,
    client: str,
    contacts: Sequence[str] = (),
    also: Sequence[str] = (),
    next_step: NextStep | None = None,
    create: bool = False,
    settings: Settings,
) -> LoggedTalk:
    """Log a talk with a client, its contacts among them, and the same for the clients in ``also``.

    The contacts and the next promise are the first client's. With ``create`` an unknown client is made.
    """
    first = lookup.find_client(change, client) if create else lookup.client(change, client)
    created = _created(change, client) if first is None else None
    first = first or created
    assert first is not None
    contact_ids = [lookup.contact(change, words, client_id=first.id).id for words in contacts]
    others = {other.id: other for other in (lookup.client(change, words) for words in also)}
    others.pop(first.id, None)
    lines = [_logged(change, talk, text, first, contact_ids, settings)]
    lines += [_logged(change, talk, text, other, (), settings) for other in others.values()]
    task = None
    if next_step is not None:
        task = _promised(
            add_task(
                change,
                client_id=first.id,
                text=next_step.text,
                due_on=next_step.due_on,
                touchpoint_id=lines[0].id,
            ),
            first,
        )
    return LoggedTalk(tuple(lines), task, None if created is None else created.handle)


def finish_lines(change: Change, *, told: LinesToFinish, talk: Talk, text: str, settings: Settings) -> FinishedLines:
    """Finish tasks and log the talk with the clients whose own line is among the references.

    Raises ``UnknownRef``, ``UnknownClient``, ``AmbiguousClient``, ``TaskClosed`` or a refusal that names the
    command for a line that ``done`` cannot finish.
    """
    clients: dict[int, FoundClient] = {}
    tasks: dict[int, date] = {}
    for ref in told.refs:
        if rules.finishable(ref).kind is RefKind.TASK:
            tasks[queries.promise(change, ref).id] = talk.happened_on
        else:
            client = _touched(change, ref)
            clients[client.id] = client
    finished = tuple(_finished(change, task_id, done_on) for task_id, done_on in tasks.items())
    logged = tuple(_logged(change, talk, text, client, (), settings) for client in clients.values())
    return FinishedLines(finished, logged)


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

    Raises ``UnknownRef``, ``UnknownClient``, ``AmbiguousClient``, ``TaskClosed`` or ``NotPaused``.
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
    promise: queries.Promise | None = None


def _line_of(change: Change, ref: Ref) -> _Line:
    kind = rules.SNOOZED_AS[rules.known(ref).kind]
    if ref.kind is RefKind.TASK:
        promise = queries.promise(change, ref)
        client = lookup.client_by_id(change, promise.client_id)
        return _Line(str(ref), kind, promise.id, client, promise.text, promise)
    client = lookup.client_by_handle(change, ref.handle or "")
    return _Line(f"{ref.kind}{client.handle}", kind, client.id, client, client.name)


def _line_to_hide(change: Change, ref: Ref) -> _Line:
    line = _line_of(change, ref)
    if line.promise is not None and line.promise.closed_on is not None:
        raise TaskClosed(line.ref, TaskStatus(line.promise.status), line.promise.closed_on, change.today)
    if line.kind is DueKind.PAUSED and queries.paused_until(change, line.client.id) <= change.today.isoformat():
        raise rules.NotPaused(line.client.handle)
    return line


def _created(change: Change, name: str) -> FoundClient:
    from clienttrack.slices.clients.actions import add_client

    added = add_client(change, name=name)
    return FoundClient(added.id, added.handle, added.name)


def _touched(change: Change, ref: Ref) -> FoundClient:
    client = lookup.client_by_handle(change, ref.handle or "")
    if ref.kind is RefKind.NO_NEXT_STEP:
        raise rules.NextStepMissing(client.handle)
    if ref.kind is RefKind.PAUSED:
        raise rules.StillPaused(client.handle)
    return client


def _logged(
    change: Change, talk: Talk, text: str, client: FoundClient, contact_ids: Sequence[int], settings: Settings
) -> TalkLine:
    touchpoint = log_touchpoint(
        change,
        client_id=client.id,
        text=text,
        kind=talk.kind,
        happened_on=talk.happened_on,
        contact_ids=contact_ids,
        direction=talk.direction,
        minutes=talk.minutes,
    )
    return TalkLine(
        touchpoint.id,
        client.handle,
        client.name,
        talk.kind,
        talk.happened_on,
        talk.direction,
        talk.minutes,
        text,
        queries.contact_names(change, touchpoint.id) if contact_ids else (),
        queries.next_touch_on(change, client.id, today=change.today, settings=settings),
    )


def _finished(change: Change, task_id: int, done_on: date) -> FinishedLine:
    task = finish_task(change, task_id, done_on=done_on)
    client = lookup.client_by_id(change, task.client_id)
    successor = None if task.successor is None else _promised(task.successor, client)
    return FinishedLine(task.ref, client.handle, client.name, task.text, done_on, successor)


def _promised(task: AddedTask, client: FoundClient) -> PromisedStep:
    return PromisedStep(task.ref, client.handle, task.text, task.due_on)

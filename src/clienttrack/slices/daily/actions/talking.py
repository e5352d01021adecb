"""How a talk is logged together with what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.lookup import FoundClient, UnknownClient
from clienttrack.settings import Settings
from clienttrack.slices.daily import queries, rules
from clienttrack.slices.daily.rules import NextStep, Talk
from clienttrack.slices.touchpoints.actions import log_touchpoint
from clienttrack.vocabulary import Direction, TouchKind


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

    The contacts and the next promise are the first client's; who was talked to alone is promised it. With ``create`` an
    unknown client is made.
    """
    found = lookup.find_client(change, client)
    created = _created(change, client, told=create) if found is None else None
    first = found or created
    assert first is not None
    contact_ids = [lookup.contact(change, words, client_id=first.id).id for words in contacts]
    others = {other.id: other for other in (lookup.client(change, words) for words in also)}
    others.pop(first.id, None)
    lines = [log_with(change, talk, text, first, contact_ids, settings)]
    lines += [log_with(change, talk, text, other, (), settings) for other in others.values()]
    task = None if next_step is None else _promised(change, next_step, first, lines[0].id, contact_ids)
    return LoggedTalk(tuple(lines), task, None if created is None else created.handle)


def log_with(
    change: Change, talk: Talk, text: str, client: FoundClient, contact_ids: Sequence[int], settings: Settings
) -> TalkLine:
    """Log a talk with one client and say when to be in touch again."""
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


def _promised(
    change: Change, step: NextStep, client: FoundClient, touchpoint_id: int, contact_ids: Sequence[int]
) -> PromisedStep:
    """Write down the next step, promised to whom the talk was with if that was one contact."""
    from clienttrack.slices.tasks.actions import add_task

    task = add_task(
        change,
        client_id=client.id,
        text=step.text,
        due_on=step.due_on,
        contact_id=contact_ids[0] if len({*contact_ids}) == 1 else None,
        touchpoint_id=touchpoint_id,
    )
    return PromisedStep(task.ref, client.handle, task.text, task.due_on)


def _created(change: Change, name: str, *, told: bool) -> FoundClient:
    if not told:
        raise UnknownClient(name, lookup.nearest_clients(change, name), more=" Add --create to make a new client.")
    from clienttrack.slices.clients.actions import add_client

    rules.checked_new_name(name)
    added = add_client(change, name=name)
    return FoundClient(added.id, added.handle, added.name)

"""Clients are laid aside and taken up again: archived, paused, restored, resumed."""

from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.book import Change
from clienttrack.errors import Refused
from clienttrack.lookup import FoundClient
from clienttrack.slices.clients import rules
from clienttrack.slices.clients.actions.records import drop_open_tasks
from clienttrack.slices.clients.queries import records

NAMED_TASKS = 10


class OpenTasksLeft(Refused):
    """Promises stand open with the client."""

    def __init__(self, client: FoundClient, tasks: list[int]) -> None:
        named = ", ".join(refs.task(number) for number in tasks[:NAMED_TASKS])
        more = f" and {len(tasks) - NAMED_TASKS} more" if len(tasks) > NAMED_TASKS else ""
        what = "an open task" if len(tasks) == 1 else f"{len(tasks)} open tasks"
        super().__init__(
            f"{client.handle} has {what}: {named}{more}. Finish them first, or add --drop-tasks to drop them."
        )


@dataclass(frozen=True, slots=True)
class ArchivedClient:
    """A client that is laid aside; ``changed`` is false when it was already."""

    handle: str
    name: str
    archived_on: date
    dropped: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class RestoredClient:
    """A client that is back from the archive; ``changed`` is false when it was never there."""

    handle: str
    name: str
    changed: bool


@dataclass(frozen=True, slots=True)
class PausedClient:
    """A client left alone until a day, on which it comes back by itself."""

    handle: str
    name: str
    until_on: date
    because: str | None


@dataclass(frozen=True, slots=True)
class ResumedClient:
    """A client that is not paused any more; ``changed`` is false when it was not paused."""

    handle: str
    name: str
    changed: bool


def archive_client(change: Change, client: FoundClient, *, drop_tasks: bool = False) -> ArchivedClient:
    """Lay a client aside; raises ``OpenTasksLeft`` unless told to drop them."""
    archived_on = records.client_card(change, client.id, today=change.today).archived_on
    tasks = records.open_tasks(change, client.id)
    if tasks and not drop_tasks:
        raise OpenTasksLeft(client, tasks)
    drop_open_tasks(change, client.id, because="the client was archived")
    if archived_on is None:
        change.amend("client", client.id, archived_on=change.today)
    dropped = tuple(refs.task(number) for number in tasks)
    return ArchivedClient(client.handle, client.name, archived_on or change.today, dropped, changed=archived_on is None)


def restore_client(change: Change, client: FoundClient) -> RestoredClient:
    """Take a client up again."""
    archived = records.client_row(change, client.id)["archived_on"] is not None
    change.amend("client", client.id, archived_on=None)
    return RestoredClient(client.handle, client.name, changed=archived)


def pause_client(change: Change, client: FoundClient, *, until_on: date, because: str | None = None) -> PausedClient:
    """Leave a client alone until a day to come; raises ``PauseNotAhead``."""
    rules.checked_pause(until_on, today=change.today)
    change.amend("client", client.id, paused_until=until_on, paused_because=because)
    return PausedClient(client.handle, client.name, until_on, because)


def resume_client(change: Change, client: FoundClient) -> ResumedClient:
    """End a pause early."""
    until = records.client_row(change, client.id)["paused_until"]
    change.amend("client", client.id, paused_until=None, paused_because=None)
    return ResumedClient(client.handle, client.name, changed=until is not None and until > change.today.isoformat())

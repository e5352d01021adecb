"""Clients are laid aside and taken up again: archived, paused, restored, resumed."""

from dataclasses import dataclass
from datetime import date

from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.served import at_rest
from clienttrack.slices.dormancy import queries, rules
from clienttrack.slices.tasks.actions import drop_open_tasks


@dataclass(frozen=True, slots=True)
class ArchivedClient:
    """A client that is laid aside; ``changed`` is false when it was already.

    ``at_rest`` are its planned meetings and open needs, which stay and do not come up.
    """

    handle: str
    name: str
    archived_on: date
    dropped: tuple[str, ...]
    changed: bool
    at_rest: tuple[str, ...]


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
    archived_on = queries.rest_of(change, client.id).archived_on
    tasks = drop_open_tasks(change, client, because="the client was archived", agreed=drop_tasks)
    if archived_on is None:
        change.amend("client", client.id, archived_on=change.today)
    dropped = tuple(task.ref for task in tasks)
    return ArchivedClient(
        *(client.handle, client.name, archived_on or change.today, dropped),
        changed=archived_on is None,
        at_rest=at_rest(change, client.id),
    )


def restore_client(change: Change, client: FoundClient) -> RestoredClient:
    """Take a client up again."""
    archived = queries.rest_of(change, client.id).archived_on is not None
    change.amend("client", client.id, archived_on=None)
    return RestoredClient(client.handle, client.name, changed=archived)


def pause_client(change: Change, client: FoundClient, *, until_on: date, because: str | None = None) -> PausedClient:
    """Leave a client alone until a day to come; raises ``PauseNotAhead``."""
    rules.checked_pause(until_on, today=change.today)
    change.amend("client", client.id, paused_until=until_on, paused_because=because)
    return PausedClient(client.handle, client.name, until_on, because)


def resume_client(change: Change, client: FoundClient) -> ResumedClient:
    """End a pause early."""
    until = queries.rest_of(change, client.id).paused_until
    change.amend("client", client.id, paused_until=None, paused_because=None)
    return ResumedClient(client.handle, client.name, changed=until is not None and until > change.today)

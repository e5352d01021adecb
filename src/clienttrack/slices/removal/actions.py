"""A client is taken out of the book."""

from dataclasses import dataclass

from clienttrack.book import Change, Reader
from clienttrack.errors import Refused
from clienttrack.lookup import FoundClient
from clienttrack.slices.clients.actions.records import forget_client
from clienttrack.slices.removal import queries
from clienttrack.slices.removal.queries import History


class ClientHasHistory(Refused):
    """Something happened with the client, so it cannot be removed."""

    def __init__(self, client: FoundClient, history: History) -> None:
        counts = {name.replace("_", " "): getattr(history, name) for name in History.__slots__}
        has = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        super().__init__(
            f"{client.handle} has a history ({has}), which would be lost. "
            f"Use `clienttrack client archive {client.handle}` instead."
        )


@dataclass(frozen=True, slots=True)
class RemovedClient:
    """A client that is gone; its handle is never given again."""

    handle: str
    name: str


def check_removable(reader: Reader, client: FoundClient) -> None:
    """Raise ``ClientHasHistory`` if removing the client would lose what happened."""
    history = queries.history_of(reader, client.id)
    if any(getattr(history, name) for name in History.__slots__):
        raise ClientHasHistory(client, history)


def remove_client(change: Change, client: FoundClient) -> RemovedClient:
    """Remove a client with whom nothing happened and retire its handles; raises ``ClientHasHistory``."""
    check_removable(change, client)
    forget_client(change, client)
    return RemovedClient(client.handle, client.name)

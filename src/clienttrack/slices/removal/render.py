"""How a removed client looks."""

from typing import TYPE_CHECKING

from clienttrack.screen import shortened

if TYPE_CHECKING:
    from clienttrack.slices.removal.actions import RemovedClient


def removed(client: "RemovedClient") -> str:
    """Say that a client is gone."""
    who = f"{client.handle} ({shortened(client.name, 60)})"
    return f"Removed {who}. The handle is not given again; `clienttrack undo` brings it back."

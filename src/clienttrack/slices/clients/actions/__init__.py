"""Changes of clients and their tags in plain statements."""

from clienttrack.slices.clients.actions.records import AddedClient, NearlyTheSameName, add_client, edit_client

__all__ = ["AddedClient", "NearlyTheSameName", "add_client", "edit_client"]

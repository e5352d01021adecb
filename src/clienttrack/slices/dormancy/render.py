"""How clients look that are laid aside or taken up again."""

from datetime import date
from typing import TYPE_CHECKING

from clienttrack.dates import in_sentence
from clienttrack.screen import shortened
from clienttrack.served import rest_words

if TYPE_CHECKING:
    from clienttrack.slices.dormancy.actions import ArchivedClient, PausedClient, RestoredClient, ResumedClient


def _who(client: "ArchivedClient | PausedClient | RestoredClient | ResumedClient") -> str:
    return f"{client.handle} ({shortened(client.name, 60)})"


def archived(client: "ArchivedClient") -> str:
    """Say that a client is laid aside, and which promises were dropped."""
    if not client.changed and not client.dropped:
        return f"{_who(client)} is archived already."
    dropped = f" and dropped {', '.join(client.dropped)}" if client.dropped else ""
    rest = f" {rest_words(client.at_rest)}" if client.at_rest else ""
    return f"Archived {_who(client)}{dropped}.{rest} Back with: clienttrack client restore {client.handle}"


def restored(client: "RestoredClient") -> str:
    """Say that a client is back."""
    who = _who(client)
    return f"Restored {who}." if client.changed else f"{who} is not archived."


def paused(client: "PausedClient", *, today: date) -> str:
    """Say until when a client is left alone."""
    because = f" ({shortened(client.because)})" if client.because else ""
    return f"Paused {_who(client)} until {in_sentence(client.until_on, today=today)}{because}; it comes back by itself."


def resumed(client: "ResumedClient") -> str:
    """Say that a client comes up again."""
    who = _who(client)
    return f"Resumed {who}." if client.changed else f"{who} is not paused."

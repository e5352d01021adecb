"""How clients look: one line for what was done, a card for one client."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from clienttrack import screen
from clienttrack.dates import in_sentence
from clienttrack.edits import changes_in_words
from clienttrack.screen import one_line, shortened

if TYPE_CHECKING:
    from clienttrack.columns import Card
    from clienttrack.slices.clients.actions.records import AddedClient, AliasedClient, EditedClient
    from clienttrack.slices.clients.queries import ClientCard


def _who(handle: str, name: str) -> str:
    return f"{handle} ({shortened(name, 60)})"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(one_line(word) for word in words)


def added(client: "AddedClient") -> str:
    """Say which handle the new client has and how to go on."""
    return f'Added {_who(client.handle, client.name)}. Next: clienttrack log {client.handle} "what you talked about"'


def edited(client: "EditedClient") -> str:
    """Say what changed, old → new."""
    return f"{_who(client.handle, client.name)}: {changes_in_words(client.changes)}."


def aliased(client: "AliasedClient") -> str:
    """Say which names mean the client."""
    outcome = "no longer means" if client.removed else "means"
    aliases = f" Aliases: {_listed(client.aliases)}." if client.aliases else ""
    return f"'{shortened(client.alias, 60)}' {outcome} {_who(client.handle, client.name)}.{aliases}"


def client_card(card: "ClientCard", *, today: date) -> "Card":
    """Show every field that is filled, one below the other."""
    return screen.card(_shown_fields(card, today))


def _shown_fields(card: "ClientCard", today: date) -> Iterator[tuple[str, str]]:
    for name in card.__slots__:
        value = getattr(card, name)
        if isinstance(value, tuple):
            value = _listed(value)
        if isinstance(value, date):
            value = in_sentence(value, today=today)
        if name == "custom":
            for field, text in card.custom.items():
                yield one_line(field), text
        elif value is not None and value != "" and not (name == "currency" and card.budget):
            yield name.removesuffix("_on").replace("_", " "), one_line(str(value)) if name != "notes" else str(value)

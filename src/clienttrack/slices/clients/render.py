"""How clients and tags look: one line for what was done, a table for lists, a card for one client."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.dates import in_words
from clienttrack.screen import cell, one_line, shortened, table, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from clienttrack.slices.clients.actions.records import AddedClient, AliasedClient, EditedClient, RemovedClient
    from clienttrack.slices.clients.actions.tags import NearTag, RenamedTag, TaggedClient, UntaggedClient
    from clienttrack.slices.clients.desk import ArchivedClient, PausedClient, RestoredClient, ResumedClient
    from clienttrack.slices.clients.queries.lines import ClientLine
    from clienttrack.slices.clients.queries.records import ClientCard, TagLine

LONGEST_NAME = 36
LONGEST_OLD = 60
SHORT_STATES = {"no-next-step": "no step", "overdue": "late"}


def _who(handle: str, name: str) -> str:
    return f"{handle} ({shortened(name, 60)})"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(one_line(word) for word in words)


def added(client: "AddedClient") -> str:
    """Say which handle the new client has and how to go on."""
    return f'Added {_who(client.handle, client.name)}. Next: clienttrack log {client.handle} "what you talked about"'


def edited(client: "EditedClient") -> str:
    """Say what changed, old → new."""
    changes = "; ".join(
        f"{one.field.replace('_', ' ')} {_value(one.old)} → {_value(one.new)}" for one in client.changes
    )
    return f"{_who(client.handle, client.name)}: {changes or 'nothing changed'}."


def _value(text: str | None) -> str:
    return "—" if text is None else shortened(text, LONGEST_OLD)


def near_tags(tags: "Sequence[NearTag]") -> str:
    """Warn of new tags that look like slips."""
    told = (
        f"The tag '{shortened(one.tag, 60)}' is new and nearly '{shortened(one.existing, 60)}'. If it is a slip, join "
        f"them with `clienttrack tag rename '{shortened(one.tag, 60)}' '{shortened(one.existing, 60)}'`."
        for one in tags
    )
    return "\n".join(told)


def archived(client: "ArchivedClient") -> str:
    """Say that a client is laid aside, and which promises were dropped."""
    if not client.changed and not client.dropped:
        return f"{_who(client.handle, client.name)} is archived already."
    dropped = f" and dropped {', '.join(client.dropped)}" if client.dropped else ""
    return (
        f"Archived {_who(client.handle, client.name)}{dropped}. Back with: clienttrack client restore {client.handle}"
    )


def restored(client: "RestoredClient") -> str:
    """Say that a client is back."""
    who = _who(client.handle, client.name)
    return f"Restored {who}." if client.changed else f"{who} is not archived."


def paused(client: "PausedClient") -> str:
    """Say until when a client is left alone; the day is exact because it may be far."""
    because = f" ({shortened(client.because)})" if client.because else ""
    return f"Paused {_who(client.handle, client.name)} until {client.until_on}{because}; it comes back by itself."


def resumed(client: "ResumedClient") -> str:
    """Say that a client comes up again."""
    who = _who(client.handle, client.name)
    return f"Resumed {who}." if client.changed else f"{who} is not paused."


def aliased(client: "AliasedClient") -> str:
    """Say which names mean the client."""
    outcome = "no longer means" if client.removed else "means"
    aliases = f" Aliases: {_listed(client.aliases)}." if client.aliases else ""
    return f"'{shortened(client.alias, 60)}' {outcome} {_who(client.handle, client.name)}.{aliases}"


def removed(client: "RemovedClient") -> str:
    """Say that a client is gone."""
    return (
        f"Removed {_who(client.handle, client.name)}. The handle is not given again; `clienttrack undo` brings it back."
    )


def tagged(client: "TaggedClient") -> str:
    """Say which tags a client has now."""
    outcome = f"tagged with {_listed(client.added)}" if client.added else "no new tag"
    return f"{_who(client.handle, client.name)}: {outcome}. Tags: {_listed(client.tags)}."


def untagged(client: "UntaggedClient") -> str:
    """Say which tags a client has still."""
    left = f"Tags: {_listed(client.tags)}." if client.tags else "It has no tags now."
    return f"{_who(client.handle, client.name)}: took off {_listed(client.removed)}. {left}"


def tag_renamed(tag: "RenamedTag") -> str:
    """Say what became of a tag."""
    how = "joined with" if tag.merged else "is now"
    of = "1 client" if tag.clients == 1 else f"{tag.clients} clients"
    return f"The tag '{shortened(tag.old, 60)}' {how} '{shortened(tag.new, 60)}' ({of})."


def tag_list(tags: "list[TagLine]") -> "RenderableType":
    """Show all tags with the number of clients."""
    if not tags:
        return "There are no tags yet. Put one on a client with `clienttrack client tag CLIENT TAG`."
    drawn = table("Tag", "Clients")
    drawn.columns[1].justify = "right"
    for line in tags:
        drawn.add_row(cell(shortened(line.tag, 60)), cell(line.clients))
    return drawn


def client_list(lines: "Sequence[ClientLine]", *, total: int, today: date) -> "RenderableType":
    """Show clients in a table; what a limit leaves out is said below it."""
    if not lines:
        return "No client fits. `clienttrack client list` shows all that are not archived."
    drawn = table("Handle", "Name", "Tier", "Stage", "Last touch", "Next due", "State")
    # On a narrow screen handles and names fold before the rest does.
    for column in drawn.columns[2:]:
        column.no_wrap = True
    for line in lines:
        drawn.add_row(*_row(line, today))
    left = total - len(lines)
    if left:
        drawn.caption = f"{len(lines)} of {total} clients; {left} more without --limit."
        drawn.caption_justify = "left"
    return drawn


def _row(line: "ClientLine", today: date) -> "Iterator[Text]":
    late = line.due_on is not None and line.due_on < today and "paused" not in line.state
    yield cell(line.handle)
    yield cell(shortened(line.name, LONGEST_NAME))
    yield cell(line.tier or "no tier", "" if line.tier else "dim")
    yield cell(line.stage)
    yield cell("never" if line.last_touch_on is None else in_words(line.last_touch_on, today=today))
    yield cell("" if line.due_on is None else in_words(line.due_on, today=today), "red" if late else "")
    yield cell(", ".join(SHORT_STATES.get(word, word) for word in line.state if word != "never"))


def client_card(card: "ClientCard") -> "Table":
    """Show every field that is filled, one below the other."""
    from rich.text import Text

    drawn = table("", "")
    drawn.columns[0].no_wrap = True
    for name, value in _shown_fields(card):
        drawn.add_row(cell(name, "dim"), Text(visible(value)))
    return drawn


def _shown_fields(card: "ClientCard") -> Iterator[tuple[str, str]]:
    for name in card.__slots__:
        value = getattr(card, name)
        if isinstance(value, tuple):
            value = _listed(value)
        if name == "custom":
            for field, text in card.custom.items():
                yield one_line(field), text
        elif value is not None and value != "" and not (name == "currency" and card.budget):
            yield name.removesuffix("_on").replace("_", " "), one_line(str(value)) if name != "notes" else str(value)

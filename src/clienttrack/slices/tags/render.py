"""How tags look."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from clienttrack.ink import Drawing
    from clienttrack.slices.tags.actions import RenamedTag, TaggedClient, UntaggedClient
    from clienttrack.slices.tags.queries import TagLine


def _who(client: "TaggedClient | UntaggedClient") -> str:
    return f"{client.handle} ({shortened(client.name, 60)})"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(one_line(word) for word in words)


def tagged(client: "TaggedClient") -> str:
    """Say which tags a client has now."""
    outcome = f"tagged with {_listed(client.added)}" if client.added else "no new tag"
    return f"{_who(client)}: {outcome}. Tags: {_listed(client.tags)}."


def untagged(client: "UntaggedClient") -> str:
    """Say which tags a client has still."""
    left = f"Tags: {_listed(client.tags)}." if client.tags else "It has no tags now."
    return f"{_who(client)}: took off {_listed(client.removed)}. {left}"


def tag_renamed(tag: "RenamedTag") -> str:
    """Say what became of a tag."""
    how = "joined with" if tag.merged else "is now"
    of = "1 client" if tag.clients == 1 else f"{tag.clients} clients"
    return f"The tag '{shortened(tag.old, 60)}' {how} '{shortened(tag.new, 60)}' ({of})."


def tag_list(tags: "list[TagLine]") -> "str | Drawing":
    """Show all tags with the number of clients."""
    if not tags:
        return "There are no tags yet. Put one on a client with `clienttrack client tag CLIENT TAG`."
    drawn = table(Column("Tag", words=True), Column("Clients", right=True))
    for line in tags:
        drawn.add_row(cell(shortened(line.tag, 60)), cell(line.clients))
    return drawn

"""Tags are put on clients, taken off, renamed and joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.errors import NotFound
from clienttrack.lookup import FoundClient
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.clients.actions.tags import NearTag, add_tags, clear_tag
from clienttrack.slices.clients.rules import checked_name
from clienttrack.slices.tags import queries


@dataclass(frozen=True, slots=True)
class TaggedClient:
    """A client that has tags more; ``tags`` are all it has now."""

    handle: str
    name: str
    added: tuple[str, ...]
    tags: tuple[str, ...]
    near_tags: tuple[NearTag, ...]


@dataclass(frozen=True, slots=True)
class UntaggedClient:
    """A client that has tags less; ``tags`` are all it has still."""

    handle: str
    name: str
    removed: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenamedTag:
    """A tag with a new name; ``merged`` when the new name was a tag already; ``clients`` is how many have it now."""

    old: str
    new: str
    merged: bool
    clients: int


class TagNotOnClient(NotFound):
    """The client does not have the tag."""

    def __init__(self, tag: str, client: FoundClient, tags: Sequence[str]) -> None:
        has = f"has {', '.join(shortened(name, 40) for name in tags)}" if tags else "has no tags"
        super().__init__(f"{client.handle} has no tag '{shortened(tag, 60)}'; it {has}.")


def tag_client(change: Change, client: FoundClient, names: Sequence[str]) -> TaggedClient:
    """Put tags on a client; raises ``BlankName``."""
    before = lookup.tags_of(change, client.id)
    near = add_tags(change, client.id, names)
    after = lookup.tags_of(change, client.id)
    added = tuple(tag for tag in after if tag not in before)
    return TaggedClient(client.handle, client.name, added, after, near)


def untag_client(change: Change, client: FoundClient, names: Sequence[str]) -> UntaggedClient:
    """Take tags off a client; a tag that no client has any more is forgotten. Raises ``TagNotOnClient``."""
    before = lookup.tags_of(change, client.id)
    keys = {fold(tag): tag for tag in before}
    for name in names:
        if fold(name) not in keys:
            raise TagNotOnClient(name, client, before)
    removed = tuple(dict.fromkeys(keys[fold(name)] for name in names))
    for tag in removed:
        clear_tag(change, client.id, tag)
    return UntaggedClient(client.handle, client.name, removed, lookup.tags_of(change, client.id))


def rename_tag(change: Change, old: str, new: str) -> RenamedTag:
    """Give a tag a new name; when the new one is a tag already the two become one.

    Raises ``UnknownTag`` or ``BlankName``.
    """
    was = lookup.tag(change, old)
    trimmed = checked_name(new, "tag").strip()
    other = queries.find_tag(change, trimmed)
    if other is not None and other.id != was.id:
        _merge_tags(change, was.id, other.id)
        return RenamedTag(was.name, other.name, merged=True, clients=queries.clients_with(change, other.id))
    change.amend("tag", was.id, name=trimmed, name_key=fold(trimmed))
    return RenamedTag(was.name, trimmed, merged=False, clients=queries.clients_with(change, was.id))


def _merge_tags(change: Change, old_id: int, new_id: int) -> None:
    change.run(
        """
        UPDATE client_tag SET tag_id = :new_id WHERE tag_id = :old_id
        AND client_id NOT IN (SELECT client_id FROM client_tag WHERE tag_id = :new_id)
        """,
        old_id=old_id,
        new_id=new_id,
    )
    change.run("DELETE FROM client_tag WHERE tag_id = :old_id", old_id=old_id)
    change.run("DELETE FROM tag WHERE id = :old_id", old_id=old_id)

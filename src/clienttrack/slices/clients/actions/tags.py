"""Changes of tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.errors import NotFound
from clienttrack.lookup import FoundClient
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.clients import rules
from clienttrack.slices.clients.queries import records


@dataclass(frozen=True, slots=True)
class NearTag:
    """A new tag that may be a slip for one in use."""

    tag: str
    existing: str


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
    before = records.tags_of(change, client.id)
    near = add_tags(change, client.id, names)
    after = records.tags_of(change, client.id)
    added = tuple(tag for tag in after if tag not in before)
    return TaggedClient(client.handle, client.name, added, after, near)


def untag_client(change: Change, client: FoundClient, names: Sequence[str]) -> UntaggedClient:
    """Take tags off a client; a tag that no client has any more is forgotten. Raises ``TagNotOnClient``."""
    before = records.tags_of(change, client.id)
    keys = {fold(tag): tag for tag in before}
    for name in names:
        if fold(name) not in keys:
            raise TagNotOnClient(name, client, before)
    removed = tuple(dict.fromkeys(keys[fold(name)] for name in names))
    for tag in removed:
        clear_tag(change, client.id, tag)
    return UntaggedClient(client.handle, client.name, removed, records.tags_of(change, client.id))


def clear_tag(change: Change, client_id: int, tag: str) -> None:
    """Take one tag, named as it is kept, off a client."""
    tag_id = records.tag_id(change, tag)
    change.run(
        "DELETE FROM client_tag WHERE client_id = :client_id AND tag_id = :tag_id", client_id=client_id, tag_id=tag_id
    )
    change.run(
        "DELETE FROM tag WHERE id = :tag_id AND NOT EXISTS (SELECT 1 FROM client_tag WHERE tag_id = :tag_id)",
        tag_id=tag_id,
    )


def rename_tag(change: Change, old: str, new: str) -> RenamedTag:
    """Give a tag a new name; when the new one is a tag already the two become one.

    Raises ``UnknownTag`` or ``BlankName``.
    """
    old_id = records.tag_id(change, old)
    trimmed = rules.checked_name(new, "tag").strip()
    was = change.value("SELECT name FROM tag WHERE id = :id", id=old_id)
    new_id = change.value("SELECT id FROM tag WHERE name_key = :key", key=fold(trimmed))
    merged = new_id is not None and new_id != old_id
    if merged:
        _merge_tags(change, old_id, new_id)
        trimmed = change.value("SELECT name FROM tag WHERE id = :id", id=new_id)
    else:
        change.amend("tag", old_id, name=trimmed, name_key=fold(trimmed))
    count = change.value("SELECT count(*) FROM client_tag WHERE tag_id = :id", id=new_id if merged else old_id)
    return RenamedTag(was, trimmed, merged, count)


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


def add_tags(change: Change, client_id: int, names: Iterable[str]) -> tuple[NearTag, ...]:
    """Put tags on a client, new ones made first; gives the new ones that look like slips. Raises ``BlankName``."""
    near = []
    for name in names:
        tag_id, slip = _tag(change, name)
        near += [slip] if slip else []
        change.run(
            "INSERT INTO client_tag (client_id, tag_id) VALUES (:client_id, :tag_id) ON CONFLICT DO NOTHING",
            client_id=client_id,
            tag_id=tag_id,
        )
    return tuple(near)


def _tag(change: Change, name: str) -> tuple[int, NearTag | None]:
    trimmed = rules.checked_name(name, "tag").strip()
    key = fold(trimmed)
    found = change.value("SELECT id FROM tag WHERE name_key = :key", key=key)
    if found is not None:
        return found, None
    others = {row["name_key"]: row["name"] for row in change.rows("SELECT name, name_key FROM tag")}
    near = rules.near_tag(key, others)
    tag_id = change.add("tag", name=trimmed, name_key=key)
    return tag_id, None if near is None else NearTag(trimmed, others[near])

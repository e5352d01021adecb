"""Tags are put on clients and taken off."""

from collections.abc import Iterable
from dataclasses import dataclass

from clienttrack import likeness, lookup
from clienttrack.book import Change
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.clients import rules


@dataclass(frozen=True, slots=True)
class NearTag:
    """A new tag that may be a slip for one in use."""

    tag: str
    existing: str

    def __str__(self) -> str:
        tag, existing = shortened(self.tag, 60), shortened(self.existing, 60)
        return (
            f"The tag '{tag}' is new and nearly '{existing}'. If it is a slip, join them with "
            f"`clienttrack tag rename '{tag}' '{existing}'`."
        )


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


def clear_tag(change: Change, client_id: int, tag: str) -> None:
    """Take one tag, named as it is kept, off a client."""
    tag_id = lookup.tag(change, tag).id
    change.run(
        "DELETE FROM client_tag WHERE client_id = :client_id AND tag_id = :tag_id", client_id=client_id, tag_id=tag_id
    )
    change.run(
        "DELETE FROM tag WHERE id = :tag_id AND NOT EXISTS (SELECT 1 FROM client_tag WHERE tag_id = :tag_id)",
        tag_id=tag_id,
    )


def _tag(change: Change, name: str) -> tuple[int, NearTag | None]:
    trimmed = rules.checked_name(name, "tag").strip()
    key = fold(trimmed)
    found = change.value("SELECT id FROM tag WHERE name_key = :key", key=key)
    if found is not None:
        return found, None
    others = {row["name_key"]: row["name"] for row in change.rows("SELECT name, name_key FROM tag")}
    near = likeness.nearest_tag(key, others)
    tag_id = change.add("tag", name=trimmed, name_key=key)
    return tag_id, None if near is None else NearTag(trimmed, others[near])

"""Changes of clients and their tags in plain statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

from clienttrack.book import Change
from clienttrack.errors import Refused
from clienttrack.lookup import FoundClient
from clienttrack.names import HANDLE_LENGTH, fold, handle_from
from clienttrack.screen import shortened
from clienttrack.slices.clients import queries, rules
from clienttrack.slices.clients.rules import ClientFields
from clienttrack.vocabulary import ClientKind

SEPARATE = frozenset({"domains", "tags", "custom", "external_ids"})


class NearlyTheSameName(Refused):
    """The book has a client whose name is nearly the new one."""

    def __init__(self, name: str, match: FoundClient) -> None:
        super().__init__(
            f"'{shortened(name, 60)}' is nearly the name of {match.handle} ({shortened(match.name, 60)}), which is in "
            "the book. Use that client, or add --force to make a new one."
        )
        self.match = match


class HandleTaken(Refused):
    """The handle means another client, or meant one that was removed."""

    def __init__(self, handle: str, owner: str | None) -> None:
        whose = f"means {owner} already" if owner else "belonged to a client that was removed and is never given again"
        super().__init__(f"The handle '{handle}' {whose}. Choose another with --handle.")


class ExternalIdTaken(Refused):
    """The name in the other system is another client's."""

    def __init__(self, system: str, value: str, owner: str) -> None:
        super().__init__(
            f"'{shortened(value, 60)}' in {shortened(system, 40)} is {owner} already. "
            f"Clear it there first with `clienttrack client edit {owner} --external-id '{shortened(system, 40)}='`."
        )


@dataclass(frozen=True, slots=True)
class NearTag:
    """A new tag that may be a slip for one in use."""

    tag: str
    existing: str


@dataclass(frozen=True, slots=True)
class AddedClient:
    """A client that was added; ``near_tags`` are its new tags that look like slips."""

    id: int
    handle: str
    name: str
    near_tags: tuple[NearTag, ...] = ()


def add_client(
    change: Change,
    *,
    name: str,
    handle: str | None = None,
    kind: ClientKind = ClientKind.ORGANISATION,
    force: bool = False,
    **fields: Unpack[ClientFields],
) -> AddedClient:
    """Add a client with a handle of its own, made from the name unless given.

    Raises ``BlankName``, ``NotAHandle``, ``HandleTaken`` and, unless ``force``, ``NearlyTheSameName``.
    """
    key = fold(rules.checked_name(name))
    match = None if force else queries.client_nearly_named(change, name)
    if match is not None:
        raise NearlyTheSameName(name, match)
    given = free_handle(change, handle) if handle else _made_handle(change, name)
    columns = {column: value for column, value in fields.items() if column not in SEPARATE}
    client_id = change.add(
        "client",
        handle=given,
        name=name,
        name_key=key,
        kind=kind,
        added_on=change.today,
        **columns,  # type: ignore[arg-type]
    )
    if fields.get("tier_id") is not None:
        change.add("tier_move", client_id=client_id, to_tier_id=fields["tier_id"], moved_on=change.today)
    _add_domains(change, client_id, fields.get("domains", ()), fields.get("website"))
    _set_custom(change, client_id, fields.get("custom", {}))
    _set_external_ids(change, client_id, fields.get("external_ids", {}))
    return AddedClient(client_id, given, name, _add_tags(change, client_id, fields.get("tags", ())))


def free_handle(change: Change, handle: str, *, client_id: int | None = None) -> str:
    """Give a told handle as it is kept, if it means no other client than ``client_id``; raises ``HandleTaken``."""
    checked = rules.checked_handle(handle)
    row = change.row(
        """
        SELECT id, handle FROM client WHERE handle = :key
        UNION ALL SELECT a.client_id, c.handle FROM alias AS a LEFT JOIN client AS c ON c.id = a.client_id
            WHERE a.alias_key = :key
        """,
        key=checked,
    )
    if row is not None and (row["id"] is None or row["id"] != client_id):
        raise HandleTaken(checked, row["handle"])
    return checked


def _made_handle(change: Change, name: str) -> str:
    handle = handle_from(name)
    # A numbered handle is cut to make room for its number, so the taken ones may be a little shorter.
    return rules.numbered_handle(handle, queries.handles_from(change, handle[: HANDLE_LENGTH - 8]))


def _add_domains(change: Change, client_id: int, domains: Iterable[str], website: str | None) -> None:
    found = [rules.checked_domain(domain) for domain in domains]
    of_website = rules.domain_of_website(website)
    for domain in dict.fromkeys([*found, *([of_website] if of_website else [])]):
        change.run(
            "INSERT INTO domain (client_id, domain) VALUES (:client_id, :domain) ON CONFLICT DO NOTHING",
            client_id=client_id,
            domain=domain,
        )


def _set_custom(change: Change, client_id: int, custom: Mapping[str, str]) -> None:
    for name, value in custom.items():
        if value == "":
            change.run(
                "DELETE FROM custom_field WHERE client_id = :client_id AND name = :name",
                client_id=client_id,
                name=name,
            )
            continue
        change.run(
            """
            INSERT INTO custom_field (client_id, name, value) VALUES (:client_id, :name, :value)
            ON CONFLICT (client_id, name) DO UPDATE SET value = :value
            """,
            client_id=client_id,
            name=name,
            value=value,
        )


def _set_external_ids(change: Change, client_id: int, external_ids: Mapping[str, str]) -> None:
    for system, value in external_ids.items():
        owner = change.row(
            """
            SELECT c.id, c.handle FROM external_id AS e JOIN client AS c ON c.id = e.client_id
            WHERE e.system = :system AND e.entity = 'client' AND e.value = :value
            """,
            system=system,
            value=value,
        )
        if owner is not None and owner["id"] != client_id:
            raise ExternalIdTaken(system, value, owner["handle"])
        if owner is not None:
            continue
        change.run(
            "DELETE FROM external_id WHERE client_id = :client_id AND entity = 'client' AND system = :system",
            client_id=client_id,
            system=system,
        )
        if value:
            change.add("external_id", client_id=client_id, entity="client", system=system, value=value)


def _add_tags(change: Change, client_id: int, names: Sequence[str]) -> tuple[NearTag, ...]:
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

"""Clients are added, edited, named and removed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from clienttrack import lookup
from clienttrack.book import Change, Row
from clienttrack.edits import FieldChange, differences
from clienttrack.errors import NotFound, NothingToEdit, Refused
from clienttrack.lookup import FoundClient
from clienttrack.names import HANDLE_LENGTH, fold, handle_from
from clienttrack.screen import shortened
from clienttrack.settings import Settings
from clienttrack.slices.clients import queries, rules
from clienttrack.slices.clients.actions.tags import NearTag, add_tags, clear_tag
from clienttrack.slices.clients.actions.tiers import move_tier
from clienttrack.slices.clients.rules import ClientFields, ToldFields
from clienttrack.vocabulary import ClientKind

LISTS = frozenset({"domains", "tags", "custom", "external_ids"})
# What is kept about a client apart from tags and aliases, which have rules of their own, and from what happened.
GOES_WITH_THE_CLIENT = (
    ("domain", "client_id"),
    ("custom_field", "client_id"),
    ("address", "client_id"),
    ("external_id", "client_id"),
    ("distinct_pair", "client_id"),
    ("distinct_pair", "other_id"),
    ("snooze", "client_id"),
    ("tier_move", "client_id"),
    ("rating", "client_id"),
    ("risk_answer", "client_id"),
    ("referral", "client_id"),
    ("referral", "referred_id"),
)
SEPARATE = LISTS | {"tier_id"}


class NearlyTheSameName(Refused):
    """The book has a client whose name is nearly the new one."""

    def __init__(self, name: str, match: FoundClient) -> None:
        same = "" if fold(name) == fold(match.name) else "nearly "
        super().__init__(
            f"'{shortened(name, 60)}' is {same}the name of {match.handle} ({shortened(match.name, 60)}), which is in "
            "the book. Use that client, or make a new one with `clienttrack client add NAME --force`."
        )
        self.match = match


class HandleTaken(Refused):
    """The handle means another client, or was a handle before that is not given again."""

    def __init__(self, handle: str, owner: str | None) -> None:
        whose = f"means {owner} already" if owner else "was a handle before and is never given again"
        super().__init__(f"The handle '{handle}' {whose}. Choose another with --handle.")


class ExternalIdTaken(Refused):
    """The name in the other system is another client's."""

    def __init__(self, system: str, value: str, owner: str) -> None:
        super().__init__(
            f"'{shortened(value, 60)}' in {shortened(system, 40)} is {owner} already. "
            f"Clear it there first with `clienttrack client edit {owner} --external-id '{shortened(system, 40)}='`."
        )


class AliasTaken(Refused):
    """The alias means another client, or was a handle before that is not given again."""

    def __init__(self, alias: str, owner: str | None) -> None:
        whose = f"means {owner} already" if owner else "was a handle before and is never given again"
        super().__init__(f"'{shortened(alias, 60)}' {whose}. Choose another alias.")


class UnknownAlias(NotFound):
    """The client has no such alias."""

    def __init__(self, alias: str, client: FoundClient, aliases: Iterable[str]) -> None:
        known = ", ".join(shortened(one, 40) for one in aliases)
        has = f"Its aliases are {known}." if known else "It has none."
        super().__init__(f"'{shortened(alias, 60)}' is no alias of {client.handle}. {has}")


@dataclass(frozen=True, slots=True)
class EditedClient:
    """A client that was edited; ``changes`` is empty when everything stays as it was."""

    id: int
    handle: str
    name: str
    changes: tuple[FieldChange, ...]
    near_tags: tuple[NearTag, ...]


@dataclass(frozen=True, slots=True)
class AliasedClient:
    """A client whose aliases were changed; ``aliases`` are all it has now."""

    handle: str
    name: str
    alias: str
    removed: bool
    aliases: tuple[str, ...]


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
    move_tier(change, client_id, fields.get("tier_id"))
    _add_domains(change, client_id, fields.get("domains", ()), fields.get("website"))
    _set_custom(change, client_id, fields.get("custom", {}))
    _set_external_ids(change, client_id, fields.get("external_ids", {}))
    return AddedClient(client_id, given, name, add_tags(change, client_id, fields.get("tags", ())))


def told_fields(change: Change, told: ToldFields, *, settings: Settings, client_id: int | None = None) -> ClientFields:
    """Read fields in the user's words; a budget is in the told currency, else the client's, else the settings'.

    Raises ``UnknownTier`` and what ``rules.read_fields`` raises.
    """
    kept = None if client_id is None else queries.client_row(change, client_id)["currency"]
    tier_id = lookup.tier(change, told.tier).id if told.tier else None
    return rules.read_fields(
        told,
        today=change.today,
        tier_id=tier_id,
        currency=kept or settings.currency,
        settings_language=settings.language,
    )


def edit_client(
    change: Change,
    client_id: int,
    *,
    name: str | None = None,
    handle: str | None = None,
    kind: ClientKind | None = None,
    **fields: Unpack[ClientFields],
) -> EditedClient:
    """Give a client other fields and say what changed; domains and tags are added, ``""`` among them clears first.

    An old handle stays as an alias. Raises ``NothingToEdit``, ``BlankName``, ``NotAHandle``, ``HandleTaken`` or
    ``BudgetDoesNotFit``.
    """
    has_fields = any(value or column not in LISTS for column, value in fields.items())
    if not has_fields and name is None and handle is None and kind is None:
        raise NothingToEdit
    before = queries.client_card(change, client_id, today=change.today)
    if handle is not None:
        _rename_handle(change, client_id, before.handle, free_handle(change, handle, client_id=client_id))
    columns: dict[str, Any] = {column: value for column, value in fields.items() if column not in SEPARATE}
    if name is not None:
        columns |= {"name": rules.checked_name(name), "name_key": fold(name)}
    if kind is not None:
        columns["kind"] = kind
    _keep_budget(change, client_id, columns)
    if "tier_id" in fields:
        move_tier(change, client_id, fields["tier_id"])
    change.amend("client", client_id, **columns)
    domains = fields.get("domains", ())
    if "" in domains:
        change.run("DELETE FROM domain WHERE client_id = :client_id", client_id=client_id)
    _add_domains(change, client_id, filter(None, domains), fields.get("website"))
    _set_custom(change, client_id, fields.get("custom", {}))
    _set_external_ids(change, client_id, fields.get("external_ids", {}))
    tags = fields.get("tags", ())
    for tag in before.tags if "" in tags else ():
        clear_tag(change, client_id, tag)
    near = add_tags(change, client_id, filter(None, tags))
    after = queries.client_card(change, client_id, today=change.today)
    return EditedClient(client_id, after.handle, after.name, differences(before, after), near)


def _rename_handle(change: Change, client_id: int, old: str, new: str) -> None:
    if old == new:
        return
    change.run("DELETE FROM alias WHERE client_id = :id AND alias_key = :new", id=client_id, new=new)
    change.amend("client", client_id, handle=new)
    change.add("alias", client_id=client_id, alias=old, alias_key=old)


def _keep_budget(change: Change, client_id: int, columns: dict[str, Any]) -> None:
    kept = queries.client_row(change, client_id)
    moves = "currency" in columns and "budget_low" not in columns and columns["currency"] != kept["currency"]
    if moves and kept["budget_low"] is not None and kept["currency"] is not None:
        columns |= rules.in_currency(kept["budget_low"], kept["budget_high"], kept["currency"], columns["currency"])


def add_alias(change: Change, client: FoundClient, alias: str) -> AliasedClient:
    """Give a client one more name; raises ``BlankName`` or ``AliasTaken``."""
    key = fold(rules.checked_name(alias, "alias")).removeprefix("@")
    owner = _other_owner(change, key, client.id)
    if owner is not None:
        raise AliasTaken(alias, owner["handle"])
    known = {client.handle, *(fold(one) for one in queries.aliases_of(change, client.id))}
    if key not in known:
        change.add("alias", client_id=client.id, alias=alias.strip().removeprefix("@"), alias_key=key)
    return AliasedClient(
        client.handle, client.name, alias, removed=False, aliases=queries.aliases_of(change, client.id)
    )


def remove_alias(change: Change, client: FoundClient, alias: str) -> AliasedClient:
    """Take an alias from a client; one that may have been its handle is never given again. Raises ``UnknownAlias``."""
    key = fold(alias).removeprefix("@")
    aliases = {fold(one): one for one in queries.aliases_of(change, client.id)}
    if key not in aliases:
        raise UnknownAlias(alias, client, aliases.values())
    if queries.may_have_been_handle(change, client.id, key):
        change.run(
            "UPDATE alias SET client_id = NULL WHERE client_id = :id AND alias_key = :key", id=client.id, key=key
        )
    else:
        change.run("DELETE FROM alias WHERE client_id = :id AND alias_key = :key", id=client.id, key=key)
    left = queries.aliases_of(change, client.id)
    return AliasedClient(client.handle, client.name, aliases[key], removed=True, aliases=left)


def forget_client(change: Change, client: FoundClient) -> None:
    """Forget a client with whom nothing happened, and everything kept about it; its handles are never given again."""
    for tag in lookup.tags_of(change, client.id):
        clear_tag(change, client.id, tag)
    for alias in queries.aliases_of(change, client.id):
        remove_alias(change, client, alias)
    for table, column in GOES_WITH_THE_CLIENT:
        change.run(f"DELETE FROM {table} WHERE {column} = :id", id=client.id)
    change.run("DELETE FROM client WHERE id = :id", id=client.id)
    change.add("alias", alias=client.handle, alias_key=client.handle)


def free_handle(change: Change, handle: str, *, client_id: int | None = None) -> str:
    """Give a told handle as it is kept, if it means no other client than ``client_id``; raises ``HandleTaken``."""
    checked = rules.checked_handle(handle)
    owner = _other_owner(change, checked, client_id)
    if owner is not None:
        raise HandleTaken(checked, owner["handle"])
    return checked


def _other_owner(change: Change, key: str, client_id: int | None) -> Row | None:
    """Give the other client that a whole handle, alias or name means; one without a number was removed."""
    rows = change.rows(
        """
        SELECT id, handle FROM client WHERE handle = :key
        UNION ALL SELECT a.client_id, c.handle FROM alias AS a LEFT JOIN client AS c ON c.id = a.client_id
            WHERE a.alias_key = :key
        UNION ALL SELECT id, handle FROM client WHERE name_key = :key
        """,
        key=key,
    )
    return next((row for row in rows if row["id"] is None or row["id"] != client_id), None)


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

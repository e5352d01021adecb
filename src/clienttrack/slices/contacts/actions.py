"""Changes of contacts in plain statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clienttrack.book import Change, Reader, Value
from clienttrack.dates import DayDirection, read_day
from clienttrack.edits import FieldChange, checked_word, differences
from clienttrack.errors import NothingToEdit, Refused
from clienttrack.lookup import FoundClient, FoundContact
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.slices.contacts import queries, rules
from clienttrack.slices.contacts.rules import LabelledAddress, ReadAddress, checked_contact_name, read_addresses
from clienttrack.vocabulary import DecisionPart, Level

# What goes where the contact goes: the tables, and which of their rows about the contact.
GOES_WITH_THE_CONTACT = {
    "address": "", "contact_field": "", "external_id": "", "remark": " AND kind = 'personal'",
}  # fmt: skip
# What stays with the client when the contact goes, and is nobody's then; a condition on the contact follows.
LET_GO_OF_THE_CONTACT = (
    "UPDATE task SET contact_id = NULL WHERE",
    "UPDATE need SET contact_id = NULL WHERE",
    "DELETE FROM meeting_contact WHERE meeting_id IN (SELECT id FROM meeting WHERE status <> 'held') AND",
)
# What goes along to another client leaves the meetings of the old one behind.
LEFT_BEHIND = ("UPDATE remark SET meeting_id = NULL WHERE kind = 'personal' AND",)


class ContactTookPart(Refused):
    """The contact is part of what happened, so they cannot be removed."""

    def __init__(self, contact: FoundContact, talks: int) -> None:
        times = "a touchpoint or meeting" if talks == 1 else f"{talks} touchpoints or meetings"
        super().__init__(
            f"{shortened(contact.name, 60)} took part in {times}, which would lose them. "
            f"Use `clienttrack contact edit {contact.id} --left today` instead."
        )


class AlreadyThere(Refused):
    """The contact is at that client already."""

    def __init__(self, contact: FoundContact, client: FoundClient) -> None:
        super().__init__(f"{shortened(contact.name, 60)} is at {client.handle} already. Name another client.")


@dataclass(frozen=True, slots=True)
class AddedContact:
    """A contact that was added; ``namesake_id`` is another contact of the client with the same name."""

    id: int
    name: str
    client_id: int
    namesake_id: int | None = None


@dataclass(frozen=True, slots=True)
class EditedContact:
    """A contact that was edited; ``changes`` is empty when everything stays as it was."""

    id: int
    name: str
    client: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class MovedContact:
    """A contact who is at another client now, by their handles; in ``meetings`` that are planned they take no part."""

    id: int
    name: str
    from_client: str
    to_client: str
    meetings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemovedContact:
    """A contact that is gone."""

    id: int
    name: str


def add_contact(
    change: Change,
    *,
    client_id: int,
    name: str,
    role: str | None = None,
    level: Level | None = None,
    decision: DecisionPart | None = None,
    emails: Sequence[LabelledAddress] = (),
    phones: Sequence[LabelledAddress] = (),
    notes: str | None = None,
    region: str = "",
) -> AddedContact:
    """Add a person at a client; ``region`` is the country that local phone numbers are read with.

    Raises ``BlankContactName``, ``NotAnEmailAddress`` or ``NotAPhoneNumber``.
    """
    key = fold(checked_contact_name(name))
    addresses = read_addresses(emails, phones, region)
    namesake_id = change.value(
        "SELECT id FROM contact WHERE client_id = :client_id AND name_key = :key", client_id=client_id, key=key
    )
    contact_id = change.add(
        "contact",
        client_id=client_id,
        name=name,
        name_key=key,
        role=role,
        level=level,
        decision=decision,
        notes=notes,
        added_on=change.today,
    )
    _add_addresses(change, client_id, contact_id, addresses)
    return AddedContact(contact_id, name, client_id, namesake_id)


def _add_addresses(change: Change, client_id: int, contact_id: int, addresses: Iterable[ReadAddress]) -> None:
    for address in addresses:
        change.add(
            "address",
            client_id=client_id,
            contact_id=contact_id,
            kind=address.kind,
            label=address.label,
            value=address.value,
            shown=address.shown,
            value_key=address.value_key,
            valid=int(address.valid),
        )


def edit_contact(
    change: Change,
    contact_id: int,
    *,
    name: str | None = None,
    role: str | None = None,
    level: str | None = None,
    decision: str | None = None,
    emails: Sequence[str] | None = None,
    phones: Sequence[str] | None = None,
    remove_emails: Sequence[str] = (),
    remove_phones: Sequence[str] = (),
    notes: str | None = None,
    left: str | None = None,
    region: str = "",
) -> EditedContact:
    """Change what was told of a contact, in the user's words, and say what changed.

    ``None`` is not told and an empty text clears; addresses are added, ``""`` among them removes the old ones first.
    Raises ``NothingToEdit`` and what the rules of this slice and ``read_day`` raise.
    """
    addresses = (emails, phones, remove_emails, remove_phones)
    if all(words is None for words in (name, role, level, decision, notes, left)) and not any(addresses):
        raise NothingToEdit
    before = queries.contact_card(change, contact_id)
    told = {
        "role": role,
        "level": checked_word("--level", level, Level),
        "decision": checked_word("--decision", decision, DecisionPart),
        "notes": notes,
    }
    columns: dict[str, Value] = {column: words or None for column, words in told.items() if words is not None}
    if name is not None:
        columns |= {"name": checked_contact_name(name), "name_key": fold(name)}
    if left is not None:
        left_on = read_day(left, today=change.today, direction=DayDirection.PAST) if left else None
        columns["left_on"] = rules.checked_left_on(left_on, today=change.today)
    change.amend("contact", contact_id, **columns)
    client_id = queries.contact_row(change, contact_id)["client_id"]
    _remove_addresses(change, contact_id, remove_emails, remove_phones, region)
    _edit_addresses(change, client_id, contact_id, emails or (), phones or (), region)
    after = queries.contact_card(change, contact_id)
    return EditedContact(contact_id, after.name, after.client, differences(before, after))


def _remove_addresses(
    change: Change, contact_id: int, emails: Sequence[str], phones: Sequence[str], region: str
) -> None:
    wanted = read_addresses(rules.all_labelled(emails), rules.all_labelled(phones), region)
    for address in wanted:
        kept = change.value(
            "SELECT id FROM address WHERE contact_id = :id AND kind = :kind AND value_key = :key",
            id=contact_id,
            kind=address.kind,
            key=address.value_key,
        )
        if kept is None:
            known = queries.addresses_of(change, contact_id)
            raise rules.NoSuchAddress(address.shown, [one.shown for one in known if one.kind == address.kind])
        change.run("DELETE FROM address WHERE id = :id", id=kept)


def _edit_addresses(
    change: Change, client_id: int, contact_id: int, emails: Sequence[str], phones: Sequence[str], region: str
) -> None:
    for kind, words in (("email", emails), ("phone", phones)):
        if "" in words:
            change.run("DELETE FROM address WHERE contact_id = :id AND kind = :kind", id=contact_id, kind=kind)
    for address in read_addresses(rules.all_labelled(emails), rules.all_labelled(phones), region):
        kept = change.row(
            "SELECT id, label FROM address WHERE contact_id = :id AND kind = :kind AND value_key = :key",
            id=contact_id,
            kind=address.kind,
            key=address.value_key,
        )
        if kept is None:
            _add_addresses(change, client_id, contact_id, [address])
        else:
            label = address.label or kept["label"]
            change.amend("address", kept["id"], label=label, value=address.value, shown=address.shown)


def move_contact(change: Change, contact: FoundContact, client: FoundClient) -> MovedContact:
    """Take a contact with everything kept about them to another client; what happened stays where it was.

    Promises, needs and meetings that were not held stay too, and are no longer the contact's. Raises ``AlreadyThere``.
    """
    if contact.client_id == client.id:
        raise AlreadyThere(contact, client)
    from_client = queries.contact_row(change, contact.id)["client"]
    meetings = queries.planned_with(change, contact.id)
    _release(change, contact.id, LET_GO_OF_THE_CONTACT + LEFT_BEHIND)
    change.amend("contact", contact.id, client_id=client.id)
    for table, which in GOES_WITH_THE_CONTACT.items():
        change.run(f"UPDATE {table} SET client_id = :to WHERE contact_id = :id{which}", to=client.id, id=contact.id)
    return MovedContact(contact.id, contact.name, from_client, client.handle, meetings)


def check_removable(reader: Reader, contact: FoundContact) -> None:
    """Raise ``ContactTookPart`` if removing the contact would change what happened."""
    talks = queries.talks_with(reader, contact.id)
    if talks:
        raise ContactTookPart(contact, talks)


def remove_contact(change: Change, contact: FoundContact) -> RemovedContact:
    """Remove a contact with everything kept about them; promises and needs stay. Raises ``ContactTookPart``."""
    check_removable(change, contact)
    _release(change, contact.id, LET_GO_OF_THE_CONTACT)
    for table, which in GOES_WITH_THE_CONTACT.items():
        change.run(f"DELETE FROM {table} WHERE contact_id = :id{which}", id=contact.id)
    change.run("DELETE FROM contact WHERE id = :id", id=contact.id)
    return RemovedContact(contact.id, contact.name)


def _release(change: Change, contact_id: int, statements: Sequence[str]) -> None:
    for sql in statements:
        change.run(f"{sql} contact_id = :id", id=contact_id)

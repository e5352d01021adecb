"""Changes of contacts in plain statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clienttrack.book import Change
from clienttrack.names import fold
from clienttrack.slices.contacts.rules import LabelledAddress, ReadAddress, checked_contact_name, read_addresses
from clienttrack.vocabulary import DecisionPart, Level


@dataclass(frozen=True, slots=True)
class AddedContact:
    """A contact that was added; ``namesake_id`` is another contact of the client with the same name."""

    id: int
    name: str
    client_id: int
    namesake_id: int | None = None


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

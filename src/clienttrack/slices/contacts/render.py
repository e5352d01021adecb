"""How contacts look: one line for what was done, a table for lists, a card for one contact."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack import screen
from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.edits import changes_in_words
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from clienttrack.columns import Card
    from clienttrack.ink import Drawing
    from clienttrack.slices.contacts.actions import AddedContact, EditedContact, MovedContact, RemovedContact
    from clienttrack.slices.contacts.queries import ContactCard, ContactLine

LONGEST_TEXT = 60
COLUMNS = (
    Column("No"),
    Column("Name", words=True),
    Column("Client", spare=1),
    Column("Role", words=True, spare=5),
    Column("Decision", spare=6),
    Column("E-mail", spare=3),
    Column("Phone", spare=2),
)
LEFT = Column("Left", spare=4)


def added(contact: "AddedContact", *, client: str) -> str:
    """Say at which client the new contact is, and by which number they are named."""
    return f"Added {shortened(contact.name, LONGEST_TEXT)} (contact {contact.id}) at {client}."


def namesake(contact: "AddedContact", *, client: str) -> str:
    """Warn that the client has another contact of the same name."""
    return (
        f"There is another {shortened(contact.name, LONGEST_TEXT)} at {client} (contact {contact.namesake_id}). "
        "If they are one person, `clienttrack undo` takes the new one back."
    )


def edited(contact: "EditedContact") -> str:
    """Say what changed, old → new."""
    return f"{shortened(contact.name, LONGEST_TEXT)} at {contact.client}: {changes_in_words(contact.changes)}."


def moved(contact: "MovedContact") -> str:
    """Say where the contact is now."""
    return f"Moved {shortened(contact.name, LONGEST_TEXT)} from {contact.from_client} to {contact.to_client}."


def missed(contact: "MovedContact") -> str:
    """Say which planned meetings the contact takes part in no more."""
    who, first = shortened(contact.name, LONGEST_TEXT), contact.meetings[0]
    return (
        f"{who} no longer takes part in {', '.join(contact.meetings)} with {contact.from_client}. "
        f"Say who does with `clienttrack meet edit {first} --with CONTACT`."
    )


def removed(contact: "RemovedContact") -> str:
    """Say that a contact is gone."""
    return f"Removed {shortened(contact.name, LONGEST_TEXT)}. `clienttrack undo` brings them back."


def contact_list(lines: "Sequence[ContactLine]", *, today: date) -> "str | Drawing":
    """Show contacts in a table, the likeliest to reach first within each client."""
    if not lines:
        return "There are no contacts here. Add one with `clienttrack contact add CLIENT NAME`."
    left = any(line.left_on for line in lines)
    drawn = table(*COLUMNS, *([LEFT] if left else []))
    for line in lines:
        style = "dim" if line.left_on else ""
        texts = (line.id, shortened(line.name, 36), line.client, shortened(line.role or line.level or "", 30))
        more = (line.decision, line.email, line.phone, *([_day(line, today)] if left else []))
        drawn.add_row(*(cell(text, style) for text in (*texts, *more)))
    return drawn


def _day(line: "ContactLine", today: date) -> str:
    return "" if line.left_on is None else in_words(line.left_on, today=today)


def contact_card(card: "ContactCard", *, today: date) -> "Card":
    """Show every field that is filled, one below the other."""
    return screen.card(_shown_fields(card, today))


def _shown_fields(card: "ContactCard", today: date) -> Iterator[tuple[str, str]]:
    yield "name", f"{one_line(card.name)} (contact {card.id})"
    yield "client", f"{card.client} ({one_line(card.client_name)})"
    for name in ("role", "level", "decision"):
        if getattr(card, name):
            yield name, one_line(getattr(card, name))
    for address in card.addresses:
        kind = "e-mail" if address.kind == "email" else address.kind
        yield f"{kind} {one_line(address.label)}" if address.label else kind, one_line(address.shown)
    for name in ("left_on", "last_talk_on", "added_on"):
        if getattr(card, name):
            yield name.removesuffix("_on").replace("_", " "), in_sentence(getattr(card, name), today=today)
    if card.external_ids:
        yield "external ids", ", ".join(one_line(one) for one in card.external_ids)
    if card.notes:
        yield "notes", card.notes

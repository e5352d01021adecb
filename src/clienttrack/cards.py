"""vCards: the people of an address book."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardAddress:
    """An e-mail address or phone number on a card."""

    value: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One person; ``others`` are the properties that have no field here, each with its parameters and its value."""

    uid: str | None
    name: str
    given: str | None
    family: str | None
    organisation: str | None
    role: str | None
    emails: tuple[CardAddress, ...]
    phones: tuple[CardAddress, ...]
    website: str | None
    city: str | None
    country: str | None
    categories: tuple[str, ...]
    note: str | None
    others: tuple[tuple[str, str], ...]


def card_text(card: Card, version: str = "4.0") -> str:
    """Write a card, in short, until the whole of it is written elsewhere."""
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"FN:{card.name}"]
    lines += [f"ORG:{card.organisation}"] if card.organisation else []
    lines += [f"EMAIL:{email.value}" for email in card.emails] + [f"TEL:{phone.value}" for phone in card.phones]
    lines += [f"{name}:{value}" for name, value in card.others]
    return "".join(f"{line}\r\n" for line in (*lines, "END:VCARD"))

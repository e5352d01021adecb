"""A card as the program knows it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CardAddress:
    """An e-mail address or phone number as it stands in the card, and what it is for: ``work``, ``mobile`` …"""

    value: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard.

    ``others`` are all properties that have no field of their own, as ``("TYPE;PARAMETERS", "value")``, in the order of
    the file: their text is as in vCard 4.0, only that ``\\n`` is a real line break. ``N`` stands there whole, and what
    ``ORG`` and ``ADR`` say beyond our fields with the parts that are ours left empty; ``EMAIL`` and ``TEL`` too where
    no address can be read in them, and ``unread`` names these. ``dropped`` names what is not kept.
    """

    uid: str | None
    name: str
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
    line: int = field(default=0, compare=False)
    dropped: tuple[str, ...] = ()
    unread: tuple[str, ...] = field(default=(), compare=False)

"""What templates of reports and of reminders are given alike."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Talk:
    """A touchpoint.

    happened_on: the day
    kind: call, email, visit, message, meeting, event, gift, other or note
    direction: out where we began, in where the client did; null where nobody told
    text: what was logged; empty where only the day is known
    contacts: the names of those who took part
    """

    happened_on: date
    kind: str
    direction: str | None
    text: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressedClient:
    """What a client may read about themselves.

    name: the name of the client
    """

    name: str

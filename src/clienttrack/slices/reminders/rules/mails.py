"""What a mail needs beside its text: an address that mailers take, and an id."""

from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from hashlib import sha256

from clienttrack.settings import MailSettings
from clienttrack.slices.reminders.rules.letters import DIGEST, Reminder
from clienttrack.vocabulary import Recipient


def mail_address(text: str | None) -> str | None:
    """Give an address as it stands in a mail, its domain in ASCII; ``None`` is what every mailer would refuse."""
    name, _, domain = (text or "").rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode('ascii')}"
        told = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        return None
    return address if name.isascii() and name.isprintable() and told.addr_spec == address else None


def message_id(reminder: Reminder, sender: MailSettings, today: date) -> str:
    """Give the same id to the same reminder: to a client until its line has another day, to oneself for a day.

    Nothing can be read from it.
    """
    day = reminder.due_on if reminder.to is Recipient.CLIENT and reminder.due_on else today
    seed = "\n".join((reminder.ref or DIGEST, reminder.to, reminder.email or "", str(day), sender.sender))
    domain = sender.address.rpartition("@")[2] or "clienttrack.invalid"
    return f"<{sha256(seed.encode()).hexdigest()[:32]}@{domain}>"

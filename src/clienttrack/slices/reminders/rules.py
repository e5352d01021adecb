"""What a reminder is, whom it may go to, and what it is called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from clienttrack.errors import UsageProblem
from clienttrack.screen import one_line
from clienttrack.slices.due.rules import DueLine
from clienttrack.templating.contexts.reminders import ClientReminder, Digest, MyReminder
from clienttrack.vocabulary import DueKind, Recipient

DIGEST = "digest"
MOST_NAMED = 20
HOW_TO_NAME_ONE = (
    'Write sender = "Your Name <you@example.com>" under [mail] into the settings, with `clienttrack config edit`.'
)
WITHOUT_CLIENT = frozenset({DueKind.PAUSED, DueKind.NO_NEXT_STEP})


class Why(StrEnum):
    """Why a line of the morning list has no text."""

    NOT_FOR_CLIENTS = "nothing in it is for the client to read (see --to me)"
    PASSED = "the meeting has passed; say what came of it with `clienttrack meet hold` or `clienttrack meet cancel`"
    NO_EMAIL = "no e-mail address is known that a mail could go to"


class TwoFolders(UsageProblem):
    """Files and mails are wanted at once."""

    def __init__(self) -> None:
        super().__init__("--files and --eml are two ways of keeping the same texts. Give one of them.")


class DigestToClient(UsageProblem):
    """A digest holds what no client may read."""

    def __init__(self) -> None:
        super().__init__("A digest is of all clients and for you alone. Leave out --to client, or --digest.")


class PageOfNothing(UsageProblem):
    """Texts are no pages, unless they are a digest or become mails."""

    def __init__(self) -> None:
        super().__init__("--html is for a digest or for mails. Add --digest or --eml, or leave it out.")


class NoSender(UsageProblem):
    """A mail to oneself needs an address."""

    def __init__(self) -> None:
        super().__init__(f"A mail to yourself needs your address. {HOW_TO_NAME_ONE}")


@dataclass(frozen=True, slots=True)
class Post:
    """Where texts are kept: a folder, as mails of ``sender`` sent ``now`` or as plain files."""

    folder: Path
    as_mails: bool
    sender: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Which texts are asked for; ``summed_up`` leaves clients without a next step out unless their kind is named."""

    today: date
    within: str | None
    client: str | None
    kinds: Sequence[DueKind] | None
    limit: int | None
    summed_up: bool
    recipient: Recipient
    digest: bool
    html: bool
    post: Post | None


@dataclass(frozen=True, slots=True)
class Unmade:
    """A text to be made: of which template, in which language if there is one, from what; a digest has no line."""

    template: str
    language: str | None
    context: ClientReminder | MyReminder | Digest
    line: DueLine | None
    email: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the morning list without a text."""

    ref: str
    kind: DueKind
    client: str
    why: Why


@dataclass(frozen=True, slots=True)
class UnmadeReminders:
    """The texts to be made, and what has none."""

    reminders: tuple[Unmade, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A text that was made, as plain ``text`` and as ``markdown``; a digest has no ref, client, contact and due day.

    ``email`` is where a mail to the client may go; ``html`` is null unless it was asked for, ``file`` when the text was
    not written to one.
    """

    ref: str | None
    kind: str
    client: str | None
    client_name: str | None
    to: Recipient
    contact: str | None
    reach: str | None
    email: str | None
    due_on: date | None
    language: str
    template: str
    subject: str
    text: str
    markdown: str
    html: str | None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Reminders:
    """The texts in the order of the morning list, and the lines that have none."""

    reminders: tuple[Reminder, ...]
    left_out: tuple[LeftOut, ...]


def recipient(told: Recipient | None, *, digest: bool) -> Recipient:
    """Give whom texts go to, the client unless told otherwise; raises ``DigestToClient``."""
    if digest and told is Recipient.CLIENT:
        raise DigestToClient
    return Recipient.ME if digest else told or Recipient.CLIENT


def post(files: Path | None, mails: Path | None, sender: str, *, to: Recipient, now: datetime) -> Post | None:
    """Give where texts are kept, ``None`` for nowhere; raises ``TwoFolders`` or ``NoSender``."""
    if files is not None and mails is not None:
        raise TwoFolders
    if mails is not None and to is Recipient.ME and not sender:
        raise NoSender
    folder = mails if files is None else files
    return None if folder is None else Post(folder, mails is not None, sender, now)


def html(*, told: bool, digest: bool, post: Post | None) -> bool:
    """Give whether pages of HTML are made; raises ``PageOfNothing``."""
    if told and not digest and (post is None or not post.as_mails):
        raise PageOfNothing
    return told


def why_left_out(line: DueLine, email: str | None, asked: Asked) -> Why | None:
    """Say why a line has no text; a line for one's own eyes always has one."""
    if asked.recipient is Recipient.ME:
        return None
    if line.kind in WITHOUT_CLIENT:
        return Why.NOT_FOR_CLIENTS
    if line.kind is DueKind.MEETING and (line.days_late or 0) > 0:
        return Why.PASSED
    return Why.NO_EMAIL if asked.post is not None and asked.post.as_mails and email is None else None


def mail_address(text: str | None) -> str | None:
    """Give an address as it stands in a mail, its domain in ASCII; ``None`` is what every mailer would refuse."""
    name, _, domain = (text or "").rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode('ascii')}"
        told = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        return None
    return address if name.isascii() and name.isprintable() and told.addr_spec == address else None


def sender_name(sender: str) -> str | None:
    """Give the name of the sender in the settings, or ``None``."""
    return parseaddr(sender)[0] or None


def heading(reminder: Reminder) -> str:
    """Give the lines above a text: whom it goes to, unless that is oneself, and its subject."""
    said = dict.fromkeys((reminder.contact, reminder.client_name, reminder.email or reminder.reach))
    to = ", ".join(one_line(" ".join(part.split())) for part in said if part)
    subject = f"Subject: {reminder.subject}\n"
    return f"To: {to}\n{subject}" if reminder.to is Recipient.CLIENT else subject


def file_name(reminder: Reminder, post: Post) -> str:
    """Give the name of a text's file, made of the handle and the reference alone."""
    if reminder.ref is None:
        name, ending = DIGEST, ".md" if reminder.html is None else ".html"
    else:
        name, ending = f"{reminder.client}-{reminder.kind if '@' in reminder.ref else reminder.ref}", ".txt"
    return f"{name}{'.eml' if post.as_mails else ending}"


def message_id(reminder: Reminder, sender: str, today: date) -> str:
    """Give the same id to the same reminder: to a client until its line has another day, to oneself for a day.

    Nothing can be read from it.
    """
    day = reminder.due_on if reminder.to is Recipient.CLIENT and reminder.due_on else today
    seed = "\n".join((reminder.ref or DIGEST, reminder.to, reminder.email or "", str(day), sender))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "clienttrack.invalid"
    return f"<{sha256(seed.encode()).hexdigest()[:32]}@{domain}>"


def question(replaced: int, post: Post | None) -> str:
    """Ask whether files that are there may go."""
    assert post is not None
    return f"Replace {replaced} file{'s' * (replaced != 1)} in '{post.folder}'?"


def notices(made: Reminders, post: Post | None) -> Iterator[str]:
    """Say which lines have no text and why, and what the mails lack."""
    for why in Why:
        refs = [one.ref for one in made.left_out if one.why is why]
        if refs:
            more = f" and {len(refs) - MOST_NAMED} more" if len(refs) > MOST_NAMED else ""
            yield f"Left out: {', '.join(refs[:MOST_NAMED])}{more}: {why}."
    if post is not None and post.as_mails and made.reminders and not post.sender:
        yield f"The mails name no sender, so your mailer must. {HOW_TO_NAME_ONE}"

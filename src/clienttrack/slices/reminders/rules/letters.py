"""What a reminder is made of, what it is when it is made, and why a line of the morning list has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clienttrack.screen import one_line
from clienttrack.slices.due.rules import DueLine
from clienttrack.templating.contexts.reminders import ClientReminder, Digest, MyReminder
from clienttrack.vocabulary import PLACEHOLDERS, DueKind, Recipient

DIGEST = "digest"
WITHOUT_CLIENT = frozenset({DueKind.RISK, DueKind.PAUSED, DueKind.NO_NEXT_STEP})


class Why(StrEnum):
    """Why a line of the morning list has no text."""

    NOT_FOR_CLIENTS = "nothing in it is for the client to read (see --to me)"
    STEP = "it is a step of a playbook, which nobody promised the client"
    PASSED = "the meeting has passed; say what came of it with `clienttrack meet hold` or `clienttrack meet cancel`"
    NO_EMAIL = "no e-mail address is known that a mail could go to"
    ANOTHER = "another text goes to the same client already"


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
    """The texts to be made, what has none, and the references of promises in private words or about somebody.

    ``missing_rates`` are those for want of which a risk may be missing, as in ``DueList``.
    """

    reminders: tuple[Unmade, ...]
    left_out: tuple[LeftOut, ...]
    naming: tuple[str, ...] = ()
    missing_rates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A text that was made, as plain ``text`` and as ``markdown``; a digest has no ref, client, contact and due day.

    ``language`` is that of the text, ``wanted_language`` what the client speaks, else the settings'.
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
    wanted_language: str | None = None


@dataclass(frozen=True, slots=True)
class Reminders:
    """The texts in the order of the morning list, and the lines that have none."""

    reminders: tuple[Reminder, ...]
    left_out: tuple[LeftOut, ...]


def why_left_out(line: DueLine, email: str | None, *, is_step: bool, as_mails: bool) -> Why | None:
    """Say why a line, by itself, has no text for the client."""
    if line.kind in WITHOUT_CLIENT:
        return Why.NOT_FOR_CLIENTS
    if is_step:
        return Why.STEP
    if line.kind is DueKind.MEETING and (line.days_late or 0) > 0:
        return Why.PASSED
    return Why.NO_EMAIL if as_mails and email is None else None


def only_greets(line: DueLine) -> bool:
    """Tell whether a text only gets in touch: for a silence, or a promise of which a list told nothing but the day."""
    return line.kind is DueKind.TOUCH or (line.kind is DueKind.TASK and line.what in PLACEHOLDERS)


def superfluous(lines: Sequence[DueLine]) -> frozenset[str]:
    """Give the references of texts that only get in touch with a client to whom another text goes."""
    busy = {line.client for line in lines if not only_greets(line)}
    spare = set()
    for line in lines:
        if only_greets(line):
            if line.client in busy:
                spare.add(line.ref)
            busy.add(line.client)
    return frozenset(spare)


def heading(reminder: Reminder) -> str:
    """Give the lines above a text: whom it goes to, unless that is oneself, and its subject."""
    said = dict.fromkeys((reminder.contact, reminder.client_name, reminder.email or reminder.reach))
    to = ", ".join(one_line(" ".join(part.split())) for part in said if part)
    subject = f"Subject: {reminder.subject}\n"
    return f"To: {to}\n{subject}" if reminder.to is Recipient.CLIENT else subject

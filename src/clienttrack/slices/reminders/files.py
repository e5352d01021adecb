"""The files and mails that texts are kept as: private to the user, each whole or not there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from clienttrack import output
from clienttrack.screen import one_line
from clienttrack.slices.reminders.rules.letters import Reminder, Reminders, heading
from clienttrack.slices.reminders.rules.mails import message_id
from clienttrack.slices.reminders.rules.outbox import Outbox, file_name
from clienttrack.vocabulary import Recipient

PRIVATE = 0o700
# Every letter beyond ASCII is encoded, so that a mailer of any age takes the mail.
POLICY = SMTP.clone(cte_type="7bit")

Watch = Callable[[str, int, int], None]


def replaced(made: Reminders, outbox: Outbox | None) -> int:
    """Count the files that the texts would take the place of; raises ``UnwritableFile`` for what is no file."""
    if outbox is None:
        return 0
    return sum(output.would_overwrite(outbox.folder / file_name(one, outbox)) for one in made.reminders)


def left_there(made: Reminders, outbox: Outbox | None) -> list[str]:
    """Give the names of texts of the same form that lie in the folder from before and are none of these."""
    if outbox is None or not outbox.folder.is_dir():
        return []
    now = {file_name(one, outbox) for one in made.reminders}
    ending = f"*{outbox.ending}"
    return sorted(path.name for path in outbox.folder.glob(ending) if path.is_file() and path.name not in now)


def kept_reminders(made: Reminders, outbox: Outbox | None, today: date, watch: Watch | None) -> Reminders:
    """Write each text to a file of its own and name it there; raises ``UnwritableFile``."""
    if outbox is None or not made.reminders:
        return made
    try:
        outbox.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise output.UnwritableFile(outbox.folder, error.strerror or str(error)) from error
    kept = []
    for number, reminder in enumerate(made.reminders, start=1):
        place = outbox.folder / file_name(reminder, outbox)
        with output.kept_file(place) as file:
            file.write(mail(reminder, outbox, today) if outbox.as_mails else text_file(reminder))
        kept.append(replace(reminder, file=str(place)))
        if watch is not None:
            watch(str(outbox.folder), number, len(made.reminders))
    return replace(made, reminders=tuple(kept))


def text_file(reminder: Reminder) -> str:
    """Give a text with whom it goes to and its subject above it; a digest is Markdown or a page."""
    if reminder.ref is None:
        return reminder.html or reminder.markdown
    return f"{heading(reminder)}\n{reminder.text}"


def mail(reminder: Reminder, outbox: Outbox, today: date) -> str:
    """Give a text as a mail (RFC 5322): to the client's address, or from the sender to themselves."""
    message = EmailMessage(POLICY)
    if outbox.sender.address:
        message["From"] = _mailbox(outbox.sender.name or "", outbox.sender.address)
    if reminder.to is Recipient.ME:
        message["To"] = _mailbox(outbox.sender.name or "", outbox.sender.address)
    else:
        assert reminder.email is not None
        message["To"] = _mailbox(reminder.contact or reminder.client_name or "", reminder.email)
    message["Subject"] = _unencoded(reminder.subject)
    message["Date"] = outbox.now
    message["Message-ID"] = message_id(reminder, outbox.sender, today)
    message.set_content(reminder.text)
    if reminder.html is not None:
        message.add_alternative(reminder.html, subtype="html")
    return message.as_bytes().decode("ascii")


def _mailbox(name: str, address: str) -> Address:
    """Put a name before an address; no character of it can end the line or act on a screen."""
    return Address(display_name=_unencoded(one_line(" ".join(name.split()))), addr_spec=address)


def _unencoded(text: str) -> str:
    """Keep words from being read as encoded ones (RFC 2047), out of which any header could come."""
    return text.replace("=?", "= ?")

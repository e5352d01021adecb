"""The folder that texts are kept in, as files or as mails, and what each is called there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clienttrack.errors import UsageProblem
from clienttrack.settings import MailSettings
from clienttrack.slices.reminders.rules.letters import DIGEST, Reminder
from clienttrack.vocabulary import Recipient

HOW_TO_NAME_A_SENDER = (
    'Write sender = "Your Name <you@example.com>" under [mail] into the settings, with `clienttrack config edit`.'
)
ENDINGS_OF_FILES = frozenset({".eml", ".htm", ".html", ".md", ".txt"})


class TwoFolders(UsageProblem):
    """Files and mails are wanted at once."""

    def __init__(self) -> None:
        super().__init__("--files and --eml are two ways of keeping the same texts. Give one of them.")


class NoFolderName(UsageProblem):
    """A folder is wanted, and what was told looks like a file."""

    def __init__(self, told: Path) -> None:
        super().__init__(
            f"'{told}' looks like a file, and each text gets a file of its own in a folder. Name a folder, such as "
            f"'{told.with_suffix('')}', or write what is shown into one file with > {told}."
        )


class NoSender(UsageProblem):
    """A mail to oneself needs an address."""

    def __init__(self) -> None:
        super().__init__(f"A mail to yourself needs your address. {HOW_TO_NAME_A_SENDER}")


@dataclass(frozen=True, slots=True)
class Outbox:
    """The folder of the texts: mails that ``sender`` sends ``now``, or plain files."""

    folder: Path
    as_mails: bool
    sender: MailSettings
    now: datetime

    @property
    def ending(self) -> str:
        """The ending of the files of texts that are not the digest."""
        return ".eml" if self.as_mails else ".txt"


def outbox(
    files: Path | None, mails: Path | None, sender: MailSettings, *, to: Recipient, now: datetime
) -> Outbox | None:
    """Give where texts are kept, ``None`` for nowhere; raises ``TwoFolders``, ``NoFolderName`` or ``NoSender``."""
    if files is not None and mails is not None:
        raise TwoFolders
    folder = mails if files is None else files
    if folder is None:
        return None
    if folder.suffix.lower() in ENDINGS_OF_FILES and not folder.is_dir():
        raise NoFolderName(folder)
    if mails is not None and to is Recipient.ME and not sender.address:
        raise NoSender
    return Outbox(folder, mails is not None, sender, now)


def file_name(reminder: Reminder, outbox: Outbox) -> str:
    """Give the name of a text's file, made of the handle and the reference alone."""
    if reminder.ref is None:
        name, ending = DIGEST, ".md" if reminder.html is None else ".html"
    else:
        name, ending = f"{reminder.client}-{reminder.kind if '@' in reminder.ref else reminder.ref}", ".txt"
    return f"{name}{'.eml' if outbox.as_mails else ending}"


def question(replaced: int, outbox: Outbox | None) -> str:
    """Ask whether files that are there may go."""
    assert outbox is not None
    return f"Replace {replaced} file{'s' * (replaced != 1)} in '{outbox.folder}'?"

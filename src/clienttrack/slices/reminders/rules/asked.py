"""Which texts are asked for, and what does not go together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack.errors import UsageProblem
from clienttrack.slices.reminders.rules.outbox import Outbox
from clienttrack.vocabulary import DueKind, Recipient


class DigestToClient(UsageProblem):
    """A digest holds what no client may read."""

    def __init__(self) -> None:
        super().__init__("A digest is of all clients and for you alone. Leave out --to client, or --digest.")


class PageOfNothing(UsageProblem):
    """Texts are no pages, unless they are a digest or become mails."""

    def __init__(self) -> None:
        super().__init__("--html is for a digest or for mails. Add --digest or --eml, or leave it out.")


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
    outbox: Outbox | None

    @property
    def as_mails(self) -> bool:
        """Whether the texts become mails."""
        return self.outbox is not None and self.outbox.as_mails


def recipient(told: Recipient | None, *, digest: bool) -> Recipient:
    """Give whom texts go to, the client unless told otherwise; raises ``DigestToClient``."""
    if digest and told is Recipient.CLIENT:
        raise DigestToClient
    return Recipient.ME if digest else told or Recipient.CLIENT


def html(*, told: bool, digest: bool, outbox: Outbox | None) -> bool:
    """Give whether pages of HTML are made; raises ``PageOfNothing``."""
    if told and not digest and (outbox is None or not outbox.as_mails):
        raise PageOfNothing
    return told

"""RFM: how recently, how often and how much a client has paid, 1 to 5 each."""

from dataclasses import dataclass
from fractions import Fraction

from clienttrack.value_settings import RfmSettings, limits

BEST = 5


@dataclass(frozen=True, slots=True)
class Rfm:
    """Recency, frequency and money of a client that has paid, 5 the best."""

    recency: int
    frequency: int
    money: int

    @property
    def cell(self) -> str:
        """The three digits together, as tables of RFM write them, e.g. ``545``."""
        return f"{self.recency}{self.frequency}{self.money}"


def rfm(days_since: int, payments: int, paid: Fraction, settings: RfmSettings) -> Rfm:
    """Score days since the last payment, payments and their sum within 365 days (product page, section 4).

    ``paid`` is in whole units of the book's currency.
    """
    recency = limits(settings.recency, "rfm.recency", rising=True)
    frequency = limits(settings.frequency, "rfm.frequency", rising=False)
    money = limits(settings.money, "rfm.money", rising=False)
    return Rfm(
        BEST - sum(days_since > limit for limit in recency),
        BEST - sum(payments < limit for limit in frequency),
        BEST - sum(paid < limit for limit in money),
    )

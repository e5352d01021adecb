"""The numbers behind churn risk, with the defaults of the product page (section 4): all that the morning list needs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clienttrack.settings import Settings

RECENT_TALK_DAYS = 90
TALK_DAYS = 180
REVENUE_DAYS = 180
SPONSOR_DAYS = 180


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """The points that make a risk high or one to watch, and what each term gives; silence gives 1 to 3.

    What was done about a risk counts as its answer for ``answered_days``.
    """

    high: int = 6
    watch: int = 3
    falling_contact: int = 2
    fewest_talks: int = 4
    falling_revenue: int = 2
    one_contact: int = 1
    sponsor_gone: int = 2
    old_need: int = 1
    old_need_days: int = 60
    answered_days: int = 90


def silence_points(days_late: int, interval_days: int) -> int:
    """Give 1 point when late, 2 by more than an interval, 3 by more than two (product page, section 4)."""
    return (days_late > 0) + (days_late > interval_days) + (days_late > 2 * interval_days)


def risk_settings(settings: "Settings") -> RiskSettings:
    """Give what the settings say of churn risk."""
    return settings.risk or RiskSettings()

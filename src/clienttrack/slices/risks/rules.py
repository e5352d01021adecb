"""What a risk is made of, and which risks are shown."""

from clienttrack.errors import Refused
from clienttrack.risk import Risk
from clienttrack.vocabulary import RiskLevel

# All terms with what each looks at, in the order of the product page; the last two have no records yet.
TERMS = {
    "silence": "how late the next touch is",
    "falling contact": "touches of the last 90 days beside those 91 to 180 days ago",
    "falling revenue": "money of the last 180 days beside that of the 180 before",
    "one contact": "how many contacts of an organisation are present",
    "sponsor gone": "whether who decided has left",
    "old need": "how long needs have been open",
    "unhappy": "answers to NPS",
    "issues": "open complaints",
}
WITHOUT_RECORDS = ("unhappy", "issues")


class NoRisk(Refused):
    """Risk is of clients we work for."""

    def __init__(self, handle: str, why: str) -> None:
        super().__init__(f"{handle} has no churn risk: it is {why}. `clienttrack risk list --all` shows who has.")


def shown_risks(found: list[Risk], *, everything: bool) -> list[Risk]:
    """Give the risks that are shown, the highest first: those high or to watch, or all."""
    wanted = [one for one in found if everything or one.level is not RiskLevel.LOW]
    return sorted(wanted, key=lambda one: -one.points)

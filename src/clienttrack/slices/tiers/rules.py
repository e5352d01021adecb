"""What a tier may be called, and what an edit of one says."""

from collections.abc import Mapping

from clienttrack.cadence import Interval
from clienttrack.errors import Refused, UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.vocabulary import NO_TIER

LONGEST_NAME = 40
MEAN_NO_TIER = frozenset({NO_TIER, "no tier", "all"})  # "all" is the sum of tiers in the portfolio


class TierNameTaken(Refused):
    """Two tiers must not be called alike, case and accents ignored."""

    def __init__(self, name: str, taken: str) -> None:
        super().__init__(
            f"'{shortened(name, LONGEST_NAME)}' is too like the tier '{shortened(taken)}'. Choose another name."
        )


class UnfitTierName(UsageProblem):
    """A name that is empty, too long, or means no tier at all."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A tier cannot be called '{shortened(name, LONGEST_NAME)}'. "
            f"Give up to {LONGEST_NAME} characters other than {', '.join(sorted(MEAN_NO_TIER))}."
        )


def checked_name(name: str) -> str:
    """Give a tier's name with its white space folded; raises ``UnfitTierName``."""
    folded = " ".join(name.split())
    if not fold(folded) or fold(folded) in MEAN_NO_TIER or len(folded) > LONGEST_NAME:
        raise UnfitTierName(name)
    return folded


def read_cells(told: Mapping[str, str | None]) -> dict[str, str]:
    """Read the intervals told for stages, left out where none is told; raises ``UnreadableInterval``."""
    return {stage: str(Interval.parse(words)) for stage, words in told.items() if words is not None}

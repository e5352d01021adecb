"""Which stage a relationship is in by its age, since when, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from clienttrack.cadence import ACTIVATION_DAYS, stage_since
from clienttrack.dates import MONTHS_IN_YEAR, add_months
from clienttrack.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stage, the day it began and the day it gives way to the next by itself, as far as there are such days."""

    stage: Stage
    from_on: date | None
    until_on: date | None


def stage_by_age(since: date | None, today: date) -> StageSpan:
    """Work out the stage that follows from the day work began."""
    stage = Stage(stage_since(since, today))
    if since is None:
        return StageSpan(stage, None, None)
    ends = since + timedelta(days=ACTIVATION_DAYS)
    deepens = add_months(since, MONTHS_IN_YEAR)
    spans = {
        Stage.PROSPECT: (None, since),
        Stage.ACTIVATION: (since, ends),
        Stage.STABLE: (ends, deepens),
        Stage.DEEP: (deepens, None),
    }
    return StageSpan(stage, *spans[stage])

"""Reports that are asked for and made."""

from dataclasses import dataclass
from pathlib import Path

from clienttrack.errors import TemplateProblem
from clienttrack.templating.contexts import Brief, FollowUp

BRIEF = "brief"
FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report to be made: which, about whom, in which language if there is a template, from what."""

    report: str
    client: str
    language: str | None
    context: Brief | FollowUp


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report that was made; ``file`` is null when it was not written to one, ``format`` is markdown or html."""

    report: str
    client: str
    language: str
    template: str
    text: str
    file: str | None
    format: str


class UnwritableReport(TemplateProblem):
    """The report cannot be written where it was wanted."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The report cannot be written to '{path}' ({why}). Name another file with -o.")

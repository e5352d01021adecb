"""The playbooks there are, ours and the user's."""

from dataclasses import dataclass
from pathlib import Path

from clienttrack.playbooks import Playbook, PlaybookStep, playbook, playbook_names
from clienttrack.worded import in_language


@dataclass(frozen=True, slots=True)
class PlaybookLine:
    """A playbook as the list shows it; ``steps`` counts those of all stages."""

    name: str
    title: str
    own: bool
    stages: int
    steps: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a playbook: its day counted from the first of the stage, or its rule of iCalendar."""

    stage: str
    step: str
    day: int | None
    rule: str | None
    side: str
    text: str


def playbook_lines(settings_path: Path, language: str) -> list[PlaybookLine]:
    """Give all playbooks; raises ``BrokenPlaybook``."""
    return [_line(playbook(settings_path, name), language) for name in playbook_names(settings_path)]


def _line(found: Playbook, language: str) -> PlaybookLine:
    counts = [len(steps) for steps in found.steps.values()]
    return PlaybookLine(found.name, in_language(found.title, language), found.own, len(counts), sum(counts))


def step_lines(settings_path: Path, name: str, language: str) -> list[StepLine]:
    """Give the steps of a playbook by stage; raises ``UnknownPlaybook``, ``BrokenPlaybook``."""
    found = playbook(settings_path, name)
    return [_step(stage, step, language) for stage, steps in found.steps.items() for step in steps]


def _step(stage: str, step: PlaybookStep, language: str) -> StepLine:
    return StepLine(stage, step.key, step.day, step.rule, step.side, in_language(step.words, language))

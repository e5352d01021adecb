"""Which steps of a playbook become promises, and which have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from clienttrack.errors import Refused, ToldTwice, UsageProblem
from clienttrack.locales import chosen_language
from clienttrack.playbooks import Playbook, PlaybookStep, days_of
from clienttrack.recurrence import LONGEST_WAIT
from clienttrack.screen import shortened
from clienttrack.vocabulary import PlaybookStage

AHEAD_DAYS = 31


class NobodyNamed(UsageProblem):
    """Steps become promises for one client, or for all who are named as all."""

    def __init__(self, command: str) -> None:
        super().__init__(f"Name a client, or say `clienttrack playbook {command} --all` for everybody we work for.")


class NotServed(Refused):
    """A client that is lost or archived is promised nothing."""

    def __init__(self, handle: str, how: str, way_back: str) -> None:
        super().__init__(f"{handle} is {how}, so no promises are made to them. {way_back} takes them up again.")


def check_named(client: str | None, *, everybody: bool, command: str) -> None:
    """Raise ``NobodyNamed`` or ``ToldTwice`` unless just one of a client and everybody is named."""
    if client is None and not everybody:
        raise NobodyNamed(command)
    if client is not None and everybody:
        raise ToldTwice("CLIENT", "--all")


def operation_words(client: str | None) -> str:
    """Name the operation for the history."""
    return f"playbook apply {'--all' if client is None else shortened(client, 60)}"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step on a day; ``ref`` is the promise it became, null while it is planned only."""

    stage: str
    step: str
    text: str
    side: str
    due_on: date
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class MadeStep:
    """A step that became a promise before."""

    step: str
    falls_on: date


def planned_steps(
    playbook: Playbook,
    stage: PlaybookStage,
    first: date,
    made: Sequence[MadeStep],
    *,
    today: date,
    spoken: Sequence[str | None],
) -> tuple[list[PlannedStep], list[str]]:
    """Give the steps that are to become promises now, by day, and the words of those whose day is over.

    Of a recurring step these are the days within 31 days, and at least the next one; days on or before one that was
    made never come again, also when the first day of the stage has changed. The words are in the first language that is
    ``spoken`` in the playbook.
    """
    planned: list[PlannedStep] = []
    missed: list[str] = []
    for step in playbook.steps.get(stage, ()):
        last = max((one.falls_on for one in made if one.step == step.key), default=None)
        if step.day is not None and last is not None:
            continue
        text = step.words[chosen_language(None, spoken, step.words, "step")]
        days = [*_days_to_come(step, first, last, today)]
        missed += [text] if step.day is not None and not days else []
        planned += [PlannedStep(stage, step.key, text, step.side, day) for day in days]
    return sorted(planned, key=lambda one: one.due_on), missed


def _days_to_come(step: PlaybookStep, first: date, last: date | None, today: date) -> Iterator[date]:
    horizon, latest = today + timedelta(days=AHEAD_DAYS), max(first, today) + LONGEST_WAIT
    every = days_of(step, first, until=latest)
    to_come = dropwhile(lambda day: day < today or (last is not None and day <= last), every)
    for number, day in enumerate(to_come):
        # The next one is made however far ahead it lies, unless it is there already.
        if step.rule is not None and day > horizon and (number > 0 or (last is not None and last >= today)):
            return
        yield day

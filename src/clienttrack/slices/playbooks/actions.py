"""How steps become promises, and end with their stage."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from clienttrack import refs
from clienttrack.book import Change, Reader
from clienttrack.lookup import FoundClient
from clienttrack.playbooks import Playbook
from clienttrack.served import served
from clienttrack.slices.playbooks import queries, rules
from clienttrack.slices.playbooks.queries import StagedClient
from clienttrack.slices.playbooks.rules import PlannedStep
from clienttrack.slices.tasks.actions import add_task, drop_tasks
from clienttrack.vocabulary import PlaybookStage, Side


@dataclass(frozen=True, slots=True)
class AppliedPlaybook:
    """What a playbook has for a client in its stage: steps that become promises, and those of other stages that end.

    ``missed`` are the steps whose day was over before the playbook was applied; ``before`` counts those made earlier.
    """

    client: str
    name: str
    playbook: str
    stage: str
    began_on: date
    steps: tuple[PlannedStep, ...]
    missed: tuple[str, ...]
    before: int
    ended: tuple[str, ...]


def checked_client(reader: Reader, client: FoundClient) -> int:
    """Give the number of a client we work for; raises ``NotServed``."""
    found = served(reader, client.id)
    if found.laid_aside:
        raise rules.NotServed(client.handle, found.laid_aside, found.way_back)
    return client.id


Chosen = Callable[[str | None], Playbook]


def previewed(
    reader: Reader, client_id: int | None, choose: Chosen, *, today: date, language: str
) -> list[AppliedPlaybook]:
    """Say what applying playbooks would do to one client, or to all we work for."""
    return [
        _previewed(reader, one, choose(one.playbook), today, language)
        for one in queries.staged_clients(reader, client_id, today=today)
    ]


def _previewed(reader: Reader, one: StagedClient, book: Playbook, today: date, language: str) -> AppliedPlaybook:
    made = queries.made_steps(reader, one.id, one.stage)
    spoken = (one.language, language)
    steps, missed = rules.planned_steps(book, one.stage, one.began_on, made, today=today, spoken=spoken)
    ended = queries.steps_left_behind(reader, one.id, one.stage, but_of=one.began_on)
    left = tuple(refs.task(number) for number in ended)
    return AppliedPlaybook(
        one.handle, one.name, book.name, one.stage, one.began_on, tuple(steps), tuple(missed), len(made), left
    )


def apply_playbooks(change: Change, client_id: int | None, choose: Chosen, *, language: str) -> list[AppliedPlaybook]:
    """Make the steps of a client's stage promises, or of all we work for, and end those of stages before."""
    applied = []
    for one in queries.staged_clients(change, client_id, today=change.today):
        found = _previewed(change, one, choose(one.playbook), change.today, language)
        end_steps(change, one.id, one.stage, but_of=one.began_on)
        applied.append(replace(found, steps=_made(change, one.id, found.playbook, found.steps)))
    return applied


def plan_win_back(change: Change, client_id: int, choose: Chosen, *, language: str) -> tuple[PlannedStep, ...]:
    """Make the steps for winning a client back promises, counted from today, whenever it is won back.

    None are made for one that is still archived.
    """
    today, stage = change.today, PlaybookStage.WIN_BACK
    one = queries.find_staged_client(change, client_id, today=today)
    if one is None:
        return ()
    book = choose(one.playbook)
    steps, _ = rules.planned_steps(book, stage, today, (), today=today, spoken=(one.language, language))
    made = {(one.step, one.falls_on) for one in queries.made_steps(change, client_id, stage)}
    return _made(change, client_id, book.name, tuple(one for one in steps if (one.step, one.due_on) not in made))


def _made(change: Change, client_id: int, playbook: str, steps: tuple[PlannedStep, ...]) -> tuple[PlannedStep, ...]:
    made = []
    for step in steps:
        task = add_task(change, client_id=client_id, text=step.text, due_on=step.due_on, side=Side(step.side))
        change.add(
            "playbook_step",
            client_id=client_id,
            task_id=task.id,
            playbook=playbook,
            stage=step.stage,
            step=step.step,
            falls_on=step.due_on,
        )
        made.append(replace(step, ref=task.ref))
    return tuple(made)


def end_steps(change: Change, client_id: int, stage: str | None, *, but_of: date | None = None) -> tuple[str, ...]:
    """Drop the open steps of stages that a client has left, all of a lost one, and give their references.

    What falls on the day ``but_of`` stays: the last step of a stage, such as day 90 of activation, falls on the first
    day of the next, and would otherwise end on the morning it comes up.
    """
    ended = queries.steps_left_behind(change, client_id, stage, but_of=but_of)
    because = "the client is lost" if stage is None else f"the stage is {stage} now"
    return tuple(line.ref for line in drop_tasks(change, ended, because=because))

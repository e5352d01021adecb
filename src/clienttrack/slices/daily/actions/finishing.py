"""How lines of the morning list are finished."""

from dataclasses import dataclass
from datetime import date

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.refs import Ref, RefKind
from clienttrack.settings import Settings
from clienttrack.slices.daily import queries, rules
from clienttrack.slices.daily.actions.talking import PromisedStep, TalkLine, log_with
from clienttrack.slices.daily.rules import LinesToFinish, Talk
from clienttrack.slices.tasks.actions import finish_task


@dataclass(frozen=True, slots=True)
class FinishedLine:
    """A task that was finished, and its next occurrence if it repeats."""

    ref: str
    client: str
    client_name: str
    text: str
    done_on: date
    successor: PromisedStep | None


@dataclass(frozen=True, slots=True)
class FinishedLines:
    """What one ``done`` wrote."""

    finished: tuple[FinishedLine, ...]
    logged: tuple[TalkLine, ...]


def finish_lines(change: Change, *, told: LinesToFinish, talk: Talk, text: str, settings: Settings) -> FinishedLines:
    """Finish tasks and log the talk with the clients whose own line is among the references.

    Raises ``UnknownRef``, ``UnknownClient``, ``AmbiguousClient``, ``TaskClosed`` or a refusal that names the
    command for a line that ``done`` cannot finish.
    """
    clients: dict[int, FoundClient] = {}
    tasks: dict[int, date] = {}
    for ref in told.refs:
        if rules.finishable(ref).kind is RefKind.TASK:
            tasks[queries.numbered_record(change, ref).id] = talk.happened_on
        else:
            client = _touched(change, ref)
            clients[client.id] = client
    finished = tuple(_finished(change, task_id, done_on) for task_id, done_on in tasks.items())
    logged = tuple(log_with(change, talk, text, client, (), settings) for client in clients.values())
    return FinishedLines(finished, logged)


def _touched(change: Change, ref: Ref) -> FoundClient:
    client = lookup.client_by_handle(change, ref.handle or "")
    if ref.kind is not RefKind.TOUCH:
        raise rules.OwnCommand(ref.kind, client.handle)
    return client


def _finished(change: Change, task_id: int, done_on: date) -> FinishedLine:
    task = finish_task(change, task_id, done_on=done_on)
    again = task.successor
    successor = None if again is None else PromisedStep(again.ref, task.client, again.text, again.due_on)
    return FinishedLine(task.ref, task.client, task.client_name, task.text, done_on, successor)

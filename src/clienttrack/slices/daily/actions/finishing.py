"""How lines of the morning list are finished."""

from dataclasses import dataclass
from datetime import date, timedelta

from clienttrack import lookup, refs
from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.refs import RefKind
from clienttrack.settings import Settings
from clienttrack.slices.daily import queries, rules
from clienttrack.slices.daily.actions.talking import PromisedStep, TalkLine, log_with
from clienttrack.slices.daily.rules import LinesToFinish, Talk
from clienttrack.slices.tasks.actions import finish_task
from clienttrack.vocabulary import DueKind, RiskLevel


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
class AnsweredRisk:
    """A churn risk about which something was done; it comes up again when it rises, or after ``until_on``."""

    ref: str
    client: str
    client_name: str
    points: int
    terms: tuple[str, ...]
    because: str | None
    answered_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class FinishedLines:
    """What one ``done`` wrote."""

    finished: tuple[FinishedLine, ...]
    logged: tuple[TalkLine, ...]
    answered: tuple[AnsweredRisk, ...]


def finish_lines(change: Change, *, told: LinesToFinish, talk: Talk, text: str, settings: Settings) -> FinishedLines:
    """Finish tasks, answer risks and log the talk with the clients whose own line is among the references.

    Raises ``UnknownRef``, ``UnknownClient``, ``AmbiguousClient``, ``TaskClosed``, ``NotAtRisk`` or a refusal that names
    the command for a line that ``done`` cannot finish.
    """
    touched: dict[int, FoundClient] = {}
    at_risk: dict[int, FoundClient] = {}
    tasks: dict[int, date] = {}
    for ref in told.refs:
        if rules.finishable(ref).kind is RefKind.TASK:
            tasks[queries.numbered_record(change, ref).id] = talk.happened_on
            continue
        client = lookup.client_by_handle(change, ref.handle or "")
        if ref.kind not in (RefKind.TOUCH, RefKind.RISK):
            raise rules.OwnCommand(ref.kind, client.handle)
        if ref in told.touches:
            touched[client.id] = client
        if ref.kind is RefKind.RISK:
            at_risk[client.id] = client
    finished = tuple(_finished(change, task_id, done_on) for task_id, done_on in tasks.items())
    # What is answered is the risk before the touch that answers it.
    answered = tuple(
        _answered(change, client, talk.happened_on, None if client.id in touched else text or None, settings)
        for client in at_risk.values()
    )
    logged = tuple(log_with(change, talk, text, client, (), settings) for client in touched.values())
    return FinishedLines(finished, logged, answered)


def _answered(change: Change, client: FoundClient, day: date, because: str | None, settings: Settings) -> AnsweredRisk:
    """Keep what was done about a high risk; raises ``NotAtRisk``."""
    from clienttrack.newly_high import risk_now, weighing
    from clienttrack.risk_settings import risk_settings

    risk = risk_now(change, settings, client.id, today=change.today)
    if risk is None or risk.level is not RiskLevel.HIGH:
        raise rules.NotAtRisk(client.handle, None if risk is None else risk.level)
    terms = tuple(term.term for term in weighing(risk))
    change.add(
        "risk_answer",
        client_id=client.id,
        answered_on=day,
        points=risk.points,
        terms=", ".join(terms),
        because=because,
    )
    change.end_snooze(DueKind.RISK, client.id)
    until_on = day + timedelta(days=risk_settings(settings).answered_days)
    return AnsweredRisk(
        refs.risk(client.handle), client.handle, client.name, risk.points, terms, because, day, until_on
    )


def _finished(change: Change, task_id: int, done_on: date) -> FinishedLine:
    task = finish_task(change, task_id, done_on=done_on)
    again = task.successor
    successor = None if again is None else PromisedStep(again.ref, task.client, again.text, again.due_on)
    return FinishedLine(task.ref, task.client, task.client_name, task.text, done_on, successor)

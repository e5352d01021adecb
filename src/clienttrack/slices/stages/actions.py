"""How a stage is told, cleared, lost and won back."""

from dataclasses import dataclass, replace
from datetime import date

from clienttrack.book import Change
from clienttrack.lookup import FoundClient
from clienttrack.served import at_rest
from clienttrack.slices.playbooks.actions import Chosen, end_steps, plan_win_back
from clienttrack.slices.playbooks.rules import PlannedStep
from clienttrack.slices.stages import queries, rules
from clienttrack.slices.stages.queries import StageRecord
from clienttrack.slices.tasks.actions import drop_open_tasks
from clienttrack.spans import stage_by_age
from clienttrack.vocabulary import LostReason, Stage


@dataclass(frozen=True, slots=True)
class MovedStage:
    """A client's stage before and after; ``changed`` is false when everything was so already.

    ``ended_steps`` are the promises of the playbook that ended with the stage before, ``planned_steps`` those to win a
    client back; ``at_rest`` are planned meetings and open needs of a client that was lost, which do not come up.
    """

    client: str
    name: str
    old: str
    new: str
    told: bool
    moved_on: date
    lost_reason: str | None
    because: str | None
    dropped_tasks: int
    changed: bool
    at_rest: tuple[str, ...] = ()
    ended_steps: tuple[str, ...] = ()
    planned_steps: tuple[PlannedStep, ...] = ()


def set_stage(
    change: Change, client: FoundClient, *, stage: Stage, because: str | None = None, told_on: date | None = None
) -> MovedStage:
    """Tell a client's stage, which holds until it is changed or cleared.

    Raises ``LostNeedsReason`` for ``lost`` and ``StillLost`` for a lost client.
    """
    if stage is Stage.LOST:
        raise rules.LostNeedsReason(client.handle)
    was = queries.stage_record(change, client.id)
    _refuse_lost(client, was)
    day = told_on or change.today
    same = was.told_stage == stage and told_on in (None, was.told_stage_on) and because in (None, was.because)
    return _moved(change, client, was, stage, day=day, because=because, unchanged=same)


def clear_stage(change: Change, client: FoundClient, *, because: str | None = None) -> MovedStage:
    """Let a client's stage follow from the day work began again; raises ``StillLost``."""
    was = queries.stage_record(change, client.id)
    _refuse_lost(client, was)
    unchanged = was.told_stage is None
    return _moved(change, client, was, None, day=change.today, because=because, unchanged=unchanged)


def lose_client(
    change: Change,
    client: FoundClient,
    *,
    reason: LostReason,
    note: str | None = None,
    drop_tasks: bool = False,
    lost_on: date | None = None,
) -> MovedStage:
    """Tell that a client is lost and why, which ends the steps of its playbook; another reason leaves the day it was.

    Raises ``OpenTasksLeft`` for other open tasks unless they are to be dropped.
    """
    was = queries.stage_record(change, client.id)
    is_lost = was.told_stage == Stage.LOST
    day = lost_on or (was.told_stage_on if is_lost else None) or change.today
    same = is_lost and was.lost_reason == reason and note in (None, was.because) and day == was.told_stage_on
    moved = _moved(change, client, was, Stage.LOST, day=day, because=note, reason=reason, unchanged=same)
    dropped = drop_open_tasks(change, client, because=f"client lost: {reason}", agreed=drop_tasks)
    return replace(
        moved,
        dropped_tasks=len(dropped),
        changed=moved.changed or bool(dropped),
        at_rest=at_rest(change, client.id),
    )


def win_back(
    change: Change,
    client: FoundClient,
    *,
    choose: Chosen,
    language: str,
    to: Stage | None = None,
    because: str | None = None,
) -> MovedStage:
    """Take a lost client back, to a told stage or to the one that follows, and plan the steps of its playbook for that.

    Raises ``NotLost``, ``WonBackAsLost`` or what ``choose`` raises.
    """
    was = queries.stage_record(change, client.id)
    if was.told_stage != Stage.LOST:
        raise rules.NotLost(client.handle, _effective(was, change.today))
    if to is Stage.LOST:
        raise rules.WonBackAsLost(client.handle)
    moved = _moved(change, client, was, to, day=change.today, because=because or "won back", unchanged=False)
    return replace(moved, planned_steps=plan_win_back(change, client.id, choose, language=language))


def _refuse_lost(client: FoundClient, was: StageRecord) -> None:
    if was.told_stage == Stage.LOST:
        raise rules.StillLost(client.handle)


def _effective(record: StageRecord, today: date) -> str:
    return record.told_stage or stage_by_age(record.since_on, today).stage


def _moved(
    change: Change,
    client: FoundClient,
    was: StageRecord,
    stage: Stage | None,
    *,
    day: date,
    because: str | None,
    unchanged: bool,
    reason: LostReason | None = None,
) -> MovedStage:
    if not unchanged:
        told_on = None if stage is None else day
        change.amend("client", client.id, told_stage=stage, told_stage_on=told_on, lost_reason=reason)
        change.add("stage_move", client_id=client.id, stage=stage, moved_on=day, lost_reason=reason, because=because)
    new = stage or stage_by_age(was.since_on, change.today).stage
    ended = () if unchanged else end_steps(change, client.id, None if new == Stage.LOST else new)
    return MovedStage(
        client.handle,
        client.name,
        old=_effective(was, change.today),
        new=new,
        told=stage is not None,
        moved_on=day,
        lost_reason=reason,
        because=because,
        dropped_tasks=0,
        changed=not unchanged,
        ended_steps=ended,
    )

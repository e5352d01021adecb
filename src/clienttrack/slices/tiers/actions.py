"""How a client is moved to a tier, and a tier is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from clienttrack import lookup
from clienttrack.book import Change
from clienttrack.errors import NothingToEdit
from clienttrack.lookup import FoundClient
from clienttrack.names import fold
from clienttrack.slices.clients.actions.tiers import move_tier
from clienttrack.slices.tiers import queries, rules


@dataclass(frozen=True, slots=True)
class MovedTier:
    """A client's tier before and after; ``changed`` is false when everything was so already."""

    client: str
    name: str
    old: str | None
    new: str | None
    because: str | None
    pinned: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class EditedTier:
    """A tier as it is now; ``changed`` is false when everything was so already."""

    tier: str
    weight: int
    intervals: dict[str, str]
    changed: bool


def set_tier(change: Change, client: FoundClient, *, tier: str, because: str | None = None) -> MovedTier:
    """Move a client to the tier of that name, ``none`` for no tier; a reason pins it there.

    Raises ``UnknownTier``. The same tier again is no change, unless a new reason pins it.
    """
    to = lookup.tier_or_none(change, tier)
    was = queries.tier_of_client(change, client.id)
    new_id, new_name = (None, None) if to is None else (to.id, to.name)
    pinned = because is not None
    same = was.tier_id == new_id
    if same and (not pinned or (was.pinned and was.because == because)):
        return MovedTier(client.handle, client.name, was.tier, new_name, was.because, bool(was.pinned), changed=False)
    move_tier(change, client.id, new_id, because=because)
    return MovedTier(client.handle, client.name, was.tier, new_name, because, pinned, changed=True)


def edit_tier(
    change: Change,
    *,
    tier: str,
    name: str | None = None,
    weight: int | None = None,
    cells: Mapping[str, str | None],
) -> EditedTier:
    """Change a tier's name, weight, or the interval of any stage.

    Raises ``UnknownTier``, ``NothingToEdit``, ``UnfitTierName``, ``TierNameTaken`` or ``UnreadableInterval``.
    """
    told = rules.read_cells(cells)
    if name is None and weight is None and not told:
        raise NothingToEdit
    found = lookup.tier(change, tier)
    new_name = found.name if name is None else rules.checked_name(name)
    for other_id, other in queries.tier_names(change).items():
        if other_id != found.id and fold(other) == fold(new_name):
            raise rules.TierNameTaken(new_name, other)
    change.amend("tier", found.id, name=new_name, weight=found.weight if weight is None else weight)
    for stage, interval in told.items():
        change.run(
            "UPDATE cadence_cell SET interval = :interval WHERE tier_id = :tier_id AND stage = :stage",
            interval=interval,
            tier_id=found.id,
            stage=stage,
        )
    now = lookup.tier(change, new_name)
    return EditedTier(now.name, now.weight, queries.intervals(change, now.id), change.changed)

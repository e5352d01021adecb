"""What a merge leaves in each field of the client that stays: its own value, unless it is empty."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from clienttrack import money
from clienttrack.errors import Refused
from clienttrack.slices.clients.rules import PLAIN_FIELDS
from clienttrack.vocabulary import Stage

_TEXTS = tuple(name for name in PLAIN_FIELDS if name != "notes")
_FILLED = (*_TEXTS, "since_on", "cadence")
_SHOWN = ("handle", "name", "kind", "tier", "stage", "since_on", "cadence", *_TEXTS, "currency", "budget")
_STATES = ("archived_on", "paused_until", "paused_because")


class MergeWithItself(Refused):
    """Both names mean one client."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"Both names mean {handle}. Name two clients; `clienttrack client duplicates` lists pairs.")


class DistinctFromItself(Refused):
    """Both names mean one client."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"Both names mean {handle}, which is the same as itself. Name two clients.")


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """One field of both clients before a merge, and of the one that stays after it; ``None`` is empty."""

    field: str
    keep: str | None
    other: str | None
    result: str | None


Columns = Mapping[str, Any]
# The history of a column goes with the client that the column comes from.
MOVES = {"tier_move": "tier_id", "stage_move": "told_stage"}


def faded(moves: int) -> str:
    """Say how many moves of tier and stage end with a merge."""
    what = "1 move of tier or stage ends" if moves == 1 else f"{moves} moves of tier or stage end"
    return f"{what} with the merge: the history kept is that of the client whose tier or stage stands."


def taken_over(keep: Columns, other: Columns) -> dict[str, Any]:
    """Give the columns of the client that stays which a merge changes: empty ones are filled, notes are joined.

    A stage told of the other is taken only where nothing says the stage, and never that it is lost. A budget in another
    currency is not taken. Both arguments are rows of ``client`` with the name of the ``tier``.
    """
    taken = {name: other[name] for name in _FILLED if not keep[name] and other[name]}
    if other["notes"] and other["notes"] != keep["notes"]:
        taken["notes"] = f"{keep['notes']}\n\n{other['notes']}" if keep["notes"] else other["notes"]
    if keep["tier_id"] is None and other["tier_id"] is not None:
        taken |= {name: other[name] for name in ("tier_id", "tier_pinned", "tier")}
    if _says_no_stage(keep) and other["told_stage"] not in {None, Stage.LOST}:
        taken |= {name: other[name] for name in ("told_stage", "told_stage_on")}
    if not keep["currency"] and other["currency"]:
        taken["currency"] = other["currency"]
    if keep["budget_low"] is None and keep["currency"] in {None, "", other["currency"]}:
        taken |= {name: other[name] for name in ("budget_low", "budget_high") if other[name] is not None}
    return taken


def _says_no_stage(row: Columns) -> bool:
    return row["told_stage"] is None and row["since_on"] is None


def field_outcomes(keep: Columns, other: Columns) -> tuple[FieldOutcome, ...]:
    """Give every field that either client has filled."""
    result = {**keep, **taken_over(keep, other)}
    told = [
        FieldOutcome(name.removesuffix("_on"), _shown(keep, name), _shown(other, name), _shown(result, name))
        for name in (*_SHOWN, *_STATES, "notes")
    ]
    return tuple(one for one in told if one.keep or one.other)


def _shown(row: Columns, name: str) -> str | None:
    if name == "budget":
        return money.range_words(row["budget_low"], row["budget_high"], row["currency"])
    if name == "stage":
        return f"{row['told_stage']} ({row['lost_reason']})" if row["lost_reason"] else row["told_stage"]
    return None if row[name] is None else str(row[name])


def renamed_fields(keep: Mapping[str, str], other: Mapping[str, str], handle: str) -> dict[str, str | None]:
    """Give the new name of each field of the other's own; ``None`` for one that both have with the same value.

    One that both have with other values is called ``name (handle)``, with a number where that is taken as well.
    """
    taken = {*keep, *other}
    names: dict[str, str | None] = {}
    for name, value in other.items():
        if name not in keep:
            names[name] = name
        elif keep[name] == value:
            names[name] = None
        else:
            names[name] = _free_name(f"{name} ({handle}", taken)
            taken.add(str(names[name]))
    return names


def _free_name(beginning: str, taken: Collection[str]) -> str:
    number, name = 1, f"{beginning})"
    while name in taken:
        number += 1
        name = f"{beginning} {number})"
    return name


def notes_on(keep: Columns, other: Columns, *, told_apart: bool) -> tuple[str, ...]:
    """Say what a merge leaves behind, or what else one should know before it."""
    k, o = keep["handle"], other["handle"]
    budget = _shown(other, "budget")
    told = {
        f"You told that {k} and {o} are not the same; that is forgotten.": told_apart,
        f"{o} is archived; {k} is not and stays so.": other["archived_on"] and not keep["archived_on"],
        f"{k} is archived and stays so: nothing that moves to it will come up.": keep["archived_on"],
        f"{o} is paused until {other['paused_until']}; the pause does not go over.": other["paused_until"],
        f"{o} is lost; {k} is not and stays so.": other["told_stage"] == Stage.LOST != keep["told_stage"],
        f"{k} is lost and stays so: nothing that moves to it will come up.": keep["told_stage"] == Stage.LOST,
        f"The budget of {o} ({budget}) is in another currency than {k} and does not go over.": budget
        and keep["budget_low"] is None
        and "budget_low" not in taken_over(keep, other),
    }
    return tuple(words for words, fits in told.items() if fits)

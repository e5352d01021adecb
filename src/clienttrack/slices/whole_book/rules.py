"""What an export of the whole book may hold beside its rows, checked record by record before anything is written."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import Any

from clienttrack.cadence import Interval
from clienttrack.dates import EARLIEST_DAY, LATEST_DAY
from clienttrack.errors import UsageProblem
from clienttrack.names import fold, is_handle
from clienttrack.refs import LARGEST_NUMBER
from clienttrack.screen import shortened
from clienttrack.slices.tiers.rules import checked_name
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import (
    HEAVIEST,
    LIVING_STAGES,
    RATED,
    DueKind,
    KanoClass,
    LostReason,
    MeetingStatus,
    NeedOrigin,
    NeedStatus,
    PlaybookStage,
    Priority,
    ProfileField,
    RemarkKind,
    Stage,
)

Told = Mapping[str, Any]
_Fits = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _words(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _number(value: Any) -> bool:
    return type(value) is int and 1 <= value <= LARGEST_NUMBER


def _rating(value: Any) -> bool:
    return type(value) is int and 1 <= value <= HIGHEST_RATING


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(map(_number, value)) and len({*value}) == len(value)


def _day(value: Any) -> bool:
    try:
        return str(day := date.fromisoformat(value)) == value and EARLIEST_DAY <= day <= LATEST_DAY
    except (TypeError, ValueError):
        return False


def _maybe(fits: _Fits) -> _Fits:
    return lambda value: value is None or fits(value)


def _one_of(words: Iterable[StrEnum]) -> _Fits:
    known = tuple(words)
    return lambda value: isinstance(value, str) and value in known


def _moves(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(move, dict) and move.keys() == _MOVE.keys() and all(fits(move[name]) for name, fits in _MOVE.items())
        for move in value
    )


_MOVE: Mapping[str, _Fits] = {"status": _one_of(NeedStatus), "on": _day, "because": _maybe(_text)}
_MEMBERS: Mapping[str, Mapping[str, _Fits]] = {
    "meetings": {
        "number": _number, "client": _text, "status": _one_of(MeetingStatus), "planned": _maybe(_day),
        "held": _maybe(_day), "cancelled": _maybe(_day), "because": _maybe(_text), "questions": _maybe(_text),
        "goal": _maybe(_text), "with": _numbers, "form": _maybe(_text), "touchpoint": _maybe(_number), "added": _day,
    },
    "answers": {
        "client": _text, "meeting": _number, "on": _day, "contact": _maybe(_number),
        "field": _maybe(_one_of(ProfileField)), "question": _maybe(_text), "asked": _maybe(_text), "text": _words,
    },
    "needs": {
        "number": _number, "client": _text, "text": _words, "kano": _maybe(_one_of(KanoClass)),
        "origin": _one_of(NeedOrigin), "priority": _one_of(Priority), "evidence": _maybe(_text),
        "status": _one_of(NeedStatus), "status_on": _day, "moves": _moves, "added": _day, "contact": _maybe(_number),
        "meeting": _maybe(_number),
    },
    "remarks": {
        "client": _text, "on": _day, "kind": _one_of(RemarkKind), "text": _words, "contact": _maybe(_number),
        "meeting": _maybe(_number),
    },
    "tiers": {
        "name": _text, "rank": _number, "weight": _number, "cadences": lambda value: isinstance(value, dict),
    },
    "tags": {"name": _text},
    "snoozes": {
        "client": _text, "kind": _one_of(DueKind), "task": _maybe(_number), "until": _day, "because": _maybe(_text),
        "set": _day, "meeting": _maybe(_number), "need": _maybe(_number),
    },
    "tier_moves": {"client": _text, "from": _maybe(_text), "to": _maybe(_text), "on": _day, "because": _maybe(_text)},
    "stage_moves": {
        "client": _text, "stage": _maybe(_one_of(Stage)), "on": _day, "lost_reason": _maybe(_one_of(LostReason)),
        "because": _maybe(_text),
    },
    "ratings": {"client": _text, "factor": _one_of(RATED), "rating": _rating, "on": _day, "because": _maybe(_text)},
    "referrals": {"client": _text, "referred": _text, "on": _day},
    "playbook_steps": {
        "client": _text, "task": _number, "playbook": _words, "stage": _one_of(PlaybookStage), "step": _words,
        "falls": _day,
    },
    "risk_answers": {"client": _text, "on": _day, "points": _number, "terms": _words, "because": _maybe(_text)},
    "distinct_pairs": {"client": _text, "other": _text},
    "retired_handles": {"handle": _text},
}  # fmt: skip
# What earlier exports have no member for.
_LATER: Mapping[str, Told] = {"snoozes": {"meeting": None, "need": None}}
HIGHEST_RATING = 5
# What no two records of a kind have.
_ONCE: Mapping[str, Callable[[Told], Any]] = {
    "meetings": itemgetter("number"),
    "needs": itemgetter("number"),
    "playbook_steps": itemgetter("client", "stage", "step", "falls"),
    "referrals": itemgetter("referred"),
    "distinct_pairs": lambda told: frozenset((told["client"], told["other"])),
}
_RECORDS_SNOOZED = (DueKind.TASK, DueKind.MEETING, DueKind.NEED)


class Checked:
    """The other records of one document as they come by; ``tiers`` are kept."""

    def __init__(self) -> None:
        self.tiers: list[Told] = []
        self._count: dict[str, int] = {}
        self._seen: set[Any] = set()

    def see(self, kind: str, record: Told) -> None:
        """Raise ``Unusable`` for a record that no export holds, or holds twice."""
        self._count[kind] = self._count.get(kind, 0) + 1
        where, told = f"{kind}, record {self._count[kind]}", complete(kind, record)
        _check_record(where, _MEMBERS[kind], told)
        match kind:
            case "tiers":
                self._see_tier(where, told)
            case "meetings":
                _check_meeting(where, told)
            case "snoozes":
                numbers = [_number_snoozed(where, told, one) for one in _RECORDS_SNOOZED]
                self._only_once(where, (kind, told["client"], told["kind"], *numbers))
            case "retired_handles" if not is_handle(told["handle"]):
                raise Unusable("type-error", f"{where}: this is no handle")
            case "referrals" if told["client"] == told["referred"]:
                raise Unusable("type-error", f"{where}: a client does not refer itself")
            case "distinct_pairs" if told["client"] == told["other"]:
                raise Unusable("type-error", f"{where}: a client is not distinct from itself")
        if kind in _ONCE:
            self._only_once(where, (kind, _ONCE[kind](told)))

    def _see_tier(self, where: str, tier: Told) -> None:
        _check_tier(where, tier)
        self._only_once(where, ("tier", fold(tier["name"])))
        self._only_once(where, ("rank", tier["rank"]))
        self.tiers.append(tier)

    def _only_once(self, where: str, key: tuple[Any, ...]) -> None:
        if key in self._seen:
            raise Unusable("constraint-error", f"{where}: the same stands there twice")
        self._seen.add(key)


def complete(kind: str, record: Told) -> Told:
    """Give a record with the members that exports did not always have."""
    return {**_LATER.get(kind, {}), **record}


def _check_record(where: str, members: Mapping[str, _Fits], record: Told) -> None:
    if record.keys() != members.keys():
        odd = ", ".join(sorted(record.keys() ^ members.keys()))
        raise Unusable("missing-cell", f"{where}: members are missing or unknown: {shortened(odd, 100)}")
    for name, fits in members.items():
        if not fits(record[name]):
            raise Unusable("type-error", f"{where}: '{name}' cannot be {shortened(json.dumps(record[name]), 40)}")


def _check_meeting(where: str, meeting: Told) -> None:
    held, cancelled = (meeting["status"] == one for one in (MeetingStatus.HELD, MeetingStatus.CANCELLED))
    for name, expected in (("held", held), ("cancelled", cancelled), ("planned", not held)):
        there = meeting[name] is not None
        if there != expected and not (name == "planned" and there):
            what = "is missing" if expected else f"has no place in a meeting that is {meeting['status']}"
            raise Unusable("constraint-error", f"{where}: '{name}' {what}")


def _number_snoozed(where: str, snooze: Told, kind: DueKind) -> int | None:
    number: int | None = snooze[kind]
    if (snooze["kind"] == kind) != (number is not None):
        raise Unusable("type-error", f"{where}: '{kind}' belongs to the kind '{kind}' and to no other")
    return number


def _check_tier(where: str, tier: Told) -> None:
    cadences = tier["cadences"]
    try:
        fits = (
            checked_name(tier["name"]) == tier["name"]
            and 1 <= tier["weight"] <= HEAVIEST
            and 1 <= tier["rank"] <= HEAVIEST
            and {*cadences} == {*LIVING_STAGES}
            and all(str(Interval.parse(one)) == one for one in cadences.values())
        )
    except (UsageProblem, TypeError, AttributeError):
        fits = False
    if not fits:
        raise Unusable("type-error", f"{where}: this is no tier")

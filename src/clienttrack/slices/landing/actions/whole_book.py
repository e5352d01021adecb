"""Bringing in what an export of the whole book holds beside its rows: tiers, snoozes, moves, pairs, handles."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clienttrack.book import Change
from clienttrack.cadence import Interval
from clienttrack.errors import UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import LIVING_STAGES, DueKind, LostReason, Stage

Told = Mapping[str, Any]
_TEXT, _MAYBE, _NUMBER, _MAYBE_NUMBER = (str,), (str, type(None)), (int,), (int, type(None))
_MEMBERS: dict[str, dict[str, tuple[type, ...]]] = {
    "tiers": {"name": _TEXT, "rank": _NUMBER, "weight": _NUMBER, "cadences": (dict,)},
    "tags": {"name": _TEXT},
    "snoozes": {"client": _TEXT, "kind": _TEXT, "task": _MAYBE_NUMBER, "until": _TEXT, "because": _MAYBE, "set": _TEXT},
    "tier_moves": {"client": _TEXT, "from": _MAYBE, "to": _MAYBE, "on": _TEXT, "because": _MAYBE},
    "stage_moves": {"client": _TEXT, "stage": _MAYBE, "on": _TEXT, "lost_reason": _MAYBE, "because": _MAYBE},
    "distinct_pairs": {"client": _TEXT, "other": _TEXT},
    "retired_handles": {"handle": _TEXT},
}
_WORDS: dict[str, Sequence[str]] = {
    "kind": tuple(DueKind), "stage": tuple(Stage), "lost_reason": tuple(LostReason),
}  # fmt: skip
_DAYS = frozenset({"until", "set", "on"})
_INSERTS = {
    "snoozes": """INSERT INTO snooze (client_id, kind, record_id, until_on, because, set_on)
        SELECT c.id, :kind, iif(:task IS NULL, c.id, r.id), :until, :because, :set FROM client AS c
        LEFT JOIN temp.restored_task AS r ON r.number = CAST(:task AS TEXT)
        WHERE c.handle = :client AND (:task IS NULL OR r.id IS NOT NULL)""",
    "tier_moves": """INSERT INTO tier_move (client_id, from_tier_id, to_tier_id, moved_on, because)
        SELECT c.id, (SELECT id FROM tier WHERE name = :from), (SELECT id FROM tier WHERE name = :to), :on, :because
        FROM client AS c WHERE c.handle = :client""",
    "stage_moves": """INSERT INTO stage_move (client_id, stage, moved_on, lost_reason, because)
        SELECT id, :stage, :on, :lost_reason, :because FROM client WHERE handle = :client""",
    "distinct_pairs": """INSERT INTO distinct_pair (client_id, other_id)
        SELECT min(c.id, o.id), max(c.id, o.id) FROM client AS c JOIN client AS o ON o.handle = :other
        WHERE c.handle = :client AND c.id <> o.id""",
    "retired_handles": """INSERT INTO alias (alias, alias_key) SELECT :handle, :handle
        WHERE NOT EXISTS (SELECT 1 FROM alias WHERE alias = :handle)
        AND NOT EXISTS (SELECT 1 FROM client WHERE handle = :handle)""",
}


def check_others(others: Mapping[str, Sequence[Told]]) -> None:
    """Raise ``Unusable`` for a record that no export holds."""
    for kind, records in others.items():
        for place, record in enumerate(records, start=1):
            _check_record(f"{kind}, record {place}", _MEMBERS[kind], record)
            if kind == "tiers":
                _check_tier(f"{kind}, record {place}", record)
    names = [fold(str(tier["name"])) for tier in others.get("tiers", ())]
    if len(names) != len({*names}):
        raise Unusable("constraint-error", "tiers: two have one name")


def _check_record(where: str, members: Mapping[str, tuple[type, ...]], record: Told) -> None:
    if record.keys() != members.keys():
        odd = ", ".join(sorted(record.keys() ^ members.keys()))
        raise Unusable("missing-cell", f"{where}: members are missing or unknown: {shortened(odd, 100)}")
    for name, types in members.items():
        value = record[name]
        words = _WORDS.get(name)
        fits = type(value) in types and (value is None or words is None or value in words)
        if not fits or (name in _DAYS and not _is_day(value)):
            raise Unusable("type-error", f"{where}: '{name}' cannot be {shortened(json.dumps(value), 40)}")


def _is_day(words: str) -> bool:
    try:
        return str(date.fromisoformat(words)) == words
    except ValueError:
        return False


def _check_tier(where: str, tier: Told) -> None:
    cadences = tier["cadences"]
    try:
        fits = {*cadences} == {*LIVING_STAGES} and all(str(Interval.parse(one)) == one for one in cadences.values())
    except (UsageProblem, TypeError, AttributeError):
        fits = False
    if not fits or tier["weight"] < 1 or not fold(tier["name"]):
        raise Unusable("type-error", f"{where}: this is no tier")


def restore_tiers(change: Change, tiers: Sequence[Told]) -> None:
    """Put the tiers told, in their order, in the place of those of a book that has no clients."""
    change.run("DELETE FROM cadence_cell")
    change.run("DELETE FROM tier")
    for tier in tiers:
        number = change.add("tier", name=tier["name"], rank=tier["rank"], weight=tier["weight"])
        for stage, interval in tier["cadences"].items():
            change.add("cadence_cell", tier_id=number, stage=stage, interval=interval)


def restore_others(change: Change, others: Mapping[str, Sequence[Told]], *, talks: bool) -> None:
    """Bring in everything else, in its order, in the place of what an import notes of new clients."""
    change.run("CREATE TEMP TABLE restored_task (number TEXT PRIMARY KEY, id INTEGER)")
    if talks:
        change.run(
            """INSERT OR IGNORE INTO temp.restored_task SELECT number, record_id FROM temp.talk
            WHERE entity = 'tasks' AND number IS NOT NULL"""
        )
    for kind in others.keys() & {"tier_moves", "stage_moves"}:
        table = kind.removesuffix("s")
        change.run(f"DELETE FROM {table} WHERE client_id IN (SELECT client_id FROM temp.newcomer)")
    for kind, sql in _INSERTS.items():
        for record in others.get(kind, ()):
            change.run(sql, **record)

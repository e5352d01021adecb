"""Bringing in what an export of the whole book holds beside its rows: tiers, snoozes, moves, pairs, handles."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from clienttrack.book import Change
from clienttrack.cadence import Interval
from clienttrack.dates import EARLIEST_DAY, LATEST_DAY
from clienttrack.errors import UsageProblem
from clienttrack.names import fold, is_handle
from clienttrack.screen import shortened
from clienttrack.slices.tiers.rules import checked_name
from clienttrack.tables.documents import WholeBook
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import HEAVIEST, LIVING_STAGES, DueKind, LostReason, Stage

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
        LEFT JOIN temp.restored_task AS r ON r.number = CAST(:task AS TEXT) AND r.client_id = c.id
        WHERE c.handle = :client AND (:task IS NULL OR r.id IS NOT NULL)""",
    "tier_moves": """INSERT INTO tier_move (client_id, from_tier_id, to_tier_id, moved_on, because)
        SELECT c.id, (SELECT id FROM tier WHERE name = :from), (SELECT id FROM tier WHERE name = :to), :on, :because
        FROM client AS c WHERE c.handle = :client AND (:from IS NULL OR :from IN (SELECT name FROM tier))
        AND (:to IS NULL OR :to IN (SELECT name FROM tier))""",
    "stage_moves": """INSERT INTO stage_move (client_id, stage, moved_on, lost_reason, because)
        SELECT id, :stage, :on, :lost_reason, :because FROM client WHERE handle = :client""",
    "distinct_pairs": """INSERT INTO distinct_pair (client_id, other_id)
        SELECT min(c.id, o.id), max(c.id, o.id) FROM client AS c JOIN client AS o ON o.handle = :other
        WHERE c.handle = :client AND c.id <> o.id""",
    "retired_handles": """INSERT INTO alias (alias, alias_key) SELECT :handle, :handle
        WHERE NOT EXISTS (SELECT 1 FROM alias WHERE alias = :handle)
        AND NOT EXISTS (SELECT 1 FROM client WHERE handle = :handle)""",
}


class Checked:
    """The other records of one document as they come by; ``tiers`` are kept."""

    def __init__(self) -> None:
        self.tiers: list[Told] = []
        self._count: dict[str, int] = {}
        self._seen: set[Any] = set()

    def see(self, kind: str, record: Told) -> None:
        """Raise ``Unusable`` for a record that no export holds, or holds twice."""
        self._count[kind] = self._count.get(kind, 0) + 1
        where = f"{kind}, record {self._count[kind]}"
        _check_record(where, _MEMBERS[kind], record)
        if kind == "tiers":
            self._see_tier(where, record)
        elif kind == "retired_handles" and not is_handle(record["handle"]):
            raise Unusable("type-error", f"{where}: this is no handle")
        elif kind == "snoozes":
            if (record["kind"] == DueKind.TASK) != (record["task"] is not None):
                raise Unusable("type-error", f"{where}: 'task' belongs to the kind 'task' and to no other")
            self._only_once(where, (kind, record["client"], record["kind"], record["task"]))
        elif kind == "distinct_pairs":
            if record["client"] == record["other"]:
                raise Unusable("type-error", f"{where}: a client is not distinct from itself")
            self._only_once(where, (kind, frozenset((record["client"], record["other"]))))

    def _see_tier(self, where: str, tier: Told) -> None:
        _check_tier(where, tier)
        self._only_once(where, ("tier", fold(tier["name"])))
        self._only_once(where, ("rank", tier["rank"]))
        self.tiers.append(tier)

    def _only_once(self, where: str, key: tuple[Any, ...]) -> None:
        if key in self._seen:
            raise Unusable("constraint-error", f"{where}: the same stands there twice")
        self._seen.add(key)


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
        return str(day := date.fromisoformat(words)) == words and EARLIEST_DAY <= day <= LATEST_DAY
    except ValueError:
        return False


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


def restore_tiers(change: Change, tiers: Sequence[Told]) -> None:
    """Put the tiers told, in their order, in the place of those of a book that has no clients."""
    change.run("DELETE FROM cadence_cell")
    change.run("DELETE FROM tier")
    for tier in tiers:
        number = change.add("tier", name=tier["name"], rank=tier["rank"], weight=tier["weight"])
        for stage, interval in tier["cadences"].items():
            change.add("cadence_cell", tier_id=number, stage=stage, interval=interval)


def restore_others(change: Change, book: WholeBook, files: Sequence[int], *, talks: bool) -> Iterator[str]:
    """Bring in everything else, in its order, in the place of what an import notes of new clients.

    ``files`` are the numbers of the tables of the same document. Says what leads to no record.
    """
    change.run("CREATE TEMP TABLE restored_task (number TEXT PRIMARY KEY, id INTEGER, client_id INTEGER)")
    if talks:
        change.run(
            f"""INSERT OR IGNORE INTO temp.restored_task SELECT number, record_id, client_id FROM temp.talk
            WHERE entity = 'tasks' AND number IS NOT NULL AND file IN ({", ".join(map(str, files))})"""
        )
    for kind in book.others.keys() & {"tier_moves", "stage_moves"}:
        table = kind.removesuffix("s")
        change.run(f"DELETE FROM {table} WHERE client_id IN (SELECT client_id FROM temp.newcomer)")
    for kind, sql in _INSERTS.items():
        if lost := sum(not change.run(sql, **record) for record in book.records(kind)):
            what = kind.replace("_", " ")
            yield f"{lost} of the {what} are left out, as nothing in the book answers to what they name."

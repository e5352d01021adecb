"""The sources of the morning list: one query each, joined, filtered, ordered and only then put into words."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clienttrack import refs, silence
from clienttrack.book import Reader
from clienttrack.cadence import urgency_of_silence
from clienttrack.dates import in_words
from clienttrack.errors import NotFound
from clienttrack.names import fold
from clienttrack.reach import Reach, reach_of, reach_of_contacts
from clienttrack.screen import shortened
from clienttrack.settings import Settings
from clienttrack.silence import Silence
from clienttrack.slices.due import rules
from clienttrack.slices.due.rules import Candidate, DueLine, DueList, Hidden
from clienttrack.vocabulary import DueKind


class UnknownTier(NotFound):
    """No tier is called like that."""

    def __init__(self, words: str, known: Iterable[str]) -> None:
        super().__init__(f"No tier is called '{shortened(words, 40)}'. There is {', '.join(known)}.")


class UnknownTag(NotFound):
    """No tag is called like that."""

    def __init__(self, words: str) -> None:
        super().__init__(f"No tag is called '{shortened(words, 40)}'. `clienttrack tag list` shows them.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the morning list is wanted; ``horizon`` is today, or the last day of a look ahead."""

    today: date
    horizon: date
    client_id: int | None = None
    tier: str | None = None
    tag: str | None = None
    kinds: frozenset[DueKind] = frozenset(DueKind)
    limit: int | None = None
    explain: bool = False


class Morning:
    """What every source needs: the book, the day, the tiers, and whom the filters let through."""

    def __init__(self, reader: Reader, settings: Settings, wanted: Wanted) -> None:
        self.reader = reader
        self.settings = settings
        self.wanted = wanted
        self.cadences = silence.cadences(reader, settings)
        self.allowed = _allowed_clients(reader, wanted, self.cadences)
        self.paused_touches = 0

    def allows(self, client_id: int) -> bool:
        """Tell whether the filters let a client through."""
        return self.allowed is None or client_id in self.allowed


def due_list(reader: Reader, settings: Settings, wanted: Wanted) -> DueList:
    """Give the morning list; clients without a next step are only counted unless their kind is in ``kinds``.

    Raises ``UnknownTier`` or ``UnknownTag`` for a filter that names nothing.
    """
    morning = Morning(reader, settings, wanted)
    snoozed = _snoozed(reader, wanted.today)
    found = [candidate for kind in SOURCES if kind in wanted.kinds for candidate in SOURCES[kind].find(morning)]
    awake = [c for c in found if (c.kind, c.record_id) not in snoozed]
    close = rules.within_reach_of_limit(awake, wanted.limit)
    names = _name_keys(reader, {c.client_id for c in close})
    counts = rules.counted(awake)
    if wanted.kinds == frozenset(DueKind) - {DueKind.NO_NEXT_STEP}:
        without = {record for kind, record in snoozed if kind == DueKind.NO_NEXT_STEP}
        counts = replace(counts, no_next_step=_count_without_next_step(morning, without))
    return DueList(
        lines=_worded(morning, rules.in_order(close, names)[: wanted.limit]),
        counts=counts,
        hidden=Hidden(snoozed=len(found) - len(awake), paused=morning.paused_touches),
    )


def lines_wanted(limit: int | None, settings: Settings, *, everything: bool, as_text: bool, count: bool) -> int | None:
    """Give how many lines to show, ``None`` for all: a limit that was told, else the settings' for text."""
    if count:
        return 0
    if limit is not None:
        return limit
    return settings.due.limit if as_text and not everything else None


def kinds_wanted(kinds: Sequence[DueKind] | None, *, summed_up: bool) -> frozenset[DueKind]:
    """Give the kinds to list; clients without a next step are left to a summary line unless asked for."""
    return frozenset(kinds) if kinds else frozenset(DueKind) - ({DueKind.NO_NEXT_STEP} if summed_up else set())


def _allowed_clients(reader: Reader, wanted: Wanted, known: silence.Cadences) -> frozenset[int] | None:
    allowed: set[int] | None = None if wanted.client_id is None else {wanted.client_id}
    if wanted.tier is not None:
        tier_id = _tier_id(wanted.tier, known)
        ids = _ids(reader, "SELECT client_id FROM standing WHERE listed = 1 AND tier_id IS :tier_id", tier_id=tier_id)
        allowed = ids if allowed is None else allowed & ids
    if wanted.tag is not None:
        tag_id = reader.value("SELECT id FROM tag WHERE name_key = :key", key=fold(wanted.tag))
        if tag_id is None:
            raise UnknownTag(wanted.tag)
        ids = _ids(reader, "SELECT client_id FROM client_tag WHERE tag_id = :tag_id", tag_id=tag_id)
        allowed = ids if allowed is None else allowed & ids
    return None if allowed is None else frozenset(allowed)


def _tier_id(words: str, known: silence.Cadences) -> int | None:
    if fold(words) == "none":
        return None
    for tier_id, name in known.names.items():
        if fold(name) == fold(words):
            return tier_id
    raise UnknownTier(words, [*known.names.values(), "none"])


def _ids(reader: Reader, sql: str, **values: Any) -> set[int]:
    return {row[0] for row in reader.rows(sql, **values)}


def _snoozed(reader: Reader, today: date) -> set[tuple[str, int]]:
    rows = reader.rows("SELECT kind, record_id FROM snooze WHERE until_on > :today", today=today)
    return {(row["kind"], row["record_id"]) for row in rows}


def _name_keys(reader: Reader, client_ids: Iterable[int]) -> dict[int, str]:
    rows = reader.rows(
        "SELECT id, name_key FROM client WHERE id IN (SELECT value FROM json_each(:ids))", ids=json.dumps([*client_ids])
    )
    return {row["id"]: row["name_key"] for row in rows}


def _touches(morning: Morning) -> Iterable[Candidate]:
    """Silences that have reached the cadence; those of paused clients are counted as hidden."""
    wanted = morning.wanted
    only = None if wanted.client_id is None else [wanted.client_id]
    for one in silence.silences(
        morning.reader, morning.cadences, today=wanted.today, horizon=wanted.horizon, client_ids=only
    ):
        if not morning.allows(one.client_id) or one.due_on > wanted.horizon:
            continue
        if one.paused_until is not None and one.paused_until > wanted.today:
            morning.paused_touches += 1
            continue
        urgency = urgency_of_silence(one.rhythm.weight, one.days_late, one.interval_days)
        yield Candidate(
            DueKind.TOUCH, one.client_id, one.client_id, one.due_on, one.days_late, urgency, one.rhythm.tier_rank
        )


def _tasks(morning: Morning) -> Iterable[Candidate]:
    """Promises whose day has come, ours and theirs, of paused clients too."""
    wanted = morning.wanted
    rows = morning.reader.rows(
        """
        SELECT t.id, t.client_id, t.due_on, t.side, s.tier_id
        FROM task AS t JOIN standing AS s ON s.client_id = t.client_id
        WHERE t.status = 'open' AND t.due_on <= :horizon AND s.listed = 1
        """,
        horizon=wanted.horizon,
    )
    for row in rows:
        if morning.allows(row["client_id"]):
            due = date.fromisoformat(row["due_on"])
            late = (wanted.today - due).days
            weight = morning.cadences.weight(row["tier_id"])
            urgency = rules.task_urgency(weight, late, row["side"], morning.settings.urgency)
            rank = morning.cadences.rank(row["tier_id"])
            yield Candidate(DueKind.TASK, row["client_id"], row["id"], due, late, urgency, rank)


def _paused(morning: Morning) -> Iterable[Candidate]:
    """On Mondays, every paused client, so that none is forgotten."""
    today = morning.wanted.today
    if today.weekday() != rules.MONDAY:
        return
    rows = morning.reader.rows(
        "SELECT client_id, tier_id FROM standing WHERE paused_until > :today AND listed = 1", today=today
    )
    for row in rows:
        if morning.allows(row["client_id"]):
            rank = morning.cadences.rank(row["tier_id"])
            yield Candidate(DueKind.PAUSED, row["client_id"], row["client_id"], today, 0, 0.0, rank)


def _without_next_step(morning: Morning) -> Iterable[Candidate]:
    """Clients with a tier, not paused, without an open dated promise."""
    rows = morning.reader.rows(
        """
        SELECT client_id, tier_id FROM standing
        WHERE listed = 1 AND next_steps = 0 AND tier_id IS NOT NULL
            AND (paused_until IS NULL OR paused_until <= :today)
        """,
        today=morning.wanted.today,
    )
    for row in rows:
        if morning.allows(row["client_id"]):
            weight = morning.cadences.weight(row["tier_id"])
            urgency = rules.no_next_step_urgency(weight, morning.settings.urgency)
            rank = morning.cadences.rank(row["tier_id"])
            yield Candidate(DueKind.NO_NEXT_STEP, row["client_id"], row["client_id"], None, None, urgency, rank)


def _count_without_next_step(morning: Morning, snoozed: set[int]) -> int:
    """Count them without looking at each: an index knows those with a tier, few of them are paused or snoozed."""
    if morning.allowed is not None:
        return sum(one.record_id not in snoozed for one in _without_next_step(morning))
    reader, today = morning.reader, morning.wanted.today
    everybody = "SELECT count(*) FROM standing WHERE listed = 1 AND next_steps = 0 AND tier_id IS NOT NULL"
    paused = reader.value(f"{everybody} AND paused_until > :today", today=today)
    awake_snoozed = reader.value(
        f"{everybody} AND (paused_until IS NULL OR paused_until <= :today)"
        " AND client_id IN (SELECT value FROM json_each(:snoozed))",
        today=today,
        snoozed=json.dumps([*snoozed]),
    )
    return int(reader.value(everybody)) - int(paused) - int(awake_snoozed)


@dataclass(frozen=True, slots=True)
class Words:
    """What a line says beside what is known of its client."""

    ref: str
    what: str
    reason: str
    explanation: str
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the client of a line."""

    handle: str
    name: str
    silence: Silence


def _touch_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    today = morning.wanted.today
    return {
        c.record_id: Words(
            refs.touch(known[c.client_id].handle),
            "get in touch",
            rules.silence_reason(known[c.client_id].silence, today),
            rules.silence_explained(known[c.client_id].silence, c.urgency),
        )
        for c in candidates
    }


def _task_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    rows = morning.reader.rows(
        "SELECT id, text, side, contact_id FROM task WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([c.record_id for c in candidates]),
    )
    tasks = {row["id"]: row for row in rows}
    today, settings = morning.wanted.today, morning.settings.urgency
    worded: dict[int, Words] = {}
    for c in candidates:
        assert c.due_on is not None
        assert c.days_late is not None
        task, weight = tasks[c.record_id], known[c.client_id].silence.rhythm.weight
        reason = rules.promise_reason(task["side"], c.due_on, today)
        explanation = rules.task_explained(weight, c.days_late, task["side"], c.urgency, settings)
        worded[c.record_id] = Words(refs.task(c.record_id), task["text"], reason, explanation, task["contact_id"])
    return worded


def _paused_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    rows = morning.reader.rows(
        "SELECT id, paused_until, paused_because FROM client WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([c.client_id for c in candidates]),
    )
    worded: dict[int, Words] = {}
    for row in rows:
        until = in_words(date.fromisoformat(row["paused_until"]), today=morning.wanted.today)
        what, reason = f"paused until {until}", row["paused_because"] or "paused clients come up every Monday"
        worded[row["id"]] = Words(refs.paused(known[row["id"]].handle), what, reason, "paused: 0.00")
    return worded


def _next_step_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    share = morning.settings.urgency.no_next_step_share
    return {
        c.record_id: Words(
            refs.no_next_step(known[c.client_id].handle),
            "plan a next step",
            "no open promise with a day",
            f"W {known[c.client_id].silence.rhythm.weight} ÷ {share} = {c.urgency:.2f}",
        )
        for c in candidates
    }


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of line: the query that finds its candidates, and the words for those that are shown."""

    find: Callable[[Morning], Iterable[Candidate]]
    word: Callable[[Morning, Sequence[Candidate], Mapping[int, Known]], dict[int, Words]]


SOURCES: dict[DueKind, Source] = {
    DueKind.TOUCH: Source(_touches, _touch_words),
    DueKind.TASK: Source(_tasks, _task_words),
    DueKind.PAUSED: Source(_paused, _paused_words),
    DueKind.NO_NEXT_STEP: Source(_without_next_step, _next_step_words),
}


def _worded(morning: Morning, shown: Sequence[Candidate]) -> tuple[DueLine, ...]:
    """Put the lines that are shown into words, with a fixed number of questions to the book."""
    client_ids = list({c.client_id for c in shown})
    known = _known_clients(morning, client_ids)
    words: dict[tuple[DueKind, int], Words] = {}
    for kind, source in SOURCES.items():
        mine = [c for c in shown if c.kind is kind]
        if mine:
            words |= {(kind, record): said for record, said in source.word(morning, mine, known).items()}
    asked_for = {said.contact_id for said in words.values() if said.contact_id is not None}
    reaches = reach_of(morning.reader, client_ids)
    persons = reach_of_contacts(morning.reader, list(asked_for))
    return tuple(
        _line(morning, c, words[c.kind, c.record_id], known[c.client_id], reaches.get(c.client_id), persons)
        for c in shown
    )


def _known_clients(morning: Morning, client_ids: Sequence[int]) -> dict[int, Known]:
    rows = morning.reader.rows(
        "SELECT id, handle, name FROM client WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([*client_ids]),
    )
    silences = silence.silences(morning.reader, morning.cadences, today=morning.wanted.today, client_ids=client_ids)
    of_client = {one.client_id: one for one in silences}
    return {row["id"]: Known(row["handle"], row["name"], of_client[row["id"]]) for row in rows}


def _line(
    morning: Morning,
    candidate: Candidate,
    words: Words,
    known: Known,
    likeliest: Reach | None,
    persons: Mapping[int, Reach],
) -> DueLine:
    reach = (persons.get(words.contact_id) if words.contact_id is not None else None) or likeliest
    return DueLine(
        ref=words.ref,
        kind=candidate.kind,
        client=known.handle,
        client_name=known.name,
        tier=known.silence.rhythm.tier,
        stage=known.silence.rhythm.stage,
        what=words.what,
        reason=words.reason,
        contact=None if reach is None else reach.contact,
        reach=None if reach is None else reach.reach,
        due_on=candidate.due_on,
        days_late=candidate.days_late,
        urgency=candidate.urgency,
        last_touch_on=known.silence.last_touch_on,
        interval=str(known.silence.rhythm.interval),
        explanation=words.explanation if morning.wanted.explain else None,
    )

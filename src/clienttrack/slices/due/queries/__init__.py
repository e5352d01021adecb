"""The morning list: the sources joined, filtered, ordered, and only then put into words."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clienttrack import silence
from clienttrack.book import Reader
from clienttrack.reach import Reach, reach_of, reach_of_contacts
from clienttrack.settings import Settings
from clienttrack.slices.due import rules
from clienttrack.slices.due.queries import candidates, wording
from clienttrack.slices.due.queries.morning import Morning, Wanted
from clienttrack.slices.due.queries.wording import Known, Words
from clienttrack.slices.due.rules import Candidate, DueLine, DueList, FoundLine, FoundList, Hidden
from clienttrack.vocabulary import DueKind


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of line: the query that finds its candidates, and the words for those that are shown."""

    find: Callable[[Morning], Iterable[Candidate]]
    word: Callable[[Morning, Sequence[Candidate], Mapping[int, Known]], dict[int, Words]]


SOURCES: dict[DueKind, Source] = {
    DueKind.TOUCH: Source(candidates.touches, wording.touch_words),
    DueKind.TASK: Source(candidates.tasks, wording.task_words),
    DueKind.MEETING: Source(candidates.meetings, wording.meeting_words),
    DueKind.NEED: Source(candidates.needs, wording.need_words),
    DueKind.RISK: Source(candidates.risks, wording.risk_words),
    DueKind.PAUSED: Source(candidates.paused, wording.paused_words),
    DueKind.NO_NEXT_STEP: Source(candidates.without_next_step, wording.next_step_words),
}


def due_list(reader: Reader, settings: Settings, wanted: Wanted) -> DueList:
    """Give the morning list as it is shown; the rest as ``found_list``."""
    return found_list(reader, settings, wanted).due


def found_list(reader: Reader, settings: Settings, wanted: Wanted) -> FoundList:
    """Give the morning list; clients without a next step are only counted unless their kind is in ``kinds``.

    Raises ``UnknownTier`` or ``UnknownTag`` for a filter that names nothing.
    """
    morning = Morning(reader, settings, wanted)
    snoozed = _snoozed(reader, wanted.today)
    found = [candidate for kind in SOURCES if kind in wanted.kinds for candidate in SOURCES[kind].find(morning)]
    awake = [c for c in found if (c.kind, c.record_id) not in snoozed]
    close = rules.within_reach_of_limit(awake, wanted.limit)
    names = _name_keys(reader, {c.client_id for c in close})
    counts, asleep = rules.counted(awake), len(found) - len(awake)
    if wanted.kinds == frozenset(DueKind) - {DueKind.NO_NEXT_STEP}:
        without = {record for kind, record in snoozed if kind == DueKind.NO_NEXT_STEP}
        no_next_step, asleep_among_them = candidates.count_without_next_step(morning, without)
        counts, asleep = replace(counts, no_next_step=no_next_step), asleep + asleep_among_them
    return FoundList(
        found=_worded(morning, rules.in_order(close, names)[: wanted.limit]),
        counts=counts,
        hidden=Hidden(snoozed=asleep, paused=morning.paused_touches),
        missing_rates=morning.missing_rates,
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


def _snoozed(reader: Reader, today: date) -> set[tuple[str, int]]:
    rows = reader.rows("SELECT kind, record_id FROM snooze WHERE until_on > :today", today=today)
    return {(row["kind"], row["record_id"]) for row in rows}


def _name_keys(reader: Reader, client_ids: Iterable[int]) -> dict[int, str]:
    rows = reader.rows(
        "SELECT id, name_key FROM client WHERE id IN (SELECT value FROM json_each(:ids))", ids=json.dumps([*client_ids])
    )
    return {row["id"]: row["name_key"] for row in rows}


def _worded(morning: Morning, shown: Sequence[Candidate]) -> tuple[FoundLine, ...]:
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
) -> FoundLine:
    told = persons.get(words.contact_id) if words.contact_id is not None else None
    reach = told or likeliest
    line = DueLine(
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
    contact_id = None if reach is None else reach.contact_id
    return FoundLine(line, candidate.client_id, candidate.record_id, contact_id, known.silence, told is not None)

"""One query for each kind of line: which clients and promises come up, how late and how urgent."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from clienttrack import silence
from clienttrack.book import Row
from clienttrack.cadence import due_on, urgency_of_silence
from clienttrack.newly_high import newly_high
from clienttrack.slices.due import rules
from clienttrack.slices.due.queries.morning import Morning
from clienttrack.slices.due.rules import Candidate
from clienttrack.vocabulary import DueKind


def touches(morning: Morning) -> Iterable[Candidate]:
    """Silences that have reached the cadence; those of paused clients are counted as hidden."""
    for one in morning.silences_due():
        if not one.listed or not morning.allows(one.client_id) or one.due_on > morning.wanted.horizon:
            continue
        if one.paused:
            morning.paused_touches += 1
            continue
        urgency = urgency_of_silence(one.rhythm.weight, one.days_late, one.interval_days)
        yield Candidate(
            DueKind.TOUCH, one.client_id, one.client_id, one.due_on, one.days_late, urgency, one.rhythm.tier_rank
        )


def tasks(morning: Morning) -> Iterable[Candidate]:
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
    for row, due, late in _on_their_days(morning, rows):
        weight = morning.cadences.weight(row["tier_id"])
        urgency = rules.task_urgency(weight, late, row["side"], morning.settings.urgency)
        rank = morning.cadences.rank(row["tier_id"])
        yield Candidate(DueKind.TASK, row["client_id"], row["id"], due, late, urgency, rank)


def _on_their_days(morning: Morning, rows: Iterable[Row]) -> Iterator[tuple[Row, date, int]]:
    """Give the rows of clients whom the filters let through, each with its day and how many days late that is."""
    for row in rows:
        if morning.allows(row["client_id"]):
            due = date.fromisoformat(row["due_on"])
            yield row, due, (morning.wanted.today - due).days


def meetings(morning: Morning) -> Iterable[Candidate]:
    """Planned meetings from the day before on, until they are held or cancelled; of paused clients too."""
    wanted = morning.wanted
    rows = morning.reader.rows(
        """
        SELECT m.id, m.client_id, m.planned_on AS due_on, s.tier_id
        FROM meeting AS m JOIN standing AS s ON s.client_id = m.client_id
        WHERE m.status = 'planned' AND m.planned_on <= :until AND s.listed = 1
        """,
        until=max(wanted.horizon, wanted.today + timedelta(days=1)),
    )
    for row, due, late in _on_their_days(morning, rows):
        urgency = float(rules.meeting_urgency(late, morning.settings.urgency))
        rank = morning.cadences.rank(row["tier_id"])
        yield Candidate(DueKind.MEETING, row["client_id"], row["id"], due, late, urgency, rank)


def needs(morning: Morning) -> Iterable[Candidate]:
    """Needs for which something was proposed, when nobody has answered for as long as silence may last."""
    wanted = morning.wanted
    rows = morning.reader.rows(
        """
        SELECT n.id, n.client_id, n.status_on, s.tier_id
        FROM need AS n JOIN standing AS s ON s.client_id = n.client_id
        WHERE n.status = 'proposed' AND n.status_on <= :horizon AND s.listed = 1
        """,
        horizon=wanted.horizon,
    )
    rows = [row for row in rows if morning.allows(row["client_id"])]
    client_ids = list({row["client_id"] for row in rows})
    silences = silence.silences(morning.reader, morning.cadences, today=wanted.today, client_ids=client_ids)
    rhythms = {one.client_id: one.rhythm for one in silences}
    for row in rows:
        rhythm = rhythms[row["client_id"]]
        due = due_on(date.fromisoformat(row["status_on"]), rhythm.interval)
        if due <= wanted.horizon:
            late = (wanted.today - due).days
            urgency = rules.need_urgency(rhythm.weight, late, morning.settings.urgency)
            yield Candidate(DueKind.NEED, row["client_id"], row["id"], due, late, urgency, rhythm.tier_rank)


def risks(morning: Morning) -> Iterable[Candidate]:
    """Clients whose churn risk is high and was not answered; of paused clients too."""
    today = morning.wanted.today
    found = newly_high(morning.reader, morning.settings, morning.silences_due(), today=today, allowed=morning.allowed)
    morning.missing_rates = found.missing_rates
    morning.newly_high = {one.client_id: one for one in found.risks}
    for one in silence.silences(morning.reader, morning.cadences, today=today, client_ids=[*morning.newly_high]):
        urgency = rules.risk_urgency(one.rhythm.weight, morning.settings.urgency)
        yield Candidate(DueKind.RISK, one.client_id, one.client_id, None, None, urgency, one.rhythm.tier_rank)


def paused(morning: Morning) -> Iterable[Candidate]:
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


def without_next_step(morning: Morning) -> Iterable[Candidate]:
    """Clients with a tier, not paused, without an open dated promise or a planned meeting."""
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


def count_without_next_step(morning: Morning, snoozed: set[int]) -> tuple[int, int]:
    """Count those that are awake and those that are snoozed.

    Not each is looked at: an index knows those with a tier, few of them are paused or snoozed.
    """
    if morning.allowed is not None:
        asleep = [one.record_id in snoozed for one in without_next_step(morning)]
        return asleep.count(False), asleep.count(True)
    reader, today = morning.reader, morning.wanted.today
    everybody = "SELECT count(*) FROM standing WHERE listed = 1 AND next_steps = 0 AND tier_id IS NOT NULL"
    # The + leads SQLite to the few that are paused or snoozed, in place of all that are listed.
    few = "SELECT count(*) FROM standing WHERE +listed = 1 AND +next_steps = 0 AND +tier_id IS NOT NULL"
    paused = reader.value(f"{few} AND paused_until > :today", today=today)
    asleep_of_them = reader.value(
        f"{few} AND (+paused_until IS NULL OR +paused_until <= :today)"
        " AND client_id IN (SELECT value FROM json_each(:snoozed))",
        today=today,
        snoozed=json.dumps([*snoozed]),
    )
    return int(reader.value(everybody)) - int(paused) - int(asleep_of_them), int(asleep_of_them)

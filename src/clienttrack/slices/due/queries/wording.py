"""What each kind of line says: its REF, what to do, and the reason in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import refs
from clienttrack.dates import in_sentence
from clienttrack.newly_high import weighing
from clienttrack.silence import Silence
from clienttrack.slices.due import rules
from clienttrack.slices.due.queries.morning import Morning
from clienttrack.slices.due.rules import Candidate


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


def touch_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each silence how long it has lasted and what is allowed."""
    today = morning.wanted.today
    return {
        c.record_id: Words(
            refs.touch(known[c.client_id].handle),
            "get in touch",
            known[c.client_id].silence.in_words(today),
            rules.silence_explained(known[c.client_id].silence, c.urgency),
        )
        for c in candidates
    }


def task_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each promise what was promised, by whom and for when."""
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


def meeting_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each meeting what it is for, and what to do about it now."""
    rows = morning.reader.rows(
        """
        SELECT m.id, m.question_set, m.goal,
            (SELECT contact_id FROM meeting_contact WHERE meeting_id = m.id ORDER BY id LIMIT 1) AS contact_id
        FROM meeting AS m WHERE m.id IN (SELECT value FROM json_each(:ids))
        """,
        ids=json.dumps([c.record_id for c in candidates]),
    )
    meetings = {row["id"]: row for row in rows}
    worded: dict[int, Words] = {}
    for c in candidates:
        assert c.due_on is not None
        assert c.days_late is not None
        meeting = meetings[c.record_id]
        about = " ".join(filter(None, (meeting["question_set"], meeting["goal"] and f'"{meeting["goal"]}"')))
        reason = rules.meeting_reason(known[c.client_id].handle, refs.meeting(c.record_id), c.days_late)
        worded[c.record_id] = Words(
            refs.meeting(c.record_id),
            f"meeting{f', {about}' if about else ''}",
            reason,
            rules.meeting_explained(c.days_late, c.urgency),
            meeting["contact_id"],
        )
    return worded


def need_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each need what it is, and since when the proposal lies unanswered."""
    rows = morning.reader.rows(
        "SELECT id, text, status_on, contact_id FROM need WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([c.record_id for c in candidates]),
    )
    needs = {row["id"]: row for row in rows}
    worded: dict[int, Words] = {}
    for c in candidates:
        assert c.days_late is not None
        need, rhythm = needs[c.record_id], known[c.client_id].silence.rhythm
        proposed = in_sentence(date.fromisoformat(need["status_on"]), today=morning.wanted.today)
        explanation = rules.need_explained(rhythm.weight, c.days_late, c.urgency, morning.settings.urgency)
        reason = f"proposed {proposed}, no answer yet; {rhythm.interval} allowed"
        worded[c.record_id] = Words(refs.need(c.record_id), need["text"], reason, explanation, need["contact_id"])
    return worded


def risk_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each high risk how high it is, and what it is made of."""
    worded: dict[int, Words] = {}
    for c in candidates:
        risk, weight = morning.newly_high[c.client_id], known[c.client_id].silence.rhythm.weight
        worded[c.record_id] = Words(
            refs.risk(known[c.client_id].handle),
            f"may leave: {risk.points} points of churn risk",
            "; ".join(term.reason for term in weighing(risk)),
            f"W {weight} × {morning.settings.urgency.risk_times} = {c.urgency:.2f}",
        )
    return worded


def paused_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each paused client until when and why."""
    rows = morning.reader.rows(
        "SELECT id, paused_until, paused_because FROM client WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([c.client_id for c in candidates]),
    )
    worded: dict[int, Words] = {}
    for row in rows:
        until = in_sentence(date.fromisoformat(row["paused_until"]), today=morning.wanted.today)
        what, reason = f"paused until {until}", row["paused_because"] or "paused clients come up every Monday"
        worded[row["id"]] = Words(refs.paused(known[row["id"]].handle), what, reason, "paused: 0.00")
    return worded


def next_step_words(morning: Morning, candidates: Sequence[Candidate], known: Mapping[int, Known]) -> dict[int, Words]:
    """Say of each client without a next step that one is missing."""
    share = morning.settings.urgency.no_next_step_share
    return {
        c.record_id: Words(
            refs.no_next_step(known[c.client_id].handle),
            "plan a next step",
            "no open promise with a day, no planned meeting",
            f"W {known[c.client_id].silence.rhythm.weight} ÷ {share} = {c.urgency:.2f}",
        )
        for c in candidates
    }

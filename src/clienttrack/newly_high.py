"""Clients whose churn risk is newly high: high now and not answered yet, found without asking everybody every term."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clienttrack.book import Reader, Row
from clienttrack.risk_settings import (
    RECENT_TALK_DAYS,
    REVENUE_DAYS,
    SPONSOR_DAYS,
    TALK_DAYS,
    RiskSettings,
    risk_settings,
    silence_points,
)
from clienttrack.settings import Settings
from clienttrack.silence import Silence
from clienttrack.vocabulary import Stage

if TYPE_CHECKING:
    from clienttrack.risk import Risk, RiskTerm


@dataclass(frozen=True, slots=True)
class NewlyHigh:
    """Risks that are newly high, and the currencies without a rate for want of which some may be missing.

    Falling revenue is no term of clients who paid in such a currency.
    """

    risks: "tuple[Risk, ...]"
    missing_rates: tuple[str, ...]


def newly_high(
    reader: Reader,
    settings: Settings,
    silences: Iterable[Silence],
    *,
    today: date,
    allowed: Collection[int] | None = None,
) -> NewlyHigh:
    """Give the risks that are newly high, of the clients that are ``allowed``.

    ``silences`` are those of everybody who is late, or more.
    """
    numbers = risk_settings(settings)
    asked = _may_be_high(reader, numbers, silences, today, allowed)
    if not asked:
        return NewlyHigh((), ())
    found, unrated = _risks(reader, settings, asked, today)
    high = [one for one in found if one.points >= numbers.high]
    answers = _answers(reader, [one.client_id for one in high], today - timedelta(days=numbers.answered_days))
    missing = {
        unrated[one.client_id]
        for one in found
        if one.client_id in unrated and one.points + numbers.falling_revenue >= numbers.high
    }
    fresh = tuple(one for one in high if not _is_answered(one, answers.get(one.client_id)))
    return NewlyHigh(fresh, tuple(sorted(missing)))


def risk_now(reader: Reader, settings: Settings, client_id: int, *, today: date) -> "Risk | None":
    """Give a client's risk as the morning list counts it; ``None`` for one who has none."""
    found, _ = _risks(reader, settings, [client_id], today)
    return found[0] if found else None


def weighing(risk: "Risk") -> "list[RiskTerm]":
    """Give the terms of a risk that give points, the heaviest first."""
    return sorted((term for term in risk.terms if term.points), key=lambda term: -term.points)


def _risks(
    reader: Reader, settings: Settings, client_ids: Sequence[int], today: date
) -> "tuple[list[Risk], dict[int, str]]":
    from clienttrack.revenue import rates_of
    from clienttrack.risk import risks

    unrated: dict[int, str] = {}
    numbers, rates = risk_settings(settings), rates_of(settings, Path())
    found = risks(reader, settings, numbers, rates, today=today, client_ids=client_ids, unrated=unrated)
    return found, unrated


def _answers(reader: Reader, client_ids: Sequence[int], oldest: date) -> dict[int, Row]:
    """Give the newest answer of each client, if it still holds."""
    rows = reader.rows(
        """
        SELECT client_id, points, terms FROM risk_answer WHERE answered_on >= :oldest AND id IN (
            SELECT max(id) FROM risk_answer WHERE client_id IN (SELECT value FROM json_each(:ids)) GROUP BY client_id)
        """,
        oldest=oldest,
        ids=json.dumps(client_ids),
    )
    return {row["client_id"]: row for row in rows}


def _is_answered(risk: "Risk", answer: Row | None) -> bool:
    if answer is None:
        return False
    return risk.points <= answer["points"] and {term.term for term in weighing(risk)} <= {*answer["terms"].split(", ")}


def _may_be_high(
    reader: Reader,
    numbers: RiskSettings,
    silences: Iterable[Silence],
    today: date,
    allowed: Collection[int] | None,
) -> list[int]:
    """Give every client who can come to a high risk, and few others.

    Term by term, the cheapest first, points are added up, at least as many as a client has. Who cannot come to a high
    risk with all points of the terms that are left drops out, and the next term is asked only of who remains.
    """
    points = {
        one.client_id: silence_points(one.days_late, one.interval_days)
        for one in silences
        if one.days_late > 0 and one.listed and one.rhythm.stage != Stage.PROSPECT
    }
    remaining: list[int] | None = None if allowed is None else list(allowed)
    left = sum(most for most, _, _ in _terms(numbers, today))
    remaining = _within_reach(points, remaining, numbers.high - left)
    for most, sql, values in _terms(numbers, today):
        if most and remaining != []:
            for client_id in _holders(reader, sql, remaining, values):
                points[client_id] = points.get(client_id, 0) + most
        left -= most
        remaining = _within_reach(points, remaining, numbers.high - left)
    assert remaining is not None
    return remaining


def _within_reach(points: Mapping[int, int], remaining: list[int] | None, least: int) -> list[int] | None:
    """Give who has at least so many points; ``None`` is everybody."""
    if least <= 0:
        return remaining
    return [one for one in (points if remaining is None else remaining) if points.get(one, 0) >= least]


def _holders(reader: Reader, sql: str, remaining: Sequence[int] | None, values: Mapping[str, Any]) -> Iterator[int]:
    narrowed = "1" if remaining is None else "client_id IN (SELECT value FROM json_each(:ids))"
    rows = reader.rows(sql.format(narrowed=narrowed), ids=json.dumps(remaining), **values)
    return (row["client_id"] for row in rows)


def _terms(numbers: RiskSettings, today: date) -> list[tuple[int, str, dict[str, Any]]]:
    """Give each term beside silence: its points, who may have them, and the days that asks for; the cheapest first."""

    def back(days: int) -> date:
        return today - timedelta(days=days)

    talks = {"first": back(TALK_DAYS), "split": back(RECENT_TALK_DAYS), "today": today, "fewest": numbers.fewest_talks}
    revenue = {"first": back(2 * REVENUE_DAYS - 1), "last": back(REVENUE_DAYS)}
    return [
        (numbers.old_need, _OLD_NEED, {"before": back(numbers.old_need_days)}),
        (numbers.sponsor_gone, _SPONSOR_GONE, {"first": back(SPONSOR_DAYS), "today": today}),
        (numbers.falling_revenue, _REVENUE_MAY_FALL, revenue),
        (numbers.falling_contact, _FALLING_CONTACT, talks),
        (numbers.one_contact, _ONE_CONTACT, {"today": today}),
    ]


_OLD_NEED = "SELECT DISTINCT client_id FROM need WHERE status = 'open' AND status_on < :before AND {narrowed}"
# Nobody present decides is left to the arithmetic: the few who left lately are found by an index.
_SPONSOR_GONE = """
    SELECT DISTINCT client_id FROM contact
    WHERE left_on BETWEEN :first AND :today AND decision = 'decides' AND {narrowed}
"""
# Money needs rates, so that whoever paid in the first half may have paid less since.
_REVENUE_MAY_FALL = "SELECT DISTINCT client_id FROM payment WHERE paid_on BETWEEN :first AND :last AND {narrowed}"
_FALLING_CONTACT = """
    SELECT client_id FROM touchpoint WHERE happened_on BETWEEN :first AND :today AND kind <> 'note' AND {narrowed}
    GROUP BY client_id HAVING sum(happened_on < :split) >= :fewest
        AND 2 * sum(happened_on >= :split) <= sum(happened_on < :split)
"""
_ONE_CONTACT = """
    SELECT client_id FROM (SELECT id AS client_id, kind FROM client) AS c WHERE kind = 'organisation' AND {narrowed}
        AND (SELECT count(*) FROM contact AS p
            WHERE p.client_id = c.client_id AND (p.left_on IS NULL OR p.left_on > :today)) <= 1
"""

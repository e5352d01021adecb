"""The tier that a score leads to."""

from fractions import Fraction

from clienttrack.slices.value.rules.scores import Score, cents
from clienttrack.value_settings import ValueSettings

# The tiers by rank: the first two by score, the third by the growth that is rated, the last for all others.
CORE, KEY, POTENTIAL, GENERAL = 1, 2, 3, 4


def rank_for(score: Score, *, growth: int | None, now: int | None, settings: ValueSettings) -> int | None:
    """Give the rank of the tier that a score leads to, or null while too little is known.

    A client with a tier passes a limit only when the score is ``margin`` points past it, so that nobody moves to and
    fro; one in the third tier stays there while nothing is known of its growth.
    """
    if score.score is None or score.coverage < settings.least_coverage:
        return None
    limits = {CORE: settings.core, KEY: settings.key}
    for rank, limit in limits.items():
        if _reaches(score.score, limit, holds=now is not None and now <= rank, new=now is None, margin=settings.margin):
            return rank
    grows = now == POTENTIAL if growth is None else growth >= settings.potential_growth
    return POTENTIAL if grows else GENERAL


def _reaches(score: Fraction, limit: int, *, holds: bool, new: bool, margin: int) -> bool:
    if new:
        return score >= limit
    if holds and margin:
        return score > limit - margin
    return score >= limit + margin


def reason(rank: int, score: Fraction, *, growth: int | None, now: int | None, settings: ValueSettings) -> str:
    """Say why a score leads to the tier of a rank."""
    shown = f"score {cents(score):g}"
    limits = {CORE: settings.core, KEY: settings.key}
    margin = 0 if now is None else settings.margin
    if rank in limits and (now is None or rank < now):
        past = f", {margin} points past it" if margin else ""
        return f"{shown}, {limits[rank]} or more{past}"
    if now in limits and rank > now:
        return f"{shown}, {margin} or more below {limits[now]}{_growth(rank, growth, settings)}"
    return f"{shown}{_growth(rank, growth, settings)}"


def _growth(rank: int, growth: int | None, settings: ValueSettings) -> str:
    if rank == POTENTIAL:
        return ", growth is not rated" if growth is None else f", growth is rated {growth}"
    if rank == GENERAL:
        return ", growth is not rated" if growth is None else f", growth below {settings.potential_growth}"
    return ""

"""What a line of the morning list is, how urgent it is, and in which order lines stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from clienttrack.dates import days, in_sentence
from clienttrack.settings import UrgencySettings
from clienttrack.silence import Silence
from clienttrack.vocabulary import DueKind, Side

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line before its words are known: just enough to count, filter and order it.

    ``days_late`` is negative for a day to come and ``None`` where there is no day; ``rank`` is the tier's, 1 the
    highest.
    """

    kind: DueKind
    client_id: int
    record_id: int
    due_on: date | None
    days_late: int | None
    urgency: float
    rank: int


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of the morning list, as scripts read it."""

    ref: str
    kind: DueKind
    client: str
    client_name: str
    tier: str | None
    stage: str
    what: str
    reason: str
    contact: str | None
    reach: str | None
    due_on: date | None
    days_late: int | None
    urgency: float
    last_touch_on: date | None
    interval: str
    explanation: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines there are before any limit; lines without a next step are counted apart."""

    late: int
    today: int
    ahead: int
    no_next_step: int

    @property
    def listed(self) -> int:
        """How many lines have a day."""
        return self.late + self.today + self.ahead


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many lines are kept back: snoozed ones, those without a next step included, and silences of paused clients.

    It is the same number in every form of the answer, listed or summed up.
    """

    snoozed: int
    paused: int


@dataclass(frozen=True, slots=True)
class DueList:
    """The morning list: the lines in order of urgency, and what is behind them.

    Falling revenue does not count in the risk of who paid in a currency with a missing rate.
    """

    lines: tuple[DueLine, ...]
    counts: Counts
    hidden: Hidden
    missing_rates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line with the numbers of its client, of the record it is about and of whom to reach, and with its silence.

    ``named`` tells whether its record names whom to reach, who is the client's likeliest contact else.
    """

    line: DueLine
    client_id: int
    record_id: int
    contact_id: int | None
    silence: Silence
    named: bool


@dataclass(frozen=True, slots=True)
class FoundList:
    """The morning list with what its lines stand for."""

    found: tuple[FoundLine, ...]
    counts: Counts
    hidden: Hidden
    missing_rates: tuple[str, ...]

    @property
    def due(self) -> DueList:
        """The list as it is shown."""
        return DueList(tuple(one.line for one in self.found), self.counts, self.hidden, self.missing_rates)


def task_urgency(weight: int, days_late: int, side: str, settings: UrgencySettings) -> float:
    """Give W × (1 + days late ÷ 7), + 2 for a promise of ours, to two decimals (product page, section 3)."""
    ours = settings.our_promise if side == Side.OURS else 0
    return round(weight * (1 + days_late / settings.task_days) + ours, 2)


def meeting_urgency(days_late: int, settings: UrgencySettings) -> int:
    """Give 10 on the day and while nobody has said what came of it, 5 before (product page, section 3)."""
    return settings.meeting_ahead if days_late < 0 else settings.meeting_today


def need_urgency(weight: int, days_late: int, settings: UrgencySettings) -> float:
    """Give W × (1 + days late ÷ 14), to two decimals (product page, section 3)."""
    return round(weight * (1 + days_late / settings.need_days), 2)


def risk_urgency(weight: int, settings: UrgencySettings) -> float:
    """Give 2 × W (product page, section 3)."""
    return float(settings.risk_times * weight)


def no_next_step_urgency(weight: int, settings: UrgencySettings) -> float:
    """Give W ÷ 2, to two decimals (product page, section 3)."""
    return round(weight / settings.no_next_step_share, 2)


def in_order(candidates: Iterable[Candidate], names: dict[int, str]) -> list[Candidate]:
    """Put the most urgent first; ties by tier, then by the client's name, then by kind and record."""
    return sorted(candidates, key=lambda c: (-c.urgency, c.rank, names[c.client_id], c.kind, c.record_id))


def within_reach_of_limit(candidates: Sequence[Candidate], limit: int | None) -> Sequence[Candidate]:
    """Leave out what cannot be among the ``limit`` most urgent, whatever the names that break ties."""
    if limit is None or len(candidates) <= limit:
        return candidates
    if limit == 0:
        return ()
    threshold = sorted((c.urgency for c in candidates), reverse=True)[limit - 1]
    return [c for c in candidates if c.urgency >= threshold]


def counted(candidates: Iterable[Candidate]) -> Counts:
    """Count the lines that are late, of today and ahead, and apart those without a next step.

    Any other line without a day is one of today.
    """
    late = today = ahead = without = 0
    for candidate in candidates:
        if candidate.kind is DueKind.NO_NEXT_STEP:
            without += 1
        elif not candidate.days_late:
            today += 1
        elif candidate.days_late > 0:
            late += 1
        else:
            ahead += 1
    return Counts(late, today, ahead, without)


def by_client(lines: Sequence[DueLine]) -> list[list[DueLine]]:
    """Put the lines of one client together, under the place of the most urgent one."""
    first_place: dict[str, int] = {}
    for place, line in enumerate(lines):
        first_place.setdefault(line.client, place)
    ordered = sorted(lines, key=lambda line: first_place[line.client])
    return [list(group) for _, group in groupby(ordered, key=lambda line: line.client)]


def promise_reason(side: str, due: date, today: date) -> str:
    """Say in words why a promise stands on the list."""
    whose = "our promise" if side == Side.OURS else "their promise"
    return f"{whose} for {in_sentence(due, today=today)}"


def meeting_reason(handle: str, ref: str, days_late: int) -> str:
    """Say in words why a meeting stands on the list, and the command that fits the day."""
    if days_late > 0:
        return f"it was planned and has passed: `clienttrack meet hold {ref}` or `meet cancel {ref}`"
    if days_late == 0:
        return f"it is today: `clienttrack meet hold {ref}` afterwards"
    return f"prepare: `clienttrack report brief {handle}`"


def missing_rates_told(currencies: Sequence[str], own: str, settings_path: "Path") -> str:
    """Say that money without a rate does not count, and how to make it count."""
    keys = " and ".join(f"'rates.{currency}'" for currency in currencies)
    are = "is" if len(currencies) == 1 else "are"
    return (
        f"There are payments in {' and '.join(currencies)}, and {keys} {are} not in the settings file "
        f"'{settings_path}', so falling revenue does not count in the churn risk of who paid in that. "
        f'Write there, under [rates], what 1 {currencies[0]} is worth in {own}: {currencies[0]} = "…".'
    )


def when(line: DueLine) -> str:
    """Say how a line's day stands to today; what has none but a missing next step is of today, as it is counted."""
    if line.kind is DueKind.NO_NEXT_STEP:
        return "no day"
    if not line.days_late:
        return "today"
    return f"{days(line.days_late)} late" if line.days_late > 0 else f"in {days(-line.days_late)}"


def silence_explained(silence: Silence, urgency: float) -> str:
    """Name the terms of a silence's urgency."""
    rhythm = silence.rhythm
    return f"W {rhythm.weight} × (1 + {days(silence.days_late)} late ÷ {days(silence.interval_days)}) = {urgency:.2f}"


def task_explained(weight: int, days_late: int, side: str, urgency: float, settings: UrgencySettings) -> str:
    """Name the terms of a promise's urgency."""
    ours = f" + {settings.our_promise} our promise" if side == Side.OURS else ""
    return f"W {weight} × (1 + {days(days_late)} late ÷ {settings.task_days}){ours} = {urgency:.2f}"


def meeting_explained(days_late: int, urgency: float) -> str:
    """Name the terms of a meeting's urgency."""
    when = "ahead" if days_late < 0 else "on the day" if days_late == 0 else "passed"
    return f"{when} = {urgency:.2f}"


def need_explained(weight: int, days_late: int, urgency: float, settings: UrgencySettings) -> str:
    """Name the terms of the urgency of a proposal without an answer."""
    return f"W {weight} × (1 + {days(days_late)} late ÷ {settings.need_days}) = {urgency:.2f}"

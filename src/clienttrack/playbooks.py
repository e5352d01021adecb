"""Playbooks: what is to be done in each stage of a relationship, as TOML files, the user's before ours."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from clienttrack import textfiles
from clienttrack.errors import NotFound, UsageProblem
from clienttrack.screen import shortened
from clienttrack.vocabulary import PlaybookStage, Side
from clienttrack.worded import FIRST_LANGUAGE, Words, check_keys, read_words

FOLDER = "playbooks"
MOST_STEPS = 100
LATEST_DAY = 3_660
DAYS_OF_EVERY_MONTH = 28
_KEYS = frozenset({"name", *PlaybookStage})
_STEP_KEYS = frozenset({"key", "day", "rule", "side", "words"})
# RFC 5545, section 3.3.10, as far as days go; finer rules make no promise of a day.
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})


class BrokenPlaybook(UsageProblem):
    """A playbook cannot be understood."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(
            f"The playbook '{shortened(place, 200)}' is broken: {what}. "
            "Mend the file and look at it with `clienttrack playbook list`."
        )
        self.what = what


class UnknownPlaybook(NotFound):
    """No playbook has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(name, known, n=1)
        end = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
        super().__init__(f"There is no playbook '{shortened(name, 60)}'. {end}")


@dataclass(frozen=True, slots=True)
class PlaybookStep:
    """One thing to do: on a day counted from the first of its stage, which is 0, or by a rule of iCalendar (RFC 5545).

    Just one of ``day`` and ``rule`` is told.
    """

    key: str
    words: Words
    side: Side
    day: int | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class Playbook:
    """What is to be done in each stage; ``own`` is false for those we ship."""

    name: str
    own: bool
    title: Words
    steps: Mapping[PlaybookStage, tuple[PlaybookStep, ...]]


def playbook_names(settings_path: Path) -> tuple[str, ...]:
    """Give the names of all playbooks."""
    return tuple(sorted(textfiles.shipped_and_own(FOLDER, settings_path, "*.toml")))


def playbook(settings_path: Path, name: str) -> Playbook:
    """Read a playbook by its name; raises ``UnknownPlaybook``, ``BrokenPlaybook``."""
    paths = textfiles.shipped_and_own(FOLDER, settings_path, "*.toml")
    if name not in paths:
        raise UnknownPlaybook(name, tuple(sorted(paths)))
    path = paths[name]
    try:
        text = textfiles.text_of(path)
    except textfiles.UnreadableText as why:
        raise BrokenPlaybook(str(path), str(why)) from why
    return read_playbook(text, name, str(path), own=path.parent == textfiles.own_folder(FOLDER, settings_path))


def chooser(settings_path: Path, told: str | None, usual: str) -> Callable[[str | None], Playbook]:
    """Give what says which playbook a client has by that of its steps before: the one told, else that, else the usual.

    Raises ``UnknownPlaybook`` or ``BrokenPlaybook`` for the one told, or the usual, at once.
    """
    first = playbook(settings_path, told or usual)
    return lambda before: first if told or before is None else playbook(settings_path, before)


@cache
def read_playbook(text: str, name: str, place: str, *, own: bool) -> Playbook:
    """Read a playbook from TOML; raises ``BrokenPlaybook`` naming the place."""
    try:
        return _playbook(tomllib.loads(text), name, own=own)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BrokenPlaybook(place, f"it is no TOML ({shortened(str(error), 100)})") from error
    except ValueError as error:
        raise BrokenPlaybook(place, str(error)) from error


def _playbook(told: dict[str, Any], name: str, *, own: bool) -> Playbook:
    check_keys(told, _KEYS, "")
    steps = {stage: tuple(_steps(told[stage], stage)) for stage in PlaybookStage if stage in told}
    if not any(steps.values()):
        raise ValueError(f"it has no steps, written as [[{PlaybookStage.ACTIVATION}]]")
    return Playbook(name, own, read_words(told.get("name", {}), "name") or {FIRST_LANGUAGE: name}, steps)


def _steps(told: Any, stage: str) -> Iterator[PlaybookStep]:
    if not isinstance(told, list) or len(told) > MOST_STEPS:
        raise ValueError(f"'{stage}' must be at most {MOST_STEPS} steps, each written as [[{stage}]]")
    keys: set[str] = set()
    for place, each in enumerate(told, start=1):
        step = _step(each, f"{stage}, step {place}")
        if step.key in keys:
            raise ValueError(f"{stage}: the key '{shortened(step.key, 60)}' stands there twice")
        keys.add(step.key)
        yield step


def _step(told: Any, where: str) -> PlaybookStep:
    if not isinstance(told, dict):
        raise ValueError(f"{where} is no table")  # noqa: TRY004 a wrong file, not a wrong call
    check_keys(told, _STEP_KEYS, f"{where}: ")
    key, day, rule = told.get("key"), told.get("day"), told.get("rule")
    if not isinstance(key, str) or not key.strip():
        raise ValueError(f"{where} has no key")
    words = read_words(told.get("words", {}), f"{where}: words")
    if not words:
        raise ValueError(f"{where} has no words")
    if (day is None) == (rule is None):
        raise ValueError(f"{where} needs a day or a rule, and not both")
    if day is not None and not (type(day) is int and 0 <= day <= LATEST_DAY):
        raise ValueError(f"{where}: day must be a whole number from 0 to {LATEST_DAY}")
    side = told.get("side", Side.OURS)
    if side not in list(Side):
        raise ValueError(f"{where}: side must be one of {', '.join(Side)}")
    return PlaybookStep(key.strip(), words, Side(side), day, None if rule is None else _rule(rule, where))


def _rule(told: Any, where: str) -> str:
    """Give a recurrence rule that names days; raises ``ValueError``."""
    if not isinstance(told, str) or not re.fullmatch(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*", told):
        raise ValueError(f"{where}: rule must be one of iCalendar such as 'FREQ=MONTHLY;BYDAY=1MO'")
    parts = [part.split("=") for part in told.split(";")]
    names = [name for name, _ in parts]
    if dict(parts).get("FREQ") not in _FREQUENCIES or not _PARTS.issuperset(names) or len({*names}) < len(names):
        known = ", ".join(sorted(_PARTS))
        raise ValueError(f"{where}: a rule has FREQ of {', '.join(sorted(_FREQUENCIES))}, and once each of {known}")
    try:
        found = next(occurrences(told, date(2026, 1, 1)), None)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{where}: the rule '{shortened(told, 60)}' cannot be read ({error})") from error
    if found is None or "INTERVAL=0" in told.split(";"):
        raise ValueError(f"{where}: the rule '{shortened(told, 60)}' names no day within ten years")
    return told


def occurrences(rule: str, first: date) -> Iterator[date]:
    """Give the days of a rule from the first day of a stage on, in order, up to ten years ahead.

    Where a month has no such day, a plain rule takes its last one, as RFC 7529 does with ``SKIP=BACKWARD``.
    """
    from dateutil.rrule import rrulestr

    begin = datetime.combine(first, time())
    last = begin + timedelta(days=LATEST_DAY)
    found = rrulestr(_never_skipping(rule, first), dtstart=begin)
    return (moment.date() for moment in takewhile(lambda moment: moment <= last, found))


def _never_skipping(rule: str, first: date) -> str:
    """Let a rule that would skip months without the first day's number take the last day there is."""
    parts = rule.split(";")
    frequency = next(part for part in parts if part.startswith("FREQ="))
    if first.day <= DAYS_OF_EVERY_MONTH or any(part.startswith("BY") for part in parts):
        return rule
    days = ",".join(map(str, range(DAYS_OF_EVERY_MONTH, first.day + 1)))
    if frequency == "FREQ=MONTHLY":
        return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
    return f"{rule};BYMONTH={first.month};BYMONTHDAY={days};BYSETPOS=-1" if frequency == "FREQ=YEARLY" else rule


def days_of(step: PlaybookStep, first: date) -> Iterator[date]:
    """Give the days of a step whose stage began on a first day."""
    if step.day is not None:
        return iter((first + timedelta(days=step.day),))
    assert step.rule is not None
    return occurrences(step.rule, first)

"""Playbooks: what is to be done in each stage of a relationship, as TOML files, the user's before ours."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any

from clienttrack import textfiles
from clienttrack.errors import NotFound, UsageProblem
from clienttrack.recurrence import checked_rule, occurrences
from clienttrack.screen import shortened
from clienttrack.vocabulary import PlaybookStage, Side
from clienttrack.worded import FIRST_LANGUAGE, Words, check_keys, read_words

FOLDER = "playbooks"
MOST_STEPS = 100
LATEST_DAY = 3_660
_KEYS = frozenset({"name", *PlaybookStage})
_STEP_KEYS = frozenset({"key", "day", "rule", "side", "words"})


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

    One that is there no more gives way to the usual. Raises ``UnknownPlaybook`` or ``BrokenPlaybook`` for the one told,
    or the usual, at once.
    """
    first, names = playbook(settings_path, told or usual), playbook_names(settings_path)
    named = cache(partial(playbook, settings_path))
    return lambda before: first if told or before not in names else named(before)


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
    try:
        return PlaybookStep(key.strip(), words, Side(side), day, None if rule is None else checked_rule(rule))
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error


def days_of(step: PlaybookStep, first: date, *, until: date) -> Iterator[date]:
    """Give the days of a step whose stage began on a first day, up to a last day."""
    if step.rule is not None:
        return occurrences(step.rule, first, until=until)
    assert step.day is not None
    return iter((first + timedelta(days=step.day),))

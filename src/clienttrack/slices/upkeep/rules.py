"""What counts as a problem of a book, which exit code it has, and which names are nearly the same."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from clienttrack.errors import ExitCode
from clienttrack.likeness import NEAR_TAG, NEARLY_THE_SAME, core_of_name

NEIGHBOURS = 20
ENOUGH_TO_SAY = 5
COMPLETE_AIM = 85
DERIVED = frozenset({"trigger", "standing", "search"})


class Gravity(StrEnum):
    """How bad a finding is: the file is damaged, a record is wrong, or something is only worth a look."""

    DAMAGE = "damage"
    PROBLEM = "problem"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `book check` found: its kind, the record it is about, what is wrong and what to do."""

    gravity: Gravity
    kind: str
    record: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of the fields that should be known is filled in, over the clients that are served.

    ``percent`` is ``None`` when fewer than five clients make a percentage meaningless.
    """

    clients: int
    percent: int | None
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class BookHealth:
    """The outcome of a check; ``fine`` is true without damage and problems, hints or not."""

    book: str
    fine: bool
    findings: tuple[Finding, ...]
    completeness: Completeness | None
    repaired: tuple[str, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether the file itself is broken, so that nothing in it can be relied on."""
        return any(finding.gravity is Gravity.DAMAGE for finding in self.findings)

    @property
    def out_of_step(self) -> tuple[str, ...]:
        """The derived parts that a repair makes anew."""
        return tuple(finding.kind for finding in self.findings if finding.kind in DERIVED)

    @property
    def exit_code(self) -> ExitCode:
        """What the shell is told: 7 for a damaged file, 6 for wrong records, 0 otherwise."""
        if self.damaged:
            return ExitCode.STORAGE
        return ExitCode.DONE if self.fine else ExitCode.BAD_DATA


def is_fine(findings: Sequence[Finding]) -> bool:
    """Tell whether nothing worse than hints was found."""
    return all(finding.gravity is Gravity.HINT for finding in findings)


def near_names(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Give the places of folded names of clients that are nearly the same, by the measure that stops ``client add``."""
    from rapidfuzz.distance import OSA

    cores = [core_of_name(key) for key in keys]
    return _near_pairs(cores, lambda one, other: OSA.normalized_similarity(one, other) >= NEARLY_THE_SAME)


def near_tags(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Give the places of folded tags that are nearly the same, by the measure that warns of a new tag."""
    from rapidfuzz import fuzz

    return _near_pairs(keys, lambda one, other: fuzz.ratio(one, other) >= NEAR_TAG)


def _near_pairs(keys: Sequence[str], near: Callable[[str, str], bool]) -> list[tuple[int, int]]:
    """Compare texts with their neighbours in two orders (as written; with their words sorted).

    So the time grows with the number of texts and not with its square. Texts that differ in a number are not near.
    """
    words_sorted = [" ".join(sorted(re.findall(r"\w+", key))) for key in keys]
    numbers = [re.findall("[0-9]+", key) for key in keys]
    found: set[tuple[int, int]] = set()
    for spelled in (keys, words_sorted):
        order = sorted(range(len(keys)), key=spelled.__getitem__)
        for place, one in enumerate(order):
            for other in islice(order, place + 1, place + 1 + NEIGHBOURS):
                if numbers[one] == numbers[other] and near(spelled[one], spelled[other]):
                    found.add((min(one, other), max(one, other)))
    return sorted(found)


def completeness(clients: int, filled: dict[str, int]) -> Completeness:
    """Work out the mean filled share of the fields; source: product page, section 4, ``complete``."""
    missing = {field: clients - count for field, count in filled.items()}
    if clients < ENOUGH_TO_SAY:
        return Completeness(clients, None, missing)
    return Completeness(clients, round(100 * sum(filled.values()) / (clients * len(filled))), missing)


def moment_in_name(path: Path) -> datetime | None:
    """Read the moment that is the name of one of our own backups; ``None`` for any other name."""
    try:
        return datetime.strptime(path.name, "%Y-%m-%dT%H%M%S.%fZ.db").replace(tzinfo=UTC)
    except ValueError:
        return None


def size_words(size_bytes: int) -> str:
    """Write a size in the unit in which it is short: 96 kB, 1.3 MB."""
    thousands = size_bytes / 1_000
    return f"{thousands:.0f} kB" if thousands < 1_000 else f"{thousands / 1_000:.1f} MB"

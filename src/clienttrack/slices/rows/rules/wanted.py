"""What the user wants of an import, beside the files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from shlex import quote
from typing import Any, TypeVar

from clienttrack.errors import UsageProblem
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules.days import DayOrder
from clienttrack.slices.mappings.rules.mapping import Mapping as ColumnMapping
from clienttrack.slices.mappings.rules.planning import parsed_maps

Word = TypeVar("Word", bound=StrEnum)
LONGEST_STAGGER = 3_660


class OnMatch(StrEnum):
    """What becomes of a row whose record is in the book already."""

    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"
    ERROR = "error"
    NEW = "new"


class Kind(StrEnum):
    """What the rows of a table are."""

    CLIENTS = "clients"
    CONTACTS = "contacts"
    TOUCHPOINTS = "touchpoints"
    TASKS = "tasks"
    PAYMENTS = "payments"


class OtherKind(UsageProblem):
    """The table was recognised as one of other records."""

    def __init__(self, file: str, kind: str, mapping: str, asked: str) -> None:
        super().__init__(
            f"'{shortened(file, 80)}' is a table of {kind} ({mapping}), not of {asked}. Leave out --as, or name "
            "another mapping with --mapping."
        )


class UnknownChoice(UsageProblem):
    """The word is none that the option takes."""

    def __init__(self, option: str, word: str, words: Sequence[str]) -> None:
        super().__init__(f"'{shortened(word, 40)}' is nothing for {option}. Write one of {', '.join(words)}.")


class UnreadableStagger(UsageProblem):
    """The words name no number of days."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"'{shortened(words, 40)}' is no number of days to spread first touches over. "
            "Write it with its unit, as 30d or 4w."
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are to be read and what becomes of their rows; ``stagger`` is a number of days, 0 for none."""

    maps: Mapping[str, str] = field(default_factory=dict)
    mapping: str | None = None
    kind: Kind | None = None
    encoding: str | None = None
    delimiter: str | None = None
    order: DayOrder | None = None
    on_match: OnMatch = OnMatch.UPDATE
    skip_errors: bool = False
    strict_columns: bool = False
    stage_back: bool = False
    stagger: int = 0
    dry_run: bool = False

    @property
    def options(self) -> list[str]:
        """Write what differs from the rule as one types it."""
        told = {
            "--mapping": self.mapping,
            "--as": self.kind,
            "--encoding": self.encoding,
            "--delimiter": self.delimiter,
            "--date-order": self.order,
            "--on-match": self.on_match if self.on_match is not OnMatch.UPDATE else None,
            "--stagger": f"{self.stagger}d" if self.stagger else None,
        }
        flags = {
            "--skip-errors": self.skip_errors,
            "--strict-columns": self.strict_columns,
            "--stage-back": self.stage_back,
        }
        maps = [f"--map {quote(f'{header}={field}')}" for header, field in self.maps.items()]
        words = [f"{name} {quote(word)}" for name, word in told.items() if word is not None]
        return [*maps, *words, *(name for name, is_told in flags.items() if is_told)]


def read_stagger(words: str | None) -> int:
    """Read ``30d`` or ``4w`` as a number of days; raises ``UnreadableStagger``."""
    if words is None:
        return 0
    match = re.fullmatch("([0-9]{1,4})([dw])", words.strip().lower())
    days = 0 if match is None else int(match[1]) * (7 if match[2] == "w" else 1)
    if not 1 <= days <= LONGEST_STAGGER:
        raise UnreadableStagger(words)
    return days


def read(
    *,
    maps: Sequence[str],
    plain: ColumnMapping,
    kind: str | None,
    order: str | None,
    on_match: str,
    stagger: str | None,
    **same: Any,
) -> Wanted:
    """Read what the user told; raises ``UnknownChoice``, ``UnreadableStagger`` and what ``parsed_maps`` raises."""
    return Wanted(
        maps=parsed_maps(maps, plain),
        kind=None if kind is None else _choice("--as", kind, Kind),
        order=None if order is None else _choice("--date-order", order, DayOrder),
        on_match=_choice("--on-match", on_match, OnMatch),
        stagger=read_stagger(stagger),
        **same,
    )


def _choice(option: str, word: str, words: type[Word]) -> Word:
    try:
        return words(word.strip().lower())
    except ValueError as error:
        raise UnknownChoice(option, word, [*words]) from error

"""References: the short stable names that lines of the morning list carry, e.g. ``@acme`` and ``t12``."""

import re
from dataclasses import dataclass
from enum import StrEnum

from clienttrack.errors import NotFound
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.vocabulary import DueKind


class RefKind(StrEnum):
    """What a reference names; each kind is the mark that the reference begins with."""

    TOUCH = "@"
    TASK = "t"
    MEETING = "m"
    NEED = "w"
    ISSUE = "i"
    OCCASION = "o"
    MILESTONE = "p"
    RENEWAL = "c"
    PAYMENT = "y"
    SURVEY = "s"
    RISK = "k@"
    NO_NEXT_STEP = "n@"
    PAUSED = "z@"

    @property
    def is_of_a_client(self) -> bool:
        """Whether a handle follows the mark, and not the number of a record."""
        return "@" in self.value


@dataclass(frozen=True, slots=True)
class LineKind:
    """A kind of line: its word, null while none comes up, and what ends it where ``done`` cannot."""

    word: DueKind | None = None
    own_command: str | None = None


LINE_KINDS = {
    RefKind.TOUCH: LineKind(DueKind.TOUCH),
    RefKind.TASK: LineKind(DueKind.TASK),
    RefKind.NO_NEXT_STEP: LineKind(
        DueKind.NO_NEXT_STEP,
        "goes away with a next step. Make one with `clienttrack task add {key} TEXT --by DAY` "
        "or `clienttrack log {key} TEXT --next TEXT --by DAY`",
    ),
    RefKind.RISK: LineKind(DueKind.RISK),
    RefKind.PAUSED: LineKind(DueKind.PAUSED, "goes away when the pause ends, with `clienttrack client resume {key}`"),
    RefKind.ISSUE: LineKind(own_command="is an issue, use `clienttrack issue`"),
    RefKind.MEETING: LineKind(
        DueKind.MEETING,
        "is a meeting. Say what came of it with `clienttrack meet hold m{key}` or `clienttrack meet cancel m{key}`",
    ),
    RefKind.NEED: LineKind(
        DueKind.NEED,
        "is a need. Say what came of the proposal with `clienttrack need meet w{key}`, "
        "`clienttrack need reopen w{key}` or `clienttrack need drop w{key}`",
    ),
}
MARKS = {line.word: mark for mark, line in LINE_KINDS.items() if line.word is not None}
_NUMBERED = "([tmwiopcys])([0-9]{1,18})"
LARGEST_NUMBER = 10**18 - 1  # of a record that a reference can name
_OF_A_CLIENT = r"([knz]?@)(\S+)"


class NotARef(NotFound):
    """Words that are no reference at all."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"'{shortened(words, 60)}' is no reference. Copy one from `clienttrack due`, for example @acme or t12."
        )


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference that was read: a kind with the number of a record, or with a client's handle or alias."""

    kind: RefKind
    number: int | None = None
    handle: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}{self.handle if self.number is None else self.number}"


def read_ref(words: str) -> Ref:
    """Read a reference, case and width of letters free; raises ``NotARef``.

    The handle is folded but not looked up; a reference is never a beginning of one.
    """
    text = fold(words)
    if match := re.fullmatch(_NUMBERED, text):
        return Ref(RefKind(match[1]), number=int(match[2]))
    if match := re.fullmatch(_OF_A_CLIENT, text):
        return Ref(RefKind(match[1]), handle=match[2])
    raise NotARef(words)


def find_ref(words: str) -> Ref | None:
    """Read a reference, or give ``None`` for words that are none."""
    try:
        return read_ref(words)
    except NotARef:
        return None


def number_of(words: str, kind: RefKind) -> int | None:
    """Give the number of a record from its reference or its bare number; ``None`` for words that name none."""
    if match := re.fullmatch("[0-9]{1,18}", fold(words)):
        return int(match[0])
    ref = find_ref(words)
    return None if ref is None or ref.kind is not kind else ref.number


def touch(handle: str) -> str:
    """Write the reference of a client's silence."""
    return f"{RefKind.TOUCH}{handle}"


def task(number: int) -> str:
    """Write the reference of a promise."""
    return f"{RefKind.TASK}{number}"


def meeting(number: int) -> str:
    """Write the reference of a meeting."""
    return f"{RefKind.MEETING}{number}"


def need(number: int) -> str:
    """Write the reference of a need."""
    return f"{RefKind.NEED}{number}"


def payment(number: int) -> str:
    """Write the reference of a payment."""
    return f"{RefKind.PAYMENT}{number}"


def risk(handle: str) -> str:
    """Write the reference of a client's churn risk."""
    return f"{RefKind.RISK}{handle}"


def no_next_step(handle: str) -> str:
    """Write the reference of a client's missing next step."""
    return f"{RefKind.NO_NEXT_STEP}{handle}"


def paused(handle: str) -> str:
    """Write the reference of a paused client."""
    return f"{RefKind.PAUSED}{handle}"

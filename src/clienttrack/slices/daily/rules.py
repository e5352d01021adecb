"""What the words of log, done and snooze mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack.dates import DayDirection, in_words, read_day
from clienttrack.errors import NotFound, Refused, UsageProblem
from clienttrack.refs import LINE_KINDS, Ref, RefKind, find_ref, read_ref
from clienttrack.screen import shortened
from clienttrack.slices.touchpoints.rules import read_happened_on
from clienttrack.vocabulary import Direction, DueKind, TouchKind

STDIN = "-"


class DayWithoutPromise(UsageProblem):
    """A day was told for a promise that was not."""

    def __init__(self, by: str) -> None:
        super().__init__(f"--by {shortened(by, 40)} says when, but not what. Say what is promised with --next TEXT.")


class NothingPiped(UsageProblem):
    """No text was told, and none comes on stdin."""

    def __init__(self) -> None:
        super().__init__("There is no text, and nothing comes on stdin. Write TEXT in quotes, or pipe it in.")


class AddressIsNoName(Refused):
    """A client is never made of an e-mail address, which is a person's."""

    def __init__(self, address: str) -> None:
        told = shortened(address, 60)
        super().__init__(
            f"'{told}' is an e-mail address, and no client is named by one. Make the client with `clienttrack client "
            f"add NAME`, and the person with `clienttrack contact add CLIENT NAME --email {told}`."
        )


class NoRefToFinish(UsageProblem):
    """Only words were given, and no reference."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"'{shortened(words, 60)}' is no reference. Copy one from `clienttrack due`, for example @acme or t12."
        )


class TwoTexts(UsageProblem):
    """More than one word is no reference."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            f"'{shortened(first, 60)}' and '{shortened(second, 60)}' are no references, and only one text can be "
            "logged. Put the text in quotes."
        )


class TextWithoutTouch(UsageProblem):
    """A text or kind was told, but no client was in touch."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"'{shortened(words, 60)}' can be kept only with a client's own line such as @acme or k@acme. "
            "A task is finished without a text."
        )


class NotAtRisk(Refused):
    """The client's churn risk is not high, so that line does not come up."""

    def __init__(self, handle: str, level: str | None) -> None:
        is_so = "has no churn risk" if level is None else f"has a churn risk of '{level}', not 'high'"
        super().__init__(f"k@{handle} does not come up: {handle} {is_so}. `clienttrack risk list` shows who may leave.")


class OwnCommand(Refused):
    """This line is finished by a command of its own."""

    def __init__(self, kind: RefKind, key: int | str) -> None:
        how = (LINE_KINDS[kind].own_command or "").format(key=key)
        super().__init__(f"`done` cannot finish {kind}{key}: it {how}.")


class UnknownRef(NotFound):
    """No line has that reference."""

    def __init__(self, ref: Ref) -> None:
        super().__init__(f"There is no line '{ref}'. `clienttrack due` shows the references of all lines.")


class NotPaused(Refused):
    """The client is not paused, so that line does not come up."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"The client {handle} is not paused. Use @{handle} to snooze the touch.")


class NotComingUp(Refused):
    """The meeting is over, or nothing is proposed for the need."""

    def __init__(self, ref: str, status: str) -> None:
        super().__init__(f"{ref} is {status}, so it does not come up and there is nothing to snooze.")


class SnoozeOver(Refused):
    """A snooze ends on a day that is still to come."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"A snooze must end after today, and {day} ({in_words(day, today=today)}) does not. "
            "Give a later day, for example --until +3d."
        )


class NotSnoozed(Refused):
    """There is no snooze to end."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} is not snoozed, so there is nothing to clear.")


class SnoozeUnclear(UsageProblem):
    """Neither a day nor --clear was told, or both."""

    def __init__(self) -> None:
        super().__init__(
            "Say until when with --until DAY, for example --until +3d, or end a snooze with --clear alone."
        )


@dataclass(frozen=True, slots=True)
class Talk:
    """What happened with a client: everything but the words and with whom."""

    kind: TouchKind
    happened_on: date
    direction: Direction | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is promised next, and the day if one was told."""

    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class LinesToFinish:
    """The references given to ``done`` and the text among them; ``by_touch`` where a kind of touch was told."""

    refs: tuple[Ref, ...]
    text: str | None
    by_touch: bool = False

    @property
    def touches(self) -> tuple[Ref, ...]:
        """The references of clients who were in touch; a risk is answered by a touch where its kind was told."""
        return tuple(ref for ref in self.refs if ref.kind is RefKind.TOUCH or (self.by_touch and ref in self.risks))

    @property
    def risks(self) -> tuple[Ref, ...]:
        """The references of risks that were answered."""
        return tuple(ref for ref in self.refs if ref.kind is RefKind.RISK)

    @property
    def named_touches(self) -> str:
        """Those references in words."""
        return " and ".join(map(str, self.touches))


def read_talk(
    *, kind: TouchKind, on: str | None, direction: Direction | None, minutes: int | None, today: date
) -> Talk:
    """Read when and how a client was in touch; raises ``UnreadableDay`` or ``FutureTouchpoint``."""
    return Talk(kind, read_happened_on(on, today=today), direction, minutes)


def read_finishing(*, kind: TouchKind | None, on: str | None, today: date) -> Talk:
    """Read when a line was finished, and how; raises ``UnreadableDay`` or ``DoneInTheFuture``."""
    from clienttrack.slices.tasks.rules import read_done_on

    return Talk(kind or TouchKind.OTHER, read_done_on(on, today=today))


def read_next_step(text: str | None, by: str | None, *, today: date) -> NextStep | None:
    """Read the next promise; without a day it is undated. Raises ``DayWithoutPromise`` or ``UnreadableDay``."""
    if text is None:
        if by is not None:
            raise DayWithoutPromise(by)
        return None
    return NextStep(text, None if by is None else read_day(by, today=today, direction=DayDirection.COMING))


def checked_new_name(name: str) -> str:
    """Give back the name of a client to be made; raises ``AddressIsNoName``."""
    person, _, place = name.strip().partition("@")
    if person and "." in place and " " not in place:
        raise AddressIsNoName(name)
    return name


def read_lines_to_finish(words: Sequence[str], *, kind: TouchKind | None) -> LinesToFinish:
    """Tell references and the one text apart; a repeated reference counts once.

    Raises ``NoRefToFinish``, ``TwoTexts`` or ``TextWithoutTouch``.
    """
    refs = [ref for ref in map(find_ref, words) if ref is not None]
    texts = [text for text in words if find_ref(text) is None]
    if len(texts) > 1:
        raise TwoTexts(texts[0], texts[1])
    if not refs:
        raise NoRefToFinish(texts[0])
    told = LinesToFinish(tuple(dict.fromkeys(refs)), texts[0] if texts else None, kind is not None)
    if not told.touches and not told.risks and (texts or kind):
        raise TextWithoutTouch(texts[0] if texts else f"--kind {kind}")
    return told


def read_until(words: str | None, *, clear: bool, because: str | None, today: date) -> date | None:
    """Read the day a snooze ends, ``None`` to clear it.

    Raises ``SnoozeUnclear``, ``UnreadableDay`` or ``SnoozeOver``.
    """
    if clear != (words is None) or (clear and because is not None):
        raise SnoozeUnclear
    if words is None:
        return None
    day = read_day(words, today=today, direction=DayDirection.COMING)
    if day <= today:
        raise SnoozeOver(day, today)
    return day


def read_refs(words: Sequence[str]) -> tuple[Ref, ...]:
    """Read references, each once; raises ``NotARef``."""
    return tuple(dict.fromkeys(map(read_ref, words)))


def finishable(ref: Ref) -> Ref:
    """Give back a reference that ``done`` may look up; raises ``OwnCommand`` or ``UnknownRef``."""
    line = LINE_KINDS.get(ref.kind)
    if ref.number is not None and line is not None and line.own_command is not None:
        raise OwnCommand(ref.kind, ref.number)
    word_of(ref)
    return ref


def word_of(ref: Ref) -> DueKind:
    """Give the kind of line that a reference names; raises ``UnknownRef`` for one that does not come up."""
    line = LINE_KINDS.get(ref.kind)
    if line is None or line.word is None:
        raise UnknownRef(ref)
    return line.word

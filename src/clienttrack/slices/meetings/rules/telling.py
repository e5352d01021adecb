"""The words in which a meeting that was held is told of, and how it is corrected."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from clienttrack.screen import one_line, quoted
from clienttrack.vocabulary import TouchKind

HOLD = "meet hold"
Command = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Told:
    """The words in which a meeting that was held is told of on the command line."""

    whom: str
    on: str | None = None
    question_set: str | None = None
    contacts: tuple[str, ...] = ()
    kind: TouchKind = TouchKind.MEETING
    language: str | None = None


def from_draft(told: Told, path: object) -> str:
    """Give the words that write a draft down as what was told."""
    words = [HOLD, _typed(told.whom)]
    words += [f"--on {_typed(told.on)}"] if told.on is not None else []
    words += [f"--questions {_typed(told.question_set)}"] if told.question_set is not None else []
    words += [f"--with {_typed(one)}" for one in told.contacts]
    words += [f"--kind {told.kind}"] if told.kind is not TouchKind.MEETING else []
    words += [f"--language {_typed(told.language)}"] if told.language is not None else []
    return f"{' '.join(words)} --from {quoted(path)}"


def _typed(word: str) -> str:
    return one_line(shlex.quote(word))


@dataclass(frozen=True, slots=True)
class Correction:
    """What corrects a meeting: the operation that wrote it down, and what is told again of it."""

    ref: str
    operation: int
    told: Told

    def steps(self, command: Command) -> str:
        """Say how it is corrected, command after command; ``command`` gives one as the user types it."""
        notes = f"{self.ref}.md"
        return (
            f"To correct {self.ref}: {command(f'meet show {self.ref} --form > {notes}')}, mend {notes}, "
            f"{command(f'undo {self.operation}')}, {command(from_draft(self.told, notes))}."
        )

    def steps_with(self, newer: "Correction", command: Command) -> str:
        """Say how the notes of a newer meeting take the place of this one's."""
        notes = f"{newer.ref}.md"
        return (
            f"If {newer.ref} was to correct {self.ref}: {command(f'meet show {newer.ref} --form > {notes}')}, "
            f"{command(f'undo {newer.operation}')}, {command(f'undo {self.operation}')}, "
            f"{command(from_draft(self.told, notes))}."
        )

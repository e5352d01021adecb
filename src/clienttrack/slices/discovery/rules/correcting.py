"""How a meeting that was held is corrected: it is taken back and written down again."""

from collections.abc import Callable
from dataclasses import dataclass

from clienttrack.slices.discovery.rules.holding import Told, from_draft

Command = Callable[[str], str]


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

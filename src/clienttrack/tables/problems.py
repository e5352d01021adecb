"""What can be wrong with a file, a row or a cell, and where it stands."""

from dataclasses import dataclass

from clienttrack.screen import one_line, shortened


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell, row or file cannot be taken, and where; ``line`` is the physical line of the row's start."""

    file: str
    line: int | None
    column: str | None
    code: str
    message: str


class Unusable(Exception):
    """A cell, row or file that cannot be taken; becomes a ``Problem`` where file and line are known."""

    def __init__(self, code: str, message: str, *, line: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.column = code, message, line, column


class LeftOut(Unusable):
    """A row that says nothing which could be kept, and that nobody can mend: it is left out and told."""


def in_words(problem: Problem) -> str:
    """Say where a problem stands and what it is."""
    line = "" if problem.line is None else f", line {problem.line}"
    column = "" if problem.column is None else f", column '{shortened(problem.column, 40)}'"
    return f"{one_line(problem.file)}{line}{column}: {problem.message}"

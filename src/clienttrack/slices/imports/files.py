"""The files of an import: those that are read, and the one that refused rows are written to."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clienttrack.errors import StorageProblem, UsageProblem
from clienttrack.output import kept_file, would_overwrite
from clienttrack.tables import reading
from clienttrack.tables.problems import Problem, Unusable

COLUMNS = ("_line", "_column", "_code", "_message")


class UnwritableErrors(StorageProblem):
    """The refused rows cannot be written where they are wanted."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The refused rows cannot be written to '{path}': {why}. Nothing was imported.")


class ErrorsOntoInput(UsageProblem):
    """The refused rows would take the place of a file that must stay."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"'{path}' is {what}. Name another file with --errors.")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is open, under the name the user gave it."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file was read, so that its rows can be found again."""

    source: Source
    table: reading.Table


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was understood; ``footer`` counts the lines below its rows that were left out."""

    file: str
    mapping: str | None
    encoding: str | None
    rows: int
    sha256: str | None = None
    footer: int = 0


def opened(names: Sequence[str], stack: ExitStack) -> list[Source]:
    """Open every file before the book is touched; what comes through a pipe is read to its end."""
    return [Source(name, stack.enter_context(reading.source(name))) for name in names]


def check_errors(target: str | None, names: Sequence[str], book_path: Path) -> None:
    """Refuse a place for refused rows that must stay as it is; raises ``ErrorsOntoInput``, ``UnwritableErrors``."""
    if target is None:
        return
    path = Path(target)
    if target == "-":
        raise UnwritableErrors(path, "it is no file; name one")
    if would_overwrite(path, UnwritableErrors):
        if book_path.exists() and path.samefile(book_path):
            raise ErrorsOntoInput(path, "the book itself")
        if any(Path(name).exists() and path.samefile(name) for name in names if name != "-"):
            raise ErrorsOntoInput(path, "one of the files to import")


def write_refused(target: str | None, shapes: Sequence[Shape], problems: Sequence[Problem]) -> None:
    """Write the rows that problems name as they were, each with its line and what is wrong, to the file ``target``.

    Where several files have such rows, each has a file of its own, named after it. Raises ``UnwritableErrors``.
    """
    if target is None:
        return
    wrong: dict[str, dict[int, list[Problem]]] = {}
    for problem in problems:
        if problem.line is not None:
            wrong.setdefault(problem.file, {}).setdefault(problem.line, []).append(problem)
    broken = [shape for shape in shapes if max(wrong.get(shape.source.name, [0])) > shape.table.header_line]
    path, stems = Path(target), [Path(shape.source.name).stem for shape in broken]
    for place, (shape, stem) in enumerate(zip(broken, stems, strict=True)):
        again = stems[:place].count(stem)
        name = path.name
        if len(broken) > 1:
            name = f"{path.stem}-{stem}{f'-{again + 1}' if again else ''}{path.suffix}"
        _write(path.with_name(name), shape, wrong[shape.source.name])


def _write(path: Path, shape: Shape, wrong: dict[int, list[Problem]]) -> None:
    # A file that cannot be read to its end has no rows behind that place.
    with kept_file(path, UnwritableErrors) as file, suppress(Unusable):
        csv.writer(file).writerows(_rows(shape, wrong))


def _rows(shape: Shape, wrong: dict[int, list[Problem]]) -> Iterable[list[str]]:
    """Give the header and the refused rows; what is wrong stands first, so that a row of any length stays as it was."""
    yield [*COLUMNS, *shape.table.header]
    for record in shape.table.records():
        if told := wrong.get(record.line):
            joined = ("; ".join(dict.fromkeys(words)) for words in zip(*(_told(one) for one in told), strict=True))
            yield [str(record.line), *joined, *record.cells]


def _told(problem: Problem) -> tuple[str, str, str]:
    return problem.column or "", problem.code, problem.message

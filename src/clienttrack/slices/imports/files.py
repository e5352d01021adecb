"""The files of an import: those that are read, and the one that refused rows are written to."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clienttrack.errors import StorageProblem, UsageProblem
from clienttrack.output import kept_file, would_overwrite
from clienttrack.screen import one_line
from clienttrack.slices.rows.rules.telling import OF_A_BOOK
from clienttrack.tables import documents, reading
from clienttrack.tables.problems import Problem, Unusable

COLUMNS = ("_line", "_column", "_code", "_message")
BEGINNING = 64
# As we write it, and as a spreadsheet saves it.
_OF_REFUSED_ROWS = re.compile(rb'(?:\xef\xbb\xbf)?"?_line"?[,;\t|]"?_column"?[,;\t|]"?_code"?[,;\t|]"?_message\b')


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
    """How a table was read, so that its rows can be found again; ``stem`` tells it from others in names of files."""

    name: str
    stem: str
    table: reading.Table


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was understood.

    ``preamble`` and ``footer`` count the lines above its header and below its rows that were left out, ``left_out``
    the rows of a table that cannot be kept.
    """

    file: str
    mapping: str | None
    encoding: str | None
    rows: int
    sha256: str | None = None
    footer: int = 0
    preamble: int = 0
    left_out: int = 0


def opened(names: Sequence[str], stack: ExitStack) -> list[Source]:
    """Open every file before the book is touched; what comes through a pipe is read to its end."""
    return [Source(name, stack.enter_context(reading.source(name))) for name in names]


def lost_to_errors(target: str | None, names: Sequence[str], book_path: Path) -> Path | None:
    """Give a file that refused rows would take the place of and that is no such file itself, nor empty.

    Raises ``ErrorsOntoInput`` for one that must stay, and ``UnwritableErrors``.
    """
    if target is None:
        return None
    if target == "-":
        raise UnwritableErrors(Path(target), "it is no file; name one")
    path, stems = Path(target), [stem for name in names for stem in _stems(name)]
    beside = [_beside(path, stems, place) for place in range(len(stems))] if len(stems) > 1 else []
    there = [one for one in (path, *beside) if would_overwrite(one, UnwritableErrors)]
    for one in there:
        if book_path.exists() and one.samefile(book_path):
            raise ErrorsOntoInput(one, "the book itself")
        if any(Path(name).exists() and one.samefile(name) for name in names if name != "-"):
            raise ErrorsOntoInput(one, "one of the files to import")
    return next((one for one in there if not _is_of_refused_rows(one)), None)


def _stems(name: str) -> list[str]:
    """Give what tells the tables of a file from others: a whole book has one of each kind."""
    stem = Path(name).stem
    if name != "-":
        with reading.source(name) as stream:
            if not documents.is_document(stream):
                return [stem]
    return [stem, *(f"{stem}-{kind}" for kind in OF_A_BOOK)]


def _beside(path: Path, stems: Sequence[str], place: int) -> Path:
    """Give the file that the refused rows of one of several tables go to, named after it."""
    again = stems[:place].count(stems[place])
    return path.with_name(f"{path.stem}-{stems[place]}{f'-{again + 1}' if again else ''}{path.suffix}")


def _is_of_refused_rows(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            begin = file.read(BEGINNING)
    except OSError as error:
        raise UnwritableErrors(path, error.strerror or str(error)) from error
    return not begin or bool(_OF_REFUSED_ROWS.match(begin))


def write_refused(
    target: str | None, tell: Callable[[str], None], shapes: Sequence[Shape], problems: Sequence[Problem]
) -> None:
    """Write the rows that problems name as they were, each with its line and what is wrong, to the file ``target``.

    Where several files have such rows, each has a file of its own, named after it. What was written is told.
    Raises ``UnwritableErrors``.
    """
    if target is None:
        return
    wrong: dict[str, dict[int, list[Problem]]] = {}
    for problem in problems:
        if problem.line is not None:
            wrong.setdefault(problem.file, {}).setdefault(problem.line, []).append(problem)
    broken = [shape for shape in shapes if max(wrong.get(shape.name, [0])) > shape.table.header_line]
    path, stems = Path(target), [shape.stem for shape in broken]
    paths = [_beside(path, stems, place) if len(broken) > 1 else path for place in range(len(broken))]
    for one, shape in zip(paths, broken, strict=True):
        _write(one, shape, wrong[shape.name])
    if paths:
        named = ", ".join(one_line(f"'{one}'") for one in paths)
        tell(f"The refused rows are in {named}; mend and import them.")


def _write(path: Path, shape: Shape, wrong: dict[int, list[Problem]]) -> None:
    # A file that cannot be read to its end has no rows behind that place.
    with kept_file(path, UnwritableErrors) as file, suppress(Unusable):
        csv.writer(file).writerows(_rows(shape, wrong))


def _rows(shape: Shape, wrong: dict[int, list[Problem]]) -> Iterable[list[str]]:
    """Give the header and the refused rows; what is wrong stands first, so that a row of any length stays as it was.

    What was wrong before with a row that is refused again is left out.
    """
    header = shape.table.header
    before = len(COLUMNS) if tuple(map(str.strip, header[: len(COLUMNS)])) == COLUMNS else 0
    yield [*COLUMNS, *header[before:]]
    for record in shape.table.records():
        if told := wrong.get(record.line):
            joined = ("; ".join(dict.fromkeys(words)) for words in zip(*(_told(one) for one in told), strict=True))
            yield [str(record.line), *joined, *record.cells[before:]]


def _told(problem: Problem) -> tuple[str, str, str]:
    return problem.column or "", problem.code, problem.message

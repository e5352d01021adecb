"""How an import looks: what came of it."""

from typing import TYPE_CHECKING, TypeVar

from clienttrack.differences import difference_line, more_differences
from clienttrack.screen import one_line, plain_data, shortened
from clienttrack.tables.problems import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clienttrack.slices.imports.actions import ImportedFiles
    from clienttrack.slices.imports.files import ReadFile
    from clienttrack.slices.imports.queries import Counts, Dropped, Duplicate, SkippedRow

Shown = TypeVar("Shown")

SHOWN = 10
COUNTED_ONLY = ("blank", "not won")  # nobody need look at these rows
PROBLEMS_TOLD = 20


def imported(done: "ImportedFiles") -> str:
    """One line for each file, then what was created, updated and left, and the first rows and fields of each sort."""
    unchanged = f" Unchanged: {_counts(done.unchanged)}." if any(plain_data(done.unchanged).values()) else ""
    rows = f" Rows: {said}." if (said := _rows(done)) else ""
    lines = [*map(_file, done.files)]
    lines.append(f"Created: {_counts(done.created)}. Updated: {_counts(done.updated)}.{unchanged}{rows}")
    differences = [difference_line(one) for one in done.differences[:SHOWN]]
    more = len(done.differences) - len(differences) + done.more_differences
    lines += [*differences, *more_differences(more, done.more_changed_records)]
    skipped = [one for one in done.skipped_rows if one.name or one.reason not in COUNTED_ONLY]
    many = done.skipped - sum(done.skipped_because.get(reason, 0) for reason in COUNTED_ONLY)
    lines += _first(skipped, _skipped, many, SHOWN)
    lines += _first(done.duplicates, _duplicate, done.duplicate_rows, SHOWN)
    lines += _first(done.dropped, _dropped, len(done.dropped) + done.more_dropped, SHOWN)
    lines += _first(done.errors, lambda problem: f"  {in_words(problem)}", len(done.errors), PROBLEMS_TOLD)
    return "\n".join([*lines, _outcome(done)])


def _rows(done: "ImportedFiles") -> str:
    """Say how many rows became no record of their own, and why."""
    because = ", ".join(f"{number} {reason}" for reason, number in done.skipped_because.items())
    left = [
        (done.skipped, f"skipped ({because})"),
        (done.duplicate_rows, "the same as an earlier row"),
        (done.refused, "refused"),
    ]
    return ", ".join(f"{number} {words}" for number, words in left if number)


def _first(found: "Sequence[Shown]", line: "Callable[[Shown], str]", many: int, limit: int) -> list[str]:
    """Give a line for each of the first, and how many more there are."""
    shown = [line(one) for one in found[:limit]]
    return [*shown, f"  and {many - len(shown)} more"] if many > len(shown) else shown


def _skipped(one: "SkippedRow") -> str:
    name = f"{shortened(one.name, 40)}: " if one.name else ""
    return f"  {one_line(one.file)}, line {one.line}: {name}skipped, {one.reason}"


def _duplicate(one: "Duplicate") -> str:
    other = "" if one.of_file == one.file else f" of {one_line(one.of_file)}"
    same = f"{shortened(one.name, 40)} is the same as line {one.of_line}{other}"
    return f"  {one_line(one.file)}, line {one.line}: {same}"


def _dropped(one: "Dropped") -> str:
    value, kept = shortened(one.value, 40), shortened(one.kept, 40)
    return f"  {one_line(one.file)}, line {one.line}: {one.field} '{value}' left out, another row says '{kept}'"


def _outcome(done: "ImportedFiles") -> str:
    if done.dry_run:
        return "Nothing was written: this was a dry run."
    if done.operation is None:
        return "Nothing was written." if done.refused else "The book held all of it already."
    return f"Take it back with `clienttrack undo {done.operation}`."


def _file(file: "ReadFile") -> str:
    read = "" if file.mapping in {None, "plain"} else f", read as {file.mapping}"
    rows = "1 row" if file.rows == 1 else f"{file.rows} rows"
    if file.left_out:
        rows = f"0 of {file.left_out} rows"
    return f"{one_line(file.file)}: {rows}, {file.encoding}{read}"


def _counts(counts: "Counts") -> str:
    kinds = ("clients", "contacts", "touchpoints", "tasks", "payments")
    told = [(getattr(counts, kind), kind) for kind in kinds]
    return ", ".join(f"{number} {kind if number != 1 else kind[:-1]}" for number, kind in told if number) or "nothing"

"""How an import looks: what came of it."""

from typing import TYPE_CHECKING

from clienttrack.screen import one_line, shortened
from clienttrack.tables.problems import in_words

if TYPE_CHECKING:
    from clienttrack.slices.imports.actions import ImportedFiles
    from clienttrack.slices.imports.files import ReadFile
    from clienttrack.slices.imports.queries import Counts, Difference

DIFFERENCES_SHOWN = 10
DUPLICATES_SHOWN = 10
PROBLEMS_TOLD = 20


def imported(done: "ImportedFiles") -> str:
    """One line for each file, then what was created, updated and left, and the first changes and problems."""
    lines = [_file(file) for file in done.files]
    left = [
        (done.skipped, "skipped"),
        (len(done.duplicates), "the same as an earlier row"),
        (done.refused, "refused"),
    ]
    said = ", ".join(f"{number} {word}" for number, word in left if number)
    lines.append(
        f"Created: {_counts(done.created)}. Updated: {_counts(done.updated)}." + (f" Rows: {said}." if said else "")
    )
    lines += [_difference(one) for one in done.differences[:DIFFERENCES_SHOWN]]
    lines += [
        f"  {one_line(one.file)}, line {one.line}: {shortened(one.name, 40)} is the same as line {one.of_line}"
        for one in done.duplicates[:DUPLICATES_SHOWN]
    ]
    lines += [f"  {in_words(problem)}" for problem in done.errors[:PROBLEMS_TOLD]]
    if done.dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif done.operation is None and done.refused:
        lines.append("Nothing was written.")
    elif done.operation is None:
        lines.append("The book held all of it already.")
    else:
        lines.append(f"Take it back with `clienttrack undo {done.operation}`.")
    return "\n".join(lines)


def _file(file: "ReadFile") -> str:
    read = "" if file.mapping in {None, "plain"} else f", read as {file.mapping}"
    rows = "1 row" if file.rows == 1 else f"{file.rows} rows"
    if file.left_out:
        rows = f"0 of {file.left_out} rows"
    return f"{one_line(file.file)}: {rows}, {file.encoding}{read}"


def _difference(one: "Difference") -> str:
    old, new = ("–" if words is None else shortened(words, 40) for words in (one.old, one.new))
    record = "" if one.record == "client" else f"{one.record}: "
    return f"  {one.client}: {shortened(record, 40)}{shortened(one.field, 40)} {old} → {new}"


def _counts(counts: "Counts") -> str:
    kinds = ("clients", "contacts", "touchpoints", "tasks")
    told = [(getattr(counts, kind), kind) for kind in kinds]
    return ", ".join(f"{number} {kind if number != 1 else kind[:-1]}" for number, kind in told if number) or "nothing"

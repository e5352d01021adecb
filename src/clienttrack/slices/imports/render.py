"""How an import looks: what came of it."""

from typing import TYPE_CHECKING

from clienttrack.screen import one_line

if TYPE_CHECKING:
    from clienttrack.slices.imports.actions import ImportedFiles
    from clienttrack.slices.imports.queries import Counts


def imported(done: "ImportedFiles") -> str:
    """One line for each file, then what was created, updated and left as it was."""
    lines = [
        f"{one_line(file.file)}: {file.rows} rows, {file.encoding}"
        + ("" if file.mapping == "plain" else f", read as {file.mapping}")
        for file in done.files
    ]
    if done.skipped:
        lines.append(f"{done.skipped} blank lines skipped.")
    lines.append(f"Created: {_counts(done.created)}. Updated: {_counts(done.updated)}.")
    if done.dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif done.operation is None:
        lines.append("The book held all of it already.")
    else:
        lines.append(f"Take it back with `clienttrack undo {done.operation}`.")
    return "\n".join(lines)


def _counts(counts: "Counts") -> str:
    kinds = ("clients", "contacts", "touchpoints", "tasks")
    told = [(getattr(counts, kind), kind) for kind in kinds]
    return ", ".join(f"{number} {kind if number != 1 else kind[:-1]}" for number, kind in told if number) or "nothing"

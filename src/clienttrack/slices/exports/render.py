"""How an export is told that went into a file."""

from typing import TYPE_CHECKING

from clienttrack.screen import one_line

if TYPE_CHECKING:
    from clienttrack.slices.exports.rules import ExportedRecords


def exported(done: "ExportedRecords") -> str:
    """Say how many records were written, and where; kinds of which there are none are not named beside others."""
    counts = {kind: number for kind, number in done.records.items() if number} or done.records
    told = ", ".join(f"{number} {kind if number != 1 else kind.removesuffix('s')}" for kind, number in counts.items())
    return f"Written to '{one_line(done.file or '-')}': {told}."


def left_out(done: "ExportedRecords") -> str:
    """Say how many organisations have no card."""
    count = "1 organisation" if done.left_out == 1 else f"{done.left_out} organisations"
    return f"Left out {count}: cards are for people. `clienttrack export contacts` has those who work there."

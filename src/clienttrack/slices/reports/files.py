"""The file a report is written to."""

from dataclasses import replace
from pathlib import Path

from clienttrack import output
from clienttrack.slices.reports.rules import MadeReport, UnwritableReport


def would_overwrite(target: Path) -> bool:
    """Tell whether there is a file already; raises ``UnwritableReport`` for a folder or another thing in its place."""
    return output.would_overwrite(target, UnwritableReport)


def kept_report(made: MadeReport, target: Path) -> MadeReport:
    """Write a report whole or not at all, readable for the user alone; raises ``UnwritableReport``."""
    with output.kept_file(target, UnwritableReport) as file:
        file.write(made.text)
    return replace(made, file=str(target))

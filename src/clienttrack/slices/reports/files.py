"""The file a report is written to, and those of the questions it asks."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from clienttrack import output, questions
from clienttrack.questions import BrokenQuestions, QuestionSet
from clienttrack.slices.reports.rules import MadeReport, UnwritableReport


def would_overwrite(target: Path) -> bool:
    """Tell whether there is a file already; raises ``UnwritableReport`` for a folder or another thing in its place."""
    return output.would_overwrite(target, UnwritableReport)


def kept_report(made: MadeReport, target: Path) -> MadeReport:
    """Write a report whole or not at all, readable for the user alone; raises ``UnwritableReport``."""
    with output.kept_file(target, UnwritableReport) as file:
        file.write(made.text)
    return replace(made, file=str(target))


def question_sets(settings_path: Path) -> Mapping[str, QuestionSet | BrokenQuestions]:
    """Give all question sets by name, and in the place of one that cannot be understood the error that says why."""
    return {name: _set_or_why(settings_path, name) for name in questions.set_names(settings_path)}


def _set_or_why(settings_path: Path, name: str) -> QuestionSet | BrokenQuestions:
    try:
        return questions.question_set(settings_path, name)
    except BrokenQuestions as why:
        return why

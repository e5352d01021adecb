"""The file a report is written to, and those of the questions it asks."""

from dataclasses import replace
from pathlib import Path

from clienttrack import output, questions
from clienttrack.questions import FIRST_SET, QuestionSet
from clienttrack.slices.reports.rules import MadeReport, UnwritableReport


def would_overwrite(target: Path) -> bool:
    """Tell whether there is a file already; raises ``UnwritableReport`` for a folder or another thing in its place."""
    return output.would_overwrite(target, UnwritableReport)


def kept_report(made: MadeReport, target: Path) -> MadeReport:
    """Write a report whole or not at all, readable for the user alone; raises ``UnwritableReport``."""
    with output.kept_file(target, UnwritableReport) as file:
        file.write(made.text)
    return replace(made, file=str(target))


def question_sets(settings_path: Path, name: str | None) -> tuple[QuestionSet, ...]:
    """Give the named set, if there still is one, before the first of all; raises ``BrokenQuestions``."""
    known = questions.set_names(settings_path)
    wanted = dict.fromkeys(one for one in (name, FIRST_SET) if one in known)
    return tuple(questions.question_set(settings_path, one) for one in wanted if one is not None)

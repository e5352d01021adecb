"""What is wrong with templates, found by reading them and by trying them with examples."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clienttrack.templating.contexts import context_of
from clienttrack.templating.examples import emptied, example_of
from clienttrack.templating.known import Problem, problems_in
from clienttrack.templating.making import Templates
from clienttrack.templating.places import OWN, Template, file_name
from clienttrack.templating.problems import TemplateFault
from clienttrack.vocabulary import DueKind

# The texts that `remind` sends; the other templates beside them are parts of these.
_SENT = re.compile(rf"reminders/(?:(?:client|me)/(?:{'|'.join(DueKind)})|digest)\.md\.j2")


@dataclass(frozen=True, slots=True)
class CheckedTemplates:
    """How many templates were checked, and everything that is wrong with them."""

    checked: int
    problems: tuple[Problem, ...]


def checked_templates(
    templates: Sequence[Template], folders: Sequence[Path], settings_language: str, today: date
) -> CheckedTemplates:
    """Check templates: syntax, names, filters and parts, and what happens with a full and an empty example."""
    found = (
        problem
        for template in templates
        # Ours are checked as they are shipped, whatever the user has put in their place.
        for problem in _problems(
            template, Templates(folders if template.whose == OWN else folders[1:], settings_language), today
        )
    )
    return CheckedTemplates(len(templates), tuple(dict.fromkeys(found)))


def _problems(template: Template, templates: Templates, today: date) -> Iterator[Problem]:
    name = file_name(template.name)
    context = context_of(name)
    try:
        read = problems_in(templates.environment_of(template.language), name, context)
    except (RecursionError, ValueError):
        # Nested too deep, or a number of thousands of digits: trying it tells the line.
        read = []
    yield from read
    for fault in _faults(name, context, template.language, templates, today):
        if not any((problem.path, problem.line) == (fault.place, fault.line) for problem in read):
            yield Problem(fault.place, fault.line, fault.what)


def _faults(
    name: str, context: type[Any] | None, language: str, templates: Templates, today: date
) -> Iterator[TemplateFault]:
    """Give what goes wrong with an example that tells everything and one that tells nothing; a part is only read."""
    full = None if context is None else example_of(context, language, today)
    for given in (None,) if full is None else (full, emptied(full)):
        try:
            if given is None:
                templates.read(name, language)
            else:
                made = templates.made_text(name, given, language)
                if _SENT.fullmatch(name):
                    made.parted()
        except TemplateFault as fault:
            yield fault

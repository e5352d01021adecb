"""What templates are given, and nothing else.

Each docstring is what `docs/templates.md` says of a class: a sentence, then a line ``name: what it is`` for each field;
a test holds the lines complete and the page equal to them.
"""

from dataclasses import fields
from fnmatch import fnmatchcase
from typing import Any

from clienttrack.templating.contexts.portfolio import PortfolioReport
from clienttrack.templating.contexts.reminders import (
    ClientReminder,
    Digest,
    MeetingReminder,
    MyReminder,
    NeedReminder,
    PromiseReminder,
    TouchReminder,
)
from clienttrack.templating.contexts.reports import Brief, FollowUp, Minutes

# The name of a template, in which * stands for any word, and what it is given.
CONTEXTS: dict[str, type[Any]] = {
    "brief.md.j2": Brief,
    "follow-up.md.j2": FollowUp,
    "reminders/client/touch.md.j2": TouchReminder,
    "reminders/client/task.md.j2": PromiseReminder,
    "reminders/client/meeting.md.j2": MeetingReminder,
    "reminders/client/need.md.j2": NeedReminder,
    "reminders/client/*.md.j2": ClientReminder,
    "reminders/me/*.md.j2": MyReminder,
    "reminders/digest.md.j2": Digest,
    "minutes.md.j2": Minutes,
    "portfolio.md.j2": PortfolioReport,
}


def context_of(name: str) -> type[Any] | None:
    """Give what a template of that name is given; ``None`` is a part that others include."""
    return next((context for pattern, context in CONTEXTS.items() if fnmatchcase(name, pattern)), None)


def variables_of(context: object) -> dict[str, Any]:
    """Give the names that a template may use, with their values."""
    return {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]

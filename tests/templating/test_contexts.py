"""Every name that a template is given is told once, and in order."""

import re
from dataclasses import fields, is_dataclass
from inspect import getdoc
from typing import Any

import pytest

from clienttrack.templating import contexts
from clienttrack.templating.contexts import portfolio, reminders, reports, shared

CLASSES = list(
    dict.fromkeys(
        one
        for module in (shared, reports, reminders, portfolio)
        for one in vars(module).values()
        if isinstance(one, type) and is_dataclass(one)
    )
)


@pytest.mark.parametrize("given", CLASSES, ids=lambda one: one.__name__)
def test_the_docstring_tells_every_field_in_its_order(given: type[Any]) -> None:
    told = re.findall(r"(?m)^([a-z_]+): \S", getdoc(given) or "")
    assert told == [field.name for field in fields(given)]


def test_a_template_is_known_by_its_name() -> None:
    assert contexts.context_of("brief.md.j2") is reports.Brief
    assert contexts.context_of("part.md.j2") is None

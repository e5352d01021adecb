"""The parts of `docs/templates.md` that are made of the code: what templates are given, and what they may use."""

import re
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date
from inspect import getdoc
from typing import Any, get_args, get_type_hints

from clienttrack.templating.contexts import CONTEXTS
from clienttrack.templating.places import USUAL_ENDING
from clienttrack.templating.sandbox import KNOWN_FILTERS, Environment, Loader

TOLD = re.compile(r"(?m)^([a-z_]+): ((?:.+\n?)(?:^ +.+\n?)*)")
SHOWN = (
    "today",
    'today|day("short")',
    'today|day("medium")',
    'today|day("long")',
    'today|day("full")',
    'today|day("weekday")',
    "1234.5|number",
    "1234.5|number(2)",
    '123456|money("EUR")',
    '123456|money("JPY")',
)


def told(given: type[Any]) -> tuple[str, dict[str, str]]:
    """Give what the docstring of a class says of it, and of each of its fields."""
    text = getdoc(given) or ""
    found = {match[1]: " ".join(match[2].split()) for match in TOLD.finditer(text)}
    return " ".join(text.partition("\n\n")[0].split()), found


def variables() -> str:
    """Write a table of the names for every template, and one for everything that these hold."""
    held: list[type[Any]] = []
    parts = []
    for given in dict.fromkeys(CONTEXTS.values()):
        names = ", ".join(name.removesuffix(USUAL_ENDING) for name, one in CONTEXTS.items() if one is given)
        parts.append(_section(names, given, "", held))
    # What one of them holds is added to the list while it is gone through.
    parts.extend(_section(word_for(one), one, f"{word_for(one)}.", held) for one in held)
    return "\n".join(parts)


def _section(title: str, given: type[Any], prefix: str, held: list[type[Any]]) -> str:
    return f"### {title}\n\n{told(given)[0]}\n\n{_table(_rows(given, prefix, held))}"


def word_for(given: type[Any]) -> str:
    """Give the name by which the page calls one of a list: a ``BriefedContact`` is a contact."""
    return str(re.findall("[A-Z][a-z]+", given.__name__)[-1]).lower()


def _rows(given: type[Any], prefix: str, held: list[type[Any]]) -> Iterator[tuple[str, str]]:
    for name, hint in get_type_hints(given).items():
        what = told(given)[1][name]
        if isinstance(hint, type) and is_dataclass(hint):
            yield from _rows(hint, f"{prefix}{name}.", held)
            continue
        for one in get_args(hint):
            if isinstance(one, type) and is_dataclass(one):
                held += [] if one in held else [one]
                what += f"; see [{word_for(one)}](#{word_for(one)})"
        yield f"{prefix}{name}", what


def _table(rows: Iterator[tuple[str, str]]) -> str:
    lines = "".join(f"| `{name}` | {what.replace('|', chr(92) + '|')} |\n" for name, what in rows)
    return f"| name | what it is |\n|---|---|\n{lines}"


def written() -> str:
    """Write a table of days, numbers and money in three languages."""
    rows = []
    for asked in SHOWN:
        cells = [_filled(asked, locale) for locale in ("en_GB", "de", "zh")]
        rows.append(f"| `{asked.replace('|', chr(92) + '|')}` | {' | '.join(cells)} |\n")
    return f"| in braces | English | German | Chinese |\n|---|---|---|---|\n{''.join(rows)}"


def _filled(asked: str, locale: str) -> str:
    return Environment(Loader([], []), locale).from_string(f"{{{{ {asked} }}}}").render(today=date(2026, 11, 20))


def filters() -> str:
    """Write the names of all filters."""
    names = [f"`{name}`" for name in sorted(KNOWN_FILTERS - {"d"})]
    lines, line = [], "The filters are"
    for word in (*(f"{name}," for name in names[:-2]), names[-2], f"and {names[-1]}."):
        if len(line) + len(word) > 118:
            lines.append(line)
            line = word
        else:
            line += f" {word}"
    return "\n".join([*lines, line, ""])


PARTS: dict[str, Callable[[], str]] = {"variables": variables, "written": written, "filters": filters}

"""How a chart of a template becomes an image in Markdown that holds itself and says in words what it shows."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence

from clienttrack.screen import one_line
from clienttrack.templating import filters
from clienttrack.templating.contexts.portfolio import Chart
from clienttrack.templating.escaping import escaped

SOURCE = "data:image/svg+xml;base64,"
Written = Callable[[float], str]


def picture(chart: Chart, title: str, words: Mapping[str, str], *, locale: str) -> str:
    """Draw a chart as an image in Markdown; ``words`` are what labels and lines are called in the text's language.

    It is empty where every number is nought.
    """
    from clienttrack import charts

    labels = [one_line(words.get(label, label)) for label in chart.labels]
    lines = {one_line(words.get(line.name, line.name)): [*map(float, line.values)] for line in chart.lines}
    if not any(value for values in lines.values() for value in values):
        return ""
    draw = {"bars": charts.bars, "stacked": charts.stacked, "curve": charts.curve}[chart.shape]
    told = f"{title}. {'; '.join(_told(labels, lines, _exactly(chart.unit, locale)))}."
    drawn = draw(one_line(title), labels, lines, _shortly(chart.unit, locale), told)
    return f"![{escaped(told)}]({SOURCE}{b64encode(drawn.encode()).decode()})"


def _told(labels: Sequence[str], lines: Mapping[str, Sequence[float]], written: Written) -> Iterator[str]:
    for place, label in enumerate(labels):
        yield f"{label}: {', '.join(f'{name} {written(values[place])}' for name, values in lines.items())}"


def _exactly(unit: str, locale: str) -> Written:
    return lambda value: _with_unit(filters.number(value, locale=locale), unit)


def _shortly(unit: str, locale: str) -> Written:
    """Write three digits, as on the screen."""
    from babel.numbers import format_compact_decimal

    return lambda value: _with_unit(
        format_compact_decimal(float(f"{value:.3g}"), locale=locale, fraction_digits=2), unit
    )


def _with_unit(number: str | None, unit: str) -> str:
    return f"{number} {unit}" if unit else f"{number}"

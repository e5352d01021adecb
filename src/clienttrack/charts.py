"""Pictures of numbers: SVG that runs nothing, fetches nothing, is the same for the same numbers and prints in grey.

Sizes are in pixels of a page. Each picture says in its description, which is ``described``, what it shows.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

Written = Callable[[float], str]
Lines = Mapping[str, Sequence[float]]

WIDTH = 720
FONT_SIZE = 13
LONGEST_LABEL = 30
# Dark and light in turn, so that neighbours differ in grey as well, each with the colour of what is written on it.
SHADES = {"#17456e": "white", "#a9cdee": "black", "#4a82b5": "white", "#dceaf7": "black"}
_DARK, _, _MIDDLE, _ = SHADES
_INK, _FAINT = "#1b1b1b", "#dcdcdc"
_FONTS = (
    'system-ui, "Segoe UI", "Noto Sans", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", '
    '"WenQuanYi Micro Hei", sans-serif'
)
_SVG = "http://www.w3.org/2000/svg"


def bars(title: str, labels: Sequence[str], lines: Lines, written: Written, described: str) -> str:
    """Draw a bar for each label and line, those of a label one below the other."""
    most = max((value for values in lines.values() for value in values), default=0)
    look = _look(len(labels) * len(lines), value_colors=(_INK,) * len(SHADES))
    chart = _library().HorizontalBar(**look, range=(0, most * 1.15), print_values_position="top")
    # pygal centres values at the end of a bar; here they begin there.
    chart.css = ("file://style.css", "file://graph.css", "inline:.value { text-anchor: start }")
    return _finished(_across(chart, labels, lines), title, written, described)


def stacked(title: str, labels: Sequence[str], lines: Lines, written: Written, described: str) -> str:
    """Draw a bar for each label that is made of its lines, one beside the other; small parts are not written on."""
    least = max(map(sum, zip(*lines.values(), strict=True)), default=0) / 25
    chart = _library().HorizontalStackedBar(**_look(len(labels) * 1.5))
    return _finished(_across(chart, labels, lines, least), title, written, described)


def curve(title: str, labels: Sequence[str], lines: Lines, written: Written, described: str) -> str:
    """Draw each line over the labels, from nought to a hundred; the first is drawn through."""
    chart = _library().Line(**_look(10, colors=(_DARK, _MIDDLE), stroke_width=2.5), range=(0, 100), dots_size=4)
    chart.x_labels = labels
    for number, (name, values) in enumerate(lines.items()):
        chart.add(name, values, stroke_style={"dasharray": "7, 5"} if number else None)
    return _finished(chart, title, written, described)


def _library() -> Any:
    """Import pygal, without the old kind of finder for maps that it leaves behind and Python warns of."""
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _across(chart: Any, labels: Sequence[str], lines: Lines, least: float = -1) -> Any:
    # What is added first stands lowest.
    chart.x_labels = [_cut(label) for label in reversed(labels)]
    # pygal reckons with narrow letters.
    chart.margin_left = 20 + max((_width(label) - len(label) for label in chart.x_labels), default=0) * FONT_SIZE // 2
    chart.print_values = True
    for name, values in lines.items():
        chart.add(name, [value if value > least else {"value": value, "formatter": _nothing} for value in values[::-1]])
    return chart


def _nothing(_value: float) -> str:
    return ""


def _cut(label: str) -> str:
    """Leave out the middle of a long label: names often differ at their end."""
    if _width(label) <= LONGEST_LABEL:
        return label
    side = LONGEST_LABEL // 2 * len(label) // _width(label)
    return f"{label[:side]}…{label[-side:]}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _look(rows: float, **told: Any) -> dict[str, Any]:
    from pygal.style import Style

    look = {
        **dict.fromkeys(("background", "plot_background"), "white"),
        **dict.fromkeys(("foreground", "foreground_strong", "foreground_subtle"), _INK),
        **dict.fromkeys(("guide_stroke_color", "major_guide_stroke_color"), _FAINT),
        **dict.fromkeys(("guide_stroke_dasharray", "major_guide_stroke_dasharray"), "none"),
        **dict.fromkeys(("label_font_size", "major_label_font_size", "legend_font_size", "value_font_size"), FONT_SIZE),
        "title_font_size": 17,
        "font_family": _FONTS,
        "opacity": 1,
        "colors": tuple(SHADES),
        "value_colors": tuple(SHADES.values()),
    }
    return {
        "style": Style(**(look | told)),
        "width": WIDTH,
        "height": round(125 + 24 * rows),
        "truncate_label": -1,
        "truncate_legend": -1,
        "legend_at_bottom": True,
        "js": (),
    }


def _finished(chart: Any, title: str, written: Written, described: str) -> str:
    chart.title, chart.value_formatter = title, written
    chart.uuid = "picture"  # a random one would make every picture another
    root = ET.fromstring(chart.render(is_unicode=True))  # noqa: S314 it was written in the line before
    _quieten(root)
    for tag, text in (("desc", described), ("title", title)):
        told = ET.Element(f"{{{_SVG}}}{tag}")
        told.text = text
        root.insert(0, told)
    root.set("role", "img")
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _quieten(node: ET.Element) -> None:
    """Leave out what is meant for a pointer and a script."""
    for one in list(node):
        if one.tag.rpartition("}")[2] in {"script", "desc", "title"} or "tooltip-overlay" in one.get("class", ""):
            node.remove(one)
        else:
            _quieten(one)

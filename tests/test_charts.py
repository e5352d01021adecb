"""Pictures say their numbers, run and fetch nothing, and are the same for the same numbers."""

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from clienttrack import charts

LABELS = ["core", "key", "general"]
LINES = {"now": [310_000.0, 0.0, 8.0], "a quarter before": [280_000.5, 125.0, 0.0]}
SHAPES = pytest.mark.parametrize("draw", [charts.bars, charts.stacked, charts.curve])
Draw = Callable[..., str]


def written(value: float) -> str:
    return f"{value:g}!"


def parsed(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 drawn by ourselves


def texts(drawn: str) -> list[str]:
    return [one.text or "" for one in parsed(drawn).iter() if one.tag.endswith("}text")]


@SHAPES
def test_a_picture_holds_its_title_labels_names_and_description(draw: Draw) -> None:
    drawn = draw("A & B <title>", LABELS, LINES, written, 'said "again" <so>')
    root = parsed(drawn)
    assert [(one.tag.rpartition("}")[2], one.text) for one in root][:2] == [
        ("title", "A & B <title>"),
        ("desc", 'said "again" <so>'),
    ]
    assert root.get("role") == "img"
    assert {"A & B <title>", *LABELS, *LINES} <= {*texts(drawn)}


@SHAPES
def test_a_picture_runs_and_fetches_nothing(draw: Draw) -> None:
    drawn = draw("Title", LABELS, LINES, written, "told")
    tags = {one.tag.rpartition("}")[2] for one in parsed(drawn).iter()}
    assert tags <= {*("svg", "title", "desc", "defs", "style", "g", "rect", "text", "path", "circle", "line")}
    assert re.findall(r"[a-z]+://[^\"' ]*", drawn) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\(|@import|@font-face|href|\son[a-z]+=", drawn)


@SHAPES
def test_the_same_numbers_give_the_same_picture(draw: Draw) -> None:
    assert draw("T", LABELS, LINES, written, "d") == draw("T", LABELS, LINES, written, "d")


@SHAPES
def test_nothing_at_all_is_drawn_too(draw: Draw) -> None:
    for labels, lines in (([], {"now": []}), (["core"], {"now": [0.0]})):
        assert parsed(draw("T", labels, lines, written, "d")).get("role") == "img"


def test_every_bar_is_written_on_from_the_first_label_down() -> None:
    drawn = charts.bars("T", LABELS, LINES, written, "d")
    assert {"310000!", "280000!", "0!", "8!", "125!"} <= {*texts(drawn)}
    heights = {one.text: float(one.get("y", "0")) for one in parsed(drawn).iter() if one.text in LABELS}
    assert sorted(heights, key=lambda label: heights[str(label)]) == LABELS


def test_parts_too_small_for_their_number_carry_none() -> None:
    drawn = charts.stacked("T", ["core", "key"], {"stable": [96.0, 1.0], "deep": [3.0, 50.0]}, written, "d")
    assert {"96!", "50!"} <= {*texts(drawn)}
    assert not {"3!", "1!"} & {*texts(drawn)}


@pytest.mark.parametrize("name", ["x" * 60, "客户" * 30, "a very long name of a tier that goes on 11"])
def test_a_long_label_keeps_beginning_and_end_and_has_room(name: str) -> None:
    drawn = charts.bars("T", [f"{name}1", f"{name}2"], {"now": [1.0, 2.0]}, written, "d")
    labels = [text for text in texts(drawn) if "…" in text]
    assert {label[-1] for label in labels} == {"1", "2"}
    assert all(label.startswith(name[:5]) for label in labels)
    plot = re.search(r'translate\((\d+), \d+\)" class="plot"', drawn)
    assert plot is not None
    assert int(plot[1]) >= charts.LONGEST_LABEL * charts.FONT_SIZE * 0.5


def test_shades_differ_in_grey_from_their_neighbours() -> None:
    grey = [
        sum(weight * int(shade[place : place + 2], 16) for weight, place in ((0.3, 1), (0.59, 3), (0.11, 5)))
        for shade in charts.SHADES
    ]
    assert all(abs(one - other) > 60 for one, other in pairwise(grey))

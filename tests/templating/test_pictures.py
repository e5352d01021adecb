"""A chart in a template is an image in a page, with its figures in words, and nothing in Markdown."""

from base64 import b64decode
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from clienttrack.templating.contexts.portfolio import Chart, ChartLine
from clienttrack.templating.making import Templates
from clienttrack.templating.pages import page
from clienttrack.templating.pictures import SOURCE
from clienttrack.templating.problems import BrokenTemplate


@dataclass(frozen=True)
class _Values:
    chart: Chart
    empty: Chart
    none: Chart | None
    name: str


LINES = (ChartLine("now", (Decimal("1234.5"), Decimal(0))), ChartLine("before", (Decimal(1000), Decimal(2))))
NOUGHT = Chart("bars", ("core",), (ChartLine("now", (Decimal(0),)),), "")
VALUES = _Values(Chart("bars", ("core", "a|b ]<i>"), LINES, "%"), NOUGHT, None, "Acme")


def made(folder: Path, text: str, language: str = "en", *, pictures: bool = True) -> str:
    (folder / language).mkdir(exist_ok=True)
    (folder / language / "x.md.j2").write_text(text, encoding="utf-8")
    return Templates([folder], "en", pictures=pictures).made_text("x.md.j2", VALUES, language).text.rstrip("\n")


def test_a_picture_says_its_figures_in_words_and_stays_an_image(tmp_path: Path) -> None:
    text = made(tmp_path, '{{ chart|picture("Revenue & more") }}')
    alt, _, source = text.removeprefix("![").removesuffix(")").rpartition("](")
    assert alt == (r"Revenue & more. core: now 1,234.5 %, before 1,000 %; a\|b \]&lt;i&gt;: now 0 %, before 2 %.")
    drawn = b64decode(source.removeprefix(SOURCE)).decode()
    assert "Revenue &amp; more" in drawn
    assert "1.23K %" in drawn
    html = page(text, language="en", title="x")
    assert html.count(f'<img src="{SOURCE}') == 1
    assert 'alt="Revenue &amp; more. core: now 1,234.5 %, before 1,000 %; a|b ]&lt;i&gt;: now 0 %' in html


def test_a_picture_takes_the_words_of_its_template(tmp_path: Path) -> None:
    text = made(tmp_path, '{{ chart|picture("收入", {"core": "核心", "now": "现在"}) }}', "zh")
    assert text.startswith("![收入. 核心: 现在 1,234.5 %, before 1,000 %;")


@pytest.mark.parametrize("asked", ['none|picture("x")', 'empty|picture("x")'])
def test_where_nothing_is_to_be_seen_nothing_is_drawn(asked: str, tmp_path: Path) -> None:
    assert made(tmp_path, f"a{{{{ {asked} }}}}b") == "ab"


def test_markdown_holds_no_pictures(tmp_path: Path) -> None:
    text = '{% set drawn = chart|picture("x") %}{% if drawn %}{{ drawn }}{% else %}none{% endif %}'
    assert made(tmp_path, text, pictures=False) == "none"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('name|picture("x")', "'picture' takes a chart"),
        ("chart|picture(1)", "'picture' takes a title"),
        ('chart|picture("x", "y")', "'picture' takes a title"),
        ('chart|picture("x", {"now": [1]})', "a list is no text"),
    ],
)
@pytest.mark.parametrize("pictures", [True, False])
def test_what_a_picture_does_not_take_is_told_with_its_line(
    asked: str, said: str, pictures: bool, tmp_path: Path
) -> None:
    with pytest.raises(BrokenTemplate) as caught:
        made(tmp_path, f"\n{{{{ {asked} }}}}", pictures=pictures)
    assert said in str(caught.value)
    assert "x.md.j2', line 2:" in str(caught.value)

"""Days, numbers and money are written in the language of the text, exactly, and no wider than they are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clienttrack.templating import filters
from clienttrack.templating.making import Templates
from clienttrack.templating.problems import BrokenTemplate
from tests.markdown import read_as_html


@dataclass(frozen=True)
class _Values:
    on: date
    never: date | None
    count: int
    exact: Decimal
    name: str


VALUES = _Values(date(2026, 11, 20), None, 1_234_567, Decimal("-1234.50"), "Acme")


def made(folder: Path, text: str, language: str = "en") -> str:
    place = folder / language.partition("-")[0]
    place.mkdir(exist_ok=True)
    (place / "x.md.j2").write_text(text, encoding="utf-8")
    return Templates([folder], "en").made_text("x.md.j2", VALUES, language).text.rstrip("\n")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "20 November 2026|20/11/2026|20 Nov 2026|20 November 2026|Friday, 20 November 2026|Friday|"),
        ("en-US", "November 20, 2026|11/20/26|Nov 20, 2026|November 20, 2026|Friday, November 20, 2026|Friday|"),
        ("de", "20.\xa0November 2026|20.11.26|20.11.2026|20.\xa0November 2026|Freitag, 20.\xa0November 2026|Freitag|"),
        ("zh", "2026年11月20日|2026/11/20|2026年11月20日|2026年11月20日|2026年11月20日星期五|星期五|"),
    ],
)
def test_days_are_written_in_the_language_of_the_text(language: str, written: str, tmp_path: Path) -> None:
    widths = "".join(f"!{{{{ on|day('{width}') }}}}" for width in ("short", "medium", "long", "full", "weekday"))
    assert made(tmp_path, f"{{{{ on }}}}{widths}!{{{{ never|day }}}}", language) == written.replace("|", "!")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1,234,567 -1,234.5 -1,234.50 0.33 2.35 "),
        ("de", "1.234.567 -1.234,5 -1.234,50 0,33 2,35 "),
        ("zh", "1,234,567 -1,234.5 -1,234.50 0.33 2.35 "),
    ],
)
def test_numbers_have_the_marks_of_the_language(language: str, written: str, tmp_path: Path) -> None:
    text = "{{ count|number }} {{ exact|number }} {{ exact|number(2) }} {{ (1/3)|number(2) }} {{ 2.345|number(2) }} "
    assert made(tmp_path, text + "{{ never|number }}", language) == written.rstrip()


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "€12,345.67 -€1,234.50 JP¥1,234,567 KWD 1,234.567 CN¥0.05"),
        ("de", "12.345,67\xa0€ -1.234,50\xa0€ 1.234.567\xa0¥ 1.234,567\xa0KWD 0,05\xa0CN¥"),
        ("zh", "€12,345.67 -€1,234.50 JP¥1,234,567 KWD 1,234.567 ¥0.05"),
    ],
)
def test_money_is_exact_in_minor_units_or_as_a_decimal(language: str, written: str, tmp_path: Path) -> None:
    text = "{{ 1234567|money('EUR') }} {{ exact|money('eur') }} {{ count|money('JPY') }} "
    text += "{{ count|money('KWD') }} {{ 5|money('CNY') }} {{ never|money('EUR') }}"
    assert made(tmp_path, text, language) == written


def test_amounts_are_added_exactly(tmp_path: Path) -> None:
    assert made(tmp_path, "{{ [exact, exact, exact]|sum|money('EUR') }}") == "-€3,703.50"
    assert made(tmp_path, "{{ (exact * 2)|money('EUR') }}") == "-€2,469.00"


def test_a_day_at_the_head_of_a_line_begins_no_list(tmp_path: Path) -> None:
    parsed = read_as_html(made(tmp_path, "{{ on }}", "de"))
    assert (parsed.tags, "".join(parsed.text).strip()) == (["p"], "20.\xa0November 2026")


@pytest.mark.parametrize("value", [float("inf"), float("nan"), Decimal("Infinity"), 10**19])
def test_what_is_no_amount_is_refused(value: Any) -> None:
    with pytest.raises(filters.WrongValue, match="'number' takes numbers up to"):
        filters.number(value, locale="en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ name|day }}", "'day' takes a day, not 'Acme'"),
        ("{{ on|day('yyyyyyyyyy') }}", "'day' takes one of short, medium, long, full, weekday, not 'yyyyyyyyyy'"),
        ("{{ on|day(9) }}", "'day' takes one of"),
        ("{{ name|number }}", "'number' takes a number, not 'Acme'"),
        ("{{ true|number }}", "'number' takes a number, not 'True'"),
        ("{{ count|number(1000000) }}", "'number' takes 0 to 6 decimals, not '1000000'"),
        ("{{ count|number('#' ~ '#') }}", "'number' takes 0 to 6 decimals, not '##'"),
        ("{{ 9999999999999999999|number }}", "'number' takes numbers up to"),
        ("{{ count|money }}", "'money' takes a currency, as in money('EUR'), not 'None'"),
        ("{{ count|money('EURO') }}", "'EURO' is no ISO 4217 currency"),
        ("{{ 1.5|money('EUR') }}", "'money' takes an exact amount, not '1.5'"),
        ("{{ exact|money('JPY') }}", "'money' takes at most 0 decimals in JPY, not '-1234.50'"),
        ("{{ nmae|day }}", "'nmae' is not known; did you mean 'name'?"),
        ("{{ count|money(curency) }}", "'curency' is not known"),
        ("{{ count|money_('EUR') }}", "No filter named 'money_'; did you mean 'money'?"),
    ],
)
def test_what_a_filter_does_not_take_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenTemplate) as caught:
        made(tmp_path, f"\n{text}")
    assert said in str(caught.value)
    assert "x.md.j2', line 2:" in str(caught.value)

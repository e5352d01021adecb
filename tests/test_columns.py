"""Tables and cards fit their screen: names break at words, what must stay whole stays whole, the rest is left out."""

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from rich.cells import cell_len

from clienttrack import ink
from clienttrack.columns import COMFORTABLE, LONGEST_LABEL, NARROWEST, WIDEST_WHOLE, Card, Column, Table
from clienttrack.screen import PIPED_WIDTH, cell

COLUMNS = (Column("Handle"), Column("Name", words=True), Column("Tier", spare=2), Column("E-mail", spare=1))
WORDS = st.text(st.sampled_from("ab é华为技 "), min_size=1, max_size=60)
WHOLE = st.text(st.sampled_from("ab@.-"), min_size=1, max_size=40)
ROWS = st.lists(st.tuples(WHOLE, WORDS, WHOLE, WHOLE), min_size=1, max_size=6)


def _table(rows: list[tuple[str, str, str, str]]) -> Table:
    drawn = Table(COLUMNS)
    for row in rows:
        drawn.add_row(*map(cell, row))
    return drawn


def _plain(drawn: ink.Drawing, width: int) -> list[str]:
    return [ink.painted(line, color=False) for line in drawn.lines(width)]


@over(ROWS, st.integers(20, 120))
def test_what_must_stay_whole_is_whole_on_one_line_or_its_column_is_left_out(
    rows: list[tuple[str, str, str, str]], width: int
) -> None:
    lines = _plain(_table(rows), width)
    for place in (0, 2, 3):
        if COLUMNS[place].header.upper() in lines[0]:
            assert all(any(row[place] in line for line in lines) for row in rows)
        else:
            assert COLUMNS[place].spare
            assert COLUMNS[place].header.upper() in " ".join(lines[-4:])


@over(ROWS, st.integers(WIDEST_WHOLE + NARROWEST + 2, 120))
def test_no_line_is_wider_than_the_screen(rows: list[tuple[str, str, str, str]], width: int) -> None:
    assert max(cell_len(line.rstrip()) for line in _plain(_table(rows), width)) <= width


@over(ROWS, st.integers(20, 120))
def test_no_letter_of_a_name_is_lost(rows: list[tuple[str, str, str, str]], width: int) -> None:
    told = "".join("".join(_plain(_table(rows), width)).split())
    for _, name, _, _ in rows:
        assert all(told.count(letter) >= name.count(letter) for letter in "é华为技")


@over(ROWS)
def test_piped_every_row_is_one_line(rows: list[tuple[str, str, str, str]]) -> None:
    assert len(_plain(_table(rows), PIPED_WIDTH)) == len(rows) + 1


ROW = ("acme", "Acme Instruments and Tools", "core", "jo@acme.example")


@pytest.mark.parametrize(
    ("width", "headers", "remark"),
    [
        (80, ["HANDLE", "NAME", "TIER", "E-MAIL"], ""),
        (47, ["HANDLE", "NAME", "TIER", "E-MAIL"], ""),
        (46, ["HANDLE", "NAME", "E-MAIL"], "1 column left out: TIER; widen the terminal or use --csv."),
        (30, ["HANDLE", "NAME"], "2 columns left out: TIER, E-MAIL; widen the terminal or use --csv."),
    ],
)
def test_the_least_important_column_goes_first_and_is_named(width: int, headers: list[str], remark: str) -> None:
    lines = list(_table([ROW]).lines(width))
    assert ink.painted(lines[0], color=False).split() == headers
    below = [line for line in lines if any(style == "dim" for _, style in line)]
    assert " ".join(ink.painted(line, color=False).strip() for line in below) == remark


def test_names_break_at_words_beside_what_stays_whole() -> None:
    assert _plain(_table([ROW, ("ma", "青禾茶业北京分公司数据中心", "key", "")]), 49)[1:] == [
        "acme    Acme Instruments    core  jo@acme.example",
        "        and Tools",
        "ma      青禾茶业北京分公司  key",
        "        数据中心",
    ]


def test_a_whole_cell_of_no_measure_has_the_rest_of_its_row_below() -> None:
    long = "x" * 90
    drawn = _table([(long, "Acme", "core", "a@b"), ROW])
    lines = _plain(drawn, 80)
    assert lines[1].strip() == long
    assert lines[2].split() == ["Acme", "a@b"]
    assert lines[3].startswith("acme ")


def test_numbers_stand_at_the_right() -> None:
    drawn = Table([Column("Tag", words=True), Column("Clients", right=True)])
    drawn.add_row(cell("vip"), cell(7))
    assert _plain(drawn, 80) == ["TAG  CLIENTS", "vip        7"]


def test_a_card_shows_labels_whole_and_hangs_texts_beside_them() -> None:
    label = "Last Modified Date of the Record"
    assert len(label) > LONGEST_LABEL
    shown = Card([("who", ink.prose("one two three", deeper=0)), ("", ink.prose("")), (label, ink.prose("x"))])
    assert _plain(shown, LONGEST_LABEL + 2 + COMFORTABLE) == [
        f"{'who':26}one two three",
        "",
        "Last Modified Date of the Record",
        f"{'':26}x",
    ]
    assert _plain(shown, 20)[:3] == ["who", "    one two three", ""]


def test_columns_of_words_share_what_is_missing() -> None:
    drawn = Table([Column("Keep", words=True), Column("Other", words=True), Column("Result", words=True)])
    drawn.add_row(*map(cell, ("a" * 30, "b" * 30, "c" * 30)))
    assert _plain(drawn, 46)[1] == f"{'a' * 14}  {'b' * 14}  {'c' * 14}"

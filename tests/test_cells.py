"""Cells of our own CSV: whatever the values hold, the cell gives them back."""

import pytest
from hypothesis import example
from hypothesis import given as holds_for
from hypothesis import strategies as st

from clienttrack.cells import (
    guarded,
    joined_addresses,
    joined_values,
    split_addresses,
    split_values,
    unguarded,
)

anything = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\;:' =+-@\t\r\n"))
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@holds_for(st.lists(anything))
@example([""])
@example(["", ""])
@example([" a", "b ", "\nc"])
@example(["\\", ";", "\\;", "; ", "a\\"])
def test_values_come_back_from_one_cell(values: list[str]) -> None:
    assert split_values(joined_values(values)) == values


@holds_for(st.lists(st.tuples(st.none() | anything, anything)))
@example([(None, "")])
@example([("", ""), (None, ": x"), (None, "a: b"), (None, "a:")])
@example([("work:", "x"), ("work: x", ": y"), ("\\", "\\: "), ("a\\", " b")])
def test_addresses_come_back_from_one_cell(addresses: list[tuple[str | None, str]]) -> None:
    assert split_addresses(joined_addresses(addresses)) == addresses


@pytest.mark.parametrize(
    ("values", "cell"),
    [
        ([], ""),
        ([""], "\\"),
        (["retail", "vip"], "retail; vip"),
        (["a;b", "c\\d"], "a\\;b; c\\\\d"),
        (["", "x"], "; x"),
        ([" x"], " x"),
    ],
)
def test_a_cell_of_values_looks_like_this(values: list[str], cell: str) -> None:
    assert joined_values(values) == cell


@pytest.mark.parametrize(
    ("addresses", "cell"),
    [
        ([("work", "jo@acme.com"), (None, "j@x.org")], "work: jo@acme.com; j@x.org"),
        ([("a: b", "c: d")], "a\\: b: c: d"),
        ([(None, "work: x")], "work\\: x"),
        ([(None, "tel:+44")], "tel:+44"),
    ],
)
def test_a_cell_of_addresses_looks_like_this(addresses: list[tuple[str | None, str]], cell: str) -> None:
    assert joined_addresses(addresses) == cell


@pytest.mark.parametrize(
    ("cell", "values"),
    [("a;b", ["a", "b"]), ("a;", ["a", ""]), (r"C:\temp", [r"C:\temp"]), ("a\\", ["a\\"]), ("a;  b", ["a", " b"])],
)
def test_a_cell_typed_by_hand_is_read_kindly(cell: str, values: list[str]) -> None:
    assert split_values(cell) == values


@holds_for(anything, st.booleans())
@example("+44 20 7946 0958", True)
@example("'+44 20", True)
@example("''=1", False)
def test_the_guard_comes_off_exactly(cell: str, phones: bool) -> None:
    assert unguarded(guarded(cell, phones=phones)) == cell


@holds_for(anything, st.sampled_from(FORMULA_STARTS), st.integers(0, 3))
def test_no_guarded_cell_begins_like_a_formula(cell: str, start: str, quotes: int) -> None:
    assert guarded(start + cell)[0] == "'"
    assert guarded("'" * quotes + start + cell) == "'" * (quotes + 1) + start + cell


@pytest.mark.parametrize("cell", ["", "a=1", "'", "'a", " =1", "1", "\n=1"])
def test_harmless_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


@pytest.mark.parametrize("cell", ["+44 20 7946 0958", "+1 212-555-0100 ext. 7; mobile: +49 30 123456"])
def test_phone_numbers_are_not_guarded(cell: str) -> None:
    assert guarded(cell, phones=True) == cell
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["=1+1", "-1", "@SUM(1)", '+44;HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "+44+WEBSERVICE(A1)", "+x"]
)
def test_a_phone_that_would_run_is_guarded_all_the_same(cell: str) -> None:
    assert guarded(cell, phones=True) == f"'{cell}"

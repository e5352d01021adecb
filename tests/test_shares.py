"""Shares: rounded half up, and no percentage of fewer than five."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clienttrack.shares import share_words


@pytest.mark.parametrize(
    ("part", "whole", "n", "said"),
    [
        (0, 0, 0, "no data yet"),
        (0, 0, 7, "no data yet"),
        (1, 1, 1, "n = 1"),
        (3, 4, 4, "n = 4"),
        (0, 5, 5, "0 %"),
        (5, 5, 5, "100 %"),
        (1, 8, 8, "12.5 %"),
        (3, 8, 8, "37.5 %"),
        (1, 12, 12, "8.3 %"),
        (2, 3, 6, "66.7 %"),
        (Fraction(1, 3), Fraction(2, 3), 9, "50 %"),
        (-1, 8, 8, "-12.5 %"),
        (300, 200, 6, "150 %"),
    ],
)
def test_a_share_is_a_percentage_only_of_five_or_more(part: Fraction, whole: Fraction, n: int, said: str) -> None:
    assert share_words(part, whole, n) == said


@given(part=st.integers(0, 10**12), whole=st.integers(1, 10**12))
def test_a_share_is_rounded_half_up(part: int, whole: int) -> None:
    percent = (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert share_words(part, whole, 5) == f"{str(percent).removesuffix('.0')} %"

"""Shares as words: a percentage where there are enough to make one, else how many there are."""

from fractions import Fraction

FEWEST = 5
NO_DATA = "no data yet"


def share_words(part: int | Fraction, whole: int | Fraction, n: int) -> str:
    """Say which part of a whole something is, as a percentage, for example '41.3 %'.

    Of ``n`` records under 5 that would say nothing, so it is 'n = 3'; without records, or of nothing, 'no data yet'.
    """
    if n == 0 or whole == 0:
        return NO_DATA
    if n < FEWEST:
        return f"n = {n}"
    return percent(Fraction(part) / Fraction(whole))


def percent(share: Fraction) -> str:
    """Write a share in percent, rounded half up to one decimal, which is left out where it is 0."""
    return f"{rounded(100 * share)} %"


def rounded(value: Fraction) -> str:
    """Write a number rounded half up to one decimal, which is left out where it is 0."""
    tenths = (20 * value + 1) // 2
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' * (tenths < 0)}{whole}{f'.{tenth}' * (tenth > 0)}"

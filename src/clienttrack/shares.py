"""Shares as words: a percentage where there are enough to make one, else how many there are."""

from fractions import Fraction

FEWEST = 5
NO_DATA = "no data yet"


def share_words(part: int | Fraction, whole: int | Fraction, n: int) -> str:
    """Say which part of a whole something is, as a percentage rounded half up, for example '41 %'.

    Of ``n`` records under 5 that would say nothing, so it is 'n = 3'; without records, or of nothing, 'no data yet'.
    """
    if n == 0 or whole == 0:
        return NO_DATA
    if n < FEWEST:
        return f"n = {n}"
    return f"{(Fraction(200 * part) / whole + 1) // 2} %"

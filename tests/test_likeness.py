"""Names that are nearly the same, and names that are not."""

import pytest

from clienttrack import likeness


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("acme ltd", "acme"),
        ("acme inc.", "acme gmbh"),
        ("jon smith", "john smith"),
        ("old freind", "old friend"),
        ("华为技术有限公司", "华为技术"),
        ("zenith a/s", "zenith"),
        ("acme", "acme"),
    ],
)
def test_names_that_differ_in_legal_form_or_a_letter_are_nearly_the_same(new: str, known: str) -> None:
    assert likeness.nearest_name(new, ["something else", known]) == known


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("jane smith", "john smith"),
        ("client 1001", "client 1002"),
        ("acme", "acne"),
        ("the company", "acme"),
        ("王", "李"),
    ],
)
def test_different_names_are_not_nearly_the_same(new: str, known: str) -> None:
    assert likeness.nearest_name(new, [known]) is None


def test_a_tag_is_near_another_unless_their_numbers_differ() -> None:
    assert likeness.nearest_tag("retial", ["vip", "retail"]) == "retail"
    assert likeness.nearest_tag("fair-2025", ["fair-2026"]) is None

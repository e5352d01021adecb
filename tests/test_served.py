"""Who is served, and what is said of who is not."""

from datetime import date
from typing import Any

import pytest

from clienttrack.book import order_sql
from clienttrack.served import Served, rest_words, served
from clienttrack.vocabulary import Priority
from tests.conftest import Given


@pytest.mark.parametrize(
    ("fields", "said", "way_back"),
    [
        ({}, "", ""),
        ({"archived_on": date(2026, 6, 1)}, "archived", "`clienttrack client restore acme`"),
        ({"told_stage": "lost"}, "lost", "`clienttrack stage win-back acme`"),
        (
            {"archived_on": date(2026, 6, 1), "told_stage": "lost"},
            "archived and lost",
            "`clienttrack client restore acme` and `clienttrack stage win-back acme`",
        ),
    ],
)
def test_it_is_said_how_a_client_is_laid_aside_and_comes_back(
    fields: dict[str, Any], said: str, way_back: str, given: Given
) -> None:
    client = given.client("Acme", **fields)
    with given.reading() as reader:
        found = served(reader, client)
    assert found == Served("acme", "archived_on" in fields, "told_stage" in fields)
    assert (found.laid_aside, found.way_back) == (said, way_back)


def test_of_many_things_at_rest_the_first_are_named() -> None:
    assert rest_words(["m1"]) == "m1 stays, but does not come up."
    assert rest_words([f"w{one}" for one in range(9)]) == "w0, w1, w2, w3, w4 and 4 more stay, but do not come up."


def test_rows_stand_in_the_order_of_their_words_and_others_last(given: Given) -> None:
    sql = f"SELECT value FROM json_each(:words) ORDER BY {order_sql('value', Priority)}, value"
    with given.reading() as reader:
        ordered = [row[0] for row in reader.rows(sql, words='["x", "low", "high", "a", "normal"]')]
    assert ordered == ["high", "normal", "low", "a", "x"]

"""What tier and stage a client had on a day that has passed."""

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from clienttrack.past import (
    Client,
    StageMove,
    TierMove,
    is_served,
    stage_on,
    tier_on,
    was_lost,
    was_there,
)
from clienttrack.slices.stages.rules import Move, spans
from clienttrack.vocabulary import Stage

SINCE = date(2025, 3, 1)


def client(*stages: StageMove, tiers: tuple[TierMove, ...] = (), **fields: date | None) -> Client:
    values = {"since_on": SINCE, "added_on": SINCE, "archived_on": None, "first_paid_on": None, **fields}
    return Client(1, 1, **values, stage_moves=stages, tier_moves=tiers)  # type: ignore[arg-type]


def told(stage: str | None, month: int, *, from_ever: bool = False) -> StageMove:
    return StageMove(stage, date(2026, month, 1), from_ever)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2025, 2, 28), "prospect"),
        (date(2025, 3, 1), "activation"),
        (date(2025, 5, 29), "activation"),
        (date(2025, 5, 30), "stable"),
        (date(2026, 2, 28), "stable"),
        (date(2026, 3, 1), "deep"),
        (date(2026, 3, 31), "deep"),
        (date(2026, 4, 1), "lost"),
        (date(2026, 6, 1), "deep"),
    ],
)
def test_a_stage_is_the_one_told_last_else_it_follows_from_age(day: date, stage: str) -> None:
    assert stage_on(client(told("lost", 4), told(None, 6)), day) == stage


def test_what_was_told_last_of_a_past_day_counts_from_that_day_on() -> None:
    one = client(told("lost", 4), told(None, 6), told("stable", 3))
    assert [stage_on(one, date(2026, month, 15)) for month in (2, 3, 4, 7)] == ["stable"] * 4
    assert stage_on(one, date(2025, 4, 1)) == "activation"


def test_a_stage_that_came_with_a_list_is_so_from_ever_and_is_no_loss() -> None:
    one = client(told("lost", 4, from_ever=True))
    assert stage_on(one, date(2025, 6, 1)) == "lost"
    assert not is_served(one, date(2025, 6, 1))
    assert not was_lost(one, after=date(2025, 6, 1), until=date(2026, 6, 1))


def test_a_loss_is_in_the_window_after_its_first_day_and_up_to_its_last() -> None:
    one = client(told("lost", 4), told(None, 5))
    first = date(2026, 4, 1)
    assert was_lost(one, after=date(2026, 3, 31), until=first)
    assert not was_lost(one, after=first, until=date(2026, 12, 1))
    assert not was_lost(one, after=SINCE, until=date(2026, 3, 31))


def test_a_tier_is_the_one_moved_to_last_and_before_the_first_move_the_one_moved_from() -> None:
    moves = (TierMove(2, 3, date(2026, 2, 1), from_ever=False), TierMove(3, 1, date(2026, 5, 1), from_ever=False))
    one = client(tiers=moves)
    assert [tier_on(one, date(2026, month, 28)) for month in (1, 2, 5)] == [2, 3, 1]
    assert tier_on(client(), SINCE) == 1
    assert tier_on(client(tiers=(TierMove(None, 3, date(2026, 2, 1), from_ever=True),)), SINCE) == 3


def test_a_client_is_there_once_it_was_added_began_or_paid_until_it_is_archived() -> None:
    late, archived = date(2026, 6, 1), date(2026, 8, 1)
    assert not was_there(client(since_on=None, added_on=late), SINCE)
    assert was_there(client(since_on=SINCE, added_on=late), SINCE)
    assert was_there(client(since_on=None, added_on=late, first_paid_on=SINCE), SINCE)
    one = client(archived_on=archived)
    assert was_there(one, date(2026, 7, 31))
    assert not was_there(one, archived)


@for_all(
    since=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 12, 31))),
    told=st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2026, 11, 20)), st.sampled_from([*Stage, None])), max_size=5
    ),
    day=st.dates(date(2024, 1, 1), date(2026, 11, 20)),
)
def test_a_past_day_is_what_the_history_of_stages_says_of_it(
    since: date | None, told: list[tuple[date, Stage | None]], day: date
) -> None:
    today = date(2026, 11, 20)
    history = spans(date(2024, 1, 1), since, [Move(on, stage, None, None) for on, stage in told], today)
    [there] = [span for span in history if span.from_on <= day and (span.until_on is None or day < span.until_on)]
    moves = [StageMove(stage, on, from_ever=False) for on, stage in told]
    assert stage_on(client(*moves, since_on=since), day) == there.stage

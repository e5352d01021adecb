"""`stage history` and `stage reasons`: every day belongs to one stage, and every loss counts once."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example
from hypothesis import given as drawn
from hypothesis import strategies as st

from clienttrack.slices.stages.rules import Move, losses, spans
from clienttrack.vocabulary import LostReason, Stage
from tests.conftest import TODAY, Given, Run

ADDED = date(2026, 1, 1)
days_near = st.dates(date(2023, 12, 1), date(2026, 4, 1))
told_stages = st.sampled_from([None, *Stage])


def moved(stage: Stage | None, on: date, because: str | None = None) -> Move:
    return Move(on, stage, LostReason.PRICE if stage is Stage.LOST else None, because)


moves_told = st.lists(st.builds(moved, told_stages, days_near, st.sampled_from([None, "a", "b"])), max_size=8)


def stage_on(day: date, since_on: date | None, moves: Sequence[Move]) -> tuple[Stage, bool]:
    """Tell the stage of one day from the words of the product alone."""
    for move in reversed(moves):
        if move.moved_on <= day:
            if move.stage is not None:
                return move.stage, True
            break
    if since_on is None or day < since_on:
        return Stage.PROSPECT, False
    if day - since_on < timedelta(days=90):
        return Stage.ACTIVATION, False
    leap_day = (since_on.month, since_on.day) == (2, 29)
    year_later = date(since_on.year + 1, 2, 28) if leap_day else since_on.replace(year=since_on.year + 1)
    return (Stage.STABLE if day < year_later else Stage.DEEP), False


def every_day(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


@drawn(added_on=days_near, since_on=st.none() | days_near, moves=moves_told, today=days_near)
@example(added_on=date(2024, 2, 29), since_on=date(2024, 2, 29), moves=[], today=date(2026, 3, 1))
@example(added_on=date(2024, 1, 31), since_on=date(2024, 1, 31), moves=[], today=date(2024, 4, 30))
@example(
    added_on=ADDED,
    since_on=date(2025, 12, 1),
    moves=[moved(Stage.DEEP, date(2026, 2, 1)), moved(Stage.LOST, date(2026, 1, 1)), moved(None, date(2026, 3, 1))],
    today=date(2026, 3, 1),
)
def test_every_day_from_the_first_to_today_belongs_to_the_one_stage_a_look_at_that_day_gives(
    added_on: date, since_on: date | None, moves: list[Move], today: date
) -> None:
    first = min(day for day in (added_on, since_on, *(move.moved_on for move in moves)) if day is not None)
    found = spans(added_on, since_on, moves, today)
    for day in every_day(first, today):
        around = [one for one in found if one.from_on <= day and (one.until_on is None or day < one.until_on)]
        assert [(one.stage, one.told) for one in around] == [stage_on(day, since_on, moves)]
    assert sum(one.days(today) for one in found) == max(0, (today - first).days)
    assert [one.until_on for one in found[:-1]] == [one.from_on for one in found[1:]]
    assert all(one.until_on is None for one in found[-1:])


@drawn(added_on=days_near, since_on=st.none() | days_near, moves=moves_told, today=days_near)
def test_a_loss_is_a_day_lost_after_a_day_not_lost(
    added_on: date, since_on: date | None, moves: list[Move], today: date
) -> None:
    first = min(day for day in (added_on, since_on, *(move.moved_on for move in moves)) if day is not None)
    stages = {day: stage_on(day, since_on, moves)[0] for day in every_day(first, today)}
    lost = {day for day, stage in stages.items() if stage is Stage.LOST}
    begun = [day for day in sorted(lost) if day - timedelta(days=1) not in lost]
    assert [loss.lost_on for loss in losses(spans(added_on, since_on, moves, today), added_on)] == begun


@pytest.mark.parametrize(
    ("since_on", "expected"),
    [
        (date(2024, 2, 29), [("activation", 90), ("stable", 275), ("deep", 630)]),
        (date(2026, 11, 20), [("prospect", 323), ("activation", 0)]),
        (date(2027, 1, 1), [("prospect", 323)]),
        (None, [("prospect", 323)]),
    ],
)
def test_the_days_of_stages_worked_out_are_exact(
    given: Given, run: Run, since_on: date | None, expected: list[tuple[str, int]]
) -> None:
    given.client("Acme", since_on=since_on)
    lines = run("stage", "history", "acme", "--json").data
    assert [(line["stage"], line["days"]) for line in reversed(lines)] == expected
    assert not any(line["told"] for line in lines)


def lost_and_won_back(given: Given, run: Run) -> None:
    given.client("Acme [/b]", handle="acme", since_on=date(2025, 11, 1))
    run("stage", "lose", "acme", "--because", "price", "--note", "too [dear]", today="2026-03-01")
    run("stage", "win-back", "acme", "--because", "new boss", today="2026-05-01")


def test_history_tells_each_stage_with_its_days_and_why_the_newest_first(given: Given, run: Run) -> None:
    lost_and_won_back(given, run)
    assert run("stage", "history", "acme", today="2026-11-20").out == (
        "CLIENT  STAGE       FROM        UNTIL   DAYS  HOW         WHY\n"
        "acme    deep        1 Nov                 19  worked out\n"
        "acme    stable      1 May       1 Nov    184  worked out  new boss\n"
        "acme    lost        1 Mar       1 May     61  told        price: too [dear]\n"
        "acme    stable      30 Jan      1 Mar     30  worked out\n"
        "acme    activation  1 Nov 2025  30 Jan    90  worked out\n"
    )
    assert run("stage", "history", "acme", "--json").data[2] == {
        "client": "acme",
        "name": "Acme [/b]",
        "stage": "lost",
        "from_on": "2026-03-01",
        "until_on": "2026-05-01",
        "days": 61,
        "told": True,
        "lost_reason": "price",
        "because": "too [dear]",
    }


def test_history_of_all_is_by_day_and_comes_as_csv_and_ids(given: Given, run: Run) -> None:
    given.client("Globex", since_on=date(2026, 4, 1))
    lost_and_won_back(given, run)
    csv = run("stage", "history", "--csv", "--limit", "3", today="2026-11-20").out.splitlines()
    assert csv[0] == "client,name,stage,from_on,until_on,days,told,lost_reason,because"
    assert [line.split(",")[0] for line in csv[1:]] == ["acme", "globex", "acme"]
    lines = run("stage", "history", "--json").data
    assert len(lines) == 8
    assert [line["from_on"] for line in lines] == sorted((line["from_on"] for line in lines), reverse=True)
    assert run("stage", "history", "--client", "globex", "--ids").out == "globex\n" * 3
    run("stage", "history", "nobody", exit_code=3)


def test_a_stage_told_from_a_day_past_ends_what_was_told_for_that_day_and_later(given: Given, run: Run) -> None:
    given.client("Acme", since_on=date(2026, 1, 1))
    run("stage", "set", "acme", "deep", "--on", "2026-11-10")
    run("stage", "set", "acme", "prospect", "--on", "2026-11-05")
    lines = run("stage", "history", "acme", "--json").data
    told = [(line["stage"], line["from_on"], line["days"]) for line in lines]
    assert told[:2] == [("prospect", "2026-11-05", 15), ("stable", "2026-04-01", 218)]
    run("undo")
    assert run("stage", "history", "acme", "--json").data[0]["stage"] == "deep"
    run("stage", "clear", "acme")
    assert [line["stage"] for line in run("stage", "history", "acme", "--json").data][:2] == ["stable", "deep"]


def test_a_stage_that_came_from_an_export_is_in_the_history_from_its_day(
    given: Given, run: Run, tmp_path: Path
) -> None:
    given.client("Acme", added_on=date(2025, 5, 1), told_stage="lost", told_stage_on=date(2026, 6, 1))
    table = tmp_path / "clients.csv"
    run("export", "clients", "-o", str(table))
    other = tmp_path / "other.db"
    run("--db", str(other), "import", str(table))
    newest = run("--db", str(other), "stage", "history", "acme", "--json").data[0]
    assert (newest["stage"], newest["from_on"], newest["because"]) == ("lost", "2026-06-01", "as imported")


def test_nobody_in_the_book_has_no_history_and_no_reasons(given: Given, run: Run) -> None:
    assert run("stage", "history").out == "No client was in any stage up to today.\n"
    assert run("stage", "reasons").out == "No client was lost.\n"
    assert run("stage", "reasons", "--since", "-1y").out == "No client was lost since 2025-11-20.\n"
    assert run("stage", "reasons", "--json").data == []


def test_each_loss_counts_for_the_reason_told_last_also_one_won_back_but_none_undone(given: Given, run: Run) -> None:
    lost_and_won_back(given, run)
    run("stage", "lose", "acme", "--because", "competitor", "--drop-tasks", today="2026-11-01")
    run("stage", "lose", "acme", "--because", "price", today="2026-11-02")
    given.client("Globex")
    run("stage", "lose", "globex", "--because", "execution", today="2026-11-03")
    run("undo")
    few = run("stage", "reasons", "--json").data
    assert few == [{"reason": "price", "losses": 2, "won_back": 1, "share": "n = 2"}]
    for number in range(4):
        given.client(f"Client {number}", handle=f"c{number}")
        run("stage", "lose", f"c{number}", "--because", "budget-cut" if number else "price")
    assert run("stage", "reasons").out == (
        "REASON      LOST  WON BACK  SHARE\n"
        "budget-cut     3         0   50 %\n"
        "price          3         1   50 %\n"
        "6 losses, of which 1 was won back later.\n"
    )
    assert run("stage", "reasons", "--since", "1 Nov", "--ids").out == "budget-cut\nprice\n"
    assert run("stage", "reasons", "--since", "2 Nov 2026", "--csv").out.splitlines()[1:] == [
        "budget-cut,3,0,n = 4",
        "price,1,0,n = 4",
    ]


def test_the_history_agrees_with_what_show_says_of_today(given: Given, run: Run) -> None:
    lost_and_won_back(given, run)
    for words in (["set", "acme", "prospect", "--on", "2026-06-01"], ["clear", "acme"]):
        run("stage", *words, today="2026-11-20")
        newest = run("stage", "history", "acme", "--json", "--limit", "1").data[0]
        shown = run("stage", "show", "acme", "--json").data
        assert (newest["stage"], newest["told"]) == (shown["stage"], shown["told"])
    assert TODAY.isoformat() == newest["from_on"]

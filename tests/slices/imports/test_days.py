"""Days as foreign tables write them: their order is decided by the whole column, and never guessed."""

from datetime import date, timedelta, timezone

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st

from clienttrack.slices.mappings.rules.days import DayColumn, DayOrder, day_of_parts
from tests.conftest import Given, Run
from tests.slices.imports.reading_books import Table, problems

LAYOUTS = {
    DayOrder.DMY: "{d:02}/{m:02}/{y:04}",
    DayOrder.MDY: "{m:02}/{d:02}/{y:04}",
    DayOrder.YMD: "{t:02}/{m:02}/{d:02}",
}


@pytest.mark.parametrize(
    ("days", "read"),
    [
        (["03/04/2024", "15/04/2024"], ["2024-04-03", "2024-04-15"]),
        (["03/04/2024", "04/15/2024"], ["2024-03-04", "2024-04-15"]),
        (["2026年3月9日", "2026/3/5"], ["2026-03-09", "2026-03-05"]),
        (["15-Jan-2024", "2024-01-20T14:30:00Z"], ["2024-01-15", "2024-01-20"]),
        (["05/05/2024", "Mar 20 2024"], ["2024-05-05", "2024-03-20"]),
        (["2024-08-18 10:22", "1 Mar 2026"], ["2024-08-18", "2026-03-01"]),
    ],
)
def test_the_order_of_days_is_decided_by_the_whole_column(
    given: Given, run: Run, table: Table, days: list[str], read: list[str]
) -> None:
    run("import", table("client,since\n" + "".join(f"C{n},{day}\n" for n, day in enumerate(days))))
    with given.reading() as reader:
        assert [row[0] for row in reader.rows("SELECT since_on FROM client ORDER BY name")] == read


@pytest.mark.parametrize("days", [["03/04/2024", "05/06/2024"], ["03/04/24", "05.06.24"]])
def test_a_column_of_days_that_cannot_be_decided_is_refused(run: Run, table: Table, days: list[str]) -> None:
    path = table("client,since\n" + "".join(f"C{n},{day}\n" for n, day in enumerate(days)))
    (problem,) = run("import", path, "--json", exit_code=6).data["errors"]
    assert (problem["line"], problem["column"], problem["code"]) == (2, "since", "ambiguous-date")


@pytest.mark.parametrize("days", [["13/04/2024", "05/14/2024"], ["13/04/2024", "04/15/2024", "03/04/2024"]])
def test_a_column_that_mixes_orders_is_refused_with_the_lines_that_prove_it(
    given: Given, run: Run, table: Table, days: list[str]
) -> None:
    path = table("client,since\nZ,2024-01-01\n" + "".join(f"C{n},{day}\n" for n, day in enumerate(days)))
    said = run("import", path, exit_code=6).err
    first, second = "'13/04/2024' on line 3 has the day first", f"'{days[1]}' on line 4 has the month first"
    assert f"mixes orders: {first} and {second}" in said
    run("import", path, "--skip-errors", exit_code=6)
    assert given.value("SELECT group_concat(name) FROM client") == "Z"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-03-09T23:30:00Z", date(2024, 3, 10)),
        ("2024-03-09 23:30 +0000", date(2024, 3, 10)),
        ("3/9/2024 11:30 PM UTC", date(2024, 3, 10)),
        ("2024-03-09T00:30:00+05:30", date(2024, 3, 8)),
        ("2024-03-09T00:00:00Z", date(2024, 3, 9)),
        ("2024-03-09T25:00:00Z", date(2024, 3, 9)),
        ("2024-03-09 23:30", date(2024, 3, 9)),
    ],
)
def test_a_time_with_a_zone_is_the_day_on_ones_own_clock(cell: str, day: date) -> None:
    column = DayColumn(told=DayOrder.MDY, local=lambda moment: moment.astimezone(timezone(timedelta(hours=1))))
    assert _read(column, [cell]) == [str(day)]


def _read(column: DayColumn, cells: list[str]) -> list[str]:
    raw = [column.read(cell) for cell in cells]
    assert column.order is not None
    at = day_of_parts(column.order)
    parts = [(cell[at[0] - 1 :][:4], cell[at[1] - 1 :][:2], cell[at[2] - 1 :][:2]) for cell in raw]
    return [cell if cell[0] != "?" else "-".join(part) for cell, part in zip(raw, parts, strict=True)]


@pytest.mark.parametrize("order", LAYOUTS)
@holds_for(days=st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1))
def test_a_told_order_reads_every_day(order: DayOrder, days: list[date]) -> None:
    layout = LAYOUTS[order]
    cells = [layout.format(y=day.year, t=day.year % 100, m=day.month, d=day.day) for day in days]
    column = DayColumn(told=order)
    assert _read(column, cells) == [str(day) for day in days]


@holds_for(
    days=st.lists(st.dates(date(1900, 1, 1), date(2200, 12, 31)), min_size=1), order=st.sampled_from(["dmy", "mdy"])
)
def test_what_a_column_decides_is_what_was_written(days: list[date], order: str) -> None:
    layout = LAYOUTS[DayOrder(order)]
    column = DayColumn()
    for day in days:
        column.read(layout.format(y=day.year, m=day.month, d=day.day))
    told = {day for day in days if day.day > 12}
    assert DayOrder(order) in column.possible
    assert column.order in ({DayOrder(order)} if told else {None, DayOrder(order)})


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["1/2/24", "2/13/24"], ["2024-01-02", "2024-02-13"]),
        (["03.04.2024"], ["2024-04-03"]),
        (["13.2.2024", "1.12.2024"], ["2024-02-13", "2024-12-01"]),
        (["45631.0", "45632"], ["2024-12-05", "2024-12-06"]),
        (["１５/０３/２０２４"], ["2024-03-15"]),
        (["3/15/2024 2:30 PM"], ["2024-03-15"]),
        (["1/1/69", "31/12/68"], ["1969-01-01", "2068-12-31"]),
        (["69/1/31", "68/12/31"], ["1969-01-31", "2068-12-31"]),
        (["2024-W10-3", "2024-W101"], ["2024-03-06", "2024-03-04"]),
        (["3 mars 2024", "1er juin 2024", "3. März 2024"], ["2024-03-03", "2024-06-01", "2024-03-03"]),
        (["3 de marzo de 2024", "15-Okt-24", "5 mrt 2024"], ["2024-03-03", "2024-10-15", "2024-03-05"]),
        (["03.04.24", "05.06.23"], ["2024-04-03", "2023-06-05"]),
        (["1900-01-01", "2200-12-31"], ["1900-01-01", "2200-12-31"]),
    ],
)
def test_days_are_read(given: Given, run: Run, table: Table, cells: list[str], days: list[str]) -> None:
    run("import", table("client,since\n" + "".join(f"C{n},{cell}\n" for n, cell in enumerate(cells))))
    with given.reading() as reader:
        assert [row[0] for row in reader.rows("SELECT since_on FROM client ORDER BY id")] == days


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "3 jui 2024",
        "2024-W54-1",
        "2024-W10",
        "2024-02-30",
        "31/31/2024",
        "99999",
        "19999",
        "0000-00-00",
        "2024",
        "1899-12-31",
        "2201-01-01",
        "03/04/0024 ",
    ],
)
def test_what_is_no_day_is_refused(run: Run, table: Table, cell: str) -> None:
    data = run("import", table(f"client,since\nA,{cell}\n"), "--json", exit_code=6).data
    assert problems(data) == [(2, "since", "type-error")]


@pytest.mark.parametrize(("order", "day"), [("dmy", "2024-04-03"), ("mdy", "2024-03-04")])
def test_the_order_is_as_told(given: Given, run: Run, table: Table, order: str, day: str) -> None:
    path = table("client,since,last touch\nA,03/04/2024,05/06/2024\n")
    assert "--date-order" in run("import", path, exit_code=6).err
    run("import", path, "--date-order", order)
    assert given.value("SELECT since_on FROM client") == day
    assert "dmy, mdy, ymd" in run("import", path, "--date-order", "myd", exit_code=2).err


def test_each_column_is_decided_by_itself(given: Given, run: Run, table: Table) -> None:
    run("import", table("client,since,next step on\nA,03/04/2024,03/04/2027\nB,15/04/2024,04/15/2027\n"))
    assert given.value("SELECT since_on FROM client WHERE name = 'A'") == "2024-04-03"
    assert given.value("SELECT min(due_on) FROM task") == "2027-03-04"


def test_only_the_undecided_rows_are_refused_where_good_ones_are_taken(given: Given, run: Run, table: Table) -> None:
    path = table("client,since\nA,03/04/2024\nB,2024-01-01\nC,05/06/2024\n")
    assert len(run("import", path, "--json", exit_code=6).data["errors"]) == 1
    data = run("import", path, "--skip-errors", "--json", exit_code=6).data
    assert problems(data) == [(2, "since", "ambiguous-date"), (4, "since", "ambiguous-date")]
    assert given.value("SELECT group_concat(name) FROM client") == "B"


def test_a_last_touch_that_turns_out_to_lie_in_the_future_is_refused(run: Run, table: Table) -> None:
    data = run("import", table("client,last touch\nA,03/12/2026\nB,15/01/2026\n"), "--json", exit_code=6).data
    assert problems(data) == [(2, "last touch", "constraint-error")]

"""What becomes of records that are in the book already: policies, pinned tiers, stages that never go back."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY, Given, Run
from tests.slices.imports.reading_books import NOTHING, Table, column, problems, records

BEFORE = "client,contact,city,industry,tier,tags,notes\nAcme,,Rome,Retail,core,a,n1\nBolt,Jo,,,,,\n"
AFTER = (
    "client,contact,city,industry,tier,tags,notes,colour\nAcme,,Paris,,key,b,n2,red\nBolt,,Oslo,Steel,key,,x,\n"
    "Core,,X,,,,,\n"
)
STATE = (
    "SELECT handle || '|' || coalesce(city, '') || '|' || coalesce(industry, '') || '|' || coalesce(notes, '') "
    "FROM client"
)


def test_an_empty_cell_clears_nothing_and_a_stage_never_goes_back(given: Given, run: Run, table: Table) -> None:
    given.client("Acme", city="Rome", told_stage="stable", notes="kept")
    given.client("Bolt", told_stage="prospect")
    given.client("Gone", told_stage="lost", lost_reason="price")
    run("import", table("client,city,notes,stage\nAcme,,,prospect\nBolt,,,stable\nGone,,,deep\n"))
    assert given.value("SELECT city || notes || told_stage FROM client WHERE handle = 'acme'") == "Romekeptstable"
    assert given.value("SELECT told_stage FROM client WHERE handle = 'bolt'") == "stable"
    assert given.value("SELECT told_stage FROM client WHERE handle = 'gone'") == "lost"


def test_an_archived_client_is_brought_up_to_date_and_stays_archived(given: Given, run: Run, table: Table) -> None:
    given.client("Acme", archived_on=TODAY)
    ran = run("import", table("client,city\nAcme,Rome\n"))
    assert "1 of these clients is archived" in ran.err
    assert given.value("SELECT city || archived_on FROM client") == "Rome2026-11-20"


@pytest.fixture
def filled(run: Run, table: Table) -> None:
    """A book of two clients, one of them nearly empty."""
    run("import", table(BEFORE))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("policy", "state", "tiers", "counts"),
    [
        ("update", ["acme|Paris|Retail|n2", "bolt|Oslo|Steel|x", "core|X||"], [2, 2, None], (1, 2, 0)),
        ("fill", ["acme|Rome|Retail|n1", "bolt|Oslo|Steel|x", "core|X||"], [1, 2, None], (1, 2, 0)),
        ("skip", ["acme|Rome|Retail|n1", "bolt|||", "core|X||"], [1, None, None], (1, 0, 2)),
        (
            "new",
            ["acme|Rome|Retail|n1", "bolt|||", "acme-2|Paris||n2", "bolt-2|Oslo|Steel|x", "core|X||"],
            [1, None, 2, 2, None],
            (3, 0, 0),
        ),
    ],
)
def test_a_policy_says_what_becomes_of_clients_that_are_there(
    run: Run, table: Table, book_path: Path, policy: str, state: list[str], tiers: list[int], counts: tuple[int, ...]
) -> None:
    data = run("import", table(AFTER), "--on-match", policy, "--json").data
    assert column(book_path, STATE) == state
    assert column(book_path, "SELECT tier_id FROM client") == tiers
    assert (data["created"]["clients"], data["updated"]["clients"], data["skipped"]) == counts
    assert column(book_path, "SELECT value FROM custom_field") == ([] if policy == "skip" else ["red"])


@pytest.mark.usefixtures("filled")
def test_error_refuses_what_is_there_and_takes_the_rest_where_told(run: Run, table: Table, book_path: Path) -> None:
    path = table(AFTER)
    before = records(book_path)
    data = run("import", path, "--on-match", "error", "--json", exit_code=6).data
    assert problems(data) == [(2, None, "already-there"), (3, None, "already-there")]
    assert records(book_path) == before
    data = run("import", path, "--on-match", "error", "--skip-errors", "--json", exit_code=6).data
    assert (data["created"]["clients"], data["updated"]["clients"], data["refused"]) == (1, 0, 2)
    assert "update, fill, skip, error, new" in run("import", path, "--on-match", "merge", exit_code=2).err


@pytest.mark.parametrize(
    ("policy", "roles", "counts"),
    [
        ("update", ["Boss", "X"], (1, 1, 0)),
        ("fill", ["CEO", "X"], (1, 1, 0)),
        ("skip", ["CEO", "X"], (1, 0, 1)),
        ("new", ["CEO", "Boss", "X"], (2, 0, 0)),
    ],
)
def test_a_policy_is_about_the_contact_that_a_row_names(
    run: Run, table: Table, book_path: Path, policy: str, roles: list[str], counts: tuple[int, ...]
) -> None:
    run("import", table("client,contact,email,role\nAcme,Jo,jo@a.example,CEO\n"))
    path = table("client,contact,email,role,phone\nAcme,Jo,jo@a.example,Boss,12345\nAcme,Al,al@a.example,X,\n")
    data = run("import", path, "--on-match", policy, "--json").data
    assert column(book_path, "SELECT role FROM contact ORDER BY id") == roles
    assert (data["created"]["contacts"], data["updated"]["contacts"], data["skipped"]) == counts


@pytest.mark.parametrize(
    ("policy", "kept", "counts", "exit_code"),
    [
        ("update", "2026-11-02 ho 5", (0, 1, 0), 0),
        ("fill", "2026-11-01 hi 5", (0, 1, 0), 0),
        ("skip", "2026-11-01 hi ", (0, 0, 1), 0),
        ("error", "2026-11-01 hi ", (0, 0, 0), 6),
        ("new", "2026-11-01 hi ", (0, 0, 0), 0),
    ],
)
def test_a_policy_is_about_touchpoints_too(
    run: Run, table: Table, book_path: Path, policy: str, kept: str, counts: tuple[int, ...], exit_code: int
) -> None:
    run("import", table("client\nAcme\n"))
    run("import", table("client,id,date,type,text\nAcme,1,2026-11-01,call,hi\n"), "--as", "touchpoints")
    path = table("client,id,date,type,text,minutes\nAcme,1,2026-11-02,call,ho,5\n")
    data = run("import", path, "--as", "touchpoints", "--on-match", policy, "--json", exit_code=exit_code).data
    state = "SELECT happened_on || ' ' || text || ' ' || coalesce(minutes, '') FROM touchpoint"
    assert column(book_path, state) == [kept]
    assert (data["created"]["touchpoints"], data["updated"]["touchpoints"], data["skipped"]) == counts
    assert [one["code"] for one in data["errors"]] == (["already-there"] if policy == "error" else [])


@pytest.mark.parametrize(("policy", "many"), [("update", 1), ("fill", 1), ("skip", 1), ("error", 1), ("new", 2)])
def test_a_policy_is_about_promises_without_ids_too(
    run: Run, table: Table, book_path: Path, policy: str, many: int
) -> None:
    run("import", table("client\nAcme\n"))
    path = table("client,task,due\nAcme,Call,2026-12-01\n", "tasks.csv")
    run("import", path, "--as", "tasks")
    run("import", path, "--as", "tasks", "--on-match", policy, exit_code=6 if policy == "error" else 0)
    assert column(book_path, "SELECT count(*) FROM task") == [many]


def test_a_pinned_tier_stays_and_that_is_told(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client\nAcme\n"))
    run("tier", "set", "acme", "core", "--because", "always")
    ran = run("import", table("client,tier\nAcme,key\nBolt,key\n"))
    assert "1 of these clients is pinned, the tier as before." in ran.err
    assert column(book_path, "SELECT tier_id FROM client ORDER BY id") == [1, 2]


def test_a_stage_goes_back_only_when_told(given: Given, run: Run, table: Table, book_path: Path) -> None:
    given.client("Acme", told_stage="deep", told_stage_on=TODAY)
    given.client("Gone", told_stage="lost", told_stage_on=TODAY, lost_reason="price")
    path = table("client,stage\nAcme,prospect\nGone,stable\n")
    assert run("import", path, "--json").data["updated"] == NOTHING
    run("import", path, "--stage-back")
    assert column(book_path, "SELECT told_stage FROM client") == ["prospect", "stable"]
    assert column(book_path, "SELECT lost_reason FROM client") == [None, None]
    assert column(book_path, "SELECT stage FROM stage_move") == ["prospect", "stable"]


def test_a_client_with_open_promises_cannot_become_lost(given: Given, run: Run, table: Table, book_path: Path) -> None:
    task = given.task(given.client("Acme"), "Call", due_on=None)
    path = table("client,stage\nAcme,lost\n")
    assert "acme has open tasks, so it cannot become lost" in run("import", path, exit_code=6).err
    run("done", f"t{task}")
    run("import", path)
    assert column(book_path, "SELECT told_stage || lost_reason FROM client") == ["lostother"]


@pytest.mark.parametrize("state", [{"archived_on": TODAY}, {"told_stage": "lost", "lost_reason": "price"}])
def test_a_promise_to_a_client_who_never_comes_up_is_refused(
    given: Given, run: Run, table: Table, book_path: Path, state: dict[str, Any]
) -> None:
    given.client("Acme", **state)
    for words, kind in (("client,next step\nAcme,Call\n", "clients"), ("client,task\nAcme,Call\n", "tasks")):
        data = run("import", table(words), "--as", kind, "--json", exit_code=6).data
        assert problems(data) == [(2, None, "constraint-error")]
    assert column(book_path, "SELECT count(*) FROM task") == [0]


@pytest.mark.parametrize("known", [True, False])
def test_a_row_that_tells_of_a_lost_client_promises_nothing(given: Given, run: Run, table: Table, known: bool) -> None:
    if known:
        given.client("Acme")
    data = run("import", table("client,stage,next step\nAcme,lost,Call\n"), "--json", exit_code=6).data
    assert problems(data) == [(2, None, "constraint-error")]


def test_a_name_that_is_only_written_differently_renames_nobody(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client\nAcme Ltd\n"))
    path = table("client,external id\nACME,1\n")
    run("import", path)
    assert run("import", path, "--json").data["updated"] == NOTHING
    assert column(book_path, "SELECT name FROM client") == ["Acme Ltd"]
    run("import", table("client,external id\nApex,1\n"))
    run("import", table("client,handle\nAPEX,acme-ltd\n"))
    assert column(book_path, "SELECT name FROM client") == ["APEX"]

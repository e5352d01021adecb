"""Touchpoints and promises of tables: whose they are, known again with and without ids, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from clienttrack.slices.mappings.files import all_mappings
from clienttrack.slices.mappings.rules import recognising
from clienttrack.vocabulary import PLACEHOLDERS, TouchKind
from tests.conftest import TODAY, Given, Run
from tests.slices.imports.reading_books import NOTHING, Table, column, problems


def test_a_last_touch_that_is_known_already_is_not_logged_again(given: Given, run: Run, table: Table) -> None:
    given.client("Acme", last_touch=TODAY)
    note = given.client("Bolt")
    given.touchpoint(note, on=TODAY, kind="note")
    data = run("import", table("client,last_touch\nAcme,2026-11-01\nBolt,2026-11-01\n"), "--json").data
    assert (data["created"]["touchpoints"], data["unchanged"]["touchpoints"]) == (1, 1)


def test_a_promise_that_was_closed_is_not_made_again(given: Given, run: Run, table: Table) -> None:
    path = table("client,next_step,next_step_on\nAcme,Call,2026-12-01\n")
    run("import", path)
    with given.change() as change:
        change.run("UPDATE task SET status = 'done', closed_on = :today", today=TODAY)
    assert run("import", path, "--json").data["created"] == NOTHING


@pytest.mark.parametrize(
    ("options", "text", "tables"),
    [
        ((), "client,last_touch,next_step_on\nAcme,2026-11-01,2026-12-01\n", ("touchpoint", "task")),
        *(
            (("--as", "touchpoints"), f"client,date,type\nAcme,2026-11-01,{kind}\n", ("touchpoint",))
            for kind in ("", *TouchKind)
        ),
        (
            ("--as", "touchpoints", "--map", "Done=done"),
            "client,date,type,Done\nAcme,2026-12-01,call,no\n",
            ("task",),
        ),
    ],
)
def test_what_an_import_writes_for_want_of_words_is_known(
    options: tuple[str, ...], text: str, tables: tuple[str, ...], given: Given, run: Run, table: Table, book_path: Path
) -> None:
    given.client("Acme")
    run("import", table(text), *options)
    for name in tables:
        [written] = column(book_path, f"SELECT text FROM {name}")
        assert written in PLACEHOLDERS


@pytest.fixture
def acme(given: Given) -> int:
    """A client with one contact."""
    number = given.client("Acme")
    given.contact(number, "Jo Doe", email="jo@acme.example")
    return number


def _talks(run: Run, path: str, *options: str, kind: str = "touchpoints", exit_code: int = 0) -> Any:
    return run("import", path, "--as", kind, *options, "--json", exit_code=exit_code).data


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("ids", [("", "", ""), ("1", "2", "3")])
def test_touchpoints_are_known_again_with_and_without_ids(
    run: Run, table: Table, book_path: Path, ids: tuple[str, ...]
) -> None:
    days = ("2026-11-01", "2026-11-01", "2026-11-02")
    rows = "".join(f"Acme,Jo Doe,{day},phone call,hi,in,30,{one}\n" for day, one in zip(days, ids, strict=True))
    path = table(f"client,contact,date,type,text,direction,minutes,id\n{rows}")
    assert _talks(run, path)["created"] == {**NOTHING, "touchpoints": 3}
    assert column(book_path, "SELECT kind || direction || minutes || text FROM touchpoint") == ["callin30hi"] * 3
    assert column(book_path, "SELECT count(*) FROM touchpoint_contact") == [3]
    for _ in range(2):
        again = _talks(run, path)
        assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
        assert again["unchanged"]["touchpoints"] == 3


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("ids", [("", ""), ("1", "2")])
def test_promises_are_known_again_with_and_without_ids(
    run: Run, table: Table, book_path: Path, ids: tuple[str, ...]
) -> None:
    rows = "".join(f"Acme,Call,2026-12-01,theirs,{one}\n" for one in ids)
    path = table(f"client,task,due,side,id\n{rows}")
    assert _talks(run, path, kind="tasks")["created"] == {**NOTHING, "tasks": 2}
    assert column(book_path, "SELECT side || due_on || text || status FROM task") == ["theirs2026-12-01Callopen"] * 2
    run("done", "t1")
    for _ in range(2):
        again = _talks(run, path, kind="tasks")
        assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
    assert column(book_path, "SELECT status FROM task ORDER BY id") == ["done", "open"]


@pytest.mark.usefixtures("acme")
def test_a_promise_that_was_kept_elsewhere_is_closed(run: Run, table: Table, book_path: Path) -> None:
    _talks(run, table("client,task,due,status,id\nAcme,Call,2026-10-01,open,7\n"), kind="tasks")
    later = table("client,task,due,status,closed,id\nAcme,Call them,2026-10-02,done,2026-10-05,7\n")
    data = _talks(run, later, kind="tasks")
    assert data["updated"] == {**NOTHING, "tasks": 1}
    assert column(book_path, "SELECT text || status || closed_on FROM task") == ["Call themdone2026-10-05"]


@pytest.mark.usefixtures("acme")
def test_what_was_still_to_do_and_is_done_closes_its_promise(run: Run, table: Table, book_path: Path) -> None:
    header = "client,date,type,text,done,id\n"
    path = table(f"{header}Acme,2026-12-01,call,Ask,no,7\n")
    assert _talks(run, path)["created"] == {**NOTHING, "tasks": 1}
    assert _talks(run, path)["created"] == NOTHING
    assert column(book_path, "SELECT text || due_on || side FROM task") == ["Ask2026-12-01ours"]
    _talks(run, table(f"{header}Acme,2026-11-19,call,Ask,yes,7\n"))
    assert column(book_path, "SELECT status || closed_on FROM task") == ["done2026-11-19"]
    assert column(book_path, "SELECT happened_on || text FROM touchpoint") == ["2026-11-19Ask"]


@pytest.mark.usefixtures("acme")
def test_a_next_step_of_a_touchpoint_is_a_promise(run: Run, table: Table, book_path: Path) -> None:
    path = table("client,date,text,then,day\nAcme,2026-11-01,talked,Send offer,2026-12-01\nAcme,2026-11-02,b,,\n")
    options = ("--map", "then=next_step", "--map", "day=next_step_on")
    assert _talks(run, path, *options)["created"] == {**NOTHING, "touchpoints": 2, "tasks": 1}
    assert column(book_path, "SELECT text || due_on || touchpoint_id FROM task") == ["Send offer2026-12-011"]
    again = _talks(run, path, *options)
    assert (again["created"], again["unchanged"]["tasks"]) == (NOTHING, 1)


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("days", ["2026-11-21", "03/12/2026,15/11/2026"])
def test_a_touchpoint_in_the_future_is_refused(run: Run, table: Table, book_path: Path, days: str) -> None:
    path = table("client,date,text\n" + "".join(f"Acme,{day},hi\n" for day in days.split(",")))
    data = _talks(run, path, exit_code=6)
    assert problems(data) == [(2, None, "constraint-error")]
    assert column(book_path, "SELECT count(*) FROM touchpoint") == [0]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Nobody,,,2026-11-01", "dangling-id"),
        (",,no@x.example,2026-11-01", "dangling-id"),
        (",,,2026-11-01", "missing-key"),
        ("Acme,,,", "missing-key"),
    ],
)
def test_a_talk_with_nobody_we_know_is_refused_and_makes_nobody(
    run: Run, table: Table, book_path: Path, row: str, code: str
) -> None:
    path = table(f"client,contact,email,date\n{row}\nAcme,,,2026-11-01\n")
    assert problems(_talks(run, path, exit_code=6)) == [(2, None, code)]
    data = _talks(run, path, "--skip-errors", exit_code=6)
    assert data["created"] == {**NOTHING, "touchpoints": 1}
    assert column(book_path, "SELECT count(*) FROM client") == [1]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    "row", ["acme,,,,", ",Acme Ltd.,,,", ",,jo@acme.example,,", ",,,acme.example,", "acme,,,,Jo Doe", ",Acmee,,,"]
)
def test_the_client_of_a_talk_is_found_by_every_key(given: Given, run: Run, table: Table, acme: int, row: str) -> None:
    with given.change() as change:
        change.add("domain", client_id=acme, domain="acme.example")
        change.add("alias", client_id=acme, alias="Acmee", alias_key="acmee")
    _talks(run, table(f"handle,client,email,domain,contact,date\n{row},2026-11-01\n"))
    assert given.value("SELECT client_id FROM touchpoint") == acme
    with_jo = 1 if "jo" in row.lower() else 0
    assert given.value("SELECT count(*) FROM touchpoint_contact") == with_jo


def test_a_client_and_a_contact_of_another_one_are_a_problem(run: Run, table: Table) -> None:
    people = "client,contact,contact id,external id\nAcme,Jo,j1,a1\nBolt,Bo,b1,b2\n"
    run("import", table(people))
    path = table("client id,contact id,date\na1,b1,2026-11-01\n")
    data = _talks(run, path, exit_code=6)
    assert problems(data) == [(2, None, "ambiguous-match")]
    path = table("client,contact id,date\nAcme,b1,2026-11-01\n")
    assert problems(_talks(run, path, exit_code=6)) == [(2, None, "ambiguous-match")]


def test_what_happened_with_a_contact_who_has_moved_happened_with_their_client_of_then(
    run: Run, table: Table, book_path: Path
) -> None:
    run("import", table("client,contact,contact id,external id\nAcme,Jo,j1,a1\nBolt,Bo,b1,b2\n"))
    run("contact", "move", "Jo", "bolt")
    for key, day in (("client", "2026-11-01"), ("client id", "2026-11-02")):
        path = table(f"{key},contact id,date\n{'Acme' if key == 'client' else 'a1'},j1,{day}\n")
        assert _talks(run, path)["created"]["touchpoints"] == 1
    clients = "SELECT DISTINCT c.name FROM touchpoint AS t JOIN client AS c ON c.id = t.client_id"
    assert column(book_path, clients) == ["Acme"]
    assert run("book", "check").exit_code == 0


@pytest.mark.usefixtures("acme")
def test_of_two_rows_with_one_id_the_first_counts(run: Run, table: Table, book_path: Path) -> None:
    path = table("client,id,date,text\nAcme,1,2026-11-01,a\nAcme,1,2026-11-02,b\n")
    assert _talks(run, path)["created"]["touchpoints"] == 1
    assert column(book_path, "SELECT text FROM touchpoint") == ["a"]
    assert _talks(run, path)["updated"] == NOTHING


@pytest.mark.usefixtures("acme")
def test_an_imported_touch_ends_a_snooze_and_counts_at_once(run: Run, table: Table, book_path: Path) -> None:
    run("snooze", "@acme", "--until", "2027-01-01")
    _talks(run, table("client,date,type\nAcme,2026-11-01,note\n"))
    assert column(book_path, "SELECT count(*) FROM snooze") == [1]
    _talks(run, table(f"client,date,type\nAcme,{TODAY},call\n"))
    assert column(book_path, "SELECT count(*) FROM snooze") == [0]
    assert column(book_path, "SELECT last_touch_on FROM standing") == [str(TODAY)]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Client,Date,Kind,Text\nAcme,2026-11-01,call,hi\n", "touchpoints"),
        ("Contact,Company,Day,Notes\nJo Doe,Acme,2026-11-01,hi\n", "touchpoints"),
        ("Client,Task,Due\nAcme,Send offer,2026-12-02\n", "tasks"),
        ("Company,Subject,Date,Status\nAcme,Send offer,2026-12-02,open\n", "tasks"),
    ],
)
def test_a_table_that_looks_like_talks_asks_to_be_told_so(run: Run, table: Table, text: str, kind: str) -> None:
    path = table(text)
    said = run("import", path, exit_code=6).err
    assert f"look like those of {kind}; say --as {kind}, or --as clients" in said
    assert f"import it with --as {kind}" in run("mapping", "check", path).err
    assert _talks(run, path, kind=kind)["created"] == {**NOTHING, kind: 1}


@pytest.mark.parametrize(
    "header",
    [
        "Client,Last contact,Notes",
        "Client,Next step,Due",
        "Company,Contact,Title,Status,Email",
        "Client,Date,Text,Phone",
        "Date,Text",
        "Name,Kind,Notes",
    ],
)
def test_a_table_of_clients_is_none_of_talks(header: str) -> None:
    assert recognising.talks_told(header.split(","), all_mappings(Path("/nowhere/config.toml"))) is None


def test_a_talk_of_nobody_and_one_of_several_are_told_apart(given: Given, run: Run, table: Table) -> None:
    names = ("Acme Ltd", "Acme Inc", "Acme GmbH", "Acme AG")
    clients = {name: given.client(name, handle=f"acme-{place}") for place, name in enumerate(names)}
    for name in ("Acme Inc", "Acme AG"):
        given.contact(clients[name], "Jo Doe", email="jo@acme.example")
    path = table(
        "client,handle,email,date,text\nAcme,,,2026-11-01,a\nZorg,,,2026-11-01,b\n,zz,,2026-11-01,c\n"
        ",,jo@acme.example,2026-11-01,d\n"
    )
    errors = _talks(run, path, exit_code=6)["errors"]
    several = "'Acme' may mean 4 clients (acme-0, acme-1, acme-2 and others); write the handle of one"
    assert [(one["line"], one["code"]) for one in errors] == [
        (2, "ambiguous-match"),
        (3, "dangling-id"),
        (4, "dangling-id"),
        (5, "ambiguous-match"),
    ]
    assert errors[0]["message"].startswith(several)
    assert errors[1]["message"] == "nobody in the book or in these files is 'Zorg'"
    assert errors[2]["message"] == "nobody in the book or in these files is 'zz'"
    assert errors[3]["message"].startswith("'jo@acme.example' may mean 2 clients (acme-1, acme-3)")

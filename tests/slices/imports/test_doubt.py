"""Rows of which one key says more than it can: shared mailboxes, names that contradict, what the user changed since."""

from pathlib import Path

import pytest

from tests.conftest import Given, Run
from tests.slices.imports.reading_books import NOTHING, Table, column

CLIENTS = "SELECT name FROM client ORDER BY id"
CONTACTS = "SELECT c.name || ': ' || p.name FROM contact AS p JOIN client AS c ON c.id = p.client_id ORDER BY p.id"
PEOPLE = "Record ID,First Name,Last Name,Email,Phone Number,Associated Company IDs\n"
COMPANIES = (
    "Record ID,Company name,Company Domain Name,City,Country/Region,Create Date\n"
    "8001,Moss Ltd,moss.example,Leeds,UK,2024-01-01\n8002,Fern AS,fern.example,Oslo,NO,2024-02-01\n"
)


@pytest.mark.parametrize(
    ("words", "question", "made"),
    [
        ("full name,email\nAnn Roe,ann.ben@a.ex\nBen Poe,ann.ben@a.ex\n", CLIENTS, ["Ann Roe", "Ben Poe"]),
        ("full name,phone\nAnn Roe,+49 30 901820\nBen Poe,+49 30 901820\n", CLIENTS, ["Ann Roe", "Ben Poe"]),
        ("client,email\nA Ltd,info@g.ex\nB Ltd,info@g.ex\n", CLIENTS, ["A Ltd", "B Ltd"]),
        ("client,domain\nA Ltd,g.ex\nB Ltd,g.ex\n", CLIENTS, ["A Ltd", "B Ltd"]),
        ("client,domain\nA Ltd,gmail.com\nB Ltd,gmail.com\n", CLIENTS, ["A Ltd", "B Ltd"]),
        ("client\nC++\nC#\nC\nA&B\nA-B\n", CLIENTS, ["C++", "C#", "C", "A&B", "A-B"]),
        (
            "client,contact,email\nA Ltd,Ann Roe,office@a.ex\nA Ltd,Ben Poe,office@a.ex\n",
            CONTACTS, ["A Ltd: Ann Roe", "A Ltd: Ben Poe"],
        ),
    ],
)  # fmt: skip
def test_rows_of_one_file_whose_names_contradict_are_never_one(
    run: Run, table: Table, book_path: Path, words: str, question: str, made: list[str]
) -> None:
    path = table(words)
    assert run("import", path, "--json").data["duplicates"] == []
    assert column(book_path, question) == made
    again = run("import", path, "--json").data
    assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)


def test_rows_of_one_file_whose_names_agree_are_one(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("full name,email\nAnn Roe,ann@a.ex\nA. Roe,ann@a.ex\nAnn M Roe,ANN@a.ex\n"))
    run("import", table("client,domain\nAcme,acme.ex\nAcme Worldwide,acme.ex\n"))
    assert column(book_path, CLIENTS) == ["Ann Roe", "Acme"]


@pytest.mark.parametrize(
    ("first", "second", "made"),
    [
        ("client,contact,email\nA Ltd,Ann Roe,ann@a.ex\n", "client,email\nZ Ltd,ann@a.ex\n", ["A Ltd", "Z Ltd"]),
        ("full name,phone\nAnn,+49 30 901820\n", "full name,phone\nBen,+49 30 901820\n", ["Ann", "Ben"]),
        ("full name,email\nAnn Roe,us@x.ex\n", "full name,email\nBen Poe,us@x.ex\n", ["Ann Roe", "Ben Poe"]),
        ("client,domain\nA Ltd,gmail.com\n", "client,domain\nB Ltd,gmail.com\n", ["A Ltd", "B Ltd"]),
    ],
)  # fmt: skip
def test_what_is_somebody_elses_joins_nobody(
    run: Run, table: Table, book_path: Path, first: str, second: str, made: list[str]
) -> None:
    run("import", table(first))
    for place in range(2):
        run("import", table(second, f"{place}.csv"))
    assert column(book_path, CLIENTS) == made


def test_a_shared_mailbox_makes_nobody_a_colleague(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,contact,email\nA Ltd,Ann Roe,office@a.ex\n"))
    run("import", table("client,contact,email\nA Ltd,Ben Poe,office@a.ex\n"))
    run("import", table("client,contact,email\nA Ltd,Ann M Roe,office@a.ex\n"))
    assert column(book_path, CONTACTS) == ["A Ltd: Ann M Roe", "A Ltd: Ben Poe"]


def test_a_row_taken_for_a_record_of_another_name_is_told(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,email,contact\nA Ltd,info@g.ex,\nB Ltd,,\n"))
    run("import", table("client,contact,email\nB Ltd,Ann Roe,ann@b.ex\n"))
    ran = run("import", table("client,email\nOther,info@g.ex\n"))
    assert "'Other' was taken for A Ltd (a-ltd) by its email" in ran.err
    ran = run("import", table("client,contact,email\nB Ltd,Jo Doe,ann@b.ex\n"))
    assert "'Jo Doe' was taken for Ann Roe (b-ltd) by its email" in ran.err
    assert column(book_path, CONTACTS) == ["B Ltd: Jo Doe"]
    assert "taken for" not in run("import", table("client,email\nOther Worldwide,info@g.ex\n")).err


def test_an_id_and_the_e_mail_of_another_contact_are_a_problem(run: Run, table: Table) -> None:
    run("import", table(f"{PEOPLE}1,Jo,Doe,jo@moss.example,,\n2,Al,Bo,al@x.example,,\n"))
    told = run("import", table(f"{PEOPLE}1,Jo,Doe,al@x.example,,\n"), exit_code=6).err
    assert "its id means Jo Doe and its email Al Bo" in told


def test_a_contact_goes_to_the_company_the_file_names_now_but_not_back(run: Run, table: Table, book_path: Path) -> None:
    run("import", table(COMPANIES))
    at = {company: table(f"{PEOPLE}1,Jo,Doe,jo@x.example,,{company}\n", f"{company}.csv") for company in (8001, 8002)}
    run("import", at[8001])
    run("task", "add", "moss-ltd", "Call", "--with", "Jo Doe")
    before = run("import", at[8002], "--dry-run").err
    assert "Jo Doe goes from Moss Ltd to Fern AS, as the file says." in before
    assert "stays with Moss Ltd" in run("import", at[8002], "--on-match", "fill").err
    assert column(book_path, CONTACTS) == ["Moss Ltd: Jo Doe"]
    run("import", at[8002])
    assert column(book_path, CONTACTS) == ["Fern AS: Jo Doe"]
    assert column(book_path, "SELECT c.name FROM address AS a JOIN client AS c ON c.id = a.client_id") == ["Fern AS"]
    assert column(book_path, "SELECT contact_id FROM task") == [None]
    for company in (8002, 8001):
        again = run("import", at[company], "--json").data
        assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
    run("undo")
    assert column(book_path, CONTACTS) == ["Moss Ltd: Jo Doe"]
    run("import", at[8002])
    assert column(book_path, CONTACTS) == ["Fern AS: Jo Doe"]


def test_a_person_who_came_before_their_company_stays_and_is_told(run: Run, table: Table, book_path: Path) -> None:
    people = table(f"{PEOPLE}1,Jo,Doe,jo@moss.example,,8001\n", "people.csv")
    run("import", people)
    run("import", table(COMPANIES))
    for _ in range(2):
        assert "`clienttrack client merge moss-ltd jo-doe` joins the two" in run("import", people).err
    run("client", "merge", "moss-ltd", "jo-doe", "--yes")
    again = run("import", people, "--json")
    assert again.data["operation"] is None
    assert "merge" not in again.err
    assert column(book_path, CONTACTS) == ["Moss Ltd: Jo Doe"]


def test_what_the_user_changed_since_is_known_again(run: Run, table: Table, book_path: Path) -> None:
    people = table("client,contact,email\nA Ltd,Ann Roe,ann@a.ex\nB Ltd,Ben Poe,ben@b.ex\n", "people.csv")
    steps = table("client,next step,next step on\nA Ltd,Call,2026-12-01\n", "steps.csv")
    tasks = table("client,task,due\nA Ltd,Send,2026-12-01\nB Ltd,Ask,2026-12-01\n", "tasks.csv")
    files: tuple[tuple[str, ...], ...] = ((people,), (steps,), (tasks, "--as", "tasks"))
    for file in files:
        run("import", *file)
    run("contact", "move", "Ann Roe", "b-ltd")
    for number, day in ((1, "2026-12-15"), (2, "2026-12-16"), (3, "2026-12-17")):
        run("task", "edit", str(number), "--by", day)
    run("done", "t3")
    for file in files:
        again = run("import", *file, "--json").data
        assert (again["created"], again["updated"]) == (NOTHING, NOTHING)
    assert column(book_path, "SELECT due_on FROM task ORDER BY id") == ["2026-12-15", "2026-12-16", "2026-12-17"]


def test_clients_that_were_merged_stay_one_under_the_name_kept(run: Run, table: Table, given: Given) -> None:
    path = table("client,email,external id\nA Ltd,a@a.ex,1\nB Ltd,b@b.ex,2\n")
    run("import", path)
    run("client", "merge", "a-ltd", "b-ltd", "--yes")
    assert run("import", path, "--json").data["operation"] is None
    assert run("import", table("client,external id\nB Ltd,2\n"), "--json").data["operation"] is None
    assert given.value("SELECT name FROM client") == "A Ltd"


def test_a_talk_of_a_client_with_the_contact_of_another_is_a_problem(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,contact,email\nA Ltd,Ann Roe,ann@a.ex\nC Ltd,Carl Moe,carl@c.ex\n"))
    path = table("client,email,date,kind,text\nA Ltd,carl@c.ex,2026-11-01,call,Hello\n")
    refused = run("import", path, "--as", "touchpoints", exit_code=6).err
    assert "it means c-ltd by one cell and a-ltd by another; mend one of the two" in refused
    run("import", table("client,email,date,kind,text\nC LTD,carl@c.ex,2026-11-01,call,Hi\n"), "--as", "touchpoints")
    assert column(book_path, "SELECT text FROM touchpoint") == ["Hi"]


def test_a_phone_number_finds_the_contact_whose_name_agrees(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,contact,phone\nAlpha,Ann Roe,+44 20 7946 0590\n"))
    run("import", table("client,contact,phone\nAlpha,A. Roe,+44 20 7946 0590\n"))
    run("import", table("client,contact,phone\nAlpha,Ben Poe,+44 20 7946 0590\n"))
    assert column(book_path, CONTACTS) == ["Alpha: A. Roe", "Alpha: Ben Poe"]


def test_a_contact_that_was_moved_is_there_already(run: Run, table: Table) -> None:
    path = table("client,contact\nAlpha,Jo\nBeta,Al\n")
    run("import", path)
    run("contact", "move", "Jo", "beta")
    data = run("import", path, "--on-match", "error", "--json", exit_code=6).data
    assert [one["line"] for one in data["errors"]] == [2, 3]
    assert run("import", path, "--on-match", "skip", "--json").data["skipped"] == 2


def test_a_row_is_told_with_one_problem(run: Run, table: Table) -> None:
    run("import", table("client\nAlpha\n"))
    run("client", "archive", "alpha")
    path = table("client,next step\nAlpha,Call\n")
    assert len(run("import", path, "--on-match", "error", "--json", exit_code=6).data["errors"]) == 1

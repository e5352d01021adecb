"""Imports as batches: listed, shown, and taken back whole or not at all."""

from pathlib import Path

import pytest

from clienttrack.ink import Drawing
from clienttrack.slices.batches import actions as batches
from clienttrack.slices.batches.queries import BatchLine
from clienttrack.slices.batches.render import Voice
from tests.conftest import NOW, TODAY, Given, Run
from tests.slices.imports.reading_books import NOTHING, SHARED, column, records


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two tables of which the second changes what the first has brought."""
    texts = ("client,city\nAcme,Rome\n", "client,city,contact\nAcme,Oslo,Jo\n[b]Bolt,x,\n")
    paths = [tmp_path / f"{place}.csv" for place in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return [str(path) for path in paths]


def test_batches_are_listed_the_newest_first_and_shown(run: Run, files: list[str]) -> None:
    run("client", "list")
    for path in (files[0], files[0], files[1]):
        run("import", path)
    lines = run("batch", "list", "--json").data
    assert [(line["batch"], line["rows"], line["created"], line["changed"], line["undone"]) for line in lines] == [
        (2, 2, 2, 1, False),
        (1, 1, 1, 0, False),
    ]
    assert run("batch", "list", "--ids").out == "2\n1\n"
    assert "1.csv" in run("batch", "list").out
    shown = run("batch", "show", "2", "--json").data
    assert (shown["created"]["clients"], shown["created"]["contacts"], shown["changed"]["clients"]) == (1, 1, 1)
    assert len(shown["files"][0]["sha256"]) == 64
    assert "read as plain" in run("batch", "show", "2").out


def test_a_batch_shows_what_it_created_and_changed_and_how_it_was_asked_for(run: Run, files: list[str]) -> None:
    run("import", files[0])
    run("import", files[1], "--on-match", "fill", "--map", "city=city", "--dry-run")
    run("import", files[1], "--map", "city=city", "--skip-errors", "--stagger", "1w")
    shown = run("batch", "show", "2", "--json").data
    assert shown["command"] == "import 1.csv --map city=city --stagger 7d --skip-errors"
    assert shown["created_records"] == [
        {"kind": "clients", "name": "[b]Bolt", "client": "b-bolt", "client_name": "[b]Bolt"},
        {"kind": "contacts", "name": "Jo", "client": "acme", "client_name": "Acme"},
    ]
    assert [(one["client"], one["field"], one["old"], one["new"]) for one in shown["differences"]] == [
        ("acme", "city", "Rome", "Oslo")
    ]
    text = run("batch", "show", "2").out
    for words in ("1 client: [b]Bolt (b-bolt)", "1 contact: Jo (Acme)", "acme: city Rome → Oslo", "sha256 "):
        assert words in text
    run("batch", "undo", "2")
    assert run("batch", "show", "2", "--json").data == {**shown, "undone": True}


def test_of_a_large_batch_the_first_are_named_and_the_others_counted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    for city in ("a", "b"):
        path.write_text("client,city\n" + "".join(f"C{number:03},{city}\n" for number in range(300)))
        run("import", str(path))
    assert "300 clients: C000 (c000); C001 (c001); C002 (c002); C003 (c003); C004 (c004) and 295 more" in (
        run("batch", "show", "1").out
    )
    assert "and 190 more and those of 100 more records" in run("batch", "show", "2").out


def test_a_batch_is_taken_back_whole(run: Run, files: list[str], book_path: Path) -> None:
    run("import", files[0])
    before = records(book_path)
    run("import", files[1])
    said = run("batch", "undo", "2").out
    assert "1 client, 1 contact gone, 1 client as before" in said
    assert records(book_path) == before
    assert run("batch", "list", "--json").data[0]["undone"]
    assert "Batch 2 cannot be taken back: it has been undone already." in run("batch", "undo", "2", exit_code=5).err


def test_rows_changed_since_are_named_and_stop_it(run: Run, files: list[str], book_path: Path) -> None:
    for path in files:
        run("import", path)
    run("client", "edit", "b-bolt", "--city", "Lima")
    run("log", "acme", "talked")
    before = records(book_path)
    refused = run("batch", "undo", "2", exit_code=5).err
    assert "Batch 2 cannot be taken back" in refused
    assert "they are of b-bolt." in refused
    assert "client edit b-bolt" in refused
    assert "they are of acme" in run("batch", "undo", "1", exit_code=5).err
    assert records(book_path) == before
    run("undo", "3")
    run("batch", "undo", "2")
    assert column(book_path, "SELECT name || city FROM client") == ["AcmeRome"]


def test_taking_back_tells_how_far_it_is(run: Run, tmp_path: Path, given: Given) -> None:
    path = tmp_path / "many.csv"
    path.write_text("client\n" + "".join(f"C{number}\n" for number in range(2_500)))
    run("import", str(path))
    seen: list[tuple[str, int, int]] = []
    with given.change() as change:
        batches.undo_batch(change, 1, lambda *told: seen.append(told))
    assert [(name, done, size) for name, done, size in seen] == [("batch", done, 2_500) for done in (0, 1_000, 2_000)]


def test_at_most_ten_clients_are_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("client,city\n" + "".join(f"C{number:02},a\n" for number in range(15)))
    run("import", str(path))
    path.write_text(path.read_text().replace(",a", ",b"))
    run("import", str(path))
    refused = run("batch", "undo", "1", exit_code=5).err
    assert "they are of c00, c01" in refused
    assert "c09 and more." in refused
    assert "c10" not in refused


def test_an_operation_that_was_no_import_is_no_batch(given: Given, run: Run) -> None:
    run("client", "add", "Acme")
    for number in ("1", "9", "0"):
        assert f"There is no batch {number}" in run("batch", "undo", number, exit_code=3).err
        run("batch", "show", number, exit_code=3)
    assert run("batch", "list").out == "Nothing was imported yet.\n"


def _comes_and_goes(run: Run, book_path: Path, companies: str, contacts: str) -> None:
    run("import", companies)
    run("log", "--create", "Someone else", "talked")
    before = records(book_path)
    run("import", contacts)
    assert len(records(book_path)["contact"]) == 950
    number = run("batch", "list", "--ids").out.splitlines()[0]
    run("batch", "undo", number)
    assert records(book_path) == before
    assert run("book", "check").exit_code == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
def test_the_shared_contacts_come_and_go_and_leave_the_book_before(run: Run, book_path: Path) -> None:
    names = (str(SHARED / f"hubspot/toofanCodes_hubspot_{name}.csv") for name in ("companies", "contacts"))
    _comes_and_goes(run, book_path, *names)


def test_950_contacts_come_and_go_and_leave_the_book_before(run: Run, book_path: Path, tmp_path: Path) -> None:
    companies, contacts = tmp_path / "companies.csv", tmp_path / "contacts.csv"
    companies.write_text(
        "Company ID,Company Name,Company Domain Name,Industry,Create Date\n"
        + "".join(f"C{number},Firm {number},firm{number}.example,Steel,2024-01-01\n" for number in range(200))
    )
    rows = (
        f"P{number},First{number},Last,p{number}@x.example,{'' if number % 7 == 0 else f'+4420{number:08}'},"
        f"{'Customer' if number % 3 else 'Lead'},2025-01-01,{'' if number > 678 else f'firm{number % 220}.example'}\n"
        for number in range(950)
    )
    header = "Contact ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Create Date,Associated Company Domain"
    contacts.write_text(f"{header}\n{''.join(rows)}")
    _comes_and_goes(run, book_path, str(companies), str(contacts))


def test_the_list_says_when_and_names_two_files_however_many_there_are(run: Run, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"hubspot-companies-{number}-export.csv").write_text(f"client\nAcme {number}\n")
    run("import", *map(str, sorted(tmp_path.glob("hubspot*"))))
    out = run("batch", "list").out
    assert "and 2 more" in out
    assert max(map(len, out.splitlines())) < 110
    line = BatchLine(1, NOW, ("hubspot-companies-1-export.csv", "x.csv"), 9, 8, 7, undone=True)
    drawn = Voice(lambda moment: moment, TODAY).batches([line])
    assert isinstance(drawn, Drawing)
    words = [" ".join("".join(text for text, _ in pieces).split()) for pieces in drawn.lines(60)]
    assert words[0] == "BATCH DAY FILES CREATED STATE"
    assert words[1] == "1 today hubspot-com…1-export.csv, 8 undone"


def test_what_a_record_gains_counts_as_a_change_of_it_and_is_told_also_when_it_was_taken_back(
    run: Run, tmp_path: Path
) -> None:
    one, two, three = (str(tmp_path / f"{name}.csv") for name in ("one", "two", "three"))
    Path(one).write_text("client,contact\nAcme,Jo\n")
    Path(two).write_text(
        "client,tags,email,domain,aliases,colour\nAcme,vip,a@acme.example,acme.example,AC;The Acme,red\n"
        "Bolt,x,b@b.example,,,\n"
    )
    Path(three).write_text("client,contact,email,contact id\nAcme,Jo,jo@acme.example,7\nAcme,Li,li@acme.example,8\n")
    run("import", one)
    assert run("import", two, "--map", "aliases=aliases", "--json").data["updated"]["clients"] == 1
    assert run("import", three, "--json").data["updated"] == {**NOTHING, "contacts": 1}
    assert [line["changed"] for line in run("batch", "list", "--json").data] == [1, 1, 0]
    shown = run("batch", "show", "2").out
    for words in (
        "+ tag vip",
        "+ e-mail a@acme.example",
        "+ domain acme.example",
        "+ alias AC",
        "+ alias The Acme",
        "+ colour red",
    ):
        assert f"acme: {words}" in shown
    assert "bolt: +" not in shown
    three_shown = run("batch", "show", "3", "--json").data
    assert [(one["record"], one["field"], one["new"], one["gained"]) for one in three_shown["differences"]] == [
        ("contact Jo", "id of import", "7", True),
        ("contact Jo", "e-mail", "jo@acme.example", True),
    ]
    run("batch", "undo", "3")
    assert run("batch", "show", "3", "--json").data == {**three_shown, "undone": True}
    run("batch", "undo", "2")
    for words in ("+ tag vip", "+ e-mail a@acme.example", "+ colour red"):
        assert f"acme: {words}" in run("batch", "show", "2").out

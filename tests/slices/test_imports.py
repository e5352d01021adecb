"""Importing CSV files: what a row becomes, that a repeat changes nothing, and that a bad file changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from clienttrack import book
from tests.conftest import TODAY, Given, Run

SHARED = Path(__file__).parents[2].parent / "shared" / "csv" / "samples"
HUBSPOT = Path(__file__).parents[1] / "fixtures" / "hubspot"
NOTHING = {"clients": 0, "contacts": 0, "touchpoints": 0, "tasks": 0}
RECORDS = ("client", "contact", "address", "domain", "external_id", "tag", "client_tag", "custom_field", "touchpoint")


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """Write a CSV file of this test and give its path."""

    def write(text: str | bytes, name: str = "clients.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def records(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with book.reading(path, lambda _words: None) as reader:
        tables = (*RECORDS, "task", "alias", "standing", "stage_move", "tier_move")
        return {name: [tuple(row) for row in reader.rows(f"SELECT * FROM {name} ORDER BY 1")] for name in tables}


def told(path: Path) -> list[str]:
    """Give everything but numbers and handles, in an order of its own."""
    questions = (
        """SELECT c.name, kind, industry, size, source, website, city, country, since_on, told_stage, d.domain
        FROM client AS c LEFT JOIN domain AS d ON d.client_id = c.id""",
        "SELECT c.name, p.name, p.role FROM contact AS p JOIN client AS c ON c.id = p.client_id",
        "SELECT c.name, a.shown, a.contact_id IS NULL FROM address AS a JOIN client AS c ON c.id = a.client_id",
        "SELECT c.name, f.name, f.value FROM custom_field AS f JOIN client AS c ON c.id = f.client_id",
        "SELECT c.name, e.entity, e.value FROM external_id AS e JOIN client AS c ON c.id = e.client_id",
    )
    with book.reading(path, lambda _words: None) as reader:
        return sorted(repr(tuple(row)) for question in questions for row in reader.rows(question))


def test_a_row_becomes_a_client_a_contact_a_touch_and_a_promise(given: Given, run: Run, table: Any) -> None:
    path = table(
        "Company,Handle,Contact Name,E-Mail,Phone,Job Title,Tier,Customer since,Last contact,Frequency,Tags,Next step,"
        'Next follow-up\nAcme,acme,Jo Doe,Jo@Acme.com,+44 20 7946 0958,CEO,Core,2024-01-02,1 Nov 2026,2w,"vip, uk",'
        "Send offer,2026-12-01\n"
    )
    data = run("import", path, "--json").data
    assert data["created"] == {"clients": 1, "contacts": 1, "touchpoints": 1, "tasks": 1}
    [file] = data["files"]
    told = {"file": path, "mapping": "plain", "encoding": "utf-8", "rows": 1}
    assert {name: file[name] for name in told} == told
    assert data["operation"] == given.value("SELECT max(id) FROM operation")
    with given.reading() as reader:
        client = reader.row("SELECT c.*, t.name AS tier FROM client AS c JOIN tier AS t ON t.id = tier_id")
        assert client is not None
        assert (client["handle"], client["name"], client["tier"]) == ("acme", "Acme", "core")
        assert (client["since_on"], client["cadence"], client["added_on"]) == ("2024-01-02", "2w", "2026-11-20")
        assert reader.value("SELECT happened_on FROM touchpoint WHERE kind = 'other'") == "2026-11-01"
        assert reader.value("SELECT text || due_on FROM task WHERE side = 'ours'") == "Send offer2026-12-01"
        assert [row[0] for row in reader.rows("SELECT name FROM tag ORDER BY name")] == ["uk", "vip"]
        assert reader.value("SELECT value_key FROM address WHERE kind = 'email'") == "jo@acme.com"


def test_the_same_file_again_changes_nothing_and_leaves_no_line_of_history(
    given: Given, run: Run, table: Any, book_path: Path
) -> None:
    path = table(
        "client,contact,email,phone,last_touch,next_step,stage,tags,colour,external_id\n"
        "Acme,Jo,jo@acme.com,020 7946 0958,2026-11-01,Call,prospect,vip,red,7\n"
        "ACME,Bo,bo@acme.com,,,,,,,7\n,Solo,solo@x.com,,,,,,blue,\n"
    )
    first = run("import", path, "--json").data
    assert first["created"] == {"clients": 2, "contacts": 3, "touchpoints": 1, "tasks": 1}
    before, operations = records(book_path), given.value("SELECT count(*) FROM operation")
    again = run("import", path, "--json").data
    assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
    assert again["unchanged"] == {"clients": 2, "contacts": 3, "touchpoints": 1, "tasks": 1}
    assert records(book_path) == before
    assert given.value("SELECT count(*) FROM operation") == operations


def test_undo_takes_an_import_back_whole(given: Given, run: Run, table: Any, book_path: Path) -> None:
    given.contact(given.client("Acme"), "Jo", email="jo@acme.com")
    before = records(book_path)
    run("import", table("client,contact,email,role,city,x\nAcme,Jo,j@x.com,CEO,Rome,1\nNew,,,,,2\n"))
    assert records(book_path) != before
    run("undo")
    assert records(book_path) == before


def test_a_dry_run_counts_the_same_and_leaves_the_file_byte_identical(
    given: Given, run: Run, table: Any, book_path: Path
) -> None:
    path = table("client\nAcme\nBolt\n")
    before = book_path.read_bytes()
    data = run("import", path, "--dry-run", "--json").data
    assert (data["created"]["clients"], data["dry_run"], data["operation"]) == (2, True, None)
    assert book_path.read_bytes() == before


def test_a_dry_run_makes_no_book(run: Run, table: Any, book_path: Path) -> None:
    assert run("import", table("client\nAcme\n"), "--dry-run", "--json").data["created"]["clients"] == 1
    assert not book_path.exists()


def test_every_problem_is_told_with_line_column_and_code_and_nothing_is_written(
    given: Given, run: Run, table: Any, book_path: Path
) -> None:
    path = table(
        'client,email,tier,last_touch,cadence\nGood,,,,\nBad mail,nope,,,\n\n"two\nlines",,gold,,\n'
        "Late,,,2027-01-01,often\nShort,,\n,,core,,\nLong,,,,,\n"
    )
    before = records(book_path)
    ran = run("import", path, "--json", exit_code=6)
    problems = [(e["line"], e["column"], e["code"]) for e in ran.data["errors"]]
    assert problems == [
        (3, "email", "type-error"),
        (5, "tier", "constraint-error"),
        (7, "last_touch", "constraint-error"),
        (7, "cadence", "type-error"),
        (8, None, "missing-cell"),
        (9, None, "missing-key"),
        (10, None, "extra-cell"),
    ]
    assert json.loads(ran.out)["error"]["code"] == "import-refused"
    assert records(book_path) == before


def test_only_twenty_problems_are_told_in_text_but_all_in_json(run: Run, table: Any) -> None:
    path = table("client,tier\n" + "Acme,gold\n" * 25)
    assert "and 5 more" in run("import", path, exit_code=6).err
    assert len(run("import", path, "--json", exit_code=6).data["errors"]) == 25


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
    given: Given, run: Run, table: Any, days: list[str], read: list[str]
) -> None:
    run("import", table("client,since\n" + "".join(f"C{n},{day}\n" for n, day in enumerate(days))))
    with given.reading() as reader:
        assert [row[0] for row in reader.rows("SELECT since_on FROM client ORDER BY name")] == read


@pytest.mark.parametrize("days", [["03/04/2024", "05/06/2024"], ["03/04/2024", "15/04/2024", "04/15/2024"]])
def test_a_column_of_days_that_cannot_be_decided_is_refused(run: Run, table: Any, days: list[str]) -> None:
    path = table("client,since\n" + "".join(f"C{n},{day}\n" for n, day in enumerate(days)))
    (problem,) = run("import", path, "--json", exit_code=6).data["errors"]
    assert (problem["line"], problem["column"], problem["code"]) == (2, "since", "ambiguous-date")


def test_an_empty_cell_clears_nothing_and_a_stage_never_goes_back(given: Given, run: Run, table: Any) -> None:
    given.client("Acme", city="Rome", told_stage="stable", notes="kept")
    given.client("Bolt", told_stage="prospect")
    given.client("Gone", told_stage="lost", lost_reason="price")
    run("import", table("client,city,notes,stage\nAcme,,,prospect\nBolt,,,stable\nGone,,,deep\n"))
    assert given.value("SELECT city || notes || told_stage FROM client WHERE handle = 'acme'") == "Romekeptstable"
    assert given.value("SELECT told_stage FROM client WHERE handle = 'bolt'") == "stable"
    assert given.value("SELECT told_stage FROM client WHERE handle = 'gone'") == "lost"


def test_a_last_touch_that_is_known_already_is_not_logged_again(given: Given, run: Run, table: Any) -> None:
    given.client("Acme", last_touch=TODAY)
    note = given.client("Bolt")
    given.touchpoint(note, on=TODAY, kind="note")
    data = run("import", table("client,last_touch\nAcme,2026-11-01\nBolt,2026-11-01\n"), "--json").data
    assert (data["created"]["touchpoints"], data["unchanged"]["touchpoints"]) == (1, 1)


def test_a_promise_that_was_closed_is_not_made_again(given: Given, run: Run, table: Any) -> None:
    path = table("client,next_step,next_step_on\nAcme,Call,2026-12-01\n")
    run("import", path)
    with given.change() as change:
        change.run("UPDATE task SET status = 'done', closed_on = :today", today=TODAY)
    assert run("import", path, "--json").data["created"] == NOTHING


def test_two_clients_of_one_name_are_never_guessed_between(given: Given, run: Run, table: Any) -> None:
    given.client("Acme", handle="acme-uk")
    given.client("Acme", handle="acme-us")
    (problem,) = run("import", table("client,city\nAcme,Rome\n"), "--json", exit_code=6).data["errors"]
    assert problem["code"] == "ambiguous-match"
    run("import", table("client,handle,city\nAcme,acme-us,Rome\n"))
    assert given.value("SELECT handle FROM client WHERE city = 'Rome'") == "acme-us"


def test_an_e_mail_domain_joins_nobody(given: Given, run: Run, table: Any) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo", email="jo@acme.com")
    with given.change() as change:
        change.add("domain", client_id=acme, domain="acme.com")
    data = run("import", table("full name,email\nBo,bo@acme.com\nJo,JO@acme.com\n"), "--json").data
    assert data["created"] == {"clients": 1, "contacts": 1, "touchpoints": 0, "tasks": 0}
    assert given.value("SELECT kind FROM client WHERE name = 'Bo'") == "person"


def test_the_handle_of_a_removed_client_is_never_taken_again(given: Given, run: Run, table: Any) -> None:
    with given.change() as change:
        change.add("alias", alias="acme", alias_key="acme")
    run("import", table("client\nAcme\n"))
    assert given.value("SELECT handle FROM client") == "acme-2"
    (problem,) = run("import", table("client,handle\nOther,acme\n"), "--json", exit_code=6).data["errors"]
    assert (problem["line"], problem["code"]) == (2, "constraint-error")


def test_an_archived_client_is_brought_up_to_date_and_stays_archived(given: Given, run: Run, table: Any) -> None:
    given.client("Acme", archived_on=TODAY)
    ran = run("import", table("client,city\nAcme,Rome\n"))
    assert "1 of these clients is archived" in ran.err
    assert given.value("SELECT city || archived_on FROM client") == "Rome2026-11-20"


def test_a_backup_is_taken_only_before_something_is_written_to_a_filled_book(
    run: Run, table: Any, book_path: Path
) -> None:
    folder = book_path.with_name("book.db.backups")
    path = table("client\nAcme\n")
    run("import", path)
    run("import", path)
    assert not folder.exists()
    run("import", table("client\nBolt\n"))
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_line_end_is_found(given: Given, run: Run, table: Any, newline: str, delimiter: str) -> None:
    rows = [("Client", "Notes"), ('"Ac,me; x"', f'"two{newline}lines"'), ("Bolt", "b")]
    run("import", table(newline.join(delimiter.join(row) for row in rows)))
    assert given.value("SELECT notes FROM client WHERE name = 'Ac,me; x'") == f"two{newline}lines"
    assert given.value("SELECT count(*) FROM client") == 2


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Müller 华为"),
        ("utf-8-sig", "Müller 华为"),
        ("utf-16", "Müller 华为"),
        ("utf-32", "Müller 华为"),
        ("cp1252", "Müller & Söhne GmbH, Köln – Straße"),
        ("gb18030", "杭州示例客户有限公司"),
    ],
)
def test_encodings_are_found_and_reported(given: Given, run: Run, table: Any, encoding: str, name: str) -> None:
    data = run("import", table(f'Client,City\n"{name}",x\n'.encode(encoding)), "--json").data
    assert data["files"][0]["encoding"] == encoding
    assert given.value("SELECT name FROM client") == name


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"", None, "format-error"),
        (b"\n\n\n", None, "format-error"),
        (b"client\n", 1, "missing-row"),
        (b"client\nA\nB\0\n", 3, "encoding-error"),
        (b"client\nM\xc3\xbcller\n\xed\xa0\x80\n", 3, "encoding-error"),
        (b"PK\x03\x04\x14\x00\x06\x00", None, "format-error"),
        (b'client,notes\nA,"open\nB,b\n', 2, "quote-error"),
        (b"one,two\n1,2\n", 1, "missing-key"),
        (b"Name,Email,Name\na,a@b.c,d\n", 1, "duplicate-label"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    given: Given, run: Run, table: Any, content: bytes, line: int | None, code: str
) -> None:
    path = table(content)
    (problem,) = run("import", path, "--json", exit_code=6).data["errors"]
    assert (problem["line"], problem["code"]) == (line, code)
    assert len(run("import", path, exit_code=6).err.splitlines()) == 1
    assert given.value("SELECT count(*) FROM client") == 0


def test_a_file_that_is_not_there_or_a_folder_is_not_found(run: Run, tmp_path: Path) -> None:
    assert "no such file" in run("import", str(tmp_path / "none.csv"), exit_code=3).err
    assert "directory" in run("import", str(tmp_path), exit_code=3).err


def test_map_says_what_a_column_means_and_wins(given: Given, run: Run, table: Any) -> None:
    path = table("Who,Status,Company=Name\nAcme,VIP,x\n")
    run("import", path, "--map", "Who=client", "--map", "Status=tags", "--map", "Company=Name=city")
    assert given.value("SELECT name || city FROM client") == "Acmex"
    assert given.value("SELECT name FROM tag") == "VIP"
    assert "client" in run("import", path, "--map", "Who=cleint", exit_code=2).err
    assert "'Who'" in run("import", path, "--map", "Whoo=client", exit_code=2).err
    run("import", path, "--map", "Who", exit_code=2)


def test_stdin_is_a_file_too(run: Run) -> None:
    assert run("import", "-", "--json", stdin="client\nAcme\n").data["created"]["clients"] == 1


def test_hostile_text_is_kept_exactly_and_shown_harmlessly(given: Given, run: Run, table: Any) -> None:
    notes = "=1+1 [/b] \x1b[31m \u202e ../ '); DROP TABLE client; --  \n\t "
    ran = run("import", table('client,notes,[/b]\x1b[1m,x\n"[/b]\u202e",' + f'"{notes}",=cmd|x,{"9" * 400}\n'))
    assert given.value("SELECT notes FROM client") == notes
    assert given.value("SELECT name FROM client") == "[/b]\u202e"
    assert "\x1b" not in ran.out + ran.err
    assert given.value("SELECT value FROM custom_field WHERE name = 'x'") == "9" * 400


def test_large_cells_and_many_columns_are_taken(given: Given, run: Run, table: Any) -> None:
    wide = ",".join(f"c{n}" for n in range(10_000))
    run("import", table(f"client,notes,{wide}\nAcme,{'x' * 1_000_000}{',1' * 10_000}\n"))
    assert given.value("SELECT length(notes) FROM client") == 1_000_000
    assert given.value("SELECT count(*) FROM custom_field") == 10_000


def test_hubspot_companies_and_contacts_become_clients(given: Given, run: Run) -> None:
    first = run("import", str(HUBSPOT / "companies.csv"), "--json").data
    second = run("import", str(HUBSPOT / "contacts.csv"), "--json").data
    assert (first["files"][0]["mapping"], first["created"]["clients"]) == ("hubspot_companies", 3)
    assert (second["files"][0]["mapping"], second["created"]["clients"]) == ("hubspot_contacts", 2)
    assert second["created"]["contacts"] == 6
    with given.reading() as reader:
        kettle = reader.row("SELECT * FROM client WHERE name = 'Copper Kettle Ltd'")
        assert kettle is not None
        assert (kettle["since_on"], kettle["told_stage"]) == ("2025-03-01", None)
        assert (kettle["country"], kettle["added_on"]) == ("United Kingdom", "2026-11-20")
        assert reader.value("SELECT told_stage FROM client WHERE name = 'Blue Quay SA'") == "prospect"
        eve = reader.row("SELECT * FROM client WHERE name = 'Eve Alone'")
        assert eve is not None
        assert (eve["kind"], eve["country"], eve["website"]) == ("person", "Portugal", "https://eve.example")
        assert reader.value("SELECT shown FROM address WHERE shown LIKE '416%'") == "416-810-9897x752"


@pytest.mark.parametrize(
    "order", [["contacts", "companies"], ["companies+contacts"], ["contacts+companies"], ["companies", "contacts"]]
)
def test_hubspot_files_give_the_same_book_in_any_order_and_again(
    empty_book: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, order: list[str]
) -> None:
    run("--db", str(tmp_path / "other.db"), "import", str(HUBSPOT / "companies.csv"), str(HUBSPOT / "contacts.csv"))
    path = tmp_path / "book.db"
    for step in order:
        run("import", *(str(HUBSPOT / f"{name}.csv") for name in step.split("+")))
    assert told(path) == told(tmp_path / "other.db")
    for name in ("contacts", "companies"):
        data = run("import", str(HUBSPOT / f"{name}.csv"), "--json").data
        assert (data["created"], data["updated"], data["operation"]) == (NOTHING, NOTHING, None)


def test_a_company_named_by_its_domain_keeps_its_handle_when_its_own_row_renames_it(given: Given, run: Run) -> None:
    run("import", str(HUBSPOT / "contacts.csv"))
    assert given.value("SELECT name FROM client WHERE handle = 'bluequay-example'") == "bluequay.example"
    run("import", str(HUBSPOT / "companies.csv"))
    assert given.value("SELECT name FROM client WHERE handle = 'bluequay-example'") == "Blue Quay SA"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
def test_the_sample_export_of_hubspot_joins_as_counted_and_undo_gives_the_book_before(
    run: Run, given: Given, book_path: Path
) -> None:
    companies, contacts = (
        str(SHARED / f"hubspot/toofanCodes_hubspot_{name}.csv") for name in ("companies", "contacts")
    )
    empty = records(book_path)
    run("import", companies)
    with_companies = records(book_path)
    data = run("import", contacts, "--json").data
    assert data["created"] == {"clients": 271, "contacts": 950, "touchpoints": 0, "tasks": 0}
    joined = "FROM contact AS p JOIN client AS c ON c.id = p.client_id WHERE c.kind = 'organisation'"
    assert given.value(f"SELECT count(*) {joined}") == 679
    assert given.value(f"SELECT count(DISTINCT c.id) {joined}") == 193
    for path in (companies, contacts):
        again = run("import", path, "--json").data
        assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
    run("undo")
    assert records(book_path) == with_companies
    run("undo")
    assert records(book_path) == empty
    assert run("import", contacts, "--json").data["created"]["contacts"] == 950


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize("folder", ["encoding_cases", "messy", "hubspot", "chinese"])
def test_every_sample_ends_in_rows_or_a_clear_refusal(run: Run, folder: str) -> None:
    for path in sorted((SHARED / folder).glob("*.csv")):
        ran = run("import", str(path), "--json", "--dry-run", exit_code=None)
        assert ran.exit_code in {0, 6}, path
        assert ran.exit_code == 6 or ran.data["rows"], path

"""The tables of examples/imports: what each system's own way of writing becomes, and that nothing of it is lost."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Given, Run

EXAMPLES = Path(__file__).parents[2] / "examples" / "imports"


def example(name: str) -> str:
    return str(EXAMPLES / name)


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """Write a CSV file of this test and give its path."""

    def write(text: str, name: str = "table.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def texts(given: Given, sql: str) -> list[str]:
    with given.reading() as reader:
        return [str(row[0]) for row in reader.rows(sql)]


def test_the_last_contact_of_a_company_is_not_logged_beside_the_activity_that_it_was(given: Given, run: Run) -> None:
    files = [example(f"hubspot-{name}.csv") for name in ("companies", "contacts", "activities")]
    data = run("import", *files, "--json").data
    assert data["created"]["touchpoints"] == 3
    assert sorted(texts(given, "SELECT kind FROM touchpoint")) == ["call", "email", "meeting"]
    again = run("import", *reversed(files), "--json").data
    assert again["operation"] is None


def test_a_note_in_the_same_import_as_a_last_contact_ends_no_snooze(given: Given, run: Run, table: Any) -> None:
    for name in ("Acme", "Bolt"):
        given.client(name)
        run("snooze", f"@{name}", "--until", "2026-12-10")
    clients = table("client,last_touch\nBolt,2026-11-01\n", "clients.csv")
    notes = table("number,client,on,kind,direction,minutes,with,text\n1,acme,2026-11-02,note,,,,a dog\n", "notes.csv")
    data = run("import", clients, notes, "--json").data
    assert data["created"]["touchpoints"] == 2
    assert texts(given, "SELECT handle FROM client JOIN snooze ON client_id = client.id") == ["acme"]


def test_a_label_of_google_that_only_marks_the_first_address_is_none(given: Given, run: Run) -> None:
    run("import", example("google-contacts.csv"))
    labels = texts(given, "SELECT coalesce(label, '') FROM address WHERE kind = 'email' ORDER BY id")
    assert labels == ["work", "home", "work", ""]
    assert texts(given, "SELECT name FROM tag") == ["Film"]


def test_a_client_whose_name_begins_like_the_totals_is_a_client(given: Given, run: Run) -> None:
    ran = run("import", example("quickbooks-customers.csv"), "--json")
    assert texts(given, "SELECT name FROM client ORDER BY id") == ["Granite Peak Tours", "Total Fitness Ltd"]
    assert ran.data["files"][0]["footer"] == 1


def test_the_lines_below_a_report_are_left_out_whole(given: Given, run: Run, table: Any) -> None:
    ran = run("import", example("salesforce-report.csv"), "--json")
    assert (ran.data["rows"], ran.data["files"][0]["footer"]) == (2, 3)
    report = (
        "Account Name,Account Owner\nTotal Garden Care,Me\nCopyright Clearing Ltd,Me\nTotal,\n"
        "Confidential Information - Do Not Distribute,\nCopyright © 2000-2026 salesforce.com,\n"
    )
    ran = run("import", table(report), "--json")
    assert (ran.data["rows"], ran.data["files"][0]["footer"]) == (2, 3)
    assert given.value("SELECT count(*) FROM client WHERE name = 'Copyright Clearing Ltd'") == 1


def test_time_entries_are_touchpoints_with_their_minutes_and_update_no_client(given: Given, run: Run) -> None:
    run("import", example("xero-contacts.csv"))
    data = run("import", example("toggl-entries.csv"), "--json").data
    assert data["created"]["touchpoints"] == 3
    assert data["updated"]["clients"] == 0
    assert texts(given, "SELECT minutes FROM touchpoint ORDER BY id") == ["150", "45", "80"]


def test_taking_a_batch_back_tells_only_what_there_was(run: Run) -> None:
    run("import", example("xero-contacts.csv"))
    assert run("batch", "undo", "1").out.endswith(": 2 clients, 1 contact gone.\n")


def test_a_row_of_a_person_who_is_known_makes_no_person_of_the_company(given: Given, run: Run, table: Any) -> None:
    run("import", example("clients.csv"))
    run("import", table("full name,email,title\nHal Moss,HAL@juniper-row.example,CEO\n,ivy@wren.example,\n"))
    assert texts(given, "SELECT DISTINCT kind FROM client") == ["organisation"]
    assert given.value("SELECT role FROM contact WHERE name = 'Hal Moss'") == "CEO"


def test_a_contact_whose_company_id_leads_nowhere_any_more_makes_no_person_of_it(given: Given, run: Run) -> None:
    run("import", example("hubspot-companies.csv"), example("hubspot-contacts.csv"))
    moved = Path(example("hubspot-contacts.csv")).read_text(encoding="utf-8").replace(",31003", ",39998")
    ran = run("import", "-", "--json", stdin=moved)
    assert ran.data["created"]["clients"] == 0
    assert given.value("SELECT kind FROM client WHERE name = 'Holm & Vik AS'") == "organisation"

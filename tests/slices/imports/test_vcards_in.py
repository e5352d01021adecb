"""vCards come in like any table, and our own come back with the same bytes."""

from pathlib import Path

import pytest

from tests.conftest import Given, Run
from tests.slices.imports.reading_books import FIXTURES, NOTHING, SHARED, Table, column

CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\n{}\r\nEND:VCARD\r\n"


def _cards(*lines: str) -> str:
    return "".join(CARD.format(each) for each in lines)


def test_a_card_becomes_a_contact_at_its_organisation_or_a_person(run: Run, table: Table, book_path: Path) -> None:
    path = table(
        _cards(
            "FN:Jo Doe\r\nORG:Acme\r\nTITLE:Buyer\r\nEMAIL;TYPE=work:jo@acme.example\r\nNOTE:NULL",
            "FN:Eve\r\nTEL:+442079460958\r\nBDAY:19800203\r\nUID:urn:1",
            "FN:Bo\r\nORG:Acme",
        ),
        "cards.vcf",
    )
    data = run("import", path, "--json").data
    assert (data["files"][0]["mapping"], data["created"]) == ("vcard", {**NOTHING, "clients": 2, "contacts": 3})
    people = "SELECT c.name || '/' || p.name FROM contact AS p JOIN client AS c ON c.id = p.client_id ORDER BY 1"
    assert column(book_path, people) == ["Acme/Bo", "Acme/Jo Doe", "Eve/Eve"]
    assert column(book_path, "SELECT kind FROM client ORDER BY name") == ["organisation", "person"]
    assert column(book_path, "SELECT notes FROM contact WHERE notes IS NOT NULL") == ["NULL"]
    assert column(book_path, "SELECT name || '=' || value FROM custom_field") == ["vcard: BDAY=19800203"]
    for _ in range(2):
        again = run("import", path, "--json").data
        assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_our_own_cards_come_back_with_the_same_bytes(given: Given, run: Run, tmp_path: Path, version: str) -> None:
    acme = given.client("Acme; Söhne")
    jo = given.contact(acme, "Jo, Doe", role="CEO", notes="one\ntwo; \\three", email="jo@acme.example")
    run("contact", "add", "acme-sohne", "华为", "--phone", "work:+44 20 7946 0958")
    with given.change() as change:
        change.add("contact_field", client_id=acme, contact_id=jo, name="vcard: BDAY", value="--0203")
        change.add("external_id", client_id=acme, contact_id=jo, entity="contact", system="vcard", value="urn:7")
    first, second, other = tmp_path / "1.vcf", tmp_path / "2.vcf", str(tmp_path / "other.db")
    options = ("export", "contacts", "--format", "vcard", "--vcard-version", version)
    run(*options, "-o", str(first))
    run("--db", other, "import", str(first))
    run("--db", other, *options, "-o", str(second))
    assert first.read_bytes() == second.read_bytes()
    again = run("import", str(first), "--json").data
    assert (again["created"], again["updated"]) == (NOTHING, NOTHING)


@pytest.mark.parametrize("path", sorted((FIXTURES / "vcard").glob("*.vcf")), ids=lambda path: path.name)
def test_every_card_file_ends_in_rows_or_a_clear_refusal_and_again_changes_nothing(run: Run, path: Path) -> None:
    ran = run("import", str(path), "--skip-errors", "--json", exit_code=None)
    assert ran.exit_code in {0, 6}
    if ran.data["created"]["contacts"]:
        again = run("import", str(path), "--skip-errors", "--json", exit_code=ran.exit_code).data
        assert (again["created"], again["updated"]) == (NOTHING, NOTHING)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
def test_the_shared_cards_come_in(run: Run) -> None:
    for name, exit_code in (("John_Doe_GMAIL", 0), ("rfc6350-example", 0), ("outlook-2003", 6)):
        path = str(SHARED / "vcard" / f"ezvcard_{name}.vcf")
        ran = run("import", path, "--json", "--dry-run", exit_code=exit_code)
        assert ran.data["created"]["contacts"] == (exit_code == 0)
    assert "'BusinessPhone' is no phone number" in ran.out

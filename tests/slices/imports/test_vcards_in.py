"""vCards come in like any table, and our own come back with the same bytes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as holds_for
from hypothesis import strategies as st

from clienttrack.cards import Card, CardAddress, card_text
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
    for name in ("John_Doe_GMAIL", "rfc6350-example", "outlook-2003"):
        ran = run("import", str(SHARED / "vcard" / f"ezvcard_{name}.vcf"), "--json", "--dry-run")
        assert ran.data["created"]["contacts"] == 1
    assert "as no address or number can be read in them: TEL of 1" in ran.err


def test_an_address_that_cannot_be_read_is_kept_and_told(run: Run, table: Table, book_path: Path) -> None:
    path = table(_cards("FN:Jo\r\nTEL;TYPE=work:BusinessPhone\r\nEMAIL:jo@x.example", "FN:Al\r\nEMAIL:a@b@c"), "a.vcf")
    ran = run("import", path)
    assert "a.vcf: kept as fields of your own, as no address or number can be read in them: TEL of 1, EMAIL of 1." in (
        ran.err + ran.out
    )
    kept = "SELECT name || '=' || value FROM custom_field ORDER BY id"
    assert column(book_path, kept) == ["vcard: TEL;TYPE=work=BusinessPhone", "vcard: EMAIL=a@b@c"]
    assert "TEL;TYPE=work:BusinessPhone\r\n" in run("export", "clients", "--format", "vcard").out


def _exported(run: Run, *words: str, book: str, version: str) -> str:
    return run("--db", book, "export", *words, "--format", "vcard", "--vcard-version", version).out


def _again(run: Run, tmp_path: Path, text: str) -> str:
    """Import cards into an empty book of their own and give its place."""
    path, book = tmp_path / "again.vcf", tmp_path / "again.db"
    path.write_text(text, encoding="utf-8", newline="")
    for each in tmp_path.glob("again.db*"):
        each.unlink()
    run("--db", str(book), "import", str(path))
    return str(book)


_ours = st.text(
    st.sampled_from("aZ;,:\\\n\r\t \"'=éß王👩\u2028")
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)
_kept = st.sampled_from(["BDAY", "X-SKYPE;TYPE=work", "item1.X-A", "item1.X-ABLabel", "IMPP", "ADR;TYPE=home", "NOTE"])


@st.composite
def _many_cards(draw: st.DrawFn) -> list[Card]:
    """Give cards whose names and addresses tell them apart, in two organisations or in none."""
    texts = _ours.filter(str.strip) | st.just("long王" * 40)
    made = []
    for number in range(draw(st.integers(1, 5))):
        emails = draw(st.lists(st.sampled_from(["work", "home", "Front, desk", None]), max_size=3))
        made.append(
            Card(
                uid=draw(st.none() | st.just(f"urn:{number}")),
                name=f"{number}{draw(_ours)}.",
                organisation=draw(st.sampled_from([None, None, "Acme; Söhne", "华为"])),
                role=draw(st.none() | texts),
                emails=tuple(CardAddress(f"{number}.{at}@x.example", label) for at, label in enumerate(emails)),
                phones=tuple(CardAddress(f"+44207946{number}{at}58", label) for at, label in enumerate(emails)),
                website=draw(st.none() | texts),
                city=draw(st.none() | texts),
                country=draw(st.none() | texts),
                categories=tuple(draw(st.lists(st.sampled_from(["vip", "a;b", "c, d", "É"]), unique=True, max_size=3))),
                note=draw(st.none() | texts),
                others=tuple(draw(st.lists(st.tuples(_kept, texts), max_size=3))),
            )
        )
    return made


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@holds_for(cards=_many_cards(), version=st.sampled_from(["3.0", "4.0"]), what=st.sampled_from(["contacts", "clients"]))
def test_cards_of_any_book_come_back_with_the_same_bytes(
    run: Run, tmp_path: Path, cards: list[Card], version: str, what: str
) -> None:
    first = _exported(run, what, book=_again(run, tmp_path, "".join(map(card_text, cards))), version=version)
    if first:
        assert first.count("BEGIN:VCARD") == sum(1 for card in cards if what == "contacts" or not card.organisation)
        assert _exported(run, what, book=_again(run, tmp_path, first), version=version) == first


def test_the_card_of_a_person_has_what_client_and_contact_have(given: Given, run: Run, tmp_path: Path) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo")
    eve = given.client("Eve", kind="person", notes="of the client", city="York", website="https://eve.example")
    contact = given.contact(eve, "Eve", role="CEO", notes="of the contact", email="eve@x.example")
    home = {"label": "home", **dict.fromkeys(("value", "shown", "value_key"), "eve@home.example")}
    with given.change() as change:
        change.add("address", client_id=eve, kind="email", valid=1, **home)
        change.add("client_tag", client_id=eve, tag_id=change.add("tag", name="vip", name_key="vip"))
        change.add("contact_field", client_id=eve, contact_id=contact, name="vcard: BDAY", value="--0203")
        change.add("custom_field", client_id=eve, name="vcard: X-A", value="1")
    card = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Eve\r\nADR:;;;York;;;\r\nTITLE:CEO\r\nEMAIL;PREF=1:eve@x.example\r\n"
        "EMAIL;TYPE=home:eve@home.example\r\nURL:https://eve.example\r\nCATEGORIES:vip\r\n"
        "NOTE;PREF=1:of the contact\r\nBDAY:--0203\r\nNOTE:of the client\r\nX-A:1\r\nEND:VCARD\r\n"
    )
    assert run("export", "clients", "--format", "vcard").out == card
    assert run("export", "contacts", "--format", "vcard").out.endswith(card)
    for what in ("clients", "contacts"):
        assert _exported(run, what, book=_again(run, tmp_path, card), version="4.0").count("NOTE") == 2


def test_records_are_numbered_in_the_order_of_the_cards(run: Run, table: Table, book_path: Path) -> None:
    run(
        "import",
        table(_cards("FN:Eve", "FN:Zed\r\nORG:Acme", "FN:Bob\r\nUID:1", "FN:Al\r\nEMAIL:a@x.example"), "a.vcf"),
    )
    assert column(book_path, "SELECT name FROM contact ORDER BY id") == ["Eve", "Zed", "Bob", "Al"]
    assert column(book_path, "SELECT name FROM client ORDER BY id") == ["Eve", "Acme", "Bob", "Al"]

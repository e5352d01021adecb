"""Which records rows mean: keys in their order, ids across files, and what is never guessed."""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as holds_for
from hypothesis import strategies as st

from clienttrack import book, likeness
from tests.conftest import Given, Run
from tests.slices.imports.reading_books import HUBSPOT, NOTHING, SHARED, Table, column, problems, records

HEADER = "client,handle,email,phone,domain,external id,city\n"
PHONE = "+44 20 7946 0958"
COMPANIES = (
    "Record ID,Company name,Company Domain Name,City,Country/Region,Create Date\n"
    "8001,Moss Ltd,moss.example,Leeds,UK,2024-01-01\n8002,Fern AS,fern.example,Oslo,NO,2024-02-01\n"
)
PEOPLE = (
    "Record ID,First Name,Last Name,Email,Phone Number,Associated Company IDs\n"
    "1,Jo,Doe,jo@moss.example,,8001\n2,Al,Bo,al@fern.example,,8002;8001\n3,Di,Ng,di@x.example,,9999\n"
    "4,Em,Oh,em@x.example,,\n5,Flo,Ray,flo@x.example,,9999;8001\n"
)
ACTIVITIES = (
    "Activity ID,Activity Type,Activity Date,Activity Owner,Notes/Description,Call/Meeting Title/Subject,Task Status,"
    "Task Due Date,Associated Contact Email\n"
    "A1,Call,2026-10-01 10:00,Me,Talked,Intro,,,jo@moss.example\n"
    "A2,Task,2026-10-02,Me,Send offer,,Not Started,2026-12-01,al@fern.example\n"
    "A3,Note,2026-10-03,Me,A note,,,,em@x.example\nA4,Task,2026-10-02,Me,Sent,,Completed,2026-10-02,em@x.example\n"
)
DEALS = (
    "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Deal owner,Associated Company IDs (Primary)"
    "\n1,Big,p,won,100,,2024-01-01,Me,8001\n"
)
INVOICES = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,2,Mug,3,2024-01-01,4,5\n"


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


def test_two_clients_of_one_name_are_never_guessed_between(given: Given, run: Run, table: Table) -> None:
    given.client("Acme", handle="acme-uk")
    given.client("Acme", handle="acme-us")
    (problem,) = run("import", table("client,city\nAcme,Rome\n"), "--json", exit_code=6).data["errors"]
    assert problem["code"] == "ambiguous-match"
    run("import", table("client,handle,city\nAcme,acme-us,Rome\n"))
    assert given.value("SELECT handle FROM client WHERE city = 'Rome'") == "acme-us"


def test_an_e_mail_domain_joins_nobody(given: Given, run: Run, table: Table) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo", email="jo@acme.com")
    with given.change() as change:
        change.add("domain", client_id=acme, domain="acme.com")
    data = run("import", table("full name,email\nBo,bo@acme.com\nJo,JO@acme.com\n"), "--json").data
    assert data["created"] == {**NOTHING, "clients": 1, "contacts": 1}
    assert given.value("SELECT kind FROM client WHERE name = 'Bo'") == "person"


def test_the_handle_of_a_removed_client_is_never_taken_again(given: Given, run: Run, table: Table) -> None:
    with given.change() as change:
        change.add("alias", alias="acme", alias_key="acme")
    run("import", table("client\nAcme\n"))
    assert given.value("SELECT handle FROM client") == "acme-2"
    (problem,) = run("import", table("client,handle\nOther,acme\n"), "--json", exit_code=6).data["errors"]
    assert (problem["line"], problem["code"]) == (2, "constraint-error")


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
    assert data["created"] == {**NOTHING, "clients": 271, "contacts": 950}
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


@pytest.fixture
def two(run: Run, table: Table) -> None:
    """A book of two clients that every key tells apart."""
    run(
        "import",
        table(
            f"{HEADER}Acme,acme,info@acme.example,{PHONE},acme.example,1,\n"
            "Bolt,bolt,hi@bolt.example,+44 20 7946 0959,bolt.example,2,\n"
        ),
    )


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    "row",
    [
        "Other,,,,,1",
        "Other,acme,,,,",
        "Other,,INFO@acme.example,,,",
        "Other,,,,acme.example,",
        f"Other,,,{PHONE},,",
        "Other,,,(020) 7946-0958,,",
        "ACME,,,,,",
        "Ácme Ltd.,,,,,",
        "Bolt,,,,,1",
    ],
)
def test_each_key_finds_its_client_and_a_namesake_yields_to_its_id(
    run: Run, table: Table, book_path: Path, row: str, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('country = "GB"\n')
    run("--config", str(tmp_path / "config.toml"), "import", table(f"{HEADER}{row},Rome\n"))
    assert column(book_path, "SELECT handle FROM client WHERE city = 'Rome'") == ["acme"]
    assert column(book_path, "SELECT count(*) FROM client") == [2]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X,acme,hi@bolt.example,,,", "its handle means acme and its email bolt"),
        ("X,,info@acme.example,,bolt.example,", "its email means acme and its domain bolt"),
        ("X,,info@acme.example,+44 20 7946 0959,,", "its email means acme and its phone bolt"),
        ("X,,,+44 20 7946 0959,acme.example,", "its domain means acme and its phone bolt"),
        ("X,bolt,,,,1", "its id means acme and its handle bolt"),
        ("X,,,,bolt.example,1", "its id means acme and its domain bolt"),
        ("X,,hi@bolt.example,,,1", "its id means acme and its email bolt"),
        ("Bolt,acme,,,,", "its handle means acme and its name bolt"),
        ("Bolt Ltd,,info@acme.example,,,", "its email means acme and its name bolt"),
        ("BOLT,,,,acme.example,", "its domain means acme and its name bolt"),
        ("Bolt,,,+44 20 7946 0958,,", "its phone means acme and its name bolt"),
    ],
)
def test_two_keys_that_mean_two_clients_are_a_problem(
    run: Run, table: Table, book_path: Path, row: str, said: str
) -> None:
    before = records(book_path)
    path = table(f"{HEADER}{row},Rome\nNew,,,,,,\n")
    assert said in run("import", path, exit_code=6).err
    assert records(book_path) == before
    assert run("import", path, "--skip-errors", "--json", exit_code=6).data["created"]["clients"] == 1


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("row", ["Acme,,,,,77", "Acme,,info@acme.example,,,77", "Acme Ltd,,,,other.example,"])
def test_another_id_of_the_same_system_is_another_client(run: Run, table: Table, row: str) -> None:
    assert run("import", table(f"{HEADER}{row},Rome\n"), "--json").data["created"]["clients"] == 1


def test_a_phone_that_several_names_share_joins_nobody(run: Run, table: Table, book_path: Path) -> None:
    run("import", table(f"client,phone\nAcme,{PHONE}\n"))
    run("import", table(f"client,phone\nFern,{PHONE}\nMoss,{PHONE}\n"))
    assert column(book_path, "SELECT name FROM client ORDER BY id") == ["Acme", "Fern", "Moss"]


def test_rows_of_one_client_are_joined_and_named(run: Run, table: Table, book_path: Path) -> None:
    path = table("client,city,email\nAcme,Rome,\nACME Ltd,,a@acme.example\nBolt,x,\nacme,Oslo,\n")
    data = run("import", path, "--json").data
    told = [(one["line"], one["of_line"], one["name"]) for one in data["duplicates"]]
    assert told == [(3, 2, "ACME Ltd"), (5, 2, "acme")]
    assert column(book_path, "SELECT name || city FROM client ORDER BY id") == ["AcmeRome", "Boltx"]
    assert column(book_path, "SELECT value FROM address") == ["a@acme.example"]


@pytest.mark.parametrize("order", [*itertools.permutations((COMPANIES, PEOPLE, ACTIVITIES, DEALS))][::3])
def test_ids_are_followed_across_files_in_any_order(
    run: Run, table: Table, book_path: Path, order: tuple[str, ...]
) -> None:
    paths = [table(text, f"{place}.csv") for place, text in enumerate(order)]
    ran = run("import", *paths, "--json")
    assert ran.data["created"] == {**NOTHING, "clients": 4, "contacts": 5, "touchpoints": 3, "tasks": 1}
    assert f"{order.index(PEOPLE)}.csv: 1 id names no client of these files or the book: 9999." in ran.err
    assert ran.data["skipped_because"] == {"won without a close day": 1}
    people = "SELECT c.name || ': ' || p.name FROM contact AS p JOIN client AS c ON c.id = p.client_id ORDER BY 1"
    assert column(book_path, people) == [
        "Di Ng: Di Ng", "Em Oh: Em Oh", "Fern AS: Al Bo", "Moss Ltd: Flo Ray", "Moss Ltd: Jo Doe",
    ]  # fmt: skip
    talks = "SELECT kind || ' ' || happened_on || ' ' || text FROM touchpoint ORDER BY happened_on, text"
    assert column(book_path, talks) == [
        "call 2026-10-01 Intro\nTalked", "other 2026-10-02 Sent", "note 2026-10-03 A note",
    ]  # fmt: skip
    assert column(book_path, "SELECT text || ' ' || due_on FROM task") == ["Send offer 2026-12-01"]
    again = run("import", *reversed(paths), "--json").data
    assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)


def test_ids_are_followed_into_the_book(run: Run, table: Table, book_path: Path) -> None:
    run("import", table(COMPANIES))
    ran = run("import", table(PEOPLE))
    assert "9999" in ran.err
    assert column(book_path, "SELECT count(*) FROM client") == [4]


@pytest.mark.parametrize(
    ("keys", "found"),
    [(["external_id"], []), (["email"], ["email"]), (["name"], ["name"]), (["phone", "domain"], ["phone", "domain"])],
)
def test_a_mapping_says_by_which_keys_a_row_may_find_its_record(
    run: Run,
    table: Table,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    book_path: Path,
    keys: list[str],
    found: list[str],
) -> None:
    (tmp_path / "s.toml").touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "mine.toml").write_text(
        f'entity = "clients"\nkey = {keys}\n[fields]\nclient = ["N"]\nemail = ["E"]\nphone = ["P"]\n'
        'domain = ["D"]\nindustry = ["K"]\n'
    )
    fields = {"name": "name", "email": "a@x.example", "phone": "12345", "domain": "d.example"}
    for place, key in enumerate(fields):
        cells = [f"{fields['name']}" if key == "name" else f"Known{place}"]
        cells += [fields[each] if each == key else "" for each in ("email", "phone", "domain")]
        run("import", table(f"client,email,phone,domain\n{','.join(cells)}\n"))
    new = "".join(
        ",".join(
            [fields["name"] if key == "name" else f"New{place}"]
            + [fields[each] if each == key else "" for each in ("email", "phone", "domain")]
            + [key]
        )
        + "\n"
        for place, key in enumerate(fields)
    )
    run("import", table(f"N,E,P,D,K\n{new}"), "--mapping", "mine")
    joined = "SELECT industry FROM client WHERE id <= 4 AND industry IS NOT NULL ORDER BY industry"
    assert column(book_path, joined) == sorted(found)


def test_what_cannot_be_kept_is_an_error_alone_and_beside_others_left_out(run: Run, table: Table) -> None:
    data = run("import", table(INVOICES), "--json", exit_code=6).data
    assert problems(data) == [(None, None, "nothing-mapped")]
    assert run("import", table(INVOICES, "i.csv"), table(COMPANIES), "--json").data["created"]["clients"] == 2


def test_a_merely_similar_name_is_told_and_never_joined(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client\nHarbour Bakeries Ltd\nConsulting 12 North\n"))
    path = table("client\nHarbor Bakeries\nConsulting 13 North\nNorthern Lightworks\nNorthern Lightwrok\nAcme\n")
    ran = run("import", path)
    assert [line for line in ran.err.splitlines() if "nearly" in line] == [
        "Harbor Bakeries is nearly the name of Harbour Bakeries Ltd (harbour-bakeries-ltd); `client merge` joins two.",
        "Northern Lightwrok is nearly the name of Northern Lightworks (northern-lightworks); `client merge` joins two.",
    ]
    assert column(book_path, "SELECT count(*) FROM client") == [7]
    assert "nearly" not in run("import", path).err
    assert "nearly" not in run("import", path, "--on-match", "new").err


def test_at_most_twenty_similar_names_are_told(run: Run, table: Table) -> None:
    letters = "abcdefghijklmnopqrstuvwxy"
    run("import", table("client\n" + "".join(f"{one * 5} consulting\n" for one in letters)))
    ran = run("import", table("client\n" + "".join(f"{one * 5} consultin\n" for one in letters)))
    assert ran.err.count("is nearly the name of") == 20
    assert "5 more names are nearly others" in ran.err


@settings(max_examples=200, deadline=None)
@holds_for(core=st.text("abcdefghij ", min_size=9, max_size=40), place=st.integers(0, 40))
def test_names_one_slip_apart_share_a_key(core: str, place: int) -> None:
    core = " ".join(core.split())
    slipped = core[: place % (len(core) + 1)] + "x" + core[place % (len(core) + 1) :]
    if likeness.nearness(core, slipped):
        assert {*likeness.near_keys(core)} & {*likeness.near_keys(slipped)}


rows = st.lists(
    st.tuples(
        st.sampled_from(["Acme", "acme ltd", "Bolt", "Core", ""]),
        st.sampled_from(["", "a@x.example", "b@x.example"]),
        st.sampled_from(["", PHONE]),
        st.sampled_from(["", "x.example"]),
        st.sampled_from(["", "1", "2"]),
    ).filter(any),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@holds_for(rows=rows)
def test_any_table_that_is_taken_changes_nothing_a_second_time(
    run: Run, table: Table, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    target = tmp_path / "again.db"
    target.unlink(missing_ok=True)
    path = table("client,email,phone,domain,external id\n" + "".join(",".join(row) + "\n" for row in rows))
    first = run("--db", str(target), "import", path, "--json", exit_code=None)
    assert first.exit_code in {0, 6}
    if first.exit_code == 0:
        again = run("--db", str(target), "import", path, "--json", exit_code=None)
        assert again.exit_code == 6 or (again.data["created"], again.data["updated"]) == (NOTHING, NOTHING)


@pytest.mark.parametrize("known", ["Owen Marsh", "Marsh, Owen"])
@pytest.mark.parametrize(
    "row", ['Acme,"Marsh, Owen",,Buyer', 'Acme,"Marsh, Owen",owen@acme.example,Buyer', "Acme,Owen Marsh,,Buyer"]
)
def test_the_last_name_first_is_the_same_person_and_replaces_no_name(
    given: Given, run: Run, table: Table, known: str, row: str
) -> None:
    given.client("Acme")
    run("contact", "add", "acme", known, "--email", "owen@acme.example")
    run("import", table(f"client,contact,email,role\n{row}\n"))
    assert given.value("SELECT json_group_array(name || ' ' || role) FROM contact") == f'["{known} Buyer"]'


def test_rows_that_write_one_person_both_ways_are_one(run: Run, table: Table, book_path: Path) -> None:
    run("import", table('client,contact,role\nAcme,"Marsh, Owen",\nAcme,Owen Marsh,Buyer\nAcme,"Marsh, PhD",\n'))
    assert column(book_path, "SELECT name FROM contact ORDER BY id") == ["Marsh, Owen", "Marsh, PhD"]


@pytest.mark.parametrize(("known", "told"), [("Owen Marsh", '"Marsh, Owen"'), ("Marsh, Owen", "Owen Marsh")])
def test_a_client_who_is_a_person_is_known_by_the_last_name_first(
    given: Given, run: Run, table: Table, known: str, told: str
) -> None:
    given.client(known, kind="person")
    run("import", table(f"contact,city\n{told},Rome\n"))
    assert given.value("SELECT json_group_array(name || ' ' || city) FROM client") == f'["{known} Rome"]'


@pytest.mark.parametrize(("known", "told"), [("Owen Marsh", '"Marsh, Owen"'), ("Marsh, Owen", "Owen Marsh")])
def test_a_talk_finds_its_contact_by_the_last_name_first(
    given: Given, run: Run, table: Table, known: str, told: str
) -> None:
    given.client("Acme")
    run("contact", "add", "acme", known)
    run("import", "--as", "touchpoints", table(f"client,contact,date,text\nAcme,{told},2026-10-01,Talked\n"))
    assert given.value("SELECT count(*) FROM touchpoint_contact") == 1

"""Mappings: what is read from TOML, whose table is recognised, and what each column of it becomes."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as each_of
from hypothesis import settings
from hypothesis import strategies as some

from clienttrack import textfiles
from clienttrack.slices.mappings import files, queries
from clienttrack.slices.mappings.rules import fields, planning
from clienttrack.slices.mappings.rules import mapping as mapping_rules
from clienttrack.slices.mappings.rules.mapping import BrokenMapping, FoundMapping, Mapping, Recognise, Source, parsed
from clienttrack.slices.mappings.rules.planning import Cells, ColumnPlan, column_plan
from clienttrack.slices.mappings.rules.recognising import PLAIN_OF, VCARD, normal, recognised, talks_told
from clienttrack.slices.mappings.rules.suggesting import suggested_mapping
from clienttrack.tables.problems import Unusable
from clienttrack.tables.reading import opened
from tests.conftest import Given, Run

SHARED = Path(__file__).parents[2].parent / "shared" / "csv"
FIXTURES = Path(__file__).parents[1] / "fixtures"
NOWHERE = Path("/nowhere/config.toml")
ALL = files.all_mappings(NOWHERE)
OF_OURS = ("clients", "contacts", "touchpoints", "tasks", "payments", "meetings", "answers", "needs", "remarks")
FOREIGN = 48  # systems and tables of others that are known by their headers
SMALL = 'entity = "contacts"\n[fields]\nclient = ["Firm"]\n'
HUBSPOT = ("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Contact owner")


def plan(header: "tuple[str, ...] | list[str]", mapping: str | Mapping, **told: Any) -> ColumnPlan:
    of = ALL[mapping].mapping() if isinstance(mapping, str) else mapping
    options: dict[str, Any] = {"sample": [], "told": {}, "tiers": ("core", "key")}
    return column_plan(header, of, **{**options, **told})


@pytest.mark.parametrize("found", ALL.values(), ids=lambda found: found.name)
def test_what_we_ship_can_be_read_and_is_recognised_as_all_of_it_says(found: FoundMapping) -> None:
    mapping = found.mapping()
    assert mapping.recognise == found.recognise()
    assert not found.own
    assert found.text.startswith("# ")


def test_sources_are_found_by_headers_and_the_rest_is_kept_or_left_out() -> None:
    found = plan((*HUBSPOT, "Shoe Size", "", "_line", "_message"), "hubspot_contacts")
    assert found.fields["contact_id"] == (Cells((0,)),)
    assert found.fields["phone"] == (Cells((4,)), Cells((5,), "mobile"))
    assert found.kept == {7: "Shoe Size", 8: "column 9"}
    assert found.ignored == (6, 9, 10)


def test_a_column_called_name_is_the_contact_only_beside_a_client() -> None:
    assert plan(("name", "email"), "plain").fields["client"] == (Cells((0,)),)
    assert plan(("Name", "Company"), "plain").fields["contact"] == (Cells((0,)),)
    assert plan(("Name", "X"), "plain", told={"x": "client"}).fields["contact"] == (Cells((0,)),)


def test_two_columns_of_one_field_are_refused_and_no_name_at_all() -> None:
    with pytest.raises(Unusable, match="columns 1 and 3, 'Company' and 'Account', both mean client"):
        plan(("Company", "x", "Account"), "plain")
    with pytest.raises(Unusable, match="both mean email"):
        plan(("Email", "Record ID", "email"), "hubspot_contacts")
    with pytest.raises(Unusable, match="no column names a client"):
        plan(("City", "Country"), "plain")


def _headers() -> list[tuple[str, str]]:
    lines = (FIXTURES / "headers.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(": ", 1)) for line in lines if not line.startswith("#")]  # type: ignore[misc]


@pytest.mark.parametrize(("name", "header"), _headers())
def test_a_table_is_recognised_by_its_headers_without_a_tie(name: str, header: str) -> None:
    columns = header.split(",")
    assert recognised(columns, ALL) == (name,)
    assert recognised([f"\ufeff {columns[0]}  ", *reversed(columns[1:])], ALL) == (name,)
    assert plan(columns, name).mapping == name


def test_every_mapping_has_a_header_row_here() -> None:
    told_by_name = {*PLAIN_OF.values(), VCARD} - {"plain"}
    assert {name for name, _ in _headers()} == set(ALL) - told_by_name


def test_a_tie_gives_all_of_the_best() -> None:
    twice = {name: FoundMapping(name, name, own=True, text=ALL["xero_contacts"].text) for name in ("a", "b")}
    assert recognised(["*ContactName", "AccountNumber", "EmailAddress"], {**ALL, **twice}) == (
        "xero_contacts",
        "a",
        "b",
    )


def _samples() -> list[tuple[str, str]]:
    if not SHARED.exists():
        return []
    profiles = json.loads((SHARED / "profiles.json").read_text(encoding="utf-8"))
    found = [(name, file) for name, profile in profiles.items() for file in profile["files"]]
    return [(name, file) for name, file in found if name in ALL and (SHARED / "samples" / file).exists()]


OURS = {*PLAIN_OF.values(), VCARD, *(f"clienttrack_{kind}" for kind in OF_OURS)}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
def test_every_profile_that_is_more_than_a_guess_is_shipped() -> None:
    profiles = json.loads((SHARED / "profiles.json").read_text(encoding="utf-8"))
    assert {name for name, profile in profiles.items() if profile["evidence"] != "M"} <= {*ALL}


def test_the_page_of_mappings_names_every_one_that_is_shipped() -> None:
    page = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
    assert [name for name in ALL if f"`{name}`" not in page] == []
    assert len({*ALL} - OURS) == FOREIGN


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize(("name", "file"), _samples())
def test_a_real_file_is_recognised_without_a_tie(name: str, file: str) -> None:
    with opened(str(SHARED / "samples" / file)) as table:
        rows = [table.header, *table.sample[:10]]
    known = [found for row in rows if (found := recognised(row, ALL)) != ("plain",)]
    assert known[0] == (name,)


def small(text: str, before: str = "") -> Mapping:
    """A mapping of contacts with a client, and more."""
    return parsed(f"{before}\n{SMALL}{text}", "small", "small.toml")


def test_a_mapping_says_nothing_but_what_its_columns_are() -> None:
    assert small("") == Mapping(
        name="small",
        place="small.toml",
        title="small",
        system="small",
        entity="contacts",
        fields={"client": (Source(("Firm",)),)},
    )


def test_every_key_of_a_mapping_is_read() -> None:
    text = """
    phone = ["Tel", "Cell @ mobile", "Phone * - Value"]
    contact = ["First + Last"]
    [labels]
    phone = ["Phone * - Type"]
    [soft]
    "State" = "stage"
    [values.stage]
    "In  Talks" = "prospect"
    "Ｗon" = "customer"
    "?" = ""
    [constants]
    source = "List"
    [defaults]
    kind = "person"
    [recognise]
    any = ["Firm"]
    case = false
    [read]
    separators = [";", " ::: "]
    day_order = "mdy"
    decimal = ","
    empty = ["NULL", ""]
    footer = ["Total"]
    """
    told = small(text, 'title = "T"\nsystem = "s"\nkey = ["name"]\nignore = ["Bank*"]\nexact = true')
    assert told.fields["phone"] == (
        Source(("Tel",)),
        Source(("Cell",), "mobile"),
        Source(("Phone * - Value",)),
    )
    assert told.fields["contact"] == (Source(("First", "Last")),)
    assert (told.title, told.system, told.key, told.ignore, told.exact) == ("T", "s", ("name",), ("Bank*",), True)
    assert told.recognise == Recognise(any=("Firm",), case=False)
    assert (told.separators, told.day_order, told.decimal) == ((";", " ::: "), "mdy", ",")
    assert (told.empty, told.footer, told.labels) == (("NULL", ""), ("Total",), {"phone": ("Phone * - Type",)})
    assert told.values == {"stage": {"in talks": "prospect", "won": "customer", "?": ""}}
    assert (told.soft, told.constants, told.defaults) == ({"State": "stage"}, {"source": "List"}, {"kind": "person"})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "[[", "it is no TOML"),
        ("", "a" + ".a" * 5000 + " = 1", "it is no TOML|unknown key 'fields.a'"),
        ("feilds = 1", "", "unknown key 'feilds', meant fields?"),
        ("", '[constants]\ncity = "a\\u0000b"', "'constants.city' holds a NUL"),
        ("ignore = [1]", "", "'ignore' must be a list of texts, not [1]"),
        ("exact = 1", "", "'exact' must be true or false, not 1"),
        ("title = ''", "", "'title' holds an empty text"),
        ("key = ['mail']", "", "'key' cannot be 'mail', meant email?"),
        ("", "emial = ['x']", "unknown key 'fields.emial', meant email?"),
        ("", "number = ['x']", "unknown key 'fields.number'"),
        ("", "email = 'x'", "'fields.email' must be a list of texts, not 'x'"),
        ("", "email = ['E-mail* Value']", "has a * that does not stand alone"),
        ("", "email = ['E-mail * of *']", "has a * that does not stand alone"),
        ("", "contact = ['First * + Last']", "joins columns with a *"),
        ("", "contact = ['First + ']", "a header is empty"),
        ("", "contact = ['Name @ work']", "only email and phone have labels"),
        ("", "email = ['Name @ ']", "only email and phone have labels"),
        ("", "[labels]\nclient = ['x']", "unknown key 'labels.client'"),
        ("", "[recognise]\nsome = ['x']", "unknown key 'recognise.some'"),
        ("", "[read]\nday_order = 'myd'", "'read.day_order' cannot be 'myd', meant"),
        ("", "[read]\ndecimal = ';'", "'read.decimal' cannot be ';', it is one of ,, ."),
        ("", "[read]\nseparators = ['']", "'read.separators' holds an empty text"),
        ("", "[soft]\nx = 'client'", "'soft' cannot be 'client', it is one of stage, tier"),
        ("", "[soft]\nx = 1", "'soft' cannot be 1, it is one of"),
        ("", "[values.stage]\nx = 'prospct'", "'values.stage.x' cannot be 'prospct', meant prospect?"),
        ("", "[values.stage]\nx = 1", "'values.stage.x' must be a text in quotes, not 1"),
        ("", "[values.client]\nx = 'y'", "unknown key 'values.client'"),
        ("", "[constants]\nkind = 'firm'", "'constants.kind' cannot be 'firm'"),
        ("", "[defaults]\nsource = 1", "'defaults.source' must be a text in quotes, not 1"),
    ],
)
def test_a_broken_mapping_is_refused_with_file_key_and_what_was_meant(before: str, after: str, said: str) -> None:
    with pytest.raises(BrokenMapping) as caught:
        small(after, before)
    assert any(each in str(caught.value) for each in said.split("|")), str(caught.value)
    assert str(caught.value).startswith("The mapping 'small.toml' is broken: ")
    assert "?." not in str(caught.value)


def test_a_mapping_needs_an_entity_and_fields() -> None:
    with pytest.raises(BrokenMapping, match="'entity' cannot be '', it is one of clients, contacts, touchpoints"):
        parsed('[fields]\nclient = ["x"]', "x", "x.toml")
    with pytest.raises(BrokenMapping, match="'fields' is missing"):
        parsed('entity = "clients"', "x", "x.toml")


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("\ufeff First_Name* ", "first name"),
        ("E–Mail", "e mail"),
        ("ＮＡＭＥ", "name"),
        ("客户\u3000名称", "客户 名称"),
    ],
)
def test_headers_are_compared_without_case_width_marks_and_gaps(told: str, meant: str) -> None:
    assert normal(told) == meant


def test_numbered_columns_come_in_order_with_the_column_of_their_label() -> None:
    header = ("Name", "E-mail 10 - Value", "E-mail 2 - Value", "E-mail 2 - Label", "E-mail x - Value", "First Name")
    found = plan(header, "google_new")
    assert found.fields["email"] == (Cells((2,), None, 3), Cells((1,)))
    assert found.kept == {0: "Name", 4: "E-mail x - Value"}


def test_columns_are_joined_as_far_as_they_are_there() -> None:
    joined = small('contact = ["First + Middle + Last", "Full"]')
    assert plan(("Last", "Firm", "First"), joined).fields["contact"] == (Cells((2, 0)),)
    assert plan(("Full", "Firm"), joined).fields["contact"] == (Cells((0,)),)


def test_a_foreign_table_may_say_one_thing_twice_and_the_first_said_counts_first() -> None:
    found = plan(("Firm", "B", "A"), small('website = ["A", "B"]'))
    assert found.fields["website"] == (Cells((2,)), Cells((1,)))


def test_soft_headers_count_where_all_cells_are_words_of_ours() -> None:
    header = ("Company", "Status", "客户级别")
    assert "stage" in plan(header, "plain", sample=[["A", "Lost", ""], ["B", ""], ["C", "DEEP", "Core"]]).fields
    assert "tier" in plan(header, "plain", sample=[["A", "Lost", "core"]]).fields
    assert plan(header, "plain", sample=[["A", "Won", "A"]]).kept == {1: "Status", 2: "客户级别"}
    assert plan(header, "plain", sample=[["A", "", ""]]).kept == {1: "Status", 2: "客户级别"}


def test_the_users_word_wins_over_the_mapping() -> None:
    told = {"Shop": "client", "tel": "phone"}
    found = plan(("Company Name", "Phone Number", "shop", "Tel", "Email"), "hubspot_contacts", told=told)
    assert found.fields["client"] == (Cells((2,)),)
    assert found.fields["phone"] == (Cells((3,)), Cells((1,)))
    assert found.kept == {0: "Company Name"}
    with pytest.raises(planning.UnknownField, match="'text' is no field"):
        plan(("Email",), "hubspot_contacts", told={"Email": "text"})


def test_a_map_is_told_by_field_or_synonym() -> None:
    plain = ALL["plain"].mapping()
    assert planning.parsed_maps(["A=b=Company", "X=last_touch", "Y=Sector"], plain) == {
        "A=b": "client",
        "X": "last_touch",
        "Y": "industry",
    }
    for words in ("=client", "client"):
        with pytest.raises(planning.UnreadableMap):
            planning.parsed_maps([words], plain)
    with pytest.raises(planning.UnknownField, match="Try email"):
        planning.parsed_maps(["A=emial"], plain)
    planning.check_maps({"a_b": "client"}, ["A B"])
    with pytest.raises(planning.UnknownHeader, match="There is 'Shop'"):
        planning.check_maps({"Shp": "client"}, ["", "Shop"])


def test_our_own_export_gives_ids_and_fields_by_their_names() -> None:
    header = (
        *ALL["clienttrack_clients"].mapping().recognise.all,
        "id: hub: spot",
        "field: Ｓhoe  size ",
        "odd",
        "id: ",
    )
    found = plan(header, "clienttrack_clients")
    assert found.ids == {31: "hub: spot"}
    assert found.kept == {32: "Ｓhoe  size ", 33: "odd", 34: "id: "}
    assert found.fields["client"] == (Cells((1,)),)
    assert plan(("Name", "id: x", "field: y"), "plain").kept == {1: "id: x", 2: "field: y"}


def test_kept_columns_never_share_a_name() -> None:
    found = plan(("Client", "x", "x (4)", "x", "x", ""), "plain")
    assert len(set(found.kept.values())) == len(found.kept) == 5
    assert found.kept[1] == "x"


def test_every_field_of_a_mapping_is_one_of_its_entity() -> None:
    for found in ALL.values():
        mapping = found.mapping()
        known = fields.fields_of(mapping.entity, exact=mapping.exact)
        assert set(mapping.fields) <= {*known, "name"}, found.name
        assert set(mapping.labels) <= set(mapping.fields), found.name


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of mappings."""
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    (tmp_path / "s.toml").touch()
    folder = tmp_path / "mappings"
    folder.mkdir()
    return folder


def test_own_mappings_win_and_a_broken_one_harms_no_other(own: Path, run: Run) -> None:
    (own / "crm.toml").write_text(f'title = "[red]Mine"\n{SMALL}[recognise]\nall = ["Firm"]\n')
    (own / "xero_contacts.toml").write_text("entity = 1")
    (own / "bytes.toml").write_bytes(b"\xff\xfe")
    (own / "folder.toml").mkdir()
    lines = {line["name"]: line for line in run("mapping", "list", "--json").data}
    assert lines["crm"] == {
        "name": "crm",
        "title": "[red]Mine",
        "entity": "contacts",
        "whose": "own",
        "broken": None,
    }
    assert lines["plain"]["whose"] == "shipped"
    assert "'entity' must be a text" in lines["xero_contacts"]["broken"]
    assert "not UTF-8" in lines["bytes"]["broken"]
    assert lines["folder"]["broken"] == "it is no file"
    told = run("mapping", "list").out
    assert "[red]Mine" in told
    assert "broken: it is not UTF-8" in told
    found = files.all_mappings(own.parent / "s.toml")
    assert recognised(["Firm"], found) == ("crm",)
    assert recognised(["*ContactName", "AccountNumber", "EmailAddress"], found) == ("xero_contacts",)
    with pytest.raises(BrokenMapping):
        found["xero_contacts"].mapping()


def test_ours_lie_in_the_installed_package_or_at_the_root_of_the_repository(tmp_path: Path) -> None:
    package = tmp_path / "src" / "clienttrack"
    assert textfiles.shipped_folder("mappings", package=package) == tmp_path / "templates" / "mappings"
    (package / "templates" / "mappings").mkdir(parents=True)
    assert textfiles.shipped_folder("mappings", package=package) == package / "templates" / "mappings"


def test_show_gives_the_file_and_as_json_what_it_means(run: Run) -> None:
    assert run("mapping", "show", "hubspot_deals").out == ALL["hubspot_deals"].text
    data = run("mapping", "show", "outlook", "--json").data
    assert data["fields"]["email"][1] == {"headers": ["E-mail * Address"], "label": None}
    assert "meant outlook?" in run("mapping", "show", "outlok", exit_code=3).err


def test_check_says_whether_a_mapping_is_fine(own: Path, run: Run) -> None:
    path = own / "crm.toml"
    path.write_text(SMALL)
    assert run("mapping", "check", str(path)).out == f"fine: '{path}' gives 1 field of contacts (crm)\n"
    path.write_text("entity = 'contact'")
    assert "meant contacts?" in run("mapping", "check", str(path), exit_code=2).err
    assert "No such file" in run("mapping", "check", str(own / "no.toml"), exit_code=2).err


def test_check_tells_what_each_column_of_a_table_becomes(given: Given, run: Run, own: Path) -> None:
    path = own.parent / "c.csv"
    path.write_text(
        'Notes:\n"Long, quoted"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nA,B,u,,C,,x\n'
    )
    ran = run("mapping", "check", str(path))
    assert "linkedin_connections (LinkedIn: connections), rows are contacts" in ran.err
    assert [line.split()[-1] for line in ran.out.splitlines()[1:]] == [
        "first_name",
        "last_name",
        "contact_id",
        "email",
        "client",
        "role",
        "On",
    ]
    (own / "twin.toml").write_text(ALL["linkedin_connections"].text)
    data = run("mapping", "check", str(path), "--json")
    assert data.data["mappings"] == ["linkedin_connections", "twin"]
    assert "twin fit as well" in data.err
    assert data.data["columns"][6] == {"column": 7, "header": "Connected On", "becomes": "field: Connected On"}
    path.write_text("Name,Email,Name\n")
    assert (
        ", line 1: columns 1 and 3, 'Name' and 'Name', both mean client"
        in run("mapping", "check", str(path), exit_code=6).err
    )
    path.write_text("")
    run("mapping", "check", str(path), exit_code=6)
    run("mapping", "suggest", str(path), exit_code=6)
    run("mapping", "suggest", "/nowhere/at/all.csv", exit_code=3)


def test_check_knows_the_tiers_of_the_book(given: Given, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Company,客户级别\nA,Gold\n")
    becomes = [run("mapping", "check", str(path), "--json").data["columns"][1]["becomes"]]
    with given.change() as change:
        change.run("UPDATE tier SET name = 'Gold' WHERE name = 'core'")
    becomes.append(run("mapping", "check", str(path), "--json").data["columns"][1]["becomes"])
    assert becomes == ["field: 客户级别", "tier"]


def test_without_a_book_the_tiers_are_those_of_a_new_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Company,客户级别\nA,core\n")
    assert run("mapping", "check", str(path), "--json").data["columns"][1]["becomes"] == "tier"
    assert not (tmp_path / "book.db").exists()
    first_version = import_module("clienttrack.migrations.versions.0001_first")
    assert tuple(name for name, *_ in first_version.TIERS) == queries.TIERS_OF_A_NEW_BOOK


HEADERS = (
    "Name",
    "Email",
    "e-mail",
    "A + B",
    "C @ d",
    "*",
    "Phone *",
    "\u202ex",
    "a\nb",
    'q"\\',
    "Tier",
    "Since",
    "_line",
)
CELLS = ("a@b.co", "2026-01-02", "+43 1 2345678", "core", "=1+1")
TABLES = some.tuples(
    some.lists(some.one_of(some.text(), some.sampled_from(HEADERS)), min_size=1, max_size=8),
    some.lists(some.lists(some.one_of(some.text(), some.sampled_from(CELLS)), max_size=8), max_size=4),
)


@settings(max_examples=200)
@each_of(TABLES)
def test_every_draft_can_be_read_and_gives_every_column_a_place(table: tuple[list[str], list[list[str]]]) -> None:
    header, sample = table
    try:
        draft = suggested_mapping("dir/odd.csv", header, sample, ALL["plain"].mapping(), ("core",))
    except Unusable:
        assert not any(normal(name) for name in header if header.count(name) == 1 and not name.startswith("_"))
        return
    found = column_plan(header, parsed(draft.text, "odd", "odd"), sample=sample, told={}, tiers=("core",))
    used = {field: {i for each in cells for i in each.columns} for field, cells in found.fields.items()}
    for index, column in enumerate(draft.columns):
        assert column.field is None or index in used[column.field]
    assert {*found.kept, *found.ignored, *(i for each in used.values() for i in each)} == set(range(len(header)))
    assert recognised(header, {"odd": FoundMapping("odd", "odd", own=True, text=draft.text)}) == ("odd",)


def test_a_draft_guesses_by_headers_similar_ones_and_cells(run: Run, own: Path) -> None:
    path = own.parent / "odd list.csv"
    path.write_text(
        "Compny,Who,Adr,Ring,Seen lastly,Stage,Name,Shoe\n"
        "Acme,Jo,jo@acme.com,+44 20 7946 0958,2026-11-01,Won,J,41\nBolt,Al,,,,prospect,K,42\n"
    )
    draft = run("mapping", "suggest", str(path), "--json").data
    guessed = {column["header"]: (column["field"], column["why"]) for column in draft["columns"]}
    assert guessed["Compny"] == ("client", "by a similar header")
    assert guessed["Adr"] == ("email", "by its cells")
    assert guessed["Ring"] == ("phone", "by its cells")
    assert guessed["Seen lastly"] == ("last_touch", "by its cells")
    assert guessed["Stage"] == ("stage", "by its header")
    assert guessed["Shoe"] == (None, "")
    text = run("mapping", "suggest", str(path)).out
    assert '"Won" = ""' in text
    assert '"prospect"' not in text.partition("[values.stage]")[2]
    (own / "odd.toml").write_text(text)
    assert run("mapping", "check", str(path), "--json").data["mappings"] == ["odd"]


def _told_headers() -> list[tuple[str, str]]:
    page = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
    told = page.partition("## Headers in other languages\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in told.splitlines() if line.startswith("| `")]
    return [(field.strip("`"), header) for field, headers in rows for header in headers.split(", ")]


@pytest.mark.parametrize(("field", "header"), _told_headers())
def test_a_header_that_the_page_tells_means_its_field(field: str, header: str) -> None:
    found = plan(("Handle", header.title()), "plain").fields
    assert found["client" if field == "name" else field][0].columns == (1,)


@pytest.mark.parametrize(
    "header",
    [
        "Firma,Ansprechpartner,Telefon,Ort,Land,Branche,Letzter Kontakt,Kunde seit,Notizen",
        "Société,Contact,Téléphone,Ville,Pays,Secteur,Dernier contact,Client depuis,Remarques",
        "Empresa,Contacto,Teléfono,Ciudad,País,Sector,Último contacto,Cliente desde,Notas",
        "Klant,Contactpersoon,Telefoon,Plaats,Land,Branche,Laatste contact,Klant sinds,Opmerkingen",
        "Azienda,Referente,Telefono,Città,Paese,Settore,Ultimo contatto,Cliente dal,Osservazioni",
        "Empresa,Contato,Telefone,Cidade,País,Setor,Último contato,Cliente desde,Observações",
        "公司名称,联系人,电话,城市,国家,行业,最近联系时间,合作开始时间,备注",
    ],
)
def test_a_table_in_another_language_is_read_by_its_headers(header: str) -> None:
    found = plan(header.split(","), "plain")
    fields_of_columns = ("client", "contact", "phone", "city", "country", "industry", "last_touch", "since", "notes")
    assert {field: cells[0].columns for field, cells in found.fields.items()} == {
        field: (place,) for place, field in enumerate(fields_of_columns)
    }


def test_talks_in_german_are_told_by_their_headers() -> None:
    assert talks_told(["Kunde", "Datum", "Kanal", "Notiz"], ALL) == "touchpoints"
    assert talks_told(["Kunde", "Aufgabe", "Fällig am"], ALL) == "tasks"
    assert ALL["plain_touchpoints"].mapping().values["kind"]["anruf"] == "call"


ODD = (
    "Compny,Mail,Seen lastly,Budget,Stage,Shoe,Shoe,\n"
    'Acme,a@acme.com,13.02.2026,"1.234,50",Won,41,1,\n'
    'Bolt,b@bolt.com,01.02.2026,"2,5",prospect,41,2,\n'
    "Cite,none of it,03.04.2026,,won,41,3,\n"
)


def test_a_draft_of_a_table_with_a_bad_cell_imports_the_good_rows(run: Run, own: Path) -> None:
    path, target = own.parent / "odd.csv", own / "odd.toml"
    path.write_text(ODD)
    told = run("mapping", "suggest", str(path), "-o", str(target)).out
    assert told.startswith(f"drafted: '{target}' gives 5 of 8 columns a field")
    text = target.read_text()
    assert "# not every cell fits, such as 'none of it' in Mail\nemail = [\"Mail\"]" in text
    assert '[read]\nday_order = "dmy"\ndecimal = ","\n' in text
    assert text.count('"Won" = ""') == 1
    assert '"won" =' not in text
    assert "rename it in the file first:\n# column 6: Shoe\n# column 7: Shoe\n# column 8\n" in text
    assert "fine: " in run("mapping", "check", str(target)).out
    data = run("import", str(path), "--skip-errors", "--dry-run", "--json", exit_code=6).data
    assert (data["files"][0]["mapping"], data["created"]["clients"], data["refused"]) == ("odd", 2, 1)
    assert data["errors"][0]["message"] == "'none of it' is no e-mail address"


def test_a_draft_says_that_the_day_order_is_open_and_takes_no_column_that_mostly_fits_nothing(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    words = "".join(f"C{i},01/02/2026,word{i},x\n" for i in range(40))
    path.write_text(f"Company,Since,Stage,Email\n{words}Z,,,z@z.com\n")
    text = run("mapping", "suggest", str(path)).out
    assert "[read]\n# The cells do not tell which number is the day" in text
    assert '\n# day_order = "dmy"\n' in text
    assert "stage =" not in text
    assert "email =" not in text
    assert "\n# Stage\n# Email\n" in text


def test_a_draft_of_touchpoints_is_one_of_touchpoints(run: Run, own: Path, given: Given) -> None:
    given.client("acme")
    path, target = own.parent / "talk.csv", own / "talk.toml"
    path.write_text("Client,Day,Channel,What\nAcme,13/02/2026,Phone,hello\nAcme,01/02/2026,Fax,again\n")
    run("mapping", "suggest", str(path), "-o", str(target))
    text = target.read_text()
    assert 'entity = "touchpoints"' in text
    assert '"Phone" = "call"\n"Fax" = ""\n' in text
    assert run("import", str(path), "--json").data["created"]["touchpoints"] == 2


def test_a_draft_takes_the_place_of_no_file_unasked(run: Run, own: Path, given: Given) -> None:
    path, target = own.parent / "odd.csv", own / "odd.toml"
    path.write_text(ODD)
    target.write_text("mine")
    assert "Overwrite" in run("mapping", "suggest", str(path), "-o", str(target), exit_code=None).err
    assert target.read_text() == "mine"
    run("mapping", "suggest", str(path), "-o", str(target), "--yes")
    assert "Compny" in target.read_text()
    said = run("mapping", "suggest", str(path), "-o", str(path), "--yes", exit_code=2).err
    assert "is the table itself. Name another file with -o." in said
    assert path.read_text() == ODD


def test_two_columns_of_one_header_are_told_to_be_renamed_and_nothing_else() -> None:
    with pytest.raises(Unusable, match=r"both mean client; rename one of them$"):
        plan(("Company", "x", "company"), "plain")


def test_the_page_tells_every_key_and_field() -> None:
    page = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
    keys = {*mapping_rules.KEYS, *mapping_rules.RECOGNISE_KEYS, *mapping_rules.READ_KEYS, *fields.MATCH_KEYS}
    names = {name for entity in fields.ENTITIES for name in fields.fields_of(entity, exact=True)}
    assert sorted(word for word in keys | names | {"name"} if f"`{word}`" not in page) == []
    assert sorted(name for name in ALL if f"`{name}`" not in page) == []
    example = page.partition("```toml\n")[2].partition("```")[0]
    assert parsed(example, "shop", "shop.toml").values["stage"]["gone"] == "lost"

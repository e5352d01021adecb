"""Mappings: what is read from TOML, whose table is recognised, and what each column of it becomes."""

import json
from pathlib import Path
from typing import Any

import pytest

from clienttrack.slices.mappings import files
from clienttrack.slices.mappings.rules.mapping import FoundMapping, Mapping
from clienttrack.slices.mappings.rules.planning import Cells, ColumnPlan, column_plan
from clienttrack.slices.mappings.rules.recognising import recognised
from clienttrack.tables.problems import Unusable
from clienttrack.tables.reading import opened

SHARED = Path(__file__).parents[2].parent / "shared" / "csv"
FIXTURES = Path(__file__).parents[1] / "fixtures"
NOWHERE = Path("/nowhere/config.toml")
ALL = files.all_mappings(NOWHERE)
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
    assert {name for name, _ in _headers()} == set(ALL)


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


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize(("name", "file"), _samples())
def test_a_real_file_is_recognised_without_a_tie(name: str, file: str) -> None:
    with opened(str(SHARED / "samples" / file)) as table:
        rows = [table.header, *table.sample[:10]]
    known = [found for row in rows if (found := recognised(row, ALL)) != ("plain",)]
    assert known[0] == (name,)

"""Records leave the book whole and exact: every one of them, in each form, into files that are whole or not there."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as holds_for
from hypothesis import strategies as st
from sqlmodel import SQLModel

from clienttrack import schema
from clienttrack.cells import split_addresses, split_values, unguarded
from clienttrack.slices.exports import queries, rules
from clienttrack.slices.exports.queries import statements
from clienttrack.vocabulary import ExportFormat, ExportKind
from tests.conftest import Given, Run
from tests.test_screen import FORBIDDEN, HOSTILE, _all_of, _terminal

TABLES = ("clients", "contacts", "touchpoints", "tasks", "payments", "meetings", "answers", "needs", "remarks")
CLIENTS_HEADER = (
    "handle,name,kind,aliases,industry,size,source,website,domains,city,country,language,currency,budget,preferences,"
    "decision_style,since,cadence,tier,tier_pinned,stage,stage_on,lost_reason,tags,emails,phones,added,archived,"
    "paused_until,paused_because,notes"
)
CONTACTS_HEADER = "number,client,name,role,level,decision,emails,phones,left,added,notes"
TOUCHPOINTS_HEADER = "number,client,on,kind,direction,minutes,with,text"
TASKS_HEADER = "number,client,text,side,status,due,repeat,first_on,closed,because,added,contact,touchpoint,follows"
PAYMENTS_HEADER = "number,client,on,amount,currency,project,note,added"
MEETINGS_HEADER = "number,client,status,planned,held,cancelled,because,questions,goal,with,form,touchpoint,added"
ANSWERS_HEADER = "client,meeting,on,contact,field,question,asked,text"
NEEDS_HEADER = "number,client,text,kano,origin,priority,evidence,status,status_on,moves,added,contact,meeting"
REMARKS_HEADER = "client,on,kind,text,contact,meeting"
HEADERS = (
    *(CLIENTS_HEADER, CONTACTS_HEADER, TOUCHPOINTS_HEADER, TASKS_HEADER, PAYMENTS_HEADER),
    *(MEETINGS_HEADER, ANSWERS_HEADER, NEEDS_HEADER, REMARKS_HEADER),
)
anything = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("=+-@\t\r\n'\\;: ")
)


def _address(given: Given, client_id: int, contact_id: int | None, kind: str, value: str, **fields: Any) -> None:
    values = {"shown": value, "value_key": value.casefold(), "valid": 1, "label": None, **fields}
    with given.change() as change:
        change.add("address", client_id=client_id, contact_id=contact_id, kind=kind, value=value, **values)


@pytest.fixture
def filled(given: Given) -> Given:
    """A book with something in every field that an export writes."""
    acme = given.client(
        "Acme", tier="core", industry="retail", size="51-200", source="fair", website="https://acme.com", city="Leeds",
        country="GB", language="en", currency="EUR", budget_low=1_000_000, budget_high=2_000_050, preferences="mails",
        decision_style="slow", since_on=date(2024, 3, 1), cadence="14d", tier_pinned=1, told_stage="lost",
        told_stage_on=date(2026, 11, 1), lost_reason="price", archived_on=date(2026, 11, 2),
        paused_until=date(2026, 12, 1), paused_because="moving", notes="one\r\ntwo",
    )  # fmt: skip
    beta = given.client("Bo Beta", kind="person")
    jo = given.contact(
        acme, "Jo Doe", role="Buyer", level="manager", decision="decides", notes="-", left_on=date(2026, 11, 3)
    )
    al = given.contact(acme, "Al")
    given.contact(beta, "Bo Beta", email="bo@beta.example")
    _address(given, acme, None, "email", "Info@acme.com")
    _address(given, acme, None, "phone", "020 7946 0958", shown="+44 20 7946 0958", label="front: desk")
    _address(given, acme, jo, "email", "jo@acme.com", label="work")
    _address(given, acme, jo, "email", "jo@home.org")
    _address(given, acme, jo, "phone", "ask 7 or =1", valid=0)
    touch = given.touchpoint(acme, on=date(2026, 10, 1), text="=cmd|' /C calc'!A0")
    first = given.task(
        acme, "Call", due_on=date(2026, 1, 31), status="done", closed_on=date(2026, 2, 1), because="-",
        repeat_kind="+", repeat_interval="1m", first_on=date(2026, 1, 31),
    )  # fmt: skip
    given.task(
        acme, "Call", due_on=date(2026, 2, 28), side="theirs", contact_id=jo, touchpoint_id=touch, follows_id=first,
        repeat_kind="+", repeat_interval="1m", first_on=date(2026, 1, 31),
    )  # fmt: skip
    held = given.meeting(
        acme, on=date(2026, 10, 1), status="held", touchpoint_id=touch, question_set="kickoff", goal="-",
        form="# A\n\nb",
    )  # fmt: skip
    coming = given.meeting(acme, on=date(2026, 12, 2), status="cancelled", because="=ill")
    given.answer(held, "stakes", "=all of it", asked="What is at stake?", contact_id=jo)
    given.answer(held, None, "a note", question=None)
    need = given.need(
        acme, "a shop", status="proposed", on=date(2026, 11, 1), kano="delight", origin="implied", priority="high",
        evidence="+we dream of it", contact_id=al, meeting_id=held,
    )  # fmt: skip
    given.remark(acme, "personal", "@sea", on=date(2026, 10, 1), contact_id=al, meeting_id=held)
    given.remark(beta, "risk", "moves away", on=date(2026, 10, 2))
    with given.change() as change:
        change.add("need_move", client_id=acme, need_id=need, status="open", moved_on=date(2026, 10, 1))
        change.add("need_move", client_id=acme, need_id=need, status="proposed", moved_on=date(2026, 11, 1),
                   because="a; b")  # fmt: skip
        for number in (al, jo):
            change.add("meeting_contact", meeting_id=held, contact_id=number)
        for kind, number in (("meeting", coming), ("need", need)):
            change.add("snooze", client_id=acme, kind=kind, record_id=number, until_on=date(2026, 12, 1),
                       set_on=date(2026, 11, 1))  # fmt: skip
        change.amend("touchpoint", touch, direction="in", minutes=45)
        for number in (al, jo):
            change.add("touchpoint_contact", touchpoint_id=touch, contact_id=number)
        for name in ("vip", "a;b"):
            tag = change.add("tag", name=name, name_key=name)
            change.add("client_tag", client_id=acme, tag_id=tag)
        for alias in ("Acme & Co", "back\\slash"):
            change.add("alias", client_id=acme, alias=alias, alias_key=alias.lower())
        change.add("alias", alias="gone", alias_key="gone")
        for domain in ("acme.com", "acme.co.uk"):
            change.add("domain", client_id=acme, domain=domain)
        for name, value in (("floor", "2"), ("colour", "@red"), ("vcard: X-SKYPE", "bo.beta")):
            change.add("custom_field", client_id=beta, name=name, value=value)
        change.add("contact_field", client_id=acme, contact_id=al, name="vcard: BDAY", value="--0203")
        change.add("contact_field", client_id=acme, contact_id=al, name="desk", value="3")
        for system, value in (("zoho", "Z1"), ("hubspot", "C2"), ("hubspot", "C1")):
            change.add("external_id", client_id=acme, entity="client", system=system, value=value)
        change.add("external_id", client_id=acme, contact_id=jo, entity="contact", system="vcard", value="urn:1")
        change.add("external_id", client_id=acme, touchpoint_id=touch, entity="touchpoint", system="crm", value="T1")
        change.add("external_id", client_id=acme, task_id=first, entity="task", system="todo", value="7")
        paid = change.add("payment", client_id=acme, paid_on=date(2026, 10, 5), amount=120050, currency="EUR",
                          project="=spring", note="R-1", added_on=date(2026, 10, 6))  # fmt: skip
        change.add("external_id", client_id=acme, payment_id=paid, entity="payment", system="bank", value="B1")
        change.add("payment", client_id=beta, paid_on=date(2026, 10, 7), amount=1200, currency="JPY",
                   added_on=date(2026, 10, 7))  # fmt: skip
        change.add("rating", client_id=acme, factor="growth", rating=4, rated_on=date(2026, 10, 1), because="+shops")
        change.add("referral", client_id=acme, referred_id=beta, told_on=date(2026, 10, 2))
        change.add("distinct_pair", client_id=acme, other_id=beta)
        change.add("tier_move", client_id=acme, to_tier_id=1, moved_on=date(2026, 1, 1), because="big")
        change.add("stage_move", client_id=acme, stage="lost", moved_on=date(2026, 11, 1), lost_reason="price")
        for kind, number in (("touch", acme), ("task", first)):
            change.add("snooze", client_id=acme, kind=kind, record_id=number, until_on=date(2026, 12, 1),
                       set_on=date(2026, 11, 1))  # fmt: skip
    return given


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


# --- CSV ----------------------------------------------------------------------------------------------------------


def test_clients_have_every_field_in_stable_columns(filled: Given, run: Run) -> None:
    assert run("export", "clients").out == (
        f"{CLIENTS_HEADER},id: hubspot,id: zoho,field: colour,field: floor,field: vcard: X-SKYPE\r\n"
        "acme,Acme,organisation,Acme & Co; back\\\\slash,retail,51-200,fair,https://acme.com,acme.com; acme.co.uk,"
        "Leeds,GB,en,EUR,10000-20000.50,mails,slow,2024-03-01,14d,core,yes,lost,2026-11-01,price,a\\;b; vip,"
        "Info@acme.com,front\\: desk: +44 20 7946 0958,2026-01-01,2026-11-02,2026-12-01,moving,"
        '"one\r\ntwo",C2; C1,Z1,,,\r\n'
        "bo-beta,Bo Beta,person,,,,,,,,,,,,,,,,,,,,,,,,2026-01-01,,,,,,,'@red,2,bo.beta\r\n"
    )


def test_contacts_are_there_who_left(filled: Given, run: Run) -> None:
    assert run("export", "contacts").out == (
        f"{CONTACTS_HEADER},id: vcard,field: desk,field: vcard: BDAY\r\n"
        "1,acme,Jo Doe,Buyer,manager,decides,work: jo@acme.com; jo@home.org,ask 7 or =1,2026-11-03,2026-01-01,"
        "'-,urn:1,,\r\n"
        "2,acme,Al,,,,,,,2026-01-01,,,3,'--0203\r\n"
        "3,bo-beta,Bo Beta,,,,bo@beta.example,,,2026-01-01,,,,\r\n"
    )


def test_touchpoints_name_who_took_part_and_are_guarded(filled: Given, run: Run) -> None:
    assert run("export", "touchpoints").out == (
        f"{TOUCHPOINTS_HEADER},id: crm\r\n1,acme,2026-10-01,call,in,45,2; 1,'=cmd|' /C calc'!A0,T1\r\n"
    )


def test_tasks_are_there_that_are_closed(filled: Given, run: Run) -> None:
    assert run("export", "tasks").out == (
        f"{TASKS_HEADER},id: todo\r\n"
        "1,acme,Call,ours,done,2026-01-31,'+1m,2026-01-31,2026-02-01,'-,2026-01-01,,,,7\r\n"
        "2,acme,Call,theirs,open,2026-02-28,'+1m,2026-01-31,,,2026-01-01,1,1,1,\r\n"
    )


def test_meetings_have_all_that_was_written_down(filled: Given, run: Run) -> None:
    assert run("export", "meetings").out == (
        f"{MEETINGS_HEADER}\r\n"
        '1,acme,held,2026-10-01,2026-10-01,,,kickoff,\'-,2; 1,"# A\n\nb",1,2026-01-01\r\n'
        "2,acme,cancelled,2026-12-02,,2026-12-02,'=ill,,,,,,2026-01-01\r\n"
    )
    assert run("export", "answers").out == (
        f"{ANSWERS_HEADER}\r\n"
        "acme,1,2026-10-01,1,stakes,stakes,What is at stake?,'=all of it\r\n"
        "acme,1,2026-10-01,,,,,a note\r\n"
    )


def test_needs_have_their_moves_and_remarks_whose_they_are(filled: Given, run: Run) -> None:
    assert run("export", "needs").out == (
        f"{NEEDS_HEADER}\r\n"
        "1,acme,a shop,delight,implied,high,'+we dream of it,proposed,2026-11-01,"
        "2026-10-01 open; 2026-11-01 proposed: a\\; b,2026-01-01,2,1\r\n"
    )
    assert run("export", "remarks").out == (
        f"{REMARKS_HEADER}\r\nacme,2026-10-01,personal,'@sea,2,1\r\nbo-beta,2026-10-02,risk,moves away,,\r\n"
    )
    assert len(rows(run("export", "remarks", "--client", "bo-beta").out)) == 1


@pytest.mark.parametrize(("what", "header"), [*zip(TABLES, HEADERS, strict=True)])
def test_an_empty_book_gives_the_header_alone(what: str, header: str, given: Given, run: Run) -> None:
    assert run("export", what).out == f"{header}\r\n"


def test_raw_cells_are_as_they_are_and_the_mark_comes_first(filled: Given, run: Run) -> None:
    assert run("export", "touchpoints", "--raw").out.endswith(",2; 1,=cmd|' /C calc'!A0,T1\r\n")
    assert run("export", "tasks", "--bom").out.startswith("\ufeffnumber,client,")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@holds_for(text=anything.filter(bool), fields=st.dictionaries(anything.filter(bool), anything.filter(bool), max_size=3))
def test_every_text_comes_back_exactly_from_csv_and_json(
    text: str, fields: dict[str, str], given: Given, run: Run
) -> None:
    with given.change() as change:
        change.run("DELETE FROM custom_field")
        change.run("DELETE FROM client")
    acme = given.client(text, handle="acme", notes=text)
    with given.change() as change:
        for name, value in fields.items():
            change.add("custom_field", client_id=acme, name=name, value=value)
    [row] = rows(run("export", "clients").out)
    [record] = run("export", "clients", "--json").data["clients"]
    assert (unguarded(row["name"]), unguarded(row["notes"])) == (record["name"], record["notes"]) == (text, text)
    told = {name.removeprefix("field: "): unguarded(value) for name, value in row.items() if name.startswith("field: ")}
    assert told == record["fields"] == fields
    [raw] = rows(run("export", "clients", "--raw").out)
    assert raw["name"] == text


def test_cells_of_several_values_are_read_back(filled: Given, run: Run) -> None:
    acme = rows(run("export", "clients").out)[0]
    assert split_values(acme["aliases"]) == ["Acme & Co", "back\\slash"]
    assert split_values(acme["tags"]) == ["a;b", "vip"]
    assert split_addresses(acme["phones"]) == [("front: desk", "+44 20 7946 0958")]
    assert split_addresses(rows(run("export", "contacts").out)[0]["emails"]) == [
        ("work", "jo@acme.com"),
        (None, "jo@home.org"),
    ]


# --- JSON ---------------------------------------------------------------------------------------------------------


def test_json_has_the_columns_of_csv_with_lists_and_addresses(filled: Given, run: Run) -> None:
    document = json.loads(run("export", "clients", "--format", "json").out)
    assert (document["version"], document["today"], list(document["data"])) == (1, "2026-11-20", ["clients"])
    acme, beta = document["data"]["clients"]
    assert [*acme] == [*CLIENTS_HEADER.split(","), "ids", "fields"]
    assert acme["aliases"] == ["Acme & Co", "back\\slash"]
    assert (acme["budget"], acme["tier_pinned"], acme["notes"]) == ("10000-20000.50", True, "one\r\ntwo")
    assert acme["phones"] == [
        {"kind": "phone", "label": "front: desk", "value": "020 7946 0958", "shown": "+44 20 7946 0958", "valid": True}
    ]
    assert acme["ids"] == {"hubspot": ["C2", "C1"], "zoho": ["Z1"]}
    assert beta["fields"] == {"colour": "@red", "floor": "2", "vcard: X-SKYPE": "bo.beta"}
    assert (beta["stage"], beta["budget"], beta["tier_pinned"], beta["emails"]) == (None, None, False, [])


def test_payments_are_written_exactly_in_their_currency(filled: Given, run: Run) -> None:
    lines = run("export", "payments").out.splitlines()
    assert lines == [
        "number,client,on,amount,currency,project,note,added,id: bank",
        "1,acme,2026-10-05,1200.50,EUR,'=spring,R-1,2026-10-06,B1",
        "2,bo-beta,2026-10-07,1200,JPY,,,2026-10-07,",
    ]
    data = run("export", "all").data
    assert [(one["amount"], one["currency"], one["ids"]) for one in data["payments"]] == [
        ("1200.50", "EUR", {"bank": ["B1"]}), ("1200", "JPY", {}),
    ]  # fmt: skip
    assert data["ratings"] == [
        {"client": "acme", "factor": "growth", "rating": 4, "on": "2026-10-01", "because": "+shops"}
    ]
    assert data["referrals"] == [{"client": "acme", "referred": "bo-beta", "on": "2026-10-02"}]
    assert run("export", "all", "--client", "acme").data["referrals"] == []


def test_all_holds_what_csv_has_no_place_for(filled: Given, run: Run) -> None:
    data = run("export", "all").data
    assert [*data] == [
        *TABLES, "tiers", "tags", "snoozes", "tier_moves", "stage_moves", "ratings", "referrals", "playbook_steps",
        "risk_answers",
        "distinct_pairs",
        "retired_handles",
    ]  # fmt: skip
    for name, header in zip(TABLES, HEADERS, strict=True):
        assert [*data[name][0]][: len(header.split(","))] == header.split(",")
    assert data["touchpoints"][0]["with"] == [2, 1]
    assert data["contacts"][0]["phones"][0]["valid"] is False
    assert data["tiers"][0] == {
        "name": "core",
        "rank": 1,
        "weight": 4,
        "cadences": {"prospect": "7d", "activation": "7d", "stable": "14d", "deep": "14d"},
    }
    assert data["tags"] == [{"name": "a;b"}, {"name": "vip"}]
    assert data["needs"][0]["moves"] == [
        {"status": "open", "on": "2026-10-01", "because": None},
        {"status": "proposed", "on": "2026-11-01", "because": "a; b"},
    ]
    assert {(one["kind"], one["task"], one["meeting"], one["need"]) for one in data["snoozes"]} == {
        ("touch", None, None, None), ("task", 1, None, None), ("meeting", None, 2, None), ("need", None, None, 1),
    }  # fmt: skip
    assert {one["until"] for one in data["snoozes"]} == {"2026-12-01"}
    assert data["tier_moves"] == [{"client": "acme", "from": None, "to": "core", "on": "2026-01-01", "because": "big"}]
    assert data["stage_moves"] == [
        {"client": "acme", "stage": "lost", "on": "2026-11-01", "lost_reason": "price", "because": None}
    ]
    assert data["distinct_pairs"] == [{"client": "acme", "other": "bo-beta"}]
    assert data["retired_handles"] == [{"handle": "gone"}]


def test_no_table_of_the_book_is_forgotten() -> None:
    asked = " ".join([*statements.QUESTIONS.values(), *statements.OTHERS.values()])
    assert [table for table in schema.JOURNALLED if not re.search(rf"(FROM|JOIN) {table}\b", asked)] == []


def test_no_column_of_the_tables_is_forgotten() -> None:
    # The folded name follows from the name, the rest is what a record is called in the book.
    derived = {"id", "client_id", "name_key"}
    for kind, table in ((kind, kind.removesuffix("s")) for kind in rules.TABLES):
        columns = {column.name for column in SQLModel.metadata.tables[table].columns} - derived
        assert [one for one in columns if not re.search(rf"\b[cx]\.{one}\b", statements.QUESTIONS[kind])] in (
            [],
            ["tier_id"],
        )


def test_every_record_of_a_book_without_records_is_valid_json(given: Given, run: Run) -> None:
    data = run("export", "all").data
    assert {name: len(records) for name, records in data.items() if records} == {"tiers": 4}


# --- Filters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--client", "acme"), ("--tag", "VIP"), ("--client", "acme", "--tag", "vip")])
def test_an_export_is_narrowed_to_clients(words: tuple[str, ...], filled: Given, run: Run) -> None:
    data = run("export", "all", *words).data
    assert [one["handle"] for one in data["clients"]] == ["acme"]
    assert {one["client"] for name in TABLES[1:] for one in data[name]} == {"acme"}
    assert len(data["snoozes"]) == 4
    assert data["retired_handles"] == []
    assert len(rows(run("export", "contacts", *words).out)) == 2


def test_the_columns_stay_when_an_export_is_narrowed(filled: Given, run: Run) -> None:
    beta = run("export", "clients", "--client", "bo-beta").out
    assert beta.partition("\r\n")[0] == run("export", "clients").out.partition("\r\n")[0]
    nobody = run("export", "all", "--client", "bo-beta", "--tag", "vip").data
    assert (nobody["clients"], nobody["tags"], nobody["stage_moves"]) == ([], [], [])
    assert "acme" in run("export", "tasks", "--client", "acmee", exit_code=3).err
    assert "vip" in run("export", "tasks", "--tag", "vipp", exit_code=3).err


# --- vCard --------------------------------------------------------------------------------------------------------


def test_contacts_become_cards_that_name_their_organisation(filled: Given, run: Run) -> None:
    out = run("export", "contacts", "--format", "vcard").out
    assert out.count("BEGIN:VCARD") == out.count("VERSION:4.0") == 3
    assert [name in out for name in ("FN:Jo Doe", "ORG:Acme", "jo@home.org", "BDAY:--0203")] == [True] * 4
    assert "ORG:Bo Beta" not in out
    assert "VERSION:3.0" in run("export", "contacts", "--format", "vcard", "--vcard-version", "3.0").out


def test_clients_who_are_people_become_cards_and_the_others_are_counted(filled: Given, run: Run) -> None:
    ran = run("export", "clients", "--format", "vcard")
    assert ran.out.count("BEGIN:VCARD") == 1
    assert "FN:Bo Beta" in ran.out
    assert "X-SKYPE:bo.beta" in ran.out
    assert "1 organisation" in ran.err


def test_a_card_has_what_the_record_has(filled: Given) -> None:
    asked = _asked(ExportKind.CONTACTS, ExportFormat.VCARD)
    with filled.reading() as reader:
        about = queries.scope(reader, None, None)
        jo, al, bo = [rules.card(one) for one in queries.records(reader, ExportKind.CONTACTS, asked, about)]
        [client] = [rules.card(one) for one in queries.records(reader, ExportKind.CLIENTS, asked, about)]
    assert (jo.uid, jo.organisation, jo.role, jo.note) == ("urn:1", "Acme", "Buyer", "-")
    assert [(one.label, one.value) for one in jo.emails] == [("work", "jo@acme.com"), (None, "jo@home.org")]
    assert [one.value for one in jo.phones] == ["ask 7 or =1"]
    assert (al.uid, al.others) == (None, (("BDAY", "--0203"),))
    assert bo.organisation is None
    assert (client.name, client.others, client.categories) == ("Bo Beta", (("X-SKYPE", "bo.beta"),), ())


# --- Files --------------------------------------------------------------------------------------------------------


def _bytes(*words: str, **environment: str) -> bytes:
    ended = subprocess.run(
        [sys.executable, "-m", "clienttrack", "export", *words],
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    return ended.stdout


@pytest.mark.parametrize("words", [("clients",), ("clients", "--bom"), ("all",), ("contacts", "--format", "vcard")])
def test_a_file_holds_the_same_bytes_as_stdout_whatever_the_locale(
    words: tuple[str, ...], filled: Given, run: Run, tmp_path: Path
) -> None:
    filled.client("华为 🎉 é")
    target = tmp_path / "out"
    ran = run("export", *words, "-o", str(target))
    assert ran.out.startswith(f"Written to '{target}': ")
    assert target.stat().st_mode & 0o777 == 0o600
    assert (
        target.read_bytes() == _bytes(*words) == _bytes(*words, PYTHONIOENCODING="ascii") == _bytes(*words, "-o", "-")
    )


def test_a_file_is_only_replaced_when_told_to(filled: Given, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "clients.csv"
    target.write_text("mine")
    assert "--yes" in run("export", "clients", "-o", str(target), exit_code=2).err
    assert target.read_text() == "mine"
    told = run("export", "clients", "-o", str(target), "--yes", "--json", "--format", "csv").data
    assert told == {"format": "csv", "file": str(target), "records": {"clients": 2}, "left_out": 0}
    assert target.read_text().startswith("handle,")


def test_a_failed_export_leaves_the_old_file_and_no_draft(filled: Given, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "clients.csv"
    target.write_text("mine")
    run("export", "clients", "--client", "nobody", "-o", str(target), "--yes", exit_code=3)
    document = rules.Document("x", ("piece" * (9 // (3 - number)) for number in range(9)))
    from clienttrack.slices.exports import files

    with pytest.raises(ZeroDivisionError):
        files.write_file(target, document)
    assert target.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if "clients.csv" in path.name] == ["clients.csv"]


@pytest.mark.parametrize("place", ["folder", "missing/f.csv", "file/f.csv", "pipe", "x" * 300])
def test_a_place_that_cannot_be_written_is_told(place: str, filled: Given, run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    ran = run("export", "tasks", "-o", str(tmp_path / place), "--yes", exit_code=7)
    assert "cannot be written" in ran.err
    assert ran.out == ""


def test_the_book_itself_is_never_overwritten(filled: Given, run: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(filled.path)
    for place in (filled.path, tmp_path / "link"):
        assert "the book itself" in run("export", "tasks", "-o", str(place), "--yes", exit_code=5).err
    assert filled.value("SELECT count(*) FROM task") == 2


def test_all_as_csv_is_a_file_for_each_kind_in_a_new_or_empty_folder(filled: Given, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "everything"
    for _ in range(2):
        ran = run("export", "all", "--format", "csv", "-o", str(folder))
        assert ran.out == (
            f"Written to '{folder}': 2 clients, 3 contacts, 1 touchpoint, 2 tasks, 2 payments, 2 meetings, 2 answers, "
            "1 need, 2 remarks.\n"
        )
        assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.csv" for name in TABLES)
        for name in TABLES:
            path = folder / f"{name}.csv"
            assert path.read_bytes().decode() == run("export", name).out
            assert path.stat().st_mode & 0o777 == 0o600
            path.unlink()
    (folder / "other").touch()
    assert "is not empty" in run("export", "all", "--format", "csv", "-o", str(folder), exit_code=2).err
    assert [path.name for path in folder.iterdir()] == ["other"]
    for place in (folder / "other", folder / "other" / "x", tmp_path / "no" / "where"):
        assert "cannot be written" in run("export", "all", "--format", "csv", "-o", str(place), exit_code=7).err


def test_a_folder_that_was_made_goes_when_an_export_fails(filled: Given, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "everything"
    run("export", "all", "--format", "csv", "-o", str(folder), "--client", "nobody", exit_code=3)
    from clienttrack.slices.exports import files

    documents = (rules.Document(f"{number}.csv", ["x" * (1 // (2 - number))]) for number in range(9))
    with pytest.raises(ZeroDivisionError):
        files.write_folder(folder, documents)
    assert not folder.exists()


def test_without_a_book_nothing_is_written(run: Run, tmp_path: Path) -> None:
    ran = run("export", "clients", "-o", str(tmp_path / "clients.csv"))
    assert ran.out == ""
    assert "no book yet" in ran.err
    assert list(tmp_path.glob("*.csv")) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("all", "--format", "csv"), "several files"),
        (("clients", "--format", "csv", "--json"), "do not go together"),
        (("tasks", "--format", "vcard"), "no vCards of tasks"),
        (("all", "--format", "vcard"), "no vCards of all"),
        (("clients", "--json", "--bom"), "--bom is for csv, and this export is json"),
        (("all", "--raw"), "--raw is for csv"),
        (("contacts", "--vcard-version", "3.0"), "--vcard-version is for vcard"),
        (("contacts", "--format", "vcard", "--vcard-version", "2.1"), "2.1"),
        (("everything",), "everything"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(words: tuple[str, ...], told: str, filled: Given, run: Run) -> None:
    ran = run("export", *words, exit_code=2)
    assert told in ran.err + ran.out
    assert ran.out == "" or json.loads(ran.out)["data"] is None


# --- Much, and hostile --------------------------------------------------------------------------------------------


def _asked(what: ExportKind, form: ExportFormat) -> rules.AskedExport:
    return rules.asked_export(
        what, told=form, as_json=False, output="x", client=None, tag=None, raw=False, bom=False, card_version=None
    )


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.JSON])
def test_memory_does_not_grow_with_the_book(form: ExportFormat, given: Given) -> None:
    acme = given.client("Acme")
    with given.change() as change:
        rows = ((acme, f"{number} {'x' * 4_000}") for number in range(4_000))
        change.run_many(
            "INSERT INTO touchpoint (client_id, kind, happened_on, text) VALUES (?, 'note', '2026-01-01', ?)", rows
        )
    asked = _asked(ExportKind.TOUCHPOINTS, form)
    with given.reading() as reader:
        found = queries.records(reader, asked.what, asked, queries.scope(reader, None, None))
        tracemalloc.start()
        if form is ExportFormat.CSV:
            pieces = rules.csv_pieces(found, queries.COLUMNS[asked.what], [], [], asked)
        else:
            pieces = rules.json_pieces([("touchpoints", found)], date(2026, 11, 20))
        written = sum(len(piece) for piece in pieces)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert written > 16_000_000
    assert peak < 2_000_000


@pytest.mark.parametrize("kind", rules.TABLES)
def test_every_question_walks_one_table_and_looks_the_rest_up(kind: ExportKind, given: Given) -> None:
    sql = statements.QUESTIONS[kind].format(condition="1", more="")
    with given.reading() as reader:
        plan = [row["detail"] for row in reader.rows(f"EXPLAIN QUERY PLAN {sql}")]
    table = "c" if kind is ExportKind.CLIENTS else "x"
    assert [step for step in plan if step.startswith("SCAN") and "subquery" not in step.lower()] == [f"SCAN {table}"]
    assert kind is not ExportKind.CLIENTS or not [step for step in plan if "(contact_id=?" in step]


def test_a_watcher_is_told_how_far_it_is() -> None:
    told: list[tuple[str, int, int]] = []
    records = rules.watched(({} for _ in range(2_500)), "clients", 2_500, lambda *words: told.append(words))
    assert len(list(records)) == 2_500
    assert told == [("clients", 0, 2_500), ("clients", 1_000, 2_500), ("clients", 2_000, 2_500)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_exactly_from_every_form(text: str, given: Given, run: Run) -> None:
    acme = given.client(text, handle="acme")
    given.task(acme, text, due_on=None)
    given.touchpoint(acme, on=date(2026, 1, 1), text=text)
    held = given.meeting(acme, on=date(2026, 1, 1), status="held", form=text)
    given.answer(held, None, text)
    given.need(acme, text)
    given.remark(acme, "quote", text, on=date(2026, 1, 1))
    with given.change() as change:
        change.add("payment", client_id=acme, paid_on=date(2026, 1, 1), amount=5, currency="EUR", note=text,
                   added_on=date(2026, 1, 1))  # fmt: skip
    data = run("export", "all").data
    columns = ("name", "name", "text", "text", "note", "form", "text", "text", "text")
    for name, column in zip(TABLES, columns, strict=True):
        if name == "contacts":
            continue
        [row] = rows(run("export", name).out)
        assert unguarded(row[column]) == data[name][0][column] == text


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_terminal_gets_no_control_characters(form: str, given: Given) -> None:
    given.client("Acme\x1b[2J\x9b31m\u202e", handle="acme")
    out, code = _all_of(_terminal("export", "clients", "--format", form))
    assert code == 0
    assert "acme" in out
    assert not (FORBIDDEN - {"\r", "\n"}) & set(out)


def test_a_closed_pipe_is_no_error(given: Given) -> None:
    acme = given.client("Acme")
    for _ in range(20):
        given.touchpoint(acme, on=date(2026, 1, 1), text="x" * 100_000)
    script = f"set -o pipefail; {sys.executable} -m clienttrack export touchpoints | head -1 | cut -c1-20"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "number,client,on,kin\n", "")


def test_the_page_of_exports_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    for kind, columns in queries.COLUMNS.items():
        [line] = [line for line in page.splitlines() if line.startswith(f"| {kind} |")]
        assert tuple(re.findall("`([a-z_]+)`", line)) == columns

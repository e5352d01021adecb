"""Reading foreign tables: encodings, delimiters, headers below other lines, footers, pipes, and what is no table."""

import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st

from clienttrack.slices.contacts.rules import LabelledAddress
from clienttrack.slices.rows.rules import cells
from clienttrack.tables.problems import Unusable
from tests.conftest import Given, Run
from tests.slices.imports.reading_books import SHARED, Table, column, problems

REPORT = "Account Name,Account ID,Account Owner,Website,Parent Account,Type\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_line_end_is_found(
    given: Given, run: Run, table: Table, newline: str, delimiter: str
) -> None:
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
def test_encodings_are_found_and_reported(given: Given, run: Run, table: Table, encoding: str, name: str) -> None:
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
    given: Given, run: Run, table: Table, content: bytes, line: int | None, code: str
) -> None:
    path = table(content)
    (problem,) = run("import", path, "--json", exit_code=6).data["errors"]
    assert (problem["line"], problem["code"]) == (line, code)
    assert len(run("import", path, exit_code=6).err.splitlines()) == 1
    assert given.value("SELECT count(*) FROM client") == 0


def test_a_file_that_is_not_there_or_a_folder_is_not_found(run: Run, tmp_path: Path) -> None:
    assert "no such file" in run("import", str(tmp_path / "none.csv"), exit_code=3).err
    assert "directory" in run("import", str(tmp_path), exit_code=3).err


def test_stdin_is_a_file_too(run: Run) -> None:
    assert run("import", "-", "--json", stdin="client\nAcme\n").data["created"]["clients"] == 1


def test_hostile_text_is_kept_exactly_and_shown_harmlessly(given: Given, run: Run, table: Table) -> None:
    notes = "=1+1 [/b] \x1b[31m \u202e ../ '); DROP TABLE client; --  \n\t "
    ran = run("import", table('client,notes,[/b]\x1b[1m,x\n"[/b]\u202e",' + f'"{notes}",=cmd|x,{"9" * 400}\n'))
    assert given.value("SELECT notes FROM client") == notes
    assert given.value("SELECT name FROM client") == "[/b]\u202e"
    assert "\x1b" not in ran.out + ran.err
    assert given.value("SELECT value FROM custom_field WHERE name = 'x'") == "9" * 400


def test_large_cells_and_many_columns_are_taken(given: Given, run: Run, table: Table) -> None:
    wide = ",".join(f"c{n}" for n in range(10_000))
    run("import", table(f"client,notes,{wide}\nAcme,{'x' * 1_000_000}{',1' * 10_000}\n"))
    assert given.value("SELECT length(notes) FROM client") == 1_000_000
    assert given.value("SELECT count(*) FROM custom_field") == 10_000


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize("folder", ["encoding_cases", "messy", "hubspot", "chinese"])
def test_every_sample_ends_in_rows_or_a_clear_refusal(run: Run, folder: str) -> None:
    for path in sorted((SHARED / folder).glob("*.csv")):
        ran = run("import", str(path), "--json", "--dry-run", exit_code=None)
        assert ran.exit_code in {0, 6}, path
        assert ran.exit_code == 6 or ran.data["rows"], path


def test_map_says_what_a_column_means_and_wins(given: Given, run: Run, table: Table) -> None:
    path = table("Who,Status,Company=Name\nAcme,VIP,x\n")
    run("import", path, "--map", "Who=client", "--map", "Status=tags", "--map", "Company=Name=city")
    assert given.value("SELECT name || city FROM client") == "Acmex"
    assert given.value("SELECT name FROM tag") == "VIP"
    assert "client" in run("import", path, "--map", "Who=cleint", exit_code=2).err
    assert "'Who'" in run("import", path, "--map", "Whoo=client", exit_code=2).err
    run("import", path, "--map", "Who", exit_code=2)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["client,city\nZoë,Köln\n", "客户名称,城市\r\n杭州示例,杭州\r\n"])
def test_utf_16_is_known_without_its_mark(run: Run, table: Table, book_path: Path, encoding: str, text: str) -> None:
    data = run("import", table(text.encode(encoding)), "--json").data
    assert data["files"][0]["encoding"] == encoding
    assert column(book_path, "SELECT name FROM client") == [text.split("\n")[1].split(",", maxsplit=1)[0]]


def test_encoding_and_delimiter_are_as_told(run: Run, table: Table, book_path: Path) -> None:
    path = table("client^city\nMüller^Köln\n".encode("cp1252"))
    run("import", path, "--encoding", "cp1252", "--delimiter", "^")
    assert column(book_path, "SELECT name || city FROM client") == ["MüllerKöln"]
    run("import", table("client\tcity\nTab\tx\n"), "--delimiter", "tab")
    assert "'klingon' is no encoding" in run("import", path, "--encoding", "klingon", exit_code=2).err
    assert "'ab' is no delimiter" in run("import", path, "--delimiter", "ab", exit_code=2).err
    assert (
        "line 2: the text is not ascii"
        in run("import", table("client\nMüller\n"), "--encoding", "ascii", exit_code=6).err
    )
    assert column(book_path, "SELECT count(*) FROM client") == [2]


def test_a_pipe_is_read_to_its_end(process: Callable[..., Any], tmp_path: Path, book_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("client\n" + "Acme\nBolt\n" * 50_000))
    writer.start()
    ended = process("import", str(pipe))
    writer.join(10)
    assert ended.returncode == 0, ended.stderr
    assert column(book_path, "SELECT name FROM client") == ["Acme", "Bolt"]


def test_a_file_may_come_from_another_program(book_path: Path) -> None:
    import subprocess

    script = f"{sys.executable} -m clienttrack import <(printf 'client\\nAcme\\n') - <<< $'client\\nBolt'"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert column(book_path, "SELECT name FROM client") == ["Acme", "Bolt"]


def test_the_header_stands_below_other_lines(run: Run, table: Table, book_path: Path) -> None:
    data = run(
        "import",
        table(
            'Notes:\n"Some addresses, names, companies are missing."\n\n'
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            "Ada,Moss,https://l.example/x,,Moss Ltd,CEO,22 Nov 2024\n"
        ),
        "--json",
    ).data
    assert (data["files"][0]["mapping"], data["files"][0]["rows"]) == ("linkedin_connections", 1)
    assert column(book_path, "SELECT name FROM contact") == ["Ada Moss"]


def test_the_header_stands_below_the_titles_of_a_report(run: Run, table: Table, book_path: Path) -> None:
    text = (
        "Moss Ltd\nCustomer Contact List\nAs of May 2026\n\n"
        "Customer,Phone Numbers,Email,Full Name,Billing Address,Open Balance,Currency\n"
        'Acme,,a@acme.example,Jo Doe,,"1,200.00",USD\nTOTAL,,,,,"1,200.00",USD\n'
    )
    data = run("import", table(text), "--json").data
    assert (data["files"][0]["rows"], data["files"][0]["footer"]) == (1, 1)
    assert column(book_path, "SELECT name FROM client") == ["Acme"]


def test_a_footer_is_cut_counted_and_named(run: Run, table: Table, book_path: Path) -> None:
    text = REPORT + "Acme,001,Jo,,,\n\nGrand Totals (1 record)\n\n" + '"Copyright (c) 2000-2026 x, inc."\n'
    ran = run("import", table(text), "--json")
    assert (ran.data["files"][0]["footer"], ran.data["files"][0]["rows"]) == (2, 1)
    assert "2 lines below the rows left out: 'Grand Totals (1 record)', 'Copyright (c)" in ran.err
    assert column(book_path, "SELECT name FROM client") == ["Acme"]


@pytest.mark.parametrize(
    ("rows", "names", "cut"),
    [
        ("Total,002,Jo,total.com,,\nAcme,001,Jo,,,\nTotal\n", ["Total", "Acme"], 1),
        ("Acme,001,Jo,,,\nTotal,002,Jo,,,\n", ["Acme", "Total"], 0),
        ("Acme,001,Jo,,,\nTotalplan,,,,,\n", ["Acme", "Totalplan"], 0),
        ("Acme,001,Jo,,,\nTotal,002,Jo,,,\nTotal\n", ["Acme", "Total"], 1),
    ],
)
def test_a_client_who_is_called_total_is_no_footer(
    run: Run, table: Table, book_path: Path, rows: str, names: list[str], cut: int
) -> None:
    assert run("import", table(REPORT + rows), "--json").data["files"][0]["footer"] == cut
    assert column(book_path, "SELECT name FROM client ORDER BY id") == names


def test_no_row_is_a_footer_where_nothing_says_so(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,city\nAcme,x\nTotal,\n"))
    assert column(book_path, "SELECT name FROM client ORDER BY id") == ["Acme", "Total"]


@pytest.mark.parametrize("row", ["Acme", "Acme,x,y"])
def test_ragged_rows_are_problems_and_never_padded(run: Run, table: Table, row: str) -> None:
    code = "missing-cell" if row == "Acme" else "extra-cell"
    data = run("import", table(f"client,city\n{row}\n"), "--json", exit_code=6).data
    assert problems(data) == [(2, None, code)]


def test_a_cell_of_ten_megabytes_is_taken_and_a_larger_one_refused(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,notes\nAcme," + "x" * 10_000_000 + "\n"))
    assert column(book_path, "SELECT length(notes) FROM client") == [10_000_000]
    data = run("import", table("client,notes\nBolt," + "x" * 10_000_001 + "\n"), "--json", exit_code=6).data
    assert problems(data) == [(2, None, "quote-error")]


def test_empty_words_of_other_systems_are_empty_but_never_in_free_text(run: Run, table: Table, book_path: Path) -> None:
    header = "Record ID,Company name,Company Domain Name,City,Country/Region,Create Date,Description\n"
    run("import", table(header + "1,Acme,NULL,-,N/A,0000-00-00,NULL\n2,Bolt, ,none,--,2024-01-01, -\n"))
    assert column(book_path, "SELECT coalesce(city, '') || coalesce(country, '') FROM client") == ["", ""]
    assert column(book_path, "SELECT notes FROM client") == ["NULL", " -"]
    assert column(book_path, "SELECT domain FROM domain") == []
    run("import", table("client,city,notes\nPlain,NULL,N/A\n"))
    assert column(book_path, "SELECT city || notes FROM client WHERE name = 'Plain'") == ["NULLN/A"]


def test_several_addresses_in_a_cell(run: Run, table: Table, book_path: Path) -> None:
    cell = '"a@x.com; b@x.com,c@x.com\nd@x.com ::: e@x.com"'
    run("import", table(f"client,email,phone\nAcme,{cell},+44 20 7946 0958；020 7946 0957、12\n"))
    emails = column(book_path, "SELECT value FROM address WHERE kind = 'email' ORDER BY id")
    assert emails == ["a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com"]
    phones = column(book_path, "SELECT value FROM address WHERE kind = 'phone' ORDER BY id")
    assert phones == ["+44 20 7946 0958", "020 7946 0957", "12"]


def test_words_of_a_value_table_are_read_and_unknown_ones_told_once(run: Run, table: Table, book_path: Path) -> None:
    rows = "甲,重点客户,\n乙,普通客户,\n丙,A,\n丁,神,怪\n戊,神,怪\n"
    ran = run("import", table("客户名称,客户等级,客户状态,联系人\n" + rows.replace("\n", ",\n")))
    assert ran.err.count("神") == ran.err.count("怪") == 1
    tiers = "SELECT coalesce(t.name, '') FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id ORDER BY c.id"
    first, second, third, *unknown = column(book_path, tiers)
    assert first == third == "core"
    assert second not in {"", "core"}
    assert unknown == ["", ""]


def test_columns_that_mean_nothing_are_kept_and_named_or_refused(run: Run, table: Table, book_path: Path) -> None:
    path = table("client,Weird,[red]Odd\nAcme,1,2\n")
    ran = run("import", path, "--strict-columns", "--json", exit_code=6)
    assert problems(ran.data) == [(1, "Weird", "unknown-column"), (1, "[red]Odd", "unknown-column")]
    run("import", path, "--strict-columns", "--skip-errors", exit_code=6)
    run("import", path, "--strict-columns", "--map", "Weird=city", "--map", "[red]Odd=notes", "--dry-run")
    assert "kept as fields of your own: Weird, [red]Odd" in run("import", path).err
    assert column(book_path, "SELECT name || value FROM custom_field ORDER BY id") == ["Weird1", "[red]Odd2"]


def test_as_says_what_the_rows_of_a_plain_table_are(run: Run, table: Table, book_path: Path) -> None:
    path = table("name,email\nAda Moss,ada@moss.example\n")
    run("import", path, "--as", "contacts")
    assert column(book_path, "SELECT kind FROM client") == ["person"]
    assert column(book_path, "SELECT name FROM contact") == ["Ada Moss"]
    deals = "Record ID,Company name,Create Date\n1,Acme,2024-01-01\n"
    assert "is a table of clients" in run("import", table(deals), "--as", "contacts", exit_code=2).err
    assert "clients, contacts, touchpoints, tasks" in run("import", path, "--as", "deals", exit_code=2).err


def test_a_mapping_is_named_or_asked_for(
    run: Run, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book_path: Path
) -> None:
    (tmp_path / "s.toml").touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    (tmp_path / "mappings").mkdir()
    for name in ("one", "two"):
        text = 'entity = "clients"\n[recognise]\nall = ["Shop", "Ort"]\n[fields]\nclient = ["Shop"]\n'
        (tmp_path / "mappings" / f"{name}.toml").write_text(
            text + f'{"city" if name == "one" else "country"} = ["Ort"]'
        )
    path = table("Shop,Ort\nAcme,Köln\n")
    asked = run("import", path, exit_code=2)
    assert "may be read as one, two" in asked.err
    assert "--mapping" in asked.err
    assert not book_path.exists() or column(book_path, "SELECT count(*) FROM client") == [0]
    run("import", path, "--mapping", "two")
    assert column(book_path, "SELECT country FROM client") == ["Köln"]
    unknown = run("import", path, "--mapping", "tow", exit_code=3).err
    assert "There is no mapping 'tow'" in unknown
    assert "two" in unknown


def test_an_own_mapping_wins_and_a_broken_one_is_one_sentence(
    run: Run, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book_path: Path
) -> None:
    (tmp_path / "s.toml").touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    own = tmp_path / "mappings" / "hubspot_companies.toml"
    own.parent.mkdir()
    header = "Record ID,Company name,Company Domain Name,City,Country/Region,Create Date"
    path = table(f"{header}\n1,Acme,a|b,x,,2024-01-01\n")
    own.write_text(
        'entity = "clients"\n[recognise]\nall = ["Create Date", "Record ID"]\n[read]\nseparators = ["|"]\n'
        '[fields]\nclient = ["Company name"]\ntags = ["Company Domain Name"]\n[constants]\nsource = "mine"\n'
    )
    run("import", path)
    assert column(book_path, "SELECT source FROM client") == ["mine"]
    assert column(book_path, "SELECT name FROM tag ORDER BY id") == ["a", "b"]
    own.write_text('entity = "clients"\nfeilds = 1\n')
    broken = run("import", path, exit_code=2).err
    assert "unknown key 'feilds'" in broken
    assert str(own) in broken
    assert len(broken.splitlines()) == 1


def test_a_broken_mapping_of_ones_own_stops_the_import_unless_another_is_named(
    tmp_path: Path, run: Run, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    (tmp_path / "s.toml").touch()
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "mine.toml").write_text("entity = [[[", encoding="utf-8")
    path = table("Kunde,Ort,Name\nAcme,Kiel,Bob\n")
    assert "mine.toml" in run("import", path, exit_code=2).err
    run("import", path, "--mapping", "plain", "--dry-run")


def test_what_a_mapping_tells_of_all_rows_is_read_like_a_cell(
    run: Run, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book_path: Path
) -> None:
    (tmp_path / "s.toml").touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    own = tmp_path / "mappings" / "mine.toml"
    own.parent.mkdir()
    begin = 'entity = "clients"\n[fields]\nclient = ["Shop"]\ntier = ["Rank"]\n'
    path = table("Shop,Rank\nAcme,\nBolt,key\n")
    own.write_text(
        f'{begin}[constants]\nsince = "2024-01-02"\ntags = "a, b"\nstage = "customer"\n[defaults]\ntier = "core"\n'
    )
    run("import", path, "--mapping", "mine")
    tiers = "SELECT t.name || since_on FROM client AS c JOIN tier AS t ON t.id = c.tier_id ORDER BY c.id"
    assert column(book_path, tiers) == ["core2024-01-02", "key2024-01-02"]
    assert column(book_path, "SELECT count(*) FROM client_tag") == [4]
    assert column(book_path, "SELECT told_stage FROM client") == [None, None]
    for told in ('tier = "gold"', 'since = "soon"', 'cadence = "often"'):
        own.write_text(f"{begin}[constants]\n{told}\n")
        refused = run("import", path, "--mapping", "mine", exit_code=6)
        assert told.split('"')[1] in refused.err
        assert len(refused.err.splitlines()) == 1


def test_notes_of_zoho_are_notes_and_no_contact(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client,external id\nAcme,z1\n"))
    header = "Record Id,Parent.id,Parent Module,Note Title,Note Content,Note Owner.id,Created Time,Modified Time\n"
    accounts = "Record Id,Account Name,Website,Industry,Phone,Account Owner.id,Billing Address - City\n"
    run(
        "import",
        table(f"{accounts}z1,Acme,,,,,\n", "accounts.csv"),
        table(f"{header}n1,z1,Accounts,Hello,World,,2026-11-01 10:00:00,\n", "notes.csv"),
    )
    assert column(book_path, "SELECT kind || text FROM touchpoint") == ["noteHello\nWorld"]
    assert column(book_path, "SELECT last_touch_on FROM standing") == [None]


def test_a_value_table_that_leads_to_a_tier_the_book_lacks_is_refused(given: Given, run: Run, table: Table) -> None:
    path = table("客户名称,客户等级\n甲公司,重点客户\n乙公司,普通客户\n丙公司,B\n")
    run("client", "add", "Foo")
    run("tier", "edit", "core", "--name", "gold")
    said = run("import", path, exit_code=6).err
    assert "line 2" in said
    assert "makes '重点客户' the tier 'core', which the book does not have; it has gold, key" in said
    assert "`clienttrack tier edit TIER --name core`" in said
    run("tier", "edit", "gold", "--name", "core")
    run("import", path)
    sql = "SELECT group_concat(t.name) FROM client AS c JOIN tier AS t ON t.id = c.tier_id ORDER BY c.id"
    assert given.value(sql) == "core,general,key"


def test_a_kind_of_touchpoint_that_is_none_is_told(run: Run, table: Table) -> None:
    run("client", "add", "Acme")
    path = table("client,date,kind,text\nAcme,2026-01-02,Brunch,a\nAcme,2026-01-03,visit,b\n")
    assert "say nothing: kind 'Brunch'." in run("import", path, "--as", "touchpoints").err


def test_a_customer_of_whom_no_day_tells_since_when_is_stable(given: Given, run: Run, table: Table) -> None:
    run("import", table("客户名称,客户状态\n甲公司,跟进中\n"))
    path = table("客户名称,客户状态\n甲公司,合作中\n乙公司,active\n", "b.csv")
    said = run("import", path)
    assert "stage prospect → stable" in said.out
    assert given.value("SELECT group_concat(told_stage) FROM client") == "stable,stable"
    assert "Updated: nothing" in run("import", path).out
    dated = table("客户名称,客户状态,合作开始时间\n丁公司,跟进中,\n", "c.csv")
    run("import", dated)
    again = run("import", table("客户名称,客户状态,合作开始时间\n丁公司,合作中,2020-01-01\n", "d.csv"))
    assert "stage prospect → worked out" in again.out


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("+49 30 1234567 / +49 171 1234567", ["+49 30 1234567", "+49 171 1234567"]),
        ("+49 30 1234567, +49 171 1234567", ["+49 30 1234567", "+49 171 1234567"]),
        ("+49 30 1234567|+49 171 1234567", ["+49 30 1234567", "+49 171 1234567"]),
        ("+49 30 1234567\n+49 171 1234567 ::: 030 7654321", ["+49 30 1234567", "+49 171 1234567", "030 7654321"]),
        ("+49 30 / 1234567", ["+49 30 / 1234567"]),
        ("+49 (0)30-12 34/56", ["+49 (0)30-12 34/56"]),
        ("030/1234567", ["030/1234567"]),
        ("+1 212 555 0100, ext. 12", ["+1 212 555 0100, ext. 12"]),
        ("+1 212 555 0100 x12", ["+1 212 555 0100 x12"]),
    ],
)
def test_several_phone_numbers_are_cut_and_one_is_not(cell: str, numbers: list[str]) -> None:
    assert [one.value for one in cells.phone(cell, None, "DE")] == numbers


@pytest.mark.parametrize("between", [", ", " / ", ";", "\n", "|", " ::: "])
def test_several_mail_addresses_are_cut(between: str) -> None:
    assert [one.value for one in cells.email(f"a@b.de{between}c@d.de", None)] == ["a@b.de", "c@d.de"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Компания,Сбербанк"),
        ("shift_jis", "株式会社テスト,東京"),
        ("big5", "台灣積體電路製造股份有限公司,王小明"),
        ("cp949", "회사명 담당자 한국전력 홍길동,삼성전자 주식회사"),
        ("mac_roman", "Société Générale,Orléans"),
        ("cp1250", "Kraków,Wrocław"),
    ],
)
def test_another_encoding_is_not_read_as_what_it_is_not(run: Run, table: Table, encoding: str, text: str) -> None:
    path = table(f"client,city\n{text}\n".encode(encoding))
    assert "--encoding" in run("import", path, exit_code=6).err
    run("import", path, "--encoding", encoding)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Crème brûlée – “Chez L’Ami”,Besançon"),
        ("cp1252", "MÜLLER & SÖHNE,KÖLN"),
        ("cp1252", "Muñoz y Cía,Málaga"),
        ("cp1252", "João & Ação,São Paulo"),
        ("gb18030", "张伟,北京"),
        ("gb18030", "李娜,上海"),
    ],
)
def test_the_usual_encodings_give_no_false_alarm(run: Run, table: Table, encoding: str, text: str) -> None:
    data = run("import", table(f"client,city\n{text}\n".encode(encoding)), "--json").data
    assert data["files"][0]["encoding"] == encoding


PLAIN = st.text("abcXYZ019_.+-@ ,;/|()", max_size=24)


@holds_for(cell=PLAIN | st.from_regex(r"[\w.+-]{1,8}@[\w.-]{1,8}", fullmatch=True))
def test_a_plain_e_mail_address_is_read_like_any_other(cell: str) -> None:
    def read(value: str) -> Any:
        return cells.email_of(LabelledAddress(value, "work"))

    try:
        told = [read(part) for part in cells.several(re.sub(r"\s/\s", ";", cell), (",", "|"))]
    except Unusable:
        with pytest.raises(Unusable):
            cells.email(cell, "work")
    else:
        assert cells.email(cell, "work") == told


@holds_for(cell=st.text("0123456789+ .-/,;x", max_size=20))
def test_a_plain_phone_number_is_read_like_any_other(cell: str) -> None:
    parts = [one for part in cells.several(cell, ("|",)) for one in cells._whole_numbers(part)]
    if cells._PLAIN_PHONE.fullmatch(cell):
        assert parts == [cell]

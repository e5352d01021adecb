"""Payments of tables: amounts exactly, known again with and without ids, every policy, and deals that are won."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clienttrack.money import amount_words
from tests.conftest import TODAY, Given, Run
from tests.slices.imports.reading_books import NOTHING, SHARED, Table, column, problems, records

PAID = "SELECT amount || ' ' || currency FROM payment ORDER BY id"


@pytest.fixture
def acme(given: Given) -> int:
    """A client with one contact."""
    number = given.client("Acme")
    given.contact(number, "Jo Doe", email="jo@acme.example")
    with given.change() as change:
        change.add("domain", client_id=number, domain="acme.example")
    return number


def _payments(run: Run, path: str, *options: str, exit_code: int = 0) -> Any:
    return run("import", path, "--as", "payments", *options, "--json", exit_code=exit_code).data


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    "who",
    ["client,Acme", "handle,acme", "domain,acme.example", "contact,Jo Doe\nclient,Acme", "email,jo@acme.example"],
)
def test_a_payment_is_the_clients_whom_its_row_names(who: str, run: Run, table: Table, book_path: Path) -> None:
    names, cells = zip(*(each.split(",") for each in who.split("\n")), strict=True)
    path = table(f"{','.join(names)},date,amount\n{','.join(cells)},2026-11-01,1200.50\n")
    assert _payments(run, path)["created"] == {**NOTHING, "payments": 1}
    assert column(book_path, PAID) == ["120050 EUR"]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Kunde;Zahlungsdatum;Betrag;Währung;Projekt;Rechnungsnummer", "Acme;01.11.2026;1.200,50;CHF;Regal;R 7"),
        ("entreprise;date de paiement;montant;devise;projet;facture", "Acme;2026-11-01;1 200,50;CHF;Regal;R 7"),
        ("empresa;fecha de pago;importe;moneda;proyecto;factura", "Acme;2026-11-01;1.200,50;CHF;Regal;R 7"),
        ("客户名称;到账日期;收款金额;币种;项目名称;发票号", "Acme;2026年11月1日;1,200.50;CHF;Regal;R 7"),
        ("client;paid on;amount;currency;project;invoice", "Acme;2026-11-01;CHF 1'200.50;;Regal;R 7"),
    ],
)
def test_headers_of_many_languages_are_known(header: str, row: str, run: Run, table: Table, book_path: Path) -> None:
    _payments(run, table(f"{header}\n{row}\n"))
    sql = "SELECT json_array(paid_on, amount, currency, project, note, added_on) FROM payment"
    assert [json.loads(one) for one in column(book_path, sql)] == [
        ["2026-11-01", 120050, "CHF", "Regal", "R 7", str(TODAY)]
    ]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("amount", "currency", "kept"),
    [
        ("1200", "", "120000 EUR"), ("0.01", "", "1 EUR"), ("12k", "", "1200000 EUR"),
        ("1,234,567", "", "123456700 EUR"), ("1.234.567,89", "", "123456789 EUR"), ("€ 12.50", "", "1250 EUR"),
        ("12.50 €", "EUR", "1250 EUR"), ("£5", "", "500 GBP"), ("$5", "usd", "500 USD"), ("$5", "CAD", "500 CAD"),
        ("5 USD", "", "500 USD"), ("¥1200", "JPY", "1200 JPY"), ("￥１２００", "CNY", "120000 CNY"),
        ("1.125", "KWD", None), ("0.125", "KWD", "125 KWD"), ("4514.000", "", "451400 EUR"),
        ("12,00,000.5", "INR", "120000050 INR"), ("1 200,5", "", "120050 EUR"), ("0", "", None), ("0.00", "", None),
        ("-5", "", None), ("(5)", "", None), ("−5", "", None), ("5-", "", None), ("1.005,5", "JPY", None),
        ("1.2.3,4", "", None), ("1,2345.00", "", None), ("12.345", "", None), ("5 or 6", "", None),
        ("abc", "", None), ("5 ABC", "", None), ("$5", "", None), ("5 USD", "EUR", None), ("1e5", "", None),
        ("", "", None), ("10.555,001", "", None), ("99999999999999999", "", None), ("5", "EURO", None),
        ("5", "ABC", None),
    ],
)  # fmt: skip
def test_amounts_are_exact_or_refused(
    amount: str, currency: str, kept: str | None, run: Run, table: Table, book_path: Path
) -> None:
    path = table(f'client,date,amount,currency\nAcme,2026-11-01,"{amount}",{currency}\n')
    data = _payments(run, path, exit_code=0 if kept else 6)
    if kept:
        assert column(book_path, PAID) == [kept]
    else:
        [(line, where, _)] = problems(data)
        assert (line, where) == (2, "currency" if currency in {"EURO", "ABC"} else "amount")
        assert column(book_path, PAID) == []


@pytest.mark.usefixtures("acme")
def test_one_amount_proves_the_decimal_mark_of_the_others(run: Run, table: Table, book_path: Path) -> None:
    rows = 'Acme,2026-11-01,"1,200"\n'
    assert (
        "tell the decimal mark"
        in run("import", table(f"client,on,amount\n{rows}"), "--as", "payments", exit_code=6).err
    )
    _payments(run, table(f'client,on,amount\n{rows}Acme,2026-11-02,"1,300.50"\n'))
    assert column(book_path, PAID) == ["120000 EUR", "130050 EUR"]


@pytest.mark.usefixtures("acme")
def test_a_currency_is_the_rows_else_the_mappings_else_the_settings(
    run: Run, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book_path: Path
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('currency = "SEK"\n')
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    (tmp_path / "mappings").mkdir()
    own = 'entity = "payments"\n[fields]\nclient = ["C"]\non = ["D"]\namount = ["A"]\ncurrency = ["X"]\n'
    (tmp_path / "mappings" / "mine.toml").write_text(f'{own}[defaults]\ncurrency = "NOK"\n')
    run(
        "import",
        table("C,D,A,X\nAcme,2026-11-01,1,DKK\nAcme,2026-11-02,2,\nAcme,2026-11-03,€3,\n"),
        "--mapping",
        "mine",
    )
    _payments(run, table("client,on,amount\nAcme,2026-11-04,4\n"))
    assert column(book_path, PAID) == ["100 DKK", "200 NOK", "300 EUR", "400 SEK"]


@pytest.mark.usefixtures("acme")
def test_what_is_wrong_is_told_with_its_place_and_the_good_rows_can_be_taken(
    run: Run, table: Table, tmp_path: Path, book_path: Path
) -> None:
    path = table(
        "client,on,amount,currency\nAcme,2026-11-01,5,EUR\nAcme,2027-01-01,5,EUR\nNobody,2026-11-01,5,EUR\n"
        ",2026-11-01,5,EUR\nAcme,,5,EUR\nAcme,2026-11-01,-5,EUR\nAcme,2026-11-01,5,QQQ\n"
    )
    told = problems(_payments(run, path, exit_code=6))
    cells = [(7, "amount", "type-error"), (8, "currency", "type-error")]
    assert sorted(told, key=lambda one: one[0] or 0) == [
        (5, None, "missing-key"), (6, "on", "missing-key"), *cells,
    ]  # fmt: skip
    refused = tmp_path / "refused.csv"
    data = _payments(run, path, "--skip-errors", "--errors", str(refused), exit_code=6)
    assert (data["created"]["payments"], data["refused"]) == (1, 6)
    codes = [row["_code"] for row in csv.DictReader(refused.read_text(encoding="utf-8").splitlines())]
    assert sorted(codes) == [
        "constraint-error", "dangling-id", "missing-key", "missing-key", "type-error", "type-error",
    ]  # fmt: skip
    assert column(book_path, PAID) == ["500 EUR"]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("ids", [("", "", ""), ("1", "2", "3")])
def test_payments_are_known_again_with_and_without_ids(
    run: Run, table: Table, book_path: Path, ids: tuple[str, ...]
) -> None:
    days = ("2026-11-01", "2026-11-01", "2026-11-02")
    rows = "".join(f"Acme,{day},5,EUR,Shelf,R,{one}\n" for day, one in zip(days, ids, strict=True))
    path = table(f"client,on,amount,currency,project,note,id\n{rows}")
    assert _payments(run, path)["created"] == {**NOTHING, "payments": 3}
    before = records(book_path)
    for options in ((), ("--on-match", "fill"), ("--on-match", "skip"), ("--dry-run",)):
        again = _payments(run, path, *options)
        assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
    assert records(book_path) == before
    more = table(
        f"client,on,amount,currency,project,note,id\n{rows}Acme,2026-11-01,5,EUR,Shelf,R,{'4' if ids[0] else ''}\n",
        "more.csv",
    )
    assert _payments(run, more)["created"] == {**NOTHING, "payments": 1}
    _payments(run, path, "--on-match", "error", exit_code=6)
    if not ids[0]:
        assert _payments(run, path, "--on-match", "new")["created"] == {**NOTHING, "payments": 3}


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("policy", "kept"),
    [("update", "700 USD Desk new"), ("fill", "500 EUR Shelf new"), ("skip", "500 EUR Shelf -")],
)
def test_an_id_decides_and_the_policy_says_what_becomes_of_the_rest(
    policy: str, kept: str, run: Run, table: Table, book_path: Path
) -> None:
    header = "client,on,amount,currency,project,note,id\n"
    run("import", table(f"{header}Acme,2026-11-01,5,EUR,Shelf,,A-1\n"), "--as", "payments")
    data = _payments(run, table(f"{header}Acme,2026-11-01,7,USD,Desk,new,A-1\n"), "--on-match", policy)
    assert data["created"] == NOTHING
    sql = "SELECT amount || ' ' || currency || ' ' || project || ' ' || coalesce(note, '-') FROM payment"
    assert column(book_path, sql) == [kept]
    if policy == "update":
        assert [one["new"] for one in data["differences"] if one["field"] == "amount"] == ["7"]


@pytest.mark.usefixtures("acme")
def test_a_batch_of_payments_is_shown_and_taken_back_whole(run: Run, table: Table, book_path: Path) -> None:
    before = records(book_path)
    path = table("client,on,amount,project,id\nAcme,2026-11-01,1200.50,Shelf,7\n")
    batch = _payments(run, path)["operation"]
    assert "1 payment: 1200.50 EUR on 2026-11-01 (Acme)" in run("batch", "show", str(batch)).out
    assert "1 payment gone" in run("batch", "undo", str(batch)).out
    after = records(book_path)
    assert {name: after[name] for name in ("payment", "external_id")} == {
        name: before[name] for name in ("payment", "external_id")
    }
    run("redo")
    run("payment", "remove", "y1")
    assert column(book_path, "SELECT count(*) FROM external_id WHERE entity = 'payment'") == [0]
    run("undo")
    assert column(book_path, "SELECT payment_id FROM external_id WHERE entity = 'payment'") == [1]


def test_a_merge_takes_payments_and_their_ids_along_and_they_are_known_again(
    given: Given, run: Run, table: Table, book_path: Path
) -> None:
    given.client("Acme")
    given.client("Bolt")
    path = table("client,on,amount,id\nBolt,2026-11-01,5,B1\n")
    _payments(run, path)
    run("client", "merge", "acme", "bolt", "--yes")
    assert column(book_path, "SELECT DISTINCT client_id FROM payment UNION SELECT client_id FROM external_id") == [1]
    assert _payments(run, path)["unchanged"]["payments"] == 1
    assert column(book_path, PAID) == ["500 EUR"]


def test_a_table_that_looks_like_payments_wants_to_be_called_so(run: Run, table: Table) -> None:
    ran = run("import", table("company,date,amount\nAcme,2026-11-01,5\n"), exit_code=6)
    assert "these columns look like those of payments; say --as payments" in ran.err


# Deals


PIPELINE = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "A1,Me,Shelf,Acme,Won,10/20/2025,3/31/2026,1054\nA2,Me,Shelf,Acme,Won,10/20/2025,4/1/2026,50.5\n"
    "A3,Me,Desk,Bolt,Lost,10/20/2025,4/2/2026,0\nA4,Me,Desk,,Engaging,10/20/2025,,\n"
    "A5,Me,Desk,Bolt,Won,10/20/2025,4/3/2026,0\nA6,Me,Desk,Bolt,Won,10/20/2025,,70\n"
    "A7,Me,Desk,Bolt,Prospecting,never,never,many\nA8,Me,Desk,Bolt,Won,,5/5/2026,9\n"
)
ACCOUNTS = "account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,,,,,,\nBolt,,,,,,\n"


def _won(path: Path) -> Decimal:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["deal_stage"] == "Won" and row["close_date"]]
    return sum((Decimal(row["close_value"]) for row in rows), Decimal(0))


def _sum(book_path: Path) -> Decimal:
    return Decimal(amount_words(column(book_path, "SELECT sum(amount) FROM payment")[0], "EUR"))


def test_deals_that_are_won_become_payments_and_the_others_are_counted(run: Run, table: Table, book_path: Path) -> None:
    path = table(PIPELINE, "pipeline.csv")
    data = run("import", table(ACCOUNTS), path, "--json").data
    assert (data["created"]["payments"], data["skipped_because"]) == (
        3, {"not won": 3, "won without an amount": 1, "won without a close day": 1},
    )  # fmt: skip
    assert _sum(book_path) == _won(Path(path))
    sql = "SELECT paid_on || ' ' || project || ' ' || value FROM payment AS p JOIN external_id ON payment_id = p.id"
    assert column(book_path, sql) == ["2026-03-31 Shelf A1", "2026-04-01 Shelf A2", "2026-05-05 Desk A8"]
    assert "3 not won" in run("import", path, "--as", "payments").out
    again = run("import", path, "--json").data
    assert (again["created"], again["unchanged"]["payments"]) == (NOTHING, 3)


@pytest.mark.skipif(not SHARED.exists(), reason="the samples are not here")
def test_the_maven_pipeline_comes_to_what_its_won_deals_come_to(run: Run, book_path: Path) -> None:
    deals = SHARED / "maven_crm" / "kisaraF_sales_pipeline.csv"
    run("import", str(SHARED / "maven_crm" / "accounts.csv"))
    data = run("import", str(deals), "--json").data
    assert data["created"]["payments"] + data["skipped_because"]["not won"] == data["rows"]
    assert _sum(book_path) == _won(deals)
    again = run("import", str(deals), "--json").data
    assert (again["created"], again["updated"]) == (NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            (
                "Record ID,Deal Name,Deal Stage,Amount,Close Date,Associated Company\n"
                "1,Big,Closed Won,210833.37,2026-06-17,Acme\n2,Odd,Signed,5,2026-06-17,Acme\n"
            ),
            ["Big 21083337 EUR 2026-06-17"],
        ),
        (
            (
                "Deal - ID,Deal - Title,Deal - Value,Deal - Currency,Deal - Status,Deal - Stage,Deal - Won time,"
                'Deal - Lost time,Deal - Organization\n1,Big,"1,200.50",USD,Won,Offer,2026-06-17 10:00:00,,Acme\n'
                "2,Odd,5,USD,Lost,Offer,,2026-06-17 10:00:00,Acme\n3,Open,5,USD,Open,Offer,,,Acme\n"
            ),
            ["Big 120050 USD 2026-06-17"],
        ),
        (
            (
                "Record Id,Deal Name,Account Name,Stage,Amount,Currency,Closing Date,Reason For Loss\n"
                "zcrm_1,Big,Acme,Closed Won,900,CHF,2026-06-17,\nzcrm_2,Odd,Acme,Closed Lost,900,CHF,2026-06-17,Price\n"
            ),
            ["Big 90000 CHF 2026-06-17"],
        ),
        (
            (
                "ID,ACCOUNTID,NAME,STAGENAME,AMOUNT,CLOSEDATE,ISWON\n"
                "0061,0011,Big,Signed,500000.0,2026-06-17,true\n0062,0011,Odd,Closed Won,5.0,2026-06-17,false\n"
            ),
            ["Big 50000000 EUR 2026-06-17"],
        ),
    ],
)
def test_deals_of_every_system_are_read(
    text: str, kept: list[str], given: Given, run: Run, table: Table, book_path: Path
) -> None:
    given.client("Acme")
    with given.change() as change:
        change.add("external_id", client_id=1, entity="client", system="salesforce", value="0011")
    data = run("import", table(text, "deals.csv"), "--json").data
    assert data["skipped_because"] == {"not won": data["rows"] - 1}
    sql = "SELECT project || ' ' || amount || ' ' || currency || ' ' || paid_on FROM payment ORDER BY id"
    assert column(book_path, sql) == kept
    assert data["notices"] == []


def test_a_mapping_says_which_stages_are_won(
    given: Given, run: Run, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book_path: Path
) -> None:
    given.client("Acme")
    (tmp_path / "s.toml").touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(tmp_path / "s.toml"))
    (tmp_path / "mappings").mkdir()
    own = 'entity = "deals"\n[fields]\nclient = ["C"]\nstage = ["S"]\namount = ["A"]\nclosed = ["D"]\n'
    (tmp_path / "mappings" / "mine.toml").write_text(f'{own}[values.stage]\n"Signed" = "won"\n"Won" = "open"\n')
    rows = (
        "C,S,A,D\nAcme,Signed,1,2026-11-01\nAcme,won,2,2026-11-01\nAcme,Closed won,3,2026-11-01\nAcme,x,4,2026-11-01\n"
    )
    run("import", table(rows), "--mapping", "mine")
    assert column(book_path, PAID) == ["100 EUR", "300 EUR"]
    (tmp_path / "mappings" / "mine.toml").write_text(f'{own}[values.stage]\n"Signed" = "gone"\n')
    assert "won, lost, open" in run("import", table(rows), "--mapping", "mine", exit_code=2).err


# An import that has no payments asks nothing of them


def test_an_import_without_payments_says_nothing_to_their_table(run: Run, table: Table) -> None:
    ran = run("import", table("client,last_touch\nAcme,2026-11-01\n"), "--json")
    assert ran.data["created"] == {**NOTHING, "clients": 1, "touchpoints": 1}

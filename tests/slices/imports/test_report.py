"""What an import answers: counts, differences, duplicates, a repeat; and dry runs, undo, first touches, the bar."""

import itertools
import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run
from tests.slices.imports.reading_books import NOTHING, Table, column, records
from tests.test_screen import _all_of, _terminal


def test_a_row_becomes_a_client_a_contact_a_touch_and_a_promise(given: Given, run: Run, table: Table) -> None:
    path = table(
        "Company,Handle,Contact Name,E-Mail,Phone,Job Title,Tier,Customer since,Last contact,Frequency,Tags,Next step,"
        'Next follow-up\nAcme,acme,Jo Doe,Jo@Acme.com,+44 20 7946 0958,CEO,Core,2024-01-02,1 Nov 2026,2w,"vip, uk",'
        "Send offer,2026-12-01\n"
    )
    data = run("import", path, "--json").data
    assert data["created"] == {**NOTHING, "clients": 1, "contacts": 1, "touchpoints": 1, "tasks": 1}
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
    given: Given, run: Run, table: Table, book_path: Path
) -> None:
    path = table(
        "client,contact,email,phone,last_touch,next_step,stage,tags,colour,external_id\n"
        "Acme,Jo,jo@acme.com,020 7946 0958,2026-11-01,Call,prospect,vip,red,7\n"
        "ACME,Bo,bo@acme.com,,,,,,,7\n,Solo,solo@x.com,,,,,,blue,\n"
    )
    first = run("import", path, "--json").data
    assert first["created"] == {**NOTHING, "clients": 2, "contacts": 3, "touchpoints": 1, "tasks": 1}
    before, operations = records(book_path), given.value("SELECT count(*) FROM operation")
    again = run("import", path, "--json").data
    assert (again["created"], again["updated"], again["operation"]) == (NOTHING, NOTHING, None)
    assert again["unchanged"] == {**NOTHING, "clients": 2, "contacts": 3, "touchpoints": 1, "tasks": 1}
    assert records(book_path) == before
    assert given.value("SELECT count(*) FROM operation") == operations


def test_undo_takes_an_import_back_whole(given: Given, run: Run, table: Table, book_path: Path) -> None:
    given.contact(given.client("Acme"), "Jo", email="jo@acme.com")
    before = records(book_path)
    run("import", table("client,contact,email,role,city,x\nAcme,Jo,j@x.com,CEO,Rome,1\nNew,,,,,2\n"))
    assert records(book_path) != before
    run("undo")
    assert records(book_path) == before


def test_a_dry_run_counts_the_same_and_leaves_the_file_byte_identical(
    given: Given, run: Run, table: Table, book_path: Path
) -> None:
    path = table("client\nAcme\nBolt\n")
    before = book_path.read_bytes()
    data = run("import", path, "--dry-run", "--json").data
    assert (data["created"]["clients"], data["dry_run"], data["operation"]) == (2, True, None)
    assert book_path.read_bytes() == before


def test_a_dry_run_makes_no_book(run: Run, table: Table, book_path: Path) -> None:
    assert run("import", table("client\nAcme\n"), "--dry-run", "--json").data["created"]["clients"] == 1
    assert not book_path.exists()


def test_every_problem_is_told_with_line_column_and_code_and_nothing_is_written(
    given: Given, run: Run, table: Table, book_path: Path
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


def test_only_twenty_problems_are_told_in_text_but_all_in_json(run: Run, table: Table) -> None:
    path = table("client,tier\n" + "Acme,gold\n" * 25)
    assert "and 5 more" in run("import", path, exit_code=6).err
    assert len(run("import", path, "--json", exit_code=6).data["errors"]) == 25


def test_a_backup_is_taken_only_before_something_is_written_to_a_filled_book(
    run: Run, table: Table, book_path: Path
) -> None:
    folder = book_path.with_name("book.db.backups")
    path = table("client\nAcme\n")
    run("import", path)
    run("import", path)
    assert not folder.exists()
    run("import", table("client\nBolt\n"))
    assert len(list(folder.iterdir())) == 1


def test_json_holds_every_key_that_scripts_rely_on(run: Run, table: Table) -> None:
    data = run("import", table("client\nAcme\n"), "--json").data
    counts = {"clients", "contacts", "touchpoints", "tasks", "payments"}
    assert {*data} >= {
        "files", "dry_run", "rows", "created", "updated", "unchanged", "skipped", "errors", "operation",
    }  # fmt: skip
    assert {*data["files"][0]} >= {"file", "mapping", "encoding", "rows"}
    assert {*data["created"]} == {*data["updated"]} == {*data["unchanged"]} == counts
    refused = run("import", table("client,tier\nAcme,gold\n"), "--json", exit_code=6)
    assert {*refused.data} == {*data}
    assert {*refused.data["errors"][0]} == {"file", "line", "column", "code", "message"}
    assert json.loads(refused.out)["error"]["code"] == "import-refused"


def test_differences_are_told_field_by_field(run: Run, table: Table) -> None:
    run("import", table("client,contact,city,tier,colour\nAcme,Jo,Rome,core,red\n"))
    path = table("client,contact,role,city,tier,colour,stage\nAcme,Jo,CEO,Paris,key,blue,deep\n")
    ran = run("import", path, "--dry-run", "--json")
    assert ran.data["differences"] == [
        {"client": "acme", "record": "client", "field": "city", "old": "Rome", "new": "Paris", "gained": False},
        {"client": "acme", "record": "client", "field": "tier", "old": "core", "new": "key", "gained": False},
        {"client": "acme", "record": "client", "field": "stage", "old": None, "new": "deep", "gained": False},
        {"client": "acme", "record": "custom_field", "field": "colour", "old": "red", "new": "blue", "gained": False},
        {"client": "acme", "record": "contact Jo", "field": "role", "old": None, "new": "CEO", "gained": False},
    ]
    text = run("import", path).out
    assert "acme: city Rome → Paris" in text
    assert "acme: contact Jo: role – → CEO" in text


def test_only_the_first_twenty_differences_are_told(run: Run, table: Table) -> None:
    rows = [f"C{number}" for number in range(30)]
    run("import", table("client,city\n" + "".join(f"{name},a\n" for name in rows)))
    ran = run("import", table("client,city\n" + "".join(f"{name},b\n" for name in rows)), "--json")
    assert (len(ran.data["differences"]), ran.data["updated"]["clients"]) == (20, 30)


def test_counts_are_told_in_words(run: Run, table: Table) -> None:
    text = run("import", table("client,contact\nAcme,Jo\n\nacme,Jo\nBolt,\n")).out
    assert "Created: 2 clients, 1 contact. Updated: nothing. Rows: 1 skipped (1 blank), 1 the same" in text
    assert "line 4: Jo is the same as line 2" in text


def test_what_the_book_held_already_is_told_as_unchanged(run: Run, table: Table) -> None:
    run("import", table("client,city\nAcme,Rome\nBolt,Lima\n"))
    text = run("import", table("client,city\nAcme,Oslo\nBolt,Lima\n")).out
    assert "Created: nothing. Updated: 1 client. Unchanged: 1 client." in text


def test_a_last_contact_that_a_talk_of_the_same_files_tells_is_not_told_as_unchanged(run: Run, table: Table) -> None:
    times = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,Duration,Tags,Amount ()\n"
    paths = [
        table("client,last touch\nAcme,2026-11-01\n"),
        table(f"{times}Jo,j@x.example,Acme,Web,,Work,Yes,2026-11-01,09:00:00,01:00:00,,\n", "t.csv"),
    ]
    first, again = (run("import", *paths, "--json").data for _ in range(2))
    assert (first["created"]["touchpoints"], first["unchanged"]["touchpoints"]) == (1, 0)
    assert (again["created"]["touchpoints"], again["unchanged"]["touchpoints"]) == (0, 2)


def test_skipped_rows_are_named_with_their_reasons(run: Run, table: Table) -> None:
    run("import", table("client,contact\nAcme,Jo\n"))
    path = table("client,contact\nAcme,Jo\n,\nBolt,\n")
    ran = run("import", path, "--on-match", "skip", "--json").data
    assert (ran["skipped"], ran["skipped_because"]) == (2, {"blank": 1, "in the book already": 1})
    assert [(row["line"], row["name"], row["reason"]) for row in ran["skipped_rows"]] == [
        (3, None, "blank"),
        (2, "Jo", "in the book already"),
    ]
    text = run("import", path, "--on-match", "skip").out
    assert "Rows: 3 skipped (1 blank, 2 in the book already)." in text
    assert "line 4: Bolt: skipped, in the book already" in text


def test_a_connection_that_shows_nobody_is_skipped_and_a_row_of_ones_own_that_names_nobody_refused(
    run: Run, table: Table
) -> None:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    text = run("import", table(f"{header}Jo,Doe,u1,,Acme,,\n,,https://x.example/in/nobody,,,,01 Jan 2024\n")).out
    assert "Created: 1 client, 1 contact. Updated: nothing. Rows: 1 skipped (1 without name and address)." in text
    assert "clients.csv, line 3: skipped, without name and address" in text
    run("import", table("client,contact,city\n,,Rome\n"), exit_code=6)


def test_cells_that_another_row_overrules_are_told(run: Run, table: Table) -> None:
    path = table(
        "client,contact,city,tier,role,odd,tags,last_touch\nAcme,Jo,Rome,core,CEO,1,a,2026-01-01\n"
        "ACME,Jo,Oslo,key,CFO,2,b,2026-02-01\nAcme,Bo,Rome,,CFO,,,\n"
    )
    data = run("import", path, "--dry-run", "--json").data
    assert [(one["line"], one["field"], one["value"], one["kept"]) for one in data["dropped"]] == [
        (3, "city", "Oslo", "Rome"),
        (3, "tier", "key", "core"),
        (3, "odd", "2", "1"),
        (3, "role", "CFO", "CEO"),
    ]
    assert "line 3: city 'Oslo' left out, another row says 'Rome'" in run("import", path).out


def test_talks_with_the_id_of_an_earlier_row_are_named(run: Run, table: Table) -> None:
    run("import", table("client\nAcme\n"))
    rows = "Acme,2026-11-01,hi,7\nAcme,2026-11-02,ho,8\nAcme,2026-11-03,again,7\n"
    data = run("import", table(f"client,date,text,external id\n{rows}", "t.csv"), "--as", "touchpoints", "--json").data
    assert (data["created"]["touchpoints"], data["duplicate_rows"]) == (2, 1)
    assert [(one["line"], one["of_line"], one["name"]) for one in data["duplicates"]] == [(4, 2, "Acme")]


def test_of_many_rows_the_first_are_named_and_all_counted(run: Run, table: Table) -> None:
    names = [f"C{number}" for number in range(1_200)]
    path = table("client,city\n" + "".join(f"{name},a\n{name},b\n\n" for name in names))
    data = run("import", path, "--json").data
    assert (data["duplicate_rows"], len(data["duplicates"])) == (1_200, 1_000)
    assert (data["skipped"], len(data["skipped_rows"])) == (1_200, 1_000)
    assert (len(data["dropped"]), data["more_dropped"]) == (20, 1_180)
    text = run("import", table("client,city\n" + "".join(f"{name},c\n" for name in names))).out
    assert "and 190 more and those of 1000 more records" in text
    one = run("import", table("client,city\n" + "".join(f"{name},d\n" for name in names[:30]))).out
    assert "  and 20 more\n" in one


def test_lines_above_the_header_are_told(run: Run, table: Table) -> None:
    path = table('Customers of the year\n"As of, today",x\n\nclient,email\nAcme,a@b.example\n')
    ran = run("import", path, "--json")
    assert "clients.csv: 2 lines above the header left out: 'Customers of the year', 'As of, today'." in ran.err
    assert ran.data["files"][0]["preamble"] == 2
    assert "above the header" not in run("import", table("client,email\nAcme,a@b.example\n", "b.csv")).err


def test_the_rows_of_a_table_that_cannot_be_kept_are_counted(run: Run, table: Table) -> None:
    lines = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n" + "1,2,3,2024-01-01,4,5\n" * 500
    ran = run("import", table("client\nAcme\n"), table(lines, "lines.csv"))
    assert "0 of 500 rows" in ran.out
    told = "lines.csv: left out, it is a table of lines of invoices (online_retail_transactions) with 500 rows, which"
    assert told in ran.err


def test_a_repeat_of_a_file_is_announced_until_it_is_undone(run: Run, table: Table, tmp_path: Path) -> None:
    path = table("client\nAcme\n")
    assert "this very file" not in run("import", path).err
    copy = table(Path(path).read_bytes(), "copy.csv")
    assert "copy.csv: this very file was imported on 2026-11-20, as batch 1." in run("import", copy, "--json").err
    run("undo")
    assert "this very file" not in run("import", path).err


def test_a_dry_run_changes_no_byte_whatever_else_is_told(
    given: Given, run: Run, table: Table, book_path: Path, tmp_path: Path
) -> None:
    acme = given.client("Acme", told_stage="deep", told_stage_on=TODAY)
    given.task(acme, "Call", due_on=None)
    path = table("client,contact,stage,city,odd,last touch,next step\nAcme,Jo,deep,x,1,,Call\n,,,,,,\nB,,lost,,,,\n")
    talks = table("client,date,text\nAcme,2026-11-01,hi\n", "talks.csv")
    before, names = book_path.read_bytes(), {one.name for one in tmp_path.iterdir()}
    flags = (("--skip-errors",), ("--strict-columns",), ("--stage-back",), ("--stagger", "30d"))
    for policy in ("update", "fill", "skip", "error", "new"):
        for told in itertools.product((True, False), repeat=len(flags)):
            options = [word for flag, is_told in zip(flags, told, strict=True) if is_told for word in flag]
            ran = run("import", path, "--dry-run", "--on-match", policy, *options, exit_code=None)
            assert ran.exit_code in {0, 6}, ran.err
    run("import", talks, "--as", "touchpoints", "--dry-run")
    assert book_path.read_bytes() == before
    assert {one.name for one in tmp_path.iterdir()} == names


def test_a_dry_run_tells_the_same_as_the_real_one(given: Given, run: Run, table: Table) -> None:
    given.client("Acme", city="Rome")
    path = table("client,city,contact\nAcme,Oslo,Jo\nBolt,,\nBolt,,\n")
    dry, real = (run("import", path, *options, "--json").data for options in (("--dry-run",), ()))
    assert dry["operation"] is None
    assert {**dry, "dry_run": False, "operation": real["operation"]} == real


def _new_by_day(run: Run, days: int) -> list[tuple[int, int]]:
    seen: set[str] = set()
    counted = []
    for ahead in range(days):
        day = str(TODAY + timedelta(days=ahead))
        data = run("due", "--kind", "touch", "--json", today=day).data
        lines = {line["ref"] for line in data["lines"]} - seen
        seen |= lines
        counted.append((len(lines), data["hidden"]["snoozed"]))
    return counted


def test_first_touches_are_spread_and_undo_takes_that_back(given: Given, run: Run, table: Table) -> None:
    rows = "".join(f"Firm {number:03},core,\n" for number in range(500))
    run("import", table(f"client,tier,last touch\n{rows}"), "--stagger", "30d")
    counted = _new_by_day(run, 45)
    days = [place for place, (new, _) in enumerate(counted) if new]
    assert sum(new for new, _ in counted) == 500
    assert (counted[days[0]][0], max(new for new, _ in counted)) == (1, 18)
    assert days[-1] - days[0] == 29
    assert counted[days[0]][1] == 500 - counted[days[0]][0]
    run("undo", today=str(TODAY))
    assert given.value("SELECT count(*) FROM snooze") == 0
    assert given.value("SELECT count(*) FROM client") == 0


def test_without_stagger_all_fall_due_at_once(run: Run, table: Table, given: Given) -> None:
    rows = "".join(f"Firm {number:03},core\n" for number in range(40))
    run("import", table(f"client,tier\n{rows}"), "--stagger", "2w", "--dry-run")
    run("import", table(f"client,tier\n{rows}"))
    assert max(new for new, _ in _new_by_day(run, 10)) == 40
    assert given.value("SELECT count(*) FROM snooze") == 0


def test_clients_of_the_book_who_were_never_contacted_are_spread_from_today_on_and_only_once(
    given: Given, run: Run, table: Table
) -> None:
    for number in range(40):
        given.client(f"Firm {number:03}", tier="core")
    given.client("Met", tier="core", last_touch=TODAY - timedelta(days=90))
    put_off = given.client("Put off", tier="core")
    run("snooze", "@put-off", "--until", "2026-12-31")
    path = table("client\nMet\nPut off\n" + "".join(f"Firm {number:03}\n" for number in range(40)))
    ran = run("import", path, "--stagger", "10d")
    assert "The first touches of 40 clients are spread over 10 days." in ran.err
    counted = [new for new, _ in _new_by_day(run, 12)]
    assert (counted[0], max(counted[1:]), sum(counted)) == (2, 5, 41)
    assert given.value("SELECT until_on FROM snooze WHERE client_id = :id", id=put_off) == "2026-12-31"
    operations = given.value("SELECT count(*) FROM operation")
    again = run("import", path, "--stagger", "10d", today=str(TODAY))
    assert "No client of these files waits for a first touch, so there is nothing to spread." in again.err
    run("import", path, "--stagger", "10d", today="2026-11-25")
    assert given.value("SELECT count(*) FROM operation") == operations


@pytest.mark.parametrize("words", ["30", "0d", "x", "9999d", "-3d"])
def test_a_stagger_that_is_no_number_of_days_is_wrong_usage(run: Run, table: Table, words: str) -> None:
    told = run("import", table("client\nA\n"), f"--stagger={words}", exit_code=2).err
    assert "is no number of days" in told
    assert "Write it with its unit, as 30d or 4w." in told


def test_a_slow_import_shows_how_far_it_is(table: Table, book_path: Path) -> None:
    rows = "".join(f"Client {number},{number}@x.example,+4420{number:08}\n" for number in range(60_000))
    out, code = _all_of(_terminal("import", table(f"client,email,phone\n{rows}")))
    assert code == 0
    assert "%" in out
    assert "Created: 60000 clients" in out
    assert column(book_path, "SELECT count(*) FROM client") == [60_000]


def test_memory_does_not_grow_with_the_file(run: Run, table: Table) -> None:
    import tracemalloc

    peaks = []
    for many in (2_000, 20_000):
        path = table("client,notes\n" + "".join(f"C{number},{'x' * 500}\n" for number in range(many)))
        tracemalloc.start()
        run("import", path, "--dry-run")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 2_000_000


def test_several_files_are_one_operation(run: Run, table: Table, book_path: Path) -> None:
    run("import", table("client\nAcme\n", "a.csv"))
    before = records(book_path)
    data = run("import", table("client\nB\n", "b.csv"), table("client,contact\nAcme,Jo\n", "c.csv"), "--json").data
    assert (data["rows"], len(data["files"]), data["operation"]) == (2, 2, 2)
    run("undo")
    assert records(book_path) == before
    mixed = run("import", table("client\nB\n", "b.csv"), table("", "c.csv"), "--json", exit_code=6).data
    assert (mixed["created"], records(book_path)) == (NOTHING, before)

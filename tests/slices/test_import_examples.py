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


ACTIVITIES = (
    "Activity ID,Activity Type,Activity Date,Call/Meeting Title/Subject,Task Status,Task Due Date,Associated Company\n"
)


def test_a_promise_kept_here_stays_closed_when_the_other_system_does_not_know_it(
    given: Given, run: Run, table: Any
) -> None:
    given.client("Acme")
    path = table(f"{ACTIVITIES}7,Task,2026-11-01,Send it,Not Started,2026-12-01,Acme\n")
    run("import", path)
    assert given.value("SELECT due_on FROM task") == "2026-12-01"
    run("done", "t1")
    assert run("import", path, "--json").data["operation"] is None
    assert given.value("SELECT status FROM task") == "done"


def test_a_promise_that_the_other_system_tells_as_done_is_closed_by_what_happened(
    given: Given, run: Run, table: Any
) -> None:
    given.client("Acme")
    run("import", table(f"{ACTIVITIES}7,Call,2026-12-01,Ring them,Not Started,,Acme\n"))
    done = table(f"{ACTIVITIES}7,Call,2026-11-19,Ring them,Completed,,Acme\n")
    run("import", done)
    assert texts(given, "SELECT status || closed_on FROM task") == ["done2026-11-19"]
    assert texts(given, "SELECT kind || happened_on FROM touchpoint") == ["call2026-11-19"]
    assert run("import", done, "--json").data["operation"] is None


def test_notes_of_hubspot_find_whom_they_name_by_id_and_count_as_no_contact(given: Given, run: Run, table: Any) -> None:
    run("import", example("hubspot-companies.csv"), example("hubspot-contacts.csv"))
    notes = table(
        "Activity date,Note body,Associated Contact,Associated Company\n"
        "14/10/2026,likes blue,Moira P. (52001),Other Name (31001)\n"
    )
    run("import", notes)
    with given.reading() as reader:
        [note] = reader.rows("SELECT * FROM touchpoint WHERE kind = 'note'")
        assert note["happened_on"] == "2026-10-14"
        assert (
            reader.value("SELECT name FROM contact JOIN touchpoint_contact ON contact_id = contact.id") == "Moira Pell"
        )
    assert run("import", notes, "--json").data["operation"] is None


def test_what_a_mapping_tells_of_all_touchpoints_is_heard(given: Given, run: Run, table: Any) -> None:
    run("import", example("linkedin-Connections.csv"))
    messages = table(
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT\n"
        "1,,Priya Menon,https://www.linkedin.com/in/priya-menon-example,Me,2026-11-01 10:00:00 UTC,,Hi there\n"
    )
    run("import", messages)
    assert texts(given, "SELECT kind || text FROM touchpoint") == ["messageHi there"]


def test_the_next_step_of_a_touchpoint_is_a_promise_made_once(given: Given, run: Run, table: Any) -> None:
    given.client("Acme")
    path = table(
        "client,date,kind,text,next step,next step on\nAcme,2026-11-01,call,talked,Send offer,2026-12-01\n"
        "Acme,2026-11-02,mail,wrote,,\n"
    )
    data = run("import", path, "--as", "touchpoints", "--json").data
    assert (data["created"]["touchpoints"], data["created"]["tasks"]) == (2, 1)
    assert given.value("SELECT text || due_on FROM task") == "Send offer2026-12-01"
    run("done", "t1")
    assert run("import", path, "--as", "touchpoints", "--json").data["operation"] is None


def test_a_chinese_list_makes_clients_that_are_written_to_in_chinese(given: Given, run: Run, table: Any) -> None:
    ran = run("import", example("chinese-customers.csv"))
    assert texts(given, "SELECT language FROM client") == ["zh", "zh"]
    assert (
        "chinese-customers.csv: 2 clients without a language will be written to in zh; "
        "`clienttrack client edit CLIENT --language CODE` changes it.\n"
    ) in ran.err
    assert run("import", example("chinese-customers.csv"), "--json").data["operation"] is None


def test_who_has_no_chinese_name_or_tells_a_language_is_not_taken_for_chinese(
    given: Given, run: Run, table: Any
) -> None:
    path = table(
        "客户名称,联系人,语言\nGlobal Tech,John Smith,\nAcme,王明,\n青禾茶业,,英语\n春茶,,\n",
        "海外.csv",
    )
    ran = run("import", path)
    told = texts(given, "SELECT name || ':' || coalesce(language, '') FROM client ORDER BY id")
    assert told == ["Global Tech:", "Acme:zh", "青禾茶业:英语", "春茶:zh"]
    assert "2 clients without a language" in ran.err


@pytest.mark.parametrize("policy", [(), ("--on-match", "update"), ("--on-match", "fill")])
def test_a_language_that_was_told_stays(policy: tuple[str, ...], given: Given, run: Run, table: Any) -> None:
    given.client("青禾茶业", handle="qinghe", language="en")
    run("import", table("客户名称,联系人\n青禾茶业,王明\n"), *policy)
    assert texts(given, "SELECT language FROM client") == ["en"]


def test_a_client_without_a_language_gets_that_of_the_list_once(given: Given, run: Run, table: Any) -> None:
    given.client("青禾茶业", handle="qinghe")
    path = table("客户名称,联系人\n青禾茶业,王明\n青禾茶业,李丽\n")
    assert "table.csv: 1 client without a language will be written to in zh;" in run("import", path).err
    assert texts(given, "SELECT language FROM client") == ["zh"]


def test_a_chinese_list_tells_the_day_of_the_next_talk_the_last_one_and_the_tier(
    given: Given, run: Run, table: Any
) -> None:
    head = "公司,姓名,下次跟进,等级,跟进人,上次联系,客户来源,微信,备注\n"
    ran = run(
        "import", table(f"{head}青禾茶业,王明,2026-12-01,重点,李,2026-11-01,展会,wm,老\n春茶,李丽,,战略,李,,,,\n")
    )
    assert texts(given, "SELECT due_on FROM task") == ["2026-12-01"]
    assert texts(given, "SELECT happened_on FROM touchpoint") == ["2026-11-01"]
    assert texts(given, "SELECT t.name FROM client AS c JOIN tier AS t ON t.id = c.tier_id") == ["core"]
    assert texts(given, "SELECT source || notes FROM client WHERE source <> ''") == ["展会老"]
    assert texts(given, "SELECT name FROM custom_field UNION SELECT name FROM contact_field") == ["微信"]
    assert "words that the mapping does not know say nothing: tier '战略'" in ran.err


def test_a_draft_knows_chinese_tiers_and_the_next_talk(run: Run, table: Any) -> None:
    text = run("mapping", "suggest", str(table("公司,下次联系,等级\n青禾茶业,,重点\n春茶,,奇怪\n"))).out
    assert 'next_step_on = ["下次联系"]' in text
    assert '"重点" = "core"\n"奇怪" = ""' in text

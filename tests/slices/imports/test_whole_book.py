"""The JSON of a whole book comes in again with everything it holds, and any other JSON is refused in a sentence."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run
from tests.slices.imports.reading_books import NOTHING, Table, column, problems, records

HEAD = '{"version": 1, "today": "2026-11-20", "data": '
CLIENT = '{"handle": "acme", "name": "Acme"}'


def _exported(run: Run, path: Path) -> bytes:
    run("export", "all", "-o", str(path), "--yes")
    return path.read_bytes()


@pytest.fixture
def whole(run: Run, given: Given, tmp_path: Path) -> Path:
    """A book with everything that is no row of a table, as JSON; the book at hand is empty again afterwards."""
    other = tmp_path / "other.db"
    steps = (
        ("demo", "--keep", str(other)),
        ("--db", str(other), "tier", "edit", "core", "--name", "Gold", "--weight", "7"),
        ("--db", str(other), "client", "distinct", "bramblegate", "northwold"),
        ("--db", str(other), "client", "add", "Gone"),
        ("--db", str(other), "client", "remove", "gone", "--yes"),
        ("--db", str(other), "stage", "set", "qinghe", "deep", "--because", "asked for"),
        ("--db", str(other), "contact", "add", "vauclair", "Luc", "--phone", "private: 04 78 00 00 00"),
        ("--db", str(other), "client", "rate", "vauclair", "--growth", "4", "--because", "new shops"),
        ("--db", str(other), "client", "refer", "vauclair", "qinghe"),
        ("--db", str(other), "payment", "add", "vauclair", "1200.50", "--project", "Spring"),
        ("--db", str(other), "task", "add", "qinghe", "Call", "--by", "2026-11-20"),
        ("--db", str(other), "snooze", "t38", "--until", "+5d"),
    )
    for step in steps:
        run(*step)
    run("--db", str(other), "export", "all", "-o", str(tmp_path / "whole.json"))
    told = json.loads((tmp_path / "whole.json").read_text(encoding="utf-8"))["data"]
    assert all(told[kind] for kind in ("snoozes", "tier_moves", "stage_moves", "distinct_pairs", "retired_handles"))
    assert all(told[kind] for kind in ("payments", "ratings", "referrals"))
    assert told["tiers"][0]["name"] == "Gold"
    return tmp_path / "whole.json"


def test_a_whole_book_comes_back_with_the_same_bytes_and_undo_takes_it_away(
    run: Run, whole: Path, book_path: Path, tmp_path: Path, empty_book: Path
) -> None:
    before = records(book_path)
    data = run("import", str(whole), "--json").data
    assert [file["mapping"] for file in data["files"]] == [
        "clienttrack_clients", "clienttrack_contacts", "clienttrack_touchpoints", "clienttrack_tasks",
        "clienttrack_payments",
    ]  # fmt: skip
    assert _exported(run, tmp_path / "again.json") == whole.read_bytes()
    assert run("book", "check").exit_code == 0
    run("batch", "undo", str(data["operation"]))
    assert records(book_path) == before


def test_a_whole_book_may_be_written_otherwise(run: Run, whole: Path, tmp_path: Path) -> None:
    told = json.loads(whole.read_text(encoding="utf-8"))
    for place, text in enumerate((json.dumps(told), json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False))):
        book, file = tmp_path / f"{place}.db", tmp_path / f"{place}.json"
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
        run("--db", str(book), "import", str(file))
        run("--db", str(book), "export", "all", "-o", str(tmp_path / "out.json"), "--yes")
        assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == told


def test_into_a_book_with_clients_only_the_tables_come(run: Run, given: Given, whole: Path, book_path: Path) -> None:
    given.client("Acme", tier="core")
    told = whole.read_text(encoding="utf-8").replace('"Gold"', '"core"')
    whole.write_text(told, encoding="utf-8")
    ran = run("import", str(whole))
    assert "tiers, snoozes and the history of tiers and stages are left out, as the book has clients" in ran.err
    assert column(book_path, "SELECT weight FROM tier WHERE name = 'core'") == [4]
    assert column(book_path, "SELECT count(*) FROM snooze") == [0]
    assert run("import", str(whole), "--json").data["created"] == NOTHING


def test_the_json_of_one_kind_comes_in_from_stdin(run: Run, whole: Path, tmp_path: Path, book_path: Path) -> None:
    other = str(tmp_path / "other.db")
    text = run("--db", other, "export", "clients", "--format", "json").out.replace('"Gold"', '"core"')
    run("import", "-", stdin=text)
    assert run("export", "clients", "--format", "json").out == text


def test_a_refused_record_is_written_as_a_row_and_comes_in_mended(run: Run, table: Table, tmp_path: Path) -> None:
    path = table(
        f'{HEAD}{{"clients": [\n{CLIENT},\n{{"handle": "bolt", "name": "Bolt", "since": "soon"}}\n]}}}}', "b.json"
    )
    target = tmp_path / "refused.csv"
    data = run("import", path, "--json", "--skip-errors", "--errors", str(target), exit_code=6).data
    assert problems(data) == [(3, "since", "type-error")]
    target.write_text(target.read_text(encoding="utf-8").replace(",soon,", ",2024-01-01,"), encoding="utf-8")
    assert run("import", str(target), "--json").data["created"]["clients"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{HEAD}{{"clients": [\n{CLIENT}', "line 2"),
        (f'{HEAD}{{"clients": [{CLIENT}]}}}} x', "something stands behind the end"),
        (f'{HEAD}{{"clients": [{CLIENT}], "clients": []}}}}', "'clients' stands there twice"),
        (f'{HEAD}{{"clients": [{CLIENT.replace("Acme", "A")[:-1]}, "name": NaN}}]}}}}', "NaN is no number"),
        (HEAD.replace("1", "2", 1) + f'{{"clients": [{CLIENT}]}}}}', "version 2; only version 1 can be read"),
        (f'{{"data": {{"clients": [{CLIENT}]}}}}', "no version"),
        (f"{HEAD}[{CLIENT}]}}", "'{' is missing"),
        (f'{HEAD}{{"clients": {{}}}}}}', "'[' is missing"),
        (f'{HEAD}{{"clients": [1]}}}}', "a record must be an object"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "nick": "b"}}]}}}}', "clients have no 'nick'"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "ids": []}}]}}}}', "'ids' must be an object"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "name": {{}}}}]}}}}', "'name' cannot be {}"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "emails": ["x"]}}]}}}}', "'emails' cannot hold"),
        (f'{HEAD}{{"clients": [{CLIENT}], "tiers": [{{"name": "x"}}]}}}}', "tiers, record 1: members are missing"),
        (f'{HEAD}{{"clients": [{CLIENT}], "retired_handles": [{{"handle": 1}}]}}}}', "'handle' cannot be 1"),
        ('{"items": []}', "no version"),
        (f'{HEAD}{{"items": []}}}}', "no records that `clienttrack export` writes"),
        (HEAD + '{"clients": [' + '{"name":' * 100_000, "nested too deeply"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "name": "\\ud800"}}]}}}}', "half a character"),
        (f'{HEAD}{{"clients": [{{"handle": "a", "name": "\\u0000"}}]}}}}', "a NUL"),
    ],
)
def test_any_other_json_is_refused_in_a_sentence(
    run: Run, table: Table, book_path: Path, given: Given, text: str, said: str
) -> None:
    given.client("Known")
    before = records(book_path)
    ran = run("import", table(text, "book.json"), exit_code=6)
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert records(book_path) == before


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252"])
def test_json_in_another_encoding_is_refused(run: Run, table: Table, encoding: str) -> None:
    text = f'{HEAD}{{"clients": [{{"handle": "acme", "name": "Acmé"}}]}}}}'
    assert len(run("import", table(text.encode(encoding), "book.json"), exit_code=6).err.splitlines()) == 1


def test_refused_records_of_several_tables_go_to_files_that_say_which_and_none_is_replaced_unasked(
    run: Run, table: Table, tmp_path: Path
) -> None:
    client, task = '{"handle": "a", "name": {}}', '{"client": "acme", "text": "x", "side": []}'
    path = table(f'{HEAD}{{"clients": [\n{client},\n{CLIENT}], "tasks": [\n{task}]}}}}', "book.json")
    target, beside = tmp_path / "refused.csv", tmp_path / "refused-book-tasks.csv"
    beside.write_text("precious", encoding="utf-8")
    asked = ("import", path, "--skip-errors", "--errors", str(target))
    assert "refused-book-tasks.csv" in run(*asked, exit_code=None).err
    assert beside.read_text(encoding="utf-8") == "precious"
    run(*asked, "--yes", exit_code=6)
    assert ",[]," in beside.read_text(encoding="utf-8")
    clients = (tmp_path / "refused-book-clients.csv").read_text(encoding="utf-8").splitlines()
    assert clients[1].startswith("2,,type-error,'name' cannot be {},a,{},")


def test_the_sure_mapping_of_a_book_wins_and_options_of_csv_are_told(run: Run, table: Table) -> None:
    path = table(f'{HEAD}{{"clients": [{CLIENT}], "contacts": []}}}}', "book.json")
    ran = run("import", path, "--mapping", "clienttrack_clients", "--encoding", "cp1252", "--delimiter", ";")
    assert "--encoding says nothing of JSON" in ran.err
    assert "--delimiter says nothing of JSON" in ran.err


def test_a_table_may_begin_with_a_brace(run: Run, table: Table) -> None:
    run("import", table("{note},client\nx,Acme\n"))


def test_of_two_whole_books_the_first_counts(run: Run, whole: Path, tmp_path: Path) -> None:
    other = tmp_path / "two.json"
    other.write_bytes(whole.read_bytes() + b"\n")
    ran = run("import", str(whole), str(other), "--dry-run")
    assert (
        "two.json: meetings, answers, needs, remarks, ratings, referrals, tiers, snoozes and the history of tiers and "
        "stages are left out, as those of the file" in ran.err
    )


def test_what_two_clients_share_is_exported_with_both_only(run: Run, whole: Path, tmp_path: Path) -> None:
    book = ("--db", str(tmp_path / "other.db"), "export", "all", "--client")
    for handle in ("bramblegate", "northwold"):
        assert json.loads(run(*book, handle).out)["data"]["distinct_pairs"] == []


def test_broken_json_is_refused_where_it_breaks(run: Run, table: Table) -> None:
    rows = ",\n".join(f'{{"handle": "c{number}", "name": "{"x" * 400}"}}' for number in range(20_000))
    path = table(f'{HEAD}{{"clients": [\n{{"handle": "a" "name": "A"}},\n{rows}]}}}}', "book.json")
    assert "line 2: this is no JSON: expecting ',' delimiter" in run("import", path, exit_code=6).err


def _promise(handle: str, more: str) -> str:
    client, task = (
        f'{{"handle": "{handle}", "name": "X"}}',
        f'{{"number": 1, "client": "{handle}", "text": "{handle}"}}',
    )
    return f'{HEAD}{{"clients": [{client}], "tasks": [{task}]{more}}}}}'


SNOOZED = """, "snoozes": [{"client": "w", "kind": "task", "task": 1, "until": "2027-01-01", "because": null,
    "set": "2026-11-20"}]"""


@pytest.mark.parametrize("order", [1, -1])
def test_a_snooze_belongs_to_the_promise_of_its_own_book(run: Run, table: Table, book_path: Path, order: int) -> None:
    paths = [table(_promise("p", ""), "p.json"), table(_promise("w", SNOOZED), "w.json")]
    run("import", *paths[::order])
    snoozed = "SELECT t.text FROM snooze AS s JOIN task AS t ON t.id = s.record_id AND t.client_id = s.client_id"
    assert column(book_path, snoozed) == ["w"]


def test_a_book_of_which_every_client_was_removed_takes_everything(run: Run, whole: Path, tmp_path: Path) -> None:
    run("client", "add", "Zed")
    run("client", "remove", "zed", "--yes")
    run("import", str(whole))
    told, again = (json.loads(text)["data"] for text in (whole.read_bytes(), _exported(run, tmp_path / "again.json")))
    assert told.pop("retired_handles") != again.pop("retired_handles")
    assert told == again


def test_the_same_file_twice_in_one_import_counts_once(run: Run, whole: Path, book_path: Path) -> None:
    ran = run("import", str(whole), str(whole))
    assert "whole.json (contacts): left out, it is the same file as whole.json (contacts)." in ran.err
    once = column(book_path, "SELECT count(*) FROM contact")
    assert once == [len(json.loads(whole.read_bytes())["data"]["contacts"])]


def test_the_contact_of_a_refused_client_is_refused(run: Run, table: Table, book_path: Path) -> None:
    path = table(
        f'{HEAD}{{"clients": [{CLIENT},\n{{"handle": "big", "name": "Big", "tier": "platinum"}}], "contacts": ['
        '{"number": 1, "client": "big", "name": "Bo"}]}}',
        "book.json",
    )
    data = run("import", path, "--skip-errors", "--json", exit_code=6).data
    assert [one["code"] for one in data["errors"]] == ["constraint-error", "dangling-id"]
    assert column(book_path, "SELECT name FROM client") == ["Acme"]


def test_tiers_of_a_whole_book_are_there_before_any_other_table(run: Run, whole: Path, table: Table) -> None:
    run("import", table("client,tier\nNewco,Gold\n", "new.csv"), str(whole))


@pytest.mark.parametrize("number", ["1.5", "12a", "0", "-1", "9223372036854775808", "x"])
def test_a_number_that_no_record_has_is_refused(run: Run, table: Table, number: str) -> None:
    path = table(
        f'{HEAD}{{"clients": [{CLIENT}], "contacts": [{{"number": "{number}", "client": "acme", "name": "Bo"}}]}}}}'
    )
    assert f"'{number}' is no number of a record" in run("import", path, exit_code=6).err


MOVE = '{"client": "acme", "from": null, "to": "core", "on": "2026-01-01", "because": null}'
SNOOZE = (
    '{"client": "acme", "kind": "touch", "task": null, "until": "2027-01-01", "because": null, "set": "2026-01-01"}'
)
TIER = """{"name": "core", "rank": 1, "weight": 4,
    "cadences": {"prospect": "7d", "activation": "7d", "stable": "7d", "deep": "7d"}}"""

RATING = '{"client": "acme", "factor": "growth", "rating": 4, "on": "2026-01-01", "because": null}'
REFERRAL = '{"client": "acme", "referred": "bolt", "on": "2026-01-01"}'
PAYMENT = '{"number": 1, "client": "acme", "on": "2026-01-01", "amount": "5", "currency": "EUR", "added": "2026-01-01"}'
MEETING = """{"number": 1, "client": "acme", "status": "planned", "planned": "2026-12-01", "held": null,
    "cancelled": null, "because": null, "questions": null, "goal": null, "with": [], "form": null, "touchpoint": null,
    "added": "2026-01-01"}"""
PLANNED, HELD = '"2026-12-01"', '"held": null'
ANSWER = """{"client": "acme", "meeting": 1, "on": "2026-01-01", "contact": null, "field": "goal", "question": "goal",
    "asked": null, "text": "more"}"""
NEED = """{"number": 1, "client": "acme", "text": "a shop", "kano": null, "origin": "stated", "priority": "normal",
    "evidence": null, "status": "open", "status_on": "2026-01-01",
    "moves": [{"status": "open", "on": "2026-01-01", "because": null}], "added": "2026-01-01", "contact": null,
    "meeting": null}"""
REMARK = """{"client": "acme", "on": "2026-01-01", "kind": "quote", "text": "at last", "contact": null,
    "meeting": null}"""


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (f'"snoozes": [{SNOOZE}, {SNOOZE}]', "the same stands there twice"),
        (f'"snoozes": [{SNOOZE.replace("touch", "task")}]', "'task' belongs to the kind 'task'"),
        (f'"snoozes": [{SNOOZE.replace("2027", "2201")}]', "'until' cannot be \"2201-01-01\""),
        (f'"tier_moves": [{MOVE.replace("2026", "1899")}]', "'on' cannot be"),
        ('"distinct_pairs": [{"client": "a", "other": "b"}, {"client": "b", "other": "a"}]', "twice"),
        ('"distinct_pairs": [{"client": "a", "other": "a"}]', "not distinct from itself"),
        (f'"tiers": [{TIER}, {TIER}]', "twice"),
        (f'"tiers": [{TIER.replace("4", "1001", 1)}]', "this is no tier"),
        (f'"tiers": [{TIER.replace("core", "none")}]', "this is no tier"),
        (f'"tiers": [{TIER.replace("7d", "7x", 1)}]', "this is no tier"),
        ('"retired_handles": [{"handle": "Bad Handle"}]', "this is no handle"),
        ('"contacts": [{"number": 1, "client": "acme", "name": "Bo", "phones": 5}]', "'phones' cannot be 5"),
        ('"contacts": [{"number": 1, "client": "acme", "name": "Bo", "name": "Al"}]', "twice"),
        (f'"tasks": [{{"number": {"9" * 5000}}}]', "too many digits"),
        (f'"snoozes": [{SNOOZE.replace("touch", "need")}]', "'need' belongs to the kind 'need'"),
        (f'"snoozes": [{SNOOZE.replace("touch", "task").replace("null", "5", 1)[:-1]}, "meeting": 1, "need": null}}]',
         "'meeting' belongs to the kind 'meeting'"),
        (f'"meetings": [{MEETING}, {MEETING}]', "meetings, record 2: the same stands there twice"),
        (f'"meetings": [{MEETING.replace("planned", "held", 1)}]', "'held' is missing"),
        (f'"meetings": [{MEETING.replace("planned", "cancelled", 1)}]', "'cancelled' is missing"),
        (f'"meetings": [{MEETING.replace("2026-12-01", "2026-12-1")}]', "'planned' cannot be \"2026-12-1\""),
        (f'"meetings": [{MEETING.replace(PLANNED, "null")}]', "'planned' is missing"),
        (f'"meetings": [{MEETING.replace(HELD, HELD.replace("null", PLANNED))}]', "'held' has no place"),
        (f'"meetings": [{MEETING.replace("[]", "[1, 1]")}]', "'with' cannot be [1, 1]"),
        (f'"meetings": [{MEETING.replace("[]", "[[1]]")}]', "'with' cannot be [[1]]"),
        (f'"meetings": [{MEETING.replace(": 1,", ": 1000000000000000000,", 1)}]', "'number' cannot be 1000000000"),
        (f'"meetings": [{MEETING.replace(": 1,", ": true,", 1)}]', "'number' cannot be true"),
        (f'"meetings": [{MEETING.replace(": 1,", ": 1.0,", 1)}]', "'number' cannot be 1.0"),
        (f'"meetings": [{MEETING.replace("number", "nummer", 1)}]', "members are missing or unknown: number, nummer"),
        (f'"answers": [{ANSWER.replace("goal", "gaol", 1)}]', "'field' cannot be \"gaol\""),
        (f'"answers": [{ANSWER.replace(": 1,", ": null,", 1)}]', "'meeting' cannot be null"),
        (f'"answers": [{ANSWER.replace("more", "")}]', "'text' cannot be \"\""),
        (f'"needs": [{NEED}, {NEED}]', "needs, record 2: the same stands there twice"),
        (f'"needs": [{NEED.replace("stated", "shouted")}]', "'origin' cannot be"),
        (f'"needs": [{NEED.replace("[{", "[{}, {")}]', "'moves' cannot be"),
        (f'"needs": [{NEED.replace("open", "closed")}]', "'status' cannot be \"closed\""),
        (f'"needs": [{NEED.replace(": 1,", ": -1,", 1)}]', "'number' cannot be -1"),
        (f'"remarks": [{REMARK.replace("quote", "gossip")}]', "'kind' cannot be \"gossip\""),
        (f'"remarks": [{REMARK.replace("quote", "touch")}]', "'kind' cannot be \"touch\""),
        (f'"remarks": [{REMARK.replace("2026", "0026")}]', "'on' cannot be"),
        (f'"ratings": [{RATING.replace("4", "6")}]', "'rating' cannot be 6"),
        (f'"ratings": [{RATING.replace("4", "true")}]', "'rating' cannot be true"),
        (f'"ratings": [{RATING.replace("growth", "revenue")}]', "'factor' cannot be"),
        (f'"referrals": [{REFERRAL}, {REFERRAL.replace("acme", "cole")}]', "referrals, record 2: the same stands"),
        (f'"referrals": [{REFERRAL.replace("bolt", "acme")}]', "a client does not refer itself"),
        (f'"payments": [{PAYMENT.replace(chr(34) + "5", chr(34) + "-5")}]', "is no amount above 0"),
        (f'"payments": [{PAYMENT.replace(chr(34) + "5", chr(34) + "1,5")}]', "is no amount above 0"),
        (f'"payments": [{PAYMENT.replace("EUR", "ABC")}]', "is no ISO 4217 currency"),
        (f'"payments": [{PAYMENT.replace("2026-01-01", "2026-12-01", 1)}]', "lies in the future"),
    ],
)  # fmt: skip
def test_what_no_export_holds_is_refused(
    run: Run, table: Table, book_path: Path, given: Given, others: str, said: str
) -> None:
    before = records(book_path)
    assert said in run("import", table(f'{HEAD}{{"clients": [{CLIENT}], {others}}}}}', "b.json"), exit_code=6).err
    assert records(book_path) == before


def test_what_leads_nowhere_is_told(run: Run, table: Table) -> None:
    lost = f'"ratings": [{RATING.replace("acme", "zz")}], "referrals": [{REFERRAL}]'
    ran = run("import", table(f'{HEAD}{{"clients": [{CLIENT}], {lost}}}}}', "a.json"), "--dry-run")
    assert "1 of the ratings are left out" in ran.err
    assert "1 of the referrals are left out" in ran.err
    moves = ", ".join([MOVE, MOVE.replace("acme", "zz"), MOVE.replace("core", "nope")])
    ran = run("import", table(f'{HEAD}{{"clients": [{CLIENT}], "tier_moves": [{moves}]}}}}', "b.json"))
    assert "2 of the tier moves are left out, as nothing in the book answers to what they name." in ran.err


def test_what_is_new_is_not_also_updated(run: Run, tmp_path: Path) -> None:
    other = ("--db", str(tmp_path / "other.db"))
    run(*other, "init")
    run(*other, "client", "add", "A")
    run(*other, "log", "a", "talk", "--next", "promise", "--by", "+3d")
    run(*other, "export", "all", "-o", str(tmp_path / "t.json"))
    run("client", "add", "B")
    data = run("import", str(tmp_path / "t.json"), "--json").data
    assert (data["updated"], data["differences"]) == (NOTHING, [])


def test_what_was_said_of_nobody_there_is_left_out_and_told_and_nothing_strays(run: Run, table: Table) -> None:
    bolt = CLIENT.replace("acme", "bolt").replace("Acme", "Bolt")
    person = '{"number": 1, "client": "bolt", "name": "Bo"}'
    meetings = [MEETING.replace("[]", "[1, 7]"), MEETING.replace(": 1,", ": 2,", 1).replace("acme", "nobody")]
    answers = [ANSWER, ANSWER.replace(": 1,", ": 5,", 1), ANSWER.replace("acme", "bolt")]
    needs = [NEED.replace('"contact": null', '"contact": 1'), NEED.replace(": 1,", ": 2,", 1)[:-5] + "9}"]
    snooze = SNOOZE.replace("touch", "need")[:-1] + ', "meeting": null, "need": 1}'
    snoozes = [snooze, snooze.replace('"need": 1', '"need": 2')]
    ran = run(
        "import",
        table(
            f'{HEAD}{{"clients": [{CLIENT}, {bolt}], "contacts": [{person}], "meetings": [{", ".join(meetings)}], '
            f'"answers": [{", ".join(answers)}], "needs": [{", ".join(needs)}], "snoozes": [{", ".join(snoozes)}], '
            f'"remarks": [{REMARK.replace("acme", "zz")}]}}}}',
            "b.json",
        ),
    )
    for told in ("1 of the meetings", "2 of the answers", "1 of the needs", "1 of the remarks", "1 of the snoozes"):
        assert f"{told} are left out, as nothing in the book answers to what they name." in ran.err
    run("book", "check")
    told = run("export", "all").data
    assert [one["with"] for one in told["meetings"]] == [[]]
    assert [(one["number"], one["contact"]) for one in told["needs"]] == [(1, None)]


def test_people_who_moved_took_part_where_they_did(run: Run, given: Given, tmp_path: Path) -> None:
    acme = given.client("Acme")
    given.client("Beta")
    jo, al = given.contact(acme, "Jo"), given.contact(acme, "Al")
    touch = given.touchpoint(acme, on=date(2026, 1, 2))
    held = given.meeting(acme, on=date(2026, 1, 2), status="held", touchpoint_id=touch)
    given.answer(held, "goal", "more", contact_id=jo)
    given.remark(acme, "quote", "at last", on=date(2026, 1, 2), contact_id=jo, meeting_id=held)
    with given.change() as change:
        for contact in (jo, al):
            change.add("touchpoint_contact", touchpoint_id=touch, contact_id=contact)
            change.add("meeting_contact", meeting_id=held, contact_id=contact)
    run("contact", "move", str(jo), "beta")
    before, other = _exported(run, tmp_path / "one.json"), ("--db", str(tmp_path / "other.db"))
    ran = run(*other, "import", str(tmp_path / "one.json"))
    run(*other, "export", "all", "-o", str(tmp_path / "two.json"))
    assert (tmp_path / "two.json").read_bytes() == before
    assert "Beside these came 1 meeting, 1 answer, 1 remark." in ran.err
    told = json.loads(before)["data"]
    assert (told["touchpoints"][0]["with"], told["meetings"][0]["with"]) == ([jo, al], [jo, al])


def test_numbers_that_were_given_are_not_given_again(run: Run, given: Given, table: Table) -> None:
    gone = given.client("Gone")
    given.meeting(gone, on=TODAY)
    with given.change() as change:
        change.run("DELETE FROM meeting")
        change.run("DELETE FROM client")
    snooze = SNOOZE.replace("touch", "meeting")[:-1] + ', "meeting": 1, "need": null}'
    others = f'"meetings": [{MEETING}], "answers": [{ANSWER}], "needs": [{NEED}], "snoozes": [{snooze}]'
    run("import", table(f'{HEAD}{{"clients": [{CLIENT}], {others}}}}}', "b.json"))
    told = run("export", "all").data
    assert [one["number"] for one in (*told["meetings"], *told["needs"])] == [2, 1]
    assert [one["meeting"] for one in (*told["answers"], *told["snoozes"])] == [2, 2]


def test_a_document_of_before_is_still_taken(run: Run, table: Table) -> None:
    task = '{"number": 1, "client": "acme", "text": "x"}'
    others = f'"tasks": [{task}], "snoozes": [{SNOOZE}, {SNOOZE.replace("touch", "task").replace("null", "1", 1)}]'
    run("import", table(f'{HEAD}{{"clients": [{CLIENT}], {others}}}}}', "b.json"))
    assert [(one["task"], one["meeting"], one["need"]) for one in run("export", "all").data["snoozes"]] == [
        (None, None, None),
        (1, None, None),
    ]


def test_needs_alone_come_in_with_the_whole_book_only(run: Run, table: Table) -> None:
    ran = run("import", table(f'{HEAD}{{"needs": [{NEED}]}}}}', "b.json"), exit_code=6)
    assert "the JSON holds needs alone; they come in only with the whole book of `clienttrack export all`" in ran.err


def test_what_names_a_record_or_contact_of_another_client_does_not_get_it(run: Run, table: Table) -> None:
    bolt = CLIENT.replace("acme", "bolt").replace("Acme", "Bolt")
    person = '{"number": 1, "client": "bolt", "name": "Bo"}'
    own = SNOOZE.replace("touch", "need")[:-1] + ', "meeting": null, "need": 1}'
    named = REMARK.replace('"contact": null', '"contact": 1')
    others = (
        f'"contacts": [{person}], "needs": [{NEED}], "snoozes": [{own}, {own.replace("acme", "bolt")}], '
        f'"remarks": [{named}, {named.replace("quote", "personal")}]'
    )
    ran = run("import", table(f'{HEAD}{{"clients": [{CLIENT}, {bolt}], {others}}}}}', "b.json"))
    assert "1 of the snoozes are left out, as nothing in the book answers to what they name." in ran.err
    told = run("export", "all").data
    assert [(one["client"], one["need"]) for one in told["snoozes"]] == [("acme", 1)]
    assert [(one["kind"], one["contact"]) for one in told["remarks"]] == [("quote", 1), ("personal", None)]

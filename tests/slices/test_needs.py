"""Needs: written down, moved with day and reason, laid out on a board."""

from datetime import date, timedelta
from typing import Any

import pytest

from clienttrack import ink
from clienttrack.errors import NothingToEdit
from clienttrack.slices.needs import queries, render, rules
from clienttrack.slices.needs.rules import MOVES, EmptyNeed, Move, MovedBeforeTheLast, NeedSettled, StatusAlready
from clienttrack.vocabulary import NeedStatus
from tests.conftest import TODAY, Given, Run

HOSTILE = "[/b] [red]x \x1b[31m\x9b \u202egnp.exe '; DROP TABLE need; --"
LAST_WEEK = TODAY - timedelta(days=7)


def statuses(given: Given) -> list[str]:
    with given.reading() as reader:
        return [row["status"] for row in reader.rows("SELECT status FROM need ORDER BY id")]


def moves(given: Given) -> list[tuple[Any, ...]]:
    with given.reading() as reader:
        rows = reader.rows("SELECT need_id, status, moved_on, because FROM need_move ORDER BY id")
    return [tuple(row) for row in rows]


def records(given: Given) -> list[list[tuple[Any, ...]]]:
    with given.reading() as reader:
        tables = ("need", "need_move", "snooze", "standing")
        return [[tuple(row) for row in reader.rows(f"SELECT * FROM {table}")] for table in tables]


# Rules


@pytest.mark.parametrize("status", NeedStatus)
@pytest.mark.parametrize("wanted", NeedStatus)
def test_the_table_of_moves_is_the_whole_life_of_a_need(status: NeedStatus, wanted: NeedStatus) -> None:
    move = Move(wanted, TODAY)
    if wanted in MOVES[status]:
        rules.checked_move("w1", move, status=status, since=LAST_WEEK, moved=True, today=TODAY)
        return
    with pytest.raises(StatusAlready if wanted is status else NeedSettled, match=r"w1 is .*2026-11-13") as refused:
        rules.checked_move("w1", move, status=status, since=LAST_WEEK, moved=True, today=TODAY)
    assert "`clienttrack need " in str(refused.value)


def test_what_is_settled_is_opened_again_before_anything_else() -> None:
    assert [MOVES[status] for status in (NeedStatus.MET, NeedStatus.DROPPED)] == [{NeedStatus.OPEN}] * 2


def test_a_second_proposal_counts_from_a_later_day_only() -> None:
    proposed = {"status": NeedStatus.PROPOSED, "since": LAST_WEEK, "moved": True, "today": TODAY}
    rules.checked_move("w1", Move(NeedStatus.PROPOSED, LAST_WEEK + timedelta(days=1)), **proposed)  # type: ignore[arg-type]
    with pytest.raises(StatusAlready, match="later day"):
        rules.checked_move("w1", Move(NeedStatus.PROPOSED, LAST_WEEK), **proposed)  # type: ignore[arg-type]


def test_moves_run_forwards_but_the_first_may_be_older_than_the_record() -> None:
    before = Move(NeedStatus.PROPOSED, LAST_WEEK - timedelta(days=1))
    rules.checked_move("w1", before, status=NeedStatus.OPEN, since=LAST_WEEK, moved=False, today=TODAY)
    with pytest.raises(MovedBeforeTheLast, match="2026-11-13"):
        rules.checked_move("w1", before, status=NeedStatus.OPEN, since=LAST_WEEK, moved=True, today=TODAY)


@pytest.mark.parametrize(("words", "number"), [("w9", 9), ("W9", 9), ("9", 9), ("ｗ９", 9)])
def test_a_need_is_named_by_reference_or_number(words: str, number: int) -> None:
    assert rules.read_need_ref(words) == number


@pytest.mark.parametrize("words", ["t9", "m9", "@w9", "w", "", "w1.5", "w" + "9" * 19])
def test_anything_else_is_no_need(words: str) -> None:
    with pytest.raises(rules.UnknownNeed, match="need list"):
        rules.read_need_ref(words)


def test_an_edit_names_a_change_and_keeps_words() -> None:
    with pytest.raises(NothingToEdit):
        rules.Edit()
    with pytest.raises(EmptyNeed):
        rules.Edit(text=" ")


# Commands


def test_a_need_keeps_where_it_comes_from(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo Doe")
    given.meeting(acme, on=TODAY, status="held")
    marks = ["--implied", "--kano", "delight", "--priority", "high", "--evidence", "a week!"]
    ran = run("need", "add", "acme", "Faster answers", *marks, "--with", "jo", "--meeting", "m1")
    assert ran.out == 'Added w1, a need of Acme: "Faster answers" (implied, high, delight).\n'
    [line] = run("need", "list", "--json").data
    assert line == {
        "ref": "w1",
        "client": "acme",
        "client_name": "Acme",
        "text": "Faster answers",
        "status": "open",
        "status_on": "2026-11-20",
        "priority": "high",
        "kano": "delight",
        "origin": "implied",
        "contact": "Jo Doe",
        "meeting": "m1",
        "evidence": "a week!",
        "added_on": "2026-11-20",
    }
    assert moves(given) == []


def test_a_plain_need_is_stated_normal_and_of_no_class(given: Given, run: Run) -> None:
    given.client("Acme")
    line = run("need", "add", "acme", "Photos", "--evidence", "", "--json").data
    assert (line["origin"], line["priority"]) == ("stated", "normal")
    assert (line["kano"], line["evidence"], line["contact"], line["meeting"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["add", "acme", " "], 2, "what the client wants"),
        (["add", "nobody", "x"], 3, "nobody"),
        (["add", "acme", "x", "--kano", "nice"], 2, "basic"),
        (["add", "acme", "x", "--priority", "huge"], 2, "high"),
        (["add", "acme", "x", "--with", "zoe"], 3, "zoe"),
        (["add", "acme", "x", "--meeting", "m2"], 3, "acme has no meeting 'm2'"),
        (["add", "acme", "x", "--meeting", "w1"], 3, "meet list acme"),
        (["add", "acme", "a\0b"], 2, "NUL"),
        (["add", "acme", "x", "--evidence", "a\udc80"], 2, "not Unicode"),
        (["add", "gone", "x"], 5, "client restore gone"),
        (["edit", "w1"], 2, "Nothing was named"),
        (["edit", "w1", ""], 2, "empty"),
        (["edit", "w1", "--kano", "nice"], 2, "basic, performance, delight, or ''"),
        (["edit", "w1", "--meeting", "m2"], 3, "m2"),
        (["edit", "w99", "x"], 3, "w99"),
        (["show", "w99"], 3, "need list --all"),
        (["list", "--all", "--status", "met"], 2, "contradict"),
        (["list", "--tag", "vip"], 3, "vip"),
        (["propose", "w1", "w99"], 3, "w99"),
        (["propose", "w1", "w3"], 5, "need reopen w3"),
        (["propose", "w1", "w2", "--on", "2026-11-13"], 5, "w2 is proposed already"),
        (["propose", "w1", "w4"], 5, "stage win-back lost"),
        (["propose", "w5"], 5, "client restore gone"),
        (["reopen", "w6"], 5, "client restore gone"),
        (["reopen", "w1"], 5, "need propose w1"),
        (["meet", "w1", "w3"], 5, "w3 is met already"),
        (["drop", "w1", "w3"], 5, "need reopen w3"),
        (["meet", "w1", "--on", "tomorrow"], 5, "2026-11-21"),
        (["meet", "w1", "--on", "someday"], 2, "someday"),
        (["meet", "w2", "--on", "2026-11-12"], 5, "2026-11-13"),
        (["meet"], 2, "REF"),
        (["board", "nobody"], 3, "nobody"),
    ],
)
def test_what_is_wrong_is_told_and_writes_nothing(
    given: Given, run: Run, arguments: list[str], exit_code: int, says: str
) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    given.meeting(acme, on=TODAY, status="held")
    given.meeting(beta, on=TODAY, status="held")
    lost, gone = given.client("Lost", told_stage="lost"), given.client("Gone", archived_on=TODAY)
    given.need(acme, "open")
    given.need(acme, "proposed", status="proposed", on=LAST_WEEK)
    given.need(acme, "met", status="met", on=LAST_WEEK)
    given.need(lost, "of a lost one")
    given.need(gone, "of an archived one")
    given.need(gone, "settled", status="met")
    before, count = records(given), given.value("SELECT count(*) FROM operation")
    assert says in run("need", *arguments, exit_code=exit_code).err
    assert records(given) == before
    assert given.value("SELECT count(*) FROM operation") == count


def test_a_lost_client_may_say_what_they_need_but_a_settled_need_of_anyone_may_be_closed(
    given: Given, run: Run
) -> None:
    lost, gone = given.client("Lost", told_stage="lost"), given.client("Gone", archived_on=TODAY)
    run("need", "add", "lost", "a fair price")
    given.need(gone, "nobody asks any more")
    assert run("need", "drop", f"w{2}").out.startswith("Dropped w2")
    given.need(lost, "turned down", status="proposed", on=LAST_WEEK)
    assert run("need", "reopen", "w3").out.startswith("Opened again w3")


def test_each_move_is_kept_with_day_and_reason(given: Given, run: Run) -> None:
    given.client("Acme")
    run("need", "add", "acme", "One person to call")
    run("need", "propose", "w1", "--on", "2026-10-31", "--because", "offer 1")
    ran = run("need", "propose", "w1", "--on", "2026-11-10", "--because", "offer 2, cheaper")
    assert ran.out == (
        'Proposed anew w1 "One person to call" (Acme) Tue 10 Nov: offer 2, cheaper. '
        "Without an answer it comes up Thu 10 Dec.\n"
    )
    run("need", "reopen", "w1", "--because", "too dear", "--on", "yesterday")
    run("need", "drop", "w1")
    run("need", "reopen", "w1")
    ran = run("need", "meet", "w1", "--json")
    assert ran.data == [
        {
            "ref": "w1",
            "client": "acme",
            "client_name": "Acme",
            "text": "One person to call",
            "was": "open",
            "status": "met",
            "status_on": "2026-11-20",
            "because": None,
            "comes_up_on": None,
        }
    ]
    assert moves(given) == [
        (1, "proposed", "2026-10-31", "offer 1"),
        (1, "proposed", "2026-11-10", "offer 2, cheaper"),
        (1, "open", "2026-11-19", "too dear"),
        (1, "dropped", "2026-11-20", None),
        (1, "open", "2026-11-20", None),
        (1, "met", "2026-11-20", None),
    ]
    out = run("need", "show", "w1").out
    assert "met since today" in out
    assert "Tue 10 Nov: proposed: offer 2, cheaper" in out
    assert [one["status"] for one in run("need", "show", "w1", "--json").data["moves"]] == [
        *("proposed", "proposed", "open", "dropped", "open", "met"),
    ]


def test_several_needs_move_together_each_once(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.need(acme, "one")
    given.need(acme, "two")
    assert len(run("need", "propose", "w1", "2", "W1").out.splitlines()) == 2
    assert statuses(given) == ["proposed", "proposed"]


def test_a_proposal_is_asked_after_by_the_cadence_in_calendar_months(given: Given, run: Run) -> None:
    acme = given.client("Acme", cadence="1m")
    given.need(acme, "faster")
    [moved] = run("need", "propose", "w1", "--on", "2026-10-31", "--json").data
    assert moved["comes_up_on"] == "2026-11-30"
    assert run("need", "show", "w1", "--json").data["comes_up_on"] == "2026-11-30"
    run("undo")
    assert "so it is in `due` now" in run("need", "propose", "w1", "--on", "2026-10-01").out
    assert "it came up Sun 1 Nov" in run("need", "show", "w1").out


def test_a_move_ends_the_snooze_of_the_line(given: Given, run: Run) -> None:
    acme = given.client("Acme", cadence="7d")
    given.need(acme, "faster", status="proposed", on=LAST_WEEK)
    run("snooze", "w1", "--until", "+3d", "--because", "on holiday")
    card = run("need", "show", "w1", "--json").data
    assert (card["snoozed_until"], card["snoozed_because"]) == ("2026-11-23", "on holiday")
    assert "snoozed until Mon 23 Nov (on holiday)" in run("need", "show", "w1").out
    run("need", "propose", "w1")
    assert given.value("SELECT count(*) FROM snooze") == 0


def test_an_edit_tells_old_and_new_and_clears(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    jo = given.contact(acme, "Jo Doe")
    meeting = given.meeting(acme, on=TODAY, status="held")
    given.need(acme, "old", kano="basic", evidence="said so", contact_id=jo, meeting_id=meeting, status="met")
    ran = run("need", "edit", "w1", "new", "--kano", "DELIGHT", "--origin", "implied", "--priority", "low")
    for told in ("text old → new", "kano basic → delight", "origin stated → implied", "priority normal → low"):
        assert told in ran.out
    ran = run("need", "edit", "w1", "--kano", "", "--evidence", "", "--with", "", "--meeting", "", "--json")
    assert {one["field"]: (one["old"], one["new"]) for one in ran.data["changes"]} == {
        "kano": ("delight", None),
        "evidence": ("said so", None),
        "contact": ("Jo Doe", None),
        "meeting": ("m1", None),
    }
    count = given.value("SELECT count(*) FROM operation")
    assert run("need", "edit", "w1", "new").out == "w1 of Acme: nothing changed.\n"
    assert given.value("SELECT count(*) FROM operation") == count


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "acme", "x", "--implied", "--with", "jo", "--meeting", "1"],
        ["edit", "w1", "y", "--kano", "basic", "--with", "jo", "--meeting", "m1", "--evidence", "e"],
        ["propose", "w1", "w2", "--because", "again"],
        ["meet", "w1", "w2"],
        ["drop", "w2", "--on", "yesterday"],
        ["reopen", "w2", "w3"],
    ],
    ids=" ".join,
)
def test_undo_and_redo_take_each_command_back_and_forth(given: Given, run: Run, arguments: list[str]) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo")
    given.meeting(acme, on=TODAY, status="held")
    given.need(acme, "open")
    given.need(acme, "proposed", status="proposed", on=LAST_WEEK)
    given.need(acme, "met", status="met", on=LAST_WEEK)
    with given.change() as change:
        until = TODAY + timedelta(days=3)
        change.add("snooze", client_id=acme, kind="need", record_id=2, until_on=until, set_on=TODAY)
    before = records(given)
    run("need", *arguments)
    after = records(given)
    assert after != before
    run("undo")
    assert records(given) == before
    run("redo")
    assert records(given) == after


def test_done_and_snooze_behave_as_for_other_lines(given: Given, run: Run) -> None:
    acme = given.client("Acme", cadence="7d")
    given.need(acme, "faster", status="proposed", on=LAST_WEEK)
    given.need(acme, "open")
    assert "need meet w1" in run("done", "w1", exit_code=5).err
    assert "nothing to snooze" in run("snooze", "w2", "--until", "+3d", exit_code=5).err
    assert run("snooze", "w1", "--until", "+3d").out == "Snoozed w1 (faster) until Mon 23 Nov.\n"
    assert "w1" not in run("due", "--ids").out.split()
    assert "w1" in run("due", "--ids", today="2026-11-23").out.split()
    assert run("snooze", "--clear", "w1", today="2026-11-20").out.startswith("w1 (faster) is no longer snoozed")
    run("snooze", "--clear", "w1", exit_code=5)
    run("snooze", "w9", "--until", "+3d", exit_code=3)


# Lists


@pytest.fixture
def many(given: Given) -> Given:
    """Needs of every status, class and priority, at two clients and an archived one."""
    acme, beta, gone = given.client("Acme"), given.client("青禾茶业", handle="qinghe"), given.client("Gone")
    given.need(acme, "low and old", priority="low", on=date(2025, 1, 1))
    given.need(beta, "normal, proposed", status="proposed", on=LAST_WEEK, kano="basic")
    given.need(acme, "high", priority="high", kano="performance")
    given.need(acme, "normal and older", on=date(2026, 10, 1))
    given.need(acme, "met first", status="met", on=date(2026, 3, 1), kano="delight")
    given.need(acme, "met last", status="met", on=LAST_WEEK)
    given.need(beta, "每月报告要更简短", status="dropped", on=LAST_WEEK, origin="implied")
    given.need(gone, "of somebody archived")
    with given.change() as change:
        change.amend("client", gone, archived_on=TODAY)
        change.add("client_tag", client_id=beta, tag_id=change.add("tag", name="VIP", name_key="vip"))
    return given


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ([], ["w3", "w4", "w2", "w1"]),
        (["acme"], ["w3", "w4", "w1"]),
        (["--all"], ["w3", "w5", "w4", "w2", "w6", "w7", "w1"]),
        (["--status", "met"], ["w5", "w6"]),
        (["--priority", "low"], ["w1"]),
        (["--kano", "basic"], ["w2"]),
        (["--kano", "delight", "--all"], ["w5"]),
        (["--tag", "vip", "--all"], ["w2", "w7"]),
        (["--limit", "2"], ["w3", "w4"]),
        (["gone"], ["w8"]),
    ],
)
def test_lists_are_narrowed_and_stand_by_priority_and_waiting(
    many: Given, run: Run, arguments: list[str], shown: list[str]
) -> None:
    assert run("need", "list", *arguments, "--ids").out.split() == shown


def test_an_empty_list_says_what_to_do_and_csv_keeps_its_header(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    assert "need add" in run("need", "list").out
    assert "need add" in run("need", "board").out
    assert run("need", "board", "--ids").out == ""
    assert run("need", "list", "--csv").out.startswith("ref,client,client_name,text,status,status_on,priority,kano")
    given.need(acme, "=1+1")
    assert "'=1+1" in run("need", "list", "--csv").out


# The board


def drawn(given: Given, width: int, client: str | None = None) -> list[str]:
    with given.reading() as reader:
        found = render.board(queries.need_board(reader, client_id=None), client=client)
    assert isinstance(found, ink.Drawing)
    return [ink.painted(line, color=False) for line in found.lines(width)]


@pytest.mark.parametrize("width", [78, 80, 120, 200])
def test_the_board_has_a_column_for_each_status_and_chinese_text_keeps_them_straight(many: Given, width: int) -> None:
    many.need(1, "很长的需求" * 20, priority="high")
    many.need(1, "a-word-that-is-longer-than-any-column-of-the-board-may-ever-become", status="dropped")
    lines = drawn(many, width)
    assert max(map(ink.width_of, lines)) <= width
    begins = [lines[0].index(status) for status in ("OPEN", "PROPOSED", "MET", "DROPPED")]
    assert begins == [number * (min((width - 6) // 4, 48) + 2) for number in range(4)]
    for line in lines:
        assert [cut(line, begin - 2, begin).strip() for begin in begins[1:]] == ["", "", ""]


def cut(line: str, begin: int, end: int) -> str:
    """Give what stands between two columns of the terminal."""
    at, inside = 0, ""
    for letter in line:
        if begin <= at < end:
            inside += letter
        at += ink.width_of(letter)
    return inside


@pytest.mark.parametrize("width", [20, 40, 60, 77])
def test_a_narrow_terminal_has_one_column_under_another(many: Given, width: int) -> None:
    lines = drawn(many, width)
    assert max(map(ink.width_of, lines)) <= width
    heads = [line for line in lines if line.partition(" ")[0].isupper()]
    assert heads == ["OPEN 3", "PROPOSED 1", "MET 2", "DROPPED 1"]


def test_settled_needs_stand_from_the_newest_and_many_are_counted(many: Given) -> None:
    text = "\n".join(drawn(many, 60))
    assert text.index("met last") < text.index("met first")
    for number in range(25):
        many.need(1, f"need {number}", status="met")
    assert [line for line in drawn(many, 200) if "7 more: clienttrack need list --status met" in line]
    assert [line for line in drawn(many, 200, "acme") if "7 more: clienttrack need list acme --status met" in line]


def test_a_long_need_is_cut_to_four_lines(given: Given) -> None:
    given.need(given.client("Acme"), "word " * 100)
    assert len(drawn(given, 80)) == 2 + 1 + 4
    assert drawn(given, 80)[-1].endswith("…")


def test_piped_the_board_is_plain_lines_and_json_keeps_the_columns(many: Given, run: Run) -> None:
    lines = run("need", "board").out.splitlines()
    assert lines[0].split() == ["STATUS", "REF", "CLIENT", "NEED", "PRIORITY", "KANO", "ORIGIN"]
    assert [line.split()[1] for line in lines[1:]] == ["w3", "w4", "w1", "w2", "w6", "w5", "w7"]
    columns = run("need", "board", "acme", "--json").data["columns"]
    assert [(one["status"], len(one["needs"])) for one in columns] == [
        ("open", 3), ("proposed", 0), ("met", 2), ("dropped", 0),
    ]  # fmt: skip
    assert run("need", "board", "--ids").out.split() == ["w3", "w4", "w1", "w2", "w6", "w5", "w7"]


def test_hostile_text_is_shown_harmlessly_and_kept_exactly(given: Given, run: Run) -> None:
    given.client("Acme")
    run("need", "add", "acme", HOSTILE, "--evidence", HOSTILE)
    run("need", "propose", "w1", "--because", HOSTILE)
    for command in (["list"], ["board"], ["show", "w1"], ["edit", "w1", HOSTILE], ["meet", "w1"]):
        out = run("need", *command).out
        assert not {"\x1b", "\x9b", "\u202e"} & set(out)
        assert "[/b]" in out or command[0] == "edit"
    assert not {"\x1b", "\x9b", "\u202e"} & set("".join(drawn(given, 80)))
    card = run("need", "show", "w1", "--json").data
    assert (card["need"]["text"], card["need"]["evidence"], card["moves"][0]["because"]) == (HOSTILE,) * 3


@pytest.mark.parametrize("state", [{"archived_on": TODAY}, {"told_stage": "lost"}])
def test_a_proposal_to_a_client_who_does_not_come_up_does_not_either(
    state: dict[str, Any], given: Given, run: Run
) -> None:
    acme = given.client("Acme", cadence="7d", **state)
    given.need(acme, "faster", status="proposed", on=LAST_WEEK)
    assert run("need", "show", "w1", "--json").data["comes_up_on"] is None
    assert run("due", "--json").data["lines"] == []

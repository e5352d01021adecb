"""The verbs of every day: log, done, snooze."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest

from clienttrack.slices.daily.rules import (
    DayWithoutPromise,
    NextStep,
    NoRefToFinish,
    SnoozeOver,
    SnoozeUnclear,
    TextWithoutTouch,
    TwoTexts,
    read_lines_to_finish,
    read_next_step,
    read_until,
)
from clienttrack.vocabulary import TouchKind
from tests.conftest import TODAY, Given, Run

HOSTILE = "[/b] \x1b[31mred\x1b[0m\nsecond line \u202egnp.exe'); DROP TABLE client; -- ../../etc"
RECORDS = ("client", "touchpoint", "touchpoint_contact", "task", "snooze", "standing", "search")


def records(given: Given) -> dict[str, list[tuple[Any, ...]]]:
    """Give every record of the book, and what is derived from them."""
    with given.reading() as reader:
        return {table: sorted(map(tuple, reader.rows(f"SELECT * FROM {table}")), key=repr) for table in RECORDS}


def operations(given: Given) -> int:
    return int(given.value("SELECT max(id) FROM operation"))


def snooze(given: Given, client_id: int, kind: str = "touch", record_id: int | None = None) -> None:
    with given.change() as change:
        change.add(
            "snooze",
            client_id=client_id,
            kind=kind,
            record_id=record_id or client_id,
            until_on=date(2026, 12, 1),
            set_on=TODAY,
        )


def test_a_promise_may_have_no_day_but_a_day_needs_a_promise() -> None:
    assert read_next_step("send offer", None, today=TODAY) == NextStep("send offer", None)
    assert read_next_step("send offer", "fri", today=TODAY) == NextStep("send offer", date(2026, 11, 27))
    assert read_next_step(None, None, today=TODAY) is None
    with pytest.raises(DayWithoutPromise):
        read_next_step(None, "fri", today=TODAY)


def test_references_and_the_one_text_are_told_apart() -> None:
    told = read_lines_to_finish(["t12", "@acme", "we talked", "T12"], kind=None)
    assert [str(ref) for ref in told.refs] == ["t12", "@acme"]
    assert told.text == "we talked"
    with pytest.raises(TwoTexts):
        read_lines_to_finish(["@acme", "we", "talked"], kind=None)
    with pytest.raises(NoRefToFinish):
        read_lines_to_finish(["acme"], kind=None)
    with pytest.raises(TextWithoutTouch):
        read_lines_to_finish(["t12", "we talked"], kind=None)
    with pytest.raises(TextWithoutTouch):
        read_lines_to_finish(["t12"], kind=TouchKind.CALL)


def test_a_snooze_ends_after_today_or_is_cleared_and_nothing_between() -> None:
    assert read_until("tomorrow", clear=False, because=None, today=TODAY) == TODAY + timedelta(days=1)
    assert read_until(None, clear=True, because=None, today=TODAY) is None
    with pytest.raises(SnoozeOver):
        read_until("today", clear=False, because=None, today=TODAY)
    for words, clear, because in ((None, False, None), ("fri", True, None), (None, True, "x")):
        with pytest.raises(SnoozeUnclear):
            read_until(words, clear=clear, because=because, today=TODAY)


def test_log_says_in_one_line_what_was_logged_and_what_comes_next(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    told = ("--kind", "call", "--on", "yesterday", "--next", "send offer", "--by", "fri")
    ran = run("log", "acme", "talked about renewal", *told)
    assert (
        ran.out
        == 'Logged a call with Acme yesterday. Next: t1 "send offer" by Fri 27 Nov. In touch again by Thu 26 Nov.\n'
    )
    assert ran.err == ""
    assert given.value("SELECT touchpoint_id FROM task") == 1


def test_log_without_a_kind_is_other_and_counts(given: Given, run: Run) -> None:
    given.client("Acme")
    logged = run("log", "acme", "hello", "--json").data
    assert logged == {
        "touchpoints": [
            {
                "id": 1,
                "client": "acme",
                "client_name": "Acme",
                "kind": "other",
                "happened_on": "2026-11-20",
                "direction": None,
                "minutes": None,
                "text": "hello",
                "contacts": [],
                "next_touch_on": "2026-12-20",
            }
        ],
        "task": None,
        "created": None,
    }
    assert given.value("SELECT anchor_on FROM standing") == TODAY.isoformat()


def test_a_late_log_says_that_the_touch_is_still_due(given: Given, run: Run) -> None:
    given.client("Acme", tier="core")
    assert "Still due since Sun 8 Nov." in run("log", "acme", "x", "--on", "1 Nov").out
    given.client("Gone", archived_on=date(2026, 1, 1))
    assert run("log", "gone", "x").out == "Logged a touchpoint with Gone.\n"


def test_log_keeps_who_took_part_how_long_and_who_began(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.contact(acme, "Jo Doe")
    given.contact(acme, "王小明")
    told = ("--with", "jo", "--with", "王小明", "--with", "Jo Doe", "--direction", "in", "--minutes", "30")
    [line] = run("log", "acme", "hello", *told, "--json").data["touchpoints"]
    assert (line["contacts"], line["direction"], line["minutes"]) == (["Jo Doe", "王小明"], "in", 30)


def test_the_next_step_is_promised_to_the_only_one_who_was_there(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for name in ("Ann Roe", "Bob Low"):
        given.contact(acme, name)
    told = run("log", "acme", "lunch", "--with", "ann", "--next", "send it by fri").out
    assert 'Next: t1 "send it by fri" without a day, so `due` does not show it.' in told
    run("log", "acme", "lunch", "--with", "ann", "--with", "bob", "--next", "more")
    run("log", "acme", "lunch", "--next", "most")
    with given.reading() as reader:
        assert [row[0] for row in reader.rows("SELECT contact_id FROM task ORDER BY id")] == [1, None, None]


def test_the_same_is_logged_for_more_clients_once_each_in_one_operation(given: Given, run: Run) -> None:
    given.client("Acme")
    given.client("华为", handle="huawei")
    before = operations(given)
    also = ("--also", "huawei", "--also", "acme", "--also", "hua")
    logged = run("log", "acme", "met at the fair", *also, "--next", "write", "--json").data
    assert [line["client"] for line in logged["touchpoints"]] == ["acme", "huawei"]
    assert logged["task"] == {"ref": "t1", "client": "acme", "text": "write", "due_on": None}
    assert operations(given) == before + 1


def test_an_unknown_client_is_made_only_when_told_to(given: Given, run: Run) -> None:
    assert "Acme" in run("log", "Acme Ltd", "hello", exit_code=3).err
    ran = run("log", "Acme Ltd", "hello", "--create", "--json").data
    assert ran["created"] == ran["touchpoints"][0]["client"] == given.value("SELECT handle FROM client")
    assert run("log", "acme", "hello", "--create", "--json").data["created"] is None


def test_an_unknown_client_is_told_how_to_be_made(given: Given, run: Run) -> None:
    assert "Add --create to make a new client." in run("log", "Acme", "hello", exit_code=3).err


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("zoes-bakry", 5, "client add NAME --force"),
        ("Zoes Bakkery", 5, "client add NAME --force"),
        ("foo@bar.example", 5, "--email foo@bar.example"),
    ],
)
def test_create_stops_at_what_is_nearly_there_and_at_an_address(
    name: str, code: int, said: str, given: Given, run: Run
) -> None:
    given.client("Zoë's Bread and Cakes", handle="zoes-bakery")
    ran = run("log", name, "hi", "--create", exit_code=code)
    assert said in ran.err
    assert given.value("SELECT count(*) FROM client") == 1


def test_a_next_step_in_the_past_is_taken_and_told(given: Given, run: Run) -> None:
    given.client("Acme")
    ran = run("log", "acme", "x", "--next", "send", "--by", "2026-11-16")
    assert "t1 is late already: it is for Mon 16 Nov." in ran.err
    assert run("log", "acme", "x", "--next", "send", "--by", "today").err == ""


@pytest.mark.parametrize("create", [[], ["--create"]])
def test_an_ambiguous_name_never_writes(given: Given, run: Run, create: list[str]) -> None:
    given.client("Acme North")
    given.client("Acme South")
    before = records(given)
    ran = run("log", "acme", "hello", *create, exit_code=4)
    assert "acme-north" in ran.err
    assert "acme-south" in ran.err
    run("log", "acme-north", "hello", "--also", "acme", exit_code=4)
    run("task", "add", "acme", "x", exit_code=4)
    run("done", "@acme", "hello", exit_code=3)
    run("snooze", "@acme", "--until", "+3d", exit_code=3)
    assert records(given) == before


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (["nobody", "x"], 3, "unknown-client"),
        (["acme", "x", "--also", "nobody"], 3, "unknown-client"),
        (["acme", "x", "--with", "Bo"], 3, "unknown-contact"),
        (["acme", "x", "--on", "tomorrow"], 5, "future-touchpoint"),
        (["acme", "x", "--on", "2026-11-21"], 5, "future-touchpoint"),
        (["acme", "x", "--on", "03/04/2026"], 2, "unreadable-day"),
        (["acme", "x", "--by", "fri"], 2, "day-without-promise"),
        (["acme", "x", "--next", " ", "--by", "fri"], 2, "empty-promise"),
        (["acme", ""], 2, "empty-text"),
        (["acme", "\n \t"], 2, "empty-text"),
        (["acme", "-"], 2, "nothing-piped"),
        (["acme"], 2, "nothing-piped"),
        (["acme", "a\0b"], 2, "not-unicode-text"),
        (["acme", "a\udcffb"], 2, "not-unicode-text"),
        (["acme", "x", "--kind", "telex"], 2, "wrong-usage"),
        (["acme", "x", "--minutes", "-1"], 2, "wrong-usage"),
        (["acme", "two", "words"], 2, "wrong-usage"),
    ],
)
def test_a_wrong_log_writes_nothing(given: Given, run: Run, arguments: list[str], exit_code: int, code: str) -> None:
    given.client("Acme")
    given.contact(given.client("Beta"), "Bo")
    before, count = records(given), operations(given)
    assert f'"{code}"' in run("log", *arguments, "--json", exit_code=exit_code).out
    assert records(given) == before
    assert operations(given) == count


def test_without_terminal_and_text_log_takes_what_is_piped_in(given: Given, run: Run) -> None:
    given.client("Acme")
    assert run("log", "acme", "--json", stdin="one\ntwo\n").data["touchpoints"][0]["text"] == "one\ntwo"


@pytest.mark.parametrize("arguments", [("log", "acme"), ("log", "acme", "-"), ("done", "@acme", "-")])
@pytest.mark.parametrize("closed", [False, True])
def test_where_nothing_is_piped_in_it_says_what_to_give(
    arguments: tuple[str, ...], *, closed: bool, given: Given, process: Any
) -> None:
    given.client("Acme")
    ended = process(*arguments, **({"preexec_fn": lambda: os.close(0)} if closed else {}))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("Error: There is no text, and nothing comes on stdin.")
    assert given.value("SELECT count(*) FROM touchpoint") == 0


def test_a_dash_reads_the_text_from_stdin_without_its_last_newline(given: Given, run: Run) -> None:
    given.client("Acme")
    assert run("log", "acme", "-", "--json", stdin="one\ntwo\n").data["touchpoints"][0]["text"] == "one\ntwo"
    assert run("done", "@acme", "-", "--json", stdin="三\n").data["logged"][0]["text"] == "三"


def test_bytes_that_are_no_text_are_refused(
    given: Given, process: Callable[..., "subprocess.CompletedProcess[bytes]"]
) -> None:
    given.client("Acme")
    ran = process("log", "acme", "-", input=b"caf\xe9", text=False)
    assert ran.returncode == 2
    assert b"is not Unicode" in ran.stderr
    assert given.value("SELECT count(*) FROM touchpoint") == 0


def test_hostile_words_are_shown_harmlessly_and_stored_exactly(given: Given, run: Run) -> None:
    given.client("[/b]Acme\x1b[2J\n", handle="acme")
    shown = run("log", "acme", HOSTILE, "--next", HOSTILE, "--by", "fri").out
    shown += run("snooze", "t1", "@acme", "--until", "+3d", "--because", HOSTILE).out
    shown += run("done", "t1", "@acme", HOSTILE * 1000).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown.splitlines()) == 5
    assert given.value("SELECT text FROM task") == HOSTILE
    assert given.value("SELECT text FROM touchpoint ORDER BY id DESC") == HOSTILE * 1000


def test_a_counting_touch_ends_the_snooze_of_that_clients_silence_only(given: Given, run: Run) -> None:
    acme, beta = given.client("Acme"), given.client("Beta")
    promise = given.task(acme, "offer", due_on=TODAY)
    for client_id, kind, record_id in (
        (acme, "touch", acme),
        (acme, "task", promise),
        (acme, "no-next-step", acme),
        (beta, "touch", beta),
    ):
        snooze(given, client_id, kind, record_id)
    run("log", "acme", "thought about them", "--kind", "note")
    assert given.value("SELECT count(*) FROM snooze") == 4
    run("log", "acme", "called")
    with given.reading() as reader:
        left = [tuple(row) for row in reader.rows("SELECT client_id, kind FROM snooze ORDER BY id")]
    assert left == [(acme, "task"), (acme, "no-next-step"), (beta, "touch")]
    run("undo")
    assert given.value("SELECT count(*) FROM snooze") == 4


def test_done_finishes_promises_and_logs_talks_in_one_operation(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.client("Beta")
    given.task(acme, "offer", due_on=TODAY)
    before = operations(given)
    ran = run("done", "t1", "@acme", "t1", "@beta", "we talked", "--kind", "call", "--on", "yesterday", "--json").data
    assert operations(given) == before + 1
    assert ran["finished"] == [
        {
            "ref": "t1",
            "client": "acme",
            "client_name": "Acme",
            "text": "offer",
            "done_on": "2026-11-19",
            "successor": None,
        }
    ]
    assert [(line["client"], line["kind"], line["happened_on"]) for line in ran["logged"]] == [
        ("acme", "call", "2026-11-19"),
        ("beta", "call", "2026-11-19"),
    ]
    assert given.value("SELECT closed_on FROM task") == "2026-11-19"


def test_done_prints_the_reference_of_the_next_occurrence(given: Given, run: Run) -> None:
    given.client("Acme")
    run("task", "add", "acme", "status", "--by", "2026-01-31", "--repeat", "+1m")
    assert run("done", "t1").out == 'Done t1 "status" (Acme). Next: t2 "status" by Sat 28 Feb.\n'
    assert 't3 "status" by Tue 31 Mar.' in run("done", "t2").out


def test_a_renamed_client_answers_to_the_old_reference_and_never_to_a_beginning(given: Given, run: Run) -> None:
    client_id = given.client("Acme", handle="acme-new")
    with given.change() as change:
        change.add("alias", client_id=client_id, alias="acme", alias_key="acme")
    assert run("done", "@acme", "@acme-new", "we talked", "--json").data["logged"][0]["client"] == "acme-new"
    assert given.value("SELECT count(*) FROM touchpoint") == 1
    run("snooze", "@acme", "@acme-new", "--until", "+3d")
    assert len(run("snooze", "--clear", "@acme", "@acme-new", "--json").data) == 1
    run("done", "@ac", "we talked", exit_code=3)
    run("done", "@acme-ne", "we talked", exit_code=3)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["t99"], 3, "t99"),
        (["t1", "t99"], 3, "t99"),
        (["@nobody", "x"], 3, "nobody"),
        (["t1", "@nobody", "x"], 3, "nobody"),
        (["t2"], 5, "2026-11-02"),
        (["t1", "t2"], 5, "2026-11-02"),
        (["t1", "--on", "tomorrow"], 5, "2026-11-21"),
        (["@acme", "x", "--on", "tomorrow"], 5, "2026-11-21"),
        (["t1", "n@acme"], 5, "clienttrack task add acme"),
        (["n@acme"], 5, "--next"),
        (["z@acme"], 5, "clienttrack client resume acme"),
        (["n@nobody"], 3, "nobody"),
        (["i3"], 5, "clienttrack issue"),
        (["m4"], 5, "clienttrack meet"),
        (["w9"], 5, "clienttrack need"),
        (["o7"], 3, "o7"),
        (["p2"], 3, "p2"),
        (["c5"], 3, "c5"),
        (["y8"], 3, "y8"),
        (["s6"], 3, "s6"),
        (["k@acme"], 5, "acme has no churn risk"),
        (["acme"], 2, "@acme or t12"),
        (["t1", "we talked"], 2, "only with a client's own line"),
        (["t1", "--kind", "call"], 2, "only with a client's own line"),
        (["@acme", "we", "talked"], 2, "quotes"),
        (["@acme"], 2, "@acme"),
        (["@acme", " "], 2, "empty"),
        ([], 2, "REF"),
    ],
)
def test_a_wrong_done_writes_nothing(given: Given, run: Run, arguments: list[str], exit_code: int, says: str) -> None:
    acme = given.client("Acme")
    given.task(acme, "offer", due_on=TODAY)
    given.task(acme, "kept", due_on=TODAY, status="done", closed_on=date(2026, 11, 2))
    before, count = records(given), operations(given)
    ran = run("done", *arguments, exit_code=exit_code)
    assert says in ran.err
    assert ran.out == ""
    assert records(given) == before
    assert operations(given) == count


def test_snooze_hides_a_line_until_a_day_and_snoozing_again_replaces_it(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    given.task(acme, "offer", due_on=TODAY)
    ran = run("snooze", "@acme", "t1", "--until", "fri", "--because", "on holiday")
    assert ran.out.splitlines() == [
        "Snoozed @acme (Acme) until Fri 27 Nov: on holiday.",
        "Snoozed t1 (offer) until Fri 27 Nov: on holiday.",
    ]
    [line] = run("snooze", "@acme", "--until", "tomorrow", "--json").data
    assert line == {
        "ref": "@acme",
        "kind": "touch",
        "client": "acme",
        "what": "Acme",
        "until_on": "2026-11-21",
        "because": None,
    }
    assert given.value("SELECT count(*) FROM snooze") == 2
    assert (
        run("snooze", "--clear", "@acme", "@ACME").out == "@acme (Acme) is no longer snoozed; it was until tomorrow.\n"
    )
    assert given.value("SELECT kind FROM snooze") == "task"


def test_each_kind_of_line_is_snoozed_by_its_own_record(given: Given, run: Run) -> None:
    given.client("Beta")
    acme = given.client("Acme", paused_until=date(2026, 12, 24))
    promise = given.task(acme, "offer", due_on=TODAY)
    given.need(acme, "open")
    need = given.need(acme, "proposed", status="proposed")
    run("snooze", "@acme", "n@acme", "z@acme", f"t{promise}", f"w{need}", "--until", "+1w")
    with given.reading() as reader:
        kept = [tuple(row) for row in reader.rows("SELECT kind, record_id, client_id FROM snooze ORDER BY id")]
    assert kept == [
        ("touch", acme, acme),
        ("no-next-step", acme, acme),
        ("paused", acme, acme),
        ("task", promise, acme),
        ("need", need, acme),
    ]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["@acme"], 2, "--until"),
        (["@acme", "--until", "+3d", "--clear"], 2, "--clear alone"),
        (["@acme", "--until", "today"], 5, "after today"),
        (["@acme", "--until", "yesterday"], 5, "after today"),
        (["@acme", "--until", "someday"], 2, "someday"),
        (["@acme", "t1", "t99", "--until", "+3d"], 3, "t99"),
        (["@acme", "t2", "--until", "+3d"], 5, "2026-11-02"),
        (["@acme", "z@acme", "--until", "+3d"], 5, "not paused"),
        (["@acme", "m4", "--until", "+3d"], 3, "m4"),
        (["@acme", "w4", "--until", "+3d"], 3, "w4"),
        (["@acme", "w1", "--until", "+3d"], 5, "w1 is met"),
        (["acme", "--until", "+3d"], 3, "@acme or t12"),
        (["@nobody", "--until", "+3d"], 3, "nobody"),
        (["--clear", "@acme"], 5, "not snoozed"),
        (["--clear", "t2"], 5, "not snoozed"),
    ],
)
def test_a_wrong_snooze_writes_nothing(given: Given, run: Run, arguments: list[str], exit_code: int, says: str) -> None:
    acme = given.client("Acme")
    given.task(acme, "offer", due_on=TODAY)
    given.task(acme, "kept", due_on=TODAY, status="done", closed_on=date(2026, 11, 2))
    given.need(acme, "faster", status="met")
    before, count = records(given), operations(given)
    assert says in run("snooze", *arguments, exit_code=exit_code).err
    assert records(given) == before
    assert operations(given) == count


def test_a_closed_promise_leaves_no_snooze_behind(given: Given, run: Run) -> None:
    acme = given.client("Acme")
    for number in (1, 2):
        given.task(acme, "offer", due_on=TODAY)
        snooze(given, acme, "task", number)
    run("done", "t1")
    run("task", "drop", "t2")
    assert given.value("SELECT count(*) FROM snooze") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["log", "acme", "hello", "--next", "offer", "--by", "fri", "--with", "jo", "--also", "beta"],
        ["log", "Gamma", "hello", "--create"],
        ["done", "t1", "@acme", "we talked"],
        ["snooze", "@beta", "t1", "--until", "+3d"],
        ["snooze", "--clear", "@acme"],
        ["touch", "edit", "1", "new", "--kind", "note", "--on", "mon", "--with", "jo"],
        ["touch", "remove", "1", "--yes"],
        ["task", "add", "acme", "x", "--by", "fri", "--repeat", "+1w"],
        ["task", "edit", "t1", "y", "--by", "+2m", "--side", "theirs", "--with", "jo"],
        ["task", "done", "t1", "--on", "yesterday"],
        ["task", "drop", "t1", "--because", "no"],
        ["task", "reopen", "t2"],
    ],
    ids=" ".join,
)
def test_undo_restores_everything_and_redo_does_it_again(given: Given, run: Run, arguments: list[str]) -> None:
    acme = given.client("Acme", last_touch=date(2026, 11, 1))
    given.client("Beta")
    given.contact(acme, "Jo")
    given.task(
        acme,
        "monthly",
        due_on=date(2026, 10, 31),
        repeat_kind="+",
        repeat_interval="1m",
        first_on=date(2026, 1, 31),
        touchpoint_id=1,
    )
    given.task(acme, "kept", due_on=TODAY, status="done", closed_on=TODAY)
    snooze(given, acme)
    snooze(given, acme, "task", 1)
    before = records(given)
    run(*arguments)
    after = records(given)
    assert after != before
    run("undo")
    assert records(given) == before
    run("redo")
    assert records(given) == after


def test_the_verbs_of_every_day_load_no_models_templates_tables_or_fuzzy_search(given: Given) -> None:
    given.client("Acme")
    given.task(1, "offer", due_on=TODAY)
    code = (
        "import sys; from clienttrack import cli\n"
        "for words in (['log', 'acme', 'x', '--next', 'y', '--by', 'fri'], ['done', 't1', '@acme', 'x'],"
        " ['snooze', '@acme', '--until', '+3d']): assert cli.run(words) == 0\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'jinja2', 'alembic', 'rapidfuzz', 'phonenumbers', 'rich'}\n"
        "sys.stderr.write(','.join(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert ran.stderr == ""


class TestAtATerminal:
    """What happens where somebody sits at the keyboard."""

    @staticmethod
    def started(*arguments: str, **environment: str) -> "pexpect.spawn[str]":
        return pexpect.spawn(
            sys.executable,
            ["-m", "clienttrack", *arguments],
            env={**os.environ, **environment},
            encoding="utf-8",
            timeout=20,
        )

    def test_log_without_text_opens_the_editor(self, given: Given, tmp_path: Path) -> None:
        given.client("Acme")
        editor = tmp_path / "editor"
        editor.write_text('#!/bin/sh\nprintf "written\\nby hand\\n" > "$1"\n')
        editor.chmod(0o700)
        child = self.started("log", "acme", EDITOR=str(editor))
        child.expect("Logged a touchpoint with Acme")
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "written\nby hand"

    def test_what_it_is_about_stands_below_and_lines_with_a_mark_of_ones_own_stay(
        self, given: Given, tmp_path: Path
    ) -> None:
        given.client("Acme Ltd", handle="acme")
        editor = tmp_path / "editor"
        editor.write_text(
            '#!/bin/sh\n{ printf "# Agenda\nprices"; cat "$1"; cp "$1" "$0.seen"; } > "$1.new"; mv "$1.new" "$1"\n'
        )
        editor.chmod(0o700)
        child = self.started("log", "acme", "--kind", "call", EDITOR=str(editor))
        child.expect("Logged a call with Acme")
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "# Agenda\nprices"
        begun = (tmp_path / "editor.seen").read_text(encoding="utf-8")
        assert begun.startswith("\n# Acme Ltd (acme), call, today.")

    @pytest.mark.parametrize("editor", ["true", 'sh -c \'printf "" > "$0"\'', 'sh -c \'printf " \\n" > "$0"\''])
    def test_a_text_left_empty_writes_nothing_and_leaves_no_draft(
        self, editor: str, given: Given, tmp_path: Path
    ) -> None:
        given.client("Acme")
        drafts = tmp_path / "drafts"
        drafts.mkdir()
        child = self.started("log", "acme", EDITOR=editor, TMPDIR=str(drafts))
        child.expect("The text is empty")
        assert "kept" not in child.read()
        assert child.wait() == 2
        assert list(drafts.iterdir()) == []
        assert given.value("SELECT count(*) FROM touchpoint") == 0

    def test_a_mistake_is_told_before_the_editor_opens(self, given: Given, tmp_path: Path) -> None:
        given.client("Acme")
        child = self.started("log", "acme", "--with", "nobody", EDITOR=f"touch {tmp_path / 'opened'}")
        child.expect("No contact is called 'nobody'")
        child.expect(pexpect.EOF)
        assert child.wait() == 3
        assert not (tmp_path / "opened").exists()

    def test_done_asks_what_happened(self, given: Given) -> None:
        given.client("Acme")
        child = self.started("done", "@acme", "--kind", "call")
        child.expect("What happened with @acme\\?")
        child.sendline("we talked")
        child.expect("Logged a call with Acme")
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "we talked"

    def test_the_line_can_be_edited_and_the_question_is_not_part_of_the_answer(
        self, given: Given, tmp_path: Path
    ) -> None:
        given.client("Acme")
        command = f"'{sys.executable}' -m clienttrack done @acme --json > '{tmp_path / 'answer'}'"
        child = pexpect.spawn("/bin/sh", ["-c", command], encoding="utf-8", timeout=20)
        child.expect("What happened with @acme\\?")
        child.sendline("tlked\x1b[D\x1b[D\x1b[D\x1b[Da")
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "talked"
        assert (tmp_path / "answer").read_text(encoding="utf-8").startswith('{"version": 1')

    def test_the_question_is_asked_where_stdout_is_closed(self, given: Given) -> None:
        given.client("Acme")
        child = pexpect.spawn("/bin/sh", ["-c", f"'{sys.executable}' -m clienttrack done @acme >&-"], timeout=20)
        child.expect(b"What happened with @acme\\? ")
        child.sendline(b"talked")
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "talked"

    def test_without_line_editing_what_is_no_text_is_asked_again(self, given: Given) -> None:
        given.client("Acme")
        program = "import sys; sys.modules['readline'] = None; from clienttrack.__main__ import main; main()"
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        child = pexpect.spawn(sys.executable, ["-c", program, "done", "@acme"], timeout=20, env=environment)
        for answer in (b"caf\xe9", b"a\x16\x1bb"):
            child.expect(b"What happened with @acme\\? ")
            child.sendline(answer)
            child.expect(rb"is not\s+taken")
        child.expect(b"What happened")
        child.sendline("café".encode())
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "café"

    def test_a_control_character_is_refused_and_asked_again(self, given: Given) -> None:
        given.client("Acme")
        child = self.started("done", "@acme")
        child.expect("What happened")
        child.sendline("a\x16\x1bb")  # Ctrl-V takes the next key as it is
        child.expect("holds a control character")
        child.expect("What happened")
        child.sendline("a b")
        child.expect("Logged")
        child.expect(pexpect.EOF)
        assert given.value("SELECT text FROM touchpoint") == "a b"

    @pytest.mark.parametrize(
        ("key", "said", "code"),
        [("\x03", "Interrupted; nothing was written.", 130), ("\x04", "Nothing was changed.", 1)],
    )
    def test_leaving_a_question_is_said_on_a_line_of_its_own(
        self, key: str, said: str, code: int, given: Given
    ) -> None:
        given.client("Acme")
        child = self.started("done", "@acme")
        child.expect("What happened with @acme\\? ")
        child.send(key)
        told = child.read()
        assert said in told.splitlines()
        assert child.wait() == code
        assert given.value("SELECT count(*) FROM touchpoint") == 0

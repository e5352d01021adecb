"""What TAB offers, by the first letters typed, and in the shells themselves."""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest

from clienttrack import backups, completion
from tests.conftest import NOW, TODAY, Given, Run


class _Asking:
    """A command line as completion sees it: it names the book."""

    def __init__(self, path: object) -> None:
        self.params = {"db": path}

    def find_root(self) -> "_Asking":
        return self


@pytest.fixture
def asking(given: Given) -> Any:
    acme = given.client("Acme")
    given.client("Globex", archived_on="2026-01-01")
    given.client("Initech", told_stage="lost")
    given.client("Tesla", told_stage="deep")
    for words in ("Send offer", "Call back"):
        given.task(acme, words, due_on=None)
    with given.change() as change:
        change.add(
            "alias", client_id=change.value("SELECT id FROM client WHERE handle = 'tesla'"), **_alias("a-motors")
        )
    return _Asking(given.path)


def _alias(words: str) -> dict[str, str]:
    return {"alias": words, "alias_key": words}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["@acme", "@tesla", "t1", "t2"]),
        ("@", ["@acme", "@tesla"]),
        ("@T", ["@tesla"]),
        ("@i", []),
        ("@g", []),
        ("t", ["t1", "t2"]),
        ("t2", ["t2"]),
        ("t3", []),
        ("a", []),
        ("x", []),
        ("k", ["k@tesla"]),
        ("k@", ["k@tesla"]),
        ("K@TE", ["k@tesla"]),
        ("k@a", []),
    ],
)
def test_refs_are_those_of_open_tasks_and_of_clients_we_keep_in_touch_with(
    asking: Any, typed: str, offered: list[str]
) -> None:
    assert [ref for ref, _ in completion.refs(asking, typed)] == offered


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("", ["a-motors", "acme", "initech", "tesla"]), ("A", ["a-motors", "acme"]), ("ac", ["acme"]), ("g", [])],
)
def test_handles_and_aliases_are_offered_in_one_order(asking: Any, typed: str, offered: list[str]) -> None:
    assert [handle for handle, _ in completion.clients(asking, typed)] == offered


# The command lines as bash hands them over


@pytest.fixture
def offered(given: Given, process: Any) -> Any:
    acme = given.client("Acme Ltd", handle="acme")
    given.client("北京贸易", handle="beijing")
    given.client("Globex", archived_on="2026-01-01")
    given.client("Initech", paused_until="2027-01-01")
    for name in ("Tom Lee", "Jo Doe", "Jo Ray", "`x` $(y)"):
        given.contact(acme, name)
    given.contact(given.client("Zed"), "Tom Other")
    given.touchpoint(acme, on=TODAY)
    given.task(acme, "Send offer", due_on=None)
    given.task(acme, "Sent", due_on=None, status="done", closed_on=TODAY)
    given.meeting(acme, on=TODAY)
    given.meeting(acme, on=TODAY, status="held")
    for status in ("open", "proposed", "met"):
        given.need(acme, f"is {status}", status=status)

    def offers(*words: str) -> list[str]:
        environment = {"_CLIENTTRACK_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(("clienttrack", *words))}
        ended = process(env={**os.environ, **environment, "COMP_CWORD": str(len(words))})
        assert ended.stderr == ""
        return sorted(ended.stdout.split())

    return offers


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["done", "@", "a"], ["@acme"]),
        (["done", "@", "acme", "@", "be"], ["@beijing"]),
        (["done", "t1", "@"], ["@acme", "@beijing", "@initech", "@zed"]),
        (["snooze", "n", "@", "ac"], ["@acme"]),
        (["show", "A"], ["acme"]),
        (["show", "北"], ["beijing"]),
        (["log", "acme", "--with", ""], ["2", "3", "4", "Tom"]),
        (["log", "acme", "talked", "--with", "j"], ["2", "3"]),
        (["task", "add", "acme", "call", "--with", "l"], ["Tom"]),
        (["task", "edit", "t1", "--with", "to"], ["Tom"]),
        (["touch", "edit", "1", "--with", "to"], ["1", "5"]),
        (["contact", "edit", "to"], ["1", "5"]),
        (["contact", "show", "--at", "zed", "to"], ["Tom"]),
        (["touch", "edit", ""], ["1"]),
        (["task", "done", ""], ["t1"]),
        (["task", "done", "@"], []),
        (["task", "reopen", ""], ["t2"]),
        (["need", "add", "acme", "faster", "--with", "l"], ["Tom"]),
        (["need", "add", "acme", "faster", "--meeting", ""], ["m1", "m2"]),
        (["need", "show", ""], ["w1", "w2", "w3"]),
        (["need", "edit", "w1", "--meeting", "m"], ["m1", "m2"]),
        (["need", "edit", "w1", "--with", "to"], ["Tom"]),
        (["need", "propose", ""], ["w1", "w2"]),
        (["need", "meet", "w1", "w"], ["w1", "w2"]),
        (["need", "drop", "w3"], []),
        (["need", "reopen", ""], ["w2", "w3"]),
        (["need", "list", "ac"], ["acme"]),
        (["need", "board", "ac"], ["acme"]),
        (["need", "profile", "ac"], ["acme"]),
        (["need", "add", "acme", "faster", "--kano", "d"], ["delight"]),
        (["snooze", "w"], ["w2"]),
        (["client", "restore", ""], ["globex"]),
        (["client", "resume", ""], ["initech"]),
        (["meet", "plan", "a"], ["acme"]),
        (["meet", "plan", "acme", "--with", "l"], ["Tom"]),
        (["meet", "plan", "acme", "--questions", "k"], ["kickoff"]),
        (["meet", "questions", ""], ["business-review", "kickoff", "needs-review", "win-back"]),
        (["meet", "hold", "m"], ["m1"]),
        (["meet", "hold", "be"], ["beijing"]),
        (["meet", "hold", "m1", "--with", "to"], ["Tom"]),
        (["meet", "hold", "m9", "--with", "to"], []),
        (["meet", "edit", "m1", "--with", "to"], ["Tom"]),
        (["meet", "cancel", ""], ["m1"]),
        (["meet", "show", ""], ["m1", "m2"]),
    ],
)
def test_each_place_offers_what_it_takes(words: list[str], expected: list[str], offered: Any) -> None:
    assert offered(*words) == expected


def test_undo_offers_what_may_be_taken_back(offered: Any, run: Run, given: Given) -> None:
    run("task", "add", "acme", "Call")
    run("undo")
    newest = given.value("SELECT max(id) FROM operation WHERE kind = 'change'")
    assert str(newest) not in offered("undo", "")
    assert str(newest - 1) in offered("undo", "")


def test_restore_offers_the_backups(offered: Any, given: Given) -> None:
    taken = backups.take(given.path, now=NOW, keep=10)
    assert offered("book", "restore", "20") == [taken.name]


def test_what_a_shell_would_carry_out_is_not_offered(asking: Any, given: Given) -> None:
    given.client("Zed \\$(touch x) `y` [/b/x] \"'\x1b[31m", handle="zed")
    with given.change() as change:
        for alias in ("zed corp", "z$(touch x)", "z*"):
            change.add("alias", client_id=5, alias=alias, alias_key=alias)
    assert completion.clients(asking, "z") == [("zed", "Zed touch x y /b/x 31m")]


# The shells themselves


SHELLS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
}
BEGIN = {
    "bash": "bind 'set enable-bracketed-paste off'; PS1='$ '",
    "zsh": "PS1='$ '; autoload -Uz compinit; compinit -u -D",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_a_reference_in_the_shell(shell: str, given: Given, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    given.client("Acme")
    given.client("Bramble")
    place = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{place}:{os.environ['PATH']}", "TERM": "dumb"}
    spawned = pexpect.spawn(shutil.which(shell), SHELLS[shell], env=environment, encoding="utf-8", timeout=20)
    with closing(spawned) as child:
        child.sendline(f'{BEGIN[shell]}; eval "$(_CLIENTTRACK_COMPLETE=source_{shell} clienttrack)"; echo re""ady')
        child.expect("ready")
        for typed, completed in (("@b", "@bramble "), ("@acme @br", "@bramble "), ("t1 @", "@acme")):
            child.send(f"clienttrack done {typed}\t\t")
            child.expect_exact(completed)
            child.send("\x15")
            child.sendline("echo next")
            child.expect("next")


def test_tab_completes_a_reference_in_fish(given: Given) -> None:
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("fish is not here")
    given.client("Bramble")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    script = "env _CLIENTTRACK_COMPLETE=source_fish clienttrack | source; complete -C 'clienttrack done @b'"
    ended = subprocess.run(
        [fish, "--no-config", "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.stdout == "@bramble\tBramble\n"


@pytest.mark.parametrize("folder", ["x" * 300, "file"])
def test_a_book_out_of_reach_offers_nothing_and_says_nothing(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    # A name that no folder can have is refused by the system as a folder without rights is, also to root.
    asking: Any = _Asking(tmp_path / folder / "book.db")
    assert completion.clients(asking, "") == []
    assert completion.copies(asking, "") == []
    words = {"_CLIENTTRACK_COMPLETE": "complete_bash", "COMP_WORDS": "clienttrack show ", "COMP_CWORD": "2"}
    environment = {**os.environ, **words, "CLIENTTRACK_DB": str(tmp_path / folder / "book.db")}
    command = [sys.executable, "-m", "clienttrack"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)
    assert (ran.stdout.strip(), ran.stderr) == ("", "")

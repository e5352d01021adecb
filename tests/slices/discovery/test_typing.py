"""What is typed in a real editor and at a real terminal: written down, or kept in a draft that is gone on with."""

import json
import os
import shlex
import shutil
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest

from tests.conftest import TODAY, Given, Run
from tests.disasters import clienttrack_without_power, content_of, powerless

GOAL = "## If only one figure could move this year, which one must it be?"
SITUATION = "## How is this done today, and who does it?"
PAIN = "## What presses on you most right now?"
PAIN_ZH = "## 眼下给您压力最大的是什么？"


@pytest.fixture
def acme(given: Given) -> int:
    """A client with a contact and a known goal."""
    acme = given.client("Acme", tier="core")
    given.contact(acme, "Ann Roe")
    before = given.meeting(acme, on=TODAY - timedelta(days=30), status="held")
    given.answer(before, "goal", "40 days\nneed: stale words")
    return acme


def _terminal(*words: str, **environment: str) -> Any:
    told = {**os.environ, "COLUMNS": "1000", "TERM": "dumb", **environment}
    command = ["-m", "clienttrack", *words]
    return pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=30, env=told, echo=False)


def _edited(folder: Path, script: str, *words: str) -> tuple[str, int]:
    """Run a command at a terminal with a shell script as the editor; the form is ``$1``."""
    editor = folder / "my editor.sh"
    editor.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    editor.chmod(0o755)
    with closing(_terminal(*words, EDITOR=shlex.quote(str(editor)))) as child:
        told = str(child.read()).replace("\r\n", "\n")
    return told, -int(child.signalstatus) if child.signalstatus else int(child.exitstatus)


def _drafts(given: Given) -> list[Path]:
    return sorted(given.drafts.glob("*"))


HOLD = ("meet", "hold", "acme", "--questions", "kickoff")


def test_a_form_that_is_not_there_in_the_language_of_the_client_says_so(
    given: Given, acme: int, tmp_path: Path
) -> None:
    with given.change() as change:
        change.run("UPDATE client SET language = 'fr'")
    told, _ = _edited(tmp_path, f'cp "$1" {tmp_path}/seen', *HOLD)
    assert "There is no question set 'kickoff' in 'fr', so it is in en.\n" in told
    assert PAIN in (tmp_path / "seen").read_text(encoding="utf-8")


def test_the_form_holds_the_questions_and_what_is_known(given: Given, acme: int, tmp_path: Path) -> None:
    told, code = _edited(tmp_path, f'cp "$1" {tmp_path}/seen', *HOLD)
    assert code == 1
    assert "The form holds nothing new, so nothing was written." in told
    seen = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert seen[0] == "# Kickoff: Acme, 2026-11-20"
    assert seen[1].startswith("<!-- Lines that begin need: implied: task:")
    at = seen.index(GOAL)
    assert seen[at + 1].startswith("<!-- The figure")
    assert seen[at + 2 : at + 5] == ["", "40 days", "need: stale words"]
    assert _drafts(given) == []
    assert given.value("SELECT count(*) FROM meeting") == 1


def test_what_is_known_and_left_is_no_new_answer_and_no_record(given: Given, acme: int, tmp_path: Path) -> None:
    script = f"""printf 'quote: At last\\n' >> "$1"; sed -i 's/^{PAIN}$/&\\nThe board/' "$1" """
    told, code = _edited(tmp_path, script, *HOLD)
    assert code == 0, told
    assert told.startswith(
        "Held m2, which nobody had planned, with Acme (nobody named), today, kickoff: 1 answer, 1 remark."
    )
    assert given.value("SELECT group_concat(field || answered_on) FROM answer") == "goal2026-10-21,pain2026-11-20"
    assert given.value("SELECT count(*) FROM need") == 0
    assert _drafts(given) == []


EDITS = [
    # headings removed, renamed, reordered, doubled, in Chinese, with CRLF
    ("printf 'Just words\\n' > \"$1\"", [(None, "Just words")]),
    (f"printf '{GOAL} Or not?\\nmine\\n' > \"$1\"", [(None, f"{GOAL} Or not?\nmine")]),
    (f"printf '{PAIN}\\np\\n{GOAL}\\ng\\n' > \"$1\"", [("pain", "p"), ("goal", "g")]),
    (f"printf '{PAIN}\\np\\n{GOAL}\\ng\\n{PAIN}\\nq\\n' > \"$1\"", [("pain", "p\n\nq"), ("goal", "g")]),
    (f"printf '{PAIN_ZH}\\n压力\\n' > \"$1\"", [("pain", "压力")]),
    (f"printf '{PAIN}\\r\\np\\r\\nq\\r\\n' > \"$1\"", [("pain", "p\nq")]),
    (
        f"cp \"$1\" x; {{ printf '{SITUATION}\\nnew\\n'; cat x; }} > \"$1\"; rm x",
        [("situation", "new"), (None, "# Kickoff: Acme, 2026-11-20")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("script", "answers"), EDITS)
def test_whatever_becomes_of_the_headings_no_word_is_lost(
    script: str, answers: list[tuple[str | None, str]], given: Given, acme: int, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    told, code = _edited(tmp_path, script, *HOLD)
    assert code == 0, told
    with given.reading() as reader:
        rows = reader.rows("SELECT field, text FROM answer WHERE meeting_id = 2 ORDER BY id")
    assert [(row["field"], row["text"]) for row in rows] == answers
    assert _drafts(given) == []


def test_a_megabyte_typed_is_written_down(given: Given, acme: int, tmp_path: Path) -> None:
    script = "yes 'what was said, word for word' | head -n 35000 >> \"$1\""
    told, code = _edited(tmp_path, script, *HOLD)
    assert code == 0, told
    assert given.value("SELECT length(form) FROM meeting WHERE id = 2") > 1_000_000


FAILURES = [
    ('echo typed >> "$1"; exit 3', 2, "failed."),
    ('echo typed >> "$1"; kill -9 $$', 2, "failed."),
    ('echo "typed @zed" >> "$1"', 3, "No contact is called 'zed'"),
    ("printf 'typed caf\\351' > \"$1\"", 6, "is not UTF-8: byte 10"),
    ("printf 'typed\\nand \\000' > \"$1\"", 2, "holds a NUL in line 2, which is no text. Nothing was written; remove"),
]


@pytest.mark.parametrize(("script", "code", "said"), FAILURES)
def test_what_could_not_be_written_down_is_kept_and_gone_on_with(
    script: str, code: int, said: str, given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    before = content_of(given.path)
    told, ended = _edited(tmp_path, script, *HOLD)
    assert (ended, said in told) == (code, True), told
    assert content_of(given.path) == before
    kept = given.drafts / "acme-2026-11-20.md"
    assert b"typed" in kept.read_bytes()
    assert (kept.stat().st_mode & 0o777, kept.with_suffix(".json").stat().st_mode & 0o777) == (0o600, 0o600)
    assert told.count(str(kept)) >= 1
    assert "Go on with it with `clienttrack meet resume acme-2026-11-20.md`." in told
    assert run("meet", "drafts", "--ids").out == "acme-2026-11-20.md\n"
    told, ended = _edited(tmp_path, f"printf '{PAIN}\\ntyped\\n' > \"$1\"", "meet", "resume")
    assert ended == 0, told
    assert given.value("SELECT text FROM answer WHERE field = 'pain'") == "typed"
    assert _drafts(given) == []
    assert run("meet", "drafts").out == "No drafts: everything that was typed stands in the book.\n"


def test_a_draft_that_is_resumed_knows_what_was_known(given: Given, acme: int, tmp_path: Path) -> None:
    given.meeting(acme, on=TODAY, question_set="kickoff")
    _edited(tmp_path, 'echo "typed @zed" >> "$1"', "meet", "hold", "acme", "--kind", "visit", "--with", "ann")
    told, code = _edited(tmp_path, "sed -i 's/ @zed//' \"$1\"", "meet", "resume", "m2")
    assert code == 0, told
    assert given.value("SELECT group_concat(field) FROM answer WHERE meeting_id = 2") == "open_question"
    assert given.value("SELECT kind FROM touchpoint") == "visit"
    assert given.value("SELECT count(*) FROM touchpoint_contact") == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (': > "$1"', "The form holds nothing new"),
        ('echo > "$1"', "The form holds nothing new"),
        ("exit 1", "Nothing was typed"),
        ("true", "The form holds nothing new"),
    ],
)
def test_a_form_saved_empty_or_unchanged_writes_nothing_and_leaves_no_draft(
    script: str, said: str, given: Given, acme: int, tmp_path: Path
) -> None:
    before = content_of(given.path)
    told, code = _edited(tmp_path, script, *HOLD)
    assert code in {1, 2}
    assert said in told
    assert content_of(given.path) == before
    assert _drafts(given) == []


@pytest.mark.parametrize(
    ("script", "left", "saved"),
    [
        ('rm "$1"; mkdir "$1"; echo typed > "$1/form"', "a folder in the place of", "acme-2026-11-20.md/form"),
        ('echo typed >> "$1"; mv "$1" "$1~"', "no file at", "acme-2026-11-20.md~"),
        ('echo typed >> "$1"; mv "$1" "$1~"; exit 1', "no file at", "acme-2026-11-20.md~"),
    ],
)
def test_an_editor_that_leaves_no_file_is_told_in_a_sentence(
    script: str, left: str, saved: str, given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    told, code = _edited(tmp_path, script, *HOLD)
    kept = given.drafts / "acme-2026-11-20.md"
    assert (code, told.count("\n")) == (2, 1), told
    assert f"Error: The editor has left {left} '{kept}', so nothing was written. If what was typed was saved" in told
    assert told.endswith("put it there as a file and go on with `clienttrack meet resume acme-2026-11-20.md`.\n")
    assert run("meet", "drafts").out.startswith("No drafts")
    typed = (kept.parent / saved).read_bytes()
    if kept.is_dir():
        shutil.rmtree(kept)
    kept.write_bytes(typed)
    told, code = _edited(tmp_path, "true", "meet", "resume", "acme-2026-11-20.md")
    assert code == 0, told
    assert given.value("SELECT group_concat(text) FROM answer WHERE meeting_id = 2") == "typed"


def test_a_draft_that_may_not_be_read_is_kept_and_told(given: Given, acme: int, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho typed >> "$1"\nchmod 000 "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    kept = given.drafts / "acme-2026-11-20.md"
    for words in (HOLD, ("meet", "resume")):
        command = [*powerless(), sys.executable, "-m", "clienttrack", *words]
        told_env = {**os.environ, "COLUMNS": "1000", "TERM": "dumb", "EDITOR": str(editor)}
        with closing(
            pexpect.spawn(command[0], command[1:], encoding="utf-8", timeout=30, env=told_env, echo=False)
        ) as child:
            told = str(child.read())
        assert child.exitstatus == 3, told
        assert f"Error: The notes '{kept}' cannot be read (Permission denied). Mend that and try again" in told
        assert "meet resume acme-2026-11-20.md`" in told
    ended = clienttrack_without_power("meet", "drafts", "--json")
    assert json.loads(ended.stdout)["data"][0]["characters"] is None
    assert "acme-2026-11-20.md  acme  2026-11-20" in clienttrack_without_power("meet", "drafts").stdout
    kept.chmod(0o600)
    assert b"typed" in kept.read_bytes()


@pytest.mark.parametrize("blanks", ["  ", "\t"])
def test_an_editor_of_blanks_is_none(blanks: str, given: Given, acme: int, tmp_path: Path) -> None:
    vi = tmp_path / "bin" / "vi"
    vi.parent.mkdir()
    vi.write_text('#!/bin/sh\necho "quote: by vi" >> "$1"\n', encoding="utf-8")
    vi.chmod(0o755)
    path = f"{vi.parent}:{os.environ['PATH']}"
    with closing(_terminal(*HOLD, EDITOR=blanks, VISUAL=blanks, PATH=path)) as child:
        told = child.read()
    assert child.exitstatus == 0, told
    assert given.value("SELECT text FROM remark") == "by vi"


def test_a_form_that_cannot_be_noted_leaves_no_draft(given: Given, acme: int, tmp_path: Path) -> None:
    given.drafts.mkdir()
    (given.drafts / ".acme-2026-11-20.json.new").mkdir()
    told, code = _edited(tmp_path, f"touch {tmp_path}/opened", *HOLD)
    assert (code, "Drafts cannot be kept in" in told) == (7, True), told
    assert [*given.drafts.glob("*.md")] == []
    assert not (tmp_path / "opened").exists()


def test_a_draft_that_leads_nowhere_is_listed_and_told(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    _edited(tmp_path, 'echo "typed @zed" >> "$1"', *HOLD)
    kept = given.drafts / "acme-2026-11-20.md"
    kept.unlink()
    kept.symlink_to(tmp_path / "gone" / "form.md")
    line = run("meet", "drafts", "--json").data[0]
    assert (line["file"], line["whom"], line["characters"]) == ("acme-2026-11-20.md", "acme", None)
    told, code = _edited(tmp_path, "true", "meet", "resume")
    assert (code, f"The editor has left no file at '{kept}'" in told) == (2, True), told


def test_two_questions_of_one_field_each_show_their_own_answer(
    given: Given, acme: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings" / "config.toml"
    folder = settings.parent / "templates" / "questions"
    folder.mkdir(parents=True)
    settings.touch()
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    asked = '[[questions]]\nkey = "{0}"\nfield = "{1}"\nwords = {{ en = "{0}?" }}\n'
    fields = [("now", "pain"), ("soon", "pain"), ("aim", "goal")]
    (folder / "mine.toml").write_text("".join(asked.format(*one) for one in fields), encoding="utf-8")
    mine = ("meet", "hold", "acme", "--questions", "mine")
    run(*mine, "--on", "yesterday", stdin="## now?\nthe board\n## soon?\nthe season\n")
    script = f"""cp "$1" {tmp_path}/seen; echo 'quote: at last' >> "$1" """
    told, code = _edited(tmp_path, script, *mine)
    assert (code, "mine: 1 remark." in told) == (0, True), told
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert seen.endswith("\n## now?\n\nthe board\n\n## soon?\n\nthe season\n\n## aim?\n\n40 days\nneed: stale words\n")
    _edited(tmp_path, """sed -i 's/the season/the spring/' "$1" """, *mine)
    assert (
        given.value("SELECT group_concat(question || ' ' || text) FROM answer WHERE meeting_id = 4")
        == "soon the spring"
    )
    _edited(tmp_path, f'cp "$1" {tmp_path}/seen', *mine)
    assert "the board\n\n## soon?\n\nthe spring\n" in (tmp_path / "seen").read_text(encoding="utf-8")


def test_what_is_wrong_is_said_before_the_editor_opens(given: Given, acme: int, tmp_path: Path) -> None:
    told, code = _edited(tmp_path, f"touch {tmp_path}/opened", "meet", "hold", "acme", "--with", "zed")
    assert (code, "No contact is called 'zed'" in told) == (3, True)
    assert not (tmp_path / "opened").exists()


def test_ctrl_c_in_the_editor_keeps_what_was_saved(given: Given, acme: int, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho typed >> "$1"\necho saved\nexec sleep 30\n', encoding="utf-8")
    editor.chmod(0o755)
    with closing(_terminal(*HOLD, EDITOR=str(editor))) as child:
        child.expect("saved")
        child.sendintr()
        told = child.read()
    assert child.exitstatus == 130
    kept = given.drafts / "acme-2026-11-20.md"
    assert "typed" in kept.read_text(encoding="utf-8")
    assert str(kept) in told


def test_drafts_are_named_when_there_are_several(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    assert "There is no draft." in _edited(tmp_path, "true", "meet", "resume")[0]
    for _ in range(2):
        _edited(tmp_path, 'echo "typed @zed" >> "$1"', *HOLD)
    told, code = _edited(tmp_path, "true", "meet", "resume")
    assert (code, "There are 2 drafts: acme-2026-11-20-2.md, acme-2026-11-20.md." in told) == (4, True)
    told, code = _edited(tmp_path, "true", "meet", "resume", "acme")
    assert (code, "There are 2 drafts" in told) == (4, True)
    told, code = _edited(tmp_path, "true", "meet", "resume", "m7")
    assert (code, "There is no draft 'm7'." in told) == (3, True)
    told, code = _edited(tmp_path, "sed -i 's/ @zed//' \"$1\"", "meet", "resume", "acme-2026-11-20-2")
    assert code == 0, told
    assert run("meet", "drafts", "--ids").out == "acme-2026-11-20.md\n"


def test_a_draft_of_nobody_says_how_to_write_it_down(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    folder = given.drafts
    folder.mkdir()
    (folder / "notes.md").write_text("words", encoding="utf-8")
    (folder / "notes.json").write_text("{", encoding="utf-8")
    told, code = _edited(tmp_path, "true", "meet", "resume")
    assert (code, f"`clienttrack meet hold CLIENT --from '{folder / 'notes.md'}'`" in told) == (2, True)
    assert run("meet", "drafts", "--json").data[0]["whom"] is None
    db = ("--db", str(given.path))
    typed = f"`clienttrack --db '{given.path}' meet"
    assert f"{typed} hold CLIENT --from '{folder / 'notes.md'}'`" in _edited(tmp_path, "true", *db, "meet", "resume")[0]
    assert f"{typed} drafts`" in run(*db, "meet", "resume", "m9", exit_code=3).err
    assert f"Go on with one with {typed} resume FILE`." in run(*db, "meet", "drafts").out
    (folder / "more.md").write_text("words", encoding="utf-8")
    assert f"for example {typed} resume more.md`" in run(*db, "meet", "resume", exit_code=4).err


def test_a_draft_of_a_meeting_that_was_held_meanwhile_is_told_before_the_editor_opens(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    given.meeting(acme, on=TODAY)
    run("meet", "hold", "m2", stdin="Talked to @zed", exit_code=3)
    run("meet", "hold", "m2", stdin="Talked to @ann")
    told, code = _edited(tmp_path, f"touch {tmp_path}/opened", "meet", "resume")
    assert (code, "m2 was held already, today." in told) == (5, True), told
    kept = given.drafts / "notes.md"
    assert "as another talk with `clienttrack meet hold acme --on 2026-11-20 --questions " in told
    assert f" --from '{kept}'`." in told
    told, code = _edited(tmp_path, f"touch {tmp_path}/opened", "meet", "hold", "m2")
    assert (code, "`clienttrack meet show m2` shows it; write down another talk with" in told) == (5, True)
    assert not (tmp_path / "opened").exists()
    assert kept.read_text(encoding="utf-8") == "Talked to @zed"


def test_a_form_of_other_questions_that_is_put_into_the_editor_is_kept(
    given: Given, acme: int, run: Run, tmp_path: Path
) -> None:
    form = "## How are things now, and what changed in your market since we last spoke?\\nA new rival\\n"
    told, code = _edited(tmp_path, f"printf '{form}' > \"$1\"", *HOLD)
    assert (code, "1 heading is a question of needs-review" in told) == (2, True), told
    (kept,) = given.drafts.glob("*.md")
    again = f"clienttrack meet hold acme --on 2026-11-20 --questions needs-review --language en --from '{kept}'"
    assert f"`{again}`" in told
    run(*shlex.split(again)[1:])
    assert given.value("SELECT text FROM answer WHERE meeting_id = 2") == "A new rival"
    assert _drafts(given) == []


def test_headings_in_what_was_known_are_not_told_again(given: Given, acme: int, tmp_path: Path) -> None:
    with given.change() as change:
        change.run("UPDATE answer SET text = '40 days' || char(10) || '# by hand'")
    told, code = _edited(tmp_path, 'echo "## new" >> "$1"', *HOLD)
    assert code == 0, told
    assert "1 heading is no question of kickoff" in told
    assert "'## new'" in told


# Asked one by one at the terminal


def _type(child: Any, *lines: str) -> None:
    for line in lines:
        child.expect("[>…] $")
        child.sendline(line)


ASK = (*HOLD, "--ask")


def test_questions_are_asked_one_by_one(given: Given, acme: int, run: Run) -> None:
    with closing(_terminal(*ASK, "--with", "ann")) as child:
        child.expect_exact("A meeting, which nobody had planned, with Acme (Ann Roe), kickoff.")
        child.expect_exact("1/9 If only one figure could move this year")
        child.expect_exact("known: 40 days")
        _type(child, "", "Two clerks", "by hand", "need: a tool !high", "", "<")
        child.expect_exact("answered: Two clerks")
        _type(child, "", "", "", "")
        child.expect_exact("3/9 What presses")
        _type(child, "", "", "", "", "", "", "")
        child.expect_exact("Anything else?")
        _type(child, "Nice office @ann", "personal: has a dog", "")
        told = child.read()
    assert child.exitstatus == 0, told
    held = "Held m2, which nobody had planned, with Acme (Ann Roe), today, kickoff: 1 answer, 1 note, 1 need, 1 remark."
    assert held in told
    assert given.value("SELECT text FROM answer WHERE field = 'situation'") == "Two clerks\nby hand"
    assert given.value("SELECT text FROM answer WHERE meeting_id = 2 AND question IS NULL") == "Nice office"
    assert given.value("SELECT count(*) FROM answer WHERE meeting_id = 2") == 2
    assert _drafts(given) == []
    assert "Two clerks" in run("meet", "show", "m2", "--form").out


@pytest.mark.parametrize("stop", [".", "\x04"])
def test_stopping_keeps_a_draft_that_is_resumed(stop: str, given: Given, acme: int, tmp_path: Path) -> None:
    with closing(_terminal(*ASK)) as child:
        _type(child, "", "Two clerks", "")
        child.expect("3/9")
        child.expect("> $")
        child.send(stop if stop == "\x04" else f"{stop}\r")
        told = child.read()
    kept = given.drafts / "acme-2026-11-20.md"
    assert (child.exitstatus, f"Kept in '{kept}'" in told) == (0, True), told
    assert given.value("SELECT count(*) FROM meeting") == 1
    told, code = _edited(tmp_path, f"sed -i 's/^{PAIN}$/&\\nThe board/' \"$1\"", "meet", "resume")
    assert code == 0, told
    assert given.value("SELECT group_concat(field || text) FROM answer WHERE meeting_id = 2") == (
        "situationTwo clerks,painThe board"
    )
    assert _drafts(given) == []


def test_stopping_at_once_or_skipping_everything_keeps_nothing(given: Given, acme: int) -> None:
    for lines in ((".",), ("",) * 10):
        with closing(_terminal(*ASK)) as child:
            _type(child, *lines)
            told = child.read()
        assert (child.exitstatus, "Nothing was answered, so nothing was written down" in told) == (0, True), told
        assert _drafts(given) == []


def test_an_answer_that_names_nobody_is_asked_again_with_its_words(given: Given, acme: int, run: Run) -> None:
    with closing(_terminal(*ASK)) as child:
        _type(child, "30 days", "says @zed", "")
        child.expect_exact("No contact is called 'zed'. There is Ann Roe.")
        child.expect_exact("The answer stands there again to be changed, line by line")
        _type(child, "", "\x7f\x7f\x7fann", "")
        child.expect_exact("2/9")
        _type(child, *[""] * 9)
        told = child.read()
    assert child.exitstatus == 0, told
    answer = run("meet", "show", "m2", "--json").data["answers"][0]
    assert (answer["text"], answer["contact"]) == ("30 days\nsays", "Ann Roe")
    assert _drafts(given) == []


def test_a_book_that_is_damaged_meanwhile_is_no_wrong_answer(given: Given, acme: int) -> None:
    with closing(_terminal(*ASK)) as child:
        _type(child, "30 days")
        child.expect("… $")
        given.path.write_bytes(b"no book at all" * 1_000)
        child.sendline("")
        told = child.read()
    assert (child.exitstatus, "stands there again" in told) == (7, False), told
    (kept,) = given.drafts.glob("*.md")
    assert "\n30 days\n" in kept.read_text(encoding="utf-8")
    assert f"What was typed is kept in '{kept}'." in told


def test_ctrl_c_keeps_what_was_answered(given: Given, acme: int) -> None:
    with closing(_terminal(*ASK)) as child:
        _type(child, "30 days", "or 20")
        child.expect("… $")
        child.sendintr()
        told = child.read()
    assert child.exitstatus == 130, told
    (kept,) = given.drafts.glob("*.md")
    assert "30 days\nor 20\n" in kept.read_text(encoding="utf-8")
    assert str(kept) in told
    assert given.value("SELECT count(*) FROM meeting") == 1


def test_control_characters_are_not_taken(given: Given, acme: int) -> None:
    with closing(_terminal(*ASK)) as child:
        _type(child, "red \x16\x1b[31m", "plain", "")
        child.expect_exact("2/9")
        _type(child, *[""] * 9)
        told = child.read()
    assert child.exitstatus == 0, told
    assert given.value("SELECT text FROM answer WHERE meeting_id = 2") == "plain"


def test_what_was_planned_is_shown_where_it_is_asked_and_typed(given: Given, acme: int, tmp_path: Path) -> None:
    given.meeting(acme, on=TODAY, question_set="kickoff", goal="Cut it\nby half")
    with closing(_terminal("meet", "hold", "m2", "--ask", "--with", "ann")) as child:
        child.expect_exact("m2, planned for today, with Acme (Ann Roe), kickoff.")
        child.expect_exact("Goal: Cut it⏎by half")
        _type(child, "", "Two clerks", "", ".")
        child.expect_exact("Go on with")
    first = (given.drafts / "acme-2026-11-20.md").read_text(encoding="utf-8").splitlines()
    assert first[1] == "<!-- About: Ann Roe; Cut it by half -->"
    script = f'cp "$1" {tmp_path}/seen; echo "quote: at last" >> "$1"'
    told, code = _edited(tmp_path, script, "meet", "hold", "m2", "--with", "ann", "--language", "zh")
    assert code == 0, told
    assert (tmp_path / "seen").read_text(encoding="utf-8").splitlines()[1] == "<!-- 关于：Ann Roe; Cut it by half -->"
    assert given.value("SELECT count(*) FROM answer WHERE meeting_id = 2") == 0


def test_whoever_begins_anew_is_told_of_the_drafts_there_are(given: Given, acme: int, tmp_path: Path) -> None:
    given.client("Acme Two", handle="acme-2")
    told, _ = _edited(tmp_path, 'echo "typed @zed" >> "$1"', *HOLD)
    assert "A draft of" not in told
    told, _ = _edited(tmp_path, 'echo "typed @zed" >> "$1"', "--db", str(given.path), *HOLD)
    resume = f"`clienttrack --db '{given.path}' meet resume acme-2026-11-20.md`"
    assert f"A draft of acme already: acme-2026-11-20.md. Go on with it with {resume}; this begins another." in told
    with closing(_terminal(*ASK)) as child:
        child.expect_exact("2 drafts of acme already: acme-2026-11-20-2.md, acme-2026-11-20.md. Go on with one with")
        _type(child, ".")
        child.read()
    told, _ = _edited(tmp_path, "true", "meet", "hold", "acme-2")
    assert "of acme" not in told


def test_another_meeting_of_the_day_is_told_before_this_one_is_typed(given: Given, acme: int, run: Run) -> None:
    run("meet", "hold", "acme", stdin="Talked")
    with closing(_terminal(*ASK)) as child:
        child.expect_exact("m2 was held on that day too and stays as it is; this will be another talk.")
        child.expect_exact("To correct m2: `clienttrack meet show m2 --form > m2.md`")
        _type(child, ".")
        child.read()


def test_what_is_pasted_with_an_empty_line_is_one_answer(given: Given, acme: int) -> None:
    with closing(_terminal(*ASK)) as child:
        child.expect("> $")
        child.send("\r40 days\r\rto 20\r\r\rneed: a tool\r\r")
        child.expect_exact("2/9")
        _type(child, *[""] * 9)
        told = child.read()
    assert child.exitstatus == 0, told
    assert given.value("SELECT text FROM answer WHERE meeting_id = 2") == "40 days\n\nto 20"
    assert given.value("SELECT text FROM need") == "a tool"


def test_each_book_has_its_own_drafts_and_each_client(given: Given, acme: int, run: Run, tmp_path: Path) -> None:
    given.client("Acme Two", handle="acme-2")
    given.drafts.mkdir()
    note = {"holding": {"whom": "acme-2", "held_on": "2026-11-20", "question_set": None, "contacts": [], "kind": "call",
                        "language": None}, "title": "", "known": {}}  # fmt: skip
    (given.drafts / "acme-2-2026-11-20.md").write_text("words", encoding="utf-8")
    (given.drafts / "acme-2-2026-11-20.json").write_text(json.dumps(note), encoding="utf-8")
    told, code = _edited(tmp_path, "true", "meet", "resume", "acme")
    assert (code, "There is no draft 'acme'." in told) == (3, True), told
    other = tmp_path / "other.db"
    run("--db", str(other), "init")
    assert run("--db", str(other), "meet", "drafts", "--json").data == []
    told, code = _edited(tmp_path, "true", "meet", "resume", "ACME-2")
    assert (code, "Held m2" in told) == (0, True), told

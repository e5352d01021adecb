"""Every recipe in examples/recipes is run: with the real program, real shells, and stand-ins for what reaches out."""

import os
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

from tests.conftest import TODAY, Given

RECIPES = Path(__file__).parents[1] / "examples" / "recipes"
INSTALLED = {
    "send-mails.sh": "clienttrack-send-mails",
    "morning.sh": "clienttrack-morning",
    "notify-due.sh": "clienttrack-notify-due",
    "due-count.sh": "clienttrack-due-count",
}
TRIED = {*INSTALLED, "crontab", "tmux.conf", "prompt.bash", "prompt.zsh", "prompt.fish"} | {
    f"clienttrack-morning.{unit}" for unit in ("service", "timer")
}
FAKE_MSMTP = """#!/bin/sh
printf '%s\\n' "$*" >>"$HOME/msmtp.arguments"
cat >>"$HOME/msmtp.sent"
[ ! -e "$HOME/msmtp.refuses" ]
"""
FAKE_NOTIFY = """#!/bin/sh
printf '%s\\n' "$@" '' >>"$HOME/notified"
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def needs(program: str) -> pytest.MarkDecorator:
    """Skip where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def script(path: Path, text: str) -> None:
    """Write a program."""
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def home_bin(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the recipes installed as the page says, the program, and what stands in for msmtp and notify-send."""
    folder = home / ".local" / "bin"
    folder.mkdir(parents=True)
    for recipe, name in INSTALLED.items():
        shutil.copy(RECIPES / recipe, folder / name)
    script(folder / "clienttrack", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m clienttrack "$@"\n')
    script(folder / "msmtp", FAKE_MSMTP)
    script(folder / "notify-send", FAKE_NOTIFY)
    settings = home / "config.toml"
    settings.write_text('[mail]\nsender = "Me <me@x.example>"\n')
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return folder


@pytest.fixture
def sh(home_bin: Path) -> Run:
    """Run a command as a shell does that knows nothing but the home folder and its programs."""

    def run(*words: str, exit_code: int = 0, path: str | None = None) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PATH": path or f"{home_bin}:/usr/bin:/bin"}
        ended = subprocess.run(
            words, capture_output=True, text=True, check=False, env=environment, timeout=60, input=""
        )
        assert ended.returncode == exit_code, ended.stderr + ended.stdout
        return ended

    return run


@pytest.fixture
def two_due(given: Given) -> int:
    """A client with two promises of today, and hostile names."""
    acme = given.client("Acme <b>& Söhne</b> $(touch /tmp/x) `id`", handle="acme", last_touch=TODAY)
    given.contact(acme, "Jo 'Doe' \"x\"", email="jo@acme.example")
    given.task(acme, "Send the offer", due_on=TODAY)
    given.task(acme, "-n --call", due_on=TODAY)
    return acme


def sent(home: Path) -> str:
    """Give what the stand-in for msmtp was given."""
    place = home / "msmtp.sent"
    return place.read_text() if place.exists() else ""


def test_every_recipe_is_tried_here_and_told_of_on_its_page() -> None:
    page = (RECIPES.parents[1] / "docs" / "reminders.md").read_text(encoding="utf-8")
    found = {path.name for path in RECIPES.iterdir()}
    assert found == TRIED
    assert [name for name in found if name not in page] == []
    for name in INSTALLED:
        assert (RECIPES / name).stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("name", sorted(INSTALLED))
def test_a_script_is_plain_shell(name: str) -> None:
    text = (RECIPES / name).read_text()
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
    for shell in filter(shutil.which, ("sh", "dash", "bash")):
        subprocess.run([shell, "-n", str(RECIPES / name)], check=True)


@needs("shellcheck")
@pytest.mark.parametrize("name", [*sorted(INSTALLED), "prompt.bash"])
def test_shellcheck_has_nothing_to_say(name: str) -> None:
    shell = "bash" if name.endswith(".bash") else "sh"
    # SC2016: the prompt is to hold the words, not what they give now.
    subprocess.run(["shellcheck", "--shell", shell, "--exclude", "SC2016", str(RECIPES / name)], check=True)


# --- mails ---------------------------------------------------------------------------------------------------------


def test_mails_are_sent_once_and_moved(sh: Run, two_due: int, home: Path, tmp_path: Path) -> None:
    outbox = tmp_path / "out box"
    sh("clienttrack", "remind", "--eml", str(outbox))
    for _ in range(2):
        sh("clienttrack-send-mails", str(outbox))
    assert (home / "msmtp.arguments").read_text() == "-t\n-t\n"
    assert sent(home).count("To: ") == 2
    assert sorted(path.name for path in outbox.iterdir()) == ["sent", "skipped"]
    sh("clienttrack", "remind", "--eml", str(outbox))
    ended = sh("clienttrack-send-mails", str(outbox))
    assert "was sent before and is not sent again" in ended.stderr
    assert sent(home).count("To: ") == 2
    assert len([*(outbox / "skipped").iterdir()]) == 2
    assert stat.S_IMODE((outbox / "sent").stat().st_mode) == 0o700


def test_a_mail_that_is_refused_stays_and_goes_the_next_time(sh: Run, two_due: int, home: Path, tmp_path: Path) -> None:
    sh("clienttrack", "remind", "--eml", str(tmp_path / "out"))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.eml")}
    (home / "msmtp.refuses").touch()
    ended = sh("clienttrack-send-mails", str(tmp_path / "out"), exit_code=1)
    assert "msmtp did not take" in ended.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.eml")} == before
    (home / "msmtp.refuses").unlink()
    sh("clienttrack-send-mails", str(tmp_path / "out"))
    assert [*(tmp_path / "out").glob("*.eml")] == []


def test_a_run_that_was_stopped_half_way_is_told_and_nothing_is_sent(
    sh: Run, two_due: int, home: Path, tmp_path: Path
) -> None:
    sh("clienttrack", "remind", "--eml", str(tmp_path / "out"))
    (tmp_path / "out" / "sending").mkdir()
    ended = sh("clienttrack-send-mails", str(tmp_path / "out"), exit_code=1)
    assert "another run is at work, or one was stopped half-way" in ended.stderr
    assert sent(home) == ""


def test_what_is_no_mail_of_ours_is_not_sent(sh: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "x.eml").write_text("To: a@x.example\n\nMessage-ID: <0123456789abcdef0123456789abcdef@x>\n")
    ended = sh("clienttrack-send-mails", str(tmp_path), exit_code=1)
    assert "is no mail of clienttrack" in ended.stderr
    assert sent(home) == ""
    assert (tmp_path / "x.eml").exists()


@pytest.mark.parametrize("words", [(), ("nowhere",), ("a", "b")])
def test_without_a_folder_the_sender_of_mails_says_what_it_wants(words: tuple[str, ...], sh: Run) -> None:
    assert "name the folder of the mails" in sh("clienttrack-send-mails", *words, exit_code=2).stderr


@pytest.mark.parametrize(
    ("program", "missing"), [("clienttrack-send-mails", "msmtp"), ("clienttrack-notify-due", "notify-send")]
)
def test_a_program_that_is_missing_is_named(
    program: str, missing: str, sh: Run, home_bin: Path, tmp_path: Path
) -> None:
    (home_bin / missing).unlink()
    if shutil.which(missing, path="/usr/bin:/bin"):
        pytest.skip(f"{missing} is installed")
    words = [str(tmp_path)] if "mails" in program else []
    assert f"{missing} was not found" in sh(program, *words, exit_code=127).stderr


# --- every morning -------------------------------------------------------------------------------------------------


def test_cron_mails_the_digest_once_a_day(sh: Run, two_due: int, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in (RECIPES / "crontab").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 1
    *when, command = lines[0].split(" ", 5)
    assert when == ["30", "7", "*", "*", "1-5"]
    for _ in range(2):
        ended = sh("/bin/sh", "-c", command, path="/usr/bin:/bin")
        assert ended.stdout == ""
    assert sent(home).count("Subject: 20 November 2026: 2 today") == 1
    monkeypatch.setenv("CLIENTTRACK_TODAY", "2026-11-23")
    sh("/bin/sh", "-c", command, path="/usr/bin:/bin")
    assert sent(home).count("Subject: ") == 2


def test_an_empty_morning_sends_nothing(sh: Run, given: Given, home: Path) -> None:
    given.client("Acme", last_touch=TODAY)
    assert sh("clienttrack-morning").stdout == "Nothing is due.\n"
    assert sent(home) == ""


def test_a_morning_that_fails_says_so(sh: Run, two_due: int, home: Path) -> None:
    (home / "config.toml").write_text("")
    assert "A mail to yourself needs your address." in sh("clienttrack-morning", exit_code=2).stderr
    assert sent(home) == ""


@needs("systemd-analyze")
def test_systemd_understands_the_units(home_bin: Path, home: Path, tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    for unit in ("service", "timer"):
        text = (RECIPES / f"clienttrack-morning.{unit}").read_text()
        (tmp_path / f"clienttrack-morning.{unit}").write_text(text)
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime)}
    words = ["systemd-analyze", "--user", "verify", str(tmp_path / "clienttrack-morning.timer")]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, timeout=60)
    if "Failed to initialize manager" in ended.stderr or "Failed to connect" in ended.stderr:
        pytest.skip(f"systemd-analyze cannot work here: {ended.stderr.strip()[:100]}")
    assert (ended.returncode, ended.stderr) == (0, "")
    ended = subprocess.run(
        ["systemd-analyze", "calendar", "Mon..Fri 07:30"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "Mon..Fri *-*-* 07:30:00" in ended.stdout


def test_the_service_runs_what_cron_runs(sh: Run, two_due: int, home: Path) -> None:
    unit = (RECIPES / "clienttrack-morning.service").read_text()
    [command] = [line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart=")]
    sh(command.replace("%h", str(home)), path="/usr/bin:/bin")
    assert sent(home).count("Subject: ") == 1
    timer = (RECIPES / "clienttrack-morning.timer").read_text()
    assert "OnCalendar=Mon..Fri 07:30\n" in timer


# --- the desktop, the prompt and the status line -------------------------------------------------------------------


def test_a_notification_shows_the_morning_without_markup(sh: Run, two_due: int, home: Path) -> None:
    sh(str(home / ".local" / "bin" / "clienttrack-notify-due"), path="/usr/bin:/bin")
    told = (home / "notified").read_text()
    assert "\n--\n2 due\nAcme &lt;b&gt;&amp; Söhne&lt;/b&gt; $(touch /tmp/x) `id`" in told
    assert "t2  today  -n --call: our promise for today" in told


def test_a_notification_is_spared_when_nothing_is_due_and_shouts_when_it_fails(
    sh: Run, given: Given, home: Path
) -> None:
    given.client("Acme", last_touch=TODAY)
    sh("clienttrack-notify-due")
    assert not (home / "notified").exists()
    (home / "config.toml").write_text("nonsense = 1\n")
    sh("clienttrack-notify-due", exit_code=1)
    assert "--urgency=critical\n--\nclienttrack failed\n" in (home / "notified").read_text()


def test_the_count_is_kept_for_five_minutes(sh: Run, two_due: int, given: Given, home: Path) -> None:
    assert sh("clienttrack-due-count").stdout == "2\n"
    given.task(two_due, "Third", due_on=TODAY - timedelta(days=1))
    assert sh("clienttrack-due-count").stdout == "2\n"
    kept = home / ".cache" / "clienttrack" / "due-count"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    long_ago = kept.stat().st_mtime - 600
    os.utime(kept, (long_ago, long_ago))
    assert sh("clienttrack-due-count").stdout == "3\n"
    assert [path.name for path in kept.parent.iterdir()] == ["due-count"]


def test_a_count_that_cannot_be_known_is_a_question_mark(sh: Run, two_due: int, home: Path) -> None:
    (home / "config.toml").write_text("nonsense = 1\n")
    ended = sh("clienttrack-due-count")
    assert ended.stdout == "?\n"
    assert "unknown key 'nonsense'" in ended.stderr


PROMPTS = {
    "bash": ["bash", "--norc", "-c", "PS1='$? > '; . {0}; . {0}; false; printf %s \"${{PS1@P}}\""],
    "zsh": ["zsh", "-fc", "PROMPT='%? > '; . {0}; . {0}; false; print -Pn -- \"$PROMPT\""],
    "fish": [
        *("fish", "--no-config", "-c"),
        'function fish_prompt; echo -n "$status > "; end; source {0}; source {0}; false; fish_prompt',
    ],
}


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in PROMPTS])
def test_a_prompt_says_how_many_are_due_and_keeps_the_status(shell: str, sh: Run, two_due: int, given: Given) -> None:
    words = [word.format(shlex.quote(str(RECIPES / f"prompt.{shell}"))) for word in PROMPTS[shell]]
    assert sh(*words).stdout == "[2 due] 1 > "


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in PROMPTS])
def test_a_prompt_is_silent_when_nothing_is_due(shell: str, sh: Run, given: Given) -> None:
    given.client("Acme", last_touch=TODAY)
    words = [word.format(shlex.quote(str(RECIPES / f"prompt.{shell}"))) for word in PROMPTS[shell]]
    assert sh(*words).stdout == "1 > "


@pytest.fixture
def terminal(home_bin: Path, home: Path, tmp_path: Path) -> Iterator["pexpect.spawn[str]"]:
    """A real tmux of its own that has read the recipe."""
    words = ["-S", str(tmp_path / "tmux"), "-f", str(RECIPES / "tmux.conf")]
    environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh"}
    child = pexpect.spawn("tmux", [*words, "new-session"], env=environment, encoding="utf-8", timeout=30,
                          dimensions=(24, 100))  # fmt: skip
    yield child
    subprocess.run(["tmux", *words[:2], "kill-server"], check=False, capture_output=True)
    child.close(force=True)


@needs("tmux")
def test_the_status_line_of_tmux_says_how_many_are_due(two_due: int, terminal: "pexpect.spawn[str]") -> None:
    terminal.expect("2 due  [0-9][0-9]:[0-9][0-9]")

"""The sample book: a stranger sees it first, so it must be good on every day of the year."""

import json
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clienttrack.slices.demo import actions, files, rules
from clienttrack.vocabulary import NeedStatus, RemarkKind
from tests.conftest import Given, Run

Process = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_sample_client_counts_its_days_from_today() -> None:
    sample = rules.sample_client(
        {
            "name": "Acme",
            "since": 40,
            "contacts": [{"name": "Jo"}],
            "touches": [[50, "email in", "wrote", "Jo"]],
            "tasks": [[3, "ours", "send"]],
            "kept": [[9, "ours", "sent", 8]],
        }
    )

    assert sample.added_days == 80
    assert sample.touches == (rules.SampleTouch(50, "email", "in", "wrote", "Jo"),)
    assert sample.tasks == (
        rules.SampleTask(-9, "ours", "sent", None, 8),
        rules.SampleTask(3, "ours", "send"),
    )


def test_nobody_in_the_sample_can_be_reached() -> None:
    people = [person for client in files.sample_clients() for person in client.contacts]

    for person in people:
        assert person.email or person.phone
        assert re.fullmatch(r"[\w.-]+@[\w-]+\.example", person.email or "jo@acme.example")
        assert re.fullmatch(r"\+44 20 7946 0\d{3}|\+1 202 555 01\d\d", person.phone or "+44 20 7946 0000")
    for client in files.sample_clients():
        assert re.fullmatch(r"https://[\w-]+\.example", client.columns.get("website", "https://acme.example"))


def test_the_sample_shows_what_a_book_can_hold() -> None:
    clients = files.sample_clients()

    assert len(clients) == 24
    assert {client.tier for client in clients} == {"core", "key", "potential", "general", None}
    assert {client.kind for client in clients} == {"organisation", "person"}
    assert {client.columns["language"] for client in clients if "language" in client.columns} == {
        *("en", "zh", "fr", "de", "ja"),
    }
    assert {client.stage for client in clients} == {None, "lost", "prospect"}
    assert any(task.repeat for client in clients for task in client.tasks)
    assert {task.side for client in clients for task in client.tasks} == {"ours", "theirs"}
    for language in ("en", "zh"):
        discovered = [client for client in clients if client.columns.get("language") == language]
        meetings = [meeting for client in discovered for meeting in client.meetings]
        assert {kind for meeting in meetings for kind, _, _ in meeting.remarks} == {*RemarkKind}
        assert [meeting for meeting in meetings if meeting.planned_ahead and meeting.planned_ahead > 0]
        assert [meeting for meeting in meetings if meeting.held_days_ago and meeting.answers]
        needs = [need for client in discovered for need in client.needs]
        assert {need.moves[-1][1] if need.moves else "open" for need in needs} == {*NeedStatus}


def test_every_meeting_of_the_sample_stands_at_the_talk_it_was(given: Given) -> None:
    with given.change() as change:
        actions.fill_book(change, currency="EUR")

    assert given.value("SELECT count(*) FROM meeting WHERE status = 'held' AND touchpoint_id IS NULL") == 0
    day = "(SELECT held_on FROM meeting WHERE id = meeting_id)"
    assert given.value(f"SELECT count(*) FROM answer WHERE asked IS NULL OR answered_on <> {day}") == 0
    last = "coalesce((SELECT status FROM need_move WHERE need_id = need.id ORDER BY id DESC LIMIT 1), 'open')"
    assert given.value(f"SELECT count(*) FROM need WHERE status <> {last}") == 0
    assert "如果今年只能让一个指标变好" in given.value("SELECT asked FROM answer WHERE text LIKE '明年接三个%'")


@pytest.mark.parametrize(
    "today",
    [
        *(date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 31), date(2026, 11, 20)),
        *(date(2026, 11, 22), date(2026, 12, 31)),
    ],
)
def test_every_day_gives_a_good_morning(given: Given, run: Run, today: date) -> None:
    with given.change(today=today) as change:
        actions.fill_book(change, currency="EUR")

    data = run("due", "--json", today=today.isoformat()).data

    shown = [line for line in data["lines"] if line["days_late"] is not None]
    assert (len(shown), data["counts"]["late"], data["counts"]["today"]) == (15, 11, 4)
    assert data["hidden"] == {"snoozed": 1, "paused": 1}
    assert any("never" in line["reason"] for line in shown)
    run("book", "check")


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 11, 20)])
def test_the_sample_shows_worth_risk_and_stages_on_every_day(given: Given, run: Run, today: date) -> None:
    with given.change(today=today) as change:
        actions.fill_book(change, currency="EUR")

    day = today.isoformat()
    moves = {one["client"]: one for one in run("tier", "evaluate", "--json", today=day).data["moves"]}
    assert {name: (one["tier"], one["suggested"], one["pinned"]) for name, one in moves.items()} == {
        "pennon": ("general", "key", False),
        "tidewater": ("key", "general", False),
        "northwold": ("core", "key", False),
        "larkspur": ("key", "potential", True),
        "juniper": (None, "general", False),
    }
    risks = {one["client"]: (one["level"], one["points"]) for one in run("risk", "list", "--json").data}
    assert risks == {"tidewater": ("high", 6), "juniper": ("watch", 4)}
    cells = [one["cell"] for one in run("tier", "rfm", "--json").data]
    assert len(cells) == 20
    assert cells[:2] == ["554", "554"]
    assert run("playbook", "apply", "larkspur").out == "Nothing new for larkspur.\n"
    assert (
        run("client", "refer", "larkspur", "mei-ling").out
        == "mei-ling came through larkspur, which has 1 referral now.\n"
    )
    assert run("stage", "show", "redcastle", "--json").data["because"] == "brews and labels in house from now on"


def test_the_sample_is_paid_in_the_currency_of_the_settings(run: Run, tmp_path: Path) -> None:
    settings, path = tmp_path / "settings.toml", str(tmp_path / "demo.db")
    settings.write_text('currency = "JPY"\n')

    run("--config", str(settings), "demo", "--keep", path)

    lines = run("--config", str(settings), "--db", path, "tier", "rfm", "--json").data
    assert {one["currency"] for one in lines} == {"JPY"}


def test_on_monday_the_paused_client_is_listed_too(given: Given, run: Run) -> None:
    with given.change(today=date(2026, 11, 23)) as change:
        actions.fill_book(change, currency="EUR")

    kinds = [line["kind"] for line in run("due", "--json", today="2026-11-23").data["lines"]]

    assert kinds.count("paused") == 1


def test_the_throw_away_book_is_thrown_away(
    run: Run, book_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    ran = run("demo")

    assert "11 late, 4 today, 1 ahead" in ran.out
    assert "青禾茶业" in ran.out
    assert ran.err == "This book is gone now. Keep one to try everything on: clienttrack demo --keep demo.db\n"
    assert not list(folder.iterdir())
    assert not book_path.exists()


def test_the_users_own_book_stays_as_it_is(given: Given, run: Run, book_path: Path) -> None:
    given.client("Mine")
    before = book_path.read_bytes()

    run("demo")

    assert book_path.read_bytes() == before


def test_a_kept_book_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "demo.db"

    ran = run("demo", "--keep", str(path))

    command = ran.err.removeprefix("The sample book is kept. Go on with: ").strip()
    assert shlex.split(command) == ["clienttrack", "--db", str(path), "due"]
    assert run(*shlex.split(command)[1:]).out == ran.out
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_told_path_is_kept_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "demo.db"

    run("--db", str(path), "demo")

    assert path.exists()
    run("--db", str(path), "demo", exit_code=5)


def test_the_sample_never_takes_the_place_of_anything(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("keep me")

    ran = run("demo", "--keep", str(path), exit_code=5)

    assert ran.out == ""
    assert str(path) in ran.err
    assert path.read_text() == "keep me"
    run("demo", "--keep", str(tmp_path), exit_code=5)


def test_the_demo_answers_as_json_like_due(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "--keep", str(tmp_path / "demo.db"), "--json")

    assert json.loads(ran.out) == json.loads(run("--db", str(tmp_path / "demo.db"), "due", "--json").out)


def test_a_folder_that_cannot_be_made_is_a_storage_problem(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    run("demo", "--keep", str(tmp_path / "file" / "demo.db"), exit_code=7)


def test_the_demo_runs_as_a_program(process: Process) -> None:
    ran = process("demo")

    assert ran.returncode == 0
    assert "11 late, 4 today, 1 ahead" in ran.stdout

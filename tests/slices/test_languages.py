"""Every command that writes in a language understands it alike, and says when a text is not there in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import TODAY, Given, Run

DAY = timedelta(days=1)
KINDS_OF_CHINESE = ["zh", "ZH", "zh_CN", "zh-Hans-CN", "中文", "Chinese"]
CHOOSING = [
    ("meet", "questions"),
    ("meet", "questions", "kickoff"),
    ("meet", "hold", "acme", "--from", "notes.md"),
    ("template", "show", "brief"),
    ("template", "preview", "brief"),
]


@pytest.fixture(autouse=True)
def acme(given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A client, and notes of a meeting with them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("# Notes\n\nneed: more light\n")
    return given.client("Acme", last_touch=TODAY - 90 * DAY)


@pytest.mark.parametrize("told", KINDS_OF_CHINESE)
@pytest.mark.parametrize("words", CHOOSING)
def test_chinese_is_chinese_however_it_is_written(words: tuple[str, ...], told: str, run: Run, given: Given) -> None:
    run(*words, "--language", told)
    if words == ("meet", "questions", "kickoff"):
        assert run(*words, "--language", told, "--json").data["title"] == "启动会"
    if words[1] == "hold":
        assert given.value("SELECT text FROM touchpoint ORDER BY id DESC LIMIT 1").startswith("启动会")


@pytest.mark.parametrize("told", ["fr", "Quenya-ish"])
@pytest.mark.parametrize("words", CHOOSING)
def test_what_is_not_there_is_refused_with_what_is(words: tuple[str, ...], told: str, run: Run, given: Given) -> None:
    ran = run(*words, "--language", told, exit_code=3)
    assert f" in '{told}'. It is there in en, zh." in ran.err
    assert given.value("SELECT count(*) FROM meeting") == 0


def test_notes_that_were_piped_in_are_gone_on_with_in_another_language(run: Run) -> None:
    ran = run("meet", "hold", "acme", "--from", "-", "--language", "fr", stdin="need: more light\n", exit_code=3)
    assert "--language LANGUAGE --from " in ran.err


@pytest.mark.parametrize("told", KINDS_OF_CHINESE)
def test_a_client_is_written_to_in_their_language_however_it_was_imported(told: str, given: Given, run: Run) -> None:
    with given.change() as change:
        change.run("UPDATE client SET language = :told", told=told)
    assert run("remind", "--json").data["reminders"][0]["language"] == "zh"
    assert run("report", "brief", "acme", "--json").data["language"] == "zh"
    run("meet", "hold", "acme", "--from", "notes.md")
    assert given.value("SELECT text FROM touchpoint ORDER BY id DESC LIMIT 1").startswith("启动会")


def test_a_text_that_is_not_there_in_the_language_of_the_client_is_told(given: Given, run: Run) -> None:
    with given.change() as change:
        change.run("UPDATE client SET language = 'fr'")
    assert "There is no text for @acme in 'fr', so it is in en.\n" in run("remind").err
    assert "There is no template 'brief' in 'fr', so it is in en.\n" in run("report", "brief", "acme").err
    with given.change() as change:
        change.run("UPDATE client SET language = 'en-US'")
    assert "There is no" not in run("remind").err + run("report", "brief", "acme").err


def test_the_language_of_the_settings_is_checked_and_told_when_it_is_not_there(
    home: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    settings = home / "config.toml"
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(settings))
    settings.write_text("language = 'zh-Hans-CN'\n")
    assert run("remind", "--digest", "--json").data["reminders"][0]["language"] == "zh"
    assert run("meet", "questions", "kickoff", "--json").data["title"] == "启动会"
    settings.write_text("language = 'fr'\n")
    assert "There is no text for digest in 'fr', so it is in en.\n" in run("remind", "--digest").err
    settings.write_text("language = 'xx'\n")
    assert "'language' knows no language 'xx'" in run("config", "check", exit_code=2).err

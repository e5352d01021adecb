"""`config`: the settings shown, checked and edited."""

import sys
from collections.abc import Callable
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

from clienttrack.settings import Settings, parse
from clienttrack.slices.configuration import files, rules
from tests.conftest import Given, Run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "s.toml"
    monkeypatch.setenv("CLIENTTRACK_CONFIG", str(path))
    return path


def typing(text: str) -> Callable[[Path], None]:
    """An editor in which somebody types this."""

    def edit(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return edit


def test_the_file_to_begin_with_names_every_setting_and_means_the_defaults() -> None:
    text = rules.template()
    assert parse(text, Path("x")) == Settings()
    told = text.replace("\n# ", "\n")
    purposes = set(rules.PURPOSES.values())
    explained = {one.removeprefix("# ") for one in rules.RATES_TEMPLATE if one.startswith("# ") and "=" not in one}
    uncommented = "\n".join(line for line in told.splitlines()[1:] if line not in {*purposes, *explained})
    assert parse(uncommented, Path("x")) == Settings(rates={"USD": "0.92"})
    assert set(rules.PURPOSES) == {line.name for line in rules.setting_lines(Settings(), ())}


def test_show_tells_what_comes_from_the_file(place: Path, run: Run) -> None:
    place.parent.mkdir()
    place.write_bytes("\ufeffcurrency = 'USD'\n[due]\nlimit = 50\n".encode())
    lines = {line["name"]: line for line in run("config", "show", "--json").data}
    assert lines["currency"] == {"name": "currency", "value": "USD", "default": "EUR", "origin": "file"}
    assert lines["due.limit"] == {"name": "due.limit", "value": 50, "default": 50, "origin": "file"}
    assert lines["language"]["origin"] == "default"
    assert "due.limit" in run("config", "show", "--ids").out
    assert "USD" in run("config", "show").out


def test_check_says_fine_or_what_is_wrong(run: Run, place: Path) -> None:
    place.parent.mkdir()
    place.write_text("currency = 'USD'\n")
    assert run("config", "check").out.startswith("fine")
    place.write_text("curency = 'USD'\n")
    assert "meant currency?" in run("config", "check", exit_code=2).err


@pytest.mark.parametrize(
    ("text", "says"),
    [("country = 'QQ'", "'country' knows no ISO 3166 code 'QQ'"), ("currency = 'zzz'", "no ISO 4217 code 'zzz'")],
)
def test_a_code_that_is_in_no_list_is_no_setting(
    given: Given, run: Run, place: Path, tmp_path: Path, text: str, says: str
) -> None:
    place.parent.mkdir()
    place.write_text(text)
    assert says in run("config", "check", exit_code=2).err
    run("due")
    with pytest.raises(files.BrokenEdit, match=says):
        files.edit_settings(tmp_path / "s.toml", typing(text))
    place.write_text("country = 'at'\ncurrency = 'usd'\nlanguage = 'zh-CN'\nurgency.our_promise = 0\n")
    run("config", "check")
    run("client", "add", "Acme", "--budget", "10k")
    assert given.value("SELECT currency FROM client") == "USD"


def test_a_budget_is_refused_in_a_currency_that_is_none(given: Given, run: Run, place: Path) -> None:
    place.parent.mkdir()
    place.write_text("currency = 'zzz'")
    assert "zzz" in run("client", "add", "Acme", "--budget", "10k", exit_code=2).err


def test_an_edit_takes_the_place_of_the_file_and_keeps_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dot" / "real.toml", tmp_path / "link.toml"
    real.parent.mkdir()
    real.write_text("language = 'en'\n")
    link.symlink_to(real)
    assert files.edit_settings(link, typing("language = 'zh'\n")).changed
    assert link.is_symlink()
    assert real.read_text() == "language = 'zh'\n"
    assert not files.edit_settings(link, typing("language = 'zh'\n")).changed
    assert [*real.parent.iterdir()] == [real]


def test_a_broken_edit_is_kept_beside_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("language = 'zh'\n")
    with pytest.raises(files.BrokenEdit, match="meant limit"):
        files.edit_settings(path, typing("[due]\nlimits = 3\n"))
    assert path.read_text() == "language = 'zh'\n"
    kept = list(tmp_path.glob("s-edit-*.toml"))
    assert [other.read_text() for other in kept] == ["[due]\nlimits = 3\n"]


def test_without_a_terminal_no_editor_is_opened(run: Run, place: Path) -> None:
    run("config", "edit", exit_code=2)
    assert not place.exists()


def test_the_editor_opens_on_a_file_with_all_defaults(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/^# language = .*/language = \'zh\'/" "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    child = pexpect.spawn(sys.executable, ["-m", "clienttrack", "config", "edit"], timeout=30)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert parse(place.read_text(), place) == Settings(language="zh")

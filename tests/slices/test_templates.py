"""The noun `template` shows, copies, checks and fills templates, ours and the user's."""

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from clienttrack import textfiles
from clienttrack.templating.contexts import CONTEXTS, context_of
from tests.conftest import Given, Run
from tests.markdown import read_page

SHIPPED = textfiles.shipped_folder()
NAMES = sorted({path.relative_to(SHIPPED / "en").as_posix() for path in (SHIPPED / "en").rglob("*.j2")})


def lines(run: Run) -> dict[str, tuple[str, bool]]:
    return {line["ref"]: (line["whose"], line["shipped"]) for line in run("template", "list", "--json").data}


# --- list ----------------------------------------------------------------------------------------------------------


def test_every_template_of_ours_is_there_in_both_languages() -> None:
    for name in NAMES:
        assert (SHIPPED / "zh" / name).is_file()
    for name in CONTEXTS:
        assert [*(SHIPPED / "en").glob(name)], name


def test_the_list_tells_language_and_whose_each_is(own_templates: Path, run: Run) -> None:
    (own_templates / "en" / "brief.md.j2").write_text("x")
    (own_templates / "fr" / "letters").mkdir(parents=True)
    (own_templates / "fr" / "letters" / "part.md.j2").write_text("x")
    (own_templates / "fr" / "plain.txt.j2").write_text("x")
    for ignored in ("en/.hidden.md.j2", "en/notes.txt", "en/brief.py", "README.md.j2", "en/a:b.md.j2"):
        (own_templates / ignored).write_text("x")
    (own_templates / "questions").mkdir()
    (own_templates / "questions" / "x.md.j2").write_text("x")
    found = lines(run)
    assert found["en/brief"] == ("own", True)
    assert found["zh/brief"] == ("shipped", True)
    assert found["fr/letters/part"] == found["fr/plain.txt.j2"] == ("own", False)
    assert {ref for ref, (whose, _) in found.items() if whose == "own"} == {
        *("en/brief", "fr/letters/part", "fr/plain.txt.j2")
    }
    told = run("template", "list").out
    assert "own, instead of ours" in told
    assert str(own_templates / "fr" / "letters" / "part.md.j2") in told
    assert run("template", "list", "--ids").out.split() == [*found]
    assert run("template", "list", "--csv").out.startswith("ref,name,language,whose,shipped,path\r\nen/brief,brief,en,")


def test_a_folder_that_goes_round_is_listed_all_the_same(own_templates: Path, run: Run) -> None:
    (own_templates / "en" / "again").symlink_to(own_templates / "en")
    (own_templates / "en" / "mine.md.j2").write_text("x")
    assert "en/mine" in lines(run)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_a_folder_that_is_closed_is_passed_over(own_templates: Path, run: Run) -> None:
    (own_templates / "en").chmod(0)
    assert lines(run)["en/brief"] == ("shipped", True)


# --- show ----------------------------------------------------------------------------------------------------------


def test_show_gives_the_text_and_says_where_it_lies(own_templates: Path, run: Run) -> None:
    ours = SHIPPED / "en" / "brief.md.j2"
    ran = run("template", "show", "brief")
    assert ran.out == ours.read_text(encoding="utf-8")
    assert ran.err == f"brief (en), shipped: '{ours}'\n"
    mine = own_templates / "zh" / "brief.md.j2"
    mine.write_text("我的 {{ client.name }}")
    assert run("template", "show", "brief", "--language", "zh-CN", "--json").data == {
        "name": "brief",
        "language": "zh",
        "whose": "own",
        "path": str(mine),
        "text": "我的 {{ client.name }}",
    }
    for words in ("zh/brief", "zh/brief.md.j2"):
        assert run("template", "show", words).out == "我的 {{ client.name }}\n"
    assert run("template", "show", "brief", "--language", "Chinese").out == "我的 {{ client.name }}\n"
    assert run("template", "show", "brief.md.j2").out == ours.read_text(encoding="utf-8")


def test_the_language_is_the_settings_else_english_else_any(own_templates: Path, run: Run) -> None:
    (own_templates.parent / "config.toml").write_text('language = "zh"\n')
    assert run("template", "show", "brief", "--json").data["language"] == "zh"
    (own_templates.parent / "config.toml").write_text('language = "fr"\n')
    assert run("template", "show", "brief", "--json").data["language"] == "en"
    (own_templates / "it").mkdir()
    (own_templates / "it" / "mine.md.j2").write_text("x")
    assert run("template", "show", "mine", "--json").data["language"] == "it"


@pytest.mark.parametrize("verb", ["show", "copy", "check", "preview"])
def test_an_unknown_name_suggests_the_nearest(verb: str, own_templates: Path, run: Run) -> None:
    ran = run("template", verb, "breif", exit_code=3)
    assert "There is no template 'breif', meant brief? `clienttrack template list` shows all." in ran.err
    assert run("template", verb, "../../etc/passwd", exit_code=3).err
    assert run("template", verb, "breif", "--json", exit_code=3).out.startswith('{"version": 1')


@pytest.mark.parametrize("verb", ["show", "preview"])
def test_a_language_without_it_names_those_that_have_it(verb: str, own_templates: Path, run: Run) -> None:
    for told in ("fr", "nonsense"):
        ran = run("template", verb, "brief", "--language", told, exit_code=3)
        assert f"There is no template 'brief' in '{told}'. It is there in en, zh." in ran.err


# --- copy ----------------------------------------------------------------------------------------------------------


def test_a_copy_is_ours_and_is_used_from_then_on(own_templates: Path, run: Run) -> None:
    shutil.rmtree(own_templates)
    mine = own_templates / "zh" / "follow-up.md.j2"
    data = run("template", "copy", "follow-up", "--language", "zh", "--json").data
    assert data == {"name": "follow-up", "language": "zh", "copied_language": "zh", "path": str(mine)}
    assert mine.read_bytes() == (SHIPPED / "zh" / "follow-up.md.j2").read_bytes()
    assert stat.S_IMODE(mine.stat().st_mode) == 0o600
    assert lines(run)["zh/follow-up"] == ("own", True)
    assert lines(run)["en/follow-up"] == ("shipped", True)
    assert f"to '{own_templates / 'en' / 'brief.md.j2'}'" in run("template", "copy", "brief").out


def test_a_copy_for_a_language_of_ones_own_begins_with_ours(given: Given, own_templates: Path, run: Run) -> None:
    told = run("template", "copy", "brief", "--language", "German").out
    assert "'brief' (en), to be translated" in told
    mine = own_templates / "de" / "brief.md.j2"
    assert mine.read_bytes() == (SHIPPED / "en" / "brief.md.j2").read_bytes()
    given.client("Orgelbau", language="de")
    assert run("report", "brief", "orgelbau", "--json").data["template"] == str(mine)
    assert "20.\xa0November 2026" in run("report", "brief", "orgelbau").out
    assert "'nonsense' is no language" in run("template", "copy", "brief", "--language", "nonsense", exit_code=2).err


def test_a_copy_never_takes_the_place_of_a_file_unasked(own_templates: Path, run: Run) -> None:
    mine = own_templates / "en" / "brief.md.j2"
    mine.write_text("mine")
    assert "--yes" in run("template", "copy", "brief", exit_code=2).err
    assert mine.read_text() == "mine"
    run("template", "copy", "brief", "--yes")
    assert mine.read_text(encoding="utf-8").startswith("{#")


def test_what_is_only_ones_own_is_not_copied(own_templates: Path, run: Run) -> None:
    (own_templates / "en" / "mine.md.j2").write_text("x")
    ran = run("template", "copy", "mine", exit_code=5)
    assert f"'mine' is your own already, in '{own_templates / 'en' / 'mine.md.j2'}'" in ran.err


@pytest.mark.parametrize("in_the_way", ["en", "en/brief.md.j2"])
def test_a_place_that_cannot_be_written_is_told(in_the_way: str, own_templates: Path, run: Run) -> None:
    shutil.rmtree(own_templates / "en")
    if in_the_way == "en":
        (own_templates / "en").write_text("")
    else:
        (own_templates / in_the_way).mkdir(parents=True)
    assert "cannot be written" in run("template", "copy", "brief", exit_code=7).err


# --- check ---------------------------------------------------------------------------------------------------------


def test_ours_are_fine(run: Run) -> None:
    count = len([*SHIPPED.glob("??/**/*.j2")])
    ran = run("template", "check")
    assert (ran.out, ran.err) == (f"fine: {count} templates\n", "")
    assert run("template", "check", "--json").data == {"checked": count, "problems": []}
    assert run("template", "check", "brief").out == "fine: 2 templates\n"
    assert run("template", "check", "zh/brief").out == "fine: 1 template\n"


def test_every_problem_is_told_with_file_and_line(own_templates: Path, run: Run) -> None:
    brief, part = own_templates / "en" / "brief.md.j2", own_templates / "zh" / "x" / "part.md.j2"
    brief.write_text("{{ clinet }}\n{% if today == 1 %}\n{{ client.nmae|uper }}{% include 'no.md.j2' %}{% endif %}")
    part.parent.mkdir()
    part.write_text("\n{% for %}")
    ran = run("template", "check", exit_code=8)
    assert ran.out == (
        f"'{brief}', line 1: 'clinet' is not known; did you mean 'client'?\n"
        f"'{brief}', line 3: 'nmae' is not known; did you mean 'name'?\n"
        f"'{brief}', line 3: No filter named 'uper'; did you mean 'upper'?\n"
        f"'{brief}', line 3: there is no template 'no.md.j2'\n"
        f"'{part}', line 2: Expected an expression, got 'end of statement block'\n"
    )
    assert ran.err == ""
    data = run("template", "check", "x/part", "--json", exit_code=8).data
    assert data["problems"] == [
        {"path": str(part), "line": 2, "what": "Expected an expression, got 'end of statement block'"}
    ]
    assert run("template", "check", "follow-up").out == "fine: 2 templates\n"


# --- preview -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Hello {{ greeted }}", "", "# {{ '' }}\nHello"])
def test_a_reminder_without_a_subject_is_told_before_it_is_needed(text: str, own_templates: Path, run: Run) -> None:
    for name in ("client/need", "client/need-part"):
        path = own_templates / "en" / "reminders" / f"{name}.md.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    told = run("template", "check", "reminders/client/need", exit_code=8).out
    assert "need.md.j2', line 1: its text must begin with a line '# ' and the subject" in told
    assert "fine" in run("template", "check", "reminders/client/need-part").out


@pytest.mark.parametrize("name", [name for name in NAMES if context_of(name)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_preview_says_that_it_shows_examples_and_needs_no_book(name: str, language: str, run: Run) -> None:
    ran = run("template", "preview", name, "--language", language)
    assert "filled with examples." in ran.err
    assert ("xample" if language == "en" else "示例") in ran.out
    shown = read_page(run("template", "preview", name, "--language", language, "--html").out)
    assert "xample" in "".join(shown.text) or "示例" in "".join(shown.text)


def test_a_preview_is_of_ones_own_template(own_templates: Path, run: Run) -> None:
    mine = own_templates / "en" / "follow-up.md.j2"
    mine.write_text("Dear {{ client.name }}, {{ today }}, {{ ours|length }}")
    assert run("template", "preview", "follow-up").out == "Dear Example Ltd, 20 November 2026, 2\n"
    assert run("template", "preview", "follow-up", "--json").data == {
        "name": "follow-up",
        "language": "en",
        "template": str(mine),
        "text": "Dear Example Ltd, 20 November 2026, 2\n",
        "format": "markdown",
    }
    html = run("template", "preview", "follow-up", "--html", "--json").data
    assert html["format"] == "html"
    assert "<title>follow-up</title>" in html["text"]
    mine.write_text("\n{{ clinet }}")
    assert f"'{mine}', line 2:" in run("template", "preview", "follow-up", exit_code=8).err


def test_a_part_has_no_preview(own_templates: Path, run: Run) -> None:
    (own_templates / "en" / "part.md.j2").write_text("x")
    assert "other templates include it" in run("template", "preview", "part", exit_code=5).err


# --- no code of the user's folder ----------------------------------------------------------------------------------


def test_a_python_file_in_the_folder_of_templates_is_never_run(
    given: Given, own_templates: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.client("Acme")
    ran = own_templates / "ran"
    code = f"from pathlib import Path\nPath({str(ran)!r}).touch()\n"
    for folder in (own_templates, own_templates / "en"):
        for name in ("__init__", "brief", "brief.md", "brief.md.j2", "filters", "jinja2", "conftest", "sitecustomize"):
            (folder / f"{name}.py").write_text(code)
    (own_templates / "en" / "code.py.j2").write_text(code)
    monkeypatch.chdir(own_templates)
    assert run("report", "brief", "acme").out.startswith("# Brief: Acme")
    assert run("template", "check", exit_code=None).exit_code == 0
    run("template", "list")
    run("template", "preview", "brief", "--html")
    (own_templates / "en" / "brief.md.j2").write_text("{% include 'code.py.j2' %}")
    assert "from pathlib import Path" in run("report", "brief", "acme").out
    for trick in ("{% include 'brief.py' %}", "{% import 'filters.py' as f %}", "{% from 'jinja2.py' import x %}"):
        (own_templates / "en" / "brief.md.j2").write_text(f"\n{trick}")
        assert "line 2: there is no template" in run("report", "brief", "acme", exit_code=8).err
        assert "line 2: there is no template" in run("template", "check", exit_code=8).out
    assert not ran.exists()
    assert str(own_templates) not in sys.path


# --- TAB -----------------------------------------------------------------------------------------------------------


class _Asking:
    """A command line as completion sees it: it names the settings file."""

    def __init__(self, config: Path | None) -> None:
        self.params: dict[str, Any] = {"config": config}

    def find_root(self) -> "_Asking":
        return self


def test_tab_offers_templates_of_the_settings_that_are_named(own_templates: Path) -> None:
    from clienttrack import completion

    (own_templates / "fr" / "reminders").mkdir(parents=True)
    (own_templates / "fr" / "reminders" / "mine.md.j2").write_text("x")
    (own_templates / "fr" / "$(touch x).md.j2").write_text("x")
    for asking in (_Asking(own_templates.parent / "config.toml"), _Asking(None)):
        offered = completion.templates(asking, "")  # type: ignore[arg-type]
        assert ("brief", "en, zh") in offered
        assert ("reminders/mine", "fr") in offered
        assert not [name for name, _ in offered if "$" in name]
        assert completion.templates(asking, "reminders/mi") == [("reminders/mine", "fr")]  # type: ignore[arg-type]

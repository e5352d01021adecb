"""Every page shows what the program really answers."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

import pytest

from clienttrack.templating import contexts, sandbox
from tests import documents, template_pages
from tests.conftest import Run

ROOT = Path(__file__).parents[1]


@pytest.fixture
def answer(run: Run, tmp_path: Path, book_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], str]:
    """Run a command in a folder that holds the examples, at the day of the pages."""
    room = tmp_path / "room"
    shutil.copytree(ROOT / "examples", room)
    monkeypatch.chdir(room)

    def answered(words: list[str]) -> str:
        if words == documents.NEW_BOOK:
            for left in tmp_path.glob(f"{book_path.name}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            return ""
        if words[0] == "cat":
            return "".join(Path(name).read_text(encoding="utf-8") for name in words[1:])
        ran = run(*words[1:], exit_code=None)
        # A page ends its lines its own way; CSV ends them as RFC 4180 says.
        return (ran.out + ran.err).replace("\r\n", "\n")

    return answered


@pytest.mark.parametrize("page", documents.pages(ROOT), ids=lambda page: page.name)
def test_a_page_shows_what_the_program_answers(
    page: Path, answer: Callable[[list[str]], str], request: pytest.FixtureRequest
) -> None:
    told = page.read_text(encoding="utf-8")
    real = documents.as_it_is(told, answer)
    if request.config.getoption("--write-pages"):
        page.write_text(real, encoding="utf-8")
    else:
        assert told == real


def test_a_page_that_lies_is_noticed(answer: Callable[[list[str]], str]) -> None:
    page = "```console\n$ clienttrack --version\nclienttrack 99\n```\n"
    assert documents.as_it_is(page, answer) != page


def test_a_block_may_begin_with_an_empty_book(answer: Callable[[list[str]], str]) -> None:
    page = "```console\n$ clienttrack client add Acme\n```\n```console new book\n$ clienttrack client list\n```\n"
    assert "There is no book yet" in documents.as_it_is(page, answer).rpartition("$")[2]


TEMPLATES = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def test_the_page_of_templates_is_generated_where_it_tells_of_code() -> None:
    assert set(documents.GENERATED.findall(TEMPLATES)) == set(template_pages.PARTS)


def test_what_is_generated_and_differs_is_noticed(answer: Callable[[list[str]], str]) -> None:
    lies = TEMPLATES.replace("| `client.notes` |", "| `client.secrets` |")
    assert lies != TEMPLATES
    assert documents.as_it_is(lies, answer) == documents.as_it_is(TEMPLATES, answer)


def test_the_page_of_templates_tells_of_every_field_of_every_context() -> None:
    for given in vars(contexts).values():
        if isinstance(given, type) and is_dataclass(given):
            assert len(template_pages.told(given)[1]) == len(fields(given))
            for name, what in template_pages.told(given)[1].items():
                assert re.search(rf"\| `([a-z_]+\.)*{name}` \| {re.escape(what)}", TEMPLATES) or is_dataclass(
                    get_type_hints(given)[name]
                ), f"{given.__name__}.{name}"


def test_the_page_of_templates_names_every_bound() -> None:
    for bound in (sandbox.MOST_ROUNDS, sandbox.LONGEST_RANGE, sandbox.LONGEST_TEXT, sandbox.MOST_HANDLED):
        assert f"{bound:,}" in TEMPLATES


def test_every_link_of_a_page_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_no_line_stands_twice(page: str) -> None:
    lines = [line for line in (ROOT / page).read_text(encoding="utf-8").splitlines() if len(line) > 20]
    assert [line for line, many in Counter(lines).items() if many > 1] == []

"""Every page shows what the program really answers."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import documents
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


def test_every_link_of_a_page_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"

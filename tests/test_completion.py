"""What TAB offers, by the first letters typed."""

from typing import Any

import pytest

from clienttrack import completion
from tests.conftest import Given


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
    given.client("Tesla")
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

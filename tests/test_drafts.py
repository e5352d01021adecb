"""Drafts: begun under a name of their own, rewritten whole or not at all, found again, and forgotten."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clienttrack import drafts
from clienttrack.drafts import NoPlaceForDrafts


def test_a_draft_is_rewritten_whole(tmp_path: Path) -> None:
    path = drafts.begin(tmp_path / "drafts", "acme", b"first")
    drafts.rewrite(path, b"second, and longer")
    assert path.read_bytes() == b"second, and longer"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*path.parent.iterdir()] == [path]


def test_a_draft_that_cannot_be_rewritten_stays_as_it_was(tmp_path: Path) -> None:
    path = drafts.begin(tmp_path, "acme", b"first")
    beside = tmp_path / ".acme.md.new"
    beside.mkdir()
    with pytest.raises(NoPlaceForDrafts) as why:
        drafts.rewrite(path, b"second")
    assert f"Drafts cannot be kept in '{tmp_path}' (Is a directory)" in str(why.value)
    assert path.read_bytes() == b"first"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_leaves_the_draft_whole_and_nothing_half_written(tmp_path: Path) -> None:
    path = drafts.begin(tmp_path / "drafts", "acme", b"first")
    path.with_name(".acme.md.new").symlink_to("/dev/full")
    with pytest.raises(NoPlaceForDrafts):
        drafts.rewrite(path, b"second" * 10_000)
    assert path.read_bytes() == b"first"
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_leaves_the_draft_as_it_was(tmp_path: Path) -> None:
    path = drafts.begin(tmp_path, "acme", b"first")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(NoPlaceForDrafts):
            drafts.rewrite(path, b"second")
    finally:
        tmp_path.chmod(0o700)
    assert path.read_bytes() == b"first"


def test_drafts_of_one_name_are_numbered_and_what_comes_is_added(tmp_path: Path) -> None:
    paths = [drafts.begin(tmp_path, "notes", b"a") for _ in range(3)]
    assert [path.name for path in paths] == ["notes.md", "notes-2.md", "notes-3.md"]
    drafts.go_on(paths[0], iter([b"b" * 100_000, b"c"]))
    assert paths[0].read_bytes() == b"a" + b"b" * 100_000 + b"c"


def test_what_is_noted_beside_a_draft_goes_with_it(tmp_path: Path) -> None:
    path = drafts.begin(tmp_path / "drafts", "acme", b"typed")
    drafts.note(path, {"title": "启动会"})
    assert drafts.noted(path) == {"title": "启动会"}
    drafts.notes_beside(path).write_bytes(json.dumps({"title": "x"}).encode()[:-1])
    assert drafts.noted(path) is None
    drafts.forget(path)
    assert [*path.parent.iterdir()] == []


@pytest.mark.parametrize(
    ("content", "says"), [(b"", False), (b" \n", False), (b"begun", False), (b"begun, and more", True)]
)
def test_only_what_was_typed_says_something(content: bytes, says: bool, tmp_path: Path) -> None:
    path = drafts.begin(tmp_path, "acme", content)
    assert drafts.says_something(path, b"begun") is says
    drafts.forget(path)
    assert not drafts.says_something(path)


def test_what_comes_piece_by_piece_is_kept_before_the_next_one_comes(tmp_path: Path) -> None:
    path = drafts.begin(tmp_path, "notes", b"a")

    def pieces() -> Iterator[bytes]:
        yield b"b"
        assert path.read_bytes() == b"ab"
        yield b"c"

    drafts.go_on(path, pieces())
    assert path.read_bytes() == b"abc"

"""Files that were mutated at random: every one is imported or refused in words, and never leaves half of it."""

import random
import shutil
import time
from pathlib import Path

import pytest

from tests.conftest import Given, Run
from tests.disasters import assert_sound, content_of

SEEDS = sorted((Path(__file__).parents[1] / "examples" / "imports").iterdir())
PIECES = (
    b"", b"\x00", b'"', b'""', b"\r", b"\n", b"\r\n", b",", b";", b"\t", b"\xff\xfe", b"\xef\xbb\xbf", b"\xff",
    b"\xc3\x28", b"\xd6\xd8\xb5\xe3", "重点客户".encode(), "\u202e\x1b[31m".encode(), b"0000-00-00", b"31/02/2026",
    b"=1+1", b"99999999999999999999", b"-1", b"1.234,50", b"Company", b"Email", b"Phone", b"a@b", b"\\", b"'", b"%s",
    b"{}", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"x" * 300,
)  # fmt: skip
SLOWEST = 20.0


def _mutated(chance: random.Random) -> tuple[str, bytes]:
    """Give a file of ours, under its name, after one to six cuts, doublings, exchanges and foreign pieces."""
    seed = chance.choice(SEEDS)
    data = seed.read_bytes()
    for _ in range(chance.randint(1, 6)):
        start, stop = sorted(chance.randint(0, len(data)) for _ in range(2))
        stop = min(stop, start + chance.choice((1, 1, 4, 60, 400)))
        kind = chance.randrange(5)
        if kind == 0:
            data = data[:start] + data[stop:]
        elif kind == 1:
            data = data[:stop] + data[start:stop] * chance.choice((1, 2, 30)) + data[stop:]
        elif kind == 2:
            data = data[:start] + bytes(chance.randrange(256) for _ in range(stop - start)) + data[stop:]
        elif kind == 3:
            other = chance.choice(SEEDS).read_bytes()
            data = data[:start] + other[: chance.randint(0, len(other))] + data[stop:]
        else:
            data = data[:start] + chance.choice(PIECES) + data[stop:]
    return seed.name, data


def _try(given: Given, run: Run, empty: Path, folder: Path, number: int) -> int:
    chance = random.Random(number)  # noqa: S311 nothing secret
    name, data = _mutated(chance)
    file = folder / name
    file.write_bytes(data)
    for old in given.path.parent.glob(f"{given.path.name}*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copy(empty, given.path)
    before = content_of(given.path)
    began = time.monotonic()
    some = ("--skip-errors",) if number % 3 == 0 else ()
    ran = run("import", str(file), *some, exit_code=None)
    told = f"file {number}, made of {name}: exit code {ran.exit_code}, {ran.err[-500:]}"
    assert time.monotonic() - began < SLOWEST, told
    assert ran.exit_code in {0, 2, 6}, told
    assert "bug in clienttrack" not in ran.err, told
    if ran.exit_code == 0 or some:
        assert_sound(given.path)
    else:
        assert (ran.out + ran.err).strip(), told
        assert content_of(given.path) == before, told
    return ran.exit_code


def test_mutated_files_are_taken_or_refused(given: Given, run: Run, empty_book: Path, tmp_path: Path) -> None:
    codes = {_try(given, run, empty_book, tmp_path, number) for number in range(60)}
    assert {0, 6} <= codes


@pytest.mark.soak
def test_ten_thousand_mutated_files_are_taken_or_refused(
    given: Given, run: Run, empty_book: Path, tmp_path: Path
) -> None:
    codes = {_try(given, run, empty_book, tmp_path, number) for number in range(60, 10_060)}
    assert {0, 6} <= codes

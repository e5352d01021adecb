"""Mutated tables and cards end in rows or one clear sentence: no traceback, no hang, no half-written book.

Two hundred of them in `make test`, ten thousand under `make soak`; a file that fails is named by its number, from which
it is made again: ``made(number)``.
"""

import csv
import io
import json
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect
from types import FrameType
from typing import Any

import pytest

from tests.conftest import Given, Run
from tests.disasters import assert_sound, content_of

FIXTURES = Path(__file__).parent / "fixtures"
SECONDS = 5
CHECKED_EVERY = 100
FORGOTTEN_AFTER = 500
OPTIONS = (
    (), ("--skip-errors",), ("--on-match", "fill"), ("--on-match", "new", "--skip-errors"), ("--on-match", "skip"),
    ("--encoding", "utf-8", "--skip-errors"),
    ("--stagger", "30d"), ("--date-order", "dmy"), ("--as", "touchpoints", "--skip-errors"), ("--as", "tasks"),
    ("--as", "contacts"), ("--dry-run",), ("--strict-columns", "--skip-errors"), ("--stage-back", "--skip-errors"),
)  # fmt: skip
CELLS = (
    "Acme", "acme", "Bolt Ltd", "华为", "jo@acme.example", "+44 20 7946 0958", "2026-11-01", "03/04/2024", "45631.0",
    "core", "lost", "prospect", "yes", "no", "1", "1; 2", "NULL", "", " ", "=1+1", "'=x", "a\\; b", "[/b]\x1b[31m",
    "\u202e", "x" * 5_000, '"', "two\nlines", "\r", "99999999999999999999", "-1", "1.234,50", "https://acme.example",
    "14d", ".+1m", "open", "done", "0000-00-00", "31/31/2024", "me: x@y.z", "[1]", '["1","2"]', "𝟙𝟚", "٣", "ﬁ", "İ",
)  # fmt: skip
MARKS = (b'"', b",", b";", b"\t", b"|", b"\n", b"\r", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf",
         b"\xfe\xff", b"'", b":", b"\\", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"=\r\n", "中".encode("gb18030"),
         "\u2028".encode())  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "cp1252")


class TookTooLong(Exception):
    """The program did not end in time."""


def _headers() -> list[list[str]]:
    lines = (FIXTURES / "headers.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(": ", 1)[1].split(",") for line in lines if not line.startswith("#")]


HEADERS = _headers()
EXAMPLES = Path(__file__).parents[1] / "examples" / "imports"
SEEDS = [
    path.read_bytes()
    for path in (*sorted(FIXTURES.rglob("*")), *sorted(EXAMPLES.iterdir()))
    if path.suffix in {".csv", ".vcf"}
]


def _table(chance: random.Random) -> bytes:
    header = chance.choice(HEADERS)
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=chance.choice(",,,;\t|"), lineterminator=chance.choice(["\r\n", "\n", "\r"]),
        quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )  # fmt: skip
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        writer.writerow([chance.choice(CELLS)])
    writer.writerow(header)
    for _ in range(chance.randrange(8)):
        width = len(header) if chance.random() < 0.95 else chance.randrange(len(header) + 3)
        writer.writerow([chance.choice(CELLS) if chance.random() < 0.6 else "" for _ in range(width)])
    return out.getvalue().encode(chance.choice(ENCODINGS), "replace")


def _mutated(text: bytes, chance: random.Random) -> bytes:
    at, other = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    kinds: list[Callable[[], bytes]] = [
        lambda: text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :],
        lambda: text[:at] + chance.choice(MARKS) + text[at:],
        lambda: text[:at] + text[other:],
        lambda: text[:other] + text[at:other] + text[other:],
        lambda: text[:at],
        lambda: text[:at] + chance.choice(SEEDS)[:200] + text[at:],
        lambda: text.replace(chance.choice(MARKS), chance.choice(MARKS), chance.randrange(3)),
        lambda: text[:at] + chance.choice(CELLS).encode() + text[other:],
    ]
    return chance.choice(kinds)()


def made(number: int) -> tuple[bytes, tuple[str, ...]]:
    """Give the file of a number and the options it is imported with."""
    chance = random.Random(number)  # noqa: S311 nothing secret
    text = _table(chance) if chance.random() < 0.6 else chance.choice(SEEDS)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        text = _mutated(text, chance)
    return text, chance.choice(OPTIONS)


@contextmanager
def _in_time() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _state(path: Path) -> dict[str, Any]:
    return {name: rows for name, rows in content_of(path).items() if not name.startswith(("search_", "sqlite_"))}


def _survives(run: Run, given: Given, folder: Path, numbers: range, tell: Callable[[str], object]) -> None:
    fresh = folder / "fresh.db"
    shutil.copy(given.path, fresh)
    taken = 0
    for place, number in enumerate(numbers):
        if place % FORGOTTEN_AFTER == 0:
            shutil.copy(fresh, given.path)
        text, options = made(number)
        file, errors = folder / "fuzzed", folder / "refused.csv"
        file.write_bytes(text)
        before = _state(given.path)
        with _in_time():
            ran = run("import", str(file), "--errors", str(errors), "--json", *options, exit_code=None)
        tell(f"file {number}: {ran.exit_code}")
        assert ran.exit_code in {0, 2, 6}, f"file {number} ended with {ran.exit_code}: {ran.out}{ran.err}"
        told = json.loads(ran.out)
        if ran.exit_code == 2 or told["data"]["operation"] is None:
            assert _state(given.path) == before, f"file {number} changed the book"
        else:
            taken += 1
        if place % CHECKED_EVERY == CHECKED_EVERY - 1:
            assert_sound(given.path)
            assert run("book", "check", exit_code=None).exit_code in {0, 5}
    assert taken > len(numbers) / 20, "hardly any file was taken, so nothing was tried"


@pytest.fixture
def filled(given: Given) -> Given:
    """A book that mutated files may join, change or contradict."""
    acme = given.client("Acme", tier="core", told_stage="deep", told_stage_on="2026-01-01")
    given.contact(acme, "Jo Doe", email="jo@acme.example")
    given.task(acme, "Call", due_on=None)
    gone = given.client("Gone", archived_on="2026-01-01")
    with given.change() as change:
        change.add("external_id", client_id=gone, entity="client", system="hubspot", value="1")
        change.add("domain", client_id=acme, domain="acme.example")
        change.add("alias", alias="bolt", alias_key="bolt")
    return given


def test_two_hundred_mutated_files_do_no_harm(run: Run, filled: Given, tmp_path: Path) -> None:
    _survives(run, filled, tmp_path, range(200), str)


@pytest.mark.soak
def test_ten_thousand_mutated_files_do_no_harm(run: Run, filled: Given, tmp_path: Path) -> None:
    _survives(run, filled, tmp_path, range(1_000, 11_000), str)


def test_what_the_fuzzer_looks_for_would_be_seen(filled: Given) -> None:
    before = _state(filled.path)
    with closing(connect(filled.path)) as connection:
        connection.execute("UPDATE client SET city = 'x'")
        connection.commit()
    assert _state(filled.path) != before
    assert len({made(number)[0] for number in range(100)}) > 90
    assert made(7) == made(7)

"""Cells of nine megabytes come in, change and go again within the memory that an import may take."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_MEMORY_MB = 250
LONG = 9_000_000


def _text(number: int, said: str) -> str:
    line = f"row {number} says {said}\n"
    return (line * (LONG // len(line) + 1))[:LONG]


def _table(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(header)
        csv.writer(file).writerows(rows)
    return path


# A process begins with the peak of the one that started it, and a worker of the tests is a large one.
MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "clienttrack", *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _peak_mb(*words: str) -> float:
    ran = subprocess.run([sys.executable, "-c", MEASURE, *words], capture_output=True, check=False, text=True)
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout) / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _notes(path: Path, rows: int, said: str) -> Path:
    return _table(path, ("name", "notes"), ((f"Client {n}", _text(n, said)) for n in range(rows)))


def test_long_notes_come_change_and_go(tmp_path: Path) -> None:
    book = str(tmp_path / "book.db")
    first, second = (str(_notes(tmp_path / f"{said}.csv", 8, said)) for said in ("this", "that"))
    commands = (("import", first), ("import", second), ("batch", "undo", "2"), ("batch", "undo", "1"))
    peaks = {" ".join(words): _peak_mb("--db", book, *words) for words in commands}
    assert max(peaks.values()) < MOST_MEMORY_MB, peaks


@pytest.mark.soak
@pytest.mark.parametrize(
    ("header", "more"),
    [
        (("name", "contact", "email", "mine"), ("--map", "mine=personal notes")),
        (("name", "contact", "email", "own field"), ()),
        (("client", "contact", "on", "text"), ("--as", "touchpoints")),
        (("client", "contact", "by", "text"), ("--as", "tasks")),
    ],
)
def test_long_texts_of_every_kind_come_and_change(
    tmp_path: Path, header: tuple[str, ...], more: tuple[str, ...]
) -> None:
    book = str(tmp_path / "book.db")
    known = (f"Client {n},Jo {n},jo{n}@c{n}.example\n" for n in range(30))
    clients = tmp_path / "clients.csv"
    clients.write_text("name,contact,email\n" + "".join(known))
    third = {"email": "jo{0}@c{0}.example", "on": "2026-01-05", "by": "2027-01-05"}[header[2]]
    files = []
    for said in ("this", "that"):
        rows = ((f"Client {n}", f"Jo {n}", third.format(n), _text(n, said)) for n in range(30))
        files.append(str(_table(tmp_path / f"{said}.csv", header, rows)))
    commands = [("import", str(clients)), *(("import", file, *more) for file in (files[0], *files)), ("undo",)]
    peaks = [_peak_mb("--db", book, *words) for words in commands]
    assert max(peaks) < MOST_MEMORY_MB, peaks

"""Measures imports as whole processes and prints their table of docs/speed.md; ends with 1 when a limit is missed.

python benchmarks/imports.py [--rows N] [--rounds N] [--million]
"""

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from measuring import HEADINGS, Probe, Row, machine, measure, memory_line, noise
from rival import install

PROGRAM = Path(sys.executable).with_name("clienttrack")
TODAY = date(2026, 11, 20)
MILLION = 1_000_000
MOST_MEMORY = 250
HEADER = ("name", "handle", "tier", "since", "last_touch", "email", "industry", "city", "country", "note")
WORDS = (
    "amber",
    "birch",
    "copper",
    "delta",
    "ember",
    "fjord",
    "grove",
    "harbour",
    "iris",
    "juniper",
    "kestrel",
    "lumen",
)
TIERS = ("core", "key", "potential", "general")
INDUSTRIES = ("Retail", "Software", "Food", "Logistics", "Design", "Health")
CITIES = (
    ("Utrecht", "Netherlands"),
    ("Lyon", "France"),
    ("Hull", "United Kingdom"),
    ("杭州", "China"),
    ("Kiel", "Germany"),
)
NOTE_LENGTH = 60


def write(path: Path, rows: int, *, phones: bool = False) -> Path:
    """Write a table of that many clients, every one another; with a phone number each where these are wanted."""
    chance = random.Random(7)  # noqa: S311 nothing secret
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow((*HEADER, "phone") if phones else HEADER)
        for number in range(rows):
            row = _row(chance, number)
            table.writerow((*row, f"+44 7400 {number % MILLION:06}") if phones else row)
    return path


def _row(chance: random.Random, number: int) -> tuple[str, ...]:
    one, other = chance.choice(WORDS), chance.choice(WORDS)
    since, touched = (TODAY - timedelta(days=chance.randint(1, most)) for most in (1500, 200))
    note = " ".join(chance.choices(WORDS, k=15))[:NOTE_LENGTH].ljust(NOTE_LENGTH, ".")
    name = f"{one.title()} {other.title()} {number}"
    told = (name, f"client-{number}", chance.choice(TIERS), since.isoformat(), touched.isoformat())
    return (*told, f"mail@{one}-{number}.example", chance.choice(INDUSTRIES), *chance.choice(CITIES), note)


class Imports:
    """Makes command lines that import into a new book each, or into one that holds the rows already."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.empty = folder / "empty.db"
        subprocess.run([PROGRAM, "--db", self.empty, "init"], check=True, capture_output=True)

    def anew(self, file: Path) -> Callable[[], list[str]]:
        """Import into an empty book."""

        def words() -> list[str]:
            book = self.folder / f"{file.stem}.db"
            self._forget(book)
            shutil.copyfile(self.empty, book)
            return _import(book, file)

        return words

    def again(self, file: Path) -> Callable[[], list[str]]:
        """Import into a book that holds all of it."""
        book = self.folder / "held.db"
        shutil.copyfile(self.empty, book)
        subprocess.run(_import(book, file), check=True, capture_output=True)
        return lambda: _import(book, file)

    def by_rival(self, program: Path, file: Path) -> Callable[[], list[str]]:
        """Let sqlite-utils insert the rows into a new database."""

        def words() -> list[str]:
            database = self.folder / f"rival-{file.stem}.db"
            self._forget(database)
            return [str(program), "insert", str(database), "clients", str(file), "--csv", "--silent"]

        return words

    def _forget(self, book: Path) -> None:
        for old in self.folder.glob(f"{book.name}*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()


def _import(book: Path, file: Path) -> list[str]:
    return [str(PROGRAM), "--db", str(book), "import", str(file)]


def _names(rows: int) -> tuple[str, str, str]:
    first = f"import of {rows:,} rows"
    return first, f"{first} with phones", f"{first}, again"


def _probes(folder: Path, imports: Imports, rows: int) -> Iterator[Probe]:
    files = (write(folder / "clients.csv", rows), write(folder / "phones.csv", rows, phones=True))
    first, phones, again = _names(rows)
    for name, file in zip((first, phones), files, strict=True):
        yield Probe(name, imports.anew(file))
    yield Probe(again, imports.again(files[0]))
    program = install(folder / "sqlite-utils", "sqlite-utils", "sqlite-utils")
    if program is None:
        _tell("Skipped: sqlite-utils, which could not be installed")
        return
    for name, file in zip(("sqlite-utils", "sqlite-utils with phones"), files, strict=True):
        yield Probe(name, imports.by_rival(program, file))


def _once(probe: Probe) -> Probe:
    """Run a probe that takes too long for more."""
    _tell(f"Once: {probe.name}")
    ran = probe.run()
    if ran.exit_code:
        raise SystemExit(f"{probe.name} failed: {ran.last_words}")
    probe.runs.append(ran)
    return probe


def _rows(rows: int) -> tuple[Row, ...]:
    first, phones, again = _names(rows)
    return (
        Row(first, "sqlite-utils", 2.0),
        Row(phones, "sqlite-utils with phones", 3.0),
        Row(again, first, 1.0),
        Row(_names(MILLION)[0], first, 2.0, times=MILLION // rows),
    )


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows, 100,000 unless told")
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds, 5 unless told")
    parser.add_argument("--million", action="store_true", help="also a million rows, once")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clienttrack-imports-") as name:
        folder = Path(name)
        settings = folder / "settings.toml"
        settings.touch()
        # An installed program has its modules compiled; whoever runs this may have switched that off.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(CLIENTTRACK_TODAY=TODAY.isoformat(), CLIENTTRACK_CONFIG=str(settings))
        imports = Imports(folder)
        measured = {probe.name: probe for probe in measure([*_probes(folder, imports, told.rows)], told.rounds, _tell)}
        steady = noise(measured.values())
        if told.million:
            many = _names(MILLION)[0]
            measured[many] = _once(Probe(many, imports.anew(write(folder / "million.csv", MILLION))))
    lines = [row.told(measured) for row in _rows(told.rows)]
    lines += [memory_line(probe, MOST_MEMORY) for name, probe in measured.items() if name.startswith("import")]
    print(
        "\n".join(
            [f"{machine()}; medians of {told.rounds} rounds. {steady}", "", *HEADINGS, *(one for one, _ in lines)]
        )
    )
    return 0 if all(kept for _, kept in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())

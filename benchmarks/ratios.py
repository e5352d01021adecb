"""Measures whole processes and prints the table of docs/speed.md; ends with 1 when a limit is missed.

python benchmarks/ratios.py [--quick] [--rounds N] [--books FOLDER]
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from importlib.metadata import version
from pathlib import Path

from measuring import HEADINGS, Probe, Row, machine, measure, memory_line, noise
from rival import fill, install

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("clienttrack")
TODAY = date(2026, 11, 20)
SIZES = {"small": (200, 5_000), "middle": (2_000, 20_000), "large": (100_000, 1_000_000)}
DUE_SHARE = 0.05
IMPORTED_ROWS = 2_000
NOTES_LINES = 200
HOLDING = f"meet hold --from, {NOTES_LINES} lines"
MOST_MEMORY = 120
TERMINAL = " (terminal)"


class Books:
    """The books that are read, and copies of the small one for what writes."""

    def __init__(self, kept: Path, folder: Path) -> None:
        self._kept = kept
        self._folder = folder

    def of(self, size: str) -> Path:
        """Give the book of a size, made when it is not there yet."""
        path = self._kept / f"{size}.db"
        if not path.exists():
            clients, touchpoints = SIZES[size]
            _tell(f"Making a book of {clients:,} clients and {touchpoints:,} touchpoints")
            made = path.with_suffix(".making")
            sizes = ["--clients", str(clients), "--touchpoints", str(touchpoints), "--due", str(DUE_SHARE)]
            # In a process of its own: what it imports would count as memory of the programs we start.
            subprocess.run([sys.executable, HERE / "book.py", made, *sizes], check=True)
            made.rename(path)
        return path

    def copy(self, name: str) -> Path:
        """Give a copy of the small book that may be written."""
        path = self._folder / f"{name}.db"
        with closing(sqlite3.connect(self.of("small"))) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return path


def _clienttrack(book: Path, *words: str) -> list[str]:
    return [str(PROGRAM), "--db", str(book), *words]


def _always(words: list[str]) -> Callable[[], list[str]]:
    return lambda: words


def _baseline() -> Iterator[Probe]:
    program = [sys.executable, str(HERE / "typer_program.py")]
    for ending, terminal in (("", False), (TERMINAL, True)):
        yield Probe(f"Typer program{ending}", _always([*program, "hello"]), terminal)
        yield Probe(f"Typer program --help{ending}", _always([*program, "--help"]), terminal)
        yield Probe(f"--help{ending}", _always([str(PROGRAM), "--help"]), terminal)


def _reading(books: Books) -> Iterator[Probe]:
    small, large = books.of("small"), books.of("large")
    for ending, terminal in (("", False), (TERMINAL, True)):
        yield Probe(f"due{ending}", _always(_clienttrack(small, "due")), terminal)
        yield Probe(f"due, large book{ending}", _always(_clienttrack(large, "due")), terminal)
        yield Probe(f"show{ending}", _always(_clienttrack(small, "show", "client-7")), terminal)
    yield Probe("show, large book", _always(_clienttrack(large, "show", "client-7")))
    yield Probe("due --json, large book", _always(_clienttrack(large, "due", "--json")))
    yield Probe("find", _always(_clienttrack(small, "find", "renewal")))
    yield Probe("client list", _always(_clienttrack(small, "client", "list", "--limit", "50")))
    yield Probe("task list", _always(_clienttrack(small, "task", "list")))


def _completing(books: Books) -> Iterator[Probe]:
    for name, line in (("TAB, handle", "clienttrack show client-1"), ("TAB, REF", "clienttrack done @client-1")):
        for size in ("small", "large"):
            asked = {
                "_CLIENTTRACK_COMPLETE": "complete_bash",
                "COMP_WORDS": line,
                "COMP_CWORD": "2",
                "CLIENTTRACK_DB": str(books.of(size)),
            }
            ending = ", large book" if size == "large" else ""
            yield Probe(f"{name}{ending}", _always([str(PROGRAM)]), environment=asked)


def _writing(books: Books) -> Iterator[Probe]:
    logged, finished, snoozed = books.copy("log"), books.copy("done"), books.copy("snooze")
    with closing(sqlite3.connect(finished)) as connection:
        open_tasks = [row[0] for row in connection.execute("SELECT id FROM task WHERE status = 'open' ORDER BY id")]
    tasks = iter(open_tasks)
    logging = ("log", "client-7", "talked about renewal", "--kind", "call", "--next", "send offer", "--by", "fri")
    yield Probe("log", _always(_clienttrack(logged, "log", "client-7", "talked about renewal")))
    yield Probe("log --next --by", _always(_clienttrack(logged, *logging)))
    yield Probe("done", lambda: _clienttrack(finished, "done", f"t{next(tasks)}"))
    clients = iter(range(1, SIZES["small"][0] + 1))
    yield Probe("snooze", lambda: _clienttrack(snoozed, "snooze", f"@client-{next(clients)}", "--until", "+30d"))


def _holding(books: Books, folder: Path) -> Iterator[Probe]:
    yield Probe("Typer program with SQLModel", _always([sys.executable, str(HERE / "typer_with_sqlmodel.py"), "hello"]))
    notes = folder / "notes.md"
    notes.write_text(_notes(), encoding="utf-8")
    held = books.copy("hold")
    # Each time with another client: the same notes are not taken twice.
    clients = iter(range(1, SIZES["small"][0] + 1))
    yield Probe(HOLDING, lambda: _clienttrack(held, "meet", "hold", f"client-{next(clients)}", "--from", str(notes)))


def _notes() -> str:
    """Give a form of the kickoff in which every fourth line becomes a record."""
    with (HERE.parent / "templates" / "questions" / "kickoff.toml").open("rb") as file:
        asked = [one["words"]["en"] for one in tomllib.load(file)["questions"]]
    below = NOTES_LINES // len(asked)
    records = (
        "need: faster answers {} !high",
        "task: send offer {} by +2w",
        "quote: we lose a day {}",
        "risk: cuts {}",
    )
    lines = []
    for question in asked:
        lines.append(f"## {question}")
        for number in range(1, below):
            record = records[number // 4 % 4].format(number)
            lines.append(f"What they said of it, line {number}." if number % 4 else record)
    lines += [f"And line {number}." for number in range(len(lines), NOTES_LINES)]
    return "\n".join([*lines, ""])


def _importing(folder: Path) -> Iterator[Probe]:
    file = folder / "clients.csv"
    rows = (f"Import {n},Person {n},person{n}@import-{n}.example,2026-10-01" for n in range(IMPORTED_ROWS))
    file.write_text("\n".join(("client,contact,email,last_touch", *rows)) + "\n")
    empty = folder / "empty.db"
    subprocess.run(_clienttrack(empty, "init"), check=False, capture_output=True)

    def into_an_empty_book() -> list[str]:
        path = folder / "import.db"
        for old in folder.glob("import.db*"):
            old.unlink()
        if empty.exists():
            shutil.copyfile(empty, path)
        return _clienttrack(path, "import", str(file))

    yield Probe(f"import of {IMPORTED_ROWS:,} rows", into_an_empty_book)


def _rival(books: Books, folder: Path) -> Iterator[Probe]:
    middle = books.of("middle")
    entries = SIZES["middle"][0]
    yield Probe("due, 2,000 clients", _always(_clienttrack(middle, "due")))
    yield Probe("due, 2,000 clients, all lines", _always(_clienttrack(middle, "due", "--all", "--within", "1y")))
    program = install(folder / "todoman", "todoman", "todo")
    if program is None:
        _tell("Skipped: todoman, which could not be installed")
        return
    settings = fill(folder / "lists", entries=entries, today=TODAY)
    yield Probe("todoman", _always([str(program), "--config", str(settings), "list"]))


ROWS = (
    *(Row(f"{verb}{ending}", f"Typer program{ending}", 1.6) for verb in ("due", "show") for ending in ("", TERMINAL)),
    *(Row(verb, "Typer program", 1.6) for verb in ("log", "log --next --by", "done")),
    *(
        Row(f"{what}{size}", "Typer program", 1.6)
        for what in ("TAB, handle", "TAB, REF")
        for size in ("", ", large book")
    ),
    Row(HOLDING, "Typer program with SQLModel", 3.0),
    *(Row(f"--help{ending}", f"Typer program --help{ending}", 1.3) for ending in ("", TERMINAL)),
    *(Row(f"--help{ending}", f"Typer program{ending}", 1.3) for ending in ("", TERMINAL)),
    *(Row(f"due, large book{ending}", f"due{ending}", 1.5) for ending in ("", TERMINAL)),
    Row("due, 2,000 clients", "todoman", 0.9),
    Row("due, 2,000 clients, all lines", "todoman"),
    Row("show, large book", "show"),
    *(
        Row(what, "Typer program")
        for what in ("snooze", "find", "client list", "task list", f"import of {IMPORTED_ROWS:,} rows")
    ),
)


def _table(probes: dict[str, Probe]) -> tuple[list[str], bool]:
    told = [row.told(probes) for row in ROWS]
    for name, limit in (("due, large book", MOST_MEMORY), ("due --json, large book", None)):
        if name in probes:
            told.append(memory_line(probes[name], limit))
    return [*HEADINGS, *(line for line, _ in told)], all(kept for _, kept in told)


def _described(probes: dict[str, Probe], rounds: int) -> str:
    alone = ("Typer program", "Typer program --help", "Typer program with SQLModel", "todoman")
    bases = ", ".join(f"{n} {probes[n].wall * 1000:.0f} ms ({probes[n].cpu * 1000:.0f})" for n in alone if n in probes)
    return (
        f"{machine()}, Typer {version('typer')}, Rich {version('rich')}; medians of {rounds} rounds. "
        f"Wall (CPU) of what is compared with: {bases}. {noise(probes.values())}"
    )


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="5 rounds in place of 21")
    parser.add_argument("--rounds", type=int, help="how many rounds")
    parser.add_argument("--books", type=Path, help="a folder in which the books are kept for the next time")
    told = parser.parse_args()
    rounds = told.rounds or (5 if told.quick else 21)
    with tempfile.TemporaryDirectory(prefix="clienttrack-ratios-") as name:
        folder = Path(name)
        kept = told.books or folder / "books"
        kept.mkdir(parents=True, exist_ok=True)
        settings = folder / "settings.toml"
        settings.touch()
        # An installed program has its modules compiled; whoever runs this may have switched that off.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(CLIENTTRACK_TODAY=TODAY.isoformat(), CLIENTTRACK_CONFIG=str(settings), TERM="xterm-256color")
        books = Books(kept, folder)
        probes = [
            *_baseline(),
            *_reading(books),
            *_completing(books),
            *_writing(books),
            *_holding(books, folder),
            *_importing(folder),
            *_rival(books, folder),
        ]
        measured = {probe.name: probe for probe in measure(probes, rounds, _tell)}
    lines, good = _table(measured)
    print("\n".join([_described(measured, rounds), "", *lines]))
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Measures what is asked of the whole book beside raw SQL and prints its table of docs/speed.md; ends with 1 on a miss.

python benchmarks/value.py [--quick] [--rounds N] [--clients N] [--touchpoints N] [--payments N]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import HEADINGS, Probe, Row, machine, measure, memory_line, noise

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("clienttrack")
TODAY = "2026-11-20"
DUE_SHARE = 0.05
# What raw.py reckons with.
SETTINGS = 'currency = "EUR"\n\n[rates]\nUSD = "0.92"\nJPY = "0.0061"\n'
ASKED = (
    ("tier evaluate", ("tier", "evaluate")),
    ("tier evaluate --json", ("tier", "evaluate", "--json")),
    ("portfolio", ("portfolio",)),
)
RAW = {
    "raw SQL": "value",
    "raw SQL, its plans hinted": "hinted",
    "raw SQL of the portfolio": "portfolio",
}
ROWS = (
    Row("tier evaluate", "raw SQL", 3.0),
    Row("tier evaluate --json", "raw SQL", 3.0),
    Row("tier evaluate --json", "raw SQL, its plans hinted"),
    Row("portfolio", "raw SQL of the portfolio", 3.0),
)


def _make(book: Path, told: argparse.Namespace) -> None:
    """Make the book in a process of its own: what it imports would count as memory of the programs we start."""
    _tell(f"Making a book of {told.clients:,} clients, {told.touchpoints:,} touchpoints, {told.payments:,} payments")
    sizes = {"clients": told.clients, "touchpoints": told.touchpoints, "payments": told.payments, "due": DUE_SHARE}
    words = [f"--{name}={size}" for name, size in sizes.items()]
    subprocess.run([sys.executable, HERE / "book.py", book, *words], check=True)


def _probes(book: Path) -> Iterator[Probe]:
    for name, words in ASKED:
        yield Probe(name, lambda words=words: [str(PROGRAM), "--db", str(book), *words])
    for name, script in RAW.items():
        yield Probe(name, lambda script=script: [sys.executable, str(HERE / "raw.py"), script, str(book), TODAY])


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="5 rounds in place of 21")
    parser.add_argument("--rounds", type=int, help="how many rounds")
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--touchpoints", type=int, default=500_000)
    parser.add_argument("--payments", type=int, default=200_000)
    told = parser.parse_args()
    rounds = told.rounds or (5 if told.quick else 21)
    with tempfile.TemporaryDirectory(prefix="clienttrack-value-") as name:
        book, settings = Path(name) / "book.db", Path(name) / "settings.toml"
        settings.write_text(SETTINGS)
        _make(book, told)
        # An installed program has its modules compiled; whoever runs this may have switched that off.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(CLIENTTRACK_TODAY=TODAY, CLIENTTRACK_CONFIG=str(settings))
        measured = {probe.name: probe for probe in measure([*_probes(book)], rounds, _tell)}
    bases = ", ".join(
        f"{name} {measured[name].wall * 1000:.0f} ms ({measured[name].cpu * 1000:.0f})"
        for name in RAW
        if name in measured
    )
    lines = [row.told(measured) for row in ROWS]
    lines += [memory_line(measured[name], None) for name, _ in ASKED if name in measured]
    described = f"{machine()}; medians of {rounds} rounds. Wall (CPU) of what is compared with: {bases}."
    print("\n".join([f"{described} {noise(measured.values())}", "", *HEADINGS, *(line for line, _ in lines)]))
    return 0 if all(kept for _, kept in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())

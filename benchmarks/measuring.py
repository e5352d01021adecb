"""Runs whole processes and tells how long they took, on the wall and on the processor, and how much memory they held.

Keep what this module imports small: the peak memory of a child counts what its parent held when it was started.
"""

import errno
import fcntl
import os
import platform
import random
import sqlite3
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

COLUMNS, ROWS = 100, 40
HEADINGS = (
    "| what | wall, ms | CPU, ms | compared with | wall ratio | CPU ratio | limit | |",
    "|---|---:|---:|---|---:|---:|---:|---|",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One process that ran: seconds on the wall, seconds of processor (user and system), peak memory in MB."""

    wall: float
    cpu: float
    memory: float
    exit_code: int
    last_words: str


@dataclass(slots=True)
class Probe:
    """One command line to measure; ``words`` gives it anew for every run, ``terminal`` gives it 100 columns."""

    name: str
    words: Callable[[], Sequence[str]]
    terminal: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    @property
    def wall(self) -> float:
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def memory(self) -> float:
        return max(run.memory for run in self.runs)

    @property
    def spread(self) -> float:
        """How far apart the quarters lie, as a share of the median: how noisy the machine was."""
        walls = sorted(run.wall for run in self.runs)
        return (walls[len(walls) * 3 // 4] - walls[len(walls) // 4]) / self.wall

    def run(self) -> Run:
        return _run(self.words(), {**os.environ, **self.environment}, terminal=self.terminal)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a probe, the probe it is compared with, and the limit of the ratio if there is one.

    ``times`` says how many times as much the probe has to do.
    """

    probe: str
    against: str
    limit: float | None = None
    times: int = 1

    def told(self, probes: Mapping[str, Probe]) -> tuple[str, bool]:
        """Give the line of Markdown and whether the limit was kept."""
        if self.probe not in probes or self.against not in probes:
            return f"| {self.probe} | | | {self.against} | | | {self.limit or ''} | skipped |", True
        mine, other = probes[self.probe], probes[self.against]
        wall, cpu = mine.wall / other.wall / self.times, mine.cpu / other.cpu / self.times
        kept = self.limit is None or wall <= self.limit
        what = self.probe if self.times == 1 else f"{self.probe}, by row"
        line = (
            f"| {what} | {mine.wall * 1000:.0f} | {mine.cpu * 1000:.0f} | {self.against} |"
            f" {wall:.2f} | {cpu:.2f} | {self.limit or ''} | {_verdict(self.limit, kept=kept)} |"
        )
        return line, kept


def memory_line(probe: Probe, limit: int | None) -> tuple[str, bool]:
    """Give the line of Markdown on peak memory in MB, and whether the limit was kept."""
    kept = limit is None or probe.memory <= limit
    shown = f"{limit} MB" if limit else ""
    return (
        f"| {probe.name}: peak memory {probe.memory:.0f} MB | | | | | | {shown} | {_verdict(limit, kept=kept)} |",
        kept,
    )


def _verdict(limit: float | None, *, kept: bool) -> str:
    return "" if limit is None else "kept" if kept else "**missed**"


def machine() -> str:
    """Say what this runs on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def noise(probes: Collection[Probe]) -> str:
    """Say how far measurements of the same lay apart."""
    spreads = sorted(probe.spread for probe in probes)
    return (
        f"Noise (distance of the quartiles, as a share of the median): {spreads[len(spreads) // 2]:.0%} usually, "
        f"{spreads[-1]:.0%} at most; load of the machine at the end {os.getloadavg()[0]:.1f}."
    )


def measure(probes: Sequence[Probe], rounds: int, tell: Callable[[str], None]) -> list[Probe]:
    """Warm every probe up, leave out those that fail, and run the others in rounds, each in an order of its own."""
    ready = []
    for probe in probes:
        trial = probe.run()
        if trial.exit_code:
            last = (trial.last_words.strip().splitlines() or ["it said nothing"])[-1]
            tell(f"Skipped: {probe.name}, which ended with code {trial.exit_code}: {last}")
        else:
            ready.append(probe)
    chance = random.Random(1)  # noqa: S311 nothing secret
    for number in range(rounds):
        tell(f"Round {number + 1} of {rounds}")
        for probe in chance.sample(ready, len(ready)):
            ran = probe.run()
            if ran.exit_code:
                raise SystemExit(f"{probe.name} failed in round {number + 1}: {ran.last_words}")
            probe.runs.append(ran)
    return ready


def _run(words: Sequence[str], environment: Mapping[str, str], *, terminal: bool) -> Run:
    ours, theirs = os.openpty() if terminal else os.pipe()
    if terminal:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    began = time.perf_counter()
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    last_words = _last_of(ours)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    os.close(ours)
    child.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts the memory in kB, macOS in bytes.
    unit = 1024**2 if os.uname().sysname == "Darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, child.returncode, last_words)


def _last_of(end: int) -> str:
    """Read to the end and give the last piece; keeping it all would count as memory of the next child."""
    last = b""
    while True:
        try:
            piece = os.read(end, 65536)
        except OSError as error:
            # This is how Linux says that nobody holds the other end of a terminal any more.
            if error.errno != errno.EIO:
                raise
            piece = b""
        if not piece:
            return last[-1000:].decode(errors="replace")
        last = piece

"""Sets rivals up, from PyPI and each in an environment of its own; todoman with as many entries as we have clients."""

import random
import subprocess
import sys
import venv
from datetime import date, timedelta
from pathlib import Path

WORDS = (
    "renewal",
    "budget",
    "offer",
    "launch",
    "audit",
    "training",
    "roadmap",
    "invoice",
    "workshop",
    "pilot",
    "review",
)


def install(folder: Path, package: str, command: str) -> Path | None:
    """Install a package into ``folder`` and give its program, or ``None`` when it cannot be had."""
    program = folder / "bin" / command
    if program.exists():
        return program
    venv.create(folder, with_pip=True)
    told = subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package],
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        sys.stderr.write(told.stderr)
        return None
    return program


def fill(folder: Path, *, entries: int, today: date) -> Path:
    """Write ``entries`` valid tasks with due days, one in twenty of them late, and give the settings file."""
    chance = random.Random(7)  # noqa: S311 nothing secret
    tasks = folder / "work"
    tasks.mkdir(parents=True, exist_ok=True)
    for number in range(entries):
        days = -chance.randint(1, 100) if chance.random() < 0.05 else chance.randint(1, 200)
        lines = (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//benchmark//EN",
            "BEGIN:VTODO",
            f"UID:entry-{number}@example.com",
            "DTSTAMP:20260101T090000Z",
            f"DUE;VALUE=DATE:{today + timedelta(days=days):%Y%m%d}",
            f"SUMMARY:Send the {chance.choice(WORDS)} to client {number}",
            "STATUS:NEEDS-ACTION",
            "END:VTODO",
            "END:VCALENDAR",
        )
        (tasks / f"entry-{number}.ics").write_text("\r\n".join(lines) + "\r\n")
    settings = folder / "config.py"
    settings.write_text(
        f"path = {str(folder / '*')!r}\ncache_path = {str(folder / 'cache.sqlite3')!r}\n"
        'date_format = "%Y-%m-%d"\ntime_format = "%H:%M"\ndefault_list = "work"\n'
    )
    return settings

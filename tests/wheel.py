"""Build the wheel, install it in a bare environment and run it there: a morning list, reports and templates.

Run by `make test` after the tests; ends with an error when anything of it fails.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="clienttrack-wheel-") as folder:
        room = Path(folder)
        run(sys.executable, "-m", "build", "--wheel", "--outdir", room / "dist", ROOT, cwd=room)
        (wheel,) = (room / "dist").glob("*.whl")
        venv.create(room / "venv", with_pip=True)
        python = room / "venv" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel, cwd=room)
        program = room / "venv" / "bin" / "clienttrack"
        book = room / "book.db"
        run(program, "demo", "--keep", book, cwd=room)
        due = run(program, "--db", book, "due", "--ids", cwd=room)
        reference = next(line for line in due.splitlines() if line.startswith("@"))
        report = run(program, "--db", book, "report", "follow-up", reference, cwd=room)
        if not report.startswith("#"):
            raise SystemExit(f"the report is no Markdown: {report[:200]!r}")
        page = run(program, "--db", book, "report", "brief", reference, "--html", cwd=room)
        if not page.startswith("<!DOCTYPE html>"):
            raise SystemExit(f"the page is no HTML: {page[:200]!r}")
        charts = run(program, "--db", book, "report", "portfolio", "--html", cwd=room)
        if "data:image/svg+xml;base64," not in charts:
            raise SystemExit("the page of the portfolio has no chart")
        run(program, "template", "check", cwd=room)
    sys.stdout.write("The wheel was built, installed in a bare environment and run.\n")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with ``cwd`` as folder and home and give its output; any exit code but 0 ends us."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CLIENTTRACK", "PYTHON"))}
    environment["HOME"] = str(cwd)
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"{Path(command[0]).name} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main()

"""The architecture held by tools: who may import whom, and what only the syntax trees show.

Every contract is broken on purpose in a copy of the package; a contract that nobody can break holds nothing.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.contracts import OFFENCES, Offence, offences_in

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "clienttrack"
SETTINGS = ROOT / "pyproject.toml"
CONTRACTS = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
IDS = [contract["id"] for contract in CONTRACTS]


def _lint(folder: Path, *contracts: str) -> tuple[int, str]:
    """Check the import contracts on the package that lies in ``folder``."""
    named = [f"--contract={contract}" for contract in contracts]
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [str(linter), "--no-logo", "--no-cache", f"--config={SETTINGS}", *named],
        cwd=folder,
        env={**os.environ, "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the spine with one empty file of each kind in a few slices of each floor, to be broken."""
    shutil.copytree(PACKAGE, tmp_path / "clienttrack", ignore=shutil.ignore_patterns("__pycache__", "slices"))
    (tmp_path / "clienttrack" / "slices").mkdir()
    for slice_name in ("clients", "tasks", "due", "daily", "tiers", "imports", "demo"):
        for file in ("actions", "commands", "desk", "files", "queries", "render", "rules", "steps"):
            _write(tmp_path, f"slices/{slice_name}/{file}.py", "")
    (tmp_path / "clienttrack" / "slices" / "__init__.py").touch()
    return tmp_path


def _write(folder: Path, place: str, text: str) -> None:
    """Append ``text`` to a module of the copy, which is made where it is missing."""
    path = folder / "clienttrack" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def test_the_import_contracts_hold() -> None:
    code, told = _lint(ROOT / "src")
    assert code == 0, told


BROKEN_IMPORTS = [
    ("spine", "errors", "clienttrack.workspace"),
    ("spine", "book", "clienttrack.slices.due"),
    ("spine", "cli", "clienttrack.slices.due"),
    ("spine", "slices.due.render", "clienttrack.cli"),
    ("spine", "helpers", None),
    ("floors", "slices.clients.rules", "clienttrack.slices.tasks"),
    ("floors", "slices.tasks.actions", "clienttrack.slices.due"),
    ("floors", "slices.due.rules", "clienttrack.slices.tiers"),
    ("floors", "slices.due.rules", "clienttrack.slices.imports"),
    ("floors", "slices.odds", None),
    ("doors", "slices.due.queries", "clienttrack.slices.tasks.queries"),
    ("doors", "slices.daily.actions", "clienttrack.slices.clients.desk"),
    ("doors", "slices.daily.render", "clienttrack.slices.tasks.render"),
    ("doors", "slices.imports.actions", "clienttrack.slices.tiers.queries"),
    ("doors", "slices.imports.files", "clienttrack.slices.tiers.files"),
    ("doors", "slices.demo.commands", "clienttrack.slices.tiers.commands"),
    ("doors", "slices.demo.steps", "clienttrack.slices.tiers.steps"),
    ("files", "slices.due.rules", "clienttrack.slices.due.queries"),
    ("files", "slices.due.queries", "clienttrack.slices.due.actions"),
    ("files", "slices.due.files", "clienttrack.slices.due.queries"),
    ("files", "slices.due.actions", "clienttrack.slices.due.desk"),
    ("files", "slices.due.desk", "clienttrack.slices.due.render"),
    ("files", "slices.due.render", "clienttrack.slices.due.steps"),
    ("files", "slices.due.steps", "clienttrack.slices.due.commands"),
    ("files", "slices.due.utils", None),
    ("silent", "slices.due.desk", "rich"),
    ("silent", "slices.due.actions", "jinja2"),
    ("silent", "slices.due.queries", "typer"),
    ("silent", "slices.due.files", "rich"),
    ("silent", "slices.due.rules", "clienttrack.workspace"),
    ("pure", "slices.due.rules", "clienttrack.book"),
    ("pure", "slices.due.rules", "sqlite3"),
    ("models", "slices.due.actions", "sqlmodel"),
    ("models", "slices.due.queries", "sqlalchemy"),
    ("models", "journal", "alembic"),
    ("schema", "slices.due.queries", "clienttrack.schema"),
    ("templates", "slices.due.render", "jinja2"),
    ("templates", "screen", "markdown_it"),
    ("pictures", "templating.pages", "pygal"),
]


@pytest.mark.parametrize("contract", IDS)
def test_every_import_contract_can_be_broken_and_names_the_place(contract: str, copy: Path) -> None:
    broken = [(importer, imported) for broken, importer, imported in BROKEN_IMPORTS if broken == contract]
    assert broken, f"nothing breaks '{contract}'"
    assert _lint(copy, contract)[0] == 0, "the copy breaks the contract before anything was added"
    for importer, imported in broken:
        place = f"{importer.replace('.', '/')}.py" if importer != "slices.odds" else "slices/odds/rules.py"
        _write(copy, place, f"def hidden() -> None:\n    import {imported}" if imported else "")
    code, told = _lint(copy, contract)
    assert code == 1
    said = [f"clienttrack.{importer}{f' -> {imported} (l.' if imported else ''}" for importer, imported in broken]
    assert [place for place in said if place not in told] == [], told


def test_an_import_for_types_alone_breaks_nothing(copy: Path) -> None:
    line = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import clienttrack.slices.tasks.queries"
    _write(copy, "slices/due/render.py", line)
    assert _lint(copy)[0] == 0


def test_imports_and_the_upper_floor_use_the_actions_and_rules_of_others(copy: Path) -> None:
    _write(copy, "slices/imports/actions.py", "import clienttrack.slices.tiers.actions, clienttrack.slices.tasks.rules")
    _write(copy, "slices/daily/actions.py", "import clienttrack.slices.tasks.actions")
    assert _lint(copy)[0] == 0


@pytest.mark.parametrize("offence", OFFENCES)
def test_the_code_holds_what_imports_cannot_show(offence: Offence) -> None:
    assert offences_in(PACKAGE, offence) == []


BROKEN_CODE = [
    (Offence.SQL, "slices/due/commands.py", "x = 'SELECT 1'", "slices/due/commands.py"),
    (Offence.SQL, "slices/due/render.py", "x = f'DELETE FROM {y}'", "slices/due/render.py"),
    (Offence.SQL, "slices/due/desk.py", "x = 'update client set name = 1'", "slices/due/desk.py"),
    (Offence.SQL, "slices/due/rules.py", "x = a + ' ORDER BY name'", "slices/due/rules.py"),
    (Offence.SQL, "slices/due/files.py", "x = '''\n  WITH t AS (SELECT 1) SELECT * FROM t'''", "slices/due/files.py"),
    (Offence.SQL, "workspace.py", "x = 'PRAGMA foreign_keys = OFF'", "workspace.py"),
    (Offence.SQL_CLOCK, "slices/due/queries.py", "x = \"SELECT date( 'now')\"", "slices/due/queries.py"),
    (Offence.SQL_CLOCK, "slices/due/actions.py", "x = f\"{y} + datetime('now', '+1 day')\"", "slices/due/actions.py"),
    (Offence.SQL_CLOCK, "journal.py", "x = 'DEFAULT CURRENT_TIMESTAMP'", "journal.py"),
    (Offence.REPLACE, "slices/due/actions.py", "x = 'INSERT OR REPLACE INTO client'", "slices/due/actions.py"),
    (Offence.REPLACE, "book.py", "x = 'replace into client'", "book.py"),
    (Offence.LOOP, "slices/due/commands.py", "def f():\n    for x in y:\n        pass", "slices/due/commands.py"),
    (Offence.LOOP, "slices/due/commands.py", "def f():\n    while x:\n        pass", "slices/due/commands.py"),
    (Offence.LOOP, "slices/due/commands.py", "x = [y for y in z]", "slices/due/commands.py"),
    (Offence.TRY, "slices/due/commands.py", "try:\n    pass\nfinally:\n    pass", "slices/due/commands.py"),
    (Offence.EAGER, "slices/due/commands.py", "from clienttrack.slices.due import queries", "slices/due/commands.py"),
    (Offence.EAGER, "slices/due/commands.py", "import rich", "slices/due/commands.py"),
    (Offence.SESSION, "book.py", "import sqlmodel", "book.py"),
    (Offence.SESSION, "book.py", "def f():\n    import sqlalchemy.orm", "book.py"),
    (Offence.LONG_FUNCTION, "slices/due/rules.py", "def f():\n" + "    x = 1\n" * 41, "slices/due/rules.py"),
    (Offence.LONG_MODULE, "slices/demo/long.py", "x = 1\n" * 301, "slices/demo/long.py"),
    (Offence.LONG_SLICE, "slices/due/queries.py", "x = 1\n" * 801, "slices/due"),
    (Offence.LONG_SLICE, "slices/imports/queries.py", "x = 1\n" * 1201, "slices/imports"),
]  # fmt: skip


@pytest.mark.parametrize(("offence", "place", "line", "named"), BROKEN_CODE)
def test_every_rule_of_the_code_can_be_broken_and_names_the_place(
    offence: Offence, place: str, line: str, named: str, copy: Path
) -> None:
    package = copy / "clienttrack"
    before = offences_in(package, offence)
    _write(copy, place, line)
    found = [place for place in offences_in(package, offence) if place not in before]
    assert any(place.startswith(named) for place in found), f"nothing was found; before: {before}"


def test_every_rule_of_the_code_is_broken_by_a_test() -> None:
    assert {offence for offence, *_ in BROKEN_CODE} == set(OFFENCES)


ALLOWED_CODE = [
    ("slices/due/queries.py", "x = 'SELECT 1 FROM client WHERE id = 1'"),
    ("slices/due/commands.py", "def f(ctx):\n    '''Select a client from the list.'''"),
    ("slices/due/commands.py", "x = 'Where clients come from: update or delete them by hand'"),
    ("slices/due/rules.py", "def f():\n    '''Long words.'''\n" + "\n    # why\n" * 60 + "    return 1"),
    ("slices/due/commands.py", "def f():\n    from clienttrack.slices.due import queries"),
]


def test_prose_comments_and_queries_offend_nobody(copy: Path) -> None:
    package = copy / "clienttrack"
    before = {offence: offences_in(package, offence) for offence in OFFENCES}
    for place, line in ALLOWED_CODE:
        _write(copy, place, line)
    assert {offence: offences_in(package, offence) for offence in OFFENCES} == before

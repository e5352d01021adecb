"""What imports cannot show, read from the syntax trees: SQL and the clock in strings, loops in commands, lengths.

Lengths are counted in lines of code: blank lines, comments and docstrings are free, and so is the signature of a
function, because a command has as many parameters as it has options.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path


class Offence(StrEnum):
    """What a module may not do; each is found by the reader of the same place in ``READERS``."""

    SQL = "SQL text away from where it belongs"
    SQL_CLOCK = "SQL that reads the clock"
    REPLACE = "a replacing INSERT, which skips delete triggers"
    LOOP = "a loop in commands.py"
    TRY = "a try in commands.py"
    EAGER = "commands.py imports more than the spine at its top"
    SESSION = "book.py touches models away from its session"
    LONG_FUNCTION = "a function of more than 40 lines"
    LONG_MODULE = "a module of more than 300 lines"
    LONG_SLICE = "a slice of more than 800 lines"


OFFENCES = tuple(Offence)
SPEAKS_SQL = frozenset(
    f"{name}.py"
    for name in (
        "book",
        "bulk",
        "completion",
        "differences",
        "filled",
        "revenue",
        "newly_high",
        "risk",
        "images",
        "journal",
        "lookup",
        "reach",
        "search",
        "profile",
        "served",
        "silence",
        "soundness",
        "standing",
    )
)
SPEAKS_SQL_IN_SLICE = frozenset({"actions", "queries"})
TABLES = "schema.py"
VERSIONS = "migrations/versions/"
EAGER_ALLOWED = sys.stdlib_module_names | {"clienttrack", "typer"}
LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGEST_SLICE = 800
LONGEST_SLICES = {"discovery": 900, "imports": 1100, "mappings": 1350, "matches": 950, "rows": 950, "upkeep": 850}

_CLAUSES = re.compile(
    r"\b(SELECT\s|INSERT\s+(OR \w+ )?INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET|ORDER BY|GROUP BY|JOIN\s+\S+\s+(AS|ON)|"
    r"WHERE\s|PRAGMA\s|VACUUM|(CREATE|DROP|ALTER)\s+(TEMP|TABLE|TRIGGER|INDEX|VIEW|VIRTUAL|UNIQUE)|"
    r"BEGIN IMMEDIATE|COMMIT$|ROLLBACK$|SAVEPOINT\s)"
)
_SMALL_STATEMENT = re.compile(
    r"^\s*(select\s.+\sfrom\s|insert\s+into\s|delete\s+from\s|update\s+\S+\s+set\s|pragma\s)", re.DOTALL
)
_CLOCK = re.compile(
    r"CURRENT_(TIMESTAMP|DATE|TIME)\b|\b(date|time|datetime|julianday|unixepoch|strftime)\s*\([^)]*'now'", re.IGNORECASE
)
_REPLACE = re.compile(r"\bINSERT\s+OR\s+REPLACE\b|\bREPLACE\s+INTO\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One module: its place below the package, and its text."""

    place: str
    text: str

    @property
    def file(self) -> str:
        """The name without folder and ending; of a package inside a slice, the package."""
        parts = self.place.split("/")
        return (
            parts[2].removesuffix(".py") if parts[0] == "slices" and len(parts) > 2 else parts[-1].removesuffix(".py")
        )

    @property
    def slice(self) -> str | None:
        """The slice it belongs to."""
        parts = self.place.split("/")
        return parts[1] if parts[0] == "slices" and len(parts) > 2 else None

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def docstrings(self) -> frozenset[ast.AST]:
        """The nodes that hold prose."""
        owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        return frozenset(
            node.body[0].value
            for node in self.nodes
            if isinstance(node, owners) and ast.get_docstring(node) is not None and isinstance(node.body[0], ast.Expr)
        )

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """The lines that hold code."""
        silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
        code = {
            line
            for token in tokenize.generate_tokens(io.StringIO(self.text).readline)
            if token.type not in silent
            for line in range(token.start[0], token.end[0] + 1)
        }
        prose = {line for node in self.docstrings for line in _lines(node)}
        return frozenset(code - prose)

    @cached_property
    def strings(self) -> tuple[tuple[int, str], ...]:
        """Every string that is no docstring; what an f-string fills in becomes ``?``."""
        formatted = [node for node in self.nodes if isinstance(node, ast.JoinedStr)]
        silent = self.docstrings.union(part for node in formatted for part in node.values)
        found = [
            (node.lineno, "".join(str(p.value) if isinstance(p, ast.Constant) else "?" for p in node.values))
            for node in formatted
        ]
        found += [
            (node.lineno, node.value)
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent
        ]
        return tuple(found)


def _lines(node: ast.AST) -> range:
    assert isinstance(node, ast.expr | ast.stmt)
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _matching(source: Source, *patterns: re.Pattern[str]) -> Iterator[int]:
    return (line for line, text in source.strings if any(pattern.search(text) for pattern in patterns))


def _sql(source: Source) -> Iterator[int]:
    speaks = source.file in SPEAKS_SQL_IN_SLICE if source.slice else source.place in SPEAKS_SQL
    if not speaks and not source.place.startswith("migrations/"):
        yield from _matching(source, _CLAUSES, _SMALL_STATEMENT)


def _nodes(source: Source, *kinds: type[ast.AST]) -> Iterator[int]:
    if source.slice and source.file == "commands":
        yield from (node.lineno for node in source.nodes if isinstance(node, kinds) and hasattr(node, "lineno"))


def _loops(source: Source) -> Iterator[int]:
    comprehensions = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return _nodes(source, ast.For, ast.AsyncFor, ast.While, *comprehensions)


def _tries(source: Source) -> Iterator[int]:
    return _nodes(source, ast.Try, ast.TryStar)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _eager(source: Source) -> Iterator[int]:
    if source.slice and source.file == "commands":
        for node in source.tree.body:
            for name in _imported(node):
                if name.startswith("clienttrack.slices") or name.partition(".")[0] not in EAGER_ALLOWED:
                    yield node.lineno


def _models_in_book(source: Source) -> Iterator[int]:
    if source.place != "book.py":
        return
    allowed = {
        inner
        for node in source.nodes
        if (isinstance(node, ast.FunctionDef) and node.name == "_session_on")
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in source.nodes:
        if (
            any(name.partition(".")[0] in {"sqlalchemy", "sqlmodel"} for name in _imported(node))
            and node not in allowed
        ):
            yield node.lineno  # type: ignore[attr-defined]


def _long_functions(source: Source) -> Iterator[int]:
    if source.place.startswith(VERSIONS):
        return
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = {line for statement in node.body for line in _lines(statement)} & source.code_lines
            if len(body) > LONGEST_FUNCTION:
                yield node.lineno


def _long_module(source: Source) -> Iterator[int]:
    listing = source.place == TABLES or source.place.startswith(VERSIONS)
    if len(source.code_lines) > LONGEST_MODULE and not listing:
        yield 1


READERS: dict[Offence, Callable[[Source], Iterator[int]]] = {
    Offence.SQL: _sql,
    Offence.SQL_CLOCK: lambda source: _matching(source, _CLOCK),
    Offence.REPLACE: lambda source: _matching(source, _REPLACE),
    Offence.LOOP: _loops,
    Offence.TRY: _tries,
    Offence.EAGER: _eager,
    Offence.SESSION: _models_in_book,
    Offence.LONG_FUNCTION: _long_functions,
    Offence.LONG_MODULE: _long_module,
}


@cache
def _source(place: str, text: str) -> Source:
    return Source(place, text)


def offences_in(package: Path, offence: Offence) -> list[str]:
    """Give the places below ``package`` that offend, as ``slices/due/rules.py:12``, or the slice that is too long."""
    sources = [
        _source(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(package.rglob("*.py"))
    ]
    if offence is Offence.LONG_SLICE:
        return _long_slices(sources)
    return [f"{source.place}:{line}" for source in sources for line in READERS[offence](source)]


def _long_slices(sources: list[Source]) -> list[str]:
    lengths: dict[str, int] = {}
    for source in sources:
        if source.slice:
            lengths[source.slice] = lengths.get(source.slice, 0) + len(source.code_lines)
    return [
        f"slices/{name}: {length} lines"
        for name, length in lengths.items()
        if length > LONGEST_SLICES.get(name, LONGEST_SLICE)
    ]

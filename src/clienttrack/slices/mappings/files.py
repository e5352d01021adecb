"""Mapping files on the disk, the user's before ours."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from clienttrack import output, textfiles
from clienttrack.errors import BadData, UsageProblem
from clienttrack.screen import shortened
from clienttrack.slices.mappings.rules import checking
from clienttrack.slices.mappings.rules.checking import CheckedMapping, CheckedTable
from clienttrack.slices.mappings.rules.mapping import FoundMapping
from clienttrack.slices.mappings.rules.recognising import PLAIN_OF, talks_told
from clienttrack.slices.mappings.rules.suggesting import SuggestedMapping, suggested_mapping
from clienttrack.tables.problems import Unusable
from clienttrack.tables.reading import opened

DRAFTED_FROM = 10_000  # rows
FOLDER = "mappings"


class UnusableTable(BadData):
    """A table cannot be read, or none of its columns can be used."""

    def __init__(self, name: str, why: Unusable) -> None:
        line = "" if why.line is None else f", line {why.line}"
        super().__init__(f"'{shortened(name, 200)}'{line}: {why.message}.")


class DraftOntoFile(UsageProblem):
    """A draft would take the place of a file that must stay."""

    def __init__(self, target: Path, what: str) -> None:
        super().__init__(f"'{target}' is {what}. Name another file with -o.")


def own_folder(settings_path: Path) -> Path:
    """Give the user's folder of mappings, which need not exist."""
    return settings_path.parent / FOLDER


def all_mappings(settings_path: Path) -> dict[str, FoundMapping]:
    """Give every mapping by its name, the user's before ours; what stands in them is read when it is used."""
    shipped = {path.stem: _found(path) for path in _tables(textfiles.shipped_folder(FOLDER))}
    own = {
        path.stem: _found(path, own=True, behind=shipped[path.stem].text if path.stem in shipped else "")
        for path in _tables(own_folder(settings_path))
    }
    return shipped | own


def found_mapping(path: Path) -> FoundMapping:
    """Give one mapping file wherever it lies."""
    return _found(path, own=True)


def _tables(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
    except OSError:
        return []


def _found(path: Path, *, own: bool = False, behind: str = "") -> FoundMapping:
    text, unreadable = "", None
    try:
        text = textfiles.text_of(path)
    except textfiles.UnreadableText as why:
        unreadable = str(why)
    return FoundMapping(path.stem, str(path), own, text, unreadable, behind)


def checked_file(name: str) -> CheckedMapping:
    """Check a mapping file wherever it lies; raises ``BrokenMapping``."""
    return checking.checked_mapping(found_mapping(Path(name)))


def checked_table(name: str, settings_path: Path, tiers: Iterable[str]) -> CheckedTable:
    """Say how a table would be read; raises ``UnusableTable`` for what an import would refuse."""
    try:
        return checking.checked_table(name, _first_rows(name), all_mappings(settings_path), tiers)
    except Unusable as unusable:
        raise UnusableTable(name, unusable) from unusable


def suggested(name: str, settings_path: Path, tiers: Sequence[str]) -> SuggestedMapping:
    """Draft a mapping for a table; raises ``UnusableTable``."""
    mappings = all_mappings(settings_path)
    try:
        with opened(name) as table:
            rows = [table.header, *(record.cells for record in islice(table.records(), DRAFTED_FROM))]
        at = checking.header_row(rows, mappings)
        plain = mappings[PLAIN_OF[talks_told(rows[at], mappings) or "clients"]].mapping()
        return suggested_mapping(name, rows[at], rows[at + 1 :], plain, tiers)
    except Unusable as unusable:
        raise UnusableTable(name, unusable) from unusable


def would_overwrite(target: Path, table: str, book_path: Path) -> bool:
    """Tell whether there is a file already; raises ``DraftOntoFile`` for the table or the book itself."""
    overwrites = output.would_overwrite(target)
    for path, what in ((Path(table), "the table itself"), (book_path, "the book itself")):
        if overwrites and path.exists() and target.samefile(path):
            raise DraftOntoFile(target, what)
    return overwrites


def write_draft(target: Path, suggested: SuggestedMapping) -> None:
    """Write a draft whole or not at all; raises ``UnwritableFile``."""
    with output.kept_file(target) as file:
        file.write(suggested.text)


def _first_rows(name: str) -> list[list[str]]:
    with opened(name) as table:
        return [table.header, *table.sample]

"""Bringing the rows of all files into temporary tables, one table after the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from clienttrack.book import Change
from clienttrack.names import fold
from clienttrack.screen import one_line
from clienttrack.slices.imports.actions.table import Staged, TableStaging, Watch
from clienttrack.slices.imports.files import ReadFile, Shape, Source
from clienttrack.slices.mappings.rules import planning, recognising
from clienttrack.slices.mappings.rules.checking import UnknownMapping
from clienttrack.slices.mappings.rules.days import Local
from clienttrack.slices.mappings.rules.mapping import FoundMapping
from clienttrack.slices.mappings.rules.mapping import Mapping as ColumnMapping
from clienttrack.slices.rows.rules import rows, telling
from clienttrack.slices.rows.rules.wanted import OtherKind, Wanted
from clienttrack.slices.whole_book.actions import TOLD, restore_tiers
from clienttrack.slices.whole_book.rules import Checked
from clienttrack.tables import documents, reading, vcards
from clienttrack.tables.problems import Problem, Unusable

BEGINNING = 256
Choose = Callable[[str, Sequence[str]], str]

_TABLES = (
    # What is asked of every row again and again stands first, where SQLite finds it sooner.
    """CREATE TEMP TABLE staged (id INTEGER PRIMARY KEY, client_id INTEGER, matched TEXT, matches INTEGER,
    contact_id INTEGER, contact_matched TEXT, contact_matches INTEGER, {columns})""",
    "CREATE TEMP TABLE staged_address (row INTEGER, kind, label, value, shown, value_key, valid)",
    "CREATE TEMP TABLE staged_tag (row INTEGER, name, name_key)",
    "CREATE TEMP TABLE staged_alias (row INTEGER, alias, alias_key)",
    "CREATE TEMP TABLE staged_domain (row INTEGER, domain)",
    "CREATE TEMP TABLE staged_id (row INTEGER, system, value)",
    "CREATE TEMP TABLE staged_custom (row INTEGER, name, value)",
    "CREATE TEMP TABLE file_key (file INTEGER, key, PRIMARY KEY (file, key)) WITHOUT ROWID",
)


class Stager:
    """Stages files one after the other; ``mappings`` are all there are, ``choose`` asks which of several is meant."""

    def __init__(
        self,
        change: Change,
        wanted: Wanted,
        mappings: Mapping[str, FoundMapping],
        *,
        region: str,
        currency: str,
        choose: Choose,
        watch: Watch | None,
        local: Local | None = None,
    ) -> None:
        self.change, self.wanted, self.mappings, self.choose, self.watch = change, wanted, mappings, choose, watch
        for table in _TABLES:
            change.run(table.format(columns=", ".join(telling.STAGED)))
        self.reading = rows.Reading(_tiers(change), region, str(change.today), currency, wanted.order, local)
        self.staged = Staged()
        self._seen: dict[tuple[str, str], str] = {}
        named = wanted.mapping or ""
        told = mappings[named].mapping() if named in mappings else None
        self._known = recognising.known_headers(mappings, told) | {*map(recognising.normal, wanted.maps)}

    def stage(self, sources: Sequence[Source]) -> Staged:
        """Read every file into the temporary tables; raises ``UnknownHeader`` for a --map that no file has."""
        seen: list[str] = []
        unread = False
        # The tiers of a whole book are there before any other file speaks of tiers.
        for source in sorted(sources, key=lambda source: not documents.is_document(source.stream)):
            try:
                for name, table, sure in self._tables(source):
                    seen += table.header
                    if not self._is_here(name, table):
                        self._stage_table(name, table, sure)
            except Unusable as error:
                unread = True
                self._note_unread(source.name, error)
        if not unread:
            planning.check_maps(self.wanted.maps, seen)
        return self.staged

    def _is_here(self, name: str, table: reading.Table) -> bool:
        """Tell, also the user, whether these very rows are among the files already."""
        key = table.sha256, table.kind if isinstance(table, documents.RecordTable) else ""
        if key not in self._seen:
            self._seen[key] = name
            return False
        here, there = (one_line(PurePath(one).name) for one in (name, self._seen[key]))
        self.staged.notices.append(f"{here}: left out, it is the same file as {there}.")
        return True

    def _tables(self, source: Source) -> Iterator[tuple[str, reading.Table, str | None]]:
        """Give the tables of a file with their names, and the mapping of those that have only one."""
        source.stream.seek(0)
        begin, wanted = source.stream.read(BEGINNING), self.wanted
        if vcards.is_vcard(begin):
            yield source.name, vcards.cards_in(source.stream, wanted.encoding), recognising.VCARD
        elif documents.is_document(source.stream):
            for option, told in (("--encoding", wanted.encoding), ("--delimiter", wanted.delimiter)):
                if told:
                    self.staged.notices.append(
                        f"{one_line(PurePath(source.name).name)}: {option} says nothing of JSON."
                    )
            yield from self._tables_of_book(source)
        else:
            known, encoding, between = self.known, wanted.encoding, wanted.delimiter
            yield source.name, reading.table_in(source.stream, known, encoding=encoding, delimiter=between), None

    def _tables_of_book(self, source: Source) -> Iterator[tuple[str, reading.Table, str | None]]:
        kinds = {kind: self.mappings[f"clienttrack_{kind}"].recognise().all for kind in telling.OF_A_BOOK}
        checked = Checked()
        book = documents.document_in(source.stream, kinds, checked.see)
        if book.others:
            self._take_others(source.name, book, checked)
        for table in book.tables:
            name = source.name if len(book.tables) == 1 else f"{source.name} ({table.kind})"
            yield name, table, f"clienttrack_{table.kind}"

    def _take_others(self, name: str, book: documents.WholeBook, checked: Checked) -> None:
        """Take the other records of a whole book into one that has no clients, its tiers at once."""
        why = "those of the file before are taken" if self.staged.book else None
        if self.change.value("SELECT EXISTS (SELECT 1 FROM client)"):
            why = "the book has clients"
        if why:
            shown = one_line(PurePath(name).name)
            talks = [f"{kind}, " for kind in TOLD if book.others.get(kind)]
            words = f"{''.join(talks)}tiers, snoozes and the history of tiers and stages are left out"
            self.staged.notices.append(f"{shown}: {words}, as {why}.")
            return
        self.staged.book = book
        first = len(self.staged.names)
        self.staged.book_files = [*range(first, first + len(book.tables))]
        if checked.tiers:
            restore_tiers(self.change, checked.tiers)
            self.reading = replace(self.reading, tiers=_tiers(self.change))

    def _stage_table(self, name: str, table: reading.Table, sure: str | None) -> None:
        staged, read = self.staged, ReadFile(name, None, table.encoding, 0, table.sha256)
        stem = PurePath(name).stem
        if isinstance(table, documents.RecordTable) and name.endswith(f" ({table.kind})"):
            stem = f"{stem}-{table.kind}"
        staged.shapes.append(Shape(name, stem, table))
        staging = TableStaging(
            self.change, self.wanted, self.reading, staged, self.watch, len(staged.names), name, table,
            staged.day_columns,
        )  # fmt: skip
        staged.names.append(name)
        try:
            mapping = self.mapping_of(name, table.header, sure)
            read = replace(read, mapping=mapping.name)
            read = staging.stage(mapping, read)
        except Unusable as error:
            staging.note(error)
        staged.files.append(read)

    def _note_unread(self, name: str, error: Unusable) -> None:
        self.staged.names.append(name)
        self.staged.problems.append(Problem(name, error.line, error.column, error.code, error.message))
        self.staged.files.append(ReadFile(name, None, None, 0))

    def known(self, cells: Sequence[str]) -> int:
        """Count the cells of a row that are headers of some table we know, or that the user has spoken of."""
        return sum(recognising.normal(cell) in self._known for cell in cells if cell.strip())

    def mapping_of(self, file: str, header: Sequence[str], sure: str | None) -> ColumnMapping:
        """Give the mapping of a file: the one told, the one it must be, its headers tell, or the user chooses."""
        name, asked = sure or self.wanted.mapping, self.wanted.kind
        if name is None:
            self._read_own_mappings()
            names = recognising.recognised(header, self.mappings)
            name = names[0] if len(names) == 1 else self.choose(file, names)
            if name == recognising.PLAIN and asked is None and not self.wanted.maps:
                recognising.refuse_talks(header, self.mappings)
        if name == recognising.PLAIN and asked is not None:
            name = recognising.PLAIN_OF[asked]
        plain_people = name == recognising.PLAIN and asked == telling.CONTACTS
        if name not in self.mappings:
            raise UnknownMapping(name, self.mappings)
        mapping = self.mappings[name].mapping()
        if plain_people:
            mapping = replace(mapping, entity=telling.CONTACTS)
        deals_paid = asked == telling.PAYMENTS and mapping.entity == telling.DEALS
        if asked is not None and mapping.entity != asked and not deals_paid:
            raise OtherKind(file, mapping.entity, name, asked)
        return mapping

    def _read_own_mappings(self) -> None:
        """Stop at a broken mapping of the user's own: which tables it is for cannot be known."""
        for found in self.mappings.values():
            if found.own:
                found.mapping()


def _tiers(change: Change) -> dict[str, int]:
    return {fold(row["name"]): row["id"] for row in change.rows("SELECT id, name FROM tier ORDER BY rank")}

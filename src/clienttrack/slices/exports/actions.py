"""Records leave the book, one after the other, into a file, a folder or a stream."""

from collections.abc import Callable, Iterator
from datetime import date

from clienttrack.book import Reader
from clienttrack.progress import Watch
from clienttrack.slices.exports import files, queries, rules
from clienttrack.slices.exports.queries import Scope
from clienttrack.slices.exports.rules import AskedExport, Document, ExportedRecords, Record
from clienttrack.vocabulary import ExportFormat, ExportKind


def export_records(
    reader: Reader, asked: AskedExport, *, today: date, answer: Callable[[str], None], watch: Watch | None
) -> ExportedRecords:
    """Write the records where they were asked for; without a target ``answer`` takes the text piece by piece.

    Raises ``UnwritableFile`` and what ``lookup.client`` and ``lookup.tag`` raise.
    """
    about = queries.scope(reader, asked.client, asked.tag)
    counts = queries.counts(reader, asked, about)

    def records(kind: ExportKind) -> Iterator[Record]:
        found = queries.records(reader, kind, asked, about)
        return rules.watched(found, kind.value, counts[kind], watch)

    documents = _documents(reader, asked, about, today, records)
    if asked.target is None:
        for document in documents:
            for piece in document.pieces:
                answer(piece)
    elif asked.in_folder:
        files.write_folder(asked.target, documents)
    else:
        files.write_file(asked.target, next(documents))
    file = None if asked.target is None else str(asked.target)
    return ExportedRecords(asked.format, file, counts, queries.left_out(reader, asked, about))


def _documents(
    reader: Reader,
    asked: AskedExport,
    about: Scope,
    today: date,
    records: Callable[[ExportKind], Iterator[Record]],
) -> Iterator[Document]:
    if asked.format is ExportFormat.JSON:
        parts: list[tuple[str, Iterator[Record]]] = [(kind.value, records(kind)) for kind in asked.tables]
        if asked.what is ExportKind.ALL:
            parts += queries.other_records(reader, about)
        yield Document("book.json", rules.json_pieces(parts, today))
    elif asked.format is ExportFormat.VCARD:
        yield Document("cards.vcf", rules.card_pieces(records(asked.what), asked.card_version))
    else:
        for kind in asked.tables:
            columns = queries.COLUMNS[kind]
            systems, fields = queries.id_systems(reader, kind), queries.own_fields(reader, kind)
            yield Document(f"{kind}.csv", rules.csv_pieces(records(kind), columns, systems, fields, asked))

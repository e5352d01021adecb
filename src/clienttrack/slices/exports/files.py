"""The file or the folder that records are written to."""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

from clienttrack import output
from clienttrack.output import UnwritableFile
from clienttrack.slices.exports.rules import AskedExport, Document, ExportOntoBook, FolderNotEmpty


def would_overwrite(asked: AskedExport, book_path: Path) -> bool:
    """Tell whether there is a file already in the place of the one asked for.

    Raises ``UnwritableFile``, ``FolderNotEmpty`` and, for the book itself, ``ExportOntoBook``.
    """
    target = asked.target
    if target is None:
        return False
    if asked.in_folder:
        _check_folder(target)
        return False
    overwrites = output.would_overwrite(target)
    if overwrites and book_path.exists() and target.samefile(book_path):
        raise ExportOntoBook(target)
    return overwrites


def write_file(target: Path, document: Document) -> None:
    """Write one file whole or not at all; raises ``UnwritableFile``."""
    with output.kept_file(target) as file:
        file.writelines(document.pieces)


def write_folder(target: Path, documents: Iterable[Document]) -> None:
    """Write several files into a new or empty folder, all or none; raises ``UnwritableFile``."""
    made = not target.exists()
    try:
        target.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(target, error.strerror or str(error)) from error
    try:
        with ExitStack() as kept:
            for document in documents:
                kept.enter_context(output.kept_file(target / document.name)).writelines(document.pieces)
    except BaseException:
        if made:
            with suppress(OSError):
                target.rmdir()
        raise


def _check_folder(target: Path) -> None:
    try:
        filled = target.exists() and any(target.iterdir())
    except (OSError, ValueError) as error:
        raise UnwritableFile(target, getattr(error, "strerror", None) or str(error)) from error
    if filled:
        raise FolderNotEmpty(target)

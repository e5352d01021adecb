"""How batches look."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_words
from clienttrack.differences import difference_line, more_differences
from clienttrack.screen import card, cell, one_line, shortened, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from clienttrack.ink import Drawing
    from clienttrack.slices.batches.queries import Batch, BatchFile, BatchLine, CreatedRecord


COLUMNS = (
    Column("Batch", right=True),
    Column("Day", spare=2),
    Column("Files", words=True),
    Column("Rows", right=True, spare=5),
    Column("Created", right=True, spare=3),
    Column("Changed", right=True, spare=4),
    Column("State", spare=1),
)


FILES_NAMED = 2
RECORDS_NAMED = 5
FIELDS_NAMED = 10
LONGEST_NAME = 24


class Voice:
    """Says when things happened by the wall clock that ``local`` gives, seen from ``today``."""

    def __init__(self, local: "Callable[[datetime], datetime]", today: "date") -> None:
        self.local, self.today = local, today

    def batches(self, lines: "Sequence[BatchLine]") -> "str | Drawing":
        """Show one import a line, the newest first."""
        if not lines:
            return "Nothing was imported yet."
        drawn = table(*COLUMNS)
        for line in lines:
            style = "dim" if line.undone else ""
            files = ", ".join(map(_short_name, line.files[:FILES_NAMED]))
            more = f" and {len(line.files) - FILES_NAMED} more" if len(line.files) > FILES_NAMED else ""
            day = in_words(self.local(line.at).date(), today=self.today)
            words = (line.batch, day, f"{files}{more}", line.rows, line.created, line.changed)
            drawn.add_row(*(cell(word, style) for word in (*words, "undone" if line.undone else "")))
        return drawn

    def batch(self, shown: "Batch") -> "Drawing":
        """Show one import: how it was asked for, its files, and the first records that it created and changed."""
        changes = [difference_line(one).strip() for one in shown.differences[:FIELDS_NAMED]]
        more = len(shown.differences) - len(changes) + shown.more_differences
        changes += [line.strip() for line in more_differences(more, shown.more_changed_records)]
        fields = [
            ("batch", f"{shown.batch}{' (undone)' if shown.undone else ''}"),
            ("when", f"{self.local(shown.at):%Y-%m-%d %H:%M}"),
            ("command", one_line(shown.command)),
            ("files", "\n".join(map(_file, shown.files))),
            ("created", "\n".join(_created(shown)) or "nothing"),
            ("changed", "\n".join([_counts(shown.changed), *changes])),
        ]
        return card(fields)


def _file(file: "BatchFile") -> str:
    rows = "1 row" if file.rows == 1 else f"{file.rows} rows"
    read = f"{one_line(file.file)}: {rows}, {file.encoding}, read as {one_line(file.mapping)}"
    return f"{read}\n  sha256 {file.sha256}"


def _created(shown: "Batch") -> "Iterator[str]":
    """Say how many records of each kind there are, and which come first."""
    for kind, number in shown.created.items():
        if number:
            first = [_record(one) for one in shown.created_records if one.kind == kind][:RECORDS_NAMED]
            more = f" and {number - len(first)} more" if number > len(first) else ""
            yield f"{number} {kind if number != 1 else kind[:-1]}: {'; '.join(first)}{more}"


def _record(one: "CreatedRecord") -> str:
    client = one.client if one.kind == "clients" else shortened(one.client_name, 40)
    return f"{shortened(one.name, 40)} ({client})"


def _short_name(file: str) -> str:
    """Give the name of a file without its folder; of a long one the middle is left out, for names end in days."""
    name = one_line(PurePath(file).name)
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[: half - 1]}…{name[-half:]}"


def undone(shown: "Batch") -> str:
    """Say what was taken back."""
    files = ", ".join(one_line(file.file) for file in shown.files)
    told = [
        f"{_counts(counts)} {what}"
        for counts, what in ((shown.created, "gone"), (shown.changed, "as before"))
        if any(counts.values())
    ]
    return f"Took back batch {shown.batch} ({files}){': ' if told else ''}{', '.join(told)}."


def _counts(counts: "Mapping[str, int]") -> str:
    told = [f"{number} {name if number != 1 else name[:-1]}" for name, number in counts.items() if number]
    return ", ".join(told) or "nothing"

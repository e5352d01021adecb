"""What an export is asked for, and how records are written as CSV, JSON and vCards; everything flows, nothing piles up.

A record is what a query gives: its values by column, several values of a column as a list, an address as ``kind``,
``label``, ``value``, ``shown`` and ``valid``, ``ids`` as lists by system and ``fields`` as values by name.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clienttrack.cards import Card, CardAddress, card_text, text_of_other
from clienttrack.cells import CARD_FIELD, FIELD, ID, guarded, joined_addresses, joined_values, split_values
from clienttrack.errors import Refused, UsageProblem
from clienttrack.output import target_of
from clienttrack.screen import json_text
from clienttrack.vocabulary import CardVersion, ExportFormat, ExportKind

Record = Mapping[str, Any]

TABLES = tuple(kind for kind in ExportKind if kind is not ExportKind.ALL)
OF_A_CARD = (ExportKind.CLIENTS, ExportKind.CONTACTS)
BYTE_ORDER_MARK = "\ufeff"
WRITTEN_AT_ONCE = 65_536
TOLD_EVERY = 1_000


class FormatTwice(UsageProblem):
    """``--json`` and another format were asked for, and there is one stream to answer on."""

    def __init__(self, asked: ExportFormat) -> None:
        super().__init__(f"--json and --format {asked} do not go together on stdout. Name a file with -o, or drop one.")


class NoCards(UsageProblem):
    """These records are no people."""

    def __init__(self, what: ExportKind) -> None:
        super().__init__(f"There are no vCards of {what}. Export contacts or clients, or choose csv or json.")


class OptionOfAnotherFormat(UsageProblem):
    """An option means nothing in the format."""

    def __init__(self, option: str, of: ExportFormat, asked: ExportFormat) -> None:
        super().__init__(f"{option} is for {of}, and this export is {asked}. Leave it out or add --format {of}.")


class FolderNeeded(UsageProblem):
    """Several files cannot go to stdout."""

    def __init__(self) -> None:
        super().__init__("All records as CSV are several files. Name a new folder with -o, or choose --format json.")


class FolderNotEmpty(UsageProblem):
    """The folder holds files that an export must not mix with."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The folder '{folder}' is not empty. Name a new one with -o.")


class ExportOntoBook(Refused):
    """The book would be lost."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is the book itself. Name another file with -o.")


@dataclass(frozen=True, slots=True)
class AskedExport:
    """An export to be made: ``target`` is a file, or a folder for all records as CSV, or null for stdout."""

    what: ExportKind
    format: ExportFormat
    target: Path | None
    client: str | None
    tag: str | None
    raw: bool
    bom: bool
    card_version: CardVersion

    @property
    def in_folder(self) -> bool:
        """Whether there are several files."""
        return self.what is ExportKind.ALL and self.format is ExportFormat.CSV

    @property
    def tables(self) -> tuple[ExportKind, ...]:
        """The kinds of records it holds."""
        return TABLES if self.what is ExportKind.ALL else (self.what,)


@dataclass(frozen=True, slots=True)
class ExportedRecords:
    """What was written: ``records`` counts them by kind, ``left_out`` organisations, which are no people."""

    format: ExportFormat
    file: str | None
    records: Mapping[str, int]
    left_out: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file of an export: its name inside a folder, and its text, piece by piece."""

    name: str
    pieces: Iterable[str]


def asked_export(
    what: ExportKind,
    *,
    told: ExportFormat | None,
    as_json: bool,
    output: str | None,
    client: str | None,
    tag: str | None,
    raw: bool,
    bom: bool,
    card_version: CardVersion | None,
) -> AskedExport:
    """Check what was asked for.

    Raises ``FormatTwice``, ``NoCards``, ``OptionOfAnotherFormat`` or ``FolderNeeded``.
    """
    usual = ExportFormat.JSON if as_json or what is ExportKind.ALL else ExportFormat.CSV
    form, target = told or usual, target_of(output)
    if as_json and form is not ExportFormat.JSON and target is None:
        raise FormatTwice(form)
    if form is ExportFormat.VCARD and what not in OF_A_CARD:
        raise NoCards(what)
    for option, given, of in (
        ("--raw", raw, ExportFormat.CSV),
        ("--bom", bom, ExportFormat.CSV),
        ("--vcard-version", card_version, ExportFormat.VCARD),
    ):
        if given and form is not of:
            raise OptionOfAnotherFormat(option, of, form)
    asked = AskedExport(what, form, target, client, tag, raw, bom, card_version or CardVersion.V4)
    if asked.in_folder and target is None:
        raise FolderNeeded
    return asked


def csv_pieces(
    records: Iterable[Record], columns: Sequence[str], systems: Sequence[str], fields: Sequence[str], asked: AskedExport
) -> Iterator[str]:
    """Write records as CSV (RFC 4180) with a column for every system of ids and every field of the user's own."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write(BYTE_ORDER_MARK if asked.bom else "")
    writer.writerow([*columns, *(ID + system for system in systems), *(FIELD + name for name in fields)])
    safe = _unchanged if asked.raw else _safe
    for record in records:
        row = [safe(_flat(name, record[name]), name) for name in columns]
        if systems:
            row += [safe(joined_values(record["ids"].get(system, ()))) for system in systems]
        if fields:
            row += [safe(record["fields"].get(name, "")) for name in fields]
        writer.writerow(row)
        if out.tell() >= WRITTEN_AT_ONCE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _flat(name: str, value: Any) -> str | int:
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if isinstance(value, int):
        return "yes" if value is True else value
    if name in {"emails", "phones"}:
        shown = "value" if name == "emails" else "shown"
        return joined_addresses((address["label"], address[shown]) for address in value)
    if name == "moves":
        return joined_values(map(_move, value))
    return joined_values(map(str, value))


def _move(move: Mapping[str, str | None]) -> str:
    told = f"{move['on']} {move['status']}"
    return told if move["because"] is None else f"{told}: {move['because']}"


def _safe(value: str | int, name: str = "") -> str | int:
    return guarded(value, phones=name == "phones") if value and isinstance(value, str) else value


def _unchanged(value: str | int, _name: str = "") -> str | int:
    return value


def json_pieces(parts: Iterable[tuple[str, Iterable[Record]]], today: date) -> Iterator[str]:
    """Write records by kind as one JSON document, a record a line."""
    return _gathered(_json_lines(parts, today))


def _json_lines(parts: Iterable[tuple[str, Iterable[Record]]], today: date) -> Iterator[str]:
    yield f'{{"version": 1, "today": "{today.isoformat()}", "data": {{'
    comma = ""
    for name, records in parts:
        yield f'{comma}"{name}": ['
        lead = "\n"
        for record in records:
            yield f"{lead}{json_text(record)}"
            lead = ",\n"
        yield "]" if lead == "\n" else "\n]"
        comma = ", "
    yield "}}\n"


def card_pieces(records: Iterable[Record], version: CardVersion) -> Iterator[str]:
    """Write contacts, or clients who are people, as vCards."""
    return _gathered(card_text(card(record), version) for record in records)


def card(record: Record) -> Card:
    """Give the card of a contact or of a client who is a person; of several notes all but the first are others."""
    others = _others(record["told"])
    notes = [*dict.fromkeys(filter(None, record["notes"]))]
    others += [("NOTE", text_of_other(text)) for text in notes[1:]]
    return Card(
        uid=record["uid"],
        name=record["name"],
        organisation=record["organisation"],
        role=record["role"],
        emails=tuple(CardAddress(address["value"], address["label"]) for address in record["emails"]),
        phones=tuple(CardAddress(address["shown"], address["label"]) for address in record["phones"]),
        website=record["website"],
        city=record["city"],
        country=record["country"],
        categories=tuple(record["tags"]),
        note=notes[0] if notes else None,
        others=tuple(sorted(others, key=lambda other: other[0])),
    )


def _others(told: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Give the properties that are kept as fields, of which a person may have some twice: as client and as contact."""
    found = [(name.removeprefix(CARD_FIELD), values) for name, values in told if name.startswith(CARD_FIELD)]
    return [(name, value) for name, values in dict.fromkeys(found) for value in split_values(values)]


def watched(
    records: Iterable[Record], name: str, size: int, watch: Callable[[str, int, int], None] | None
) -> Iterator[Record]:
    """Give the records on and tell every thousandth to ``watch``."""
    for number, record in enumerate(records):
        if watch is not None and number % TOLD_EVERY == 0:
            watch(name, number, size)
        yield record


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Put small pieces together to larger ones."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= WRITTEN_AT_ONCE:
            yield "".join(held)
            held, length = [], 0
    if held:
        yield "".join(held)

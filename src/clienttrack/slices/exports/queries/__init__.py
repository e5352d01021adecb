"""The records of the book one after the other, as they are read; every question walks one table by its number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clienttrack import lookup
from clienttrack.book import Reader, Value
from clienttrack.money import amount_words, range_words
from clienttrack.slices.exports.queries import statements
from clienttrack.slices.exports.queries.statements import COLUMNS as COLUMNS
from clienttrack.slices.exports.rules import AskedExport, Record
from clienttrack.vocabulary import ExportFormat, ExportKind


@dataclass(frozen=True, slots=True)
class Scope:
    """Which clients an export is about: the conditions that a column of client numbers meets."""

    conditions: tuple[str, ...]
    values: dict[str, Value]

    def where(self, column: str) -> str:
        """Give the condition on a column of client numbers."""
        return " AND ".join(condition.format(column=column) for condition in self.conditions) or "1"


def scope(reader: Reader, client: str | None, tag: str | None) -> Scope:
    """Give the clients that an export is about; raises what ``lookup.client`` and ``lookup.tag`` raise."""
    conditions: list[str] = []
    values: dict[str, Value] = {}
    if client is not None:
        conditions.append("{column} = :client_id")
        values["client_id"] = lookup.client(reader, client).id
    if tag is not None:
        conditions.append("{column} IN (SELECT client_id FROM client_tag WHERE tag_id = :tag_id)")
        values["tag_id"] = lookup.tag(reader, tag).id
    return Scope(tuple(conditions), values)


def counts(reader: Reader, asked: AskedExport, about: Scope) -> dict[str, int]:
    """Count the records that an export holds, by kind."""
    conditions = {kind: _condition(kind, asked, about) for kind in asked.tables}
    return {
        kind.value: reader.value(f"SELECT count(*) FROM {statements.TABLES[kind]} WHERE {condition}", **about.values)
        for kind, condition in conditions.items()
    }


def left_out(reader: Reader, asked: AskedExport, about: Scope) -> int:
    """Count the clients that are no people and therefore get no card."""
    if asked.format is not ExportFormat.VCARD or asked.what is not ExportKind.CLIENTS:
        return 0
    sql = f"SELECT count(*) FROM client AS c WHERE {about.where('c.id')} AND NOT {statements.PEOPLE}"
    return int(reader.value(sql, **about.values))


def id_systems(reader: Reader, kind: ExportKind) -> list[str]:
    """Give the systems that know any record of a kind, in order."""
    sql = "SELECT DISTINCT system FROM external_id WHERE entity = :entity ORDER BY system"
    return [row[0] for row in reader.rows(sql, entity=kind.removesuffix("s"))]


def own_fields(reader: Reader, kind: ExportKind) -> list[str]:
    """Give the names of the user's own fields on records of a kind, in order."""
    table = statements.FIELD_TABLES.get(kind)
    sql = f"SELECT DISTINCT name FROM {table} ORDER BY name"
    return [] if table is None else [row[0] for row in reader.rows(sql)]


def records(reader: Reader, kind: ExportKind, asked: AskedExport, about: Scope) -> Iterator[Record]:
    """Give all records of a kind by number, archived, lost, closed ones and those who left included."""
    asking = statements.CARD_QUESTIONS if asked.format is ExportFormat.VCARD else statements.QUESTIONS
    return _records(reader, asking[kind].format(condition=_condition(kind, asked, about)), about)


def other_records(reader: Reader, about: Scope) -> Iterator[tuple[str, Iterator[Record]]]:
    """Give what the book holds beside the tables of rows and its history, by name."""
    for name, sql in statements.OTHERS.items():
        conditions = {
            "condition": about.where("x.client_id"),
            "other_condition": about.where("x.other_id"),
            "referred_condition": about.where("x.referred_id"),
        }
        yield name, _records(reader, sql.format(**conditions), about)


def _condition(kind: ExportKind, asked: AskedExport, about: Scope) -> str:
    if kind is not ExportKind.CLIENTS:
        return about.where("x.client_id")
    return (
        f"{about.where('c.id')} AND {statements.PEOPLE}" if asked.format is ExportFormat.VCARD else about.where("c.id")
    )


def _records(reader: Reader, sql: str, about: Scope) -> Iterator[Record]:
    cursor = reader.connection.execute(sql, about.values)
    names = [column[0] for column in cursor.description]
    packed = [name for name in names if name in statements.PACKED or (name == "notes" and "told" in names)]
    for row in cursor:
        record = dict(zip(names, row, strict=True))
        for name in packed:
            record[name] = [] if record[name] == "[]" else json.loads(record[name])
        if "ids" in record:
            record["ids"] = _by_system(record["ids"])
        if "budget_high" in record:
            _settle(record)
        if "amount" in record:
            record["amount"] = amount_words(record["amount"], record["currency"])
        yield record


def _by_system(pairs: list[list[str]]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for system, value in pairs:
        ids.setdefault(system, []).append(value)
    return ids


def _settle(record: dict[str, Any]) -> None:
    """Make the budget of a client one text, and of its pinned tier a yes or no."""
    budget = range_words(record["budget"], record.pop("budget_high"), record["currency"])
    record["budget"] = budget and budget.removesuffix(f" {record['currency']}")
    record["tier_pinned"] = bool(record["tier_pinned"])

"""The records of the book one after the other, as they are read; every question walks one table by its number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clienttrack import lookup
from clienttrack.book import Reader, Value
from clienttrack.money import range_words
from clienttrack.slices.exports.rules import AskedExport, Record
from clienttrack.vocabulary import ClientKind, ExportFormat, ExportKind

COLUMNS = {
    ExportKind.CLIENTS: (
        "handle", "name", "kind", "aliases", "industry", "size", "source", "website", "domains", "city", "country",
        "language", "currency", "budget", "preferences", "decision_style", "since", "cadence", "tier", "tier_pinned",
        "stage", "stage_on", "lost_reason", "tags", "emails", "phones", "added", "archived", "paused_until",
        "paused_because", "notes",
    ),
    ExportKind.CONTACTS: (
        "number", "client", "name", "role", "level", "decision", "emails", "phones", "left", "added", "notes",
    ),
    ExportKind.TOUCHPOINTS: ("number", "client", "on", "kind", "direction", "minutes", "with", "text"),
    ExportKind.TASKS: (
        "number", "client", "text", "side", "status", "due", "repeat", "first_on", "closed", "because", "added",
        "contact", "touchpoint", "follows",
    ),
}  # fmt: skip


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
        kind.value: reader.value(f"SELECT count(*) FROM {_TABLES[kind]} WHERE {condition}", **about.values)
        for kind, condition in conditions.items()
    }


def left_out(reader: Reader, asked: AskedExport, about: Scope) -> int:
    """Count the clients that are no people and therefore get no card."""
    if asked.format is not ExportFormat.VCARD or asked.what is not ExportKind.CLIENTS:
        return 0
    sql = f"SELECT count(*) FROM client AS c WHERE {about.where('c.id')} AND NOT {_PEOPLE}"
    return int(reader.value(sql, **about.values))


def id_systems(reader: Reader, kind: ExportKind) -> list[str]:
    """Give the systems that know any record of a kind, in order."""
    sql = "SELECT DISTINCT system FROM external_id WHERE entity = :entity ORDER BY system"
    return [row[0] for row in reader.rows(sql, entity=kind.removesuffix("s"))]


def own_fields(reader: Reader, kind: ExportKind) -> list[str]:
    """Give the names of the user's own fields on records of a kind, in order."""
    table = _FIELD_TABLES.get(kind)
    sql = f"SELECT DISTINCT name FROM {table} ORDER BY name"
    return [] if table is None else [row[0] for row in reader.rows(sql)]


def records(reader: Reader, kind: ExportKind, asked: AskedExport, about: Scope) -> Iterator[Record]:
    """Give all records of a kind by number, archived, lost, closed ones and those who left included."""
    questions = _CARD_QUESTIONS if asked.format is ExportFormat.VCARD else _QUESTIONS
    return _records(reader, questions[kind].format(condition=_condition(kind, asked, about)), about)


def other_records(reader: Reader, about: Scope) -> Iterator[tuple[str, Iterator[Record]]]:
    """Give what the book holds beside the four tables and its history, by name."""
    for name, sql in _OTHERS.items():
        conditions = {"condition": about.where("x.client_id"), "other_condition": about.where("x.other_id")}
        yield name, _records(reader, sql.format(**conditions), about)


def _condition(kind: ExportKind, asked: AskedExport, about: Scope) -> str:
    if kind is not ExportKind.CLIENTS:
        return about.where("x.client_id")
    return f"{about.where('c.id')} AND {_PEOPLE}" if asked.format is ExportFormat.VCARD else about.where("c.id")


def _records(reader: Reader, sql: str, about: Scope) -> Iterator[Record]:
    cursor = reader.connection.execute(sql, about.values)
    names = [column[0] for column in cursor.description]
    packed = [name for name in names if name in _PACKED or (name == "notes" and "told" in names)]
    for row in cursor:
        record = dict(zip(names, row, strict=True))
        for name in packed:
            record[name] = [] if record[name] == "[]" else json.loads(record[name])
        if "ids" in record:
            record["ids"] = _by_system(record["ids"])
        if "budget_high" in record:
            _settle(record)
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


def _listed(value: str, source: str) -> str:
    """Give the expression that puts what a question gives into a JSON list."""
    return f"(SELECT json_group_array({value}) FROM ({source}))"


def _addresses(kind: str, owner: str) -> str:
    source = f"SELECT kind, label, value, shown, valid FROM address WHERE {owner} AND kind = '{kind}' ORDER BY +id"
    told = (
        "json_object('kind', kind, 'label', label, 'value', value, 'shown', shown, "
        "'valid', json(iif(valid, 'true', 'false')))"
    )
    return f"{_listed(told, source)} AS {kind}s"


def _ids(owner: str) -> str:
    source = f"SELECT system, value FROM external_id WHERE {owner} ORDER BY +system, +id"
    return f"{_listed('json_array(system, value)', source)} AS ids"


def _fields(table: str, owner: str) -> str:
    source = f"SELECT name, value FROM {table} WHERE {owner} ORDER BY name"
    return f"(SELECT json_group_object(name, value) FROM ({source})) AS fields"


_TABLES = {
    ExportKind.CLIENTS: "client AS c",
    ExportKind.CONTACTS: "contact AS x",
    ExportKind.TOUCHPOINTS: "touchpoint AS x",
    ExportKind.TASKS: "task AS x",
}
_FIELD_TABLES = {ExportKind.CLIENTS: "custom_field", ExportKind.CONTACTS: "contact_field"}
_PACKED = frozenset({"aliases", "domains", "tags", "emails", "phones", "with", "ids", "fields", "cadences", "told"})
_PEOPLE = f"c.kind = '{ClientKind.PERSON}'"
_OF_CLIENT = "client_id = c.id AND contact_id IS NULL"
_OF_CONTACT = "contact_id = x.id"
_ALIASES = _listed("alias", "SELECT alias FROM alias WHERE client_id = c.id ORDER BY +id")
_DOMAINS = _listed("domain", "SELECT domain FROM domain WHERE client_id = c.id ORDER BY +id")
_TAGS = _listed(
    "name",
    "SELECT g.name FROM client_tag AS w CROSS JOIN tag AS g ON g.id = w.tag_id WHERE w.client_id = c.id "
    "ORDER BY g.name_key",
)
_WITH = _listed("contact_id", "SELECT contact_id FROM touchpoint_contact WHERE touchpoint_id = x.id ORDER BY +id")
_CADENCES = (
    "(SELECT json_group_object(stage, interval) FROM (SELECT stage, interval FROM cadence_cell WHERE tier_id = t.id "
    "ORDER BY +id))"
)
_QUESTIONS = {
    ExportKind.CLIENTS: f"""
        SELECT c.handle, c.name, c.kind, {_ALIASES} AS aliases, c.industry, c.size, c.source, c.website,
            {_DOMAINS} AS domains, c.city, c.country, c.language, c.currency, c.budget_low AS budget, c.preferences,
            c.decision_style, c.since_on AS since, c.cadence AS cadence, t.name AS tier, c.tier_pinned,
            c.told_stage AS stage, c.told_stage_on AS stage_on, c.lost_reason, {_TAGS} AS tags,
            {_addresses("email", _OF_CLIENT)}, {_addresses("phone", _OF_CLIENT)}, c.added_on AS added,
            c.archived_on AS archived, c.paused_until, c.paused_because, c.notes,
            {_ids("client_id = c.id AND entity = 'client'")}, {_fields("custom_field", "client_id = c.id")},
            c.budget_high
        FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id WHERE {{condition}} ORDER BY c.id
    """,
    ExportKind.CONTACTS: f"""
        SELECT x.id AS number, c.handle AS client, x.name, x.role, x.level, x.decision,
            {_addresses("email", _OF_CONTACT)}, {_addresses("phone", _OF_CONTACT)}, x.left_on AS "left",
            x.added_on AS added, x.notes, {_ids(_OF_CONTACT)}, {_fields("contact_field", _OF_CONTACT)}
        FROM contact AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
    ExportKind.TOUCHPOINTS: f"""
        SELECT x.id AS number, c.handle AS client, x.happened_on AS "on", x.kind, x.direction, x.minutes,
            {_WITH} AS "with", x.text, {_ids("touchpoint_id = x.id")}
        FROM touchpoint AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
    ExportKind.TASKS: f"""
        SELECT x.id AS number, c.handle AS client, x.text, x.side, x.status, x.due_on AS due,
            x.repeat_kind || x.repeat_interval AS repeat, x.first_on, x.closed_on AS closed, x.because,
            x.added_on AS added, x.contact_id AS contact, x.touchpoint_id AS touchpoint, x.follows_id AS follows,
            {_ids("task_id = x.id")}
        FROM task AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
}
# Who is a client as a person is one of its contacts too: the first of that name. Its card has what both have.
_SELF = "(SELECT id FROM contact WHERE client_id = c.id AND name_key = c.name_key ORDER BY id LIMIT 1)"


def _card(name: str, own: str) -> str:
    """Give the columns of a card about a contact x and, where ``own`` holds, the client c itself."""
    either = f"client_id = c.id AND (contact_id = x.id OR (contact_id IS NULL AND {own}))"

    def addresses(kind: str) -> str:
        # Of addresses that both have, the first counts: SQLite takes the other columns of the row with the least id.
        source = (
            f"SELECT label, value, shown, min(id) AS id FROM address WHERE {either} AND kind = '{kind}' "
            "GROUP BY value_key ORDER BY min(id)"
        )
        return f"{_listed(_TOLD_ADDRESS, source)} AS {kind}s"

    def told(column: str) -> str:
        of_contact = f"SELECT value FROM contact_field WHERE contact_id = x.id AND name = '{column}'"
        return f"iif({own}, c.{column}, ({of_contact})) AS {column}"

    fields = (
        f"SELECT name, value FROM custom_field WHERE client_id = c.id AND {own} "
        "UNION ALL SELECT name, value FROM contact_field WHERE contact_id = x.id"
    )
    return f"""{name} AS name, x.role, iif({_PEOPLE}, NULL, c.name) AS organisation,
        (SELECT value FROM external_id WHERE {either} AND system = 'vcard' AND entity IN ('client', 'contact')
            ORDER BY contact_id IS NULL, id LIMIT 1) AS uid,
        {addresses("email")}, {addresses("phone")}, {told("website")}, {told("city")}, {told("country")},
        {_TAGS} AS tags, json_array(x.notes, iif({own}, c.notes, NULL)) AS notes,
        {_listed("json_array(name, value)", fields)} AS told"""


_TOLD_ADDRESS = "json_object('label', label, 'value', value, 'shown', shown)"
_CARD_QUESTIONS = {
    ExportKind.CLIENTS: f"""
        SELECT {_card("c.name", "1")} FROM client AS c LEFT JOIN contact AS x ON x.id = {_SELF}
        WHERE {{condition}} ORDER BY c.id
    """,
    ExportKind.CONTACTS: f"""
        SELECT {_card("x.name", f"({_PEOPLE} AND x.id = {_SELF})")}
        FROM contact AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
}
_OTHERS = {
    "tiers": f"SELECT t.name, t.rank, t.weight, {_CADENCES} AS cadences FROM tier AS t ORDER BY t.id",
    "tags": """
        SELECT name FROM tag WHERE id IN (SELECT x.tag_id FROM client_tag AS x WHERE {condition}) ORDER BY name_key
    """,
    "snoozes": """
        SELECT c.handle AS client, x.kind, iif(x.kind = 'task', x.record_id, NULL) AS task, x.until_on AS until,
            x.because, x.set_on AS "set"
        FROM snooze AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
    """,
    "tier_moves": """
        SELECT c.handle AS client, f.name AS "from", t.name AS "to", x.moved_on AS "on", x.because
        FROM tier_move AS x CROSS JOIN client AS c ON c.id = x.client_id LEFT JOIN tier AS f ON f.id = x.from_tier_id
            LEFT JOIN tier AS t ON t.id = x.to_tier_id
        WHERE {condition} ORDER BY x.id
    """,
    "stage_moves": """
        SELECT c.handle AS client, x.stage, x.moved_on AS "on", x.lost_reason, x.because
        FROM stage_move AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
    """,
    "distinct_pairs": """
        SELECT c.handle AS client, o.handle AS other
        FROM distinct_pair AS x CROSS JOIN client AS c ON c.id = x.client_id JOIN client AS o ON o.id = x.other_id
        WHERE {condition} AND {other_condition} ORDER BY x.id
    """,
    "retired_handles": """
        SELECT x.alias AS handle FROM alias AS x WHERE x.client_id IS NULL AND {condition} ORDER BY x.id
    """,
}

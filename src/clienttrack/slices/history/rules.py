"""What a recorded change of a row says in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from clienttrack.money import NO_CURRENCY, amount_words
from clienttrack.refs import MARKS
from clienttrack.screen import shortened
from clienttrack.vocabulary import DueKind, MeetingStatus, NeedStatus, RemarkKind, TaskStatus, TouchKind

ADDED = "added"
CHANGED = "changed"
REMOVED = "removed"

NameOf = Callable[[str, int], str]
Row = Mapping[str, Any]

DETAILED_ROWS = 12
LINES_AS_TEXT = 20

# What these columns say is said by another one, or by nobody.
UNSAID = frozenset(
    {
        *("id", "name_key", "value_key", "alias_key", "told_stage_on", "closed_on", "valid", "follows_id"),
        "status_on",
    }
)
_NAMED_OTHERWISE = {"told_stage": "stage", "tier_pinned": "pinned", "shown": "shown as"}
_REFERS_TO = {
    "tier_id": "tier", "client_id": "client", "contact_id": "contact", "touchpoint_id": "touchpoint",
    "meeting_id": "meeting", "need_id": "need",
}  # fmt: skip
_AMOUNTS = frozenset({"budget_low", "budget_high", "amount"})

_NOUNS = {
    "client": ("client", "clients"),
    "contact": ("contact", "contacts"),
    "touchpoint": ("touchpoint", "touchpoints"),
    "task": ("task", "tasks"),
    "meeting": ("meeting", "meetings"),
    "answer": ("answer", "answers"),
    "need": ("need", "needs"),
    "remark": ("remark", "remarks"),
    "payment": ("payment", "payments"),
    "rating": ("rating", "ratings"),
    "referral": ("referral", "referrals"),
    "playbook_step": ("step of a playbook", "steps of playbooks"),
    "risk_answer": ("answer to a risk", "answers to risks"),
    "address": ("address", "addresses"),
    "domain": ("domain", "domains"),
    "alias": ("alias", "aliases"),
    "client_tag": ("tag on a client", "tags on clients"),
    "tag": ("tag", "tags"),
    "custom_field": ("custom field", "custom fields"),
    "contact_field": ("custom field of a contact", "custom fields of contacts"),
    "external_id": ("external id", "external ids"),
    "distinct_pair": ("pair of different clients", "pairs of different clients"),
    "touchpoint_contact": ("participant", "participants"),
    "meeting_contact": ("participant of a meeting", "participants of meetings"),
    "snooze": ("snooze", "snoozes"),
    "tier": ("tier", "tiers"),
    "cadence_cell": ("cadence", "cadences"),
}
_SAY_THEMSELVES = frozenset({*TouchKind, "reason for the tier", "reason for the stage", "reason for the status"})
_PERSONAL = "personal note"
_SAID_IN_TALKS = ("answer", "note of the talk", RemarkKind.QUOTE, RemarkKind.RISK, _PERSONAL)
# The column that says what the value of another one is.
_NAMED_BY = {
    ("custom_field", "value"): "name",
    ("contact_field", "value"): "name",
    ("cadence_cell", "interval"): "stage",
    ("address", "value"): "kind",
}
_REASONS = frozenset({"tier_move", "stage_move", "need_move"})
# A meeting that is held or cancelled brings these along; what they say is said by its status.
_WITH_THE_STATUS = frozenset({"touchpoint_id", "form", "held_on", "cancelled_on"})
_TITLED = frozenset({"task", "need"})  # records that are told by their own text


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One thing that changed: ``what`` is added, changed or removed; many alike are one, as ``200 clients``.

    A task or need has its text as ``title`` and the handle of its client; they are null for records known by a name.
    """

    record: str
    what: str
    field: str | None
    old: str | None
    new: str | None
    title: str | None = None
    client: str | None = None


def row_changes(table: str, old: Row | None, new: Row | None, name_of: NameOf) -> Iterator[RecordChange]:
    """Say what became of one row; a row that says nothing of its own gives nothing."""
    row = new or old
    assert row is not None
    if table in _REASONS and row["because"] is None:
        return
    if old is not None and new is not None:
        yield from _column_changes(table, old, new, name_of)
        return
    record, field, detail = _whole(table, row, name_of)
    what = REMOVED if new is None else ADDED
    old_detail, new_detail = (detail, None) if new is None else (None, detail)
    yield RecordChange(record, what, field, old_detail, new_detail, *_title(table, row, name_of))


def tally(table: str, what: str, count: int) -> RecordChange | None:
    """Say how many rows of a table were added, changed or removed; ``None`` for tables that only give reasons."""
    if table in _REASONS:
        return None
    one, many = _NOUNS.get(table, (table, table))
    return RecordChange(f"{count} {one if count == 1 else many}", what, None, None, None)


def place_of(table: str) -> int:
    """Order tables by what a reader asks first."""
    return [*_NOUNS, table].index(table)


def sentences(changes: Sequence[RecordChange], length: int = 60) -> list[str]:
    """Write changes as short lines; texts are cut to ``length`` characters and made harmless."""
    lines: list[str] = []
    for (_, what), alike in groupby(changes, key=_together):
        if _is_tally(first := next(alike)):
            lines.append(f"{', '.join(change.record for change in (first, *alike))} {what}")
        elif what == CHANGED:
            told = "; ".join(_change(change, length) for change in (first, *alike))
            lines.append(f"{_named(first, length)}: {told}")
        else:
            lines += [_sentence(change, length) for change in (first, *alike)]
    return lines


def _together(change: RecordChange) -> tuple[str | None, str]:
    """Give what changes have in common that stand on one line: all tallies, or the fields of one record."""
    return None if _is_tally(change) else change.record, change.what


def _named(change: RecordChange, length: int) -> str:
    record = shortened(change.record, length)
    return record if change.title is None else f'{record} "{shortened(change.title, length)}" ({change.client})'


def _change(change: RecordChange, length: int) -> str:
    if change.title is not None and change.field == "status":
        return "open again" if change.new in {TaskStatus.OPEN, NeedStatus.OPEN} else str(change.new)
    field = shortened(change.field or "", length)
    return f"{field} {_value(change.old, length)} → {_value(change.new, length)}"


def _is_tally(change: RecordChange) -> bool:
    return change.field is None and change.old is None and change.new is None


def _sentence(change: RecordChange, length: int) -> str:
    record = _named(change, length)
    field = shortened(change.field or "", length)
    # A quotation mark or day may follow the text, so the text itself was cut before.
    detail = _value(change.new if change.what == ADDED else change.old, 2 * length)
    if change.field is None:
        return f"{record} {detail} {change.what}"
    speaks = change.field in _SAY_THEMSELVES or change.field.startswith(_SAID_IN_TALKS)
    told_by_itself = speaks and change.what == ADDED
    done = "" if told_by_itself else f" {change.what}"
    return f"{record}: {field} {detail}{done}"


def _value(value: str | None, length: int) -> str:
    return "–" if value is None else shortened(value, length)


def _column_changes(table: str, old: Row, new: Row, name_of: NameOf) -> Iterator[RecordChange]:
    subject = _subject(table, new, name_of)
    for column, after in new.items():
        before = old.get(column)
        anew = (table, column) == ("need", "status_on") and old["status"] == new["status"]
        if (column in UNSAID and not anew) or before == after:
            continue
        if table == "meeting" and column in _WITH_THE_STATUS and old["status"] != new["status"]:
            continue
        say = _meeting_status if (table, column) == ("meeting", "status") else _words
        told = [say(column, value, row, name_of) for value, row in ((before, old), (after, new))]
        yield RecordChange(subject, CHANGED, _label(table, column, new), *told, *_title(table, new, name_of))


def _title(table: str, row: Row, name_of: NameOf) -> tuple[str, str] | tuple[None, None]:
    return (str(row["text"]), name_of("client", row["client_id"])) if table in _TITLED else (None, None)


def _label(table: str, column: str, row: Row) -> str:
    if (table, column) in _NAMED_BY:
        return str(row[_NAMED_BY[table, column]])
    plain = column.removesuffix("_on").removesuffix("_id").replace("_", " ")
    named = f"{row['status']} since" if column == "status_on" else _NAMED_OTHERWISE.get(column, plain)
    if table not in _PARTS_OF_TALKS:
        return named
    part = _PARTS_OF_TALKS[table](row)
    return part if column == "text" else f"{named} of the {part}"


def _words(column: str, value: Any, row: Row, name_of: NameOf) -> str | None:
    if value is None:
        return None
    if column in _REFERS_TO:
        return name_of(_REFERS_TO[column], value)
    if column == "tier_pinned":
        return "yes" if value else "no"
    if column in _AMOUNTS:
        return _amount(value, row.get("currency"))
    return str(value)


def _amount(minor: int, currency: str | None) -> str:
    written = amount_words(minor, currency or NO_CURRENCY)
    return f"{written} {currency}" if currency else written


def _subject(table: str, row: Row, name_of: NameOf) -> str:
    """Name the record that a changed row is, or is a part of."""
    if table == "client":
        return str(row["handle"])
    if table == "contact":
        return f"contact {row['name']}"
    if table == "task":
        return f"task t{row['id']}"
    if table in _MEETING_SUBJECTS:
        return _MEETING_SUBJECTS[table](row, name_of)
    if table in {"tier", "tag"}:
        return f"{table} {row['name']}"
    if table == "cadence_cell":
        return f"tier {name_of('tier', row['tier_id'])}"
    if table == "touchpoint":
        return f"{name_of('client', row['client_id'])}, {row['kind']} on {row['happened_on']}"
    if table == "snooze":
        return _ref(row, name_of)
    if table == "payment":
        return f"{_owner(row, name_of)}, payment y{row['id']}"
    return _owner(row, name_of)


def _owner(row: Row, name_of: NameOf) -> str:
    if row.get("contact_id") is not None:
        return f"contact {name_of('contact', row['contact_id'])}"
    return "book" if row.get("client_id") is None else name_of("client", row["client_id"])


def _ref(row: Row, name_of: NameOf) -> str:
    mark = MARKS[DueKind(row["kind"])]
    return f"{mark}{name_of('client', row['client_id']) if mark.is_of_a_client else row['record_id']}"


def _whole(table: str, row: Row, name_of: NameOf) -> tuple[str, str | None, str]:
    """Say what a whole row is that came or went: the record, its field if it is a part of one, and its content."""
    because = _because(row)
    match table:
        case "client":
            return f"client {row['handle']}", None, f'"{row["name"]}"'
        case "contact":
            return f"contact {row['name']}", None, f"at {name_of('client', row['client_id'])}"
        case "task":
            return f"task t{row['id']}", None, "without a day" if row["due_on"] is None else f"due {row['due_on']}"
        case "touchpoint":
            return name_of("client", row["client_id"]), row["kind"], f'on {row["happened_on"]} "{row["text"]}"'
        case "touchpoint_contact":
            touch = name_of("touchpoint", row["touchpoint_id"])
            return touch, "participant", name_of("contact", row["contact_id"])
        case "snooze":
            return _ref(row, name_of), "snooze", f"until {row['until_on']}{because}"
        case "tier_move" | "stage_move":
            return (
                name_of("client", row["client_id"]),
                f"reason for the {table.removesuffix('_move')}",
                f'"{row["because"]}"',
            )
        case _ if table in _WHOLES:
            return _WHOLES[table](row, name_of)
        case _:
            return (_owner(row, name_of), *_part(table, row, name_of))


def _part(table: str, row: Row, name_of: NameOf) -> tuple[str, str]:
    match table:
        case "alias" | "domain":
            return table, str(row[table])
        case "client_tag":
            return "tag", name_of("tag", row["tag_id"])
        case "custom_field" | "contact_field":
            return str(row["name"]), str(row["value"])
        case "distinct_pair":
            return "not the same as", name_of("client", row["other_id"])
        case "address":
            return str(row["kind"]), str(row["value"])
        case "external_id":
            return f"{row['system']} id", str(row["value"])
        case "cadence_cell":
            return str(row["stage"]), str(row["interval"])
        case _:
            return table.replace("_", " "), str(row["id"])


def _meeting(row: Row, name_of: NameOf) -> str:
    return f"meeting m{row['id']} with {name_of('client', row['client_id'])}"


def _need(row: Row, _name_of: NameOf) -> str:
    return f"need w{row['id']}"


def _of_meeting(row: Row, name_of: NameOf) -> str:
    return name_of("client", row["client_id"]) if row["meeting_id"] is None else name_of("meeting", row["meeting_id"])


def _meeting_on(row: Row) -> str:
    if row["held_on"]:
        return f"of {row['held_on']}"
    return f"for {row['planned_on']}{', cancelled,' if row['cancelled_on'] else ''}"


def _meeting_status(_column: str, value: Any, row: Row, _name_of: NameOf) -> str:
    days = {MeetingStatus.HELD: f"on {row['held_on']}", MeetingStatus.CANCELLED: f"on {row['cancelled_on']}"}
    planned = f"for {row['planned_on']}"
    return f"{value} {days.get(value, planned)}"


def _answer(row: Row) -> str:
    return "note of the talk" if row["field"] is None else f"answer on {str(row['field']).replace('_', ' ')}"


def _remark(row: Row) -> str:
    return _PERSONAL if row["kind"] == RemarkKind.PERSONAL else str(row["kind"])


def _because(row: Row) -> str:
    return f" ({row['because']})" if row.get("because") else ""


def _paid(row: Row) -> str:
    what = f" for {row['project']}" if row["project"] else ""
    return f"of {amount_words(row['amount'], row['currency'])} {row['currency']} on {row['paid_on']}{what}"


_PARTS_OF_TALKS: Mapping[str, Callable[[Row], str]] = {"answer": _answer, "remark": _remark}
_MEETING_SUBJECTS = {"meeting": _meeting, "need": _need, "answer": _of_meeting, "remark": _of_meeting}
_WHOLES: Mapping[str, Callable[[Row, NameOf], tuple[str, str | None, str]]] = {
    "tier": lambda row, _name_of: (f"tier {row['name']}", None, f"weight {row['weight']}"),
    "tag": lambda row, _name_of: ("tag", None, str(row["name"])),
    "meeting": lambda row, name_of: (_meeting(row, name_of), None, _meeting_on(row)),
    "meeting_contact": lambda row, name_of: (
        name_of("meeting", row["meeting_id"]),
        "participant",
        name_of("contact", row["contact_id"]),
    ),
    "answer": lambda row, name_of: (_of_meeting(row, name_of), _answer(row), f'"{row["text"]}"'),
    "need": lambda row, name_of: (_need(row, name_of), None, f"{row['origin']} with {row['priority']} priority"),
    "need_move": lambda row, name_of: (name_of("need", row["need_id"]), "reason for the status", f'"{row["because"]}"'),
    "remark": lambda row, name_of: (_of_meeting(row, name_of), _remark(row), f'"{row["text"]}"'),
    "payment": lambda row, name_of: (_owner(row, name_of), f"payment y{row['id']}", _paid(row)),
    "rating": lambda row, name_of: (_owner(row, name_of), str(row["factor"]), f"rated {row['rating']}{_because(row)}"),
    "playbook_step": lambda row, name_of: (
        _owner(row, name_of),
        f"step of {row['playbook']}",
        f"{row['step']} ({row['stage']}) for {row['falls_on']}",
    ),
    "risk_answer": lambda row, name_of: (
        _owner(row, name_of),
        "risk answered",
        f"at {row['points']} points ({row['terms']}){_because(row)}",
    ),
    "referral": lambda row, name_of: (_owner(row, name_of), "referral of", name_of("client", row["referred_id"])),
}

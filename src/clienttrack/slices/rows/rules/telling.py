"""What a row tells once its cells are read: a client, a contact, a talk, a promise or a payment, ready to be staged."""

import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from clienttrack import money
from clienttrack.errors import UsageProblem
from clienttrack.likeness import core_of_name
from clienttrack.names import fold, spoken_key
from clienttrack.slices.clients.rules import domain_of_website
from clienttrack.slices.contacts.rules import ReadAddress
from clienttrack.slices.mappings.rules.mapping import Mapping as ColumnMapping
from clienttrack.slices.mappings.rules.recognising import PLAIN, VCARD
from clienttrack.slices.rows.rules import paid
from clienttrack.slices.rows.rules.cells import CUSTOMER
from clienttrack.tables.problems import LeftOut, Unusable
from clienttrack.vocabulary import AddressKind, ClientKind, LostReason, Side, Stage, TaskStatus, TouchKind

CLIENTS, CONTACTS, TOUCHPOINTS, TASKS, PAYMENTS = "clients", "contacts", "touchpoints", "tasks", "payments"
DEALS = "deals"  # whose rows are payments as soon as they are won
OF_A_BOOK = (CLIENTS, CONTACTS, TOUCHPOINTS, TASKS, PAYMENTS)
OF_A_CLIENT = frozenset({TOUCHPOINTS, TASKS, PAYMENTS, DEALS})  # their rows never make a client or contact
IS_PROSPECT, IS_CUSTOMER = 1, 2
CLIENT_COLUMNS = (
    "name", "kind", "industry", "size", "source", "website", "city", "country", "language", "currency", "budget_low",
    "budget_high", "preferences", "decision_style", "notes", "cadence", "tier_id", "stage", "since_on",
)  # fmt: skip
OWN_CLIENT_COLUMNS = (
    "tier_pinned", "stage_on", "lost_reason", "added_on", "archived_on", "paused_until", "paused_because",
)  # fmt: skip
TALK_COLUMNS = (
    "happened_on", "touch_kind", "direction", "minutes", "text", "done", "side", "status", "closed_on", "repeat_kind",
    "repeat_interval", "first_on", "because", "record_ref", "with_numbers", "touchpoint_number", "follows_number",
    "amount", "project",
)  # fmt: skip
STAGED = (
    "file", "line", "entity", "system", "person", "number", "client_ref", "company_ref", "domain", "handle",
    "name_key", "core", "contact_ref", "contact_key", "email_key", "phone_key", "next_step", "next_step_on",
    "last_touch_on", "called", *CLIENT_COLUMNS, *OWN_CLIENT_COLUMNS, "lifecycle", "created_on", "contact",
    "contact_called", "role", "level", "decision", "contact_notes", "left_on", "contact_added_on", *TALK_COLUMNS,
)  # fmt: skip
# What a contact's row says of the person; the company's own row says it of the company.
_PERSONAL = ("website", "city", "country", "source", "industry", "size")
_NAME_PARTS = frozenset({"first_name", "middle_name", "last_name"})
_OF_A_PERSON = frozenset({"role", "contact_ref"})
_NAMES_A_CLIENT = frozenset({"client", "handle", "client_ref", "domain", "company_ref"})


class Told(NamedTuple):
    """One row as it is staged: its cells in the order of the columns asked for, and what it holds several of."""

    cells: tuple[str | int | None, ...]
    addresses: list[ReadAddress]
    tags: list[str]
    aliases: list[str]
    domains: list[str]
    ids: list[tuple[str, str]]
    fields: list[tuple[str, str]]


_DERIVED = frozenset({"file", "line", "system", "entity", "person", "name_key", "core", "called", "contact_key"})
_DERIVED_OF_CLIENT = frozenset({"name", "kind", "contact", "contact_called"})
_DERIVED_OF_TALK = frozenset({"contact_called", "with_numbers", "text", "touch_kind", "side", "status", "repeat_kind"})
_DERIVED_OF_TALK |= {"contact_ref", "client_ref"}
# HubSpot's notes name records so: "Moira Pell (52001)".
_NAMED_WITH_ID = re.compile(r"(.+?)\s*\(([0-9]+)\)", re.DOTALL)
_HUBSPOT = "hubspot"
_BROUGHT_BY = {
    "stage": ("stage", "lifecycle", "lost_reason"),
    "website": ("domain",),
    "added_on": ("contact_added_on",),
    "repeat": ("repeat_kind", "repeat_interval"),
    "budget": ("currency", "budget_low", "budget_high"),
    "amount": ("currency",),
}  # fmt: skip


def filled_by(told: AbstractSet[str], *, talk: bool, addressed: bool) -> frozenset[str]:
    """Give the columns that rows fill whose told cells stand in these; ``addressed`` if they have e-mails or phones."""
    derived = _DERIVED | (_DERIVED_OF_TALK if talk else _DERIVED_OF_CLIENT)
    addresses = {"email_key", "phone_key"} if addressed else set()
    return derived | addresses | told | {column for name in told for column in _BROUGHT_BY.get(name, ())}


def told(values: dict[str, Any], mapping: ColumnMapping, columns: Sequence[str], *, currency: str) -> Told:
    """Put the values of a row together; raises ``Unusable`` for a row that names nobody or says nothing."""
    entity = PAYMENTS if mapping.entity == DEALS else mapping.entity
    values |= {"system": mapping.system, "entity": entity}
    if mapping.entity in OF_A_CLIENT:
        if mapping.exact and "contact" in values:
            values["with_numbers"] = json.dumps([values.pop("contact")])
        if mapping.entity == DEALS:
            paid.leave_out_deal(values)
        _tell_talk(values, entity)
        if entity == PAYMENTS:
            paid.tell_payment(values, currency)
    else:
        _tell_client(values, mapping.entity, foreign=is_foreign(mapping), currency=currency)
        if not mapping.exact:
            _tell_as_spoken(values)
        if mapping.exact and mapping.name != VCARD:
            _tell_by_handle(values)
    return Told(
        tuple(map(values.get, columns)),
        values["addresses"],
        values.get("tags", []),
        values.get("aliases", []),
        values.get("domains", []),
        values["ids"],
        values["fields"],
    )


def _tell_by_handle(values: dict[str, Any]) -> None:
    """Let nothing but its handle, or the number of a contact, say which record a row of our own export is.

    The addresses of a person who is a client are the client's: a contact has a row of its own.
    """
    values |= dict.fromkeys(("core", "email_key", "phone_key", "domain"))
    if values["entity"] == CLIENTS:
        values |= dict.fromkeys(("contact", "contact_called", "contact_key"))


def _tell_as_spoken(values: dict[str, Any]) -> None:
    """Let ``Marsh, Owen`` be the same person as Owen Marsh."""
    called = values["contact_called"]
    if called and "," in called:
        values["contact_key"] = spoken_key(called)
        if values["person"] and not values.get("client"):
            values["name_key"] = values["core"] = values["contact_key"]


def is_foreign(mapping: ColumnMapping) -> bool:
    """Tell whether a table is another system's: neither our own export nor one written by hand for us."""
    return not mapping.exact and mapping.name != PLAIN


def _tell_client(values: dict[str, Any], entity: str, *, foreign: bool, currency: str) -> None:
    tell = values.get
    addresses: list[ReadAddress] = values["addresses"]
    emails = [one for one in addresses if one.kind is AddressKind.EMAIL]
    phones = [one for one in addresses if one.kind is AddressKind.PHONE]
    person = _NAMES_A_CLIENT.isdisjoint(values)
    contact, contact_called = _contact(values, entity, emails, phones, person=person, foreign=foreign)
    client = tell("client")
    about_contact = entity == CONTACTS and not person
    called = contact_called if person else client or tell("handle") or tell("domain")
    name_key = fold(client or (contact_called if person else None) or "") or None
    values |= {
        "person": int(person),
        "name": None if about_contact else client,
        "name_key": name_key,
        "core": core_of_name(name_key) if name_key else None,
        "called": called or tell("client_ref") or tell("company_ref") or contact_called,
        "kind": _kind(values, entity, person=person),
        "contact": contact,
        "contact_called": contact_called,
        "contact_key": fold(contact_called) if contact_called else None,
        "email_key": emails[0].value_key if emails else None,
        "phone_key": phones[0].value_key if phones else None,
    }
    if "added_on" in values and entity == CONTACTS:
        values["contact_added_on"] = values.pop("added_on")
    if about_contact:
        values["fields"] += [(name, values.pop(name)) for name in _PERSONAL if tell(name)]
    elif "role" in values and not contact_called:
        values["fields"] = [*values["fields"], ("role", values["role"])]
    _tell_stage(values, foreign=foreign)
    _tell_budget(values, currency)
    if entity == CLIENTS and not person and not tell("domain") and (found := domain_of_website(tell("website"))):
        values["domain"] = found


def _contact(
    values: Mapping[str, Any],
    entity: str,
    emails: list[ReadAddress],
    phones: list[ReadAddress],
    *,
    person: bool,
    foreign: bool,
) -> tuple[str | None, str | None]:
    """Give the name of the contact and what to call it, which is the e-mail address of a person without a name."""
    contact = values.get("contact")
    if not contact and not _NAME_PARTS.isdisjoint(values):
        contact = " ".join(values[part] for part in ("first_name", "middle_name", "last_name") if part in values)
    if contact:
        return contact, contact
    called = None
    if person or entity == CONTACTS or not _OF_A_PERSON.isdisjoint(values):
        called = emails[0].value if emails else None
    if values.get("kind") == ClientKind.PERSON and (emails or phones):
        called = values.get("client") or called
    if entity == CONTACTS and not called and phones:
        called = phones[0].shown
    if person and not called:
        if foreign and entity == CONTACTS:
            raise LeftOut("nameless", "without name and address")
        raise Unusable("missing-key", "the row names neither a client nor a contact")
    if entity == CONTACTS and not called:
        raise Unusable("missing-key", "the row has no name and no address")
    return None, called


def _kind(values: Mapping[str, Any], entity: str, *, person: bool) -> str | None:
    if person:
        return None  # whoever is new is one, but a client who is known does not become one by it
    if "kind" in values:
        return str(values["kind"])
    lonely = entity == CONTACTS and not values.keys() & {"client", "domain", "company_ref", "handle"}
    return ClientKind.PERSON.value if lonely else None


def _tell_stage(values: dict[str, Any], *, foreign: bool) -> None:
    """Tell a stage apart from what foreign systems say of it: that nothing is sold yet, or that work has begun."""
    stage = values.get("stage")
    if stage == CUSTOMER:
        values["lifecycle"], values["stage"] = IS_CUSTOMER, None
    elif foreign and stage == Stage.PROSPECT:
        values["lifecycle"], values["stage"] = IS_PROSPECT, None
    elif stage == Stage.LOST:
        values.setdefault("lost_reason", LostReason.OTHER.value)


def _tell_budget(values: dict[str, Any], currency: str) -> None:
    words = values.pop("budget", None)
    if words is None:
        return
    values.setdefault("currency", currency)
    try:
        values["budget_low"], values["budget_high"] = money.read_range(words, values["currency"])
    except UsageProblem as error:
        raise Unusable("type-error", str(error).rstrip(".")) from error


def _tell_talk(values: dict[str, Any], entity: str) -> None:
    tell = values.get
    if tell("system") == _HUBSPOT:
        _part_ids_from_names(values)
    emails = [one for one in values["addresses"] if one.kind is AddressKind.EMAIL]
    text = "\n".join(part for part in (tell("subject"), tell("text")) if part)
    client, contact = tell("client"), tell("contact")
    if not (client or contact or emails or values.keys() & {"client_ref", "contact_ref", "handle", "domain"}):
        raise Unusable("missing-key", "the row names neither a client nor a contact")
    values |= {
        "person": 0,
        "name_key": fold(client) if client else None,
        "core": core_of_name(fold(client)) if client else None,
        "called": client or tell("handle") or tell("domain") or tell("client_ref") or contact,
        "contact_key": spoken_key(contact) if contact else None,
        "contact_called": contact or (emails[0].value if emails else None),
        "email_key": emails[0].value_key if emails else None,
        "text": text,
    }
    if entity == TASKS:
        _tell_task(values)
    elif entity == TOUCHPOINTS:
        _tell_touch(values)


def _part_ids_from_names(values: dict[str, Any]) -> None:
    for name, ref in (("contact", "contact_ref"), ("client", "client_ref")):
        if match := _NAMED_WITH_ID.fullmatch(values.get(name, "").strip()):
            values[name] = match[1]
            values.setdefault(ref, match[2])


def _tell_touch(values: dict[str, Any]) -> None:
    still_to_do = values.get("done") is False
    if "happened_on" not in values and not still_to_do:
        raise Unusable("missing-key", "the row has no day")
    values.setdefault("touch_kind", TouchKind.OTHER.value)
    values["text"] = values["text"] or values["touch_kind"].capitalize()


def _tell_task(values: dict[str, Any]) -> None:
    if not values["text"]:
        raise Unusable("missing-key", "the row does not say what is promised")
    values.setdefault("side", Side.OURS.value)
    done = values.get("done")
    values.setdefault("status", TaskStatus.DONE.value if done else TaskStatus.OPEN.value)
    if "repeat" in values:
        values["repeat_kind"], values["repeat_interval"] = values.pop("repeat")

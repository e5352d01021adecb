"""What a column of a foreign table can mean, and the words that a cell may become."""

from collections.abc import Collection

from clienttrack.vocabulary import ClientKind, DecisionPart, Direction, Level, Side, Stage, TaskStatus, TouchKind

CUSTOMER = "customer"  # a client of unknown depth: the stage follows from the day work began
CLIENT_FIELDS = (
    "client", "handle", "kind", "aliases", "industry", "size", "source", "website", "domain", "city", "country",
    "language", "currency", "budget", "preferences", "decision_style", "since", "cadence", "tier", "stage", "notes",
    "tags", "external_id", "last_touch", "next_step", "next_step_on", "created", "contact", "first_name",
    "middle_name", "last_name", "email", "phone", "role", "level", "decision", "personal_notes", "left", "contact_id",
    "company_id",
)  # fmt: skip
FIELDS = {
    "clients": CLIENT_FIELDS,
    "contacts": CLIENT_FIELDS,
    "touchpoints": (
        "client", "client_id", "handle", "domain", "contact", "contact_id", "email", "on", "kind", "direction",
        "minutes", "subject", "text", "external_id", "done", "next_step", "next_step_on",
    ),
    "tasks": (
        "client", "client_id", "handle", "domain", "contact", "contact_id", "email", "text", "subject", "due", "side",
        "done", "status", "closed", "repeat", "first_on", "because", "external_id",
    ),
    "payments": (
        "client", "client_id", "handle", "domain", "contact", "contact_id", "email", "on", "amount", "currency",
        "project", "note", "external_id",
    ),
    "deals": (
        "client", "client_id", "domain", "contact", "contact_id", "email", "title", "stage", "amount", "currency",
        "created", "closed", "lost_reason", "external_id", "source",
    ),
    "invoices": ("client", "client_id", "title", "created", "external_id"),
    "book": ("handle",),
}  # fmt: skip
OWN_CLIENT_FIELDS = (
    "tier_pinned", "stage_on", "lost_reason", "added", "archived", "paused_until", "paused_because", "domains",
    "emails", "phones", "number",
)  # fmt: skip
OWN_FIELDS = {
    "clients": OWN_CLIENT_FIELDS,
    "contacts": OWN_CLIENT_FIELDS,
    "touchpoints": ("number", "with"),
    "tasks": ("number", "touchpoint", "follows", "added"),
    "payments": ("number", "added"),
    "deals": (),
    "invoices": (),
    "book": (),
}
# What a table may tell of deals that nothing is made of.
UNREAD = {"deals": ("created", "lost_reason", "source")}
DEAL_STAGES = ("won", "lost", "open")
LEFT_OUT = {
    "invoices": "a table of lines of invoices ({mapping}) with {rows}, which clienttrack cannot keep yet",
    "book": "our own export ({mapping}) with {rows}, which come back with the JSON of `clienttrack export all` only",
}
ENTITIES = tuple(FIELDS)
# A column called "name" is the contact's where another column names the client, else the client's.
NAME: dict[str, tuple[str, ...]] = dict.fromkeys(ENTITIES, ()) | {"clients": ("name",), "contacts": ("name",)}
LABELLED = ("email", "phone")
MANY = frozenset({"email", "phone", "emails", "phones"})
SOFT_FIELDS = ("stage", "tier")
MATCH_KEYS = ("external_id", "handle", "email", "domain", "phone", "name")
WHO = frozenset({"client", "handle", "external_id", "domain", "contact", "first_name", "last_name", "email"})
WHO |= {"contact_id"}
WHOM = frozenset({"client", "client_id", "handle", "domain", "contact", "contact_id", "email"})
# Whether a client is an organisation or a person, as tables write it.
CLIENT_KINDS = {
    **dict.fromkeys(("person", "individual", "people", "个人"), ClientKind.PERSON.value),
    **dict.fromkeys(
        ("organisation", "organization", "company", "org", "business", "企业", "公司"), ClientKind.ORGANISATION.value
    ),
}
# What a tier is called in Chinese tables; the book may call its own otherwise.
CHINESE_TIERS = {
    **dict.fromkeys(("核心", "核心客户", "重点", "重点客户", "vip"), "core"),
    **dict.fromkeys(("重要", "重要客户"), "key"),
    **dict.fromkeys(("潜力", "潜力客户"), "potential"),
    **dict.fromkeys(("普通", "普通客户", "一般", "一般客户"), "general"),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "stage": (*Stage, CUSTOMER),
    "direction": tuple(Direction),
    "done": ("yes", "no"),
    "level": tuple(Level),
    "decision": tuple(DecisionPart),
    "side": tuple(Side),
    "status": tuple(TaskStatus),
    "tier": (),
}


def fields_of(entity: str, *, exact: bool = False) -> tuple[str, ...]:
    """Give the fields of an entity; those that only our own exports have come with ``exact``."""
    return (*FIELDS[entity], *OWN_FIELDS[entity]) if exact else FIELDS[entity]


def words_of(entity: str, field: str) -> Collection[str] | None:
    """Give the words that a cell of a field may become, none at all where the book decides; ``None`` for free text."""
    if field == "kind":
        return tuple(TouchKind) if entity == "touchpoints" else tuple(ClientKind)
    if entity == "deals":
        return DEAL_STAGES if field == "stage" else None
    return _WORDS.get(field)


def names_of(entity: str) -> frozenset[str]:
    """Give the fields of which a table must have one, so that a row names somebody."""
    return WHO if entity in {"clients", "contacts"} else WHOM

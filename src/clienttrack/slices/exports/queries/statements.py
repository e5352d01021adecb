"""What is asked of the book for each kind of records: columns and statements."""

from clienttrack.vocabulary import ClientKind, ExportKind

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
    ExportKind.PAYMENTS: ("number", "client", "on", "amount", "currency", "project", "note", "added"),
    ExportKind.MEETINGS: (
        "number", "client", "status", "planned", "held", "cancelled", "because", "questions", "goal", "with", "form",
        "touchpoint", "added",
    ),
    ExportKind.ANSWERS: ("client", "meeting", "on", "contact", "field", "question", "asked", "text"),
    ExportKind.NEEDS: (
        "number", "client", "text", "kano", "origin", "priority", "evidence", "status", "status_on", "moves", "added",
        "contact", "meeting",
    ),
    ExportKind.REMARKS: ("client", "on", "kind", "text", "contact", "meeting"),
}  # fmt: skip


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


TABLES = {
    ExportKind.CLIENTS: "client AS c",
    ExportKind.CONTACTS: "contact AS x",
    ExportKind.TOUCHPOINTS: "touchpoint AS x",
    ExportKind.TASKS: "task AS x",
    ExportKind.PAYMENTS: "payment AS x",
    ExportKind.MEETINGS: "meeting AS x",
    ExportKind.ANSWERS: "answer AS x",
    ExportKind.NEEDS: "need AS x",
    ExportKind.REMARKS: "remark AS x",
}
FIELD_TABLES = {ExportKind.CLIENTS: "custom_field", ExportKind.CONTACTS: "contact_field"}
PACKED = frozenset(
    {"aliases", "domains", "tags", "emails", "phones", "with", "ids", "fields", "cadences", "told", "moves"}
)
PEOPLE = f"c.kind = '{ClientKind.PERSON}'"
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
_INVITED = _listed("contact_id", "SELECT contact_id FROM meeting_contact WHERE meeting_id = x.id ORDER BY +id")
_MOVES = _listed(
    "json_object('status', status, 'on', moved_on, 'because', because)",
    "SELECT status, moved_on, because FROM need_move WHERE need_id = x.id ORDER BY +id",
)
_CADENCES = (
    "(SELECT json_group_object(stage, interval) FROM (SELECT stage, interval FROM cadence_cell WHERE tier_id = t.id "
    "ORDER BY +id))"
)
QUESTIONS = {
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
    ExportKind.PAYMENTS: f"""
        SELECT x.id AS number, c.handle AS client, x.paid_on AS "on", x.amount, x.currency, x.project, x.note,
            x.added_on AS added, {_ids("payment_id = x.id")}
        FROM payment AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
    ExportKind.MEETINGS: f"""
        SELECT x.id AS number, c.handle AS client, x.status, x.planned_on AS planned, x.held_on AS held,
            x.cancelled_on AS cancelled, x.because, x.question_set AS questions, x.goal, {_INVITED} AS "with", x.form,
            x.touchpoint_id AS touchpoint, x.added_on AS added
        FROM meeting AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
    ExportKind.ANSWERS: """
        SELECT c.handle AS client, x.meeting_id AS meeting, x.answered_on AS "on", x.contact_id AS contact, x.field,
            x.question, x.asked, x.text
        FROM answer AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
    """,
    ExportKind.NEEDS: f"""
        SELECT x.id AS number, c.handle AS client, x.text, x.kano, x.origin, x.priority, x.evidence, x.status,
            x.status_on, {_MOVES} AS moves, x.added_on AS added, x.contact_id AS contact, x.meeting_id AS meeting
        FROM need AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
    ExportKind.REMARKS: """
        SELECT c.handle AS client, x.said_on AS "on", x.kind, x.text, x.contact_id AS contact, x.meeting_id AS meeting
        FROM remark AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
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
    return f"""{name} AS name, x.role, iif({PEOPLE}, NULL, c.name) AS organisation,
        (SELECT value FROM external_id WHERE {either} AND system = 'vcard' AND entity IN ('client', 'contact')
            ORDER BY contact_id IS NULL, id LIMIT 1) AS uid,
        {addresses("email")}, {addresses("phone")}, {told("website")}, {told("city")}, {told("country")},
        {_TAGS} AS tags, json_array(x.notes, iif({own}, c.notes, NULL)) AS notes,
        {_listed("json_array(name, value)", fields)} AS told"""


_TOLD_ADDRESS = "json_object('label', label, 'value', value, 'shown', shown)"
CARD_QUESTIONS = {
    ExportKind.CLIENTS: f"""
        SELECT {_card("c.name", "1")} FROM client AS c LEFT JOIN contact AS x ON x.id = {_SELF}
        WHERE {{condition}} ORDER BY c.id
    """,
    ExportKind.CONTACTS: f"""
        SELECT {_card("x.name", f"({PEOPLE} AND x.id = {_SELF})")}
        FROM contact AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {{condition}} ORDER BY x.id
    """,
}
OTHERS = {
    "tiers": f"SELECT t.name, t.rank, t.weight, {_CADENCES} AS cadences FROM tier AS t ORDER BY t.id",
    "tags": """
        SELECT name FROM tag WHERE id IN (SELECT x.tag_id FROM client_tag AS x WHERE {condition}) ORDER BY name_key
    """,
    "snoozes": """
        SELECT c.handle AS client, x.kind, iif(x.kind = 'task', x.record_id, NULL) AS task, x.until_on AS until,
            x.because, x.set_on AS "set", iif(x.kind = 'meeting', x.record_id, NULL) AS meeting,
            iif(x.kind = 'need', x.record_id, NULL) AS need
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
    "ratings": """
        SELECT c.handle AS client, x.factor, x.rating, x.rated_on AS "on", x.because
        FROM rating AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
    """,
    "referrals": """
        SELECT c.handle AS client, o.handle AS referred, x.told_on AS "on"
        FROM referral AS x CROSS JOIN client AS c ON c.id = x.client_id JOIN client AS o ON o.id = x.referred_id
        WHERE {condition} AND {referred_condition} ORDER BY x.id
    """,
    "playbook_steps": """
        SELECT c.handle AS client, x.task_id AS task, x.playbook, x.stage, x.step, x.falls_on AS falls
        FROM playbook_step AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
    """,
    "risk_answers": """
        SELECT c.handle AS client, x.answered_on AS "on", x.points, x.terms, x.because
        FROM risk_answer AS x CROSS JOIN client AS c ON c.id = x.client_id WHERE {condition} ORDER BY x.id
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

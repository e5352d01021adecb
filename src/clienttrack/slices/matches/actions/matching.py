"""Finding out, for all rows at once, which client of the book each one means, and which are new."""

from clienttrack.book import Change
from clienttrack.slices.matches.actions.apart import OWN_ADDRESS
from clienttrack.slices.matches.actions.people import OTHER_CONTACT
from clienttrack.slices.matches.actions.settling import left, make_new, number_by_rows, take
from clienttrack.slices.matches.actions.turned import know_turned
from clienttrack.slices.rows.rules.wanted import OnMatch

_APART = "(SELECT value FROM temp.apart WHERE kind = '{}')"
# Another id of the same system says that a record is another one, however alike the rest is.
_OTHER_CLIENT = """NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.client_id = {found} AND x.entity = 'client'
    AND x.system = s.system AND x.value <> s.client_ref)"""
_OTHER_PERSON = """NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.client_id = {found} AND x.entity = 'contact'
    AND x.system = s.system AND x.value <> s.contact_ref)"""
_NAMESAKE = f"""(s.person = 0 OR (c.kind = 'person' AND {_OTHER_PERSON.format(found="c.id")} AND (s.email_key IS NULL
    OR NOT EXISTS (SELECT 1 FROM address AS a WHERE a.client_id = c.id AND a.kind = 'email')
    OR EXISTS (SELECT 1 FROM address AS a WHERE a.client_id = c.id AND a.kind = 'email'
        AND a.value_key = s.email_key))))
    AND (s.domain IS NULL OR s.domain IN {_APART.format("domain")}
        OR NOT EXISTS (SELECT 1 FROM domain AS d WHERE d.client_id = c.id)
        OR EXISTS (SELECT 1 FROM domain AS d WHERE d.client_id = c.id AND d.domain = s.domain))
    AND {_OTHER_CLIENT.format(found="c.id")}"""
# An address of somebody at a company does not say that a company of another name is theirs, nor that a person is.
_OF_THIS_CLIENT = """(s.person = 1 OR s.name_key IS NULL OR a.contact_id IS NULL OR c.kind = 'person')
    AND (s.person = 0 OR s.contact IS NULL OR ({company}) OR names_agree(s.contact_key, coalesce(
        (SELECT p.name_key FROM contact AS p WHERE p.id = a.contact_id), c.name_key)))"""


def _by_address(kind: str, company: str) -> str:
    return f"""SELECT s.id AS row, a.client_id AS found FROM temp.staged AS s JOIN address AS a
        ON a.value_key = s.{kind}_key AND a.kind = '{kind}' JOIN client AS c ON c.id = a.client_id
        WHERE {{left}} {OWN_ADDRESS} AND s.{kind}_key NOT IN {_APART.format(kind)}
        AND {_OF_THIS_CLIENT.format(company=company)} AND {{unless_another}}"""


# Each question gives rows that one key of theirs joins to clients of the book; the keys stand in the order they count.
CLIENT_KEYS = {
    "external_id": """SELECT s.id AS row, e.client_id AS found FROM temp.staged AS s JOIN external_id AS e
        ON e.system = s.system AND e.entity = 'client' AND e.value = coalesce(s.client_ref, s.company_ref)""",
    "contact": """SELECT s.id AS row, e.client_id AS found FROM temp.staged AS s JOIN external_id AS e
        ON e.system = s.system AND e.entity = 'contact' AND e.value = s.contact_ref
        WHERE coalesce(s.domain, s.handle, s.client_ref, s.company_ref) IS NULL
            AND (s.person = 1 OR s.name_key IS NULL)""",
    "handle": """SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN client AS c ON c.handle = s.handle
        UNION SELECT s.id, a.client_id FROM temp.staged AS s JOIN alias AS a ON a.alias = s.handle
        WHERE a.client_id IS NOT NULL""",
    "email": _by_address("email", "c.kind = 'organisation'"),
    "domain": f"""SELECT s.id AS row, d.client_id AS found FROM temp.staged AS s JOIN domain AS d
        ON d.domain = s.domain WHERE {{left}} s.domain NOT IN {_APART.format("domain")} AND {{unless_another}}""",
    "phone": _by_address("phone", "0"),
    "name": f"""SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN client AS c ON c.name_key = s.name_key
        WHERE s.client_id IS NULL AND {_NAMESAKE}
        UNION SELECT s.id, c.id FROM temp.staged AS s JOIN alias AS al ON al.alias_key = s.name_key
        JOIN client AS c ON c.id = al.client_id WHERE s.client_id IS NULL AND {_NAMESAKE}""",
    "core": f"""SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN temp.book_core AS b ON b.core = s.core
        JOIN client AS c ON c.id = b.client_id WHERE s.client_id IS NULL AND s.core IS NOT NULL AND {_NAMESAKE}""",
}
_OTHER_OF_ADDRESS = f"{OTHER_CONTACT.format(found='a.contact_id')} AND {_OTHER_CLIENT.format(found='a.client_id')}"
_UNLESS_ANOTHER = {
    "email": _OTHER_OF_ADDRESS,
    "domain": _OTHER_CLIENT.format(found="d.client_id"),
    "phone": _OTHER_OF_ADDRESS,
}
# Keys that point at one client each must all point at the same.
STRONG_KEYS = ("external_id", "handle", "email", "domain", "phone")
# The levels at which new clients come into being; rows of a later level join those of an earlier one by other keys.
NEW_CLIENTS = (
    ("client_ref", "s.client_ref IS NOT NULL"),
    ("domain", f"s.domain IS NOT NULL AND s.domain NOT IN {_APART.format('domain')}"),
    ("handle", "s.handle IS NOT NULL"),
    ("core", "s.person = 0 AND s.core IS NOT NULL"),
    ("contact_ref", "s.contact_ref IS NOT NULL"),
    ("email_key", "s.person = 1 AND s.email_key IS NOT NULL"),
    ("name_key", "s.person = 1"),
    ("id", "1"),
)
_PARTED_BY = {
    "client_ref": "s.system, s.client_ref",
    "contact_ref": "s.system, s.contact_ref",
    "email_key": f"s.email_key, iif(s.email_key IN {_APART.format('email')}, s.name_key, NULL)",
}
JOINED_BY = (
    ("coalesce(s.client_ref, s.company_ref)", "client_ref", "1"),
    ("s.domain", "domain", f"s.domain NOT IN {_APART.format('domain')}"),
    ("s.handle", "handle", "1"),
    (
        "s.core",
        "core",
        "s.person = 0 AND t.person = 0 AND (s.domain IS NULL OR t.domain IS NULL OR s.domain = t.domain)",
    ),
    (
        "s.email_key",
        "email_key",
        f"""s.person = 1 AND t.person = 1 AND s.contact_ref IS NULL
        AND (s.email_key NOT IN {_APART.format("email")} OR s.contact IS NULL OR s.name_key = t.name_key)""",
    ),
    ("s.name_key", "name_key", "s.person = 1 AND t.person = 1 AND s.contact_ref IS NULL AND s.email_key IS NULL"),
)


def question(key: str, *, left: bool, unless_another: bool) -> str:
    """Give the question of one key: of rows ``left`` alone, and not for records of which another id is known."""
    conditions = {
        "left": "s.client_id IS NULL AND" if left else "",
        "unless_another": _UNLESS_ANOTHER.get(key, "1") if unless_another else "1",
    }
    sql = CLIENT_KEYS[key]
    for name, condition in conditions.items():
        sql = sql.replace(f"{{{name}}}", condition)
    return sql


def match_clients(change: Change, *, on_match: OnMatch) -> None:
    """Give every staged row its client: one of the book's, or the number that a new one will have."""
    change.run("CREATE TEMP TABLE newcomer (client_id INTEGER PRIMARY KEY)")
    in_book = 0
    if change.value("SELECT EXISTS (SELECT 1 FROM client)"):
        know_turned(change, "client")
        in_book = _match_in_book(change, on_match)
    settled, made = in_book, 0
    for level, condition in NEW_CLIENTS:
        if not left(change, f"client_id IS NULL AND {level} IS NOT NULL"):
            continue
        # A row that has joined may be what another one can join.
        while settled:
            settled = sum(
                take(
                    change, "client", "file", _joined(key, "s.system" if column == "client_ref" else "1", column, fits)
                )
                for key, column, fits in JOINED_BY
            )
        key = _PARTED_BY.get(level, f"s.{level}")
        settled = make_new(change, "client", key, f"s.client_id IS NULL AND {condition}")
        made += bool(settled)
        if settled and not left(change, "client_id IS NULL"):
            break
    if made > 1:
        number_by_rows(change, "client")


def _match_in_book(change: Change, on_match: OnMatch) -> int:
    """Find clients of the book, the surer keys first; one that a key gives several of is left to the next key."""
    keys = ["external_id"] if on_match is OnMatch.NEW else [*CLIENT_KEYS]
    settled = 0
    change.run("CREATE INDEX temp.staged_phone ON staged (phone_key) WHERE phone_key IS NOT NULL")
    for matched in keys:
        if not left(change, "client_id IS NULL"):
            break
        if matched == "core":
            know_cores(change)
        found = question(matched, left=True, unless_another=True)
        settled += take(change, "client", matched, found, sure=matched in STRONG_KEYS[2:])
    return settled


def know_cores(change: Change) -> None:
    """Work out once what is left of the names of the book without legal forms."""
    if change.value("SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'book_core')"):
        return
    change.run("CREATE TEMP TABLE book_core AS SELECT id AS client_id, core_of_name(name_key) AS core FROM client")
    change.run("CREATE INDEX temp.book_core_core ON book_core (core)")


def _joined(key: str, system: str, column: str, fits: str) -> str:
    same_system = "AND t.system = s.system" if system != "1" else ""
    return f"""SELECT s.id AS row, t.client_id AS found FROM temp.staged AS s JOIN
        (SELECT DISTINCT system, person, domain, name_key, {column} AS key, client_id FROM temp.staged
        WHERE client_id IS NOT NULL AND {column} IS NOT NULL) AS t
        ON t.key = {key} {same_system} WHERE s.client_id IS NULL AND {fits}"""

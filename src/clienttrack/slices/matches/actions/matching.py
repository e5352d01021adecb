"""Finding out, for all rows at once, which client and contact of the book each one means, and which are new."""

from collections.abc import Iterator

from clienttrack.book import Change, Row
from clienttrack.likeness import core_of_name
from clienttrack.slices.rows.rules.telling import CLIENTS
from clienttrack.slices.rows.rules.wanted import OnMatch

# Another id of the same system says that a record is another one, however alike the rest is.
_OTHER_CLIENT = """NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.client_id = {found} AND x.entity = 'client'
    AND x.system = s.system AND x.value <> s.client_ref)"""
_OTHER_CONTACT = """NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.contact_id = {found}
    AND x.system = s.system AND x.value <> s.contact_ref)"""
_OTHER_PERSON = """NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.client_id = {found} AND x.entity = 'contact'
    AND x.system = s.system AND x.value <> s.contact_ref)"""
_NAMESAKE = f"""(s.person = 0 OR (c.kind = 'person' AND {_OTHER_PERSON.format(found="c.id")} AND (s.email_key IS NULL
    OR NOT EXISTS (SELECT 1 FROM address AS a WHERE a.client_id = c.id AND a.kind = 'email')
    OR EXISTS (SELECT 1 FROM address AS a WHERE a.client_id = c.id AND a.kind = 'email'
        AND a.value_key = s.email_key))))
    AND (s.domain IS NULL OR NOT EXISTS (SELECT 1 FROM domain AS d WHERE d.client_id = c.id))
    AND {_OTHER_CLIENT.format(found="c.id")}"""
# The addresses of a row are its client's where it speaks of nobody else, or of nobody's company.
_OWN_ADDRESS = "(s.person = 1 OR s.contact_key IS NULL OR coalesce(s.name_key, s.domain, s.handle) IS NULL)"

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
    "email": f"""SELECT s.id AS row, a.client_id AS found FROM temp.staged AS s JOIN address AS a
        ON a.value_key = s.email_key AND a.kind = 'email' WHERE {{left}} {_OWN_ADDRESS}
        AND {_OTHER_CONTACT.format(found="a.contact_id")} AND {_OTHER_CLIENT.format(found="a.client_id")}""",
    "domain": f"""SELECT s.id AS row, d.client_id AS found FROM temp.staged AS s JOIN domain AS d
        ON d.domain = s.domain WHERE {{left}} {_OTHER_CLIENT.format(found="d.client_id")}""",
    "phone": f"""SELECT s.id AS row, a.client_id AS found FROM temp.staged AS s JOIN address AS a
        ON a.value_key = s.phone_key AND a.kind = 'phone' WHERE {{left}} {_OWN_ADDRESS}
        AND {_OTHER_CONTACT.format(found="a.contact_id")} AND {_OTHER_CLIENT.format(found="a.client_id")}
        AND (SELECT count(DISTINCT t.core) FROM temp.staged AS t WHERE t.phone_key = s.phone_key) = 1""",
    "name": f"""SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN client AS c ON c.name_key = s.name_key
        WHERE s.client_id IS NULL AND {_NAMESAKE}
        UNION SELECT s.id, c.id FROM temp.staged AS s JOIN alias AS al ON al.alias_key = s.name_key
        JOIN client AS c ON c.id = al.client_id WHERE s.client_id IS NULL AND {_NAMESAKE}""",
    "core": f"""SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN temp.book_core AS b ON b.core = s.core
        JOIN client AS c ON c.id = b.client_id WHERE s.client_id IS NULL AND s.core IS NOT NULL AND {_NAMESAKE}""",
}
# Keys that point at one client each must all point at the same; a name yields to any of them.
STRONG_KEYS = ("external_id", "handle", "email", "domain", "phone")
# The levels at which new clients come into being; rows of a later level join those of an earlier one by other keys.
NEW_CLIENTS = (
    ("client_ref", "s.client_ref IS NOT NULL"),
    ("domain", "s.domain IS NOT NULL"),
    ("handle", "s.handle IS NOT NULL"),
    ("core", "s.person = 0 AND s.core IS NOT NULL"),
    ("contact_ref", "s.contact_ref IS NOT NULL"),
    ("email_key", "s.person = 1 AND s.email_key IS NOT NULL"),
    ("name_key", "s.person = 1"),
    ("id", "1"),
)
JOINED_BY = (
    ("coalesce(s.client_ref, s.company_ref)", "client_ref", "1"),
    ("s.domain", "domain", "1"),
    ("s.handle", "handle", "1"),
    ("s.core", "core", "s.person = 0 AND t.person = 0 AND (s.domain IS NULL OR t.domain IS NULL)"),
    ("s.email_key", "email_key", "s.person = 1 AND t.person = 1 AND s.contact_ref IS NULL"),
    ("s.name_key", "name_key", "s.person = 1 AND t.person = 1 AND s.contact_ref IS NULL AND s.email_key IS NULL"),
)

_PLACE = f"iif(s.entity = '{CLIENTS}', s.id, s.id + (1 << 40))"

# The numbers of our own export say which rows are one; of namesakes at a client the first means the first, and so on.
_NUMBERED = """SELECT s.id AS row, p.id AS found FROM (
        SELECT id, client_id, contact_key, row_number() OVER (PARTITION BY client_id, contact_key ORDER BY id) AS place
        FROM temp.staged WHERE number IS NOT NULL AND contact_key IS NOT NULL) AS s
    JOIN (SELECT id, client_id, name_key, row_number() OVER (PARTITION BY client_id, name_key ORDER BY id) AS place
        FROM contact WHERE client_id IN (SELECT client_id FROM temp.staged)) AS p
    ON p.client_id = s.client_id AND p.name_key = s.contact_key AND p.place = s.place"""
CONTACTS_IN_BOOK = {
    "number": _NUMBERED,
    "id": """SELECT s.id AS row, e.contact_id AS found FROM temp.staged AS s JOIN external_id AS e
        ON e.system = s.system AND e.entity = 'contact' AND e.value = s.contact_ref WHERE s.contact_id IS NULL""",
    "email": f"""SELECT s.id AS row, a.contact_id AS found FROM temp.staged AS s JOIN address AS a
        ON a.value_key = s.email_key AND a.kind = 'email' AND a.client_id = s.client_id
        WHERE s.contact_id IS NULL AND s.contact_key IS NOT NULL AND a.contact_id IS NOT NULL
        AND {_OTHER_CONTACT.format(found="a.contact_id")}""",
    "name": f"""SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN contact AS c
        ON c.client_id = s.client_id AND c.name_key = s.contact_key
        WHERE s.contact_id IS NULL AND s.number IS NULL AND {_OTHER_CONTACT.format(found="c.id")}""",
}
NEW_CONTACTS = (
    ("s.file, s.number", "s.number IS NOT NULL"),
    ("s.system, s.contact_ref", "s.contact_ref IS NOT NULL"),
    ("s.client_id, s.email_key", "s.email_key IS NOT NULL"),
    ("s.client_id, s.contact_key", "1"),
)
CONTACTS_JOINED_BY = (
    ("email_key", "s.contact_ref IS NULL AND s.number IS NULL"),
    ("contact_key", "s.contact_ref IS NULL AND s.number IS NULL"),
)


# What a mapping may leave out of the keys by which a row finds its own record; ids and handles always count.
_KEY_OF = {"email": "email", "domain": "domain", "phone": "phone", "name": "name", "core": "name"}


def match_clients(change: Change, *, on_match: OnMatch) -> None:
    """Give every staged row its client: one of the book's, or the number that a new one will have."""
    change.run("CREATE TEMP TABLE newcomer (client_id INTEGER PRIMARY KEY)")
    in_book = 0
    if change.value("SELECT EXISTS (SELECT 1 FROM client)"):
        in_book = _match_in_book(change, on_match)
    settled = in_book
    for level, condition in NEW_CLIENTS:
        if not _left(change, f"client_id IS NULL AND {level} IS NOT NULL"):
            continue
        # A row that has joined may be what another one can join.
        while settled:
            settled = sum(
                _take(
                    change, "client", "file", _joined(key, "s.system" if column == "client_ref" else "1", column, fits)
                )
                for key, column, fits in JOINED_BY
            )
        key = f"s.system, s.{level}" if level in {"client_ref", "contact_ref"} else f"s.{level}"
        settled = _make_new(change, "client", key, f"s.client_id IS NULL AND {condition}")


def _match_in_book(change: Change, on_match: OnMatch) -> int:
    """Find clients of the book, the surer keys first; one that a key gives several of is left to the next key."""
    keys = ["external_id"] if on_match is OnMatch.NEW else [*CLIENT_KEYS]
    settled = 0
    change.run("CREATE INDEX temp.staged_phone ON staged (phone_key) WHERE phone_key IS NOT NULL")
    for matched in keys:
        if not _left(change, "client_id IS NULL"):
            break
        if matched == "core":
            _know_cores(change)
        found = CLIENT_KEYS[matched].replace("{left}", "s.client_id IS NULL AND")
        settled += _take(change, "client", matched, found, sure=matched in STRONG_KEYS[2:])
    return settled


def _know_cores(change: Change) -> None:
    """Work out what is left of the names of the book without legal forms, for rows that nothing else has joined."""
    change.connection.create_function("core_of_name", 1, core_of_name, deterministic=True)
    change.run("CREATE TEMP TABLE book_core AS SELECT id AS client_id, core_of_name(name_key) AS core FROM client")
    change.run("CREATE INDEX temp.book_core_core ON book_core (core)")


def contradictions(change: Change) -> Iterator[Row]:
    """Give the rows of which one sure key means another client than the one they were given, with both."""
    for key in STRONG_KEYS:
        found = CLIENT_KEYS[key].replace("{left}", "")
        yield from change.rows(
            f"""SELECT s.id, s.file, s.line, s.called, s.matched, :key AS key, c.handle AS one, o.handle AS other
            FROM (SELECT row, min(found) AS found FROM ({found}) GROUP BY row HAVING count(DISTINCT found) = 1) AS f
            JOIN temp.staged AS s ON s.id = f.row JOIN client AS c ON c.id = s.client_id
            JOIN client AS o ON o.id = f.found WHERE s.client_id <> f.found {_allowed("s", "client", key)}
            ORDER BY s.id""",
            key=key,
        )


def match_contacts(change: Change, *, on_match: OnMatch) -> None:
    """Give every staged row that names a contact its number, of the book or a new one."""
    change.run("CREATE TEMP TABLE new_contact (contact_id INTEGER PRIMARY KEY)")
    if not _left(change, "contact_key IS NOT NULL"):
        return
    _keep_numbers(change)
    for matched, found in CONTACTS_IN_BOOK.items():
        if on_match is not OnMatch.NEW or matched == "id":
            _take(change, "contact", matched, found)
    nameless = "contact_id IS NULL AND contact_key IS NOT NULL"
    for level, condition in NEW_CONTACTS:
        for column, fits in CONTACTS_JOINED_BY:
            if not _left(change, nameless):
                return
            joined = f"""SELECT s.id AS row, t.contact_id AS found FROM temp.staged AS s JOIN
                (SELECT DISTINCT client_id, {column} AS key, contact_id FROM temp.staged
                WHERE contact_id IS NOT NULL AND {column} IS NOT NULL) AS t
                ON t.client_id = s.client_id AND t.key = s.{column}
                WHERE s.contact_id IS NULL AND s.contact_key IS NOT NULL AND {fits}"""
            _take(change, "contact", "file", joined)
        _make_new(change, "contact", level, f"s.contact_id IS NULL AND s.contact_key IS NOT NULL AND {condition}")


def _keep_numbers(change: Change) -> None:
    """Let contacts of our own export keep their numbers in a book that never had one."""
    own = "number IS NOT NULL AND contact_key IS NOT NULL"
    apart = change.value(
        f"""SELECT NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'contact' AND seq > 0)
        AND NOT EXISTS (SELECT 1 FROM temp.staged WHERE contact_key IS NOT NULL AND number IS NULL)
        AND (SELECT count(*) = count(DISTINCT CAST(number AS INTEGER)) AND min(CAST(number AS INTEGER)) > 0
            FROM temp.staged WHERE {own})"""
    )
    if apart:
        change.run(
            f"""UPDATE temp.staged SET contact_id = CAST(number AS INTEGER), contact_matched = 'new',
            contact_matches = 1 WHERE {own}"""
        )
        change.run(f"INSERT INTO temp.new_contact SELECT contact_id FROM temp.staged WHERE {own}")


def _left(change: Change, condition: str) -> bool:
    return bool(change.value(f"SELECT EXISTS (SELECT 1 FROM temp.staged WHERE {condition})"))


def _joined(key: str, system: str, column: str, fits: str) -> str:
    same_system = "AND t.system = s.system" if system != "1" else ""
    return f"""SELECT s.id AS row, t.client_id AS found FROM temp.staged AS s JOIN
        (SELECT DISTINCT system, person, nullif(domain IS NOT NULL, 0) AS domain,
        {column} AS key, client_id FROM temp.staged WHERE client_id IS NOT NULL AND {column} IS NOT NULL) AS t
        ON t.key = {key} {same_system} WHERE s.client_id IS NULL AND {fits}"""


def _take(change: Change, entity: str, matched: str, found: str, *, sure: bool = False) -> int:
    """Give rows the record that a key has found; ``sure`` only where it is a single one."""
    prefix = "" if entity == "client" else "contact_"
    return change.run(
        f"""UPDATE temp.staged AS t SET {entity}_id = f.found, {prefix}matches = f.many, {prefix}matched = :matched
        FROM (SELECT row, min(found) AS found, count(DISTINCT found) AS many FROM ({found}) GROUP BY row) AS f
        WHERE t.id = f.row AND t.{entity}_id IS NULL{" AND f.many = 1" if sure else ""}
        {_allowed("t", entity, matched)}""",
        matched=matched,
    )


def _allowed(row: str, entity: str, matched: str) -> str:
    """Give the condition that the mapping of a row's file lets it find its own record so; its company it always may."""
    if matched not in _KEY_OF:
        return ""
    other = f"({row}.entity <> '{CLIENTS}' AND {row}.person = 0) OR " if entity == "client" else ""
    return f"""AND ({other}EXISTS (SELECT 1 FROM temp.file_key AS k
        WHERE k.file = {row}.file AND k.key = '{_KEY_OF[matched]}'))"""


def _make_new(change: Change, entity: str, key: str, condition: str) -> int:
    """Number the new records of one level, one per key, in the order of the rows; give how many rows that settles.

    Clients that have a row of their own come before those that other tables only name.
    """
    prefix = "" if entity == "client" else "contact_"
    names = "newcomer" if entity == "client" else "new_contact"
    last = change.value(
        f"""SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{entity}'), 0),
        coalesce((SELECT max({entity}_id) FROM temp.{names}), 0))"""
    )
    settled = change.run(
        f"""UPDATE temp.staged AS t SET {entity}_id = :last + n.number, {prefix}matched = 'new', {prefix}matches = 1
        FROM (SELECT row, dense_rank() OVER (ORDER BY first_row) AS number FROM (
            SELECT s.id AS row, min({_PLACE}) OVER (PARTITION BY {key}) AS first_row FROM temp.staged AS s
            WHERE {condition})) AS n
        WHERE t.id = n.row""",
        last=last,
    )
    change.run(
        f"INSERT INTO temp.{names} SELECT DISTINCT {entity}_id FROM temp.staged WHERE {entity}_id > :last", last=last
    )
    return settled

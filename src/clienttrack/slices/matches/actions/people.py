"""Finding out which contact of the book each row means, and which are new."""

from clienttrack.book import Change
from clienttrack.slices.matches.actions.settling import left, make_new, number_by_rows, take
from clienttrack.slices.matches.actions.turned import know_turned
from clienttrack.slices.rows.rules.wanted import OnMatch

# Another id of the same system says that a record is another one, however alike the rest is.
OTHER_CONTACT = """NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.contact_id = {found}
    AND x.system = s.system AND x.value <> s.contact_ref)"""
_APART = "s.email_key IN (SELECT value FROM temp.apart WHERE kind = 'contact')"
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
        JOIN contact AS c ON c.id = a.contact_id WHERE s.contact_id IS NULL AND s.contact_key IS NOT NULL
        AND (s.contact IS NULL OR c.name_key = s.contact_key OR (NOT {_APART}
            AND NOT (is_shared_mailbox(s.email_key) AND NOT names_agree(s.contact_key, c.name_key))))
        AND {OTHER_CONTACT.format(found="a.contact_id")}""",
    "phone": f"""SELECT s.id AS row, a.contact_id AS found FROM temp.staged AS s JOIN address AS a
        ON a.value_key = s.phone_key AND a.kind = 'phone' AND a.client_id = s.client_id
        JOIN contact AS c ON c.id = a.contact_id WHERE s.contact_id IS NULL AND s.contact_key IS NOT NULL
        AND (s.contact IS NULL OR names_agree(s.contact_key, c.name_key))
        AND NOT EXISTS (SELECT 1 FROM contact AS n WHERE n.client_id = s.client_id AND n.name_key = s.contact_key)
        AND {OTHER_CONTACT.format(found="a.contact_id")}""",
    "name": f"""SELECT s.id AS row, c.id AS found FROM temp.staged AS s JOIN contact AS c
        ON c.client_id = s.client_id AND c.name_key = s.contact_key
        WHERE s.contact_id IS NULL AND s.number IS NULL AND {OTHER_CONTACT.format(found="c.id")}""",
    "moved": """SELECT s.id AS row, c.id AS found FROM row_change AS r CROSS JOIN contact AS c ON c.id = r.row_id
        CROSS JOIN temp.staged AS s ON s.contact_key = c.name_key AND s.client_id = json_extract(r.old, '$.client_id')
        WHERE r.table_name = 'contact' AND r.old IS NOT NULL AND c.client_id <> s.client_id
        AND s.contact_id IS NULL AND s.number IS NULL AND s.contact_ref IS NULL""",
}
NEW_CONTACTS = (
    ("s.file, s.number", "s.number IS NOT NULL"),
    ("s.system, s.contact_ref", "s.contact_ref IS NOT NULL"),
    (f"s.client_id, s.email_key, iif({_APART}, s.contact_key, NULL)", "s.email_key IS NOT NULL"),
    ("s.client_id, s.contact_key", "1"),
)
CONTACTS_JOINED_BY = (
    ("email_key", f"s.contact_ref IS NULL AND s.number IS NULL AND (s.contact IS NULL OR NOT {_APART})"),
    ("contact_key", "s.contact_ref IS NULL AND s.number IS NULL"),
)


def match_contacts(change: Change, *, on_match: OnMatch) -> None:
    """Give every staged row that names a contact its number, of the book or a new one."""
    change.run("CREATE TEMP TABLE new_contact (contact_id INTEGER PRIMARY KEY)")
    if not left(change, "contact_key IS NOT NULL"):
        return
    _keep_numbers(change)
    know_turned(change, "contact")
    for matched, found in CONTACTS_IN_BOOK.items():
        if on_match is not OnMatch.NEW or matched == "id":
            take(change, "contact", matched, found)
    nameless = "contact_id IS NULL AND contact_key IS NOT NULL"
    made = 0
    for level, condition in NEW_CONTACTS:
        for column, fits in CONTACTS_JOINED_BY:
            if not left(change, nameless):
                break
            joined = f"""SELECT s.id AS row, t.contact_id AS found FROM temp.staged AS s JOIN
                (SELECT DISTINCT client_id, {column} AS key, contact_id FROM temp.staged
                WHERE contact_id IS NOT NULL AND {column} IS NOT NULL) AS t
                ON t.client_id = s.client_id AND t.key = s.{column}
                WHERE s.contact_id IS NULL AND s.contact_key IS NOT NULL AND {fits}"""
            take(change, "contact", "file", joined)
        made += bool(
            make_new(change, "contact", level, f"s.contact_id IS NULL AND s.contact_key IS NOT NULL AND {condition}")
        )
    if made > 1:
        number_by_rows(change, "contact")


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

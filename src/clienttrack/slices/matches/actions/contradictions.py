"""Rows whose keys mean two records of the book, and rows that were taken for a record of another name."""

from collections.abc import Iterator, Sequence

from clienttrack.book import Change, Row
from clienttrack.screen import shortened
from clienttrack.slices.matches.actions.matching import STRONG_KEYS, know_cores, question
from clienttrack.slices.matches.actions.settling import allowed
from clienttrack.slices.matches.queries.conflicts import Conflict, conflict
from clienttrack.slices.rows.rules.telling import CLIENTS

NAMED = 5
_STRONG = ", ".join(f"'{key}'" for key in STRONG_KEYS)
_CALLED_OTHERWISE = f"""FROM temp.staged AS s JOIN client AS c ON c.id = s.client_id
    WHERE s.matched IN ({_STRONG}) AND s.entity = '{CLIENTS}' AND s.person = 0 AND s.core IS NOT NULL
    AND s.name_key <> c.name_key AND s.core <> core_of_name(c.name_key)
    AND NOT EXISTS (SELECT 1 FROM alias WHERE client_id = c.id AND alias_key = s.name_key)"""
# A client of which the row's system knows another id is a namesake.
_NAME_OF_ANOTHER = """SELECT s.id, s.file, s.line, s.matched, 'name' AS key, c.handle AS one, o.handle AS other
    FROM temp.called_otherwise AS w JOIN temp.staged AS s ON s.id = w.row JOIN client AS c ON c.id = s.client_id
    JOIN client AS o ON o.id = (SELECT min(id) FROM (
        SELECT client_id AS id FROM temp.book_core WHERE core = s.core
        UNION SELECT client_id FROM alias WHERE alias_key = s.name_key) AS n
        WHERE NOT EXISTS (SELECT 1 FROM external_id AS x WHERE x.client_id = n.id AND x.entity = 'client'
            AND x.system = s.system AND x.value <> s.client_ref))
    WHERE o.id <> c.id ORDER BY s.id"""
_CONTACT_OF_ANOTHER = """SELECT s.id, s.file, s.line, p.name AS one, o.name AS other FROM (
        SELECT s.id, min(a.contact_id) AS other_id FROM temp.staged AS s
        JOIN address AS a ON a.value_key = s.email_key AND a.kind = 'email' AND a.contact_id IS NOT NULL
        WHERE s.contact_matched = 'id' AND NOT is_shared_mailbox(s.email_key)
        GROUP BY s.id HAVING count(DISTINCT a.contact_id) = 1) AS f
    JOIN temp.staged AS s ON s.id = f.id JOIN contact AS p ON p.id = s.contact_id
    JOIN contact AS o ON o.id = f.other_id WHERE o.id <> p.id ORDER BY s.id"""
_TAKEN_FOR = """SELECT s.called, c.name, c.handle, s.matched AS key FROM temp.called_otherwise AS w
    JOIN temp.staged AS s ON s.id = w.row JOIN client AS c ON c.id = s.client_id
    WHERE s.matched IN ('email', 'domain', 'phone') AND NOT names_agree(s.core, core_of_name(c.name_key))
    UNION ALL
    SELECT s.contact_called, p.name, c.handle, s.contact_matched FROM temp.staged AS s
    JOIN contact AS p ON p.id = s.contact_id JOIN client AS c ON c.id = p.client_id
    WHERE s.contact_matched = 'email' AND s.contact IS NOT NULL AND p.name_key <> s.contact_key
    AND NOT names_agree(s.contact_key, p.name_key)"""


def contradictions(change: Change, names: Sequence[str]) -> Iterator[Conflict]:
    """Give the rows of which two keys mean two clients, or two contacts, of the book."""
    change.run(f"CREATE TEMP TABLE called_otherwise AS SELECT s.id AS row {_CALLED_OTHERWISE}")
    rows = [row for key in STRONG_KEYS for row in _other_clients(change, key)]
    if change.value("SELECT EXISTS (SELECT 1 FROM temp.called_otherwise)"):
        know_cores(change)
        rows += change.rows(_NAME_OF_ANOTHER)
    for row in rows:
        by, key = ("id" if word == "external_id" else word for word in (row["matched"], row["key"]))
        message = f"its {by} means {row['one']} and its {key} {row['other']}; mend the row, or merge the two"
        yield conflict(row, names, "ambiguous-match", message)
    for row in change.rows(_CONTACT_OF_ANOTHER):
        one, two = (shortened(row[name], 60) for name in ("one", "other"))
        message = f"its id means {one} and its email {two}; mend the row, or the e-mail of one of the two"
        yield conflict(row, names, "ambiguous-match", message)


def _other_clients(change: Change, key: str) -> list[Row]:
    """Give the rows of which one sure key means another client than the one that a surer key gave them."""
    found = question(key, left=False, unless_another=False)
    return change.rows(
        f"""SELECT s.id, s.file, s.line, s.matched, :key AS key, c.handle AS one, o.handle AS other
        FROM (SELECT row, min(found) AS found FROM ({found}) GROUP BY row HAVING count(DISTINCT found) = 1) AS f
        JOIN temp.staged AS s ON s.id = f.row JOIN client AS c ON c.id = s.client_id
        JOIN client AS o ON o.id = f.found WHERE s.client_id <> f.found
        AND s.matched IN ('contact', {_STRONG}) {allowed("s", "client", key)} ORDER BY s.id""",
        key=key,
    )


def taken_for_others(change: Change) -> Iterator[str]:
    """Say which rows an e-mail, domain or phone has given to a record whose name does not agree with theirs."""
    rows = change.rows(_TAKEN_FOR)
    for row in rows[:NAMED]:
        one, other = shortened(row["called"], 60), shortened(row["name"], 60)
        yield (
            f"'{one}' was taken for {other} ({row['handle']}) by its {row['key']}; "
            "if that is wrong: `clienttrack undo`, then import that row with --on-match new."
        )
    if len(rows) > NAMED:
        yield f"{len(rows) - NAMED} more rows were taken for records of other names by e-mail, domain or phone."

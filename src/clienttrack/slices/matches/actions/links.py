"""Ids by which rows name records of other rows: which of several is meant, and those that nothing answers to."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from clienttrack.book import Change
from clienttrack.screen import one_line, shortened

NAMED = 5
_KNOWN = """SELECT system, value FROM external_id WHERE entity = 'client'
    UNION SELECT system, client_ref FROM temp.staged WHERE client_ref IS NOT NULL"""


def follow_links(change: Change, names: Sequence[str]) -> Iterator[str]:
    """Settle the company ids of rows; yields a sentence for each file with ids that nothing answers to.

    A row whose company nobody knows and that names it in no other way is a person of their own.
    """
    linked = "company_ref IS NOT NULL AND client_ref IS NULL"
    if not change.value(f"SELECT EXISTS (SELECT 1 FROM temp.staged WHERE {linked})"):
        return
    change.run(f"CREATE TEMP TABLE known_client AS {_KNOWN}")
    change.run("CREATE INDEX temp.known_client_value ON known_client (value, system)")
    change.run(
        f"""CREATE TEMP TABLE link AS SELECT s.id AS row, s.file, s.system, j.value, j.key AS place,
            EXISTS (SELECT 1 FROM temp.known_client AS k WHERE k.system = s.system AND k.value = j.value) AS known
        FROM temp.staged AS s,
            json_each(iif(s.company_ref LIKE '[%' AND json_valid(s.company_ref), s.company_ref,
                json_array(s.company_ref))) AS j WHERE {linked}"""
    )
    change.run(
        f"""UPDATE temp.staged SET company_ref = (SELECT value FROM temp.link WHERE row = staged.id AND known
        ORDER BY place LIMIT 1) WHERE {linked}"""
    )
    change.run(
        """UPDATE temp.staged SET person = 1, name_key = contact_key, core = contact_key, called = contact_called,
        kind = NULL WHERE id IN (SELECT row FROM temp.link) AND company_ref IS NULL
        AND coalesce(name_key, domain, handle) IS NULL"""
    )
    for row in change.rows(
        """SELECT file, count(*) AS many, group_concat(value, char(10)) AS ids FROM (
            SELECT DISTINCT file, value FROM temp.link WHERE NOT known) GROUP BY file ORDER BY file"""
    ):
        ids = [shortened(one, 40) for one in row["ids"].split("\n")[:NAMED]]
        more = f" and {row['many'] - NAMED} more" if row["many"] > NAMED else ""
        many = "1 id names" if row["many"] == 1 else f"{row['many']} ids name"
        file = one_line(PurePath(names[row["file"]]).name)
        yield f"{file}: {many} no client of these files or the book: {', '.join(ids)}{more}."

"""Whom to reach at a client and how: the likeliest contact and the quickest address; and who there has a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clienttrack.book import Reader, order_sql
from clienttrack.vocabulary import DecisionPart, Level


@dataclass(frozen=True, slots=True)
class Reach:
    """The contact to ask for and the phone number or e-mail address to use; ``None`` is what the book does not know."""

    contact: str | None
    reach: str | None
    contact_id: int | None


# The order, given in words by `reach_of`; a missing level or talk comes last.
CONTACT_ORDER = f"""
    {order_sql("p.decision", (DecisionPart.DECIDES, DecisionPart.INFLUENCES))},
    {order_sql("p.level", Level)},
    (SELECT max(t.happened_on) FROM touchpoint_contact AS w JOIN touchpoint AS t ON t.id = w.touchpoint_id
        WHERE w.contact_id = p.id AND t.kind <> 'note') DESC,
    p.id
"""
_QUICKEST_FIRST = "ORDER BY kind = 'phone' DESC, valid DESC, id LIMIT 1"
_REACH = f"""
    WITH asked (client_id) AS (SELECT value FROM json_each(:client_ids)),
    ranked AS (
        SELECT p.client_id, p.id, p.name,
            row_number() OVER (PARTITION BY p.client_id ORDER BY {CONTACT_ORDER}) AS place
        FROM asked JOIN contact AS p ON p.client_id = asked.client_id
        WHERE p.left_on IS NULL
    )
    SELECT asked.client_id AS client_id, ranked.name AS contact, ranked.id AS contact_id, coalesce(
        (SELECT shown FROM address WHERE contact_id = ranked.id {_QUICKEST_FIRST}),
        (SELECT shown FROM address WHERE client_id = asked.client_id AND contact_id IS NULL {_QUICKEST_FIRST})
    ) AS reach
    FROM asked LEFT JOIN ranked ON ranked.client_id = asked.client_id AND ranked.place = 1
"""


def reach_of(reader: Reader, client_ids: Sequence[int]) -> dict[int, Reach]:
    """Give for every client asked for whom to reach and how, in one statement.

    The contact has not left; who decides comes before who influences and these before all others, then by level
    (owner first), then who was talked to last, then who was added first. The address is the contact's phone number,
    valid ones first, else e-mail address, else the client's own; a client without contacts has only the latter.
    """
    asked = f"[{','.join(str(int(number)) for number in client_ids)}]"
    rows = reader.rows(_REACH, client_ids=asked)
    return {row["client_id"]: Reach(row["contact"], row["reach"], row["contact_id"]) for row in rows}


def reach_of_contacts(reader: Reader, contact_ids: Sequence[int]) -> dict[int, Reach]:
    """Give for every contact asked for, unless they have left, the name and the quickest address."""
    asked = f"[{','.join(str(int(number)) for number in contact_ids)}]"
    rows = reader.rows(
        f"""
        SELECT p.id, p.name, (SELECT shown FROM address WHERE contact_id = p.id {_QUICKEST_FIRST}) AS reach
        FROM contact AS p WHERE p.left_on IS NULL AND p.id IN (SELECT value FROM json_each(:asked))
        """,
        asked=asked,
    )
    return {row["id"]: Reach(row["name"], row["reach"], row["id"]) for row in rows}


_PEOPLE = """
    SELECT client_id, name FROM contact WHERE client_id IN (SELECT value FROM json_each(:ids))
    UNION ALL
    SELECT id, name FROM client WHERE id IN (SELECT value FROM json_each(:ids)) AND kind = 'person'
    UNION ALL
    SELECT DISTINCT t.client_id, p.name FROM json_each(:ids) AS asked
    CROSS JOIN touchpoint AS t ON t.client_id = asked.value
    CROSS JOIN touchpoint_contact AS w ON w.touchpoint_id = t.id
    CROSS JOIN contact AS p ON p.id = w.contact_id AND p.client_id <> t.client_id
"""


def people_of(reader: Reader, client_ids: Iterable[int]) -> dict[int, list[str]]:
    """Give the names of all people of each client, also those who left, or whom we talked to before they moved."""
    names: dict[int, list[str]] = {}
    for row in reader.rows(_PEOPLE, ids=f"[{','.join(str(int(number)) for number in client_ids)}]"):
        names.setdefault(row["client_id"], []).append(row["name"])
    return names

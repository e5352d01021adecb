"""Touchpoints, promises and payments of a table: whose they are, and which of them the book holds already.

They never make a client or contact: one that cannot be found is a problem of its row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from clienttrack.book import Change
from clienttrack.images import was_sql
from clienttrack.screen import shortened
from clienttrack.slices.matches.actions.turned import know_turned
from clienttrack.slices.rows.rules.telling import PAYMENTS, STAGED, TASKS, TOUCHPOINTS
from clienttrack.slices.rows.rules.wanted import OnMatch, Wanted
from clienttrack.tables.problems import Problem

HANDLES_TOLD = 3
TABLES = {TOUCHPOINTS: "touchpoint", TASKS: "task", PAYMENTS: "payment"}
_IDS = """json_each(iif(t.client_ref LIKE '[%' AND json_valid(t.client_ref), t.client_ref, json_array(t.client_ref)))"""
# The keys by which a talk finds its client and contact, the surer first; a name yields to all others.
_SURE_CLIENT = (
    f"""SELECT t.id AS row, (SELECT e.client_id FROM {_IDS} AS j JOIN external_id AS e ON e.system = t.system
        AND e.entity = 'client' AND e.value = j.value ORDER BY j.key LIMIT 1) AS found
        FROM temp.talk AS t WHERE t.client_ref IS NOT NULL""",
    "SELECT t.id, c.id FROM temp.talk AS t JOIN client AS c ON c.handle = t.handle",
    "SELECT t.id, a.client_id FROM temp.talk AS t JOIN alias AS a ON a.alias = t.handle WHERE a.client_id IS NOT NULL",
    "SELECT t.id, d.client_id FROM temp.talk AS t JOIN domain AS d ON d.domain = t.domain",
)
_SURE_CONTACT = (
    """SELECT t.id AS row, e.contact_id AS found FROM temp.talk AS t JOIN external_id AS e ON e.system = t.system
        AND e.entity = 'contact' AND e.value = t.contact_ref""",
    """SELECT t.id, a.contact_id FROM temp.talk AS t JOIN address AS a ON a.kind = 'email' AND a.value_key = t.email_key
        WHERE a.contact_id IS NOT NULL AND (t.client_id IS NULL OR a.client_id = t.client_id)""",
)
_CLIENT_BY_NAME = (
    "SELECT t.id, c.id FROM temp.talk AS t JOIN client AS c ON c.name_key = t.name_key",
    """SELECT t.id, a.client_id FROM temp.talk AS t JOIN alias AS a ON a.alias_key = t.name_key
        WHERE a.client_id IS NOT NULL""",
    "SELECT t.id, b.client_id FROM temp.talk AS t JOIN temp.core_of_client AS b ON b.core = t.core",
)
_CLIENT_BY_ADDRESS = (
    """SELECT t.id, a.client_id FROM temp.talk AS t JOIN address AS a ON a.kind = 'email' AND a.value_key = t.email_key
    """,
)
_CONTACT_BY_NAME = (
    """SELECT t.id, p.id FROM temp.talk AS t JOIN contact AS p ON p.name_key = t.contact_key
        AND p.client_id = t.client_id""",
)
_SAME = {
    "touchpoint": "r.happened_on = t.happened_on AND r.kind = t.touch_kind AND r.said = t.said",
    "task": "r.said = t.said AND r.due_on IS t.happened_on AND r.side = t.side",
    "payment": "r.paid_on = t.happened_on AND r.amount = t.amount AND r.currency = t.currency AND r.said IS t.said",
}
# What happened with a contact who has moved since happened with their client of then.
_WAS_THERE = was_sql("contact", "p", "client_id", "{}")
_PARTS = {
    "touchpoint": "client_id, happened_on, touch_kind, said",
    "task": "client_id, said, happened_on, side",
    "payment": "client_id, happened_on, amount, currency, said",
}
_PARTS_KEPT = {
    "touchpoint": "client_id, happened_on, kind, said",
    "task": "client_id, said, due_on, side",
    "payment": "client_id, paid_on, amount, currency, said",
}


def _said(column: str) -> str:
    """Long texts are sorted and compared by their hash: many of them at once take too much room."""
    return f"iif(length({column}) > 1000, digest({column}), {column}) AS said"


_SAID = {"touchpoint": _said("text"), "task": _said("text"), "payment": _said("project")}
# What our own export says of a book is true of it, and a promise that is there already is not made again.
_WRONG = f"""
    SELECT t.id, t.file, t.line, t.entity, t.happened_on,
        coalesce(t.called, t.contact_called, t.handle, t.domain, t.email_key, t.client_ref, t.contact_ref) AS named,
        c.handle, o.handle AS other, c.told_stage IS 'lost' AS lost,
        CASE WHEN t.client_id IS NULL THEN 'nobody'
            WHEN o.id <> t.client_id AND NOT {_WAS_THERE.format("t.client_id")} THEN 'two'
            WHEN t.entity IN ('{TOUCHPOINTS}', '{PAYMENTS}') AND t.happened_on > :today THEN 'future'
            WHEN t.entity = '{TASKS}' AND t.status = 'open' AND t.number IS NULL AND t.record_id IS NULL
                AND (c.archived_on IS NOT NULL OR c.told_stage IS 'lost') THEN 'hidden'
            WHEN t.entity = '{TOUCHPOINTS}' AND t.next_step IS NOT NULL
                AND (c.archived_on IS NOT NULL OR c.told_stage IS 'lost')
                AND NOT EXISTS (SELECT 1 FROM task AS k WHERE k.client_id = c.id AND k.text = t.next_step
                    AND k.due_on IS t.next_step_on) THEN 'hidden'
            WHEN :refuse AND t.record_id IS NOT NULL THEN 'known' END AS wrong
    FROM temp.talk AS t LEFT JOIN client AS c ON c.id = t.client_id LEFT JOIN contact AS p ON p.id = t.contact_id
    LEFT JOIN client AS o ON o.id = iif(t.named_id <> t.client_id, t.named_id, p.client_id)
    WHERE wrong IS NOT NULL ORDER BY t.id
"""


@dataclass(frozen=True, slots=True)
class PlacedTalks:
    """What came of placing talks: problems, whose rows are gone, and how many rows were left alone."""

    problems: list[Problem]
    left_alone: int


def set_aside(change: Change) -> bool:
    """Take the rows of touchpoints, promises and payments out of the staged ones; tell whether there are any."""
    talks = f"entity IN ('{TOUCHPOINTS}', '{TASKS}', '{PAYMENTS}')"
    if not change.value(f"SELECT EXISTS (SELECT 1 FROM temp.staged WHERE {talks})"):
        return False
    columns = ", ".join(STAGED)
    change.run(
        f"""CREATE TEMP TABLE talk AS SELECT id, {columns}, NULL AS client_id, NULL AS named_id,
        NULL AS contact_id, NULL AS record_id
        FROM temp.staged WHERE {talks}"""
    )
    change.run("CREATE UNIQUE INDEX temp.talk_id ON talk (id)")
    change.run(f"DELETE FROM temp.staged WHERE {talks}")
    # An activity that is still to be done is a promise.
    change.run(
        f"""UPDATE temp.talk SET entity = '{TASKS}', side = 'ours', status = 'open', touch_kind = NULL,
        happened_on = coalesce(next_step_on, happened_on) WHERE entity = '{TOUCHPOINTS}' AND done = 0"""
    )
    return True


def place_talks(change: Change, names: Sequence[str], wanted: Wanted) -> PlacedTalks:
    """Give every row its client, contact and record; rows that have no client, or may not be, are problems and go."""
    # The clients of these files are among them, unlike those that were known when the rows were placed.
    change.run("CREATE TEMP TABLE core_of_client AS SELECT id AS client_id, core_of_name(name_key) AS core FROM client")
    change.run("CREATE INDEX temp.core_of_client_core ON core_of_client (core)")
    _give(change, "client_id", _SURE_CLIENT)
    _give(change, "contact_id", _SURE_CONTACT)
    change.run(
        """UPDATE temp.talk SET client_id = (SELECT client_id FROM contact WHERE id = contact_id)
        WHERE client_id IS NULL AND contact_id IS NOT NULL"""
    )
    _give(change, "named_id", _CLIENT_BY_NAME)
    change.run("UPDATE temp.talk SET client_id = named_id WHERE client_id IS NULL AND named_id IS NOT NULL")
    _give(change, "client_id", _CLIENT_BY_ADDRESS)
    change.run(
        f"""UPDATE temp.talk AS t SET client_id = named_id FROM contact AS p WHERE p.id = t.contact_id
        AND t.named_id <> t.client_id AND {_WAS_THERE.format("t.named_id")}"""
    )
    know_turned(change, "contact", "talk")
    _give(change, "contact_id", _CONTACT_BY_NAME)
    _leave_out_twins(change)
    for row in change.rows("SELECT DISTINCT entity FROM temp.talk"):
        _know_again(change, row["entity"], TABLES[row["entity"]], new=wanted.on_match is OnMatch.NEW)
    problems = [*_problems(change, names, refuse=wanted.on_match is OnMatch.ERROR)]
    left_alone = 0
    if wanted.on_match is OnMatch.SKIP:
        change.run(
            """INSERT INTO temp.left_alone SELECT file, line, coalesce(called, contact_called) FROM temp.talk
            WHERE record_id IS NOT NULL"""
        )
        left_alone = change.run("DELETE FROM temp.talk WHERE record_id IS NOT NULL")
    return PlacedTalks(problems, left_alone)


def _give(change: Change, column: str, questions: Sequence[str]) -> None:
    for found in questions:
        change.run(
            f"""UPDATE temp.talk AS t SET {column} = f.found FROM (
                WITH one (row, found) AS ({found})
                SELECT row, min(found) AS found FROM one GROUP BY row HAVING count(DISTINCT found) = 1) AS f
            WHERE t.id = f.row AND t.{column} IS NULL"""
        )


def _problems(change: Change, names: Sequence[str], *, refuse: bool) -> Iterator[Problem]:
    rows = change.rows(_WRONG, today=change.today, refuse=int(refuse))
    meant = _meant(change) if any(row["wrong"] == "nobody" for row in rows) else {}
    for row in rows:
        code, message = {
            "nobody": _nobody(str(row["named"]), meant.get(row["id"], [])),
            "two": (
                "ambiguous-match",
                f"it means {row['handle']} by one cell and {row['other']} by another; mend one of the two",
            ),
            "future": ("constraint-error", f"the {TABLES[row['entity']]} of {row['happened_on']} lies in the future"),
            "hidden": (
                "constraint-error",
                f"{row['handle']} is {'lost' if row['lost'] else 'archived'}, so a promise to them would never come up",
            ),
            "known": ("already-there", f"the same is with {row['handle']} in the book already"),
        }[row["wrong"]]
        yield Problem(names[row["file"]], row["line"], None, code, message)
    change.run_many("DELETE FROM temp.talk WHERE id = ?", [(row["id"],) for row in rows])


def _meant(change: Change) -> dict[int, list[str]]:
    """Give the handles of all clients that each row without one may mean."""
    one = "SELECT * FROM (WITH one (row, found) AS ({}) SELECT row, {} FROM one)"
    questions = (*_SURE_CLIENT, *_CLIENT_BY_NAME, *_CLIENT_BY_ADDRESS)
    ones = [one.format(question, "found") for question in questions]
    ones += [
        one.format(question, "(SELECT client_id FROM contact WHERE id = found) AS found") for question in _SURE_CONTACT
    ]
    found: dict[int, list[str]] = {}
    for row in change.rows(
        f"""SELECT m.row, c.handle FROM ({" UNION ".join(ones)}) AS m JOIN client AS c ON c.id = m.found
        WHERE m.row IN (SELECT id FROM temp.talk WHERE client_id IS NULL) ORDER BY m.row, c.handle"""
    ):
        found.setdefault(row["row"], []).append(row["handle"])
    return found


def _nobody(named: str, meant: Sequence[str]) -> tuple[str, str]:
    """Say that a row means no client, or which of several it may mean."""
    called = shortened(named, 60)
    if not meant:
        return "dangling-id", f"nobody in the book or in these files is '{called}'"
    first = ", ".join(meant[:HANDLES_TOLD]) + (" and others" if len(meant) > HANDLES_TOLD else "")
    return (
        "ambiguous-match",
        f"'{called}' may mean {len(meant)} clients ({first}); write the handle of one of them in a column handle",
    )


def _leave_out_twins(change: Change) -> None:
    """Take out the rows that have the id of an earlier row, and keep which row that is."""
    change.run(
        """CREATE TEMP TABLE twin AS SELECT * FROM (
            SELECT id, file, line, coalesce(called, contact_called) AS named, min(id) OVER same AS first,
                first_value(file) OVER same AS of_file, first_value(line) OVER same AS of_line
            FROM temp.talk WHERE record_ref IS NOT NULL
            WINDOW same AS (PARTITION BY entity, system, record_ref ORDER BY id)) WHERE id > first"""
    )
    change.run("DELETE FROM temp.talk WHERE id IN (SELECT id FROM temp.twin)")


def _know_again(change: Change, entity: str, table: str, *, new: bool) -> None:
    """Find the records that rows mean: by their id, else the first row of a kind the first such record, and so on."""
    change.run(
        f"""UPDATE temp.talk AS t SET record_id = e.{table}_id FROM external_id AS e WHERE t.entity = :entity
        AND e.system = t.system AND e.entity = '{table}' AND e.value = t.record_ref""",
        entity=entity,
    )
    if new:
        return
    change.connection.create_function("digest", 1, lambda text: sha256(text.encode()).digest(), deterministic=True)
    change.run(
        f"""UPDATE temp.talk AS t SET record_id = k.id FROM (
            SELECT t.id AS row, r.id FROM (
                SELECT id, system, record_ref, {_PARTS[table]}, row_number() OVER (
                    PARTITION BY {_PARTS[table]} ORDER BY id) AS place
                FROM (SELECT *, {_SAID[table]} FROM temp.talk WHERE entity = :entity)) AS t
            JOIN (SELECT id, {_PARTS_KEPT[table]}, row_number() OVER (
                    PARTITION BY {_PARTS_KEPT[table]} ORDER BY id) AS place
                FROM (SELECT *, {_SAID[table]} FROM {table} WHERE client_id IN (SELECT client_id FROM temp.talk))) AS r
            ON r.client_id = t.client_id AND r.place = t.place AND {_SAME[table]}
            WHERE t.record_ref IS NULL OR NOT EXISTS (SELECT 1 FROM external_id AS e WHERE e.{table}_id = r.id
                AND e.system = t.system AND e.value <> t.record_ref)) AS k
        WHERE t.id = k.row AND t.record_id IS NULL""",
        entity=entity,
    )
    if table == "task":
        _know_put_off(change)


def _know_put_off(change: Change) -> None:
    """Find the promises that rows tell as they were before the user put them off; their day stays."""
    change.run(
        f"""UPDATE temp.talk AS t SET record_id = k.id, happened_on = NULL FROM (
            SELECT t.id AS row, min(r.id) AS id FROM temp.talk AS t JOIN task AS r ON r.client_id = t.client_id
                AND r.text = t.text AND r.side = t.side AND {was_sql("task", "r", "due_on", "t.happened_on")}
            WHERE t.entity = '{TASKS}' AND t.record_id IS NULL AND t.record_ref IS NULL
                AND r.id NOT IN (SELECT record_id FROM temp.talk WHERE entity = '{TASKS}' AND record_id IS NOT NULL)
            GROUP BY t.id) AS k
        WHERE t.id = k.row"""
    )

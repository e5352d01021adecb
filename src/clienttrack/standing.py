"""The derived table ``standing``: what the morning list asks of every client, kept by triggers.

It is not journalled; everything in it can be worked out again from clients, touchpoints, tasks and meetings.
"""

import sqlite3

from clienttrack.book import Change

_LISTED = "({c}.archived_on IS NULL AND {c}.told_stage IS NOT 'lost')"
# The + keeps SQLite on the client's own index: else it walks all days, or all open promises, for every client.
_LAST_TOUCH = "(SELECT max(+happened_on) FROM touchpoint WHERE client_id = {client} AND kind <> 'note')"
_NEXT_STEPS = (
    "((SELECT count(*) FROM task WHERE client_id = {client} AND status = 'open' AND +due_on IS NOT NULL)"
    " + (SELECT count(*) FROM meeting WHERE client_id = {client} AND status = 'planned'))"
)
_COLUMNS = (
    "client_id, listed, own_cadence, tier_id, told_stage, since_on, paused_until, anchor_on, last_touch_on, next_steps"
)


def _of_client(c: str) -> str:
    """Give the SELECT list that works out a client's standing from nothing but records."""
    last = _LAST_TOUCH.format(client=f"{c}.id")
    return (
        f"{c}.id, {_LISTED.format(c=c)}, {c}.cadence IS NOT NULL, {c}.tier_id, {c}.told_stage, {c}.since_on, "
        f"{c}.paused_until, coalesce({last}, {c}.added_on), {last}, {_NEXT_STEPS.format(client=f'{c}.id')}"
    )


def _touch_refresh(client: str) -> str:
    last = _LAST_TOUCH.format(client=client)
    return (
        f"UPDATE standing SET last_touch_on = {last}, anchor_on = coalesce({last}, "
        f"(SELECT added_on FROM client WHERE id = {client})) WHERE client_id = {client};"
    )


def _steps_refresh(client: str) -> str:
    steps = _NEXT_STEPS.format(client=client)
    return f"UPDATE standing SET next_steps = {steps} WHERE client_id = {client};"


TRIGGERS = {
    # Nothing can refer to a client before it is there, so that there is nothing to count yet.
    "standing_client_insert": (
        f"AFTER INSERT ON client BEGIN INSERT INTO standing ({_COLUMNS}) VALUES (NEW.id, {_LISTED.format(c='NEW')}, "
        "NEW.cadence IS NOT NULL, NEW.tier_id, NEW.told_stage, NEW.since_on, NEW.paused_until, NEW.added_on, NULL, 0); "
        "END"
    ),
    "standing_client_update": (
        "AFTER UPDATE OF archived_on, told_stage, cadence, tier_id, since_on, paused_until, added_on ON client BEGIN "
        f"UPDATE standing SET listed = {_LISTED.format(c='NEW')}, own_cadence = NEW.cadence IS NOT NULL, "
        "tier_id = NEW.tier_id, told_stage = NEW.told_stage, since_on = NEW.since_on, "
        "paused_until = NEW.paused_until, anchor_on = coalesce(last_touch_on, NEW.added_on) "
        "WHERE client_id = NEW.id; END"
    ),
    # Most touchpoints come in the order they happened, so an insert only ever raises the maximum.
    "standing_touchpoint_insert": (
        "AFTER INSERT ON touchpoint WHEN NEW.kind <> 'note' BEGIN "
        "UPDATE standing SET last_touch_on = NEW.happened_on, anchor_on = NEW.happened_on "
        "WHERE client_id = NEW.client_id AND (last_touch_on IS NULL OR last_touch_on < NEW.happened_on); END"
    ),
    "standing_touchpoint_update": (
        "AFTER UPDATE OF client_id, kind, happened_on ON touchpoint BEGIN "
        f"{_touch_refresh('OLD.client_id')} {_touch_refresh('NEW.client_id')} END"
    ),
    "standing_touchpoint_delete": f"AFTER DELETE ON touchpoint BEGIN {_touch_refresh('OLD.client_id')} END",
    "standing_task_insert": f"AFTER INSERT ON task BEGIN {_steps_refresh('NEW.client_id')} END",
    "standing_task_update": (
        "AFTER UPDATE OF client_id, status, due_on ON task BEGIN "
        f"{_steps_refresh('OLD.client_id')} {_steps_refresh('NEW.client_id')} END"
    ),
    "standing_task_delete": f"AFTER DELETE ON task BEGIN {_steps_refresh('OLD.client_id')} END",
    "standing_meeting_insert": f"AFTER INSERT ON meeting BEGIN {_steps_refresh('NEW.client_id')} END",
    "standing_meeting_update": (
        "AFTER UPDATE OF client_id, status ON meeting BEGIN "
        f"{_steps_refresh('OLD.client_id')} {_steps_refresh('NEW.client_id')} END"
    ),
    "standing_meeting_delete": f"AFTER DELETE ON meeting BEGIN {_steps_refresh('OLD.client_id')} END",
}

# What the insert triggers do, for all rows above a number at once.
_COUNTED_IN = {
    "client": f"""INSERT INTO standing ({_COLUMNS}) SELECT id, {_LISTED.format(c="client")}, cadence IS NOT NULL,
        tier_id, told_stage, since_on, paused_until, added_on, NULL, 0 FROM client WHERE id > :last ORDER BY id""",
    "touchpoint": """UPDATE standing SET last_touch_on = t.day, anchor_on = t.day FROM (
            SELECT client_id, max(happened_on) AS day FROM touchpoint WHERE id > :last AND kind <> 'note'
            GROUP BY client_id) AS t
        WHERE standing.client_id = t.client_id AND (last_touch_on IS NULL OR last_touch_on < t.day)""",
    "task": """UPDATE standing SET next_steps = next_steps + t.many FROM (
            SELECT client_id, count(*) AS many FROM task WHERE id > :last AND status = 'open' AND due_on IS NOT NULL
            GROUP BY client_id) AS t WHERE standing.client_id = t.client_id""",
    "meeting": """UPDATE standing SET next_steps = next_steps + t.many FROM (
            SELECT client_id, count(*) AS many FROM meeting WHERE id > :last AND status = 'planned'
            GROUP BY client_id) AS t WHERE standing.client_id = t.client_id""",
}

DIFFERENCES = f"""
    SELECT client_id FROM (SELECT {_COLUMNS} FROM standing EXCEPT SELECT {_of_client("c")} FROM client AS c)
    UNION
    SELECT client_id FROM (
        SELECT c.id AS client_id, {_of_client("c").removeprefix("c.id, ")} FROM client AS c
        EXCEPT SELECT {_COLUMNS} FROM standing
    )
"""


def count_in(change: Change, table: str, last: int) -> None:
    """Take the rows of a table above the number ``last`` into account, which no trigger has seen."""
    if table in _COUNTED_IN:
        change.run(_COUNTED_IN[table], last=last)


def install_triggers(connection: sqlite3.Connection) -> None:
    """Make the triggers that keep the table; older ones of the same name go first."""
    for name, body in TRIGGERS.items():
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(f"CREATE TRIGGER {name} {body}")


def differences(connection: sqlite3.Connection) -> list[int]:
    """Give the numbers of the clients whose standing is not what their records say."""
    return [row[0] for row in connection.execute(DIFFERENCES)]


def rebuild(connection: sqlite3.Connection) -> None:
    """Work the whole table out anew."""
    connection.execute("DELETE FROM standing")
    connection.execute(f"INSERT INTO standing ({_COLUMNS}) SELECT {_of_client('c')} FROM client AS c")

"""What stands where it cannot be: rows that refer to nothing or to another client's records, days that are none."""

from datetime import date

from clienttrack import images
from clienttrack.book import Reader
from clienttrack.money import is_currency
from clienttrack.slices.upkeep.rules import Finding, Gravity

_COPY = "Restore a good copy, or take the row out with another program."
_MOVE = "Move the contact there and back with `clienttrack contact move`."
_NAME_ANOTHER = "Name another contact, or none: `clienttrack task edit t{} --with ''`."
_AT_ANOTHER = "stands at another client than its {}"


def _apart(table: str, other: str, what: str, remedy: str, shown: str = "x.text", which: str = "") -> tuple[str, ...]:
    """Give the question for rows of ``table`` that name a row of ``other`` at another client, and what to say."""
    question = f"""SELECT x.id, {shown} AS shown FROM {table} AS x JOIN {other} AS o ON o.id = x.{other}_id
        WHERE x.client_id <> o.client_id{which}"""
    return table, question, what.format(other), remedy


# What happened keeps whoever said it, also when they are at another client now; the rest stays with its client.
_STRAYS = (
    _apart("address", "contact", _AT_ANOTHER, _MOVE, shown="x.shown"),
    _apart("task", "contact", _AT_ANOTHER, _NAME_ANOTHER, which=" AND x.status = 'open'"),
    _apart("need", "contact", _AT_ANOTHER, _MOVE),
    _apart("remark", "contact", f"is personal and {_AT_ANOTHER}", _MOVE, which=" AND x.kind = 'personal'"),
    (
        "meeting",
        """SELECT x.id, o.name AS shown FROM meeting AS x JOIN meeting_contact AS w ON w.meeting_id = x.id
        JOIN contact AS o ON o.id = w.contact_id WHERE x.client_id <> o.client_id AND x.status <> 'held'""",
        "is to take part and is at another client",
        _MOVE,
    ),
    _apart("answer", "meeting", _AT_ANOTHER, _COPY),
    _apart("need", "meeting", _AT_ANOTHER, _COPY),
    _apart("remark", "meeting", _AT_ANOTHER, _COPY),
    _apart("meeting", "touchpoint", "is a touchpoint of another client than its meeting", _COPY, shown="o.text"),
    _apart("need_move", "need", "stands at another client than the change of its status", _COPY, shown="o.text"),
)


def orphans(reader: Reader) -> list[Finding]:
    """Give rows that refer to no row, snoozes of no record, and what belongs to two clients."""
    findings = [
        Finding(Gravity.PROBLEM, "orphan", f"{row['table']} {row['rowid']}", f"refers to no {row['parent']}", _COPY)
        for row in reader.rows("PRAGMA foreign_key_check")
    ]
    snoozes = reader.rows(
        """
        SELECT id, record_id FROM snooze
        WHERE kind = 'task' AND record_id NOT IN (SELECT id FROM task)
            OR kind = 'meeting' AND record_id NOT IN (SELECT id FROM meeting)
            OR kind = 'need' AND record_id NOT IN (SELECT id FROM need)
            OR kind NOT IN ('task', 'meeting', 'need') AND record_id NOT IN (SELECT id FROM client)
        """
    )
    findings += [
        Finding(
            Gravity.PROBLEM,
            "orphan",
            f"snooze {row['id']}",
            f"hides a line of no record ({row['record_id']})",
            _COPY,
        )
        for row in snoozes
    ]
    return [*findings, *_strays(reader)]


def _strays(reader: Reader) -> list[Finding]:
    """Find what names a record of another client."""
    return [
        Finding(
            Gravity.PROBLEM, "orphan", f"{record} {row['id']}", f"'{row['shown']}' {what}", remedy.format(row["id"])
        )
        for record, sql, what, remedy in _STRAYS
        for row in reader.rows(sql)
    ]


def impossible_days(reader: Reader) -> list[Finding]:
    """Give days that no calendar has, or that lie too far away."""
    remedy = "Write another day with the record's `edit`."
    return [
        Finding(Gravity.PROBLEM, "impossible-day", f"{table} {row['id']}", f"{column} is '{row['day']}'", remedy)
        for table, columns in images.tracked_tables(reader.connection).items()
        for column in columns
        if column.endswith("_on")
        for row in reader.rows(
            f"SELECT id, {column} AS day FROM {table} WHERE {column} IS NOT NULL "
            f"AND (date({column}, '+0 days') IS NOT {column} OR {column} NOT BETWEEN '1900-01-01' AND '2200-12-31')"
        )
    ]


def days_to_come(reader: Reader, today: date) -> list[Finding]:
    """Give what happened on a day that is still to come: touchpoints, payments and held meetings."""
    questions = (
        (
            "future-touchpoint",
            """SELECT 'touchpoint ' || x.id AS record, x.id, c.handle, x.happened_on AS day
            FROM touchpoint AS x JOIN client AS c ON c.id = x.client_id WHERE x.happened_on > :today""",
            "was reached on",
            "Write the true day: `clienttrack touch edit {id} --on DAY`.",
        ),
        (
            "future-payment",
            """SELECT 'payment y' || x.id AS record, x.id, c.handle, x.paid_on AS day
            FROM payment AS x JOIN client AS c ON c.id = x.client_id WHERE x.paid_on > :today""",
            "paid on",
            "Take it out with `clienttrack payment remove y{id}`, and add it on its true day.",
        ),
        (
            "future-meeting",
            """SELECT 'meeting m' || x.id AS record, x.id, c.handle, x.held_on AS day
            FROM meeting AS x JOIN client AS c ON c.id = x.client_id WHERE x.held_on > :today""",
            "was met on",
            "`clienttrack history {handle}` shows what wrote it; take that back with `clienttrack undo OPERATION`.",
        ),
    )
    return [
        Finding(
            *(Gravity.PROBLEM, kind, row["record"], f"{row['handle']} {happened} {row['day']}, which is still to come"),
            remedy.format(id=row["id"], handle=row["handle"]),
        )
        for kind, sql, happened, remedy in questions
        for row in reader.rows(f"{sql} ORDER BY day, x.id", today=today)
    ]


def unknown_currencies(reader: Reader) -> list[Finding]:
    """Give the payments in a currency that is none of ISO 4217."""
    found = reader.rows("SELECT DISTINCT currency FROM payment ORDER BY currency")
    unknown = [row["currency"] for row in found if not is_currency(row["currency"])]
    return [
        Finding(
            *(Gravity.PROBLEM, "unknown-currency", f"payment y{row['id']}"),
            f"{row['handle']} paid in {row['currency']}, which is no ISO 4217 currency",
            f"Take it out with `clienttrack payment remove y{row['id']}`, and add it in its true currency.",
        )
        for code in unknown
        for row in reader.rows(
            """SELECT x.id, x.currency, c.handle FROM payment AS x JOIN client AS c ON c.id = x.client_id
            WHERE x.currency = :code ORDER BY x.id""",
            code=code,
        )
    ]


def unmoved_needs(reader: Reader) -> list[Finding]:
    """Give needs whose status or its day is not that of their last move."""
    rows = reader.rows(
        """
        SELECT n.id, n.text, n.status, n.status_on, v.status AS moved, v.moved_on
        FROM need AS n JOIN need_move AS v ON v.id = (SELECT max(id) FROM need_move WHERE need_id = n.id)
        WHERE (n.status, n.status_on) <> (v.status, v.moved_on) ORDER BY n.id
        """
    )
    return [
        Finding(
            *(Gravity.PROBLEM, "need-status", f"need w{row['id']}"),
            f"'{row['text']}' is {row['status']} since {row['status_on']}, "
            f"and was last moved to {row['moved']} on {row['moved_on']}",
            f"Say how it stands with `clienttrack need propose w{row['id']}`, or `meet`, `drop` or `reopen`.",
        )
        for row in rows
    ]

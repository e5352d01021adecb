"""What value scores, churn risk and the portfolio are made of, as raw SQL: every aggregate once, its rows fetched.

python benchmarks/raw.py BOOK value|portfolio
"""

import os
import sqlite3
import sys
from contextlib import closing
from typing import Any

# What a minor unit is worth in whole ones of the book's own currency, EUR.
WORTH = "(p.amount * CASE p.currency WHEN 'EUR' THEN 0.01 WHEN 'USD' THEN 0.0092 WHEN 'JPY' THEN 0.0061 END)"
OF_CLIENT = "FROM client AS c CROSS JOIN payment AS p ON p.client_id = c.id AND p.paid_on BETWEEN {} AND :today"
YEAR, LAST_180, BEFORE_180 = (f"date(:today, '-{days} days')" for days in (364, 179, 359))
# The + keeps SQLite on the index that covers the question.
VALUE = {
    "revenue": f"SELECT client_id, sum{WORTH} {OF_CLIENT.format(YEAR)} GROUP BY c.id",
    "paid lately": f"""SELECT client_id, total{WORTH} FILTER (WHERE paid_on >= {LAST_180}),
            total{WORTH} FILTER (WHERE paid_on < {LAST_180}) {OF_CLIENT.format(BEFORE_180)} GROUP BY c.id""",
    "payers": f"""SELECT client_id, max(paid_on), sum(paid_on >= {YEAR}) FROM payment
        WHERE +paid_on <= :today GROUP BY client_id""",
    "months": f"""SELECT p.client_id, count(DISTINCT substr(p.paid_on, 1, 7))
        {OF_CLIENT.format("date(:today, 'start of month', '-11 months')")} GROUP BY c.id""",
    "years": """SELECT DISTINCT client_id, CAST(julianday(:today) - julianday(paid_on) AS INTEGER) / 365
        FROM payment WHERE +paid_on <= :today""",
    "ratings": """SELECT client_id, factor, rating, rated_on, because FROM rating AS r WHERE NOT EXISTS (
        SELECT 1 FROM rating AS n WHERE n.client_id = r.client_id AND n.factor = r.factor
            AND (n.rated_on, n.id) > (r.rated_on, r.id))""",
    "referrals": "SELECT client_id, count(*) FROM referral GROUP BY client_id",
    "talks": """SELECT c.id, count(*), sum(t.happened_on >= date(:today, '-90 days')) FROM client AS c
        CROSS JOIN touchpoint AS t ON t.client_id = c.id AND t.kind <> 'note'
            AND t.happened_on BETWEEN date(:today, '-180 days') AND :today GROUP BY c.id""",
    "contacts": "SELECT client_id, count(*) FROM contact WHERE left_on IS NULL GROUP BY client_id",
    "sponsors": """SELECT client_id, max(left_on) FROM contact WHERE decision = 'decides' GROUP BY client_id
        HAVING count(left_on) = count(*) AND max(left_on) BETWEEN date(:today, '-180 days') AND :today""",
    "needs": "SELECT client_id, min(status_on) FROM need WHERE status = 'open' GROUP BY client_id",
    "tiers": """SELECT c.id, c.handle, c.name, t.name, t.rank, c.tier_pinned FROM client AS c
        LEFT JOIN tier AS t ON t.id = c.tier_id
        WHERE c.archived_on IS NULL AND c.told_stage IS NOT 'lost' ORDER BY c.name_key, c.id""",
    "stages": """SELECT client_id, anchor_on, last_touch_on, tier_id, told_stage, since_on, own_cadence,
            (SELECT kind FROM client WHERE id = client_id) FROM standing WHERE listed = 1""",
}


def rows(book: str, script: dict[str, str], today: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows of every statement of a script."""
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as connection:
        connection.execute("BEGIN")
        return {name: connection.execute(sql, {"today": today}).fetchall() for name, sql in script.items()}


if __name__ == "__main__":
    rows(sys.argv[1], VALUE, os.environ["CLIENTTRACK_TODAY"])

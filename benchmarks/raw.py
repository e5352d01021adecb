"""What value scores, churn risk and the portfolio are made of, as raw SQL: every aggregate once, its rows fetched.

python benchmarks/raw.py value|hinted|portfolio BOOK DAY
"""

import sqlite3
import sys
from contextlib import closing
from typing import Any

# Whole units of EUR, the book's own currency; the other rates are those that the benchmark writes into the settings.
WORTH = "(amount * CASE currency WHEN 'EUR' THEN 0.01 WHEN 'USD' THEN 0.0092 WHEN 'JPY' THEN 0.0061 END)"
YEAR, LATELY, BEFORE = (f"date(:today, '-{days} days')" for days in (364, 179, 359))
QUARTER = "date(:today, '-3 months')"
VALUE = {
    "revenue": f"""SELECT client_id, sum{WORTH} FROM payment
        WHERE paid_on BETWEEN {YEAR} AND :today GROUP BY client_id""",
    "paid lately": f"""SELECT client_id, total{WORTH} FILTER (WHERE paid_on >= {LATELY}),
            total{WORTH} FILTER (WHERE paid_on < {LATELY}) FROM payment
        WHERE paid_on BETWEEN {BEFORE} AND :today GROUP BY client_id""",
    "payers": f"""SELECT client_id, max(paid_on), sum(paid_on >= {YEAR}) FROM payment
        WHERE paid_on <= :today GROUP BY client_id""",
    "months": """SELECT client_id, count(DISTINCT substr(paid_on, 1, 7)) FROM payment
        WHERE paid_on BETWEEN date(:today, 'start of month', '-11 months') AND :today GROUP BY client_id""",
    "years": """SELECT DISTINCT client_id, CAST(julianday(:today) - julianday(paid_on) AS INTEGER) / 365
        FROM payment WHERE paid_on <= :today""",
    "ratings": """SELECT client_id, factor, rating, rated_on, because FROM rating AS r WHERE NOT EXISTS (
        SELECT 1 FROM rating AS n WHERE n.client_id = r.client_id AND n.factor = r.factor
            AND (n.rated_on, n.id) > (r.rated_on, r.id))""",
    "referrals": "SELECT client_id, count(*) FROM referral GROUP BY client_id",
    "talks": """SELECT client_id, count(*), sum(happened_on >= date(:today, '-90 days')) FROM touchpoint
        WHERE happened_on BETWEEN date(:today, '-180 days') AND :today AND kind <> 'note' GROUP BY client_id""",
    "contacts": "SELECT client_id, count(*) FROM contact WHERE left_on IS NULL GROUP BY client_id",
    "sponsors": """SELECT client_id, max(left_on) FROM contact WHERE decision = 'decides' GROUP BY client_id
        HAVING count(left_on) = count(*) AND max(left_on) BETWEEN date(:today, '-180 days') AND :today""",
    "needs": "SELECT client_id, min(status_on) FROM need WHERE status = 'open' GROUP BY client_id",
    "tiers": """SELECT c.id, c.handle, c.name, c.kind, t.name, t.rank, c.tier_pinned
        FROM client AS c LEFT JOIN tier AS t ON t.id = c.tier_id ORDER BY c.name_key, c.id""",
    "stages": """SELECT client_id, anchor_on, last_touch_on, tier_id, told_stage, since_on,
            iif(own_cadence, (SELECT cadence FROM client WHERE id = client_id), NULL) FROM standing WHERE listed = 1""",
}
# The same with what SQLite's planner does not see by itself: that it is quicker to go from client to client.
HINTED = VALUE | {
    "talks": """SELECT c.id, count(*), sum(t.happened_on >= date(:today, '-90 days')) FROM client AS c
        CROSS JOIN touchpoint AS t ON t.client_id = c.id
        WHERE t.happened_on BETWEEN date(:today, '-180 days') AND :today AND t.kind <> 'note' GROUP BY c.id"""
}
_FILLED = " + ".join(
    f"({column} IS NOT NULL)"
    for column in ("industry", "size", "source", "country", "website", "language", "tier_id", "since_on")
)
_STAGE = """coalesce(c.told_stage, CASE WHEN c.since_on IS NULL OR c.since_on > :today THEN 'prospect'
    WHEN c.since_on > date(:today, '-90 days') THEN 'activation'
    WHEN c.since_on > date(:today, '-1 year') THEN 'stable' ELSE 'deep' END)"""


def _on(day: str) -> dict[str, str]:
    """Give what the portfolio asks of one day and the 365 up to it."""
    start, month = f"date({day}, '-365 days')", f"date({day}, '-31 days')"
    began = f"""(SELECT stage FROM stage_move AS m WHERE m.client_id = c.id AND m.moved_on <= {start}
        ORDER BY moved_on DESC, id DESC LIMIT 1)"""
    return {
        f"at the start, {day}": f"""SELECT count(*) FROM client AS c WHERE c.added_on <= {start}
            AND coalesce({began}, iif(c.since_on <= {start}, 'deep', 'prospect')) NOT IN ('prospect', 'lost')""",
        f"lost, {day}": f"""SELECT count(DISTINCT client_id) FROM stage_move
            WHERE stage = 'lost' AND moved_on > {start} AND moved_on <= {day}""",
        f"reached, {day}": f"""SELECT count(*), sum(EXISTS (
                SELECT 1 FROM touchpoint AS t WHERE t.client_id = s.client_id AND t.kind <> 'note'
                    AND t.happened_on BETWEEN {month} AND {day}))
            FROM standing AS s WHERE s.listed = 1""",
        f"partners, {day}": f"SELECT count(DISTINCT client_id) FROM referral WHERE told_on <= {day}",
    }


PORTFOLIO = {
    **_on(":today"),
    **_on(QUARTER),
    "complete": f"""SELECT avg(({_FILLED} + EXISTS (SELECT 1 FROM address AS a WHERE a.client_id = client.id)) / 9.0)
        FROM client WHERE archived_on IS NULL AND told_stage IS NOT 'lost'""",
    "revenue before": f"""SELECT client_id, sum{WORTH} FROM payment
        WHERE paid_on BETWEEN date({QUARTER}, '-364 days') AND {QUARTER} GROUP BY client_id""",
    "cells": f"SELECT c.tier_id, {_STAGE} AS stage, count(*) FROM client AS c GROUP BY c.tier_id, stage",
    "effort": f"""SELECT client_id, sum(minutes) FILTER (WHERE happened_on >= {YEAR}),
            sum(minutes) FILTER (WHERE happened_on <= {QUARTER}), count(minutes), count(*) FROM touchpoint
        WHERE +happened_on BETWEEN date({QUARTER}, '-364 days') AND :today GROUP BY client_id""",
    "moves": "SELECT client_id, from_tier_id, to_tier_id, moved_on FROM tier_move ORDER BY id",
    # Who is to move up is asked of the same aggregates as by `tier evaluate`.
    **VALUE,
}
SCRIPTS = {"value": VALUE, "hinted": HINTED, "portfolio": PORTFOLIO}


def rows(script: str, book: str, today: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows of every statement of a script."""
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        return {
            name: connection.execute(sql, {"today": today} if ":today" in sql else {}).fetchall()
            for name, sql in SCRIPTS[script].items()
        }


if __name__ == "__main__":
    rows(*sys.argv[1:])

"""Makes books of any size to measure on: clients, touchpoints, promises; deterministic for a seed.

python benchmarks/book.py PATH --clients 100000 --touchpoints 1000000 --due 0.05 [--payments 200000]

With payments comes what else tells the worth of clients: ratings, referrals, contacts who left, needs, minutes, losses.
"""

import argparse
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from clienttrack import founding, search, standing
from clienttrack.names import fold

TODAY = date(2026, 11, 20)
TIERS = ((1, 5), (2, 15), (3, 30), (4, 50))
WORDS = (
    "renewal",
    "budget",
    "offer",
    "launch",
    "audit",
    "training",
    "roadmap",
    "invoice",
    "合同",
    "预算",
    "workshop",
    "pilot",
    "review",
)


# What tells the worth of clients: few pay most, most pay now and then, some never; years of it, in three currencies.
WORTH = (
    """UPDATE client SET currency = CASE WHEN chance() < 0.1 THEN 'USD' WHEN chance() < 0.02 THEN 'JPY' ELSE 'EUR' END,
        industry = iif(chance() < 0.8, 'Retail', NULL), size = iif(chance() < 0.6, '11-50', NULL),
        source = iif(chance() < 0.5, 'fair', NULL), country = 'NL', language = iif(chance() < 0.7, 'nl', NULL)""",
    """UPDATE client SET told_stage = 'lost', told_stage_on = day(730), lost_reason = 'price' WHERE chance() < 0.04""",
    """INSERT INTO stage_move (client_id, stage, moved_on, lost_reason)
        SELECT id, told_stage, told_stage_on, lost_reason FROM client WHERE told_stage IS NOT NULL""",
    """WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :payments),
        paying (client_id, amount) AS MATERIALIZED (
            SELECT 1 + CAST(chance() * chance() * :clients * 0.8 AS INTEGER), CAST(50000 * pareto() AS INTEGER)
            FROM number)
        INSERT INTO payment (client_id, paid_on, amount, currency, added_on)
        SELECT c.id, day(1825), p.amount, iif(chance() < 0.05, 'USD', c.currency), '2026-11-20'
        FROM paying AS p JOIN client AS c ON c.id = p.client_id""",
    """INSERT INTO rating (client_id, factor, rating, rated_on)
        SELECT c.id, f.value, 1 + CAST(chance() * 5 AS INTEGER), day(700)
        FROM client AS c, json_each('["profitability", "growth", "influence", "growth"]') AS f WHERE chance() < 0.6""",
    """INSERT INTO referral (client_id, referred_id, told_on)
        SELECT 1 + CAST(chance() * (id - 1) AS INTEGER), id, day(700) FROM client WHERE id > 1 AND chance() < 0.05""",
    """INSERT INTO contact (client_id, name, name_key, decision, left_on, added_on)
        SELECT id, 'Other ' || id, 'other ' || id, iif(chance() < 0.5, 'decides', 'uses'),
            iif(chance() < 0.2, day(400), NULL), '2020-01-01' FROM client WHERE chance() < 0.7""",
    """INSERT INTO need (client_id, text, origin, priority, status, status_on, added_on)
        SELECT id, 'Faster answers', 'stated', 'normal', iif(chance() < 0.5, 'open', 'met'), day(200), '2026-01-01'
        FROM client WHERE chance() < 0.4""",
    """UPDATE touchpoint SET minutes = 5 + CAST(chance() * 85 AS INTEGER),
        kind = iif(chance() < 0.1, 'note', iif(chance() < 0.5, 'email', kind))""",
)


def make(
    path: Path, *, clients: int, touchpoints: int, due_share: float, seed: int = 7, payments: int | None = None
) -> None:
    """Make a book at ``path`` in which ``due_share`` of the clients are late or due on 2026-11-20."""
    for old in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        old.unlink(missing_ok=True)
    founding.create(path, today=TODAY, now=datetime(2026, 11, 20, 9, tzinfo=UTC))
    chance = random.Random(seed)  # noqa: S311 nothing secret
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "INSERT INTO operation (kind, words, at, today)"
            " VALUES ('change', 'benchmark', '2026-11-20 09:00:00.000000', '2026-11-20')"
        )
        last_touch = {number: _last_touch(chance, due_share) for number in range(1, clients + 1)}
        connection.executemany(
            "INSERT INTO client (id, handle, name, name_key, kind, city, since_on, tier_id, added_on)"
            " VALUES (?, ?, ?, ?, 'organisation', ?, ?, ?, '2020-01-01')",
            _clients(chance, clients),
        )
        connection.executemany(
            "INSERT INTO contact (id, client_id, name, name_key, added_on) VALUES (?, ?, ?, ?, '2020-01-01')",
            ((n, n, f"Person {n}", f"person {n}") for n in range(1, clients + 1)),
        )
        connection.executemany(
            "INSERT INTO address (client_id, contact_id, kind, value, shown, value_key, valid)"
            " VALUES (?, ?, 'email', ?, ?, ?, 1)",
            ((n, n, f"p{n}@example.com", f"p{n}@example.com", f"p{n}@example.com") for n in range(1, clients + 1)),
        )
        connection.executemany(
            "INSERT INTO touchpoint (client_id, kind, happened_on, text) VALUES (?, 'call', ?, ?)",
            _touchpoints(chance, touchpoints, clients, last_touch),
        )
        connection.executemany(
            "INSERT INTO task (client_id, text, side, status, due_on, added_on)"
            " VALUES (?, ?, 'ours', 'open', ?, '2026-01-01')",
            _tasks(chance, clients, due_share),
        )
        if payments is not None:
            _add_worth(connection, chance, clients=clients, payments=payments)
        search.register(connection)
        standing.rebuild(connection)
        search.rebuild(connection)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


def _add_worth(connection: sqlite3.Connection, chance: random.Random, *, clients: int, payments: int) -> None:
    connection.create_function("chance", 0, chance.random)
    connection.create_function("pareto", 0, lambda: min(chance.paretovariate(1.16), 1_000))
    connection.create_function("day", 1, lambda most: (TODAY - timedelta(days=chance.randrange(most))).isoformat())
    for sql in WORTH:
        connection.execute(sql, {"clients": clients, "payments": payments} if ":" in sql else ())


def _last_touch(chance: random.Random, due_share: float) -> date:
    days = chance.randint(95, 200) if chance.random() < due_share else chance.randint(0, 6)
    return TODAY - timedelta(days=days)


def _clients(chance: random.Random, count: int) -> Iterator[tuple[object, ...]]:
    tiers, weights = zip(*TIERS, strict=True)
    for number in range(1, count + 1):
        name = f"{chance.choice(WORDS).title()} {chance.choice(WORDS)} {number}"
        since = TODAY - timedelta(days=chance.randint(1, 1500))
        tier = chance.choices(tiers, weights)[0]
        yield number, f"client-{number}", name, fold(name), "Utrecht", since.isoformat(), tier


def _touchpoints(
    chance: random.Random, count: int, clients: int, last_touch: dict[int, date]
) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        client = number % clients + 1
        back = 0 if number < clients else chance.randint(1, 900)
        day = last_touch[client] - timedelta(days=back)
        yield client, day.isoformat(), f"Talked about {chance.choice(WORDS)} and {chance.choice(WORDS)}"


def _tasks(chance: random.Random, clients: int, due_share: float) -> Iterator[tuple[object, ...]]:
    for number in range(1, clients + 1):
        if chance.random() < 0.3:
            late = chance.random() < due_share
            day = TODAY + timedelta(days=-chance.randint(0, 20) if late else chance.randint(1, 200))
            yield number, f"Send the {chance.choice(WORDS)}", day.isoformat()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--touchpoints", type=int, default=20000)
    parser.add_argument("--due", type=float, default=0.05)
    parser.add_argument("--payments", type=int)
    told = parser.parse_args()
    make(
        told.path,
        clients=told.clients,
        touchpoints=told.touchpoints,
        due_share=told.due,
        payments=told.payments,
    )


if __name__ == "__main__":
    main()

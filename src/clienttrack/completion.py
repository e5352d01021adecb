"""What TAB offers: handles, REFs, tiers and tags, read from the book without any model."""

import os
from pathlib import Path

import typer

from clienttrack.book import reading
from clienttrack.errors import ClientTrackError
from clienttrack.names import fold

OFFERED = 200


def _path(ctx: typer.Context) -> Path:
    told = ctx.find_root().params.get("db") or os.environ.get("CLIENTTRACK_DB")
    if told:
        return Path(told)
    from clienttrack.workspace import default_folder

    return default_folder() / "book.db"


def _offers(ctx: typer.Context, sql: str, incomplete: str) -> list[tuple[str, str]]:
    """Give what begins like ``incomplete``; nothing at all where no book can be read, for TAB cannot say why."""
    path = _path(ctx)
    if not path.is_file():
        return []
    key = fold(incomplete)
    try:
        with reading(path, lambda _words: None) as reader:
            rows = reader.rows(f"{sql} LIMIT {OFFERED}", key=key, after=key + "\U0010ffff")
            return [(row[0], row[1]) for row in rows]
    except ClientTrackError:
        return []


def clients(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer handles and aliases with the clients' names."""
    sql = f"""
        SELECT handle, name FROM (
            SELECT handle, name FROM client WHERE handle >= :key AND handle < :after AND archived_on IS NULL
            ORDER BY handle LIMIT {OFFERED}
        )
        UNION SELECT a.alias, c.name FROM alias AS a JOIN client AS c ON c.id = a.client_id
            WHERE a.alias_key >= :key AND a.alias_key < :after
        ORDER BY 1
    """
    return _offers(ctx, sql, incomplete)


def refs(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the REFs of open tasks and of clients."""
    # Handles are found by their index, between what was typed after the @ and the last word that begins so.
    sql = f"""
        SELECT ref, words FROM (
            SELECT '@' || handle AS ref, name AS words FROM client
            WHERE handle >= substr(:key, 2) AND handle < substr(:key, 2) || char(0x10ffff)
                AND '@' || handle >= :key AND '@' || handle < :after
                AND archived_on IS NULL AND told_stage IS NOT 'lost'
            ORDER BY handle LIMIT {OFFERED}
        )
        UNION ALL SELECT 't' || id, text FROM task WHERE id IN (
            SELECT id FROM task WHERE :after > 't' AND status = 'open' AND 't' || id >= :key AND 't' || id < :after
            ORDER BY 't' || id LIMIT {OFFERED}
        )
        ORDER BY ref
    """
    return _offers(ctx, sql, incomplete)


def tiers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the tiers, highest first."""
    sql = "SELECT name, 'weight ' || weight FROM tier WHERE name >= :key AND name < :after ORDER BY rank"
    return _offers(ctx, sql, incomplete)


def tags(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the tags in use."""
    sql = "SELECT name, '' FROM tag WHERE name_key >= :key AND name_key < :after ORDER BY name"
    return _offers(ctx, sql, incomplete)

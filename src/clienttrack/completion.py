"""What TAB offers: handles, REFs, contacts, tiers, tags and templates, read without any model."""

import os
import re
from collections.abc import Callable, Iterable, MutableMapping
from pathlib import Path

import typer

from clienttrack.book import Reader, reading
from clienttrack.errors import ClientTrackError
from clienttrack.names import fold

OFFERED = 200
NEWEST = 20
OPEN = "status = 'open'"
CLOSED = "status <> 'open'"
PLANNED = "status = 'planned'"
HELD = "status = 'held'"
PROPOSED = "status = 'proposed'"
AT_WORK = "status IN ('open', 'proposed')"
MOVED = "status <> 'open'"
# A shell takes what is offered as if it were typed, and zsh evaluates what stands beside it.
_TYPEABLE = re.compile(r"[\w@.+-]+")
_NOT_BESIDE = re.compile(r"[^\w\s.,&+@/-]")

Offers = list[tuple[str, str]]


class _Offered(str):
    """A word that stays although it does not begin as typed: Typer would drop ``acme`` where ``A`` was typed."""

    __slots__ = ()

    def startswith(self, *_typed: object) -> bool:
        """Say yes: what is typed was compared already, case and accents ignored."""
        return True


def join_refs(environment: MutableMapping[str, str]) -> None:
    """Put together what bash cuts at an @ before it asks: the @ and the word after it are one reference."""
    words = environment.get("COMP_WORDS", "").split("\n")
    at = environment.get("COMP_CWORD", "")
    if not at.isdecimal():
        return
    place = int(at)
    joined: list[str] = []
    for number, word in enumerate(words):
        if joined and joined[-1] == "@" and number <= int(at) and word:
            joined[-1] += word
            place -= 1
        else:
            joined.append(word)
    environment["COMP_WORDS"] = "\n".join(joined)
    environment["COMP_CWORD"] = str(place)


def _path(ctx: typer.Context) -> Path:
    told = ctx.find_root().params.get("db") or os.environ.get("CLIENTTRACK_DB")
    if told:
        return Path(told)
    from clienttrack.workspace import default_folder

    return default_folder() / "book.db"


def _read(ctx: typer.Context, ask: Callable[[Reader], Iterable[tuple[object, str]]]) -> Offers:
    """Give what the book answers; nothing at all where no book can be read, for TAB cannot say why."""
    path = _path(ctx)
    try:
        if not path.is_file():
            return []
        with reading(path, lambda _words: None) as reader:
            offers = [(_Offered(word), _NOT_BESIDE.sub("", words[:80])) for word, words in ask(reader)]
    except (ClientTrackError, OSError):
        return []
    return [(word, words) for word, words in offers if _TYPEABLE.fullmatch(word)]


def _offers(ctx: typer.Context, sql: str, incomplete: str) -> Offers:
    """Give what begins like ``incomplete``."""
    key = fold(incomplete)
    bound = {"key": key, "after": key + "\U0010ffff"}
    return _read(ctx, lambda reader: [(row[0], row[1]) for row in reader.rows(f"{sql} LIMIT {OFFERED}", **bound)])


def _clients(which: str) -> str:
    return f"""
        SELECT handle, name FROM (
            SELECT handle, name FROM client WHERE handle >= :key AND handle < :after AND {which}
            ORDER BY handle LIMIT {OFFERED}
        )
        UNION SELECT handle, name FROM (
            SELECT handle, name FROM client WHERE name_key >= :key AND name_key < :after AND {which}
            ORDER BY name_key LIMIT {OFFERED}
        )
    """


def clients(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer handles and aliases with the clients' names, and handles where the name begins so."""
    sql = f"""
        {_clients("archived_on IS NULL")}
        UNION SELECT a.alias, c.name FROM alias AS a JOIN client AS c ON c.id = a.client_id
            WHERE a.alias_key >= :key AND a.alias_key < :after
        ORDER BY 1
    """
    return _offers(ctx, sql, incomplete)


def archived(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the clients that are archived."""
    return _offers(ctx, f"{_clients('archived_on IS NOT NULL')} ORDER BY 1", incomplete)


def paused(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the clients for whom a pause is told."""
    return _offers(ctx, f"{_clients('paused_until IS NOT NULL')} ORDER BY 1", incomplete)


def refs(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of open tasks, planned meetings, proposed needs and of clients; risks where a k is typed."""
    # Handles are found by their index, between what was typed after the @ and the last word that begins so.
    sql = f"""
        SELECT ref, words FROM (
            SELECT '@' || handle AS ref, name AS words FROM client
            WHERE handle >= substr(:key, 2) AND handle < substr(:key, 2) || char(0x10ffff)
                AND '@' || handle >= :key AND '@' || handle < :after
                AND archived_on IS NULL AND told_stage IS NOT 'lost'
            ORDER BY handle LIMIT {OFFERED}
        )
        UNION ALL SELECT ref, words FROM (
            SELECT 'k@' || handle AS ref, name AS words FROM client
            WHERE substr(:key, 1, 1) = 'k' AND 'k@' || handle >= :key AND 'k@' || handle < :after
                AND handle >= substr(:key, 3) AND handle < substr(:key, 3) || char(0x10ffff)
                AND archived_on IS NULL AND told_stage IS NOT 'lost' AND told_stage IS NOT 'prospect'
                AND (told_stage IS NOT NULL OR since_on IS NOT NULL)
            ORDER BY handle LIMIT {OFFERED}
        )
        UNION ALL {_tasks(OPEN)} UNION ALL {_meetings(PLANNED)} UNION ALL {_needs(PROPOSED)}
        ORDER BY ref
    """
    return _offers(ctx, sql, incomplete)


def _records(mark: str, table: str, words: str, which: str) -> str:
    return f"""
        SELECT '{mark}' || id AS ref, {words} FROM {table} WHERE id IN (
            SELECT id FROM {table} WHERE :after > '{mark}' AND {which} AND '{mark}' || id >= :key
                AND '{mark}' || id < :after
            ORDER BY '{mark}' || id LIMIT {OFFERED}
        )
    """


def _tasks(which: str) -> str:
    return _records("t", "task", "text", which)


def _meetings(which: str) -> str:
    words = "(SELECT name FROM client WHERE id = client_id) || ' ' || coalesce(held_on, planned_on)"
    return _records("m", "meeting", words, which)


def _needs(which: str) -> str:
    return _records("w", "need", "text", which)


def planned_meetings(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of planned meetings."""
    return _offers(ctx, f"{_meetings(PLANNED)} ORDER BY ref", incomplete)


def held_meetings(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of meetings that were held."""
    return _offers(ctx, f"{_meetings(HELD)} ORDER BY ref", incomplete)


def meetings(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of all meetings."""
    return _offers(ctx, f"{_meetings('1')} ORDER BY ref", incomplete)


def planned_meetings_and_clients(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of planned meetings, and clients."""
    return [*planned_meetings(ctx, incomplete), *clients(ctx, incomplete)]


def needs(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of all needs."""
    return _offers(ctx, f"{_needs('1')} ORDER BY ref", incomplete)


def needs_at_work(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of needs that are open or proposed."""
    return _offers(ctx, f"{_needs(AT_WORK)} ORDER BY ref", incomplete)


def settled_needs(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of needs that are proposed, met or dropped."""
    return _offers(ctx, f"{_needs(MOVED)} ORDER BY ref", incomplete)


def open_tasks(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of open tasks."""
    return _offers(ctx, f"{_tasks(OPEN)} ORDER BY ref", incomplete)


def closed_tasks(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the REFs of tasks that were done or dropped."""
    return _offers(ctx, f"{_tasks(CLOSED)} ORDER BY ref", incomplete)


def tiers(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the tiers, highest first."""
    sql = "SELECT name, 'weight ' || weight FROM tier WHERE name >= :key AND name < :after ORDER BY rank"
    return _offers(ctx, sql, incomplete)


def tags(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the tags in use."""
    sql = "SELECT name, '' FROM tag WHERE name_key >= :key AND name_key < :after ORDER BY name"
    return _offers(ctx, sql, incomplete)


def contacts(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer contacts by their first name where it is the only one at the client, else by their number."""
    told = next((ctx.params[name] for name in ("at", "client", "whom", "ref") if ctx.params.get(name)), None)
    if told is None and ctx.args and ctx.command.params[0].name in {"client", "whom", "ref"}:
        # An option that still waits for its value leaves the arguments before it unread.
        told = ctx.args[0]
    return _read(ctx, lambda reader: _contacts(reader, told, fold(incomplete)))


def _contacts(reader: Reader, client: str | None, key: str) -> list[tuple[object, str]]:
    if client is None:
        sql = "SELECT id, name FROM contact WHERE name_key >= :key AND name_key < :after OR CAST(id AS TEXT) = :key"
        rows = reader.rows(f"{sql} LIMIT {OFFERED}", key=key, after=key + "\U0010ffff")
        return [(row["id"], row["name"]) for row in rows]
    sql = "SELECT id, name FROM contact WHERE client_id = :id AND left_on IS NULL ORDER BY id LIMIT :offered"
    rows = reader.rows(sql, id=_client_of(reader, client), offered=OFFERED)
    words = [fold(row["name"]).split() for row in rows]
    offers: list[tuple[object, str]] = []
    for row, of_name in zip(rows, words, strict=True):
        first = of_name[0] if of_name else ""
        alone = sum(any(word.startswith(first) for word in other) for other in words) == 1
        typed = row["name"].split()[0] if alone and _TYPEABLE.fullmatch(row["name"].split()[0]) else row["id"]
        if str(row["id"]) == key or any(word.startswith(key) for word in of_name):
            offers.append((typed, row["name"]))
    return offers


def _client_of(reader: Reader, words: str) -> int:
    """Give the number of the client that is named, or that a task, meeting or need named by its REF is of."""
    from clienttrack import lookup, refs

    ref = refs.find_ref(words)
    table = {refs.RefKind.TASK: "task", refs.RefKind.MEETING: "meeting", refs.RefKind.NEED: "need"}
    if ref is not None and ref.kind in table:
        found = reader.value(f"SELECT client_id FROM {table[ref.kind]} WHERE id = :id", id=ref.number)
        if found is not None:
            return int(found)
    return lookup.client(reader, words).id


def question_sets(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the question sets, yours and ours."""
    return _files(ctx, incomplete, "questions")


def playbooks(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the playbooks, yours and ours."""
    return _files(ctx, incomplete, "playbooks")


def _files(ctx: typer.Context, incomplete: str, folder: str) -> Offers:
    from clienttrack.textfiles import shipped_and_own
    from clienttrack.workspace import default_settings_path

    told = ctx.find_root().params.get("config") or os.environ.get("CLIENTTRACK_CONFIG")
    try:
        names = shipped_and_own(folder, Path(told) if told else default_settings_path(), "*.toml")
    except OSError:
        return []
    return [(name, "") for name in sorted(names) if name.startswith(incomplete) and _TYPEABLE.fullmatch(name)]


def operations(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the newest operations that may be taken back."""
    sql = """
        SELECT id, words FROM operation WHERE kind = 'change' AND CAST(id AS TEXT) >= :key AND CAST(id AS TEXT) < :after
            AND id NOT IN (SELECT target_id FROM operation WHERE target_id IS NOT NULL)
        ORDER BY id DESC
    """
    return _offers(ctx, sql, incomplete)[:NEWEST]


def touchpoints(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the touchpoints that were logged last."""
    sql = """
        SELECT t.id, t.happened_on || ' ' || c.name || ' ' || t.text FROM touchpoint AS t
        JOIN client AS c ON c.id = t.client_id WHERE CAST(t.id AS TEXT) >= :key AND CAST(t.id AS TEXT) < :after
        ORDER BY t.id DESC
    """
    return _offers(ctx, sql, incomplete)[:NEWEST]


def payments(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the payments that were written down last."""
    sql = """
        SELECT 'y' || y.id AS ref, y.paid_on || ' ' || c.name FROM payment AS y
        JOIN client AS c ON c.id = y.client_id WHERE ref >= :key AND ref < :after ORDER BY y.id DESC
    """
    return _offers(ctx, sql, incomplete)[:NEWEST]


def copies(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the backups of the book by name."""
    from clienttrack import backups

    try:
        names = [path.name for path in backups.existing(_path(ctx))]
    except OSError:
        return []
    return [(name, "") for name in reversed(names) if name.startswith(incomplete)]


def templates(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the names of templates, ours and the user's, with their languages."""
    from clienttrack.templating.places import all_templates, template_folders

    told = ctx.find_root().params.get("config") or os.environ.get("CLIENTTRACK_CONFIG")
    if told:
        settings_path = Path(told)
    else:
        from clienttrack.workspace import default_settings_path

        settings_path = default_settings_path()
    languages: dict[str, list[str]] = {}
    for found in all_templates(template_folders(settings_path)):
        languages.setdefault(found.name, []).append(found.language)
    return [
        (name, ", ".join(dict.fromkeys(told)))
        for name, told in languages.items()
        if name.startswith(incomplete) and _TYPEABLE.fullmatch(name.replace("/", ""))
    ]

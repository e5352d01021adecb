"""The record the user means: a handle, an alias, an address or an unambiguous beginning; never the first hit."""

import re
from dataclasses import dataclass

from clienttrack.book import Reader
from clienttrack.errors import Ambiguous, NotFound
from clienttrack.names import fold, host_of
from clienttrack.screen import one_line, shortened
from clienttrack.vocabulary import NO_TIER

SUGGESTIONS = 3
LISTED_MATCHES = 10
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client as look-ups give it."""

    id: int
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact as look-ups give it."""

    id: int
    client_id: int
    name: str


@dataclass(frozen=True, slots=True)
class FoundTier:
    """A tier as look-ups give it."""

    id: int
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class FoundTag:
    """A tag as look-ups give it."""

    id: int
    name: str


class UnknownClient(NotFound):
    """Nothing in the book is called like that."""

    def __init__(self, words: str, near: list[str], *, people: str = "", more: str = "") -> None:
        hint = f"Did you mean {' or '.join(near)}?" if near else "`clienttrack client list` shows all clients."
        hint = f"{people}; write that handle." if people else hint
        super().__init__(f"No client is called '{shortened(words, 60)}'. {hint}{more}")
        self.near = near


class UnknownHandle(UnknownClient):
    """No client has that whole handle, and a reference is no beginning of one."""

    code = "unknown-client"

    def __init__(self, handle: str, near: list[str]) -> None:
        hint = f"did you mean {' or '.join(f'@{one}' for one in near)}?" if near else "`clienttrack due` shows them."
        NotFound.__init__(self, f"No client has the handle '{shortened(handle, 60)}'. A reference is exact; {hint}")
        self.near = near


class AmbiguousClient(Ambiguous):
    """Several clients fit."""

    def __init__(self, words: str, matches: list[FoundClient]) -> None:
        super().__init__(f"'{shortened(words, 60)}' may mean {_listed(matches)}. Write the handle.")
        self.matches = matches


class UnknownContact(NotFound):
    """The client has no such contact."""

    def __init__(self, words: str, near: list[str]) -> None:
        hint = f"There is {', '.join(near)}." if near else "`clienttrack contact list` shows all contacts."
        super().__init__(f"No contact is called '{shortened(words, 60)}'. {hint}")


class AmbiguousContact(Ambiguous):
    """Several contacts fit."""

    def __init__(self, words: str, names: list[str]) -> None:
        super().__init__(f"'{shortened(words, 60)}' may mean {', '.join(names)}. Write the number or the full name.")


class UnknownTier(NotFound):
    """No tier is called like that."""

    def __init__(self, words: str, known: list[str]) -> None:
        there = ", ".join(shortened(name, 60) for name in known)
        super().__init__(f"No tier is called '{shortened(words, 60)}'. There is {there}.")


class UnknownTag(NotFound):
    """No tag is called like that."""

    def __init__(self, words: str, near: str | None) -> None:
        hint = f"Did you mean {shortened(near, 60)}?" if near else "`clienttrack tag list` shows all tags."
        super().__init__(f"No tag is called '{shortened(words, 60)}'. {hint}")


def _listed(matches: list[FoundClient]) -> str:
    named = [f"{match.handle} ({shortened(match.name, 40)})" for match in matches[:LISTED_MATCHES]]
    more = len(matches) - len(named)
    return ", ".join(named) + (f" or {more} more" if more > 0 else "")


_CLIENT = "SELECT DISTINCT c.id, c.handle, c.name FROM client AS c"
_EXACT = (
    f"{_CLIENT} WHERE c.handle = :key",
    f"{_CLIENT} JOIN alias AS a ON a.client_id = c.id WHERE a.alias_key = :key",
    f"{_CLIENT} JOIN address AS a ON a.client_id = c.id WHERE a.kind = 'email' AND a.value_key = :key",
    f"{_CLIENT} JOIN domain AS d ON d.client_id = c.id WHERE d.domain = :key",
    f"{_CLIENT} WHERE c.name_key = :key",
)
_BEGINNING = f"""
    {_CLIENT} WHERE c.handle >= :key AND c.handle < :after
    UNION {_CLIENT} WHERE c.name_key >= :key AND c.name_key < :after
    UNION {_CLIENT} JOIN alias AS a ON a.client_id = c.id WHERE a.alias_key >= :key AND a.alias_key < :after
    ORDER BY 2 LIMIT 100
"""


_OF_HOST = (
    f"{_CLIENT} JOIN domain AS d ON d.client_id = c.id WHERE d.domain = :key",
    f"""
        {_CLIENT} JOIN address AS a ON a.client_id = c.id
        WHERE a.kind = 'email' AND substr(a.value_key, instr(a.value_key, '@') + 1) = :key ORDER BY 2 LIMIT 100
    """,
)


def client(reader: Reader, words: str) -> FoundClient:
    """Give the one client that ``words`` mean.

    A whole handle wins over a whole alias, that over an e-mail address, a domain, a whole name, a beginning of any,
    and last the domain in a web address, or of a contact's e-mail address. Raises ``UnknownClient`` with the nearest
    names or ``AmbiguousClient`` with all that fit.
    """
    found = find_client(reader, words)
    if found is None:
        raise UnknownClient(words, nearest_clients(reader, words), people=_people_called(reader, words))
    return found


def find_client(reader: Reader, words: str) -> FoundClient | None:
    """Give the one client that ``words`` mean, or ``None``; raises ``AmbiguousClient``."""
    key = fold(words).removeprefix("@")
    if not key:
        return None
    for sql in (*_EXACT, _BEGINNING):
        bound = {"key": key, "after": key + LAST_CHARACTER} if sql is _BEGINNING else {"key": key}
        if (found := _only(words, reader.lines(FoundClient, sql, **bound))) is not None:
            return found
    host = None if "@" in key and "://" not in key else host_of(key)
    for sql in _OF_HOST if host else ():
        if (found := _only(words, reader.lines(FoundClient, sql, key=host))) is not None:
            return found
    return None


def _only(words: str, matches: list[FoundClient]) -> FoundClient | None:
    if len(matches) > 1:
        raise AmbiguousClient(words, matches)
    return matches[0] if matches else None


def client_by_handle(reader: Reader, handle: str) -> FoundClient:
    """Give the client whose whole handle or alias this is, never a beginning of one, as references name clients.

    Raises ``UnknownHandle`` with those that may be meant, or ``AmbiguousClient``.
    """
    key = fold(handle)
    for sql in _EXACT[:2]:
        if (found := _only(handle, reader.lines(FoundClient, sql, key=key))) is not None:
            return found
    raise UnknownHandle(handle, _meant_handles(reader, handle))


def _meant_handles(reader: Reader, words: str) -> list[str]:
    try:
        found = find_client(reader, words)
    except AmbiguousClient as several:
        return [match.handle for match in several.matches[:SUGGESTIONS]]
    return nearest_clients(reader, words) if found is None else [found.handle]


def client_by_id(reader: Reader, client_id: int) -> FoundClient:
    """Give a client by its number, which must exist."""
    found = reader.line(FoundClient, f"{_CLIENT} WHERE c.id = :id", id=client_id)
    assert found is not None
    return found


def nearest_clients(reader: Reader, words: str) -> list[str]:
    """Give the handles of the few clients whose handle or name is most like the words."""
    from rapidfuzz import fuzz, process, utils

    names: dict[str, str] = {}
    for row in reader.rows("SELECT handle, name_key FROM client"):
        names[row["handle"]] = row["handle"]
        names[row["name_key"]] = row["handle"]
    hits = process.extract(
        fold(words),
        names.keys(),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=70,
        limit=SUGGESTIONS * 2,
    )
    return list(dict.fromkeys(names[hit[0]] for hit in hits))[:SUGGESTIONS]


_CONTACT = "SELECT DISTINCT p.id, p.client_id, p.name FROM contact AS p"
_BEGINS_SO = "(p.name_key >= :key AND p.name_key < :after OR instr(p.name_key, ' ' || :key) > 0)"


def _people_called(reader: Reader, words: str) -> str:
    """Say which contacts have such a name and where, or nothing."""
    key = fold(words)
    rows = (
        ()
        if not key
        else reader.rows(
            f"""SELECT p.name, c.handle FROM contact AS p JOIN client AS c ON c.id = p.client_id
        WHERE {_BEGINS_SO} ORDER BY p.left_on IS NOT NULL, p.name_key, p.id LIMIT :most""",
            key=key,
            after=key + LAST_CHARACTER,
            most=SUGGESTIONS,
        )
    )
    return ", ".join(f"{shortened(row['name'], 40)} is a contact of {row['handle']}" for row in rows)


def contact(reader: Reader, words: str, *, client_id: int | None = None) -> FoundContact:
    """Give the one contact that ``words`` mean: its number, an e-mail address, a whole name, or a beginning of one.

    ``client_id`` narrows the search to one client. Raises ``UnknownContact`` or ``AmbiguousContact``.
    """
    key = fold(words)
    at_client = " AND (:client_id IS NULL OR p.client_id = :client_id)"
    statements = [
        f"{_CONTACT} JOIN address AS a ON a.contact_id = p.id WHERE a.kind = 'email' AND a.value_key = :key{at_client}",
        f"{_CONTACT} WHERE p.name_key = :key{at_client}",
        f"{_CONTACT} WHERE {_BEGINS_SO}{at_client} LIMIT 100",
    ]
    if re.fullmatch("[0-9]{1,18}", key):
        statements.insert(0, f"{_CONTACT} WHERE p.id = CAST(:key AS INTEGER){at_client}")
    for sql in statements if key else ():
        bound = {"key": key, "client_id": client_id} | ({"after": key + LAST_CHARACTER} if ":after" in sql else {})
        matches = reader.lines(FoundContact, sql, **bound)
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise AmbiguousContact(words, [f"{match.id} {one_line(match.name)}" for match in matches[:LISTED_MATCHES]])
    near = reader.rows(
        f"{_CONTACT} WHERE :client_id IS NOT NULL AND p.client_id = :client_id ORDER BY p.name LIMIT 5",
        client_id=client_id,
    )
    raise UnknownContact(words, [one_line(row["name"]) for row in near])


def contact_or_none(reader: Reader, words: str | None, *, client_id: int) -> int | None:
    """Give the number of the contact of a client that ``words`` mean, ``None`` for no words; raises as ``contact``."""
    return contact(reader, words, client_id=client_id).id if words else None


def tier(reader: Reader, words: str) -> FoundTier:
    """Give the tier of that name, case and accents ignored; raises ``UnknownTier``."""
    known = _tiers(reader)
    if fold(words) not in known:
        raise UnknownTier(words, [one.name for one in known.values()])
    return known[fold(words)]


def tier_or_none(reader: Reader, words: str) -> FoundTier | None:
    """Give the tier of that name, ``None`` for the word ``none``; raises ``UnknownTier``."""
    known = _tiers(reader)
    key = fold(words)
    if key not in known and key != NO_TIER:
        raise UnknownTier(words, [*(one.name for one in known.values()), f"{NO_TIER} (for no tier)"])
    return None if key == NO_TIER else known[key]


def _tiers(reader: Reader) -> dict[str, FoundTier]:
    tiers = reader.lines(FoundTier, "SELECT id, name, weight FROM tier ORDER BY rank, id")
    return {fold(one.name): one for one in tiers}


def tag(reader: Reader, words: str) -> FoundTag:
    """Give the tag of that name, case and accents ignored; raises ``UnknownTag`` with the nearest name."""
    key = fold(words)
    found = reader.line(FoundTag, "SELECT id, name FROM tag WHERE name_key = :key", key=key)
    if found is None:
        raise UnknownTag(words, _nearest_tag(reader, key))
    return found


def tags_of(reader: Reader, client_id: int) -> tuple[str, ...]:
    """Give the names of a client's tags."""
    # The CROSS JOIN keeps SQLite on the client's own tags: the book has no statistics.
    rows = reader.rows(
        "SELECT t.name FROM client_tag AS c CROSS JOIN tag AS t ON t.id = c.tag_id WHERE c.client_id = :id "
        "ORDER BY t.name_key",
        id=client_id,
    )
    return tuple(row["name"] for row in rows)


def _nearest_tag(reader: Reader, key: str) -> str | None:
    from clienttrack import likeness

    names = {row["name_key"]: row["name"] for row in reader.rows("SELECT name, name_key FROM tag")}
    near = likeness.nearest_tag(key, names)
    return None if near is None else names[near]

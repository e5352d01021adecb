"""The pairs of clients that may be one."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clienttrack import mailboxes
from clienttrack.book import Reader, Row
from clienttrack.likeness import core_of_name
from clienttrack.names import fold
from clienttrack.slices.duplicates.rules import evidence
from clienttrack.slices.duplicates.rules.evidence import Block, Evidence


@dataclass(frozen=True, slots=True)
class DuplicateLine:
    """Two clients that may be one, by their handles, the older first; the score goes from 60 to 100."""

    score: int
    client: str
    name: str
    other: str
    other_name: str
    reasons: tuple[str, ...]

    @property
    def pair(self) -> str:
        """Both handles, as `client merge` and `client distinct` take them."""
        return f"{self.client} {self.other}"


@dataclass(frozen=True, slots=True)
class FoundDuplicates:
    """Pairs that may be one, the likeliest first, of ``total``; ``passed_over`` says what too many clients share."""

    pairs: tuple[DuplicateLine, ...]
    total: int
    passed_over: Mapping[str, int]


# The digits of a phone that is not valid say little when they are few: an extension, a typing error.
_SHARED = """
    SELECT value, group_concat(DISTINCT client_id) AS clients FROM ({values})
    GROUP BY value HAVING count(DISTINCT client_id) > 1 ORDER BY value
"""
_EMAILS = "SELECT value_key AS value, client_id FROM address WHERE kind = 'email'"
_PHONES = """
    SELECT value_key AS value, client_id FROM address WHERE kind = 'phone' AND (valid = 1 OR length(value_key) >= 7)
"""
_DOMAINS = """
    SELECT domain AS value, client_id FROM domain
    UNION ALL SELECT substr(value_key, instr(value_key, '@') + 1), client_id FROM address WHERE kind = 'email'
"""


def likely_duplicates(reader: Reader, *, client_id: int | None, limit: int | None) -> FoundDuplicates:
    """Give the pairs of clients that may be one, archived ones too, without those told apart by the user."""
    cores: dict[int, str] = {}
    by_core: dict[str, list[int]] = defaultdict(list)
    for row in reader.connection.execute("SELECT id, name_key FROM client ORDER BY id"):
        cores[row[0]] = core = core_of_name(row[1])
        by_core[core].append(row[0])
    told_apart = {(row[0], row[1]) for row in reader.rows("SELECT client_id, other_id FROM distinct_pair")}
    compared = evidence.compared(_blocks(reader, by_core), cores, distinct=told_apart, only=client_id)
    lines = _lines(reader, compared.pairs)
    return FoundDuplicates(tuple(lines[:limit]), len(lines), compared.passed_over)


def _blocks(reader: Reader, by_core: Mapping[str, list[int]]) -> Iterator[Block]:
    for value, clients in _shared(reader, _EMAILS):
        yield Block(evidence.mail_evidence(value), value, clients)
    for value, clients in _shared(reader, _PHONES):
        yield Block(Evidence.PHONE, value, clients)
    for value, clients in _shared(reader, _DOMAINS):
        if value not in mailboxes.FREE_MAIL:
            yield Block(Evidence.DOMAIN, value, clients)
    yield from evidence.name_blocks(by_core)


def _shared(reader: Reader, values: str) -> Iterator[tuple[str, list[int]]]:
    for row in reader.connection.execute(_SHARED.format(values=values)):
        yield row["value"], [int(number) for number in row["clients"].split(",")]


def _lines(reader: Reader, pairs: Mapping[tuple[int, int], dict[Evidence, str | None]]) -> list[DuplicateLine]:
    """Give the pairs with their scores, the highest first, then the oldest clients first."""
    clients = _clients(reader, {number for pair in pairs for number in pair})
    lines = []
    for (first, second), found in pairs.items():
        client, other = clients[first], clients[second]
        for one, column in ((Evidence.CITY, "city"), (Evidence.COUNTRY, "country")):
            place = fold(client[column] or "")
            if place and place == fold(other[column] or ""):
                found[one] = client[column]
        line = DuplicateLine(
            evidence.score(found),
            *(client["handle"], client["name"], other["handle"], other["name"]),
            evidence.in_words(found),
        )
        lines.append((-line.score, first, second, line))
    return [line for *_, line in sorted(lines, key=lambda one: one[:3])]


def _clients(reader: Reader, numbers: set[int]) -> dict[int, Row]:
    rows = reader.rows(
        "SELECT id, handle, name, city, country FROM client WHERE id IN (SELECT value FROM json_each(:numbers))",
        numbers=json.dumps(sorted(numbers)),
    )
    return {row["id"]: row for row in rows}

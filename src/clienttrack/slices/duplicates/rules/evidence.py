"""What speaks for two clients being one, and how much; the numbers stand in docs/duplicates.md."""

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, groupby

from rapidfuzz import fuzz

from clienttrack import likeness, mailboxes

LISTED_FROM = 60
THIN_AT_MOST = 55
AGREE_IN_PART = 80
SHARES = 16
LARGEST_PACKED = 2**64 - 1
_NUMBER = re.compile("[0-9]+")


class Evidence(StrEnum):
    """One thing that speaks for two clients being one, in words."""

    EMAIL = "same e-mail"
    MAILBOX = "same shared mailbox"
    DOMAIN = "same domain"
    PHONE = "same phone"
    NAME = "same name"
    NEAR_NAME = "nearly the same name"
    PART_OF_NAME = "names agree in part"
    CITY = "same city"
    COUNTRY = "same country"


POINTS = {
    Evidence.EMAIL: 60,
    Evidence.MAILBOX: 45,
    Evidence.DOMAIN: 40,
    Evidence.PHONE: 40,
    Evidence.NAME: 70,
    Evidence.NEAR_NAME: 60,
    Evidence.PART_OF_NAME: 20,
    Evidence.CITY: 6,
    Evidence.COUNTRY: 4,
}
# Of each of these only the strongest counts: an e-mail address tells its domain too.
NAMES = (Evidence.NAME, Evidence.NEAR_NAME, Evidence.PART_OF_NAME)
ONE_OF = ((Evidence.EMAIL, Evidence.MAILBOX, Evidence.DOMAIN), NAMES)
FIRM = frozenset({Evidence.EMAIL, *NAMES})


@dataclass(frozen=True, slots=True)
class Block:
    """Clients, by number and each once, that have one value in common."""

    evidence: Evidence
    value: str | None
    clients: Sequence[int]


@dataclass(slots=True)
class Comparison:
    """The pairs that are worth listing with what speaks for each, and how many blocks of each kind were too large."""

    pairs: dict[tuple[int, int], dict[Evidence, str | None]] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)


def mail_evidence(email: str) -> Evidence:
    """Tell what a shared e-mail address is worth: a person's own, or a mailbox that many read."""
    return Evidence.MAILBOX if mailboxes.is_shared(email) else Evidence.EMAIL


def names_agree(core: str, other: str) -> Evidence | None:
    """Tell how far two names without legal form agree; names with other numbers in them never do."""
    if core == other:
        return Evidence.NAME
    core, other = core[: likeness.LONGEST_COMPARED], other[: likeness.LONGEST_COMPARED]
    if sorted(_NUMBER.findall(core)) != sorted(_NUMBER.findall(other)):
        return None
    if likeness.nearness(core, other) or sorted(core.split()) == sorted(other.split()):
        return Evidence.NEAR_NAME
    return Evidence.PART_OF_NAME if fuzz.token_set_ratio(core, other) >= AGREE_IN_PART else None


def score(found: Collection[Evidence]) -> int:
    """Weigh what speaks for two clients being one, 0 to 100.

    Phone, shared mailbox and domain are thin: without a person's e-mail or names that agree they stop at
    ``THIN_AT_MOST``.
    """
    counted = _counted(found)
    return min(sum(POINTS[one] for one in counted), 100 if FIRM.intersection(counted) else THIN_AT_MOST)


def in_words(found: Mapping[Evidence, str | None]) -> tuple[str, ...]:
    """Say what speaks for two clients being one, with the values they share; only what counts."""
    return tuple(one.value if found[one] is None else f"{one.value} {found[one]}" for one in _counted(found))


def _counted(found: Collection[Evidence]) -> list[Evidence]:
    silent = {one for group in ONE_OF for one in [one for one in group if one in found][1:]}
    return [one for one in Evidence if one in found and one not in silent]


def compared(
    blocks: Iterable[Block], cores: Mapping[int, str], *, distinct: Collection[tuple[int, int]], only: int | None
) -> Comparison:
    """Compare all clients of each block with one another, unless it is larger than ``likeness.LARGEST_BLOCK``.

    ``only`` is the one client whose pairs are wanted.
    """
    comparison = Comparison()
    for block in blocks:
        if len(block.clients) > likeness.LARGEST_BLOCK:
            comparison.passed_over[block.evidence.value] += 1
            continue
        for pair in combinations(sorted(block.clients), 2):
            if pair in distinct or (only is not None and only not in pair):
                continue
            found = comparison.pairs.get(pair)
            if found is None:
                agreement = names_agree(cores[pair[0]], cores[pair[1]])
                if not _worth_listing(block.evidence, agreement):
                    continue
                found = comparison.pairs[pair] = {} if agreement is None else {agreement: None}
            if block.evidence not in NAMES:
                found.setdefault(block.evidence, block.value)
    return comparison


def _worth_listing(shared: Evidence, agreement: Evidence | None) -> bool:
    """Tell whether a pair reaches ``LISTED_FROM`` by what its block and its names say."""
    if shared in NAMES:
        return agreement in {Evidence.NAME, Evidence.NEAR_NAME}
    return shared is Evidence.EMAIL or agreement is not None


def name_blocks(clients_by_core: Mapping[str, Sequence[int]]) -> Iterator[Block]:
    """Give the blocks of clients whose names are the same or may be nearly the same."""
    for clients in clients_by_core.values():
        if len(clients) > 1:
            yield Block(Evidence.NAME, None, clients)
    cores = list(clients_by_core)
    for places in _sharing_a_key(cores):
        clients = [client for place in places for client in clients_by_core[cores[place]]]
        yield Block(Evidence.NEAR_NAME, None, clients)


def _sharing_a_key(cores: Sequence[str]) -> Iterator[list[int]]:
    """Give the places of cores that have a key in common.

    Key and place are packed into one number each and sorted share by share, because a book of 100,000 clients has
    some millions of them.
    """
    width = len(cores).bit_length()
    shares = [array("Q") for _ in range(SHARES)]
    for place, core in enumerate(cores):
        for number in {hash(key) for key in likeness.near_keys(core)}:
            shares[number % SHARES].append((number << width & LARGEST_PACKED) | place)
    for share in shares:
        for _key, group in groupby(sorted(share), lambda number: number >> width):
            places = [number & ((1 << width) - 1) for number in group]
            if len(places) > 1:
                yield places

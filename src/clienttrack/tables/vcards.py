"""Reading a vCard file as a table: a row a card, a column a field, without holding the file in memory."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from clienttrack.cards import Card, read_cards, wide_encoding
from clienttrack.cells import CARD_FIELD, joined_addresses, joined_values
from clienttrack.names import fold
from clienttrack.tables.encodings import Fingerprint, checked_encoding, encoding_of, fingerprint
from clienttrack.tables.problems import Problem, Unusable
from clienttrack.tables.reading import SAMPLED_RECORDS, Record, Table, source

HEADER = (
    "UID",
    "Name",
    "Organisation",
    "Role",
    "E-mails",
    "Phones",
    "Website",
    "City",
    "Country",
    "Categories",
    "Note",
)
MOST_COLUMNS = 1000
_BEGIN = re.compile(r"\ufeff?\s*begin\s*:\s*vcard\s", re.IGNORECASE)


@dataclass(slots=True)
class CardTable(Table):
    """An opened vCard file.

    ``dropped`` counts the cards that hold a property which is not kept, such as ``PHOTO``; ``unread`` those that hold
    an ``EMAIL`` or ``TEL`` in which no address can be read.
    """

    told: str | None = None
    places: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)

    def records(self, footer: Sequence[str] = ()) -> Iterator[Record]:  # noqa: ARG002 a table of cards has none
        """Give every card as a row."""
        for found in read_cards(self.stream, self.told):
            if isinstance(found, Problem):
                yield Record(found.line or 1, [], Unusable(found.code, found.message, line=found.line))
            else:
                yield Record(found.line, _cells(found, self.places))


def is_vcard(start: bytes) -> bool:
    """Tell whether a file that begins with these bytes holds vCards; some 100 bytes are enough."""
    encoding = wide_encoding(start) or "utf-8"
    return _BEGIN.match(start.decode(encoding, "replace")) is not None


@contextmanager
def opened_cards(place: str | IO[bytes], encoding: str | None = None) -> Iterator[CardTable]:
    """Open a file, stdin (``-``) or a stream that can be sought; raises ``NoSuchFile`` or ``Unusable``."""
    if isinstance(place, str):
        with source(place) as stream:
            yield cards_in(stream, encoding)
    else:
        yield cards_in(place, encoding)


def cards_in(stream: IO[bytes], told: str | None = None) -> CardTable:
    """Find the encoding and the columns of vCards, of which ``told`` may be the encoding; raises ``Unusable``."""
    seen = fingerprint(stream)
    name = checked_encoding(told) if told else _encoding(stream, seen)
    # The cards of one file may differ between UTF-8 and cp1252, so these are decided text by text.
    told = name if told or name == "gb18030" else None
    table = CardTable(stream, name, seen.sha256, "", list(HEADER), 0, [], 0, told=told)
    sample: list[Card] = []
    empty = True
    for found in read_cards(stream, told):
        empty = False
        if isinstance(found, Problem):
            continue
        _add_columns(table, found)
        if len(sample) < SAMPLED_RECORDS:
            sample.append(found)
    if empty:
        raise Unusable("format-error", "the file holds no vCard")
    table.sample = [_cells(card, table.places) for card in sample]
    table.size = stream.seek(0, 2)
    return table


def _encoding(stream: IO[bytes], seen: Fingerprint) -> str:
    stream.seek(0)
    wide = wide_encoding(stream.read(64))
    if wide is not None:
        return wide
    try:
        return encoding_of(stream, seen)
    except Unusable:
        return "utf-8"


def _add_columns(table: CardTable, card: Card) -> None:
    """Give every property that has no column yet one; keys that differ in case or accents share one."""
    for key, _ in card.others:
        if fold(key) not in table.places:
            if len(table.header) >= MOST_COLUMNS:
                words = f"the vCards have more than {MOST_COLUMNS:,} different properties; split the file"
                raise Unusable("format-error", words, line=card.line)
            table.places[fold(key)] = len(table.header)
            table.header.append(CARD_FIELD + key)
    for name in card.dropped:
        table.dropped[name] = table.dropped.get(name, 0) + 1
    for name in card.unread:
        table.unread[name] = table.unread.get(name, 0) + 1


def _cells(card: Card, places: dict[str, int]) -> list[str]:
    others: dict[int, list[str]] = {}
    for key, value in card.others:
        others.setdefault(places[fold(key)], []).append(value)
    texts = (card.uid, card.name, card.organisation, card.role)
    return [
        *(text or "" for text in texts),
        joined_addresses((address.label, address.value) for address in card.emails),
        joined_addresses((address.label, address.value) for address in card.phones),
        *(text or "" for text in (card.website, card.city, card.country)),
        joined_values(card.categories),
        card.note or "",
        *(joined_values(others.get(place, ())) for place in range(len(HEADER), len(HEADER) + len(places))),
    ]

"""Reading vCards of all three versions, one card at a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import IO

from clienttrack import addresses
from clienttrack.cards import properties
from clienttrack.cards.labels import label_of_apple, label_of_types
from clienttrack.cards.lines import RawCard, raw_cards, wide_encoding_of
from clienttrack.cards.model import Card, CardAddress
from clienttrack.cards.properties import STRUCTURED, Property, read_property
from clienttrack.tables.problems import Problem, Unusable

DROPPED = frozenset({"PHOTO", "LOGO", "SOUND"})
FIRST_WIDE_LETTER = "\u2e80"
_SCHEMES = ("tel:", "mailto:")
_READABLE = {"EMAIL": addresses.is_email, "TEL": addresses.is_phone}
_WITH_DISPLAY_NAME = re.compile(r"[^<>]*<([^<>\s@]+@[^<>\s@]+)>\s*")


def read_cards(stream: IO[bytes], encoding: str | None = None) -> Iterator[Card | Problem]:
    """Give every card of a stream that can be sought, preferred addresses first, or what is wrong with it.

    Without ``encoding`` a text is UTF-8 or else cp1252, the whole file UTF-16 where it begins so; ``CHARSET`` of a
    property always holds. The problems name no file: the caller knows it.
    """
    wide = wide_encoding_of(stream, encoding)
    encodings = ["utf-8"] if wide else [encoding] if encoding else ["utf-8", "cp1252"]
    try:
        for raw in raw_cards(stream, wide):
            yield _card_or_problem(raw, encodings)
    except Unusable as error:
        yield Problem("", error.line, None, error.code, error.message)


def _card_or_problem(raw: RawCard, encodings: Sequence[str]) -> Card | Problem:
    try:
        return _card(raw, encodings)
    except Unusable as error:
        return Problem("", raw.line, None, error.code, error.message)


def _card(raw: RawCard, encodings: Sequence[str]) -> Card:
    if raw.problem is not None:
        raise raw.problem
    found = [read_property(line, text, encodings) for line, text in raw.lines]
    version = next((each.value.strip() for each in found if each.name == "VERSION"), "3.0")
    dropped = tuple(dict.fromkeys(each.name for each in found if _is_dropped(each)))
    rest = [each for each in found if each.name not in {"VERSION", *dropped} and _says_something(each)]
    old = version == "2.1"
    card = _Reading([_restructured(each) if old else each for each in rest], old).card(raw.line, dropped)
    if not (card.name or card.organisation or card.emails or card.phones):
        words = "the vCard has no name, no organisation and no address; give it an FN, ORG, EMAIL or TEL"
        raise Unusable("missing-key", words)
    return card


def _is_dropped(each: Property) -> bool:
    return each.name in DROPPED or (each.name == "AGENT" and not each.value.strip())


def _says_something(each: Property) -> bool:
    return bool(each.value.strip(";") if each.name in STRUCTURED else each.value)


def _restructured(each: Property) -> Property:
    """Write a structure of vCard 2.1 with the escapes of 4.0."""
    if each.name not in STRUCTURED:
        return each
    parts = properties.split(each.value, ";")
    return replace(each, value=";".join(properties.escaped(properties.unescaped_2_1(part)) for part in parts))


@dataclass(slots=True)
class _Reading:
    """The properties of one card that are not yet understood; ``old`` is vCard 2.1."""

    rest: list[Property]
    old: bool
    taken: set[str] = field(default_factory=set)

    def card(self, line: int, dropped: tuple[str, ...]) -> Card:
        """Take what has a field of its own and keep the rest."""
        emails, phones = self.addresses("EMAIL"), self.addresses("TEL")
        (organisation,) = self.parts("ORG", 0)
        name = self.name() or organisation or ""
        city, country = self.parts("ADR", 3, 6)
        categories = tuple(
            text for each in self.all("CATEGORIES") for part in self.split(each, ",") if (text := self.plain(part))
        )
        return Card(
            uid=self.text("UID"),
            name=name,
            organisation=organisation,
            role=self.text("TITLE") or self.text("ROLE"),
            emails=emails,
            phones=phones,
            website=self.text("URL"),
            city=city,
            country=country,
            categories=categories,
            note=self.text("NOTE"),
            others=self.others(),
            line=line,
            dropped=dropped,
            unread=tuple(dict.fromkeys(each.name for each in self.rest if each.name in _READABLE)),
        )

    def plain(self, value: str) -> str:
        """Take the escapes of the card's version off."""
        return properties.unescaped_2_1(value) if self.old else properties.unescaped(value)

    def split(self, each: Property, separator: str) -> list[str]:
        """Split a value where its separators are not escaped."""
        return properties.split(each.value, separator)

    def preferred(self, name: str) -> int | None:
        """Give the place of the most preferred property of a name."""
        places = [place for place, each in enumerate(self.rest) if each.name == name]
        return min(places, key=lambda place: self.rest[place].preference, default=None)

    def text(self, name: str) -> str | None:
        """Take the most preferred property of a name."""
        place = self.preferred(name)
        if place is None:
            return None
        each = self.rest.pop(place)
        self.taken.add(each.group)
        return self.plain(each.value) or None

    def parts(self, name: str, *places: int) -> list[str | None]:
        """Take some parts of the most preferred property of a name and leave the others in their place."""
        at = self.preferred(name)
        if at is None:
            return [None] * len(places)
        each = self.rest[at]
        parts = self.split(each, ";")
        found = [properties.unescaped(parts[place]) if place < len(parts) else "" for place in places]
        left = ["" if place in places else part for place, part in enumerate(parts)]
        if any(left):
            self.rest[at] = replace(each, value=";".join(left))
        else:
            self.taken.add(self.rest.pop(at).group)
        return [part or None for part in found]

    def name(self) -> str:
        """Take the full name, where it is blank the parts of ``N``; these stay unless they say the full name only."""
        full, place = self.text("FN") or "", self.preferred("N")
        if place is None:
            return full
        family, given, *more = [*map(properties.unescaped, self.split(self.rest[place], ";")), ""]
        if given == full and not any((family, *more)):
            self.taken.add(self.rest.pop(place).group)
        return full if full.strip() else _spoken(given, family) or full

    def all(self, name: str) -> list[Property]:
        """Take every property of a name, preferred ones first; of addresses those that can be read."""
        reads = _READABLE.get(name)
        found = [each for each in self.rest if each.name == name and (reads is None or reads(self.address(each)))]
        found.sort(key=lambda each: each.preference)
        taken = {*map(id, found)}
        self.rest = [each for each in self.rest if id(each) not in taken]
        self.taken.update(each.group for each in found)
        return found

    def addresses(self, name: str) -> tuple[CardAddress, ...]:
        """Take every e-mail address or phone number with its label."""
        labels = {each.group: each.value for each in self.rest if each.name == "X-ABLABEL" and each.group}
        return tuple(
            CardAddress(self.address(each), label_of_apple(self.plain(labels[each.group])))
            if labels.get(each.group)
            else CardAddress(self.address(each), label_of_types(each.types))
            for each in self.all(name)
        )

    def address(self, each: Property) -> str:
        """Give an address without the scheme of its URI, or the display name before an e-mail address."""
        value = self.plain(each.value)
        scheme = next((scheme for scheme in _SCHEMES if value.lower().startswith(scheme)), "")
        value = value[len(scheme) :] if each.is_uri else value
        shown = _WITH_DISPLAY_NAME.fullmatch(value) if each.name == "EMAIL" else None
        return shown[1] if shown else value

    def others(self) -> tuple[tuple[str, str], ...]:
        """Give what is left, without the labels of what was taken."""
        groups = self.taken - {each.group for each in self.rest if each.name != "X-ABLABEL"} - {""}
        kept = [each for each in self.rest if each.name != "X-ABLABEL" or each.group not in groups]
        return tuple((each.key, self.kept_value(each)) for each in kept)

    def kept_value(self, each: Property) -> str:
        """Give the value of another property as ``Card.others`` holds it."""
        if each.name in STRUCTURED:
            return properties.lines_broken(each.value)
        if self.old:
            return each.value
        return properties.unescaped(each.value) if each.quoted else properties.lines_broken(each.value)


def _spoken(given: str, family: str) -> str:
    """Give both parts of a name as they are said, Chinese, Japanese and Korean family first."""
    parts = [part for part in (given, family) if part]
    wide = all(part[0] >= FIRST_WIDE_LETTER for part in parts)
    return "".join(reversed(parts)) if wide else " ".join(parts)

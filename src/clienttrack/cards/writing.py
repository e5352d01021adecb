"""Writing a vCard 3.0 or 4.0."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count

from clienttrack.cards import properties
from clienttrack.cards.labels import apple_label, types_of
from clienttrack.cards.lines import folded
from clienttrack.cards.model import Card, CardAddress
from clienttrack.cards.properties import escaped, escaped_uri
from clienttrack.errors import UsageProblem
from clienttrack.screen import shortened

_PREFERRED = {"3.0": "TYPE=pref", "4.0": "PREF=1"}


class NotAProperty(UsageProblem):
    """The name of another property cannot stand in a vCard."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"'{shortened(key, 60)}' cannot be a property of a vCard. "
            "Name it for example X-SHOE-SIZE or X-SKYPE;TYPE=work."
        )


def card_text(card: Card, version: str = "4.0") -> str:
    """Write a card in vCard ``3.0`` or ``4.0``: CRLF, folded at 75 octets; raises ``NotAProperty``.

    No vCard can hold a carriage return; a text with one is written quoted-printable, which ``read_cards`` reads back.
    """
    lines = ["BEGIN:VCARD", f"VERSION:{version}", *_lines(card, version), "END:VCARD"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def text_of_other(text: str) -> str:
    """Give a text as ``Card.others`` holds it."""
    return properties.lines_broken(escaped(text))


def _lines(card: Card, version: str) -> Iterator[str]:
    others = [(properties.carrier_free(_checked(key)), value) for key, value in card.others]
    known = {properties.name_of(key) for key, _ in others}

    def keyed(name: str) -> str:
        """Give the name, preferred where another property of that name follows."""
        return f"{name};{_PREFERRED[version]}" if name in known else name

    yield from _text(keyed("UID"), card.uid, escaped_uri)
    yield _line(keyed("FN"), escaped(card.name))
    if version == "3.0" and "N" not in known:
        # It must not be missing there; which part of the name is the family's, nobody knows.
        yield _line("N", f";{escaped(card.name)};;;")
    structures: list[tuple[str, int, dict[int, str | None]]] = [
        ("ORG", 1, {0: card.organisation}),
        ("ADR", 7, {3: card.city, 6: card.country}),
    ]
    for name, size, parts in structures:
        if not _filled_in(others, name, parts) and any(parts.values()):
            yield _line(keyed(name), ";".join(escaped(parts.get(place) or "") for place in range(size)))
    yield from _text(keyed("TITLE"), card.role)
    groups = _free_groups(key for key, _ in others)
    yield from _addresses("EMAIL", card.emails, version, groups)
    yield from _addresses("TEL", card.phones, version, groups)
    yield from _text(keyed("URL"), card.website, escaped_uri)
    if card.categories:
        yield _line("CATEGORIES", ",".join(map(escaped, card.categories)))
    yield from _text(keyed("NOTE"), card.note)
    for key, value in others:
        yield _other(key, value)


def _checked(key: str) -> str:
    if not properties.is_key(key):
        raise NotAProperty(key)
    return key


def _filled_in(others: list[tuple[str, str]], name: str, parts: Mapping[int, str | None]) -> bool:
    """Put our parts of a structure into what is kept of it among the others; tell whether it has place for them."""
    places = [place for place, (key, _) in enumerate(others) if properties.name_of(key) == name]
    if not places:
        return False
    place = min(places, key=lambda place: properties.preference_of(others[place][0]))
    key, value = others[place]
    texts = properties.split(value, ";")
    if any(texts[at] for at in parts if at < len(texts)):
        return False
    for at, part in parts.items():
        if part:
            texts += [""] * (at + 1 - len(texts))
            texts[at] = properties.lines_broken(escaped(part))
    others[place] = (key, ";".join(texts))
    return True


def _text(key: str, text: str | None, escape: Callable[[str], str] = escaped) -> Iterator[str]:
    if text:
        yield _line(key, escape(text))


def _line(key: str, value: str) -> str:
    """Put a property together whose value is escaped."""
    return f"{key}:{value}" if "\r" not in value else _quoted(key, value)


def _quoted(key: str, value: str) -> str:
    """Put a property together in quoted-printable, which carries what lines cannot."""
    name, semicolon, parameters = key.partition(";")
    carried = value.replace("=", "=3D").replace("\r", "=0D")
    return f"{name};ENCODING=QUOTED-PRINTABLE{semicolon}{parameters}:{carried}"


def _other(key: str, value: str) -> str:
    """Write another property as it was, or quoted-printable where its escapes would not read back."""
    plain = value.replace("\n", "\\n")
    if "\r" not in value and properties.lines_broken(plain) == value:
        return f"{key}:{plain}"
    return _quoted(key, plain if properties.name_of(key) in properties.STRUCTURED else escaped(value))


def _addresses(name: str, addresses: Sequence[CardAddress], version: str, groups: Iterator[str]) -> Iterator[str]:
    for place, address in enumerate(addresses):
        types = types_of(address.label)
        parameters = [f"TYPE={','.join(types)}"] if types else []
        if place == 0 and len(addresses) > 1:
            parameters.append(_PREFERRED[version])
        label = apple_label(address.label)
        group = f"{next(groups)}." if label else ""
        yield _line(";".join([group + name, *parameters]), escaped(address.value))
        yield from _text(f"{group}X-ABLabel", label)


def _free_groups(keys: Iterable[str]) -> Iterator[str]:
    """Give names of groups that none of the other properties belongs to."""
    known = {properties.group_of(key) for key in keys}
    return (name for number in count(1) if (name := f"item{number}") not in known)

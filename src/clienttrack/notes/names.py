"""Contacts that notes name: ``@ann``, ``@"Ann Roe"`` and, where the rest of the name follows, ``@Ann Roe``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clienttrack.lookup import FoundContact

# Chinese puts no blank before it; in an e-mail address something else stands there.
_NAME = re.compile(r"""(?:^|(?<=[\s("'“‘/\u3000-\u9fff\uff00-\uffef]))@(?:"([^"\n]+)"|(\w(?:[\w.·'’-]*\w)?))""")
_ESCAPED = re.compile(r"\\(?=@)")
_POSSESSIVES = ("'s", "’s")
_ENDS = " \t\r.。!！,，;；"
_BETWEEN = re.compile(r"[\s,，、;；&]*(?:and\s+|or\s+|和|与|及)?")
# After these a name is part of the sentence, not a mark of whose it is.
_LEADS_TO = re.compile(
    r"(?:\b(?:to|with|from|for|of|at|by|about|via|than|and|or|between|ask|asks|call|tell|phone|ring|mail|email|meet|see|"
    r"thank|invite|remind|visit|message|text|write|brief|contact|chase|let|have|get|give|send|show|introduce|help|is|was|"
    r"told|asked|called|met|saw|thanked|invited|reminded|visited|gave|sent|showed|helped|likes?|trusts?|knows?|knew)"
    r"|[给向和与跟对找请问约见让由]|联系|通知|拜访|感谢|告诉|提醒|介绍)\s*$",
    re.IGNORECASE,
)
People = Mapping[str, "FoundContact"]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a contact is named, and what stands there in words."""

    start: int
    end: int
    contact: "FoundContact"
    words: str


def names_in(text: str) -> list[str]:
    """Give the names that a text tells, as they are written there."""
    return [quoted or _bare(name) for quoted, name in _NAME.findall(text)]


def without_names(text: str) -> str:
    """Give what a text says apart from the names."""
    left, count = _NAME.subn("", text)
    return left.strip(_ENDS) if count else left.strip()


def spoken(text: str, people: People) -> str:
    """Give an answer with the names written out, without those that only say at the end of a line whose words it is."""
    return "\n".join(_spoken_line(line, people) for line in text.split("\n")).strip("\n")


def signed(text: str, people: People, *, headed: bool) -> tuple[str, "FoundContact | None"]:
    """Give a line with the names written out, and whose it is: who stands alone at its end, else the only one named.

    A name that only marks whose it is leaves the line; where lines are ``headed`` by one, also at the beginning.
    """
    places = [*_places(text, people)]
    contacts = {place.contact.id: place.contact for place in places}
    only = next(iter(contacts.values())) if len(contacts) == 1 else None
    marks = _marks(text, places)
    if len(marks) == 1:
        return _left(text, marks, places[:-1]), marks[0].contact
    if headed and len(places) == 1 and not text[: places[0].start].strip():
        return _written(text[places[0].end :].lstrip(" \t:：,，"), []), only
    return _written(text, places), only


def _bare(name: str) -> str:
    return name.removesuffix(_POSSESSIVES[0]).removesuffix(_POSSESSIVES[1])


def _places(text: str, people: People) -> Iterator[_Place]:
    for found in _NAME.finditer(text):
        contact = people.get(found[1] or _bare(found[2]))
        if contact is None:
            continue
        name = contact.name
        told = found[1] or found[2]
        possessive = told[-2:] if told.endswith(_POSSESSIVES) else ""
        rest = "" if possessive else _rest(name, told, text[found.end() :])
        yield _Place(found.start(), found.end() + len(rest), contact, name + possessive)


def _rest(name: str, told: str, after: str) -> str:
    """Give what of a name follows its beginning that is told: `` Finch`` in ``@Tom Finch``."""
    at = name.casefold().find(told.casefold())
    rest = name[at + len(told) :] if at >= 0 else ""
    follows = after[: len(rest)]
    ends = not after[len(rest) : len(rest) + 1].isalnum()
    return follows if rest[:1].isspace() and ends and follows.casefold() == rest.casefold() else ""


def _marks(text: str, places: list[_Place]) -> list[_Place]:
    """Give the names at the end of a line that are no part of its sentence."""
    marks: list[_Place] = []
    end = len(text.rstrip(_ENDS))
    for place in reversed(places):
        if place.end != end and not (marks and _BETWEEN.fullmatch(text, place.end, end)):
            break
        marks.insert(0, place)
        end = place.start
    return [] if _LEADS_TO.search(text[:end]) else marks


def _left(text: str, marks: list[_Place], others: list[_Place]) -> str:
    before, after = text[: marks[0].start].rstrip(), text[marks[-1].end :]
    return _written(before, others) + ("" if before.endswith(tuple(_ENDS.strip())) else after.rstrip(" \t"))


def _spoken_line(line: str, people: People) -> str:
    places = [*_places(line, people)]
    marks = _marks(line, places)
    return _left(line, marks, places[: -len(marks)]) if marks else _written(line, places)


def _written(text: str, places: list[_Place]) -> str:
    """Write names out, and take the backslash from ``@`` that names nobody."""
    parts, at = [], 0
    for place in places:
        parts += [_ESCAPED.sub("", text[at : place.start]), place.words]
        at = place.end
    return "".join([*parts, _ESCAPED.sub("", text[at:])])

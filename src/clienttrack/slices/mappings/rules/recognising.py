"""Whose table this is, told by its headers."""

import re
import unicodedata
from collections.abc import Mapping as Table
from collections.abc import Sequence

from clienttrack.slices.mappings.rules.fields import NAME, WHO, WHOM
from clienttrack.slices.mappings.rules.mapping import FoundMapping, Mapping, Recognise
from clienttrack.tables.problems import Unusable

PLAIN = "plain"
VCARD = "vcard"
PLAIN_OF = {
    "clients": PLAIN,
    "contacts": PLAIN,
    "touchpoints": "plain_touchpoints",
    "tasks": "plain_tasks",
    "payments": "plain_payments",
}
OWN_FORMATS = tuple(
    f"clienttrack_{kind}"
    for kind in ("clients", "contacts", "touchpoints", "tasks", "payments", "meetings", "answers", "needs", "remarks")
)
# Of touchpoints, promises and payments: the fields that no client has, and those of which one stands beside them.
_TALKS = {
    "touchpoints": ({"on"}, {"kind", "direction", "minutes", "subject", "text"}),
    "tasks": ({"text"}, {"due", "side", "status", "done", "closed", "repeat"}),
    "payments": ({"amount"}, {"on"}),
}
_WHOSE = WHO | WHOM | {*NAME["clients"], "company_id"}
_GAPS = re.compile(r"[\s_\-–]+")


def normal(header: str) -> str:
    """Give the form in which headers are compared: no case, width, mark, ``*``, and blanks for ``_`` and ``-``."""
    return _spelled(header).casefold()


def _spelled(header: str) -> str:
    text = unicodedata.normalize("NFKC", header).replace("\ufeff", "").replace("*", " ")
    return " ".join(_GAPS.sub(" ", text).split())


def recognised(header: Sequence[str], mappings: Table[str, FoundMapping]) -> tuple[str, ...]:
    """Give the names of the mappings that fit best, several on a tie; our own formats before all others.

    The score is the number of columns of ``all`` and ``any`` that are there; nothing that fits gives ``plain``.
    """
    spelled = {_spelled(name) for name in header}
    folded = {name.casefold() for name in spelled}
    recognises = {name: found.recognise() for name, found in mappings.items()}
    scores = {name: _score(spelled if each.case else folded, each) for name, each in recognises.items()}
    fitting = {name: score for name, score in scores.items() if score}
    own = {name: score for name, score in fitting.items() if name in OWN_FORMATS}
    best = max((own or fitting).values(), default=0)
    return tuple(name for name, score in (own or fitting).items() if score == best) or (PLAIN,)


def known_headers(mappings: Table[str, FoundMapping], told: Mapping | None = None) -> frozenset[str]:
    """Give the headers, in the form ``normal`` gives, by which a row can be told to be one of headers.

    Of a mapping that the user has ``told`` these are all its headers.
    """
    recognises = [found.recognise() for found in mappings.values()]
    headers = {header for each in recognises for header in (*each.all, *each.any)}
    plain = [mappings[name].mapping() for name in dict.fromkeys(PLAIN_OF.values())]
    for each in (*plain, *([told] if told else [])):
        headers |= {header for sources in each.fields.values() for source in sources for header in source.headers}
        headers |= {*each.soft}
    return frozenset(map(normal, headers)) - {""}


def talks_told(header: Sequence[str], mappings: Table[str, FoundMapping]) -> str | None:
    """Tell whether a table that nobody knows holds ``touchpoints``, ``tasks`` or ``payments``, by its headers.

    It names a client or contact and what is said or paid, with a day or how it stands; no header is a client's alone.
    """
    names = {normal(name) for name in header} - {""}
    client = _fields_of_headers(mappings[PLAIN].mapping())
    found: dict[str, int] = {}
    for entity, (telling, beside) in _TALKS.items():
        talk = _fields_of_headers(mappings[PLAIN_OF[entity]].mapping())
        there = {name: talk[name] for name in names if name in talk}
        # A header that a table of clients may have as well proves nothing.
        proofs = {field for name, field in there.items() if name not in client}
        only_clients = any(client[name] not in _WHOSE for name in names if name in client and name not in talk)
        whose = any(client.get(name) in _WHOSE or talk.get(name) in WHOM for name in names)
        if whose and not only_clients and telling & proofs and beside & {*there.values()}:
            found[entity] = len(there)
    return max(found, key=lambda entity: found[entity], default=None)


def refuse_talks(header: Sequence[str], mappings: Table[str, FoundMapping]) -> None:
    """Raise ``Unusable`` for a table of touchpoints, promises or payments that nobody has said to be one."""
    if entity := talks_told(header, mappings):
        raise Unusable(
            "unclear-rows",
            f"these columns look like those of {entity}; say --as {entity}, or --as clients where each row is a client",
            line=1,
        )


def _fields_of_headers(mapping: Mapping) -> dict[str, str]:
    return {normal(each.headers[0]): field for field, sources in mapping.fields.items() for each in sources} | {
        normal(header): field for header, field in mapping.soft.items()
    }


def _score(names: set[str], recognise: Recognise) -> int:
    """Count the columns that are there; 0 when the table is another's."""
    form = _spelled if recognise.case else normal
    parts = (recognise.all, recognise.any, recognise.none)
    wanted, some, strange = ({form(header) for header in each} for each in parts)
    if not wanted <= names or strange & names or (some and not some & names):
        return 0
    return len(wanted) + len(some & names)

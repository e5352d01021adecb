"""What is looked for, and where in a text it stands: matching is done on folded texts, showing on the real ones."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from clienttrack.errors import UsageProblem
from clienttrack.names import fold

BEFORE = 20
AFTER = 40
STEP = 2_000
WINDOW = 3_000
_QUOTED_OR_BARE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_MARKS = re.compile("[\u0300-\u036f]")


class Kind(StrEnum):
    """What was found."""

    CLIENT = "client"
    CONTACT = "contact"
    TOUCH = "touch"
    TASK = "task"
    MEETING = "meeting"
    ANSWER = "answer"
    NEED = "need"
    REMARK = "remark"
    PAYMENT = "payment"


class NothingToFind(UsageProblem):
    """No word is left to look for."""

    def __init__(self) -> None:
        super().__init__("There is no word to look for. Write for example `clienttrack find renewal`.")


@dataclass(frozen=True, slots=True)
class Context:
    """A piece of a text and the places in it, begin and end, at which the words stand.

    ``part`` counts which part of the record the text is of; null where it is more than one.
    """

    text: str
    matches: tuple[tuple[int, int], ...]
    part: int | None


def read_terms(words: Sequence[str]) -> tuple[str, ...]:
    """Read what was typed into folded words and phrases.

    An argument with blanks in it is a phrase, and so is what stands in double quotes. Raises ``NothingToFind``.
    """
    found: list[str] = []
    for argument in words:
        if '"' in argument:
            found += [quoted or bare for quoted, bare in _QUOTED_OR_BARE.findall(argument)]
        else:
            found.append(argument)
    folded = tuple(term for term in dict.fromkeys(map(fold, found)) if term)
    if not folded:
        raise NothingToFind
    return folded


def fold_with_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Fold a text and give, for each folded character, the begin and end of what it came from in ``text``.

    The folded text is that of ``names.fold``: ``ß`` gives two characters, ``é`` written as two gives one.
    """
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    gap: tuple[int, int] | None = None
    for begin, end in _clusters(text):
        for character in _folded_cluster(text[begin:end]):
            if character.isspace():
                gap = (begin, end) if gap is None else (gap[0], end)
                continue
            if gap is not None and folded:
                folded.append(" ")
                places.append(gap)
            gap = None
            folded.append(character)
            places.append((begin, end))
    return "".join(folded), places


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut a text where normal forms cannot reach across: before every character that joins nothing before it."""
    begins = [place for place, character in enumerate(text) if place == 0 or not _joins(character)]
    return list(zip(begins, [*begins[1:], len(text)], strict=False))


@lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    # Vowels and final consonants of Hangul are letters, but compose with the letter before.
    return unicodedata.category(first).startswith("M") or "\u1160" <= first <= "\u11ff"


@lru_cache(maxsize=4096)
def _folded_cluster(cluster: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", cluster))
    return unicodedata.normalize("NFKC", bare).casefold()


def in_context(parts: Sequence[str], terms: Sequence[str]) -> Context:
    """Give about sixty characters round the first match, from the part of a record that holds most of the words.

    A phrase that only stands across two parts is shown in all of them joined.
    """
    part = max(range(len(parts)), key=lambda place: _held(parts[place], terms), default=None)
    if part is not None and not _held(parts[part], terms):
        part = None
    best = " ".join(parts) if part is None else parts[part]
    spans = _first_spans(best, terms)
    begin = max(0, (spans[0][0] if spans else 0) - BEFORE)
    end = min(len(best), max(begin + BEFORE + AFTER, min(spans[0][1], begin + 3 * AFTER) if spans else 0))
    begin = max(0, min(begin, end - BEFORE - AFTER))
    head, tail = "…" if begin else "", "…" if end < len(best) else ""
    shift = len(head) - begin
    inside = [(max(one, begin) + shift, min(two, end) + shift) for one, two in spans if one < end and two > begin]
    return Context(f"{head}{best[begin:end]}{tail}", tuple(inside), part)


def _held(part: str, terms: Sequence[str]) -> int:
    folded = fold(part)
    return sum(term in folded for term in terms)


def _first_spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Give the matches near the first one; mapping every character of a very long text would be slow."""
    for begin in range(0, max(1, len(text)), STEP):
        piece = text[begin : begin + WINDOW]
        if _held(piece, terms):
            return [(begin + one, begin + two) for one, two in _spans(piece, terms)]
    return []


def _spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Give where the words stand in ``text``, in order, those that touch or overlap joined."""
    folded, places = fold_with_places(text)
    found = sorted(
        (places[match.start()][0], places[match.end() - 1][1])
        for term in terms
        for match in re.finditer(re.escape(term), folded)
    )
    joined: list[tuple[int, int]] = []
    for begin, end in found:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined

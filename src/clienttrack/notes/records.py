"""Lines of notes that become records: `need: faster answers @ann by fri !high`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clienttrack.dates import UnreadableDay
from clienttrack.errors import UsageProblem
from clienttrack.notes.deadlines import deadline
from clienttrack.notes.names import without_names
from clienttrack.vocabulary import Priority


class RecordKind(StrEnum):
    """What a line of notes becomes."""

    NEED = "need"
    IMPLIED = "implied"
    TASK = "task"
    THEIRS = "theirs"
    QUOTE = "quote"
    RISK = "risk"
    PERSONAL = "personal"


WORDS = {
    "needs?": RecordKind.NEED,
    "implied(?: needs?)?": RecordKind.IMPLIED,
    "tasks?": RecordKind.TASK,
    "theirs": RecordKind.THEIRS,
    "quotes?": RecordKind.QUOTE,
    "risks?": RecordKind.RISK,
    "personals?(?: notes?| infos?| information| matters?| details?)?": RecordKind.PERSONAL,
    "需求": RecordKind.NEED,
    "[隐隱]含(?:需求)?": RecordKind.IMPLIED,
    "任[务務]": RecordKind.TASK,
    "[对對]方": RecordKind.THEIRS,
    "原[话話]": RecordKind.QUOTE,
    "(?:[潜潛]在)?[风風][险險](?:是|提示|[点點])?": RecordKind.RISK,
    "(?:[个個]人|私人)(?:[备備][注註]|信息|情[况況])?": RecordKind.PERSONAL,
}
PRIORITIES = {one.value: one for one in Priority} | {"高": Priority.HIGH, "中": Priority.NORMAL, "低": Priority.LOW}
SAID = frozenset({RecordKind.QUOTE, RecordKind.RISK, RecordKind.PERSONAL})
NEEDS = frozenset({RecordKind.NEED, RecordKind.IMPLIED})
PRIVATE = frozenset({RecordKind.IMPLIED, RecordKind.RISK, RecordKind.PERSONAL})

# Characters that show nothing: controls, joiners, soft hyphens, variation selectors, marks of direction and of order.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# One letter for one: what stands where in a line is the same in both.
_NARROW = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x2236: ":", 0xFE55: ":"}
_MARKER = r"[^\w\\@#]*(?:\[[xX]\][^\w\\@]*|\(?[0-9]{1,3}[.)、][^\w\\@]*)?_*"
_WORD = "|".join(f"(?P<k{place}>{word})" for place, word in enumerate(WORDS))
_KINDS = [*WORDS.values()]
_LINE = re.compile(
    rf"(?P<marker>{_MARKER})(?:{_WORD})(?:[\s*_~`\]】」]*[:;][*_~`]*|\s+[-–—]\s|[】」]|\](?!\())", re.IGNORECASE
)
_ITEM = re.compile(r"[^\w\\@]*(?:\(?[0-9]{1,3}[.)、])?\s*")
_KEPT = re.compile(rf"^({_MARKER})\\(?=(?:{'|'.join(WORDS)})\s*[:：])", re.IGNORECASE)
_PRIVATE_WORDS = "|".join(word for word, kind in WORDS.items() if kind in PRIVATE)
# Words by which people mark what is not for others, though no record begins with them.
_FOR_NOBODY = (
    "private(?:ly)?|internal(?:ly)?|confidential(?:ly)?|in confidence|secret|off the record|between us|entre nous|"
    "(?:note )?to (?:my)?self|for me|nb|notes?|budget|内部|保密|机密|秘密|私下|自用|备注|注意|预算"
)
_LESS_PLAIN = f"{_FOR_NOBODY}|quotes?|原[话話]"
_MAYBE = re.compile(f"{_PRIVATE_WORDS}|{_LESS_PLAIN}|<!--", re.IGNORECASE)
_MARKS = r"(?:<[^<>]{1,40}>|[^\w\\@]|[\d_]|[^\W_]{1,3}[.)、\]])*+"
_ENDS_WORD = r"(?:\([^()]{0,30}\)|<[^<>]{1,40}>|[\s*_~`\])}】」])*+:"
# Hyphens and apostrophes inside a word (`risk-free`) part nothing; after some words a comma does not either.
_PART = r"\s*(?!\s|[-'’]\w)(?:[^\w\s]|_)"
_PART_NO_LIST = r"\s*(?![-'’]\w|[,.，。、?!])(?:[^\w\s]|_)"
_FIRST = re.compile(
    rf"{_MARKS}(?:(?:{_PRIVATE_WORDS})(?![a-z])(?:{_PART}|\s*$|.{{0,30}}?(?:[:;|)\]}}】」>–—―─]|--|\s-\s))"
    rf"|(?:{_LESS_PLAIN})(?![a-z])(?:{_PART_NO_LIST}|.{{0,30}}?:))",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"(?<![^\W_])(?<!\\)(?:{_PRIVATE_WORDS}|{_FOR_NOBODY}){_ENDS_WORD}|<!--"
    rf"|(?<![\\\d一二两三四五六七八九十几多每各这那])(?:[个個]人|[风風][险險]|[隐隱]含)(?:{_ENDS_WORD}|——)"
    rf"|[:.;!?。,、|(—–-]\s*(?:{_PRIVATE_WORDS}|{_LESS_PLAIN})(?![a-z]){_PART_NO_LIST}",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"\s*(?:#+\s*|\*\*|__|\[|【)(?:{_WORD})\s*:?\s*(?:#*|\*\*|__|\]|】)\s*:?\s*", re.IGNORECASE)
_TODO = re.compile(
    r"[^\w\\@]*(?:to[- ]?do|action(?: item)?|next steps?|promise|tasks?\b[^:]{1,30}?|待办|行动|承诺)\s*[:-]"
    r"|[^\w\\@\[]*\[ ?\]\s",
    re.IGNORECASE,
)
_PRIORITY = re.compile(rf"(?:^|(?<=\s))[!！]({'|'.join(PRIORITIES)})(?=[\s.。,，;；]|$)", re.IGNORECASE)


class NoWords(UsageProblem):
    """A record says nothing."""

    def __init__(self) -> None:
        super().__init__("There are no words in it. Write them behind the colon, or remove the line.")


@dataclass(frozen=True, slots=True)
class Begun:
    """A line that begins a record: of what kind, how deep it stands, and what is told behind the colon.

    Below a ``heading`` everything is of that kind.
    """

    kind: RecordKind
    depth: int
    told: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class RecordLine:
    """What becomes a record: what it says, with the names as they are written there, by when, how much it weighs.

    ``told_day`` is the day of a need, in the words in which it was told; ``doubt`` says what of a promise was perhaps
    meant otherwise.
    """

    kind: RecordKind
    text: str
    by: date | None = None
    told_day: str | None = None
    priority: Priority | None = None
    doubt: str | None = None


def visible(text: str) -> str:
    """Give a text without the characters that show nothing."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def begun(line: str) -> Begun | None:
    """Read how a line begins a record; a backslash before the word makes it words like any other."""
    narrow = visible(line).translate(_NARROW)
    if heading := _HEADING.fullmatch(narrow):
        return Begun(_kind(heading), depth_of(line), "", heading=True)
    match = _LINE.match(narrow)
    if match is None:
        return None
    kind = _kind(match)
    told = line[_typed_place(line, match.end()) :].strip()
    emphasis = match["marker"].lstrip().rpartition(" ")[2].strip()
    closed = told.removesuffix(emphasis).rstrip() if emphasis and set(emphasis) <= set("*_~`") else told
    return Begun(kind, depth_of(line), closed)


def _typed_place(line: str, place: int) -> int:
    """Give where in a line stands what is at ``place`` when only what shows is counted."""
    for unseen in _UNSEEN.finditer(line):
        if unseen.start() > place:
            break
        place += 1
    return place


def _kind(match: re.Match[str]) -> RecordKind:
    return _KINDS[next(place for place in range(len(_KINDS)) if match[f"k{place}"] is not None)]


def depth_of(line: str) -> int:
    """Give by how many characters a line is indented."""
    return len(line) - len(line.lstrip())


def item_of(line: str) -> str | None:
    """Give what stands in an item of a list, ``None`` for a line that is none."""
    match = _ITEM.match(line)
    return line[match.end() :].strip() if match and match[0].strip() else None


def unescaped(line: str) -> str:
    """Give a line without the backslash that keeps it from being a record."""
    return _KEPT.sub(r"\1", line)


def hides_a_record(text: str) -> bool:
    """Tell whether a text that is no record was perhaps meant as a private one: a line of it begins with the word of
    one and something that parts words comes soon, or the word stands inside with a colon.
    """
    narrow = unicodedata.normalize("NFKC", visible(text)).translate(_NARROW)
    return _MAYBE.search(narrow) is not None and any(
        _FIRST.match(line) or _INSIDE.search(line) for line in narrow.splitlines()
    )


def is_like_a_promise(line: str) -> bool:
    """Tell whether a line that is no record was perhaps meant as a promise."""
    return _TODO.match(line.translate(_NARROW)) is not None


def record(kind: RecordKind, told: str, *, today: date) -> RecordLine:
    """Read what is told in a record; raises ``NoWords`` or ``UnreadableDay``."""
    if kind in SAID:
        said = RecordLine(kind, told)
    else:
        text, priority = _weighed(told)
        said = _wanted(kind, text, priority, today) if kind in NEEDS else _promised(kind, text, priority, today)
    if not without_names(said.text):
        raise NoWords
    return said


def _promised(kind: RecordKind, text: str, priority: Priority | None, today: date) -> RecordLine:
    parted = deadline(text, today=today)
    said = f"{parted.text} {parted.hour}" if parted.hour and without_names(parted.text) else parted.text
    return RecordLine(kind, said, parted.day, priority=priority, doubt=parted.doubt)


def _wanted(kind: RecordKind, text: str, priority: Priority | None, today: date) -> RecordLine:
    """Read a need; the day, too, is what they said, and a name may stand before it."""
    try:
        parted = deadline(text, today=today)
    except UnreadableDay as unread:
        words, _, after = text.rpartition(unread.words)
        before = words.rstrip().removesuffix("by")
        told = None if after.strip() or before == words.rstrip() else text[len(before) :]
        return RecordLine(kind, text if told is None else before.rstrip(), told_day=told, priority=priority)
    if parted.told is None and without_names(parted.text):
        return RecordLine(kind, text, priority=priority)
    return RecordLine(kind, parted.text, told_day=parted.told, priority=priority)


def joined(first: str, more: str) -> str:
    """Join two lines as they are read: with a blank, except between Chinese letters."""
    bare = ord(first[-1:] or " ") >= 0x2E80 and ord(more[:1] or " ") >= 0x2E80
    return f"{first}{'' if bare or not first else ' '}{more}"


def _weighed(text: str) -> tuple[str, Priority | None]:
    found = _PRIORITY.search(text)
    if found is None:
        return text, None
    left = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip()
    return left, PRIORITIES[found[1].lower()]

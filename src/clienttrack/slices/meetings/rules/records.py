"""Lines of notes that become records: `need: faster answers @ann by fri !high`."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clienttrack.dates import DayDirection, UnreadableDay, read_day
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


WORDS = {kind.value: kind for kind in RecordKind} | {
    "需求": RecordKind.NEED,
    "隐含": RecordKind.IMPLIED,
    "任务": RecordKind.TASK,
    "对方": RecordKind.THEIRS,
    "原话": RecordKind.QUOTE,
    "风险": RecordKind.RISK,
    "个人": RecordKind.PERSONAL,
}
PRIORITIES = {one.value: one for one in Priority} | {"高": Priority.HIGH, "中": Priority.NORMAL, "低": Priority.LOW}
MOST_DAYS_TRIED = 3
SAID = frozenset({RecordKind.QUOTE, RecordKind.RISK, RecordKind.PERSONAL})
NEEDS = frozenset({RecordKind.NEED, RecordKind.IMPLIED})
_LINE = re.compile(rf"[ \t]*(?:[-*+][ \t]+)?({'|'.join(WORDS)})[ \t]*[:：]", re.IGNORECASE)
# Chinese puts no blank before it; in an e-mail address something else stands there.
_CONTACT = re.compile(r"""(?:^|(?<=[\s\u3000-\u9fff\uff00-\uffef]))@(?:"([^"\n]+)"|(\w(?:[\w.·'’-]*\w)?))""")
_PRIORITY = re.compile(rf"(?:^|(?<=\s))[!！]({'|'.join(PRIORITIES)})(?=\s|$)", re.IGNORECASE)
_BY = re.compile(r"(?:^|(?<=\s))by[ \t]+", re.IGNORECASE)
_BEFORE = re.compile(r"(?:^|(?<=\s))(\S{1,20})前$")


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line that becomes a record: what it says, whom it names, by when, and how much it weighs."""

    kind: RecordKind
    text: str
    contact: str | None = None
    by: date | None = None
    priority: Priority | None = None


def record_line(line: str, *, today: date) -> RecordLine | None:
    """Read one line; a backslash in front makes it words like any other."""
    match = _LINE.match(line)
    told = line[match.end() :].strip(" \t\r") if match else ""
    if match is None or not told.strip():
        return None
    kind = WORDS[match[1].lower()]
    text, contact = _taken(_CONTACT, told)
    if kind in SAID:
        return RecordLine(kind, text or told, contact)
    priority, by = None, None
    if kind in NEEDS:
        text, priority = _taken(_PRIORITY, text)
    text, by = _taken_day(text, today)
    weight = PRIORITIES[priority.lower()] if priority else None
    # A line that would be left without words says them itself.
    return RecordLine(kind, text, contact, by, weight) if text else RecordLine(kind, told)


def names_in(line: str) -> list[str]:
    """Give the names of contacts that a line tells with ``@name`` or ``@"name with blanks"``."""
    return [quoted or _bare(name) for quoted, name in _CONTACT.findall(line)]


def unsigned(text: str, names: Collection[str]) -> str:
    """Give an answer without the ``@name`` at the end of a line that only says whose words they are."""
    lines = []
    for line in text.split("\n"):
        said = line.rstrip()
        for found in reversed([*_CONTACT.finditer(said)]):
            if found.end() == len(said) and _bare(found[1] or found[2]) in names:
                said = said[: found.start()].rstrip()
        lines.append(said if said != line.rstrip() else line)
    return "\n".join(lines).strip("\n")


def _bare(name: str) -> str:
    return name.removesuffix("'s").removesuffix("’s")


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str | None]:
    found = pattern.search(text)
    if found is None:
        return text, None
    left = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip()
    return left, _bare(next(group for group in found.groups() if group is not None))


def _taken_day(text: str, today: date) -> tuple[str, date | None]:
    before = _BEFORE.search(text)
    told = [(found.start(), text[found.end() :]) for found in [*_BY.finditer(text)][-MOST_DAYS_TRIED:]]
    told += [(before.start(), before[1])] if before else []
    for start, words in told:
        try:
            return text[:start].rstrip(), read_day(words, today=today, direction=DayDirection.COMING)
        except UnreadableDay:
            continue
    return text, None

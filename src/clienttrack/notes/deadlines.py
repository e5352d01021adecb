"""The day by which something is promised, as notes tell it: ``by fri`` at the end of a line, or 周五前 in Chinese."""

import re
from dataclasses import dataclass
from datetime import date

from clienttrack.dates import (
    MONTH_ABBREVIATIONS,
    WEEKDAY_ABBREVIATIONS,
    ContradictedDay,
    DayDirection,
    UnreadableDay,
    read_day,
)
from clienttrack.notes.chinese_deadlines import chinese_deadline
from clienttrack.notes.english_days import HOUR, IN_STEPS, plainly, without_hour
from clienttrack.notes.english_promises import is_promised, without_dash

MOST_DAYS_TRIED = 3
LONGEST_DAY = 80
SOON = 3
NEARLY_A_YEAR = 300
_BY = re.compile(r"(?:^|(?<=[\s(]))(?:(?:at the[ \t]+)?latest[ \t]+)?by[ \t]+", re.IGNORECASE)
# Any other words before a day make it one only where all that follows is the day.
_ALIKE = re.compile(
    r"(?:^|(?<=[\s(]))(?:on or before|before|on|until|till|due|at|no(?:t)? later than)[ \t]+", re.IGNORECASE
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_ALONE = re.compile(
    r"(?:^|\s)\(?(today|tonight|(?:the[ \t]+day[ \t]+after[ \t]+)?tomorrow|next[ \t]+[a-z]{3,9}|"
    rf"this[ \t]+{_WEEKDAY}|{_WEEKDAY}[ \t]+next[ \t]+week|"
    rf"eod|eom|eow|end[ \t]+of[ \t]+(?:(?:the|this)[ \t]+)?(?:day|week|month|year)|{IN_STEPS})"
    rf"(?:,?[ \t]+(?:at[ \t]+)?{HOUR})?$",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"(?:the[ \t]+)?next[ \t]+{_WEEKDAY}", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(rf"^(?!.*(?:[0-9]{{4}}|年)).*(?:\b(?:{_MONTHS})[a-z]*\b|月.*[日号])", re.IGNORECASE)
_AND = frozenset({"and", "&", "和", "与", ","})
_ENDS = " \t\r.。,，;；!！)）"
MOST_MARKS = 20
_DAY_LIKE = re.compile(
    rf"""(?:the\s+)?(?:
        (?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b
        | (?:today|tonight|tomorrow|eod|eow|eom|cob|q[1-4]|周|星期|礼拜|下周|下月|月底)
        | [0-9]{{1,2}}(?:st|nd|rd|th)?[ \t.]+(?:{_MONTHS})[a-z]*\b
        | (?:january|february|march|april|june|july|august|september|october|november|december)\b
        | (?:{_MONTHS})\.?[ \t]+[0-9]
        | [0-9]{{1,2}}(?:st|nd|rd|th)\b
        | [0-9]{{1,4}}(?:[/-][0-9]{{1,2}})+(?![0-9]*[ \t]*%)
        | [0-9]{{1,2}}\.[0-9]{{1,2}}\.
        | [+-][0-9] | in[ \t]+(?:[0-9]|(?:an?|one|two|three|four|five|six)[ \t])
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_PERHAPS_A_DAY = re.compile(r"(?:the\s+)?(?:next|last|this|end)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words of a promise without its day, and the day; ``told`` are the words of a day at the end of the line.

    An ``hour`` belongs to the words of the promise; ``doubt`` says what perhaps was meant otherwise.
    """

    text: str
    day: date | None = None
    told: str | None = None
    hour: str | None = None
    doubt: str | None = None


def deadline(text: str, *, today: date) -> Deadline:
    """Part the words of a promise from its day; where the words leave a doubt they stay as they are.

    Raises ``UnreadableDay`` where something that looks like a day is none; ``Stand by me`` does not look like one.
    """
    words = _without_marks(text)
    begun = [*_BY.finditer(words)][-MOST_DAYS_TRIED:]
    by = {found.start() for found in begun}
    told = [(found.start(), found.end()) for found in (*begun, *[*_ALIKE.finditer(words)][-2:])]
    told += [(found.start(1), found.start(1)) for found in _ALONE.finditer(words)]
    contradicted = None
    for start, end in told:
        try:
            day, hour = _day(words[end:], today)
        except UnreadableDay as unread:
            if start in by and isinstance(unread, ContradictedDay):
                contradicted = unread
            continue
        if day < today and start not in by:
            continue
        _refuse_two_days(words, begun, start)
        marker = " ".join(words[start:end].casefold().split())
        if is_promised(marker, words[:start], days_ahead=(day - today).days):
            left = _joined(words[:start].removesuffix("("), text[len(words) :])
            doubt = _doubt(words[end:], day, today)
            return Deadline(left, day, _closed(words[start:]), _hour(marker, hour), doubt)
        if marker:
            return Deadline(text, doubt=_doubt_about_on(marker, words[start:end], words[end:]))
    if contradicted is not None:
        raise contradicted
    for found in begun:
        if _DAY_LIKE.match(text, found.end()) or _PERHAPS_A_DAY.match(text, found.end()):
            raise UnreadableDay(words[found.end() :])
    return _chinese(text, len(words), today)


def _day(words: str, today: date) -> tuple[date, str | None]:
    if len(words) > LONGEST_DAY:
        raise UnreadableDay(words)
    told, hour = without_hour(words)
    try:
        return read_day(plainly(told, today=today), today=today, direction=DayDirection.COMING), hour
    except ContradictedDay as error:
        raise ContradictedDay(told, error.day) from error


def _hour(marker: str, hour: str | None) -> str | None:
    if hour is None:
        return None
    return f"{marker if marker in ('until', 'till') else 'at' if marker in ('', 'on', 'at') else 'by'} {hour}"


def _refuse_two_days(words: str, begun: list[re.Match[str]], start: int) -> None:
    for found in begun:
        if found.start() < start and _DAY_LIKE.match(words, found.end()):
            raise UnreadableDay(words[found.end() :])


def _doubt(words: str, day: date, today: date) -> str | None:
    ahead = (day - today).days
    if ahead <= SOON and _NEXT.fullmatch(words):
        return f"'{words}' was taken as {_named(day)}, the first one to come; write the day if a later one is meant."
    if ahead >= NEARLY_A_YEAR and _WITHOUT_YEAR.search(words):
        return f"'{words}' was taken as {_named(day)} {day.year}; write the year if another is meant."
    return None


def _named(day: date) -> str:
    return f"{WEEKDAY_ABBREVIATIONS[day.weekday()]} {day.day} {MONTH_ABBREVIATIONS[day.month - 1]}"


def _doubt_about_on(marker: str, said: str, words: str) -> str | None:
    if marker not in ("on", "at"):
        return None
    return f"'{said}{words}' stays in the words; write 'by {words}' to make it the day."


def _closed(words: str) -> str:
    return f"{words})" if words.count("(") > words.count(")") else words


def _without_marks(text: str) -> str:
    """Give a text without the names and the priority that may stand behind the day, and the end of the sentence."""
    left = text.rstrip(_ENDS)
    for _ in range(MOST_MARKS):
        before, _, last = left.rpartition(" ")
        if left.endswith('"') and '@"' in left:
            left = left[: left.rindex('@"')].rstrip(_ENDS)
        elif last.startswith(("@", "!", "！")) or (last in _AND and left != text):
            left = before.rstrip(_ENDS)
        else:
            break
    return left


def _chinese(text: str, end: int, today: date) -> Deadline:
    found = chinese_deadline(text, end, today=today)
    if found is None:
        return Deadline(text)
    told = text[found.start : found.end] if found.end == end else None
    if found.day < today and (told is None or not found.announced):
        return Deadline(text)
    doubt = _doubt(text[found.start : found.end], found.day, today)
    return Deadline(_joined(text[: found.start], text[found.end :]), found.day, told, doubt=doubt)


def _joined(before: str, after: str) -> str:
    """Join what stands around a day, without the comma before it and the end of a sentence that it was."""
    end = after.lstrip(_ENDS)
    if before.endswith(("(", "（")) and after.startswith((")", "）")):
        before = before[:-1]
    apart = any(letter.isspace() for letter in after[: len(after) - len(end)])
    return f"{without_dash(before.rstrip(' ,，;；、'))}{' ' if end and before and apart else ''}{end}"

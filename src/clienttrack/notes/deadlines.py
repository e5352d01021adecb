"""The day by which something is promised, as notes tell it: ``by fri`` at the end of a line, or 周五前 in Chinese."""

import re
from dataclasses import dataclass
from datetime import date

from clienttrack.chinese_days import DAY, WITHIN
from clienttrack.dates import DayDirection, UnreadableDay, read_day
from clienttrack.notes.english_days import IN_STEPS, plainly

MOST_DAYS_TRIED = 3
_BY = re.compile(r"(?:^|(?<=[\s(]))by[ \t]+", re.IGNORECASE)
# Any other words before a day make it one only where all that follows is the day.
_ALIKE = re.compile(r"(?:^|(?<=[\s(]))(?:before|on|until|till|due|at|no later than)[ \t]+", re.IGNORECASE)
# Behind one of these words tomorrow is no day by which something is done: `prepare for tomorrow`.
_ALONE = re.compile(
    r"(?<!\bfor)(?<!\bof)(?<!\bfrom)(?<!\babout)(?<!\bafter)(?<!\bsince)(?<!\bto)(?<!\bthe)(?<!\band)(?<!\bor)"
    r"(?:^|\s)\(?(today|tonight|(?:the[ \t]+day[ \t]+after[ \t]+)?tomorrow|next[ \t]+[a-z]{3,9}|"
    rf"eod|eom|end[ \t]+of[ \t]+(?:the[ \t]+)?(?:day|month|year)|{IN_STEPS})$",
    re.IGNORECASE,
)
_AND = frozenset({"and", "&", "和", "与", ","})
_ENDS = " \t\r.。,，;；!！)）"
MOST_MARKS = 20
_ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# 周五前后 is about Friday, and 周五前的报价 or 三天内部测试 are things.
_BEFORE_IT = "(?:(?:之前|以前)(?!的)|前(?![台后面来往端期沿景的]))"
_WORK_ENDS = "(?:下班|收工)"
_BEFORE = re.compile(
    rf"(?<![0-9上下大每个各一二三四五六七八九十百千万两半年])(?<![0-9][.])(?:最迟|最晚)?在?"
    rf"(?:(?P<day>{_ISO}|{DAY}) ?{_WORK_ENDS}?{_BEFORE_IT}|"
    rf"(?P<within>{WITHIN})(?:(?<=内)(?![的部容])|(?<=后)(?![的台续面期]))|"
    rf"(?:^|(?<=[\s,，、;；。(（在迟晚])){_WORK_ENDS}{_BEFORE_IT})"
)
_NO_DEADLINE = "[的到至和或与、前]|之前|以前|左右|上下|[-~～–—]"
_FIRST = re.compile(rf"(?P<day>{DAY})(?!{_NO_DEADLINE})")
_LAST = re.compile(rf"(?:^|(?<=[\s,，、;；(（]))(?:最迟|最晚|不晚于)?在?(?P<day>{DAY})$")
_VAGUE_BEFORE = re.compile(
    r"(?<![每各个])(?:(?:[前去今明后]|[0-9]{4})年(?:[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}[日号]|[初中底末])?)?|"
    r"[0-9一二三四五六七八九十]{1,3}月[初中底末]|"
    r"[0-9]+[日号月]|(?:下下|[上下本这]个?|[0-9]+)?(?:周|星期|礼拜|月|年)[初中末底]?)"
    rf"{_BEFORE_IT}"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_DAY_LIKE = re.compile(
    rf"""(?:the\s+)?(?:
        (?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b
        | (?:today|tonight|tomorrow|next|last|this|end|eod|eow|eom|cob|q[1-4]|周|星期|礼拜|下周|下月|月底)
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


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words of a promise without its day, and the day; ``told`` are the words of a day at the end of the line."""

    text: str
    day: date | None = None
    told: str | None = None


def deadline(text: str, *, today: date) -> Deadline:
    """Part the words of a promise from its day.

    Raises ``UnreadableDay`` where something that looks like a day is none; ``Stand by me`` does not look like one.
    """
    words = _without_marks(text)
    begun = [*_BY.finditer(words)][-MOST_DAYS_TRIED:]
    by = {found.start() for found in begun}
    told = [(found.start(), found.end()) for found in (*begun, *[*_ALIKE.finditer(words)][-1:])]
    told += [(found.start(1), found.start(1)) for found in _ALONE.finditer(words)]
    for start, end in told:
        try:
            day = read_day(plainly(words[end:], today=today), today=today, direction=DayDirection.COMING)
        except UnreadableDay:
            continue
        if day < today and start not in by:
            continue
        return Deadline(_joined(words[:start].removesuffix("("), text[len(words) :]), day, words[start:])
    for found in begun:
        if _DAY_LIKE.match(text, found.end()):
            raise UnreadableDay(words[found.end() :])
    return _before(text, len(words), today)


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


def _before(text: str, end: int, today: date) -> Deadline:
    if parted := _chinese(text, end, today):
        return parted
    if vague := _VAGUE_BEFORE.search(text):
        raise UnreadableDay(vague[0])
    return Deadline(text)


def _chinese(text: str, end: int, today: date) -> Deadline | None:
    found = _BEFORE.search(text) or _FIRST.match(text) or _LAST.search(text, 0, end)
    if found is None:
        return None
    groups = found.groupdict()
    words = groups["day"] or groups.get("within") or "今天"
    day = read_day(words, today=today, direction=DayDirection.COMING)
    told = found[0] if found.end() == end else None
    if day < today and (told is None or found.re is not _BEFORE):
        return Deadline(text)
    return Deadline(_joined(text[: found.start()], text[found.end() :]), day, told)


def _joined(before: str, after: str) -> str:
    """Join what stands around a day, without the comma before it and the end of a sentence that it was."""
    end = after.lstrip(_ENDS)
    if before.endswith(("(", "（")) and after.startswith((")", "）")):
        before = before[:-1]
    return f"{before.rstrip(' ,，;；、')}{' ' if end and before and after[:1].isspace() else ''}{end}"

"""Where Chinese notes tell the day by which something is promised: 周五前 anywhere, 周五 at an end."""

import re
from dataclasses import dataclass
from datetime import date

from clienttrack.chinese_days import BARE_WEEKDAY, DAY, WITHIN
from clienttrack.dates import ContradictedDay, DayDirection, UnreadableDay, read_day

_ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ANY_DAY = f"{_ISO}|{DAY}"
# 12月5日（周六） names one day twice.
_TOLD = rf"(?P<day>{_ANY_DAY})(?: ?[（(] ?(?P<inside>{_ANY_DAY})(?: ?[)）]|$)| ?(?P<beside>{_ANY_DAY}))?+"
# 周五前后 is about Friday, 周五前三天 is another day, and 周五前的报价 or 三天内部测试 are things.
_SPAN = "[0-9一二两三四五六七八九十几半]+个?(?:天|日|周|星期|礼拜|月|小时)"
_BEFORE_IT = f"(?:(?:之前|以前)(?!的)|前(?![夕台后面来往端期沿景的]|{_SPAN}))"
_WORK_ENDS = "(?:下班|收工)"
_AT_LATEST = "(?:最迟|最晚|不(?:得|要|能)?[晚迟]于|不超过)?"
_BEFORE = re.compile(
    rf"(?<![0-9上下大每各逢隔本这个几数今明去前年一二三四五六七八九十百千万两半])(?<![0-9][.])(?<!个把)(?:截[止至])?{_AT_LATEST}在?(?:未来|接下来|再?过)?"
    rf"(?:{_TOLD} ?{_WORK_ENDS}?{_BEFORE_IT}|"
    rf"(?P<within>{WITHIN})(?:(?<=内)(?![的部容])|(?<=后)(?![的台续面期]))|"
    rf"(?:^|(?<=[\s,，、;；。(（在迟晚])){_WORK_ENDS}{_BEFORE_IT})"
)
_NO_DEADLINE = (
    "[的到至和或与、前后才]|起(?!草)|开始|[之以][前后]|左右|上下|[-~～–—]|会[议上后前]|[例晨周]会|活动|当天|那天|培训"
)
_FIRST = re.compile(rf"{_AT_LATEST}{_TOLD}(?!{_NO_DEADLINE})")
_LAST = re.compile(rf"(?:^|(?<=[\s,，、;；(（])){_AT_LATEST}在?{_TOLD}$")
_VAGUE_BEFORE = re.compile(
    r"(?<![每各个])(?:(?:[前去今明后]|[0-9]{4})年(?:[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}[日号]|[初中底末])?)?|"
    r"[0-9一二三四五六七八九十]{1,3}月[初中底末]|"
    r"[0-9]+[日号月]|(?:下下|[上下本这]个?|[0-9]+)?(?:周|星期|礼拜|月|年)[初中末底]?)"
    rf"{_BEFORE_IT}"
)
_OR = "(?:或者?|还是|和|与|到|至|[、，,~～–—-])"
_TWO_DAYS = re.compile(rf"(?:{_ANY_DAY}){_BEFORE_IT}?\s*{_OR}\s*在?(?:{_ANY_DAY}) ?{_WORK_ENDS}?{_BEFORE_IT}")
_ANOTHER_DAY = re.compile(rf"(?:{_ANY_DAY})\s*{_OR}\s*$")
# 签约后三天内 counts from the signing, and 推迟到周五前 needs its end.
_LEADS_TO_IT = ("后", "起", "或", "或者", "还是", "到", "至", "从", "自", "于", "约", "大概")
LONGEST_CLAUSE = 60
_NOT = (
    "(?:(?<![特级分区个告类性识差鉴辨])别(?![忘人的处家])|(?<![能可是要会用该])不[要能得可必用准许会应该](?![忘晚迟])|"
    "勿(?!忘)|禁止|没|未(?!来)|无[需须])"
)
_NO_PROMISE_BEFORE = re.compile(rf"(?:{_NOT}|如果|倘?若|要是|假如|万一|除非|不行|来不及)[^，,；;。：:]*$")
_NO_PROMISE_BEHIND = re.compile(
    rf"\s*(?:请|先|都|还|你们?|我们?|他们?|客户|对方)*{_NOT}|\s*不(?![晚迟仅但断])|(?:生效|到期|交付|发布|上线|举行|召开)的|"
    r"(?:说|谈|提|聊|讲|讨论|商定|约好|约定|答应|承诺|收到|发来|寄来|送来|开会)[^，,；;。\s]{0,4}[的过了]"
)


@dataclass(frozen=True, slots=True)
class ChineseDeadline:
    """A day and where its words stand; ``announced`` by 前 or 内, not by its place alone."""

    day: date
    start: int
    end: int
    announced: bool


def chinese_deadline(text: str, end: int, *, today: date) -> ChineseDeadline | None:
    """Find the day of a promise whose words end before the marks at ``end``; raises ``UnreadableDay``."""
    if two := _TWO_DAYS.search(text):
        raise UnreadableDay(two[0])
    found = _BEFORE.search(text) or _FIRST.match(text) or _LAST.search(text, 0, end)
    if found is None:
        if vague := _VAGUE_BEFORE.search(text):
            raise UnreadableDay(vague[0])
        return None
    if not _is_promised(text, found):
        return None
    again = _BEFORE.search(text, found.end())
    if again and not again[0].endswith("后") and _is_promised(text, again):
        raise UnreadableDay(text[found.start() : again.end()])
    return ChineseDeadline(_day(found, today), found.start(), found.end(), found.re is _BEFORE)


def _is_promised(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start()][-LONGEST_CLAUSE:]
    return not (
        before.rstrip().endswith(_LEADS_TO_IT)
        or _ANOTHER_DAY.search(before)
        or _NO_PROMISE_BEFORE.search(before)
        or _NO_PROMISE_BEHIND.match(text, found.end())
    )


def _day(found: re.Match[str], today: date) -> date:
    told = found.groupdict()
    first, second = told["day"], told["inside"] or told["beside"]
    if second is None:
        return _read(first or told.get("within") or "今天", today)
    if re.fullmatch(BARE_WEEKDAY, first):
        first, second = second, first
    day, other = _read(first, today), _read(second, today)
    agree = day.weekday() == other.weekday() if re.fullmatch(BARE_WEEKDAY, second) else day == other
    if re.fullmatch(BARE_WEEKDAY, first):
        raise UnreadableDay(found[0])
    if not agree:
        raise ContradictedDay(found[0], day, other=None if re.fullmatch(BARE_WEEKDAY, second) else other)
    return day


def _read(words: str, today: date) -> date:
    return read_day(words, today=today, direction=DayDirection.COMING)

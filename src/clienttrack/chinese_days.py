"""Days as Chinese words, told in the English words that `dates` reads."""

import re
from datetime import date

_NAMES = {
    **dict.fromkeys(("今日", "今天"), "today"),
    **dict.fromkeys(("昨日", "昨天"), "yesterday"),
    **dict.fromkeys(("明日", "明天"), "tomorrow"),
    "前天": "-2d",
    "大前天": "-3d",
    "后天": "+2d",
    "大后天": "+3d",
    **dict.fromkeys(("月底", "月末", "本月底", "本月末", "这个月底", "这个月末"), "end of month"),
    **dict.fromkeys(("下月底", "下月末", "下个月底", "下个月末"), "end of next month"),
    **dict.fromkeys(("年底", "年末", "今年底", "今年年底"), "end of year"),
}
_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# In Chinese the Friday of next week is meant, not the next Friday to come.
_WEEKS_AHEAD = {"上": -1, "本": 0, "这": 0, "下": 1}
_DIGITS = {name: number for number, name in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year"}

_NUMBER = "[0-9]{1,6}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_WEEKDAY = "(?:([上下本这])个?)?(?:周|星期|礼拜)([一二三四五六日天])"
_MONTH_DAY = f"(?:([0-9]{{4}})年)?({_NUMBER})月({_NUMBER})[日号]"
_STEP = f"({_NUMBER})个?(天|日|周|星期|礼拜|月|年)"
AHEAD = f"{_STEP}(?:之后|以后|后|之内|以内|内)"
_BACK = f"{_STEP}(?:之前|以前|前)"
DAY = "|".join((*sorted(_NAMES, key=len, reverse=True), _WEEKDAY, _MONTH_DAY))


def in_english(words: str, *, today: date) -> str:
    """Give Chinese words for a day, folded as `dates.folded` does, in English; any other words as they are."""
    text = words.replace(" ", "")
    if text in _NAMES:
        return _NAMES[text]
    if match := re.fullmatch(_WEEKDAY, text):
        return _weekday(match[1], _WEEKDAYS[match[2]], today)
    if match := re.fullmatch(_MONTH_DAY, text):
        year = f"{match[1]}年" if match[1] else ""
        return f"{year}{_count(match[2])}月{_count(match[3])}日"
    if match := re.fullmatch(AHEAD, text):
        return f"in {_count(match[1])} {_UNITS[match[2]]}s"
    if match := re.fullmatch(_BACK, text):
        return f"{_count(match[1])} {_UNITS[match[2]]}s ago"
    return words


def _weekday(week: str | None, number: int, today: date) -> str:
    if week is None:
        return _ENGLISH_WEEKDAYS[number]
    return f"{7 * _WEEKS_AHEAD[week] + number - today.weekday():+}d"


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)

"""Days as Chinese words, told in the English words that `dates` reads."""

import re
from datetime import date

_NAMES = {
    **dict.fromkeys(("今日", "今天", "今晚"), "today"),
    **dict.fromkeys(("昨日", "昨天"), "yesterday"),
    **dict.fromkeys(("明日", "明天", "明早", "明晚"), "tomorrow"),
    "前天": "-2d",
    "大前天": "-3d",
    "后天": "+2d",
    "大后天": "+3d",
    **dict.fromkeys(("月底", "月末", "本月底", "本月末", "这个月底", "这个月末"), "end of month"),
    **dict.fromkeys(("下月底", "下月末", "下个月底", "下个月末"), "end of next month"),
    **dict.fromkeys(("年底", "年末"), "end of year"),
}
_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# In Chinese the Friday of next week is meant, not the next Friday to come.
_WEEKS_AHEAD = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}
_YEARS_AHEAD = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_SUNDAY = 6
_DIGITS = {name: number for number, name in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year"}

_NUMBER = "[0-9]{1,6}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_WEEK = "(上上|下下|[上下本这])个?(?:周|星期|礼拜)"
_WEEKDAY = f"(?:{_WEEK}|周|星期|礼拜)([一二三四五六日天])"
BARE_WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天]"
_YEAR = "([0-9]{4}|[前去今明后]) ?年"
_MONTH_DAY = f"(?:{_YEAR} ?)?({_NUMBER}) ?月 ?({_NUMBER}) ?[日号]"
_YEAR_END = f"{_YEAR}年?[底末]"
# Of 一两天 and 2-3天 the later is meant.
_RANGE = f"(?:(?:{_NUMBER})[-~～–—到至或]|[一二两三四五六七八](?=[二两三四五六七八九]))?"
_STEP = f"{_RANGE}({_NUMBER}) ?个?(天|日|周|星期|礼拜|月|年)"
_INSIDE = "(?:之内|以内|内)"
AHEAD = f"{_STEP}(?:之后|以后|后|{_INSIDE})"
_BACK = f"({_NUMBER})个?(天|日|周|星期|礼拜|月|年)(?:之前|以前|前)"
_WITHIN_WEEK = f"{_WEEK}{_INSIDE}"
_WITHIN = {
    **dict.fromkeys(("月", "本月", "这月", "这个月"), "end of month"),
    **dict.fromkeys(("下月", "下个月"), "end of next month"),
    **dict.fromkeys(("年", "今年", "本年"), "end of year"),
}
_WITHIN_MONTH = f"({'|'.join(sorted(_WITHIN, key=len, reverse=True))}){_INSIDE}"
_HALVES = {"半个月": "+15d", "半年": "+6m"}
_HALF = f"({'|'.join(_HALVES)})(?:之后|以后|后|{_INSIDE})"
WITHIN = f"{AHEAD}|{_WITHIN_WEEK}|{_WITHIN_MONTH}|{_HALF}"
DAY = "|".join((*sorted(_NAMES, key=len, reverse=True), _WEEKDAY, _MONTH_DAY, _YEAR_END))


def in_english(words: str, *, today: date) -> str:
    """Give Chinese words for a day, folded as `dates.folded` does, in English; any other words as they are."""
    text = words.replace(" ", "")
    if text in _NAMES:
        return _NAMES[text]
    if match := re.fullmatch(_WEEKDAY, text):
        return _weekday(match[1], _WEEKDAYS[match[2]], today)
    if match := re.fullmatch(_MONTH_DAY, text):
        year = f"{_year(match[1], today)}年" if match[1] else ""
        return f"{year}{_count(match[2])}月{_count(match[3])}日"
    if match := re.fullmatch(_YEAR_END, text):
        return f"{_year(match[1], today)}-12-31"
    if match := re.fullmatch(AHEAD, text):
        return f"in {_count(match[1])} {_UNITS[match[2]]}s"
    if match := re.fullmatch(_BACK, text):
        return f"{_count(match[1])} {_UNITS[match[2]]}s ago"
    if match := re.fullmatch(_WITHIN_WEEK, text):
        return _weekday(match[1], _SUNDAY, today)
    if match := re.fullmatch(_WITHIN_MONTH, text):
        return _WITHIN[match[1]]
    if match := re.fullmatch(_HALF, text):
        return _HALVES[match[1]]
    return words


def _weekday(week: str | None, number: int, today: date) -> str:
    if week is None:
        return _ENGLISH_WEEKDAYS[number]
    return f"{7 * _WEEKS_AHEAD[week] + number - today.weekday():+}d"


def _year(text: str, today: date) -> int:
    return int(text) if text.isdecimal() else today.year + _YEARS_AHEAD[text]


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)

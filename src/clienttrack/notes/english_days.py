"""Days as English notes tell them, in the words that `dates` reads."""

import re
from datetime import date

_COUNTS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
} | {"a": 1, "an": 1}
_COUNT = f"[0-9]{{1,6}}|{'|'.join(_COUNTS)}"
_UNIT = "(?:day|week|month|year)s?"
_SPACE = r"[ \t]+"
IN_STEPS = (
    rf"(?:within|in){_SPACE}(?:the{_SPACE}next{_SPACE})?"
    rf"(?:(?:{_COUNT})(?:[ \t]*[-–—][ \t]*|{_SPACE}(?:to|or){_SPACE}))?"
    rf"(?:(?:{_COUNT}){_SPACE}{_UNIT}|(?:a|one){_SPACE}{_UNIT}{_SPACE}or{_SPACE}two)"
)
_END_OF_DAY = "(?:end of day|end of the day|end of business|close of business|eod|cob|tonight)"
_FRIDAY = 4
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALWAYS = {
    "day after tomorrow": "+2d",
    **dict.fromkeys(("end of the month", "end of this month", "this month", "month end", "eom"), "end of month"),
    **dict.fromkeys(("end of the year", "end of this year", "this year"), "end of year"),
    "end of today": "today",
    "end of tomorrow": "tomorrow",
}
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_NAMED = f"(?:{'|'.join(_WEEKDAYS)})(?:s|rs|nes|ur|urs)?(?:day)?"
HOUR = r"(?:[0-9]{1,2}(?::[0-9]{2})?[ \t]*[ap]\.?m\.?|[0-9]{1,2}:[0-9]{2}|noon|midday)"
_WITHHOUR = re.compile(
    rf"(?:at{_SPACE})?(?P<first>{HOUR}),?{_SPACE}(?:on{_SPACE})?(?P<after>\S.*)"
    rf"|(?P<before>\S.*?),?{_SPACE}(?:at{_SPACE})?(?P<last>{HOUR})",
    re.IGNORECASE,
)
_SPELLINGS = (
    ("^latest |,? (?:at (?:the )?)?latest$", ""),
    (rf"\b({_NAMED}|{_MONTH})\.(?= |$)", r"\1"),
    (r"\b(tue|thu|wed)(?:s|r|rs)(?=[ ,]|$)", r"\1"),
    (rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?={_MONTH}\b)", r"\1 "),
    (rf"\b({_MONTH}) (?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)\b", r"\1 \2"),
    (rf"^({_NAMED}),? the (?=[0-9])", r"\1 "),
    (rf"^([^(]*[0-9][^(,]*),? \(?({_NAMED})\)?$", r"\2 \1"),
    (rf"^({_NAMED})(?: of)? this week$|^this week (?:on )?({_NAMED})$", r"this \1\2"),
)
_NEXT_WEEK = rf"({_NAMED})(?: of)? next week|next week (?:on )?({_NAMED})|end of next week"
_THIS_WEEK = "this week|end of (?:the |this )?week|eow"


def without_hour(words: str) -> tuple[str, str | None]:
    """Part words for a day from the hour before or behind them."""
    found = _WITHHOUR.fullmatch(words)
    if found is None:
        return words, None
    return found["after"] or found["before"], found["first"] or found["last"]


def plainly(words: str, *, today: date) -> str:
    """Give words for a day as `read_day` takes them; any other words as they are.

    Of a day or two the second is meant, and the end of a day is that day.
    """
    text = " ".join(words.casefold().split()).removeprefix("the ")
    for spelling, plain in _SPELLINGS:
        text = re.sub(spelling, plain, text)
    text = re.sub(f"^{_END_OF_DAY}(?: on)? (?=.)|(?<=.) {_END_OF_DAY}$", "", text)
    if re.fullmatch(_END_OF_DAY, text):
        return "today"
    if text in _ALWAYS:
        return _ALWAYS[text]
    if re.fullmatch(IN_STEPS, text):
        return _in_steps(text)
    if found := re.fullmatch(_NEXT_WEEK, text):
        return f"+{7 - today.weekday() + _number(found[1] or found[2])}d"
    if re.fullmatch(_THIS_WEEK, text):
        return words if today.weekday() > _FRIDAY else f"+{_FRIDAY - today.weekday()}d"
    if text.startswith("this ") and text[5:8] in _WEEKDAYS:
        ahead = _WEEKDAYS.index(text[5:8]) - today.weekday()
        return words if ahead < 0 else "today" if ahead == 0 else text.removeprefix("this ")
    return text


def _number(weekday: str | None) -> int:
    return _FRIDAY if weekday is None else _WEEKDAYS.index(weekday[:3])


def _in_steps(text: str) -> str:
    unit = re.findall("day|week|month|year", text)[0]
    count = "two" if text.endswith(" two") else re.findall(rf"\b(?:{_COUNT})\b(?= {unit})", text)[-1]
    return f"in {_COUNTS.get(count, count)} {unit}s"

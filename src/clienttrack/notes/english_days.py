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
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALWAYS = {
    "day after tomorrow": "+2d",
    **dict.fromkeys(("end of the month", "month end", "eom"), "end of month"),
    "end of the year": "end of year",
    "end of today": "today",
    "end of tomorrow": "tomorrow",
}


def plainly(words: str, *, today: date) -> str:
    """Give words for a day as `read_day` takes them; any other words as they are.

    Of a day or two the second is meant, and the end of a day is that day.
    """
    text = " ".join(words.casefold().split()).removeprefix("the ")
    text = re.sub(f"^{_END_OF_DAY}(?: on)? (?=.)|(?<=.) {_END_OF_DAY}$", "", text)
    if re.fullmatch(_END_OF_DAY, text):
        return "today"
    if text in _ALWAYS:
        return _ALWAYS[text]
    if re.fullmatch(IN_STEPS, text):
        return _in_steps(text)
    if text.startswith("this ") and text[5:8] in _WEEKDAYS:
        ahead = _WEEKDAYS.index(text[5:8]) - today.weekday()
        return words if ahead < 0 else "today" if ahead == 0 else text.removeprefix("this ")
    return text


def _in_steps(text: str) -> str:
    unit = re.findall("day|week|month|year", text)[0]
    count = "two" if text.endswith(" two") else re.findall(rf"\b(?:{_COUNT})\b(?= {unit})", text)[-1]
    return f"in {_COUNTS.get(count, count)} {unit}s"

"""What a cell says, read by the field it stands for; a cell that cannot be taken raises ``Unusable``."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from clienttrack import money
from clienttrack.cadence import Interval, parse_repeat
from clienttrack.cells import split_values
from clienttrack.errors import UsageProblem
from clienttrack.names import fold, is_handle
from clienttrack.screen import shortened
from clienttrack.slices.contacts.rules import LabelledAddress, ReadAddress, read_email, read_phone
from clienttrack.slices.mappings.rules.fields import CLIENT_KINDS
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import (
    AddressKind,
    DecisionPart,
    Direction,
    Level,
    LostReason,
    Side,
    Stage,
    TaskStatus,
    TouchKind,
)

Read = Callable[[str], Any]
CUSTOMER = "customer"  # what foreign tables call a client with whom work has begun, without saying how long ago
EMPTY_WORDS = frozenset(
    {
        *("null", "none", "nil", "nan", "n/a", "#n/a", "na", "-", "--", "—", "(none)", "(blank)", "无", "暂无"),
        *("0000-00-00", "0000-00-00 00:00:00", "0/0/00", "00/00/0000", "000000000000000aaa", "000000000000000"),
    }
)
_SEVERAL = r":::|[;；、\n\r]+"
_TAGS = r":::|[,;|，；、]"
_YES = {*("yes", "y", "true", "1", "done", "completed", "closed", "held", "是", "已完成"), "x"}
_NO = {*("no", "n", "false", "0", "to do", "todo", "open", "not started", "in progress", "planned", "否", "未完成")}
_LONG_ID = 18
_PLAIN_EMAIL = re.compile(r"[a-zA-Z0-9_][\w.+-]*@[a-zA-Z0-9][\w.-]*", re.ASCII)
_PLAIN_PHONE = re.compile(r"[+0-9][0-9 .-]*[0-9]", re.ASCII)
_NUMBER_OF_A_RECORD = re.compile("[1-9][0-9]{0,17}", re.ASCII)
_SHORTEST_NUMBER = 7  # digits of a phone number that can be dialled by itself
CELLS_REMEMBERED = 4096
LONGEST_REMEMBERED = 200


class Remembered(dict[str, Any]):
    """What was read of cells that are often met again; all is forgotten when there are too many."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: str) -> Any:
        found = self.read(cell)
        if len(cell) <= LONGEST_REMEMBERED:
            if len(self) >= CELLS_REMEMBERED:
                self.clear()
            self[cell] = found
        return found


def key(cell: str) -> str:
    """Give an id or another key: of one width, without blanks round it, otherwise exact."""
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell).strip()


def salesforce_id(cell: str) -> str:
    """Give the first 15 characters of an 18-character id, which name the record alone."""
    found = key(cell)
    return found[:15] if len(found) == _LONG_ID and found.isalnum() else found


def keys(cell: str, also: Sequence[str] = ()) -> str:
    """Give an id, or several as a JSON list: which of them is meant, the book and the other files tell."""
    found = several(cell, also)
    return json.dumps(found, ensure_ascii=False) if len(found) > 1 else "".join(found)


def several(cell: str, also: Sequence[str] = ()) -> list[str]:
    """Cut a cell that holds several values: at what all systems write between them, and at what a mapping tells."""
    return [part for part in (key(part) for part in _splitter(_SEVERAL, (*also,)).split(cell)) if part]


@cache
def _splitter(known: str, also: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join([known, *(re.escape(mark.strip() or mark) for mark in also)]))


def tags(cell: str, also: Sequence[str] = ()) -> list[str]:
    """Give the tags of a cell; what Google marks as its own groups is left out."""
    parts = (part.strip() for part in _splitter(_TAGS, (*also,)).split(cell))
    return [part for part in parts if part and not part.startswith("* ")]


def handle(cell: str) -> str:
    """Read a handle."""
    found = key(cell).lower().removeprefix("@")
    if not is_handle(found):
        raise Unusable(
            "type-error", f"'{shortened(cell, 60)}' is no handle; use up to 40 of a to z, 0 to 9, '-' and '_'"
        )
    return found


def domain(cell: str) -> str:
    """Read a domain, or the domain of a web address."""
    bare = re.sub(r"^[a-z]+://", "", key(cell).casefold())
    return re.split("[/?#:]", bare, maxsplit=1)[0].removeprefix("www.").rstrip(".")


def one_of(words: Iterable[str], what: str) -> Read:
    """Make a reader of the words of a fixed list."""
    known = {fold(word): word for word in words}

    def read(cell: str) -> str:
        word = known.get(fold(cell).replace(" ", "-")) or known.get(fold(cell))
        if word is None:
            raise Unusable("type-error", f"'{shortened(cell, 60)}' is no {what}; write {', '.join(known.values())}")
        return str(word)

    return read


def client_kind(cell: str) -> str:
    """Read whether a client is an organisation or a person."""
    kind = CLIENT_KINDS.get(fold(cell))
    if kind is None:
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is no kind of client; write organisation or person")
    return kind


def yes_or_no(cell: str) -> bool:
    """Read whether something is so."""
    word = fold(cell)
    if word not in _YES | _NO:
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is neither yes nor no")
    return word in _YES


def minutes(cell: str) -> int:
    """Read a length: minutes as a whole number, or hours, minutes and seconds as ``1:30:00``."""
    text = key(cell)
    if re.fullmatch(r"\d{1,5}(\.0+)?", text):
        return int(float(text))
    if match := re.fullmatch(r"(\d{1,4}):(\d{2})(?::(\d{2}))?", text):
        return int(match[1]) * 60 + int(match[2]) + (int(match[3] or 0) >= 30)
    raise Unusable("type-error", f"'{shortened(cell, 60)}' is no length; write minutes as a whole number")


def cadence(cell: str) -> str:
    """Read an interval."""
    return str(_ours(lambda: Interval.parse(key(cell))))


def repeat(cell: str) -> tuple[str, str]:
    """Read how a promise repeats: its kind and interval."""
    kind, interval = _ours(lambda: parse_repeat(key(cell)))
    return str(kind), str(interval)


def currency(cell: str) -> str:
    """Read an ISO 4217 code."""
    return str(_ours(lambda: money.checked_currency(key(cell))))


def _ours(read: Callable[[], Any]) -> Any:
    """Turn an error of ours, which is a sentence for the command line, into one of a cell."""
    try:
        return read()
    except UsageProblem as error:
        raise Unusable("type-error", str(error).rstrip(".")) from error


_AMOUNT = re.compile(r"[\d.,'\s]*\d[\d.,'\s]*[km]?", re.IGNORECASE)


def plain_amount(words: str, decimal: str | None) -> str:
    """Give an amount or range without thousands marks, currency signs and with a point before the decimals.

    ``decimal`` is the decimal mark of the table; where it is not told, the last of two different marks is one, and a
    single mark with other than three digits behind it. Raises ``Unusable`` for one that may be either.
    """
    return re.sub(r"\s*[-–—~至]\s*", "-", "".join(_plainly(words, decimal)))


def _plainly(words: str, decimal: str | None) -> Iterable[str]:
    at = 0
    for match in _AMOUNT.finditer(words):
        yield re.sub(r"[^\d\-–—~至]", "", words[at : match.start()])
        yield _one_amount(match[0].replace("'", "").replace(" ", ""), decimal)
        at = match.end()


def _one_amount(digits: str, decimal: str | None) -> str:
    marks = [mark for mark in digits if mark in ".,"]
    if decimal is None and marks:
        last = marks[-1]
        behind = len(re.sub("[km]$", "", digits, flags=re.IGNORECASE).rpartition(last)[2])
        if len(set(marks)) == 1 and len(marks) == 1 and behind == 3:
            raise Unusable("type-error", f"'{digits}' may be a thousand or a fraction; tell the decimal mark")
        decimal = last if len(set(marks)) > 1 or len(marks) == 1 else ("," if last == "." else ".")
    for mark in ".,":
        if mark != decimal:
            digits = digits.replace(mark, "")
    return digits.replace(decimal or ".", ".")


def email(cell: str, label: str | None, also: Sequence[str] = ()) -> list[ReadAddress]:
    """Read the e-mail addresses of a cell."""
    # Most cells hold one plain address, for which the rest would only find out the same.
    if _PLAIN_EMAIL.fullmatch(cell) and not any(mark in cell for mark in also):
        return [ReadAddress(AddressKind.EMAIL, label, cell, cell, cell.lower(), valid=True)]
    parts = several(re.sub(r"\s/\s", ";", cell), (",", "|", *also))
    return [email_of(LabelledAddress(part.removeprefix("mailto:"), label)) for part in parts]


def email_of(address: LabelledAddress) -> ReadAddress:
    """Read one e-mail address."""
    try:
        return read_email(address)
    except UsageProblem as error:
        raise Unusable("type-error", f"'{shortened(address.value, 60)}' is no e-mail address") from error


def _one_phone(part: str, label: str | None, region: str) -> ReadAddress:
    read = _remembered_phone if len(part) <= LONGEST_REMEMBERED else _phone_anew
    return read(part, label, region)


def _phone_anew(part: str, label: str | None, region: str) -> ReadAddress:
    try:
        return read_phone(LabelledAddress(part, label), region)
    except UsageProblem as error:
        raise Unusable("type-error", f"'{shortened(part, 60)}' is no phone number") from error


_remembered_phone = lru_cache(maxsize=16384)(_phone_anew)


def phone(cell: str, label: str | None, region: str, also: Sequence[str] = ()) -> list[ReadAddress]:
    """Read the phone numbers of a cell."""
    if _PLAIN_PHONE.fullmatch(cell) and not any(mark in cell for mark in also):
        return [_one_phone(cell, label, region)]
    return [_one_phone(one, label, region) for part in several(cell, ("|", *also)) for one in _whole_numbers(part)]


def _whole_numbers(part: str) -> list[str]:
    """Cut at commas and slashes where whole numbers stand between them, and not parts or extensions of one."""
    if "," not in part and "/" not in part:
        return [part]
    pieces = [piece.strip() for piece in re.split("[,/]", part)]
    return pieces if all(len(re.sub(r"\D", "", piece)) >= _SHORTEST_NUMBER for piece in pieces) else [part]


def own_email(value: str, label: str | None) -> ReadAddress:
    """Read an e-mail address of our own export."""
    return email_of(LabelledAddress(value, label))


def own_phone(value: str, label: str | None, region: str) -> ReadAddress:
    """Read a phone number of our own export."""
    return _one_phone(value, label, region)


def number(cell: str) -> str:
    """Read the number that our own export gives a record."""
    if not _NUMBER_OF_A_RECORD.fullmatch(cell):
        raise Unusable("type-error", f"'{shortened(cell, 60)}' is no number of a record")
    return cell


def numbers(cell: str) -> str:
    """Give the numbers that our own export names records by, as a JSON list."""
    return json.dumps(split_values(cell))


SEPARATED: Mapping[str, Callable[[str, Sequence[str]], Any]] = {
    "tags": tags,
    "aliases": several,
    "client_id": keys,
    "company_id": keys,
}
TABLE_READERS: Mapping[str, Read] = {
    "number": number,
    "with": numbers,
    "handle": handle,
    "cadence": cadence,
    "domain": domain,
    "external_id": key,
    "contact_id": key,
    "level": one_of(Level, "level"),
    "decision": one_of(DecisionPart, "part in decisions"),
    "lost_reason": one_of(LostReason, "reason"),
    "direction": one_of(Direction, "direction"),
    "side": one_of(Side, "side"),
    "status": one_of(TaskStatus, "status"),
    "minutes": minutes,
    "done": yes_or_no,
    "tier_pinned": yes_or_no,
    "currency": currency,
    "repeat": repeat,
}
WORDS = {"stage": one_of(Stage, "stage"), "touch_kind": one_of(TouchKind, "kind of touchpoint")}

"""Lines below a heading: which belong to the answer, and which become records."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from clienttrack.dates import UnreadableDay
from clienttrack.errors import UsageProblem
from clienttrack.notes import records
from clienttrack.notes.names import names_in
from clienttrack.notes.records import NoWords, RecordKind, RecordLine
from clienttrack.screen import shortened

LONGEST_SHOWN = 60
# Editors and pasted texts end lines with more than the line feed.
_OTHER_LINE_ENDS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class UnreadableRecord(UsageProblem):
    """A line that begins a record cannot be understood."""

    def __init__(self, number: int, line: str, why: Exception) -> None:
        super().__init__(f"Line {number}, '{_shown(line)}': {why} Nothing was written.")


@dataclass(frozen=True, slots=True)
class Name:
    """A contact that a line names, and where that stands."""

    words: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What becomes a record, and the names that stand in it."""

    line: RecordLine
    names: tuple[Name, ...]


@dataclass(slots=True)
class _Open:
    """A record whose end has not come yet; one that ``heads`` a list has nothing behind its own colon."""

    kind: RecordKind
    depth: int
    number: int
    line: str
    told: str
    heads: bool
    heading: bool = False
    blank: bool = False


@dataclass(slots=True)
class Section:
    """What stands below a heading, parted into the words of the answer and the records; ``doubts`` are sentences.

    No line of the ``stale`` ones, which stood there before, begins a record.
    """

    stale: frozenset[str]
    held_on: date
    words: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    records: list[NewRecord] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    _open: _Open | None = None

    def read(self, told: Iterable[tuple[int, str]]) -> None:
        """Read lines with their numbers; raises ``UnreadableRecord``."""
        for number, line in _single_lines(told):
            if line in self.stale:
                self._end()
                self.words.append(line)
            elif begun := records.begun(line):
                self._end()
                self._open = _Open(begun.kind, begun.depth, number, line, begun.told, not begun.told, begun.heading)
            elif not self._goes_on(number, line):
                self._answer(number, line)
        self._end()

    def _goes_on(self, number: int, line: str) -> bool:
        """Tell whether a line belongs to the record above it: it is indented, or stands below a bare ``risk:``."""
        one = self._open
        if one is not None and one.heads:
            return self._heads(one, number, line)
        if one is None or not line.strip() or records.depth_of(line) <= one.depth:
            return False
        one.told = records.joined(one.told, line.strip())
        return True

    def _heads(self, one: _Open, number: int, line: str) -> bool:
        """Tell whether a line belongs to the word or heading alone above it, and begin a record with each item."""
        if not line.strip():
            one.blank = True
            return True
        item = records.item_of(line)
        apart = one.blank and item is None and records.depth_of(line) <= one.depth
        ended = apart and not one.heading and (one.told or one.kind not in records.PRIVATE)
        if line.lstrip().startswith("#") or ended:
            return False
        if one.told and (item is not None or apart):
            self._end()
            self._open = one = _Open(one.kind, one.depth, number, line, "", heads=True, heading=one.heading)
        one.blank = False
        one.told = records.joined(one.told, item or line.strip())
        return True

    def _answer(self, number: int, line: str) -> None:
        above = self._open
        self._end()
        if above is not None and above.kind in records.PRIVATE and line.strip():
            self._doubt(number, line, f"stands below '{above.kind}:' without being indented")
        elif records.hides_a_record(line):
            why = "looks like a private record, but does not begin with its word and a colon"
            self._doubt(number, line, why, then="no letter tells then")
        elif records.is_like_a_promise(line):
            self._doubt(number, line, "looks like a promise, but does not begin with task: or theirs:")
        self.words.append(records.unescaped(line))
        self.names += _names(number, line, line)

    def _doubt(self, number: int, line: str, why: str, *, then: str = "letters quote") -> None:
        self.doubts.append(f"Line {number}, '{_shown(line)}', {why}; it went into the answer, which {then}.")

    def _end(self) -> None:
        """Write down the record that has come to its end; a bare word that nothing stands below is none."""
        one, self._open = self._open, None
        if one is None or (one.heads and not one.told):
            return
        try:
            record = records.record(one.kind, one.told, today=self.held_on)
        except (UnreadableDay, NoWords) as why:
            raise UnreadableRecord(one.number, one.line, why) from why
        if record.priority is not None and record.kind not in records.NEEDS:
            self.doubts.append(f"Line {one.number}, '{_shown(one.line)}': only needs have a priority; it was left out.")
        if record.doubt is not None:
            self.doubts.append(f"Line {one.number}, '{_shown(one.line)}': {record.doubt}")
        self.records.append(NewRecord(record, _names(one.number, one.told, one.line)))


def _single_lines(told: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Give lines with their numbers, parted at other line ends that a record stands behind."""
    for number, line in told:
        start = 0
        for found in _OTHER_LINE_ENDS.finditer(line):
            if records.begun(line[found.end() :]):
                yield number, line[start : found.start()]
                start = found.end()
        yield number, line[start:]


def _names(number: int, text: str, line: str) -> tuple[Name, ...]:
    return tuple(Name(name, number, line) for name in names_in(text))


def _shown(line: str) -> str:
    return shortened(line.strip(), LONGEST_SHOWN)

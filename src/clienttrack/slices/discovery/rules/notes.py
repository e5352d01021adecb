"""What a form that was filled tells: new answers, and the lines that become records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from clienttrack.forms import FormLayout, Told
from clienttrack.slices.meetings.rules.records import RecordLine, names_in, record_line

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Notes:
    """A form or free notes as they were saved; ``title`` and ``known`` say what stood in it from the beginning."""

    text: str
    title: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """A contact that a line names, and where that stands."""

    words: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A new answer to the question of that key, null for free notes, and the names that stand in it."""

    key: str | None
    text: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A line that becomes a record, and the name in it."""

    line: RecordLine
    name: Name | None


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything new that a form tells, in the order in which it stands there."""

    answers: tuple[NewAnswer, ...]
    records: tuple[NewRecord, ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing new."""
        return not self.answers and not self.records


@dataclass(slots=True)
class _Gathered:
    texts: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)


def heard(layout: FormLayout, notes: Notes, *, held_on: date) -> Heard:
    """Read what is new in a form; days are seen from the day the meeting was held.

    An answer that stands as it stood is none, and no line that stood there already becomes a record.
    """
    text = plain(notes.text)
    known = {key: plain(words).strip("\n") for key, words in notes.known.items()}
    stale = frozenset(line for words in known.values() for line in words.split("\n"))
    answers: dict[str | None, _Gathered] = {}
    records: list[NewRecord] = []
    for told in layout.told(text, notes.title):
        if told.key in known and told.text == known[told.key]:
            continue
        words, names = _parted(told, stale, records, held_on)
        if words.strip() and words != known.get(told.key or ""):
            gathered = answers.setdefault(told.key, _Gathered())
            gathered.texts.append(words)
            gathered.names.extend(names)
    return Heard(
        tuple(NewAnswer(key, "\n\n".join(one.texts), tuple(one.names)) for key, one in answers.items()), tuple(records)
    )


def plain(text: str) -> str:
    """Give a text as it is read, with the line ends of Unix and without the mark some editors begin it with."""
    return text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")


def _parted(told: Told, stale: frozenset[str], records: list[NewRecord], held_on: date) -> tuple[str, list[Name]]:
    """Part the words of an answer, which are given with the names in them, from the lines that become records."""
    words, names = [], []
    for number, line in told.lines:
        record = None if line in stale else record_line(line, today=held_on)
        if record is None:
            words.append(line)
            names += [Name(name, number, line) for name in ([] if line in stale else names_in(line))]
        else:
            name = None if record.contact is None else Name(record.contact, number, line)
            records.append(NewRecord(record, name))
    return "\n".join(words).strip("\r\n"), names


def summary(title: str, goal: str | None, answers: Iterable[str], *, longest: int) -> str:
    """Say in a line what a meeting was about: its goal, else the beginning of its first answer."""
    first = next((line for text in answers for line in text.split("\n") if line.strip()), "")
    about = " ".join((goal or first).split())
    about = about if len(about) <= longest else f"{about[: longest - 1]}…"
    return f"{title}: {about}" if about else title

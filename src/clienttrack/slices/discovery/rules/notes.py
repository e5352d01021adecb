"""What a form that was filled tells: new answers, and the lines that become records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from clienttrack.forms import FormLayout
from clienttrack.notes.sections import Name, NewRecord, Section

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Notes:
    """A form or free notes as they were saved; ``title`` and ``known`` say what stood in it from the beginning."""

    text: str
    title: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A new answer to the question of that key, null for free notes, and the names that stand in it."""

    key: str | None
    text: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything new that a form tells, in the order in which it stands there; ``doubts`` are sentences."""

    answers: tuple[NewAnswer, ...]
    records: tuple[NewRecord, ...]
    doubts: tuple[str, ...]

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

    An answer that stands as it stood is none, and no line that stood there already becomes a record. Raises
    ``UnreadableRecord``.
    """
    text = plain(notes.text)
    known = {key: plain(words).strip("\n") for key, words in notes.known.items()}
    stale = frozenset(line for words in known.values() for line in words.split("\n"))
    answers: dict[str | None, _Gathered] = {}
    records: list[NewRecord] = []
    doubts: list[str] = []
    for told in layout.told(text, notes.title):
        if told.key in known and told.text == known[told.key]:
            continue
        section = Section(stale, held_on)
        section.read(told.lines)
        records += section.records
        doubts += section.doubts
        words = "\n".join(section.words).strip("\r\n")
        if words.strip() and words != known.get(told.key or ""):
            gathered = answers.setdefault(told.key, _Gathered())
            gathered.texts.append(words)
            gathered.names.extend(section.names)
    return Heard(
        tuple(NewAnswer(key, "\n\n".join(one.texts), tuple(one.names)) for key, one in answers.items()),
        tuple(records),
        tuple(doubts),
    )


def plain(text: str) -> str:
    """Give a text as it is read, with the line ends of Unix and without the mark some editors begin it with."""
    return text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")

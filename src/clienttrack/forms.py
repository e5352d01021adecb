"""The form of a meeting: Markdown whose headings are the questions, with an answer below each.

Nothing typed into a form is lost: whatever is no heading of a question belongs to the answer above it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clienttrack.errors import UsageProblem
from clienttrack.notes.records import begun
from clienttrack.questions import FIELD_NAMES, NO_QUESTION, BrokenSet, Question, QuestionSet, heading_key, set_of_name
from clienttrack.worded import in_language

HELP = {
    "en": "Lines that begin need: implied: task: theirs: quote: risk: personal: become records; "
    "@name says whose, by fri when, !high how much it weighs.",
    "zh": "以 需求： 隐含： 任务： 对方： 原话： 风险： 个人： 开头的行会成为记录；"
    "@姓名 表示是谁，周五前 或 3月1日前 表示期限，!高 表示优先。",
}
ABOUT = {"en": "About: ", "zh": "关于："}
LONGEST_HEADING = 10_000
LONGEST_QUESTION = 500
_MARKS = re.compile(r"^[\s>*_+•–-]*(?:[0-9]{1,3}[.)、])?[\s*_]*")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+")
_OWN = re.compile(r" {0,3}#{1,2}[ \t]")
_ABOUT = re.compile(f"<!-- (?:{'|'.join(ABOUT.values())}).* -->")


class OtherQuestions(UsageProblem):
    """The headings of a form are the questions of another set than the one that was told or planned."""

    def __init__(self, asked: str, answered: str, count: int) -> None:
        self.answered = answered
        headings = "1 heading is a question" if count == 1 else f"{count} headings are questions"
        super().__init__(
            f"The questions are those of {asked}, but {headings} of {answered}. "
            f"Add --questions {answered} to take them so, or write the questions of {asked} there; nothing was written."
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form as it stands: the line of its heading and all that follows; no key before the first question."""

    key: str | None
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Told:
    """What stands below a heading, as lines with their numbers in the form; no key above the first question."""

    key: str | None
    lines: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """The lines as one text, without the empty ones around it."""
        return "\n".join(line for _, line in self.lines).strip("\r\n")


def set_meant(sets: Sequence[QuestionSet | BrokenSet], told: str | None, usual: str, text: str) -> QuestionSet:
    """Give the set of which a form has the most headings, in doubt the usual one, unless a set was told.

    Raises ``OtherQuestions`` where a form has more of another set than of the one that was told, and what looking
    for the set raises.
    """
    keys = {key for line in text.split("\n") if (key := _heading(line) or _bare(line)) is not None}
    counts = {one.name: len(keys & keys_of(one).keys()) for one in sets if keys and isinstance(one, QuestionSet)}
    best = max(counts, key=lambda name: (counts[name], name == (told or usual)), default=usual)
    if told is None:
        return set_of_name(sets, best if counts.get(best) else usual)
    asked = set_of_name(sets, told)
    if counts and counts[best] > counts[told]:
        raise OtherQuestions(told, best, counts[best])
    return asked


def keys_of(questions: QuestionSet) -> dict[str, str]:
    """Give the keys of the questions by their headings, in all languages."""
    return {_compared(words): one.key for one in questions.questions for words in one.words.values()}


class FormLayout:
    """What of a form is layout and what are answers: the headings and hints of its questions, in all languages."""

    def __init__(self, questions: QuestionSet) -> None:
        self.questions = questions.questions
        named = {_compared(name): one.key for one in questions.questions for name in FIELD_NAMES[one.field].values()}
        self._questions = keys_of(questions)
        foreign = {_compared(name): "" for names in FIELD_NAMES.values() for name in names.values()}
        # What is told of a field that nobody asked for is a note: the answer above would be quoted with it.
        self._keys = foreign | named | self._questions
        hints = (words for one in self.questions for words in one.hint.values())
        self._hints = {_hint(words) for words in (*HELP.values(), *hints)}

    def written(self, language: str, title: str, known: Mapping[str, str], about: str = "") -> str:
        """Write a form with what is known already below its questions, notes above them; ``about`` is for the eye."""
        return "\n".join(
            [
                heading_of(title),
                *([_hint(f"{in_language(ABOUT, language)}{' '.join(about.split())}")] if about.strip() else []),
                _hint(in_language(HELP, language)),
                *self._answered(known.get(NO_QUESTION, "")),
                "",
                *(self._asked(one, language, known.get(one.key, "")) for one in self.questions),
            ]
        )

    def parse(self, text: str) -> list[Section]:
        """Part a form at the headings that are questions; joined again it is the same text."""
        sections: list[tuple[str | None, str, list[str]]] = [(None, "", [])]
        for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
            key = self._key(line)
            if key is None:
                sections[-1][2].append(line)
            else:
                sections.append((key or None, line if key else "", [] if key else [line]))
        return [Section(key, heading, "".join(body)) for key, heading, body in sections]

    def told(self, text: str, title: str) -> list[Told]:
        """Give what a form tells, section by section, without headings, hints and title."""
        found = []
        number = 1
        titled = text.partition("\n")[0] == heading_of(title)
        for section in self.parse(text):
            number += bool(section.heading)
            lines = enumerate(section.body.split("\n"), start=number)
            own = [(at, line) for at, line in lines if not self._is_ours(line, at, title, titled=titled)]
            found.append(Told(section.key, tuple([(at, self._unescaped(line)) for at, line in own])))
            number += section.body.count("\n")
        return found

    def strange(self, text: str, title: str, known: Iterable[str]) -> list[str]:
        """Give the headings that are no question and belong to an answer, but for those in what was known already."""
        stale = {line for words in known for line in words.split("\n")}
        lines = [line for told in self.told(text, title) for _, line in told.lines if line not in stale]
        strange = [line for line in lines if _heading(line) is not None and begun(line) is None]
        return [line.strip() for line in strange if self._key(line) in {None, ""}]

    def _is_ours(self, line: str, number: int, title: str, *, titled: bool) -> bool:
        bare = line.rstrip("\r")
        heading = number == 1 and line == heading_of(title)
        return heading or bare in self._hints or (number == 2 and titled and _ABOUT.fullmatch(bare) is not None)

    def _asked(self, question: Question, language: str, answer: str) -> str:
        parts = [f"## {in_language(question.words, language)}"]
        parts += [_hint(in_language(question.hint, language))] if question.hint else []
        return "\n".join([*parts, *self._answered(answer), ""])

    def _answered(self, answer: str) -> list[str]:
        """Give the lines of an answer with an empty one above, those kept from being layout that would be taken so."""
        escaped = (f"\\{line}" if self._is_layout(line) else line for line in answer.split("\n"))
        return ["", *escaped] if answer else []

    def _key(self, line: str) -> str | None:
        heading = _heading(line)
        if heading is None:
            return self._questions.get(_bare(line) or "")
        # Whatever stands below a heading of the user's own is a note: the answer above would be quoted with it.
        return self._keys.get(heading, "" if _OWN.match(line) and begun(line) is None else None)

    def _is_layout(self, line: str) -> bool:
        """Tell whether a line would be taken for layout, or is one that was already kept from it by a backslash."""
        bare = line.lstrip("\\").rstrip("\r")
        return bare in self._hints or self._key(bare) is not None

    def _unescaped(self, line: str) -> str:
        return line[1:] if line.startswith("\\") and self._is_layout(line) else line


def _heading(line: str) -> str | None:
    """Give the words of a Markdown heading as they are compared, ``None`` where a line is none."""
    match = _HEADING.match(line)
    if match is None:
        return None
    words = line[match.end() :].rstrip(" \t\r\n").rstrip("#")
    return _compared(_MARKS.sub("", words, count=1)) if len(words) <= LONGEST_HEADING else None


def _bare(line: str) -> str | None:
    """Give the words of a line as they are compared, without the marks of lists and of stress around them."""
    if len(line) > LONGEST_QUESTION:
        return None
    return _compared(_MARKS.sub("", line, count=1))


def _compared(words: str) -> str:
    """Give the words of a heading as they are compared, without stress and colon at their end."""
    return heading_key(words.rstrip(" \t\r\n*_:："))


def heading_of(title: str) -> str:
    """Give the line that a form begins with."""
    return f"# {' '.join(title.split())}"


def _hint(words: str) -> str:
    return f"<!-- {words.replace('-->', '→')} -->"

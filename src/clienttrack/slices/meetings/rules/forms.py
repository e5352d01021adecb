"""The form of a meeting: Markdown whose headings are the questions, with an answer below each.

Nothing typed into a form is lost: whatever is no heading of a question belongs to the answer above it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clienttrack.questions import Question, QuestionSet, heading_key, in_language

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form as it stands: the line of its heading and all that follows; no key before the first question."""

    key: str | None
    heading: str
    body: str


class FormLayout:
    """What of a form is layout and what are answers: the headings and hints of its questions, in all languages."""

    def __init__(self, questions: QuestionSet) -> None:
        self.questions = questions.questions
        self._keys = {heading_key(words): one.key for one in self.questions for words in one.words.values()}
        self._hints = {_hint(words) for one in self.questions for words in one.hint.values()}

    def written(self, language: str, title: str, known: Mapping[str, str]) -> str:
        """Write a form with what is known already below its questions."""
        return "\n".join(
            [_title(title), *(self._asked(one, language, known.get(one.key, "")) for one in self.questions)]
        )

    def parse(self, text: str) -> list[Section]:
        """Part a form at the headings that are questions; joined again it is the same text."""
        sections: list[tuple[str | None, str, list[str]]] = [(None, "", [])]
        for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
            key = self._key(line)
            if key is None:
                sections[-1][2].append(line)
            else:
                sections.append((key, line, []))
        return [Section(key, heading, "".join(body)) for key, heading, body in sections]

    def answers(self, sections: Iterable[Section], title: str) -> dict[str | None, str]:
        """Give the answers by the keys of their questions; of a question that stands twice both, one below the other.

        What stands above the first question is under ``None``.
        """
        found: dict[str | None, list[str]] = {}
        for section in sections:
            body = section.body.removeprefix(_title(title)) if section.key is None else section.body
            lines = [line for line in body.split("\n") if line.rstrip("\r") not in self._hints]
            if text := "\n".join(map(self._unescaped, lines)).strip("\r\n"):
                found.setdefault(section.key, []).append(text)
        return {key: "\n\n".join(texts) for key, texts in found.items()}

    def _asked(self, question: Question, language: str, answer: str) -> str:
        parts = [f"## {in_language(question.words, language)}"]
        parts += [_hint(in_language(question.hint, language))] if question.hint else []
        parts += (
            ["", *(f"\\{line}" if self._is_layout(line) else line for line in answer.split("\n"))] if answer else []
        )
        return "\n".join([*parts, ""])

    def _key(self, line: str) -> str | None:
        match = _HEADING.fullmatch(line.rstrip("\r\n"))
        return self._keys.get(heading_key(match[1])) if match else None

    def _is_layout(self, line: str) -> bool:
        """Tell whether a line would be taken for layout, or is one that was already kept from it by a backslash."""
        bare = line.lstrip("\\").rstrip("\r")
        return bare in self._hints or self._key(bare) is not None

    def _unescaped(self, line: str) -> str:
        return line[1:] if line.startswith("\\") and self._is_layout(line) else line


def joined(sections: Iterable[Section]) -> str:
    """Give the text that was parsed."""
    return "".join(section.heading + section.body for section in sections)


def _title(title: str) -> str:
    return f"# {' '.join(title.split())}\n"


def _hint(words: str) -> str:
    return f"<!-- {words.replace('-->', '→')} -->"

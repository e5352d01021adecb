"""Going through the questions one at a time: skip, back, stop and keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from clienttrack.questions import Question, in_language

BACK = "<"
STOP = "."
HOW = (
    f"Enter skips and keeps what is known; an answer ends with an empty line; {BACK} goes back; "
    f"{STOP} or Ctrl-D stops and keeps a draft."
)
Asker = Callable[[str], str | None]
Teller = Callable[[str], None]


@dataclass(slots=True)
class Interview:
    """The answers so far; ``stopped`` is true when the user wants to go on another time."""

    questions: Sequence[Question]
    language: str
    known: Mapping[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    stopped: bool = False

    def carry_on(self, ask: Asker, tell: Teller, keep: Callable[[dict[str, str]], None]) -> None:
        """Ask what is to be asked; ``ask`` gives a line or null at the end of input, ``keep`` is told every line."""
        tell(HOW)
        place = 0
        while place < len(self.questions) and not self.stopped:
            tell("\n".join(self._told(place)))
            place = max(0, place + self._step(self.questions[place].key, ask, keep))

    @property
    def filled(self) -> dict[str, str]:
        """What the form holds: new answers in place of what was known."""
        return {**self.known, **self.answers}

    def _step(self, key: str, ask: Asker, keep: Callable[[dict[str, str]], None]) -> int:
        """Take the answer to a question, and give how many questions to go on by."""
        line = ask(">")
        if line is not None and line.strip() == BACK:
            return -1
        self.stopped = line is None or line.strip() == STOP
        lines: list[str] = []
        while not self.stopped and line is not None and line.strip():
            lines.append(line)
            self.answers[key] = "\n".join(lines)
            keep(self.filled)
            line = ask("…")
            self.stopped = line is None
        return 1

    def _told(self, place: int) -> list[str]:
        question = self.questions[place]
        told = ["", f"{place + 1}/{len(self.questions)} {in_language(question.words, self.language)}"]
        if hint := in_language(question.hint, self.language):
            told.append(f"    {hint}")
        here = self.answers.get(question.key)
        standing = here or self.known.get(question.key)
        if standing:
            label = "answered" if here else "known"
            first, *more = standing.split("\n")
            told += [f"    {label}: {first}", *(f"      {line}" for line in more)]
        return told

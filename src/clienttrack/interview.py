"""Going through the questions one at a time: skip, back, stop and keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from clienttrack.questions import Question, in_language

BACK = "<"
STOP = "."
HOW = (
    f"Enter skips and keeps what is known; an answer ends with an empty line; {BACK} goes back; "
    f"{STOP} or Ctrl-D stops and keeps a draft. "
    "Lines that begin need: implied: task: theirs: quote: risk: personal: become records; @name says whose."
)
AGAIN = "The answer stands there again to be changed, line by line; Ctrl-C keeps a draft."
FIRST, NEXT = ">", "…"
Asker = Callable[[str, str], str | None]
Teller = Callable[[str], None]
Keeper = Callable[[dict[str, str]], None]
Refuser = Callable[[str], str | None]


@dataclass(slots=True)
class Interview:
    """The answers so far; ``stopped`` is true when the user wants to go on another time."""

    questions: Sequence[Question]
    language: str
    known: Mapping[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    stopped: bool = False

    def carry_on(self, ask: Asker, tell: Teller, keep: Keeper, refused: Refuser) -> None:
        """Ask what is to be asked, and again what is refused.

        ``ask`` is given a prompt and what stands there already, and gives a line or null at the end of input; ``keep``
        is told every line; ``refused`` says what is wrong with an answer, or null.
        """
        tell(HOW)
        place = 0
        while place < len(self.questions) and not self.stopped:
            tell("\n".join(self._told(place)))
            key = self.questions[place].key
            step = self._step(key, ask, keep, self._lines(key))
            while step > 0 and not self.stopped and key in self.answers and (why := refused(self.answers[key])):
                tell(f"{why} {AGAIN}")
                step = self._step(key, ask, keep, self._lines(key))
            place = max(0, place + step)

    @property
    def filled(self) -> dict[str, str]:
        """What the form holds: new answers in place of what was known."""
        return {**self.known, **self.answers}

    def _lines(self, key: str) -> list[str]:
        return self.answers[key].split("\n") if key in self.answers else []

    def _step(self, key: str, ask: Asker, keep: Keeper, begun: Sequence[str]) -> int:
        """Take the answer to a question, and give how many questions to go on by; ``begun`` is an answer to change."""
        lines: list[str] = []
        left = [*begun]
        prompt = FIRST
        while True:
            old = left.pop(0) if left else None
            line = ask(prompt, old or "")
            if line is not None and prompt == FIRST and line.strip() == BACK:
                return -1
            self.stopped = line is None or (prompt == FIRST and line.strip() == STOP)
            if line is None or self.stopped or not (line.strip() or old):
                return 1
            lines += [line] if line.strip() else []
            self._take(key, "\n".join([*lines, *left]))
            keep(self.filled)
            prompt = NEXT

    def _take(self, key: str, answer: str) -> None:
        if answer:
            self.answers[key] = answer
        else:
            self.answers.pop(key, None)

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

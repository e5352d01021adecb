"""Going through the questions one at a time: skip, back, stop and keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from clienttrack.questions import NO_QUESTION, Question
from clienttrack.worded import in_language

BACK = "<"
STOP = "."
HOW = (
    f"Enter skips and keeps what is known; an answer ends with an empty line, but for those inside what is pasted; "
    f"{BACK} goes back; {STOP} or Ctrl-D stops and keeps a draft. "
    "Lines that begin need: implied: task: theirs: quote: risk: personal: become records; @name says whose."
)
AGAIN = "The answer stands there again to be changed, line by line; Ctrl-C keeps a draft."
FIRST, NEXT = ">", "…"
ANYTHING_ELSE = {"en": "Anything else?", "zh": "还有别的吗？"}
UNDER_NO_QUESTION = {"en": "Notes that answer no question.", "zh": "不属于以上问题的笔记。"}
Asker = Callable[[str, str], str | None]
Teller = Callable[[str], None]
Keeper = Callable[[dict[str, str]], None]
Refuser = Callable[[str], str | None]
Waiting = Callable[[], bool]


@dataclass(slots=True)
class Interview:
    """The answers so far by the keys of their questions, the notes under none; ``stopped`` is true for a break."""

    questions: Sequence[Question]
    language: str
    known: Mapping[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    stopped: bool = False

    def carry_on(self, ask: Asker, tell: Teller, keep: Keeper, refused: Refuser, waiting: Waiting) -> None:
        """Ask what is to be asked, then for notes, and again what is refused.

        ``ask`` is given a prompt and what stands there already, and gives a line or null at the end of input; ``keep``
        is told every line; ``refused`` says what is wrong with an answer, or null; ``waiting`` tells whether more was
        pasted than was read.
        """
        tell(HOW)
        keys = [*(one.key for one in self.questions), NO_QUESTION]
        place = 0
        while place < len(keys) and not self.stopped:
            tell("\n".join(self._told(place)))
            key = keys[place]
            step = self._step(key, ask, keep, waiting)
            while step > 0 and not self.stopped and key in self.answers and (why := refused(self.answers[key])):
                tell(f"{why} {AGAIN}")
                step = self._step(key, ask, keep, waiting)
            place = max(0, place + step)

    @property
    def filled(self) -> dict[str, str]:
        """What the form holds: new answers in place of what was known."""
        return {**self.known, **self.answers}

    def _step(self, key: str, ask: Asker, keep: Keeper, waiting: Waiting) -> int:
        """Take the answer to a question, or change the one there is, and give how many questions to go on by."""
        lines: list[str] = []
        left = self.answers[key].split("\n") if key in self.answers else []
        prompt = FIRST
        empty = 0
        while True:
            while left and not left[0].strip():
                lines.append(left.pop(0))
            old = left.pop(0) if left else ""
            line = ask(prompt, old)
            # An empty line may have been one of what is pasted, or the end of the answer that was typed ahead.
            word = "" if line is None else line.strip()
            # On a later line it is a command too, unless it stands inside what is pasted.
            told = word in {BACK, STOP} and (prompt == FIRST or empty > 0 or not waiting())
            if told and word == BACK:
                return (empty if prompt == FIRST else int(empty > 0)) - 1
            self.stopped = line is None or told
            if line is None or self.stopped:
                return 1
            if not line.strip() and not old:
                empty += 1
                if not waiting():
                    return empty if prompt == FIRST else 1
                continue
            lines += [*([""] * empty if prompt == NEXT else []), line] if line.strip() else []
            empty = 0
            self._take(key, "\n".join([*lines, *left]).strip("\n"))
            keep(self.filled)
            prompt = NEXT

    def _take(self, key: str, answer: str) -> None:
        if answer:
            self.answers[key] = answer
        else:
            self.answers.pop(key, None)

    def _asked(self, place: int) -> tuple[str, str, str]:
        """Give the key of what is asked at a place, its words, and what a good answer holds."""
        count = len(self.questions)
        if place == count:
            return NO_QUESTION, in_language(ANYTHING_ELSE, self.language), in_language(UNDER_NO_QUESTION, self.language)
        question = self.questions[place]
        words = f"{place + 1}/{count} {in_language(question.words, self.language)}"
        return question.key, words, in_language(question.hint, self.language)

    def _told(self, place: int) -> list[str]:
        key, words, hint = self._asked(place)
        told = ["", words]
        if hint:
            told.append(f"    {hint}")
        here = self.answers.get(key)
        standing = here or self.known.get(key)
        if standing:
            label = "answered" if here else "known"
            first, *more = standing.split("\n")
            told += [f"    {label}: {first}", *(f"      {line}" for line in more)]
        return told

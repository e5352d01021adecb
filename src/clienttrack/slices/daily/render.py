"""How the answers of log, done and snooze look: one plain line for each thing that happened."""

from datetime import date
from typing import TYPE_CHECKING

from clienttrack.dates import in_sentence
from clienttrack.screen import shortened
from clienttrack.vocabulary import UNDATED, TouchKind

if TYPE_CHECKING:
    from clienttrack.slices.daily.actions.finishing import AnsweredRisk, FinishedLine, FinishedLines
    from clienttrack.slices.daily.actions.snoozing import SnoozedLine
    from clienttrack.slices.daily.actions.talking import LoggedTalk, PromisedStep, TalkLine

_WITH = {
    TouchKind.CALL: "a call with",
    TouchKind.EMAIL: "an e-mail with",
    TouchKind.VISIT: "a visit with",
    TouchKind.MESSAGE: "a message with",
    TouchKind.MEETING: "a meeting with",
    TouchKind.EVENT: "an event with",
    TouchKind.GIFT: "a gift for",
    TouchKind.OTHER: "a touchpoint with",
    TouchKind.NOTE: "a note on",
}


def is_past(step: "PromisedStep", today: date) -> bool:
    """Tell whether a promise falls on a day that is over."""
    return step.due_on is not None and step.due_on < today


class DailyVoice:
    """Puts what happened into words; ``today`` is the day they are read."""

    def __init__(self, today: date) -> None:
        self.today = today

    def logged(self, talk: "LoggedTalk") -> str:
        """Say what was logged, what is promised next and when to be in touch again."""
        created = [] if talk.created is None else [f"Added the client {talk.created}."]
        first, *others = talk.touchpoints
        step = "" if talk.task is None else f" Next: {self._promise(talk.task)}."
        return "\n".join([*created, f"{self._talk(first, step)}", *(self._talk(line) for line in others)])

    def promise_in_the_past(self, step: "PromisedStep") -> str:
        """Warn that a promise is late from the start."""
        assert step.due_on is not None
        another = f"Give another day with `clienttrack task edit {step.ref} --by DAY`."
        return f"{step.ref} is late already: it is for {self._day(step.due_on)}. {another}"

    def notes_below(self, talk: "LoggedTalk | None") -> str:
        """Say below the text that is being written what it is about."""
        if talk is None:
            return ""
        line = talk.touchpoints[0]
        about = f"{_name(line.client_name)} ({line.client}), {line.kind}, {self._day(line.happened_on)}"
        return f"# {about}. Write above; this line is left out as it stands here."

    def finished(self, lines: "FinishedLines") -> str:
        """Say what was finished, one line each."""
        return "\n".join(
            [
                *(self._finished(line) for line in lines.finished),
                *(self._answered(line) for line in lines.answered),
                *(self._talk(line) for line in lines.logged),
            ]
        )

    def snoozed(self, lines: "tuple[SnoozedLine, ...]") -> str:
        """Say what is hidden until when."""
        return "\n".join(
            f"Snoozed {line.ref} ({_name(line.what)}) until {self._day(line.until_on)}"
            f"{'' if line.because is None else f': {shortened(line.because, 60)}'}."
            for line in lines
        )

    def cleared(self, lines: "tuple[SnoozedLine, ...]") -> str:
        """Say what is shown again."""
        return "\n".join(
            f"{line.ref} ({_name(line.what)}) is no longer snoozed; it was until {self._day(line.until_on)}."
            for line in lines
        )

    def _talk(self, line: "TalkLine", step: str = "") -> str:
        said = f"Logged {_WITH[line.kind]} {_name(line.client_name)}{self._happened(line.happened_on)}.{step}"
        return said + self._next_touch(line.next_touch_on)

    def _finished(self, line: "FinishedLine") -> str:
        again = "" if line.successor is None else f" Next: {self._promise(line.successor)}."
        return f'Done {line.ref} "{_name(line.text)}" ({_name(line.client_name)}){self._happened(line.done_on)}.{again}'

    def _answered(self, line: "AnsweredRisk") -> str:
        told = f"Answered {line.ref} ({_name(line.client_name)}), {line.points} points: {', '.join(line.terms)}"
        return f"{told}{self._happened(line.answered_on)}. It comes up again when it rises, or after {line.until_on}."

    def _happened(self, day: date) -> str:
        if day == self.today:
            return ""
        words = self._day(day)
        return f" {words}" if words == "yesterday" else f" on {words}"

    def _next_touch(self, day: date | None) -> str:
        if day is None:
            return ""
        if day < self.today:
            return f" Still due since {self._day(day)}."
        return f" In touch again by {self._day(day)}."

    def _promise(self, step: "PromisedStep") -> str:
        by = UNDATED if step.due_on is None else f" by {self._day(step.due_on)}"
        return f'{step.ref} "{_name(step.text)}"{by}'

    def _day(self, day: date) -> str:
        return in_sentence(day, today=self.today)


def _name(text: str) -> str:
    return shortened(text, 60)

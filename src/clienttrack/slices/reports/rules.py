"""Reports that are asked for and made, and what may stand in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clienttrack.errors import NotFound, Refused, TemplateProblem
from clienttrack.questions import FIRST_SET, BrokenSet, QuestionSet, set_of_name
from clienttrack.templating.contexts.portfolio import PortfolioReport
from clienttrack.templating.contexts.reports import Brief, FollowUp, Minutes, UnknownField
from clienttrack.vocabulary import LAST_CONTACT, NEXT_STEP, Priority, ProfileField
from clienttrack.worded import in_language

BRIEF = "brief"
FOLLOW_UP = "follow-up"
MINUTES = "minutes"
PORTFOLIO = "portfolio"

# What of a meeting a client may read again: not what is at stake, what may be spent, who decides or what is open.
UNDERSTOOD = (
    ProfileField.GOAL,
    ProfileField.SITUATION,
    ProfileField.PAIN,
    ProfileField.SUCCESS_MEASURE,
    ProfileField.TIMELINE,
)
WEIGHTIEST_FIRST = tuple(Priority)
Sets = Sequence[QuestionSet | BrokenSet]


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report to be made: which, about whom, in which language if there is a template, from what.

    ``client`` is null where it is about the whole book, ``language`` where the settings say it.
    ``notices`` say what the user should know before it goes out.
    """

    report: str
    client: str | None
    language: str | None
    context: Brief | FollowUp | Minutes | PortfolioReport
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report that was made; ``file`` is null when it was not written to one, ``format`` is markdown or html.

    ``client`` is null for a report on the whole book.
    """

    report: str
    client: str | None
    language: str
    template: str
    text: str
    file: str | None
    format: str


class UnwritableReport(TemplateProblem):
    """The report cannot be written where it was wanted."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The report cannot be written to '{path}' ({why}). Name another file with -o.")


class MeetingOfAnother(Refused):
    """The meeting was not with this client."""

    def __init__(self, ref: str, whose: str, asked: str) -> None:
        super().__init__(
            f"{ref} is a meeting with {whose}, not with {asked}. Write {whose} instead, or another meeting: "
            "`clienttrack meet list --all` shows them."
        )


class MeetingNotHeld(Refused):
    """A meeting that is planned or cancelled has nothing to tell."""

    def __init__(self, ref: str, status: str, planned_on: str) -> None:
        what = (
            f"is planned for {planned_on} and was not held yet. Say what came of it with `clienttrack meet hold {ref}`"
            if status == "planned"
            else "was cancelled. Name one that was held: `clienttrack meet list --all` shows them"
        )
        super().__init__(f"{ref} {what}.")


class NoMeetingHeld(NotFound):
    """There is nothing to make minutes of."""

    def __init__(self, handle: str) -> None:
        super().__init__(
            f"No meeting with {handle} was held yet, so there are no minutes. "
            f"Hold one with `clienttrack meet hold {handle}`."
        )


def nobody_there(what: str, client: str) -> str:
    """Say that a letter tells nothing of a meeting or talk, as all who took part have gone."""
    return f"Nobody who took part in {what} is still at {client}, so the text tells nothing of what was said there."


def not_quoted(day: date, client: str) -> str:
    """Say that a talk is told by its day alone."""
    return (
        f"What was logged on {day} is not quoted: it names one of their people or is marked as private. "
        f"`clienttrack touch list {client}` shows it."
    )


def left_out(answers: int, needs: int, client: str, meeting: str) -> str:
    """Say how many answers and needs of a meeting a letter leaves out, and where they stand."""
    counts = [f"{count} {word}{'s' * (count != 1)}" for count, word in ((answers, "answer"), (needs, "need")) if count]
    return (
        "Left out, because they were said by somebody else, name one of their people or are marked as private: "
        f"{' and '.join(counts)} of {meeting}. "
        f"`clienttrack report minutes {client} --meeting {meeting}` shows what was said; add what they may all read."
    )


def of_others(promises: Sequence[str]) -> str:
    """Say which promises are not for those whom a letter greets."""
    one = len(promises) == 1
    return f"Left out, because {'it is' if one else 'they are'} promised to or by somebody else: {', '.join(promises)}."


def of_playbook(steps: Sequence[str]) -> str:
    """Say which steps of a playbook a letter leaves out."""
    one = len(steps) == 1
    what = "it is a step" if one else "they are steps"
    return f"Left out, because {what} of a playbook, which nobody promised the client: {', '.join(steps)}."


def talk_words(text: str, kind: str) -> str:
    """Give what was logged, for our own eyes: nothing where it says no more than the kind beside it."""
    return "" if text in {LAST_CONTACT, kind.capitalize()} else text


def promise_words(text: str) -> str:
    """Give what was promised, for our own eyes."""
    return "" if text == NEXT_STEP else text


def sets_to_ask(sets: Sets, name: str | None) -> tuple[QuestionSet, ...]:
    """Give the named set, if there still is one, before the first of all; raises ``BrokenQuestions``."""
    there = {one.name for one in sets}
    return tuple(set_of_name(sets, one) for one in dict.fromkeys((name, FIRST_SET)) if one is not None and one in there)


def title_of(sets: Sets, name: str | None, spoken: Sequence[str]) -> str | None:
    """Give the title of a set in the first of the languages spoken, its name where there is none any more."""
    found = (one for one in sets if isinstance(one, QuestionSet) and one.name == name)
    return next((_worded(one.title, spoken) for one in found), name)


def fields_to_ask(
    fields: Iterable[str], sets: Sequence[QuestionSet], spoken: Sequence[str]
) -> tuple[UnknownField, ...]:
    """Give each field with its questions, of the first set that has any, in the first of the languages spoken."""
    return tuple(UnknownField(field, _questions(field, sets, spoken)) for field in fields)


def _questions(field: str, sets: Sequence[QuestionSet], spoken: Sequence[str]) -> tuple[str, ...]:
    for one in sets:
        if asked := tuple(_worded(each.words, spoken) for each in one.questions if each.field == field):
            return asked
    return ()


def _worded(words: Mapping[str, str], spoken: Sequence[str]) -> str:
    return next((words[language] for language in spoken if language in words), "") or in_language(words, spoken[0])

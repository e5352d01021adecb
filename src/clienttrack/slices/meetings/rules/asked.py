"""Question sets in one language, as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from clienttrack.locales import chosen_language
from clienttrack.questions import BrokenSet, QuestionSet, languages_of
from clienttrack.worded import in_language


@dataclass(frozen=True, slots=True)
class SetLine:
    """One question set of the list; ``whose`` is own or shipped, ``broken`` why it cannot be used, or null."""

    name: str
    title: str
    when: str | None
    questions: int
    whose: str
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in one language; ``field`` is the field of the profile that it fills."""

    key: str
    field: str
    words: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class AskedSet:
    """A question set in one language."""

    name: str
    title: str
    language: str
    questions: tuple[AskedQuestion, ...]


def set_lines(sets: Sequence[QuestionSet | BrokenSet], told: str | None, settings_language: str) -> list[SetLine]:
    """Give the lines of the list in the language that is told, else in the settings'; raises ``NotInLanguage``."""
    language = chosen_language(told, (settings_language,), languages_of(sets), "question set")
    return [_set_line(one, language) for one in sets]


def _set_line(one: QuestionSet | BrokenSet, language: str) -> SetLine:
    whose = "own" if one.own else "shipped"
    if isinstance(one, BrokenSet):
        return SetLine(one.name, one.name, None, 0, whose, broken=one.what)
    when = in_language(one.when, language) or None
    return SetLine(one.name, in_language(one.title, language), when, len(one.questions), whose)


def asked_set(found: QuestionSet, told: str | None, settings_language: str) -> AskedSet:
    """Give a question set in the language that is told, else in the settings'; raises ``NotInLanguage``."""
    language = chosen_language(told, (settings_language,), languages_of([found]), f"question set '{found.name}'")
    return AskedSet(
        found.name,
        in_language(found.title, language),
        language,
        tuple(
            AskedQuestion(
                one.key, one.field.value, in_language(one.words, language), in_language(one.hint, language) or None
            )
            for one in found.questions
        ),
    )

"""Question sets: what a meeting asks, in every language it has, as TOML files, the user's before ours."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from clienttrack import textfiles
from clienttrack.errors import NotFound, UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.vocabulary import ProfileField
from clienttrack.worded import FIRST_LANGUAGE, Words, check_keys, read_words

FOLDER = "questions"
FIRST_SET = "kickoff"
LATER_SET = "needs-review"
MOST_QUESTIONS = 100
NO_QUESTION = ""  # the key of notes that answer none
_KEYS = frozenset({"name", "when", "questions"})
_QUESTION_KEYS = frozenset({"key", "field", "words", "hint"})
FIELD_NAMES: Mapping[ProfileField, Words] = {
    ProfileField.GOAL: {"en": "Goal", "zh": "目标"},
    ProfileField.SITUATION: {"en": "Situation", "zh": "现状"},
    ProfileField.PAIN: {"en": "Pain", "zh": "压力"},
    ProfileField.STAKES: {"en": "Stakes", "zh": "后果"},
    ProfileField.SUCCESS_MEASURE: {"en": "Success measure", "zh": "成功标准"},
    ProfileField.BUDGET: {"en": "Budget", "zh": "预算"},
    ProfileField.DECISION_PROCESS: {"en": "Decision process", "zh": "决策过程"},
    ProfileField.TIMELINE: {"en": "Timeline", "zh": "时间安排"},
    ProfileField.OPEN_QUESTION: {"en": "Open question", "zh": "待解答"},
}


class BrokenQuestions(UsageProblem):
    """A question set cannot be understood."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(
            f"The question set '{shortened(place, 200)}' is broken: {what}. "
            "Mend the file and look at it with `clienttrack meet questions`."
        )
        self.what = what


class UnknownQuestions(NotFound):
    """No question set has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(name, known, n=1)
        end = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
        super().__init__(f"There is no question set '{shortened(name, 60)}'. {end}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its key, the field of the profile that it fills, its words and what a good answer holds."""

    key: str
    field: ProfileField
    words: Words
    hint: Words


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What a kind of meeting asks; ``own`` is false for those we ship."""

    name: str
    own: bool
    title: Words
    when: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class BrokenSet:
    """A question set that cannot be understood, where it lies, and why."""

    name: str
    own: bool
    place: str
    what: str


def own_folder(settings_path: Path) -> Path:
    """Give the user's folder of question sets, which need not exist."""
    return textfiles.own_folder(FOLDER, settings_path)


def set_names(settings_path: Path) -> tuple[str, ...]:
    """Give the names of all question sets."""
    return tuple(sorted(_paths(settings_path)))


def question_sets(settings_path: Path) -> list[QuestionSet | BrokenSet]:
    """Read all question sets, those that cannot be understood too."""
    return [_set_or_why(settings_path, name) for name in set_names(settings_path)]


def _set_or_why(settings_path: Path, name: str) -> QuestionSet | BrokenSet:
    try:
        return question_set(settings_path, name)
    except BrokenQuestions as why:
        path = _paths(settings_path)[name]
        return BrokenSet(name, path.parent == own_folder(settings_path), str(path), why.what)


def set_of_name(sets: Iterable[QuestionSet | BrokenSet], name: str) -> QuestionSet:
    """Give one of the sets by its name; raises ``UnknownQuestions``, ``BrokenQuestions``."""
    named = {one.name: one for one in sets}
    found = named.get(name)
    if found is None:
        raise UnknownQuestions(name, tuple(named))
    if isinstance(found, BrokenSet):
        raise BrokenQuestions(found.place, found.what)
    return found


def question_set(settings_path: Path, name: str) -> QuestionSet:
    """Read a question set by its name; raises ``UnknownQuestions``, ``BrokenQuestions``."""
    paths = _paths(settings_path)
    if name not in paths:
        raise UnknownQuestions(name, tuple(sorted(paths)))
    path = paths[name]
    try:
        text = textfiles.text_of(path)
    except textfiles.UnreadableText as why:
        raise BrokenQuestions(str(path), str(why)) from why
    return read_questions(text, name, str(path), own=path.parent == own_folder(settings_path))


def _paths(settings_path: Path) -> dict[str, Path]:
    return textfiles.shipped_and_own(FOLDER, settings_path, "*.toml")


def languages_of(sets: Iterable[QuestionSet | BrokenSet]) -> tuple[str, ...]:
    """Give the languages that any question of these sets has."""
    asked = (question for one in sets if isinstance(one, QuestionSet) for question in one.questions)
    return tuple(dict.fromkeys(language for question in asked for language in question.words)) or (FIRST_LANGUAGE,)


@cache
def read_questions(text: str, name: str, place: str, *, own: bool) -> QuestionSet:
    """Read a question set from TOML; raises ``BrokenQuestions`` naming the place."""
    try:
        return _question_set(tomllib.loads(text), name, own=own)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BrokenQuestions(place, f"it is no TOML ({shortened(str(error), 100)})") from error
    except ValueError as error:
        raise BrokenQuestions(place, str(error)) from error


def _question_set(told: dict[str, Any], name: str, *, own: bool) -> QuestionSet:
    check_keys(told, _KEYS, "")
    questions = told.get("questions")
    if not isinstance(questions, list) or not questions:
        raise ValueError("it has no [[questions]]")
    if len(questions) > MOST_QUESTIONS:
        raise ValueError(f"it has more than {MOST_QUESTIONS} questions")
    read = tuple(_question(each, place) for place, each in enumerate(questions, start=1))
    for kind, said in (("key", [one.key for one in read]), ("question", _headings(read))):
        if twice := next((one for one in said if said.count(one) > 1), None):
            raise ValueError(f"the {kind} '{shortened(twice, 60)}' stands there twice")
    return QuestionSet(
        name,
        own,
        read_words(told.get("name", {}), "name") or {FIRST_LANGUAGE: name},
        read_words(told.get("when", {}), "when"),
        read,
    )


def _headings(questions: tuple[Question, ...]) -> list[str]:
    return [key for one in questions for key in {heading_key(words) for words in one.words.values()}]


def heading_key(words: str) -> str:
    """Give the form in which the words of a question are compared with a heading: folded, one blank between words."""
    return " ".join(fold(words).split())


def _question(told: Any, place: int) -> Question:
    where = f"question {place}"
    if not isinstance(told, dict):
        raise ValueError(f"{where} is no table")  # noqa: TRY004 a wrong file, not a wrong call
    check_keys(told, _QUESTION_KEYS, f"{where}: ")
    key, field = told.get("key"), told.get("field")
    if not isinstance(key, str) or not key.strip():
        raise ValueError(f"{where} has no key")
    if not isinstance(field, str) or field not in list(ProfileField):
        raise ValueError(f"{where}: the field must be one of {', '.join(ProfileField)}")
    words = read_words(told.get("words", {}), f"{where}: words")
    if not words:
        raise ValueError(f"{where} has no words")
    return Question(key.strip(), ProfileField(field), words, read_words(told.get("hint", {}), f"{where}: hint"))

"""Question sets on the disk, the user's before ours."""

from pathlib import Path

from clienttrack import textfiles
from clienttrack.slices.meetings.rules.questions import BrokenQuestions, QuestionSet, UnknownQuestions, read_questions

FOLDER = "questions"


def own_folder(settings_path: Path) -> Path:
    """Give the user's folder of question sets, which need not exist."""
    return settings_path.parent / "templates" / FOLDER


def set_names(settings_path: Path) -> tuple[str, ...]:
    """Give the names of all question sets."""
    return tuple(sorted(_paths(settings_path)))


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
    folders = (textfiles.shipped_folder(FOLDER), own_folder(settings_path))
    return {path.stem: path for folder in folders for path in folder.glob("*.toml") if not path.name.startswith(".")}

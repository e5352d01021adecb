"""Where templates lie: the user's folder before ours, in each a folder for each language."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clienttrack import textfiles
from clienttrack.templating.problems import MissingTemplate, UnreadableTemplate

ENDING = ".j2"
_NOT_IN_A_NAME = frozenset("\\:\0")


@dataclass(frozen=True, slots=True)
class FoundTemplate:
    """A template and the language folder it was found in."""

    path: Path
    language: str


def own_folder(settings_path: Path) -> Path:
    """Give the user's folder of templates, which need not exist."""
    return settings_path.parent / "templates"


def template_folders(settings_path: Path) -> tuple[Path, Path]:
    """Give the user's folder of templates and ours."""
    return own_folder(settings_path), textfiles.shipped_folder()


def found_template(folders: Sequence[Path], languages: Sequence[str], name: str) -> FoundTemplate:
    """Give the template of the first language that has one, the user's before ours; raises ``MissingTemplate``."""
    for language in languages:
        path = find_in(folders, language, name)
        if path is not None:
            return FoundTemplate(path, language)
    raise MissingTemplate(name, folders)


def find_in(folders: Sequence[Path], language: str, name: str) -> Path | None:
    """Give the place of a template in one language, or ``None``; a name never leads out of the folders."""
    parts = name.split("/")
    if not name.endswith(ENDING) or any(not part or part[0] == "." or _NOT_IN_A_NAME & {*part} for part in parts):
        return None
    for folder in folders:
        path = folder.joinpath(language, *parts)
        if os.path.lexists(path):
            return path
    return None


def template_text(path: Path) -> str:
    """Read a template; raises ``UnreadableTemplate`` for what is no UTF-8 text file of at most a megabyte.

    A link may lead anywhere, as those of a folder of dotfiles do, but only to what is a template by its name too.
    """
    try:
        meant = path.resolve()
        if meant.suffix != ENDING:
            raise UnreadableTemplate(path, f"it leads to '{meant}', which is no {ENDING} file")
        return textfiles.text_of(meant)
    except textfiles.UnreadableText as why:
        raise UnreadableTemplate(path, str(why)) from why
    except (OSError, RuntimeError) as error:
        raise UnreadableTemplate(path, str(error)) from error

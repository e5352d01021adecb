"""Where templates lie: the user's folder before ours, in each a folder for each language."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clienttrack import textfiles
from clienttrack.templating.problems import MissingTemplate, UnreadableTemplate

ENDING = ".j2"
USUAL_ENDING = ".md.j2"
LANGUAGE = re.compile("[a-z]{2,3}")
OWN, SHIPPED = "own", "shipped"
DEEPEST = 3
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
    if not _is_name(name):
        return None
    found = (folder.joinpath(language, *name.split("/")) for folder in folders)
    return next((path for path in found if os.path.lexists(path)), None)


def _is_name(name: str) -> bool:
    parts = name.split("/")
    return name.endswith(ENDING) and not any(not one or one[0] == "." or _NOT_IN_A_NAME & {*one} for one in parts)


@dataclass(frozen=True, slots=True)
class Template:
    """A template on the disk; ``name`` is what one types, ``whose`` is own or shipped."""

    name: str
    language: str
    whose: str
    path: str

    @property
    def ref(self) -> str:
        """Its name with its language, which is one template alone."""
        return f"{self.language}/{self.name}"


def all_templates(folders: Sequence[Path]) -> list[Template]:
    """Give every template of the user's folder and of ours, by name and language, the user's before ours."""
    own, _shipped = folders
    found = [
        Template(typed_name(name), language.name, OWN if folder == own else SHIPPED, str(path))
        for folder in folders
        for language in _entries(folder)
        if LANGUAGE.fullmatch(language.name)
        for name, path in _within(language, DEEPEST)
    ]
    return sorted(found, key=lambda one: (one.name, one.language, one.whose))


def file_name(name: str) -> str:
    """Give the name of the file of a template: ``brief`` is ``brief.md.j2``."""
    return name if name.endswith(ENDING) else f"{name}{USUAL_ENDING}"


def typed_name(file: str) -> str:
    """Give the name that one types for a file below the folder of a language."""
    return file.removesuffix(USUAL_ENDING)


def _within(folder: Path, deeper: int) -> Iterator[tuple[str, Path]]:
    for path in _entries(folder):
        if os.path.isdir(path):  # noqa: PTH112 that of a path raises where a folder is closed
            inner = _within(path, deeper - 1) if deeper else ()
            yield from ((f"{path.name}/{name}", place) for name, place in inner)
        elif _is_name(path.name):
            yield path.name, path


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


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

"""Templates on the disk, the user's before ours, and the file a report is written to."""

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from clienttrack import output
from clienttrack.slices.reports.rules import (
    FoundTemplate,
    MadeReport,
    MissingTemplate,
    UnreadableTemplate,
    UnwritableReport,
)

LARGEST_TEMPLATE = 1_000_000
PACKAGE = Path(__file__).parents[2]


def shipped_folder(package: Path = PACKAGE) -> Path:
    """Give the folder of our templates: inside the installed package, else at the root of the repository."""
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


def template_folders(settings_path: Path) -> tuple[Path, Path]:
    """Give the user's folder of templates, which need not exist, and ours."""
    return settings_path.parent / "templates", shipped_folder()


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
    if any(not part or part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    for folder in folders:
        path = folder.joinpath(language, *parts)
        if os.path.lexists(path):
            return path
    return None


def template_text(path: Path) -> str:
    """Read a template; raises ``UnreadableTemplate`` for what is no UTF-8 text file of at most a megabyte."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableTemplate(path, "it is no file")
        if found.st_size > LARGEST_TEMPLATE:
            raise UnreadableTemplate(path, "it is larger than a megabyte")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTemplate(path, f"it is not UTF-8, byte {error.start + 1}") from error
    except OSError as error:
        raise UnreadableTemplate(path, error.strerror or str(error)) from error


def would_overwrite(target: Path) -> bool:
    """Tell whether there is a file already; raises ``UnwritableReport`` for a folder or another thing in its place."""
    return output.would_overwrite(target, UnwritableReport)


def kept_report(made: MadeReport, target: Path) -> MadeReport:
    """Write a report whole or not at all, readable for the user alone; raises ``UnwritableReport``."""
    with output.kept_file(target, UnwritableReport) as file:
        file.write(made.text)
    return replace(made, file=str(target))

"""Small text files that the user may write: templates, mappings, question sets; the shipped ones beside the user's."""

import stat
from pathlib import Path

LARGEST = 1_000_000
PACKAGE = Path(__file__).parent


class UnreadableText(Exception):
    """Why a file gives no text, in words that stand behind its name."""


def shipped_folder(name: str = "", *, package: Path = PACKAGE) -> Path:
    """Give a folder of ours: inside the installed package, else at the root of the repository."""
    installed = package / "templates"
    return (installed if installed.is_dir() else package.parents[1] / "templates") / name


def own_folder(name: str, settings_path: Path) -> Path:
    """Give a folder of the user's, which need not exist."""
    return settings_path.parent / "templates" / name


def shipped_and_own(name: str, settings_path: Path, pattern: str) -> dict[str, Path]:
    """Give the files of a folder by their names without ending, the user's before ours; hidden ones are left out."""
    folders = (shipped_folder(name), own_folder(name, settings_path))
    return {path.stem: path for folder in folders for path in folder.glob(pattern) if not path.name.startswith(".")}


def text_of(path: Path) -> str:
    """Read a UTF-8 file of at most ``LARGEST`` bytes; raises ``UnreadableText``."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableText("it is no file")
        if found.st_size > LARGEST:
            raise UnreadableText("it is larger than a megabyte")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"it is not UTF-8, byte {error.start + 1}") from error
    except (OSError, ValueError) as error:
        raise UnreadableText(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error

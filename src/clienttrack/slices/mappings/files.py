"""Mapping files on the disk, the user's before ours."""

import stat
from pathlib import Path

from clienttrack.slices.mappings.rules.mapping import FoundMapping

LARGEST_MAPPING = 1_000_000
PACKAGE = Path(__file__).parents[2]


def shipped_folder(package: Path = PACKAGE) -> Path:
    """Give the folder of our mappings: inside the installed package, else at the root of the repository."""
    installed = package / "templates" / "mappings"
    return installed if installed.is_dir() else package.parents[1] / "templates" / "mappings"


def own_folder(settings_path: Path) -> Path:
    """Give the user's folder of mappings, which need not exist."""
    return settings_path.parent / "mappings"


def all_mappings(settings_path: Path) -> dict[str, FoundMapping]:
    """Give every mapping by its name, the user's before ours; what stands in them is read when it is used."""
    shipped = {path.stem: _found(path) for path in _tables(shipped_folder())}
    own = {
        path.stem: _found(path, own=True, behind=shipped[path.stem].text if path.stem in shipped else "")
        for path in _tables(own_folder(settings_path))
    }
    return shipped | own


def found_mapping(path: Path) -> FoundMapping:
    """Give one mapping file wherever it lies."""
    return _found(path, own=True)


def _tables(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
    except OSError:
        return []


def _found(path: Path, *, own: bool = False, behind: str = "") -> FoundMapping:
    text, unreadable = "", None
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            unreadable = "it is no file"
        elif found.st_size > LARGEST_MAPPING:
            unreadable = "it is larger than a megabyte"
        else:
            text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        unreadable = f"it is not UTF-8, byte {error.start + 1}"
    except (OSError, ValueError) as error:
        unreadable = f"it cannot be read ({getattr(error, 'strerror', None) or error})"
    return FoundMapping(path.stem, str(path), own, text, unreadable, behind)

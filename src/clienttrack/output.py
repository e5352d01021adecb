"""Files that an answer is written to: whole or not at all, and readable for the user alone."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from clienttrack.errors import ClientTrackError, StorageProblem

Refusal = Callable[[Path, str], ClientTrackError]


class UnwritableFile(StorageProblem):
    """The file cannot be written where it was wanted."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"'{path}' cannot be written ({why}). Name another file with -o.")


def target_of(output: str | None) -> Path | None:
    """Give the file that ``-o`` names; nothing and ``-`` mean stdout."""
    return None if output in {None, "-"} else Path(str(output))


def would_overwrite(target: Path, refusal: Refusal = UnwritableFile) -> bool:
    """Tell whether there is a file already; raises ``refusal`` for a folder or another thing in its place."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise refusal(target, getattr(error, "strerror", None) or str(error)) from error
    if not stat.S_ISREG(mode):
        raise refusal(target, "it is a folder" if stat.S_ISDIR(mode) else "it is no file")
    return True


@contextmanager
def kept_file(target: Path, refusal: Refusal = UnwritableFile) -> Iterator[IO[str]]:
    """Give a file to write UTF-8 into that takes its place when the block ends well, and else is gone.

    Raises ``refusal`` for what the system says.
    """
    place = target.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name[:40]}-", dir=place.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise refusal(target, error.strerror or str(error)) from error

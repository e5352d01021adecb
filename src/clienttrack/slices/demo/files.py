"""The sample file, and the folder that the throw-away book lies in."""

import shlex
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clienttrack.playbooks import Playbook, playbook
from clienttrack.questions import Question, question_set
from clienttrack.slices.demo import rules
from clienttrack.slices.demo.rules import KeepPathTaken, SampleClient

SAMPLE = Path(__file__).with_name("sample.toml")


def sample_clients() -> list[SampleClient]:
    """Read the clients of the sample book."""
    return [rules.sample_client(table) for table in tomllib.loads(SAMPLE.read_text(encoding="utf-8"))["client"]]


def questions_of(name: str) -> dict[str, Question]:
    """Give the questions of a set that we ship, by their keys."""
    return {question.key: question for question in question_set(SAMPLE, name).questions}


def sample_playbook() -> Playbook:
    """Give the playbook that the sample goes by, one that we ship."""
    return playbook(SAMPLE, "consultant")


@contextmanager
def place_for_book(keep: Path | None) -> Iterator[Path]:
    """Give the path of the sample book: the one to keep, or one in a folder that goes at the end.

    Raises ``KeepPathTaken``.
    """
    if keep is not None:
        if keep.exists() or keep.is_symlink():
            raise KeepPathTaken(keep)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="clienttrack-demo-") as folder:
        yield Path(folder) / "book.db"


def typed(path: Path | None) -> str | None:
    """Give a path as it is typed in a shell."""
    return None if path is None else shlex.quote(str(path))

"""What may be wrong with a template, in one sentence that names the file and, where it is known, the line."""

from collections.abc import Sequence
from pathlib import Path

from clienttrack.errors import TemplateProblem
from clienttrack.screen import one_line


class MissingTemplate(TemplateProblem):
    """There is no such template, ours included."""

    def __init__(self, name: str, folders: Sequence[Path]) -> None:
        looked = "' and '".join(str(folder) for folder in folders)
        super().__init__(f"There is no template '{name}' in '{looked}'. Put one there, or install clienttrack again.")


class TemplateFault(TemplateProblem):
    """Something in a file of a template; ``what`` is told without its place."""

    def __init__(self, sentence: str, place: str, line: int | None, what: str) -> None:
        super().__init__(sentence)
        self.place, self.line, self.what = place, line, what


class UnreadableTemplate(TemplateFault):
    """A template cannot be read as text."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The template '{path}' cannot be used: {why}. Mend or remove it.", str(path), None, why)


class BrokenTemplate(TemplateFault):
    """A template has an error in one of its lines."""

    def __init__(self, place: str, line: int | None, what: str) -> None:
        told = one_line(what).rstrip(".")
        end = "" if told.endswith("?") else "."
        sentence = (
            f"The template {_at(place, line)}: {told}{end} Mend it, and look again with `clienttrack template check`."
        )
        super().__init__(sentence, place, line, told)


class EndlessTemplate(TemplateFault):
    """A template repeats or writes more than any text needs."""

    def __init__(self, place: str, line: int | None, what: str) -> None:
        sentence = f"The template {_at(place, line)} was stopped: {what}. Look for a loop without end."
        super().__init__(sentence, place, line, what)


def _at(place: str, line: int | None) -> str:
    return f"'{place}', line {line}" if line else f"'{place}'"

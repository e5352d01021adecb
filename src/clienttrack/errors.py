"""The families of errors; each one knows its exit code, each situation owns its sentence."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program answers to the shell (product page, section 2)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    AMBIGUOUS = 4
    REFUSED = 5
    BAD_DATA = 6
    STORAGE = 7
    TEMPLATE = 8
    SOMETHING_DUE = 10
    INTERRUPTED = 130


class ClientTrackError(Exception):
    """Something the user can act on: one or two sentences and an exit code; ``data`` goes into the JSON envelope."""

    exit_code = ExitCode.FAILED
    data: object = None

    @property
    def code(self) -> str:
        """The stable name of this situation for programs, e.g. ``unknown-client``."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class UsageProblem(ClientTrackError):
    """The command was used wrongly, or the settings are broken."""

    exit_code = ExitCode.USAGE


class NotFound(ClientTrackError):
    """What was named is not there."""

    exit_code = ExitCode.NOT_FOUND


class Ambiguous(ClientTrackError):
    """What was named fits more than one record; nothing was written."""

    exit_code = ExitCode.AMBIGUOUS


class Refused(ClientTrackError):
    """A rule of the product forbids it."""

    exit_code = ExitCode.REFUSED


class BadData(ClientTrackError):
    """An input file holds something that cannot be taken."""

    exit_code = ExitCode.BAD_DATA


class StorageProblem(ClientTrackError):
    """The book cannot be read or written."""

    exit_code = ExitCode.STORAGE


class TemplateProblem(ClientTrackError):
    """A report or template failed."""

    exit_code = ExitCode.TEMPLATE


class NotUnicodeText(UsageProblem):
    """A text holds a NUL or a byte that is not Unicode."""

    def __init__(self, text: str) -> None:
        shown = text.encode("unicode_escape", "backslashreplace").decode("ascii")[:60]
        super().__init__(f"The text '{shown}' holds a NUL or is not Unicode. Remove that character and try again.")


class NothingToEdit(UsageProblem):
    """An edit that names no change."""

    def __init__(self) -> None:
        super().__init__("Nothing was named to be changed. Give one of the options, see --help.")


class ToldTwice(UsageProblem):
    """Two options say opposite things."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} contradict each other. Leave one of them out.")


class NoTerminal(UsageProblem):
    """A question came up and nobody is there to answer it."""

    def __init__(self, question: str, instead: str) -> None:
        super().__init__(f"There is no terminal to answer '{question}' Use {instead}.")


class SaidNo(ClientTrackError):
    """The user answered a confirmation with no."""

    def __init__(self) -> None:
        super().__init__("Nothing was changed.")


class Interrupted(ClientTrackError):
    """The user stopped the command; ``unwritten`` is true where it is known that nothing was written."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, *, unwritten: bool) -> None:
        outcome = "nothing was written." if unwritten else "`clienttrack history` shows whether anything was recorded."
        super().__init__(f"Interrupted; {outcome}")


class NoBookYet(ClientTrackError):
    """There is nothing to read; told as a notice, not as a failure."""

    exit_code = ExitCode.DONE

    def __init__(self, path: object, *, told: bool) -> None:
        made = (
            f"Make one there with `clienttrack --db '{path}' init`."
            if told
            else "The first `clienttrack client add` or `clienttrack import` makes it."
        )
        super().__init__(f"There is no book yet at '{path}'. {made}")


class NoBookAtPath(NotFound):
    """A write went to a path given with --db where no book is."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"There is no book at '{path}', and a mistyped --db makes none: only `init`, `import`, `demo` and "
            f"`book restore` do. Mend the path, or make one first with `clienttrack --db '{path}' init`."
        )

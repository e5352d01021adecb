"""One line asked of the user at the terminal, with line editing where there is any."""

import os
import re
import sys
from functools import partial
from importlib import import_module

# A tab may be typed, and a pasted text may have several lines; bytes that are no text come as lone surrogates.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
NOT_TAKEN = "What was typed holds a control character or is no Unicode text, and is not taken. Type it again."


def ask(question: str, begun: str = "") -> str | None:
    """Ask on stderr and give the line without its end; ``None`` where it cannot be taken. Raises ``EOFError``.

    ``begun`` stands there already to be changed.
    """
    try:
        answer = _edited_line(question, begun) if _has_readline() else _plain_line(question, begun)
    except UnicodeDecodeError:
        return None
    return None if _UNFIT.search(answer) else answer


def _has_readline() -> bool:
    """Load line editing; some builds of Python have none."""
    try:
        import_module("readline")
    except ImportError:
        return False
    return True


def _edited_line(question: str, begun: str) -> str:
    """Read with readline, which writes to the descriptor of stdout only: for so long that is stderr's."""
    readline = import_module("readline")
    readline.set_startup_hook(partial(readline.insert_text, begun))
    sys.stdout.flush()
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        return input(question)
    finally:
        os.dup2(answers, 1)
        os.close(answers)
        readline.set_startup_hook(None)


def _plain_line(question: str, begun: str) -> str:
    """Read without line editing, where Enter alone keeps what stands there."""
    sys.stderr.write(f"{question}[{begun}] " if begun else question)
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise EOFError
    return answer.rstrip("\n") or begun

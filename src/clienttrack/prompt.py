"""One line asked of the user at the terminal, with line editing where there is any."""

import os
import re
import sys
from importlib import import_module

# A tab may be typed, and a pasted text may have several lines; bytes that are no text come as lone surrogates.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
NOT_TAKEN = "What was typed holds a control character or is no Unicode text, and is not taken. Type it again."


def ask(question: str) -> str | None:
    """Ask on stderr and give the line without its end; ``None`` where it cannot be taken. Raises ``EOFError``."""
    try:
        answer = _edited_line(question) if _has_readline() else _plain_line(question)
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


def _edited_line(question: str) -> str:
    """Read with readline, which writes to the descriptor of stdout only: for so long that is stderr's."""
    sys.stdout.flush()
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        return input(question)
    finally:
        os.dup2(answers, 1)
        os.close(answers)


def _plain_line(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise EOFError
    return answer.rstrip("\n")

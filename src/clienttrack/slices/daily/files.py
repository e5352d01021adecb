"""Text that comes from a pipe."""

import sys

from clienttrack.slices.daily.rules import NothingPiped


def stdin_is_terminal() -> bool:
    """Tell whether somebody types on stdin."""
    return sys.stdin is not None and sys.stdin.isatty()


def piped_text() -> str:
    """Give everything that stands on stdin without the newline at its end; raises ``NothingPiped``.

    Bytes that are no UTF-8 become lone surrogates, which the book refuses.
    """
    if sys.stdin is None:
        raise NothingPiped
    stream = getattr(sys.stdin, "buffer", None)
    text = sys.stdin.read() if stream is None else stream.read().decode("utf-8", "surrogateescape")
    if not text.strip():
        raise NothingPiped
    return str(text).removesuffix("\n").removesuffix("\r")

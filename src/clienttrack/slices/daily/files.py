"""Text that comes from a pipe."""

from clienttrack import pipes
from clienttrack.slices.daily.rules import NothingPiped


def piped_text() -> str:
    """Give everything that stands on stdin without the newline at its end; raises ``NothingPiped``.

    Bytes that are no UTF-8 become lone surrogates, which the book refuses.
    """
    text = b"".join(pipes.pieces()).decode("utf-8", "surrogateescape")
    if not text.strip():
        raise NothingPiped
    return text.removesuffix("\n").removesuffix("\r")

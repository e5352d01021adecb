"""Text that comes from a pipe."""

import sys


def piped_text() -> str:
    """Give everything that stands on stdin without the newline at its end.

    Bytes that are no UTF-8 become lone surrogates, which the book refuses.
    """
    stream = getattr(sys.stdin, "buffer", None)
    text = sys.stdin.read() if stream is None else stream.read().decode("utf-8", "surrogateescape")
    return str(text).removesuffix("\n").removesuffix("\r")

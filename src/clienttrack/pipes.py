"""What comes on stdin without being typed."""

import select
import sys
from collections.abc import Generator
from contextlib import suppress

from clienttrack.interrupts import put_off

PIECE = 100_000
# Nobody types two keys so fast; what is pasted comes at once, but for what its way to the terminal takes.
PASTED_WITHIN = 0.03


def somebody_types() -> bool:
    """Tell whether stdin is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def more_waits() -> bool:
    """Tell whether more has come to the terminal than was read, as with what is pasted."""
    try:
        return bool(select.select([sys.stdin], [], [], PASTED_WITHIN)[0])
    except (OSError, ValueError):
        # Where only sockets can be waited for.
        return False


def pieces() -> Generator[bytes, None, None]:
    """Give what comes, piece by piece as it comes; Ctrl-C is put off from then until the next piece is asked for."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        yield b"" if sys.stdin is None else sys.stdin.read().encode("utf-8", "surrogateescape")
        return
    ended = False
    while not ended:
        with suppress(OSError, ValueError):
            select.select([stream], [], [])
        with put_off() as put:
            put()
            piece = stream.read1(PIECE)
            ended = not piece
            if piece:
                yield piece

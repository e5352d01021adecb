"""What comes on stdin without being typed."""

import select
import sys
from collections.abc import Iterator
from functools import partial

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


def pieces() -> Iterator[bytes]:
    """Give what comes, piece by piece as it comes."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is not None:
        yield from iter(partial(stream.read1, PIECE), b"")
    elif sys.stdin is not None:
        yield sys.stdin.read().encode("utf-8", "surrogateescape")

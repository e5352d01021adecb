"""What comes on stdin without being typed."""

import sys
from collections.abc import Iterator
from functools import partial

PIECE = 100_000


def somebody_types() -> bool:
    """Tell whether stdin is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def pieces() -> Iterator[bytes]:
    """Give what comes, piece by piece as it comes."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is not None:
        yield from iter(partial(stream.read1, PIECE), b"")
    elif sys.stdin is not None:
        yield sys.stdin.read().encode("utf-8", "surrogateescape")

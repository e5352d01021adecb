"""Ctrl-C, put off while something is done that must not be half done."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def left_to_others() -> Iterator[None]:
    """Take no notice of Ctrl-C while a program runs in the terminal that has its own way with it, such as an editor."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        # A handler of ours, unlike an order to ignore it, is not handed on to that program.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
    except ValueError:
        handler = None
    try:
        yield
    finally:
        if handler is not None:
            signal.signal(signal.SIGINT, handler)


@contextmanager
def put_off() -> Iterator[Callable[[], None]]:
    """Give what puts Ctrl-C off from when it is called until the block ends; then it comes."""
    came: list[FrameType | None] = []
    handler = signal.getsignal(signal.SIGINT)

    def put() -> None:
        # Who ignores it, or runs beside the main thread, is not interrupted anyway.
        if callable(handler):
            try:
                signal.signal(signal.SIGINT, lambda _number, frame: came.append(frame))
            except ValueError:
                return

    try:
        yield put
    finally:
        if callable(handler) and signal.getsignal(signal.SIGINT) is not handler:
            signal.signal(signal.SIGINT, handler)
            if came:
                handler(signal.SIGINT, came[0])

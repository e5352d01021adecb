"""Where the program begins: streams that are closed are opened to nowhere, and Ctrl-C never shows a traceback."""

# Nothing that takes time may be imported here: Ctrl-C would show where.
import os
import sys

INTERRUPTED = 130
came: list[int] = []


def _remember(number: int, _frame: object) -> None:
    """Remember that the user has interrupted, while there is nothing yet that could say so."""
    came.append(number)


def _interrupt(number: int, _frame: object) -> None:
    """Interrupt, and remember it: SQLite and the garbage collector swallow what is raised within them."""
    came.append(number)
    raise KeyboardInterrupt


def _leave_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _open_closed_streams() -> None:
    """Open streams that the caller has closed to nowhere, so that no file of ours takes their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 lasts as long as we do


def main() -> None:
    """Run the program for the command line it was started with."""
    code = INTERRUPTED
    try:
        import signal

        # Who started us may have told us to ignore it.
        heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if heard:
            signal.signal(signal.SIGINT, _remember)
        sys.unraisablehook = _leave_unraisable
        _open_closed_streams()
        from clienttrack.cli import run

        if heard:
            signal.signal(signal.SIGINT, _interrupt)
        code = run(sys.argv[1:], interrupted=lambda: bool(came))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        pass
    # Where Ctrl-C came inside an exec, as those of dataclasses, Python would end by a signal; another one forgets that.
    exec("")  # noqa: S102 nothing is carried out
    sys.exit(code)  # noqa: TID251 the one exit of the program


if __name__ == "__main__":
    main()

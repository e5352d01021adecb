"""The table of contents of the program, its global options, and the one place where errors become exit codes."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from clienttrack import __version__, completion
from clienttrack.contents import Entry, LazyGroup, mounted
from clienttrack.errors import ClientTrackError, ExitCode, Interrupted, SaidNo, UsageProblem
from clienttrack.options import workspace_of
from clienttrack.screen import AnswerNotWritten, Format, PipeClosed, drop_what_is_left, shortened
from clienttrack.workspace import Workspace

WIDEST_HELP = 120
MORNING = "Every day"
RECORDS = "Records"
BOOK = "Book and settings"
QUOTES = "'[]"
SLICES = "clienttrack.slices"
CLIENT = (
    f"{SLICES}.roster.commands:app",
    f"{SLICES}.clients.commands:app",
    f"{SLICES}.tags.commands:of_client",
    f"{SLICES}.dormancy.commands:app",
    f"{SLICES}.removal.commands:app",
    f"{SLICES}.duplicates.commands:app",
    f"{SLICES}.value.commands:of_client",
)
MEET = (f"{SLICES}.meetings.commands:app", f"{SLICES}.discovery.commands:app")

CONTENTS: tuple[tuple[str, Entry], ...] = (
    ("due", Entry(f"{SLICES}.due.commands:due", "Who and what needs me today, and why.", MORNING)),
    (
        "log",
        Entry(f"{SLICES}.daily.commands:log", "Record a touchpoint, and the next promise, in one line.", MORNING),
    ),
    ("done", Entry(f"{SLICES}.daily.commands:done", "Finish lines of the morning list.", MORNING)),
    (
        "snooze",
        Entry(f"{SLICES}.daily.commands:snooze", "Hide lines of the morning list until a day.", MORNING),
    ),
    ("show", Entry(f"{SLICES}.overview.commands:show", "Everything about a client on one screen.", MORNING)),
    ("find", Entry(f"{SLICES}.find.commands:find", "Search all texts of the book.", MORNING)),
    ("history", Entry(f"{SLICES}.history.commands:history", "What happened and what was changed.", MORNING)),
    ("undo", Entry(f"{SLICES}.history.commands:undo", "Take back a whole operation.", MORNING)),
    ("redo", Entry(f"{SLICES}.history.commands:redo", "Apply the newest undo again.", MORNING)),
    (
        "report",
        Entry(f"{SLICES}.reports.commands:app", "Markdown by template: brief, follow-up, minutes, portfolio.", MORNING),
    ),
    ("remind", Entry(f"{SLICES}.reminders.commands:remind", "Texts for what is due, ready to send.", MORNING)),
    ("client", Entry(CLIENT, "Organisations and people we serve.", RECORDS)),
    ("meet", Entry(MEET, "Talks that are prepared, held and kept.", RECORDS)),
    (
        "need",
        Entry(
            (f"{SLICES}.needs.commands:app", f"{SLICES}.profiles.commands:app"),
            "What clients want, and what is known of them.",
            RECORDS,
        ),
    ),
    ("contact", Entry(f"{SLICES}.contacts.commands:app", "People at a client.", RECORDS)),
    (
        "touch",
        Entry(f"{SLICES}.touchpoints.commands:app", "Calls, mails, visits and notes that were logged.", RECORDS),
    ),
    ("task", Entry(f"{SLICES}.tasks.commands:app", "Promises with a day, ours and theirs.", RECORDS)),
    (
        "tier",
        Entry(
            (f"{SLICES}.tiers.commands:app", f"{SLICES}.value.commands:app"),
            "What clients are worth, and the cadence that follows.",
            RECORDS,
        ),
    ),
    (
        "portfolio",
        Entry(f"{SLICES}.portfolio.commands:portfolio", "The whole book at a glance, against its targets.", MORNING),
    ),
    ("risk", Entry(f"{SLICES}.risks.commands:app", "Who may leave, and why.", RECORDS)),
    (
        "playbook",
        Entry(f"{SLICES}.playbooks.commands:app", "What is to be done in each stage, made into promises.", RECORDS),
    ),
    ("payment", Entry(f"{SLICES}.payments.commands:app", "Money that came.", RECORDS)),
    ("stage", Entry(f"{SLICES}.stages.commands:app", "Where a relationship stands.", RECORDS)),
    ("tag", Entry(f"{SLICES}.tags.commands:app", "Words of your own that group clients.", RECORDS)),
    (
        "import",
        Entry(f"{SLICES}.imports.commands:import_", "Take clients, contacts, talks and promises from tables.", BOOK),
    ),
    ("batch", Entry(f"{SLICES}.batches.commands:app", "The imports, and taking one back.", BOOK)),
    (
        "mapping",
        Entry(f"{SLICES}.mappings.commands:app", "What the columns of foreign tables mean.", BOOK),
    ),
    (
        "template",
        Entry(f"{SLICES}.templates.commands:app", "The texts of reports: ours and your own.", BOOK),
    ),
    ("export", Entry(f"{SLICES}.exports.commands:export", "Write records as CSV, JSON or vCards.", BOOK)),
    ("init", Entry(f"{SLICES}.upkeep.commands:init", "Make an empty book.", BOOK)),
    ("book", Entry(f"{SLICES}.upkeep.commands:book", "Where the book is; check, back up, restore.", BOOK)),
    ("config", Entry(f"{SLICES}.configuration.commands:app", "The settings file.", BOOK)),
    ("demo", Entry(f"{SLICES}.demo.commands:demo", "A filled throw-away book to try everything on.", BOOK)),
)


def _print_version(ctx: typer.Context, value: bool) -> None:
    if value:
        workspace_of(ctx).screen.answer(f"clienttrack {__version__}\n")
        raise typer.Exit


def _globals(
    ctx: typer.Context,
    db: Annotated[
        Path | None, typer.Option(envvar="CLIENTTRACK_DB", help="The book.", metavar="PATH", readable=False)
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(envvar="CLIENTTRACK_TODAY", help="Pretend that today is this day.", metavar="DATE"),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(envvar="CLIENTTRACK_CONFIG", help="The settings file.", metavar="FILE", readable=False),
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Answer every question with yes.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep in touch with your clients: who needs me today, and why."""
    workspace_of(ctx).settle(
        book_path=db,
        book_path_told=_source(ctx, "db") == "COMMANDLINE",
        settings_path=config,
        today_words=today or None,
        color=not no_color and not os.environ.get("NO_COLOR"),
        yes=yes,
    )


def _source(ctx: typer.Context, parameter: str) -> str:
    source = ctx.get_parameter_source(parameter)
    return "" if source is None else source.name


def program() -> LazyGroup:
    """Build the root command with everything mounted lazily."""
    app = typer.Typer(
        cls=LazyGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"max_content_width": WIDEST_HELP, "help_option_names": ["-h", "--help"]},
    )
    app.callback()(_globals)
    root = get_command(app)
    assert isinstance(root, LazyGroup)
    return mounted(root, CONTENTS)


def run(arguments: list[str], *, interrupted: Callable[[], bool] = lambda: False) -> int:
    """Carry out one command line and give its exit code; every error has been told when this returns.

    ``interrupted`` tells whether the user has interrupted, although what was raised then was swallowed on the way.
    """
    completion.join_refs(os.environ)
    workspace = Workspace()
    try:
        if interrupted():
            raise KeyboardInterrupt  # noqa: TRY301 one place tells of it
        outcome = program().main(args=arguments, prog_name="clienttrack", standalone_mode=False, obj=workspace)
    except PipeClosed:
        return ExitCode.DONE
    except SystemExit as left:
        # Typer leaves by itself after it has completed words, and when the reader of its help has gone.
        if not isinstance(left.__context__, BrokenPipeError):
            raise
        drop_what_is_left(sys.__stdout__)
        return ExitCode.DONE
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted(workspace, arguments)
    except Exception as error:  # noqa: BLE001 the one place where errors become exit codes
        if interrupted() and not isinstance(error, Interrupted):
            return _interrupted(workspace, arguments)
        if "--debug" in arguments:
            import traceback

            traceback.print_exc()
        return _told(_ours(error), workspace, arguments)
    # Typer turns Ctrl-C into the code.
    if outcome == ExitCode.INTERRUPTED:
        return _interrupted(workspace, arguments)
    workspace.forget_draft()
    return int(outcome or 0)


def _ours(error: Exception) -> ClientTrackError:
    if isinstance(error, ClientTrackError):
        return error
    if isinstance(error, typer.TyperException):
        # Typer does not publish the class of this one.
        return NothingAsked(error) if type(error).__name__ == "NoArgsIsHelpError" else WrongUsage(error)
    if isinstance(error, OSError) and error.filename is None:
        # Typer writes help and offers by itself; what goes wrong with a file names it.
        with suppress(OSError):
            drop_what_is_left(sys.stdout)
        return AnswerNotWritten(error.strerror or str(error))
    return BugError(error)


def _told(error: ClientTrackError, workspace: Workspace, arguments: list[str]) -> int:
    screen = workspace.screen
    answered = screen.answered or isinstance(error, AnswerNotWritten)
    if not answered:
        _told_in_json(error, workspace, arguments)
    if screen.format is not Format.JSON or error.exit_code is ExitCode.DONE or answered:
        plain = error.exit_code is ExitCode.DONE or isinstance(error, (NothingAsked, SaidNo, Interrupted))
        screen.notice(str(error) if plain else f"Error: {error}")
    _tell_draft(workspace, str(error))
    return error.exit_code


def _tell_draft(workspace: Workspace, told: str = "") -> None:
    """Say where what was typed is kept, unless that was ``told``, and how to go on with it."""
    if workspace.draft is not None:
        kept = "" if str(workspace.draft) in told else f"What was typed is kept in '{workspace.draft}'. "
        if words := f"{kept}{workspace.how_to_go_on}".strip():
            workspace.screen.notice(words)


def _interrupted(workspace: Workspace, arguments: list[str]) -> int:
    code = _told_in_json(Interrupted(unwritten=False), workspace, arguments)
    _tell_draft(workspace)
    return code


def _told_in_json(error: ClientTrackError, workspace: Workspace, arguments: list[str]) -> int:
    """Tell it to a program that asked for JSON and has not been answered yet."""
    screen = workspace.screen
    if (screen.format is Format.JSON or "--json" in arguments) and not screen.answered:
        failed = error.exit_code is not ExitCode.DONE
        told = {"code": error.code, "message": str(error)} if failed else None
        with suppress(PipeClosed, AnswerNotWritten):
            screen.json(_today(workspace), error.data, error=told)
    return error.exit_code


def _today(workspace: Workspace) -> date:
    try:
        return workspace.today
    except Exception:  # noqa: BLE001 what is wrong with the day is being told already
        return workspace.now.date()


class WrongUsage(UsageProblem):
    """The command line does not fit the command."""

    def __init__(self, error: typer.TyperException) -> None:
        ctx = getattr(error, "ctx", None)
        hint = "" if ctx is None else f" Try `{ctx.command_path} --help`."
        # Typer tells the words to choose from a line each, with a tab before it.
        told = _of_a_value(error) or " ".join(error.format_message().split())
        super().__init__(f"{told.removesuffix('.')}.{hint}")


def _of_a_value(error: typer.TyperException) -> str | None:
    """Say which value does not fit its option, instead of pydantic, which tells it to programmers."""
    found: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    if not found:
        return None
    first = found[0]
    told, bounds = shortened(str(first["input"]), 60), first.get("ctx", {})
    option = getattr(error, "param_hint", None) or getattr(error, "param").get_error_hint()  # noqa: B009 not typed
    if first["type"] in {"greater_than_equal", "less_than_equal"}:
        fits = f"at least {bounds['ge']}" if "ge" in bounds else f"at most {bounds['le']}"
    elif first["type"] == "value_error":
        fits = f"one of {str(bounds['error']).partition(' is not one of ')[2]}".replace("'", "").removesuffix(".")
    else:
        fits = "a whole number"
    return f"{str(option).strip(QUOTES)} must be {fits}, not '{told}'"


class NothingAsked(UsageProblem):
    """No command was named; the help text is the answer."""

    def __init__(self, error: typer.TyperException) -> None:
        super().__init__(error.format_message().rstrip())


class BugError(ClientTrackError):
    """Something we did not foresee."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"This is a bug in clienttrack: {type(error).__name__}: {error}. "
            "Put --debug before the command to see where it comes from, and report it."
        )

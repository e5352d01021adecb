"""`import`: tables of clients, contacts, touchpoints, promises and payments into the book."""

from contextlib import ExitStack
from functools import partial
from typing import Annotated

import typer

from clienttrack import backups
from clienttrack.errors import ExitCode
from clienttrack.options import Yes, workspace_of
from clienttrack.progress import progress_bar

File = Annotated[list[str], typer.Argument(metavar="FILE…", help="CSV files, vCards or our own JSON; - is stdin.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and count, but leave the book as it is.")]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=FIELD", help="What a column means; may be repeated."),
]
MappingName = Annotated[
    str | None, typer.Option("--mapping", metavar="NAME", help="Read the files so; `mapping list` shows the names.")
]
AsKind = Annotated[
    str | None,
    typer.Option("--as", metavar="KIND", help="What the rows are: clients, contacts, touchpoints, tasks or payments."),
]
OnMatchWord = Annotated[
    str,
    typer.Option(
        "--on-match", metavar="POLICY", help="For what is in the book already: update, fill, skip, error or new."
    ),
]
SkipErrors = Annotated[bool, typer.Option("--skip-errors", help="Take the good rows and leave the others out.")]
Errors = Annotated[
    str | None, typer.Option("--errors", metavar="FILE", help="Write the refused rows there, with what is wrong.")
]
Stagger = Annotated[
    str | None,
    typer.Option(metavar="DAYS", help="Spread the first touches of clients never contacted, e.g. over 30d."),
]
Order = Annotated[
    str | None, typer.Option("--date-order", metavar="ORDER", help="How days of numbers are written: dmy, mdy or ymd.")
]


def import_(
    ctx: typer.Context,
    file: File,
    dry_run: DryRun = False,
    map: Maps = None,
    mapping: MappingName = None,
    as_kind: AsKind = None,
    on_match: OnMatchWord = "update",
    skip_errors: SkipErrors = False,
    errors: Errors = None,
    stagger: Stagger = None,
    date_order: Order = None,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="How the files are written.")] = None,
    delimiter: Annotated[str | None, typer.Option(metavar="MARK", help="What stands between two cells.")] = None,
    strict_columns: Annotated[
        bool, typer.Option("--strict-columns", help="Refuse columns that nothing says the meaning of.")
    ] = False,
    stage_back: Annotated[bool, typer.Option("--stage-back", help="Let a stage go backwards.")] = False,
    yes: Yes = False,  # noqa: ARG001
) -> None:
    """Take clients, contacts, touchpoints, promises and payments from tables: all rows or none, safe to repeat."""
    from clienttrack.slices.imports import actions, files, render
    from clienttrack.slices.mappings.files import all_mappings
    from clienttrack.slices.rows.rules import rows, wanted

    workspace = workspace_of(ctx)
    settings, mappings = workspace.settings, all_mappings(workspace.settings_path)
    told = wanted.read(
        maps=map or (),
        plain=mappings["plain"].mapping(),
        mapping=mapping,
        kind=as_kind,
        encoding=encoding,
        delimiter=delimiter,
        order=date_order,
        on_match=on_match,
        skip_errors=skip_errors,
        strict_columns=strict_columns,
        stage_back=stage_back,
        stagger=stagger,
        dry_run=dry_run,
    )
    if lost := files.lost_to_errors(errors, file, workspace.book_path):
        workspace.confirm(f"Overwrite '{lost}'?")
    with ExitStack() as open_files:
        sources = files.opened(file, open_files)
        surroundings = actions.Surroundings(
            mappings,
            settings,
            choose=workspace.choose,
            back_up=partial(backups.take, workspace.book_path, now=workspace.now, keep=settings.history.backups),
            keep_refused=partial(files.write_refused, errors, workspace.screen.notice),
            watch=open_files.enter_context(progress_bar()),
            local=workspace.local,
        )
        words = " ".join([rows.history_words(file), *told.options])
        with workspace.change(words, dry_run=dry_run, creates=True) as change:
            done = actions.import_files(change, sources, told, surroundings)
    workspace.screen.notices(done.notices)
    workspace.show(done, render.imported)
    if done.errors:
        raise typer.Exit(ExitCode.BAD_DATA)

"""`history`, `undo` and `redo`: what was done, and taking it back."""

from typing import Annotated

import typer

from clienttrack import completion, journal, lookup
from clienttrack.dates import DayDirection, read_day
from clienttrack.options import Limit, OptionalClientWords, listing, workspace_of
from clienttrack.progress import progress_bar
from clienttrack.screen import Format


@listing
def history(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on, e.g. monday.")] = None,
    limit: Limit = None,
) -> None:
    """Show what was done and what it changed, the newest first."""
    from clienttrack.slices.history import queries, render, rules

    workspace = workspace_of(ctx)
    as_text = workspace.screen.format is Format.TEXT
    with workspace.read() as reader:
        found = queries.history(
            reader,
            client_id=None if client is None else lookup.client(reader, client).id,
            since_on=None if since is None else read_day(since, today=workspace.today, direction=DayDirection.PAST),
            limit=rules.LINES_AS_TEXT if as_text and limit is None else limit,
            local=workspace.local,
        )
    workspace.show(
        found, render.operations, lines=queries.as_rows(found), ids="operation", line_type=queries.HistoryRow
    )


def undo(
    ctx: typer.Context,
    operation: Annotated[
        int | None,
        typer.Argument(
            metavar="[OPERATION]",
            help="The number that `history` shows; else the newest.",
            autocompletion=completion.operations,
        ),
    ] = None,
) -> None:
    """Take back a whole operation, and say what was taken back."""
    from clienttrack.slices.history import actions, render

    workspace = workspace_of(ctx)
    if not workspace.book_is_there:
        raise journal.NothingToUndo
    with progress_bar(of="rows") as watch, workspace.change("undo") as change:
        reverted = actions.undo(change, operation, watch)
    workspace.show(reverted, render.taken_back)
    workspace.screen.notices(render.forms_kept(reverted, command=workspace.command))


def redo(ctx: typer.Context) -> None:
    """Apply the newest undo again, and say what that changed."""
    from clienttrack.slices.history import actions, render

    workspace = workspace_of(ctx)
    if not workspace.book_is_there:
        raise journal.NothingToRedo
    with progress_bar(of="rows") as watch, workspace.change("redo") as change:
        reverted = actions.redo(change, watch)
    workspace.show(reverted, render.applied_again)

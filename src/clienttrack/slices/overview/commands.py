"""`show`: everything about a client on one screen."""

from functools import partial

import typer

from clienttrack.options import ClientWords, workspace_of


def show(ctx: typer.Context, client: ClientWords) -> None:
    """Show everything about a client on one screen."""
    from clienttrack.slices.overview import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.overview_of(reader, client, today=workspace.today, settings=workspace.settings)
    workspace.show(found, partial(render.overview, today=workspace.today))

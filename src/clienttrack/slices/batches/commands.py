"""`batch list`, `show`, `undo`: the imports of the book."""

from typing import Annotated

import typer

from clienttrack.options import listing, workspace_of
from clienttrack.progress import progress_bar

app = typer.Typer()

Number = Annotated[int, typer.Argument(metavar="BATCH", help="The number, as `batch list` shows it.")]


@app.command("list")
@listing
def list_(ctx: typer.Context) -> None:
    """List the imports, the newest first."""
    from clienttrack.slices.batches import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        lines = queries.batches(reader)
    voice = render.Voice(workspace.local, workspace.today)
    workspace.show(lines, voice.batches, lines=lines, ids="batch", line_type=queries.BatchLine)


@app.command("show")
def show(ctx: typer.Context, batch: Number) -> None:
    """Show the files of an import and what it did."""
    from clienttrack.slices.batches import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.batch(reader, batch)
    workspace.show(found, render.Voice(workspace.local, workspace.today).batch)


@app.command("undo")
def undo(ctx: typer.Context, batch: Number) -> None:
    """Take an import back whole; stops when its records were changed or used since."""
    from clienttrack.slices.batches import actions, render

    workspace = workspace_of(ctx)
    with progress_bar(of="rows") as watch, workspace.change(f"batch undo {batch}") as change:
        undone = actions.undo_batch(change, batch, watch)
    workspace.show(undone, render.undone)

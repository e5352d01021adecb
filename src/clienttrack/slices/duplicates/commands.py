"""`client duplicates`, `distinct`, `merge`: clients that may be one, and what becomes of them."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import backups, completion, lookup
from clienttrack.options import ClientOption, ClientWords, Limit, Yes, listing, workspace_of
from clienttrack.screen import Format, shortened

app = typer.Typer()

KeepWords = Annotated[
    str,
    typer.Argument(metavar="KEEP", help="The client that stays.", autocompletion=completion.clients),
]
OtherWords = Annotated[
    str,
    typer.Argument(metavar="OTHER", help="The client that goes into it.", autocompletion=completion.clients),
]


@app.command("duplicates")
@listing
def duplicates(ctx: typer.Context, client: ClientOption = None, limit: Limit = None) -> None:
    """List pairs of clients that may be one, the likeliest first, with a score to 100 and the reasons."""
    from clienttrack.slices.duplicates import render
    from clienttrack.slices.duplicates.queries.pairs import DuplicateLine, likely_duplicates

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        client_id = None if client is None else lookup.client(reader, client).id
        found = likely_duplicates(reader, client_id=client_id, limit=limit)
    workspace.show(found, render.duplicate_list, lines=found.pairs, ids="pair", line_type=DuplicateLine)


@app.command("distinct")
def distinct(
    ctx: typer.Context,
    client: ClientWords,
    other: Annotated[
        str, typer.Argument(metavar="CLIENT", help="The other client.", autocompletion=completion.clients)
    ],
    forget: Annotated[bool, typer.Option("--forget", help="They may be the same again.")] = False,
) -> None:
    """Remember that two clients are not the same, so that they are not listed as duplicates."""
    from clienttrack.slices.duplicates import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client distinct {shortened(client, 60)} {shortened(other, 60)}") as change:
        pair = actions.tell_apart(change, lookup.client(change, client), lookup.client(change, other), forget=forget)
    workspace.show(pair, render.told_apart)


@app.command("merge")
def merge(
    ctx: typer.Context,
    keep: KeepWords,
    other: OtherWords,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would become of every field, no more.")] = False,
    yes: Yes = False,  # noqa: ARG001 its callback has told the workspace
) -> None:
    """Merge a client into another: all records go over, empty fields are filled; `undo` takes it back."""
    from clienttrack.slices.duplicates import actions, render
    from clienttrack.slices.duplicates.queries.previews import merge_preview

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        preview = merge_preview(reader, lookup.client(reader, keep), lookup.client(reader, other))
    if dry_run:
        workspace.show(preview, render.dry_run)
        return
    if workspace.screen.format is Format.TEXT:
        workspace.screen.draw(render.preview(preview))
    workspace.confirm(f"Merge {preview.other} into {preview.keep}?")
    history = workspace.settings.history
    with workspace.change(f"client merge {preview.keep} {preview.other}") as change:
        merged = actions.merge_clients(
            change,
            lookup.client_by_handle(change, preview.keep),
            lookup.client_by_handle(change, preview.other),
            back_up=partial(backups.take, workspace.book_path, now=workspace.now, keep=history.backups),
        )
    workspace.show(merged, render.merged)

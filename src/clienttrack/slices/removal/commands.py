"""`client remove`: a client without any history is taken out of the book."""

import typer

from clienttrack import lookup
from clienttrack.options import ClientWords, Yes, workspace_of
from clienttrack.screen import shortened

app = typer.Typer()


@app.command("remove")
def remove(
    ctx: typer.Context,
    client: ClientWords,
    yes: Yes = False,  # noqa: ARG001 its callback has told the workspace
) -> None:
    """Remove a client without any history; otherwise use `client archive`."""
    from clienttrack.slices.removal import actions, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = lookup.client(reader, client)
        actions.check_removable(reader, found)
    workspace.confirm(f"Remove {found.handle} ({shortened(found.name, 60)})?")
    with workspace.change(f"client remove {found.handle}") as change:
        removed = actions.remove_client(change, lookup.client(change, found.handle))
    workspace.show(removed, render.removed)

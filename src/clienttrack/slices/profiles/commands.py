"""`need profile`: what is known of a client."""

from functools import partial
from typing import Annotated

import typer

from clienttrack.options import ClientWords, workspace_of

app = typer.Typer()


@app.command("profile")
def profile(
    ctx: typer.Context,
    client: ClientWords,
    history: Annotated[bool, typer.Option("--history", help="Earlier answers too.")] = False,
) -> None:
    """Show what is known of a client, what is still unknown, and who decides."""
    from clienttrack.slices.profiles import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.client_profile(reader, client)
    workspace.show(found, partial(render.profile, today=workspace.today, history=history))

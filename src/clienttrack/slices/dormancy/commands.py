"""`client archive`, `restore`, `pause`, `resume`: clients laid aside and taken up again."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.dates import DayDirection, read_day
from clienttrack.options import Because, ClientWords, workspace_of
from clienttrack.screen import shortened

app = typer.Typer()

MEANT = "Handle, alias, e-mail, domain, or an unambiguous beginning of handle or name."
ArchivedClient = Annotated[str, typer.Argument(metavar="CLIENT", help=MEANT, autocompletion=completion.archived)]
PausedClient = Annotated[str, typer.Argument(metavar="CLIENT", help=MEANT, autocompletion=completion.paused)]


@app.command("archive")
def archive(
    ctx: typer.Context,
    client: ClientWords,
    drop_tasks: Annotated[bool, typer.Option("--drop-tasks", help="Drop the open tasks.")] = False,
) -> None:
    """Lay a client aside: it never comes up again until restored."""
    from clienttrack.slices.dormancy import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client archive {shortened(client, 60)}") as change:
        archived = actions.archive_client(change, lookup.client(change, client), drop_tasks=drop_tasks)
    workspace.show(archived, render.archived)


@app.command("restore")
def restore(ctx: typer.Context, client: ArchivedClient) -> None:
    """Take an archived client up again."""
    from clienttrack.slices.dormancy import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client restore {shortened(client, 60)}") as change:
        restored = actions.restore_client(change, lookup.client(change, client))
    workspace.show(restored, render.restored)


@app.command("pause")
def pause(
    ctx: typer.Context,
    client: ClientWords,
    until: Annotated[str, typer.Option(metavar="DAY", help="The day it comes back by itself.")],
    because: Because = None,
) -> None:
    """Leave a client alone until a day; promises still come up."""
    from clienttrack.slices.dormancy import actions, render

    workspace = workspace_of(ctx)
    until_on = read_day(until, today=workspace.today, direction=DayDirection.COMING)
    with workspace.change(f"client pause {shortened(client, 60)}") as change:
        paused = actions.pause_client(change, lookup.client(change, client), until_on=until_on, because=because)
    workspace.show(paused, partial(render.paused, today=workspace.today))


@app.command("resume")
def resume(ctx: typer.Context, client: PausedClient) -> None:
    """End a pause early."""
    from clienttrack.slices.dormancy import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client resume {shortened(client, 60)}") as change:
        resumed = actions.resume_client(change, lookup.client(change, client))
    workspace.show(resumed, render.resumed)

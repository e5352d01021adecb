"""`stage`: where a relationship stands."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import lookup
from clienttrack.options import Because, ClientWords, Limit, OptionalClientWords, listing, workspace_of
from clienttrack.screen import shortened
from clienttrack.vocabulary import LostReason, Stage

app = typer.Typer()


@app.command("show")
def show(ctx: typer.Context, client: ClientWords) -> None:
    """Show where a client stands, since when, why, and when that changes by itself."""
    from clienttrack.slices.stages import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.stage_card(reader, lookup.client(reader, client), today=workspace.today)
    workspace.show(found, partial(render.card, today=workspace.today))


@app.command("history")
@listing
def history(ctx: typer.Context, client: OptionalClientWords = None, limit: Limit = None) -> None:
    """Show the stages that clients have been in, and for how many days, the newest first."""
    from clienttrack.slices.stages import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        client_id = None if client is None else lookup.client(reader, client).id
        lines = queries.stage_lines(reader, client_id, today=workspace.today, limit=limit)
    drawn = partial(render.history, today=workspace.today)
    workspace.show(lines, drawn, lines=lines, ids="client", line_type=queries.StageLine)


@app.command("reasons")
@listing
def reasons(
    ctx: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Lost from this day on, e.g. -1y.")] = None,
) -> None:
    """Count why clients were lost, also those that were won back later."""
    from clienttrack.slices.stages import queries, render, rules

    workspace = workspace_of(ctx)
    since_on = rules.read_bound(since, today=workspace.today)
    with workspace.read() as reader:
        found = queries.losses(reader, since_on=since_on, today=workspace.today)
    lines = rules.reason_lines(found)
    drawn = partial(render.reasons, since_on=since_on)
    workspace.show(lines, drawn, lines=lines, ids="reason", line_type=rules.ReasonLine)


@app.command("set")
def set_(
    ctx: typer.Context,
    client: ClientWords,
    stage: Annotated[Stage, typer.Argument(help="The stage to tell.")],
    because: Because = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it began; today unless told.")] = None,
) -> None:
    """Tell a client's stage; it holds until it is changed or cleared."""
    from clienttrack.slices.stages import actions, render, rules

    workspace = workspace_of(ctx)
    told_on = None if on is None else rules.read_told_on(on, today=workspace.today)
    with workspace.change(f"stage set {shortened(client, 60)} {stage}") as change:
        found = lookup.client(change, client)
        moved = actions.set_stage(change, found, stage=stage, because=because, told_on=told_on)
    workspace.show(moved, render.moved)


@app.command("clear")
def clear(ctx: typer.Context, client: ClientWords, because: Because = None) -> None:
    """Let a client's stage follow from the day work began again."""
    from clienttrack.slices.stages import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(f"stage clear {shortened(client, 60)}") as change:
        moved = actions.clear_stage(change, lookup.client(change, client), because=because)
    workspace.show(moved, render.moved)


@app.command("lose")
def lose(
    ctx: typer.Context,
    client: ClientWords,
    because: Annotated[LostReason, typer.Option("--because", help="Why the client was lost.")],
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="More about it, in your own words.")] = None,
    drop_tasks: Annotated[bool, typer.Option("--drop-tasks", help="Drop the client's open tasks.")] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was; today unless told.")] = None,
) -> None:
    """Tell that a client is lost, and why; it leaves the morning list."""
    from clienttrack.slices.stages import actions, render, rules

    workspace = workspace_of(ctx)
    lost_on = None if on is None else rules.read_told_on(on, today=workspace.today)
    with workspace.change(f"stage lose {shortened(client, 60)} {because}") as change:
        found = lookup.client(change, client)
        moved = actions.lose_client(change, found, reason=because, note=note, drop_tasks=drop_tasks, lost_on=lost_on)
    workspace.show(moved, render.moved)


@app.command("win-back")
def win_back(
    ctx: typer.Context,
    client: ClientWords,
    to: Annotated[Stage | None, typer.Option("--to", help="The stage to tell; worked out unless told.")] = None,
    because: Because = None,
) -> None:
    """Take a lost client back."""
    from clienttrack.playbooks import chooser
    from clienttrack.slices.stages import actions, render

    workspace = workspace_of(ctx)
    settings = workspace.settings
    choose = chooser(workspace.settings_path, None, settings.playbook)
    with workspace.change(f"stage win-back {shortened(client, 60)}") as change:
        found = lookup.client(change, client)
        moved = actions.win_back(change, found, choose=choose, language=settings.language, to=to, because=because)
    workspace.show(moved, render.moved)

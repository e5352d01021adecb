"""`tier`: what clients are worth to us, and the cadence that follows."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import Because, ClientWords, Limit, OptionalClientWords, listing, workspace_of
from clienttrack.screen import shortened
from clienttrack.vocabulary import HEAVIEST

app = typer.Typer()

TierWords = Annotated[str, typer.Argument(metavar="TIER", help="A tier.", autocompletion=completion.tiers)]
TierOrNone = Annotated[
    str, typer.Argument(metavar="TIER", help="A tier, or 'none' for no tier.", autocompletion=completion.tiers)
]
Silence = Annotated[str | None, typer.Option(metavar="LENGTH", help="Longest silence in this stage, e.g. 14d or 1m.")]


@app.command("list")
@listing
def list_(ctx: typer.Context) -> None:
    """Show the tiers: weight, longest silence in each stage, number of clients."""
    from clienttrack.slices.tiers import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.tier_matrix(reader, workspace.settings)
    workspace.show(found, render.matrix, lines=found.tiers, ids="tier", line_type=queries.TierLine)


@app.command("set")
def set_(ctx: typer.Context, client: ClientWords, tier: TierOrNone, because: Because = None) -> None:
    """Move a client to a tier; a reason pins it there."""
    from clienttrack.slices.tiers import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(f"tier set {shortened(client, 60)} {shortened(tier, 60)}") as change:
        moved = actions.set_tier(change, lookup.client(change, client), tier=tier, because=because)
    workspace.show(moved, render.moved)


@app.command("edit")
def edit(
    ctx: typer.Context,
    tier: TierWords,
    name: Annotated[str | None, typer.Option(metavar="NEW", help="Another name.")] = None,
    weight: Annotated[
        int | None, typer.Option(min=1, max=HEAVIEST, metavar="N", help="How much its lines of `due` count.")
    ] = None,
    prospect: Silence = None,
    activation: Silence = None,
    stable: Silence = None,
    deep: Silence = None,
) -> None:
    """Change a tier's name, weight, or the longest silence in any stage."""
    from clienttrack.slices.tiers import actions, render

    workspace = workspace_of(ctx)
    cells = {"prospect": prospect, "activation": activation, "stable": stable, "deep": deep}
    with workspace.change(f"tier edit {shortened(tier, 60)}") as change:
        edited = actions.edit_tier(change, tier=tier, name=name, weight=weight, cells=cells)
    workspace.show(edited, render.edited)


@app.command("history")
@listing
def history(ctx: typer.Context, client: OptionalClientWords = None, limit: Limit = None) -> None:
    """Show changes of tier with day and reason, the newest first."""
    from clienttrack.slices.tiers import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        client_id = None if client is None else lookup.client(reader, client).id
        moves = queries.tier_history(reader, client_id=client_id, limit=limit)
    drawn = partial(render.history, today=workspace.today)
    workspace.show(moves, drawn, lines=moves, ids="client", line_type=queries.TierMoveLine)

"""`risk`: which clients may leave, and why."""

from typing import Annotated

import typer

from clienttrack import lookup
from clienttrack.options import ClientWords, Limit, listing, workspace_of

app = typer.Typer()


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those of low risk too.")] = False,
    limit: Limit = None,
) -> None:
    """Show who may leave, the highest risk first, with reasons."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.risks import queries, render

    workspace = workspace_of(ctx)
    settings, rates = workspace.settings, rates_of(workspace.settings, workspace.settings_path)
    with workspace.read() as reader:
        lines = queries.risk_lines(reader, settings, rates, today=workspace.today, everything=everything, limit=limit)
    workspace.show(lines, render.risk_list, lines=lines, ids="client", line_type=queries.RiskLine)


@app.command("explain")
def explain(ctx: typer.Context, client: ClientWords) -> None:
    """Show every term of a client's risk and what to do next; of a lost client why, and how to win it back."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.risks import queries, render

    workspace = workspace_of(ctx)
    settings, rates = workspace.settings, rates_of(workspace.settings, workspace.settings_path)
    with workspace.read() as reader:
        found = lookup.client(reader, client)
        card = queries.risk_card(reader, found, settings, rates, today=workspace.today)
    workspace.show(card, render.risk_card)

"""`tier explain`, `evaluate` and `rfm`, `client rate` and `refer`: what clients are worth."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import (
    Because,
    ClientWords,
    OptionalClientWords,
    listing,
    operation_words,
    workspace_of,
)

app = typer.Typer()
of_client = typer.Typer()

Rating = Annotated[int | None, typer.Option(min=1, max=5, metavar="N", help="From 1 to 5.")]


@app.command("explain")
def explain(ctx: typer.Context, client: ClientWords) -> None:
    """Show a value score from the first to the last number, and the tier that follows."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.value import queries, render

    workspace = workspace_of(ctx)
    settings = workspace.settings
    with workspace.read() as reader:
        card = queries.value_card(
            reader,
            lookup.client(reader, client),
            settings,
            rates_of(settings, workspace.settings_path),
            today=workspace.today,
        )
    workspace.show(card, render.value_card)


@app.command("evaluate")
@listing
def evaluate(
    ctx: typer.Context,
    apply: Annotated[bool, typer.Option("--apply", help="Make the moves.")] = False,
    pin_safe: Annotated[
        bool, typer.Option("--pin-safe/--no-pin-safe", help="Leave pinned clients where they are.")
    ] = True,
) -> None:
    """Show which clients their value score would move to another tier, the largest moves first."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.value import queries, render

    workspace = workspace_of(ctx)
    settings, rates = workspace.settings, rates_of(workspace.settings, workspace.settings_path)
    if apply:
        from clienttrack.slices.value import actions

        with workspace.change("tier evaluate --apply") as change:
            found = actions.apply_evaluation(change, settings, rates, today=workspace.today, pin_safe=pin_safe)
    else:
        with workspace.read() as reader:
            found = queries.evaluation(reader, settings, rates, today=workspace.today)
    workspace.show(found, render.evaluation, lines=found.moves, ids="client", line_type=queries.MoveLine)


@app.command("rfm")
@listing
def rfm(ctx: typer.Context, client: OptionalClientWords = None) -> None:
    """Show how recently, how often and how much clients pay, 1 to 5 each, the best first."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.value import queries, render

    workspace = workspace_of(ctx)
    settings, rates = workspace.settings, rates_of(workspace.settings, workspace.settings_path)
    with workspace.read() as reader:
        found = None if client is None else lookup.client(reader, client)
        client_ids = None if found is None else [found.id]
        lines = queries.rfm_lines(reader, settings, rates, today=workspace.today, client_ids=client_ids)
    drawn = partial(render.rfm_table, today=workspace.today, client=None if found is None else found.handle)
    workspace.show(lines, drawn, lines=lines, ids="client", line_type=queries.RfmLine)


@of_client.command("rate")
def rate(
    ctx: typer.Context,
    client: ClientWords,
    profitability: Rating = None,
    growth: Rating = None,
    influence: Rating = None,
    because: Because = None,
) -> None:
    """Rate what a client brings, may grow to, and whom they influence; the value score counts it."""
    from clienttrack.slices.value import actions, render
    from clienttrack.slices.value.rules.ratings import told_ratings

    workspace = workspace_of(ctx)
    told = told_ratings({"profitability": profitability, "growth": growth, "influence": influence})
    with workspace.change(operation_words("client rate", client)) as change:
        rated = actions.rate_client(change, lookup.client(change, client), told, because=because)
    workspace.show(rated, render.rated)


@of_client.command("refer")
def refer(
    ctx: typer.Context,
    client: ClientWords,
    referred: Annotated[
        str,
        typer.Argument(metavar="OTHER", help="The client that came through them.", autocompletion=completion.clients),
    ],
    remove: Annotated[bool, typer.Option("--remove", help="Take it back.")] = False,
) -> None:
    """Write down that a client referred another one to you; their influence counts it."""
    from clienttrack.slices.value import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(operation_words("client refer", client, referred)) as change:
        found = actions.refer_client(change, client, referred, remove=remove)
    workspace.show(found, render.referred)

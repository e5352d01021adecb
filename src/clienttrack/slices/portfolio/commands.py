"""`portfolio`: the whole book at a glance."""

import typer

from clienttrack.options import workspace_of


def portfolio(ctx: typer.Context) -> None:
    """Show tiers and stages, revenue, effort and targets, each figure beside that of a quarter before."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.portfolio import queries, render

    workspace = workspace_of(ctx)
    settings, rates = workspace.settings, rates_of(workspace.settings, workspace.settings_path)
    with workspace.read() as reader:
        found = queries.portfolio(reader, settings, rates, today=workspace.today)
    workspace.show(found, render.portfolio)

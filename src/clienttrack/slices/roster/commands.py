"""`client list`: who there is, where each stands, and when they are due."""

from functools import partial
from typing import Annotated

import typer

from clienttrack.options import Limit, TagOption, TierOption, listing, workspace_of
from clienttrack.vocabulary import ClientOrder, ClientState, Stage

app = typer.Typer()


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    tier: TierOption = None,
    stage: Annotated[Stage | None, typer.Option(help="Only this stage, told or worked out.")] = None,
    tag: TagOption = None,
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="Only clients whose fields hold the words.")] = None,
    state: Annotated[ClientState | None, typer.Option(help="Only clients in this state.")] = None,
    sort: Annotated[
        ClientOrder, typer.Option(help="The order; added is the newest first, last-touch the longest ago first.")
    ] = ClientOrder.NAME,
    limit: Limit = None,
) -> None:
    """List clients with the last touch and what comes up next; archived ones only with --state archived."""
    from clienttrack.slices.roster import render
    from clienttrack.slices.roster.queries import ClientFilter, ClientLine, client_lines

    workspace = workspace_of(ctx)
    wanted = ClientFilter(tier, stage, tag, text, state)
    with workspace.read() as reader:
        found = client_lines(reader, workspace.settings, wanted, today=workspace.today, sort=sort, limit=limit)
    drawn = partial(render.client_list, total=found.total, today=workspace.today)
    workspace.show(found.lines, drawn, lines=found.lines, ids="handle", line_type=ClientLine)

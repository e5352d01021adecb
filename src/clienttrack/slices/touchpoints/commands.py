"""`touch`: what was logged."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import Limit, OptionalClientWords, Yes, listing, workspace_of
from clienttrack.vocabulary import TouchKind

app = typer.Typer()

Number = Annotated[
    int,
    typer.Argument(
        metavar="NUMBER",
        help="Its number, as `touch list` shows.",
        autocompletion=completion.touchpoints,
    ),
]


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    kind: Annotated[TouchKind | None, typer.Option(help="Only this kind.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to this day.")] = None,
    limit: Limit = None,
) -> None:
    """Show calls, mails, visits and notes, the newest first."""
    from clienttrack.slices.touchpoints import queries, render, rules

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        lines = queries.touchpoint_lines(
            reader,
            client_id=None if client is None else lookup.client(reader, client).id,
            kind=kind,
            since_on=rules.read_bound(since, today=workspace.today),
            until_on=rules.read_bound(until, today=workspace.today),
            limit=limit,
        )
    drawn = partial(render.touchpoint_list, today=workspace.today)
    workspace.show(lines, drawn, lines=lines, ids="id", line_type=queries.TouchpointLine)


@app.command("edit")
def edit(
    ctx: typer.Context,
    number: Number,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What happened.")] = None,
    kind: Annotated[TouchKind | None, typer.Option(help="How you were in touch.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it happened.")] = None,
    direction: Annotated[
        str | None, typer.Option(metavar="<out|in>", help="Who began: we (out) or they (in); '' if unknown.")
    ] = None,
    minutes: Annotated[int | None, typer.Option(min=0, max=100_000, metavar="N", help="How long.")] = None,
    contacts: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="CONTACT",
            help="Who took part, not those before; '' for nobody.",
            autocompletion=completion.contacts,
        ),
    ] = None,
) -> None:
    """Correct a touchpoint."""
    from clienttrack.slices.touchpoints import actions, render, rules

    workspace = workspace_of(ctx)
    with workspace.change(f"touch edit {number}") as change:
        line = actions.edit_touchpoint(
            change,
            number,
            text=text,
            kind=kind,
            happened_on=None if on is None else rules.read_happened_on(on, today=workspace.today),
            direction=direction,
            minutes=minutes,
            contacts=contacts or None,
        )
    workspace.show(line, partial(render.edited, today=workspace.today))


@app.command("remove")
def remove(ctx: typer.Context, number: Number, _yes: Yes = False) -> None:
    """Take a touchpoint out of the book; asks first."""
    from clienttrack.slices.touchpoints import actions, queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        line = queries.touchpoint_line(reader, number)
    workspace.confirm(f"Remove touchpoint {render.described(line, today=workspace.today)}?")
    with workspace.change(f"touch remove {number}") as change:
        line = actions.remove_touchpoint(change, number)
    workspace.show(line, partial(render.removed, today=workspace.today))

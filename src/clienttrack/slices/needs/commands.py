"""`need`: what clients want, and what became of it."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import (
    Because,
    ClientWords,
    Limit,
    OptionalClientWords,
    TagOption,
    WithContact,
    WithContactOrNobody,
    listing,
    operation_words,
    workspace_of,
)
from clienttrack.vocabulary import KanoClass, NeedOrigin, NeedStatus, Priority

app = typer.Typer()

NeedRef = Annotated[str, typer.Argument(metavar="REF", help="The need, w9 or 9.", autocompletion=completion.needs)]
NeedsAtWork = Annotated[
    list[str], typer.Argument(metavar="REF…", help="The needs, w9 or 9.", autocompletion=completion.needs_at_work)
]
SettledNeeds = Annotated[
    list[str], typer.Argument(metavar="REF…", help="The needs, w9 or 9.", autocompletion=completion.settled_needs)
]
On = Annotated[str | None, typer.Option(metavar="DAY", help="The day it happened, if not today.")]


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientWords,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the client wants.")],
    implied: Annotated[bool, typer.Option("--implied", help="Heard between the lines, not said.")] = False,
    kano: Annotated[KanoClass | None, typer.Option(help="What meeting it does: expected, the more, a joy.")] = None,
    priority: Annotated[Priority, typer.Option(help="How much it weighs.")] = Priority.NORMAL,
    evidence: Annotated[str | None, typer.Option(metavar="QUOTE", help="Their own words.")] = None,
    contact: WithContact = None,
    meeting: Annotated[
        str | None,
        typer.Option(metavar="REF", help="Where it was learned, m4 or 4.", autocompletion=completion.meetings),
    ] = None,
) -> None:
    """Write down what a client wants."""
    from clienttrack.slices.needs import actions, render

    workspace = workspace_of(ctx)
    with workspace.change(operation_words("need add", client)) as change:
        line = actions.note_need(
            change,
            client=client,
            text=text,
            origin=NeedOrigin.IMPLIED if implied else NeedOrigin.STATED,
            priority=priority,
            kano=kano,
            evidence=evidence,
            contact=contact,
            meeting=meeting,
        )
    workspace.show(line, render.added)


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    status: Annotated[NeedStatus | None, typer.Option(help="Only these; open and proposed ones unless told.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those met and dropped too.")] = False,
    kano: Annotated[KanoClass | None, typer.Option(help="Only this class.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Only this priority.")] = None,
    tag: TagOption = None,
    limit: Limit = None,
) -> None:
    """Show needs, the highest priority first; those of archived clients only where CLIENT is told."""
    from clienttrack.slices.needs import queries, render, rules

    workspace = workspace_of(ctx)
    statuses = rules.read_statuses(status, everything=everything)
    with workspace.read() as reader:
        client_id = None if client is None else lookup.client(reader, client).id
        lines = queries.need_lines(
            reader, statuses=statuses, client_id=client_id, kano=kano, priority=priority, tag=tag, limit=limit
        )
    drawn = partial(render.need_list, today=workspace.today)
    workspace.show(lines, drawn, lines=lines, line_type=queries.NeedLine)


@app.command("show")
def show(ctx: typer.Context, ref: NeedRef) -> None:
    """Show a need, where it comes from and what became of it."""
    from clienttrack.slices.needs import queries, render, rules

    workspace = workspace_of(ctx)
    need_id = rules.read_need_ref(ref)
    with workspace.read() as reader:
        card = queries.need_card(reader, need_id, today=workspace.today, settings=workspace.settings)
    workspace.show(card, partial(render.need_card, today=workspace.today))


@app.command("edit")
def edit(
    ctx: typer.Context,
    ref: NeedRef,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What the client wants.")] = None,
    kano: Annotated[str | None, typer.Option(help="basic, performance or delight; '' if unknown.")] = None,
    origin: Annotated[NeedOrigin | None, typer.Option(help="Whether they said it.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="How much it weighs.")] = None,
    evidence: Annotated[str | None, typer.Option(metavar="QUOTE", help="Their own words; '' for none.")] = None,
    contact: WithContactOrNobody = None,
    meeting: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="Where it was learned, m4 or 4; '' for none.", autocompletion=completion.meetings
        ),
    ] = None,
) -> None:
    """Change what is kept of a need; its status moves by propose, meet, drop and reopen."""
    from clienttrack.slices.needs import actions, render, rules

    workspace = workspace_of(ctx)
    need_id = rules.read_need_ref(ref)
    wanted = rules.Edit(
        text=text, kano=kano, origin=origin, priority=priority, evidence=evidence, contact=contact, meeting=meeting
    )
    with workspace.change(operation_words("need edit", ref)) as change:
        edited = actions.edit_need(change, need_id, wanted)
    workspace.show(edited, render.edited)


@app.command("propose")
def propose(ctx: typer.Context, refs: NeedsAtWork, because: Because = None, on: On = None) -> None:
    """Say that we have proposed something; without an answer it comes up in `due` after the client's cadence."""
    _move(ctx, NeedStatus.PROPOSED, refs, because=because, on=on)


@app.command("meet")
def meet(ctx: typer.Context, refs: NeedsAtWork, because: Because = None, on: On = None) -> None:
    """Say that needs are met."""
    _move(ctx, NeedStatus.MET, refs, because=because, on=on)


@app.command("drop")
def drop(ctx: typer.Context, refs: NeedsAtWork, because: Because = None, on: On = None) -> None:
    """Say that needs are none any more."""
    _move(ctx, NeedStatus.DROPPED, refs, because=because, on=on)


@app.command("reopen")
def reopen(ctx: typer.Context, refs: SettledNeeds, because: Because = None, on: On = None) -> None:
    """Open needs again: a proposal was turned down, or what was met or dropped is wanted after all."""
    _move(ctx, NeedStatus.OPEN, refs, because=because, on=on)


def _move(ctx: typer.Context, status: NeedStatus, refs: list[str], *, because: str | None, on: str | None) -> None:
    from clienttrack.slices.needs import actions, render, rules

    workspace = workspace_of(ctx)
    need_ids = rules.read_need_refs(refs)
    move = rules.read_move(status, on=on, because=because, today=workspace.today)
    with workspace.change(operation_words(f"need {rules.VERBS[status]}", *refs)) as change:
        moved = actions.move_needs(change, need_ids, move, settings=workspace.settings)
    workspace.show(moved, partial(render.moved, today=workspace.today))


@app.command("board")
@listing
def board(ctx: typer.Context, client: OptionalClientWords = None) -> None:
    """Show needs in columns by status; those of archived clients only where CLIENT is told."""
    from clienttrack.slices.needs import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        one = None if client is None else lookup.client(reader, client)
        found = queries.need_board(reader, client_id=None if one is None else one.id)
    drawn = partial(render.board, client=None if one is None else one.handle)
    workspace.show(found, drawn, lines=found.lines, line_type=queries.NeedLine)

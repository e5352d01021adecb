"""`find`: full-text search."""

from functools import partial
from typing import Annotated, Literal

import typer

from clienttrack import lookup
from clienttrack.options import ClientOption, Limit, listing, workspace_of
from clienttrack.screen import Format

SHOWN = 50


@listing
def find(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS…", help="All of them must occur; a quoted phrase stays together.")
    ],
    kind: Annotated[
        Literal["client", "contact", "touch", "task", "meeting", "answer", "need", "remark", "payment"] | None,
        typer.Option(help="Only this kind of record."),
    ] = None,
    client: ClientOption = None,
    limit: Limit = None,
) -> None:
    """Find words in every record, accents and case ignored.

    Clients and contacts of that name come first, then what else tells of it: clients, contacts, open tasks and planned
    meetings, needs at work, what was said from the newest, and what is closed.
    """
    from clienttrack.slices.find import queries, render, rules

    workspace = workspace_of(ctx)
    terms = rules.read_terms(words)
    shown = SHOWN if workspace.screen.format is Format.TEXT else None
    with workspace.read() as reader:
        client_id = None if client is None else lookup.client(reader, client).id
        found = queries.found_records(
            reader, terms, kind=kind and rules.Kind(kind), client_id=client_id, limit=limit or shown
        )
    drawn = partial(render.found, today=workspace.today)
    workspace.show(found, drawn, lines=found.lines, line_type=queries.FoundLine)

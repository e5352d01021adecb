"""`payment`: money that came."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import (
    ClientWords,
    Limit,
    OptionalClientWords,
    TagOption,
    listing,
    operation_words,
    workspace_of,
)

app = typer.Typer()

PaymentRefs = Annotated[
    list[str],
    typer.Argument(metavar="REF…", help="The payments, y8 or 8.", autocompletion=completion.payments),
]


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientWords,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="What came: 1200, 1200.50, 12k or '1200 USD'.")],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it came; today unless told.")] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="ISO 4217; the client's unless told, else the book's.")
    ] = None,
    project: Annotated[str | None, typer.Option(metavar="NAME", help="What it was for.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="For example the number of the invoice.")] = None,
) -> None:
    """Write down that a client has paid."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.payments import actions, render, rules

    workspace = workspace_of(ctx)
    paid_on = rules.read_paid_on(on, today=workspace.today)
    with workspace.change(operation_words("payment add", client)) as change:
        line = actions.add_payment(
            change,
            client=client,
            amount=amount,
            currency=currency,
            book_currency=workspace.settings.currency,
            paid_on=paid_on,
            project=project,
            note=note,
        )
    workspace.show(line, partial(render.added, today=workspace.today))
    workspace.screen.notices(rates_of(workspace.settings, workspace.settings_path).wanting(line.currency))


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to this day.")] = None,
    tag: TagOption = None,
    limit: Limit = None,
) -> None:
    """Show what clients have paid, the newest first."""
    from clienttrack.slices.payments import queries, render, rules

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.payments(
            reader,
            client_id=None if client is None else lookup.client(reader, client).id,
            since_on=rules.read_bound(since, today=workspace.today),
            until_on=rules.read_bound(until, today=workspace.today),
            tag=tag,
            limit=limit,
        )
    drawn = partial(render.payment_list, today=workspace.today)
    workspace.show(found, drawn, lines=found.lines, line_type=queries.PaymentLine)


@app.command("remove")
def remove(ctx: typer.Context, refs: PaymentRefs) -> None:
    """Take payments out of the book that never came, or came otherwise."""
    from clienttrack.slices.payments import actions, render, rules

    workspace = workspace_of(ctx)
    payment_ids = rules.read_payment_refs(refs)
    with workspace.change(operation_words("payment remove", *refs)) as change:
        lines = actions.remove_payments(change, payment_ids)
    workspace.show(lines, partial(render.removed, today=workspace.today))

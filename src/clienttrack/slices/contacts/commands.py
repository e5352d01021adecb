"""`contact`: people at a client."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import ClientWords, Limit, OptionalClientWords, Yes, listing, workspace_of
from clienttrack.screen import shortened
from clienttrack.vocabulary import DecisionPart, Level

app = typer.Typer()

ContactWords = Annotated[
    str,
    typer.Argument(
        metavar="CONTACT",
        help="Number, e-mail address, name, or an unambiguous beginning of a name.",
        autocompletion=completion.contacts,
    ),
]
Role = Annotated[str | None, typer.Option(metavar="TEXT", help="What they are there, e.g. 'head of sales'.")]
Emails = Annotated[
    list[str] | None,
    typer.Option("--email", metavar="[LABEL:]ADDRESS", help="E.g. work:jo@acme.com; may be repeated."),
]
Phones = Annotated[
    list[str] | None,
    typer.Option("--phone", metavar="[LABEL:]NUMBER", help="E.g. mobile:+442079460958; may be repeated."),
]
Notes = Annotated[str | None, typer.Option(metavar="TEXT", help="Personal notes, for you alone.")]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="CLIENT",
        help="The client, where the name alone fits several.",
        autocompletion=completion.clients,
    ),
]


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientWords,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The full name.")],
    role: Role = None,
    level: Annotated[Level | None, typer.Option(help="How high they stand.")] = None,
    decision: Annotated[DecisionPart | None, typer.Option(help="What they do when the client decides.")] = None,
    email: Emails = None,
    phone: Phones = None,
    notes: Notes = None,
) -> None:
    """Add a person at a client."""
    from clienttrack.slices.contacts import actions, queries, render, rules

    workspace = workspace_of(ctx)
    with workspace.change(f"contact add {shortened(client, 60)} {shortened(name, 60)}") as change:
        found = lookup.client(change, client)
        added = actions.add_contact(
            change,
            client_id=found.id,
            name=name,
            role=role or None,
            level=level,
            decision=decision,
            emails=rules.all_labelled(email),
            phones=rules.all_labelled(phone),
            notes=notes or None,
            region=queries.phone_region(change, found.id, workspace.settings) if phone else "",
        )
    if added.namesake_id is not None:
        workspace.screen.notice(render.namesake(added, client=found.handle))
    workspace.show(added, partial(render.added, client=found.handle))


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    left: Annotated[bool, typer.Option("--left", help="Also those who have left.")] = False,
    limit: Limit = None,
) -> None:
    """List contacts, the likeliest to reach first."""
    from clienttrack.slices.contacts import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        client_id = None if client is None else lookup.client(reader, client).id
        found = queries.contact_lines(reader, client_id=client_id, everybody=left, limit=limit)
    drawn = partial(render.contact_list, today=workspace.today)
    workspace.show(found, drawn, lines=found, ids="id", line_type=queries.ContactLine)


@app.command("show")
def show(ctx: typer.Context, contact: ContactWords, at: At = None) -> None:
    """Show everything kept about a contact."""
    from clienttrack.slices.contacts import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        card = queries.contact_card(reader, queries.contact_at(reader, contact, at).id)
    workspace.show(card, partial(render.contact_card, today=workspace.today))


@app.command("edit")
def edit(
    ctx: typer.Context,
    contact: ContactWords,
    at: At = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The full name.")] = None,
    role: Role = None,
    level: Annotated[str | None, typer.Option(help="owner, executive, manager or specialist.")] = None,
    decision: Annotated[str | None, typer.Option(help="decides, influences, uses, pays or blocks.")] = None,
    email: Emails = None,
    phone: Phones = None,
    remove_email: Annotated[
        list[str] | None, typer.Option("--remove-email", metavar="ADDRESS", help="Take this one away; may be repeated.")
    ] = None,
    remove_phone: Annotated[
        list[str] | None, typer.Option("--remove-phone", metavar="NUMBER", help="Take this one away; may be repeated.")
    ] = None,
    notes: Notes = None,
    left: Annotated[str | None, typer.Option(metavar="DAY", help="The day they left; '' if they are back.")] = None,
) -> None:
    """Change what is kept about a contact; an empty text clears, addresses are added to those there are."""
    from clienttrack.slices.contacts import actions, queries, render

    workspace = workspace_of(ctx)
    with workspace.change(f"contact edit {shortened(contact, 60)}") as change:
        found = queries.contact_at(change, contact, at)
        edited = actions.edit_contact(
            change,
            found.id,
            name=name,
            role=role,
            level=level,
            decision=decision,
            emails=email,
            phones=phone,
            remove_emails=remove_email or (),
            remove_phones=remove_phone or (),
            notes=notes,
            left=left,
            region=queries.phone_region(change, found.client_id, workspace.settings) if phone or remove_phone else "",
        )
    workspace.show(edited, render.edited)


@app.command("move")
def move(ctx: typer.Context, contact: ContactWords, client: ClientWords, at: At = None) -> None:
    """Take a contact to another client, addresses included; what happened stays where it was."""
    from clienttrack.slices.contacts import actions, queries, render

    workspace = workspace_of(ctx)
    with workspace.change(f"contact move {shortened(contact, 60)} {shortened(client, 60)}") as change:
        found = queries.contact_at(change, contact, at)
        moved = actions.move_contact(change, found, lookup.client(change, client))
    workspace.show(moved, render.moved)
    if moved.meetings:
        workspace.screen.notice(render.missed(moved))


@app.command("remove")
def remove(
    ctx: typer.Context,
    contact: ContactWords,
    at: At = None,
    yes: Yes = False,  # noqa: ARG001 its callback has told the workspace
) -> None:
    """Remove a contact who took part in nothing; otherwise use `contact edit --left`."""
    from clienttrack.slices.contacts import actions, queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = queries.contact_at(reader, contact, at)
        actions.check_removable(reader, found)
    workspace.confirm(f"Remove {shortened(found.name, 60)}?")
    with workspace.change(f"contact remove {shortened(found.name, 60)}") as change:
        removed = actions.remove_contact(change, lookup.contact(change, str(found.id)))
    workspace.show(removed, render.removed)

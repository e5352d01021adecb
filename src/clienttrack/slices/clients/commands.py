"""`client add`, `edit`, `show`, `alias`: the records of organisations and people we serve."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import ClientWords, workspace_of
from clienttrack.screen import shortened
from clienttrack.vocabulary import ClientKind
from clienttrack.workspace import Workspace

app = typer.Typer()

Handle = Annotated[str | None, typer.Option(help="The short name one types; made from the name unless given.")]
Kind = Annotated[ClientKind | None, typer.Option(help="An organisation, or a person.")]
Industry = Annotated[str | None, typer.Option(metavar="TEXT", help="What they do.")]
Size = Annotated[str | None, typer.Option(metavar="TEXT", help="How large they are, e.g. 50-200.")]
Source = Annotated[str | None, typer.Option(metavar="TEXT", help="Where they came from.")]
Website = Annotated[str | None, typer.Option(metavar="URL", help="Their web site; its domain means them too.")]
Domains = Annotated[
    list[str] | None, typer.Option("--domain", metavar="DOMAIN", help="A domain that means them; may be repeated.")
]
City = Annotated[str | None, typer.Option(metavar="TEXT", help="Their city.")]
Country = Annotated[str | None, typer.Option(metavar="TEXT", help="Their country.")]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="The language of their reports, e.g. en, zh or German.")
]
Currency = Annotated[str | None, typer.Option(metavar="CODE", help="Their currency (ISO 4217), e.g. EUR.")]
Budget = Annotated[str | None, typer.Option(metavar="RANGE", help="What they may spend, e.g. 10000-20000.")]
Preferences = Annotated[str | None, typer.Option(metavar="TEXT", help="How they like to be served.")]
DecisionStyle = Annotated[str | None, typer.Option("--decision-style", metavar="TEXT", help="How they decide.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="The day work began; the stage follows from it.")]
Cadence = Annotated[str | None, typer.Option(metavar="INTERVAL", help="Their own longest silence, e.g. 14d or 2m.")]
Tier = Annotated[str | None, typer.Option(metavar="TIER", help="Their tier.", autocompletion=completion.tiers)]
Notes = Annotated[str | None, typer.Option(metavar="TEXT", help="Anything else.")]
Tags = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="A tag; may be repeated.", autocompletion=completion.tags),
]
Custom = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A field of your own; may be repeated.")
]
ExternalIds = Annotated[
    list[str] | None,
    typer.Option("--external-id", metavar="SYSTEM=VALUE", help="Their name in another system; may be repeated."),
]


@app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The full name.")],
    handle: Handle = None,
    kind: Annotated[ClientKind, typer.Option(help="An organisation, or a person.")] = ClientKind.ORGANISATION,
    industry: Industry = None,
    size: Size = None,
    source: Source = None,
    website: Website = None,
    domains: Domains = None,
    city: City = None,
    country: Country = None,
    language: Language = None,
    currency: Currency = None,
    budget: Budget = None,
    preferences: Preferences = None,
    decision_style: DecisionStyle = None,
    since: Since = None,
    cadence: Cadence = None,
    tier: Tier = None,
    tags: Tags = None,
    custom: Custom = None,
    external_ids: ExternalIds = None,
    notes: Notes = None,
    force: Annotated[bool, typer.Option("--force", help="Add even if a name in the book is nearly the same.")] = False,
) -> None:
    """Add a client; stops at a name that is nearly one in the book."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.records import add_client, told_fields
    from clienttrack.slices.clients.rules import ToldFields

    told = ToldFields.among(locals())
    workspace = workspace_of(ctx)
    with workspace.change(f"client add {shortened(name, 60)}") as change:
        fields = told_fields(change, told, settings=workspace.settings)
        added = add_client(change, name=name, handle=handle or None, kind=kind, force=force, **fields)
    if added.near_tags:
        workspace.screen.notice("\n".join(map(str, added.near_tags)))
    _tell_doubt(workspace, country)
    workspace.show(added, render.added)


@app.command("edit")
def edit(
    ctx: typer.Context,
    client: ClientWords,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The full name.")] = None,
    handle: Annotated[str | None, typer.Option(help="The short name; the old one stays as an alias.")] = None,
    kind: Kind = None,
    industry: Industry = None,
    size: Size = None,
    source: Source = None,
    website: Website = None,
    domains: Domains = None,
    city: City = None,
    country: Country = None,
    language: Language = None,
    currency: Currency = None,
    budget: Budget = None,
    preferences: Preferences = None,
    decision_style: DecisionStyle = None,
    since: Since = None,
    cadence: Cadence = None,
    tier: Tier = None,
    tags: Tags = None,
    custom: Custom = None,
    external_ids: ExternalIds = None,
    notes: Notes = None,
) -> None:
    """Change fields of a client; an empty text clears a field, `--set key=` one of your own."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.records import edit_client, told_fields
    from clienttrack.slices.clients.rules import ToldFields

    told = ToldFields.among(locals())
    workspace = workspace_of(ctx)
    with workspace.change(f"client edit {shortened(client, 60)}") as change:
        found = lookup.client(change, client)
        fields = told_fields(change, told, settings=workspace.settings, client_id=found.id)
        edited = edit_client(change, found.id, name=name, handle=handle, kind=kind, **fields)
    if edited.near_tags:
        workspace.screen.notice("\n".join(map(str, edited.near_tags)))
    _tell_doubt(workspace, country)
    workspace.show(edited, render.edited)


def _tell_doubt(workspace: Workspace, country: str | None) -> None:
    from clienttrack import locales

    doubt = locales.doubt_about_country(country, workspace.settings.language)
    if doubt is not None:
        workspace.screen.notice(doubt)


@app.command("show")
def show(ctx: typer.Context, client: ClientWords) -> None:
    """Show every field of a client; `clienttrack show` also tells what happened."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.queries import client_card

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        card = client_card(reader, lookup.client(reader, client).id, today=workspace.today)
    workspace.show(card, partial(render.client_card, today=workspace.today))


@app.command("alias")
def alias_(
    ctx: typer.Context,
    client: ClientWords,
    alias: Annotated[str, typer.Argument(metavar="NAME", help="Another name that means the client.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the alias away.")] = False,
) -> None:
    """Give a client another name it is found by, or take one away."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions import records

    workspace = workspace_of(ctx)
    with workspace.change(f"client alias {shortened(client, 60)} {shortened(alias, 60)}") as change:
        act = records.remove_alias if remove else records.add_alias
        aliased = act(change, lookup.client(change, client), alias)
    workspace.show(aliased, render.aliased)

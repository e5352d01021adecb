"""`client` and `tag`: the records of organisations and people we serve."""

from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.dates import DayDirection, read_day
from clienttrack.options import Because, ClientWords, Limit, TagOption, TierOption, Yes, listing, workspace_of
from clienttrack.screen import shortened
from clienttrack.vocabulary import ClientKind, ClientOrder, ClientState, Stage

app = typer.Typer()
tags = typer.Typer()

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
Language = Annotated[str | None, typer.Option(metavar="CODE", help="The language of their reports, e.g. en or zh.")]
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
TagWords = Annotated[list[str], typer.Argument(metavar="TAG…", autocompletion=completion.tags)]


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
    domain: Domains = None,
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
    tag: Tags = None,
    custom: Custom = None,
    external_id: ExternalIds = None,
    notes: Notes = None,
    force: Annotated[bool, typer.Option("--force", help="Add even if a name in the book is nearly the same.")] = False,
) -> None:
    """Add a client; stops at a name that is nearly one in the book."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.records import add_client, told_fields
    from clienttrack.slices.clients.rules import ToldFields

    told = ToldFields(
        industry=industry,
        size=size,
        source=source,
        website=website,
        city=city,
        country=country,
        language=language,
        currency=currency,
        budget=budget,
        preferences=preferences,
        decision_style=decision_style,
        since=since,
        cadence=cadence,
        tier=tier,
        notes=notes,
        domains=domain,
        tags=tag,
        custom=custom,
        external_ids=external_id,
    )
    workspace = workspace_of(ctx)
    with workspace.change(f"client add {shortened(name, 60)}") as change:
        fields = told_fields(change, told, currency=workspace.settings.currency)
        added = add_client(change, name=name, handle=handle or None, kind=kind, force=force, **fields)
    if added.near_tags:
        workspace.screen.notice(render.near_tags(added.near_tags))
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
    domain: Domains = None,
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
    tag: Tags = None,
    custom: Custom = None,
    external_id: ExternalIds = None,
    notes: Notes = None,
) -> None:
    """Change fields of a client; an empty text clears a field, `--set key=` one of your own."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.records import edit_client, told_fields
    from clienttrack.slices.clients.rules import ToldFields

    told = ToldFields(
        industry=industry,
        size=size,
        source=source,
        website=website,
        city=city,
        country=country,
        language=language,
        currency=currency,
        budget=budget,
        preferences=preferences,
        decision_style=decision_style,
        since=since,
        cadence=cadence,
        tier=tier,
        notes=notes,
        domains=domain,
        tags=tag,
        custom=custom,
        external_ids=external_id,
    )
    workspace = workspace_of(ctx)
    with workspace.change(f"client edit {shortened(client, 60)}") as change:
        found = lookup.client(change, client)
        fields = told_fields(change, told, currency=workspace.settings.currency, client_id=found.id)
        edited = edit_client(change, found.id, name=name, handle=handle, kind=kind, **fields)
    if edited.near_tags:
        workspace.screen.notice(render.near_tags(edited.near_tags))
    workspace.show(edited, render.edited)


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
    """List clients with the last touch and the next day due; archived ones only with --state archived."""
    from functools import partial

    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.queries.lines import ClientFilter, ClientLine, client_lines

    workspace = workspace_of(ctx)
    wanted = ClientFilter(tier, stage, tag, text, state)
    with workspace.read() as reader:
        found = client_lines(reader, workspace.settings, wanted, today=workspace.today, sort=sort, limit=limit)
    drawn = partial(render.client_list, total=found.total, today=workspace.today)
    workspace.show(found.lines, drawn, lines=found.lines, ids="handle", line_type=ClientLine)


@app.command("show")
def show(ctx: typer.Context, client: ClientWords) -> None:
    """Show every field of a client; `clienttrack show` also tells what happened."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.queries.records import client_card

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        card = client_card(reader, lookup.client(reader, client).id, today=workspace.today)
    workspace.show(card, render.client_card)


@app.command("archive")
def archive(
    ctx: typer.Context,
    client: ClientWords,
    drop_tasks: Annotated[bool, typer.Option("--drop-tasks", help="Drop the open tasks.")] = False,
) -> None:
    """Lay a client aside: it never comes up again until restored."""
    from clienttrack.slices.clients import desk, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client archive {shortened(client, 60)}") as change:
        archived = desk.archive_client(change, lookup.client(change, client), drop_tasks=drop_tasks)
    workspace.show(archived, render.archived)


@app.command("restore")
def restore(ctx: typer.Context, client: ClientWords) -> None:
    """Take an archived client up again."""
    from clienttrack.slices.clients import desk, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client restore {shortened(client, 60)}") as change:
        restored = desk.restore_client(change, lookup.client(change, client))
    workspace.show(restored, render.restored)


@app.command("pause")
def pause(
    ctx: typer.Context,
    client: ClientWords,
    until: Annotated[str, typer.Option(metavar="DAY", help="The day it comes back by itself.")],
    because: Because = None,
) -> None:
    """Leave a client alone until a day; promises still come up."""
    from clienttrack.slices.clients import desk, render

    workspace = workspace_of(ctx)
    until_on = read_day(until, today=workspace.today, direction=DayDirection.COMING)
    with workspace.change(f"client pause {shortened(client, 60)}") as change:
        paused = desk.pause_client(change, lookup.client(change, client), until_on=until_on, because=because)
    workspace.show(paused, render.paused)


@app.command("resume")
def resume(ctx: typer.Context, client: ClientWords) -> None:
    """End a pause early."""
    from clienttrack.slices.clients import desk, render

    workspace = workspace_of(ctx)
    with workspace.change(f"client resume {shortened(client, 60)}") as change:
        resumed = desk.resume_client(change, lookup.client(change, client))
    workspace.show(resumed, render.resumed)


@app.command("tag")
def tag_(ctx: typer.Context, client: ClientWords, names: TagWords) -> None:
    """Put tags on a client."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.tags import tag_client

    workspace = workspace_of(ctx)
    with workspace.change(f"client tag {shortened(client, 60)}") as change:
        tagged = tag_client(change, lookup.client(change, client), names)
    if tagged.near_tags:
        workspace.screen.notice(render.near_tags(tagged.near_tags))
    workspace.show(tagged, render.tagged)


@app.command("untag")
def untag(ctx: typer.Context, client: ClientWords, names: TagWords) -> None:
    """Take tags off a client."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.tags import untag_client

    workspace = workspace_of(ctx)
    with workspace.change(f"client untag {shortened(client, 60)}") as change:
        untagged = untag_client(change, lookup.client(change, client), names)
    workspace.show(untagged, render.untagged)


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


@app.command("remove")
def remove_(
    ctx: typer.Context,
    client: ClientWords,
    yes: Yes = False,  # noqa: ARG001 its callback has told the workspace
) -> None:
    """Remove a client without any history; otherwise use `client archive`."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions import records

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = lookup.client(reader, client)
        records.check_removable(reader, found)
    workspace.confirm(f"Remove {found.handle} ({shortened(found.name, 60)})?")
    with workspace.change(f"client remove {found.handle}") as change:
        removed = records.remove_client(change, lookup.client(change, found.handle))
    workspace.show(removed, render.removed)


@tags.command("list")
@listing
def list_tags(ctx: typer.Context) -> None:
    """List all tags with the number of clients."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.queries.records import TagLine, tag_lines

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = tag_lines(reader)
    workspace.show(found, render.tag_list, lines=found, ids="tag", line_type=TagLine)


@tags.command("rename")
def rename_tag_(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", autocompletion=completion.tags)],
    new: Annotated[str, typer.Argument(metavar="NEW", autocompletion=completion.tags)],
) -> None:
    """Give a tag another name; when NEW is a tag already, the two become one."""
    from clienttrack.slices.clients import render
    from clienttrack.slices.clients.actions.tags import rename_tag

    workspace = workspace_of(ctx)
    with workspace.change(f"tag rename {shortened(old, 60)} {shortened(new, 60)}") as change:
        renamed = rename_tag(change, old, new)
    workspace.show(renamed, render.tag_renamed)

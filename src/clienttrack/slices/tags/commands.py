"""`tag`, of which adding and removing are `client tag` and `untag` too: words of one's own that group clients."""

from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import ClientWords, listing, workspace_of
from clienttrack.screen import shortened

app = typer.Typer()
of_client = typer.Typer()

TagWords = Annotated[list[str], typer.Argument(metavar="TAG…", autocompletion=completion.tags)]


@app.command("add")
@of_client.command("tag")
def tag(ctx: typer.Context, client: ClientWords, names: TagWords) -> None:
    """Put tags on a client."""
    from clienttrack.slices.tags import render
    from clienttrack.slices.tags.actions import tag_client

    workspace = workspace_of(ctx)
    with workspace.change(f"client tag {shortened(client, 60)}") as change:
        tagged = tag_client(change, lookup.client(change, client), names)
    if tagged.near_tags:
        workspace.screen.notice("\n".join(map(str, tagged.near_tags)))
    workspace.show(tagged, render.tagged)


@app.command("remove")
@of_client.command("untag")
def untag(ctx: typer.Context, client: ClientWords, names: TagWords) -> None:
    """Take tags off a client."""
    from clienttrack.slices.tags import render
    from clienttrack.slices.tags.actions import untag_client

    workspace = workspace_of(ctx)
    with workspace.change(f"client untag {shortened(client, 60)}") as change:
        untagged = untag_client(change, lookup.client(change, client), names)
    workspace.show(untagged, render.untagged)


@app.command("list")
@listing
def list_(ctx: typer.Context) -> None:
    """List all tags with the number of clients."""
    from clienttrack.slices.tags import render
    from clienttrack.slices.tags.queries import TagLine, tag_lines

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        found = tag_lines(reader)
    workspace.show(found, render.tag_list, lines=found, ids="tag", line_type=TagLine)


@app.command("rename")
def rename(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", autocompletion=completion.tags)],
    new: Annotated[str, typer.Argument(metavar="NEW", autocompletion=completion.tags)],
) -> None:
    """Give a tag another name; when NEW is a tag already, the two become one."""
    from clienttrack.slices.tags import render
    from clienttrack.slices.tags.actions import rename_tag

    workspace = workspace_of(ctx)
    with workspace.change(f"tag rename {shortened(old, 60)} {shortened(new, 60)}") as change:
        renamed = rename_tag(change, old, new)
    workspace.show(renamed, render.tag_renamed)

"""`report`: Markdown through templates."""

from typing import TYPE_CHECKING, Annotated

import typer

from clienttrack.options import AsPage, ClientWords, Yes, workspace_of
from clienttrack.output import target_of

if TYPE_CHECKING:
    from clienttrack.slices.reports.rules import AskedReport

app = typer.Typer()

Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the report to a new file; - is stdout."),
]


@app.command("brief")
def brief(
    ctx: typer.Context,
    client: ClientWords,
    output: Output = None,
    html: AsPage = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Prepare for a meeting: whom one meets, how things stand, what is promised; for your own eyes."""
    from clienttrack.slices.reports import queries

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        asked = queries.brief(reader, client, today=workspace.today, settings=workspace.settings)
    _show(ctx, asked, output, html=html)


@app.command("follow-up")
def follow_up(
    ctx: typer.Context,
    client: ClientWords,
    output: Output = None,
    html: AsPage = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Write to the client after a talk: what was said, who does what by when; holds nothing private."""
    from clienttrack.slices.reports import queries

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        asked = queries.follow_up(reader, client, today=workspace.today, settings=workspace.settings)
    _show(ctx, asked, output, html=html)


def _show(ctx: typer.Context, asked: "AskedReport", output: str | None, *, html: bool) -> None:
    from clienttrack.slices.reports import files, render
    from clienttrack.templating.making import Templates
    from clienttrack.templating.places import template_folders

    workspace = workspace_of(ctx)
    templates = Templates(template_folders(workspace.settings_path), workspace.settings.language)
    made = render.made_report(asked, templates, html=html)
    target = target_of(output)
    if target is not None:
        if files.would_overwrite(target):
            workspace.confirm(f"Overwrite '{target}'?")
        made = files.kept_report(made, target)
    workspace.show(made, render.report)

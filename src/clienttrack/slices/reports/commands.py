"""`report`: Markdown through templates."""

from typing import TYPE_CHECKING, Annotated

import typer

from clienttrack import completion
from clienttrack.options import AsPage, ClientWords, Yes, workspace_of
from clienttrack.output import target_of

if TYPE_CHECKING:
    from clienttrack.slices.reports.rules import AskedReport

app = typer.Typer()

Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the report to a new file; - is stdout."),
]


HeldMeeting = Annotated[
    str | None,
    typer.Option(
        "--meeting",
        metavar="REF",
        help="A meeting that was held, as `meet list --all` shows it; the newest else.",
        autocompletion=completion.held_meetings,
    ),
]


@app.command("brief")
def brief(
    ctx: typer.Context,
    client: ClientWords,
    output: Output = None,
    html: AsPage = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Prepare for a meeting: whom one meets, what they care about and what to ask; for your own eyes."""
    from clienttrack.questions import question_sets
    from clienttrack.slices.reports.queries import briefs

    workspace = workspace_of(ctx)
    sets = question_sets(workspace.settings_path)
    with workspace.read() as reader:
        asked = briefs.brief(reader, client, today=workspace.today, settings=workspace.settings, sets=sets)
    _show(ctx, asked, output, html=html)


@app.command("follow-up")
def follow_up(
    ctx: typer.Context,
    client: ClientWords,
    meeting: HeldMeeting = None,
    output: Output = None,
    html: AsPage = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Write to the client after a meeting or a talk: what we understood, who does what by when; nothing private."""
    from clienttrack.slices.reports.queries import meetings

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        asked = meetings.follow_up(reader, client, meeting, today=workspace.today, settings=workspace.settings)
    workspace.screen.notices(asked.notices)
    _show(ctx, asked, output, html=html)


@app.command("minutes")
def minutes(
    ctx: typer.Context,
    client: ClientWords,
    meeting: HeldMeeting = None,
    output: Output = None,
    html: AsPage = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Keep a meeting on paper: answers word for word, needs, promises, risks, what is private; for your own eyes."""
    from clienttrack.questions import question_sets
    from clienttrack.slices.reports.queries import meetings

    workspace = workspace_of(ctx)
    settings, sets = workspace.settings, question_sets(workspace.settings_path)
    with workspace.read() as reader:
        asked = meetings.minutes(reader, client, meeting, today=workspace.today, settings=settings, sets=sets)
    _show(ctx, asked, output, html=html)


@app.command("portfolio")
def portfolio(
    ctx: typer.Context,
    output: Output = None,
    html: AsPage = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Tell of the whole book: targets, tiers, revenue and effort beside a quarter before; for your own eyes."""
    from clienttrack.revenue import rates_of
    from clienttrack.slices.reports.queries import portfolios

    workspace = workspace_of(ctx)
    settings, rates = workspace.settings, rates_of(workspace.settings, workspace.settings_path)
    with workspace.read() as reader:
        asked = portfolios.portfolio(reader, settings, rates, today=workspace.today)
    _show(ctx, asked, output, html=html)


def _show(ctx: typer.Context, asked: "AskedReport", output: str | None, *, html: bool) -> None:
    from clienttrack.locales import fallback_notice
    from clienttrack.slices.reports import files, render
    from clienttrack.templating.making import Templates
    from clienttrack.templating.places import template_folders

    workspace = workspace_of(ctx)
    templates = Templates(template_folders(workspace.settings_path), workspace.settings.language, pictures=html)
    made = render.made_report(asked, templates, html=html)
    wanted = asked.language or workspace.settings.language
    workspace.screen.notices(fallback_notice(wanted, made.language, f"template '{made.report}'"))
    target = target_of(output)
    if target is not None:
        if files.would_overwrite(target):
            workspace.confirm(f"Overwrite '{target}'?")
        made = files.kept_report(made, target)
    workspace.show(made, render.report)

"""`remind`: a text for each line of the morning list."""

from pathlib import Path
from typing import Annotated

import typer

from clienttrack.options import ClientOption, Limit, Yes, workspace_of
from clienttrack.progress import progress_bar
from clienttrack.screen import Format
from clienttrack.vocabulary import DueKind, Recipient

Files = Annotated[
    Path | None,
    typer.Option("--files", metavar="DIR", help="Write a file for each text into a folder.", readable=False),
]
Mails = Annotated[
    Path | None,
    typer.Option("--eml", metavar="DIR", help="Write a mail for each text (RFC 5322) into a folder.", readable=False),
]


def remind(
    ctx: typer.Context,
    within: Annotated[str | None, typer.Option(metavar="LENGTH", help="Look ahead, e.g. 7d or 1m.")] = None,
    client: ClientOption = None,
    kind: Annotated[list[DueKind] | None, typer.Option(help="Only this kind of line; may be repeated.")] = None,
    limit: Limit = None,
    to: Annotated[
        Recipient | None, typer.Option(help="To the client unless told otherwise; to me with what is private.")
    ] = None,
    digest: Annotated[bool, typer.Option("--digest", help="The whole morning as one text to me.")] = False,
    html: Annotated[
        bool, typer.Option("--html", help="The digest as a page of HTML; in a mail it stands beside the text.")
    ] = False,
    files: Files = None,
    eml: Mails = None,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Write a text for each line of `due`, ready to send; nothing is sent and nothing is logged."""
    from clienttrack.slices.due.rules import missing_rates_told
    from clienttrack.slices.reminders import files as keeping
    from clienttrack.slices.reminders import queries, render
    from clienttrack.slices.reminders.rules import asked as asking
    from clienttrack.slices.reminders.rules.notices import notices
    from clienttrack.slices.reminders.rules.outbox import outbox, question
    from clienttrack.templating.making import Templates
    from clienttrack.templating.places import template_folders

    workspace = workspace_of(ctx)
    screen, settings = workspace.screen, workspace.settings
    whose = asking.recipient(to, digest=digest)
    kept_in = outbox(files, eml, settings.mail, to=whose, now=workspace.local(workspace.now))
    asked = asking.Asked(
        today=workspace.today,
        within=within,
        client=client,
        kinds=kind,
        limit=limit,
        summed_up=screen.format is Format.TEXT,
        recipient=whose,
        digest=digest,
        html=asking.html(told=html, digest=digest, outbox=kept_in),
        outbox=kept_in,
    )
    with workspace.read() as reader:
        unmade = queries.unmade_reminders(reader, settings, asked)
    if unmade.missing_rates:
        screen.notice(missing_rates_told(unmade.missing_rates, settings.currency.upper(), workspace.settings_path))
    templates = Templates(template_folders(workspace.settings_path), settings.language)
    with progress_bar(of="texts") as watch:
        made = render.made_reminders(unmade, asked, templates, watch)
    if replaced := keeping.replaced(made, kept_in):
        workspace.confirm(question(replaced, kept_in))
    with progress_bar(of="files") as watch:
        made = keeping.kept_reminders(made, kept_in, workspace.today, watch)
    screen.notices(notices(made, kept_in, naming=unmade.naming, left_there=keeping.left_there(made, kept_in)))
    workspace.show(made, render.reminders)

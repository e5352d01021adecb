"""`playbook`: what is to be done in each stage."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import OptionalClientWords, listing, workspace_of

app = typer.Typer()

PlaybookOption = Annotated[
    str | None,
    typer.Option(
        "--playbook",
        metavar="NAME",
        help="The one of its steps before unless told, else that of the settings.",
        autocompletion=completion.playbooks,
    ),
]
Everybody = Annotated[bool, typer.Option("--all", help="Everybody we work for.")]


@app.command("list")
@listing
def list_(ctx: typer.Context) -> None:
    """Show the playbooks, ours and your own."""
    from clienttrack.slices.playbooks import files, render

    workspace = workspace_of(ctx)
    lines = files.playbook_lines(workspace.settings_path, workspace.settings.language)
    workspace.show(lines, render.playbook_list, lines=lines, ids="name", line_type=files.PlaybookLine)


@app.command("show")
@listing
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The playbook.", autocompletion=completion.playbooks)],
) -> None:
    """Show the steps of a playbook, stage by stage."""
    from clienttrack.slices.playbooks import files, render

    workspace = workspace_of(ctx)
    lines = files.step_lines(workspace.settings_path, name, workspace.settings.language)
    workspace.show(lines, render.step_list, lines=lines, ids="step", line_type=files.StepLine)


@app.command("preview")
def preview(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    everybody: Everybody = False,
    playbook: PlaybookOption = None,
) -> None:
    """Show which steps would become promises, and which would end; nothing is written."""
    from clienttrack.playbooks import chooser
    from clienttrack.slices.playbooks import actions, render, rules

    workspace = workspace_of(ctx)
    settings, today = workspace.settings, workspace.today
    rules.check_named(client, everybody=everybody, command="preview")
    choose = chooser(workspace.settings_path, playbook, settings.playbook)
    with workspace.read() as reader:
        client_id = None if client is None else actions.checked_client(reader, lookup.client(reader, client))
        found = actions.previewed(reader, client_id, choose, today=today, language=settings.language)
    workspace.show(found, partial(render.applied, today=today, planned=True))


@app.command("apply")
def apply(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    everybody: Everybody = False,
    playbook: PlaybookOption = None,
) -> None:
    """Make the steps of a client's stage promises, each only once, and end those of stages before."""
    from clienttrack.playbooks import chooser
    from clienttrack.slices.playbooks import actions, render, rules

    workspace = workspace_of(ctx)
    settings, today = workspace.settings, workspace.today
    rules.check_named(client, everybody=everybody, command="apply")
    choose = chooser(workspace.settings_path, playbook, settings.playbook)
    with workspace.change(rules.operation_words(client)) as change:
        client_id = None if client is None else actions.checked_client(change, lookup.client(change, client))
        found = actions.apply_playbooks(change, client_id, choose, language=settings.language)
    workspace.show(found, partial(render.applied, today=today))

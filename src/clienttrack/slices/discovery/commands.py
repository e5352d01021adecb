"""`meet hold`, `meet resume` and `meet drafts`: what was said in a meeting."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, drafts
from clienttrack.options import QuestionsOption, WithContacts, listing, workspace_of
from clienttrack.vocabulary import TouchKind

app = typer.Typer()


@app.command("hold")
def hold(
    ctx: typer.Context,
    whom: Annotated[
        str,
        typer.Argument(
            metavar="CLIENT|REF",
            help="The client, or the meeting, m4.",
            autocompletion=completion.planned_meetings_and_clients,
        ),
    ],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it took place, if not today.")] = None,
    questions: QuestionsOption = None,
    contacts: WithContacts = None,
    kind: Annotated[TouchKind, typer.Option(help="How you were in touch.")] = TouchKind.MEETING,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="A code such as zh; the client's else.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Read the answers from a file; - is stdin.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask one question after the other in the terminal.")] = False,
) -> None:
    """Write down what was said in a meeting: in $EDITOR, from a file or stdin, or asked one by one.

    In any answer, lines that begin need: implied: task: theirs: quote: risk: personal: become records, with @name for
    the contact, by fri for the day and !high for the priority.
    """
    from clienttrack.slices.discovery import steps
    from clienttrack.slices.meetings.rules.telling import Told

    told = Told(whom, on, questions, tuple(contacts or ()), kind, language)
    steps.hold(workspace_of(ctx), told, source=source, ask=ask)


@app.command("resume")
def resume(
    ctx: typer.Context,
    named: Annotated[
        str | None,
        typer.Argument(metavar="[DRAFT]", help="The meeting, client or file of the draft; the only one if left out."),
    ] = None,
) -> None:
    """Go on with a draft in $EDITOR: what was typed for a meeting and could not be written down yet."""
    from clienttrack.slices.discovery import steps

    steps.resume(workspace_of(ctx), named)


@app.command("drafts")
@listing
def list_drafts(ctx: typer.Context) -> None:
    """List what was typed for meetings and could not be written down yet."""
    from clienttrack.slices.discovery import files, render

    workspace = workspace_of(ctx)
    lines = files.draft_lines(drafts.folder_of(workspace.book_path))
    workspace.show(
        lines, partial(render.draft_list, command=workspace.command), lines=lines, ids="file", line_type=files.DraftLine
    )

"""`meet`: talks that are prepared, held and kept."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import (
    Because,
    ClientWords,
    Limit,
    OptionalClientWords,
    QuestionsOption,
    WithContacts,
    listing,
    operation_words,
    workspace_of,
)
from clienttrack.screen import Format
from clienttrack.vocabulary import MeetingStatus

app = typer.Typer()

PlannedRef = Annotated[
    str,
    typer.Argument(metavar="REF", help="The meeting, m4 or 4.", autocompletion=completion.planned_meetings),
]


@app.command("plan")
def plan(
    ctx: typer.Context,
    client: ClientWords,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day it will take place.")],
    questions: QuestionsOption = None,
    contacts: WithContacts = None,
    goal: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is to bring.")] = None,
) -> None:
    """Plan a meeting; it comes up in `due` the day before."""
    from clienttrack.slices.meetings import queries, render
    from clienttrack.slices.meetings.actions import planning
    from clienttrack.slices.meetings.rules.planning import read_planned_on

    workspace = workspace_of(ctx)
    planned_on = read_planned_on(on, client=client, today=workspace.today)
    with workspace.change(operation_words("meet plan", client)) as change:
        line = planning.plan_meeting(
            change,
            client=client,
            planned_on=planned_on,
            question_set=questions,
            contacts=contacts or (),
            goal=goal,
            settings_path=workspace.settings_path,
        )
        too = queries.planned_too(change, line)
    workspace.show(line, partial(render.planned, today=workspace.today))
    workspace.screen.notices(render.planned_too(line, too, command=workspace.command))


@app.command("edit")
def edit(
    ctx: typer.Context,
    ref: PlannedRef,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it will take place.")] = None,
    questions: QuestionsOption = None,
    contacts: WithContacts = None,
    goal: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is to bring.")] = None,
) -> None:
    """Change a planned meeting; '' takes a question set, a goal or all contacts away."""
    from clienttrack.slices.meetings import render
    from clienttrack.slices.meetings.actions import planning
    from clienttrack.slices.meetings.rules.planning import Edit, read_meeting_ref, read_planned_on

    workspace = workspace_of(ctx)
    meeting_id = read_meeting_ref(ref)
    wanted = Edit(
        None if on is None else read_planned_on(on, client=ref, today=workspace.today),
        questions,
        goal,
        None if contacts is None else tuple(contacts),
    )
    with workspace.change(operation_words("meet edit", ref)) as change:
        edited = planning.edit_meeting(change, meeting_id, wanted, settings_path=workspace.settings_path)
    workspace.show(edited, render.edited)


@app.command("cancel")
def cancel(ctx: typer.Context, ref: PlannedRef, because: Because = None) -> None:
    """Call a planned meeting off."""
    from clienttrack.slices.meetings import render
    from clienttrack.slices.meetings.actions import planning
    from clienttrack.slices.meetings.rules.planning import read_meeting_ref

    workspace = workspace_of(ctx)
    meeting_id = read_meeting_ref(ref)
    with workspace.change(operation_words("meet cancel", ref)) as change:
        line = planning.cancel_meeting(change, meeting_id, because=because)
    workspace.show(line, partial(render.cancelled, today=workspace.today))


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    status: Annotated[MeetingStatus | None, typer.Option(help="Only these; the planned ones unless told.")] = None,
    everything: Annotated[bool, typer.Option("--all/--planned", help="All, not only the planned ones.")] = False,
    limit: Limit = None,
) -> None:
    """Show meetings by their day."""
    from clienttrack.slices.meetings import queries, render
    from clienttrack.slices.meetings.rules.planning import read_status

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        lines = queries.meeting_lines(
            reader,
            client_id=None if client is None else lookup.client(reader, client).id,
            status=read_status(status, everything=everything),
            limit=limit,
        )
    drawn = partial(render.meeting_list, today=workspace.today)
    workspace.show(lines, drawn, lines=lines, line_type=queries.MeetingLine)


@app.command("show")
def show(
    ctx: typer.Context,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="The meeting, m4 or 4.", autocompletion=completion.meetings)
    ],
    form: Annotated[
        bool, typer.Option("--form", help="The form as it was saved and nothing else, also where undo took it back.")
    ] = False,
) -> None:
    """Show a meeting and what came of it: answers, needs, promises, quotes, risks, what is personal."""
    from clienttrack.slices.meetings import render
    from clienttrack.slices.meetings.queries import cards
    from clienttrack.slices.meetings.rules.planning import read_meeting_ref

    workspace = workspace_of(ctx)
    meeting_id = read_meeting_ref(ref)
    with workspace.read() as reader:
        if form and workspace.screen.format is Format.TEXT:
            workspace.screen.exact(cards.form_of(reader, meeting_id))
        else:
            card = cards.meeting_card(reader, meeting_id)
            workspace.show(card, partial(render.card, today=workspace.today))


@app.command("questions")
@listing
def questions(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[SET]", help="Only this set, with its questions.", autocompletion=completion.question_sets
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="A code such as zh; the settings' else.")
    ] = None,
) -> None:
    """List the question sets, or show what one of them asks; yours win over ours of the same name."""
    from clienttrack import questions as sets
    from clienttrack.slices.meetings import render
    from clienttrack.slices.meetings.rules.asked import AskedQuestion, SetLine, asked_set, set_lines

    workspace = workspace_of(ctx)
    if name is None:
        lines = set_lines(sets.question_sets(workspace.settings_path), language, workspace.settings.language)
        workspace.show(lines, render.question_sets, lines=lines, ids="name", line_type=SetLine)
        return
    asked = asked_set(sets.question_set(workspace.settings_path, name), language, workspace.settings.language)
    workspace.show(asked, render.questions, lines=list(asked.questions), ids="key", line_type=AskedQuestion)

"""`task`: promises, ours and theirs."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import completion, lookup
from clienttrack.options import (
    Because,
    ClientWords,
    Limit,
    OptionalClientWords,
    TagOption,
    WithContact,
    WithContactOrNobody,
    listing,
    operation_words,
    workspace_of,
)
from clienttrack.vocabulary import Side, TaskStatus

app = typer.Typer()

TaskRef = Annotated[
    str,
    typer.Argument(metavar="REF", help="The task, t12 or 12.", autocompletion=completion.open_tasks),
]
TaskRefs = Annotated[
    list[str],
    typer.Argument(metavar="REF…", help="The tasks, t12 or 12.", autocompletion=completion.open_tasks),
]
ClosedTaskRefs = Annotated[
    list[str],
    typer.Argument(metavar="REF…", help="The tasks, t12 or 12.", autocompletion=completion.closed_tasks),
]
By = Annotated[str | None, typer.Option(metavar="DAY", help="The day it falls.")]
Repeat = Annotated[
    str | None,
    typer.Option(metavar="REPEAT", help="+1w from the plan, ++1w next slot to come, .+1w from the day it was done."),
]


@app.command("add")
def add(
    ctx: typer.Context,
    client: ClientWords,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is promised.")],
    by: By = None,
    theirs: Annotated[bool, typer.Option("--theirs", help="They promised it to us.")] = False,
    repeat: Repeat = None,
    contact: WithContact = None,
) -> None:
    """Write down a promise."""
    from clienttrack.slices.tasks import actions, render, rules

    workspace = workspace_of(ctx)
    due_on, repeats = rules.read_due_on(by, today=workspace.today), rules.read_repeat(repeat)
    with workspace.change(operation_words("task add", client)) as change:
        line = actions.add_promise(
            change,
            client=client,
            text=text,
            due_on=due_on,
            side=Side.THEIRS if theirs else Side.OURS,
            repeat=repeats,
            contact=contact,
        )
    workspace.show(line, partial(render.added, today=workspace.today))


@app.command("list")
@listing
def list_(
    ctx: typer.Context,
    client: OptionalClientWords = None,
    status: Annotated[TaskStatus | None, typer.Option(help="Only these; the open ones unless told.")] = None,
    everything: Annotated[bool, typer.Option("--all/--open", help="All, not only the open ones.")] = False,
    side: Annotated[Side | None, typer.Option(help="Only ours, or only theirs.")] = None,
    tag: TagOption = None,
    limit: Limit = None,
) -> None:
    """Show promises by their day."""
    from clienttrack.slices.tasks import queries, render, rules

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        lines = queries.task_lines(
            reader,
            client_id=None if client is None else lookup.client(reader, client).id,
            status=rules.read_status(status, everything=everything),
            side=side,
            tag=tag,
            limit=limit,
        )
    drawn = partial(render.task_list, today=workspace.today)
    workspace.show(lines, drawn, lines=lines, line_type=queries.TaskLine)


@app.command("edit")
def edit(
    ctx: typer.Context,
    ref: TaskRef,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What is promised.")] = None,
    by: By = None,
    no_day: Annotated[bool, typer.Option("--no-day", help="Take the day away.")] = False,
    side: Annotated[Side | None, typer.Option(help="Whose promise it is.")] = None,
    repeat: Repeat = None,
    no_repeat: Annotated[bool, typer.Option("--no-repeat", help="It does not come again.")] = False,
    contact: WithContactOrNobody = None,
) -> None:
    """Change an open promise; a repeating one counts from its new day."""
    from clienttrack.slices.tasks import actions, render, rules

    workspace = workspace_of(ctx)
    task_id = rules.read_task_ref(ref)
    wanted = rules.Edit(
        text=text,
        due_on=rules.read_due_on(by, today=workspace.today),
        no_day=no_day,
        side=side,
        repeat=rules.read_repeat(repeat),
        no_repeat=no_repeat,
        contact=contact,
    )
    with workspace.change(operation_words("task edit", ref)) as change:
        line = actions.edit_task(change, task_id, wanted)
    workspace.show(line, partial(render.edited, today=workspace.today))


@app.command("done")
def done(
    ctx: typer.Context,
    refs: TaskRefs,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it was done, if not today.")] = None,
) -> None:
    """Close promises that were kept; a repeating one opens its successor."""
    from clienttrack.slices.tasks import actions, render, rules

    workspace = workspace_of(ctx)
    task_ids, done_on = rules.read_task_refs(refs), rules.read_done_on(on, today=workspace.today)
    with workspace.change(operation_words("task done", *refs)) as change:
        tasks = actions.finish_tasks(change, task_ids, done_on=done_on)
    workspace.show(tasks, partial(render.finished, today=workspace.today))


@app.command("drop")
def drop(ctx: typer.Context, refs: TaskRefs, because: Because = None) -> None:
    """Close promises that will not be kept; a repeating one ends."""
    from clienttrack.slices.tasks import actions, render, rules

    workspace = workspace_of(ctx)
    task_ids = rules.read_task_refs(refs)
    with workspace.change(operation_words("task drop", *refs)) as change:
        lines = actions.drop_tasks(change, task_ids, because=because)
    workspace.show(lines, render.dropped)


@app.command("reopen")
def reopen(ctx: typer.Context, refs: ClosedTaskRefs) -> None:
    """Open promises again that were done or dropped."""
    from clienttrack.slices.tasks import actions, render, rules

    workspace = workspace_of(ctx)
    task_ids = rules.read_task_refs(refs)
    with workspace.change(operation_words("task reopen", *refs)) as change:
        lines = actions.reopen_tasks(change, task_ids)
    workspace.show(lines, partial(render.reopened, today=workspace.today))

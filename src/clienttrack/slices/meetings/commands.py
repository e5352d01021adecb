"""`meet`: talks that are prepared, held and kept."""

from typing import Annotated

import typer

from clienttrack.options import listing, workspace_of

app = typer.Typer()


@app.command("questions")
@listing
def questions(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[SET]", help="Only this set, with its questions.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="A code such as zh; the settings' else.")
    ] = None,
) -> None:
    """List the question sets, or show what one of them asks; yours win over ours of the same name."""
    from clienttrack import questions as sets
    from clienttrack.slices.meetings import render
    from clienttrack.slices.meetings.rules.asked import AskedQuestion, SetLine, asked_set, set_lines

    workspace = workspace_of(ctx)
    told = language or workspace.settings.language
    if name is None:
        lines = set_lines(sets.question_sets(workspace.settings_path), told)
        workspace.show(lines, render.question_sets, lines=lines, ids="name", line_type=SetLine)
        return
    asked = asked_set(sets.question_set(workspace.settings_path, name), told)
    workspace.show(asked, render.questions, lines=list(asked.questions), ids="key", line_type=AskedQuestion)

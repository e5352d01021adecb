"""`mapping`: what the columns of foreign tables mean."""

from functools import partial
from typing import Annotated

import typer

from clienttrack.options import Yes, listing, workspace_of
from clienttrack.workspace import Workspace

app = typer.Typer()

TableName = Annotated[str, typer.Argument(metavar="FILE", help="A CSV file; - is stdin.")]


@app.command("list")
@listing
def list_(ctx: typer.Context) -> None:
    """List the mappings, yours before ours, and say which are broken."""
    from clienttrack.slices.mappings import files, render
    from clienttrack.slices.mappings.rules.checking import MappingLine, mapping_lines

    workspace = workspace_of(ctx)
    found = mapping_lines(files.all_mappings(workspace.settings_path))
    workspace.show(found, render.mapping_list, lines=found, ids="name", line_type=MappingLine)


@app.command("show")
def show(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="As in the list.")]) -> None:
    """Show the file of a mapping, to be copied and changed."""
    from clienttrack.slices.mappings import files, render
    from clienttrack.slices.mappings.rules.checking import named

    workspace = workspace_of(ctx)
    found = named(name, files.all_mappings(workspace.settings_path))
    workspace.show(found.mapping(), partial(render.as_written, found))


@app.command("suggest")
def suggest(
    ctx: typer.Context,
    file: TableName,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the draft there; - is stdout.")
    ] = None,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Draft a mapping for a table, to be mended and put into mappings/ beside the settings file (config path)."""
    from clienttrack.output import target_of
    from clienttrack.slices.mappings import files, render

    workspace = workspace_of(ctx)
    target = target_of(output)
    suggested = files.suggested(file, workspace.settings_path, _tiers(workspace))
    if target is None:
        workspace.show(suggested, render.draft)
        return
    if files.would_overwrite(target, file, workspace.book_path):
        workspace.confirm(f"Overwrite '{target}'?")
    files.write_draft(target, suggested)
    workspace.show(suggested, partial(render.written_draft, target, files.own_folder(workspace.settings_path)))


@app.command("check")
def check(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A mapping (.toml), or a CSV file; - is stdin.")],
) -> None:
    """Say whether a mapping file is fine, or what each column of a table becomes."""
    from clienttrack.slices.mappings import files, render

    workspace = workspace_of(ctx)
    if file.endswith(".toml"):
        workspace.show(files.checked_file(file), render.fine)
        return
    checked = files.checked_table(file, workspace.settings_path, _tiers(workspace))
    workspace.screen.notice(render.whose_table(checked))
    workspace.show(checked, render.reading)


def _tiers(workspace: Workspace) -> tuple[str, ...]:
    """Give the names of the tiers of the book, of a new one where there is none yet."""
    from clienttrack.slices.mappings import queries

    if not workspace.book_path.exists():
        return queries.TIERS_OF_A_NEW_BOOK
    with workspace.read() as reader:
        return queries.tier_names(reader)

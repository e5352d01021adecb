"""`config`: the settings file."""

import typer

from clienttrack.options import listing, workspace_of

app = typer.Typer()


@app.command("show")
@listing
def show(ctx: typer.Context) -> None:
    """Show every setting with its value, and whether the file or a default gives it."""
    from clienttrack.slices.configuration import files, render, rules

    workspace = workspace_of(ctx)
    found = files.setting_lines(workspace.settings_path, workspace.settings)
    workspace.show(found, render.all_settings, lines=found, ids="name", line_type=rules.SettingLine)


@app.command("path")
def path(ctx: typer.Context) -> None:
    """Show where the settings file lies, or would lie."""
    from clienttrack.slices.configuration import files, render

    workspace = workspace_of(ctx)
    workspace.show(files.settings_place(workspace.settings_path), render.place)


@app.command("check")
def check(ctx: typer.Context) -> None:
    """Say whether the settings file is fine."""
    from clienttrack.slices.configuration import files, render

    workspace = workspace_of(ctx)
    workspace.show(files.checked_settings(workspace.settings_path, workspace.settings), render.fine)


@app.command("edit")
def edit(ctx: typer.Context) -> None:
    """Open the settings file in your editor; a file that is missing is begun with all defaults."""
    from clienttrack.errors import NoTerminal
    from clienttrack.slices.configuration import files, render

    workspace = workspace_of(ctx)
    if not workspace.screen.interactive:
        raise NoTerminal("What should the settings be?", f"a text editor on '{workspace.settings_path}'")
    workspace.show(files.edit_settings(workspace.settings_path, workspace.edit_file), render.edited)

"""`template`: the templates of reports and reminders, ours and the user's."""

from typing import TYPE_CHECKING, Annotated

import typer

from clienttrack import completion
from clienttrack.errors import ExitCode
from clienttrack.options import AsPage, Yes, listing, workspace_of

if TYPE_CHECKING:
    from clienttrack.templating.places import Template

app = typer.Typer()

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="As in the list, e.g. brief.", autocompletion=completion.templates)
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="LANGUAGE", help="A code such as zh; the settings' else.")
]


@app.command("list")
@listing
def list_(ctx: typer.Context) -> None:
    """List the templates in use: their languages, whose they are, and where they lie."""
    from clienttrack.slices.templates import render, rules

    lines = rules.template_lines(_all(ctx))
    workspace_of(ctx).show(lines, render.template_list, lines=lines, line_type=rules.TemplateLine)


@app.command("show")
def show(ctx: typer.Context, name: Name, language: Language = None) -> None:
    """Show what stands in a template, and where it lies."""
    from clienttrack.slices.templates import files, render, rules

    workspace = workspace_of(ctx)
    same = rules.named(rules.in_use(_all(ctx)), name)
    shown = files.shown_template(rules.in_language(same, language, workspace.settings.language))
    workspace.screen.notice(render.whose(shown))
    workspace.show(shown, render.as_written)


@app.command("copy")
def copy(
    ctx: typer.Context,
    name: Name,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="LANGUAGE", help="For this language alone; ours in another if need be."),
    ] = None,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Copy a template of ours into your folder, to be changed there."""
    from clienttrack.slices.templates import files, render, rules
    from clienttrack.templating import places

    workspace = workspace_of(ctx)
    ours = rules.to_copy(_all(ctx), name, language, workspace.settings.language)
    told = rules.copied_language(language, ours)
    target = places.own_folder(workspace.settings_path) / told / places.file_name(ours.name)
    if files.would_overwrite(target):
        workspace.confirm(f"Overwrite '{target}'?")
    workspace.show(files.copied_template(ours, target, told), render.copied)


@app.command("check")
def check(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Only those of this name.", autocompletion=completion.templates),
    ] = None,
) -> None:
    """Check templates, yours and ours: syntax, names, filters and parts, also where no example leads.

    Ends with 0 when all is fine, 8 when anything is wrong.
    """
    from clienttrack.slices.templates import render, rules
    from clienttrack.templating.checking import checked_templates
    from clienttrack.templating.places import template_folders

    workspace = workspace_of(ctx)
    found = _all(ctx) if name is None else rules.named(_all(ctx), name)
    folders = template_folders(workspace.settings_path)
    checked = checked_templates(found, folders, workspace.settings.language, workspace.today)
    workspace.show(checked, render.problems)
    raise typer.Exit(ExitCode.TEMPLATE if checked.problems else ExitCode.DONE)


@app.command("preview")
def preview(ctx: typer.Context, name: Name, language: Language = None, html: AsPage = False) -> None:
    """Show a template filled with examples."""
    from clienttrack.slices.templates import render, rules

    workspace = workspace_of(ctx)
    same = rules.named(rules.in_use(_all(ctx)), name)
    found = rules.in_language(same, language, workspace.settings.language)
    made = render.previewed(found, workspace.settings_path, workspace.today, html=html)
    workspace.screen.notice(render.says_examples(made))
    workspace.show(made, render.preview)


def _all(ctx: typer.Context) -> "list[Template]":
    from clienttrack.templating.places import all_templates, template_folders

    return all_templates(template_folders(workspace_of(ctx).settings_path))

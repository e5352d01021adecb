"""How templates look."""

from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.ink import AsWritten
from clienttrack.screen import cell, one_line, shortened, table, visible
from clienttrack.slices.templates.rules import OnlyAPart, PreviewedTemplate
from clienttrack.templating import pages
from clienttrack.templating.contexts import context_of
from clienttrack.templating.examples import example_of
from clienttrack.templating.making import Templates
from clienttrack.templating.places import file_name, template_folders

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clienttrack.ink import Drawing
    from clienttrack.slices.templates.rules import CopiedTemplate, ShownTemplate, TemplateLine
    from clienttrack.templating.checking import CheckedTemplates
    from clienttrack.templating.places import Template


def template_list(lines: "list[TemplateLine]") -> "Drawing":
    """List the templates in use."""
    drawn = table("Name", "Language", "Whose", Column("File", spare=1))
    for line in lines:
        own = "own, instead of ours" if line.shipped else "own"
        whose = cell(own, "bold") if line.whose == "own" else cell(line.whose, "dim")
        drawn.add_row(cell(shortened(line.name, 60)), cell(line.language), whose, cell(line.path, "dim"))
    return drawn


def whose(shown: "ShownTemplate") -> str:
    """Say where a template lies and whose it is."""
    return f"{shown.name} ({shown.language}), {shown.whose}: '{one_line(shown.path)}'"


def as_written(shown: "ShownTemplate") -> "Drawing":
    """Show nothing but the text, so that a shell can write it to a file."""
    return AsWritten(visible(shown.text.removesuffix("\n")))


def copied(made: "CopiedTemplate") -> str:
    """Say where a copy is, and what to do with it."""
    same = made.language == made.copied_language
    what = f"'{made.name}' ({made.language})" if same else f"'{made.name}' ({made.copied_language}), to be translated"
    check = f"clienttrack template check {made.name}"
    return f"Copied {what}, to '{one_line(made.path)}'. Change it there and look with `{check}`."


def problems(checked: "CheckedTemplates") -> str:
    """Say what is wrong and where, a line each, or that nothing is."""
    count = "1 template" if checked.checked == 1 else f"{checked.checked} templates"
    if not checked.problems:
        return f"fine: {count}"
    lines = (
        f"'{one_line(one.path)}'{'' if one.line is None else f', line {one.line}'}: {one_line(one.what)}"
        for one in checked.problems
    )
    return "\n".join(lines)


def previewed(found: "Template", settings_path: "Path", today: "date", *, html: bool) -> PreviewedTemplate:
    """Fill a template with examples; raises ``OnlyAPart``, and what ``Templates.made_text`` raises."""
    context = context_of(file_name(found.name))
    if context is None:
        raise OnlyAPart(found.name)
    templates = Templates(template_folders(settings_path), found.language, pictures=html)
    made = templates.made_text(file_name(found.name), example_of(context, found.language, today), found.language)
    text = pages.page(made.text, language=made.language, title=found.name) if html else made.text
    return PreviewedTemplate(found.name, made.language, made.template, text, "html" if html else "markdown")


def preview(made: "PreviewedTemplate") -> "Drawing":
    """Show a template filled with examples."""
    return AsWritten(visible(made.text.removesuffix("\n")))


def says_examples(made: "PreviewedTemplate") -> str:
    """Say that nothing of it is from the book."""
    return f"{made.name} ({made.language}) of '{one_line(made.template)}', filled with examples."

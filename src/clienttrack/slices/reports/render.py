"""How a report is made of a template, and how it looks."""

from typing import TYPE_CHECKING

from clienttrack.ink import AsWritten
from clienttrack.screen import visible
from clienttrack.slices.reports.rules import MadeReport

if TYPE_CHECKING:
    from clienttrack.slices.reports.rules import AskedReport
    from clienttrack.templating.making import Templates


def made_report(asked: "AskedReport", templates: "Templates", *, html: bool = False) -> MadeReport:
    """Make a report of the template that fits its language; raises what ``Templates.made_text`` raises."""
    made = templates.made_text(f"{asked.report}.md.j2", asked.context, asked.language)
    text = made.text
    if html:
        from clienttrack.templating import pages

        text = pages.page(text, language=made.language, title=asked.context.client.name)
    form = "html" if html else "markdown"
    return MadeReport(asked.report, asked.client, made.language, made.template, text, file=None, format=form)


def report(made: MadeReport) -> str | AsWritten:
    """Show the report, or say where it was written."""
    if made.file is None:
        return AsWritten(visible(made.text.removesuffix("\n")))
    return f"Wrote the {made.report} of {made.client} to '{made.file}'."

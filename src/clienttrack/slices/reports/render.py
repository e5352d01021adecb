"""How a report is made of a template, and how it looks."""

from typing import TYPE_CHECKING

from clienttrack.ink import AsWritten
from clienttrack.screen import visible
from clienttrack.slices.reports.rules import MadeReport
from clienttrack.templating.contexts.portfolio import PortfolioReport

if TYPE_CHECKING:
    from clienttrack.slices.reports.rules import AskedReport
    from clienttrack.templating.making import Templates


def made_report(asked: "AskedReport", templates: "Templates", *, html: bool = False) -> MadeReport:
    """Make a report of the template that fits its language; raises what ``Templates.made_text`` raises."""
    made = templates.made_text(f"{asked.report}.md.j2", asked.context, asked.language)
    text = made.text
    if html:
        from clienttrack.templating import pages

        text = pages.page(text, language=made.language, title=_title(asked))
    form = "html" if html else "markdown"
    return MadeReport(asked.report, asked.client, made.language, made.template, text, file=None, format=form)


def report(made: MadeReport) -> str | AsWritten:
    """Show the report, or say where it was written."""
    if made.file is None:
        return AsWritten(visible(made.text.removesuffix("\n")))
    whose = "" if made.client is None else f" of {made.client}"
    return f"Wrote the {made.report}{whose} to '{made.file}'."


def _title(asked: "AskedReport") -> str:
    return asked.report if isinstance(asked.context, PortfolioReport) else asked.context.client.name

"""How texts are made of templates, and how they look."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clienttrack.ink import AsWritten
from clienttrack.screen import visible
from clienttrack.slices.reminders.rules.letters import DIGEST, Reminder, Reminders, heading
from clienttrack.templating.escaping import unescaped

if TYPE_CHECKING:
    from clienttrack.slices.reminders.rules.asked import Asked
    from clienttrack.slices.reminders.rules.letters import Unmade, UnmadeReminders
    from clienttrack.templating.making import MadeText, Templates

_EMPTY_LINES = re.compile(r"\n{3,}")
RULE = "─" * 72


def made_reminders(
    unmade: "UnmadeReminders",
    asked: "Asked",
    templates: "Templates",
    watch: Callable[[str, int, int], None] | None,
) -> Reminders:
    """Make every text of its template; raises what ``Templates.made_text`` raises."""
    made = []
    for number, one in enumerate(unmade.reminders, start=1):
        made.append(_made(one, asked, templates.made_text(one.template, one.context, one.language)))
        if watch is not None:
            watch("reminders", number, len(unmade.reminders))
    return Reminders(tuple(made), unmade.left_out)


def _made(unmade: "Unmade", asked: "Asked", made: "MadeText") -> Reminder:
    made = replace(made, text=_EMPTY_LINES.sub("\n\n", made.text))
    titled, below = made.parted()
    subject, line = unescaped(titled).strip(), unmade.line
    return Reminder(
        ref=None if line is None else line.ref,
        kind=DIGEST if line is None else line.kind,
        client=None if line is None else line.client,
        client_name=None if line is None else line.client_name,
        to=asked.recipient,
        contact=None if line is None else line.contact,
        reach=None if line is None else line.reach,
        email=unmade.email,
        due_on=None if line is None else line.due_on,
        language=made.language,
        template=made.template,
        subject=subject,
        text=f"{unescaped(below).strip()}\n",
        markdown=made.text,
        wanted_language=made.wanted,
        html=_page(below if asked.as_mails else made.text, made.language, subject) if asked.html else None,
    )


def _page(markdown: str, language: str, title: str) -> str:
    from clienttrack.templating import pages

    return pages.page(markdown, language=language, title=title)


def reminders(made: Reminders) -> str | AsWritten:
    """Show the texts one below the other, or say where they were written."""
    if not made.reminders:
        return "Nothing is left to write." if made.left_out else "Nothing is due."
    files = [one.file for one in made.reminders if one.file is not None]
    if files:
        return f"Wrote {len(files)} text{'s' * (len(files) != 1)} to '{Path(files[0]).parent}'."
    return AsWritten(visible("\n".join(map(_shown, made.reminders)).removesuffix("\n")))


def _shown(one: Reminder) -> str:
    return one.html or one.markdown if one.ref is None else f"{RULE}\n{heading(one)}\n{one.text}"

"""How stages look."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import days, in_sentence, in_words
from clienttrack.screen import cell, one_line, shortened, table
from clienttrack.served import rest_words
from clienttrack.slices.stages.actions import MovedStage
from clienttrack.slices.stages.queries import StageCard, StageLine
from clienttrack.slices.stages.rules import ReasonLine
from clienttrack.vocabulary import Stage

if TYPE_CHECKING:
    from clienttrack.ink import Drawing

HISTORY = (
    Column("Client"),
    Column("Stage"),
    Column("From"),
    Column("Until", spare=1),
    Column("Days", right=True),
    Column("How", spare=2),
    Column("Why", words=True),
)


def card(shown: StageCard, *, today: date) -> str:
    """Say where a client stands, since when, why, and when that changes."""
    since = f" since {in_sentence(shown.from_on, today=today)}" if shown.from_on is not None else ""
    because = f" ({shortened(shown.because)})" if shown.because else ""
    lines = [f"{shown.client} ({one_line(shown.name)}): {shown.stage}{since}", f"  {shown.why}{because}"]
    if shown.days_left is not None:
        assert shown.until_on is not None
        lines.append(f"  changes by itself in {days(shown.days_left)}, {in_sentence(shown.until_on, today=today)}")
    return "\n".join(lines)


def moved(shown: MovedStage) -> str:
    """Say what became of a client's stage."""
    if not shown.changed:
        return f"{shown.client} is {shown.new} already; nothing was changed."
    how = "told" if shown.told else "worked out"
    if shown.lost_reason is not None:
        how = shown.lost_reason
    because = f": {shortened(shown.because)}" if shown.because else ""
    dropped = f"; {shown.dropped_tasks} open task{'s' * (shown.dropped_tasks != 1)} dropped"
    rest = f". {rest_words(shown.at_rest)}" if shown.at_rest else ""
    told = dropped if shown.dropped_tasks else ""
    first = f"{shown.client}: stage {shown.old} → {shown.new} ({how}{because}){told}{rest}"
    ended = [f"  ended with it: {', '.join(shown.ended_steps)}"] if shown.ended_steps else []
    planned = [f'  {step.ref} by {step.due_on}: "{shortened(step.text, 100)}"' for step in shown.planned_steps]
    return "\n".join([first, *ended, *planned])


def history(lines: Sequence[StageLine], *, today: date) -> "str | Drawing":
    """Draw the stages that clients have been in as a table, or say that there are none."""
    if not lines:
        return "No client was in any stage up to today."
    drawn = table(*HISTORY)
    for line in lines:
        until = "" if line.until_on is None else in_words(line.until_on, today=today)
        how = "told" if line.told else "worked out"
        why = ": ".join(shortened(words, 80) for words in (line.lost_reason, line.because) if words)
        style = "red" if line.stage is Stage.LOST else ""
        drawn.add_row(
            cell(line.client),
            cell(line.stage, style),
            *map(cell, (in_words(line.from_on, today=today), until, str(line.days), how, why)),
        )
    return drawn


def reasons(lines: Sequence[ReasonLine], *, since_on: date | None) -> "str | Drawing":
    """Draw how often clients were lost for each reason, with the sum below, or say that none was."""
    since = "" if since_on is None else f" since {since_on}"
    if not lines:
        return f"No client was lost{since}."
    drawn = table("Reason", *(Column(words, right=True) for words in ("Lost", "Won back", "Share")))
    for line in lines:
        drawn.add_row(*map(cell, (line.reason, str(line.losses), str(line.won_back), line.share)))
    lost, won_back = (sum(getattr(line, name) for line in lines) for name in ("losses", "won_back"))
    later = f", of which {won_back} {'was' if won_back == 1 else 'were'} won back later" if won_back else ""
    drawn.remark = f"{lost} loss{'es' * (lost != 1)}{since}{later}."
    return drawn

"""How stages look."""

from datetime import date

from clienttrack.dates import days, in_sentence
from clienttrack.screen import one_line, shortened
from clienttrack.served import rest_words
from clienttrack.slices.stages.actions import MovedStage
from clienttrack.slices.stages.queries import StageCard


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

"""How playbooks look, and what they do to clients."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.ink import Drawing
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from clienttrack.slices.playbooks.actions import AppliedPlaybook
    from clienttrack.slices.playbooks.files import PlaybookLine, StepLine


def playbook_list(lines: "Sequence[PlaybookLine]") -> Drawing:
    """Draw the playbooks as a table."""
    drawn = table("Name", Column("Title", words=True), Column("Steps", right=True), "From")
    for line in lines:
        drawn.add_row(*map(cell, (line.name, line.title, str(line.steps), "you" if line.own else "clienttrack")))
    return drawn


def step_list(lines: "Sequence[StepLine]") -> Drawing:
    """Draw the steps of a playbook as a table, stage by stage."""
    drawn = table("Stage", "Day or rule", Column("What", words=True), Column("Step", spare=1), Column("Side", spare=2))
    before = ""
    for line in lines:
        when = f"day {line.day}" if line.rule is None else line.rule
        stage = "" if line.stage == before else line.stage
        drawn.add_row(*map(cell, (stage, when, shortened(line.text, 120), line.step, line.side)))
        before = line.stage
    return drawn


def applied(found: "Sequence[AppliedPlaybook]", *, today: date, planned: bool = False) -> str:
    """Say what became of the steps of each client, or what would; those with nothing to say are counted."""
    told = [line for one in found for line in _told(one, today, planned=planned)]
    quiet = [one.client for one in found if not (one.steps or one.ended)]
    if quiet:
        told.append(f"Nothing new for {quiet[0] if len(quiet) == 1 else f'{len(quiet)} clients'}.")
    return "\n".join(told) or "There is nobody we work for yet."


def _told(one: "AppliedPlaybook", today: date, *, planned: bool) -> Iterator[str]:
    who = f"{one.client} ({one_line(one.name)})"
    where = f"{one.stage} since {in_sentence(one.began_on, today=today)}, playbook {one.playbook}"
    if one.steps or one.ended:
        yield f"{who}: {where}"
    for step in one.steps:
        ref = f"{step.ref} " if step.ref else ""
        theirs = "they: " if step.side == "theirs" else ""
        yield f'  {ref}{in_words(step.due_on, today=today)}: {theirs}"{shortened(step.text, 100)}"'
    if one.ended:
        verb = "would end" if planned else "ended"
        yield f"  {verb}, of stages before: {', '.join(one.ended)}"
    if one.steps and one.missed:
        named = ", ".join(f'"{shortened(text, 60)}"' for text in one.missed)
        yield f"  left out, as their day is over: {named}"

"""How a meeting that was written down looks, and drafts."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_sentence
from clienttrack.ink import Drawing, prose
from clienttrack.screen import cell, one_line, shortened, table

if TYPE_CHECKING:
    from pathlib import Path

    from clienttrack.slices.discovery.actions import HeldMeeting
    from clienttrack.slices.discovery.files import DraftLine
    from clienttrack.slices.discovery.queries import Arranged
    from clienttrack.slices.meetings.queries.cards import MeetingCard
    from clienttrack.slices.meetings.rules.telling import Command

MOST_NAMED = 3


def held(card: "MeetingCard", *, today: date) -> "Drawing":
    """Say what was written down, and which records it became."""
    line = card.meeting
    counts = (
        (sum(one.asked is not None for one in card.answers), "answer", "answers"),
        (sum(one.asked is None for one in card.answers), "note", "notes"),
        (len(card.needs), "need", "needs"),
        (len(card.promises), "promise", "promises"),
        (len(card.quotes) + len(card.risks) + len(card.personal), "remark", "remarks"),
    )
    told = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    assert line.held_on is not None
    which = f"{line.ref}, {_plan(line.planned_on, today)}, with {_party(line.client_name, line.contacts)}"
    lines = [f"Held {which}, {in_sentence(line.held_on, today=today)}, {line.question_set}: {told}."]
    lines += [f"  {one.ref}  {shortened(one.text, 80)}" for one in card.needs]
    lines += [f"  {one.ref}  {one.in_words(today)}" for one in card.promises]
    return prose("\n".join(map(one_line, lines)))


def about(found: "Arranged", *, today: date, command: "Command") -> "Iterator[str]":
    """Say which meeting is about to be asked about, with whom, and what is asked."""
    plan = _plan(found.meeting.planned_on if found.meeting else None, today)
    which = f"{found.meeting.ref}, {plan}," if found.meeting else f"A meeting, {plan},"
    yield f"{which} with {_party(found.client.name, [*found.people.values()])}, {found.questions.name}."
    if found.meeting and found.meeting.goal:
        yield f"Goal: {shortened(found.meeting.goal)}"
    yield from _later(found, today, command)


def another(found: "Arranged", begun: "Sequence[str]", *, command: "Command") -> "Iterator[str]":
    """Say before a meeting is typed which drafts of it are ``begun``, and that another one of that day stands."""
    if begun:
        drafts, it = ("A draft", "it") if len(begun) == 1 else (f"{len(begun)} drafts", "one")
        names = ", ".join(begun[:MOST_NAMED]) + (", …" if len(begun) > MOST_NAMED else "")
        resume = command(f"meet resume {begun[0]}")
        yield f"{drafts} of {found.client.handle} already: {names}. Go on with {it} with {resume}; this begins another."
    if found.held_too is not None:
        yield f"{found.held_too} was held on that day too and stays as it is; this will be another talk."
        if found.correction is not None:
            yield found.correction.steps(command)


def beside(held: "HeldMeeting", *, today: date, command: "Command") -> "Iterator[str]":
    """Say what else there is to know of a meeting that was written down; ``command`` gives one as it is typed."""
    if held.strange:
        count, asked = len(held.strange), held.arranged.questions.name
        are = "1 heading is no question" if count == 1 else f"{count} headings are no questions"
        first = ", ".join(f"'{shortened(one, 60)}'" for one in held.strange[:MOST_NAMED])
        went = "with what stands below, it went into the notes, or into the answer above where it has three # or more"
        yield f"{are} of {asked}; {went}: {first}{', …' if count > MOST_NAMED else ''}"
    undated = [one.ref for one in held.card.promises if one.due_on is None]
    if undated:
        have, them = ("has", "it") if len(undated) == 1 else ("have", "them")
        refs = ", ".join(undated[:MOST_NAMED]) + (", …" if len(undated) > MOST_NAMED else "")
        how = command(f"task edit {undated[0]} --by fri")
        yield f"{refs} {have} no day, so `due` does not bring {them} up; give {them} one with {how}."
    yield from _later(held.arranged, today, command)
    older, newer = held.arranged, held.correction
    if older.held_too is not None:
        yield f"{older.held_too} was held on that day too, and what both tell stands there twice."
    if newer is not None:
        yield newer.steps(command) if older.correction is None else older.correction.steps_with(newer, command)


def changed_meanwhile(draft: "Path", held: "HeldMeeting", *, command: "Command") -> str:
    """Say that a draft was changed after it was read."""
    shows = command(f"meet show {held.card.meeting.ref} --form")
    return f"'{draft}' was changed while it was written down, so it stays; {shows} gives what stands in the book."


def _later(found: "Arranged", today: date, command: "Command") -> "Iterator[str]":
    later = found.later
    if later is not None and later.planned_on is not None:
        ref, day = later.ref, in_sentence(later.planned_on, today=today)
        yield f"{ref} is planned for {day} and stays planned; to hold that one: {command(f'meet hold {ref}')}."


def draft_list(lines: "Sequence[DraftLine]", *, command: "Command") -> "str | Drawing":
    """List the drafts, or say that there are none."""
    if not lines:
        return "No drafts: everything that was typed stands in the book."
    drawn = table(Column("File"), Column("Of"), Column("Held"), Column("Characters", right=True, spare=1))
    for line in lines:
        drawn.add_row(
            cell(line.file),
            cell(line.whom or "–"),
            cell(line.held_on or "–"),
            cell("–" if line.characters is None else line.characters),
        )
    drawn.remark = f"Go on with one with {command('meet resume FILE')}."
    return drawn


def kept(line: "DraftLine", *, how: str) -> str:
    """Say where the answers so far are kept."""
    return f"Kept in '{line.path}', and nothing is written down yet. Go on with {how}."


def nothing_answered(_: None) -> str:
    """Say that no question was answered."""
    return "Nothing was answered, so nothing was written down and no draft is kept."


def _plan(planned_on: date | None, today: date) -> str:
    return "which nobody had planned" if planned_on is None else f"planned for {in_sentence(planned_on, today=today)}"


def _party(client: str, contacts: Sequence[str]) -> str:
    people = ", ".join(shortened(name, 40) for name in contacts) or "nobody named"
    return f"{shortened(client, 60)} ({people})"

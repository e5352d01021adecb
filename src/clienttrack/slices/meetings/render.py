"""How meetings and question sets look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clienttrack.columns import Column
from clienttrack.dates import in_sentence, in_words
from clienttrack.edits import changes_in_words
from clienttrack.ink import Drawing, Piece, hanging
from clienttrack.screen import cell, shortened, table, visible

if TYPE_CHECKING:
    from clienttrack.slices.meetings.actions.planning import EditedMeeting
    from clienttrack.slices.meetings.queries import MeetingLine
    from clienttrack.slices.meetings.queries.cards import MeetingCard, NeedShown
    from clienttrack.slices.meetings.rules.asked import AskedSet, SetLine
    from clienttrack.slices.meetings.rules.telling import Command

LONGEST_LABEL = 9
INDENT = 4


def question_sets(lines: "list[SetLine]") -> "Drawing":
    """List the question sets."""
    drawn = table(
        Column("Name"), Column("For", words=True), Column("When", words=True, spare=2),
        Column("Questions", right=True), Column("Whose", spare=1),
    )  # fmt: skip
    for line in lines:
        whose = cell(line.whose, "bold" if line.whose == "own" else "dim")
        when = cell(line.when or "–") if line.broken is None else cell(f"broken: {line.broken}", "red")
        drawn.add_row(cell(shortened(line.name, 60)), cell(line.title), when, cell(line.questions), whose)
    return drawn


def questions(asked: "AskedSet") -> "Drawing":
    """Show the questions of a set, each with the field it fills and what a good answer holds."""
    drawn = table(
        Column("", right=True),
        Column("Question", words=True),
        Column("Fills", spare=2),
        Column("A good answer holds", words=True, spare=1),
    )
    for number, one in enumerate(asked.questions, start=1):
        drawn.add_row(cell(number), cell(one.words), cell(one.field.replace("_", " ")), cell(one.hint or ""))
    return drawn


PLANNED = (
    Column("REF"),
    Column("Day"),
    Column("Client", spare=1),
    Column("Questions", spare=3),
    Column("With", words=True, spare=2),
    Column("Goal", words=True),
)
STATUS = Column("Status", spare=1)


def meeting_list(lines: "Sequence[MeetingLine]", *, today: date) -> "str | Drawing":
    """Draw meetings as a table, REF first, or say that there are none."""
    if not lines:
        return (
            "No such meetings. Plan one with `clienttrack meet plan CLIENT --on DAY`; `clienttrack meet list --all` "
            "shows those that were held and cancelled too."
        )
    all_planned = all(line.status == "planned" for line in lines)
    drawn = table(*PLANNED, *([] if all_planned else [STATUS]))
    for line in lines:
        drawn.add_row(
            cell(line.ref),
            cell(in_words(_day_of(line), today=today)),
            cell(line.client),
            cell(line.question_set or "–"),
            cell(", ".join(shortened(name, 40) for name in line.contacts)),
            cell(shortened(line.goal or "", 80)),
            *([] if all_planned else [cell(line.status)]),
        )
    return drawn


def planned(line: "MeetingLine", *, today: date) -> str:
    """Say what was planned."""
    return f"Planned {_described(line, today)}."


def planned_too(line: "MeetingLine", others: "Sequence[str]", *, command: "Command") -> "Iterator[str]":
    """Say that the same was planned already; ``command`` gives a command as the user types it."""
    if others:
        are, cancel = "is" if len(others) == 1 else "are", command(f"meet cancel {line.ref}")
        yield f"{', '.join(others)} {are} planned for that day with the same questions; {cancel} calls this one off."


def edited(meeting: "EditedMeeting") -> str:
    """Say what changed of a planned meeting."""
    return f"{meeting.meeting.ref}: {changes_in_words(meeting.changes)}"


def cancelled(line: "MeetingLine", *, today: date) -> str:
    """Say what was called off."""
    because = f": {shortened(line.because)}" if line.because else ""
    return f"Cancelled {_described(line, today)}{because}."


def card(shown: "MeetingCard", *, today: date) -> "Drawing":
    """Show a meeting and what came of it, block by block."""
    line = shown.meeting
    fields = [("meeting", f"{line.ref}, {shortened(line.client_name, 60)} ({line.client})")]
    fields.append(("day", f"{in_sentence(_day_of(line), today=today)}, {line.status}{_because(line)}"))
    fields += [("questions", line.question_set or ""), ("goal", line.goal or ""), ("with", ", ".join(line.contacts))]
    fields += [(one.asked or "notes", _said(one.text, one.contact)) for one in shown.answers]
    fields.append(("needs", "\n".join(_need(one) for one in shown.needs)))
    fields.append(
        ("promises", "\n".join(f"{one.ref}  {one.in_words(today)}{_by(one.contact)}" for one in shown.promises))
    )
    for name, remarks in (("quotes", shown.quotes), ("risks", shown.risks), ("personal", shown.personal)):
        fields.append((name, "\n".join(_said(one.text, one.contact) for one in remarks)))
    return Blocks([(name, text) for name, text in fields if text])


@dataclass(frozen=True, slots=True)
class Blocks(Drawing):
    """Names with texts: short ones on a line, long names above their text."""

    fields: Sequence[tuple[str, str]]

    def lines(self, width: int) -> Iterator[Sequence[Piece]]:
        """Draw what is known of the meeting itself, then what was said, question by question."""
        for name, text in self.fields:
            short = len(name) <= LONGEST_LABEL
            head = [cell(f"{name:<{LONGEST_LABEL}}  ", "dim")] if short else [cell(name, "bold")]
            if not short:
                yield from hanging([], head, width, narrowest=1)
            lead = head if short else [(" " * INDENT, "")]
            for part in visible(text).split("\n"):
                yield from hanging(lead, [cell(part)], width, narrowest=1)
                lead = [(" " * (LONGEST_LABEL + 2 if short else INDENT), "")]


def _day_of(line: "MeetingLine") -> date:
    day = line.held_on or line.planned_on
    assert day is not None
    return day


def _described(line: "MeetingLine", today: date) -> str:
    about = ", ".join(filter(None, (line.question_set, line.goal and f'"{shortened(line.goal, 60)}"')))
    people = f" ({', '.join(shortened(name, 40) for name in line.contacts)})" if line.contacts else ""
    day = in_sentence(_day_of(line), today=today)
    return f"{line.ref} with {shortened(line.client_name, 60)}{people}, {day}{f', {about}' if about else ''}"


def _because(line: "MeetingLine") -> str:
    return f": {line.because}" if line.because else ""


def _need(one: "NeedShown") -> str:
    words = [one.origin if one.origin == "implied" else None, None if one.priority == "normal" else one.priority]
    about = ", ".join([word for word in words if word] + [one.status])
    return f"{one.ref}  {shortened(one.text, 160)} ({about}){_by(one.contact)}"


def _said(text: str, contact: str | None) -> str:
    return f"{text}{_by(contact)}"


def _by(contact: str | None) -> str:
    return f" — {shortened(contact, 40)}" if contact else ""

"""How one client looks: a name, then a label and what belongs to it, block by block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clienttrack import ink
from clienttrack.columns import Card, Column, Table
from clienttrack.dates import in_sentence, in_words
from clienttrack.ink import Drawing, Piece
from clienttrack.screen import cell, one_line, shortened, table, visible
from clienttrack.slices.overview import rules
from clienttrack.slices.overview.rules import (
    AddressShown,
    MeetingShown,
    NeedShown,
    NextTouch,
    Overview,
    PersonShown,
    PromiseShown,
    RemarkShown,
    TalkShown,
)
from clienttrack.vocabulary import ClientKind, DecisionPart, NeedStatus, Priority

LONGEST_NOTES = 2_000
LONGEST_PERSONAL_NOTES = 400
LONGEST_FIELD = 300
LONGEST_TEXT = 160
LINES_SHOWN = 12
LATE = "red"
QUIET = "dim"


@dataclass(frozen=True, slots=True)
class OneScreen(Drawing):
    """Who a client is, how they stand, whom one knows there, what is promised and what happened."""

    client: Overview
    today: date

    def lines(self, width: int) -> Iterator[list[Piece]]:
        """Draw the name, then the blocks."""
        name = [cell(shortened(self.client.name, LONGEST_FIELD), "bold"), cell(f"  {self.client.handle}", QUIET)]
        yield from ink.hanging([], name, width, narrowest=1)
        for line in Card([*self._blocks()]).lines(width):
            yield [*line]

    def _blocks(self) -> Iterator[tuple[str, Drawing]]:
        client = self.client
        for label, words in self._fields():
            if words:
                yield label, _line(cell(shortened(words, LONGEST_FIELD)))
        yield "standing", _line(*self._standing())
        yield "next touch", _line(*self._next_touch(client.next_touch))
        yield "", _line()
        yield "contacts", ink.Prose([*self._contacts()])
        if client.kind == ClientKind.ORGANISATION and any(person.left_on is None for person in client.contacts):
            yield "decisions", _line(*self._decisions())
        yield "", _line()
        yield "open tasks", self._tasks() if client.tasks else _line(cell("none", QUIET))
        yield "", _line()
        yield from self._discovered()
        yield "last touches", self._talks() if client.touchpoints else _line(cell("none yet", QUIET))
        yield from _remarks(client)

    def _fields(self) -> Iterator[tuple[str, str | None]]:
        client = self.client
        yield "who", _joined(client.kind, client.industry, client.size)
        yield "also called", _joined(*client.aliases)
        yield "where", _joined(client.city, client.country)
        yield "web", _joined(client.website, *rules.other_domains(client))
        yield "language", client.language
        yield "since", None if client.since_on is None else self._day(client.since_on)
        yield "reach", "; ".join(_address(address) for address in client.addresses)
        yield "source", client.source
        yield "budget", client.budget
        yield "paid", self._paid()
        yield "decision", client.decision_style
        yield "prefers", client.preferences

    def _paid(self) -> str | None:
        last = self.client.last_paid
        if last is None or last.paid_on is None:
            return None
        year = ", ".join(f"{one.amount} {one.currency}" for one in self.client.paid) or "nothing"
        return f"{year} in 365 days; last {last.amount} {last.currency} {self._day(last.paid_on)} ({last.ref})"

    def _day(self, day: date) -> str:
        return in_sentence(day, today=self.today)

    def _standing(self) -> Iterator[Piece]:
        client = self.client
        how = "worked out"
        if client.stage_told:
            how = "told" if client.stage_told_on is None else f"told {self._day(client.stage_told_on)}"
        pinned = " (pinned)" if client.tier_pinned else ""
        yield cell(f"{client.tier or 'no tier'}{pinned}, {client.stage} ({how})")
        yield cell(f"; cadence {client.cadence} ({one_line(client.cadence_source)})", QUIET)

    def _next_touch(self, touch: NextTouch) -> Iterator[Piece]:
        if touch.due_on is None or touch.days_late is None or touch.reason.startswith("paused until"):
            yield cell(touch.reason, QUIET)
            return
        day = "" if touch.days_late == 0 else f" ({self._day(touch.due_on)})"
        yield cell(f"{rules.when(touch.days_late)}{day}", LATE if touch.days_late > 0 else "")
        yield cell(f": {touch.reason}", QUIET)
        if touch.snoozed_until is not None:
            yield cell(f"; {self._snoozed(touch)}", QUIET)

    def _snoozed(self, line: NextTouch | PromiseShown | MeetingShown | NeedShown) -> str:
        assert line.snoozed_until is not None
        because = f" ({shortened(line.snoozed_because)})" if line.snoozed_because else ""
        return f"snoozed until {self._day(line.snoozed_until)}{because}"

    def _contacts(self) -> Iterator[list[Piece]]:
        client = self.client
        if not client.contacts:
            yield [cell("none yet", QUIET)]
        for person in client.contacts[:LINES_SHOWN]:
            yield from self._person(person)
        left = len(client.contacts) - LINES_SHOWN
        if left > 0:
            yield [cell(f"{left} more: clienttrack contact list {client.handle} --all", QUIET)]

    def _person(self, person: PersonShown) -> Iterator[list[Piece]]:
        style = QUIET if person.left_on else ""
        parts = _joined(person.role, person.level, person.decision)
        left = "" if person.left_on is None else f"  left {self._day(person.left_on)}"
        yield [cell(shortened(person.name), style or "bold"), cell(f"  {parts}{left}" if parts else left, style)]
        for address in person.addresses:
            yield [cell(f"  {_address(address)}", style or "cyan")]
        if person.notes:
            yield [cell(f"  {shortened(person.notes, LONGEST_PERSONAL_NOTES)}", QUIET)]

    def _decisions(self) -> Iterator[Piece]:
        found = self.client.profile.deciders
        parts = {part.value: getattr(found, part) for part in DecisionPart}
        told = [f"{part} {_some(names)}" for part, names in parts.items() if names]
        nobody = ", ".join(part for part, names in parts.items() if not names)
        missing = [f"nobody {nobody}"] if nobody else []
        missing += [f"nobody at level {', '.join(found.levels_unnamed)}"] if found.levels_unnamed else []
        yield cell("; ".join(told))
        yield cell(("; " if told else "") + "; ".join(missing) if missing else "", QUIET)

    def _tasks(self) -> Table:
        client = self.client
        drawn = table("", "", "", Column("", words=True))
        for task in client.tasks[:LINES_SHOWN]:
            late = task.days_late is not None and task.days_late > 0
            style = QUIET if task.snoozed_until else (LATE if late else "")
            day = "no day" if task.days_late is None else rules.when(task.days_late)
            snoozed = None if task.snoozed_until is None else self._snoozed(task)
            extra = (task.contact, task.repeat and f"repeats {task.repeat}", snoozed)
            words = [cell(shortened(task.text, LONGEST_TEXT), style)]
            words += [cell(f"; {shortened(more)}", QUIET) for more in extra if more]
            drawn.add_row(cell(task.ref, style), cell(day, style), cell(task.side, style), words)
        left = len(client.tasks) - LINES_SHOWN
        if left > 0:
            drawn.remark = f"{left} more: clienttrack task list {client.handle}"
        return drawn

    def _discovered(self) -> Iterator[tuple[str, Drawing]]:
        client = self.client
        if client.meetings or client.last_meeting:
            yield "meetings", self._meetings()
            yield "", _line()
        if client.needs:
            yield "needs", self._needs()
            yield "", _line()
        if client.profile.known:
            yield "profile", self._profile()
            yield "", _line()
        for label, remarks in (("quotes", client.quotes), ("risks", client.risks), ("personal", client.personal)):
            if remarks:
                yield label, self._remarks(remarks)
                yield "", _line()

    def _meetings(self) -> Table:
        client = self.client
        drawn = table("", "", "", Column("", words=True))
        last = [client.last_meeting] if client.last_meeting else []
        for meeting in [*client.meetings[:LINES_SHOWN], *last]:
            day, state = meeting.held_on or meeting.planned_on, "held" if meeting.held_on else "planned"
            assert day is not None
            style = QUIET if meeting.held_on or meeting.snoozed_until else LATE if day < self.today else ""
            about = [part for part in (meeting.question_set, meeting.goal and shortened(meeting.goal)) if part]
            with_whom = [f"with {_joined(*meeting.contacts)}"] if meeting.contacts else []
            words = [cell("; ".join([*about, *with_whom, *self._hidden(meeting)]), style)]
            drawn.add_row(
                cell(meeting.ref, style), cell(in_words(day, today=self.today), style), cell(state, style), words
            )
        left = len(client.meetings) - LINES_SHOWN
        if left > 0:
            drawn.remark = f"{left} more: clienttrack meet list {client.handle}"
        return drawn

    def _needs(self) -> Table:
        client = self.client
        drawn = table("", "", Column("", words=True))
        for need in client.needs[:LINES_SHOWN]:
            style = QUIET if need.snoozed_until else ""
            since = f"since {self._day(need.status_on)}" if need.status == NeedStatus.PROPOSED else ""
            priority = "" if need.priority == Priority.NORMAL else need.priority
            extra = [more for more in (priority, need.kano, since, *self._hidden(need)) if more]
            words = [cell(shortened(need.text, LONGEST_TEXT), style), *(cell(f"; {more}", QUIET) for more in extra)]
            drawn.add_row(cell(need.ref, style), cell(need.status, style), words)
        left = len(client.needs) - LINES_SHOWN
        if left > 0:
            drawn.remark = f"{left} more: clienttrack need list {client.handle}"
        return drawn

    def _hidden(self, line: MeetingShown | NeedShown) -> list[str]:
        return [] if line.snoozed_until is None else [self._snoozed(line)]

    def _profile(self) -> Table:
        profile = self.client.profile
        drawn = table("", Column("", words=True))
        for answer in profile.known:
            said = ", ".join(
                filter(None, (answer.contact and shortened(answer.contact), self._day(answer.answered_on)))
            )
            words = [cell(shortened(answer.text, LONGEST_TEXT)), cell(f"  {said}", QUIET)]
            drawn.add_row(cell(answer.field.replace("_", " "), QUIET), words)
        unknown = ", ".join(profile.unknown).replace("_", " ")
        drawn.remark = f"{profile.complete} % known" + (f"; still unknown: {unknown}" if unknown else "")
        return drawn

    def _remarks(self, remarks: Sequence[RemarkShown]) -> ink.Prose:
        lines = []
        for remark in remarks[:LINES_SHOWN]:
            about = f"{shortened(remark.contact)}: " if remark.contact else ""
            said = in_words(remark.said_on, today=self.today)
            lines.append([cell(f"{about}{shortened(remark.text, LONGEST_TEXT)}"), cell(f"  {said}", QUIET)])
        left = len(remarks) - LINES_SHOWN
        if left > 0:
            lines.append([cell(f"{left} more: clienttrack show {self.client.handle} --json", QUIET)])
        return ink.Prose(lines)

    def _talks(self) -> Table:
        client = self.client
        drawn = table("", "", Column("", words=True))
        for talk in client.touchpoints:
            drawn.add_row(cell(in_words(talk.happened_on, today=self.today)), cell(talk.kind, QUIET), _talk(talk))
        older = client.touchpoints_total - len(client.touchpoints)
        if older:
            drawn.remark = f"{older} more: clienttrack touch list {client.handle}"
        return drawn


def overview(client: Overview, *, today: date) -> OneScreen:
    """Show everything about a client on one screen."""
    return OneScreen(client, today)


def _line(*pieces: Piece) -> Drawing:
    return ink.Prose([pieces], deeper=0)


def _some(names: Sequence[str]) -> str:
    left = len(names) - LINES_SHOWN
    return _joined(*names[:LINES_SHOWN]) + (f" and {left} more" if left > 0 else "")


def _joined(*words: str | None) -> str:
    return ", ".join(shortened(word) for word in words if word)


def _address(address: AddressShown) -> str:
    label = f" ({shortened(address.label)})" if address.label else ""
    return f"{shortened(address.shown)}{label}"


def _talk(talk: TalkShown) -> list[Piece]:
    people = [cell(f"  with {_joined(*talk.contacts)}", QUIET)] if talk.contacts else []
    return [cell(shortened(talk.text, LONGEST_TEXT)), *people]


def _remarks(client: Overview) -> Iterator[tuple[str, Drawing]]:
    told = [("tags", _joined(*client.tags))]
    told += [(shortened(name), shortened(value, LONGEST_FIELD)) for name, value in client.custom.items()]
    told.append(("external ids", _joined(*client.external_ids)))
    if client.notes or any(words for _, words in told):
        yield "", _line()
    for label, words in told:
        if words:
            yield label, _line(cell(words))
    if client.notes:
        yield "notes", _notes(client.notes, client.handle)


def _notes(notes: str, handle: str) -> Drawing:
    lines = [[(line, "")] for line in visible(notes[:LONGEST_NOTES]).rstrip("\n").split("\n")]
    left = len(notes) - LONGEST_NOTES
    if left > 0:
        lines[-1].append(("…", ""))
        lines.append([cell(f"{left} characters more: clienttrack client show {handle}", QUIET)])
    return ink.Prose(lines, deeper=0)

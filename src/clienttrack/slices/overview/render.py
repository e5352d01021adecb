"""How one client looks: a name, then a label and what belongs to it, block by block."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from clienttrack.screen import cell, one_line, shortened, table, visible
from clienttrack.slices.overview.rules import when

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clienttrack.slices.overview.rules import AddressShown, NextTouch, Overview, PersonShown, PromiseShown

LONGEST_NOTES = 2_000
LONGEST_PERSONAL_NOTES = 400
LONGEST_FIELD = 300
LONGEST_TEXT = 160
LONGEST_LABEL = 16
LINES_SHOWN = 12
LATE = "red"
QUIET = "dim"


def overview(client: "Overview") -> Group:
    """Show who a client is, how they stand, whom one knows there, what is promised and what happened."""
    drawn = table("", "")
    drawn.columns[0].no_wrap = True
    for label, shown in _blocks(client):
        drawn.add_row(cell(label, QUIET), shown)
    title = _styled(shortened(client.name, LONGEST_FIELD), "bold").append(f"  {client.handle}", QUIET)
    return Group(title, drawn)


def _styled(words: str, style: str) -> Text:
    """Begin a line with styled words; what is appended does not take their style."""
    return Text().append_text(cell(words, style))


def _blocks(client: "Overview") -> "Iterator[tuple[str, RenderableType]]":
    yield from _fields(client)
    yield "standing", _standing(client)
    yield "next touch", _next_touch(client.next_touch)
    yield "", Text()
    yield from _contacts(client)
    yield "", Text()
    yield "open tasks", _tasks(client) if client.tasks else cell("none", QUIET)
    yield "", Text()
    yield "last touches", _talks(client) if client.touchpoints else cell("none yet", QUIET)
    yield from _remarks(client)


def _fields(client: "Overview") -> Iterator[tuple[str, Text]]:
    person = client.kind
    told = {
        "who": _joined(person, client.industry, client.size),
        "also called": _joined(*client.aliases),
        "where": _joined(client.city, client.country),
        "web": _joined(client.website, *client.domains),
        "language": client.language,
        "since": None if client.since_on is None else str(client.since_on),
        "reach": "; ".join(_address(address) for address in client.addresses),
        "source": client.source,
        "budget": client.budget,
        "decision": client.decision_style,
        "prefers": client.preferences,
    }
    for label, words in told.items():
        if words:
            yield label, cell(shortened(words, LONGEST_FIELD))


def _joined(*words: str | None) -> str:
    return ", ".join(shortened(word) for word in words if word)


def _standing(client: "Overview") -> Text:
    if not client.stage_told:
        how = "worked out"
    else:
        how = "told" if client.stage_told_on is None else f"told {client.stage_told_on}"
    pinned = " (pinned)" if client.tier_pinned else ""
    shown = cell(f"{client.tier or 'no tier'}{pinned}, {client.stage} ({how})")
    return shown.append(f"; cadence {client.cadence} ({one_line(client.cadence_source)})", QUIET)


def _next_touch(touch: "NextTouch") -> Text:
    if touch.due_on is None or touch.days_late is None or touch.reason.startswith("paused until"):
        return cell(touch.reason, QUIET)
    day = "" if touch.days_late == 0 else f" ({touch.due_on})"
    shown = _styled(f"{when(touch.days_late)}{day}", LATE if touch.days_late > 0 else "")
    shown.append(f": {one_line(touch.reason)}", QUIET)
    if touch.snoozed_until is not None:
        shown.append(f"; {_snoozed(touch)}", QUIET)
    return shown


def _snoozed(line: "NextTouch | PromiseShown") -> str:
    because = f" ({shortened(line.snoozed_because)})" if line.snoozed_because else ""
    return f"snoozed until {line.snoozed_until}{because}"


def _contacts(client: "Overview") -> Iterator[tuple[str, Text]]:
    if not client.contacts:
        yield "contacts", cell("none yet", QUIET)
    for place, person in enumerate(client.contacts[:LINES_SHOWN]):
        yield "" if place else "contacts", _person(person)
    left = len(client.contacts) - LINES_SHOWN
    if left > 0:
        yield "", cell(f"{left} more: clienttrack contact list {client.handle} --all", QUIET)


def _person(person: "PersonShown") -> Text:
    style = QUIET if person.left_on else ""
    shown = _styled(shortened(person.name), style or "bold")
    parts = _joined(person.role, person.level, person.decision)
    if parts:
        shown.append(f"  {parts}", style)
    if person.left_on:
        shown.append(f"  left {person.left_on}", style)
    for address in person.addresses:
        shown.append(f"\n  {_address(address)}", style or "cyan")
    if person.notes:
        shown.append(f"\n  {shortened(person.notes, LONGEST_PERSONAL_NOTES)}", QUIET)
    return shown


def _address(address: "AddressShown") -> str:
    label = f" ({shortened(address.label)})" if address.label else ""
    return f"{shortened(address.shown)}{label}"


def _inner(columns: int) -> Table:
    drawn = table(*[""] * columns)
    for column in drawn.columns[:-1]:
        column.no_wrap = True
    return drawn


def _tasks(client: "Overview") -> Table:
    drawn = _inner(4)
    for task in client.tasks[:LINES_SHOWN]:
        late = task.days_late is not None and task.days_late > 0
        style = QUIET if task.snoozed_until else (LATE if late else "")
        day = "no day" if task.days_late is None else when(task.days_late)
        words = _styled(shortened(task.text, LONGEST_TEXT), style)
        extra = (task.contact, task.repeat and f"repeats {task.repeat}", task.snoozed_until and _snoozed(task))
        for more in extra:
            if more:
                words.append(f"; {shortened(more)}", QUIET)
        drawn.add_row(cell(task.ref, style), cell(day, style), cell(task.side, style), words)
    left = len(client.tasks) - LINES_SHOWN
    if left > 0:
        drawn.add_row("", "", "", cell(f"{left} more: clienttrack task list {client.handle}", QUIET))
    return drawn


def _talks(client: "Overview") -> Table:
    drawn = _inner(3)
    for talk in client.touchpoints:
        words = cell(shortened(talk.text, LONGEST_TEXT))
        if talk.contacts:
            words.append(f"  with {_joined(*talk.contacts)}", QUIET)
        drawn.add_row(cell(talk.happened_on), cell(talk.kind, QUIET), words)
    older = client.touchpoints_total - len(client.touchpoints)
    if older:
        drawn.add_row("", "", cell(f"{older} more: clienttrack touch list {client.handle}", QUIET))
    return drawn


def _remarks(client: "Overview") -> Iterator[tuple[str, Text]]:
    told = [("tags", _joined(*client.tags))]
    told += [(shortened(name, LONGEST_LABEL), shortened(value, LONGEST_FIELD)) for name, value in client.custom.items()]
    told.append(("external ids", _joined(*client.external_ids)))
    if client.notes or any(words for _, words in told):
        yield "", Text()
    for label, words in told:
        if words:
            yield label, cell(words)
    if client.notes:
        yield "notes", _notes(client.notes, client.handle)


def _notes(notes: str, handle: str) -> Text:
    shown = Text(visible(notes[:LONGEST_NOTES]).rstrip("\n"))
    left = len(notes) - LONGEST_NOTES
    if left > 0:
        shown.append(f"…\n{left} characters more: clienttrack client show {handle}", QUIET)
    return shown

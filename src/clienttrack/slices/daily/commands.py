"""`log`, `done` and `snooze`."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar

import typer

from clienttrack import completion
from clienttrack.book import Change
from clienttrack.options import Because, ClientWords, Refs, WithContacts, workspace_of
from clienttrack.screen import shortened
from clienttrack.vocabulary import Direction, TouchKind
from clienttrack.workspace import Workspace

RefsAndText = Annotated[
    list[str],
    typer.Argument(
        metavar="REF… [TEXT]",
        help="References as `due` prints them; after @acme or k@acme also what happened.",
        autocompletion=completion.refs,
    ),
]
TO_BE_WRITTEN = "…"
Rehearsed = TypeVar("Rehearsed")


def log(
    ctx: typer.Context,
    client: ClientWords,
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXT", help="What happened; left out or -, what is piped in; else $EDITOR opens."),
    ] = None,
    kind: Annotated[TouchKind, typer.Option(help="How you were in touch; a note does not count.")] = TouchKind.OTHER,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it happened, if not today.")] = None,
    contacts: WithContacts = None,
    direction: Annotated[Direction | None, typer.Option(help="Who began: we (out) or they (in).")] = None,
    minutes: Annotated[int | None, typer.Option(min=0, max=100_000, metavar="N", help="How long.")] = None,
    next: Annotated[str | None, typer.Option("--next", metavar="TEXT", help="What you promise next.")] = None,
    by: Annotated[str | None, typer.Option(metavar="DAY", help="The day of that promise.")] = None,
    create: Annotated[bool, typer.Option("--create", help="Make the client if nobody is called like that.")] = False,
    also: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CLIENT", help="The same for this client; may be repeated.", autocompletion=completion.clients
        ),
    ] = None,
) -> None:
    """Record a touchpoint, and the next promise, in one line.

    Contacts and promise belong to CLIENT, not to those of --also.
    """
    from functools import partial

    from clienttrack.slices.daily import render, rules
    from clienttrack.slices.daily.actions import talking

    workspace = workspace_of(ctx)
    voice = render.DailyVoice(workspace.today)
    next_step = rules.read_next_step(next, by, today=workspace.today)
    record = partial(
        talking.log_talk,
        talk=rules.read_talk(kind=kind, on=on, direction=direction, minutes=minutes, today=workspace.today),
        client=client,
        contacts=contacts or (),
        also=also or (),
        next_step=next_step,
        create=create,
        settings=workspace.settings,
    )
    text = _given(text, piped=True)
    if text is None:
        rehearsed = _rehearse(workspace, partial(record, text=TO_BE_WRITTEN))
        text = workspace.compose(voice.notes_below(rehearsed), instead="TEXT, or - to read it from stdin").strip()
    with workspace.change(_words("log", [client, *(also or ())])) as change:
        logged = record(change, text=text)
    if logged.task is not None and render.is_past(logged.task, workspace.today):
        workspace.screen.notice(voice.promise_in_the_past(logged.task))
    workspace.show(logged, voice.logged)


def done(
    ctx: typer.Context,
    refs: RefsAndText,
    kind: Annotated[TouchKind | None, typer.Option(help="How you were in touch.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it was done, if not today.")] = None,
) -> None:
    """Finish lines of the morning list: keep a promise, or say what happened with a client."""
    from functools import partial

    from clienttrack.slices.daily import render, rules
    from clienttrack.slices.daily.actions import finishing

    workspace = workspace_of(ctx)
    told = rules.read_lines_to_finish(refs, kind=kind)
    finish = partial(
        finishing.finish_lines,
        told=told,
        talk=rules.read_finishing(kind=kind, on=on, today=workspace.today),
        settings=workspace.settings,
    )
    text = _given(told.text)
    if text is None and told.touches:
        _rehearse(workspace, partial(finish, text=TO_BE_WRITTEN))
        text = workspace.ask(
            f"What happened with {shortened(told.named_touches)}?", instead="a text in quotes after the reference"
        )
    with workspace.change(_words("done", map(str, told.refs))) as change:
        finished = finish(change, text=text or "")
    workspace.show(finished, render.DailyVoice(workspace.today).finished)


def snooze(
    ctx: typer.Context,
    refs: Refs,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The day the line is shown again.")] = None,
    because: Because = None,
    clear: Annotated[bool, typer.Option("--clear", help="Show the lines again now.")] = False,
) -> None:
    """Hide lines of the morning list until a day."""
    from clienttrack.slices.daily import render, rules
    from clienttrack.slices.daily.actions import snoozing

    workspace = workspace_of(ctx)
    until_on = rules.read_until(until, clear=clear, because=because, today=workspace.today)
    lines = rules.read_refs(refs)
    with workspace.change(_words("snooze --clear" if clear else "snooze", map(str, lines))) as change:
        snoozed = snoozing.hide_or_show(change, lines, until_on=until_on, because=because)
    voice = render.DailyVoice(workspace.today)
    workspace.show(snoozed, voice.cleared if clear else voice.snoozed)


def _given(text: str | None, *, piped: bool = False) -> str | None:
    """Give the text that was told or comes on stdin; ``piped`` allows that without being told."""
    from clienttrack import pipes
    from clienttrack.slices.daily import files, rules

    from_stdin = text == rules.STDIN or (piped and text is None and not pipes.somebody_types())
    return files.piped_text() if from_stdin else text


def _rehearse(workspace: Workspace, carry_out: Callable[[Change], Rehearsed]) -> Rehearsed | None:
    """Find every mistake before the user has written a text that would be lost, and give what would be written."""
    if not workspace.screen.interactive:
        return None
    with workspace.change("rehearsal", dry_run=True) as change:
        return carry_out(change)


def _words(verb: str, named: Iterable[str]) -> str:
    return f"{verb} {shortened(' '.join(named), 100)}"

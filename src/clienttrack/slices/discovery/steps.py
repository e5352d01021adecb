"""The steps in which a meeting is held: found, typed or read, kept in a draft, and written down."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from clienttrack import drafts, pipes, questions
from clienttrack.dates import UnreadableDay
from clienttrack.editor import NotSaved
from clienttrack.errors import ClientTrackError, StorageProblem, ToldTwice
from clienttrack.forms import FormLayout, OtherQuestions
from clienttrack.interrupts import put_off
from clienttrack.interview import Interview
from clienttrack.locales import NotInLanguage, fallback_notice
from clienttrack.lookup import AmbiguousClient, AmbiguousContact, UnknownClient, UnknownContact
from clienttrack.options import operation_words
from clienttrack.questions import BrokenQuestions, UnknownQuestions
from clienttrack.slices.discovery import files, queries, render
from clienttrack.slices.discovery.actions import hold_meeting
from clienttrack.slices.discovery.queries import Arranged
from clienttrack.slices.discovery.rules import holding as rules
from clienttrack.slices.discovery.rules.holding import Holding, read_holding
from clienttrack.slices.discovery.rules.notes import Notes
from clienttrack.slices.meetings.rules.planning import MeetingCancelled, MeetingHeld, UnknownMeeting
from clienttrack.slices.meetings.rules.telling import HOLD, Told, from_draft
from clienttrack.vocabulary import TouchKind
from clienttrack.workspace import Workspace


def hold(workspace: Workspace, told: Told, *, source: str | None, ask: bool) -> None:
    """Write down a meeting from where its notes are: a file, a draft, a pipe, or what is typed now."""
    if source is not None and ask:
        raise ToldTwice("--from", "--ask")
    folder = drafts.folder_of(workspace.book_path)
    place = files.source_of(source, asks=ask)
    if place is None:
        _hold_typed(workspace, folder, _read(workspace, told), ask=ask)
    elif place == rules.STDIN:
        _hold_piped(workspace, folder, told)
    elif draft := files.draft_at(place, folder):
        with _keeping(workspace, draft.path, told):
            _write_down(workspace, _read(workspace, told), files.notes_in(draft, workspace.command))
    else:
        _write_down(workspace, _read(workspace, told), files.notes_of(place))


def _read(workspace: Workspace, told: Told) -> Holding:
    return read_holding(told, today=workspace.today, command=workspace.command)


def resume(workspace: Workspace, named: str | None) -> None:
    """Go on with a draft in the editor."""
    found = files.draft_meant(drafts.folder_of(workspace.book_path), named, workspace.command)
    assert found.holding is not None
    workspace.check_terminal("What was said?", instead=workspace.command(from_draft(found.holding.told, found.path)))
    with _keeping(workspace, found.path, found.holding.told, resumable=True):
        _arranged(workspace, found.holding)
        workspace.edit_file(found.path)
        _write_down(workspace, found.holding, files.notes_in(found, workspace.command))


@contextmanager
def _keeping(
    workspace: Workspace, path: Path, told: Told, *, begun: bytes = b"", resumable: bool = False
) -> Iterator[None]:
    """Keep a draft unless all ends well, and say of each mistake how to go on after it."""
    again = f"Write it down with {workspace.command(from_draft(told, path))}."
    on = f"Go on with it with {workspace.command(f'meet resume {path.name}')}."
    with workspace.keeping(path, begun=begun, how_to_go_on=on if resumable else again):
        try:
            yield
        except rules.KeptAlready:
            workspace.forget_draft()
            raise
        except NotSaved as why:
            workspace.leave_draft()
            raise NotSaved(why.path, f"go on with {workspace.command(f'meet resume {path.name}')}") from why
        except ClientTrackError as why:
            mended = _mended(told, why)
            how = workspace.command(from_draft(mended, path))
            if isinstance(why, MeetingHeld):
                shows = workspace.command(f"meet show {why.ref}")
                workspace.how_to_go_on = (
                    f"Leave out there what {shows} shows already, then write the rest down as another talk with {how}."
                )
            elif isinstance(why, drafts.DraftCutShort):
                workspace.how_to_go_on = ""
            elif isinstance(why, rules.NotesTooLong):
                workspace.how_to_go_on = f"Shorten it there, then write it down with {how}."
            elif mended != told:
                workspace.how_to_go_on = f"Write it down with {how}."
            raise


def _mended(told: Told, why: ClientTrackError) -> Told:
    """Give what is to be told instead after a mistake, with a word in capitals where only the user knows."""
    match why:
        case UnknownClient() | AmbiguousClient() | UnknownMeeting():
            return replace(told, whom="CLIENT")
        case rules.SeveralPlanned():
            return replace(told, whom="REF")
        case MeetingHeld() | MeetingCancelled():
            return replace(told, whom=why.client)
        case UnreadableDay(words=told.on) | rules.HeldInTheFuture():
            return replace(told, on="DAY")
        case UnknownContact() | AmbiguousContact():
            return replace(told, contacts=("CONTACT",))
        case OtherQuestions():
            return replace(told, question_set=why.answered)
        case UnknownQuestions() | BrokenQuestions():
            return replace(told, question_set="SET")
        case NotInLanguage():
            return replace(told, language="LANGUAGE")
        case rules.NoContact():
            return replace(told, kind=TouchKind.MEETING)
        case _:
            return told


def _hold_piped(workspace: Workspace, folder: Path, told: Told) -> None:
    """Write down what is piped in, all of which is kept first."""
    with closing(pipes.pieces()) as pieces:
        path = files.piped_draft(folder, pieces)
        with _keeping(workspace, path, told):
            drafts.go_on(path, pieces)
    with _keeping(workspace, path, told):
        files.check_piped(path)
        holding = _read(workspace, told)
        draft = files.note_holding(path, holding)
    with _keeping(workspace, path, holding.told, resumable=True):
        notes = files.notes_in(draft, workspace.command)
        settled = queries.settled(_arranged(workspace, holding, notes.text), holding)
        files.note_holding(path, settled)
        _write_down(workspace, settled, notes)


def _hold_typed(workspace: Workspace, folder: Path, holding: Holding, *, ask: bool) -> None:
    """Let the user fill a form in the editor, or answer question by question, and write down what it tells."""
    workspace.check_terminal("What was said?", instead="--from FILE, or --from - to read it from stdin")
    found = _arranged(workspace, holding)
    what = f"question set '{found.questions.name}'"
    workspace.screen.notices(fallback_notice(found.wanted_language, found.language, what))
    begun = files.drafts_of(folder, found.whom, found.client.handle)
    workspace.screen.notices(render.another(found, begun, command=workspace.command))
    title, settled = queries.title_of(found, holding), queries.settled(found, holding)
    about = queries.about(found)
    form = FormLayout(found.questions).written(found.language, title, found.known, about)
    draft = files.begun_draft(folder, settled, found.client.handle, form, title, found.known)
    with _keeping(workspace, draft.path, settled.told, begun=form.encode(), resumable=True):
        if not ask:
            workspace.edit_file(draft.path)
        elif not _answered(workspace, draft, found, holding.held_on):
            return
        _write_down(workspace, settled, files.notes_in(draft, workspace.command))


def _arranged(workspace: Workspace, holding: Holding, notes: str = "") -> Arranged:
    """Find every mistake before anything is typed that would be lost."""
    sets = questions.question_sets(workspace.settings_path)
    with workspace.rehearse() as reader:
        return queries.arranged(
            reader,
            holding,
            sets=sets,
            notes=notes,
            today=workspace.today,
            language=workspace.settings.language,
            command=workspace.command,
        )


def _answered(workspace: Workspace, draft: files.Draft, found: Arranged, held_on: date) -> bool:
    """Ask the questions and tell whether there is something to write down; else a draft is kept, or nothing."""
    workspace.screen.notices(render.about(found, today=workspace.today, command=workspace.command))
    interview = Interview(found.questions.questions, found.language, found.known)
    layout, about = FormLayout(found.questions), queries.about(found)
    interview.carry_on(
        partial(workspace.ask_line, instead="--from FILE"),
        workspace.screen.notice,
        lambda filled: drafts.rewrite(draft.path, layout.written(found.language, draft.title, filled, about).encode()),
        partial(_refused, workspace, found, held_on),
        pipes.more_waits,
    )
    if not interview.answers:
        workspace.forget_draft()
        workspace.show(None, render.nothing_answered)
    elif interview.stopped:
        workspace.leave_draft()
        how = workspace.command(f"meet resume {draft.path.name}")
        workspace.show(files.line_of(draft), partial(render.kept, how=how))
    return bool(interview.answers) and not interview.stopped


def _refused(workspace: Workspace, found: Arranged, held_on: date, answer: str) -> str | None:
    """Say what is wrong with an answer."""
    try:
        with workspace.rehearse() as reader:
            queries.check_answer(reader, found, answer, held_on=held_on)
    except StorageProblem:
        raise
    except ClientTrackError as why:
        return str(why)
    return None


def _write_down(workspace: Workspace, holding: Holding, notes: Notes) -> None:
    sets = questions.question_sets(workspace.settings_path)
    language, command = workspace.settings.language, workspace.command
    with put_off() as put:
        with workspace.change(operation_words(HOLD, holding.whom)) as change:
            held = hold_meeting(change, holding, notes, sets=sets, language=language, command=command)
            put()
        # It stands in the book, whoever hears of it.
        changed = workspace.settle_draft(notes.text.encode())
    workspace.show(held.card, partial(render.held, today=workspace.today))
    if changed is not None:
        workspace.screen.notice(render.changed_meanwhile(changed, held, command=workspace.command))
    workspace.screen.notices([*held.doubts, *render.beside(held, today=workspace.today, command=workspace.command)])

"""`meet hold`, `meet resume` and `meet drafts`: what was said in a meeting."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clienttrack import completion, drafts
from clienttrack.options import QuestionsOption, WithContacts, listing, operation_words, workspace_of
from clienttrack.vocabulary import TouchKind
from clienttrack.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from clienttrack.slices.discovery.files import Draft
    from clienttrack.slices.discovery.queries import Arranged
    from clienttrack.slices.discovery.rules.holding import Holding
    from clienttrack.slices.discovery.rules.notes import Notes

app = typer.Typer()


@app.command("hold")
def hold(
    ctx: typer.Context,
    whom: Annotated[
        str,
        typer.Argument(
            metavar="CLIENT|REF",
            help="The client, or the meeting, m4.",
            autocompletion=completion.planned_meetings_and_clients,
        ),
    ],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it took place, if not today.")] = None,
    questions: QuestionsOption = None,
    contacts: WithContacts = None,
    kind: Annotated[TouchKind, typer.Option(help="How you were in touch.")] = TouchKind.MEETING,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="A code such as zh; the client's else.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Read the answers from a file; - is stdin.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask one question after the other in the terminal.")] = False,
) -> None:
    """Write down what was said in a meeting: in $EDITOR, from a file or stdin, or asked one by one.

    In any answer, lines that begin need: implied: task: theirs: quote: risk: personal: become records, with @name for
    the contact, by fri for the day and !high for the priority.
    """
    from clienttrack.slices.discovery import files
    from clienttrack.slices.discovery.rules.holding import STDIN, TwoWays, from_draft, read_holding

    workspace = workspace_of(ctx)
    if source is not None and ask:
        raise TwoWays
    told = partial(
        read_holding,
        whom,
        on=on,
        question_set=questions,
        contacts=contacts,
        kind=kind,
        language=language,
        today=workspace.today,
    )
    folder = drafts.folder_of(workspace.book_path)
    place = files.source_of(source, asks=ask)
    if place is None:
        _hold_typed(workspace, told(), ask=ask)
    elif place == STDIN:
        _hold_piped(workspace, files.piped_draft(folder), told)
    elif draft := files.draft_at(place, folder):
        with workspace.keeping(draft.path, how_to_go_on=from_draft(draft.path)):
            _write_down(workspace, told(), files.notes_in(draft))
    else:
        _write_down(workspace, told(), files.notes_of(place))


@app.command("resume")
def resume(
    ctx: typer.Context,
    named: Annotated[
        str | None,
        typer.Argument(metavar="[DRAFT]", help="The meeting, client or file of the draft; the only one if left out."),
    ] = None,
) -> None:
    """Go on with a draft in $EDITOR: what was typed for a meeting and could not be written down yet."""
    from clienttrack.slices.discovery import files
    from clienttrack.slices.discovery.rules.holding import RESUME

    workspace = workspace_of(ctx)
    found = files.draft_meant(drafts.folder_of(workspace.book_path), named)
    assert found.holding is not None
    workspace.check_terminal("What was said?", instead=f"`clienttrack meet hold CLIENT --from '{found.path}'`")
    with workspace.keeping(found.path, how_to_go_on=RESUME):
        workspace.edit_file(found.path)
        _write_down(workspace, found.holding, files.notes_in(found))


@app.command("drafts")
@listing
def list_drafts(ctx: typer.Context) -> None:
    """List what was typed for meetings and could not be written down yet."""
    from clienttrack.slices.discovery import files, render

    workspace = workspace_of(ctx)
    lines = files.draft_lines(drafts.folder_of(workspace.book_path))
    workspace.show(lines, render.draft_list, lines=lines, ids="file", line_type=files.DraftLine)


def _hold_piped(workspace: Workspace, path: Path, told: "Callable[[], Holding]") -> None:
    """Write down what was piped in and is kept at ``path``, from which it can be gone on with once all is found."""
    from clienttrack.slices.discovery import files, queries
    from clienttrack.slices.discovery.rules.holding import RESUME, from_draft

    with workspace.keeping(path, how_to_go_on=from_draft(path)):
        holding = told()
        settled = queries.settled(_arranged(workspace, holding), holding)
        draft = files.note_holding(path, settled)
        workspace.how_to_go_on = RESUME
        _write_down(workspace, settled, files.notes_in(draft))


def _arranged(workspace: Workspace, holding: "Holding") -> "Arranged":
    """Find every mistake before anything is typed that would be lost."""
    from clienttrack.slices.discovery import queries

    with workspace.rehearse() as reader:
        return queries.arranged(
            reader,
            holding,
            today=workspace.today,
            settings_path=workspace.settings_path,
            language=workspace.settings.language,
        )


def _hold_typed(workspace: Workspace, holding: "Holding", *, ask: bool) -> None:
    """Let the user fill a form in the editor, or answer question by question, and write down what it tells."""
    from clienttrack.forms import FormLayout
    from clienttrack.locales import fallback_notice
    from clienttrack.slices.discovery import files, queries
    from clienttrack.slices.discovery.rules.holding import RESUME

    workspace.check_terminal("What was said?", instead="--from FILE, or --from - to read it from stdin")
    found = _arranged(workspace, holding)
    what = f"question set '{found.questions.name}'"
    workspace.screen.notices(fallback_notice(found.wanted_language, found.language, what))
    title, settled = queries.title_of(found, holding), queries.settled(found, holding)
    form = FormLayout(found.questions).written(found.language, title, found.known)
    draft = files.begun_draft(
        drafts.folder_of(workspace.book_path), settled, found.client.handle, form, title, found.known
    )
    with workspace.keeping(draft.path, begun=form.encode(), how_to_go_on=RESUME):
        if not ask:
            workspace.edit_file(draft.path)
        elif not _answered(workspace, draft, found):
            return
        _write_down(workspace, settled, files.notes_in(draft))


def _answered(workspace: Workspace, draft: "Draft", found: "Arranged") -> bool:
    """Ask the questions and tell whether the user has come to their end; else the draft is kept."""
    from clienttrack.forms import FormLayout
    from clienttrack.slices.discovery import files, render
    from clienttrack.slices.discovery.rules.asking import Interview

    interview = Interview(found.questions.questions, found.language, found.known)
    layout = FormLayout(found.questions)
    interview.carry_on(
        partial(workspace.ask_line, instead="--from FILE"),
        workspace.screen.notice,
        lambda filled: drafts.rewrite(draft.path, layout.written(found.language, draft.title, filled).encode()),
    )
    if interview.stopped and interview.answers:
        workspace.leave_draft()
        workspace.show(files.line_of(draft), render.kept)
    return not (interview.stopped and interview.answers)


def _write_down(workspace: Workspace, holding: "Holding", notes: "Notes") -> None:
    from clienttrack.slices.discovery import render
    from clienttrack.slices.discovery.actions import hold_meeting

    language = workspace.settings.language
    with workspace.change(operation_words("meet hold", holding.whom)) as change:
        card = hold_meeting(change, holding, notes, settings_path=workspace.settings_path, language=language)
    # It stands in the book, whoever hears of it.
    workspace.forget_draft()
    workspace.show(card, partial(render.held, today=workspace.today))

"""`demo`: a filled book to try everything on."""

from pathlib import Path
from typing import Annotated, Any

import typer

from clienttrack.options import workspace_of


def demo(
    ctx: typer.Context,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="PATH", help="Keep the sample book as a new file at PATH.")
    ] = None,
) -> None:
    """Make a believable sample book and show its morning list.

    The book goes afterwards, unless it is to be kept with --keep, or with --db before the command.
    """
    from clienttrack.slices.demo import actions, files, rules

    workspace = workspace_of(ctx)
    keep = keep or workspace.told_book_path
    with files.place_for_book(keep) as path:
        workspace.book_path = path
        with workspace.change("made the sample book", creates=True) as change:
            actions.fill_book(change, currency=workspace.settings.currency)
        _morning_list(ctx)
    workspace.screen.notice(rules.way_on(files.typed(keep)))


def _morning_list(ctx: typer.Context) -> None:
    """Run `due` as if it had been typed, on the book of this run."""
    root = ctx.find_root()
    program: Any = root.command
    _, due, _ = program.resolve_command(root, ["due"])
    with due.make_context("due", [], parent=root) as typed:
        due.invoke(typed)

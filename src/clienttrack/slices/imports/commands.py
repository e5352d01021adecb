"""`import`: clients from CSV files."""

from functools import partial
from typing import Annotated

import typer

from clienttrack import backups
from clienttrack.options import workspace_of
from clienttrack.progress import progress_bar


def import_(
    ctx: typer.Context,
    file: Annotated[list[str], typer.Argument(metavar="FILE…", help="CSV files; - is stdin.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, but leave the book as it is.")] = False,
    map: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=FIELD", help="What a column means; may be repeated."),
    ] = None,
) -> None:
    """Take clients, contacts, last touches and next steps from CSV files: all rows or none, safe to repeat."""
    from clienttrack.slices.imports import actions, render
    from clienttrack.slices.imports.rules import history_words
    from clienttrack.slices.mappings.rules.headers import parsed_maps

    workspace = workspace_of(ctx)
    maps = parsed_maps(map or [])
    history = workspace.settings.history
    with workspace.change(history_words(file), dry_run=dry_run, creates=True) as change, progress_bar() as watch:
        done = actions.import_files(
            change,
            file,
            maps=maps,
            region=workspace.settings.country,
            dry_run=dry_run,
            watch=watch,
            notice=workspace.screen.notice,
            back_up=partial(backups.take, workspace.book_path, now=workspace.now, keep=history.backups),
        )
    workspace.show(done, render.imported)

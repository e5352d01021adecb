"""The commands that look after the book: ``init`` and the noun ``book``."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from clienttrack import completion
from clienttrack.options import Yes, listing, workspace_of

book = typer.Typer()


def init(ctx: typer.Context) -> None:
    """Make an empty book; one that is there already stays as it is."""
    from clienttrack.slices.upkeep import actions, render

    workspace = workspace_of(ctx)
    made = workspace.make_book()
    workspace.show(actions.looked_at(workspace.book_path, workspace.screen.notice, made=made), render.made_book)


@book.command("where")
def where(ctx: typer.Context) -> None:
    """Show where the book, its backups, the settings and your templates lie."""
    from clienttrack.slices.upkeep import files, render

    workspace = workspace_of(ctx)
    workspace.show(files.places(workspace.book_path, workspace.settings_path), render.places)


@book.command("stats")
def stats(ctx: typer.Context) -> None:
    """Count what is in the book."""
    from clienttrack.slices.upkeep import queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        statistics = queries.book_statistics(reader, workspace.book_path)
    workspace.show(statistics, render.statistics)


@book.command("check")
def check(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make the derived parts anew: search index, the morning list's table.")
    ] = False,
) -> None:
    """Check the book: the file, its days, names and derived parts.

    Ends with 0 when all is fine, 6 when records are wrong, 7 when the file is damaged.
    """
    from clienttrack.slices.upkeep import actions, queries, render

    workspace = workspace_of(ctx)
    with workspace.read() as reader:
        health = queries.book_health(reader, workspace.book_path, today=workspace.today)
    if repair and not health.damaged:
        actions.rebuild_derived_parts(workspace.book_path, workspace.screen.notice)
        repaired = health.out_of_step
        with workspace.read() as reader:
            health = queries.book_health(reader, workspace.book_path, today=workspace.today)
        health = replace(health, repaired=repaired)
    workspace.show(health, render.health)
    raise typer.Exit(health.exit_code)


@book.command("backup")
def backup(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to; else among the backups.")] = None,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Copy the book to FILE, or to its folder of backups."""
    from clienttrack.slices.upkeep import actions, render

    workspace = workspace_of(ctx)
    if actions.check_backup_target(workspace.book_path, file, told=workspace.told_book_path is not None):
        workspace.confirm(f"Overwrite '{file}'?")
    taken = actions.take_backup(
        workspace.book_path,
        file,
        now=workspace.now,
        keep=workspace.settings.history.backups,
        notice=workspace.screen.notice,
    )
    workspace.show(taken, render.taken_backup)


@book.command("restore")
@listing
def restore(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="A backup, by path or name; else the newest.", autocompletion=completion.copies
        ),
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", help="Only list the backups of this book.")] = False,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Put a backup in the place of the book; the present book is backed up first."""
    from clienttrack.slices.upkeep import actions, queries, render

    workspace = workspace_of(ctx)
    path, notice = workspace.book_path, workspace.screen.notice
    if show_list:
        copies = queries.backups_of(path, notice)
        workspace.show(copies, render.backups, lines=copies, ids="file", line_type=queries.BookCopy)
        return
    copy = actions.copy_to_restore(path, file, notice)
    if workspace.book_is_there:
        workspace.confirm(render.restore_question(path, copy))
    restored = actions.restore_book(
        path,
        copy,
        today=workspace.today,
        now=workspace.now,
        keep=workspace.settings.history.backups,
        notice=notice,
    )
    workspace.show(restored, render.restored_book)

"""`export`: the records of the book for other programs."""

from typing import Annotated

import typer

from clienttrack.options import ClientOption, TagOption, Yes, workspace_of
from clienttrack.progress import progress_bar
from clienttrack.screen import Format
from clienttrack.vocabulary import CardVersion, ExportFormat, ExportKind


def export(
    ctx: typer.Context,
    what: Annotated[ExportKind, typer.Argument(help="The records; all is everything but the history.")],
    format: Annotated[
        ExportFormat | None, typer.Option("--format", help="csv unless told otherwise, json for all.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a file, or a new folder for all as csv; - is stdout."
        ),
    ] = None,
    client: ClientOption = None,
    tag: TagOption = None,
    raw: Annotated[bool, typer.Option("--raw", help="No ' before CSV cells that a spreadsheet would run.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with the mark by which Excel knows UTF-8.")] = False,
    vcard_version: Annotated[
        CardVersion | None, typer.Option("--vcard-version", help="4.0 unless told otherwise.")
    ] = None,
    yes: Yes = False,  # noqa: ARG001 the option's callback tells the workspace
) -> None:
    """Write all records, archived, lost and closed ones too, as CSV, JSON or vCards; --json is --format json."""
    from clienttrack.slices.exports import files, render, rules
    from clienttrack.slices.exports.actions import export_records

    workspace = workspace_of(ctx)
    screen = workspace.screen
    asked = rules.asked_export(
        what,
        told=format,
        as_json=screen.format is Format.JSON,
        output=output,
        client=client,
        tag=tag,
        raw=raw,
        bom=bom,
        card_version=vcard_version,
    )
    if files.would_overwrite(asked, workspace.book_path):
        workspace.confirm(f"Overwrite '{asked.target}'?")
    on_screen = asked.target is None and screen.on_terminal
    with workspace.read() as reader, progress_bar(quiet=on_screen, of="rows") as watch:
        done = export_records(reader, asked, today=workspace.today, answer=screen.exact, watch=watch)
    if done.left_out:
        screen.notice(render.left_out(done))
    if asked.target is not None:
        workspace.show(done, render.exported)

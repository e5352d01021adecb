"""`due`: the morning list."""

from typing import Annotated

import typer

from clienttrack import lookup
from clienttrack.cadence import Interval, due_on
from clienttrack.errors import ExitCode
from clienttrack.options import ClientOption, Limit, TagOption, TierOption, listing, workspace_of
from clienttrack.screen import Format
from clienttrack.vocabulary import DueKind


@listing
def due(
    ctx: typer.Context,
    within: Annotated[str | None, typer.Option(metavar="LENGTH", help="Look ahead, e.g. 7d or 1m.")] = None,
    client: ClientOption = None,
    tier: TierOption = None,
    tag: TagOption = None,
    kind: Annotated[list[DueKind] | None, typer.Option(help="Only this kind of line; may be repeated.")] = None,
    limit: Limit = None,
    everything: Annotated[bool, typer.Option("--all", help="Show all lines.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how each urgency comes about.")] = False,
    count: Annotated[bool, typer.Option("--count", help="Only say how many lines there are.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with code 10 when something is due.")] = False,
) -> None:
    """Say who and what needs me today, and why; the most urgent first."""
    from functools import partial

    from clienttrack.slices.due import queries, render, rules
    from clienttrack.slices.due.queries.morning import Wanted

    workspace = workspace_of(ctx)
    as_text = workspace.screen.format is Format.TEXT
    with workspace.read() as reader:
        wanted = Wanted(
            today=workspace.today,
            horizon=workspace.today if within is None else due_on(workspace.today, Interval.parse(within)),
            client_id=None if client is None else lookup.client(reader, client).id,
            tier=tier,
            tag=tag,
            kinds=queries.kinds_wanted(kind, summed_up=as_text),
            limit=queries.lines_wanted(limit, workspace.settings, everything=everything, as_text=as_text, count=count),
            explain=explain,
        )
        found = queries.due_list(reader, workspace.settings, wanted)
    if found.missing_rates:
        own = workspace.settings.currency.upper()
        workspace.screen.notice(rules.missing_rates_told(found.missing_rates, own, workspace.settings_path))
    drawn = partial(render.count, kinds=wanted.kinds) if count else render.morning
    workspace.show(found, drawn, lines=found.lines, line_type=rules.DueLine)
    if exit_code and found.counts.listed:
        raise typer.Exit(ExitCode.SOMETHING_DUE)

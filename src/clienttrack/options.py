"""Typer parameters that several slices share, and the marks that a command carries."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from clienttrack import completion
from clienttrack.errors import ToldTwice
from clienttrack.screen import shortened
from clienttrack.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., None])

ClientWords = Annotated[
    str,
    typer.Argument(
        metavar="CLIENT",
        help="Handle, alias, e-mail, domain, or an unambiguous beginning of handle or name.",
        autocompletion=completion.clients,
    ),
]
CLIENT_OPTION = "clienttrack.client"


def _keep_client(ctx: typer.Context, value: str | None) -> None:
    ctx.meta[CLIENT_OPTION] = value


def _told_client(ctx: typer.Context, value: str | None) -> str | None:
    by_option: str | None = ctx.meta.get(CLIENT_OPTION)
    if value is not None and by_option is not None:
        raise ToldTwice("CLIENT", "--client")
    return by_option if value is None else value


# Every list that takes a client so takes --client too, as `due` does; `contents` gives it the option.
OptionalClientWords = Annotated[
    str | None,
    typer.Argument(
        metavar="[CLIENT]", help="Only this client.", callback=_told_client, autocompletion=completion.clients
    ),
]
ClientOfList = Annotated[
    str | None,
    typer.Option(
        "--client",
        metavar="CLIENT",
        help="Only this client, as CLIENT does.",
        callback=_keep_client,
        is_eager=True,
        expose_value=False,
        autocompletion=completion.clients,
    ),
]
ClientOption = Annotated[
    str | None,
    typer.Option("--client", metavar="CLIENT", help="Only this client.", autocompletion=completion.clients),
]
TierOption = Annotated[
    str | None,
    typer.Option("--tier", metavar="TIER", help="Only this tier.", autocompletion=completion.tiers),
]
TagOption = Annotated[
    str | None,
    typer.Option("--tag", metavar="TAG", help="Only clients with this tag.", autocompletion=completion.tags),
]
Refs = Annotated[
    list[str],
    typer.Argument(metavar="REF…", help="References as `due` prints them.", autocompletion=completion.refs),
]
QuestionsOption = Annotated[
    str | None,
    typer.Option(
        "--questions",
        metavar="SET",
        help="The question set, see `meet questions`.",
        autocompletion=completion.question_sets,
    ),
]
WithContacts = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="CONTACT", help="Who of the client; may be repeated.", autocompletion=completion.contacts
    ),
]
WithContact = Annotated[
    str | None,
    typer.Option("--with", metavar="CONTACT", help="Who of the client.", autocompletion=completion.contacts),
]
WithContactOrNobody = Annotated[
    str | None,
    typer.Option(
        "--with", metavar="CONTACT", help="Who of the client; '' for nobody.", autocompletion=completion.contacts
    ),
]
Because = Annotated[str | None, typer.Option("--because", metavar="TEXT", help="The reason, kept with it.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Show at most N lines.")]

AsPage = Annotated[bool, typer.Option("--html", help="One page of HTML that prints well, instead of Markdown.")]


def _say_yes(ctx: typer.Context, value: bool) -> bool:  # noqa: FBT001 Typer calls it so
    if value:
        workspace_of(ctx).yes = True
    return value


Yes = Annotated[
    bool,
    typer.Option("--yes", "-y", callback=_say_yes, expose_value=True, help="Answer every question with yes."),
]


def workspace_of(ctx: typer.Context) -> Workspace:
    """Give the workspace that the global options have made."""
    workspace = ctx.find_object(Workspace)
    assert workspace is not None
    return workspace


def listing(command: Command) -> Command:
    """Mark a command as a list: it takes ``--csv`` and ``--ids`` beside ``--json``."""
    command.is_listing = True  # type: ignore[attr-defined]
    return command


def operation_words(command: str, *named: str) -> str:
    """Name an operation for the history without what clients' texts say."""
    return f"{command} {shortened(' '.join(named), 100)}"

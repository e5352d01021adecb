"""How commands are mounted lazily: a group knows names and help lines, and builds only the command that runs."""

import inspect
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from clienttrack.options import ClientOfList, workspace_of
from clienttrack.screen import Format


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents: where a command or noun lives (``package.module:name``) and what it is for.

    A noun may be filled from several places; they are read in this order until the command that runs is found.
    """

    place: str | tuple[str, ...]
    purpose: str
    panel: str

    @property
    def places(self) -> tuple[str, ...]:
        """Every place, in the order of reading."""
        return (self.place,) if isinstance(self.place, str) else self.place

    def build(self, name: str) -> Any:
        """Import the first module and build the command, or the group of a noun, which imports the others."""
        first, *others = self.places
        found = _imported(first)
        if not isinstance(found, typer.Typer):
            return _command(name, found)
        return _noun(name, self.purpose, found, *others)


def _imported(place: str) -> Any:
    module, attribute = place.split(":")
    return getattr(import_module(module), attribute)


class LazyGroup(TyperGroup):
    """A group that lists its commands from stubs and builds the one that is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._builders: dict[str, Callable[[], Any]] = {}
        self._unread: deque[Callable[[], None]] = deque()

    def mount(self, name: str, purpose: str, panel: str | None, build: Callable[[], Any]) -> None:
        """Add a command that ``build`` makes when it is needed."""
        self._builders[name] = build
        stub = TyperCommand(name, help=purpose, rich_help_panel=panel, rich_markup_mode=self.rich_markup_mode)
        # A help line that is told as short is not cut.
        stub.short_help = purpose
        self.add_command(stub)

    def mount_later(self, mount: Callable[[], None]) -> None:
        """Let ``mount`` add more commands when the one that is asked for is not among those mounted, or all are."""
        self._unread.append(mount)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give the command of that name, mounting no more than is needed to find it."""
        while cmd_name not in self.commands and self._unread:
            self._unread.popleft()()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """Give the names of all commands."""
        while self._unread:
            self._unread.popleft()()
        return super().list_commands(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command named first in ``args`` and build it."""
        name, stub, rest = super().resolve_command(ctx, args)
        build = self._builders.get(name or "")
        return name, build() if build is not None else stub, rest


def mounted(root: LazyGroup, entries: Iterable[tuple[str, Entry]]) -> LazyGroup:
    """Mount every line of the table of contents in ``root``."""
    for name, entry in entries:
        root.mount(name, entry.purpose, entry.panel, partial(entry.build, name))
    return root


def _noun(name: str, purpose: str, app: typer.Typer, *more: str) -> LazyGroup:
    group = LazyGroup(name=name, help=purpose, no_args_is_help=True, rich_markup_mode=None)
    _mount(group, app)
    for place in more:
        group.mount_later(partial(_mount_imported, group, place))
    return group


def _mount_imported(group: LazyGroup, place: str) -> None:
    _mount(group, _imported(place))


def _mount(group: LazyGroup, app: typer.Typer) -> None:
    for info in app.registered_commands:
        assert info.callback is not None
        assert info.name is not None, "a command of a noun names itself"
        purpose = (inspect.getdoc(info.callback) or "").partition("\n")[0]
        group.mount(info.name, purpose, None, partial(_command, info.name, info.callback))


def _command(name: str, function: Callable[..., None]) -> Any:
    command = _built(name, function)
    lists = getattr(function, "is_listing", False)
    if lists and any(one.name == "client" and one.param_type_name == "argument" for one in command.params):
        command.params.extend(_built("client", _client_of_list).params)
    command.params.extend(_built("formats", _list_formats if lists else _formats).params)
    return command


def _built(name: str, function: Callable[..., None]) -> Any:
    info = CommandInfo(name=name, callback=function)
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    for parameter in command.params:
        _name_value(parameter)
    return command


def _no_type(ctx: typer.Context) -> str:  # noqa: ARG001 Typer passes it by name
    """Show nothing where the name says what is meant."""
    return ""


def _name_value(parameter: Any) -> None:
    """Let help show what is meant, or the words there are, instead of a Python type."""
    wanted = parameter.type_descriptor
    if parameter.param_type_name == "argument":
        if not wanted.is_choice:
            parameter.display_type_rich = _no_type
    elif parameter.metavar is None and wanted.is_choice and wanted.is_list:
        parameter.metavar = f"<{'|'.join(wanted.choices)}>"
    elif parameter.metavar is None and wanted.annotation is str:
        parameter.metavar = parameter.name.upper()


def _chooser(form: Format) -> Callable[[typer.Context, bool], None]:
    def choose(ctx: typer.Context, value: bool) -> None:  # noqa: FBT001 Typer calls it so
        if value and not ctx.resilient_parsing:
            workspace_of(ctx).screen.format = form

    return choose


def _format(form: Format, purpose: str) -> Any:
    return typer.Option(f"--{form}", callback=_chooser(form), expose_value=False, help=purpose)


AsJson = Annotated[bool, _format(Format.JSON, "Answer as JSON.")]
AsCsv = Annotated[bool, _format(Format.CSV, "Answer as CSV.")]
AsIds = Annotated[bool, _format(Format.IDS, "Answer with one reference a line.")]


def _client_of_list(client_option: ClientOfList = None) -> None:
    """Hold the option that every list with a client as its argument takes."""


def _formats(as_json: AsJson = False) -> None:  # noqa: FBT002 a signature for Typer
    """Hold the option that every command takes."""


def _list_formats(as_json: AsJson = False, as_csv: AsCsv = False, as_ids: AsIds = False) -> None:  # noqa: FBT002
    """Hold the options that every list takes."""

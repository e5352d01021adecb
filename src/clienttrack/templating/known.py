"""What can be known of a template without running it: names, filters and parts, in branches not taken too.

The syntax tree is walked with the types of `contexts`: ``for talk in talks`` makes ``talk`` a talk, so that
``talk.txet`` is found wherever it stands. What has no type that is known (``None`` below) is never doubted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes

from clienttrack.templating.problems import UnreadableTemplate
from clienttrack.templating.sandbox import Environment, known_attributes, suggested, unknown

Kind = Any
Scope = dict[str, Kind]
_SAME_KIND = frozenset(
    {"default", "d", "list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"}
)
_ONE_OF_THEM = frozenset({"first", "last", "max", "min"})
_NAMES_FIRST = frozenset({"groupby", "rejectattr", "selectattr"})
_MAY_BE_MISSING = frozenset({"default", "d", "defined", "undefined"})
_ALWAYS = ("self", "super")
_IN_MACROS = ("caller", "kwargs", "varargs")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a template; ``line`` is null where it is the file itself."""

    path: str
    line: int | None
    what: str


def problems_in(environment: Environment, name: str, context: type[Any] | None) -> list[Problem]:
    """Give what is wrong with a template and the parts that it includes.

    ``context`` is null for a part, of which nobody knows by which templates it is included with which names.
    """
    scope = {} if context is None else dict(get_type_hints(context))
    reader = _Reader(environment, frozenset(scope), doubts_names=context is not None)
    reader.read(name, scope)
    return list(dict.fromkeys(reader.problems))


class _Reader:
    """Walks through one template and its parts."""

    def __init__(self, environment: Environment, names: frozenset[str], *, doubts_names: bool) -> None:
        self.environment = environment
        self.names = names
        self.doubts_names = doubts_names
        self.problems: list[Problem] = []
        self._open: list[str] = []
        self._brought: Scope = {}

    def read(self, name: str, scope: Scope) -> bool:
        """Read the template of that name, and tell whether there is one."""
        assert self.environment.loader is not None
        try:
            text, place, _ = self.environment.loader.get_source(self.environment, name)
        except TemplateNotFound:
            return False
        except UnreadableTemplate as error:
            self.problems.append(Problem(error.place, None, error.what))
            return True
        path = str(place)
        if path not in self._open:
            self._open.append(path)
            self._read_text(text, path, scope)
            self._open.pop()
        return True

    def _read_text(self, text: str, path: str, scope: Scope) -> None:
        try:
            tree = self.environment.parse(text, filename=path)
        except TemplateSyntaxError as error:
            self._say(error.lineno, error.message or "it cannot be understood")
            return
        tested = (test.node for test in tree.find_all(nodes.Test) if test.name in _MAY_BE_MISSING)
        before, self._brought = self._brought, _brought(tree)
        self._walk(tree.body, scope | {node.name: None for node in tested if isinstance(node, nodes.Name)})
        self._brought = before

    def _say(self, line: int | None, what: str) -> None:
        self.problems.append(Problem(self._open[-1], line, what.rstrip(".")))

    def _walk(self, statements: Iterable[nodes.Node], scope: Scope) -> None:
        for statement in statements:
            self._seen(statement, scope)

    def _seen(self, node: nodes.Node, scope: Scope) -> Kind:
        """Look through a node, and give what kind of value it is, if that is known."""
        look = getattr(self, f"_at_{type(node).__name__.lower()}", None)
        if look is not None:
            return look(node, scope)
        self._walk(node.iter_child_nodes(), scope)
        return None

    # --- statements: what names they bring ---

    def _bind(self, target: nodes.Node, kind: Kind, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = kind
        scope.update({name.name: None for name in target.find_all(nodes.Name)})

    def _at_for(self, node: nodes.For, scope: Scope) -> None:
        inner = {**scope, "loop": None}
        self._bind(node.target, _element(self._seen(node.iter, scope)), inner)
        self._walk([node.test] if node.test else [], inner)
        self._walk(node.body, inner)
        self._walk(node.else_, dict(scope))

    def _at_assign(self, node: nodes.Assign, scope: Scope) -> None:
        self._bind(node.target, self._seen(node.node, scope), scope)

    def _at_assignblock(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._walk([node.filter] if node.filter else [], scope)
        self._walk(node.body, dict(scope))
        self._bind(node.target, None, scope)

    def _at_macro(self, node: nodes.Macro, scope: Scope) -> None:
        scope[node.name] = None
        self._with_arguments(node, scope)

    def _at_callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        self._seen(node.call, scope)
        self._with_arguments(node, scope)

    def _with_arguments(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        # When it is called, it knows what was brought after it as well.
        inner = {**self._brought, **scope, **dict.fromkeys((*_IN_MACROS, *(one.name for one in node.args)))}
        self._walk(node.defaults, inner)
        self._walk(node.body, inner)

    def _at_with(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._bind(target, self._seen(value, scope), inner)
        self._walk(node.body, inner)

    def _at_block(self, node: nodes.Block, scope: Scope) -> None:
        self._walk(node.body, dict(scope))

    # --- parts ---

    def _at_include(self, node: nodes.Include, scope: Scope) -> None:
        self._part(node.template, scope if node.with_context else {}, scope, needed=not node.ignore_missing)

    def _at_extends(self, node: nodes.Extends, scope: Scope) -> None:
        self._part(node.template, scope, scope)

    def _at_import(self, node: nodes.Import, scope: Scope) -> None:
        self._part(node.template, scope if node.with_context else {}, scope)
        scope[node.target] = None

    def _at_fromimport(self, node: nodes.FromImport, scope: Scope) -> None:
        self._part(node.template, scope if node.with_context else {}, scope)
        scope.update({name if isinstance(name, str) else name[1]: None for name in node.names})

    def _part(self, named: nodes.Expr, given: Scope, scope: Scope, *, needed: bool = True) -> None:
        """Read the first part of those named that there is."""
        ways = named.items if isinstance(named, nodes.List | nodes.Tuple) else [named]
        names = [way.value for way in ways if isinstance(way, nodes.Const) and isinstance(way.value, str)]
        if len(names) < len(ways):
            self._seen(named, scope)
        elif not any(self.read(name, dict(given)) for name in names) and needed:
            self._say(named.lineno, f"there is no template '{names[0]}'")

    # --- values: what kind they are ---

    def _at_name(self, node: nodes.Name, scope: Scope) -> Kind:
        if self.doubts_names and not ({node.name} & {*scope, *self.environment.globals, *_ALWAYS}):
            self._say(node.lineno, unknown(node.name, scope, self.names))
        return scope.get(node.name)

    def _at_const(self, node: nodes.Const, _scope: Scope) -> Kind:
        return str if isinstance(node.value, str) else None

    def _at_getattr(self, node: nodes.Getattr, scope: Scope) -> Kind:
        return self._attribute(node, self._seen(node.node, scope), node.attr)

    def _at_getitem(self, node: nodes.Getitem, scope: Scope) -> Kind:
        kind = self._seen(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._attribute(node, kind, node.arg.value) if is_dataclass(_bare(kind)) else None
        self._seen(node.arg, scope)
        return kind if isinstance(node.arg, nodes.Slice) else _element(kind)

    def _attribute(self, node: nodes.Node, kind: Kind, name: str) -> Kind:
        kind = _bare(kind)
        plain = known_attributes(kind) if isinstance(kind, type) else None
        if name.startswith("_") or (plain is not None and name not in plain):
            self._say(node.lineno, f"access to attribute '{name}' is unsafe")
        elif is_dataclass(kind):
            known = get_type_hints(kind)
            if name not in known:
                self._say(node.lineno, f"'{name}' is not known{suggested(name, sorted(known))}")
            return known.get(name)
        return None

    def _at_filter(self, node: nodes.Filter, scope: Scope) -> Kind:
        kind = self._given(node, scope)
        if node.name not in self.environment.filters:
            self._say(node.lineno, f"No filter named '{node.name}'{suggested(node.name, self.environment.filters)}")
        self._check_attributes(node, _bare(_element(kind)))
        return kind if node.name in _SAME_KIND else _element(kind) if node.name in _ONE_OF_THEM else None

    def _at_test(self, node: nodes.Test, scope: Scope) -> None:
        self._given(node, scope)
        if node.name not in self.environment.tests:
            self._say(node.lineno, f"No test named '{node.name}'{suggested(node.name, self.environment.tests)}")

    def _given(self, node: nodes.Filter | nodes.Test, scope: Scope) -> Kind:
        """Look through what a filter or test is given; what it is for may be missing."""
        rest = (part for part in node.iter_child_nodes() if part is not node.node)
        self._walk(rest, scope)
        if node.node is None:
            return None
        if node.name in _MAY_BE_MISSING and isinstance(node.node, nodes.Name):
            return scope.get(node.node.name)
        if node.name in _MAY_BE_MISSING and isinstance(node.node, nodes.Getattr | nodes.Getitem):
            self._seen(node.node.node, scope)
            return None
        return self._seen(node.node, scope)

    def _check_attributes(self, node: nodes.Filter, element: Kind) -> None:
        """Doubt the attributes that a filter such as ``sort(attribute="day")`` names."""
        named = [one.value for one in node.kwargs if one.key == "attribute"]
        named += node.args[:1] if node.name in _NAMES_FIRST else []
        for one in named:
            if isinstance(one, nodes.Const) and isinstance(one.value, str) and is_dataclass(element):
                for path in one.value.split(","):
                    self._attribute(one, element, path.strip().partition(".")[0])

    def _at_condexpr(self, node: nodes.CondExpr, scope: Scope) -> Kind:
        self._seen(node.test, scope)
        kinds = [_bare(self._seen(one, scope)) for one in (node.expr1, node.expr2) if one is not None]
        return kinds[0] if all(kind == kinds[0] for kind in kinds) else None


def _brought(tree: nodes.Template) -> Scope:
    """Give the names that the statements of a template bring."""
    names = [name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"]
    return dict.fromkeys([*names, *(macro.name for macro in tree.find_all(nodes.Macro))])


def _bare(kind: Kind) -> Kind:
    """Give the kind of a value that is not null."""
    if NoneType not in get_args(kind):
        return kind
    others = [one for one in get_args(kind) if one is not NoneType]
    return others[0] if len(others) == 1 else None


def _element(kind: Kind) -> Kind:
    """Give the kind of each value of a list."""
    origin: Any = get_origin(_bare(kind))
    return get_args(_bare(kind))[0] if origin is tuple else None

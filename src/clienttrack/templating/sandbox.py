"""The sandbox that templates run in: bounded, and with every text of the book made harmless.

What is bounded: rounds of loops, macros and conditions together, the numbers of a ``range``, the characters of the
whole, of any text put together or cut on the way and of all that filters and calls give, powers and repeated texts, and
what lists hold that are compared, looked up or given to filters, each time it stands there.
"""

from collections.abc import Callable, Collection, Iterable, Sequence, Sized
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import partial, wraps
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateNotFound, Undefined
from jinja2.compiler import CodeGenerator, operators
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.loaders import BaseLoader
from jinja2.nodes import Slice
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing

from clienttrack.templating import filters, pictures, places
from clienttrack.templating.contexts.portfolio import Chart
from clienttrack.templating.escaping import escaped

MOST_ROUNDS = 100_000
LONGEST_RANGE = 1_000
LONGEST_TEXT = 2_000_000
MOST_HANDLED = 20_000_000
MOST_NESTED = 100_000
SEARCHED_AT_ONCE = 16
COST_OF_A_VALUE = 10
LARGEST_NUMBER = 10**12
OWN_FILTERS = ("day", "money", "number")
PICTURE = "picture"
KNOWN_FILTERS = frozenset(
    {
        *("capitalize", "count", "d", "default", "dictsort", "first", "groupby", "int", "items", "join", "last"),
        *("length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr"),
        *("sort", "sum", "title", "trim", "truncate", "unique", "upper", *OWN_FILTERS, PICTURE),
    }
)
KNOWN_TEXT_METHODS = frozenset(
    {
        *("capitalize", "casefold", "endswith", "isdigit", "lower", "lstrip", "partition", "removeprefix"),
        *("removesuffix", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
    }
)


# Of these kinds of values a template may ask nothing else: a number would give a text of any length, a day any format.
KNOWN_ATTRIBUTES: dict[type[Any], frozenset[str]] = {
    str: KNOWN_TEXT_METHODS,
    date: frozenset({"day", "isoformat", "isoweekday", "month", "weekday", "year"}),
    **dict.fromkeys((bytes, int, float, Decimal), frozenset()),
    **dict.fromkeys((list, tuple), frozenset({"count", "index"})),
    dict: frozenset({"get", "items", "keys", "values"}),
}


class _Written(str):
    """Text that is Markdown already; whatever is done to it gives plain text again."""

    __slots__ = ()


class TooMuch(Exception):
    """A template goes beyond its bounds."""


class _Generator(CodeGenerator):
    """Counts the rounds of everything that can repeat."""

    def blockvisit(self, nodes: Any, frame: Any) -> None:
        """Write one count before the statements of each body."""
        self.writeline("environment.count_round()")
        super().blockvisit(nodes, frame)

    def visit_Concat(self, node: Any, frame: Any) -> None:  # noqa: N802 the generator's own name
        """Put texts together where their length is watched."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Compare(self, node: Any, frame: Any) -> None:  # noqa: N802 the generator's own name
        """Compare what is weighed: lists in lists may hold each other many times over."""
        self.write("(environment.weighed(")
        self.visit(node.expr, frame)
        self.write(")")
        for operand in node.ops:
            self.visit(operand, frame)
        self.write(")")

    def visit_Operand(self, node: Any, frame: Any) -> None:  # noqa: N802 the generator's own name
        """Weigh what something is compared with."""
        self.write(f" {operators[node.op]} environment.weighed(")
        self.visit(node.expr, frame)
        self.write(")")

    def visit_Dict(self, node: Any, frame: Any) -> None:  # noqa: N802 the generator's own name
        """Weigh keys, which are gone through to be found."""
        self.write("{")
        for pair in node.items:
            self.write("environment.weighed(")
            self.visit(pair.key, frame)
            self.write("): ")
            self.visit(pair.value, frame)
            self.write(", ")
        self.write("}")

    def visit_Getitem(self, node: Any, frame: Any) -> None:  # noqa: N802 the generator's own name
        """Cut where what is copied is watched."""
        if not isinstance(node.arg, Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.cut(")
        self.visit(node.node, frame)
        self.write(", slice(")
        for bound in (node.arg.start, node.arg.stop, node.arg.step):
            if bound is None:
                self.write("None")
            else:
                self.visit(bound, frame)
            self.write(", ")
        self.write("))")


class Loader(BaseLoader):
    """Finds templates in the languages of one text, in each the user's before ours."""

    def __init__(self, folders: Sequence[Path], languages: Sequence[str]) -> None:
        self.folders, self.languages = folders, languages
        self.places: set[str] = set()

    def get_source(self, environment: Any, template: str) -> tuple[str, str, None]:  # noqa: ARG002 Jinja's signature
        """Give a template's text and place."""
        found = (places.find_in(self.folders, language, template) for language in self.languages)
        path = next((one for one in found if one is not None), None)
        if path is None:
            raise TemplateNotFound(template)
        self.places.add(str(path))
        return places.template_text(path), str(path), None


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox of the texts in one language; ``begin`` it for each of them."""

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, loader: Loader, locale: str, *, pictures: bool = False) -> None:
        self.places = loader.places
        self.pictures = pictures
        super().__init__(
            loader=loader,
            undefined=_undefined_in(self),
            finalize=self.written,
            # Markdown, not HTML: `written` escapes for both.
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        own = {name: partial(getattr(filters, name), locale=locale) for name in OWN_FILTERS}
        known = {**FILTERS, **own, "join": self._join, "sum": self._sum, PICTURE: self._picture}
        self.filters = {name: self._watched(known[name]) for name in KNOWN_FILTERS}
        self.globals = {"range": self._range, "namespace": Namespace}
        self.locale = locale
        self.begin(())

    def begin(self, names: Iterable[str]) -> None:
        """Begin a text that knows these names."""
        self.names = sorted(names)
        self.rounds = 0
        self.characters = 0
        self.handled = 0

    def count_round(self) -> None:
        """Count one more round."""
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            raise TooMuch(f"it went through more than {MOST_ROUNDS} rounds")

    def written(self, value: object) -> str:
        """Make any value harmless in Markdown; days are written out, null is nothing."""
        if isinstance(value, _Written):
            return value
        text = escaped(self._told(value))
        self.characters += len(text)
        return _Written(self._bounded(text, self.characters))

    def joined(self, parts: Iterable[object]) -> str:
        """Put texts together with ``~``."""
        texts, length = [], 0
        for text in map(self._told, parts):
            length += len(text)
            texts.append(self._bounded(text, length))
        return str(self._handle("".join(texts)))

    def _told(self, value: object) -> str:
        if isinstance(value, str | int | float | Decimal | Undefined):
            return str(value)
        if value is None or isinstance(value, date):
            return filters.day(value, locale=self.locale) or ""
        if isinstance(value, Iterable):
            raise filters.WrongValue("a list is no text: join it, as in client.tags|join(', '), or go through it")
        raise filters.WrongValue("this is no text: name something of it, as in client.name")

    def concat(self, parts: Iterable[str]) -> str:
        """Put together what is Markdown already: a report, or what a macro or a block has written."""
        written, length = [], 0
        for part in parts:
            length += len(part)
            written.append(self._bounded(part, length))
        return _Written(self._handle("".join(written)))

    def _join(self, values: Iterable[object], between: object = "", attribute: str | int | None = None) -> str:
        found = values if attribute is None else map(make_attrgetter(self, attribute), values)
        parts = (part for value in found for part in (between, value))
        next(parts, None)
        return self.joined(parts)

    def _picture(self, chart: object, title: object, words: object = None) -> str | None:
        if chart is None:
            return None
        if not isinstance(chart, Chart):
            raise filters.WrongValue("'picture' takes a chart, as in charts.revenue|picture('Revenue by tier')")
        if not isinstance(title, str) or not isinstance(words, dict | None):
            raise filters.WrongValue("'picture' takes a title, and the words for labels and lines as {'now': '…'}")
        told = {str(name): self._told(word) for name, word in (words or {}).items()}
        if not self.pictures:
            return None
        return _Written(pictures.picture(chart, title, told, locale=self.locale))

    def _sum(self, values: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
        for value in values if attribute is None else map(make_attrgetter(self, attribute), values):
            start = self.call_binop(None, "+", start, value)
        return start

    def _watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def watched(*given: Any, **named: Any) -> Any:
            for value in given:
                self.weighed(value)
            return self._handle(function(*given, **named))

        return watched

    def call(self, context: Any, function: Any, /, *given: Any, **named: Any) -> Any:
        """Call what a template calls, and watch what it is given and gives."""
        for value in (*given, *named.values()):
            self.weighed(value)
        return self._handle(super().call(context, function, *given, **named))

    def _handle(self, value: Any) -> Any:
        self.handled += len(value) if isinstance(value, Sized) and not isinstance(value, Undefined) else 1
        self._check_handled()
        return value

    def _check_handled(self) -> None:
        if self.handled > MOST_HANDLED:
            raise TooMuch(f"it handled more than {MOST_HANDLED} characters")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look something up, and watch what it is looked up by."""
        return super().getitem(obj, self.weighed(argument))

    def cut(self, value: Any, bounds: slice) -> Any:
        """Give a part of a text or list, and watch how much is copied."""
        return self._handle(value[bounds])

    def weighed(self, value: Any) -> Any:
        """Give a value back, and count all that is in it, also what stands there several times."""
        if isinstance(value, list | tuple | dict):
            left = [value]
            count = 0
            while left:
                one = left.pop()
                found = [*one.keys(), *one.values()] if isinstance(one, dict) else one
                count += len(found)
                if count > MOST_NESTED:
                    raise TooMuch(f"it nests lists of more than {MOST_NESTED} values")
                left += [inner for inner in found if isinstance(inner, list | tuple | dict)]
            self.handled += count * COST_OF_A_VALUE
        elif isinstance(value, str):
            self.handled += len(value) // SEARCHED_AT_ONCE
        self._check_handled()
        return value

    def _bounded(self, text: str, length: int) -> str:
        if length > LONGEST_TEXT:
            raise TooMuch(f"it wrote more than {LONGEST_TEXT} characters")
        return text

    def _range(self, *numbers: int) -> range:
        asked = range(*numbers)
        if len(asked) > LONGEST_RANGE:
            raise TooMuch(f"it asked for a range of more than {LONGEST_RANGE} numbers")
        return asked

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Allow arithmetic with ordinary numbers and joining texts, not what grows without bound."""
        numbers = all(isinstance(one, int | float | Decimal) for one in (left, right))
        if operator == "**" or (operator != "+" and not numbers):
            raise SecurityError(f"'{operator}' is not allowed here")
        if not numbers and isinstance(left, Sized) and isinstance(right, Sized):
            self._bounded("", len(left) + len(right))
        outcome = super().call_binop(context, operator, left, right)
        if numbers and abs(outcome) > LARGEST_NUMBER:
            raise TooMuch(f"it reckoned with numbers over {LARGEST_NUMBER}")
        return self._handle(outcome)

    def wrap_str_format(self, value: Any) -> None:
        """Give no way of formatting: a format may ask for any width."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow of plain values only what cannot make them longer."""
        known = known_attributes(type(obj))
        return super().is_safe_attribute(obj, attr, value) if known is None else attr in known


def known_attributes(kind: type[Any]) -> frozenset[str] | None:
    """Give what may be asked of a plain value of this kind; ``None`` where it is no plain value."""
    return next((known for plain, known in KNOWN_ATTRIBUTES.items() if issubclass(kind, plain)), None)


def _undefined_in(environment: Environment) -> type[StrictUndefined]:
    """Make the kind of undefined value that suggests the nearest of the names that are known."""

    class Unknown(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint:
                return self._undefined_hint
            if self._undefined_obj is None:
                return f"'{self._undefined_name}' is asked of what is null here"
            if self._undefined_obj is missing:
                return unknown(str(self._undefined_name), environment.names, environment.names)
            known = known_attributes(type(self._undefined_obj))
            if known is None:
                known = frozenset(name for name in dir(self._undefined_obj) if not name.startswith("_"))
            return f"'{self._undefined_name}' is not known{suggested(str(self._undefined_name), sorted(known))}"

    return Unknown


def unknown(name: str, known: Collection[str], of_the_text: Collection[str]) -> str:
    """Say that a name is not ``known`` at a place; one of those of the whole text is missing in this part alone."""
    if name in of_the_text:
        return f"'{name}' is not known in this part; write `with context` where it is imported or included"
    return f"'{name}' is not known{suggested(name, known)}"


def suggested(name: str, known: Iterable[str]) -> str:
    """Ask for the nearest of the names that are known, if one is near."""
    near = get_close_matches(name, known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""

"""How a report is made of a template: sandboxed, bounded, and with every text of the book made harmless.

What is bounded: rounds of loops, macros and conditions together, the numbers of a ``range``, the characters of the
report and of any text put together on the way, powers and repeated texts. Only filters that cannot grow are known.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.loaders import BaseLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing

from clienttrack.ink import AsWritten
from clienttrack.screen import visible
from clienttrack.slices.reports import files
from clienttrack.slices.reports.rules import (
    BrokenTemplate,
    EndlessTemplate,
    FoundTemplate,
    MadeReport,
    UnreadableTemplate,
    escaped,
    languages,
)

if TYPE_CHECKING:
    from clienttrack.slices.reports.rules import AskedReport

MOST_ROUNDS = 100_000
LONGEST_RANGE = 1_000
LONGEST_TEXT = 2_000_000
LARGEST_NUMBER = 10**12
KNOWN_FILTERS = frozenset(
    {
        *("capitalize", "count", "d", "default", "dictsort", "first", "groupby", "int", "items", "join", "last"),
        *("length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr"),
        *("sort", "sum", "title", "trim", "truncate", "unique", "upper"),
    }
)
KNOWN_TEXT_METHODS = frozenset(
    {
        *("capitalize", "casefold", "endswith", "isdigit", "lower", "lstrip", "partition", "removeprefix"),
        *("removesuffix", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
    }
)
# Days are written as people in these countries write them, unless the client's language names another.
REGIONS = {"en": "en_GB"}


class _Written(str):
    """Text that is Markdown already; whatever is done to it gives plain text again."""

    __slots__ = ()


class _TooMuch(Exception):
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


class _Loader(BaseLoader):
    """Finds included templates in the language of the report, then in English, in the user's folder, then in ours."""

    def __init__(self, folders: Sequence[Path], tried: Sequence[str], first: FoundTemplate, name: str) -> None:
        self.folders, self.tried, self.first, self.name = folders, tried, first, name
        self.places = {str(first.path)}

    def get_source(self, environment: Any, template: str) -> tuple[str, str, None]:  # noqa: ARG002 Jinja's signature
        """Give a template's text and place."""
        found = [files.find_in(self.folders, language, template) for language in self.tried]
        path = self.first.path if template == self.name else next((one for one in found if one), None)
        if path is None:
            raise TemplateNotFound(template)
        self.places.add(str(path))
        return files.template_text(path), str(path), None


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox of one report."""

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, loader: BaseLoader, names: Iterable[str], locale: str) -> None:
        super().__init__(
            loader=loader,
            undefined=_undefined_among(sorted(names)),
            finalize=self.written,
            # Markdown, not HTML: `written` escapes for both.
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.filters = {name: FILTERS[name] for name in KNOWN_FILTERS}
        self.globals = {"range": self._range, "namespace": Namespace}
        self.locale = locale
        self.rounds = 0
        self.characters = 0

    def count_round(self) -> None:
        """Count one more round."""
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            raise _TooMuch(f"it went through more than {MOST_ROUNDS} rounds")

    def written(self, value: object) -> str:
        """Make any value harmless in Markdown; days are written out, null is nothing."""
        if isinstance(value, _Written):
            return value
        text = "" if value is None else self._day(value) if isinstance(value, date) else escaped(str(value))
        self.characters += len(text)
        return _Written(self._bounded(text, self.characters))

    def joined(self, parts: Iterable[object]) -> str:
        """Put texts together with ``~``."""
        texts = [str(part) for part in parts]
        return "".join([self._bounded(text, sum(map(len, texts))) for text in texts])

    def concat(self, parts: Iterable[str]) -> str:
        """Put together what is Markdown already: a report, or what a macro or a block has written."""
        written, length = [], 0
        for part in parts:
            length += len(part)
            written.append(self._bounded(part, length))
        return _Written("".join(written))

    def _bounded(self, text: str, length: int) -> str:
        if length > LONGEST_TEXT:
            raise _TooMuch(f"it wrote more than {LONGEST_TEXT} characters")
        return text

    def _day(self, day: date) -> str:
        from babel.dates import format_date

        return escaped(format_date(day, "long", locale=self.locale))

    def _range(self, *numbers: int) -> range:
        asked = range(*numbers)
        if len(asked) > LONGEST_RANGE:
            raise _TooMuch(f"it asked for a range of more than {LONGEST_RANGE} numbers")
        return asked

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Allow arithmetic with ordinary numbers and joining texts, not what grows without bound."""
        numbers = all(isinstance(one, int | float) for one in (left, right))
        if operator == "**" or (operator != "+" and not numbers):
            raise SecurityError(f"'{operator}' is not allowed here")
        if not numbers and hasattr(left, "__len__") and hasattr(right, "__len__"):
            self._bounded("", len(left) + len(right))
        outcome = super().call_binop(context, operator, left, right)
        if numbers and abs(outcome) > LARGEST_NUMBER:
            raise _TooMuch(f"it reckoned with numbers over {LARGEST_NUMBER}")
        return outcome

    def wrap_str_format(self, value: Any) -> None:
        """Give no way of formatting: a format may ask for any width."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow of a text only what cannot make it longer."""
        if isinstance(obj, str):
            return attr in KNOWN_TEXT_METHODS
        return super().is_safe_attribute(obj, attr, value)


def _undefined_among(names: Sequence[str]) -> type[StrictUndefined]:
    """Make the kind of undefined value that suggests the nearest of the names that are known."""

    class Undefined(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint:
                return self._undefined_hint
            known = (
                names
                if self._undefined_obj is missing
                else [name for name in dir(self._undefined_obj) if not name.startswith("_")]
            )
            return f"'{self._undefined_name}' is not known{_suggested(str(self._undefined_name), known)}"

    return Undefined


def _suggested(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def made_report(asked: "AskedReport", folders: Sequence[Path], settings_language: str) -> MadeReport:
    """Make a report of the template that fits its language.

    Raises ``MissingTemplate``, ``UnreadableTemplate``, ``BrokenTemplate`` or ``EndlessTemplate``.
    """
    name = f"{asked.report}.md.j2"
    tried = languages(asked.language, settings_language)
    found = files.found_template(folders, tried, name)
    loader = _Loader(folders, [found.language, *(one for one in tried if one != found.language)], found, name)
    environment = _Environment(loader, asked.variables, _locale(asked.language, found.language))
    try:
        text = environment.get_template(name).render(asked.variables)
    except Exception as error:  # noqa: BLE001 a template may go wrong in any way, and the user wants the line
        _raise_with_line(error, loader, environment)
    return MadeReport(
        report=asked.report,
        client=asked.client,
        language=found.language,
        template=str(found.path),
        text=f"{text.strip()}\n",
        file=None,
    )


def _raise_with_line(error: Exception, loader: _Loader, environment: _Environment) -> NoReturn:
    place, line = _line_of(error, loader)
    if isinstance(error, TemplateSyntaxError):
        what = error.message or "it cannot be understood"
        if what.startswith("No filter named '"):
            what += _suggested(what.split("'")[1], environment.filters).removesuffix("?")
        raise BrokenTemplate(error.filename or place, error.lineno, what) from error
    if isinstance(error, _TooMuch):
        raise EndlessTemplate(place, line, str(error)) from error
    if isinstance(error, RecursionError):
        raise EndlessTemplate(place, line, "it calls itself again and again") from error
    if isinstance(error, TemplateNotFound):
        raise BrokenTemplate(place, line, f"there is no template '{error.name}' to include") from error
    if isinstance(error, UndefinedError | SecurityError):
        raise BrokenTemplate(place, line, str(error.message)) from error
    if isinstance(error, UnreadableTemplate):
        raise error
    raise BrokenTemplate(place, line, f"{type(error).__name__}: {error}") from error


def _line_of(error: Exception, loader: _Loader) -> tuple[str, int | None]:
    """Give the innermost template and its line where it went wrong."""
    place, line = str(loader.first.path), None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in loader.places:
            place, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return place, line


def _locale(asked: str | None, language: str) -> str:
    """Give the way of writing days: the client's own when it is of the template's language."""
    from babel import Locale, UnknownLocaleError

    fallback = REGIONS.get(language, language)
    tag = (asked or "").strip().replace("-", "_")
    for words in (tag if tag[:2].lower() == language and "_" in tag else fallback, fallback, "en_GB"):
        try:
            return str(Locale.parse(words))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"


def report(made: MadeReport) -> str | AsWritten:
    """Show the report, or say where it was written."""
    if made.file is None:
        return AsWritten(visible(made.text.removesuffix("\n")))
    return f"Wrote the {made.report} of {made.client} to '{made.file}'."

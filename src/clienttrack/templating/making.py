"""How a text is made of a template."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from clienttrack.templating import languages, places
from clienttrack.templating.contexts import variables_of
from clienttrack.templating.problems import BrokenTemplate, EndlessTemplate, UnreadableTemplate

if TYPE_CHECKING:
    from clienttrack.templating.sandbox import Environment

HEADING = "# "


@dataclass(frozen=True, slots=True)
class MadeText:
    """A text in Markdown, the template it was made of, its language, and the one that was wanted."""

    text: str
    template: str
    language: str
    wanted: str

    def parted(self) -> tuple[str, str]:
        """Give the subject, which is the heading that a text to be sent begins with, and the rest.

        Raises ``BrokenTemplate`` where there is none.
        """
        first, _, below = self.text.partition("\n")
        if not first.startswith(HEADING) or not first.removeprefix(HEADING).strip():
            raise BrokenTemplate(self.template, 1, "its text must begin with a line '# ' and the subject")
        return first.removeprefix(HEADING).strip(), below


class Templates:
    """The templates of one run; each is read once, however many texts are made of it.

    ``pictures`` are drawn for a page alone: Markdown is meant to be read.
    """

    def __init__(self, folders: Sequence[Path], settings_language: str, *, pictures: bool = False) -> None:
        self.folders, self.settings_language, self.pictures = folders, settings_language, pictures
        self._environments: dict[tuple[str, ...], Environment] = {}

    def made_text(self, name: str, context: object, language: str | None) -> MadeText:
        """Make a text of the template that fits the language; ``context`` is one of ``contexts.CONTEXTS``.

        Raises ``MissingTemplate``, ``UnreadableTemplate``, ``BrokenTemplate`` or ``EndlessTemplate``.
        """
        tried = languages.languages(language, self.settings_language)
        found = places.found_template(self.folders, tried, name)
        tried.sort(key=lambda one: one != found.language)
        environment = self._environment(tried, languages.locale_of(language, found.language))
        variables = variables_of(context)
        environment.begin(variables)
        try:
            text = environment.get_template(name).render(variables)
        except Exception as error:  # noqa: BLE001 a template may go wrong in any way, and the user wants the line
            raise_with_line(error, str(found.path), environment)
        return MadeText(f"{text.strip()}\n", str(found.path), found.language, language or self.settings_language)

    def read(self, name: str, language: str) -> None:
        """Read a template of a language without filling it; raises what is wrong with it."""
        environment = self.environment_of(language)
        path = places.found_template(self.folders, [language], name).path
        try:
            environment.get_template(name)
        except Exception as error:  # noqa: BLE001 as above
            raise_with_line(error, str(path), environment)

    def environment_of(self, language: str) -> "Environment":
        """Give the sandbox of a language that has a folder."""
        tried = languages.languages(language, self.settings_language)
        return self._environment(tried, languages.locale_of(language, language))

    def _environment(self, tried: Sequence[str], locale: str) -> "Environment":
        from clienttrack.templating.sandbox import Environment, Loader

        key = (*tried, locale)
        if key not in self._environments:
            self._environments[key] = Environment(Loader(self.folders, tried), locale, pictures=self.pictures)
        return self._environments[key]


def raise_with_line(error: Exception, place: str, environment: "Environment") -> NoReturn:
    """Say in one sentence what went wrong in the template at ``place`` or in a part of it, and in which line."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError
    from jinja2.exceptions import TemplateRuntimeError

    from clienttrack.templating.filters import WrongValue
    from clienttrack.templating.sandbox import TooMuch, suggested

    place, line, running = _innermost(error, place, environment)
    if isinstance(error, TemplateSyntaxError):
        what = (error.message or "it cannot be understood").rstrip(".")
        if what.startswith("No filter named '"):
            what += suggested(what.split("'")[1], environment.filters)
        raise BrokenTemplate(error.filename or place, error.lineno, what) from error
    if isinstance(error, TooMuch):
        raise EndlessTemplate(place, line, str(error)) from error
    if isinstance(error, RecursionError) and running:
        raise EndlessTemplate(place, line, "it calls itself again and again") from error
    if isinstance(error, RecursionError | SyntaxError):
        raise BrokenTemplate(place, line, "it is nested too deep") from error
    if isinstance(error, TemplateNotFound):
        raise BrokenTemplate(place, line, f"there is no template '{error.name}'") from error
    if isinstance(error, TemplateRuntimeError):
        raise BrokenTemplate(place, line, str(error.message)) from error
    if isinstance(error, UnreadableTemplate):
        raise error
    if isinstance(error, WrongValue):
        raise BrokenTemplate(place, line, str(error)) from error
    raise BrokenTemplate(place, line, f"{type(error).__name__}: {error}") from error


def _innermost(error: Exception, place: str, environment: "Environment") -> tuple[str, int | None, bool]:
    """Give the innermost template and its line where it went wrong, and whether it was running then, not being read."""
    line, running = None, True
    step = error.__traceback__
    while step is not None:
        frame = step.tb_frame
        if frame.f_code.co_filename in environment.places:
            place, line, running = frame.f_code.co_filename, step.tb_lineno, True
        elif frame.f_code is type(environment).compile.__code__:
            place, running = str(frame.f_locals["filename"]), False
            line = _line_written(error, frame.f_locals["source"])
        elif not running:
            line = max(line or 0, _line_read(frame.f_locals) or 0) or None
        step = step.tb_next
    return place, line, running


def _line_read(names: Mapping[str, Any]) -> int | None:
    """Give the line that Jinja is about: of the node it goes through, of the token it reads, or the one it counts."""
    about = names.get("self")
    token = getattr(getattr(about, "stream", None), "current", None)
    told = (getattr(one, "lineno", None) for one in (names.get("node"), about, token))
    return next((line for line in (*told, names.get("lineno")) if line), None)


def _line_written(error: Exception, source: object) -> int | None:
    """Give the line of a template whose Python, which Jinja has written, Python does not take."""
    if not isinstance(error, SyntaxError) or not isinstance(source, str):
        return None
    # Jinja keeps at the end of it which line of the template each line comes from, as 1=12&2=15.
    kept = re.findall(r"([0-9]+)=([0-9]+)", source.rpartition("debug_info = ")[2])
    return max((int(line) for line, written in kept if int(written) <= (error.lineno or 0)), default=None)

"""Which template is meant, and what is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from clienttrack.errors import NotFound, Refused, StorageProblem
from clienttrack.locales import LAST_LANGUAGE, checked_language, chosen_language, spoken_language
from clienttrack.screen import shortened
from clienttrack.templating.places import OWN, SHIPPED, Template, file_name, typed_name


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template in use: ``whose`` is own or shipped, ``shipped`` whether there is one of ours of that name."""

    ref: str
    name: str
    language: str
    whose: str
    shipped: bool
    path: str


@dataclass(frozen=True, slots=True)
class ShownTemplate:
    """A template and what stands in it."""

    name: str
    language: str
    whose: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class CopiedTemplate:
    """A template of ours that the user now has too; ``copied_language`` is the language that ours is in."""

    name: str
    language: str
    copied_language: str
    path: str


@dataclass(frozen=True, slots=True)
class PreviewedTemplate:
    """A template filled with examples; ``format`` is markdown or html."""

    name: str
    language: str
    template: str
    text: str
    format: str


class UnknownTemplate(NotFound):
    """There is no template of that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, set(known), n=1)
        meant = f", meant {near[0]}?" if near else "."
        super().__init__(f"There is no template '{shortened(name, 60)}'{meant} `clienttrack template list` shows all.")


class NotOurs(Refused):
    """Only templates of ours are copied."""

    def __init__(self, found: Template) -> None:
        super().__init__(f"'{found.name}' is your own already, in '{found.path}', and there is none of ours to copy.")


class OnlyAPart(Refused):
    """A part is filled by whatever includes it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is no text of its own: other templates include it. Preview one of those.")


class UnwritableTemplate(StorageProblem):
    """A template cannot be written into the user's folder."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The template cannot be written to '{path}' ({why}). Make room for it and try again.")


def template_lines(found: Sequence[Template]) -> list[TemplateLine]:
    """Give the templates in use, the user's in the place of ours."""
    shipped = {(one.name, one.language) for one in found if one.whose == SHIPPED}
    return [
        TemplateLine(one.ref, one.name, one.language, one.whose, (one.name, one.language) in shipped, one.path)
        for one in in_use(found)
    ]


def in_use(found: Sequence[Template]) -> list[Template]:
    """Give one template for each name and language, the user's before ours."""
    own = {(one.name, one.language) for one in found if one.whose == OWN}
    return [one for one in found if one.whose == OWN or (one.name, one.language) not in own]


def named(found: Sequence[Template], name: str) -> list[Template]:
    """Give every template called ``brief``, ``brief.md.j2`` or ``en/brief``; raises ``UnknownTemplate``."""
    typed = typed_name(file_name(name))
    same = [one for one in found if typed in {one.name, one.ref}]
    if not same:
        raise UnknownTemplate(name, (one.name for one in found))
    return same


def in_language(same: Sequence[Template], told: str | None, settings_language: str) -> Template:
    """Give the template of the language that is told, else of the settings', else English, else the first.

    Raises ``NotInLanguage`` where one was told.
    """
    by_language = {one.language: one for one in reversed(same)}
    there = [*dict.fromkeys(one.language for one in same)]
    return by_language[chosen_language(told, (settings_language,), there, f"template '{same[0].name}'")]


def to_copy(found: Sequence[Template], name: str, told: str | None, settings_language: str) -> Template:
    """Give the template of ours to copy: of the language that is told, if there is one.

    Raises ``UnknownTemplate`` or ``NotOurs``.
    """
    same = named(found, name)
    ours = [one for one in same if one.whose == SHIPPED]
    if not ours:
        raise NotOurs(same[0])
    there = told is not None and spoken_language(told) in {one.language for one in ours}
    return in_language(ours, told if there else None, settings_language)


def copied_language(told: str | None, ours: Template) -> str:
    """Give the folder that a copy goes to; raises ``UnknownLanguage`` for words that name no language."""
    if told is None:
        return ours.language
    return checked_language(told, LAST_LANGUAGE).partition("-")[0]

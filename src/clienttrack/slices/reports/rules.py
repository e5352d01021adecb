"""What templates are given, which language they are in, and how a client's text is made harmless in Markdown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from clienttrack.errors import TemplateProblem
from clienttrack.names import fold
from clienttrack.screen import one_line

BRIEF = "brief"
FOLLOW_UP = "follow-up"
LAST_LANGUAGE = "en"
_LANGUAGES = {"chinese": "zh", "mandarin": "zh", "中文": "zh", "汉语": "zh", "english": "en"}


@dataclass(frozen=True, slots=True)
class Talk:
    """A touchpoint; ``kind`` is call, email, visit, message, meeting, event, gift, other or note."""

    happened_on: date
    kind: str
    direction: str | None
    text: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """An open promise; ``late`` is true when its day has passed, ``contact`` the name of whom it concerns."""

    ref: str
    text: str
    due_on: date | None
    late: bool
    contact: str | None


@dataclass(frozen=True, slots=True)
class AddressedClient:
    """What a client may read about themselves."""

    name: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up is made of: nothing here is private.

    ``greeted`` are the names of those to write to; ``talk`` is the last contact, notes do not count;
    ``next_contact_on`` is the day of our next contact, null when none is planned or it has passed.
    """

    today: date
    client: AddressedClient
    greeted: tuple[str, ...]
    talk: Talk | None
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    next_contact_on: date | None


@dataclass(frozen=True, slots=True)
class BriefedClient:
    """Everything kept about the client; ``custom`` are the own fields, by name."""

    handle: str
    name: str
    kind: str
    industry: str | None
    size: str | None
    website: str | None
    city: str | None
    country: str | None
    language: str | None
    since_on: date | None
    preferences: str | None
    decision_style: str | None
    tags: tuple[str, ...]
    custom: Mapping[str, str]
    notes: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the relationship stands; ``days_late`` is negative before ``due_on``.

    ``due_on`` and ``days_late`` are null for an archived or lost client, ``paused_until`` for one who is not paused
    today; ``days_silent`` counts from the last contact, else from the day the client was added.
    """

    tier: str | None
    stage: str
    cadence: str
    cadence_source: str
    last_touch_on: date | None
    days_silent: int
    due_on: date | None
    days_late: int | None
    paused_until: date | None


@dataclass(frozen=True, slots=True)
class BriefedContact:
    """Somebody present at the client; ``notes`` are personal."""

    name: str
    role: str | None
    level: str | None
    decision: str | None
    addresses: tuple[str, ...]
    notes: str | None


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief is made of; it is private. ``talks`` are the newest touchpoints, notes included."""

    today: date
    client: BriefedClient
    standing: Standing
    contacts: tuple[BriefedContact, ...]
    talks: tuple[Talk, ...]
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report to be made: which, about whom, in which language if there is a template, from what."""

    report: str
    client: str
    language: str | None
    context: Brief | FollowUp

    @property
    def variables(self) -> dict[str, object]:
        """The names a template may use."""
        return {field.name: getattr(self.context, field.name) for field in fields(self.context)}


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report that was made; ``file`` is null when it was not written to one."""

    report: str
    client: str
    language: str
    template: str
    text: str
    file: str | None


@dataclass(frozen=True, slots=True)
class FoundTemplate:
    """A template and the language folder it was found in."""

    path: Path
    language: str


class MissingTemplate(TemplateProblem):
    """There is no such template, ours included."""

    def __init__(self, name: str, folders: Sequence[Path]) -> None:
        looked = "' and '".join(str(folder) for folder in folders)
        super().__init__(f"There is no template '{name}' in '{looked}'. Put one there, or install clienttrack again.")


class UnreadableTemplate(TemplateProblem):
    """A template cannot be read as text."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The template '{path}' cannot be read ({why}). Mend or remove it.")


class BrokenTemplate(TemplateProblem):
    """A template has an error in one of its lines."""

    def __init__(self, place: str, line: int | None, what: str) -> None:
        where = f"'{place}', line {line}" if line else f"'{place}'"
        super().__init__(
            f"The template {where}: {one_line(what).rstrip('.')}. See docs/templates.md for what is known."
        )


class EndlessTemplate(TemplateProblem):
    """A template repeats or writes more than any report needs."""

    def __init__(self, place: str, line: int | None, what: str) -> None:
        where = f"'{place}', line {line}" if line else f"'{place}'"
        super().__init__(f"The template {where} was stopped: {what}. Look for a loop without end.")


class UnwritableReport(TemplateProblem):
    """The report cannot be written where it was wanted."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The report cannot be written to '{path}' ({why}). Name another file with -o.")


def language_of(words: str | None) -> str | None:
    """Give the folder name for a language told in words or as a tag: zh-CN and 中文 give zh.

    What is no language gives ``None``; the answer never holds anything but two or three letters.
    """
    key = fold(words or "")
    match = re.match(r"([a-z]{2,3})(?:[-_ (].*)?$", key)
    return _LANGUAGES.get(key) or (match[1] if match else None)


def languages(asked: str | None, settings_language: str) -> list[str]:
    """Give the languages to try, the client's first, then the settings', then English."""
    told = (language_of(asked), language_of(settings_language), LAST_LANGUAGE)
    return list(dict.fromkeys(language for language in told if language))


_ALWAYS = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_BLOCK_START = re.compile(r"^(?:([0-9]{0,9})([.)])(?=\s|$)|(#+|[-+](?=\s|$)|:?[-=]+:?$))")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")


def escaped(text: str) -> str:
    """Write a text so that Markdown and HTML show it as it is, on one line (CommonMark 0.31, sections 2.4 and 4).

    White space is folded, so that no line of it can begin a block; control characters are spelled out.
    """
    line = one_line(" ".join(text.split()))
    line = _ALWAYS.sub(lambda match: f"\\{match.group()}", line)
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;").replace(">", "&gt;")
    if line.endswith("#"):
        line = f"{line[:-1]}\\#"
    return _BLOCK_START.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", line)

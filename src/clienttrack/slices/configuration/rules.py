"""The settings as lines, and the file a user starts from."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from clienttrack.locales import language_code
from clienttrack.money import UnknownCurrency, checked_currency
from clienttrack.settings import BrokenSettings, Settings

PURPOSES = {
    "timezone": 'IANA name of the time zone that decides which day it is, e.g. "Europe/Vienna"; empty: the system\'s',
    "language": "language of reports: en or zh",
    "country": 'ISO 3166 code, e.g. "AT", that local phone numbers are read with; empty: none',
    "currency": "ISO 4217 code of the book's own currency",
    "cadence_without_tier": "longest silence for a client without a tier: 14d, 2w, 3m or 1y",
    "due.limit": "how many lines `due` shows as text",
    "urgency.weight_without_tier": "weight of a client without a tier",
    "urgency.task_days": "a task this many days late is twice as urgent",
    "urgency.meeting_today": "urgency of a meeting that is today, or that nobody has told the outcome of",
    "urgency.meeting_ahead": "urgency of a meeting on the day before",
    "urgency.need_days": "a proposal this many days without answer past the cadence is twice as urgent",
    "urgency.our_promise": "what a promise of ours adds",
    "urgency.no_next_step_share": "a client without a next step weighs its tier divided by this",
    "history.days": "how many days operations are kept for `history` and `undo`",
    "mail.sender": 'who writes the mails of `remind --eml`, e.g. "Jo Doe <jo@example.com>"',
    "history.backups": "how many backups are kept, beside one a month",
}


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting: its value, its default, and whether the ``file`` or the ``default`` gave the value."""

    name: str
    value: str | int
    default: str | int
    origin: str


def setting_lines(settings: Settings, told: Collection[str]) -> list[SettingLine]:
    """Give every setting; ``told`` are the names that stand in the file."""
    defaults = dict(_flattened(Settings()))
    return [
        SettingLine(name, value, defaults[name], "file" if name in told else "default")
        for name, value in _flattened(settings)
    ]


def check_codes(settings: Settings, path: Path) -> None:
    """Ask the lists of languages, countries and currencies; raises ``BrokenSettings`` for a code that is in none."""
    from phonenumbers import SUPPORTED_REGIONS

    if language_code(settings.language, "en") is None:
        raise BrokenSettings(path, f"'language' knows no language '{settings.language}'")
    if settings.country and settings.country.upper() not in SUPPORTED_REGIONS:
        raise BrokenSettings(path, f"'country' knows no ISO 3166 code '{settings.country}'")
    try:
        checked_currency(settings.currency)
    except UnknownCurrency as error:
        raise BrokenSettings(path, f"'currency' knows no ISO 4217 code '{settings.currency}'") from error


def names_told(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    """Give the full names of all settings in a TOML table."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from names_told(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def template() -> str:
    """Write a settings file in which every default stands as a comment."""
    lines = ["# Settings of clienttrack. Each line shows a default; take the '#' away and change the value.", ""]
    section = ""
    for name, value in _flattened(Settings()):
        table, _, key = name.rpartition(".")
        if table != section:
            section = table
            lines += [f"[{table}]", ""]
        lines += [f"# {PURPOSES[name]}", f"# {key} = {json.dumps(value, ensure_ascii=False)}", ""]
    return "\n".join(lines)


def _flattened(section: object, prefix: str = "") -> Iterator[tuple[str, str | int]]:
    for item in fields(section):  # type: ignore[arg-type]
        value = getattr(section, item.name)
        if is_dataclass(value):
            yield from _flattened(value, f"{prefix}{item.name}.")
        else:
            yield f"{prefix}{item.name}", value

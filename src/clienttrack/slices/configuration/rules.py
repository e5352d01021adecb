"""The settings as lines, and the file a user starts from."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from clienttrack import value_settings
from clienttrack.locales import language_code
from clienttrack.money import UnknownCurrency, checked_currency
from clienttrack.settings import BrokenSettings, Settings

PURPOSES = {
    "timezone": 'IANA name of the time zone that decides which day it is, e.g. "Europe/Vienna"; empty: the system\'s',
    "language": "language of reports: en or zh",
    "country": 'ISO 3166 code, e.g. "AT", that local phone numbers are read with; empty: none',
    "currency": "ISO 4217 code of the book's own currency",
    "cadence_without_tier": "longest silence for a client without a tier: 14d, 2w, 3m or 1y",
    "playbook": "the playbook of clients that had none yet, as `playbook list` names it",
    "due.limit": "how many lines `due` shows as text",
    "urgency.weight_without_tier": "weight of a client without a tier",
    "urgency.task_days": "a task this many days late is twice as urgent",
    "urgency.meeting_today": "urgency of a meeting that is today, or that nobody has told the outcome of",
    "urgency.meeting_ahead": "urgency of a meeting on the day before",
    "urgency.need_days": "a proposal this many days without answer past the cadence is twice as urgent",
    "urgency.our_promise": "what a promise of ours adds",
    "urgency.no_next_step_share": "a client without a next step weighs its tier divided by this",
    "urgency.risk_times": "a newly high churn risk weighs its tier this many times",
    "history.days": "how many days operations are kept for `history` and `undo`",
    "mail.sender": 'who writes the mails of `remind --eml`, e.g. "Jo Doe <jo@example.com>"',
    "history.backups": "how many backups are kept, beside one a month",
    "value.watch_deduction": "what a watched risk takes off the value score",
    "value.high_deduction": "what a high risk takes off the value score",
    "value.core": "the value score from which a client belongs to the highest tier",
    "value.key": "the value score from which a client belongs to the second tier",
    "value.potential_growth": "the rated growth from which a client below belongs to the third tier",
    "value.margin": "how far past such a limit a score must be before a client moves",
    "value.least_coverage": "the weight that must be known before a tier is suggested",
    "value.weights.revenue": "what the money paid within 365 days weighs; all weights sum to 100",
    "value.weights.frequency": "what the months with a payment weigh",
    "value.weights.loyalty": "what the years with a payment, one after the other, weigh",
    "value.weights.profitability": "what the rated profitability weighs",
    "value.weights.growth": "what the rated growth weighs",
    "value.weights.influence": "what the rated influence weighs",
    "value.points.revenue": "points by money paid within 365 days, linear between these",
    "value.points.frequency": "points by months with a payment among the last 12",
    "value.points.loyalty": "points by years with a payment, counted back from today without a gap",
    "value.points.rating": "points by a rating from 1 to 5",
    "value.points.referral": "what each referral adds to the points of influence",
    "rfm.recency": "days since the last payment that still give 5, 4, 3 and 2",
    "rfm.frequency": "payments within 365 days that give 5, 4, 3 and 2",
    "risk.high": "points from which a risk is high",
    "risk.watch": "points from which a risk is one to watch",
    "risk.falling_contact": "points where contact has fallen by half or more",
    "risk.fewest_talks": "touches 91 to 180 days ago from which contact can fall",
    "risk.falling_revenue": "points where less than half was paid in 180 days of what was in the 180 before",
    "risk.one_contact": "points of an organisation with at most one present contact",
    "risk.sponsor_gone": "points where who decided has left within 180 days and nobody decides now",
    "risk.old_need": "points where a need has been open for long",
    "risk.old_need_days": "how many days a need may be open",
    "risk.answered_days": "how many days `done k@acme` keeps a risk from `due` that does not rise",
    "rfm.money": "money paid within 365 days that gives 5, 4, 3 and 2",
    "portfolio.churn": "at most this share of the clients served is lost within 365 days, in percent",
    "portfolio.nps": "at least this NPS a quarter",
    "portfolio.renewal": "at least this share of the projects that end is renewed, in percent",
    "portfolio.projects_per_client": "at least so many projects for each client",
    "portfolio.partners": "at least this share of clients has the tag `partner` or has referred others, in percent",
    "portfolio.reached": "at least this share of clients was in touch within 31 days, in percent",
    "portfolio.complete": "at least this share of what one should know of clients is filled in, in percent",
    "portfolio.issues_in_time": "at least this share of issues is solved in time, in percent",
    "portfolio.ltv_cac": "at least so many times what a new client costs (`cac`) is its lifetime value",
    "portfolio.margin": "what is left of the revenue, in percent; 0 is not told",
    "portfolio.cac": "what winning a new client costs, e.g. '1500'; empty is not told",
    "portfolio.hour": "what an hour of work costs, e.g. '85'; empty is not told",
}
RATES_TEMPLATE = (
    "[rates]",
    "",
    "# what one unit of another currency is worth in the book's own, in quotes; there are none to begin with",
    '# USD = "0.92"',
    "",
)


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting: its value, its default, and whether the ``file`` or the ``default`` gave the value.

    The default is null for the rate of a currency, for which there is none.
    """

    name: str
    value: str | int
    default: str | int | None
    origin: str


def setting_lines(settings: Settings, told: Collection[str]) -> list[SettingLine]:
    """Give every setting; ``told`` are the names that stand in the file."""
    defaults = dict(_flattened(Settings()))
    return [
        SettingLine(name, value, defaults.get(name), "file" if name in told else "default")
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
    for code in settings.rates:
        try:
            checked_currency(code)
        except UnknownCurrency as error:
            raise BrokenSettings(path, f"'rates.{code}' is no ISO 4217 code") from error


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
    return "\n".join([*lines, *RATES_TEMPLATE])


def _flattened(section: object, prefix: str = "") -> Iterator[tuple[str, str | int]]:
    for item in fields(section):  # type: ignore[arg-type]
        value = getattr(section, item.name)
        if value is None:
            value = value_settings.DEFAULTS[item.name]
        if is_dataclass(value):
            yield from _flattened(value, f"{prefix}{item.name}.")
        elif isinstance(value, Mapping):
            yield from ((f"{prefix}{item.name}.{key}", one) for key, one in value.items())
        else:
            yield f"{prefix}{item.name}", value

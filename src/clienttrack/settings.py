"""The settings file: TOML into frozen dataclasses; an unknown key or a wrong value is an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from clienttrack.errors import UsageProblem
from clienttrack.screen import shortened

if TYPE_CHECKING:
    from clienttrack.risk_settings import RiskSettings
    from clienttrack.value_settings import PortfolioSettings, RfmSettings, ValueSettings

Section = TypeVar("Section")


class BrokenSettings(UsageProblem):
    """The settings file cannot be understood."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"The settings file '{path}' is broken: {what}. Mend it with `clienttrack config edit`.")
        self.what = what


@dataclass(frozen=True, slots=True)
class UrgencySettings:
    """Coefficients of the urgency formulas (product page, section 3)."""

    weight_without_tier: int = 1
    task_days: int = 7
    our_promise: int = 2
    meeting_today: int = 10
    meeting_ahead: int = 5
    need_days: int = 14
    no_next_step_share: int = 2
    risk_times: int = 2


@dataclass(frozen=True, slots=True)
class DueSettings:
    """How much of the morning list is shown as text."""

    limit: int = 50


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """How many days of operations are kept, and how many backups."""

    days: int = 400
    backups: int = 10


_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = rf"{_ATOMS}(?:\.{_ATOMS})*@{_LABEL}(?:\.{_LABEL})*"
_SENDER = (
    r'(?:"(?P<quoted>(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*)"|(?P<plain>[^"<>@\x00-\x1f\x7f]*)) *'
    rf"<(?P<address>{_ADDRESS})>|(?P<alone>{_ADDRESS})"
)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Who writes the mails that reminders become: a name and an e-mail address, or the address alone."""

    sender: str = ""

    @property
    def name(self) -> str | None:
        """The name of who writes, without the quotes it may stand in, if one is told."""
        told = self._parts()
        quoted, plain = told.get("quoted"), told.get("plain")
        return (re.sub(r"\\(.)", r"\1", quoted) if quoted else plain or "").strip() or None

    @property
    def address(self) -> str:
        """The e-mail address of who writes; empty where none is told."""
        told = self._parts()
        return told.get("address") or told.get("alone") or ""

    def _parts(self) -> Mapping[str, str | None]:
        match = re.fullmatch(_SENDER, self.sender)
        return {} if match is None else match.groupdict()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults.

    ``timezone`` is an IANA name, empty for the system's; ``country`` an ISO 3166 code that local phone numbers
    are read with; ``currency`` an ISO 4217 code, and ``rates`` what one unit of another is worth in it.
    """

    timezone: str = ""
    language: str = "en"
    country: str = ""
    currency: str = "EUR"
    cadence_without_tier: str = "30d"
    playbook: str = "consultant"
    due: DueSettings = field(default_factory=DueSettings)
    urgency: UrgencySettings = field(default_factory=UrgencySettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    mail: MailSettings = field(default_factory=MailSettings)
    value: "ValueSettings | None" = None
    rfm: "RfmSettings | None" = None
    risk: "RiskSettings | None" = None
    portfolio: "PortfolioSettings | None" = None
    rates: Mapping[str, str] = field(default_factory=dict)


# Whether there is such a country or currency is asked by `config check`: their lists would slow every command.
_SHAPES = {
    "language": ("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", "a language code such as 'en' or 'zh-CN'"),
    "country": ("([A-Za-z]{2})?", "an ISO 3166 code such as 'AT', or empty"),
    "currency": ("[A-Za-z]{3}", "an ISO 4217 code such as 'EUR'"),
    "mail.sender": (
        f"(?:{_SENDER})?",
        "your name and one address, written as 'Jo Doe <jo@example.com>', or the address alone, or empty",
    ),
}


def load(path: Path, *, required: bool) -> Settings:
    """Read the settings at ``path``; a missing file means the defaults, unless it was asked for by name.

    Raises ``BrokenSettings`` naming file and key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if required:
            raise BrokenSettings(path, "there is no such file") from None
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSettings(path, f"it cannot be read ({error})") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """Make settings of TOML text; raises ``BrokenSettings`` naming file and key."""
    import tomllib

    try:
        table = tomllib.loads(text)
    # A number of thousands of digits is a ValueError of Python's own.
    except (ValueError, RecursionError) as error:
        raise BrokenSettings(path, f"it is no TOML ({error})") from error
    settings = _filled(Settings, table, path, "")
    _check(settings, path)
    return settings


def _filled(section: type[Section], table: dict[str, Any], path: Path, prefix: str) -> Section:
    known = {item.name: item for item in fields(section)}  # type: ignore[arg-type]
    defaults = section()
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = shortened(f"{prefix}{key}", 60)
        if key not in known:
            near = get_close_matches(key, known, n=1)
            raise BrokenSettings(path, f"it has an unknown key '{name}'{f', meant {near[0]}?' if near else ''}")
        default = _default(defaults, key)
        if is_dataclass(default):
            if not isinstance(value, dict):
                raise BrokenSettings(path, f"'{name}' must be a table, written as [{name}]")
            told = _filled(type(default), value, path, f"{name}.")
            values[key] = None if told == default and getattr(defaults, key) is None else told
        elif key == "rates":
            values[key] = _rates(value, path)
        elif type(value) is not type(default):
            wanted = {"str": "a text in quotes", "int": "a whole number"}[type(default).__name__]
            raise BrokenSettings(path, f"'{name}' must be {wanted}, not {shortened(repr(value), 60)}")
        else:
            values[key] = value
    return section(**values)


def _default(defaults: object, key: str) -> Any:
    value = getattr(defaults, key)
    if value is not None:
        return value
    from clienttrack import value_settings

    return value_settings.DEFAULTS[key]


def _rates(told: object, path: Path) -> dict[str, str]:
    if not isinstance(told, dict):
        raise BrokenSettings(path, "'rates' must be a table, written as [rates]")
    for code, rate in told.items():
        name = shortened(f"rates.{code}", 60)
        if not re.fullmatch("[A-Z]{3}", code):
            raise BrokenSettings(path, f"'{name}' must be an ISO 4217 code such as 'rates.USD'")
        if not isinstance(rate, str) or not re.fullmatch(r"(?!0+(\.0+)?$)[0-9]{1,12}(\.[0-9]{1,12})?", rate):
            wrong = shortened(repr(rate), 60)
            raise BrokenSettings(path, f"'{name}' must be a number above 0 in quotes such as \"0.92\", not {wrong}")
    return told


def _check(settings: Settings, path: Path) -> None:
    from clienttrack.cadence import Interval, UnreadableInterval

    if settings.timezone:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(settings.timezone)
        # An unknown zone is a KeyError, a folder of zones an OSError, a path a ValueError.
        except (KeyError, OSError, ValueError) as error:
            zone = shortened(repr(settings.timezone), 60)
            raise BrokenSettings(path, f"'timezone' knows no zone {zone}") from error
    try:
        Interval.parse(settings.cadence_without_tier)
    except UnreadableInterval as error:
        raise BrokenSettings(path, "'cadence_without_tier' must be an interval such as '30d'") from error
    counts = {
        "due.limit": (settings.due.limit, 1, 100_000),
        "urgency.weight_without_tier": (settings.urgency.weight_without_tier, 1, 100_000),
        "urgency.task_days": (settings.urgency.task_days, 1, 100_000),
        "urgency.our_promise": (settings.urgency.our_promise, 0, 1_000),
        "urgency.meeting_today": (settings.urgency.meeting_today, 0, 1_000),
        "urgency.meeting_ahead": (settings.urgency.meeting_ahead, 0, 1_000),
        "urgency.need_days": (settings.urgency.need_days, 1, 100_000),
        "urgency.no_next_step_share": (settings.urgency.no_next_step_share, 1, 100_000),
        "urgency.risk_times": (settings.urgency.risk_times, 0, 1_000),
        "history.days": (settings.history.days, 1, 100_000),
        "history.backups": (settings.history.backups, 1, 100_000),
    }
    for name, (count, lowest, highest) in counts.items():
        if not lowest <= count <= highest:
            told = shortened(str(count), 60)
            raise BrokenSettings(path, f"'{name}' must lie between {lowest} and {highest}, not {told}")
    if any((settings.value, settings.rfm, settings.risk, settings.portfolio)):
        _check_numbers(settings, path)
    own = settings.currency.upper()
    if own in settings.rates:
        raise BrokenSettings(path, f"'rates.{own}' is of the book's own currency, whose rate is 1 and not told")
    for name, (shape, example) in _SHAPES.items():
        told = attrgetter(name)(settings)
        if not re.fullmatch(shape, told):
            wrong = shortened(repr(told), 60)
            raise BrokenSettings(path, f"'{name}' must be {example}, not {wrong}")


def _check_numbers(settings: Settings, path: Path) -> None:
    from clienttrack import value_settings

    try:
        value_settings.check(settings)
    except value_settings.BrokenNumbers as error:
        raise BrokenSettings(path, str(error)) from error

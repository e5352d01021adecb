"""What counts as a name, a handle, a domain or a budget of a client."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import Any, TypedDict, cast

from clienttrack import money
from clienttrack.cadence import Interval
from clienttrack.dates import DayDirection, read_day
from clienttrack.errors import Refused, UsageProblem
from clienttrack.names import HANDLE_LENGTH, fold, host_of, is_handle
from clienttrack.screen import shortened

# On these hosts everybody has a page; they name no client.
_SHARED_HOST = re.compile(
    "(.+[.])?(facebook|github|instagram|linkedin|medium|tiktok|twitter|weibo|xing|youtube|x)[.]com|sites.google.com"
)


class ClientFields(TypedDict, total=False):
    """The fields of a client that may be given when one is added or edited; ``None`` clears."""

    industry: str | None
    size: str | None
    source: str | None
    website: str | None
    city: str | None
    country: str | None
    language: str | None
    currency: str | None
    budget_low: int | None
    budget_high: int | None
    preferences: str | None
    decision_style: str | None
    since_on: date | None
    cadence: str | None
    tier_id: int | None
    notes: str | None
    domains: Sequence[str]
    tags: Sequence[str]
    custom: Mapping[str, str]
    external_ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldFields:
    """The fields of a client in the user's own words; ``None`` is not told, an empty text clears."""

    industry: str | None = None
    size: str | None = None
    source: str | None = None
    website: str | None = None
    city: str | None = None
    country: str | None = None
    language: str | None = None
    currency: str | None = None
    budget: str | None = None
    preferences: str | None = None
    decision_style: str | None = None
    since: str | None = None
    cadence: str | None = None
    tier: str | None = None
    notes: str | None = None
    domains: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    custom: Sequence[str] | None = None
    external_ids: Sequence[str] | None = None

    @classmethod
    def among(cls, parameters: Mapping[str, Any]) -> "ToldFields":
        """Take the fields out of a command's parameters, which are called alike."""
        return cls(**{field.name: parameters[field.name] for field in fields_of(cls)})


PLAIN_FIELDS = (
    *("industry", "size", "source", "website", "city", "country"),
    *("language", "preferences", "decision_style", "notes"),
)


class BlankName(UsageProblem):
    """A record needs a name one can see."""

    def __init__(self, what: str) -> None:
        super().__init__(f"A {what} needs a name, and it is empty. Write at least one letter.")


class NotAHandle(UsageProblem):
    """The text may not serve as a handle."""

    def __init__(self, handle: str) -> None:
        super().__init__(
            f"'{shortened(handle, 60)}' is no handle. Use at most {HANDLE_LENGTH} of the letters a to z, "
            "digits, - and _, beginning with a letter or digit."
        )


class NotADomain(UsageProblem):
    """The text is no internet domain."""

    def __init__(self, domain: str) -> None:
        super().__init__(f"'{shortened(domain, 60)}' is no domain. Write one like acme.com.")


class BudgetDoesNotFit(Refused):
    """The budget cannot be kept when the currency changes."""

    def __init__(self, budget: str, currency: str | None) -> None:
        wanted = f"in {currency}" if currency else "without a currency"
        super().__init__(f"The budget of {budget} cannot be kept {wanted}. Tell the budget too, or clear it with ''.")


class NotAPair(UsageProblem):
    """The text is not ``key=value``."""

    def __init__(self, option: str, words: str) -> None:
        super().__init__(f"'{shortened(words, 60)}' has no key and '=' for {option}. Write {option} key=value.")


def checked_name(name: str, what: str = "client") -> str:
    """Give the name back; raises ``BlankName`` when it has no visible letter."""
    if not fold(name):
        raise BlankName(what)
    return name


def checked_handle(handle: str) -> str:
    """Give the handle in lower case; raises ``NotAHandle``."""
    lower = handle.strip().removeprefix("@").lower()
    if not is_handle(lower):
        raise NotAHandle(handle)
    return lower


def numbered_handle(handle: str, taken: Iterable[str]) -> str:
    """Give the handle, or the first of ``handle-2``, ``handle-3`` … that is not taken."""
    used = set(taken)
    number = 1
    free = handle
    while free in used:
        number += 1
        free = f"{handle[: HANDLE_LENGTH - len(f'-{number}')].rstrip('-')}-{number}"
    return free


def checked_domain(domain: str) -> str:
    """Give the domain as it is kept; raises ``NotADomain``."""
    host = host_of(domain)
    if host is None:
        raise NotADomain(domain)
    return host


def domain_of_website(website: str | None) -> str | None:
    """Give the domain by which a client with this web site is found; none for a page on a host that many share."""
    host = host_of(website) if website else None
    return None if host and _SHARED_HOST.fullmatch(host) else host


def pairs(option: str, words: Iterable[str]) -> dict[str, str]:
    """Read ``key=value`` texts; the key is trimmed, the value kept as it is. Raises ``NotAPair``."""
    read: dict[str, str] = {}
    for text in words:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise NotAPair(option, text)
        read[key.strip()] = value
    return read


def read_fields(
    told: ToldFields, *, today: date, tier_id: int | None, currency: str, settings_language: str = "en"
) -> ClientFields:
    """Read what the user told; ``currency`` is the one a budget is in unless another is told.

    Raises ``UnknownLanguage`` and what ``read_day``, ``Interval.parse``, ``money`` and ``pairs`` raise.
    """
    fields: dict[str, object] = {}
    for name in PLAIN_FIELDS:
        fields[name] = getattr(told, name)
    fields = {name: words or None for name, words in fields.items() if words is not None}
    if told.language:
        from clienttrack import locales

        fields["language"] = locales.checked_language(told.language, settings_language)
    if told.currency is not None:
        fields["currency"] = money.checked_currency(told.currency) if told.currency else None
    if told.budget is not None:
        fields |= _budget(told.budget, str(fields.get("currency") or currency))
    if told.since is not None:
        fields["since_on"] = read_day(told.since, today=today, direction=DayDirection.PAST) if told.since else None
    if told.cadence is not None:
        fields["cadence"] = str(Interval.parse(told.cadence)) if told.cadence else None
    if told.tier is not None:
        fields["tier_id"] = tier_id
    fields["domains"] = told.domains or ()
    fields["tags"] = told.tags or ()
    fields["custom"] = pairs("--set", told.custom or ())
    fields["external_ids"] = pairs("--external-id", told.external_ids or ())
    return cast("ClientFields", fields)


def _budget(words: str, currency: str) -> dict[str, object]:
    if not words:
        return {"budget_low": None, "budget_high": None}
    currency = money.checked_currency(currency)
    low, high = money.read_range(words, currency)
    return {"budget_low": low, "budget_high": high, "currency": currency}


def in_currency(low: int, high: int, old: str, new: str | None) -> dict[str, int]:
    """Give a budget of the same amounts in another currency's minor units; raises ``BudgetDoesNotFit``."""
    places = money.minor_digits(new) - money.minor_digits(old) if new else 0
    lost = any(amount % 10 ** max(-places, 0) for amount in (low, high))
    if new is None or lost:
        raise BudgetDoesNotFit(str(money.range_words(low, high, old)), new)
    if places < 0:
        return {"budget_low": low // 10**-places, "budget_high": high // 10**-places}
    return {"budget_low": low * 10**places, "budget_high": high * 10**places}

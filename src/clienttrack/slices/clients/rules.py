"""What counts as a name, a handle, a domain or a budget of a client, and which names are nearly the same."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypedDict

from clienttrack.errors import UsageProblem
from clienttrack.names import HANDLE_LENGTH, fold, is_handle
from clienttrack.screen import shortened
from clienttrack.vocabulary import LostReason, Stage

NEARLY_THE_SAME = 91  # percent of the letters; 90 would join John and Joan Smith
NEAR_TAG = 80

_LEGAL_FORMS = frozenset(
    (
        *(
            "ab",
            "ag",
            "as",
            "bv",
            "co",
            "company",
            "corp",
            "corporation",
            "gmbh",
            "inc",
            "incorporated",
            "kg",
            "limited",
        ),
        *("llc", "llp", "ltd", "nv", "oy", "plc", "pte", "pty", "sa", "sarl", "sas", "spa", "srl", "the"),
    )
)
_CHINESE_LEGAL_FORM = re.compile("(股份)?(有限)?(责任)?公司$")
# On these hosts everybody has a page; they name no client.
_SHARED_HOSTS = frozenset(
    (
        *("facebook.com", "github.com", "instagram.com", "linkedin.com", "medium.com", "tiktok.com", "twitter.com"),
        *("weibo.com", "x.com", "xing.com", "youtube.com", "sites.google.com"),
    )
)
_DOMAIN = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_AMOUNT = r"([0-9]+)(?:\.([0-9]+))?([km]?)"
_BUDGET = re.compile(rf"{_AMOUNT}(?:(?:-|–|\.\.){_AMOUNT})?")
_ZEROS = {"": 0, "k": 3, "m": 6}
# ISO 4217: the currencies that do not have two decimals.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_LARGEST_AMOUNT = 10**15


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
    told_stage: Stage | None
    told_stage_on: date | None
    lost_reason: LostReason | None
    notes: str | None
    domains: Sequence[str]
    tags: Sequence[str]
    custom: Mapping[str, str]
    external_ids: Mapping[str, str]


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


class UnreadableBudget(UsageProblem):
    """The words name no budget range in that currency."""

    def __init__(self, words: str, currency: str) -> None:
        decimals = minor_digits(currency)
        super().__init__(
            f"Cannot read '{shortened(words, 60)}' as a budget in {currency}, which has {decimals} decimals. "
            "Write for example 10000-20000, 10k-20k or 15000, the lower amount first."
        )


class UnknownCurrency(UsageProblem):
    """The code is none of ISO 4217."""

    def __init__(self, code: str) -> None:
        super().__init__(f"'{shortened(code, 60)}' is no ISO 4217 currency. Write a code such as EUR, USD or CNY.")


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


def core_of_name(name_key: str) -> str:
    """Give what is left of a folded name without punctuation and legal forms; the whole when nothing would be."""
    if name_key.isascii() and name_key.isalnum():
        return name_key
    plain = re.sub(r"[^\w]+", " ", _CHINESE_LEGAL_FORM.sub("", re.sub("[./]", "", name_key))).strip()
    words = [word for word in plain.split() if word not in _LEGAL_FORMS]
    return " ".join(words) or plain or name_key


def nearest_name(name_key: str, others: Iterable[str]) -> str | None:
    """Give the other folded name that is nearly the same, or ``None``.

    The same without legal form and punctuation, or ``NEARLY_THE_SAME`` percent of the letters; names with other
    numbers in them are never the same.
    """
    from rapidfuzz import fuzz, process

    core = core_of_name(name_key)
    numbers = re.findall("[0-9]+", core)
    cores = {other: core_of_name(other) for other in others if re.findall("[0-9]+", other) == numbers}
    hit = process.extractOne(core, cores, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
    return None if hit is None else hit[2]


def near_tag(name_key: str, others: Iterable[str]) -> str | None:
    """Give the other tag that the folded one may be a slip of the keyboard for, or ``None``."""
    from rapidfuzz import fuzz, process

    hit = process.extractOne(name_key, list(others), scorer=fuzz.ratio, score_cutoff=NEAR_TAG)
    return None if hit is None or re.findall("[0-9]+", hit[0]) != re.findall("[0-9]+", name_key) else hit[0]


def host_of(address: str) -> str | None:
    """Give the domain in a web address or host name, lower case and without ``www.``, or ``None``."""
    host = fold(address).partition("://")[2] or fold(address)
    host = re.split("[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = host.removeprefix("www.").rstrip(".")
    return host if _DOMAIN.fullmatch(host) else None


def checked_domain(domain: str) -> str:
    """Give the domain as it is kept; raises ``NotADomain``."""
    host = host_of(domain)
    if host is None:
        raise NotADomain(domain)
    return host


def domain_of_website(website: str | None) -> str | None:
    """Give the domain by which a client with this web site is found; none for a page on a host that many share."""
    host = host_of(website) if website else None
    return None if host in _SHARED_HOSTS else host


def checked_currency(code: str) -> str:
    """Give the ISO 4217 code in capitals; raises ``UnknownCurrency``."""
    from babel.core import get_global

    upper = code.strip().upper()
    if upper not in get_global("all_currencies"):
        raise UnknownCurrency(code)
    return upper


def minor_digits(currency: str) -> int:
    """Give how many decimals a currency has (ISO 4217)."""
    return 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2


def read_budget(words: str, currency: str) -> tuple[int, int]:
    """Read ``10000-20000``, ``10k-20k`` or one amount as the lowest and highest budget in minor units.

    Raises ``UnreadableBudget`` for anything else, more decimals than the currency has included.
    """
    match = _BUDGET.fullmatch(re.sub(r"\s", "", words).lower())
    if match is None:
        raise UnreadableBudget(words, currency)
    low = _minor_units(match[1], match[2], match[3] or (match[6] or ""), currency)
    high = low if match[4] is None else _minor_units(match[4], match[5], match[6], currency)
    if low is None or high is None or low > high or high > _LARGEST_AMOUNT:
        raise UnreadableBudget(words, currency)
    return low, high


def _minor_units(whole: str, decimals: str | None, thousands: str, currency: str) -> int | None:
    places = minor_digits(currency) + _ZEROS[thousands]
    kept = (decimals or "").rstrip("0")
    return None if len(kept) > places else int(whole + kept.ljust(places, "0"))


def amount_words(minor: int, currency: str) -> str:
    """Write minor units as an exact decimal number, without decimals where they are nought."""
    places = minor_digits(currency)
    digits = str(minor).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{whole}.{rest}" if rest.strip("0") else whole


def budget_words(low: int | None, high: int | None, currency: str | None) -> str | None:
    """Write a budget as people and ``--budget`` read it, with its currency: ``10000-20000 EUR``."""
    if low is None or high is None or currency is None:
        return None
    amounts = amount_words(low, currency) + ("" if low == high else f"-{amount_words(high, currency)}")
    return f"{amounts} {currency}"


def pairs(option: str, words: Iterable[str]) -> dict[str, str]:
    """Read ``key=value`` texts; the key is trimmed, the value kept as it is. Raises ``NotAPair``."""
    read: dict[str, str] = {}
    for text in words:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise NotAPair(option, text)
        read[key.strip()] = value
    return read
